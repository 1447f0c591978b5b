//! What a client receives, and when its decoder would be stuck.

use std::time::Instant;

use str0m::media::KeyframeRequestKind;
use str0m::rtp::{RtpPacket, Vp8Descriptor};

use super::{Client, drain};

/// A packet as a receiver got it.
#[derive(Clone, Debug)]
pub struct Heard {
    pub sequence: u64,
    pub timestamp: u32,
    pub starts_keyframe: bool,
    pub picture: Option<u16>,
    /// The layer the publisher wrote into it.
    pub layer: u8,
    pub at: Instant,
}

impl Client {
    pub(super) fn hear_packet(&mut self, now: Instant, packet: &RtpPacket) {
        let side = self.subscriber.as_mut().unwrap_or(&mut self.publisher);
        let Some(mid) = side.rtc.direct_api().stream_rx(&packet.header.ssrc).map(|stream| stream.mid())
        else {
            return;
        };
        let Some(name) = self.names.get(&mid) else { return };
        let descriptor = Vp8Descriptor::parse(&packet.payload).ok().filter(|_| name.starts_with("TR_V"));
        let heard = self.heard.entry(name.clone()).or_default();
        heard.push(Heard {
            sequence: *packet.seq_no,
            timestamp: packet.header.timestamp,
            starts_keyframe: descriptor.is_some_and(|descriptor| descriptor.starts_keyframe(&packet.payload)),
            picture: descriptor.and_then(|descriptor| descriptor.picture_id()),
            layer: packet.payload.last().copied().unwrap_or_default(),
            at: now,
        });
        let is_stuck = descriptor.is_some() && heard.len().is_multiple_of(30) && cannot_decode(heard);
        if is_stuck && let Some(stream) = side.rtc.direct_api().stream_rx(&packet.header.ssrc) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
            drain(side, &mut self.unsent, &mut Vec::new());
        }
    }
}

/// A decoder is stuck without a key frame, or when a packet since the last one stays away.
fn cannot_decode(heard: &[Heard]) -> bool {
    let Some(start) = heard.iter().rposition(|packet| packet.starts_keyframe) else { return true };
    let mut since: Vec<u64> = heard[start..].iter().map(|packet| packet.sequence).collect();
    since.sort_unstable();
    since.truncate(since.len().saturating_sub(20));
    since.windows(2).any(|pair| pair[1] > pair[0] + 1)
}
