//! `homecoming import people`.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use store::{Store, StoreOptions};

use crate::config::Config;
use crate::context::{Context, SystemChance, SystemClock};
use crate::services::import::{ImportReport, ImportService};
use crate::services::password::Passwords;

/// Take lists over.
#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// People, and whom they know. Tells every row that cannot be taken over by line and column; the others go in.
    People {
        /// CSV with a header: email and name, and any of external_id, graduation_year, headline, company, industry,
        /// city, country, time_zone, bio, interests, seeks, offers, open_to_chats, password.
        file: PathBuf,
        /// CSV with the header email_a,email_b: pairs of people who know each other.
        #[arg(long)]
        connections: Option<PathBuf>,
        /// Tell what would happen, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Takes the lists over. Fails when a row was refused, after all others went in.
pub async fn run(command: Import, config: Config) -> anyhow::Result<()> {
    let What::People { file, connections, dry_run } = command.what;
    let options =
        StoreOptions { url: config.database.url.clone(), max_connections: config.database.max_connections };
    let store = Store::open(&options).await?;
    let context = Context::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemChance), config);
    let service = ImportService::new(context, Passwords::default());
    let mut refused = 0;
    let (list, bar) = open(&file)?;
    let report = service.people(list, dry_run, &|bytes| bar.set_position(bytes)).await;
    bar.finish_and_clear();
    refused += tell(&file, "people", dry_run, &report.with_context(|| file.display().to_string())?)?;
    if let Some(file) = connections {
        let (list, bar) = open(&file)?;
        let report = service.connections(list, dry_run, &|bytes| bar.set_position(bytes)).await;
        bar.finish_and_clear();
        refused += tell(&file, "connections", dry_run, &report.with_context(|| file.display().to_string())?)?;
    }
    store.close().await?;
    if refused > 0 {
        bail!("{refused} rows were refused; correct them and run the same command again");
    }
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<(File, ProgressBar)> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let bar = ProgressBar::new(file.metadata()?.len());
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent}% {bytes_per_sec} {eta}")?);
    Ok((file, bar))
}

/// Prints every problem and the count of rows; gives the number of refused rows.
fn tell(file: &Path, noun: &str, is_dry_run: bool, report: &ImportReport) -> anyhow::Result<u64> {
    let mut out = std::io::stdout().lock();
    for problem in &report.problems {
        let column = problem.column.as_deref().map_or_else(String::new, |column| format!("{column}: "));
        writeln!(out, "{}:{}: {column}{}", file.display(), problem.line, problem.detail)?;
    }
    let would = if is_dry_run { "dry run, nothing changed; would be: " } else { "" };
    writeln!(
        out,
        "{noun}: {would}{} new, {} changed, {} as before, {} refused, of {} rows",
        report.created, report.updated, report.unchanged, report.refused, report.rows
    )?;
    Ok(report.refused)
}
