//! People, their chats and their contacts, as the score reads them.

use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, Side};
use model::id::{CoffeeChatRequestId, UserId};
use model::place::PlaceId;
use model::user::{PlacePrecision, UserStatus, Visibility};
use sea_orm::{FromQueryResult, QueryResult};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Scope, read};
use crate::column::{list, place, word};
use crate::dialect::{joined_ids, ordered_at_once, statement};
use crate::{Connection, StoreError};

/// What the score and its rules read of an account and its profile.
#[derive(Clone, Debug)]
pub struct MatchProfile {
    /// Whose.
    pub user_id: UserId,
    /// Where the account stands.
    pub status: UserStatus,
    /// The last real action; the making of the account until there was one.
    pub last_active_at: Timestamp,
    /// The code of the industry they work in.
    pub industry_code: Option<String>,
    /// Codes of industries they worked in.
    pub past_industry_codes: Vec<String>,
    /// Codes of industries they want to work in.
    pub wanted_industry_codes: Vec<String>,
    /// Their city.
    pub place_id: Option<PlaceId>,
    /// How exactly it may be known.
    pub place_precision: PlacePrecision,
    /// When they last said so.
    pub place_set_at: Option<Timestamp>,
    /// Whether distance matters to them.
    pub distance_matters: bool,
    /// Their IANA zone.
    pub time_zone: Option<String>,
    /// Their interests as they wrote them.
    pub interests: Vec<String>,
    /// Who may find them.
    pub visibility: Visibility,
    /// Whether others learn whom they know.
    pub shows_connections: bool,
    /// Whether they take chats; nothing until they were asked.
    pub open_to_chats: Option<bool>,
    /// The end of their break.
    pub paused_until: Option<Timestamp>,
    /// Accepted chats in 28 days that are enough.
    pub monthly_chat_limit: i32,
    /// Whether people they are connected to are suggested to them.
    pub suggests_connections: bool,
}

#[derive(FromQueryResult)]
struct ProfileRow {
    user_id: Uuid,
    status: String,
    last_active_at: Option<Timestamp>,
    created_at: Timestamp,
    industry_code: Option<String>,
    past_industry_codes: Json,
    wanted_industry_codes: Json,
    place_id: Option<i64>,
    place_precision: String,
    place_set_at: Option<Timestamp>,
    distance_matters: bool,
    time_zone: Option<String>,
    interests: Json,
    visibility: String,
    shows_connections: bool,
    open_to_chats: Option<bool>,
    paused_until: Option<Timestamp>,
    monthly_chat_limit: i32,
    suggests_connections: bool,
}

const PROFILES: &str = "SELECT p.user_id, u.status, u.last_active_at, u.created_at, p.industry_code, \
     p.past_industry_codes, p.wanted_industry_codes, p.place_id, p.place_precision, p.place_set_at, \
     p.distance_matters, p.time_zone, p.interests, p.visibility, p.shows_connections, p.open_to_chats, \
     p.paused_until, p.monthly_chat_limit, p.suggests_connections \
     FROM profiles p JOIN users u ON u.id = p.user_id WHERE true";

/// The people, in no order, whatever the standing of their accounts.
pub async fn profiles<C: Connection>(
    connection: &C,
    scope: Scope<'_>,
) -> Result<Vec<MatchProfile>, StoreError> {
    let rows: Vec<ProfileRow> = read(connection, PROFILES, &["p.user_id"], scope, None).await?;
    rows.into_iter().map(ProfileRow::read).collect()
}

/// People by id as the database gave them. Looking into the rows takes as long as reading them, and may be done
/// elsewhere while more are read.
pub struct ProfilePage(Vec<QueryResult>);

impl ProfilePage {
    /// The last of the people; nobody when there are none.
    pub fn last(&self) -> Result<Option<UserId>, StoreError> {
        let id = |row: &QueryResult| row.try_get::<Uuid>("", "user_id").map(UserId);
        Ok(self.0.last().map(id).transpose()?)
    }

