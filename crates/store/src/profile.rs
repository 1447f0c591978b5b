//! Profiles, with what is derived from them for search: folded names, interest tags, the place as others know it.

use model::Timestamp;
use model::fold::{fold, tag};
use model::id::UserId;
use model::profile::Profile;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::column::{list, place, word};
use crate::dialect::{Query, insert_rows, statement};
use crate::{Connection, StoreError, Writer};

/// The columns that a change writes, in the order of [`values`].
const WRITTEN: [&str; 31] = [
    "name",
    "name_folded",
    "headline",
    "company",
    "company_folded",
    "graduation_year",
    "bio",
    "industry_code",
    "past_industry_codes",
    "wanted_industry_codes",
    "place_id",
    "place_precision",
    "place_cell",
    "region_code",
    "country_code",
    "place_set_at",
    "distance_matters",
    "time_zone",
    "interests",
    "seeks",
    "offers",
    "visibility",
    "shows_connections",
    "open_to_chats",
    "paused_until",
    "monthly_chat_limit",
    "suggests_connections",
    "edited_at",
    "version",
    "updated_at",
    "user_id",
];

fn values(profile: &Profile, now: Timestamp) -> [Value; WRITTEN.len()] {
    let known = profile.known_place();
    [
        profile.name.clone().into(),
        fold(&profile.name).into(),
        profile.headline.clone().into(),
        profile.company.clone().into(),
        fold(&profile.company).into(),
        profile.graduation_year.into(),
        profile.bio.clone().into(),
        profile.industry_code.clone().into(),
        json!(profile.past_industry_codes).into(),
        json!(profile.wanted_industry_codes).into(),
        profile.place_id.map(|place| i64::from(place.0)).into(),
        profile.place_precision.as_str().into(),
        known.map(|known| cell_number(known.cell)).into(),
        known.and_then(|known| known.region).map(|region| region.code).into(),
        known.map(|known| known.country.code).into(),
        profile.place_set_at.into(),
        profile.distance_matters.into(),
        profile.time_zone.clone().into(),
        json!(profile.interests).into(),
        json!(profile.seeks).into(),
        json!(profile.offers).into(),
        profile.visibility.as_str().into(),
        profile.shows_connections.into(),
        profile.open_to_chats.into(),
        profile.paused_until.into(),
        profile.monthly_chat_limit.into(),
        profile.suggests_connections.into(),
        profile.edited_at.into(),
        profile.version.into(),
        now.into(),
        profile.user_id.0.into(),
    ]
}

/// A cell as the databases keep it. The highest bit of a cell is never set, so the sign is free.
pub fn cell_number(cell: impl Into<u64>) -> i64 {
    i64::from_ne_bytes(cell.into().to_ne_bytes())
}

/// Adds the profiles of new people.
pub async fn insert_all(writer: &Writer, profiles: &[Profile], now: Timestamp) -> Result<(), StoreError> {
    // A statement takes at most 32,766 values (SQLite) or 65,535 (PostgreSQL).
    for chunk in profiles.chunks(30_000 / WRITTEN.len()) {
        let into = format!("profiles ({})", WRITTEN.join(", "));
        let rows = chunk.iter().map(|profile| values(profile, now));
        writer.execute_raw(insert_rows(writer, &into, rows, "")).await?;
    }
    insert_search_rows(writer, profiles).await
}

/// Writes a changed profile under the next version, unless it is no longer at the version it was read at.
pub async fn update(writer: &Writer, profile: &Profile, now: Timestamp) -> Result<bool, StoreError> {
    let next = Profile { version: profile.version + 1, ..profile.clone() };
    let mut update = Query::new("UPDATE profiles SET ");
    for (at, (column, value)) in WRITTEN.iter().zip(values(&next, now)).enumerate() {
        let name = update.bind(value);
        update.push(&format!("{}{column} = {name}", if at == 0 { "" } else { ", " }));
    }
    let (user, version) = (update.bind(profile.user_id.0), update.bind(profile.version));
    update.push(&format!(" WHERE user_id = {user} AND version = {version}"));
    if writer.execute_raw(update.statement(writer)).await?.rows_affected() == 0 {
        return Ok(false);
    }
    for table in ["profile_names", "profile_interests"] {
        let sql = format!("DELETE FROM {table} WHERE user_id = $1");
        writer.execute_raw(statement(writer, &sql, [profile.user_id.0.into()])).await?;
    }
    insert_search_rows(writer, std::slice::from_ref(profile)).await?;
    Ok(true)
}

async fn insert_search_rows(writer: &Writer, profiles: &[Profile]) -> Result<(), StoreError> {
    let names = profiles.iter().flat_map(|profile| pairs(profile.user_id, name_entries(&profile.name)));
    insert_pairs(writer, "profile_names (user_id, entry)", names.collect()).await?;
    let tags = profiles.iter().flat_map(|profile| pairs(profile.user_id, interest_tags(&profile.interests)));
    insert_pairs(writer, "profile_interests (user_id, tag)", tags.collect()).await
}

fn pairs(user: UserId, texts: Vec<String>) -> impl Iterator<Item = (UserId, String)> {
    texts.into_iter().map(move |text| (user, text))
}

