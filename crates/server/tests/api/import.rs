//! Lists of people taken over: bad rows told by line and column, good ones kept, a second run without effect.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Member, answer, on_each_database};

async fn send(team: &Member, path: &str, list: impl Into<reqwest::Body>) -> Answer {
    let request = team.browser.client().post(team.browser.at(path)).header("origin", team.browser.at(""));
    answer(request.header("content-type", "text/csv").body(list)).await
}

fn counts(report: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| report[name].as_i64().unwrap())
}

fn problems(report: &Value) -> Vec<(i64, String)> {
    let problems = report["problems"].as_array().unwrap().iter();
    problems
        .map(|one| (one["line"].as_i64().unwrap(), one["column"].as_str().unwrap_or_default().to_owned()))
        .collect()
}

const LIST: &str = "name,email,industry,city,country,interests,graduation_year,password,open_to_chats,external_id\n\
    Ana Silva,ANA@example.org,Wind power,Munich,Germany,Sailing; Chess,2001,,yes,x1\n\
    Ben Law,ben@example.org,law,,DE,,2002,a long password,,x2\n\
    ,nameless@example.org,,,,,,,,\n\
    Cy Bad,not-an-address,basketry,Atlantis,DE,,soon,short,maybe,x3\n\
    Dup Ana,ana@example.org,,,,,,,,\n\
    Eve,eve@example.org\n";

#[tokio::test]
async fn bad_rows_are_told_and_good_ones_go_in_once() {
    on_each_database(async |server| {
        let team = server.signed_in_admin("Tea Member").await;
        let trial = send(&team, "/api/admin/import?dry_run=true", LIST).await;
        assert_eq!(counts(&trial.body), [2, 0, 0, 4]);
        assert_eq!(
            team.browser.get("/api/admin/people?q=ana%40").await.body["items"],
            json!([]),
            "a trial changes nothing"
        );

        let first = send(&team, "/api/admin/import", LIST).await;
        assert_eq!(first.status, StatusCode::OK, "{:?}", first.body);
        assert_eq!(counts(&first.body), [2, 0, 0, 4]);
        let expected = [
            (4, "name"),
            (5, "city"),
            (5, "graduation_year"),
            (5, "industry"),
            (5, "open_to_chats"),
            (5, "email"),
            (5, "password"),
            (6, "email"),
            (7, ""),
        ];
        assert_eq!(problems(&first.body), expected.map(|(line, column)| (line, column.to_owned())));

        let again = send(&team, "/api/admin/import", LIST).await;
        assert_eq!(counts(&again.body), [0, 0, 2, 4], "a second run changes nothing");
    })
    .await;
}

#[tokio::test]
async fn with_a_password_a_person_is_there_and_without_one_invited_and_invisible() {
    on_each_database(async |server| {
        let team = server.signed_in_admin("Tea Member").await;
        send(&team, "/api/admin/import", LIST).await;
        let people = team.browser.get("/api/people").await.body;
        let names: Vec<&str> =
            people["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Ben Law"]);
        assert_eq!(people["items"][0]["place_label"], "Germany");
        let ana = &team.browser.get("/api/admin/people?q=ana%40example").await.body["items"][0];
        assert_eq!(
            (ana["status"].as_str(), ana["email"].as_str()),
            (Some("invited"), Some("ana@example.org"))
        );
        let ben = server.browser();
        let signed_in = ben
            .post("/api/auth/login", json!({ "email": "ben@example.org", "password": "a long password" }))
            .await;
        assert_eq!(signed_in.status, StatusCode::OK);
        let ana = server.browser();
        let refused =
            ana.post("/api/auth/login", json!({ "email": "ana@example.org", "password": "" })).await;
        assert_ne!(refused.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_key_keeps_a_person_the_same_and_their_own_words_win() {
    on_each_database(async |server| {
    let team = server.signed_in_admin("Tea Member").await;
    let list = |email: &str, headline: &str, company: &str| {
        format!("external_id,email,name,headline,company,password\nk1,{email},Ben Law,{headline},{company},a long password\n")
    };
    send(&team, "/api/admin/import", list("ben@example.org", "Lawyer", "")).await;
    let moved = send(&team, "/api/admin/import", list("ben@new.example.org", "Judge", "")).await;
    assert_eq!(counts(&moved.body), [0, 1, 0, 0]);
    let found = team.browser.get("/api/admin/people?q=ben").await.body;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["email"], "ben@new.example.org");

    let ben = server.browser();
    ben.post("/api/auth/login", json!({ "email": "ben@new.example.org", "password": "a long password" })).await;
    assert_eq!(ben.get("/api/me/profile").await.body["headline"], "Judge");
    ben.put("/api/me/profile", json!({ "headline": "Retired" })).await;
    let late = send(&team, "/api/admin/import", list("ben@new.example.org", "Judge", "Court")).await;
    assert_eq!(counts(&late.body), [0, 1, 0, 0]);
    let profile = ben.get("/api/me/profile").await.body;
    assert_eq!((profile["headline"].as_str(), profile["company"].as_str()), (Some("Retired"), Some("Court")));

    let stranger = "external_id,email,name\nk2,ben@new.example.org,Somebody Else\n";
    let refused = send(&team, "/api/admin/import", stranger).await;
    assert_eq!(problems(&refused.body), [(2, "external_id".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_list_without_the_right_header_is_refused_whole() {
    on_each_database(async |server| {
        let team = server.signed_in_admin("Tea Member").await;
        for list in ["", "email\na@example.org\n", "email,name,shoe_size\n"] {
            let refused = send(&team, "/api/admin/import", list).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.body["type"], "/problems/unreadable-list");
        }
        let member = server.signed_in("Ana Silva").await;
        assert_eq!(send(&member, "/api/admin/import", LIST).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn connections_are_taken_over_by_address() {
    on_each_database(async |server| {
        let team = server.signed_in_admin("Tea Member").await;
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.member("Ben Other").await);
        let list = format!(
            "email_b,email_a\n{},{}\n{},{}\nnobody@example.org,{}\n{},{}\n",
            ana.email, ben.email, ben.email, ana.email, ana.email, ana.email, ana.email
        );
        let report = send(&team, "/api/admin/import/connections", list.clone()).await.body;
        assert_eq!(counts(&report), [1, 0, 1, 2]);
        assert_eq!(problems(&report), [(4, "email_b".to_owned()), (5, "email_b".to_owned())]);
        assert_eq!(counts(&send(&team, "/api/admin/import/connections", list).await.body), [0, 0, 2, 2]);
        let connections = ana.browser.get("/api/connections").await.body;
        assert_eq!(connections["items"][0]["person"]["name"], "Ben Other");
    })
    .await;
}
