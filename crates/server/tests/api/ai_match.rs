//! Who can help whom, over HTTP: whose words meet, who is never shown, what is quoted, and what a member says to it.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use model::id::{JobId, UserId};
use model::user::Visibility;
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::job::{self, NewJob};
use store::{Connection as _, block, embedding, profile, setting};

use crate::person::tell;
use crate::support::{Answer, Member, START, TestServer, eventually, instant, on_each_database};

const LIST: &str = "/api/coffee-chat/ai-matches";
const SUGGESTIONS: &str = "/api/coffee-chat/suggestions";

/// Ada needs what Ben offers, and Ben what she does; Cai offers Ada the same and needs something else; Dee talks of
/// other things.
struct Cast {
    server: TestServer,
    ada: Member,
    ben: Member,
    cai: Member,
    dee: Member,
}

const ADA_SEEKS: &str = "Raising a first round for a climate company";
const ADA_OFFERS: &str = "Writing grant applications for museums";
const BEN_SEEKS: &str = "Grant applications for a small museum";
const BEN_OFFERS: &str = "How to raise a first round";

async fn member(server: &TestServer, name: &str, seeks: &[&str], offers: &[&str]) -> Member {
    let member = server.signed_in(name).await;
    let words =
        json!({ "seeks": seeks, "offers": offers, "open_to_chats": true, "bio": "Likes long walks." });
    tell(&member, words).await;
    member
}

async fn cast(server: TestServer) -> Cast {
    let ada = member(&server, "Ada Low", &[ADA_SEEKS], &[ADA_OFFERS]).await;
    let ben = member(&server, "Ben Oduya", &[BEN_SEEKS], &[BEN_OFFERS]).await;
    let cai = member(&server, "Cai Lin", &["A flat in Lisbon"], &["Raising money for a first company"]).await;
    let dee = member(&server, "Dee Rao", &["Friends to go sailing with"], &["Baking sourdough bread"]).await;
    server.app.state.ai_match.read_everybody().await.expect("everybody is read");
    // While another transaction runs, PostgreSQL lets no follower pass it.
    let are_all_known = async || (names(&ada.browser.get(SUGGESTIONS).await).len() == 3).then_some(());
    eventually(are_all_known).await;
    Cast { server, ada, ben, cai, dee }
}

fn items(answer: &Answer) -> &Vec<Value> {
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body["items"].as_array().expect("a list")
}

fn names(answer: &Answer) -> Vec<&str> {
    items(answer).iter().filter_map(|item| item["person"]["name"].as_str()).collect()
}

impl Member {
    async fn matches(&self) -> Answer {
        self.browser.get(LIST).await
    }
}

#[tokio::test]
async fn two_who_write_different_languages_are_shown_to_each_other() {
    let server = TestServer::start().await;
    let need = "Jemanden, der mir zeigt, wie man ein Gehalt verhandelt";
    let jonas = member(&server, "Jonas Weber", &[need], &["Segeln lernen auf der Ostsee"]).await;
    let mary = member(&server, "Mary Cole", &["Learning to sail"], &["Negotiating a salary"]).await;
    member(&server, "Dee Rao", &["A flat in Lisbon"], &["Baking sourdough bread"]).await;
    server.app.state.ai_match.read_everybody().await.expect("everybody is read");
    let list = jonas.matches().await;
    let first = &items(&list)[0];
    assert_eq!(first["person"]["name"], "Mary Cole", "{:#}", list.body);
    let words = json!([{ "text": "Negotiating a salary", "from": mary.id, "mine": need }]);
    assert_eq!(first["i_can_get"], words);
}

