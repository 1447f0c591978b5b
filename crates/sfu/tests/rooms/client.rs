//! A client of the LiveKit protocol over str0m, in its two forms: one connection, or two.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lk::signal_request::Message as Request;
use lk::signal_response::Message as Response;
use prost::Message as _;
use sfu::SocketId;
use sfu::protocol as lk;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::format::Codec;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid, Rid, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpWrite, SeqNo, Vp8Descriptor};
use str0m::{Candidate, Event, Input, Output, Rtc};

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

/// Something a client publishes: a frame in each interval on each layer.
struct Source {
    mid: Mid,
    is_video: bool,
    layers: Vec<SourceLayer>,
    interval: Duration,
    next_at: Instant,
}

struct SourceLayer {
    rid: Option<Rid>,
    sequence: u64,
    timestamp: u32,
    picture: u16,
    needs_keyframe: bool,
    is_new: bool,
}

/// One peer connection and what came out of it.
struct Side {
    rtc: Rtc,
    next: Instant,
    address: SocketAddr,
    pending: Option<SdpPendingOffer>,
    channels: HashMap<String, ChannelId>,
    connected: bool,
}

pub struct Client {
    pub socket: Option<SocketId>,
    pub closed: bool,
    pub inbox: Vec<Response>,
    /// Everything that ever was in the inbox.
    pub seen: Vec<Response>,
    pub outbox: VecDeque<Request>,
    pub heard: BTreeMap<String, Vec<Heard>>,
    pub data: Vec<lk::DataPacket>,
    pub sid: String,
    publisher: Side,
    subscriber: Option<Side>,
    offer_id: u32,
    names: HashMap<Mid, String>,
    receiving: Vec<Mid>,
    sources: Vec<Source>,
    unsent: Vec<(SocketAddr, Vec<u8>)>,
    data_sequence: u32,
    /// Another offer is due once this one is answered.
    must_offer: bool,
}

impl Side {
    fn new(address: SocketAddr, now: Instant) -> Self {
        let mut config = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_crypto_provider(Arc::new(crate::dtls::provider()));
        // Browsers ask twenty times a second whether a path carries, and resend a handshake as quickly as the engine.
        config.set_initial_stun_rto(Duration::from_millis(50));
        config.set_max_stun_rto(Duration::from_millis(200));
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        Self { rtc, next: now, address, pending: None, channels: HashMap::new(), connected: false }
    }
}

impl Client {
    pub fn new(address: SocketAddr, now: Instant, is_single: bool) -> Self {
        let second = SocketAddr::new(address.ip(), address.port() + 1);
        Self {
            socket: None,
            closed: false,
            inbox: Vec::new(),
            seen: Vec::new(),
            outbox: VecDeque::new(),
            heard: BTreeMap::new(),
            data: Vec::new(),
            sid: String::new(),
            publisher: Side::new(address, now),
            subscriber: (!is_single).then(|| Side::new(second, now)),
            offer_id: 0,
            names: HashMap::new(),
            receiving: Vec::new(),
            sources: Vec::new(),
            unsent: Vec::new(),
            data_sequence: 0,
            must_offer: false,
        }
    }

    pub fn is_single(&self) -> bool {
        self.subscriber.is_none()
    }

    pub fn address(&self) -> SocketAddr {
        self.publisher.address
    }

    pub fn listens_to(&self, address: SocketAddr) -> bool {
        self.publisher.address == address
            || self.subscriber.as_ref().is_some_and(|side| side.address == address)
    }

    /// What is said at the door; newer clients bring their first offer along.
    pub fn join_request(&mut self) -> lk::JoinRequest {
        let publisher_offer = self.is_single().then(|| self.first_offer());
        lk::JoinRequest {
            connection_settings: Some(lk::ConnectionSettings { auto_subscribe: true, ..Default::default() }),
            publisher_offer,
            ..Default::default()
        }
    }

