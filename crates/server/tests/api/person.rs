//! The directory and people's pages: who finds whom, and what they are told.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Member, on_each_database};

/// Sets fields of the member's own profile.
pub async fn tell(member: &Member, fields: Value) {
    let answer = member.browser.put("/api/me/profile", fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

/// The names in the directory, as the member sees them.
async fn names(member: &Member, query: &str) -> Vec<String> {
    let answer = member.browser.get(&format!("/api/people?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let items = answer.body["items"].as_array().unwrap().iter();
    items.map(|person| person["name"].as_str().unwrap().to_owned()).collect()
}

/// The id of a city of the gazetteer.
pub async fn place(member: &Member, text: &str) -> Value {
    let answer = member.browser.get(&format!("/api/places?q={text}")).await;
    answer.body["items"][0]["id"].clone()
}

#[tokio::test]
async fn a_name_is_found_by_the_beginning_of_any_of_its_words_without_accents() {
    on_each_database(async |server| {
        let me = server.signed_in("Me Myself").await;
        for name in ["Zoë Ångström", "Łukasz Nowak", "Maria Anna Bell", "Anna Zimmer"] {
            server.member(name).await;
        }
        assert_eq!(names(&me, "q=angs").await, ["Zoë Ångström"]);
        assert_eq!(names(&me, "q=lukasz").await, ["Łukasz Nowak"]);
        assert_eq!(names(&me, "q=bell%20mar").await, ["Maria Anna Bell"]);
        assert_eq!(names(&me, "q=anna").await, ["Maria Anna Bell", "Anna Zimmer"]);
        assert_eq!(names(&me, "q=nna").await, Vec::<String>::new());
        assert_eq!(names(&me, "").await, ["Anna Zimmer", "Łukasz Nowak", "Maria Anna Bell", "Zoë Ångström"]);
    })
    .await;
}

#[tokio::test]
async fn the_directory_comes_in_pages_without_gaps_or_repeats() {
    on_each_database(async |server| {
        let me = server.signed_in("Me Myself").await;
        let expected: Vec<String> = (0..7).map(|number| format!("Ana Number{number}")).collect();
        for name in &expected {
            server.member(name).await;
        }
        for query in ["limit=3", "limit=3&q=a"] {
            let mut found = Vec::new();
            let mut cursor = String::new();
            loop {
                let answer = me.browser.get(&format!("/api/people?{query}{cursor}")).await;
                let items = answer.body["items"].as_array().unwrap().clone();
                found.extend(items.iter().map(|person| person["name"].as_str().unwrap().to_owned()));
                let Some(next) = answer.body["next_cursor"].as_str() else { break };
                assert_eq!(items.len(), 3);
                cursor = format!("&cursor={next}");
            }
            assert_eq!(found, expected, "{query}");
        }
        let wrong = me.browser.get("/api/people?cursor=nonsense").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_by_industry_place_interests_year_and_company() {
    on_each_database(async |server| {
    let me = server.signed_in("Me Myself").await;
    let ana = server.signed_in("Ana Wind").await;
    let ben = server.signed_in("Ben Law").await;
    let munich = place(&ana, "munich").await;
    tell(
        &ana,
        json!({ "industry_code": "energy.renewables.wind", "place_id": munich, "interests": ["Sailing", "C++"],
            "graduation_year": 2001, "company": "Östwind GmbH" }),
    )
    .await;
    tell(
        &ben,
        json!({ "industry_code": "law", "place_id": place(&ben, "hamburg").await, "place_precision": "country",
            "interests": ["sailing", "Chess"], "graduation_year": 2002 }),
    )
    .await;
    for (query, expected) in [
        ("industry=energy", vec!["Ana Wind"]),
        ("industry=energy.renewables,law", vec!["Ana Wind", "Ben Law"]),
        ("location=DE", vec!["Ana Wind", "Ben Law"]),
        ("location=Bavaria", vec!["Ana Wind"]),
        ("location=Augsburg&radius_km=100", vec!["Ana Wind"]),
        ("location=Hamburg", vec![]),
        ("interests=SAILING", vec!["Ana Wind", "Ben Law"]),
        ("interests=sailing,chess&interests_match=all", vec!["Ben Law"]),
        ("interests=c%2B%2B", vec!["Ana Wind"]),
        ("interests=c", vec![]),
        ("graduation_year=2002,2003", vec!["Ben Law"]),
        ("company=ostwind", vec!["Ana Wind"]),
        ("industry=energy&graduation_year=2002", vec![]),
    ] {
        assert_eq!(names(&me, query).await, expected, "{query}");
    }
    let wrong = me.browser.get("/api/people?industry=basketry&location=Middle%20Earth&radius_km=42").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.body["errors"].as_array().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_hidden_place_answers_exactly_as_no_place() {
    on_each_database(async |server| {
    let me = server.signed_in("Me Myself").await;
    let hidden = server.signed_in("Same Name").await;
    let nowhere = server.signed_in("same  name").await;
    tell(&hidden, json!({ "place_id": place(&hidden, "munich").await, "place_precision": "hidden", "time_zone": "Europe/Berlin" })).await;
    tell(&nowhere, json!({ "name": "Same Name" })).await;
    let page = async |member: &Member| {
        let mut page = me.browser.get(&format!("/api/people/{}", member.id)).await.body;
        page["id"] = Value::Null;
        page.to_string()
    };
    assert_eq!(page(&hidden).await, page(&nowhere).await);
    for query in ["location=DE", "location=Munich", "location=Bavaria", "location=Munich&radius_km=1000"] {
        assert_eq!(names(&me, query).await, Vec::<String>::new(), "{query}");
    }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_be_found_answers_like_nobody() {
    on_each_database(async |server| {
        let me = server.signed_in("Me Myself").await;
        let hidden = server.signed_in("Hidden One").await;
        let private = server.signed_in("Private One").await;
        let blocker = server.signed_in("Blocker One").await;
        let blocked = server.signed_in("Blocked One").await;
        tell(&hidden, json!({ "visibility": "nobody" })).await;
        tell(&private, json!({ "visibility": "connections" })).await;
        let done = blocker.browser.post(&format!("/api/people/{}/block", me.id), json!({})).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT);
        let done = me.browser.post(&format!("/api/people/{}/block", blocked.id), json!({})).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT);
        assert_eq!(names(&me, "").await, Vec::<String>::new());
        assert_eq!(names(&me, "q=one").await, Vec::<String>::new());

        let nobody = "01900000-0000-7000-8000-000000000000".to_owned();
        let answer = async |id: String| {
            let answer = me.browser.get(&format!("/api/people/{id}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let mut body = answer.body;
            body["request_id"] = Value::Null;
            body.to_string()
        };
        let expected = answer(nobody).await;
        for member in [&hidden, &private, &blocker, &blocked] {
            assert_eq!(answer(member.id.to_string()).await, expected, "{}", member.email);
        }
        assert_eq!(answer("not-an-id".to_owned()).await, expected);
    })
    .await;
}

#[tokio::test]
async fn another_members_page_holds_these_fields_and_no_others() {
    on_each_database(async |server| {
        let me = server.signed_in("Me Myself").await;
        let ana = server.signed_in("Ana Silva").await;
        tell(&ana, json!({ "place_id": place(&ana, "dachau").await, "bio": "Hello", "open_to_chats": true }))
            .await;
        let page = me.browser.get(&format!("/api/people/{}", ana.id)).await.body;
        let mut fields: Vec<&str> = page.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "avatar_url",
                "bio",
                "can_request",
                "company",
                "connection",
                "graduation_year",
                "headline",
                "id",
                "industry",
                "interests",
                "is_full",
                "name",
                "next_opening",
                "offers",
                "place_label",
                "seeks",
                "time_zone",
                "wait",
            ]
        );
        assert_eq!(page["place_label"], "Munich area, Germany", "the area is told, not the town");
        assert!(!page.to_string().contains("@example.org"));
        let card = &me.browser.get("/api/people").await.body["items"][0];
        let mut fields: Vec<&str> = card.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "avatar_url",
                "company",
                "graduation_year",
                "headline",
                "id",
                "industry",
                "interests",
                "is_full",
                "name",
                "next_opening",
                "place_label",
                "wait",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn what_there_is_to_choose_from_is_listed() {
    on_each_database(async |server| {
        let me = server.signed_in("Me Myself").await;
        tell(&me, json!({ "interests": ["Sailing", "Sauna", "Chess"] })).await;
        let places = me.browser.get("/api/places?q=portland,%20or").await.body;
        assert_eq!(places["items"][0]["label"], "Portland, Oregon, United States");
        let industries = me.browser.get("/api/industries").await.body;
        assert_eq!(industries["items"][0]["children"][0]["code"], "technology.software");
        let interests = me.browser.get("/api/interests?q=sa").await.body;
        assert_eq!(
            interests["items"],
            json!([{ "tag": "sailing", "count": 1 }, { "tag": "sauna", "count": 1 }])
        );
    })
    .await;
}
