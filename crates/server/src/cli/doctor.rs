//! `homecoming doctor`: asks every configured part how it is, one line each.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use matching::ai_match::Facet;
use store::{Store, StoreOptions, invariant};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::insight::{EmbedError, Embedder as _, LocalModel};

const PATIENCE: Duration = Duration::from_secs(5);

/// Check every configured part, one line each.
#[derive(Args)]
pub struct Doctor {
    /// Check the data instead: every rule that must always hold, as SQL.
    #[arg(long)]
    invariants: bool,
}

/// What a check found.
enum Finding {
    Fine(String),
    /// Works, but somebody will stumble over it.
    Warning(String),
    Broken(String),
}

use Finding::{Broken, Fine, Warning};

/// Prints one line a part; fails when one is broken.
pub async fn run(command: Doctor, config: Config) -> anyhow::Result<()> {
    if command.invariants {
        return check_invariants(&config).await;
    }
    let mut findings = vec![("site", site(&config)), ("database", database(&config).await)];
    findings.push(("media port", media_port(&config).await));
    findings.push(("media address", media_address(&config)));
    findings.push(("mail", mail(&config).await));
    findings.push(("jitsi", jitsi(&config).await));
    findings.push(("livekit", livekit(&config).await));
    findings.push(("recordings", recordings(&config)));
    findings.push(("profile model", profile_model(&config).await));
    let mut broken = 0;
    for (part, finding) in &findings {
        let (word, text) = match finding {
            Fine(text) => ("ok     ", text),
            Warning(text) => ("warning", text),
            Broken(text) => {
                broken += 1;
                ("BROKEN ", text)
            }
        };
        println!("{word}  {part:<14} {text}");
    }
    if broken > 0 {
        bail!("{broken} of {} parts are broken", findings.len());
    }
    Ok(())
}

/// Prints one line a rule that does not hold; fails when there is one.
async fn check_invariants(config: &Config) -> anyhow::Result<()> {
    let store = open(config).await?;
    let broken = invariant::broken(store.read()).await?;
    let changed_line = store::audit::first_broken(store.read()).await?;
    store.close().await?;
    for rule in &broken {
        println!("BROKEN   {}: {} rows", rule.rule, rule.rows);
    }
    if let Some(line) = changed_line {
        bail!("the audit log was changed at or before line {line}: it does not fit the one before");
    }
    if !broken.is_empty() {
        bail!("{} of {} rules do not hold", broken.len(), invariant::COUNT);
    }
    println!("ok       all {} rules hold", invariant::COUNT);
    Ok(())
}

fn site(config: &Config) -> Finding {
    let url = &config.site.public_url;
    if !config.site.is_secure_context() {
        return Warning(format!("{url}: plain http, so browsers give no camera or microphone"));
    }
    for file in [&config.site.tls.certificate, &config.site.tls.key].into_iter().flatten() {
        if let Err(error) = std::fs::read(file) {
            return Broken(format!("{}: {error}", file.display()));
        }
    }
    Fine(url.clone())
}

async fn open(config: &Config) -> Result<Store, store::StoreError> {
    let options = StoreOptions { url: config.database.url.clone(), max_connections: 2 };
    Store::open_without_migrating(&options).await
}

