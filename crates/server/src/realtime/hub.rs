//! Open sockets by person. The hub follows the outbox and wakes those who were told something.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::id::UserId;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::context::Context;

/// How long the outbox may go unread when nothing wakes the hub: another node may have written.
const POLL: Duration = Duration::from_secs(1);
const BATCH: u64 = 500;

/// Open sockets by person.
#[derive(Clone, Default)]
pub struct Hub {
    sockets: Arc<Mutex<HashMap<UserId, Vec<Arc<Socket>>>>>,
}

/// A socket as the hub knows it.
#[derive(Default)]
pub struct Socket {
    /// Rings when there is something to read.
    pub news: Notify,
    /// Rings when the socket must close: the person's sign-in has ended.
    pub eviction: Notify,
}

/// A place in the hub, given up when dropped.
pub struct Registration {
    hub: Hub,
    user: UserId,
    /// What to listen to.
    pub socket: Arc<Socket>,
}

impl Hub {
    /// Takes a place for a person's socket.
    pub fn register(&self, user: UserId) -> Registration {
        let socket = Arc::new(Socket::default());
        self.lock().entry(user).or_default().push(socket.clone());
        metrics::gauge!("homecoming_realtime_sockets").increment(1.0);
        Registration { hub: self.clone(), user, socket }
    }

    /// Closes all sockets of a person at once.
    pub fn evict(&self, user: UserId) {
        for socket in self.lock().get(&user).into_iter().flatten() {
            socket.eviction.notify_one();
        }
    }

    /// How many sockets are open.
    pub fn socket_count(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }

    /// Follows the outbox until told to stop.
    pub async fn follow(self, context: Context, stop: CancellationToken) {
        let mut commits = context.commits();
        let mut position = store::outbox::last_seq(context.read()).await.unwrap_or(0);
        loop {
            match store::outbox::after(context.read(), position, BATCH).await {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    for entry in entries {
                        position = entry.seq;
                        self.wake(&entry.told);
                    }
                    continue;
                }
                Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = commits.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    fn wake(&self, told: &[UserId]) {
        let sockets = self.lock();
        for socket in told.iter().filter_map(|user| sockets.get(user)).flatten() {
            socket.news.notify_one();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, Vec<Arc<Socket>>>> {
        self.sockets.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut sockets = self.hub.lock();
        if let Some(open) = sockets.get_mut(&self.user) {
            open.retain(|socket| !Arc::ptr_eq(socket, &self.socket));
            if open.is_empty() {
                sockets.remove(&self.user);
            }
        }
        metrics::gauge!("homecoming_realtime_sockets").decrement(1.0);
    }
}
