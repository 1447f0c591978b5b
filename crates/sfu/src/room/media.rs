//! Packets on their way from publishers to receivers.

use super::Room;
use super::participant::Participant;
use super::track::MediaPacket;
use crate::codec;
use crate::forwarder;
use crate::ids::{ParticipantKey, TrackKey};
use crate::layers::{Allowance, Wish};
use crate::peer::{Incoming, Mid};
use crate::sdp::Kind;
use crate::world::World;

/// Bits per second set aside for each sound.
const AUDIO_RATE: f64 = 50_000.0;
/// The bandwidth estimation looks for this much more than would be sent.
const DESIRED_FACTOR: f64 = 1.3;
/// The desired rate is told in steps of this size: each raise may start a probe.
const DESIRED_STEP: u64 = 250_000;

/// What became of a packet at one receiver.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// Sent, or not meant for them.
    Settled,
    /// They wait for a key frame of this layer.
    NeedsKeyframe,
}

impl Room {
    /// A packet of a published track.
    pub(super) fn on_rtp(&mut self, world: &mut World, from: ParticipantKey, incoming: Incoming) {
        let now = world.now.instant;
        let Some(publisher) = self.participants.get_mut(&from) else { return };
        let Some(track) = publisher.tracks.iter_mut().find(|track| track.mid == Some(incoming.mid)) else {
            return;
        };
        let Some(layer) = track.layer_index(incoming.rid) else { return };
        if track.info.muted {
            return;
        }
        let is_video = track.kind == Kind::Video;
        let is_encrypted = track.info.encryption() != livekit_protocol::encryption::Type::None;
        let packet = MediaPacket::new(&incoming, layer, is_video, is_encrypted);
        track.layers[layer].observe(incoming.packet.payload.len(), now);
        if packet.may_start {
            track.layers[layer].requests.satisfied();
        }
        if let (false, Some(level)) = (is_video, incoming.packet.header.ext_vals.audio_level) {
            track.loudness.observe(level);
        }
        let (key, subscribers) = (track.key, std::mem::take(&mut track.subscribers));
        let mut needs_keyframe = false;
        for subscriber in &subscribers {
            if let Some(receiver) = self.participants.get_mut(subscriber) {
                needs_keyframe |= receiver.forward(world, key, &packet) == Fate::NeedsKeyframe;
            }
        }
        let Some(track) = self.participants.get_mut(&from).and_then(|publisher| publisher.track(key)) else {
            return;
        };
        track.subscribers = subscribers;
        if needs_keyframe {
            track.layers[layer].requests.want();
            self.ask_keyframes(world, from);
        }
    }

    /// A receiver cannot decode what a section carries.
    pub(super) fn on_keyframe_wanted(&mut self, world: &mut World, receiver: ParticipantKey, mid: Mid) {
        let Some(participant) = self.participants.get(&receiver) else { return };
        let found = participant.subscriptions.iter().find(|(_, subscription)| subscription.mid == Some(mid));
        let Some((track, subscription)) = found else { return };
        let (track, publisher) = (*track, subscription.publisher);
        let layer = subscription.layer.or(subscription.steering.target());
        self.want_keyframe(publisher, track, layer);
        self.ask_keyframes(world, publisher);
    }

    /// Notes that somebody waits for a key frame; of no layer in particular means of all.
    fn want_keyframe(&mut self, publisher: ParticipantKey, track: TrackKey, layer: Option<usize>) {
        let Some(track) = self.participants.get_mut(&publisher).and_then(|publisher| publisher.track(track))
        else {
            return;
        };
        let is_meant = |index: usize| layer.is_none_or(|wanted| wanted == index);
        let layers = track.layers.iter_mut().enumerate().filter(|(index, _)| is_meant(*index));
        layers.for_each(|(_, layer)| layer.requests.want());
    }

