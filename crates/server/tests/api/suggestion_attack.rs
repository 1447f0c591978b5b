//! Attacks on places: members who read everything the API says about somebody, from wherever they like, and try to
//! find out where that person lives.
//!
//! Two worlds that differ only in what nobody may know must give the same answers, byte for byte.

use std::collections::BTreeMap;

use model::gazetteer::gazetteer;
use model::id::UserId;
use model::known_place::KnownPlace;
use model::language::Language;
use model::place::{Place, cell_distance_km, centre, haversine_km};
use model::profile::Profile;
use model::user::PlacePrecision;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::person::tell;
use crate::support::{Member, TestServer};

const RADII: [u32; 5] = [50, 100, 250, 500, 1000];
/// Percents of the whole score that the place makes up at most.
const PLACE_PERCENT: f64 = 30.0;

fn city(name: &str, country: &str) -> &'static Place {
    gazetteer().find(name, Some(country)).unwrap()
}

/// A community with a victim and those who want to know where they live.
struct Scene {
    server: TestServer,
    victim: Member,
    /// A stranger; a connection of the victim; somebody who asked the victim for a chat.
    spies: Vec<Member>,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start_with(|config| config.limits.factor = 1_000).await;
        let victim = server.signed_in("Vera Victim").await;
        tell(
            &victim,
            json!({ "interests": ["chess"], "time_zone": "Europe/Berlin", "industry_code": "law" }),
        )
        .await;
        let mut spies = Vec::new();
        for name in ["Stranger", "Friend", "Asker"] {
            let spy = server.signed_in(name).await;
            tell(&spy, json!({ "time_zone": "Asia/Tokyo", "industry_code": "law" })).await;
            spies.push(spy);
        }
        connect(&spies[1], &victim).await;
        let body = json!({ "recipient_id": victim.id, "proposed_times": ["2027-01-14T10:00:00Z"] });
        let asked = spies[2].browser.post("/api/coffee-chat/request", body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
        Self { server, victim, spies }
    }

    /// Moves somebody, or changes what else nobody limits, as if it had always been so.
    async fn set(&self, person: UserId, change: impl Fn(&mut Profile)) {
        let context = &self.server.app.state.context;
        let mut profile = store::profile::find(context.read(), person).await.unwrap().unwrap();
        change(&mut profile);
        profile.place_set_at = profile.place_id.map(|_| context.now());
        let writer = context.write().await.unwrap();
        assert!(store::profile::update(&writer, &profile, context.now()).await.unwrap());
        context.commit(writer).await.unwrap();
        self.server.app.state.suggestion.reload().await.unwrap();
    }

    async fn place_victim(&self, place: Option<&Place>, precision: PlacePrecision) {
        let id = place.map(|place| place.id);
        self.set(self.victim.id, |profile| {
            profile.place_id = id;
            profile.place_precision = precision;
        })
        .await;
    }

    /// Everything that the spies are told, from every place and with every filter.
    async fn intelligence(&self, around: &[&Place]) -> BTreeMap<String, String> {
        let mut told = BTreeMap::new();
        for (name, country) in [("Berlin", "DE"), ("Sydney", "AU")] {
            for distance_matters in [true, false] {
                for spy in &self.spies {
                    self.move_spy(spy, city(name, country), distance_matters).await;
                }
                for (at, spy) in self.spies.iter().enumerate() {
                    // One spy asks with every filter; what the others know more of shows without.
                    let filters = if at == 0 { filters(around) } else { vec![String::new()] };
                    for path in self.paths(&filters) {
                        let key = format!("{} from {name}, {distance_matters}: {path}", spy.email);
                        told.insert(key, read(spy, &path).await);
                    }
                }
            }
        }
        told
    }

    async fn move_spy(&self, spy: &Member, home: &Place, distance_matters: bool) {
        self.set(spy.id, |profile| {
            profile.place_id = Some(home.id);
            profile.place_precision = PlacePrecision::City;
            profile.distance_matters = distance_matters;
            profile.suggests_connections = true;
        })
        .await;
    }

