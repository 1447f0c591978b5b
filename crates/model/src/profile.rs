//! What a member tells about themselves, to whom, and the rules for changing it.

use chrono::{Datelike, TimeDelta};

use crate::clock::Timestamp;
use crate::gazetteer::gazetteer;
use crate::id::UserId;
use crate::industry::tree;
use crate::known_place::KnownPlace;
use crate::place::PlaceId;
use crate::text::{check_line, check_text, distinct};
use crate::user::{PlacePrecision, Visibility};
use crate::violation::Violations;

/// How often a member may move within [`PLACE_CHANGE_WINDOW`]: more would let one place be measured from many.
pub const PLACE_CHANGES_ALLOWED: u64 = 3;
/// The stretch of time in which moves are counted.
pub const PLACE_CHANGE_WINDOW: TimeDelta = TimeDelta::days(30);
/// The most chats in 28 days that a member may allow.
pub const MOST_MONTHLY_CHATS: i32 = 8;
/// The chats in 28 days that a new member allows.
pub const USUAL_MONTHLY_CHATS: i32 = 3;
/// The earliest class year.
pub const FIRST_CLASS: i32 = 1900;

const LONGEST_NAME: usize = 100;
const LONGEST_LINE: usize = 160;
const LONGEST_BIO: usize = 4000;
const MOST_INTERESTS: usize = 30;
const LONGEST_INTEREST: usize = 50;
const MOST_WISHES: usize = 15;
const LONGEST_WISH: usize = 300;
const MOST_OTHER_INDUSTRIES: usize = 5;
const LONGEST_STUDIES_YEARS: i32 = 10;
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(366);

/// A member's profile, all of it: for the member alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Whose.
    pub user_id: UserId,
    /// How they are called.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// Where they work.
    pub company: String,
    /// The class year.
    pub graduation_year: Option<i32>,
    /// About them.
    pub bio: String,
    /// The code of the industry they work in.
    pub industry_code: Option<String>,
    /// Codes of industries they used to work in.
    pub past_industry_codes: Vec<String>,
    /// Codes of industries they want to get to know.
    pub wanted_industry_codes: Vec<String>,
    /// The city they live in.
    pub place_id: Option<PlaceId>,
    /// How exactly others may know it.
    pub place_precision: PlacePrecision,
    /// When they last said so.
    pub place_set_at: Option<Timestamp>,
    /// Whether being near matters to them.
    pub distance_matters: bool,
    /// Their zone (IANA).
    pub time_zone: Option<String>,
    /// Their interests as they wrote them.
    pub interests: Vec<String>,
    /// What they look for.
    pub seeks: Vec<String>,
    /// What they can help with.
    pub offers: Vec<String>,
    /// Who may find them.
    pub visibility: Visibility,
    /// Whether others learn whom they know.
    pub shows_connections: bool,
    /// Whether they take coffee chats; nothing until they were asked.
    pub open_to_chats: Option<bool>,
    /// Until when they take none.
    pub paused_until: Option<Timestamp>,
    /// Accepted chats that they allow in 28 days.
    pub monthly_chat_limit: i32,
    /// Whether people they are connected to are suggested to them.
    pub suggests_connections: bool,
    /// When the person last changed it themselves; until then the institution's list may.
    pub edited_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i32,
}

impl Profile {
    /// The profile that a new member starts from.
    pub fn new(user_id: UserId, name: String) -> Self {
        Self {
            user_id,
            name,
            headline: String::new(),
            company: String::new(),
            graduation_year: None,
            bio: String::new(),
            industry_code: None,
            past_industry_codes: Vec::new(),
            wanted_industry_codes: Vec::new(),
            place_id: None,
            place_precision: PlacePrecision::Area,
            place_set_at: None,
            distance_matters: true,
            time_zone: None,
            interests: Vec::new(),
            seeks: Vec::new(),
            offers: Vec::new(),
            visibility: Visibility::Members,
            shows_connections: true,
            open_to_chats: None,
            paused_until: None,
            monthly_chat_limit: USUAL_MONTHLY_CHATS,
            suggests_connections: false,
            edited_at: None,
            version: 1,
        }
    }

    /// The place as others may know it.
    pub fn known_place(&self) -> Option<KnownPlace> {
        KnownPlace::of_id(self.place_id, self.place_precision)
    }

    /// Whether the person takes a break from coffee chats at this time.
    pub fn is_on_break(&self, now: Timestamp) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }

    /// Whether the person takes coffee chats at this time.
    pub fn takes_chats(&self, now: Timestamp) -> bool {
        takes_chats(self.open_to_chats, self.paused_until, now)
    }
}

/// Whether a person with these settings takes coffee chats: yes, unless they said no or are away.
pub fn takes_chats(open_to_chats: Option<bool>, paused_until: Option<Timestamp>, now: Timestamp) -> bool {
    open_to_chats != Some(false) && paused_until.is_none_or(|until| until <= now)
}

