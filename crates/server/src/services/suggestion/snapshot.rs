//! The population written down beside the database, so that a start need not read everything.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use matching::Population;
use model::Timestamp;
use store::{StoreError, outbox};

use super::SuggestionService;
use super::follower::Position;

/// Says what the file is, and in which version of the form.
const MARK: &[u8; 8] = b"HCMATCH1";
const BUFFER: usize = 1 << 20;

/// What stands before the population: the event it is up to, and when this was written, so that the file of another
/// database, or of this one before it was put back, is not taken.
struct Head {
    position: Position,
    written_at_micros: i64,
}

impl SuggestionService {
    /// Takes up the population as it was last written down, when it is of this database.
    pub(super) async fn take_snapshot_up(&self) {
        let Some(path) = self.snapshot_path().filter(|path| path.exists()) else { return };
        let empty = self.empty_population();
        let read =
            tokio::task::spawn_blocking(move || read(&path, empty)).await.expect("reading does not panic");
        let taken = match read {
            Ok((head, population)) => self.take(head, population).await,
            Err(error) => Err(error),
        };
        if let Err(error) = taken {
            tracing::info!(%error, "the population is read from the database: its snapshot cannot be used");
        }
    }

    async fn take(&self, head: Head, population: Population) -> anyhow::Result<()> {
        let database = self.context.read();
        let written_at = outbox::written_at(database, head.position.seq).await?;
        anyhow::ensure!(
            written_at.map(|at| at.timestamp_micros()) == Some(head.written_at_micros),
            "it is not of this database"
        );
        tracing::info!(people = population.len(), "the population is taken up from its snapshot");
        *self.change_population() = population;
        *self.position.lock().await = Some(head.position);
        self.reached.store(head.position.seq, Ordering::Relaxed);
        Ok(())
    }

    /// Writes the population down. Nobody changes it meanwhile, since only the follower does.
    pub(super) async fn write_snapshot(&self) {
        let Some(path) = self.snapshot_path() else { return };
        let Some(position) = *self.position.lock().await else { return };
        match self.try_write_snapshot(path, position).await {
            Ok(()) => tracing::info!("the population is written down"),
            Err(error) => tracing::warn!(%error, "the population cannot be written down"),
        }
    }

    async fn try_write_snapshot(&self, path: PathBuf, position: Position) -> anyhow::Result<()> {
        let written_at: Result<_, StoreError> = outbox::written_at(self.context.read(), position.seq).await;
        // Without an event there is nothing to tell this database from another, and little to read.
        let Some(written_at) = written_at? else { return Ok(()) };
        let head = Head { position, written_at_micros: written_at.timestamp_micros() };
        let service = self.clone();
        let written = tokio::task::spawn_blocking(move || write(&path, &head, &service.read_population()));
        Ok(written.await.expect("writing does not panic")?)
    }

    /// When the population was last written down; nothing when it never was.
    pub(super) fn snapshot_written_at(&self) -> Option<Timestamp> {
        let written = fs::metadata(self.snapshot_path()?).and_then(|file| file.modified()).ok()?;
        Some(written.into())
    }

    /// Beside the SQLite file, or where the configuration says.
    fn snapshot_path(&self) -> Option<PathBuf> {
        let configured = self.context.config().matching.snapshot_path.clone();
        configured.or_else(|| Some(self.context.store().sqlite_file()?.with_extension("population")))
    }
}

fn read(path: &Path, empty: Population) -> anyhow::Result<(Head, Population)> {
    let mut input = BufReader::with_capacity(BUFFER, File::open(path)?);
    let mut head = [0; 32];
    input.read_exact(&mut head)?;
    anyhow::ensure!(&head[..8] == MARK, "it has another form");
    let number = |at: usize| i64::from_le_bytes(*head[at..].first_chunk().expect("the head is long enough"));
    let position = Position { seq: number(8), read_twice_until: number(16) };
    let head = Head { position, written_at_micros: number(24) };
    Ok((head, empty.restore(&mut input)?))
}

/// Writes beside the old file and puts the new one in its place at the end.
fn write(path: &Path, head: &Head, population: &Population) -> io::Result<()> {
    let unfinished = path.with_extension("population-unfinished");
    let mut out = BufWriter::with_capacity(BUFFER, File::create(&unfinished)?);
    out.write_all(MARK)?;
    for number in [head.position.seq, head.position.read_twice_until, head.written_at_micros] {
        out.write_all(&number.to_le_bytes())?;
    }
    population.save(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(unfinished, path)
}
