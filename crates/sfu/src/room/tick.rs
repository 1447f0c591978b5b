//! What a room does by itself as time passes.

use std::time::{Duration, Instant};

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use super::Room;
use super::leave::Farewell;
use super::participant::Participant;
use crate::config::{
    MEDIA_LOST, MEDIA_SILENCE, Now, PING_TIMEOUT_SECONDS, REFRESHED_TOKEN_SECONDS, SEAT_HELD, TOKEN_REFRESH,
};
use crate::event::MediaEventKind;
use crate::ids::ParticipantKey;
use crate::quality;
use crate::sdp::Kind;
use crate::speaker;
use crate::token::{self, Claims, VideoGrant};
use crate::world::World;

/// How often layers are measured and chosen.
const STEERING: Duration = Duration::from_millis(250);
/// How often seats are looked after.
const HOUSEKEEPING: Duration = Duration::from_millis(500);
/// How often connection quality is told.
const QUALITY: Duration = Duration::from_secs(5);

/// When each of these is due.
pub(crate) struct Schedule {
    steering: Every,
    speakers: Every,
    housekeeping: Every,
    quality: Every,
}

struct Every {
    interval: Duration,
    last: Instant,
}

impl Every {
    fn new(interval: Duration, start: Instant) -> Self {
        Self { interval, last: start }
    }

    /// The time since the last turn, when it is due again.
    fn take_due(&mut self, now: Instant) -> Option<Duration> {
        let passed = now.saturating_duration_since(self.last);
        (passed >= self.interval).then(|| {
            self.last = now;
            passed
        })
    }
}

impl Schedule {
    pub fn starting(now: Instant) -> Self {
        Self {
            steering: Every::new(STEERING, now),
            speakers: Every::new(speaker::WINDOW, now),
            housekeeping: Every::new(HOUSEKEEPING, now),
            quality: Every::new(QUALITY, now),
        }
    }
}

impl Room {
    /// Does what is due.
    pub fn tick(&mut self, world: &mut World) {
        let now = world.now.instant;
        if let Some(window) = self.schedule.steering.take_due(now) {
            self.steer_all(world, window);
        }
        if self.schedule.speakers.take_due(now).is_some() {
            self.tell_speakers(world);
        }
        if self.schedule.housekeeping.take_due(now).is_some() {
            self.look_after_seats(world);
        }
        if self.schedule.quality.take_due(now).is_some() {
            self.tell_quality(world);
        }
    }

    fn steer_all(&mut self, world: &mut World, window: Duration) {
        let everybody: Vec<ParticipantKey> = self.participants.keys().copied().collect();
        for participant in self.participants.values_mut() {
            let layers = participant.tracks.iter_mut().flat_map(|track| &mut track.layers);
            layers.for_each(|layer| layer.measure(window));
        }
        for key in &everybody {
            self.steer(world, *key);
            self.ask_keyframes(world, *key);
        }
        self.update_demand(world);
    }

    /// Tells the room whose loudness changed.
    fn tell_speakers(&mut self, world: &mut World) {
        let mut speakers = Vec::new();
        for participant in self.participants.values_mut() {
            let sounds = participant.tracks.iter_mut().filter(|track| track.kind == Kind::Audio);
            let levels = sounds.map(|track| {
                let level = track.loudness.close_window(world.now.instant);
                if track.info.muted { 0.0 } else { level }
            });
            let level = levels.fold(0.0, f32::max);
            if level != participant.speaking && !participant.is_hidden() {
                participant.speaking = level;
                speakers.push(lk::SpeakerInfo {
                    sid: participant.info.sid.clone(),
                    level,
                    active: level > 0.0,
                });
            }
        }
        if !speakers.is_empty() {
            self.send_to_others(world, None, &Response::SpeakersChanged(lk::SpeakersChanged { speakers }));
        }
    }

    fn look_after_seats(&mut self, world: &mut World) {
        let everybody: Vec<ParticipantKey> = self.participants.keys().copied().collect();
        for key in everybody {
            self.drop_silent_socket(world, key);
            if self.is_seat_given_up(world, key) {
                self.remove(world, key, Farewell::CONNECTION_LOST);
                continue;
            }
            self.tell_reconnecting(world, key);
            self.refresh_token(world, key);
        }
    }

    /// A socket on which no ping comes any more is as good as closed.
    fn drop_silent_socket(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let silence = world.now.instant.saturating_duration_since(participant.link.heard_at);
        if silence.as_secs() < PING_TIMEOUT_SECONDS as u64 {
            return;
        }
        if let Some(socket) = participant.link.socket.take() {
            participant.link.lost_at = Some(world.now.instant);
            world.close_signal(socket);
        }
    }

    fn is_seat_given_up(&self, world: &World, key: ParticipantKey) -> bool {
        let Some(participant) = self.participants.get(&key) else { return false };
        let now = world.now.instant;
        let socket_lost = participant.link.lost_for(now).is_some_and(|lost| lost >= SEAT_HELD);
        let silence = now.saturating_duration_since(participant.media_heard_at());
        socket_lost || (participant.is_active() && silence >= MEDIA_LOST)
    }

    /// Tells the product when somebody's media stops and when it comes back.
    fn tell_reconnecting(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let silence = world.now.instant.saturating_duration_since(participant.media_heard_at());
        let is_reconnecting =
            participant.link.socket.is_none() || (participant.is_active() && silence >= MEDIA_SILENCE);
        if is_reconnecting == participant.is_reconnecting {
            return;
        }
        participant.is_reconnecting = is_reconnecting;
        let who = participant.who();
        let what = if is_reconnecting {
            MediaEventKind::ParticipantReconnecting(who)
        } else {
            MediaEventKind::ParticipantReconnected(who)
        };
        world.tell(&self.info, what);
    }

    /// Hands out a fresh token when it is time, for the client's next reconnect.
    pub(super) fn refresh_token(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if world.now.instant < participant.link.refresh_at {
            return;
        }
        participant.link.refresh_at = world.now.instant + TOKEN_REFRESH;
        let claims = refreshed_claims(participant, &self.info.name, &world.config.api_key, world.now);
        let token = token::sign(&claims, &world.config.api_secret);
        participant.send(world, Response::RefreshToken(token));
    }

    fn tell_quality(&mut self, world: &mut World) {
        let mut updates = Vec::new();
        for participant in self.participants.values_mut().filter(|participant| participant.is_active()) {
            let sample = quality::sample(&participant.receiver().path());
            updates.push(lk::ConnectionQualityInfo {
                participant_sid: participant.info.sid.clone(),
                quality: quality::grade(sample.score) as i32,
                score: sample.score,
            });
            world.tell(&self.info, MediaEventKind::Quality(participant.who(), sample));
        }
        if !updates.is_empty() {
            let update = lk::ConnectionQualityUpdate { updates };
            self.send_to_others(world, None, &Response::ConnectionQuality(update));
        }
    }
}

/// What the client may do now, for as long as a refreshed token lives.
fn refreshed_claims(participant: &Participant, room: &str, key: &str, now: Now) -> Claims {
    let info = &participant.info;
    Claims {
        iss: key.to_owned(),
        sub: info.identity.clone(),
        exp: now.unix_seconds() + REFRESHED_TOKEN_SECONDS,
        nbf: Some(now.unix_seconds()),
        jti: Some(info.sid.clone()),
        name: info.name.clone(),
        metadata: info.metadata.clone(),
        attributes: info.attributes.clone(),
        video: VideoGrant::of_permission(room, &participant.permission()),
    }
}