async fn insert_pairs(writer: &Writer, into: &str, rows: Vec<(UserId, String)>) -> Result<(), StoreError> {
    for chunk in rows.chunks(10_000) {
        let rows = chunk.iter().map(|(user, text)| [user.0.into(), text.clone().into()]);
        writer.execute_raw(insert_rows(writer, into, rows, " ON CONFLICT DO NOTHING")).await?;
    }
    Ok(())
}

/// The folded name, once from each of its words on: `ana silva`, `silva ana`.
fn name_entries(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    (0..words.len()).map(|at| [&words[at..], &words[..at]].concat().join(" ")).collect()
}

fn interest_tags(interests: &[String]) -> Vec<String> {
    interests.iter().map(|interest| tag(interest)).filter(|tag| !tag.is_empty()).collect()
}

#[derive(FromQueryResult)]
struct Row {
    user_id: Uuid,
    name: String,
    headline: String,
    company: String,
    graduation_year: Option<i32>,
    bio: String,
    industry_code: Option<String>,
    past_industry_codes: Json,
    wanted_industry_codes: Json,
    place_id: Option<i64>,
    place_precision: String,
    place_set_at: Option<Timestamp>,
    distance_matters: bool,
    time_zone: Option<String>,
    interests: Json,
    seeks: Json,
    offers: Json,
    visibility: String,
    shows_connections: bool,
    open_to_chats: Option<bool>,
    paused_until: Option<Timestamp>,
    monthly_chat_limit: i32,
    suggests_connections: bool,
    edited_at: Option<Timestamp>,
    version: i32,
}

const READ: &str = "user_id, name, headline, company, graduation_year, bio, industry_code, past_industry_codes, \
     wanted_industry_codes, place_id, place_precision, place_set_at, distance_matters, time_zone, interests, seeks, \
     offers, visibility, shows_connections, open_to_chats, paused_until, monthly_chat_limit, suggests_connections, \
     edited_at, version";

impl Row {
    fn read(self) -> Result<Profile, StoreError> {
        Ok(Profile {
            user_id: UserId(self.user_id),
            name: self.name,
            headline: self.headline,
            company: self.company,
            graduation_year: self.graduation_year,
            bio: self.bio,
            industry_code: self.industry_code,
            past_industry_codes: list("profiles.past_industry_codes", self.past_industry_codes)?,
            wanted_industry_codes: list("profiles.wanted_industry_codes", self.wanted_industry_codes)?,
            place_id: place("profiles.place_id", self.place_id)?,
            place_precision: word("profiles.place_precision", &self.place_precision)?,
            place_set_at: self.place_set_at,
            distance_matters: self.distance_matters,
            time_zone: self.time_zone,
            interests: list("profiles.interests", self.interests)?,
            seeks: list("profiles.seeks", self.seeks)?,
            offers: list("profiles.offers", self.offers)?,
            visibility: word("profiles.visibility", &self.visibility)?,
            shows_connections: self.shows_connections,
            open_to_chats: self.open_to_chats,
            paused_until: self.paused_until,
            monthly_chat_limit: self.monthly_chat_limit,
            suggests_connections: self.suggests_connections,
            edited_at: self.edited_at,
            version: self.version,
        })
    }
}

/// A person's profile.
pub async fn find<C: Connection>(connection: &C, user: UserId) -> Result<Option<Profile>, StoreError> {
    let sql = format!("SELECT {READ} FROM profiles WHERE user_id = $1");
    let row = Row::find_by_statement(statement(connection, &sql, [user.0.into()])).one(connection).await?;
    row.map(Row::read).transpose()
}

/// The profiles of many people, in no order.
pub async fn find_all<C: Connection>(connection: &C, users: &[UserId]) -> Result<Vec<Profile>, StoreError> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("");
    let ids = query.bind_all(users.iter().map(|user| user.0));
    query.push(&format!("SELECT {READ} FROM profiles WHERE user_id IN ({ids})"));
    let rows = Row::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Profiles of active members by id, those after `after`.
pub async fn active_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Profile>, StoreError> {
    let sql = format!(
        "SELECT {READ} FROM profiles WHERE user_id IN \
           (SELECT id FROM users WHERE status = 'active' AND id > $1 ORDER BY id LIMIT {limit}) ORDER BY user_id"
    );
    let query = statement(connection, &sql, [after.map_or(Uuid::nil(), |id| id.0).into()]);
    Row::find_by_statement(query).all(connection).await?.into_iter().map(Row::read).collect()
}

/// Notes that the person moved, for [`place_changes_since`].
pub async fn note_place_change(
    writer: &Writer,
    id: Uuid,
    user: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO place_changes (id, user_id, changed_at) VALUES ($1, $2, $3)",
        [id.into(), user.0.into(), now.into()],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct ChangeRow {
    changed_at: Timestamp,
}

/// When the person moved after an instant, oldest first.
pub async fn place_changes_since<C: Connection>(
    connection: &C,
    user: UserId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let query = statement(
        connection,
        "SELECT changed_at FROM place_changes WHERE user_id = $1 AND changed_at > $2 ORDER BY changed_at",
        [user.0.into(), since.into()],
    );
    let rows = ChangeRow::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.changed_at).collect())
}
