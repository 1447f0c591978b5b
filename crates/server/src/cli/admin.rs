//! `homecoming admin`.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use store::{Store, StoreOptions};

use crate::config::Config;
use crate::context::{Context, SystemChance, SystemClock};
use crate::mail::Mailer;
use crate::services::account::{AccountError, AccountService};
use crate::services::mail::MailService;
use crate::services::password::Passwords;

/// Where the password is looked for before it is asked for.
const PASSWORD_VARIABLE: &str = "HOMECOMING_PASSWORD";

/// Manage the platform's team.
#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an admin: a new account, or an account that is there already.
    Create {
        /// The address to sign in with.
        email: String,
    },
}

/// Does what was asked.
pub async fn run(command: Admin, config: Config) -> anyhow::Result<()> {
    let Action::Create { email } = command.action;
    let password = match std::env::var(PASSWORD_VARIABLE) {
        Ok(password) => password,
        Err(_) => ask_for_password()?,
    };
    let store = open(&config).await?;
    let mailer = Mailer::new(&config)?;
    let context = Context::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemChance), config);
    let mail = MailService::new(context.clone(), mailer);
    let made = AccountService::new(context, Passwords::default(), mail).create_admin(&email, &password).await;
    store.close().await?;
    match made {
        Ok(id) => {
            println!("{} can sign in as an admin ({id})", email.trim());
            Ok(())
        }
        Err(AccountError::Unacceptable(faults)) => {
            let faults: Vec<_> =
                faults.into_iter().map(|fault| format!("{} {}", &fault.pointer[1..], fault.detail)).collect();
            bail!(faults.join("; "))
        }
        Err(error) => Err(error.into()),
    }
}

async fn open(config: &Config) -> anyhow::Result<Store> {
    let options =
        StoreOptions { url: config.database.url.clone(), max_connections: config.database.max_connections };
    Store::open(&options).await.with_context(|| format!("cannot open {}", without_secrets(&options.url)))
}

/// The address of the database without the part that may hold a password.
fn without_secrets(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, rest)| rest)
}

/// Asks on the terminal, without showing what is typed; a pipe is read to the end of its first line.
fn ask_for_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    let is_seen = input.is_terminal() && show_typing(false);
    eprint!("Password ({} characters or more): ", crate::services::password::MIN_LENGTH);
    std::io::stderr().flush()?;
    let mut line = String::new();
    let read = input.lock().read_line(&mut line);
    if is_seen {
        show_typing(true);
        eprintln!();
    }
    read.with_context(|| format!("no password: type one or set {PASSWORD_VARIABLE}"))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn show_typing(shown: bool) -> bool {
    let changed = Command::new("stty").arg(if shown { "echo" } else { "-echo" }).status();
    changed.is_ok_and(|status| status.success())
}