#[tokio::test]
async fn two_whose_needs_and_offers_meet_are_shown_with_their_own_words() {
    on_each_database(async |server| {
        let Cast { ada, ben, .. } = cast(server).await;
        let list = ada.matches().await;
        let first = &items(&list)[0];
        assert_eq!(first["person"]["name"], "Ben Oduya", "{:#}", list.body);
        let id = json!(ben.id);
        assert_eq!(first["i_can_get"], json!([{ "text": BEN_OFFERS, "from": id, "mine": ADA_SEEKS }]));
        assert_eq!(first["i_can_give"], json!([{ "text": BEN_SEEKS, "from": id, "mine": ADA_OFFERS }]));
        assert!(first["score"].as_u64().expect("a whole percent") <= 100);
        assert!(first["model"].as_str().expect("a model").starts_with("built-in@"));
        assert_eq!((&list.body["missing"], &list.body["is_preparing"]), (&json!([]), &json!(false)));
        assert_eq!(names(&ben.matches().await)[0], "Ada Low", "and the other way round");
    })
    .await;
}

#[tokio::test]
async fn until_everybody_is_read_for_the_first_time_the_list_says_so() {
    on_each_database(async |server| {
        let ada = member(&server, "Ada Low", &[ADA_SEEKS], &[ADA_OFFERS]).await;
        member(&server, "Ben Oduya", &[BEN_SEEKS], &[BEN_OFFERS]).await;
        // As it is where profiles were there before any model.
        let writer = server.app.state.context.write().await.unwrap();
        writer.execute_unprepared("DELETE FROM settings WHERE name = 'insight_model'").await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(ada.matches().await.body["is_preparing"], json!(true));
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        let is_found = async || {
            let list = ada.matches().await;
            (list.body["is_preparing"] == json!(false) && names(&list) == ["Ben Oduya"]).then_some(())
        };
        eventually(is_found).await;
    })
    .await;
}

#[tokio::test]
async fn the_list_says_that_it_grows_while_everybody_is_read() {
    on_each_database(async |server| {
        let ada = member(&server, "Ada Low", &[ADA_SEEKS], &[ADA_OFFERS]).await;
        member(&server, "Ben Oduya", &[BEN_SEEKS], &[BEN_OFFERS]).await;
        let is_found = async || (names(&ada.matches().await) == ["Ben Oduya"]).then_some(());
        eventually(is_found).await;
        // As after an import, while another node does the reading.
        let context = &server.app.state.context;
        let now = context.now();
        let reading = NewJob {
            id: JobId::new(now, context.chance()),
            kind: "read_all_profiles",
            payload: json!({}),
            dedupe_key: None,
            run_at: now,
        };
        let writer = context.write().await.unwrap();
        job::enqueue(&writer, &reading, now).await.unwrap();
        job::claim(&writer, now, now + TimeDelta::hours(1), 100).await.unwrap();
        writer.commit().await.unwrap();
        let list = ada.matches().await;
        assert_eq!((names(&list), &list.body["is_preparing"]), (vec!["Ben Oduya"], &json!(true)));
        let writer = context.write().await.unwrap();
        job::finish(&writer, reading.id.0, now).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(ada.matches().await.body["is_preparing"], json!(false));
    })
    .await;
}

#[tokio::test]
async fn a_mentor_is_asked_nothing_in_return() {
    on_each_database(async |server| {
        let Cast { ada, .. } = cast(server).await;
        let list = ada.browser.get(&format!("{LIST}?type=mentorship")).await;
        assert!(items(&list).iter().all(|item| item["i_can_give"] == json!([])), "{:#}", list.body);
        let quoted: Vec<&Value> = items(&list).iter().map(|item| &item["i_can_get"][0]["text"]).collect();
        for offer in [BEN_OFFERS, "Raising money for a first company"] {
            assert!(quoted.contains(&&json!(offer)), "{quoted:?}");
        }
        let both_ways = ada.matches().await;
        assert!(items(&both_ways).iter().any(|item| item["i_can_give"] != json!([])), "{:#}", both_ways.body);
    })
    .await;
}

