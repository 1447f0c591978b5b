//! What time does to calls: empty ones end, those nobody came to are closed, connections nobody hears of end.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use model::Timestamp;
use model::id::CallSessionId;
use model::video_call::{EndReason, LeaveReason, VideoCallStatus, ends_when_empty, given_up_at};
use store::call_session::{self, CallSession};
use store::participant;
use store::video_call::{self, VideoCall};

use super::presence::note_empty;
use super::{CallError, VideoCallService};
use crate::providers::session_of;

/// A connection nobody has heard of for so long has ended. Pages tell every 20 seconds.
pub const LEASE: Duration = Duration::from_secs(75);
const BATCH: u64 = 100;

/// When each live connection was last heard of, on the machine's own clock: a jump of the wall clock ends nobody's
/// call. What another node heard is noticed by the change of its row.
#[derive(Default)]
pub(super) struct Leases {
    heard: Mutex<HashMap<CallSessionId, Heard>>,
}

struct Heard {
    row: Option<Timestamp>,
    at: Instant,
}

impl Leases {
    /// Heard of just now.
    pub fn renew(&self, session: CallSessionId) {
        if let Some(heard) = self.lock().get_mut(&session) {
            heard.at = Instant::now();
        }
    }

    /// Those of the live connections of which nothing was heard for longer than the lease.
    fn run_out(&self, live: &[CallSession], now: Instant) -> Vec<CallSession> {
        let mut heard = self.lock();
        let ids: HashSet<CallSessionId> = live.iter().map(|session| session.id).collect();
        heard.retain(|id, _| ids.contains(id));
        let mut over = Vec::new();
        for session in live {
            let known = heard.entry(session.id).or_insert(Heard { row: session.last_seen_at, at: now });
            if known.row != session.last_seen_at {
                *known = Heard { row: session.last_seen_at, at: now };
            }
            if now.duration_since(known.at) >= LEASE {
                over.push(session.clone());
            }
        }
        over
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CallSessionId, Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl VideoCallService {
    /// Ends what time has ended. Every node may do it at any moment: each case is looked at again under the lock.
    pub async fn tend(&self) -> Result<(), CallError> {
        let now = self.context.now();
        let empty =
            video_call::empty_since_before(self.context.read(), now - TimeDelta::minutes(1), BATCH).await?;
        for call in empty.iter().filter(|call| is_over_when_empty(call, now)) {
            self.end_by_time(call, EndReason::Empty, is_over_when_empty).await?;
        }
        let never_opened = video_call::scheduled_before(self.context.read(), now, BATCH).await?;
        for call in never_opened.iter().filter(|call| is_given_up(call, now)) {
            self.end_by_time(call, EndReason::NotHeld, is_given_up).await?;
        }
        Ok(())
    }

    async fn end_by_time(
        &self,
        call: &VideoCall,
        reason: EndReason,
        is_due: impl Fn(&VideoCall, Timestamp) -> bool,
    ) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let Some(mut held) = video_call::find_and_hold(&writer, call.id).await? else { return Ok(()) };
        if !is_due(&held, self.context.now()) {
            return Ok(());
        }
        self.finish(&writer, &mut held, reason).await?;
        self.context.commit(writer).await?;
        self.close_when_over(&held).await;
        Ok(())
    }

    /// Compares the record with what the places of the calls know, and ends connections nobody hears of.
    pub async fn reconcile(&self, now: Instant) -> Result<(), CallError> {
        let live = call_session::live(self.context.read()).await?;
        self.hear_from_rooms(&live).await?;
        for session in self.leases.run_out(&live, now) {
            self.end_lost(&session).await?;
        }
        for call in video_call::unnoticed_empty(self.context.read()).await? {
            let writer = self.context.write().await?;
            let Some(mut held) = video_call::find_and_hold(&writer, call.id).await? else { continue };
            let is_empty = call_session::live_of_call(&writer, held.id).await?.is_empty();
            if is_empty && held.status == VideoCallStatus::Active && held.empty_since.is_none() {
                note_empty(&writer, &mut held, self.context.now()).await?;
                self.context.commit(writer).await?;
            }
        }
        Ok(())
    }

    async fn hear_from_rooms(&self, live: &[CallSession]) -> Result<(), CallError> {
        let calls: HashSet<_> = live.iter().map(|session| session.call_id).collect();
        for id in calls {
            let Some(call) = video_call::find(self.context.read(), id).await? else { continue };
            let Some(present) = self.providers.present(call.provider, &call.provider_room).await else {
                continue;
            };
            let present: HashSet<_> = present.iter().filter_map(|identity| session_of(identity)).collect();
            let there: Vec<CallSession> =
                live.iter().filter(|one| present.contains(&one.id)).cloned().collect();
            for session in &there {
                self.seen(session.id).await?;
                self.leases.renew(session.id);
            }
            self.renew_rights_after_change(&call, there).await?;
        }
        Ok(())
    }

    async fn end_lost(&self, session: &CallSession) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let Some(mut call) = video_call::find_and_hold(&writer, session.call_id).await? else {
            return Ok(());
        };
        let Some(now_live) = call_session::find(&writer, session.id).await? else { return Ok(()) };
        if now_live.left_at.is_some() || now_live.last_seen_at != session.last_seen_at {
            return Ok(());
        }
        let Some(mut person) = participant::find(&writer, call.id, session.user_id).await? else {
            return Ok(());
        };
        let lost = std::slice::from_ref(session);
        self.depart(&writer, &mut call, &mut person, lost, LeaveReason::ConnectionLost).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, lost).await;
        Ok(())
    }
}

fn is_over_when_empty(call: &VideoCall, now: Timestamp) -> bool {
    call.status == VideoCallStatus::Active
        && call.empty_since.is_some_and(|since| ends_when_empty(call.kind, since, call.scheduled_at) <= now)
}

fn is_given_up(call: &VideoCall, now: Timestamp) -> bool {
    call.status == VideoCallStatus::Scheduled
        && call.scheduled_at.is_some_and(|start| given_up_at(start, call.duration_minutes) <= now)
}
