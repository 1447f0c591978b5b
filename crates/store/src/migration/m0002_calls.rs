//! Calls: the call, the standing of each person in it, their connections to it, and what is kept of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use super::columns::{at, at_null, belongs, id, index, may_refer, refers, table, unique};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [video_calls(), video_call_participants(), call_sessions(), call_messages()] {
            manager.create_table(table.take()).await?;
        }
        for mut table in [call_feedback(), screen_sharing_sessions(), call_recordings(), consents()] {
            manager.create_table(table.take()).await?;
        }
        for mut table in [call_quality_samples(), time_cells()] {
            manager.create_table(table.take()).await?;
        }
        for mut index in indexes() {
            manager.create_index(index.take()).await?;
        }
        // At most one live connection a person and device, and one running share a connection's track.
        let statements = manager.get_connection();
        statements
            .execute_unprepared(
                "CREATE UNIQUE INDEX call_sessions_one_live_key ON call_sessions (participant_id, device) \
                 WHERE left_at IS NULL",
            )
            .await?;
        statements
            .execute_unprepared(
                "CREATE UNIQUE INDEX screen_sharing_sessions_one_running_key \
                 ON screen_sharing_sessions (video_call_id, track) WHERE ended_at IS NULL",
            )
            .await?;
        Ok(())
    }
}

fn video_calls() -> TableCreateStatement {
    let mut table = table(
        "video_calls",
        vec![
            id(),
            string("title"),
            text("description"),
            string("type"),
            string("status"),
            string("provider"),
            // The room's name at the provider: unguessable, lower case.
            string("provider_room"),
            // Why the call is not where it was meant to be.
            string_null("provider_fallback_reason"),
            at_null("scheduled_at"),
            integer("duration_minutes"),
            string("time_zone"),
            at_null("started_at"),
            at_null("ended_at"),
            string_null("end_reason"),
            // Since when nobody is in it, while active.
            at_null("empty_since"),
            integer("max_participants"),
            boolean("has_lobby"),
            boolean("is_locked"),
            string("recording_policy"),
            boolean("has_chat"),
            boolean("has_screen_share"),
            boolean("shows_participants"),
            string("start_policy"),
            json_binary_null("audience"),
            // The request that made this call; the request's table comes in the next step.
            uuid_null("coffee_chat_request_id"),
            uuid_null("series_id"),
            uuid_null("parent_call_id"),
            // RFC 5545: stays for the life of the meeting; SEQUENCE rises with every change of time or status.
            string("ics_uid"),
            integer("ics_sequence"),
            integer("version"),
            at("created_at"),
            at("updated_at"),
        ],
    );
    refers(&mut table, "host_id", "users");
    table
}

fn video_call_participants() -> TableCreateStatement {
    let mut table = table(
        "video_call_participants",
        vec![
            id(),
            string("role"),
            string("response"),
            string("admission"),
            at_null("asked_to_enter_at"),
            at_null("first_joined_at"),
            at_null("last_left_at"),
            at("created_at"),
            at("updated_at"),
        ],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    refers(&mut table, "user_id", "users");
    may_refer(&mut table, "invited_by", "users");
    table
}

/// One connection: durations and attendance are sums over these rows.
fn call_sessions() -> TableCreateStatement {
    let mut table = table(
        "call_sessions",
        vec![
            id(),
            string("device"),
            // The provider's name for the connection, once it is known.
            string_null("provider_session"),
            // Handed a token; has not been seen at the provider yet.
            at("created_at"),
            at_null("joined_at"),
            at_null("last_seen_at"),
            at_null("left_at"),
            string_null("leave_reason"),
        ],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    belongs(&mut table, "participant_id", "video_call_participants");
    refers(&mut table, "user_id", "users");
    table
}

fn call_messages() -> TableCreateStatement {
    let mut table = table("call_messages", vec![id(), text("body"), at("created_at"), at_null("deleted_at")]);
    belongs(&mut table, "video_call_id", "video_calls");
    refers(&mut table, "sender_id", "users");
    table
}

fn call_feedback() -> TableCreateStatement {
    let mut table = table(
        "call_feedback",
        vec![integer("rating"), json_binary("problems"), text("note"), at("created_at"), at("updated_at")],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("video_call_id").col("user_id"));
    table
}

fn screen_sharing_sessions() -> TableCreateStatement {
    let mut table = table(
        "screen_sharing_sessions",
        vec![
            id(),
            // The provider's track.
            string("track"),
            string_null("source_kind"),
            boolean("has_audio"),
            at("started_at"),
            at_null("ended_at"),
            string_null("end_reason"),
        ],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    belongs(&mut table, "participant_id", "video_call_participants");
    may_refer(&mut table, "session_id", "call_sessions");
    table
}

fn call_recordings() -> TableCreateStatement {
    let mut table = table(
        "call_recordings",
        vec![
            id(),
            string("status"),
            at("created_at"),
            at_null("started_at"),
            at_null("ended_at"),
            integer_null("duration_seconds"),
            big_integer_null("size_bytes"),
            string_null("sha256"),
            string_null("storage_key"),
            string_null("error_code"),
            text_null("error_detail"),
            at_null("retain_until"),
            at_null("deleted_at"),
        ],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    refers(&mut table, "requested_by", "users");
    table
}

/// The ledger: rows are only ever added.
fn consents() -> TableCreateStatement {
    let mut table = table(
        "consents",
        vec![
            id(),
            uuid_null("recording_id"),
            string("scope"),
            string("answer"),
            string("text_version"),
            string("channel"),
            at("answered_at"),
        ],
    );
    belongs(&mut table, "video_call_id", "video_calls");
    refers(&mut table, "user_id", "users");
    table
}

fn call_quality_samples() -> TableCreateStatement {
    let mut table = table(
        "call_quality_samples",
        vec![
            id(),
            at("bucket_at"),
            integer_null("round_trip_milliseconds"),
            double_null("loss_in"),
            double_null("loss_out"),
            integer("score"),
            string_null("path"),
        ],
    );
    belongs(&mut table, "session_id", "call_sessions");
    table
}

/// Quarter hours that a person has promised; the primary key is what keeps anyone from being booked twice.
fn time_cells() -> TableCreateStatement {
    let mut table = table("time_cells", vec![at("cell_at"), at_null("expires_at")]);
    belongs(&mut table, "user_id", "users");
    belongs(&mut table, "video_call_id", "video_calls");
    table.primary_key(Index::create().name("time_cells_pkey").col("user_id").col("cell_at"));
    table
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("video_calls", &["provider_room"]),
        unique("video_calls", &["coffee_chat_request_id"]),
        index("video_calls", &["host_id", "status", "scheduled_at"]),
        index("video_calls", &["status", "scheduled_at"]),
        index("video_calls", &["status", "empty_since"]),
        unique("video_call_participants", &["video_call_id", "user_id"]),
        index("video_call_participants", &["user_id", "video_call_id"]),
        index("call_sessions", &["video_call_id", "left_at"]),
        index("call_sessions", &["participant_id", "left_at"]),
        index("call_sessions", &["user_id", "left_at"]),
        index("call_sessions", &["left_at", "last_seen_at"]),
        index("call_messages", &["video_call_id", "id"]),
        index("call_feedback", &["user_id"]),
        index("screen_sharing_sessions", &["video_call_id", "ended_at"]),
        index("call_recordings", &["video_call_id"]),
        index("consents", &["video_call_id", "user_id"]),
        index("call_quality_samples", &["session_id", "bucket_at"]),
        index("time_cells", &["video_call_id"]),
    ]
}
