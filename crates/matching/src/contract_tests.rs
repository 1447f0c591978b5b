//! The vectors and properties of the score contract, version 1.

use std::time::Duration;

use h3o::{LatLng, Resolution};
use model::Timestamp;
use model::id::UserId;
use model::industry::{IndustryId, tree};
use model::place::haversine_km;
use model::user::PlacePrecision;
use proptest::prelude::*;
use uuid::Uuid;

use crate::activity::{ActivityFacts, activity, company, promptness, recency};
use crate::eligibility::Views;
use crate::industry::similarity;
use crate::mutual::{saturate, weight};
use crate::proximity::{by_distance, by_distance_or_clock};
use crate::*;

const WIND: &str = "energy.renewables.wind";
const SOLAR: &str = "energy.renewables.solar";
const STORAGE: &str = "energy.grid.storage";
const BIOLOGY: &str = "research.natural-sciences.biology";
const HOSPITALS: &str = "health.care.hospitals";

struct Vector {
    parts: Parts,
    expected: [f64; 4],
    score: f64,
    percent: u8,
}

fn industry(code: &str) -> IndustryId {
    tree().by_code(code).unwrap().id
}

fn mutual(degrees: &[usize]) -> f64 {
    saturate(degrees.iter().map(|degree| weight(*degree)).sum::<u64>())
}

fn active(days: u32, chats: &[u32], received: u32, answered: u32) -> f64 {
    activity(recency(days), company(chats.iter().copied()), promptness(received, answered))
}

fn vectors() -> Vec<Vector> {
    let alike = |a, b| similarity(tree(), industry(a), industry(b));
    let near = |a, b| by_distance(haversine_km(a, b));
    let vector = |parts: [f64; 4], expected, score, percent| {
        let [industry, proximity, mutual, activity] = parts;
        Vector { parts: Parts { industry, proximity, mutual, activity }, expected, score, percent }
    };
    vec![
        vector(
            [
                alike(WIND, WIND),
                near((51.50, -0.12), (51.55, -0.02)),
                mutual(&[12, 40, 150]),
                active(2, &[5, 20, 60, 120], 10, 9),
            ],
            [1.0, 1.0, 0.4661, 0.7983],
            0.873_053,
            87,
        ),
        vector(
            [alike(WIND, SOLAR), near((52.52, 13.40), (48.86, 2.35)), mutual(&[]), active(14, &[], 0, 0)],
            [0.75, 0.1497, 0.0, 0.3833],
            0.383_239,
            38,
        ),
        vector(
            [
                alike(HOSPITALS, BIOLOGY),
                near((-1.29, 36.82), (-4.05, 39.67)),
                mutual(&[2]),
                active(0, &[90], 3, 1),
            ],
            [0.3, 0.2651, 0.3028, 0.66],
            0.326_080,
            33,
        ),
        vector(
            [alike(WIND, STORAGE), proximity::UNKNOWN, mutual(&[50; 10]), active(28, &[], 2, 2)],
            [0.4, 0.15, 0.7188, 0.285],
            0.377_261,
            38,
        ),
        vector(
            [
                industry::UNKNOWN,
                by_distance_or_clock(haversine_km((40.71, -74.01), (1.35, 103.82)), Some(2.0)),
                mutual(&[]),
                active(0, &[], 0, 0),
            ],
            [0.2, 0.3, 0.0, 0.6333],
            0.233_333,
            23,
        ),
        vector(
            [
                0.8 * alike(WIND, WIND),
                near((40.71, -74.01), (43.65, -79.38)),
                mutual(&[30, 30]),
                active(7, &[10, 10], 5, 5),
            ],
            [0.8, 0.2222, 0.3703, 0.6728],
            0.528_006,
            53,
        ),
    ]
}

#[test]
fn the_six_vectors() {
    for (number, vector) in (1..).zip(vectors()) {
        let parts =
            [vector.parts.industry, vector.parts.proximity, vector.parts.mutual, vector.parts.activity];
        for (part, expected) in parts.into_iter().zip(vector.expected) {
            assert!((part - expected).abs() < 0.000_051, "V{number}: {parts:?}");
        }
        let score = Weights::default().score(&vector.parts);
        assert_eq!(score, Score::from_fraction(vector.score), "V{number}");
        assert_eq!(score.percent(), vector.percent, "V{number}");
    }
}

#[test]
fn coverage_tells_what_was_missing() {
    let coverage = |industry, place| Weights::default().coverage_percent(industry, place);
    assert_eq!((coverage(true, true), coverage(true, false)), (100, 70));
    assert_eq!((coverage(false, true), coverage(false, false)), (60, 30));
}

