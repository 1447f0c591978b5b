//! What a client publishes: a frame in each interval on each layer.

use std::time::{Duration, Instant};

use str0m::format::Codec;
use str0m::media::{Mid, Pt, Rid};
use str0m::rtp::{ExtensionValues, RtpWrite, SeqNo};

use super::{Client, drain};

/// Something a client publishes: a frame in each interval on each layer.
pub struct Source {
    pub mid: Mid,
    is_video: bool,
    pub layers: Vec<SourceLayer>,
    interval: Duration,
    pub next_at: Instant,
}

pub struct SourceLayer {
    pub rid: Option<Rid>,
    sequence: u64,
    timestamp: u32,
    picture: u16,
    pub needs_keyframe: bool,
    is_new: bool,
}

impl Source {
    pub fn new(mid: Mid, is_video: bool, rids: &[&str], now: Instant) -> Self {
        let layers = if rids.is_empty() {
            vec![SourceLayer::new(None)]
        } else {
            rids.iter().map(|rid| SourceLayer::new(Some(Rid::from(*rid)))).collect()
        };
        let interval = Duration::from_millis(if is_video { 40 } else { 20 });
        Self { mid, is_video, layers, interval, next_at: now }
    }
}

impl Client {
    /// Sends what is due.
    pub(super) fn produce(&mut self, now: Instant) {
        for source in self.sources.iter_mut().filter(|source| source.next_at <= now) {
            source.next_at += source.interval;
            if !self.publisher.connected {
                continue;
            }
            let Some(media) = self.publisher.rtc.media(source.mid) else { continue };
            let wanted = if source.is_video { Codec::Vp8 } else { Codec::Opus };
            let accepted = media.remote_pts().to_vec();
            let find = |params: &&str0m::format::PayloadParams| {
                params.spec().codec == wanted && accepted.contains(&params.pt())
            };
            let Some(pt) =
                self.publisher.rtc.codec_config().params().iter().find(find).map(|params| params.pt())
            else {
                continue;
            };
            for (number, layer) in source.layers.iter_mut().enumerate() {
                for write in layer.frame(pt, number as u8, source.is_video, now) {
                    if let Some(stream) =
                        self.publisher.rtc.direct_api().stream_tx_by_mid(source.mid, layer.rid)
                    {
                        if std::mem::take(&mut layer.is_new) {
                            // By default a loss in the first picture is not made good.
                            stream.set_rtx_cache(1_000, Duration::from_secs(3), None);
                        }
                        stream.write_rtp(write);
                    }
                    drain(&mut self.publisher, &mut self.unsent, &mut Vec::new());
                }
            }
        }
    }
}

impl SourceLayer {
    fn new(rid: Option<Rid>) -> Self {
        Self { rid, sequence: 65_400, timestamp: 5, picture: 100, needs_keyframe: true, is_new: true }
    }

    fn frame(&mut self, pt: Pt, number: u8, is_video: bool, now: Instant) -> Vec<RtpWrite> {
        if !is_video {
            self.sequence += 1;
            self.timestamp = self.timestamp.wrapping_add(960);
            let level =
                ExtensionValues { audio_level: Some(-20), voice_activity: Some(true), ..Default::default() };
            return vec![
                RtpWrite::new(pt, SeqNo::from(self.sequence), self.timestamp, now, vec![0u8; 40])
                    .ext_vals(level),
            ];
        }
        self.timestamp = self.timestamp.wrapping_add(3_600);
        self.picture = (self.picture + 1) & 0x7fff;
        let is_key = std::mem::take(&mut self.needs_keyframe);
        let packets = 2;
        (0..packets)
            .map(|part| {
                self.sequence += 1;
                let first = if part == 0 { 0x90 } else { 0x80 };
                let wide = [0x80 | (self.picture >> 8) as u8, self.picture as u8];
                let mut payload = vec![first, 0x80, wide[0], wide[1], u8::from(!is_key)];
                payload.resize(200 << number, 0xaa);
                payload.push(number);
                RtpWrite::new(pt, SeqNo::from(self.sequence), self.timestamp, now, payload)
                    .marker(part + 1 == packets)
                    .nackable(true)
            })
            .collect()
    }
}
