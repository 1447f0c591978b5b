//! Times, chance and people for the stories.

use model::id::UserId;
use model::user::{UserRole, UserStatus};
use model::{Chance, Timestamp};
use store::Store;
use store::user::{NewUser, create};

/// Chance that tells every byte in turn, so that ids differ and runs repeat.
pub struct Counting;

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let count = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, value) in bytes.iter_mut().rev().zip(count.iter().rev()) {
            *byte = *value;
        }
    }
}

/// Noon of a day in November 2026, and so many seconds.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_795_348_800 + seconds, 0).expect("within the range of times")
}

/// A member who can sign in.
pub async fn member(store: &Store, email: &str) -> UserId {
    let user = NewUser {
        id: UserId::new(at(0), &Counting),
        email: email.to_owned(),
        name: "Ada Example".to_owned(),
        password_hash: Some("$argon2id$stand-in".to_owned()),
        role: UserRole::Member,
        status: UserStatus::Active,
        external_id: None,
    };
    let writer = store.write().await.expect("a transaction begins");
    create(&writer, &user, at(0)).await.expect("the member is made");
    writer.commit().await.expect("the member is kept");
    user.id
}
