//! Gatherings to come that are open to an audience: the keys that a person's gatherings are found by. The audience as it was
//! written stands in the call's own row.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string;

use super::columns::{belongs, index, table};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut keys = table("call_audiences", vec![string("key")]);
        belongs(&mut keys, "video_call_id", "video_calls");
        keys.primary_key(Index::create().name("call_audiences_pkey").col("key").col("video_call_id"));
        manager.create_table(keys.take()).await?;
        manager.create_index(index("call_audiences", &["video_call_id"])).await
    }
}