#[tokio::test]
async fn who_says_nothing_is_told_what_to_add() {
    on_each_database(async |server| {
        let Cast { server, dee, .. } = cast(server).await;
        let newcomer = server.signed_in("Nora Neu").await;
        let list = newcomer.matches().await;
        assert_eq!((items(&list).len(), &list.body["missing"]), (0, &json!(["seeks", "offers"])));
        tell(&newcomer, json!({ "seeks": [ADA_SEEKS] })).await;
        let list = newcomer.matches().await;
        assert!(names(&list).contains(&"Ben Oduya"), "one's own words count at once");
        assert_eq!(list.body["missing"], json!(["offers"]));
        tell(&dee, json!({ "seeks": [] })).await;
        let list = dee.matches().await;
        assert_eq!((items(&list).len(), &list.body["missing"]), (0, &json!(["seeks"])));
    })
    .await;
}

#[tokio::test]
async fn what_others_write_is_read_in_the_background() {
    on_each_database(async |server| {
        let Cast { ada, dee, .. } = cast(server).await;
        let offer = "Raising a first round for climate start-ups";
        tell(&dee, json!({ "offers": [offer], "seeks": [ADA_OFFERS] })).await;
        let quote = json!([{ "text": offer, "from": dee.id, "mine": ADA_SEEKS }]);
        let is_read = async || {
            let list = ada.matches().await;
            items(&list).iter().any(|item| item["i_can_get"] == quote).then_some(())
        };
        eventually(is_read).await;
    })
    .await;
}

#[tokio::test]
async fn words_that_were_taken_back_are_never_quoted() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, .. } = cast(server).await;
        assert_eq!(names(&ada.matches().await)[0], "Ben Oduya");
        // Behind the back of every follower, as on a node that hears of it late.
        let context = &server.app.state.context;
        let mut changed = profile::find(context.read(), ben.id).await.unwrap().unwrap();
        changed.offers = vec!["Nothing at the moment".to_owned()];
        let writer = context.write().await.unwrap();
        assert!(profile::update(&writer, &changed, context.now()).await.unwrap());
        context.commit(writer).await.unwrap();
        let list = ada.matches().await;
        assert!(!list.body.to_string().contains(BEN_OFFERS), "{:#}", list.body);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_be_shown_is_gone_from_the_very_next_answer() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, cai, dee } = cast(server).await;
        tell(&dee, json!({ "offers": ["Raising a round for a climate start-up"] })).await;
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        let list = ada.matches().await;
        assert_eq!(names(&list).len(), 3, "{:#}", list.body);
        let context = &server.app.state.context;
        // Behind the back of every follower.
        let writer = context.write().await.unwrap();
        block::insert(&writer, ben.id, ada.id, context.now()).await.unwrap();
        context.commit(writer).await.unwrap();
        let mut away = profile::find(context.read(), cai.id).await.unwrap().unwrap();
        away.paused_until = Some(context.now() + TimeDelta::days(7));
        let mut hidden = profile::find(context.read(), dee.id).await.unwrap().unwrap();
        hidden.visibility = Visibility::Nobody;
        let writer = context.write().await.unwrap();
        for changed in [&away, &hidden] {
            assert!(profile::update(&writer, changed, context.now()).await.unwrap());
        }
        context.commit(writer).await.unwrap();
        assert!(names(&ada.matches().await).is_empty());
        server.set_clock("2027-01-18T09:00:00Z");
        ada.sign_in().await;
        assert_eq!(names(&ada.matches().await), ["Cai Lin"], "a break ends");
    })
    .await;
}

