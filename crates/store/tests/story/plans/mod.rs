//! No query of the product reads a big table from end to end: with 100,000 people, connections, requests and calls,
//! fresh statistics and the values that are really bound, each database is asked for its plan.

mod calls;
mod crowd;
mod explain;
mod recorder;

use model::coffee_chat::{CoffeeChatStatus, Side};
use model::connection::ConnectionState;
use model::id::UserId;
use model::user::{PlacePrecision, UserStatus};
use store::coffee_chat::ListFilter;
use store::directory::{DirectoryFilter, PlaceCondition, Position};
use store::member::MemberSearch;
use store::{Connection, Store, StoreError};

use crate::database::TestDatabase;
use crate::support::at;
use crowd::{Crowd, SIZE};
use recorder::Recorder;

/// Rows that a query of a list or of one thing may touch, where it cannot be told from its limit: a filter that is met
/// by a twentieth of all people is the widest that is asked.
const MOST_ROWS: f64 = SIZE as f64 / 15.0;

#[tokio::test]
async fn on_sqlite_no_query_scans_a_table() {
    let database = TestDatabase::sqlite().await;
    let store = database.open().await;
    let crowd = Crowd::settle(&store).await;
    let asked = ask_everything(&store, &crowd).await.expect("every query runs");
    let mut scans = Vec::new();
    for query in &asked {
        let plan = explain::sqlite(&store, query).await;
        if let Some(step) = plan.iter().find(|step| explain::is_scan(step)) {
            scans.push(format!("{step}\n  of {}\n  {plan:#?}", query.sql));
        }
    }
    assert!(scans.is_empty(), "{} of {} queries scan:\n{}", scans.len(), asked.len(), scans.join("\n"));
}

#[tokio::test]
async fn on_postgresql_no_query_touches_many_rows() {
    let database = TestDatabase::postgres().await;
    let store = database.open().await;
    let crowd = Crowd::settle(&store).await;
    let asked = ask_everything(&store, &crowd).await.expect("every query runs");
    let mut wide = Vec::new();
    for query in &asked {
        let steps = explain::rows_touched(&store, query).await;
        if steps.iter().map(|(_, rows)| rows).sum::<f64>() > MOST_ROWS {
            wide.push(format!("{steps:#?} by {}", query.sql));
        }
    }
    assert!(
        wide.is_empty(),
        "{} of {} queries touch more than {MOST_ROWS} rows:\n{}",
        wide.len(),
        asked.len(),
        wide.join("\n")
    );
}

/// Asks what the handlers and jobs of the product ask, and gives the statements that were sent.
async fn ask_everything(store: &Store, crowd: &Crowd) -> Result<Vec<sea_orm::Statement>, StoreError> {
    let recorder = Recorder::new(store.read());
    ask_about_people(&recorder, crowd).await?;
    ask_the_directory(&recorder, crowd).await?;
    ask_for_the_team(&recorder, crowd).await?;
    ask_about_chats(&recorder, crowd).await?;
    calls::ask_about_calls(&recorder, crowd).await?;
    calls::ask_what_is_kept_of_a_call(&recorder, crowd).await?;
    calls::ask_who_is_asking(&recorder, crowd).await?;
    calls::ask_for_suggestions(&recorder, crowd).await?;
    ask_what_all_requests_ask(&recorder, crowd).await?;
    Ok(recorder.into_statements())
}

async fn ask_about_people(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let (me, other) = (crowd.person(17), crowd.person(18));
    let few: Vec<UserId> = (100..130).map(|number| crowd.person(number)).collect();
    store::person::cards(on, me, &few).await?;
    store::person::page(on, me, other, at(0)).await?;
    store::person::is_known(on, me, other).await?;
    store::profile::find(on, me).await?;
    store::profile::find_all(on, &few).await?;
    store::profile::place_changes_since(on, me, at(0)).await?;
    for state in ConnectionState::ALL {
        store::connection::list(on, me, &[*state], None, 21).await?;
    }
    store::connection::list(on, me, ConnectionState::ALL, None, 21).await?;
    store::connection::find_between(on, me, other).await?;
    store::connection::count_asked_since(on, me, at(0)).await?;
    store::block::list(on, me, None, 21).await?;
    store::block::among(on, me, &few).await?;
    store::wait_list::of(on, me, at(0)).await?;
    store::wait_list::line(on, me).await?;
    store::wait_list::is_awaited(on, me).await?;
    store::wait_list::rooms(on, &few, at(0)).await?;
    store::report::count_by(on, me, at(0)).await?;
    store::import::find_accounts(on, &["person1@example.org", "none@example.org"], &["key-7"]).await?;
    store::import::known_pairs(on, &[(me, other)]).await?;
    Ok(())
}

