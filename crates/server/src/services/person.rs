//! People as other members may see them: cards for every other part, pages, and the directory.

use std::collections::HashMap;

use model::Violations;
use model::id::UserId;
use model::person::{Person, PersonPage};
use store::directory::KnownInterest;
use store::{StoreError, directory, person, profile};
use thiserror::Error;

use crate::context::Context;
use crate::services::directory_filter::TypedFilter;

pub use store::directory::Position;

/// Why the directory is not shown.
#[derive(Debug, Error)]
pub enum DirectoryError {
    /// A filter cannot be read.
    #[error("a filter cannot be read")]
    Invalid(Violations),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of the directory.
#[derive(Clone, Debug)]
pub struct DirectoryPage {
    /// People by name.
    pub people: Vec<Person>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<Position>,
}

/// People, as seen by others.
#[derive(Clone)]
pub struct PersonService {
    context: Context,
}

impl PersonService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context }
    }

    /// The cards of people whom the viewer has to do with (in a call, a request, a connection): the whole card of
    /// those the viewer may look up, the name alone of the others. One query for all.
    pub async fn cards(
        &self,
        viewer: UserId,
        people: &[UserId],
    ) -> Result<HashMap<UserId, Person>, StoreError> {
        person::cards(self.context.read(), viewer, people).await
    }

    /// The cards of those of the people whom the viewer may look up; the others are left out.
    pub async fn visible(
        &self,
        viewer: UserId,
        people: &[UserId],
    ) -> Result<HashMap<UserId, Person>, StoreError> {
        person::visible(self.context.read(), viewer, people).await
    }

    /// A person's page; nothing when the viewer may not look them up, whatever the reason.
    pub async fn page(&self, viewer: UserId, id: UserId) -> Result<Option<PersonPage>, StoreError> {
        person::page(self.context.read(), viewer, id, self.context.now()).await
    }

    /// A page of the directory, the viewer left out.
    pub async fn directory(
        &self,
        viewer: UserId,
        filter: &TypedFilter,
        after: Option<&Position>,
        limit: u64,
    ) -> Result<DirectoryPage, DirectoryError> {
        let home = match filter.radius_km {
            Some(_) => {
                profile::find(self.context.read(), viewer).await?.and_then(|profile| profile.known_place())
            }
            None => None,
        };
        let filter = filter.read(home.map(|known| known.cell)).map_err(DirectoryError::Invalid)?;
        let mut found = directory::list(self.context.read(), viewer, &filter, after, limit + 1).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|(_, position)| position.clone());
        Ok(DirectoryPage { people: found.into_iter().map(|(person, _)| person).collect(), next })
    }

    /// Interests that begin so.
    pub async fn interests(&self, prefix: &str, limit: u64) -> Result<Vec<KnownInterest>, StoreError> {
        directory::interests(self.context.read(), prefix, limit).await
    }
}
