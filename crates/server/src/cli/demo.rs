//! `homecoming demo`: a community of invented members to look around in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use store::{Store, StoreOptions};
use tokio::net::{TcpListener, UdpSocket};

use super::serve::{time_source, wait_for_stop_signal};
use crate::app::RunningApp;
use crate::config::Config;
use crate::context::SystemChance;
use crate::demo;
use crate::services::password::Passwords;

/// Addresses tried after the first when it is taken.
const FURTHER_PORTS: u16 = 20;

/// Serve a community of invented members.
#[derive(Args)]
pub struct Demo {
    /// How many members.
    #[arg(long, default_value_t = 2000)]
    people: usize,
    /// Where to listen; when the port is taken, the next free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep the community in this folder; a temporary one otherwise.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Stand the clock still and let `POST /api/test/clock` move it.
    #[arg(long)]
    test_clock: bool,
}

/// Makes the community and serves it until a signal asks to stop.
pub async fn run(command: Demo, mut config: Config) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("homecoming-demo-").tempdir()?;
    let folder = command.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let listener = listen(command.listen).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    config.is_demo = true;
    config.site.public_url.clone_from(&address);
    config.scheduling.minimum_notice_minutes = 0;
    config.database.url = format!("sqlite:{}", folder.join("homecoming.sqlite").display());
    if !is_free(config.media.port).await {
        config.media.port = 0;
    }
    println!("Inviting {} members ...", command.people);
    populate(&folder, command.people).await?;
    let time = time_source(command.test_clock, &config)?;
    let app = RunningApp::start(config, time, Arc::new(SystemChance), listener).await?;
    welcome(&address, &folder, command.folder.is_some());
    wait_for_stop_signal().await?;
    app.stop().await
}

async fn listen(first: SocketAddr) -> anyhow::Result<TcpListener> {
    for port in first.port()..=first.port().saturating_add(FURTHER_PORTS) {
        if let Ok(listener) = TcpListener::bind(SocketAddr::new(first.ip(), port)).await {
            return Ok(listener);
        }
    }
    anyhow::bail!("no free port from {first} on (--listen)")
}

async fn is_free(port: u16) -> bool {
    let any = SocketAddr::from(([0, 0, 0, 0], port));
    UdpSocket::bind(any).await.is_ok() && TcpListener::bind(any).await.is_ok()
}

/// Writes the community, unless the folder holds one already.
async fn populate(folder: &Path, people: usize) -> anyhow::Result<()> {
    let store = Store::open(&StoreOptions::sqlite(&folder.join("homecoming.sqlite"))).await?;
    if store::user::find_by_email(store.read(), demo::LENA).await?.is_none() {
        let now = model::clock::to_stored_precision(chrono::Utc::now());
        let community = demo::community(people, now);
        let hash = Passwords::default().hash(demo::PASSWORD, &SystemChance).await?;
        let writer = store.write().await?;
        store::demo::insert(&writer, &community, &hash, now).await?;
        writer.commit().await.map_err(store::StoreError::from)?;
    }
    Ok(store.close().await?)
}

fn welcome(address: &str, folder: &Path, is_kept: bool) {
    let fate = if is_kept { "is kept" } else { "goes away when this stops" };
    println!(
        "\n  Homecoming is at   {address}\n\n  \
         Sign in, in two browser profiles, as\n    \
         {lena}     password: {password}\n    \
         {diego}    password: {password}\n\n  \
         The community in {folder} {fate}. Stop with Ctrl-C.\n",
        lena = demo::LENA,
        diego = demo::DIEGO,
        password = demo::PASSWORD,
        folder = folder.display(),
    );
}