#[tokio::test]
async fn a_request_takes_the_person_off_the_list_until_it_is_settled() {
    on_each_database(async |server| {
        let Cast { ada, ben, .. } = cast(server).await;
        let time = instant(START) + TimeDelta::days(3);
        let ask = json!({ "recipient_id": ben.id, "proposed_times": [time] });
        let asked = ada.browser.post("/api/coffee-chat/request", ask).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
        assert!(!names(&ada.matches().await).contains(&"Ben Oduya"));
        assert!(!names(&ben.matches().await).contains(&"Ada Low"));
        let id = asked.body["id"].as_str().expect("an id");
        let path = format!("/api/coffee-chat/{id}/respond");
        let declined = ben.browser.post(&path, json!({ "action": "decline" })).await;
        assert_eq!(declined.status, StatusCode::OK, "{:?}", declined.body);
        assert!(!names(&ada.matches().await).contains(&"Ben Oduya"), "a no rests");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_for_me_leaves_both_lists_at_once_and_comes_back() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, .. } = cast(server).await;
        let aside = format!("{SUGGESTIONS}/{}/dismiss", ben.id);
        let is_on = async |list: &str| {
            let list = ada.browser.get(list).await;
            names(&list).contains(&"Ben Oduya")
        };
        assert!(is_on(LIST).await && is_on(SUGGESTIONS).await);
        for reason in ["wrong_field", "too_far", "already_known", "not_now"] {
            let said = ada.browser.post(&aside, json!({ "reason": reason })).await;
            assert_eq!(said.status, StatusCode::NO_CONTENT, "{:?}", said.body);
            assert!(!is_on(LIST).await && !is_on(SUGGESTIONS).await, "{reason}");
            assert_eq!(ada.browser.delete(&aside).await.status, StatusCode::NO_CONTENT);
            // While another transaction runs, PostgreSQL lets no follower pass it.
            eventually(async || (is_on(LIST).await && is_on(SUGGESTIONS).await).then_some(())).await;
        }
        ada.browser.post(&aside, json!({ "reason": "not_now" })).await;
        server.set_clock("2027-02-08T08:59:59Z");
        ada.sign_in().await;
        assert!(!is_on(LIST).await);
        server.set_clock("2027-02-08T09:00:00Z");
        assert!(is_on(LIST).await && is_on(SUGGESTIONS).await, "not now rests for four weeks");
        ada.browser.post(&aside, json!({ "reason": "wrong_field" })).await;
        server.set_clock("2027-03-08T09:00:00Z");
        ada.sign_in().await;
        assert!(!is_on(LIST).await, "the wrong field rests for half a year");
    })
    .await;
}

#[tokio::test]
async fn somebody_hidden_is_as_if_they_were_not_there() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, .. } = cast(server).await;
        tell(&ben, json!({ "visibility": "nobody" })).await;
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        let with_hidden = ada.matches().await.body;
        assert!(!with_hidden.to_string().contains("Ben"));
        tell(&ben, json!({ "seeks": ["Something else"], "offers": ["Something else too"], "bio": "" })).await;
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        assert_eq!(ada.matches().await.body, with_hidden, "whatever a hidden person writes changes nothing");
        tell(&ben, json!({ "seeks": [BEN_SEEKS] })).await;
        assert_eq!(names(&ben.matches().await), ["Ada Low"], "they see others as before");
    })
    .await;
}

#[tokio::test]
async fn another_model_reads_everybody_before_it_answers() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, .. } = cast(server).await;
        let context = &server.app.state.context;
        let model = async || ada.matches().await.body["items"][0]["model"].as_str().map(str::to_owned);
        let first = model().await.expect("a model");
        let writer = context.write().await.unwrap();
        let words = json!({ "people": 4, "words": "first:3" }).to_string();
        setting::replace(&writer, "insight_words", &words).await.unwrap();
        context.commit(writer).await.unwrap();
        tell(&ben, json!({ "headline": "Curator" })).await;
        assert_eq!(model().await.as_deref(), Some(first.as_str()), "the former model goes on answering");
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        eventually(async || model().await.filter(|second| *second != first)).await;
        let kept = embedding::phrases_of(context.read(), &first, &[ada.id, ben.id]).await.unwrap();
        assert!(kept.is_empty(), "what the former model made is forgotten");
        assert_eq!(names(&ada.matches().await)[0], "Ben Oduya");
    })
    .await;
}

