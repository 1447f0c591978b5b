//! One invented person after the other.

use std::sync::LazyLock;

use chrono::{Datelike, TimeDelta};
use model::Timestamp;
use model::gazetteer::gazetteer;
use model::id::UserId;
use model::industry::{Industry, tree};
use model::profile::Profile;
use model::user::{PlacePrecision, UserRole, Visibility};
use store::demo::DemoAccount;

use super::names::{CULTURES, Culture};
use super::wishes::{OFFERS, SEEKS};
use super::words::{BIOS, CITIES, COMPANY_FIRST, City, INTERESTS, ROLES};
use super::{DIEGO, Dice, LENA};

/// How many years of classes the school has.
const CLASSES: i64 = 40;
/// The school's own sectors: half of its people went into these.
const HOME_SECTORS: &[&str] =
    &["technology", "energy", "finance", "health", "consulting", "education", "food"];

static LEAVES: LazyLock<Vec<&Industry>> =
    LazyLock::new(|| tree().all().iter().filter(|node| tree().is_leaf(node.id)).collect());
static HOME_LEAVES: LazyLock<Vec<Vec<&Industry>>> =
    LazyLock::new(|| HOME_SECTORS.iter().map(|sector| leaves_of(sector)).collect());

/// A person, and what decides whom they know.
pub struct Invented {
    /// The account.
    pub account: DemoAccount,
    /// The profile.
    pub profile: Profile,
}

impl Invented {
    /// Their id.
    pub fn id(&self) -> UserId {
        self.account.id
    }

    /// The first part of their industry's code.
    pub fn sector(&self) -> &str {
        self.profile.industry_code.as_deref().and_then(|code| code.split('.').next()).unwrap_or_default()
    }

    /// The class year.
    pub fn class(&self) -> i32 {
        self.profile.graduation_year.unwrap_or_default()
    }
}

/// The person at a position: Lena, Diego, then everybody else.
pub fn invent(at: usize, now: Timestamp, dice: &mut Dice) -> Invented {
    let mut invented = anybody(at, now, dice);
    match at {
        0 => become_lena(&mut invented, now),
        1 => become_diego(&mut invented, now),
        _ => {}
    }
    invented
}

fn anybody(at: usize, now: Timestamp, dice: &mut Dice) -> Invented {
    let city = weighted_city(dice);
    let (first, last) = name(city, dice);
    let created_at = now - TimeDelta::days(dice.between(30, 900));
    let id = dice.user(created_at);
    let account = DemoAccount {
        id,
        email: format!("{}.{}.{at}@demo.example", address(&first), address(&last)),
        role: UserRole::Member,
        created_at,
        last_active_at: (now - idle(dice)).max(created_at),
    };
    let field = industry(dice);
    let mut profile = Profile::new(id, format!("{first} {last}"));
    describe_work(&mut profile, field, now, dice);
    describe_place(&mut profile, city, now, dice);
    describe_wishes(&mut profile, field, city, now, dice);
    choose_privacy(&mut profile, now, dice);
    Invented { account, profile }
}

fn weighted_city(dice: &mut Dice) -> &'static City {
    let total: u32 = CITIES.iter().map(|city| city.weight).sum();
    let mut left = dice.between(0, i64::from(total));
    let found = CITIES.iter().find(|city| {
        left -= i64::from(city.weight);
        left < 0
    });
    found.unwrap_or(&CITIES[0])
}

fn name(city: &City, dice: &mut Dice) -> (String, String) {
    let culture = |dice: &mut Dice| -> &'static Culture {
        let key = *dice.one(city.cultures);
        CULTURES.iter().find(|culture| culture.key == key).unwrap_or(&CULTURES[0])
    };
    let home = culture(dice);
    let family = if dice.percent(12) { culture(dice) } else { home };
    (dice.one(home.first).to_string(), dice.one(family.last).to_string())
}

fn address(name: &str) -> String {
    model::fold::fold(name).replace(' ', "")
}

/// Most were here lately, some long ago.
fn idle(dice: &mut Dice) -> TimeDelta {
    let farthest = *dice.one(&[2, 7, 7, 14, 30, 60, 180]);
    TimeDelta::minutes(dice.between(5, farthest * 24 * 60))
}

fn industry(dice: &mut Dice) -> &'static Industry {
    let leaves = if dice.percent(55) { dice.one(&HOME_LEAVES) } else { &*LEAVES };
    leaves[dice.position(leaves.len())]
}

fn leaves_of(sector: &str) -> Vec<&'static Industry> {
    LEAVES.iter().copied().filter(|leaf| leaf.code.split('.').next() == Some(sector)).collect()
}

fn describe_work(profile: &mut Profile, field: &Industry, now: Timestamp, dice: &mut Dice) {
    let class = now.year() - 1 - i32::try_from(dice.between(0, CLASSES)).unwrap_or(0);
    let seniority = match now.year() - class {
        0..=5 => 0,
        6..=16 => 1,
        _ => 2,
    };
    let area = field.parent.map_or(field, |parent| tree().get(parent));
    profile.graduation_year = Some(class);
    profile.company = format!("{} {}", dice.one(COMPANY_FIRST), area.name);
    profile.headline = format!("{}, {}", dice.one(ROLES[seniority]), field.name_in_sentence());
    if dice.percent(95) {
        profile.industry_code = Some(field.code.clone());
    }
    if dice.percent(30) {
        profile.past_industry_codes = vec![industry(dice).code.clone()];
    }
    if dice.percent(25) {
        profile.wanted_industry_codes = vec![industry(dice).code.clone()];
    }
}

