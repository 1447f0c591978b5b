//! Configuration: defaults compiled in, then a TOML file, then the environment. Checked at start, with the key named.

mod calls;
mod insight;
mod limits;
mod mail;
mod network;
mod people;
mod site;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

pub use calls::{Jitsi, Livekit, Media, Recording};
pub use insight::Insight;
pub use limits::Limits;
pub use mail::Mail;
pub use network::Networks;
pub use people::{Matching, Scheduling};
pub use site::{Site, Tls};

use crate::telemetry::LogFormat;

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address of the site and how it is served.
    pub site: Site,
    /// Where the data is kept.
    pub database: Database,
    /// The built-in media engine.
    pub media: Media,
    /// A LiveKit server.
    pub livekit: Livekit,
    /// A Jitsi deployment.
    pub jitsi: Jitsi,
    /// Where recordings are kept.
    pub recording: Recording,
    /// Outgoing mail.
    pub mail: Mail,
    /// Rules of scheduling.
    pub scheduling: Scheduling,
    /// Weights of the match score.
    pub matching: Matching,
    /// What reads profiles to find who can help whom.
    pub insight: Insight,
    /// How often things may be tried.
    pub limits: Limits,
    /// Log lines.
    pub log: Log,
    /// Set by `homecoming demo`: example secrets are allowed, mails are written to the log.
    #[serde(skip)]
    pub is_demo: bool,
}

/// Where the data is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://...` (`DATABASE_URL`).
    pub url: String,
    /// Connections for reading (SQLite) or in all (PostgreSQL).
    pub max_connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:homecoming.sqlite".to_owned(), max_connections: 8 }
    }
}

impl Database {
    fn check(&self) -> anyhow::Result<()> {
        // On PostgreSQL a transaction may have to read beside itself.
        let least = match self.url.split(':').next() {
            Some("sqlite") => 1,
            Some("postgres" | "postgresql") => 2,
            _ => bail!("database.url (DATABASE_URL) is sqlite:PATH or postgres://..."),
        };
        if self.max_connections < least {
            bail!("database.max_connections is at least {least} with this database.url (DATABASE_URL)");
        }
        Ok(())
    }
}

/// Log lines.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `text` or `json` (`LOG_FORMAT`).
    pub format: LogFormat,
}

/// Environment variables and the keys that they set.
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("PUBLIC_URL", "site.public_url"),
    ("TRUSTED_PROXIES", "site.trusted_proxies"),
    ("TLS_CERTIFICATE", "site.tls.certificate"),
    ("TLS_KEY", "site.tls.key"),
    ("ACME_EMAIL", "site.tls.acme_email"),
    ("LIMITS_FACTOR", "limits.factor"),
    ("METRICS_TOKEN", "site.metrics_token"),
    ("DATABASE_URL", "database.url"),
    ("MEDIA_PORT", "media.port"),
    ("MEDIA_ADDRESS", "media.address"),
    ("LIVEKIT_URL", "livekit.url"),
    ("LIVEKIT_API_KEY", "livekit.api_key"),
    ("LIVEKIT_API_SECRET", "livekit.api_secret"),
    ("JITSI_DOMAIN", "jitsi.domain"),
    ("JITSI_APP_ID", "jitsi.app_id"),
    ("JITSI_APP_SECRET", "jitsi.app_secret"),
    ("RECORDING_STORAGE_PATH", "recording.storage_path"),
    ("SMTP_URL", "mail.smtp_url"),
    ("MAIL_FROM", "mail.from"),
    ("MAIL_LANGUAGE", "mail.language"),
    ("INSIGHT_MODEL_PATH", "insight.model_path"),
    ("INSIGHT_ENDPOINT_URL", "insight.endpoint_url"),
    ("INSIGHT_ENDPOINT_KEY", "insight.endpoint_key"),
    ("INSIGHT_ENDPOINT_MODEL", "insight.endpoint_model"),
    ("LOG_FORMAT", "log.format"),
];

impl Config {
    /// Reads the file, when there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        Self::load_with(file, false)
    }

    /// Reads the same, and allows plain http on an address that is not localhost (`--insecure-http`).
    pub fn load_insecure(file: Option<&Path>) -> anyhow::Result<Self> {
        Self::load_with(file, true)
    }

    fn load_with(file: Option<&Path>, allows_insecure_http: bool) -> anyhow::Result<Self> {
        let mut read = Self::load_from(file, |name| std::env::var(name).ok())?;
        read.site.allows_insecure_http = allows_insecure_http;
        read.check()?;
        Ok(read)
    }

    fn load_from(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut layers = config::Config::builder();
        if let Some(path) = file {
            layers =
                layers.add_source(config::File::from(PathBuf::from(path)).format(config::FileFormat::Toml));
        }
        for (name, key) in ENVIRONMENT {
            if let Some(value) = environment(name).filter(|value| !value.is_empty()) {
                layers = match *key {
                    "site.trusted_proxies" => {
                        layers.set_override(*key, value.split(',').map(str::trim).collect::<Vec<_>>())?
                    }
                    _ => layers.set_override(*key, value)?,
                };
            }
        }
        layers.build()?.try_deserialize().context("the configuration cannot be read")
    }

    /// Refuses what cannot work, naming the key.
    pub fn check(&self) -> anyhow::Result<()> {
        self.site.check()?;
        self.matching.check()?;
        self.insight.check()?;
        self.livekit.check()?;
        self.jitsi.check()?;
        self.limits.check()?;
        self.database.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_pass_their_own_check() {
        assert!(Config::default().check().is_ok());
    }

    #[test]
    fn a_database_without_a_connection_to_spare_is_refused() {
        let refusal = |url: &str, max_connections| {
            let database = Database { url: url.to_owned(), max_connections };
            Config { database, ..Config::default() }.check().map_err(|error| error.to_string())
        };
        assert!(refusal("sqlite:a.sqlite", 0).unwrap_err().contains("max_connections is at least 1"));
        assert!(refusal("postgres://a/b", 1).unwrap_err().contains("max_connections is at least 2"));
        assert!(refusal("mysql://a/b", 8).unwrap_err().contains("database.url"));
        assert!(refusal("sqlite:a.sqlite", 1).is_ok() && refusal("postgresql://a/b", 2).is_ok());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("homecoming.toml");
        std::fs::write(&path, "[site]\npublic_url = \"https://a.example\"\n[mail]\nfrom = \"a@a.example\"\n")
            .unwrap();
        let environment = |name: &str| (name == "PUBLIC_URL").then(|| "https://b.example".to_owned());
        let read = Config::load_from(Some(&path), environment).unwrap();
        assert_eq!(read.site.public_url, "https://b.example");
        assert_eq!(read.mail.from, "a@a.example");
    }

    #[test]
    fn an_unknown_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("homecoming.toml");
        std::fs::write(&path, "[site]\npublic_ulr = \"https://a.example\"\n").unwrap();
        let error = format!("{:#}", Config::load_from(Some(&path), |_| None).unwrap_err());
        assert!(error.contains("public_ulr"), "{error}");
    }
}
