//! People: accounts, profiles, sign-in, connections, blocks and reports.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::columns::{at, at_null, belongs, id, index, may_refer, refers, table, unique};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [users(), profiles(), profile_names(), profile_interests(), place_changes()] {
            manager.create_table(table.take()).await?;
        }
        for mut table in [sessions(), api_tokens()] {
            manager.create_table(table.take()).await?;
        }
        for mut table in [mail_links(), connections(), blocks(), reports()] {
            manager.create_table(table.take()).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            compare_folded_text_by_bytes(manager).await?;
        }
        for mut index in indexes() {
            manager.create_index(index.take()).await?;
        }
        Ok(())
    }
}

/// Prefixes are ranges and pages go on from a text: both need one order, that of the bytes, as SQLite has it.
async fn compare_folded_text_by_bytes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("users", "email"),
        ("profiles", "name_folded"),
        ("profiles", "company_folded"),
        ("profile_names", "entry"),
        ("profile_interests", "tag"),
    ];
    for (table, column) in columns {
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar COLLATE \"C\"");
        manager.get_connection().execute_unprepared(&alter).await?;
    }
    Ok(())
}

fn users() -> TableCreateStatement {
    table(
        "users",
        vec![
            id(),
            // Lower-cased: the name of the account.
            string("email"),
            string_null("password_hash"),
            string("role"),
            string("status"),
            // The institution's own key; keeps a person the same when the address changes.
            string_null("external_id"),
            // The last real action (message, answer, profile edit, call), not presence.
            at_null("last_active_at"),
            at("created_at"),
            at("updated_at"),
        ],
    )
}

fn profiles() -> TableCreateStatement {
    let mut table = Table::create();
    table.table("profiles").col(uuid("user_id").primary_key());
    for mut column in vec![
        string("name"),
        // Lower-cased and without accents, for search and order.
        string("name_folded"),
        string("headline"),
        string("company"),
        string("company_folded").default("").take(),
        integer_null("graduation_year"),
        text("bio"),
        string_null("avatar_key"),
        string_null("industry_code"),
        json_binary("past_industry_codes"),
        json_binary("wanted_industry_codes"),
        // The gazetteer's place, never a point; the cell at the precision that the member chose.
        big_integer_null("place_id"),
        string("place_precision"),
        // What others may know of it: cell, region and country at that precision; all empty when hidden.
        big_integer_null("place_cell"),
        string_null("region_code"),
        string_null("country_code"),
        at_null("place_set_at"),
        boolean("distance_matters"),
        string_null("time_zone"),
        json_binary("interests"),
        json_binary("seeks"),
        json_binary("offers"),
        string("visibility"),
        boolean("shows_connections"),
        // Empty until the person has been asked.
        boolean_null("open_to_chats"),
        at_null("paused_until"),
        // 0 to 8 accepted chats in 28 days.
        integer("monthly_chat_limit"),
        boolean("suggests_connections"),
        // When the person last changed it; until then an import may.
        at_null("edited_at"),
        integer("version"),
        at("updated_at"),
    ] {
        table.col(&mut column);
    }
    table.foreign_key(
        ForeignKey::create().from_col("user_id").to("users", "id").on_delete(ForeignKeyAction::Cascade),
    );
    table.take()
}

/// The folded name, once from each of its words on, so that any word of it finds the person: `silva ana`, `ana silva`.
fn profile_names() -> TableCreateStatement {
    let mut table = table("profile_names", vec![string("entry")]);
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("user_id").col("entry"));
    table
}

fn profile_interests() -> TableCreateStatement {
    let mut table = table("profile_interests", vec![string("tag")]);
    belongs(&mut table, "user_id", "users");
    table.primary_key(Index::create().col("user_id").col("tag"));
    table
}

fn place_changes() -> TableCreateStatement {
    let mut table = table("place_changes", vec![id(), at("changed_at")]);
    belongs(&mut table, "user_id", "users");
    table
}

fn sessions() -> TableCreateStatement {
    let mut table = table(
        "sessions",
        vec![
            id(),
            binary("token_hash"),
            at("created_at"),
            at("last_seen_at"),
            at("expires_at"),
            string("user_agent"),
        ],
    );
    belongs(&mut table, "user_id", "users");
    table
}

fn api_tokens() -> TableCreateStatement {
    let mut table = table(
        "api_tokens",
        vec![
            id(),
            string("name"),
            binary("token_hash"),
            json_binary("scopes"),
            at("created_at"),
            at_null("last_used_at"),
            at_null("expires_at"),
            at_null("revoked_at"),
        ],
    );
    belongs(&mut table, "user_id", "users");
    table
}

/// Mailed links for activation and password reset: used once, stored hashed.
fn mail_links() -> TableCreateStatement {
    let mut table = table(
        "mail_links",
        vec![
            id(),
            string("purpose"),
            binary("token_hash"),
            at("created_at"),
            at("expires_at"),
            at_null("used_at"),
        ],
    );
    belongs(&mut table, "user_id", "users");
    table
}

/// One row a pair: `low_id` < `high_id`.
fn connections() -> TableCreateStatement {
    let mut table = table(
        "connections",
        vec![
            id(),
            string("status"),
            text_null("message"),
            at("created_at"),
            at_null("responded_at"),
            // The requester took a declined request back.
            at_null("withdrawn_at"),
        ],
    );
    belongs(&mut table, "low_id", "users");
    belongs(&mut table, "high_id", "users");
    belongs(&mut table, "requester_id", "users");
    table
}

fn blocks() -> TableCreateStatement {
    let mut table = table("blocks", vec![at("created_at")]);
    belongs(&mut table, "blocker_id", "users");
    belongs(&mut table, "blocked_id", "users");
    table.primary_key(Index::create().col("blocker_id").col("blocked_id"));
    table
}

fn reports() -> TableCreateStatement {
    let mut table = table(
        "reports",
        vec![
            id(),
            string("reason"),
            text("note"),
            string("status"),
            // Set when the report is about a call; the call's table comes in the next step.
            uuid_null("video_call_id"),
            at("created_at"),
            at_null("resolved_at"),
        ],
    );
    refers(&mut table, "reporter_id", "users");
    refers(&mut table, "subject_id", "users");
    may_refer(&mut table, "resolved_by", "users");
    table
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("users", &["email"]),
        unique("users", &["external_id"]),
        index("users", &["status", "id"]),
        index("profiles", &["name_folded", "user_id"]),
        index("profiles", &["industry_code", "name_folded"]),
        index("profiles", &["graduation_year", "name_folded"]),
        index("profiles", &["country_code", "name_folded"]),
        index("profiles", &["region_code", "name_folded"]),
        index("profiles", &["place_cell", "name_folded"]),
        index("profiles", &["company_folded", "name_folded"]),
        index("profile_names", &["entry", "user_id"]),
        index("profile_interests", &["tag", "user_id"]),
        index("place_changes", &["user_id", "changed_at"]),
        unique("sessions", &["token_hash"]),
        index("sessions", &["user_id"]),
        index("sessions", &["expires_at"]),
        unique("api_tokens", &["token_hash"]),
        index("api_tokens", &["user_id"]),
        unique("mail_links", &["token_hash"]),
        index("mail_links", &["user_id", "purpose"]),
        unique("connections", &["low_id", "high_id"]),
        index("connections", &["high_id", "status"]),
        index("connections", &["low_id", "status"]),
        index("connections", &["requester_id", "created_at"]),
        index("blocks", &["blocked_id"]),
        index("reports", &["status", "id"]),
        index("reports", &["subject_id"]),
        index("reports", &["reporter_id"]),
    ]
}