    /// The people.
    pub fn read(self) -> impl Iterator<Item = Result<MatchProfile, StoreError>> {
        self.0.into_iter().map(|row| ProfileRow::from_query_result(&row, "")?.read())
    }
}

/// So many people by id, those after one of them; the first ones after nobody.
pub async fn profiles_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<ProfilePage, StoreError> {
    let page = format!("{PROFILES} AND p.user_id > $1 ORDER BY p.user_id LIMIT {limit}");
    let sql = format!("SELECT * FROM ({page}) page {}", ordered_at_once(connection, "user_id"));
    let after = after.map_or(Uuid::nil(), |id| id.0);
    Ok(ProfilePage(connection.query_all_raw(statement(connection, &sql, [after.into()])).await?))
}

#[derive(FromQueryResult)]
struct PeopleCount {
    count: i64,
}

#[derive(FromQueryResult)]
struct PersonRow {
    user_id: Uuid,
}

/// So many people who stand side by side in the order of ids, at a place that `chance` picks; behind the last comes the
/// first.
pub async fn random_people<C: Connection>(
    connection: &C,
    chance: u64,
    limit: u64,
) -> Result<Vec<UserId>, StoreError> {
    let count = statement(connection, "SELECT count(*) AS count FROM profiles", []);
    let count = PeopleCount::find_by_statement(count).one(connection).await?.map_or(0, |row| row.count);
    let count = u64::try_from(count).unwrap_or(0);
    let place = chance % count.max(1);
    let missing = (place + limit).saturating_sub(count).min(place);
    let mut people = Vec::new();
    for (limit, place) in [(limit, place), (missing, 0)] {
        let sql = format!("SELECT user_id FROM profiles ORDER BY user_id LIMIT {limit} OFFSET {place}");
        let rows = PersonRow::find_by_statement(statement(connection, &sql, [])).all(connection).await?;
        people.extend(rows.into_iter().map(|row| UserId(row.user_id)));
    }
    Ok(people)
}

impl ProfileRow {
    fn read(self) -> Result<MatchProfile, StoreError> {
        Ok(MatchProfile {
            user_id: UserId(self.user_id),
            status: word("users.status", &self.status)?,
            last_active_at: self.last_active_at.unwrap_or(self.created_at),
            industry_code: self.industry_code,
            past_industry_codes: list("profiles.past_industry_codes", self.past_industry_codes)?,
            wanted_industry_codes: list("profiles.wanted_industry_codes", self.wanted_industry_codes)?,
            place_id: place("profiles.place_id", self.place_id)?,
            place_precision: word("profiles.place_precision", &self.place_precision)?,
            place_set_at: self.place_set_at,
            distance_matters: self.distance_matters,
            time_zone: self.time_zone,
            interests: list("profiles.interests", self.interests)?,
            visibility: word("profiles.visibility", &self.visibility)?,
            shows_connections: self.shows_connections,
            open_to_chats: self.open_to_chats,
            paused_until: self.paused_until,
            monthly_chat_limit: self.monthly_chat_limit,
            suggests_connections: self.suggests_connections,
        })
    }
}

/// What the score and its rules read of a coffee chat.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Who asked.
    pub requester_id: UserId,
    /// Who was asked.
    pub recipient_id: UserId,
    /// Where it stands.
    pub status: CoffeeChatStatus,
    /// Whose answer it waits for.
    pub awaiting: Option<Side>,
    /// How often times were answered with other times.
    pub counter_count: i32,
    /// Whether the one who declined does not want to be asked again.
    pub is_declined_for_ever: bool,
    /// When it was asked.
    pub created_at: Timestamp,
    /// When it runs out, or ran out.
    pub expires_at: Timestamp,
    /// The last answer.
    pub responded_at: Option<Timestamp>,
    /// When the two had met.
    pub completed_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct ChatRow {
    requester_id: Uuid,
    recipient_id: Uuid,
    status: String,
    awaiting: Option<String>,
    counter_count: i32,
    declined_for_ever: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
    responded_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
}

