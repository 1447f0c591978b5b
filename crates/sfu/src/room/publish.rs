//! Publishing: a track is announced by name, offered by section, and the two are brought together in
//! whichever order they come.

use livekit_protocol as lk;
use lk::request_response::{Reason, Request};
use lk::signal_response::Message as Response;

use super::Room;
use super::participant::Participant;
use super::track::PublishedTrack;
use crate::event::MediaEventKind;
use crate::ids::{ParticipantKey, TrackKey, new_sid};
use crate::sdp::{Kind, Section};
use crate::world::World;

impl Room {
    /// Somebody is about to publish a track.
    pub(super) fn on_add_track(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: lk::AddTrackRequest,
    ) {
        let limit = world.config.limits.tracks_per_participant;
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if let Err((reason, message)) = may_publish(participant, &request, limit) {
            let response = lk::RequestResponse {
                reason: reason as i32,
                message: message.to_owned(),
                request: Some(Request::AddTrack(request)),
                ..Default::default()
            };
            participant.send(world, Response::RequestResponse(response));
            return;
        }
        let info = track_info(world, &request);
        let published = lk::TrackPublishedResponse { cid: request.cid.clone(), track: Some(info.clone()) };
        participant.send(world, Response::TrackPublished(published));
        participant.tracks.push(PublishedTrack::new(TrackKey(world.next_key()), request.cid, info));
        // Client and server race here: the offer may have come first.
        self.bind_tracks(world, key);
    }

    /// Brings announced tracks and offered sections together, and ends tracks whose section no longer
    /// sends: there is no message for that.
    pub(super) fn bind_tracks(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let ended = end_tracks(participant);
        let bound = bind_sections(participant);
        if ended.is_empty() && bound.is_empty() {
            return;
        }
        let who = participant.who();
        self.broadcast(world, key, false);
        for track in &ended {
            world.tell(&self.info, MediaEventKind::TrackUnpublished(who.clone(), track.facts()));
        }
        let ended: Vec<TrackKey> = ended.iter().map(|track| track.key).collect();
        self.end_subscriptions_to(world, &ended);
        for track in bound {
            self.announce(world, key, track);
        }
    }

    fn announce(&mut self, world: &mut World, key: ParticipantKey, track: TrackKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let who = participant.who();
        if let Some(track) = participant.track(track) {
            world.tell(&self.info, MediaEventKind::TrackPublished(who, track.facts()));
        }
        let receivers: Vec<ParticipantKey> = self
            .participants
            .values()
            .filter(|other| other.key != key && other.auto_subscribe && other.can_subscribe())
            .map(|other| other.key)
            .collect();
        for receiver in receivers {
            self.subscribe(receiver, key, track);
        }
    }

    /// A publisher muted or unmuted.
    pub(super) fn on_mute(&mut self, world: &mut World, key: ParticipantKey, request: &lk::MuteTrackRequest) {
        if self.set_muted(world, key, &request.sid, request.muted) {
            self.broadcast(world, key, false);
        }
    }

    /// Stops or restarts forwarding a track; false when nothing changes.
    pub(super) fn set_muted(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        sid: &str,
        muted: bool,
    ) -> bool {
        let Some(participant) = self.participants.get_mut(&key) else { return false };
        let who = participant.who();
        let Some(track) = participant.tracks.iter_mut().find(|track| track.info.sid == sid) else {
            return false;
        };
        if track.info.muted == muted {
            return false;
        }
        track.info.muted = muted;
        if track.is_announced() {
            world.tell(&self.info, MediaEventKind::TrackMuted(who, track.facts()));
        }
        let (track, subscribers) = (track.key, track.subscribers.clone());
        for subscriber in subscribers {
            let subscription =
                self.participants.get_mut(&subscriber).and_then(|p| p.subscriptions.get_mut(&track));
            subscription.into_iter().for_each(|subscription| subscription.pause());
        }
        true
    }

    /// Ends what somebody may no longer publish.
    pub(super) fn enforce_publishing(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let permission = participant.permission();
        let (kept, ended): (Vec<_>, Vec<_>) = std::mem::take(&mut participant.tracks)
            .into_iter()
            .partition(|track| permission.can_publish && is_source_allowed(&permission, track.info.source));
        participant.tracks = kept;
        let who = participant.who();
        for track in &ended {
            let unpublished = lk::TrackUnpublishedResponse { track_sid: track.info.sid.clone() };
            participant.send(world, Response::TrackUnpublished(unpublished));
        }
        for track in ended.iter().filter(|track| track.is_announced()) {
            world.tell(&self.info, MediaEventKind::TrackUnpublished(who.clone(), track.facts()));
        }
        let ended: Vec<TrackKey> = ended.iter().map(|track| track.key).collect();
        self.end_subscriptions_to(world, &ended);
    }
}

