//! A published track, and somebody's subscription to one.

use std::time::{Duration, Instant};

use livekit_protocol as lk;

use crate::codec;
use crate::event::TrackFacts;
use crate::forwarder::{self, Forwarder, Header};
use crate::ids::{ParticipantKey, TrackKey};
use crate::layers::{Layer, Steering};
use crate::peer::{Codec, Incoming, Mid, Outgoing, Pt, Rid, RtpPacket, Vp8Descriptor};
use crate::sdp::Kind;
use crate::speaker::Loudness;
use crate::token::source_name;

/// A publisher is told that a layer is no longer wanted only after this: wishes come and go.
const LOWER_AFTER: Duration = Duration::from_secs(3);
/// The protocol's numbers for no layer and for the highest.
const QUALITY_OFF: i32 = -1;
pub(crate) const QUALITY_HIGH: i32 = lk::VideoQuality::High as i32;

/// A track somebody publishes, from the moment they announce it.
pub(crate) struct PublishedTrack {
    pub key: TrackKey,
    /// The client's own name for it.
    pub cid: String,
    pub info: lk::TrackInfo,
    pub kind: Kind,
    /// The section it comes on, once the client has offered one.
    pub mid: Option<Mid>,
    /// Lowest first; one for everything but simulcast.
    pub layers: Vec<Layer>,
    pub subscribers: Vec<ParticipantKey>,
    pub loudness: Loudness,
    pub demand: Demand,
}

/// The highest layer anybody wants, as the publisher was told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    told: Option<i32>,
    lower_since: Option<Instant>,
}

impl PublishedTrack {
    pub fn new(key: TrackKey, cid: String, info: lk::TrackInfo) -> Self {
        let kind = if info.r#type() == lk::TrackType::Audio { Kind::Audio } else { Kind::Video };
        Self {
            key,
            cid,
            info,
            kind,
            mid: None,
            layers: Vec::new(),
            subscribers: Vec::new(),
            loudness: Loudness::default(),
            demand: Demand::default(),
        }
    }

    /// Others can receive it.
    pub fn is_announced(&self) -> bool {
        self.mid.is_some()
    }

    pub fn facts(&self) -> TrackFacts {
        TrackFacts {
            sid: self.info.sid.clone(),
            source: source_name(self.info.source),
            is_video: self.kind == Kind::Video,
            is_muted: self.info.muted,
        }
    }

    /// Ties it to the section the client sends it on.
    pub fn bind(&mut self, mid: Mid, rids: &[Rid]) {
        self.mid = Some(mid);
        self.info.mid = mid.to_string();
        if let Some(codec) = self.info.codecs.first_mut() {
            codec.mid = mid.to_string();
        }
        self.layers = if rids.is_empty() {
            vec![Layer::new(None)]
        } else {
            rids.iter().map(|rid| Layer::new(Some(*rid))).collect()
        };
        self.layers.sort_by_key(|layer| layer.quality);
        if self.kind == Kind::Video {
            self.info.simulcast = rids.len() > 1;
        }
    }

    /// The place of a layer among the layers.
    pub fn layer_index(&self, rid: Option<Rid>) -> Option<usize> {
        self.layers.iter().position(|layer| layer.rid == rid)
    }

    /// The smallest layer that is at least as large as a tile of this size.
    pub fn quality_for_size(&self, width: u32, height: u32) -> i32 {
        let mut layers: Vec<&lk::VideoLayer> = self.info.layers.iter().collect();
        layers.sort_by_key(|layer| layer.width);
        let enough = layers.iter().find(|layer| layer.width >= width && layer.height >= height);
        enough.or(layers.last()).map_or(QUALITY_HIGH, |layer| layer.quality)
    }
}

impl Demand {
    /// Notes the highest quality anybody wants, and returns what the publisher should now be told.
    /// More is told at once, less after a while.
    pub fn update(&mut self, wanted: Option<i32>, now: Instant) -> Option<i32> {
        let wanted = wanted.unwrap_or(QUALITY_OFF);
        let told = self.told.unwrap_or(QUALITY_HIGH);
        if wanted >= told {
            self.lower_since = None;
        } else {
            let since = *self.lower_since.get_or_insert(now);
            if now.saturating_duration_since(since) < LOWER_AFTER {
                return None;
            }
            self.lower_since = None;
        }
        (self.told != Some(wanted)).then(|| {
            self.told = Some(wanted);
            wanted
        })
    }
}