const CHATS: &str = "SELECT requester_id, recipient_id, status, awaiting, counter_count, declined_for_ever, \
     created_at, expires_at, responded_at, completed_at FROM coffee_chat_requests WHERE true";

/// Coffee chats of the people, in no order.
pub async fn chats<C: Connection>(connection: &C, scope: Scope<'_>) -> Result<Vec<Chat>, StoreError> {
    let rows: Vec<ChatRow> = read(connection, CHATS, &["requester_id", "recipient_id"], scope, None).await?;
    rows.into_iter().map(ChatRow::read).collect()
}

impl ChatRow {
    fn read(self) -> Result<Chat, StoreError> {
        let awaiting = self.awaiting.as_deref().map(|text| word("coffee_chat_requests.awaiting", text));
        Ok(Chat {
            requester_id: UserId(self.requester_id),
            recipient_id: UserId(self.recipient_id),
            status: word("coffee_chat_requests.status", &self.status)?,
            awaiting: awaiting.transpose()?,
            counter_count: self.counter_count,
            is_declined_for_ever: self.declined_for_ever,
            created_at: self.created_at,
            expires_at: self.expires_at,
            responded_at: self.responded_at,
            completed_at: self.completed_at,
        })
    }
}

/// The two people of a coffee chat.
pub async fn people_of_chat<C: Connection>(
    connection: &C,
    chat: CoffeeChatRequestId,
) -> Result<Option<Contact>, StoreError> {
    let sql = "SELECT requester_id AS a, recipient_id AS b FROM coffee_chat_requests WHERE id = $1";
    let row = PairRow::find_by_statement(statement(connection, sql, [chat.0.into()])).one(connection).await?;
    Ok(row.map(|row| (UserId(row.a), UserId(row.b))))
}

/// Two people between whom there is something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
struct PairRow {
    a: Uuid,
    b: Uuid,
}

/// Two people.
pub type Contact = (UserId, UserId);

/// Accepted connections of the people.
pub async fn connections<C: Connection>(
    connection: &C,
    scope: Scope<'_>,
) -> Result<Vec<Contact>, StoreError> {
    let select = "SELECT low_id AS a, high_id AS b FROM connections WHERE status = 'accepted'";
    pairs(read(connection, select, &["low_id", "high_id"], scope, None).await?)
}

/// A person and everyone they are connected to whose id is greater.
pub type ContactList = (UserId, Vec<UserId>);

#[derive(FromQueryResult)]
struct ContactListRow {
    id: Uuid,
    others: Vec<u8>,
}

/// So many lists of accepted connections by id, those after a person; the first ones after nobody. Every connection is
/// in one list. A list is one value: reading a row for each connection of a million people takes minutes.
pub async fn contact_lists<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<ContactList>, StoreError> {
    let sql = format!(
        "SELECT * FROM (SELECT low_id AS id, {} AS others FROM connections WHERE status = 'accepted' \
           AND low_id > $1 GROUP BY low_id ORDER BY low_id LIMIT {limit}) page {}",
        joined_ids(connection, "high_id"),
        ordered_at_once(connection, "id")
    );
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let query = statement(connection, &sql, [after.into()]);
    let rows = ContactListRow::find_by_statement(query).all(connection).await?;
    let ids = |bytes: Vec<u8>| bytes.as_chunks().0.iter().map(|id| UserId(Uuid::from_bytes(*id))).collect();
    Ok(rows.into_iter().map(|row| (UserId(row.id), ids(row.others))).collect())
}

/// Blocks by or of the people: who blocked, and whom.
pub async fn blocks<C: Connection>(connection: &C, scope: Scope<'_>) -> Result<Vec<Contact>, StoreError> {
    let select = "SELECT blocker_id AS a, blocked_id AS b FROM blocks WHERE true";
    pairs(read(connection, select, &["blocker_id", "blocked_id"], scope, None).await?)
}

fn pairs(rows: Vec<PairRow>) -> Result<Vec<Contact>, StoreError> {
    Ok(rows.into_iter().map(|row| (UserId(row.a), UserId(row.b))).collect())
}
