//! People as other members may see them: one query for many, the narrowing part of it.

use std::collections::HashMap;

use model::Timestamp;
use model::connection::{Connection as Tie, ConnectionState};
use model::id::{ConnectionId, UserId};
use model::known_place::KnownPlace;
use model::person::{Person, PersonPage, shows_clock};
use model::profile::takes_chats;
use model::user::PlacePrecision;
use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::column::{list, place, word};
use crate::dialect::{Query, is_so, ordered_at_once, padded, statement};
use crate::visibility::may_see;
use crate::{Connection, StoreError};

/// What a card is made of, of `p` (profiles).
pub(crate) const CARD: &str = "p.user_id, p.name, p.headline, p.company, p.graduation_year, p.industry_code, \
     p.place_id, p.place_precision, p.interests";

#[derive(FromQueryResult)]
pub(crate) struct CardRow {
    user_id: Uuid,
    name: String,
    headline: String,
    company: String,
    graduation_year: Option<i32>,
    industry_code: Option<String>,
    place_id: Option<i64>,
    place_precision: String,
    interests: Json,
}

impl CardRow {
    pub(crate) fn read(self) -> Result<Person, StoreError> {
        let precision = word("profiles.place_precision", &self.place_precision)?;
        let known = KnownPlace::of_id(place("profiles.place_id", self.place_id)?, precision);
        Ok(Person {
            id: UserId(self.user_id),
            name: self.name,
            headline: self.headline,
            company: self.company,
            graduation_year: self.graduation_year,
            industry_code: self.industry_code,
            place: known,
            interests: list("profiles.interests", self.interests)?,
        })
    }
}

#[derive(FromQueryResult)]
struct SeenRow {
    #[sea_orm(nested)]
    card: CardRow,
    may_see: bool,
}

/// The cards of people whom the viewer has to do with (a call, a request, a connection): the whole card where the
/// viewer may look them up, the name alone where not. Ids that nobody has are left out.
pub async fn cards<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
) -> Result<HashMap<UserId, Person>, StoreError> {
    let rows = seen_rows(connection, viewer, people).await?;
    let read = |row: SeenRow| {
        let may_see = row.may_see;
        let person = row.card.read()?;
        let shown = if may_see { person } else { Person::name_only(person.id, person.name) };
        Ok((shown.id, shown))
    };
    rows.into_iter().map(read).collect()
}

#[derive(FromQueryResult)]
struct NameRow {
    user_id: Uuid,
    name: String,
}

/// The names of those of the people whom the viewer may look up.
pub async fn names<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
) -> Result<HashMap<UserId, String>, StoreError> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("");
    let me = query.bind(viewer.0);
    let ids = query.bind_all(padded(people).iter().map(|person| person.0));
    query.push(&format!(
        "SELECT p.user_id, p.name FROM profiles p JOIN users u ON u.id = p.user_id WHERE p.user_id IN ({ids}) \
         AND {} {}",
        may_see(&me),
        ordered_at_once(connection, "p.user_id")
    ));
    let rows = NameRow::find_by_statement(query.statement(connection)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.user_id), row.name)).collect())
}

/// The cards of those of the people whom the viewer may look up.
pub async fn visible<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
) -> Result<HashMap<UserId, Person>, StoreError> {
    let rows = seen_rows(connection, viewer, people).await?;
    let read = |row: SeenRow| row.card.read().map(|person| (person.id, person));
    rows.into_iter().filter(|row| row.may_see).map(read).collect()
}

async fn seen_rows<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
) -> Result<Vec<SeenRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("");
    let me = query.bind(viewer.0);
    let ids = query.bind_all(padded(people).iter().map(|person| person.0));
    query.push(&format!(
        "SELECT {CARD}, (p.user_id = {me} OR ({})) AS may_see \
         FROM profiles p JOIN users u ON u.id = p.user_id WHERE p.user_id IN ({ids}) {}",
        may_see(&me),
        ordered_at_once(connection, "p.user_id")
    ));
    Ok(SeenRow::find_by_statement(query.statement(connection)).all(connection).await?)
}

