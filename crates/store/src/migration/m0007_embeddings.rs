//! What profiles say, as vectors: a row for each phrase and model, and up to which version each profile is embedded.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, integer, string};

use super::columns::{at, belongs, index, table};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut profiles =
            table("embedded_profiles", vec![string("model"), integer("profile_version"), at("embedded_at")]);
        belongs(&mut profiles, "user_id", "users");
        // The model stands first: everybody is read model by model, in the order of ids.
        profiles.primary_key(Index::create().name("embedded_profiles_pkey").col("model").col("user_id"));
        manager.create_table(profiles.take()).await?;
        manager.create_index(index("embedded_profiles", &["user_id"])).await?;
        let mut phrases = table(
            "embedded_phrases",
            vec![
                string("model"),
                string("facet"),
                integer("position"),
                binary("text_hash"),
                binary("vector"),
                at("made_at"),
            ],
        );
        belongs(&mut phrases, "user_id", "users");
        let mut key = Index::create();
        key.name("embedded_phrases_pkey").col("model").col("user_id").col("facet").col("position");
        phrases.primary_key(&mut key);
        manager.create_table(phrases.take()).await?;
        manager.create_index(index("embedded_phrases", &["user_id"])).await
    }
}
