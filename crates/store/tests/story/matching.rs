//! What the score reads, and the last check before a list is shown.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, Position, Side};
use model::connection::Connection as Tie;
use model::id::{CoffeeChatRequestId, ConnectionId, UserId};
use model::profile::Profile;
use model::suggestion::DismissalReason;
use model::user::{ConnectionStatus, UserRole, UserStatus, Visibility};
use store::coffee_chat::CoffeeChat;
use store::demo::{DemoAccount, DemoCommunity};
use store::matching::{self, Dismissal, Scope, View};
use store::{Store, block, demo, person, user};

use crate::database::for_each_database;
use crate::support::{Counting, at};

/// Ada, who looks; Ben, connected to her; Cai, who wants to talk to her; Dee, on a break; Eva, for connections only;
/// Fay, a stranger.
struct Cast {
    store: Store,
    ids: [UserId; 6],
}

async fn cast(store: Store) -> Cast {
    let ids: [UserId; 6] = std::array::from_fn(|_| UserId::new(at(0), &Counting));
    let names = ["Ada", "Ben", "Cai", "Dee", "Eva", "Fay"];
    let account = |(id, name): (&UserId, &str)| DemoAccount {
        id: *id,
        email: format!("{name}@example.org").to_lowercase(),
        role: UserRole::Member,
        created_at: at(0),
        last_active_at: at(60),
    };
    let mut profiles: Vec<Profile> =
        ids.iter().zip(names).map(|(id, name)| Profile::new(*id, name.to_owned())).collect();
    profiles[0].interests = vec!["Chess".to_owned()];
    profiles[3].paused_until = Some(at(3_600));
    profiles[4].visibility = Visibility::Connections;
    let community = DemoCommunity {
        accounts: ids.iter().zip(names).map(account).collect(),
        profiles,
        connections: vec![tie(ids[0], ids[1])],
        chats: vec![chat(ids[2], ids[0], at(100))],
    };
    let writer = store.write().await.unwrap();
    demo::insert(&writer, &community, "a hash", at(0)).await.unwrap();
    writer.commit().await.unwrap();
    Cast { store, ids }
}

fn tie(a: UserId, b: UserId) -> Tie {
    Tie {
        id: ConnectionId::new(at(1), &Counting),
        requester_id: a,
        addressee_id: b,
        status: ConnectionStatus::Accepted,
        message: None,
        created_at: at(1),
        responded_at: Some(at(2)),
        withdrawn_at: None,
    }
}

fn chat(requester: UserId, recipient: UserId, created_at: Timestamp) -> CoffeeChat {
    let id = CoffeeChatRequestId::new(created_at, &Counting);
    CoffeeChat::asked(id, [requester, recipient], vec![at(90_000)], at(90_000), created_at)
}

impl Cast {
    async fn showable_to_ada(&self, shows_connections: bool, now: Timestamp) -> Vec<&'static str> {
        let names = ["ada", "ben", "cai", "dee", "eva", "fay"];
        let showable =
            matching::showable(self.store.read(), self.ids[0], &self.ids[1..], shows_connections, now, now)
                .await
                .unwrap();
        self.ids.iter().zip(names).filter(|(id, _)| showable.contains_key(id)).map(|(_, name)| name).collect()
    }
}

#[tokio::test]
async fn only_those_who_may_still_be_shown_pass_the_last_check() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        assert_eq!(cast.showable_to_ada(false, at(200)).await, ["fay"]);
        assert_eq!(cast.showable_to_ada(true, at(200)).await, ["ben", "fay"]);
        assert_eq!(cast.showable_to_ada(false, at(3_600)).await, ["dee", "fay"]);
        let writer = cast.store.write().await.unwrap();
        block::insert(&writer, cast.ids[5], cast.ids[0], at(300)).await.unwrap();
        user::move_status(&writer, cast.ids[3], UserStatus::Active, UserStatus::Suspended, at(300))
            .await
            .unwrap();
        writer.commit().await.unwrap();
        assert_eq!(cast.showable_to_ada(false, at(3_600)).await, [""; 0]);
    })
    .await;
}