/// A change to a profile: what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileChange {
    pub name: Option<String>,
    pub headline: Option<String>,
    pub company: Option<String>,
    pub graduation_year: Option<Option<i32>>,
    pub bio: Option<String>,
    pub industry_code: Option<Option<String>>,
    pub past_industry_codes: Option<Vec<String>>,
    pub wanted_industry_codes: Option<Vec<String>>,
    pub place_id: Option<Option<PlaceId>>,
    pub place_precision: Option<PlacePrecision>,
    pub distance_matters: Option<bool>,
    pub time_zone: Option<Option<String>>,
    pub interests: Option<Vec<String>>,
    pub seeks: Option<Vec<String>>,
    pub offers: Option<Vec<String>>,
    pub visibility: Option<Visibility>,
    pub shows_connections: Option<bool>,
    pub open_to_chats: Option<Option<bool>>,
    pub paused_until: Option<Option<Timestamp>>,
    pub monthly_chat_limit: Option<i32>,
    pub suggests_connections: Option<bool>,
}

impl ProfileChange {
    /// The profile with the change made.
    ///
    /// # Errors
    /// Every rule that the change breaks.
    pub fn apply(self, profile: &Profile, now: Timestamp) -> Result<Profile, Violations> {
        self.check(now)?;
        let states_place = self.place_id.is_some();
        let line = |new: Option<String>, old: &String| {
            new.map_or_else(|| old.clone(), |text| text.trim().to_owned())
        };
        let entries = |new: Option<Vec<String>>, old: &Vec<String>| {
            new.map_or_else(|| old.clone(), |new| distinct(&new))
        };
        let mut changed = Profile {
            user_id: profile.user_id,
            name: line(self.name, &profile.name),
            headline: line(self.headline, &profile.headline),
            company: line(self.company, &profile.company),
            graduation_year: self.graduation_year.unwrap_or(profile.graduation_year),
            bio: line(self.bio, &profile.bio),
            industry_code: self.industry_code.unwrap_or_else(|| profile.industry_code.clone()),
            past_industry_codes: entries(self.past_industry_codes, &profile.past_industry_codes),
            wanted_industry_codes: entries(self.wanted_industry_codes, &profile.wanted_industry_codes),
            place_id: self.place_id.unwrap_or(profile.place_id),
            place_precision: self.place_precision.unwrap_or(profile.place_precision),
            place_set_at: profile.place_set_at,
            distance_matters: self.distance_matters.unwrap_or(profile.distance_matters),
            time_zone: self.time_zone.unwrap_or_else(|| profile.time_zone.clone()),
            interests: entries(self.interests, &profile.interests),
            seeks: entries(self.seeks, &profile.seeks),
            offers: entries(self.offers, &profile.offers),
            visibility: self.visibility.unwrap_or(profile.visibility),
            shows_connections: self.shows_connections.unwrap_or(profile.shows_connections),
            open_to_chats: self.open_to_chats.unwrap_or(profile.open_to_chats),
            paused_until: self.paused_until.unwrap_or(profile.paused_until),
            monthly_chat_limit: self.monthly_chat_limit.unwrap_or(profile.monthly_chat_limit),
            suggests_connections: self.suggests_connections.unwrap_or(profile.suggests_connections),
            edited_at: Some(now),
            version: profile.version,
        };
        if states_place && changed.place_id.is_some() {
            changed.place_set_at = Some(now);
        }
        Ok(changed)
    }

    fn check(&self, now: Timestamp) -> Result<(), Violations> {
        let mut violations = Violations::default();
        self.check_words(&mut violations);
        self.check_facts(now, &mut violations);
        self.check_choices(now, &mut violations);
        violations.into_result()
    }

    fn check_words(&self, violations: &mut Violations) {
        if let Some(name) = &self.name {
            check_line(name, 1..=LONGEST_NAME, "/name", violations);
            let has_letters = crate::fold::fold(name).chars().any(char::is_alphanumeric);
            violations.require(
                has_letters || name.trim().is_empty(),
                "/name",
                "not_a_name",
                "needs a letter",
            );
        }
        for (text, pointer) in [(&self.headline, "/headline"), (&self.company, "/company")] {
            if let Some(text) = text {
                check_line(text, 0..=LONGEST_LINE, pointer, violations);
            }
        }
        if let Some(bio) = &self.bio {
            check_text(bio, LONGEST_BIO, "/bio", violations);
        }
        check_entries(&self.interests, MOST_INTERESTS, LONGEST_INTEREST, "/interests", violations);
        check_entries(&self.seeks, MOST_WISHES, LONGEST_WISH, "/seeks", violations);
        check_entries(&self.offers, MOST_WISHES, LONGEST_WISH, "/offers", violations);
    }