    fn first_offer(&mut self) -> lk::SessionDescription {
        let mut api = self.publisher.rtc.sdp_api();
        for kind in [MediaKind::Audio, MediaKind::Video] {
            for _ in 0..3 {
                self.receiving.push(api.add_media(kind, Direction::RecvOnly, None, None, None));
            }
        }
        for config in channels() {
            let label = config.label.clone();
            self.publisher.channels.insert(label, api.add_channel_with_config(config));
        }
        let (offer, pending) = api.apply().expect("there is much to offer");
        self.description(offer, pending)
    }

    fn description(&mut self, offer: SdpOffer, pending: SdpPendingOffer) -> lk::SessionDescription {
        self.publisher.pending = Some(pending);
        self.offer_id += 1;
        lk::SessionDescription {
            r#type: "offer".into(),
            sdp: offer.to_sdp_string(),
            id: self.offer_id,
            ..Default::default()
        }
    }

    /// Announces a track and offers its section.
    pub fn publish(&mut self, source: lk::TrackSource, rids: &[&str], now: Instant) {
        let is_video = matches!(source, lk::TrackSource::Camera | lk::TrackSource::ScreenShare);
        let cid = format!("cid{}", self.sources.len());
        let layers = rids.iter().enumerate().map(|(quality, rid)| lk::VideoLayer {
            quality: quality as i32,
            width: 320 << quality,
            height: 180 << quality,
            rid: (*rid).into(),
            ..Default::default()
        });
        self.outbox.push_back(Request::AddTrack(lk::AddTrackRequest {
            cid: cid.clone(),
            r#type: i32::from(is_video),
            source: source as i32,
            layers: layers.collect(),
            ..Default::default()
        }));
        let layer = |rid: &&str| SimulcastLayer::new(rid);
        let simulcast = (!rids.is_empty())
            .then(|| Simulcast { send: rids.iter().map(layer).collect(), recv: Vec::new() });
        let kind = if is_video { MediaKind::Video } else { MediaKind::Audio };
        let mut api = self.publisher.rtc.sdp_api();
        let mid = api.add_media(kind, Direction::SendOnly, Some("stream".into()), Some(cid), simulcast);
        let (offer, pending) = api.apply().expect("a section was added");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
        let layer = |rid: Option<Rid>| SourceLayer {
            rid,
            sequence: 65_400,
            timestamp: 5,
            picture: 100,
            needs_keyframe: true,
            is_new: true,
        };
        let layers = if rids.is_empty() {
            vec![layer(None)]
        } else {
            rids.iter().map(|rid| layer(Some(Rid::from(*rid)))).collect()
        };
        let interval = Duration::from_millis(if is_video { 40 } else { 20 });
        self.sources.push(Source { mid, is_video, layers, interval, next_at: now });
    }

    /// Stops sending the track published as the `nth`.
    pub fn unpublish(&mut self, nth: usize) {
        let mid = self.sources.remove(nth).mid;
        let mut api = self.publisher.rtc.sdp_api();
        api.set_direction(mid, Direction::Inactive);
        let (offer, pending) = api.apply().expect("a direction changed");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }

    /// Offers the same again with new ICE credentials, from another address.
    pub fn restart_ice(&mut self) {
        let address = SocketAddr::new(self.publisher.address.ip(), self.publisher.address.port() + 100);
        self.publisher.address = address;
        self.publisher.rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        let mut api = self.publisher.rtc.sdp_api();
        api.ice_restart(true);
        let (offer, pending) = api.apply().expect("a restart is a change");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }

    /// Sends a text to everybody, or to those named; false when the channel is full.
    pub fn send_text(&mut self, text: &str, to: &[&str]) -> bool {
        self.data_sequence += 1;
        let packet = lk::DataPacket {
            sequence: self.data_sequence,
            destination_identities: to.iter().map(|name| (*name).to_owned()).collect(),
            value: Some(lk::data_packet::Value::User(lk::UserPacket {
                payload: text.into(),
                ..Default::default()
            })),
            ..Default::default()
        };
        let id = self.publisher.channels["_reliable"];
        let written = self
            .publisher
            .rtc
            .channel(id)
            .is_some_and(|mut c| c.write(true, &packet.encode_to_vec()).unwrap());
        let mut told = Vec::new();
        drain(&mut self.publisher, &mut self.unsent, &mut told);
        written
    }

