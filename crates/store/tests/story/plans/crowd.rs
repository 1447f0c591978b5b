//! A large community with fresh statistics.

use model::connection::Connection as Tie;
use model::gazetteer::gazetteer;
use model::id::{CoffeeChatRequestId, ConnectionId, UserId};
use model::industry::tree;
use model::place::PlaceId;
use model::profile::Profile;
use model::user::{ConnectionStatus, UserRole, UserStatus};
use sea_orm::ConnectionTrait;
use store::user::NewUser;
use store::{Store, Writer};
use uuid::Uuid;

use crate::support::at;

/// People, and as many connections, requests, calls and notifications.
pub const SIZE: usize = 100_000;
const BATCH: usize = 5_000;

/// The community.
pub struct Crowd;

impl Crowd {
    /// Fills an empty database and lets it count what it holds.
    pub async fn settle(store: &Store) -> Self {
        let crowd = Self;
        for begin in (0..SIZE).step_by(BATCH) {
            let writer = store.write().await.expect("a transaction begins");
            crowd.add_people(&writer, begin).await;
            writer.commit().await.expect("the people are kept");
        }
        let writer = store.write().await.expect("a transaction begins");
        for begin in (0..SIZE).step_by(BATCH) {
            crowd.add_connections(&writer, begin).await;
        }
        for sql in BULK {
            writer.execute_unprepared(&in_dialect(store, sql)).await.expect("rows are copied");
        }
        writer.commit().await.expect("the rest is kept");
        let writer = store.write().await.expect("a transaction begins");
        writer.execute_unprepared("ANALYZE").await.expect("statistics are made");
        writer.commit().await.expect("statistics are kept");
        crowd
    }

    /// The id of the person of this number.
    pub fn person(&self, number: usize) -> UserId {
        UserId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number as u128 + 1))
    }

    /// The id of the request of this number; it is that of its requester.
    pub fn chat(&self, number: usize) -> CoffeeChatRequestId {
        CoffeeChatRequestId(self.person(number).0)
    }

    /// One of the industries in use.
    pub fn industry(&self, number: usize) -> String {
        tree().all()[number * 3 % tree().all().len()].code.clone()
    }

    /// The cell that everybody of one area has.
    pub fn cells_of_one_area(&self) -> Vec<i64> {
        vec![store::profile::cell_number(gazetteer().all()[40].area_cell())]
    }

    fn profile(&self, number: usize) -> Profile {
        Profile {
            company: format!("Company {}", number % 3001),
            industry_code: Some(self.industry(number)),
            graduation_year: Some(1960 + i32::try_from(number % 65).expect("small")),
            place_id: Some(PlaceId(gazetteer().all()[number % 2000].id.0)),
            place_set_at: Some(at(0)),
            interests: vec![format!("Interest {}", number % 211), format!("Interest {}", number % 199)],
            ..Profile::new(self.person(number), format!("Given{} Family{number}", number % 997))
        }
    }

    async fn add_people(&self, writer: &Writer, begin: usize) {
        let user = |number: usize| NewUser {
            id: self.person(number),
            email: format!("person{number}@example.org"),
            name: String::new(),
            password_hash: None,
            role: UserRole::Member,
            status: if number % 10 == 9 { UserStatus::Invited } else { UserStatus::Active },
            external_id: Some(format!("key-{number}")),
        };
        let users: Vec<NewUser> = (begin..begin + BATCH).map(user).collect();
        store::import::insert_accounts(writer, &users, at(0)).await.expect("accounts are made");
        let profiles: Vec<Profile> = (begin..begin + BATCH).map(|number| self.profile(number)).collect();
        store::profile::insert_all(writer, &profiles, at(0)).await.expect("profiles are made");
    }

    /// Everybody knows the next one, and somebody far away asked them.
    async fn add_connections(&self, writer: &Writer, begin: usize) {
        let tie = |number: usize| Tie {
            id: ConnectionId(self.person(number).0),
            requester_id: self.person(number),
            addressee_id: self.person((number + 1 + number % 3) % SIZE),
            status: if number.is_multiple_of(4) {
                ConnectionStatus::Pending
            } else {
                ConnectionStatus::Accepted
            },
            message: None,
            created_at: at(0),
            responded_at: None,
            withdrawn_at: None,
        };
        let ties: Vec<Tie> = (begin..begin + BATCH).map(tie).collect();
        store::connection::insert_all(writer, &ties).await.expect("connections are made");
    }
}

