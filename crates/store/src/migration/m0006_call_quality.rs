//! How calls carried: how long joining took, and what each connection measured from time to time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, double_null, integer_null};

use super::columns::unique;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // From the press of the button to the connection, and to the first picture of somebody else.
        let session = [integer_null("join_milliseconds"), integer_null("first_frame_milliseconds")];
        let sample = [
            double_null("jitter_milliseconds"),
            big_integer_null("bits_in"),
            big_integer_null("bits_out"),
            integer_null("frame_height"),
        ];
        let session = session.into_iter().map(|column| ("call_sessions", column));
        let sample = sample.into_iter().map(|column| ("call_quality_samples", column));
        // SQLite adds one column at a time.
        for (table, column) in session.chain(sample) {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        let index = "call_quality_samples_session_id_bucket_at_idx";
        manager.drop_index(Index::drop().name(index).table("call_quality_samples").to_owned()).await?;
        // What is sent twice is one sample.
        manager.create_index(unique("call_quality_samples", &["session_id", "bucket_at"])).await
    }
}
