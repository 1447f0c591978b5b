//! What reads profiles to find who can help whom.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use url::Url;

/// The model that reads profiles. Without any of these the built-in one does, which needs no network.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Insight {
    /// A folder with a sentence model: `config.json`, `tokenizer.json` and `model.safetensors` (`INSIGHT_MODEL_PATH`).
    pub model_path: Option<PathBuf>,
    /// The base of an OpenAI-compatible service, such as `https://models.example/v1` (`INSIGHT_ENDPOINT_URL`). Nothing
    /// is sent there until an admin agrees to it.
    pub endpoint_url: Option<String>,
    /// Its key (`INSIGHT_ENDPOINT_KEY`).
    pub endpoint_key: Option<String>,
    /// The model it is asked for (`INSIGHT_ENDPOINT_MODEL`).
    pub endpoint_model: Option<String>,
}

impl Insight {
    /// The host that texts would be sent to.
    pub fn endpoint_host(&self) -> Option<String> {
        let url = Url::parse(self.endpoint_url.as_deref()?).ok()?;
        url.host_str().map(str::to_owned)
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        self.check_folder()?;
        let Some(url) = &self.endpoint_url else { return Ok(()) };
        let url = Url::parse(url).context("insight.endpoint_url (INSIGHT_ENDPOINT_URL) is no address")?;
        ensure!(
            matches!(url.scheme(), "http" | "https") && url.has_host(),
            "insight.endpoint_url (INSIGHT_ENDPOINT_URL) is https://..."
        );
        ensure!(
            self.endpoint_model.is_some(),
            "insight.endpoint_url (INSIGHT_ENDPOINT_URL) needs insight.endpoint_model (INSIGHT_ENDPOINT_MODEL)"
        );
        Ok(())
    }

    /// What the files hold is looked at when the model is opened.
    fn check_folder(&self) -> anyhow::Result<()> {
        let Some(folder) = &self.model_path else { return Ok(()) };
        for file in sentence::FILES {
            let path = folder.join(file);
            ensure!(path.is_file(), "insight.model_path (INSIGHT_MODEL_PATH): {} is missing", path.display());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_a_folder_with_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let insight = Insight { model_path: Some(folder.path().to_owned()), ..Default::default() };
        let told = insight.check().unwrap_err().to_string();
        assert!(told.contains("INSIGHT_MODEL_PATH") && told.contains("config.json"), "{told}");
        for file in sentence::FILES {
            std::fs::write(folder.path().join(file), "").unwrap();
        }
        assert!(insight.check().is_ok());
    }

    #[test]
    fn an_endpoint_is_an_address_and_a_model() {
        let with = |url: &str, model: Option<&str>| Insight {
            endpoint_url: Some(url.to_owned()),
            endpoint_model: model.map(str::to_owned),
            ..Default::default()
        };
        let good = with("https://models.example:8443/v1", Some("small"));
        assert!(good.check().is_ok() && Insight::default().check().is_ok());
        assert_eq!(good.endpoint_host().as_deref(), Some("models.example"));
        for bad in [
            with("https://models.example", None),
            with("models.example", Some("small")),
            with("file:///x", Some("s")),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
