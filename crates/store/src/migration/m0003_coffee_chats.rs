//! Coffee chats: requests, what was said of them afterwards, and who was shown to whom.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use super::columns::{at, at_null, belongs, id, index, may_refer, refers, table};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [requests(), feedback(), suggestion_views(), suggestion_dismissals()] {
            manager.create_table(table.take()).await?;
        }
        for mut index in indexes() {
            manager.create_index(index.take()).await?;
        }
        // One open request between two people, whichever of them asked.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX coffee_chat_requests_one_pending_key \
                 ON coffee_chat_requests (low_id, high_id) WHERE status = 'pending'",
            )
            .await?;
        Ok(())
    }
}

fn requests() -> TableCreateStatement {
    let mut table = table(
        "coffee_chat_requests",
        vec![
            id(),
            string("type"),
            string("status"),
            // The side whose answer is awaited while pending.
            string_null("awaiting"),
            text("message"),
            text_null("answer_message"),
            json_binary("proposed_times"),
            at_null("selected_time"),
            integer("duration_minutes"),
            string("time_zone"),
            integer("counter_count"),
            at("expires_at"),
            uuid_null("video_call_id"),
            at_null("responded_at"),
            at_null("completed_at"),
            at_null("closed_at"),
            string_null("cancelled_by"),
            text_null("cancel_reason"),
            string_null("no_show_by"),
            boolean("declined_for_ever"),
            // Together at the same time, once the call is over.
            integer_null("met_seconds"),
            integer("version"),
            at("created_at"),
            at("updated_at"),
        ],
    );
    refers(&mut table, "requester_id", "users");
    refers(&mut table, "recipient_id", "users");
    // The same two, ordered: `low_id` < `high_id`.
    refers(&mut table, "low_id", "users");
    refers(&mut table, "high_id", "users");
    may_refer(&mut table, "introduced_to_id", "users");
    table
}

fn feedback() -> TableCreateStatement {
    let mut table = table(
        "coffee_chat_feedback",
        vec![
            boolean_null("has_met"),
            integer_null("rating"),
            boolean_null("wants_again"),
            text("note"),
            at("created_at"),
            at("updated_at"),
        ],
    );
    belongs(&mut table, "request_id", "coffee_chat_requests");
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("request_id").col("user_id"));
    table
}

/// A card that was on somebody's screen, once a viewer, person and day.
fn suggestion_views() -> TableCreateStatement {
    let mut table = table("suggestion_views", vec![date("viewed_on"), at("viewed_at")]);
    belongs(&mut table, "viewer_id", "users");
    belongs(&mut table, "shown_id", "users");
    table.primary_key(Index::create().col("viewer_id").col("shown_id").col("viewed_on"));
    table
}

fn suggestion_dismissals() -> TableCreateStatement {
    let mut table = table("suggestion_dismissals", vec![string("reason"), at("dismissed_at")]);
    belongs(&mut table, "viewer_id", "users");
    belongs(&mut table, "dismissed_id", "users");
    table.primary_key(Index::create().col("viewer_id").col("dismissed_id"));
    table
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("coffee_chat_requests", &["requester_id", "id"]),
        index("coffee_chat_requests", &["recipient_id", "id"]),
        index("coffee_chat_requests", &["requester_id", "status", "id"]),
        index("coffee_chat_requests", &["recipient_id", "status", "id"]),
        index("coffee_chat_requests", &["low_id", "high_id", "status"]),
        index("coffee_chat_requests", &["status", "expires_at"]),
        index("coffee_chat_requests", &["video_call_id"]),
        index("coffee_chat_feedback", &["user_id"]),
        index("suggestion_views", &["shown_id", "viewed_at"]),
        index("suggestion_dismissals", &["dismissed_id"]),
    ]
}