#[derive(FromQueryResult)]
struct PageRow {
    #[sea_orm(nested)]
    card: CardRow,
    bio: String,
    seeks: Json,
    offers: Json,
    time_zone: Option<String>,
    open_to_chats: Option<bool>,
    paused_until: Option<Timestamp>,
    connection_id: Option<Uuid>,
    connection_status: Option<String>,
    requester_id: Option<Uuid>,
    withdrawn_at: Option<Timestamp>,
}

/// A person's page, when the viewer may look them up.
pub async fn page<C: Connection>(
    connection: &C,
    viewer: UserId,
    person: UserId,
    now: Timestamp,
) -> Result<Option<PersonPage>, StoreError> {
    let (low, high) = Tie::ordered(viewer, person);
    let sql = format!(
        "SELECT {CARD}, p.bio, p.seeks, p.offers, p.time_zone, p.open_to_chats, p.paused_until, \
           k.id AS connection_id, k.status AS connection_status, k.requester_id, k.withdrawn_at \
         FROM profiles p JOIN users u ON u.id = p.user_id \
         LEFT JOIN connections k ON k.low_id = $3 AND k.high_id = $4 \
         WHERE p.user_id = $2 AND ($1 = $2 OR ({}))",
        may_see("$1")
    );
    let query = statement(connection, &sql, [viewer.0.into(), person.0.into(), low.0.into(), high.0.into()]);
    let row = PageRow::find_by_statement(query).one(connection).await?;
    row.map(|row| row.read(viewer, now)).transpose()
}

impl PageRow {
    fn read(self, viewer: UserId, now: Timestamp) -> Result<PersonPage, StoreError> {
        let (connection, connection_id) = self.tie(viewer)?;
        let precision: PlacePrecision = word("profiles.place_precision", &self.card.place_precision)?;
        let known = KnownPlace::of_id(place("profiles.place_id", self.card.place_id)?, precision);
        let shows_clock = shows_clock(known.as_ref(), connection) || self.card.user_id == viewer.0;
        Ok(PersonPage {
            person: self.card.read()?,
            bio: self.bio,
            seeks: list("profiles.seeks", self.seeks)?,
            offers: list("profiles.offers", self.offers)?,
            time_zone: self.time_zone.filter(|_| shows_clock),
            takes_chats: takes_chats(self.open_to_chats, self.paused_until, now),
            connection,
            connection_id,
        })
    }

    fn tie(&self, viewer: UserId) -> Result<(ConnectionState, Option<ConnectionId>), StoreError> {
        let (Some(id), Some(status), Some(requester)) =
            (self.connection_id, self.connection_status.as_deref(), self.requester_id)
        else {
            return Ok((ConnectionState::None, None));
        };
        let status = word("connections.status", status)?;
        let state = ConnectionState::of(status, requester == viewer.0, self.withdrawn_at.is_some());
        Ok((state, (state != ConnectionState::None).then_some(ConnectionId(id))))
    }
}

/// Whether the viewer knows that the person exists: may look them up, or has had to do with them (a connection, a
/// request, a call). Enough to block or report somebody; a block that the other set does not end it.
pub async fn is_known<C: Connection>(
    connection: &C,
    viewer: UserId,
    person: UserId,
) -> Result<bool, StoreError> {
    let (low, high) = Tie::ordered(viewer, person);
    let sql = format!(
        "SELECT (({may_see}) \
           OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = $2) \
           OR EXISTS (SELECT 1 FROM connections c WHERE c.low_id = $3 AND c.high_id = $4) \
           OR EXISTS (SELECT 1 FROM coffee_chat_requests r WHERE r.low_id = $3 AND r.high_id = $4) \
           OR EXISTS (SELECT 1 FROM video_call_participants mine JOIN video_call_participants theirs \
                ON theirs.video_call_id = mine.video_call_id AND theirs.user_id = $2 WHERE mine.user_id = $1)) \
         FROM profiles p JOIN users u ON u.id = p.user_id WHERE p.user_id = $2",
        may_see = may_see("$1")
    );
    let query = statement(connection, &sql, [viewer.0.into(), person.0.into(), low.0.into(), high.0.into()]);
    Ok(is_so(connection, query).await?)
}
