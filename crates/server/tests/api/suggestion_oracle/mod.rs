//! The product's lists against a naive scorer's, in a community of a hundred thousand.

mod naive;
mod rows;

use chrono::{DateTime, TimeDelta, Utc};
use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, Position, Side};
use model::event::{Event, PairChanged, PersonChanged};
use model::id::{CoffeeChatRequestId, UserId, new_uuid};
use model::suggestion::DismissalReason;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Statement};
use server::context::SystemChance;
use server::services::suggestion::{Suggestion, SuggestionWish};
use store::coffee_chat::CoffeeChat;

use crate::support::{START, TestServer, instant};
use naive::{Line, Naive, Question};
use rows::Rows;

const QUESTIONS: usize = 1_000;
/// Lookers between whom and the first people of whose lists something happens before the questions.
const BUSY: usize = 120;

/// How many people: as many as a test run has time for, unless told otherwise; by hand, a hundred thousand.
fn people() -> usize {
    std::env::var("ORACLE_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_lists_equal_those_of_a_naive_scorer() {
    let server = TestServer::start().await;
    let now = instant(START);
    let mut community = server::demo::community(people(), now);
    let ids: Vec<UserId> = community.accounts.iter().map(|account| account.id).collect();
    let mut dice = StdRng::seed_from_u64(7);
    // A third of the contacts: writing them all would take longer than asking.
    community.connections.retain(|_| dice.random_range(0..3) == 0);
    community.chats.extend(chats_of_all_kinds(&ids, now, &mut dice));
    let context = server.app.state.context.clone();
    let writer = context.write().await.expect("a transaction");
    store::demo::insert(&writer, &community, "no password", now).await.expect("the community is written");
    context.commit(writer).await.expect("the community is kept");
    server.app.state.suggestion.reload().await.expect("the population is read");

    let lookers: Vec<UserId> = (0..QUESTIONS).map(|_| ids[dice.random_range(0..ids.len())]).collect();
    for looker in &lookers[..BUSY] {
        let list = suggest(&server, *looker, &SuggestionWish::default()).await;
        for (place, found) in list.iter().take(8).enumerate() {
            let person = found.person.id;
            let event = happen(&server, place, *looker, person, now, &mut dice).await;
            let writer = context.write().await.expect("a transaction");
            store::outbox::publish(&writer, &event, [], now).await.expect("an event");
            context.commit(writer).await.expect("it happened");
        }
    }

    let rows = Rows::read(context.read()).await;
    let naive = Naive::new(rows, now, &server.url);
    let places = Places::read();
    let mut listed = 0;
    for (number, looker) in lookers.iter().enumerate() {
        let (wish, question) = random_question(number, &places, &mut dice);
        let list: Vec<Line> = suggest(&server, *looker, &wish).await.iter().map(line).collect();
        let expected = naive.list(naive.rows.index[&looker.0], &question);
        assert_eq!(list, expected, "question {number}: {question:?}");
        listed += list.len();
    }
    assert!(listed > 10 * QUESTIONS, "{listed} lines: the questions were too narrow to tell anything");
}

async fn suggest(server: &TestServer, looker: UserId, wish: &SuggestionWish) -> Vec<Suggestion> {
    server.app.state.suggestion.suggest(looker, wish).await.expect("a list")
}

fn line(suggestion: &Suggestion) -> Line {
    Line {
        person: suggestion.person.id.0,
        percent: u32::from(suggestion.ranked.score.percent()),
        coverage: u32::from(suggestion.ranked.coverage_percent),
        mutual: suggestion.explanation.mutual_count.min(3),
    }
}

/// Numbers and cells of cities, read from the table itself.
struct Places(Vec<(String, u64)>);

impl Places {
    fn read() -> Self {
        let lines = include_str!("../../../../model/data/places.tsv").lines().take(300);
        let place = |line: &str| {
            let columns: Vec<&str> = line.split('\t').collect();
            (columns[0].to_owned(), u64::from_str_radix(&format!("{:f<15}", columns[5]), 16).expect("a cell"))
        };
        Self(lines.map(place).collect())
    }
}

/// A third without filters, the rest with one or two.
fn random_question(number: usize, places: &Places, dice: &mut StdRng) -> (SuggestionWish, Question) {
    let mut wish = SuggestionWish::default();
    let mut question = Question::default();
    if number % 3 == 1 {
        let industry =
            ["energy", "technology.software", "food.farming.soil", "health"][dice.random_range(0..4)];
        wish.industries = vec![industry.to_owned()];
        question.industry = Some(industry.to_owned());
    }
    if number % 6 == 2 {
        let (id, cell) = &places.0[dice.random_range(0..places.0.len())];
        let km = [50, 100, 250, 500, 1000][dice.random_range(0..5)];
        wish.location = Some(id.clone());
        wish.radius_km = Some(km);
        question.around = Some((*cell, f64::from(km)));
    }
    if number % 6 == 5 {
        let country = ["DE", "PT", "KE", "US"][dice.random_range(0..4)];
        wish.location = Some(country.to_owned());
        question.country = Some(country.to_owned());
    }
    if number % 5 == 4 {
        let interests = [vec!["soil", "Chess"], vec!["choir"], vec!["climbing", "tea", "jazz"]]
            [dice.random_range(0..3)]
        .clone();
        wish.interests = interests.iter().map(|word| (*word).to_owned()).collect();
        question.interests.clone_from(&wish.interests);
        wish.wants_all_interests = dice.random_range(0..2) == 0;
        question.wants_all = wish.wants_all_interests;
    }
    (wish, question)
}

/// One request in ten people, in every state.
fn chats_of_all_kinds(ids: &[UserId], now: Timestamp, dice: &mut StdRng) -> Vec<CoffeeChat> {
    let mut pairs = std::collections::HashSet::new();
    let mut chats = Vec::new();
    while chats.len() < ids.len() / 10 {
        let (a, b) = (ids[dice.random_range(0..ids.len())], ids[dice.random_range(0..ids.len())]);
        if a != b && pairs.insert((a.min(b), a.max(b))) {
            let status = CoffeeChatStatus::ALL[dice.random_range(0..CoffeeChatStatus::ALL.len())];
            chats.push(chat(a, b, status, now, dice));
        }
    }
    chats
}

fn chat(
    requester: UserId,
    recipient: UserId,
    status: CoffeeChatStatus,
    now: Timestamp,
    dice: &mut StdRng,
) -> CoffeeChat {
    let responded_at = now - TimeDelta::hours(dice.random_range(1..24 * 200));
    let created_at = responded_at - TimeDelta::hours(dice.random_range(1..100));
    let counter_count = dice.random_range(0..3);
    let is_pending = status == CoffeeChatStatus::Pending;
    let awaiting = if counter_count % 2 == 0 { Side::Recipient } else { Side::Requester };
    let id = CoffeeChatRequestId(new_uuid(created_at, &SystemChance));
    let expires_at = if is_pending { now + TimeDelta::days(3) } else { responded_at };
    CoffeeChat {
        position: Position { status, awaiting: is_pending.then_some(awaiting), counter_count },
        responded_at: (!is_pending).then_some(responded_at),
        completed_at: (status == CoffeeChatStatus::Completed).then_some(responded_at),
        is_declined_for_ever: dice.random_range(0..10) == 0,
        updated_at: responded_at,
        ..CoffeeChat::asked(id, [requester, recipient], vec![responded_at], expires_at, created_at)
    }
}

/// Something happens between a looker and the person at a place of their list; tells the event of it.
async fn happen(
    server: &TestServer,
    place: usize,
    looker: UserId,
    person: UserId,
    now: DateTime<Utc>,
    dice: &mut StdRng,
) -> Event {
    let context = &server.app.state.context;
    let writer = context.write().await.expect("a transaction");
    let pair = Event::PairChanged(PairChanged { a: looker, b: person });
    let event = match place {
        0 => {
            run(
                &writer,
                "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3)",
                person,
                looker,
                now,
            )
            .await;
            pair
        }
        1 => {
            let reason = DismissalReason::ALL[dice.random_range(0..DismissalReason::ALL.len())];
            store::matching::dismiss(&writer, looker, person, reason, now).await.expect("dismissed");
            pair
        }
        2..=4 => {
            let status = CoffeeChatStatus::ALL[dice.random_range(0..CoffeeChatStatus::ALL.len())];
            let (a, b) = if dice.random_range(0..2) == 0 { (looker, person) } else { (person, looker) };
            store::coffee_chat::insert(&writer, &chat(a, b, status, now, dice)).await.expect("a request");
            pair
        }
        5 => {
            let update = "UPDATE profiles SET paused_until = $3 WHERE user_id = $2 AND user_id <> $1";
            run(&writer, update, looker, person, now + TimeDelta::days(1)).await;
            Event::PersonChanged(PersonChanged { id: person })
        }
        6 => {
            let update = "UPDATE profiles SET industry_code = 'law', place_set_at = $3 WHERE user_id = $2 AND user_id <> $1";
            run(&writer, update, looker, person, now).await;
            Event::PersonChanged(PersonChanged { id: person })
        }
        _ => {
            for days in 0..dice.random_range(1..5) {
                let at = now - TimeDelta::days(days);
                store::matching::note_views(&writer, looker, &[person], at).await.expect("seen");
            }
            // Views of earlier days were told on those days.
            Event::PairChanged(PairChanged { a: looker, b: person })
        }
    };
    writer.commit().await.expect("it is kept");
    event
}

async fn run<C: ConnectionTrait>(database: &C, sql: &str, a: UserId, b: UserId, at: DateTime<Utc>) {
    let values = [a.0.into(), b.0.into(), at.into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), sql, values);
    database.execute_raw(statement).await.expect("a change");
}
