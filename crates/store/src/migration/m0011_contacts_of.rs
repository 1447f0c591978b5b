//! Who knows a person, read from an index alone on the other side too: a list of suggestions looks at nobody's other
//! contacts.

use sea_orm_migration::prelude::*;

use super::columns::index;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let before = Index::drop().name("connections_high_id_status_idx").table("connections").to_owned();
        manager.drop_index(before).await?;
        manager.create_index(index("connections", &["high_id", "status", "low_id"])).await
    }
}
