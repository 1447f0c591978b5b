//! People as other members may see them: cards for every other part, pages, and the directory.

use std::collections::HashMap;

use model::id::UserId;
use model::person::{Person, PersonPage};
use store::directory::{DirectoryFilter, KnownInterest, Position};
use store::{StoreError, directory, person};

use crate::context::Context;

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
        filter: &DirectoryFilter,
        after: Option<&Position>,
        limit: u64,
    ) -> Result<Vec<(Person, Position)>, StoreError> {
        directory::list(self.context.read(), viewer, filter, after, limit).await
    }

    /// Interests that begin so.
    pub async fn interests(&self, prefix: &str, limit: u64) -> Result<Vec<KnownInterest>, StoreError> {
        directory::interests(self.context.read(), prefix, limit).await
    }
}
