//! Tokens that hold by their dates but no longer open the door: of people who were put out, and of
//! rooms that were closed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::config::Now;
use crate::token::Claims;

/// Longer than any token lives that was handed out here.
const KEPT: Duration = Duration::from_secs(15 * 60);

/// What was taken back lately.
#[derive(Default)]
pub(crate) struct Revocations {
    /// By room and identity.
    people: HashMap<(String, String), Revoked>,
    rooms: HashMap<String, Revoked>,
}

struct Revoked {
    /// The seat that was taken away; refreshed tokens name it.
    sid: String,
    at_unix_seconds: i64,
    noted_at: Instant,
}

impl Revocations {
    /// Takes back what somebody holds for a room from before `at_unix_seconds`.
    pub fn revoke_person(&mut self, room: &str, identity: &str, sid: String, at_unix_seconds: i64, now: Now) {
        self.forget_old(now);
        let revoked = Revoked { sid, at_unix_seconds, noted_at: now.instant };
        self.people.insert((room.to_owned(), identity.to_owned()), revoked);
    }

    /// Takes back what anybody holds for a room from before now.
    pub fn revoke_room(&mut self, room: &str, now: Now) {
        self.forget_old(now);
        let revoked =
            Revoked { sid: String::new(), at_unix_seconds: now.unix_seconds(), noted_at: now.instant };
        self.rooms.insert(room.to_owned(), revoked);
    }

    /// The token was taken back. One that does not say when it was made was made before a person was
    /// put out; tokens of other servers never say, and may open a closed room again.
    pub fn covers(&self, claims: &Claims) -> bool {
        let made_at = claims.nbf.filter(|at| *at > 0);
        let room = &claims.video.room;
        let is_of_closed_room =
            self.rooms.get(room).is_some_and(|closed| made_at.is_some_and(|at| at < closed.at_unix_seconds));
        let person = self.people.get(&(room.clone(), claims.sub.clone()));
        let is_of_removed_person = person.is_some_and(|removed| {
            made_at.is_none_or(|at| at < removed.at_unix_seconds)
                || claims.jti.as_deref() == Some(&removed.sid)
        });
        is_of_closed_room || is_of_removed_person
    }

    fn forget_old(&mut self, now: Now) {
        let is_new = |revoked: &Revoked| now.instant.saturating_duration_since(revoked.noted_at) < KEPT;
        self.people.retain(|_, revoked| is_new(revoked));
        self.rooms.retain(|_, revoked| is_new(revoked));
    }
}
