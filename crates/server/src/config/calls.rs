//! Where calls take place and where recordings are kept.

use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::bail;
use serde::{Deserialize, Serialize};

/// The built-in media engine.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// UDP and TCP port for media (`MEDIA_PORT`); 0 takes any free one.
    pub port: u16,
    /// The address told to browsers (`MEDIA_ADDRESS`); empty takes the interface's own.
    pub address: Option<IpAddr>,
}

impl Default for Media {
    fn default() -> Self {
        Self { port: 7882, address: None }
    }
}

/// A LiveKit server. Without a URL, key and secret belong to the built-in engine.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Livekit {
    /// `wss://...` (`LIVEKIT_URL`).
    pub url: Option<String>,
    /// `LIVEKIT_API_KEY`.
    pub api_key: Option<String>,
    /// `LIVEKIT_API_SECRET`.
    pub api_secret: Option<String>,
    /// Whether new calls take place there.
    pub is_default: bool,
}

impl Livekit {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.api_key.is_some() != self.api_secret.is_some() {
            bail!(
                "livekit.api_key (LIVEKIT_API_KEY) and livekit.api_secret (LIVEKIT_API_SECRET) go together"
            );
        }
        if self.url.is_some() && self.api_key.is_none() {
            bail!("livekit.url (LIVEKIT_URL) needs livekit.api_key and livekit.api_secret");
        }
        Ok(())
    }
}

/// A Jitsi deployment; with a domain, new calls take place there.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Jitsi {
    /// `JITSI_DOMAIN`.
    pub domain: Option<String>,
    /// `JITSI_APP_ID`: the issuer of tokens.
    pub app_id: Option<String>,
    /// `JITSI_APP_SECRET`: signs tokens with HS256.
    pub app_secret: Option<String>,
}

impl Jitsi {
    /// Whether this is the public deployment, which other sites cannot embed any more (MEDIA.md C1.7).
    pub fn is_public(&self) -> bool {
        self.domain.as_deref().is_some_and(|domain| domain.eq_ignore_ascii_case("meet.jit.si"))
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.app_id.is_some() != self.app_secret.is_some() {
            bail!("jitsi.app_id (JITSI_APP_ID) and jitsi.app_secret (JITSI_APP_SECRET) go together");
        }
        Ok(())
    }
}

/// Where recordings are kept.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recording {
    /// `RECORDING_STORAGE_PATH`.
    pub storage_path: Option<PathBuf>,
}
