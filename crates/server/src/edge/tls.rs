//! The listener: plain http, https by certificate files, or https by certificates asked for by ACME.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use futures_util::StreamExt;
use rustls_acme::AcmeConfig;
use rustls_acme::caches::DirCache;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{Site, Tls};

/// Certificate files are read again this often: whoever renews them need not restart the server.
const REREAD: Duration = Duration::from_secs(3600);
/// Requests in hand get so long to end.
const PATIENCE: Duration = Duration::from_secs(10);

type Service = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// What makes the connections of this site safe.
pub enum Security {
    /// Nothing here: a proxy before us, or this machine itself.
    Plain,
    /// Certificate files.
    Files(Files),
    /// Certificates asked for by ACME (TLS-ALPN-01, on the port of this listener).
    Acme(Box<AcmeConfig<std::io::Error>>),
}

/// Certificate and key, read.
pub struct Files {
    config: RustlsConfig,
    certificate: PathBuf,
    key: PathBuf,
}

impl Security {
    /// Reads what is configured; a file that cannot be used is named.
    pub async fn of(site: &Site) -> anyhow::Result<Self> {
        if let (Some(certificate), Some(key)) = (&site.tls.certificate, &site.tls.key) {
            let config = RustlsConfig::from_pem_file(certificate, key).await.with_context(|| {
                format!(
                    "site.tls.certificate (TLS_CERTIFICATE) {} and site.tls.key (TLS_KEY) {} cannot be used",
                    certificate.display(),
                    key.display()
                )
            })?;
            return Ok(Self::Files(Files { config, certificate: certificate.clone(), key: key.clone() }));
        }
        match &site.tls.acme_email {
            Some(email) => Ok(Self::Acme(Box::new(acme(site, &site.tls, email)?))),
            None => Ok(Self::Plain),
        }
    }
}

fn acme(site: &Site, tls: &Tls, email: &str) -> anyhow::Result<AcmeConfig<std::io::Error>> {
    let host =
        site.url()?.host_str().map(str::to_owned).context("site.public_url (PUBLIC_URL) has no host")?;
    let cache = tls.acme_cache.clone().unwrap_or_else(|| PathBuf::from("acme"));
    let config = AcmeConfig::new([host]).contact_push(format!("mailto:{email}")).cache(DirCache::new(cache));
    Ok(match &tls.acme_directory {
        Some(directory) => config.directory(directory),
        None => config.directory_lets_encrypt(true),
    })
}

/// Serves until told to stop, then lets the requests in hand end.
pub async fn serve(
    listener: TcpListener,
    service: Service,
    security: Security,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    match security {
        Security::Plain => {
            axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await?;
        }
        Security::Files(files) => {
            let handle = stopping_handle(stop.clone());
            tokio::spawn(reread(files.config.clone(), files.certificate, files.key, stop));
            axum_server::from_tcp_rustls(listener.into_std()?, files.config)?
                .handle(handle)
                .serve(service)
                .await?;
        }
        Security::Acme(config) => {
            let handle = stopping_handle(stop.clone());
            let mut state = config.state();
            let acceptor = state.axum_acceptor(state.default_rustls_config());
            let orders = async move {
                while let Some(event) = state.next().await {
                    match event {
                        Ok(done) => tracing::info!(?done, "certificate"),
                        Err(error) => tracing::error!(%error, "certificate"),
                    }
                }
            };
            let serving =
                axum_server::from_tcp(listener.into_std()?)?.acceptor(acceptor).handle(handle).serve(service);
            tokio::select! {
                served = serving => served?,
                () = orders => {}
            }
        }
    }
    Ok(())
}

fn stopping_handle(stop: CancellationToken) -> Handle<SocketAddr> {
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.cancelled().await;
        stopping.graceful_shutdown(Some(PATIENCE));
    });
    handle
}

async fn reread(config: RustlsConfig, certificate: PathBuf, key: PathBuf, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(REREAD) => {}
        }
        if let Err(error) = config.reload_from_pem_file(&certificate, &key).await {
            tracing::error!(%error, "the renewed certificate cannot be used; the old one stays");
        }
    }
}