/// What the publisher is told: every quality up to `highest` is wanted, none above.
pub(crate) fn quality_update(info: &lk::TrackInfo, highest: i32) -> lk::SubscribedQualityUpdate {
    let qualities: Vec<lk::SubscribedQuality> = (0..=QUALITY_HIGH)
        .map(|quality| lk::SubscribedQuality { quality, enabled: quality <= highest })
        .collect();
    let codec = info.mime_type.rsplit('/').next().unwrap_or_default().to_lowercase();
    lk::SubscribedQualityUpdate {
        track_sid: info.sid.clone(),
        subscribed_qualities: qualities.clone(),
        subscribed_codecs: vec![lk::SubscribedCodec { codec, qualities }],
    }
}

/// Somebody's subscription to a track.
pub(crate) struct Subscription {
    pub publisher: ParticipantKey,
    pub track_sid: String,
    pub kind: Kind,
    /// The section it goes out on, once there is one.
    pub mid: Option<Mid>,
    /// The client knows what the section carries.
    pub is_live: bool,
    /// The client wants nothing for now.
    pub is_disabled: bool,
    /// The highest quality the client wants.
    pub quality: i32,
    pub priority: u32,
    pub steering: Steering,
    /// The layer being sent.
    pub layer: Option<usize>,
    pub forwarder: Forwarder,
    route: Option<(Pt, Outgoing)>,
}

impl Subscription {
    pub fn new(publisher: ParticipantKey, track: &PublishedTrack) -> Self {
        Self {
            publisher,
            track_sid: track.info.sid.clone(),
            kind: track.kind,
            mid: None,
            is_live: false,
            is_disabled: false,
            quality: QUALITY_HIGH,
            priority: 0,
            steering: Steering::default(),
            layer: None,
            forwarder: Forwarder::default(),
            route: None,
        }
    }

    /// Goes out on this section from now on, as a new stream.
    pub fn bind(&mut self, mid: Mid) {
        self.mid = Some(mid);
        self.forwarder = Forwarder::default();
        self.layer = None;
        self.route = None;
    }

    /// Stops until the next key frame.
    pub fn pause(&mut self) {
        self.forwarder.stop();
        self.layer = None;
    }

    /// The client's numbers for codecs may have changed.
    pub fn forget_route(&mut self) {
        self.route = None;
    }

    /// Where packets of this codec go, asked once per codec.
    pub fn route(&mut self, source: Pt, find: impl FnOnce() -> Option<Outgoing>) -> Option<Outgoing> {
        if let Some((known, route)) = self.route
            && known == source
        {
            return Some(route);
        }
        let route = find()?;
        self.route = Some((source, route));
        Some(route)
    }
}

/// A packet on its way from a publisher, with what every receiver needs to know of it.
pub(crate) struct MediaPacket<'a> {
    pub incoming: &'a Incoming,
    pub layer: usize,
    pub is_video: bool,
    /// A stream can start here.
    pub may_start: bool,
    pub header: Header,
    pub descriptor: Option<Vp8Descriptor>,
}

impl<'a> MediaPacket<'a> {
    /// Reads a packet. What is encrypted end to end may start anywhere: its key frames cannot be told.
    pub fn new(incoming: &'a Incoming, layer: usize, is_video: bool, is_encrypted: bool) -> Self {
        let packet: &RtpPacket = &incoming.packet;
        let codec = incoming.params.spec().codec;
        let descriptor = (codec == Codec::Vp8).then(|| Vp8Descriptor::parse(&packet.payload).ok()).flatten();
        let may_start =
            !is_video || is_encrypted || codec::starts_keyframe(codec, &packet.payload, descriptor.as_ref());
        let header = forwarder::header_of(packet, descriptor.as_ref());
        Self { incoming, layer, is_video, may_start, header, descriptor }
    }
}