    fn paths(&self, filters: &[String]) -> Vec<String> {
        let victim = self.victim.id;
        let mut paths: Vec<String> = [
            format!("/api/people/{victim}"),
            "/api/connections".to_owned(),
            "/api/coffee-chat/my-requests".to_owned(),
            "/api/coffee-chat/ai-matches".to_owned(),
            "/api/people?q=vera".to_owned(),
            "/api/notifications".to_owned(),
        ]
        .into();
        for list in ["/api/coffee-chat/suggestions", "/api/people"] {
            paths.extend(filters.iter().map(|filter| format!("{list}?{filter}")));
        }
        paths
    }
}

/// Every filter, around the spy and around these places.
fn filters(around: &[&Place]) -> Vec<String> {
    let mut filters = vec![String::new(), "interests=chess".to_owned(), "industry=law".to_owned()];
    filters.extend(RADII.map(|km| format!("radius_km={km}")));
    for place in around {
        filters.push(format!("location={}", place.id.0));
        filters.extend(RADII.map(|km| format!("location={}&radius_km={km}", place.id.0)));
        filters.extend(place.region.map(|region| format!("location={}", region.code)));
        filters.push(format!("location={}", place.country.code));
    }
    filters
}

async fn connect(one: &Member, other: &Member) {
    let asked = one.browser.post("/api/connections", json!({ "person_id": other.id })).await;
    assert!(asked.status.is_success(), "{:?}", asked.body);
    let path = format!("/api/connections/{}/respond", asked.body["id"].as_str().unwrap());
    let answer = other.browser.post(&path, json!({ "action": "accept" })).await;
    assert!(answer.status.is_success(), "{:?}", answer.body);
}

/// Status, headers and body of an answer, without what differs between any two answers.
async fn read(spy: &Member, path: &str) -> String {
    let response = spy.browser.client().get(spy.browser.at(path)).send().await.unwrap();
    let request_id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let headers: BTreeMap<String, String> = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != "date" && *name != "x-request-id")
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let status = response.status();
    assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "the attack must not be stopped by a limit");
    let body = response.text().await.unwrap().replace(&request_id, "");
    format!("{status} {headers:?}\n{body}")
}

/// The answers that differ between two worlds.
fn differences(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let differs = |(path, answer): &(&String, &String)| other.get(*path) != Some(*answer);
    one.iter()
        .filter(differs)
        .map(|(path, answer)| format!("{path}\n{answer}\n{}", other[path]))
        .take(2)
        .collect()
}

/// Two cities of an area in different regions of one country: what a border could give away.
fn neighbours_across_a_border() -> (&'static Place, &'static Place) {
    let mut first_of: BTreeMap<(u64, &str), &Place> = BTreeMap::new();
    for place in gazetteer().all() {
        let area = (u64::from(place.area_cell()), place.country.code);
        let first = first_of.entry(area).or_insert(place);
        let is_across = first.region.map(|region| region.code) != place.region.map(|region| region.code);
        if is_across && place.country.code == "DE" {
            return (first, place);
        }
    }
    panic!("no area of Germany lies in two regions")
}

#[tokio::test]
async fn a_hidden_place_answers_like_an_unknown_one() {
    let scene = Scene::new().await;
    let around = [city("Munich", "DE"), city("Tokyo", "JP")];
    scene.place_victim(None, PlacePrecision::Area).await;
    let unknown = scene.intelligence(&around).await;
    assert!(unknown.values().any(|answer| answer.contains("Vera")), "the spies see the victim");
    for place in around {
        scene.place_victim(Some(place), PlacePrecision::Hidden).await;
        let hidden = scene.intelligence(&around).await;
        assert_eq!(differences(&unknown, &hidden), Vec::<String>::new(), "hidden in {}", place.name);
    }
}

#[tokio::test]
async fn a_place_is_told_no_finer_than_its_area_region_or_country() {
    let scene = Scene::new().await;
    let (here, there) = neighbours_across_a_border();
    for (precision, one, other) in [
        (PlacePrecision::Area, here, there),
        (PlacePrecision::Region, city("Munich", "DE"), city("Nürnberg", "DE")),
        (PlacePrecision::Country, city("Munich", "DE"), city("Hamburg", "DE")),
    ] {
        scene.place_victim(Some(one), precision).await;
        let first = scene.intelligence(&[one, other]).await;
        scene.place_victim(Some(other), precision).await;
        let second = scene.intelligence(&[one, other]).await;
        let names = format!("{precision}: {} and {}", one.name, other.name);
        assert_eq!(differences(&first, &second), Vec::<String>::new(), "{names}");
    }
    scene.place_victim(Some(city("Tokyo", "JP")), PlacePrecision::Area).await;
    let elsewhere = scene.intelligence(&[here, there]).await;
    scene.place_victim(Some(here), PlacePrecision::Area).await;
    let near = scene.intelligence(&[here, there]).await;
    assert!(!differences(&elsewhere, &near).is_empty(), "the attack reads what there is to read");
}