async fn database(config: &Config) -> Finding {
    let checked = async {
        let store = open(config).await?;
        store.ping().await?;
        let pending = store.pending_migrations().await?;
        let kind = if store.is_sqlite() { "SQLite" } else { "PostgreSQL" };
        store.close().await?;
        Ok::<_, store::StoreError>((kind, pending))
    };
    match tokio::time::timeout(PATIENCE, checked).await {
        Ok(Ok((kind, 0))) => Fine(format!("{kind}, schema up to date")),
        Ok(Ok((kind, pending))) => {
            Warning(format!("{kind}, {pending} steps of the schema to apply: homecoming migrate"))
        }
        Ok(Err(error)) => Broken(error.to_string()),
        Err(_) => Broken(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

async fn media_port(config: &Config) -> Finding {
    let port = config.media.port;
    let any = SocketAddr::from(([0, 0, 0, 0], port));
    if let Err(error) = UdpSocket::bind(any) {
        return Warning(format!("UDP {port}: {error} (a running server holds it, or another program)"));
    }
    match TcpListener::bind(any).await {
        Ok(_) => Fine(format!("UDP and TCP {port} are free; open both in the firewall")),
        Err(error) => Warning(format!("TCP {port}: {error} (a running server holds it, or another program)")),
    }
}

fn media_address(config: &Config) -> Finding {
    let Some(address) = config.media.address else {
        return Fine("the interface's own; behind a NAT set MEDIA_ADDRESS to the public one".to_owned());
    };
    match address {
        IpAddr::V4(v4) if v4.is_loopback() => Warning(format!("{address}: reachable from this machine only")),
        IpAddr::V6(v6) if v6.is_loopback() => Warning(format!("{address}: reachable from this machine only")),
        _ => Fine(address.to_string()),
    }
}

async fn mail(config: &Config) -> Finding {
    let Some(url) = &config.mail.smtp_url else {
        return Warning("no SMTP_URL: nobody gets invitations, reminders or password links".to_owned());
    };
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        match AsyncSmtpTransport::<Tokio1Executor>::from_url(url) {
            Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
            Err(error) => return Broken(format!("SMTP_URL: {error}")),
        };
    match transport.test_connection().await {
        Ok(true) => Fine(format!("the server answers; mails come from {}", config.mail.from)),
        Ok(false) => Broken("the server refuses".to_owned()),
        Err(error) => Broken(error.to_string()),
    }
}

async fn jitsi(config: &Config) -> Finding {
    let Some(domain) = &config.jitsi.domain else { return Fine("not configured".to_owned()) };
    if domain == "meet.jit.si" {
        return Warning(
            "meet.jit.si cannot be embedded by others; calls stay with the built-in engine".to_owned(),
        );
    }
    answers(&format!("https://{domain}/external_api.js")).await
}

async fn livekit(config: &Config) -> Finding {
    let Some(url) = &config.livekit.url else { return Fine("not configured".to_owned()) };
    answers(&url.replacen("ws", "http", 1)).await
}

async fn answers(url: &str) -> Finding {
    let asked = async { reqwest::Client::builder().timeout(PATIENCE).build()?.get(url).send().await };
    match asked.await {
        Ok(response) if response.status().is_success() => Fine(format!("{url} answers")),
        Ok(response) => Broken(format!("{url} answers {}", response.status())),
        Err(error) => Broken(format!("{url}: {error}")),
    }
}

fn recordings(config: &Config) -> Finding {
    let Some(path) = &config.recording.storage_path else { return Fine("not configured".to_owned()) };
    match tempfile::tempfile_in(path) {
        Ok(_) => Fine(format!("{} can be written", path.display())),
        Err(error) => Broken(format!("{}: {error}", path.display())),
    }
}

async fn profile_model(config: &Config) -> Finding {
    let here = match &config.insight.model_path {
        None => "built in".to_owned(),
        Some(folder) => match try_model(folder).await {
            Ok(model) => model,
            Err(error) => return Broken(error.to_string()),
        },
    };
    match config.insight.endpoint_host() {
        Some(host) => Fine(format!("{here}; {host} once an admin has agreed to it")),
        None => Fine(here),
    }
}

/// Opens the model and has it read a word.
async fn try_model(folder: &Path) -> Result<String, EmbedError> {
    let local = LocalModel::open(folder).await?;
    local.embed(Facet::Seeks, &["hello".to_owned()]).await?;
    let model = local.model();
    Ok(format!("{} {}, {} dimensions, in {}", model.id, model.version, local.dimensions(), folder.display()))
}
