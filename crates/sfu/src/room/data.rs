//! Data packets: to everybody or to some, in order where that was promised, never faster than a
//! receiver takes them, and again after a resume.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use livekit_protocol as lk;
use lk::data_packet::Value;
use prost::Message as _;

use super::Room;
use super::leave::Farewell;
use super::participant::Participant;
use crate::ids::ParticipantKey;
use crate::world::World;

/// Reliable packets are kept this long for receivers that resume.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// What is under way to and from somebody.
#[derive(Default)]
pub(crate) struct DataState {
    /// Number of the last reliable packet they sent.
    pub last_sequence: u32,
    /// Reliable packets their channel did not take yet.
    waiting: VecDeque<Arc<[u8]>>,
    waiting_bytes: usize,
    /// Reliable packets they were sent, oldest first.
    sent: VecDeque<Sent>,
    sent_bytes: usize,
}

struct Sent {
    publisher_sid: String,
    sequence: u32,
    bytes: Arc<[u8]>,
    at: Instant,
}

/// A packet on its way to its receivers.
struct Parcel {
    publisher_sid: String,
    sequence: u32,
    reliable: bool,
    bytes: Arc<[u8]>,
}

impl Room {
    /// A message on somebody's data channel.
    pub(super) fn on_data(&mut self, world: &mut World, from: ParticipantKey, reliable: bool, bytes: &[u8]) {
        let Ok(mut packet) = lk::DataPacket::decode(bytes) else { return };
        let Some(sender) = self.participants.get_mut(&from) else { return };
        if !sender.permission().can_publish_data || !sender.is_next(reliable, packet.sequence) {
            return;
        }
        let destinations = stamp(&mut packet, &sender.info);
        self.send_data(world, Some(from), reliable, &packet, &destinations);
    }

    /// Sends a packet to everybody but its sender, or to those named.
    pub(super) fn send_data(
        &mut self,
        world: &mut World,
        from: Option<ParticipantKey>,
        reliable: bool,
        packet: &lk::DataPacket,
        destinations: &[String],
    ) {
        let parcel = Parcel {
            publisher_sid: packet.participant_sid.clone(),
            sequence: packet.sequence,
            reliable,
            bytes: packet.encode_to_vec().into(),
        };
        let is_meant = |receiver: &Participant| {
            Some(receiver.key) != from
                && (destinations.is_empty() || destinations.contains(&receiver.info.identity))
        };
        let mut too_slow = Vec::new();
        for receiver in self.participants.values_mut().filter(|receiver| is_meant(receiver)) {
            if !receiver.deliver(world, &parcel) {
                too_slow.push(receiver.key);
            }
        }
        for key in too_slow {
            tracing::warn!(?key, "data receiver does not keep up");
            self.remove(world, key, Farewell::START_ANEW);
        }
    }

    /// Sends what waited for room in somebody's channel.
    pub(super) fn flush_data(&mut self, world: &mut World, key: ParticipantKey) {
        if let Some(participant) = self.participants.get_mut(&key) {
            participant.flush_data(world);
        }
    }
}

impl Participant {
    /// A reliable packet that came before is not taken again: clients resend after a resume.
    fn is_next(&mut self, reliable: bool, sequence: u32) -> bool {
        if !reliable || sequence == 0 {
            return true;
        }
        let is_new = sequence > self.data.last_sequence;
        self.data.last_sequence = self.data.last_sequence.max(sequence);
        is_new
    }

    /// Sends or queues a packet; false when the queue is full.
    fn deliver(&mut self, world: &mut World, parcel: &Parcel) -> bool {
        if !parcel.reliable {
            self.receiver().send_data(world, false, &parcel.bytes);
            return true;
        }
        self.keep(world, parcel);
        // Everything behind a packet that waits must wait too, or the order is lost.
        if self.data.waiting.is_empty() && self.receiver().send_data(world, true, &parcel.bytes) {
            return true;
        }
        self.data.waiting_bytes += parcel.bytes.len();
        self.data.waiting.push_back(Arc::clone(&parcel.bytes));
        self.data.waiting_bytes <= world.config.limits.data_queue_bytes
    }

    fn flush_data(&mut self, world: &mut World) {
        while let Some(bytes) = self.data.waiting.front().cloned() {
            if !self.receiver().send_data(world, true, &bytes) {
                return;
            }
            self.data.waiting_bytes -= bytes.len();
            self.data.waiting.pop_front();
        }
    }

    /// Keeps a numbered packet for a resume.
    fn keep(&mut self, world: &World, parcel: &Parcel) {
        if parcel.sequence == 0 {
            return;
        }
        let data = &mut self.data;
        data.sent_bytes += parcel.bytes.len();
        data.sent.push_back(Sent {
            publisher_sid: parcel.publisher_sid.clone(),
            sequence: parcel.sequence,
            bytes: Arc::clone(&parcel.bytes),
            at: world.now.instant,
        });
        let is_old = |sent: &Sent| world.now.instant.saturating_duration_since(sent.at) > KEPT_FOR;
        while data.sent_bytes > world.config.limits.data_replay_bytes || data.sent.front().is_some_and(is_old)
        {
            let Some(dropped) = data.sent.pop_front() else { break };
            data.sent_bytes -= dropped.bytes.len();
        }
    }

    /// Sends again what a resumed client did not get, by its own account.
    pub(super) fn replay_data(&mut self, world: &mut World, received: &[lk::DataChannelReceiveState]) {
        let last = |sid: &str| {
            received.iter().find(|state| state.publisher_sid == sid).map_or(0, |state| state.last_seq)
        };
        let missed: Vec<Arc<[u8]>> = self
            .data
            .sent
            .iter()
            .filter(|sent| sent.sequence > last(&sent.publisher_sid))
            .map(|sent| Arc::clone(&sent.bytes))
            .collect();
        // What waits is among it.
        self.data.waiting_bytes = missed.iter().map(|bytes| bytes.len()).sum();
        self.data.waiting = missed.into();
        self.flush_data(world);
    }
}

/// Writes the true sender into a packet, and returns whom it is for.
fn stamp(packet: &mut lk::DataPacket, sender: &lk::ParticipantInfo) -> Vec<String> {
    packet.participant_sid = sender.sid.clone();
    packet.participant_identity = sender.identity.clone();
    let mut destinations = packet.destination_identities.clone();
    if let Some(Value::User(user)) = packet.value.as_mut() {
        user.participant_sid = sender.sid.clone();
        user.participant_identity = sender.identity.clone();
        destinations.extend(user.destination_identities.iter().cloned());
    }
    destinations
}
