//! The access table, held against the running server: every operation, standing and state of a call.

use model::access::{RULES, Rule, Standing, Verdict, Who};
use model::audience::Audience;
use model::id::{UserId, VideoCallId, VideoCallParticipantId};
use model::video_call::{
    Admission, InvitationResponse, ParticipantRole, Provider, VideoCallStatus, VideoCallType,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::router;
use store::participant::Participant;
use store::video_call::VideoCall;

use crate::support::{Answer, Browser, Member, TestServer, answer, instant, on_each_database};

const STANDINGS: &[Standing] = &[
    Standing::Anonymous,
    Standing::Stranger,
    Standing::Audience,
    Standing::Invited,
    Standing::Participant,
    Standing::Moderator,
    Standing::Host,
    Standing::Admin,
    Standing::Removed,
    Standing::Blocked,
];

/// The class that the gathering is open to.
const CLASS: i32 = 1999;

/// Somebody of each standing, and two bystanders that operations are about.
struct Cast {
    host: Member,
    moderator: Member,
    participant: Member,
    invited: Member,
    removed: Member,
    blocked: Member,
    stranger: Member,
    classmate: Member,
    admin: Member,
    bystander: Member,
    newcomer: Member,
    anonymous: Browser,
}

impl Cast {
    async fn assemble(server: &TestServer) -> Self {
        let cast = Self {
            host: server.signed_in("Hana Host").await,
            moderator: server.signed_in("Mo Moderator").await,
            participant: server.signed_in("Pia Participant").await,
            invited: server.signed_in("Ida Invited").await,
            removed: server.signed_in("Rex Removed").await,
            blocked: server.signed_in("Bo Blocked").await,
            stranger: server.signed_in("Sam Stranger").await,
            classmate: server.signed_in("Cleo Classmate").await,
            admin: server.signed_in_admin("Ann Admin").await,
            bystander: server.member("Bea Bystander").await,
            newcomer: server.member("Ned Newcomer").await,
            anonymous: server.browser(),
        };
        cast.host.browser.post(&format!("/api/people/{}/block", cast.blocked.id), json!({})).await;
        // The block keeps out whoever the audience would let in.
        for one in [&cast.classmate, &cast.blocked] {
            crate::person::tell(one, json!({ "graduation_year": CLASS })).await;
        }
        cast
    }

    fn browser(&self, standing: Standing) -> &Browser {
        match standing {
            Standing::Anonymous => &self.anonymous,
            Standing::Stranger => &self.stranger.browser,
            Standing::Audience => &self.classmate.browser,
            Standing::Invited => &self.invited.browser,
            Standing::Participant => &self.participant.browser,
            Standing::Moderator => &self.moderator.browser,
            Standing::Host => &self.host.browser,
            Standing::Admin => &self.admin.browser,
            Standing::Removed => &self.removed.browser,
            Standing::Blocked => &self.blocked.browser,
        }
    }

    /// A gathering in this state with everybody in their standing.
    async fn call(&self, server: &TestServer, status: VideoCallStatus) -> VideoCallId {
        let context = &server.app.state.context;
        let writer = context.write().await.unwrap();
        let call =
            call_in(status, self.host.id, context.now(), VideoCallId::new(context.now(), context.chance()));
        store::video_call::insert(&writer, &call).await.unwrap();
        let keys = call.audience.as_ref().map(Audience::keys).unwrap_or_default();
        store::call_audience::replace(&writer, call.id, &keys).await.unwrap();
        for (user, role, has_been_in, admission) in [
            (self.host.id, ParticipantRole::Host, true, Admission::Admitted),
            (self.moderator.id, ParticipantRole::Moderator, true, Admission::Admitted),
            (self.participant.id, ParticipantRole::Participant, true, Admission::Admitted),
            (self.invited.id, ParticipantRole::Participant, false, Admission::Outside),
            (self.removed.id, ParticipantRole::Participant, true, Admission::Refused),
            (self.blocked.id, ParticipantRole::Participant, true, Admission::Admitted),
            (self.bystander.id, ParticipantRole::Participant, false, Admission::Waiting),
        ] {
            let now = context.now();
            let participant = Participant {
                id: VideoCallParticipantId::new(now, context.chance()),
                call_id: call.id,
                user_id: user,
                role,
                response: InvitationResponse::Invited,
                admission,
                asked_to_enter_at: None,
                first_joined_at: has_been_in.then_some(now),
                last_left_at: None,
                invited_by: None,
                created_at: now,
                updated_at: now,
            };
            store::participant::insert(&writer, &participant).await.unwrap();
        }
        writer.commit().await.unwrap();
        call.id
    }
}

fn call_in(status: VideoCallStatus, host_id: UserId, now: model::Timestamp, id: VideoCallId) -> VideoCall {
    let kind = VideoCallType::AlumniGathering;
    let has_begun = matches!(status, VideoCallStatus::Active | VideoCallStatus::Ended);
    VideoCall {
        id,
        title: "Meeting".to_owned(),
        description: String::new(),
        kind,
        status,
        provider: Provider::Embedded,
        provider_room: id.to_string(),
        provider_fallback_reason: None,
        scheduled_at: Some(instant("2027-01-11T09:10:00Z")),
        duration_minutes: 60,
        time_zone: "UTC".to_owned(),
        started_at: has_begun.then_some(now),
        ended_at: status.is_over().then_some(now),
        end_reason: None,
        empty_since: None,
        max_participants: kind.capacity(),
        settings: kind.usual_settings(),
        audience: Some(Audience { graduation_years: vec![CLASS], ..Audience::default() }),
        coffee_chat_request_id: None,
        host_id,
        ics_uid: id.to_string(),
        ics_sequence: 0,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// The method and path of an operation in the product's own document.
fn route(operation: &str) -> (Method, String) {
    let document = router::document();
    for (path, item) in &document.paths.paths {
        let methods = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        for (method, described) in methods {
            if described.as_ref().and_then(|one| one.operation_id.as_deref()) == Some(operation) {
                return (method, path.clone());
            }
        }
    }
    panic!("{operation} is in the table and not in the document")
}

fn body(operation: &str, cast: &Cast) -> Value {
    match operation {
        "update_video_call" => json!({ "title": "Another" }),
        "lock_video_call" => json!({ "locked": true }),
        "report_call_quality" => {
            json!({ "session_id": "01890000-0000-7000-8000-000000000000", "join_milliseconds": 400 })
        }
        "heartbeat_video_call" => json!({ "session_id": "01890000-0000-7000-8000-000000000000" }),
        "respond_to_video_call" => json!({ "response": "accepted" }),
        "add_call_participant" => json!({ "person_id": cast.newcomer.id }),
        "change_call_participant" => json!({ "role": "moderator" }),
        "refuse_from_lobby" => json!({ "person_id": cast.bystander.id }),
        "post_call_message" => json!({ "body": "Hello" }),
        "rate_video_call" => json!({ "rating": 5 }),
        "report_video_call" => json!({ "reason": "other", "person_id": cast.bystander.id }),
        _ => json!({}),
    }
}

async fn ask(browser: &Browser, method: Method, path: &str, body: &Value) -> Answer {
    let request = browser.client().request(method.clone(), browser.at(path)).header("origin", browser.at(""));
    answer(if method == Method::GET { request } else { request.json(body) }).await
}

fn check(rule: &Rule, standing: Standing, state: VideoCallStatus, answer: &Answer) {
    let case = format!("{} by {standing:?} while {state}: {:?}", rule.operation, answer.body);
    match rule.verdict(standing, state) {
        Verdict::SignInFirst => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{case}"),
        Verdict::Unknown => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{case}"),
        Verdict::Forbidden => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{case}"),
        Verdict::WrongState => {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{case}");
            assert_eq!(answer.body["current"]["status"], state.as_str(), "{case}");
        }
        Verdict::Allowed => {
            // What the table lets pass may still meet a rule about the matter itself, never one about the person.
            let is_let_in = answer.status.is_success()
                || (answer.status == StatusCode::CONFLICT && answer.body.get("current").is_none());
            assert!(is_let_in, "{} {case}", answer.status);
        }
    }
}

#[tokio::test]
async fn every_operation_on_a_call_does_what_the_table_says() {
    on_each_database(async |server| {
        let server = &server;
        let cast = Cast::assemble(server).await;
        let mut cells = 0;
        for rule in RULES.iter().filter(|rule| matches!(rule.who, Who::OfCall(_))) {
            let (method, path) = route(rule.operation);
            let body = body(rule.operation, &cast);
            for state in VideoCallStatus::ALL {
                let mut id = cast.call(server, *state).await;
                for standing in STANDINGS {
                    let at = path.replace("{id}", &id.to_string());
                    let at = at.replace("{person_id}", &cast.bystander.id.to_string());
                    let answer = ask(cast.browser(*standing), method.clone(), &at, &body).await;
                    check(rule, *standing, *state, &answer);
                    cells += 1;
                    if method != Method::GET && rule.verdict(*standing, *state) == Verdict::Allowed {
                        id = cast.call(server, *state).await;
                    }
                }
            }
        }
        eprintln!("{cells} cells");
    })
    .await;
}

#[tokio::test]
async fn every_other_operation_asks_for_a_sign_in_and_those_of_the_team_for_a_role() {
    let server = TestServer::start().await;
    let (anonymous, member) = (server.browser(), server.signed_in("Mia Member").await);
    for rule in RULES {
        let (method, path) = route(rule.operation);
        let path = path.replace("{id}", "01890000-0000-7000-8000-000000000000");
        let path = path.replace("{person_id}", "01890000-0000-7000-8000-000000000000");
        match rule.who {
            Who::Anyone => continue,
            Who::SignedIn(_) | Who::OfCall(_) | Who::Staff => {
                let answer = ask(&anonymous, method.clone(), &path, &json!({})).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", rule.operation);
            }
        }
        if matches!(rule.who, Who::Staff) {
            let answer = ask(&member.browser, method, &path, &json!({})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", rule.operation);
        }
    }
}

#[tokio::test]
async fn a_call_of_others_looks_like_no_call_at_all() {
    let server = TestServer::start().await;
    let cast = Cast::assemble(&server).await;
    let id = cast.call(&server, VideoCallStatus::Active).await;
    let theirs = cast.stranger.browser.get(&format!("/api/video-calls/{id}")).await;
    let none = cast.stranger.browser.get("/api/video-calls/01890000-0000-7000-8000-000000000000").await;
    let told = |answer: &Answer| {
        let mut body = answer.body.clone();
        body.as_object_mut().unwrap().remove("request_id");
        (answer.status, body)
    };
    assert_eq!(told(&theirs), told(&none));
}
