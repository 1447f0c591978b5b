//! What the server needs to run: events, jobs, notifications, repeated requests, the audit log, settings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::columns::{at, at_null, belongs, id, index, table};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [outbox(), realtime_heads(), realtime_events(), notifications(), jobs()] {
            manager.create_table(table.take()).await?;
        }
        for mut table in [idempotency_keys(), audit_log(), settings()] {
            manager.create_table(table.take()).await?;
        }
        for mut index in indexes() {
            manager.create_index(index.take()).await?;
        }
        let statements = manager.get_connection();
        // The writing transaction, so that a follower never reads past one that is still running.
        if manager.get_database_backend() == DbBackend::Postgres {
            statements
                .execute_unprepared(
                    "ALTER TABLE outbox ADD COLUMN writer xid8 NOT NULL DEFAULT pg_current_xact_id()",
                )
                .await?;
        }
        // A job with a key waits at most once.
        statements
            .execute_unprepared(
                "CREATE UNIQUE INDEX jobs_waiting_key ON jobs (dedupe_key) WHERE finished_at IS NULL",
            )
            .await?;
        statements
            .execute_unprepared("CREATE INDEX jobs_due_idx ON jobs (run_at) WHERE finished_at IS NULL")
            .await?;
        Ok(())
    }
}

/// Everything that happened, in order, for followers inside the server.
fn outbox() -> TableCreateStatement {
    // `told`: the ids of the people it is told to, so that a follower knows whose sockets to wake.
    let columns =
        vec![big_pk_auto("seq"), string("event"), json_binary("data"), json_binary("told"), at("created_at")];
    table("outbox", columns)
}

/// The offset of the last event told to a person.
fn realtime_heads() -> TableCreateStatement {
    let mut table = table("realtime_heads", vec![big_integer("head_offset")]);
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("user_id"));
    table
}

/// Events told to a person, with gapless offsets.
fn realtime_events() -> TableCreateStatement {
    let mut table = table(
        "realtime_events",
        vec![big_integer("event_offset"), string("event"), json_binary("data"), at("created_at")],
    );
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("user_id").col("event_offset"));
    table
}

fn notifications() -> TableCreateStatement {
    let mut table = table(
        "notifications",
        vec![id(), string("kind"), json_binary("data"), at("created_at"), at_null("read_at")],
    );
    belongs(&mut table, "user_id", "users");
    table
}

fn jobs() -> TableCreateStatement {
    table(
        "jobs",
        vec![
            id(),
            string("kind"),
            json_binary("payload"),
            string_null("dedupe_key"),
            at("run_at"),
            integer("attempts"),
            at_null("leased_until"),
            at_null("finished_at"),
            // Given up: the reason stands in `last_error`.
            boolean("has_failed"),
            text_null("last_error"),
            at("created_at"),
        ],
    )
}

fn idempotency_keys() -> TableCreateStatement {
    let mut table = table(
        "idempotency_keys",
        vec![
            string("key"),
            // SHA-256 over method, path and body.
            binary("fingerprint"),
            integer_null("status"),
            string_null("content_type"),
            binary_null("body"),
            at("created_at"),
        ],
    );
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().name("idempotency_keys_pkey").col("user_id").col("key"));
    table
}

/// Append-only; each row carries the hash of the one before.
fn audit_log() -> TableCreateStatement {
    table(
        "audit_log",
        vec![
            big_pk_auto("seq"),
            uuid_null("actor_id"),
            string("action"),
            string("subject"),
            json_binary("data"),
            at("created_at"),
            binary("previous_hash"),
            binary("hash"),
        ],
    )
}

fn settings() -> TableCreateStatement {
    table("settings", vec![string("name").primary_key().take(), text("value")])
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("outbox", &["created_at"]),
        index("realtime_events", &["created_at"]),
        index("notifications", &["user_id", "id"]),
        index("notifications", &["user_id", "read_at"]),
        index("jobs", &["finished_at"]),
        index("idempotency_keys", &["created_at"]),
        index("audit_log", &["created_at"]),
    ]
}
