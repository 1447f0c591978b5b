//! The bell: lines about what concerns a person, kept until read.

use model::event::{Event, NotificationCreated};
use model::id::{NotificationId, UserId};
use serde_json::Value as Json;
use store::notification::{self, Notification};
use store::{StoreError, Writer};

use crate::context::Context;

/// The bell.
#[derive(Clone)]
pub struct NotificationService {
    context: Context,
}

/// A page of a person's bell.
pub struct Bell {
    /// Lines, newest first; one more than asked for when there are more.
    pub lines: Vec<Notification>,
    /// All that are not read, on this page or not.
    pub unread_count: i64,
}

impl NotificationService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context }
    }

    /// Adds a line in the transaction of its cause and tells the person at once. Like any event, do it last.
    pub async fn notify(
        &self,
        writer: &Writer,
        user: UserId,
        kind: &str,
        data: Json,
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let id = NotificationId::new(now, self.context.chance());
        notification::insert(writer, id, user, kind, &data, now).await?;
        let event = Event::NotificationCreated(NotificationCreated { id, kind: kind.to_owned() });
        store::outbox::publish(writer, &event, [user], now).await
    }

    /// A person's lines, newest first.
    pub async fn list(
        &self,
        user: UserId,
        before: Option<NotificationId>,
        limit: u64,
    ) -> Result<Bell, StoreError> {
        let lines = notification::list(self.context.read(), user, before, limit + 1).await?;
        let unread_count = notification::count_unread(self.context.read(), user).await?;
        Ok(Bell { lines, unread_count })
    }

    /// Marks lines read: those named, or all.
    pub async fn mark_read(&self, user: UserId, ids: Option<&[NotificationId]>) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        notification::mark_read(&writer, user, ids, self.context.now()).await?;
        self.context.commit(writer).await
    }
}
