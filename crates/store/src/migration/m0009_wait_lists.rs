//! Who waits for a place with whom.

use sea_orm_migration::prelude::*;

use super::columns::{at, at_null, belongs, index, table};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut waits =
            table("wait_list_entries", vec![at("joined_at"), at("queued_at"), at_null("offered_at")]);
        belongs(&mut waits, "person_id", "users");
        belongs(&mut waits, "waiter_id", "users");
        // The person stands first: a line is read whole.
        waits.primary_key(Index::create().name("wait_list_entries_pkey").col("person_id").col("waiter_id"));
        manager.create_table(waits.take()).await?;
        manager.create_index(index("wait_list_entries", &["waiter_id"])).await
    }
}