async fn ask_the_directory(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let all = DirectoryFilter::default;
    let cells = crowd.cells_of_one_area();
    let filters = [
        all(),
        DirectoryFilter { words: words("given12"), ..all() },
        DirectoryFilter { words: words("g"), ..all() },
        DirectoryFilter { words: words("family77 giv"), ..all() },
        DirectoryFilter { industries: vec![crowd.industry(3)], ..all() },
        DirectoryFilter { graduation_years: vec![1999, 2000], ..all() },
        DirectoryFilter { company: Some("company 77".to_owned()), ..all() },
        DirectoryFilter { interests: vec!["interest 5".to_owned()], ..all() },
        DirectoryFilter {
            interests: vec!["interest 5".to_owned(), "interest 6".to_owned()],
            wants_every_interest: true,
            ..all()
        },
        DirectoryFilter { places: vec![PlaceCondition::Country("DE".to_owned())], ..all() },
        DirectoryFilter { places: vec![PlaceCondition::Region("DE.02".to_owned())], ..all() },
        DirectoryFilter { places: vec![PlaceCondition::Cells(vec![(PlacePrecision::Area, cells)])], ..all() },
        DirectoryFilter { industries: vec![crowd.industry(3)], graduation_years: vec![1999], ..all() },
    ];
    let after = Position { key: "given5".to_owned(), person: crowd.person(0) };
    for filter in &filters {
        store::directory::list(on, crowd.person(17), filter, None, 21).await?;
        store::directory::list(on, crowd.person(17), filter, Some(&after), 21).await?;
    }
    store::directory::interests(on, "int", 20).await?;
    Ok(())
}

async fn ask_for_the_team(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let searches = [
        MemberSearch::Everybody,
        MemberSearch::Name(vec!["given12".to_owned()]),
        MemberSearch::Email("person1".to_owned()),
    ];
    for search in &searches {
        store::member::list(on, search, &[], None, 21).await?;
        store::member::list(on, search, &[UserStatus::Active], None, 21).await?;
        store::member::list(on, search, &[UserStatus::Suspended], None, 21).await?;
    }
    store::member::find(on, crowd.person(3)).await?;
    store::report::list(on, None, None, 21).await?;
    store::report::list(on, Some(model::report::ReportStatus::Open), None, 21).await?;
    Ok(())
}

async fn ask_about_chats(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let (me, other) = (crowd.person(17), crowd.person(18));
    for side in [Side::Requester, Side::Recipient] {
        for statuses in [vec![], vec![CoffeeChatStatus::Pending], vec![CoffeeChatStatus::Completed]] {
            let filter = ListFilter { user: me, side, statuses, before: None };
            store::coffee_chat::list(on, &filter, 21).await?;
        }
    }
    store::coffee_chat::find(on, crowd.chat(5)).await?;
    store::coffee_chat_feedback::find_by(on, me, &[crowd.chat(5), crowd.chat(6)]).await?;
    store::coffee_chat_feedback::count_met(on, crowd.chat(5)).await?;
    store::eligibility::person_facts(on, other, at(0)).await?;
    store::eligibility::pair_facts(on, me, other).await?;
    Ok(())
}

async fn ask_what_all_requests_ask(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let me = crowd.person(17);
    store::user::find(on, me).await?;
    store::user::find_by_email(on, "person17@example.org").await?;
    store::user::find_own(on, me).await?;
    store::notification::list(on, me, None, 21).await?;
    store::notification::count_unread(on, me).await?;
    store::realtime::head(on, me).await?;
    store::realtime::after(on, me, 3, 100).await?;
    store::outbox::after(on, 3, 100).await?;
    store::outbox::last_seq(on).await?;
    store::job::next_due(on).await?;
    Ok(())
}
