//! What the engine must know about codecs: their clocks, their names, and where a picture can start.

use livekit_protocol as lk;

use crate::peer::{Codec, PayloadParams, Vp8Descriptor};

/// Codecs clients may publish, the preferred one of each kind first.
pub(crate) fn publishable() -> Vec<lk::Codec> {
    let codec = |mime: &str| lk::Codec { mime: mime.to_owned(), fmtp_line: String::new() };
    ["audio/opus", "video/VP8", "video/H264"].map(codec).to_vec()
}

/// Ticks of the media clock in a second.
pub(crate) fn clock_rate(params: &PayloadParams) -> u32 {
    params.spec().clock_rate.get()
}

/// The packet starts a picture that needs no other.
pub(crate) fn starts_keyframe(codec: Codec, payload: &[u8], descriptor: Option<&Vp8Descriptor>) -> bool {
    match codec {
        Codec::Vp8 => descriptor.is_some_and(|descriptor| descriptor.starts_keyframe(payload)),
        Codec::H264 => h264_starts_keyframe(payload),
        _ => true,
    }
}

/// H.264 in RTP (RFC 6184): a sequence parameter set, alone or first in an aggregate, or the first
/// fragment of an IDR slice.
fn h264_starts_keyframe(payload: &[u8]) -> bool {
    const SEQUENCE_PARAMETERS: u8 = 7;
    const AGGREGATE: u8 = 24;
    const FRAGMENT: u8 = 28;
    const IDR: u8 = 5;
    let kind = |at: usize| payload.get(at).map(|byte| byte & 0x1f);
    match kind(0) {
        Some(SEQUENCE_PARAMETERS) => true,
        Some(AGGREGATE) => kind(3) == Some(SEQUENCE_PARAMETERS),
        Some(FRAGMENT) => payload.get(1).is_some_and(|header| header & 0x80 != 0 && header & 0x1f == IDR),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h264_pictures_start_at_parameter_sets_and_idr_fragments() {
        assert!(h264_starts_keyframe(&[0x67, 0x42]));
        assert!(h264_starts_keyframe(&[0x78, 0x00, 0x10, 0x67]));
        assert!(h264_starts_keyframe(&[0x7c, 0x85]));
        assert!(!h264_starts_keyframe(&[0x7c, 0x05]), "a later fragment");
        assert!(!h264_starts_keyframe(&[0x41]));
        assert!(!h264_starts_keyframe(&[]));
    }
}