    pub fn texts(&self) -> Vec<String> {
        let text = |packet: &lk::DataPacket| match &packet.value {
            Some(lk::data_packet::Value::User(user)) => String::from_utf8(user.payload.clone()).ok(),
            _ => None,
        };
        self.data.iter().filter_map(text).collect()
    }

    /// Everything heard of the first track whose sid starts like this.
    pub fn heard_of(&self, prefix: &str) -> &[Heard] {
        self.heard.iter().find(|(sid, _)| sid.starts_with(prefix)).map_or(&[], |(_, heard)| heard)
    }

    pub fn take_datagrams(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        std::mem::take(&mut self.unsent)
    }

    pub fn next_moment(&self) -> Instant {
        let sides = [Some(&self.publisher), self.subscriber.as_ref()];
        let sources = self.sources.iter().map(|source| source.next_at);
        sides.into_iter().flatten().map(|side| side.next).chain(sources).min().expect("there is a side")
    }

    pub fn receive(&mut self, now: Instant, from: SocketAddr, to: SocketAddr, bytes: &[u8]) {
        let side = match &mut self.subscriber {
            Some(subscriber) if subscriber.address == to => subscriber,
            _ => &mut self.publisher,
        };
        let Ok(receive) = Receive::new(Protocol::Udp, from, to, bytes) else { return };
        side.rtc.handle_input(Input::Receive(now, receive)).expect("the engine sends what is right");
        let mut told = Vec::new();
        drain(side, &mut self.unsent, &mut told);
        self.hear(now, told);
    }

    pub fn advance(&mut self, now: Instant) {
        let mut told = Vec::new();
        for side in [Some(&mut self.publisher), self.subscriber.as_mut()].into_iter().flatten() {
            if side.next <= now {
                side.rtc.handle_input(Input::Timeout(now)).expect("time may pass");
                drain(side, &mut self.unsent, &mut told);
            }
        }
        self.hear(now, told);
        self.produce(now);
    }

