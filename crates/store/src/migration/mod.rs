//! The schema, one step after the other, the same for both databases.

use sea_orm_migration::prelude::*;

mod columns;
mod m0001_people;
mod m0002_calls;
mod m0003_coffee_chats;
mod m0004_operation;
mod m0005_call_audiences;
mod m0006_call_quality;
mod m0007_embeddings;
mod m0008_contact_lists;
mod m0009_wait_lists;
mod m0010_languages;
mod m0011_contacts_of;

/// Applies the steps in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Step),
            Box::new(m0002_calls::Step),
            Box::new(m0003_coffee_chats::Step),
            Box::new(m0004_operation::Step),
            Box::new(m0005_call_audiences::Step),
            Box::new(m0006_call_quality::Step),
            Box::new(m0007_embeddings::Step),
            Box::new(m0008_contact_lists::Step),
            Box::new(m0009_wait_lists::Step),
            Box::new(m0010_languages::Step),
            Box::new(m0011_contacts_of::Step),
        ]
    }
}
