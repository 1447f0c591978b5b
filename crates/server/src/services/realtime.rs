//! What a person missed, and where the log of events stands.

use model::id::UserId;
use std::sync::Arc;
use store::StoreError;
use store::realtime::{self, ToldEvent};
use tokio::sync::OnceCell;

use crate::context::Context;

/// At most this many missed events are replayed; a client that missed more reloads.
pub const MAX_REPLAY: u64 = 1000;

/// What a person missed.
#[derive(Clone)]
pub struct RealtimeService {
    context: Context,
    epoch: Arc<OnceCell<String>>,
}

/// What a client that comes back gets.
pub enum Resumed {
    /// Every missed event, in order.
    Recovered(Vec<ToldEvent>),
    /// Too much is gone: reload.
    Lost,
}

impl RealtimeService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context, epoch: Arc::default() }
    }

    /// Names this database's log of events; another log (a restored backup) has another epoch.
    pub async fn epoch(&self) -> Result<String, StoreError> {
        let make = async || {
            let mut bytes = [0_u8; 16];
            self.context.chance().fill(&mut bytes);
            let fresh: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let writer = self.context.write().await?;
            let kept = store::setting::keep_first(&writer, "realtime_epoch", &fresh).await?;
            self.context.commit(writer).await?;
            Ok(kept)
        };
        self.epoch.get_or_try_init(make).await.cloned()
    }

    /// The offset of the last event told to the person.
    pub async fn head(&self, user: UserId) -> Result<i64, StoreError> {
        realtime::head(self.context.read(), user).await
    }

    /// Events after the offset, in order.
    pub async fn after(&self, user: UserId, offset: i64) -> Result<Vec<ToldEvent>, StoreError> {
        realtime::after(self.context.read(), user, offset, MAX_REPLAY + 1).await
    }

    /// What a client missed that last saw `offset` of `epoch`.
    pub async fn resume(&self, user: UserId, epoch: &str, offset: i64) -> Result<Resumed, StoreError> {
        let head = self.head(user).await?;
        if epoch != self.epoch().await? || offset < 0 || offset > head {
            return Ok(Resumed::Lost);
        }
        let missed = self.after(user, offset).await?;
        let is_gapless =
            missed.iter().zip(offset + 1..).all(|(event, expected)| event.event_offset == expected);
        let reaches_head = missed.last().map_or(offset, |event| event.event_offset) >= head;
        if missed.len() as u64 > MAX_REPLAY || !is_gapless || !reaches_head {
            return Ok(Resumed::Lost);
        }
        Ok(Resumed::Recovered(missed))
    }
}
