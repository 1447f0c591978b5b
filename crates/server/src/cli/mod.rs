//! The command line.

mod admin;
mod backup;
mod demo;
mod doctor;
mod import;
mod sample;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::telemetry::start_logging;

/// Video calls and coffee chats for an alumni community.
#[derive(Parser)]
#[command(name = "homecoming", version, about)]
struct Arguments {
    /// The configuration file (TOML).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Allow plain http on an address that is not localhost; browsers give no camera there.
    #[arg(long, global = true)]
    insecure_http: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site.
    Serve(serve::Serve),
    /// Serve a community of invented members.
    Demo(demo::Demo),
    /// Bring the database's schema up to date.
    Migrate,
    /// Manage the platform's team.
    Admin(admin::Admin),
    /// Check every configured part, one line each.
    Doctor(doctor::Doctor),
    /// Print every configuration key with its default.
    Config,
    /// Take lists of people and connections over.
    Import(import::Import),
    /// Write a consistent copy of the database, while it is in use (SQLite).
    Backup(backup::Backup),
    /// Put a backup in place of the database (SQLite).
    Restore(backup::Restore),
    /// Print the HTTP document (OpenAPI 3.1).
    Openapi,
}

/// Runs the command line. Exit codes: 0 done, 1 failed, 2 wrong use.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(dispatch(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn dispatch(arguments: Arguments) -> anyhow::Result<()> {
    let settings = Settings { file: arguments.config, allows_insecure_http: arguments.insecure_http };
    match arguments.command {
        Command::Serve(command) => serve::run(command, settings.load()?).await,
        Command::Demo(command) => demo::run(command, settings.load()?).await,
        Command::Migrate => migrate(settings.load()?).await,
        Command::Admin(command) => admin::run(command, settings.load()?).await,
        Command::Doctor(command) => doctor::run(command, settings.load()?).await,
        Command::Import(command) => import::run(command, settings.load()?).await,
        Command::Backup(command) => backup::run_backup(command, settings.load()?).await,
        Command::Restore(command) => backup::run_restore(command, settings.load()?).await,
        Command::Config => sample::run(),
        Command::Openapi => {
            println!("{}", crate::router::document().to_pretty_json()?);
            Ok(())
        }
    }
}

/// What the command line says about the configuration.
struct Settings {
    file: Option<PathBuf>,
    allows_insecure_http: bool,
}

impl Settings {
    /// Reads the configuration and starts logging as it says.
    fn load(&self) -> anyhow::Result<Config> {
        let file = self.file.as_deref();
        let config =
            if self.allows_insecure_http { Config::load_insecure(file)? } else { Config::load(file)? };
        start_logging(config.log.format);
        Ok(config)
    }
}

async fn migrate(config: Config) -> anyhow::Result<()> {
    let options = store::StoreOptions {
        url: config.database.url.clone(),
        max_connections: config.database.max_connections,
    };
    let store = store::Store::open_without_migrating(&options).await?;
    let pending = store.pending_migrations().await?;
    store.migrate().await?;
    println!("{pending} steps applied");
    Ok(store.close().await?)
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(1)
}
