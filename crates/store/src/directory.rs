//! The directory: everybody a member may find, in the order of names, narrowed by filters.

use std::fmt;
use std::str::FromStr;

use model::id::UserId;
use model::person::Person;
use sea_orm::FromQueryResult;
use thiserror::Error;
use uuid::Uuid;

use crate::dialect::{Query, after_prefix, statement};
use crate::person::{CARD, CardRow};
use crate::visibility::may_see;
use crate::{Connection, StoreError};

/// What the directory is narrowed to; everything that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectoryFilter {
    /// Folded words; each must begin a word of the name.
    pub words: Vec<String>,
    /// Codes of industries; one of them is enough.
    pub industries: Vec<String>,
    /// Where they live, as they allow; one of them is enough.
    pub places: Vec<PlaceCondition>,
    /// Interest tags.
    pub interests: Vec<String>,
    /// Whether all of the interests are wanted, not just one.
    pub wants_every_interest: bool,
    /// Class years; one of them is enough.
    pub graduation_years: Vec<i32>,
    /// The beginning of the folded name of the company.
    pub company: Option<String>,
}

/// Where somebody must live. A hidden place matches none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceCondition {
    /// In one of these cells, known as finely as a cell of its precision.
    Cells(Vec<(model::user::PlacePrecision, Vec<i64>)>),
    /// In the region with this code, known as finely as that.
    Region(String),
    /// In the country with this code.
    Country(String),
}

/// Where a page of the directory ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The text that the directory is in the order of.
    pub key: String,
    /// Who, among those with the same text.
    pub person: UserId,
}

/// As a cursor that says nothing to its holder: hexadecimal of the id and the text.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.person.0.simple())?;
        self.key.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not a cursor of the directory.
#[derive(Debug, Error)]
#[error("not a cursor of the directory")]
pub struct UnknownPosition;

impl FromStr for Position {
    type Err = UnknownPosition;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, key) = text.split_at_checked(32).ok_or(UnknownPosition)?;
        let person = UserId(Uuid::try_parse(id).map_err(|_| UnknownPosition)?);
        let bytes: Option<Vec<u8>> = key
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        let key = String::from_utf8(bytes.ok_or(UnknownPosition)?).map_err(|_| UnknownPosition)?;
        // PostgreSQL keeps no NUL in texts.
        if key.contains('\0') { Err(UnknownPosition) } else { Ok(Self { key, person }) }
    }
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    card: CardRow,
    position: String,
}

/// A page of the directory as the viewer may see it, the viewer left out.
pub async fn list<C: Connection>(
    connection: &C,
    viewer: UserId,
    filter: &DirectoryFilter,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<(Person, Position)>, StoreError> {
    let mut query = Query::new("");
    let me = query.bind(viewer.0);
    let order = match longest(&filter.words) {
        Some(word) => by_word(&mut query, CARD, word, after),
        None => by_name(&mut query, CARD, after),
    };
    query.push(&format!(" AND p.user_id <> {me} AND {}", may_see(&me)));
    narrow(&mut query, filter);
    query.push(&format!(" ORDER BY {order} LIMIT {limit}"));
    let rows = Row::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let person = row.card.read()?;
            let position = Position { key: row.position, person: person.id };
            Ok((person, position))
        })
        .collect()
}

/// Everybody in the order of folded names.
pub(crate) fn by_name(query: &mut Query, columns: &str, after: Option<&Position>) -> &'static str {
    let key = query.bind(after.map_or("", |position| position.key.as_str()));
    let id = query.bind(after.map_or(Uuid::nil(), |position| position.person.0));
    query.push(&format!(
        "SELECT {columns}, p.name_folded AS position FROM profiles p JOIN users u ON u.id = p.user_id \
         WHERE (p.name_folded, p.user_id) > ({key}, {id})"
    ));
    "p.name_folded, p.user_id"
}

/// Those with a word that begins so, in the order of that word and what follows it. Whoever has two such words stands
/// at the first.
pub(crate) fn by_word(
    query: &mut Query,
    columns: &str,
    word: &str,
    after: Option<&Position>,
) -> &'static str {
    let begin = query.bind(word);
    let key = query.bind(after.map_or(word, |position| position.key.as_str()));
    let id = query.bind(after.map_or(Uuid::nil(), |position| position.person.0));
    let end = query.bind(after_prefix(word).unwrap_or_default());
    query.push(&format!(
        "SELECT {columns}, n.entry AS position FROM profile_names n JOIN profiles p ON p.user_id = n.user_id \
         JOIN users u ON u.id = p.user_id \
         WHERE (n.entry, n.user_id) > ({key}, {id}) AND n.entry < {end} AND NOT EXISTS ( \
           SELECT 1 FROM profile_names first WHERE first.user_id = n.user_id \
             AND first.entry >= {begin} AND first.entry < n.entry)"
    ));
    "n.entry, n.user_id"
}

