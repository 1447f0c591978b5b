//! What profiles say, as vectors: a row for each phrase and model. Vectors of different models never meet in a query.

mod active_members;
mod notes;
mod texts;

use model::Timestamp;
use model::facet::Facet;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, insert_rows, statement};
use crate::{Connection, StoreError, Writer};

pub use notes::{ProfileNote, notes, notes_after};
pub use texts::{ProfileText, texts, texts_after};

/// Phrases that one statement writes, seven values each: SQLite takes 32,766 values.
const ROWS: usize = 3_000;
/// Ids that one statement names.
const NAMED: usize = 500;

/// A phrase of a profile as one model understands it.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddedPhrase {
    /// Whose.
    pub user_id: UserId,
    /// What it is about.
    pub facet: Facet,
    /// Its number among the phrases of the facet.
    pub position: u16,
    /// SHA-256 of what was embedded: equal text need not be embedded again.
    pub text_hash: Vec<u8>,
    /// The vector, as the model's own bytes.
    pub vector: Vec<u8>,
}

/// How far a profile is embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddingState {
    /// Whose.
    pub user_id: UserId,
    /// The version that the profile is at.
    pub profile_version: i32,
    /// The version that was embedded; none when none was.
    pub embedded_version: Option<i32>,
}

impl EmbeddingState {
    /// Whether the profile has changed since it was embedded.
    pub fn is_stale(&self) -> bool {
        self.embedded_version != Some(self.profile_version)
    }
}

#[derive(FromQueryResult)]
struct StateRow {
    user_id: Uuid,
    profile_version: i32,
    embedded_version: Option<i32>,
}

impl From<StateRow> for EmbeddingState {
    fn from(row: StateRow) -> Self {
        Self {
            user_id: UserId(row.user_id),
            profile_version: row.profile_version,
            embedded_version: row.embedded_version,
        }
    }
}

const STATES: &str = "SELECT p.user_id, p.version AS profile_version, e.profile_version AS embedded_version \
     FROM profiles p LEFT JOIN embedded_profiles e ON e.model = $1 AND e.user_id = p.user_id";

/// How far the profiles of these people are embedded, in no order.
pub async fn states<C: Connection>(
    connection: &C,
    model: &str,
    people: &[UserId],
) -> Result<Vec<EmbeddingState>, StoreError> {
    let mut states = Vec::with_capacity(people.len());
    for chunk in people.chunks(NAMED) {
        let mut query = Query::new(STATES);
        query.bind(model);
        let ids = query.bind_all(chunk.iter().map(|id| id.0));
        query.push(&format!(" WHERE p.user_id IN ({ids})"));
        let rows = StateRow::find_by_statement(query.statement(connection)).all(connection).await?;
        states.extend(rows.into_iter().map(EmbeddingState::from));
    }
    Ok(states)
}

/// How far the profiles of the next people are embedded, by id from after `after` on.
pub async fn states_after<C: Connection>(
    connection: &C,
    model: &str,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<EmbeddingState>, StoreError> {
    // Said of both tables: PostgreSQL does not carry the bound over, and would walk the second from its beginning.
    let sql = format!("{STATES} AND e.user_id > $2 WHERE p.user_id > $2 ORDER BY p.user_id LIMIT {limit}");
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let query = statement(connection, &sql, [model.into(), after.into()]);
    let rows = StateRow::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(EmbeddingState::from).collect())
}

#[derive(FromQueryResult)]
struct PhraseRow {
    user_id: Uuid,
    facet: String,
    position: i32,
    text_hash: Vec<u8>,
    vector: Vec<u8>,
}

impl PhraseRow {
    fn read(self) -> Result<EmbeddedPhrase, StoreError> {
        let column = "embedded_phrases.position";
        Ok(EmbeddedPhrase {
            user_id: UserId(self.user_id),
            facet: word("embedded_phrases.facet", &self.facet)?,
            position: u16::try_from(self.position)
                .map_err(|error| StoreError::Unreadable { column, reason: error.to_string() })?,
            text_hash: self.text_hash,
            vector: self.vector,
        })
    }
}

const PHRASES: &str = "SELECT user_id, facet, position, text_hash, vector FROM embedded_phrases";

