//! A row of the list of people, read into what it says of a person.

use model::gazetteer::gazetteer;
use model::industry::tree;
use model::place::PlaceId;
use model::profile::{Profile, ProfileChange};
use model::text::check_email;
use model::user::PlacePrecision;
use model::{Timestamp, Violations};

use super::table::{Row, RowProblem};
use crate::services::auth::normal_email;
use crate::services::password;

/// The columns of the list.
pub const COLUMNS: &[&str] = &[
    "external_id",
    "email",
    "name",
    "graduation_year",
    "headline",
    "company",
    "industry",
    "city",
    "country",
    "time_zone",
    "bio",
    "interests",
    "seeks",
    "offers",
    "open_to_chats",
    "password",
];

const LONGEST_EXTERNAL_ID: usize = 200;

/// What a row says of a person.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The line it stands on.
    pub line: u64,
    /// In lower case.
    pub email: String,
    /// The institution's own key.
    pub external_id: Option<String>,
    /// The password to begin with.
    pub password: Option<String>,
    /// How the person is called.
    pub name: String,
    /// What it says of the profile; nothing of what it leaves empty.
    pub change: ProfileChange,
}

impl PersonRow {
    /// Reads a row.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(row: &Row, now: Timestamp) -> Result<Self, Vec<RowProblem>> {
        let mut problems = Problems { line: row.line, found: Vec::new() };
        let person = Self {
            line: row.line,
            email: normal_email(row.cell("email").unwrap_or_default()),
            external_id: row.cell("external_id").map(str::to_owned),
            password: row.cell("password").map(str::to_owned),
            name: row.cell("name").unwrap_or_default().to_owned(),
            change: change(row, &mut problems),
        };
        problems.all("email", check_email(&person.email, "/email"));
        if person.external_id.as_ref().is_some_and(|id| id.chars().count() > LONGEST_EXTERNAL_ID) {
            problems.add("external_id", "may have at most 200 characters");
        }
        if let Some(password) = &person.password {
            problems.all("password", password::check(password, &person.email, "/password"));
        }
        let stranger = Profile::new(model::id::UserId(uuid::Uuid::nil()), person.name.clone());
        if let Err(violations) = person.change.clone().apply(&stranger, now) {
            for violation in violations {
                problems.add(column_of(&violation.pointer), violation.detail);
            }
        }
        if problems.found.is_empty() { Ok(person) } else { Err(problems.found) }
    }
}

struct Problems {
    line: u64,
    found: Vec<RowProblem>,
}

impl Problems {
    fn add(&mut self, column: &str, detail: impl Into<String>) {
        self.found.push(RowProblem::new(self.line, column, detail));
    }

    fn all(&mut self, column: &str, checked: Result<(), Violations>) {
        for violation in checked.err().into_iter().flatten() {
            self.add(column, violation.detail);
        }
    }
}

fn change(row: &Row, problems: &mut Problems) -> ProfileChange {
    let text = |column| row.cell(column).map(str::to_owned);
    let place = place(row, problems);
    ProfileChange {
        name: Some(row.cell("name").unwrap_or_default().to_owned()),
        headline: text("headline"),
        company: text("company"),
        graduation_year: year(row, problems).map(Some),
        bio: text("bio"),
        industry_code: industry(row, problems).map(Some),
        place_id: place.map(|(place, _)| Some(place)),
        place_precision: place.map(|(_, precision)| precision),
        time_zone: text("time_zone").map(Some),
        interests: row.list("interests"),
        seeks: row.list("seeks"),
        offers: row.list("offers"),
        open_to_chats: open_to_chats(row, problems).map(Some),
        ..Default::default()
    }
}

fn year(row: &Row, problems: &mut Problems) -> Option<i32> {
    let typed = row.cell("graduation_year")?;
    let year = typed.parse().ok();
    if year.is_none() {
        problems.add("graduation_year", format!("{typed:?} is not a year"));
    }
    year
}

fn industry(row: &Row, problems: &mut Problems) -> Option<String> {
    let typed = row.cell("industry")?;
    let found = tree().find(typed).map(|node| node.code.clone());
    if found.is_none() {
        problems.add("industry", format!("{typed:?} is neither a code nor a name of the industry tree"));
    }
    found
}

/// A city is known as its area; a country alone as the country.
fn place(row: &Row, problems: &mut Problems) -> Option<(PlaceId, PlacePrecision)> {
    let (city, country) = (row.cell("city"), row.cell("country"));
    let country = match country {
        Some(typed) => match gazetteer().find_country(typed) {
            Some(country) => Some(country),
            None => {
                problems.add("country", format!("{typed:?} is neither a code nor a name of a country"));
                return None;
            }
        },
        None => None,
    };
    let Some(city) = city else {
        let largest =
            gazetteer().all().iter().find(|place| Some(place.country.code) == country.map(|one| one.code))?;
        return Some((largest.id, PlacePrecision::Country));
    };
    let found = gazetteer().find(city, country.map(|country| country.code));
    if found.is_none() {
        let within = country.map_or_else(String::new, |country| format!(" in {}", country.name));
        problems.add("city", format!("{city:?} is not a city of the gazetteer{within}"));
    }
    found.map(|place| (place.id, PlacePrecision::Area))
}

fn open_to_chats(row: &Row, problems: &mut Problems) -> Option<bool> {
    match row.cell("open_to_chats")?.to_lowercase().as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        typed => {
            problems.add("open_to_chats", format!("{typed:?} is neither yes nor no"));
            None
        }
    }
}

/// The column that a field of the profile is read from.
fn column_of(pointer: &str) -> &'static str {
    let field = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
    match field {
        "industry_code" => "industry",
        "place_id" => "city",
        field => COLUMNS.iter().find(|column| **column == field).copied().unwrap_or("name"),
    }
}