#[tokio::test]
async fn a_wish_that_cannot_be_understood_is_told_and_strangers_get_nothing() {
    on_each_database(async |server| {
        let Cast { server, ada, .. } = cast(server).await;
        for (query, pointer) in [("limit=0", "/limit"), ("limit=21", "/limit"), ("type=help", "/type")] {
            let answer = ada.browser.get(&format!("{LIST}?{query}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{query}");
        }
        assert_eq!(items(&ada.browser.get(&format!("{LIST}?limit=1")).await).len(), 1);
        assert_eq!(server.browser().get(LIST).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn the_team_sees_how_far_reading_has_come() {
    on_each_database(async |server| {
        let Cast { server, ada, .. } = cast(server).await;
        let admin = server.signed_in_admin("Ida Admin").await;
        server.app.state.ai_match.read_everybody().await.expect("everybody is read");
        let seen = admin.browser.get("/api/admin/insight").await;
        assert_eq!(seen.status, StatusCode::OK, "{:?}", seen.body);
        assert_eq!(seen.body["tier"], "built_in");
        assert_eq!((&seen.body["embedded"], &seen.body["waiting"]), (&json!(5), &json!(0)));
        assert_eq!(seen.body["reading_model"], seen.body["answering_model"]);
        assert_eq!(seen.body["endpoint"], Value::Null);
        assert_eq!(ada.browser.get("/api/admin/insight").await.status, StatusCode::FORBIDDEN);
        let agree = json!({ "is_endpoint_allowed": true });
        let refused = admin.browser.put("/api/admin/insight", agree).await;
        assert_eq!(
            (refused.status, refused.body["reason"].as_str()),
            (StatusCode::CONFLICT, Some("no_endpoint"))
        );
    })
    .await;
}

/// An outside service in the OpenAI form: its vectors count a few letters, and it remembers what it was sent.
async fn outside_service() -> (String, Arc<Mutex<Vec<String>>>) {
    let sent: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&sent);
    let answer = move |axum::Json(body): axum::Json<Value>| {
        let texts: Vec<String> = serde_json::from_value(body["input"].clone()).unwrap();
        heard.lock().unwrap().extend(texts.clone());
        let count = |text: &str, letter| text.chars().filter(|c| *c == letter).count() as f32 + 0.1;
        let row = |(index, text): (usize, &String)| {
            let numbers = ['a', 'e', 'i', 'o', 'r', 'n'].map(|letter| count(text, letter));
            json!({ "index": index, "embedding": numbers })
        };
        let rows: Vec<Value> = texts.iter().enumerate().map(row).collect();
        std::future::ready(axum::Json(json!({ "data": rows })))
    };
    let router = axum::Router::new().route("/v1/embeddings", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, sent)
}

#[tokio::test]
async fn nobodys_words_take_up_memory_before_a_list_is_asked_for() {
    on_each_database(async |server| {
        let Cast { server, ada, ben, .. } = cast(server).await;
        server.until_idle().await;
        assert!(!server.app.state.ai_match.holds_words());
        assert_eq!(names(&ada.matches().await)[0], "Ben Oduya");
        assert!(server.app.state.ai_match.holds_words());
        tell(&ben, json!({ "offers": ["Baking bread"], "seeks": ["Sailing"] })).await;
        let has_moved_on = async || (names(&ada.matches().await)[0] != "Ben Oduya").then_some(());
        eventually(has_moved_on).await;
    })
    .await;
}

#[tokio::test]
async fn a_model_in_a_folder_reads_everybody_and_answers() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("tiny");
    sentence::invented::write(&folder, 1).unwrap();
    let server = TestServer::start_with(|config| config.insight.model_path = Some(folder)).await;
    let Cast { server, ada, .. } = cast(server).await;
    let list = ada.matches().await;
    assert_eq!(items(&list).len(), 3, "{:#}", list.body);
    let model = items(&list)[0]["model"].as_str().unwrap();
    assert!(model.starts_with("tiny@"), "{model}");
    let admin = server.signed_in_admin("Ida Admin").await;
    let seen = admin.browser.get("/api/admin/insight").await.body;
    assert_eq!((&seen["tier"], &seen["answering_model"]), (&json!("local"), &json!(model)), "{seen:#}");
    let kept = embedding::phrases_of(server.app.state.context.read(), model, &[ada.id]).await.unwrap();
    assert!(!kept.is_empty());
    assert!(kept.iter().all(|row| row.vector.len() == sentence::invented::WIDTH));
}

#[tokio::test]
async fn a_folder_without_a_model_is_told_at_the_start() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("tiny");
    sentence::invented::write(&folder, 1).unwrap();
    std::fs::write(folder.join("model.safetensors"), "nothing").unwrap();
    let database = format!("sqlite:{}", parent.path().join("test.sqlite").display());
    let started = TestServer::try_start_on(database, None, |config| config.insight.model_path = Some(folder));
    let told = started.await.err().expect("no server").to_string();
    assert!(told.contains("insight.model_path") && told.contains("model.safetensors"), "{told}");
}

#[tokio::test]
async fn nothing_is_sent_elsewhere_before_somebody_agreed_and_both_are_written_down() {
    let (url, sent) = outside_service().await;
    let server = TestServer::start_with(|config| {
        config.insight.endpoint_url = Some(url);
        config.insight.endpoint_model = Some("small".to_owned());
    })
    .await;
    let Cast { server, ada, .. } = cast(server).await;
    let admin = server.signed_in_admin("Ida Admin").await;
    let settings = "/api/admin/insight";
    let seen = admin.browser.get(settings).await.body;
    assert_eq!(seen["endpoint"], json!({ "host": "127.0.0.1", "model": "small", "consent": null }));
    assert_eq!(seen["tier"], "built_in");
    assert!(sent.lock().unwrap().is_empty());
    for _ in 0..2 {
        let put = admin.browser.put(settings, json!({ "is_endpoint_allowed": true })).await;
        assert_eq!(put.body["endpoint"]["consent"]["given_by"]["id"], json!(admin.id), "{:?}", put.body);
    }
    let answers = async |prefix: &str| {
        let list = ada.matches().await;
        items(&list).iter().all(|item| item["model"].as_str().unwrap().starts_with(prefix)).then_some(())
    };
    eventually(async || answers("small@").await).await;
    let heard = sent.lock().unwrap().join("\n");
    assert!(heard.contains(BEN_OFFERS) && heard.contains(ADA_SEEKS), "{heard}");
    assert!(!heard.contains("Ada") && !heard.contains("Oduya"), "names are never sent: {heard}");
    let put = admin.browser.put(settings, json!({ "is_endpoint_allowed": false })).await;
    assert_eq!((&put.body["tier"], &put.body["endpoint"]["consent"]), (&json!("built_in"), &Value::Null));
    eventually(async || answers("built-in@").await).await;
    sent.lock().unwrap().clear();
    tell(&ada, json!({ "seeks": ["Something new"] })).await;
    ada.matches().await;
    assert!(sent.lock().unwrap().is_empty(), "nothing is sent once the agreement is taken back");
    let read = server.app.state.context.read();
    let lines = store::audit::actions_on(read, "insight:endpoint", 9).await.unwrap();
    let by_admin = |action: &str| (action.to_owned(), Some(admin.id));
    assert_eq!(lines, [by_admin("insight.consent_withdrawn"), by_admin("insight.consent_given")]);
    assert_eq!(store::audit::first_broken(read).await.unwrap(), None);
}

#[tokio::test]
async fn a_person_who_is_not_there_cannot_be_put_aside() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Low").await;
    let nobody = format!("{SUGGESTIONS}/{}/dismiss", UserId(uuid::Uuid::nil()));
    assert_eq!(ada.browser.post(&nobody, json!({ "reason": "not_now" })).await.status, StatusCode::NOT_FOUND);
}
