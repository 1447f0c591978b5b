//! What profiles say, as vectors: written, read, replaced, forgotten, one model apart from the other.

use model::facet::Facet;
use model::id::UserId;
use store::embedding::{self, EmbeddedPhrase, EmbeddingCounts, EmbeddingState};
use store::{Store, profile};

use crate::database::for_each_database;
use crate::support::{at, member};

const OLD: &str = "ngram@1";
const NEW: &str = "ngram@2";

fn phrase(user_id: UserId, facet: Facet, position: u16, vector: [u8; 4]) -> EmbeddedPhrase {
    EmbeddedPhrase { user_id, facet, position, text_hash: vec![position as u8; 32], vector: vector.to_vec() }
}

async fn write(store: &Store, model: &str, user: UserId, version: i32, phrases: &[EmbeddedPhrase]) -> bool {
    let writer = store.write().await.unwrap();
    let is_written = embedding::replace(&writer, model, user, version, phrases, at(5)).await.unwrap();
    writer.commit().await.unwrap();
    is_written
}

#[tokio::test]
async fn phrases_come_back_as_they_were_written_and_only_for_their_model() {
    for_each_database(async |store| {
        let (ada, ben) = (member(&store, "ada@example.org").await, member(&store, "ben@example.org").await);
        let said = [
            phrase(ada, Facet::Offers, 0, [0, 1, 127, 255]),
            phrase(ada, Facet::Seeks, 0, [1, 2, 3, 4]),
            phrase(ada, Facet::Seeks, 1, [0; 4]),
        ];
        assert!(write(&store, OLD, ada, 1, &said).await);
        assert!(write(&store, OLD, ben, 1, &[phrase(ben, Facet::About, 0, [9; 4])]).await);
        let read = async |model, people: &[UserId]| {
            embedding::phrases_of(store.read(), model, people).await.unwrap()
        };
        assert_eq!(read(OLD, &[ada]).await, said);
        assert_eq!(read(OLD, &[ada, ben]).await.len(), 4);
        assert!(read(NEW, &[ada, ben]).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_changed_profile_waits_until_it_is_embedded_again() {
    for_each_database(async |store| {
        let (ada, ben) = (member(&store, "ada@example.org").await, member(&store, "ben@example.org").await);
        let states = async |model| embedding::states_after(store.read(), model, None, 10).await.unwrap();
        assert!(states(OLD).await.iter().all(EmbeddingState::is_stale));
        write(&store, OLD, ada, 1, &[]).await;
        let fresh = EmbeddingState { user_id: ada, profile_version: 1, embedded_version: Some(1) };
        assert_eq!(embedding::states(store.read(), OLD, &[ada]).await.unwrap(), [fresh]);
        assert_eq!(
            embedding::counts(store.read(), OLD).await.unwrap(),
            EmbeddingCounts { embedded: 1, waiting: 1 }
        );
        assert_eq!(
            embedding::counts(store.read(), NEW).await.unwrap(),
            EmbeddingCounts { embedded: 0, waiting: 2 }
        );
        let mut changed = profile::find(store.read(), ada).await.unwrap().unwrap();
        changed.bio = "Now with a bio".to_owned();
        let writer = store.write().await.unwrap();
        assert!(profile::update(&writer, &changed, at(9)).await.unwrap());
        writer.commit().await.unwrap();
        assert!(embedding::states(store.read(), OLD, &[ada]).await.unwrap()[0].is_stale());
        let after_ada = embedding::states_after(store.read(), OLD, Some(ada), 10).await.unwrap();
        assert_eq!(after_ada.iter().map(|state| state.user_id).collect::<Vec<_>>(), [ben]);
    })
    .await;
}

#[tokio::test]
async fn an_older_version_never_takes_the_place_of_a_newer_one() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        let (newer, older) = ([phrase(ada, Facet::Seeks, 0, [2; 4])], [phrase(ada, Facet::Seeks, 0, [1; 4])]);
        assert!(write(&store, OLD, ada, 2, &newer).await);
        assert!(!write(&store, OLD, ada, 1, &older).await, "a job that was slow");
        assert!(write(&store, OLD, ada, 2, &newer).await, "a job that ran twice");
        assert_eq!(embedding::phrases_of(store.read(), OLD, &[ada]).await.unwrap(), newer);
        assert!(write(&store, OLD, ada, 3, &[]).await);
        assert!(embedding::phrases_of(store.read(), OLD, &[ada]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_another_model_made_can_be_forgotten() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        for model in [OLD, NEW] {
            write(&store, model, ada, 1, &[phrase(ada, Facet::Seeks, 0, [1; 4])]).await;
        }
        let writer = store.write().await.unwrap();
        embedding::forget_all_but(&writer, NEW).await.unwrap();
        writer.commit().await.unwrap();
        assert!(embedding::phrases_of(store.read(), OLD, &[ada]).await.unwrap().is_empty());
        assert_eq!(embedding::phrases_of(store.read(), NEW, &[ada]).await.unwrap().len(), 1);
        assert!(embedding::states(store.read(), OLD, &[ada]).await.unwrap()[0].is_stale());
    })
    .await;
}
