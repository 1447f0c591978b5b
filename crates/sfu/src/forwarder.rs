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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(sequence: u64, timestamp: u32, picture: u16, is_wide: bool) -> Header {
        let value = if is_wide { picture & 0x7fff } else { picture & 0x7f };
        Header {
            sequence,
            timestamp,
            picture: Some(PictureId { value, is_wide }),
            base_index: Some(picture as u8),
        }
    }

    proptest! {
        #[test]
        fn a_receiver_sees_one_stream_whatever_the_sources_numbers(
            sources in prop::collection::vec((any::<u32>(), any::<u32>(), any::<u16>(), 1u64..400), 1..6),
            is_wide: bool,
        ) {
            let start = Instant::now();
            let mut forwarder = Forwarder::default();
            let mut seen: Vec<Header> = Vec::new();
            let mut frame = 0u32;
            for (first, timestamp, picture, length) in sources {
                for step in 0..length {
                    let now = start + Duration::from_millis(33) * frame;
                    frame += 1;
                    let sequence = u64::from(first) + step;
                    let time = timestamp.wrapping_add(step as u32 * 2_970);
                    let header = header(sequence, time, picture.wrapping_add(step as u16), is_wide);
                    if step == 0 {
                        forwarder.start(&header, 90_000, now);
                    }
                    seen.extend(forwarder.rewrite(&header, now));
                }
            }
            prop_assert_eq!(seen[0].sequence, FIRST_SEQUENCE);
            let mask = if is_wide { 0x7fff } else { 0x7f };
            for pair in seen.windows(2) {
                prop_assert_eq!(pair[1].sequence, pair[0].sequence + 1);
                prop_assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 2_970);
                let pictures = pair[0].picture.zip(pair[1].picture).expect("all have one");
                prop_assert_eq!(pictures.1.value.wrapping_sub(pictures.0.value) & mask, 1);
                prop_assert_eq!(pair[1].base_index.zip(pair[0].base_index).map(|(next, one)| next.wrapping_sub(one)), Some(1));
            }
        }

        #[test]
        fn packets_that_overtake_each_other_keep_their_places(order in Just((0u64..60).collect::<Vec<_>>()).prop_shuffle()) {
            let now = Instant::now();
            let mut forwarder = Forwarder::default();
            let first = 65_500;
            forwarder.start(&header(first, 0, 0, true), 90_000, now);
            for place in order {
                let out = forwarder.rewrite(&header(first + place, place as u32 * 3_000, place as u16, true), now);
                prop_assert_eq!(out.map(|out| out.sequence), Some(FIRST_SEQUENCE + place));
            }
            prop_assert_eq!(forwarder.rewrite(&header(first - 1, 0, 0, true), now), None, "older than the start");
        }
    }
}
