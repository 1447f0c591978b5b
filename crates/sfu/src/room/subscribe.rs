//! Who receives what.

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use super::Room;
use super::track::{QUALITY_HIGH, Subscription, quality_update};
use crate::ids::{ParticipantKey, TrackKey};
use crate::world::World;

impl Room {
    /// Subscribes a newcomer to everything there is, if they want that.
    pub(super) fn subscribe_to_all(&mut self, _world: &mut World, key: ParticipantKey) {
        let Some(newcomer) = self.participants.get(&key) else { return };
        if !newcomer.auto_subscribe || !newcomer.can_subscribe() {
            return;
        }
        let tracks: Vec<(ParticipantKey, TrackKey)> = self
            .participants
            .values()
            .filter(|other| other.key != key)
            .flat_map(|other| {
                other.tracks.iter().filter(|track| track.is_announced()).map(|track| (other.key, track.key))
            })
            .collect();
        for (publisher, track) in tracks {
            self.subscribe(key, publisher, track);
        }
    }

    /// Subscribes somebody to a track that can be received.
    pub(super) fn subscribe(&mut self, receiver: ParticipantKey, publisher: ParticipantKey, track: TrackKey) {
        let Some(published) = self.participants.get_mut(&publisher).and_then(|p| p.track(track)) else {
            return;
        };
        if receiver == publisher || !published.is_announced() || published.subscribers.contains(&receiver) {
            return;
        }
        let subscription = Subscription::new(publisher, published);
        published.subscribers.push(receiver);
        let Some(participant) = self.participants.get_mut(&receiver) else { return };
        participant.subscriptions.insert(track, subscription);
        participant.wants_negotiation = true;
    }

    /// Ends one subscription.
    pub(super) fn unsubscribe(&mut self, world: &mut World, receiver: ParticipantKey, track: TrackKey) {
        let Some(participant) = self.participants.get_mut(&receiver) else { return };
        let Some(subscription) = participant.subscriptions.remove(&track) else { return };
        participant.wants_negotiation = true;
        if let Some(mid) = subscription.mid {
            if participant.is_single_connection() {
                participant.publisher.renew_section(world, mid);
            } else {
                participant.offering.stop.push(mid);
            }
        }
        if let Some(published) =
            self.participants.get_mut(&subscription.publisher).and_then(|p| p.track(track))
        {
            published.subscribers.retain(|subscriber| *subscriber != receiver);
        }
    }

    /// Ends every subscription to tracks that are no more.
    pub(super) fn end_subscriptions_to(&mut self, world: &mut World, ended: &[TrackKey]) {
        let receivers: Vec<ParticipantKey> = self.participants.keys().copied().collect();
        for receiver in receivers {
            for track in ended {
                self.unsubscribe(world, receiver, *track);
            }
        }
    }

    /// Takes somebody who is going off every track's list.
    pub(super) fn forget_subscriptions_of(&mut self, key: ParticipantKey) {
        for participant in self.participants.values_mut() {
            for track in &mut participant.tracks {
                track.subscribers.retain(|subscriber| *subscriber != key);
            }
        }
    }

    /// Somebody asks for tracks, or to be spared them.
    pub(super) fn on_subscription(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: &lk::UpdateSubscription,
    ) {
        let named = request.participant_tracks.iter().flat_map(|tracks| &tracks.track_sids);
        for sid in request.track_sids.iter().chain(named) {
            self.set_subscribed(world, key, sid, request.subscribe);
        }
    }

    /// Starts or ends somebody's subscription to a track by its sid.
    pub(super) fn set_subscribed(&mut self, world: &mut World, key: ParticipantKey, sid: &str, wanted: bool) {
        let Some((publisher, track)) = self.owner_of(sid) else {
            return self.refuse_subscription(world, key, sid, lk::SubscriptionError::SeTrackNotfound, wanted);
        };
        match (wanted, self.participants.get(&key).is_some_and(|participant| participant.can_subscribe())) {
            (true, true) => self.subscribe(key, publisher, track),
            (true, false) => {}
            (false, _) => self.unsubscribe(world, key, track),
        }
    }

    fn refuse_subscription(
        &self,
        world: &mut World,
        key: ParticipantKey,
        sid: &str,
        error: lk::SubscriptionError,
        wanted: bool,
    ) {
        if !wanted {
            return;
        }
        if let Some(participant) = self.participants.get(&key) {
            let response = lk::SubscriptionResponse { track_sid: sid.to_owned(), err: error as i32 };
            participant.send(world, Response::SubscriptionResponse(response));
        }
    }

    /// Ends what somebody may no longer receive, or gives what they now may.
    pub(super) fn enforce_subscribing(&mut self, world: &mut World, key: ParticipantKey) {
        let Some(participant) = self.participants.get(&key) else { return };
        if participant.can_subscribe() {
            return self.subscribe_to_all(world, key);
        }
        let all: Vec<TrackKey> = participant.subscriptions.keys().copied().collect();
        for track in all {
            self.unsubscribe(world, key, track);
        }
    }

    /// Somebody tells how large they show a track, or that they do not show it.
    pub(super) fn on_track_setting(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: &lk::UpdateTrackSettings,
    ) {
        for sid in &request.track_sids {
            let Some((publisher, track)) = self.owner_of(sid) else { continue };
            let sized =
                (request.width > 0).then(|| self.quality_for_size(publisher, track, request)).flatten();
            let quality = sized.unwrap_or(request.quality).clamp(0, QUALITY_HIGH);
            let subscription = self.participants.get_mut(&key).and_then(|p| p.subscriptions.get_mut(&track));
            let Some(subscription) = subscription else { continue };
            subscription.quality = quality;
            subscription.priority = request.priority;
            if subscription.is_disabled != request.disabled {
                subscription.is_disabled = request.disabled;
                subscription.pause();
            }
        }
        self.update_demand(world);
        self.steer(world, key);
    }

    fn quality_for_size(
        &mut self,
        publisher: ParticipantKey,
        track: TrackKey,
        request: &lk::UpdateTrackSettings,
    ) -> Option<i32> {
        let track = self.participants.get_mut(&publisher)?.track(track)?;
        Some(track.quality_for_size(request.width, request.height))
    }

    /// Tells publishers which layers anybody still wants, so that they encode no others.
    pub(super) fn update_demand(&mut self, world: &mut World) {
        let mut told = Vec::new();
        for publisher in self.participants.values() {
            for track in publisher.tracks.iter().filter(|track| track.info.simulcast && track.is_announced())
            {
                let wanted = track.subscribers.iter().filter_map(|subscriber| {
                    let subscription = self.participants.get(subscriber)?.subscriptions.get(&track.key)?;
                    (!subscription.is_disabled).then_some(subscription.quality)
                });
                told.push((publisher.key, track.key, wanted.max()));
            }
        }
        for (publisher, track, wanted) in told {
            self.tell_demand(world, publisher, track, wanted);
        }
    }

    fn tell_demand(
        &mut self,
        world: &mut World,
        publisher: ParticipantKey,
        track: TrackKey,
        wanted: Option<i32>,
    ) {
        let Some(participant) = self.participants.get_mut(&publisher) else { return };
        let update = participant.track(track).and_then(|track| {
            let highest = track.demand.update(wanted, world.now.instant)?;
            Some(quality_update(&track.info, highest))
        });
        if let Some(update) = update {
            participant.send(world, Response::SubscribedQualityUpdate(update));
        }
    }
}