    /// Passes due key frame requests on to a publisher.
    pub(super) fn ask_keyframes(&mut self, world: &mut World, publisher: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&publisher) else { return };
        let now = world.now.instant;
        for track in participant.tracks.iter_mut().filter(|track| track.kind == Kind::Video) {
            let Some(mid) = track.mid else { continue };
            for layer in track.layers.iter_mut().filter(|layer| layer.is_alive(now)) {
                if layer.requests.take_due(now) {
                    participant.publisher.request_keyframe(world, mid, layer.rid);
                }
            }
        }
    }

    /// Decides which layers a receiver gets, by what their path allows.
    pub(super) fn steer(&mut self, world: &mut World, receiver: ParticipantKey) {
        let now = world.now.instant;
        let Some(participant) = self.participants.get_mut(&receiver) else { return };
        let estimate = participant.receiver().path().estimate;
        let pictures: Vec<(TrackKey, Wish)> = self.wishes_of(receiver, now);
        let sounds = self.participants.get(&receiver).map_or(0, Participant::sounds) as f64 * AUDIO_RATE;
        let wishes: Vec<Wish> = pictures.iter().map(|(_, wish)| wish.clone()).collect();
        let allowance = Allowance::new(estimate.map(|estimate| estimate - sounds), &wishes);
        let mut waiting = Vec::new();
        let Some(participant) = self.participants.get_mut(&receiver) else { return };
        for (index, (track, wish)) in pictures.iter().enumerate() {
            let Some(subscription) = participant.subscriptions.get_mut(track) else { continue };
            subscription.steering.decide(index, wish, &allowance, now);
            let target = subscription.steering.target();
            if target.is_some() && target != subscription.layer {
                waiting.push((subscription.publisher, *track, target));
            }
        }
        let most: f64 = wishes.iter().filter_map(|wish| wish.layers.last()).map(|(_, rate)| rate).sum();
        participant.desire(world, (most + sounds) * DESIRED_FACTOR);
        for (publisher, track, target) in waiting {
            self.want_keyframe(publisher, track, target);
            self.ask_keyframes(world, publisher);
        }
    }

    /// What a receiver would like of each picture they receive now.
    fn wishes_of(&self, receiver: ParticipantKey, now: std::time::Instant) -> Vec<(TrackKey, Wish)> {
        let Some(participant) = self.participants.get(&receiver) else { return Vec::new() };
        let shown = participant.subscriptions.iter().filter(|(_, subscription)| {
            subscription.kind == Kind::Video && subscription.is_live && !subscription.is_disabled
        });
        let wishes = shown.filter_map(|(key, subscription)| {
            let publisher = self.participants.get(&subscription.publisher)?;
            let track = publisher.tracks.iter().find(|track| track.key == *key)?;
            (!track.info.muted)
                .then(|| (*key, Wish::new(&track.layers, subscription.quality, subscription.priority, now)))
        });
        wishes.collect()
    }
}

impl Participant {
    fn forward(&mut self, world: &mut World, track: TrackKey, packet: &MediaPacket<'_>) -> Fate {
        let now = world.now.instant;
        let Some(subscription) = self.subscriptions.get_mut(&track) else { return Fate::Settled };
        let Some(mid) = subscription.mid.filter(|_| subscription.is_live && !subscription.is_disabled) else {
            return Fate::Settled;
        };
        let peer = self.subscriber.as_mut().unwrap_or(&mut self.publisher);
        if !peer.is_connected() {
            return Fate::Settled;
        }
        let params = packet.incoming.params;
        let Some(route) = subscription.route(params.pt(), || peer.outgoing(mid, params)) else {
            return Fate::Settled;
        };
        if !subscription.forwarder.is_running() || subscription.layer != Some(packet.layer) {
            let is_target = subscription.steering.target().is_none_or(|target| target == packet.layer);
            if !is_target {
                return Fate::Settled;
            }
            if !packet.may_start {
                return Fate::NeedsKeyframe;
            }
            subscription.forwarder.start(&packet.header, codec::clock_rate(&params), now);
            subscription.layer = Some(packet.layer);
        }
        if let Some(out) = subscription.forwarder.rewrite(&packet.header, now) {
            let write = forwarder::outgoing_packet(
                &packet.incoming.packet,
                packet.descriptor.as_ref(),
                &out,
                route.pt,
                packet.is_video,
            );
            peer.write_rtp(world, route, write);
        }
        Fate::Settled
    }

    /// How many sounds they receive.
    fn sounds(&self) -> usize {
        self.subscriptions.values().filter(|subscription| subscription.kind == Kind::Audio).count()
    }

    fn desire(&mut self, world: &mut World, bits_per_second: f64) {
        let rounded = (bits_per_second as u64).next_multiple_of(DESIRED_STEP);
        if rounded != self.desired_bitrate {
            self.desired_bitrate = rounded;
            self.receiver().set_desired_bitrate(world, rounded);
        }
    }
}