    fn produce(&mut self, now: Instant) {
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

    fn hear(&mut self, now: Instant, told: Vec<Event>) {
        for event in told {
            match event {
                Event::KeyframeRequest(request) => {
                    let sources = self.sources.iter_mut().filter(|source| source.mid == request.mid);
                    let layers = sources.flat_map(|source| &mut source.layers);
                    layers
                        .filter(|layer| layer.rid == request.rid)
                        .for_each(|layer| layer.needs_keyframe = true);
                }
                Event::RtpPacket(packet) => self.hear_packet(now, &packet),
                Event::ChannelData(data) => {
                    if let Ok(packet) = lk::DataPacket::decode(data.data.as_slice()) {
                        self.data.push(packet);
                    }
                }
                _ => {}
            }
        }
    }

    fn hear_packet(&mut self, now: Instant, packet: &str0m::rtp::RtpPacket) {
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

    pub fn read_inbox(&mut self, now: Instant) {
        for message in std::mem::take(&mut self.inbox) {
            self.seen.push(message.clone());
            match message {
                Response::Join(join) => {
                    self.sid = join.participant.map(|participant| participant.sid).unwrap_or_default()
                }
                Response::Answer(answer) if answer.id == self.offer_id => self.take_answer(answer),
                Response::Offer(offer) => self.take_offer(offer),
                Response::MediaSectionsRequirement(needed) => self.offer_sections(needed),
                _ => {}
            }
        }
        let mut told = Vec::new();
        for side in [Some(&mut self.publisher), self.subscriber.as_mut()].into_iter().flatten() {
            drain(side, &mut self.unsent, &mut told);
        }
        self.hear(now, told);
    }

    fn take_answer(&mut self, answer: lk::SessionDescription) {
        let parsed = SdpAnswer::from_sdp_string(&answer.sdp).expect("an answer");
        let Some(pending) = self.publisher.pending.take() else { return };
        self.publisher.rtc.sdp_api().accept_answer(pending, parsed).expect("it fits the offer");
        if self.is_single() {
            self.names = named(&answer);
        }
        if std::mem::take(&mut self.must_offer) {
            self.offer_sections(lk::MediaSectionsRequirement::default());
        }
    }

    fn take_offer(&mut self, offer: lk::SessionDescription) {
        let Some(subscriber) = &mut self.subscriber else { return };
        let parsed = SdpOffer::from_sdp_string(&offer.sdp).expect("an offer");
        let answer = subscriber.rtc.sdp_api().accept_offer(parsed).expect("it can be answered");
        let sdp = answer.to_sdp_string();
        self.names = named(&offer);
        self.outbox.push_back(Request::Answer(lk::SessionDescription {
            r#type: "answer".into(),
            sdp,
            id: offer.id,
            ..Default::default()
        }));
    }

    /// Offers again, with more sections if they are needed.
    fn offer_sections(&mut self, needed: lk::MediaSectionsRequirement) {
        if self.publisher.pending.is_some() {
            self.must_offer = true;
            return;
        }
        let mut api = self.publisher.rtc.sdp_api();
        self.receiving.iter().for_each(|mid| api.set_direction(*mid, Direction::RecvOnly));
        for (kind, count) in [(MediaKind::Audio, needed.num_audios), (MediaKind::Video, needed.num_videos)] {
            for _ in 0..count {
                self.receiving.push(api.add_media(kind, Direction::RecvOnly, None, None, None));
            }
        }
        if !api.has_changes() {
            // There must be an offer in any case.
            self.receiving.push(api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None));
        }
        let (offer, pending) = api.apply().expect("there is a change");
        let offer = self.description(offer, pending);
        self.outbox.push_back(Request::Offer(offer));
    }
}

impl SourceLayer {
    fn frame(&mut self, pt: str0m::media::Pt, number: u8, is_video: bool, now: Instant) -> Vec<RtpWrite> {
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

/// A decoder is stuck without a key frame, or when a packet since the last one stays away.
fn cannot_decode(heard: &[Heard]) -> bool {
    let Some(start) = heard.iter().rposition(|packet| packet.starts_keyframe) else { return true };
    let mut since: Vec<u64> = heard[start..].iter().map(|packet| packet.sequence).collect();
    since.sort_unstable();
    since.truncate(since.len().saturating_sub(20));
    since.windows(2).any(|pair| pair[1] > pair[0] + 1)
}

fn named(description: &lk::SessionDescription) -> HashMap<Mid, String> {
    description.mid_to_track_id.iter().map(|(mid, track)| (Mid::from(mid.as_str()), track.clone())).collect()
}

fn channels() -> [ChannelConfig; 2] {
    let lossy = Reliability::MaxRetransmits { retransmits: 0 };
    [
        ChannelConfig { label: "_lossy".into(), ordered: false, reliability: lossy, ..Default::default() },
        ChannelConfig { label: "_reliable".into(), ..Default::default() },
    ]
}

fn drain(side: &mut Side, unsent: &mut Vec<(SocketAddr, Vec<u8>)>, told: &mut Vec<Event>) {
    loop {
        match side.rtc.poll_output().expect("the client is well") {
            Output::Timeout(at) => {
                side.next = at;
                return;
            }
            Output::Transmit(datagram) => unsent.push((datagram.source, datagram.contents.into())),
            Output::Event(Event::Connected) => side.connected = true,
            Output::Event(Event::ChannelOpen(id, label)) => drop(side.channels.insert(label, id)),
            Output::Event(event) => told.push(event),
        }
    }
}
