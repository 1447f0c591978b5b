//! Offers and answers.
//!
//! Newer clients make every offer; the server only asks for one and says in its answer which section
//! carries which track. Older clients get what they receive by the server's offers on a second
//! connection.

use std::collections::{BTreeMap, HashMap};

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use super::Room;
use super::leave::Farewell;
use super::participant::Participant;
use crate::ids::{ParticipantKey, TrackKey};
use crate::peer::{Mid, OfferPlan};
use crate::sdp::{self, Kind, TrackName};
use crate::world::World;

impl Room {
    /// An offer of the client. It is answered in every case, under its own number.
    pub(super) fn on_offer(&mut self, world: &mut World, key: ParticipantKey, offer: lk::SessionDescription) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let answer = match participant.publisher.accept_offer(world, &offer.sdp) {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(participant.sid = %participant.info.sid, %error, "offer refused");
                return self.remove(world, key, Farewell::START_ANEW);
            }
        };
        participant.sections = sdp::sections(&offer.sdp);
        if participant.is_single_connection() {
            bind_subscriptions(participant);
        }
        self.answer(world, key, offer.id, &answer);
        self.bind_tracks(world, key);
    }

    fn answer(&mut self, world: &mut World, key: ParticipantKey, id: u32, answer: &str) {
        let names = self.names_of_sections(key);
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let mid_to_track_id = names.iter().map(|(mid, name)| (mid.to_string(), name.track.clone())).collect();
        let sdp = sdp::name_tracks(answer, &names);
        let description = lk::SessionDescription { r#type: "answer".to_owned(), sdp, id, mid_to_track_id };
        participant.send(world, Response::Answer(description));
        if participant.is_single_connection() {
            participant.wants_negotiation =
                missing_sections(participant) != lk::MediaSectionsRequirement::default();
        }
    }

    /// What each outgoing section of the client's own connection carries.
    fn names_of_sections(&self, key: ParticipantKey) -> BTreeMap<Mid, TrackName> {
        let Some(participant) = self.participants.get(&key).filter(|p| p.is_single_connection()) else {
            return BTreeMap::new();
        };
        let carried = participant.subscriptions.iter().filter_map(|(track, subscription)| {
            Some((subscription.mid?, self.track_name(subscription.publisher, *track)?))
        });
        carried.collect()
    }

    /// Streams are named after their publisher, so that the client knows whose track it is.
    fn track_name(&self, publisher: ParticipantKey, track: TrackKey) -> Option<TrackName> {
        let publisher = self.participants.get(&publisher)?;
        let track = publisher.tracks.iter().find(|published| published.key == track)?;
        let stream = format!("{}|{}", publisher.info.sid, track.info.stream);
        Some(TrackName { stream, track: track.info.sid.clone() })
    }

    /// Brings the client up to date on what it receives.
    pub(super) fn negotiate(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if participant.is_single_connection() {
            participant.wants_negotiation = false;
            let requirement = missing_sections(participant);
            participant.send(world, Response::MediaSectionsRequirement(requirement));
        } else {
            self.offer(world, key);
        }
    }

    /// Makes an offer to an older client. Only one is open at a time; the rest waits for its answer.
    fn offer(&mut self, world: &mut World, key: ParticipantKey) {
        let must_wait = self.participants.get(&key).is_none_or(Participant::must_wait_to_offer);
        if must_wait {
            return;
        }
        let waiting = self.unnamed_subscriptions(key);
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let Some(subscriber) = participant.subscriber.as_mut() else { return };
        let plan = OfferPlan {
            restart_ice: participant.offering.restart_ice,
            with_channels: !participant.offering.has_channels,
            stop: std::mem::take(&mut participant.offering.stop),
            add: waiting.iter().map(|(_, kind, name)| (*kind, name.clone())).collect(),
        };
        participant.wants_negotiation = false;
        participant.offering.restart_ice = false;
        let Some((sdp, mids)) = subscriber.offer(world, plan) else { return };
        participant.offering.id += 1;
        for ((track, ..), mid) in waiting.iter().zip(mids) {
            if let Some(subscription) = participant.subscriptions.get_mut(track) {
                subscription.bind(mid);
            }
        }
        let carried = |subscription: &super::track::Subscription| {
            Some((subscription.mid?.to_string(), subscription.track_sid.clone()))
        };
        let mid_to_track_id: HashMap<String, String> =
            participant.subscriptions.values().filter_map(carried).collect();
        let id = participant.offering.id;
        let description = lk::SessionDescription { r#type: "offer".to_owned(), sdp, id, mid_to_track_id };
        participant.send(world, Response::Offer(description));
    }

    /// Subscriptions that no agreed section carries yet.
    fn unnamed_subscriptions(&self, key: ParticipantKey) -> Vec<(TrackKey, Kind, TrackName)> {
        let Some(participant) = self.participants.get(&key) else { return Vec::new() };
        let waiting = participant.subscriptions.iter().filter(|(_, subscription)| !subscription.is_live);
        let named = waiting.filter_map(|(track, subscription)| {
            Some((*track, subscription.kind, self.track_name(subscription.publisher, *track)?))
        });
        named.collect()
    }

    /// An older client's answer to the last offer; answers to earlier ones are of no use.
    pub(super) fn on_answer(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        answer: &lk::SessionDescription,
    ) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if answer.id != 0 && answer.id != participant.offering.id {
            return;
        }
        let Some(subscriber) = participant.subscriber.as_mut().filter(|peer| peer.is_offering()) else {
            return;
        };
        if let Err(error) = subscriber.accept_answer(world, &answer.sdp) {
            tracing::warn!(participant.sid = %participant.info.sid, %error, "answer refused");
            return self.remove(world, key, Farewell::START_ANEW);
        }
        participant.offering.has_channels = true;
        for subscription in participant.subscriptions.values_mut() {
            subscription.is_live = subscription.mid.is_some();
        }
    }
}

