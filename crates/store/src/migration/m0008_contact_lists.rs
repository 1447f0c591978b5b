//! Whom everyone knows, read from an index alone: a start reads all of it.

use sea_orm_migration::prelude::*;

use super::columns::index;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let before = Index::drop().name("connections_low_id_status_idx").table("connections").to_owned();
        manager.drop_index(before).await?;
        manager.create_index(index("connections", &["low_id", "status", "high_id"])).await
    }
}