fn may_publish(
    participant: &Participant,
    request: &lk::AddTrackRequest,
    limit: usize,
) -> Result<(), (Reason, &'static str)> {
    let permission = participant.permission();
    if !permission.can_publish || !is_source_allowed(&permission, request.source) {
        return Err((Reason::NotAllowed, "not allowed to publish this source"));
    }
    if participant.tracks.len() >= limit {
        return Err((Reason::LimitExceeded, "too many tracks"));
    }
    Ok(())
}

fn is_source_allowed(permission: &lk::ParticipantPermission, source: i32) -> bool {
    permission.can_publish_sources.is_empty() || permission.can_publish_sources.contains(&source)
}

fn track_info(world: &mut World, request: &lk::AddTrackRequest) -> lk::TrackInfo {
    let is_video = request.r#type() == lk::TrackType::Video;
    let prefix = match request.source() {
        lk::TrackSource::Camera => "TR_VC",
        lk::TrackSource::Microphone => "TR_AM",
        lk::TrackSource::ScreenShare => "TR_VS",
        lk::TrackSource::ScreenShareAudio => "TR_AS",
        lk::TrackSource::Unknown => "TR_",
    };
    let mime_type = match request.simulcast_codecs.first().map(|codec| codec.codec.as_str()) {
        _ if !is_video => "audio/opus".to_owned(),
        Some(codec) if !codec.is_empty() => format!("video/{}", codec.to_uppercase()),
        _ => "video/VP8".to_owned(),
    };
    let codec = lk::SimulcastCodecInfo {
        mime_type: mime_type.clone(),
        cid: request.cid.clone(),
        layers: request.layers.clone(),
        ..Default::default()
    };
    lk::TrackInfo {
        sid: new_sid(prefix, &mut world.rng),
        r#type: request.r#type,
        name: request.name.clone(),
        muted: request.muted,
        width: request.width,
        height: request.height,
        simulcast: request.layers.len() > 1,
        disable_dtx: request.disable_dtx,
        source: request.source,
        layers: request.layers.clone(),
        mime_type,
        codecs: vec![codec],
        stereo: request.stereo,
        disable_red: request.disable_red,
        encryption: request.encryption,
        stream: stream_name(request),
        audio_features: request.audio_features.clone(),
        backup_codec_policy: request.backup_codec_policy,
        packet_trailer_features: request.packet_trailer_features.clone(),
        ..Default::default()
    }
}

/// Sound and picture of one source share a stream, so that browsers keep them in step.
fn stream_name(request: &lk::AddTrackRequest) -> String {
    match request.source() {
        _ if !request.stream.is_empty() => request.stream.clone(),
        lk::TrackSource::ScreenShare | lk::TrackSource::ScreenShareAudio => "screen".to_owned(),
        _ => "camera".to_owned(),
    }
}

fn end_tracks(participant: &mut Participant) -> Vec<PublishedTrack> {
    let sections = &participant.sections;
    let sends = |track: &PublishedTrack| {
        track.mid.is_none_or(|mid| sections.iter().any(|section| section.mid == mid && section.is_sending()))
    };
    let (kept, ended) = std::mem::take(&mut participant.tracks).into_iter().partition(sends);
    participant.tracks = kept;
    ended
}

/// Ties waiting tracks to unused sending sections: by the client's name for the track, else, because
/// Firefox writes other names into its offers, the oldest waiting one of the kind.
fn bind_sections(participant: &mut Participant) -> Vec<TrackKey> {
    let is_free = |section: &Section, tracks: &[PublishedTrack]| {
        section.kind != Kind::Application
            && section.is_sending()
            && tracks.iter().all(|track| track.mid != Some(section.mid))
    };
    let mut bound = Vec::new();
    for by_name in [true, false] {
        for section in &participant.sections {
            if !is_free(section, &participant.tracks) {
                continue;
            }
            let fits = |track: &&mut PublishedTrack| {
                let is_named = section.track.as_deref() == Some(track.cid.as_str());
                track.mid.is_none() && track.kind == section.kind && (is_named || !by_name)
            };
            if let Some(track) = participant.tracks.iter_mut().find(fits) {
                track.bind(section.mid, &section.rids);
                bound.push(track.key);
            }
        }
    }
    bound
}