/// One request, one call with its host, open to the host's class, one notification and two embedded phrases for each
/// person, copied out of `users` by the database.
const BULK: [&str; 9] = [
    "INSERT INTO coffee_chat_requests (id, type, status, awaiting, message, proposed_times, duration_minutes, \
       time_zone, counter_count, expires_at, responded_at, declined_for_ever, version, created_at, updated_at, \
       requester_id, recipient_id, low_id, high_id) \
     SELECT c.id, 'coffee_chat', CASE c.status WHEN 'pending' THEN 'pending' ELSE 'completed' END, \
       CASE c.status WHEN 'pending' THEN 'recipient' END, '', {empty_list}, 30, 'UTC', 0, c.created_at, \
       CASE c.status WHEN 'pending' THEN NULL ELSE c.created_at END, FALSE, 1, c.created_at, c.created_at, \
       c.requester_id, CASE WHEN c.requester_id = c.low_id THEN c.high_id ELSE c.low_id END, c.low_id, c.high_id \
     FROM connections c",
    "INSERT INTO video_calls (id, title, description, type, status, provider, provider_room, scheduled_at, \
       duration_minutes, time_zone, max_participants, has_lobby, is_locked, recording_policy, has_chat, \
       has_screen_share, shows_participants, start_policy, ics_uid, ics_sequence, version, created_at, updated_at, \
       host_id) \
     SELECT u.id, 'Meeting', '', 'group_meeting', CASE u.status WHEN 'invited' THEN 'scheduled' ELSE 'ended' END, \
       'embedded', u.email, u.created_at, 30, 'UTC', 50, FALSE, FALSE, 'off', TRUE, TRUE, TRUE, 'anyone', u.email, 0, \
       1, u.created_at, u.created_at, u.id FROM users u",
    "INSERT INTO video_call_participants (id, video_call_id, user_id, role, response, admission, created_at, updated_at) \
     SELECT u.id, u.id, u.id, 'host', 'accepted', 'admitted', u.created_at, u.created_at FROM users u",
    "INSERT INTO call_audiences (key, video_call_id) \
     SELECT CAST(p.graduation_year AS varchar) || '/*/*', p.user_id FROM profiles p JOIN users u ON u.id = p.user_id \
     WHERE u.status = 'invited'",
    "INSERT INTO call_sessions (id, device, created_at, joined_at, left_at, video_call_id, participant_id, user_id) \
     SELECT u.id, 'desktop', u.created_at, u.created_at, u.created_at, u.id, u.id, u.id FROM users u",
    "INSERT INTO call_messages (id, body, created_at, video_call_id, sender_id) \
     SELECT u.id, 'Hello', u.created_at, u.id, u.id FROM users u",
    "INSERT INTO notifications (id, user_id, kind, data, created_at) \
     SELECT u.id, u.id, 'welcome', {empty_list}, u.created_at FROM users u",
    "INSERT INTO embedded_profiles (model, user_id, profile_version, embedded_at) \
     SELECT m.model, u.id, 1, u.created_at FROM users u, (SELECT 'old@1' AS model UNION SELECT 'new@1') m",
    "INSERT INTO embedded_phrases (model, user_id, facet, position, text_hash, vector, made_at) \
     SELECT m.model, u.id, 'seeks', 0, {bytes}, {bytes}, u.created_at \
     FROM users u, (SELECT 'old@1' AS model UNION SELECT 'new@1') m",
];

/// The statement with an empty list and some bytes as each database writes them.
fn in_dialect(store: &Store, sql: &str) -> String {
    let (list, bytes) =
        if store.is_sqlite() { ("'[]'", "X'0102'") } else { ("'[]'::jsonb", r"'\x0102'::bytea") };
    sql.replace("{empty_list}", list).replace("{bytes}", bytes)
}
