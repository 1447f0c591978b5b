//! Secrets that are handed out once and recognised by their hash: sign-ins, tokens, mailed links.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Chance;
use sha2::{Digest, Sha256};

/// 256 bits that nobody can guess, as text for a cookie, a header or a link.
pub struct Secret(String);

impl Secret {
    /// A new one, with a prefix that tells people (and scanners of leaked files) what it is.
    pub fn new(prefix: &str, chance: &dyn Chance) -> Self {
        let mut bytes = [0_u8; 32];
        chance.fill(&mut bytes);
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text, for its owner alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(...)")
    }
}

/// What is kept of a secret. It has full entropy, so a plain hash cannot be reversed by guessing.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
