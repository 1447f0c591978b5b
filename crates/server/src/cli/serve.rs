//! `homecoming serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{RunningApp, TimeSource};
use crate::config::Config;
use crate::context::{SystemChance, TestClock};

/// Serve the site.
#[derive(Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Stand the clock still and let `POST /api/test/clock` move it; localhost only.
    #[arg(long)]
    pub test_clock: bool,
}

/// Serves until a signal asks to stop.
pub async fn run(command: Serve, config: Config) -> anyhow::Result<()> {
    let time = time_source(command.test_clock, &config)?;
    let listener = TcpListener::bind(command.listen)
        .await
        .with_context(|| format!("cannot listen on {} (--listen)", command.listen))?;
    let public_url = config.site.public_url.clone();
    let app = RunningApp::start(config, time, Arc::new(SystemChance), listener).await?;
    tracing::info!(address = %app.address, public_url, "serving");
    wait_for_stop_signal().await?;
    tracing::info!("stopping");
    app.stop().await
}

/// The system's clock, or one that stands at the present instant until it is moved.
pub fn time_source(is_test: bool, config: &Config) -> anyhow::Result<TimeSource> {
    if !is_test {
        return Ok(TimeSource::System);
    }
    ensure!(config.site.is_localhost(), "--test-clock is for localhost: PUBLIC_URL names another host");
    Ok(TimeSource::Test(Arc::new(TestClock::at(model::clock::to_stored_precision(chrono::Utc::now())))))
}

/// Returns when the process is asked to stop.
pub async fn wait_for_stop_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    Ok(())
}