/// The phrases of these people in the eyes of a model, by person, facet and position.
pub async fn phrases_of<C: Connection>(
    connection: &C,
    model: &str,
    people: &[UserId],
) -> Result<Vec<EmbeddedPhrase>, StoreError> {
    let mut phrases = Vec::new();
    for chunk in people.chunks(NAMED) {
        let mut query = Query::new(PHRASES);
        let model = query.bind(model);
        let ids = query.bind_all(chunk.iter().map(|id| id.0));
        query.push(&format!(
            " WHERE model = {model} AND user_id IN ({ids}) ORDER BY user_id, facet, position"
        ));
        let rows = PhraseRow::find_by_statement(query.statement(connection)).all(connection).await?;
        for row in rows {
            phrases.push(row.read()?);
        }
    }
    Ok(phrases)
}

/// The phrases of everybody with an id after `after`, up to and with `last`, in the same order.
pub async fn phrases_between<C: Connection>(
    connection: &C,
    model: &str,
    after: Option<UserId>,
    last: UserId,
) -> Result<Vec<EmbeddedPhrase>, StoreError> {
    let sql = format!(
        "{PHRASES} WHERE model = $1 AND user_id > $2 AND user_id <= $3 ORDER BY user_id, facet, position"
    );
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let query = statement(connection, &sql, [model.into(), after.into(), last.0.into()]);
    let rows = PhraseRow::find_by_statement(query).all(connection).await?;
    rows.into_iter().map(PhraseRow::read).collect()
}

/// Writes what a profile says in place of what it said before, in the eyes of one model.
///
/// `version` is the version of the profile that was read; a later one that was embedded meanwhile stays. Tells whether
/// anything was written.
pub async fn replace(
    writer: &Writer,
    model: &str,
    user: UserId,
    version: i32,
    phrases: &[EmbeddedPhrase],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let upsert = statement(
        writer,
        "INSERT INTO embedded_profiles (model, user_id, profile_version, embedded_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (model, user_id) DO UPDATE \
         SET profile_version = excluded.profile_version, embedded_at = excluded.embedded_at \
         WHERE embedded_profiles.profile_version <= excluded.profile_version",
        [model.into(), user.0.into(), version.into(), now.into()],
    );
    if writer.execute_raw(upsert).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let delete = "DELETE FROM embedded_phrases WHERE model = $1 AND user_id = $2";
    writer.execute_raw(statement(writer, delete, [model.into(), user.0.into()])).await?;
    let into = "embedded_phrases (model, user_id, facet, position, text_hash, vector, made_at)";
    for chunk in phrases.chunks(ROWS) {
        let rows = chunk.iter().map(|phrase| row_of(model, user, phrase, now));
        writer.execute_raw(insert_rows(writer, into, rows, "")).await?;
    }
    Ok(true)
}

fn row_of(model: &str, user: UserId, phrase: &EmbeddedPhrase, now: Timestamp) -> [Value; 7] {
    [
        model.into(),
        user.0.into(),
        phrase.facet.as_str().into(),
        i32::from(phrase.position).into(),
        phrase.text_hash.clone().into(),
        phrase.vector.clone().into(),
        now.into(),
    ]
}

/// Forgets everything that other models made of profiles.
pub async fn forget_all_but(writer: &Writer, model: &str) -> Result<(), StoreError> {
    for table in ["embedded_phrases", "embedded_profiles"] {
        // Two ranges, so that the index on the model is used.
        let sql = format!("DELETE FROM {table} WHERE model < $1 OR model > $1");
        writer.execute_raw(statement(writer, &sql, [model.into()])).await?;
    }
    Ok(())
}

/// How many profiles of active members a model has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct EmbeddingCounts {
    /// At their present version.
    pub embedded: i64,
    /// Not yet, or changed since.
    pub waiting: i64,
}

/// Counts profiles of active members; reads them all.
pub async fn counts<C: Connection>(connection: &C, model: &str) -> Result<EmbeddingCounts, StoreError> {
    let query = statement(
        connection,
        "SELECT count(e.user_id) AS embedded, count(*) - count(e.user_id) AS waiting \
         FROM users u JOIN profiles p ON p.user_id = u.id \
         LEFT JOIN embedded_profiles e ON e.model = $1 AND e.user_id = u.id AND e.profile_version = p.version \
         WHERE u.status = 'active'",
        [model.into()],
    );
    Ok(EmbeddingCounts::find_by_statement(query).one(connection).await?.unwrap_or_default())
}