    fn check_facts(&self, now: Timestamp, violations: &mut Violations) {
        if let Some(Some(year)) = self.graduation_year {
            let is_plausible = (FIRST_CLASS..=now.year() + LONGEST_STUDIES_YEARS).contains(&year);
            violations.require(
                is_plausible,
                "/graduation_year",
                "out_of_range",
                "is not a year somebody here graduated",
            );
        }
        if let Some(Some(code)) = &self.industry_code {
            check_industry(code, "/industry_code".to_owned(), violations);
        }
        let others = [
            (&self.past_industry_codes, "/past_industry_codes"),
            (&self.wanted_industry_codes, "/wanted_industry_codes"),
        ];
        for (codes, pointer) in others {
            let codes = codes.as_deref().unwrap_or_default();
            violations.require(
                codes.len() <= MOST_OTHER_INDUSTRIES,
                pointer,
                "too_many",
                "may have at most 5 entries",
            );
            for (at, code) in codes.iter().enumerate() {
                check_industry(code, format!("{pointer}/{at}"), violations);
            }
        }
        if let Some(Some(place)) = self.place_id {
            let is_known = gazetteer().get(place).is_some();
            violations.require(is_known, "/place_id", "unknown_place", "is not a place of the gazetteer");
        }
        if let Some(Some(zone)) = &self.time_zone {
            violations.require(
                is_time_zone(zone),
                "/time_zone",
                "unknown_time_zone",
                "is not an IANA time zone",
            );
        }
    }

    fn check_choices(&self, now: Timestamp, violations: &mut Violations) {
        if let Some(Some(until)) = self.paused_until {
            violations.require(until > now, "/paused_until", "in_the_past", "lies in the past");
            violations.require(
                until <= now + LONGEST_PAUSE,
                "/paused_until",
                "too_far",
                "is more than a year away",
            );
        }
        if let Some(limit) = self.monthly_chat_limit {
            let is_allowed = (0..=MOST_MONTHLY_CHATS).contains(&limit);
            violations.require(is_allowed, "/monthly_chat_limit", "out_of_range", "is 0 to 8");
        }
    }
}

/// Whether this is the name of a zone in the IANA database.
pub fn is_time_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

fn check_industry(code: &str, pointer: String, violations: &mut Violations) {
    if tree().by_code(code).is_none() {
        violations.add(pointer, "unknown_industry", "is not a code of the industry tree");
    }
}

fn check_entries(
    entries: &Option<Vec<String>>,
    most: usize,
    longest: usize,
    pointer: &str,
    violations: &mut Violations,
) {
    let entries = entries.as_deref().unwrap_or_default();
    if entries.len() > most {
        violations.add(pointer, "too_many", format!("may have at most {most} entries"));
    }
    for (at, entry) in entries.iter().enumerate().take(most) {
        check_line(entry, 0..=longest, &format!("{pointer}/{at}"), violations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn profile() -> Profile {
        Profile::new(UserId(Uuid::from_u128(1)), "Ana Silva".to_owned())
    }

    #[test]
    fn every_broken_rule_is_told_at_once() {
        let change = ProfileChange {
            name: Some("  ".to_owned()),
            graduation_year: Some(Some(1492)),
            industry_code: Some(Some("basket-weaving".to_owned())),
            place_id: Some(Some(PlaceId(1))),
            time_zone: Some(Some("Mars/Olympus".to_owned())),
            interests: Some(vec!["x".repeat(51)]),
            paused_until: Some(Some(now() - TimeDelta::days(1))),
            monthly_chat_limit: Some(9),
            ..Default::default()
        };
        let violations = change.apply(&profile(), now()).unwrap_err();
        let found: Vec<_> =
            violations.as_slice().iter().map(|one| (one.pointer.as_str(), one.code)).collect();
        assert_eq!(
            found,
            [
                ("/name", "too_short"),
                ("/interests/0", "too_long"),
                ("/graduation_year", "out_of_range"),
                ("/industry_code", "unknown_industry"),
                ("/place_id", "unknown_place"),
                ("/time_zone", "unknown_time_zone"),
                ("/paused_until", "in_the_past"),
                ("/monthly_chat_limit", "out_of_range"),
            ]
        );
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_named_is_tidied() {
        let before = Profile { headline: "Analyst".to_owned(), graduation_year: Some(2001), ..profile() };
        let change = ProfileChange {
            name: Some(" Ana  Souza ".to_owned()),
            graduation_year: Some(None),
            interests: Some(vec!["Sailing".to_owned(), " sailing".to_owned()]),
            ..Default::default()
        };
        let after = change.apply(&before, now()).unwrap();
        assert_eq!((after.name.as_str(), after.headline.as_str()), ("Ana  Souza", "Analyst"));
        assert_eq!((after.graduation_year, after.interests), (None, vec!["Sailing".to_owned()]));
        assert_eq!(after.edited_at, Some(now()));
    }

    #[test]
    fn a_person_takes_chats_unless_they_said_no_or_are_away() {
        assert!(takes_chats(None, None, now()) && takes_chats(Some(true), Some(now()), now()));
        assert!(!takes_chats(Some(false), None, now()));
        assert!(!takes_chats(Some(true), Some(now() + TimeDelta::seconds(1)), now()));
    }
}
