//! The control of the accept race: it must be able to see the bug, and the constraints alone must prevent it.

use std::sync::Arc;

use model::id::{CoffeeChatRequestId, UserId, VideoCallId};
use model::time_cell::cells;
use model::video_call::{Provider, VideoCallStatus, VideoCallType};
use store::coffee_chat::{self, CoffeeChat};
use store::video_call::{self, VideoCall};
use store::{Connection as _, Store, StoreError, invariant, time_cell};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::database::for_each_database;
use crate::support::{Counting, at, member};

const AT_ONCE: usize = 20;

async fn pending_request(store: &Store) -> CoffeeChat {
    let people = [member(store, "ana@example.org").await, member(store, "ben@example.org").await];
    let id = CoffeeChatRequestId::new(at(0), &Counting);
    let chat = CoffeeChat::asked(id, people, vec![at(86_400)], at(86_400), at(0));
    let writer = store.write().await.unwrap();
    coffee_chat::insert(&writer, &chat).await.unwrap();
    writer.commit().await.unwrap();
    chat
}

fn call_for(chat: &CoffeeChat, host_id: UserId) -> VideoCall {
    let id = VideoCallId::new(at(0), &Counting);
    let kind = VideoCallType::CoffeeChat;
    VideoCall {
        id,
        title: "Ana and Ben".to_owned(),
        description: String::new(),
        kind,
        status: VideoCallStatus::Scheduled,
        provider: Provider::Embedded,
        provider_room: id.to_string(),
        provider_fallback_reason: None,
        scheduled_at: Some(at(86_400)),
        duration_minutes: 30,
        time_zone: "UTC".to_owned(),
        started_at: None,
        ended_at: None,
        end_reason: None,
        empty_since: None,
        max_participants: 2,
        settings: kind.usual_settings(),
        audience: None,
        coffee_chat_request_id: Some(chat.id),
        host_id,
        ics_uid: id.to_string(),
        ics_sequence: 0,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// Reads, finds it pending, and writes: without a lock and without looking again, as one should not.
async fn read_then_write(
    store: Store,
    id: CoffeeChatRequestId,
    all_have_read: Arc<Barrier>,
) -> Result<(), StoreError> {
    let chat = coffee_chat::find(store.read(), id).await?.expect("the request is there");
    all_have_read.wait().await;
    let call = call_for(&chat, chat.requester_id);
    let writer = store.write().await?;
    video_call::insert(&writer, &call).await?;
    for user in chat.people() {
        for cell in cells(at(86_400), 30) {
            let sql = match store.is_sqlite() {
                true => format!("(X'{}', '{}', X'{}')", hex(user.0), cell.to_rfc3339(), hex(call.id.0)),
                false => format!("('{}', '{}', '{}')", user.0, cell.to_rfc3339(), call.id.0),
            };
            let insert = format!("INSERT INTO time_cells (user_id, cell_at, video_call_id) VALUES {sql}");
            writer.execute_unprepared(&insert).await?;
        }
    }
    Ok(writer.commit().await?)
}

fn hex(id: impl AsRef<[u8]>) -> String {
    id.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many of twenty naive accepts at once made a call.
async fn race(store: &Store) -> usize {
    let chat = pending_request(store).await;
    let all_have_read = Arc::new(Barrier::new(AT_ONCE));
    let mut racing = JoinSet::new();
    for _ in 0..AT_ONCE {
        racing.spawn(read_then_write(store.clone(), chat.id, all_have_read.clone()));
    }
    let outcomes = racing.join_all().await;
    for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    }
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

async fn broken_rules(store: &Store) -> Vec<&'static str> {
    invariant::broken(store.read()).await.unwrap().into_iter().map(|broken| broken.rule).collect()
}

async fn drop_the_constraints(store: &Store) {
    let writer = store.write().await.unwrap();
    writer.execute_unprepared("DROP INDEX video_calls_coffee_chat_request_id_key").await.unwrap();
    let bare = if store.is_sqlite() {
        "CREATE TABLE bare AS SELECT * FROM time_cells; DROP TABLE time_cells; ALTER TABLE bare RENAME TO time_cells"
    } else {
        "ALTER TABLE time_cells DROP CONSTRAINT time_cells_pkey"
    };
    writer.execute_unprepared(bare).await.unwrap();
    writer.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_constraints_reading_then_writing_makes_duplicates() {
    for_each_database(async |store| {
        drop_the_constraints(&store).await;
        assert!(race(&store).await > 1, "the race can see the bug");
        assert!(broken_rules(&store).await.contains(&"a request has one call at most"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_the_constraints_even_reading_then_writing_makes_one() {
    for_each_database(async |store| {
        assert_eq!(race(&store).await, 1);
        assert!(!broken_rules(&store).await.contains(&"a request has one call at most"));
    })
    .await;
}

#[tokio::test]
async fn a_change_made_on_an_old_reading_is_not_written() {
    for_each_database(async |store| {
        let before = pending_request(&store).await;
        let mut after = before.clone();
        after.position.counter_count = 1;
        let write = async || {
            let writer = store.write().await.unwrap();
            let is_written = coffee_chat::replace(&writer, &before, &after).await.unwrap();
            writer.commit().await.unwrap();
            is_written
        };
        assert!(write().await);
        assert!(!write().await, "the version has moved on");
        let now = coffee_chat::find(store.read(), before.id).await.unwrap().unwrap();
        assert_eq!(now, CoffeeChat { version: 2, ..after });
    })
    .await;
}

#[tokio::test]
async fn quarter_hours_are_promised_once_and_can_be_given_back() {
    for_each_database(async |store| {
        let chat = pending_request(&store).await;
        let (one, other) = (call_for(&chat, chat.requester_id), {
            let call = call_for(&chat, chat.recipient_id);
            VideoCall { coffee_chat_request_id: None, ..call }
        });
        let writer = store.write().await.unwrap();
        video_call::insert(&writer, &one).await.unwrap();
        video_call::insert(&writer, &other).await.unwrap();
        let hold = async |people: &[UserId], start: i64, call: &VideoCall| {
            time_cell::hold(&writer, people, &cells(at(start), 30), call.id).await.unwrap()
        };
        assert_eq!(hold(&chat.people(), 86_400, &one).await, []);
        assert_eq!(hold(&[chat.recipient_id], 86_400 + 1500, &other).await, [chat.recipient_id]);
        assert_eq!(hold(&[chat.recipient_id], 86_400 + 1800, &other).await, []);
        time_cell::release(&writer, one.id).await.unwrap();
        time_cell::release(&writer, other.id).await.unwrap();
        assert_eq!(hold(&[chat.recipient_id], 86_400 + 1500, &other).await, []);
    })
    .await;
}
