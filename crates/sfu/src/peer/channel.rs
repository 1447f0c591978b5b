//! The two data channels.

use str0m::channel::{ChannelConfig, ChannelId, Reliability};

use super::Peer;
use crate::world::World;

/// Bytes str0m takes for one data channel before it asks to wait.
pub(super) const BUFFER_BYTES: usize = 1 << 20;

/// The label of the ordered, reliable data channel.
pub(crate) const RELIABLE: &str = "_reliable";
/// The label of the unordered data channel that never resends.
pub(crate) const LOSSY: &str = "_lossy";

impl Peer {
    /// Sends a message on a data channel; false when it must wait.
    pub fn send_data(&mut self, world: &mut World, reliable: bool, bytes: &[u8]) -> bool {
        let Some(id) = self.channel_id(reliable) else { return false };
        let written = self.change(world, |rtc| {
            rtc.channel(id).is_some_and(|mut channel| channel.write(true, bytes).unwrap_or(false))
        });
        written.unwrap_or(false)
    }

    fn channel_id(&self, reliable: bool) -> Option<ChannelId> {
        if reliable { self.reliable } else { self.lossy }
    }

    pub(super) fn note_channel(&mut self, id: ChannelId, label: String) {
        match label.as_str() {
            RELIABLE => self.reliable = Some(id),
            LOSSY => self.lossy = Some(id),
            _ => {}
        }
        self.channels.insert(id, label);
    }
}

/// How a channel of this label is opened.
pub(super) fn config(label: &str) -> ChannelConfig {
    let reliability =
        if label == LOSSY { Reliability::MaxRetransmits { retransmits: 0 } } else { Reliability::Reliable };
    ChannelConfig { label: label.to_owned(), ordered: label == RELIABLE, reliability, ..Default::default() }
}
