//! Rewrites what a receiver gets of a track into one continuous RTP stream, although the layer behind
//! it changes, pauses and starts again.

use std::time::{Duration, Instant};

use crate::peer::{ExtensionValues, Pt, RtpPacket, RtpWrite, SeqNo, Vp8Descriptor};

/// Sequence numbers start here. Below 65,536, because the receiver's rollover counter starts at zero
/// (RFC 3711, 3.3.1); above zero, so that a packet that overtook the first one has a number.
const FIRST_SEQUENCE: u64 = 1_000;
const FIRST_TIMESTAMP: u32 = 10_000;
/// A start after a pause moves the timestamp by the time that passed, and by at least this.
const SMALLEST_STEP: Duration = Duration::from_millis(10);

/// The facts of a packet that the rewriting depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Header {
    /// Sequence number with its rollovers.
    pub sequence: u64,
    pub timestamp: u32,
    /// VP8 picture id, if there is one.
    pub picture: Option<PictureId>,
    /// VP8 index of the last base-layer frame, if there is one.
    pub base_index: Option<u8>,
}

/// A VP8 picture id with its width in bits: 7 or 15.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PictureId {
    pub value: u16,
    pub is_wide: bool,
}

impl PictureId {
    fn mask(self) -> u16 {
        if self.is_wide { 0x7fff } else { 0x7f }
    }
}

/// What is added to the numbers of the current source, and where the receiver is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forwarder {
    offsets: Option<Offsets>,
    last: Option<Last>,
}

#[derive(Clone, Copy, Debug)]
struct Offsets {
    /// Packets before the one that started this source are not sent: the receiver is past them.
    first_sequence: u64,
    sequence: i64,
    timestamp: u32,
    picture: u16,
    base_index: u8,
}

/// The newest packet the receiver was sent.
#[derive(Clone, Copy, Debug)]
struct Last {
    sequence: u64,
    timestamp: u32,
    sent_at: Instant,
    picture: u16,
    base_index: u8,
}

impl Forwarder {
    /// Packets of the current source can be sent.
    pub fn is_running(&self) -> bool {
        self.offsets.is_some()
    }

    /// Stops; the next source must be started.
    pub fn stop(&mut self) {
        self.offsets = None;
    }

    /// Makes `header` the next packet of the receiver's stream. For video it must start a key frame.
    pub fn start(&mut self, header: &Header, clock_rate: u32, now: Instant) {
        let next = match self.last {
            None => Last {
                sequence: FIRST_SEQUENCE,
                timestamp: FIRST_TIMESTAMP,
                sent_at: now,
                picture: 0,
                base_index: 0,
            },
            Some(last) => Last {
                sequence: last.sequence + 1,
                timestamp: last
                    .timestamp
                    .wrapping_add(ticks(now.saturating_duration_since(last.sent_at), clock_rate)),
                sent_at: now,
                picture: last.picture.wrapping_add(1),
                base_index: last.base_index.wrapping_add(1),
            },
        };
        self.offsets = Some(Offsets {
            first_sequence: header.sequence,
            sequence: next.sequence as i64 - header.sequence as i64,
            timestamp: next.timestamp.wrapping_sub(header.timestamp),
            picture: next.picture.wrapping_sub(header.picture.map_or(0, |picture| picture.value)),
            base_index: next.base_index.wrapping_sub(header.base_index.unwrap_or(0)),
        });
    }

    /// The numbers the receiver is to see, or `None` for a packet older than the start.
    pub fn rewrite(&mut self, header: &Header, now: Instant) -> Option<Header> {
        let offsets = self.offsets?;
        if header.sequence < offsets.first_sequence {
            return None;
        }
        let out = Header {
            sequence: header.sequence.checked_add_signed(offsets.sequence)?,
            timestamp: header.timestamp.wrapping_add(offsets.timestamp),
            picture: header.picture.map(|picture| PictureId {
                value: picture.value.wrapping_add(offsets.picture) & picture.mask(),
                is_wide: picture.is_wide,
            }),
            base_index: header.base_index.map(|index| index.wrapping_add(offsets.base_index)),
        };
        if self.last.is_none_or(|last| out.sequence > last.sequence) {
            let before = self.last;
            self.last = Some(Last {
                sequence: out.sequence,
                timestamp: out.timestamp,
                sent_at: now,
                picture: out.picture.map_or(before.map_or(0, |last| last.picture), |picture| picture.value),
                base_index: out.base_index.unwrap_or(before.map_or(0, |last| last.base_index)),
            });
        }
        Some(out)
    }
}

fn ticks(passed: Duration, clock_rate: u32) -> u32 {
    let micros = passed.max(SMALLEST_STEP).as_micros();
    // A stream's timestamps wrap around; only the low bits of a very long pause matter.
    (micros * u128::from(clock_rate) / 1_000_000) as u32
}

/// Reads the facts of a packet.
pub(crate) fn header_of(packet: &RtpPacket, descriptor: Option<&Vp8Descriptor>) -> Header {
    let is_wide = |descriptor: &Vp8Descriptor| descriptor.patch().picture_id(0x7fff).build().is_ok();
    Header {
        sequence: *packet.seq_no,
        timestamp: packet.header.timestamp,
        picture: descriptor.and_then(|descriptor| {
            descriptor.picture_id().map(|value| PictureId { value, is_wide: is_wide(descriptor) })
        }),
        base_index: descriptor.and_then(Vp8Descriptor::tl0_pic_idx),
    }
}

/// The packet as the receiver is to get it.
pub(crate) fn outgoing_packet(
    packet: &RtpPacket,
    descriptor: Option<&Vp8Descriptor>,
    out: &Header,
    pt: Pt,
    is_video: bool,
) -> RtpWrite {
    let ext_vals = ExtensionValues {
        audio_level: packet.header.ext_vals.audio_level,
        voice_activity: packet.header.ext_vals.voice_activity,
        video_orientation: packet.header.ext_vals.video_orientation,
        ..Default::default()
    };
    let write =
        RtpWrite::new(pt, SeqNo::from(out.sequence), out.timestamp, packet.timestamp, packet.payload.clone())
            .marker(packet.header.marker)
            .nackable(is_video)
            .ext_vals(ext_vals);
    let Some(descriptor) = descriptor else { return write };
    let mut patch = descriptor.patch();
    if let Some(picture) = out.picture {
        patch = patch.picture_id(picture.value);
    }
    if let Some(index) = out.base_index {
        patch = patch.tl0_pic_idx(index);
    }
    match patch.build() {
        Ok(patch) => write.vp8_patch(patch),
        Err(_) => write,
    }
}