pub fn id(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

pub fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn today() -> Day {
    Day::of(now())
}

fn whereabouts(latitude: f64, longitude: f64, precision: PlacePrecision) -> Whereabouts {
    let resolution = if precision == PlacePrecision::City { Resolution::Five } else { Resolution::Four };
    let cell = LatLng::new(latitude, longitude).unwrap().to_cell(resolution);
    Whereabouts { cell, precision, country: "GB", region: Some("GB.ENG") }
}

pub fn person(n: u128) -> PersonFacts {
    PersonFacts {
        id: id(n),
        standing: Standing::default(),
        industries: StatedIndustries::current(industry(WIND)),
        whereabouts: Some(whereabouts(51.50, -0.12, PlacePrecision::Area)),
        located_on: today(),
        distance_matters: true,
        time_zone: Some("Europe/London".to_owned()),
        interests: Vec::new(),
        shows_connections: true,
        suggests_connections: false,
        activity: ActivityFacts { last_active_on: today(), ..Default::default() },
    }
}

pub fn population(people: impl IntoIterator<Item = PersonFacts>) -> Population {
    let mut population = Population::new(tree(), Weights::default(), "test", today());
    people.into_iter().for_each(|person| population.put(person));
    population
}

fn list(population: &Population, looker: u128, filter: &Filter) -> Vec<u128> {
    let query = Query { looker: id(looker), filter, now: now() };
    let ranking = population.rank(&query).unwrap();
    ranking.list(20).into_iter().map(|ranked| ranked.id.0.as_u128()).collect()
}

fn score(population: &Population, looker: u128, candidate: u128) -> Ranked {
    let query = Query { looker: id(looker), filter: &Filter::default(), now: now() };
    population.score_of(&query, id(candidate)).unwrap()
}

/// The two people of V1: contacts of degree 12, 40 and 150, activity and requests as given.
fn first_vector(precision: PlacePrecision) -> Population {
    let looker = PersonFacts { whereabouts: Some(whereabouts(51.50, -0.12, precision)), ..person(1) };
    let candidate = PersonFacts {
        whereabouts: Some(whereabouts(51.55, -0.02, precision)),
        activity: ActivityFacts {
            last_active_on: Day(today().0 - 2),
            chats_on: [5, 20, 60, 120].map(|age| Day(today().0 - age)).into(),
            requests_received: 10,
            requests_answered: 9,
        },
        ..person(2)
    };
    let mut population = population([looker, candidate]);
    let mut stranger = 1000;
    for (contact, degree) in [(10, 12), (11, 40), (12, 150)] {
        population.put(person(contact));
        for friend in [1, 2] {
            population.join(Contact { a: id(friend), b: id(contact), is_connection: true });
        }
        for _ in 2..degree {
            population.put(PersonFacts {
                standing: Standing { is_active: false, ..Default::default() },
                ..person(stranger)
            });
            population.join(Contact { a: id(contact), b: id(stranger), is_connection: true });
            stranger += 1;
        }
    }
    population
}

#[test]
fn a_population_scores_the_first_vector_after_snapping() {
    let by_area = score(&first_vector(PlacePrecision::Area), 1, 2);
    assert!((by_area.parts.proximity - 0.904_073).abs() < 5e-7);
    assert_eq!(by_area.score.percent(), 84);
    let by_city = score(&first_vector(PlacePrecision::City), 1, 2);
    assert_eq!(by_city.score, Score::from_fraction(0.873_053));
    assert_eq!(by_city.score.percent(), 87);
}

#[test]
fn exclusion_vectors_hold_in_a_population() {
    let excluded = |change: fn(&mut PersonFacts), history: PairHistory, at: Timestamp| {
        let mut candidate = person(2);
        change(&mut candidate);
        let mut population = population([person(1), candidate]);
        population.set_history(id(1), id(2), history);
        population.exclusion(id(1), id(2), at).map(Exclusion::code)
    };
    let none = PairHistory::default;
    let day = Duration::from_secs(86_400);
    let declined = PairHistory { declined_at: Some(now() - day * 10), ..none() };
    assert_eq!(excluded(|_| {}, declined, now()), Some("recently_declined"));
    assert_eq!(excluded(|person| person.standing.waiting_requests = 3, none(), now()), Some("full_inbox"));
    let pause: fn(&mut PersonFacts) =
        |person| person.standing.paused_until = Some(now() + Duration::from_secs(86_400));
    assert_eq!(excluded(pause, none(), now()), Some("paused"));
    assert_eq!(excluded(pause, none(), now() + day + Duration::from_secs(1)), None);
    assert_eq!(population([person(1)]).exclusion(id(1), id(1), now()).map(Exclusion::code), Some("self"));
}

#[test]
fn hidden_unknown_and_stale_places_are_the_same() {
    let without = |change: fn(&mut PersonFacts)| {
        let mut candidate = PersonFacts { time_zone: Some("Asia/Tokyo".to_owned()), ..person(2) };
        change(&mut candidate);
        let indifferent = PersonFacts { distance_matters: false, ..person(1) };
        let population = population([indifferent, candidate]);
        (score(&population, 1, 2), population.explain(id(1), id(2)))
    };
    let unknown = without(|person| person.whereabouts = None);
    assert_eq!(unknown, without(|person| person.located_on = Day(today().0 - 731)));
    assert_eq!(unknown.0.coverage_percent, 70);
    assert!((unknown.0.parts.proximity - 0.15).abs() < f64::EPSILON);
    assert_ne!(unknown, without(|person| person.located_on = Day(today().0 - 730)));
}

#[test]
fn a_contact_counts_only_while_active_and_willing_to_show_whom_they_know() {
    let mutual_part = |change: fn(&mut PersonFacts)| {
        let mut contact = person(3);
        change(&mut contact);
        let mut population = population([person(1), person(2), contact]);
        population.join(Contact { a: id(1), b: id(3), is_connection: true });
        population.join(Contact { a: id(3), b: id(2), is_connection: false });
        (score(&population, 1, 2).parts.mutual, population.explain(id(1), id(2)).unwrap().named_contacts)
    };
    assert_eq!(mutual_part(|_| {}), (saturate(weight(2)), vec![id(3)]));
    assert_eq!(mutual_part(|contact| contact.shows_connections = false), (0.0, Vec::new()));
    assert_eq!(mutual_part(|contact| contact.standing.is_active = false), (0.0, Vec::new()));
    let shy = mutual_part(|contact| contact.standing.visibility = model::user::Visibility::Nobody);
    assert_eq!(shy, (saturate(weight(2)), Vec::new()));
}

#[test]
fn contacts_can_be_made_and_ended() {
    let mut population = population([person(1), person(2), person(3)]);
    let join = |population: &mut Population, a, b| {
        population.join(Contact { a: id(a), b: id(b), is_connection: true })
    };
    join(&mut population, 1, 3);
    join(&mut population, 2, 3);
    assert_eq!(population.explain(id(1), id(2)).unwrap().mutual_count, 1);
    population.part(id(3), id(2));
    assert_eq!(population.explain(id(1), id(2)).unwrap().mutual_count, 0);
    join(&mut population, 3, 2);
    population.remove(id(3));
    assert_eq!(population.explain(id(1), id(2)).unwrap().mutual_count, 0);
    assert_eq!(population.len(), 2);
}

#[test]
fn a_person_who_takes_a_place_left_by_another_inherits_nothing() {
    let mut population = population([person(1), person(2)]);
    population.add_view(id(1), id(2), today());
    population.set_history(id(1), id(2), PairHistory { is_blocked: true, ..Default::default() });
    population.remove(id(2));
    population.put(person(3));
    assert_eq!(population.exclusion(id(1), id(3), now()), None);
    let fresh = score(&population, 1, 3);
    assert_eq!(
        (fresh.appearances_28d, fresh.key),
        (0, score(&self::population([person(1), person(3)]), 1, 3).key)
    );
}

#[test]
fn filters_narrow_the_list_and_leave_the_scores() {
    let mut reader = person(2);
    reader.interests = vec!["chess".to_owned(), "soil".to_owned()];
    let mut solar = person(3);
    solar.industries = StatedIndustries::current(industry(SOLAR));
    solar.interests = vec!["chess".to_owned()];
    let mut distant = person(4);
    distant.whereabouts = Some(whereabouts(55.95, -3.19, PlacePrecision::Area));
    let mut hidden = person(5);
    hidden.whereabouts = None;
    let population = population([person(1), reader, solar, distant, hidden]);
    let sorted = |filter: &Filter| {
        let mut found = list(&population, 1, filter);
        found.sort_unstable();
        found
    };
    let by_interests = |tags: &[&str], interests_match| Filter {
        interests: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        interests_match,
        ..Default::default()
    };
    assert_eq!(sorted(&Filter::default()), [2, 3, 4, 5]);
    assert_eq!(sorted(&Filter { industries: vec![industry(SOLAR)], ..Default::default() }), [3]);
    assert_eq!(
        sorted(&Filter { industries: vec![industry("energy.renewables")], ..Default::default() }),
        [2, 3, 4, 5]
    );
    assert_eq!(sorted(&by_interests(&["chess", "choir"], InterestsMatch::Any)), [2, 3]);
    assert_eq!(sorted(&by_interests(&["chess", "soil"], InterestsMatch::All)), [2]);
    assert_eq!(sorted(&by_interests(&["chess", "choir"], InterestsMatch::All)), [0_u128; 0]);
    let around = |radius| {
        let cell = whereabouts(51.50, -0.12, PlacePrecision::City).cell;
        Filter { places: vec![PlaceFilter::Around(cell, radius)], ..Default::default() }
    };
    assert_eq!(sorted(&around(Radius::Km50)), [2, 3]);
    assert_eq!(sorted(&around(Radius::Km1000)), [2, 3, 4]);
}

#[test]
fn ties_turn_with_the_week_and_with_appearances() {
    let mut population = population((1..=9).map(person));
    let first = list(&population, 1, &Filter::default());
    population.renew(Day(today().0 + 1));
    let next_week = list(&population, 1, &Filter::default());
    assert_ne!(first, next_week, "2026-11-22 is a Sunday");
    population.renew(today());
    population.add_view(id(5), id(first[0]), today());
    assert_eq!(list(&population, 1, &Filter::default()).last(), Some(&first[0]));
    population.add_view(id(1), id(first[1]), today());
    population.add_view(id(6), id(first[1]), today());
    assert_eq!(list(&population, 1, &Filter::default()).last(), Some(&first[1]));
}

#[test]
fn the_cap_on_appearances_lasts_seven_days() {
    let mut population = population((1..=3).map(person));
    population.set_appearances(id(2), [(today(), 40)]);
    assert_eq!(population.exclusion(id(1), id(2), now()), Some(Exclusion::ExposureCap));
    population.renew(Day(today().0 + 7));
    assert_eq!(population.exclusion(id(1), id(2), now() + Duration::from_secs(7 * 86_400)), None);
}

#[test]
fn views_lead_to_rest() {
    let mut population = population((1..=3).map(person));
    population.set_views(id(1), id(2), Views::of([Day(today().0 - 2), Day(today().0 - 1)]));
    assert_eq!(population.exclusion(id(1), id(2), now()), None);
    population.add_view(id(1), id(2), today());
    assert_eq!(population.exclusion(id(1), id(2), now()), Some(Exclusion::ShownWithoutAction));
    assert_eq!(population.exclusion(id(3), id(2), now()), None);
}

prop_compose! {
    fn any_parts()(industry in 0.0..=1.0, proximity in 0.0..=1.0, mutual in 0.0..=1.0, activity in 0.0..=1.0) -> Parts {
        Parts { industry, proximity, mutual, activity }
    }
}

proptest! {
    #[test]
    fn a_score_is_a_fraction_and_every_part_raises_it(parts in any_parts(), more in 0.0..=1.0) {
        let score = Weights::default().score(&parts);
        prop_assert!(score.millionths() <= 1_000_000);
        let raised = Parts { mutual: parts.mutual.max(more), ..parts };
        prop_assert!(Weights::default().score(&raised) >= score);
    }

    #[test]
    fn more_mutual_contacts_never_lower_a_score(degrees in prop::collection::vec(0_usize..5_000, 0..40), one_more in 0_usize..5_000) {
        let mut more = degrees.clone();
        more.push(one_more);
        prop_assert!(mutual(&more) > mutual(&degrees));
        prop_assert!(mutual(&more) < 1.0);
    }

    #[test]
    fn moving_closer_never_lowers_a_score(near in 0.0..20_016.0, far in 0.0..20_016.0) {
        let (near, far) = if near <= far { (near, far) } else { (far, near) };
        prop_assert!(by_distance(near) >= by_distance(far));
        prop_assert!((0.0..=1.0).contains(&by_distance(far)));
    }

    #[test]
    fn activity_is_a_fraction(days in 0_u32..10_000, chats in prop::collection::vec(0_u32..1_000, 0..50), received in 0_u32..500, late in 0_u32..500) {
        let answered = received.saturating_sub(late);
        prop_assert!((0.0..=1.0).contains(&active(days, &chats, received, answered)));
    }

    #[test]
    fn industries_are_alike_in_both_directions(a in 0_usize..361, b in 0_usize..361) {
        let (a, b) = (tree().all()[a].id, tree().all()[b].id);
        let alike = similarity(tree(), a, b);
        prop_assert!((alike - similarity(tree(), b, a)).abs() < f64::EPSILON);
        prop_assert!((0.0..=1.0).contains(&alike));
    }
}