#[tokio::test]
async fn a_clock_does_not_tell_where_in_a_wide_country_somebody_lives() {
    let scene = Scene::new().await;
    let stranger = &scene.spies[0];
    let worlds =
        [(city("New York", "US"), "America/New_York"), (city("Los Angeles", "US"), "America/Los_Angeles")];
    let mut told = Vec::new();
    for (place, zone) in worlds {
        scene
            .set(scene.victim.id, |profile| {
                profile.place_id = Some(place.id);
                profile.place_precision = PlacePrecision::Country;
                profile.time_zone = Some(zone.to_owned());
                profile.distance_matters = false;
            })
            .await;
        let mut answers = Vec::new();
        for own_zone in ["America/New_York", "America/Los_Angeles", "Asia/Tokyo"] {
            scene.set(stranger.id, |profile| profile.time_zone = Some(own_zone.to_owned())).await;
            for path in
                ["/api/coffee-chat/suggestions".to_owned(), format!("/api/people/{}", scene.victim.id)]
            {
                answers.push(read(stranger, &path).await);
            }
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
}

/// What a spy learned at one place: its cell, and the whole percent shown there.
struct Sighting {
    from: &'static Place,
    percent: f64,
}

/// Moves as often as the limit allows for two years, reads the percent each time, and looks for the cell that explains
/// the percents best.
#[tokio::test]
async fn two_years_of_moves_find_the_area_and_not_the_city() {
    let scene = Scene::new().await;
    let spy = &scene.spies[0];
    let area = gazetteer().find("Cologne", Some("DE")).unwrap().area_cell();
    let cities: Vec<&Place> = gazetteer().all().iter().filter(|place| place.area_cell() == area).collect();
    assert!(cities.len() >= 2, "an area with several cities");
    let (one, other) = furthest_apart(&cities);
    let mut estimates = Vec::new();
    for (world, lives_in) in [one, other].into_iter().enumerate() {
        scene.place_victim(Some(lives_in), PlacePrecision::Area).await;
        let sightings = move_and_look(&scene, spy, world).await;
        let estimate = best_guess(&sightings);
        let off_km = haversine_km(estimate, centre(lives_in.cell));
        println!("{}: {} moves, off by {off_km:.1} km", lives_in.name, sightings.len());
        estimates.push((estimate, off_km));
    }
    assert_eq!(estimates[0].0, estimates[1].0, "both cities look alike");
    let apart_km = cell_distance_km(one.cell, other.cell);
    let worst_km = estimates[0].1.max(estimates[1].1);
    assert!(worst_km >= apart_km / 2.0, "{worst_km} km of {apart_km} km between the two");
}

fn furthest_apart(cities: &[&'static Place]) -> (&'static Place, &'static Place) {
    let pairs = cities.iter().flat_map(|a| cities.iter().map(move |b| (*a, *b)));
    pairs
        .max_by(|a, b| cell_distance_km(a.0.cell, a.1.cell).total_cmp(&cell_distance_km(b.0.cell, b.1.cell)))
        .unwrap()
}

/// Places around the victim, as far apart as a spy would choose them.
const POSTS: [&str; 12] = [
    "Düsseldorf",
    "Bonn",
    "Aachen",
    "Dortmund",
    "Koblenz",
    "Essen",
    "Münster",
    "Frankfurt am Main",
    "Kassel",
    "Trier",
    "Bielefeld",
    "Mannheim",
];

async fn move_and_look(scene: &Scene, spy: &Member, world: usize) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (at, name) in POSTS.iter().enumerate() {
        let days = 11 * (1 + at + world * POSTS.len()) as i64;
        let now = crate::support::instant(crate::support::START) + chrono::TimeDelta::days(days);
        scene.server.set_clock(&now.to_rfc3339());
        spy.sign_in().await;
        scene.victim.sign_in().await;
        tell(&scene.victim, json!({ "bio": format!("Day {days}") })).await;
        let from = city(name, "DE");
        tell(spy, json!({ "place_id": from.id.0.to_string(), "place_precision": "city" })).await;
        let list = spy.browser.get("/api/coffee-chat/suggestions").await;
        let items = list.body["items"].as_array().unwrap();
        let found = items.iter().find(|item| item["person"]["id"] == json!(scene.victim.id)).unwrap();
        sightings.push(Sighting { from, percent: found["score"].as_f64().unwrap() });
    }
    sightings
}

/// The centre of the cell for which the percents are closest to what they would be; what the other parts give is the
/// same everywhere and falls out.
fn best_guess(sightings: &[Sighting]) -> (f64, f64) {
    let mut cells: Vec<_> = gazetteer().all().iter().map(Place::area_cell).collect();
    cells.sort_unstable();
    cells.dedup();
    let misfit = |cell| {
        let rest: Vec<f64> = sightings
            .iter()
            .map(|seen| {
                let km = cell_distance_km(seen.from.cell, cell);
                seen.percent - PLACE_PERCENT * 150.0 / (150.0 + (km - 25.0).max(0.0))
            })
            .collect();
        let mean = rest.iter().sum::<f64>() / rest.len() as f64;
        rest.iter().map(|rest| (rest - mean).powi(2)).sum::<f64>()
    };
    centre(cells.into_iter().min_by(|a, b| misfit(*a).total_cmp(&misfit(*b))).unwrap())
}

#[tokio::test]
async fn a_person_who_may_not_be_found_is_like_one_who_does_not_exist() {
    let scene = Scene::new().await;
    let stranger = &scene.spies[0];
    scene.set(scene.victim.id, |profile| profile.visibility = model::user::Visibility::Nobody).await;
    let (hidden, nobody) = (scene.victim.id.to_string(), uuid::Uuid::now_v7().to_string());
    for path in ["/api/people/ID", "/api/coffee-chat/ID"] {
        let [one, other] = [&hidden, &nobody].map(|id| path.replace("ID", id));
        assert_eq!(read(stranger, &one).await, read(stranger, &other).await, "{path}");
    }
    let times = ["2027-01-14T10:00:00Z"];
    for (path, body) in [
        ("/api/coffee-chat/request", json!({ "recipient_id": "ID", "proposed_times": times })),
        ("/api/connections", json!({ "person_id": "ID" })),
        ("/api/people/ID/block", json!({})),
        ("/api/people/ID/report", json!({ "reason": "other", "note": "Hello" })),
        ("/api/coffee-chat/suggestions/ID/dismiss", json!({})),
        ("/api/video-calls", json!({ "title": "Hello", "type": "group_meeting", "participant_ids": ["ID"] })),
    ] {
        let mut answers = Vec::new();
        for id in [&hidden, &nobody] {
            let body: Value = serde_json::from_str(&body.to_string().replace("ID", id)).unwrap();
            let answer = stranger.browser.post(&path.replace("ID", id), body).await;
            assert!(answer.status.is_client_error(), "{path}: {:?}", answer.body);
            let mut body = answer.body;
            body["request_id"] = Value::Null;
            answers.push((answer.status, body.to_string().replace(id.as_str(), "ID")));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
}

#[tokio::test]
async fn the_fourth_move_in_thirty_days_is_refused_and_names_the_field() {
    let server = TestServer::start().await;
    let spy = server.signed_in("Eve").await;
    for name in ["Berlin", "Munich", "Hamburg", "Stuttgart"] {
        tell(&spy, json!({ "place_id": city(name, "DE").id.0.to_string() })).await;
    }
    for change in
        [json!({ "place_id": city("Leipzig", "DE").id.0.to_string() }), json!({ "place_precision": "city" })]
    {
        let refused = spy.browser.put("/api/me/profile", change).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.body["errors"][0]["pointer"], "/place_id", "{:?}", refused.body);
    }
    let known = KnownPlace::of(city("Stuttgart", "DE"), PlacePrecision::Area).unwrap();
    assert_eq!(
        spy.browser.get("/api/me/profile").await.body["place_label"],
        json!(known.label(Language::English))
    );
}