/// A chat that came to this, of two who are strangers otherwise.
fn chat_that(status: CoffeeChatStatus, counter_count: i32, responded_at: Option<Timestamp>) -> CoffeeChat {
    let [one, other] = std::array::from_fn(|_| UserId::new(at(0), &Counting));
    let asked = chat(one, other, at(50));
    CoffeeChat { position: Position { status, counter_count, ..asked.position }, responded_at, ..asked }
}

#[tokio::test]
async fn what_is_between_two_counts_for_the_one_it_concerns_whoever_asked() {
    use CoffeeChatStatus::{Accepted, Completed, Declined, Pending};
    let for_ever = |chat: CoffeeChat| CoffeeChat { is_declined_for_ever: true, ..chat };
    // Of each chat, whether the one who asked may be shown the other, and the other way round.
    let expected = [
        (chat_that(Pending, 0, None), [false, false]),
        (chat_that(Accepted, 1, Some(at(60))), [false, false]),
        (chat_that(Completed, 0, Some(at(60))), [true, true]),
        (chat_that(Declined, 0, Some(at(150))), [false, true]),
        (chat_that(Declined, 1, Some(at(150))), [true, false]),
        (chat_that(Declined, 2, Some(at(60))), [true, true]),
        (for_ever(chat_that(Declined, 0, Some(at(60)))), [false, true]),
    ];
    for_each_database(async |store| {
        let ids = || expected.iter().flat_map(|(chat, _)| [chat.requester_id, chat.recipient_id]);
        let account = |id: UserId| DemoAccount {
            id,
            email: format!("{}@example.org", id.0),
            role: UserRole::Member,
            created_at: at(0),
            last_active_at: at(60),
        };
        let community = DemoCommunity {
            accounts: ids().map(account).collect(),
            profiles: ids().map(|id| Profile::new(id, "Ada".to_owned())).collect(),
            connections: vec![tie(expected[2].0.requester_id, expected[5].0.recipient_id)],
            chats: expected.iter().map(|(chat, _)| chat.clone()).collect(),
        };
        let writer = store.write().await.unwrap();
        demo::insert(&writer, &community, "a hash", at(0)).await.unwrap();
        writer.commit().await.unwrap();
        let sees = async |viewer, person, shows_connections| {
            let people = [person];
            let showable =
                matching::showable(store.read(), viewer, &people, shows_connections, at(100), at(200));
            showable.await.unwrap().contains_key(&person)
        };
        for (chat, [to_requester, to_recipient]) in &expected {
            let (requester, recipient) = (chat.requester_id, chat.recipient_id);
            assert_eq!(sees(requester, recipient, false).await, *to_requester, "{:?}", chat.position);
            assert_eq!(sees(recipient, requester, false).await, *to_recipient, "{:?}", chat.position);
        }
        let tied = community.connections[0].clone();
        for (one, other) in [(tied.requester_id, tied.addressee_id), (tied.addressee_id, tied.requester_id)] {
            assert!(!sees(one, other, false).await && sees(one, other, true).await);
        }
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_be_looked_up_are_named() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        let named_to_ada = async || {
            let names = person::names(cast.store.read(), cast.ids[0], &cast.ids[1..]).await.unwrap();
            names.into_values().collect::<BTreeSet<String>>().into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named_to_ada().await, "Ben Cai Dee Fay");
        let writer = cast.store.write().await.unwrap();
        block::insert(&writer, cast.ids[5], cast.ids[0], at(300)).await.unwrap();
        user::move_status(&writer, cast.ids[3], UserStatus::Active, UserStatus::Suspended, at(300))
            .await
            .unwrap();
        writer.commit().await.unwrap();
        assert_eq!(named_to_ada().await, "Ben Cai");
    })
    .await;
}

