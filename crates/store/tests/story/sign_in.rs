//! Accounts, sign-ins, tokens and mailed links.

use model::access::Scope;
use model::id::{ApiTokenId, SessionId, UserId};
use model::user::{UserRole, UserStatus};
use store::api_token::{self, NewApiToken};
use store::mail_link::{self, LinkPurpose, NewMailLink};
use store::session::{self, NewSession};
use store::{Store, user};

use crate::database::for_each_database;
use crate::support::{Counting, at, member};

const DAY: i64 = 86_400;

#[tokio::test]
async fn an_account_is_found_by_address_and_by_id() {
    for_each_database(async |store| {
        let id = member(&store, "ada@example.org").await;
        let found = user::find_by_email(store.read(), "ada@example.org").await.unwrap().unwrap();
        assert_eq!((found.id, found.role, found.status), (id, UserRole::Member, UserStatus::Active));
        assert_eq!(user::find(store.read(), id).await.unwrap(), Some(found));
        let own = user::find_own(store.read(), id).await.unwrap().unwrap();
        assert_eq!((own.name.as_str(), own.version, own.open_to_chats), ("Ada Example", 1, None));
        assert_eq!(user::find_by_email(store.read(), "bob@example.org").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_address_names_one_account() {
    for_each_database(async |store| {
        member(&store, "ada@example.org").await;
        let twin = user::NewUser {
            id: UserId::new(at(0), &Counting),
            email: "ada@example.org".to_owned(),
            name: "Ada Twin".to_owned(),
            password_hash: None,
            role: UserRole::Member,
            status: UserStatus::Invited,
            external_id: None,
        };
        let writer = store.write().await.unwrap();
        let refused = user::create(&writer, &twin, at(0)).await.unwrap_err();
        assert!(refused.is_conflict_on("email"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_standing_moves_only_from_where_it_is() {
    for_each_database(async |store| {
        let id = member(&store, "ada@example.org").await;
        let writer = store.write().await.unwrap();
        let (active, suspended) = (UserStatus::Active, UserStatus::Suspended);
        assert!(user::move_status(&writer, id, active, suspended, at(1)).await.unwrap());
        assert!(!user::move_status(&writer, id, active, suspended, at(2)).await.unwrap());
        user::set_password(&writer, id, "another", at(3)).await.unwrap();
        user::set_role(&writer, id, UserRole::Admin, at(3)).await.unwrap();
        writer.commit().await.unwrap();
        let found = user::find(store.read(), id).await.unwrap().unwrap();
        assert_eq!((found.role, found.status), (UserRole::Admin, suspended));
        assert_eq!(found.password_hash.as_deref(), Some("another"));
    })
    .await;
}

async fn signed_in(store: &Store, user_id: UserId, secret: &[u8], seconds: i64) -> SessionId {
    let session = NewSession {
        id: SessionId::new(at(seconds), &Counting),
        user_id,
        token_hash: secret.to_vec(),
        expires_at: at(seconds + 30 * DAY),
        user_agent: "a browser".to_owned(),
    };
    let writer = store.write().await.unwrap();
    session::insert(&writer, &session, at(seconds)).await.unwrap();
    writer.commit().await.unwrap();
    session.id
}

#[tokio::test]
async fn a_sign_in_is_found_by_its_secret_until_it_is_ended() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        let bob = member(&store, "bob@example.org").await;
        let first = signed_in(&store, ada, b"first", 0).await;
        let second = signed_in(&store, ada, b"second", 10).await;
        signed_in(&store, bob, b"third", 20).await;

        let owner = session::find_by_token(store.read(), b"first").await.unwrap().unwrap();
        assert_eq!((owner.id, owner.user_id, owner.status), (first, ada, UserStatus::Active));
        assert_eq!(session::find_by_token(store.read(), b"fourth").await.unwrap(), None);

        let writer = store.write().await.unwrap();
        session::touch(&writer, first, at(60)).await.unwrap();
        assert!(!session::delete(&writer, bob, first).await.unwrap(), "not bob's to end");
        writer.commit().await.unwrap();
        let listed = session::list_of(store.read(), ada, at(0), at(70)).await.unwrap();
        assert_eq!(listed.iter().map(|session| session.id).collect::<Vec<_>>(), [first, second]);

        let writer = store.write().await.unwrap();
        assert!(session::delete(&writer, ada, first).await.unwrap());
        assert_eq!(session::delete_all_of(&writer, ada).await.unwrap(), 1);
        writer.commit().await.unwrap();
        assert_eq!(session::find_by_token(store.read(), b"second").await.unwrap(), None);
        assert!(session::find_by_token(store.read(), b"third").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn sign_ins_that_are_over_are_forgotten() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        signed_in(&store, ada, b"unseen", 0).await;
        signed_in(&store, ada, b"in use", 8 * DAY).await;
        let now = at(9 * DAY);
        assert_eq!(session::list_of(store.read(), ada, at(2 * DAY), now).await.unwrap().len(), 1);
        let writer = store.write().await.unwrap();
        assert_eq!(session::forget_over(&writer, at(2 * DAY), now).await.unwrap(), 1);
        assert_eq!(session::forget_over(&writer, at(2 * DAY), at(38 * DAY)).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_token_works_until_it_is_revoked() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        let bob = member(&store, "bob@example.org").await;
        let token = NewApiToken {
            id: ApiTokenId::new(at(0), &Counting),
            user_id: ada,
            name: "calendar".to_owned(),
            token_hash: b"secret".to_vec(),
            scopes: vec![Scope::CallsRead, Scope::ChatsRead],
            expires_at: Some(at(DAY)),
        };
        let writer = store.write().await.unwrap();
        api_token::insert(&writer, &token, at(0)).await.unwrap();
        api_token::touch(&writer, token.id, at(5)).await.unwrap();
        assert!(!api_token::revoke(&writer, bob, token.id, at(6)).await.unwrap(), "not bob's to revoke");
        writer.commit().await.unwrap();

        let owner = api_token::find_by_token(store.read(), b"secret").await.unwrap().unwrap();
        assert_eq!((owner.user_id, owner.scopes, owner.expires_at), (ada, token.scopes, Some(at(DAY))));
        assert_eq!(api_token::list_of(store.read(), ada).await.unwrap()[0].last_used_at, Some(at(5)));
        assert!(api_token::list_of(store.read(), bob).await.unwrap().is_empty());

        let writer = store.write().await.unwrap();
        assert!(api_token::revoke(&writer, ada, token.id, at(7)).await.unwrap());
        assert!(!api_token::revoke(&writer, ada, token.id, at(8)).await.unwrap());
        assert_eq!(api_token::revoke_all_of(&writer, ada, at(8)).await.unwrap(), 0);
        writer.commit().await.unwrap();
        assert_eq!(api_token::find_by_token(store.read(), b"secret").await.unwrap(), None);
        assert!(api_token::list_of(store.read(), ada).await.unwrap().is_empty());
    })
    .await;
}

async fn mailed(store: &Store, user_id: UserId, purpose: LinkPurpose, secret: &[u8]) {
    let link = NewMailLink {
        id: model::id::new_uuid(at(0), &Counting),
        user_id,
        purpose,
        token_hash: secret.to_vec(),
        expires_at: at(3600),
    };
    let writer = store.write().await.unwrap();
    mail_link::insert(&writer, &link, at(0)).await.unwrap();
    writer.commit().await.unwrap();
}

#[tokio::test]
async fn a_mailed_link_works_once_and_in_its_time() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        mailed(&store, ada, LinkPurpose::PasswordReset, b"one").await;
        mailed(&store, ada, LinkPurpose::Activation, b"two").await;
        let writer = store.write().await.unwrap();
        let take =
            async |secret: &[u8], seconds| mail_link::take(&writer, secret, at(seconds)).await.unwrap();
        assert_eq!(take(b"none", 1).await, None);
        assert_eq!(take(b"one", 3600).await, None);
        assert!(mail_link::is_good(&writer, b"one", at(3599)).await.unwrap());
        assert_eq!(take(b"one", 3599).await, Some((ada, LinkPurpose::PasswordReset)));
        assert!(!mail_link::is_good(&writer, b"one", at(3599)).await.unwrap());
        assert_eq!(take(b"one", 3599).await, None);
        mail_link::void_all_of(&writer, ada, at(5)).await.unwrap();
        assert_eq!(take(b"two", 6).await, None);
        assert_eq!(mail_link::forget_before(&writer, at(3601)).await.unwrap(), 2);
    })
    .await;
}
