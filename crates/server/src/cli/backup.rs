//! `homecoming backup` and `homecoming restore`.

use std::path::PathBuf;

use clap::Args;
use store::StoreOptions;
use store::backup::{back_up, restore};

use crate::config::Config;

/// Write a consistent copy of the database, while it is in use.
#[derive(Args)]
pub struct Backup {
    /// The new file.
    file: PathBuf,
}

/// Put a backup in place of the database; the old one is kept beside it. The server must not run.
#[derive(Args)]
pub struct Restore {
    /// The backup.
    file: PathBuf,
}

/// Writes the copy.
pub async fn run_backup(command: Backup, config: Config) -> anyhow::Result<()> {
    back_up(&options(config), &command.file).await?;
    println!("backup written to {}", command.file.display());
    Ok(())
}

/// Puts the backup in place.
pub async fn run_restore(command: Restore, config: Config) -> anyhow::Result<()> {
    let kept = restore(&options(config), &command.file).await?;
    println!("restored from {}", command.file.display());
    if let Some(kept) = kept {
        println!("the database as it was is kept in {}", kept.display());
    }
    Ok(())
}

fn options(config: Config) -> StoreOptions {
    StoreOptions { url: config.database.url, max_connections: 1 }
}
