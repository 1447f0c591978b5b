//! What the server says in words comes in the language that the browser asks for, and is the same otherwise.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::demo::LENA;

use crate::suggestion::{demo, items, sign_in};
use crate::support::{Answer, Browser, TestServer, answer};

const GERMAN: &str = "de-AT,de;q=0.9,en;q=0.5";
const LIST: &str = "/api/coffee-chat/suggestions";

async fn get(browser: &Browser, path: &str, language: &str) -> Answer {
    answer(browser.client().get(browser.at(path)).header("accept-language", language)).await
}

async fn send(browser: &Browser, method: Method, path: &str, body: Value) -> Answer {
    let request = browser.client().request(method, browser.at(path)).json(&body);
    answer(request.header("origin", browser.at("")).header("accept-language", GERMAN)).await
}

/// The answer without what is said in words.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = ["text", "label", "place_label"];
            let kept = members.iter().filter(|(name, _)| !said.contains(&name.as_str()));
            kept.map(|(name, value)| (name.clone(), bare(value))).collect()
        }
        Value::Array(items) => items.iter().map(bare).collect(),
        other => other.clone(),
    }
}

fn texts(answer: &Answer) -> Vec<String> {
    let reasons = items(answer).iter().flat_map(|item| item["reasons"].as_array().expect("reasons"));
    reasons.map(|reason| reason["text"].as_str().expect("words").to_owned()).collect()
}

#[tokio::test]
async fn suggestions_are_explained_in_the_language_of_the_reader() {
    let server = demo(600).await;
    let lena = sign_in(&server, LENA).await;
    let english = get(&lena, LIST, "en-GB").await;
    let german = get(&lena, LIST, GERMAN).await;
    assert_eq!(english.headers["content-language"], "en");
    assert_eq!(german.headers["content-language"], "de");
    assert!(german.headers.get_all("vary").iter().any(|field| field == "accept-language"));

    let (mut left, mut right) = (bare(&english.body), bare(&german.body));
    // The word for the score is a code that the app puts into words.
    for (item, other) in items(&english).iter().zip(items(&german)) {
        assert_eq!(item["label"], other["label"]);
    }
    assert_eq!(left["items"].take(), right["items"].take(), "only the words differ");

    assert_eq!(texts(&english).len(), texts(&german).len());
    for (text, translated) in texts(&english).iter().zip(texts(&german)) {
        assert_ne!(*text, translated);
    }
    assert!(texts(&english).iter().any(|text| text.starts_with("You both know ")), "{:?}", texts(&english));
    assert!(texts(&german).iter().any(|text| text.starts_with("Ihr kennt beide ")), "{:?}", texts(&german));
    assert!(texts(&german).iter().any(|text| text.starts_with("Ihr arbeitet beide im Bereich ")));
    for item in items(&german) {
        for part in ["industry", "proximity", "mutual", "activity"] {
            let text = item["parts"][part]["text"].as_str().expect("words");
            assert!(
                !["Both", "You", "Active", "In your", "Further"].iter().any(|word| text.starts_with(word)),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn industries_and_places_have_german_names_and_are_found_by_them() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada").await;
    let tree = get(&ada.browser, "/api/industries", GERMAN).await;
    let label = |tree: &Answer, code: &str| {
        let sector = items(tree).iter().find(|node| node["code"] == code).expect("a sector");
        sector["label"].as_str().expect("a name").to_owned()
    };
    assert_eq!(label(&tree, "energy"), "Energie und Klima");
    assert_eq!(label(&ada.browser.get("/api/industries").await, "energy"), "Energy and climate");

    let places = get(&ada.browser, "/api/places?q=M%C3%BCnchen", GERMAN).await;
    assert_eq!(items(&places)[0]["label"], "München, Bayern, Deutschland");
    let id = items(&places)[0]["id"].as_str().expect("an id").to_owned();

    let profile =
        json!({ "place_id": id, "place_precision": "area", "industry_code": "energy.renewables.wind" });
    let request = ada.browser.client().put(ada.browser.at("/api/me/profile")).json(&profile);
    let saved = answer(
        request
            .header("origin", ada.browser.at(""))
            .header("if-match", "\"1\"")
            .header("accept-language", "de"),
    )
    .await;
    assert_eq!(saved.status, StatusCode::OK, "{:?}", saved.body);
    assert_eq!(saved.body["place_label"], "Raum München, Deutschland");

    let bo = server.signed_in("Bo").await;
    for (language, place, industry) in
        [("de", "Raum München, Deutschland", "Windenergie"), ("fr", "Munich area, Germany", "Wind power")]
    {
        let card = get(&bo.browser, &format!("/api/people/{}", ada.id), language).await;
        assert_eq!(
            (&card.body["place_label"], &card.body["industry"]["label"]),
            (&json!(place), &json!(industry))
        );
    }
    let found = get(&bo.browser, "/api/people?industry=Windenergie&location=Deutschland", GERMAN).await;
    assert_eq!(items(&found).len(), 1, "{:?}", found.body);
}

#[tokio::test]
async fn problems_are_told_in_german() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada").await;
    let missing = get(&ada.browser, "/api/people/01940000-0000-7000-8000-000000000000", GERMAN).await;
    assert_eq!((missing.slug(), &missing.body["title"]), ("not-found", &json!("Hier ist nichts für dich")));
    assert_eq!(missing.headers["content-language"], "de");

    let yourself = send(&ada.browser, Method::POST, "/api/connections", json!({ "person_id": ada.id })).await;
    assert_eq!(
        (&yourself.body["reason"], &yourself.body["detail"]),
        (&json!("self"), &json!("Das bist du."))
    );

    let wrong = get(&ada.browser, &format!("{LIST}?radius_km=60"), GERMAN).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.body["title"], "Einige Felder brauchen einen anderen Wert");
    assert_eq!(wrong.body["errors"][0]["pointer"], "/radius_km", "what a program reads stays");
    assert_eq!(wrong.body["errors"][0]["detail"], "Dieser Wert passt hier nicht.");

    let plain = ada.browser.get("/api/people/01940000-0000-7000-8000-000000000000").await;
    assert_eq!(plain.body["title"], "There is nothing here for you");
}

#[tokio::test]
async fn the_team_reads_in_german_how_the_parts_are_doing() {
    let server = TestServer::start().await;
    let admin = server.signed_in_admin("Uma").await;
    let report = get(&admin.browser, "/api/admin/health", GERMAN).await;
    assert_eq!(report.body["checks"]["database"]["detail"], "SQLite antwortet");
    assert_eq!(report.body["checks"]["recording_service"]["detail"], "nicht eingerichtet");
    let report = get(&admin.browser, "/api/admin/health", "en").await;
    assert_eq!(report.body["checks"]["database"]["detail"], "SQLite answers");
}