fn describe_place(profile: &mut Profile, city: &City, now: Timestamp, dice: &mut Dice) {
    profile.place_id = gazetteer().find(city.name, Some(city.country)).map(|place| place.id);
    profile.place_precision = match dice.between(0, 100) {
        0..35 => PlacePrecision::City,
        35..85 => PlacePrecision::Area,
        85..91 => PlacePrecision::Region,
        91..95 => PlacePrecision::Country,
        _ => PlacePrecision::Hidden,
    };
    profile.place_set_at = Some(now - TimeDelta::days(dice.between(1, 600)));
    profile.time_zone = Some(city.zone.to_owned());
    profile.distance_matters = !dice.percent(15);
}

fn describe_wishes(profile: &mut Profile, field: &Industry, city: &City, now: Timestamp, dice: &mut Dice) {
    let wanted = profile.wanted_industry_codes.first().and_then(|code| tree().by_code(code)).unwrap_or(field);
    let count = usize::try_from(dice.between(2, 7)).unwrap_or(2);
    profile.interests = dice.several(INTERESTS, count).into_iter().map(|word| (*word).to_owned()).collect();
    let about = |template: &&&str, node: &Industry| template.replace("{field}", &node.name_in_sentence());
    let (seeks, offers) = (dice.several(SEEKS, 2), dice.several(OFFERS, 3));
    if dice.percent(70) {
        profile.seeks = seeks.iter().map(|template| about(template, wanted)).collect();
    }
    if dice.percent(75) {
        profile.offers = offers.iter().map(|template| about(template, field)).collect();
    }
    if dice.percent(80) {
        let years = (now.year() - profile.graduation_year.unwrap_or(now.year())).max(1);
        let bio = dice.one(BIOS).replace("{field}", &field.name_in_sentence());
        profile.bio = bio.replace("{city}", city.name).replace("{years}", &years.to_string());
    }
}

fn choose_privacy(profile: &mut Profile, now: Timestamp, dice: &mut Dice) {
    profile.visibility = if dice.percent(4) { Visibility::Connections } else { Visibility::Members };
    profile.shows_connections = !dice.percent(12);
    profile.open_to_chats = if dice.percent(7) { Some(false) } else { Some(true) };
    if dice.percent(3) {
        profile.paused_until = Some(now + TimeDelta::days(dice.between(2, 40)));
    }
    profile.monthly_chat_limit = i32::try_from(dice.between(2, 6)).unwrap_or(3);
}

fn become_lena(invented: &mut Invented, now: Timestamp) {
    let profile = &mut invented.profile;
    settle(profile, "Berlin", "DE", "Europe/Berlin", now);
    profile.name = "Lena Okafor".to_owned();
    profile.headline = "Grid analyst, moving towards farming and climate".to_owned();
    profile.company = "Nordstrom Energi".to_owned();
    profile.graduation_year = Some(now.year() - 11);
    profile.industry_code = Some("energy.renewables.solar".to_owned());
    profile.past_industry_codes = vec!["consulting.specialist.sustainability-consulting".to_owned()];
    profile.wanted_industry_codes = vec!["food.farming.soil".to_owned()];
    profile.bio = "I plan solar parks, and wonder what else the land below them could do.".to_owned();
    profile.interests = texts(&["climbing", "grid policy", "soil", "choir", "train travel"]);
    profile.seeks =
        texts(&["Honest advice on moving into soil and land restoration", "Others who left consulting"]);
    profile.offers = texts(&["First job in solar power", "Reading a CV or an application"]);
    invented.account.email = LENA.to_owned();
    invented.account.last_active_at = now - TimeDelta::hours(3);
}

fn become_diego(invented: &mut Invented, now: Timestamp) {
    let profile = &mut invented.profile;
    settle(profile, "Lisbon", "PT", "Europe/Lisbon", now);
    profile.name = "Diego Marín".to_owned();
    profile.headline = "Founder, restoring soils below solar parks".to_owned();
    profile.company = "Surco Soil Labs".to_owned();
    profile.graduation_year = Some(now.year() - 20);
    profile.industry_code = Some("food.farming.soil".to_owned());
    profile.past_industry_codes = vec!["finance.investing.venture-capital".to_owned()];
    profile.wanted_industry_codes = vec!["energy.renewables.solar".to_owned()];
    profile.bio = "Agronomist turned founder. Good soil, good company, good coffee.".to_owned();
    profile.interests = texts(&["soil", "rewilding", "climbing", "coffee", "cycling"]);
    profile.seeks = texts(&["People who work in solar power", "Experiences with grid connection"]);
    profile.offers =
        texts(&["Raising a first round", "Moving into soil and land restoration from another field"]);
    profile.distance_matters = false;
    invented.account.email = DIEGO.to_owned();
    invented.account.last_active_at = now - TimeDelta::hours(20);
}

/// A member who can be found and asked, at home in a city.
fn settle(profile: &mut Profile, name: &str, country: &str, zone: &str, now: Timestamp) {
    profile.place_id = gazetteer().find(name, Some(country)).map(|place| place.id);
    profile.place_precision = PlacePrecision::City;
    profile.place_set_at = Some(now - TimeDelta::days(60));
    profile.time_zone = Some(zone.to_owned());
    profile.visibility = Visibility::Members;
    profile.shows_connections = true;
    profile.open_to_chats = Some(true);
    profile.paused_until = None;
    profile.monthly_chat_limit = 8;
    profile.distance_matters = true;
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