impl Participant {
    /// An earlier offer waits for its answer. A restart does not wait: that answer may never come.
    fn must_wait_to_offer(&self) -> bool {
        let is_offering = self.subscriber.as_ref().is_some_and(|subscriber| subscriber.is_offering());
        is_offering && !self.offering.restart_ice
    }
}

/// Gives waiting subscriptions a section of the client's offer that waits for media.
fn bind_subscriptions(participant: &mut Participant) {
    let waiting_sections = |kind: Kind, used: &[Mid], participant: &Participant| {
        let sections = participant.sections.iter();
        sections.filter(|s| s.kind == kind && s.is_waiting() && !used.contains(&s.mid)).map(|s| s.mid).next()
    };
    let mut used: Vec<Mid> =
        participant.subscriptions.values().filter_map(|subscription| subscription.mid).collect();
    let waiting: Vec<(TrackKey, Kind)> = participant
        .subscriptions
        .iter()
        .filter(|(_, subscription)| subscription.mid.is_none())
        .map(|(track, subscription)| (*track, subscription.kind))
        .collect();
    for (track, kind) in waiting {
        let Some(mid) = waiting_sections(kind, &used, participant) else { continue };
        used.push(mid);
        if let Some(subscription) = participant.subscriptions.get_mut(&track) {
            subscription.bind(mid);
            subscription.is_live = true;
        }
    }
    participant.subscriptions.values_mut().for_each(|subscription| subscription.forget_route());
}

/// How many sections the client must add for its waiting subscriptions. None at all still asks it for
/// an offer.
fn missing_sections(participant: &Participant) -> lk::MediaSectionsRequirement {
    let used: Vec<Mid> =
        participant.subscriptions.values().filter_map(|subscription| subscription.mid).collect();
    let missing = |kind: Kind| {
        let waiting =
            participant.subscriptions.values().filter(|s| s.kind == kind && s.mid.is_none()).count();
        let free = participant
            .sections
            .iter()
            .filter(|s| s.kind == kind && s.is_waiting() && !used.contains(&s.mid));
        waiting.saturating_sub(free.count()) as u32
    };
    lk::MediaSectionsRequirement { num_audios: missing(Kind::Audio), num_videos: missing(Kind::Video) }
}
