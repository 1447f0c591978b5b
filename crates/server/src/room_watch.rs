//! Carries into the record of calls what happens in the rooms of the media engine, and what time does to calls.

use std::time::{Duration, Instant};

use sfu::{LeaveReason, MediaEvent, MediaEventKind};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::services::measure;
use crate::services::video_call::{RoomFact, RoomReport, VideoCallService};

/// Calls are looked after this often, and after a commit, but not more often than `LEAST_PAUSE`.
const PAUSE: Duration = Duration::from_secs(1);
const LEAST_PAUSE: Duration = Duration::from_millis(200);
/// The record is compared with the rooms this often.
const RECONCILE: Duration = Duration::from_secs(10);

/// Writes down what happens in the rooms, one after the other, until the engine has stopped.
pub async fn follow_rooms(mut events: mpsc::UnboundedReceiver<MediaEvent>, calls: VideoCallService) {
    while let Some(event) = events.recv().await {
        if let MediaEventKind::Quality(_, sample) = &event.what {
            measure::count_media_path(sample.score);
        }
        let Some(report) = report_of(event) else { continue };
        if let Err(error) = calls.note(report).await {
            tracing::warn!(%error, "what happened in a room was not written down; reconciling will");
        }
    }
}

/// Ends what time has ended, until told to stop.
pub async fn tend_calls(context: Context, calls: VideoCallService, stop: CancellationToken) {
    let mut commits = context.commits();
    let mut reconciled_at = Instant::now();
    while !stop.is_cancelled() {
        if let Err(error) = calls.tend().await {
            tracing::warn!(%error, "calls were not looked after; it will be tried again");
        }
        if reconciled_at.elapsed() >= RECONCILE {
            reconciled_at = Instant::now();
            if let Err(error) = calls.reconcile(reconciled_at).await {
                tracing::warn!(%error, "the record was not compared with the rooms");
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(PAUSE) => {}
            _ = commits.changed() => tokio::time::sleep(LEAST_PAUSE).await,
        }
    }
}

/// What of an event belongs into the record.
fn report_of(event: MediaEvent) -> Option<RoomReport> {
    let (who, what) = match event.what {
        MediaEventKind::ParticipantJoined(who) => {
            let sid = who.sid.clone();
            (who, RoomFact::Came(sid))
        }
        MediaEventKind::ParticipantLeft(who, reason) => {
            let is_meant = is_meant(reason)?;
            let provider_session = who.sid.clone();
            (who, RoomFact::Went { provider_session, is_meant })
        }
        MediaEventKind::TrackPublished(who, track) => match track.source {
            "screen_share" => (who, RoomFact::ShareBegan(track.sid)),
            "screen_share_audio" => (who, RoomFact::ShareHasSound),
            _ => return None,
        },
        MediaEventKind::TrackUnpublished(who, track) if track.source == "screen_share" => {
            (who, RoomFact::ShareEnded(track.sid))
        }
        _ => return None,
    };
    Some(RoomReport { room: event.room, identity: who.identity, what })
}

/// Whether somebody left of their own accord; none when the record knows more than the room, or they will be back.
fn is_meant(reason: LeaveReason) -> Option<bool> {
    match reason {
        LeaveReason::ClientLeft => Some(true),
        LeaveReason::ConnectionLost | LeaveReason::Misbehaved => Some(false),
        LeaveReason::DuplicateIdentity
        | LeaveReason::StateMismatch
        | LeaveReason::ServerShutdown
        | LeaveReason::Removed
        | LeaveReason::RoomDeleted => None,
    }
}
