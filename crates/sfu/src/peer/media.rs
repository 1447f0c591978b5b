//! Packets on their way in and out, and what is asked of their senders.

use std::time::Duration;

use str0m::bwe::Bitrate;
use str0m::media::KeyframeRequestKind;
use str0m::rtp::Ssrc;

use super::{Mid, PayloadParams, Peer, Pt, Rid, RtpPacket, RtpWrite};
use crate::world::World;

/// Sent video packets kept per section to answer retransmission requests.
pub(super) const VIDEO_PACKETS_KEPT: usize = 1_000;
/// How long they are kept.
const RESEND_AGE: Duration = Duration::from_secs(3);

/// A packet of a published track.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub mid: Mid,
    pub rid: Option<Rid>,
    pub params: PayloadParams,
    pub packet: RtpPacket,
}

/// Where a section's packets go out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Outgoing {
    ssrc: Ssrc,
    pub pt: Pt,
}

impl Peer {
    /// Where packets of a codec leave for the client's section, by the client's own numbers.
    pub fn outgoing(&mut self, mid: Mid, params: PayloadParams) -> Option<Outgoing> {
        let accepted = self.rtc.media(mid)?.remote_pts().to_vec();
        let pt = self.rtc.codec_config().match_params(params)?.pt();
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(mid, None)?;
        // No cap on the share of resends: probes for bandwidth count as resends too, and would use it up
        // before a single loss is made good.
        stream.set_rtx_cache(VIDEO_PACKETS_KEPT, RESEND_AGE, None);
        accepted.contains(&pt).then_some(Outgoing { ssrc: stream.ssrc(), pt })
    }

    /// Gives a section new sources, so that its next track does not continue the last one.
    pub fn renew_section(&mut self, world: &mut World, mid: Mid) {
        self.change(world, |rtc| {
            let mut api = rtc.direct_api();
            let Some(stream) = api.stream_tx_by_mid(mid, None) else { return };
            let (old, has_rtx) = (stream.ssrc(), stream.rtx().is_some());
            let (ssrc, rtx) = (api.new_ssrc(), api.new_ssrc());
            // str0m would keep a reset stream under its old number, where it is not found again.
            api.remove_stream_tx(old);
            api.declare_stream_tx(ssrc, has_rtx.then_some(rtx), mid, None);
        });
    }

    /// Sends a packet.
    pub fn write_rtp(&mut self, world: &mut World, to: Outgoing, packet: RtpWrite) {
        self.change(world, |rtc| {
            if let Some(stream) = rtc.direct_api().stream_tx(&to.ssrc) {
                stream.write_rtp(packet);
            }
        });
    }

    /// Asks the client for a key frame.
    pub fn request_keyframe(&mut self, world: &mut World, mid: Mid, rid: Option<Rid>) {
        self.change(world, |rtc| {
            if let Some(stream) = rtc.direct_api().stream_rx_by_mid(mid, rid) {
                stream.request_keyframe(KeyframeRequestKind::Pli);
            }
        });
    }

    /// Tells the bandwidth estimation what would be sent if the path allowed it.
    pub fn set_desired_bitrate(&mut self, world: &mut World, bits_per_second: u64) {
        self.change(world, |rtc| rtc.bwe().set_bitrate(Bitrate::ZERO, Bitrate::bps(bits_per_second)));
    }

    /// Finds out which section and layer a packet belongs to, and its codec.
    pub(super) fn locate(&mut self, packet: RtpPacket) -> Option<Incoming> {
        let ssrc = packet.header.ssrc;
        let (mid, rid) = match self.sources.get(&ssrc) {
            Some(found) => *found,
            None => {
                let mut api = self.rtc.direct_api();
                let stream = api.stream_rx(&ssrc)?;
                let found = (stream.mid(), stream.rid());
                self.sources.insert(ssrc, found);
                found
            }
        };
        let pt = packet.header.payload_type;
        let params = *self.rtc.codec_config().find(|params| params.pt() == pt)?;
        Some(Incoming { mid, rid, params, packet })
    }
}
