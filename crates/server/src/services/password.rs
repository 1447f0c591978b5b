//! Passwords: what is accepted, how they are hashed, and how many at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use model::{Chance, Violations};
use thiserror::Error;
use tokio::sync::Semaphore;

/// Shortest password, in characters (ASVS 5.0, 6.2.1).
pub const MIN_LENGTH: usize = 8;
/// Longest password: beyond every passphrase, short enough to hash at once.
pub const MAX_LENGTH: usize = 128;

/// A hash waits this long for its turn before the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// Stands in for the hash of an account that does not exist or has none, so that saying no takes as long as ever.
/// Its digest belongs to no known password.
const STAND_IN: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies with argon2id and OWASP's parameters (19 MiB, 2 passes, 1 lane), one for each processor at a
/// time: more would only take memory from each other.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

/// Why nothing can be said about a password.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too many others are being checked.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hasher failed.
    #[error("a password cannot be hashed: {0}")]
    Failed(String),
}

impl Default for Passwords {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { turns: Arc::new(Semaphore::new(processors)) }
    }
}

impl Passwords {
    /// The hash to keep of a password.
    pub async fn hash(&self, password: &str, chance: &dyn Chance) -> Result<String, PasswordError> {
        let mut salt = [0_u8; 16];
        chance.fill(&mut salt);
        let password = password.to_owned();
        self.in_turn(move || {
            let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password belongs to the hash; without a hash the answer is no, and takes as long.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let password = password.to_owned();
        let has_hash = hash.is_some();
        let hash = hash.unwrap_or(STAND_IN).to_owned();
        let fits = self
            .in_turn(move || {
                let hash = PasswordHash::new(&hash).map_err(failed)?;
                Ok(hasher()?.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(has_hash && fits)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| PasswordError::Busy)?.map_err(failed)?;
        // The turn goes along: a caller who hangs up does not stop the work, and must not free its place.
        let in_turn = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(in_turn).await.map_err(failed)?
    }
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let parameters = Params::new(19_456, 2, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

fn failed(error: impl std::fmt::Display) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

/// Refuses a password that is too short, too long, among the first that anybody tries, or the address itself.
pub fn check(password: &str, email: &str, pointer: &str) -> Result<(), Violations> {
    let mut faults = Violations::default();
    let length = password.chars().count();
    faults.require(length >= MIN_LENGTH, pointer, "too_short", "needs at least 8 characters");
    faults.require(length <= MAX_LENGTH, pointer, "too_long", "may have at most 128 characters");
    let plain = password.to_lowercase();
    let name = email.split('@').next().unwrap_or_default();
    let is_common = COMMON.lines().any(|common| common == plain);
    let is_own_name = plain == email || plain == name;
    faults.require(
        !is_common && !is_own_name,
        pointer,
        "too_common",
        "is among the first that anybody would try",
    );
    faults.into_result()
}

/// The most used passwords of eight characters and more, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::SystemChance;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse", &SystemChance).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("Correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
        assert_ne!(
            hash,
            passwords.hash("correct horse", &SystemChance).await.unwrap(),
            "each has its own salt"
        );
    }

    #[test]
    fn weak_passwords_are_refused_with_their_reason() {
        let code = |password: &str| {
            check(password, "ada@example.org", "/password").err().map(|faults| faults.as_slice()[0].code)
        };
        assert_eq!(code("short"), Some("too_short"));
        assert_eq!(code(&"x".repeat(129)), Some("too_long"));
        assert_eq!(code("Password1"), Some("too_common"));
        assert_eq!(code("ADA@example.org"), Some("too_common"));
        assert_eq!(code("pässwört mit umlaut"), None);
        assert_eq!(code(&"x".repeat(128)), None);
    }
}
