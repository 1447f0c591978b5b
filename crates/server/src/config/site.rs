//! The address of the site and how it is served.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::network::Networks;

/// The address of the site and how it is served.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// What people type (`PUBLIC_URL`); links, cookies and origin checks follow from it.
    pub public_url: String,
    /// The institution's name, shown in mails and on the sign-in page.
    pub name: String,
    /// Addresses or networks whose forwarded headers are believed (`TRUSTED_PROXIES`, with commas).
    pub trusted_proxies: Vec<String>,
    /// HTTPS served by this process.
    pub tls: Tls,
    /// A bearer token that opens `/metrics` to others than localhost.
    pub metrics_token: Option<String>,
    /// Set by `--insecure-http`: allows plain http on an address that is not localhost.
    #[serde(skip)]
    pub allows_insecure_http: bool,
}

/// HTTPS served by this process: by certificate files or by ACME.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM chain (`TLS_CERTIFICATE`).
    pub certificate: Option<PathBuf>,
    /// PEM key (`TLS_KEY`).
    pub key: Option<PathBuf>,
    /// Asks for certificates by ACME with this contact (`ACME_EMAIL`).
    pub acme_email: Option<String>,
    /// Where ACME keeps account and certificates.
    pub acme_cache: Option<PathBuf>,
    /// The directory to ask; Let's Encrypt's own when left out.
    pub acme_directory: Option<String>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            name: "Homecoming".to_owned(),
            trusted_proxies: Vec::new(),
            tls: Tls::default(),
            metrics_token: None,
            allows_insecure_http: false,
        }
    }
}

impl Site {
    /// The address, parsed.
    pub fn url(&self) -> anyhow::Result<Url> {
        let url =
            Url::parse(&self.public_url).context("site.public_url (PUBLIC_URL) is not a web address")?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            bail!("site.public_url (PUBLIC_URL) begins with http:// or https://");
        }
        Ok(url)
    }

    /// Whether browsers treat the site as secure: https, or this machine itself.
    pub fn is_secure_context(&self) -> bool {
        self.url().is_ok_and(|url| url.scheme() == "https" || is_localhost(&url))
    }

    /// Whether the site is this machine itself.
    pub fn is_localhost(&self) -> bool {
        self.url().is_ok_and(|url| is_localhost(&url))
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        self.url()?;
        if !self.is_secure_context() && !self.allows_insecure_http {
            bail!(
                "site.public_url (PUBLIC_URL) is plain http: browsers give no camera or microphone there. \
                 Use https, or start with --insecure-http to try it without calls"
            );
        }
        Networks::parse(&self.trusted_proxies).context("site.trusted_proxies (TRUSTED_PROXIES)")?;
        if self.tls.certificate.is_some() != self.tls.key.is_some() {
            bail!("site.tls.certificate (TLS_CERTIFICATE) and site.tls.key (TLS_KEY) go together");
        }
        Ok(())
    }
}

fn is_localhost(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