#[tokio::test]
async fn everyones_rows_are_read_page_by_page() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        let database = cast.store.read();
        let mut seen = Vec::new();
        while let page = matching::profiles_after(database, seen.last().copied(), 4).await.unwrap()
            && let Some(last) = page.last().unwrap()
        {
            let people: Vec<UserId> = page.read().map(|person| person.unwrap().user_id).collect();
            assert_eq!(people.last(), Some(&last));
            seen.extend(people);
        }
        let mut everyone = cast.ids.to_vec();
        everyone.sort_unstable();
        assert_eq!(seen, everyone);
    })
    .await;
}

#[tokio::test]
async fn everyones_rows_are_read_and_those_of_a_few() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        let database = cast.store.read();
        let [ada, ben, cai, .., fay] = cast.ids;
        assert_eq!(matching::profiles(database, Scope::Everyone).await.unwrap().len(), 6);
        let own = matching::profiles(database, Scope::People(&[ada])).await.unwrap();
        assert_eq!((own.len(), own[0].interests.as_slice()), (1, ["Chess".to_owned()].as_slice()));
        assert_eq!((own[0].last_active_at, own[0].suggests_connections), (at(60), false));
        let chats = matching::chats(database, Scope::People(&[cai])).await.unwrap();
        assert_eq!((chats.len(), chats[0].awaiting), (1, Some(Side::Recipient)));
        assert!(matching::chats(database, Scope::People(&[fay])).await.unwrap().is_empty());
        let contacts = matching::connections(database, Scope::People(&[ben])).await.unwrap();
        assert_eq!(contacts, [Tie::ordered(ada, ben)]);
    })
    .await;
}

#[tokio::test]
async fn a_view_counts_once_a_day_and_is_acted_upon_by_a_later_request() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        let [ada, .., fay] = cast.ids;
        let nobody = UserId::new(at(0), &Counting);
        let writer = cast.store.write().await.unwrap();
        let noted = matching::note_views(&writer, ada, &[fay, fay, ada, nobody], at(10)).await.unwrap();
        assert_eq!(noted, [fay]);
        assert!(matching::note_views(&writer, ada, &[fay], at(20)).await.unwrap().is_empty());
        writer.commit().await.unwrap();
        let on = at(10).date_naive();
        let view = |is_acted_upon| View { viewer_id: ada, shown_id: fay, on, is_acted_upon };
        let read = async |after: NaiveDate| {
            matching::views(cast.store.read(), Scope::People(&[fay]), after).await.unwrap()
        };
        assert_eq!(read(on - TimeDelta::days(1)).await, [view(false)]);
        assert!(read(on).await.is_empty());
        let writer = cast.store.write().await.unwrap();
        store::coffee_chat::insert(&writer, &chat(ada, fay, at(30))).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(read(on - TimeDelta::days(1)).await, [view(true)]);
    })
    .await;
}

#[tokio::test]
async fn putting_aside_again_counts_from_then_on() {
    for_each_database(async |store| {
        let cast = cast(store).await;
        let [ada, .., fay] = cast.ids;
        let writer = cast.store.write().await.unwrap();
        matching::dismiss(&writer, ada, fay, DismissalReason::TooFar, at(10)).await.unwrap();
        matching::dismiss(&writer, ada, fay, DismissalReason::NotNow, at(20)).await.unwrap();
        writer.commit().await.unwrap();
        let read =
            async |since| matching::dismissals(cast.store.read(), Scope::Everyone, since).await.unwrap();
        let dismissal =
            Dismissal { viewer_id: ada, dismissed_id: fay, reason: DismissalReason::NotNow, at: at(20) };
        assert_eq!(read(at(0)).await, [dismissal]);
        let four_weeks = 28 * 86_400;
        assert_eq!(cast.showable_to_ada(false, at(20 + four_weeks - 1)).await, ["dee"]);
        assert_eq!(cast.showable_to_ada(false, at(20 + four_weeks)).await, ["dee", "fay"]);
        assert!(read(at(21)).await.is_empty());
    })
    .await;
}