pub(crate) fn longest(words: &[String]) -> Option<&str> {
    words.iter().max_by_key(|word| word.len()).map(String::as_str)
}

/// Each word but the one that the list is in the order of begins a word of the name.
pub(crate) fn has_words(query: &mut Query, words: &[String]) {
    let driver = longest(words);
    for word in words.iter().filter(|word| Some(word.as_str()) != driver) {
        let (begin, end) = (query.bind(word.as_str()), query.bind(after_prefix(word).unwrap_or_default()));
        query.push(&format!(
            " AND EXISTS (SELECT 1 FROM profile_names other WHERE other.user_id = p.user_id \
               AND other.entry >= {begin} AND other.entry < {end})"
        ));
    }
}

fn narrow(query: &mut Query, filter: &DirectoryFilter) {
    has_words(query, &filter.words);
    if !filter.industries.is_empty() {
        let codes = query.bind_all(filter.industries.iter().map(String::as_str));
        query.push(&format!(" AND p.industry_code IN ({codes})"));
    }
    if !filter.graduation_years.is_empty() {
        let years = query.bind_all(filter.graduation_years.iter().copied());
        query.push(&format!(" AND p.graduation_year IN ({years})"));
    }
    if let Some(company) = &filter.company {
        let (begin, end) =
            (query.bind(company.as_str()), query.bind(after_prefix(company).unwrap_or_default()));
        query.push(&format!(" AND p.company_folded >= {begin} AND p.company_folded < {end}"));
    }
    if !filter.places.is_empty() {
        let places: Vec<String> = filter.places.iter().map(|place| lives_in(query, place)).collect();
        query.push(&format!(" AND ({})", places.join(" OR ")));
    }
    shares(query, filter);
}

fn lives_in(query: &mut Query, place: &PlaceCondition) -> String {
    match place {
        PlaceCondition::Region(code) => format!("p.region_code = {}", query.bind(code.as_str())),
        PlaceCondition::Country(code) => format!("p.country_code = {}", query.bind(code.as_str())),
        PlaceCondition::Cells(by_precision) => {
            let conditions: Vec<String> = by_precision
                .iter()
                .filter(|(_, cells)| !cells.is_empty())
                .map(|(precision, cells)| {
                    let cells = query.bind_all(cells.iter().copied());
                    format!("(p.place_precision = '{precision}' AND p.place_cell IN ({cells}))")
                })
                .collect();
            if conditions.is_empty() { "FALSE".to_owned() } else { format!("({})", conditions.join(" OR ")) }
        }
    }
}

fn shares(query: &mut Query, filter: &DirectoryFilter) {
    if filter.interests.is_empty() {
        return;
    }
    let groups: Vec<&[String]> = if filter.wants_every_interest {
        filter.interests.iter().map(std::slice::from_ref).collect()
    } else {
        vec![&filter.interests]
    };
    for group in groups {
        let tags = query.bind_all(group.iter().map(String::as_str));
        query.push(&format!(
            " AND p.user_id IN (SELECT i.user_id FROM profile_interests i WHERE i.tag IN ({tags}))"
        ));
    }
}

#[derive(FromQueryResult)]
struct TagRow {
    tag: String,
    people: i64,
}

/// An interest that people have, and how many of them: counted up to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownInterest {
    /// The tag.
    pub tag: String,
    /// People with it.
    pub people: i64,
}

/// Interests that begin so, in order. Steps from tag to tag, so it reads one row for each, however many have it.
pub async fn interests<C: Connection>(
    connection: &C,
    prefix: &str,
    limit: u64,
) -> Result<Vec<KnownInterest>, StoreError> {
    let sql = format!(
        "WITH RECURSIVE known (tag, step) AS ( \
           SELECT (SELECT min(tag) FROM profile_interests WHERE tag >= $1 AND tag < $2), 1 \
           UNION ALL \
           SELECT (SELECT min(i.tag) FROM profile_interests i WHERE i.tag > known.tag AND i.tag < $2), known.step + 1 \
           FROM known WHERE known.tag IS NOT NULL AND known.step < {limit}) \
         SELECT known.tag AS tag, (SELECT count(*) FROM ( \
             SELECT 1 AS one FROM profile_interests i WHERE i.tag = known.tag LIMIT 100) counted) AS people \
         FROM known WHERE known.tag IS NOT NULL ORDER BY known.tag"
    );
    let end = after_prefix(prefix).unwrap_or_else(|| char::MAX.to_string());
    let query = statement(connection, &sql, [prefix.into(), end.into()]);
    let rows = TagRow::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(|row| KnownInterest { tag: row.tag, people: row.people }).collect())
}
