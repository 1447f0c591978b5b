//! One peer connection: the only module that names str0m.
//!
//! str0m's rule is kept here for everybody: one mutation, then its output is drained until it names
//! the time of its next wish. A panic inside ends this connection and nothing else.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::{Bitrate, BweKind};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::config::DtlsCert;
use str0m::media::{KeyframeRequestKind, MediaKind};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::Ssrc;
use str0m::{Candidate, Event, IceConnectionState, Input, Rtc, RtcError};

pub(crate) use str0m::format::{Codec, PayloadParams};
pub(crate) use str0m::media::{Mid, Pt, Rid};
pub(crate) use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, SeqNo, Vp8Descriptor};

use crate::config::{EngineConfig, HostCandidate, Transport};
use crate::dtls;
use crate::engine::Output;
use crate::ids::PeerRef;
use crate::sdp::{Kind, TrackName};
use crate::world::World;

/// Rate assumed for a new receiver until its path has been measured.
const FIRST_ESTIMATE: Bitrate = Bitrate::kbps(1_500);
/// Bytes str0m takes for one data channel before it asks to wait.
const CHANNEL_BUFFER_BYTES: usize = 1 << 20;
/// Sent video packets kept per section to answer retransmission requests.
const VIDEO_PACKETS_KEPT: usize = 1_000;
/// How long they are kept.
const RESEND_AGE: Duration = Duration::from_secs(3);
/// How often str0m sums up loss and round trip.
const STATS_INTERVAL: Duration = Duration::from_secs(2);
/// A drain that is asked to advance time to the present more often than this is let wait.
const CATCH_UPS_PER_DRAIN: u32 = 50;

/// The label of the ordered, reliable data channel.
pub(crate) const RELIABLE: &str = "_reliable";
/// The label of the unordered data channel that never resends.
pub(crate) const LOSSY: &str = "_lossy";

/// The certificate connections are encrypted with; clients learn its fingerprint by signalling.
#[derive(Clone, Debug)]
pub struct Certificate(DtlsCert);

impl Certificate {
    /// Makes a fresh self-signed certificate.
    pub fn generate() -> Self {
        let provider = str0m::crypto::from_feature_flags();
        Self(provider.dtls_provider.generate_certificate().expect("aws-lc can make certificates"))
    }
}

/// What a peer connection tells its room.
#[derive(Debug)]
pub(crate) enum PeerEvent {
    /// ICE and DTLS are up.
    Connected,
    /// Media arrived.
    Rtp(Box<Incoming>),
    /// The client cannot decode what this section carries without a key frame.
    KeyframeWanted(Mid),
    /// A data channel opened.
    ChannelOpen,
    /// A message arrived on a data channel.
    Data { reliable: bool, bytes: Vec<u8> },
    /// The connection is of no more use.
    Failed,
}

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

/// What is known of the path.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Path {
    pub round_trip: Option<Duration>,
    pub loss_out: Option<f32>,
    pub loss_in: Option<f32>,
    /// Bits per second towards the client; unknown where the client gives no feedback.
    pub estimate: Option<f64>,
    pub over_tcp: bool,
}

/// Changes to a server-made offer.
#[derive(Default)]
pub(crate) struct OfferPlan {
    pub restart_ice: bool,
    pub with_channels: bool,
    pub stop: Vec<Mid>,
    pub add: Vec<(Kind, TrackName)>,
}

/// A peer connection refused what it was given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PeerError {
    #[error("the description was refused: {0}")]
    Description(String),
    #[error("the connection has ended")]
    Ended,
}

/// One peer connection.
pub(crate) struct Peer {
    me: PeerRef,
    rtc: Rtc,
    failed: bool,
    connected: bool,
    /// When something last came from the client.
    heard_at: Instant,
    path: Path,
    channels: HashMap<ChannelId, String>,
    reliable: Option<ChannelId>,
    lossy: Option<ChannelId>,
    sources: HashMap<Ssrc, (Mid, Option<Rid>)>,
    pending_offer: Option<SdpPendingOffer>,
}

impl Peer {
    /// A connection that waits for its first description.
    pub fn new(world: &mut World, me: PeerRef) -> Self {
        let mut peer = Self {
            me,
            rtc: build(&world.config, world.now.instant),
            failed: false,
            connected: false,
            heard_at: world.now.instant,
            path: Path::default(),
            channels: HashMap::new(),
            reliable: None,
            lossy: None,
            sources: HashMap::new(),
            pending_offer: None,
        };
        let candidates = world.config.candidates.clone();
        for candidate in candidates.iter().filter_map(host_candidate) {
            peer.change(world, |rtc| rtc.add_local_candidate(candidate).is_some());
        }
        peer.tell_name(world);
        peer
    }

    pub fn is_connected(&self) -> bool {
        self.connected && !self.failed
    }

    pub fn heard_at(&self) -> Instant {
        self.heard_at
    }

    pub fn path(&self) -> Path {
        self.path
    }

    /// Takes an offer of the client and returns the answer.
    pub fn accept_offer(&mut self, world: &mut World, sdp: &str) -> Result<String, PeerError> {
        let offer =
            SdpOffer::from_sdp_string(sdp).map_err(|error| PeerError::Description(error.to_string()))?;
        let answer = self.change(world, |rtc| rtc.sdp_api().accept_offer(offer)).ok_or(PeerError::Ended)?;
        self.tell_name(world);
        self.sources.clear();
        answer.map(|answer| answer.to_sdp_string()).map_err(|error| PeerError::Description(error.to_string()))
    }

    /// Makes an offer, and says which section each added track got. `None` when nothing changes or an
    /// earlier offer waits for its answer.
    pub fn offer(&mut self, world: &mut World, plan: OfferPlan) -> Option<(String, Vec<Mid>)> {
        let (offer, pending, mids, channels) = self.change(world, |rtc| {
            let mut api = rtc.sdp_api();
            if plan.restart_ice {
                api.ice_restart(true);
            }
            let channels = plan
                .with_channels
                .then(|| [RELIABLE, LOSSY].map(|label| api.add_channel_with_config(channel(label))));
            plan.stop.iter().for_each(|mid| api.stop_media(*mid));
            let mids: Vec<Mid> =
                plan.add.into_iter().map(|(kind, name)| add_media(&mut api, kind, name)).collect();
            api.apply().map(|(offer, pending)| (offer.to_sdp_string(), pending, mids, channels))
        })??;
        for (id, label) in channels.into_iter().flatten().zip([RELIABLE, LOSSY]) {
            self.note_channel(id, label.to_owned());
        }
        self.pending_offer = Some(pending);
        Some((offer, mids))
    }

    /// An offer waits for its answer.
    pub fn is_offering(&self) -> bool {
        self.pending_offer.is_some()
    }

    /// Takes the client's answer to the last offer.
    pub fn accept_answer(&mut self, world: &mut World, sdp: &str) -> Result<(), PeerError> {
        let Some(pending) = self.pending_offer.take() else { return Ok(()) };
        let answer =
            SdpAnswer::from_sdp_string(sdp).map_err(|error| PeerError::Description(error.to_string()))?;
        let done =
            self.change(world, |rtc| rtc.sdp_api().accept_answer(pending, answer)).ok_or(PeerError::Ended)?;
        self.tell_name(world);
        done.map_err(|error| PeerError::Description(error.to_string()))
    }

    /// Takes a candidate the client found after its description.
    pub fn add_candidate(&mut self, world: &mut World, candidate: &str) {
        if let Ok(candidate) = Candidate::from_sdp_string(candidate) {
            self.change(world, |rtc| rtc.add_remote_candidate(candidate));
        }
    }

    /// Takes a datagram. A STUN request is refused unless its signature is right; then its source
    /// address is learned.
    pub fn receive(
        &mut self,
        world: &mut World,
        (transport, source): (Transport, SocketAddr),
        destination: SocketAddr,
        bytes: &[u8],
        is_stun: bool,
    ) {
        let Ok(receive) = Receive::new(protocol(transport), source, destination, bytes) else { return };
        let now = world.now.instant;
        let input = Input::Receive(now, receive);
        if is_stun {
            let rtc = &self.rtc;
            if self.failed || !catch_unwind(AssertUnwindSafe(|| rtc.accepts(&input))).unwrap_or(false) {
                return;
            }
            world.routes.learn(self.me, (transport, source), now);
        }
        self.heard_at = now;
        if let Some(Err(error)) = self.change(world, |rtc| rtc.handle_input(input)) {
            self.fail(world, &error.to_string());
        }
    }

    /// Lets time pass.
    pub fn timeout(&mut self, world: &mut World) {
        let now = world.now.instant;
        if let Some(Err(error)) = self.change(world, |rtc| rtc.handle_input(Input::Timeout(now))) {
            self.fail(world, &error.to_string());
        }
    }

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

    /// Sends a message on a data channel; false when it must wait.
    pub fn send_data(&mut self, world: &mut World, reliable: bool, bytes: &[u8]) -> bool {
        let Some(id) = self.channel_id(reliable) else { return false };
        let written = self.change(world, |rtc| {
            rtc.channel(id).is_some_and(|mut channel| channel.write(true, bytes).unwrap_or(false))
        });
        written.unwrap_or(false)
    }

    /// Says goodbye on the wire and forgets the routes to here.
    pub fn close(&mut self, world: &mut World) {
        self.change(world, |rtc| rtc.close().is_ok());
        self.failed = true;
        world.routes.remove(self.me);
        world.timers.remove(self.me);
    }

    fn channel_id(&self, reliable: bool) -> Option<ChannelId> {
        if reliable { self.reliable } else { self.lossy }
    }

    fn note_channel(&mut self, id: ChannelId, label: String) {
        match label.as_str() {
            RELIABLE => self.reliable = Some(id),
            LOSSY => self.lossy = Some(id),
            _ => {}
        }
        self.channels.insert(id, label);
    }

    fn tell_name(&mut self, world: &mut World) {
        let ufrag = self.rtc.direct_api().local_ice_credentials().ufrag;
        world.routes.set_ufrag(self.me, &ufrag);
    }

    /// One mutation, then the drain. `None` when the connection has ended, or ends by this.
    fn change<T>(&mut self, world: &mut World, change: impl FnOnce(&mut Rtc) -> T) -> Option<T> {
        if self.failed {
            return None;
        }
        let rtc = &mut self.rtc;
        let Ok(value) = catch_unwind(AssertUnwindSafe(|| change(rtc))) else {
            self.fail(world, "panicked");
            return None;
        };
        match catch_unwind(AssertUnwindSafe(|| self.drain(world))) {
            Ok(Ok(next)) if self.rtc.is_alive() => world.timers.schedule(self.me, next),
            Ok(Ok(_)) => self.fail(world, "ended"),
            Ok(Err(error)) => self.fail(world, &error.to_string()),
            Err(_) => self.fail(world, "panicked"),
        }
        Some(value)
    }

    fn drain(&mut self, world: &mut World) -> Result<Instant, RtcError> {
        let now = world.now.instant;
        let mut catch_ups = 0;
        loop {
            match self.rtc.poll_output()? {
                str0m::Output::Timeout(at) if at <= now && catch_ups < CATCH_UPS_PER_DRAIN => {
                    catch_ups += 1;
                    self.rtc.handle_input(Input::Timeout(now))?;
                }
                str0m::Output::Timeout(at) => return Ok(at.max(now + Duration::from_millis(1))),
                str0m::Output::Transmit(datagram) => {
                    self.path.over_tcp = datagram.proto == Protocol::Tcp;
                    world.out.push_back(Output::Transmit {
                        transport: if self.path.over_tcp { Transport::Tcp } else { Transport::Udp },
                        source: datagram.source,
                        destination: datagram.destination,
                        bytes: datagram.contents.into(),
                    });
                }
                str0m::Output::Event(event) => self.hear(world, event),
            }
        }
    }

    fn hear(&mut self, world: &mut World, event: Event) {
        let told = match event {
            Event::Connected => {
                self.connected = true;
                Some(PeerEvent::Connected)
            }
            Event::RtpPacket(packet) => {
                self.locate(packet).map(|incoming| PeerEvent::Rtp(Box::new(incoming)))
            }
            Event::KeyframeRequest(request) => Some(PeerEvent::KeyframeWanted(request.mid)),
            Event::ChannelOpen(id, label) => {
                self.note_channel(id, label);
                Some(PeerEvent::ChannelOpen)
            }
            Event::ChannelClose(id) => {
                self.channels.remove(&id);
                self.reliable.take_if(|open| *open == id);
                self.lossy.take_if(|open| *open == id);
                None
            }
            Event::ChannelData(data) => self.channels.get(&data.id).and_then(|label| match label.as_str() {
                RELIABLE => Some(PeerEvent::Data { reliable: true, bytes: data.data }),
                LOSSY => Some(PeerEvent::Data { reliable: false, bytes: data.data }),
                _ => None,
            }),
            Event::EgressBitrateEstimate(BweKind::Twcc { estimate, can_probe }) => {
                self.path.estimate = can_probe.then(|| estimate.as_f64());
                None
            }
            Event::PeerStats(stats) => {
                self.path.round_trip = stats.rtt.or(self.path.round_trip);
                self.path.loss_out = stats.egress_loss_fraction;
                self.path.loss_in = stats.ingress_loss_fraction;
                None
            }
            Event::IceConnectionStateChange(state) => {
                if state == IceConnectionState::Disconnected {
                    tracing::debug!(peer = ?self.me, "media path lost");
                }
                None
            }
            Event::Closed => Some(PeerEvent::Failed),
            _ => None,
        };
        world.told.extend(told.map(|event| (self.me, event)));
    }

    /// Finds out which section and layer a packet belongs to, and its codec.
    fn locate(&mut self, packet: RtpPacket) -> Option<Incoming> {
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

    fn fail(&mut self, world: &mut World, reason: &str) {
        if !self.failed {
            tracing::info!(peer = ?self.me, reason, "peer connection ended");
            self.failed = true;
            world.timers.remove(self.me);
            world.told.push_back((self.me, PeerEvent::Failed));
        }
    }
}

fn build(config: &EngineConfig, now: Instant) -> Rtc {
    Rtc::builder()
        .set_crypto_provider(Arc::new(dtls::provider()))
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        .enable_h264(true)
        .set_dtls_cert(config.certificate.0.clone())
        .enable_bwe(Some(FIRST_ESTIMATE))
        .set_stats_interval(Some(STATS_INTERVAL))
        .set_send_buffer_video(VIDEO_PACKETS_KEPT)
        .set_sctp_max_buffered_amount(CHANNEL_BUFFER_BYTES)
        .build(now)
}

fn host_candidate(candidate: &HostCandidate) -> Option<Candidate> {
    match candidate.transport {
        Transport::Udp => Candidate::host(candidate.address, "udp").ok(),
        Transport::Tcp => {
            Candidate::builder().tcp().host(candidate.address).tcptype(TcpType::Passive).build().ok()
        }
    }
}

fn protocol(transport: Transport) -> Protocol {
    match transport {
        Transport::Udp => Protocol::Udp,
        Transport::Tcp => Protocol::Tcp,
    }
}

fn channel(label: &str) -> ChannelConfig {
    let reliability =
        if label == LOSSY { Reliability::MaxRetransmits { retransmits: 0 } } else { Reliability::Reliable };
    ChannelConfig { label: label.to_owned(), ordered: label == RELIABLE, reliability, ..Default::default() }
}

fn add_media(api: &mut str0m::change::SdpApi<'_>, kind: Kind, name: TrackName) -> Mid {
    let kind = if kind == Kind::Audio { MediaKind::Audio } else { MediaKind::Video };
    api.add_media(kind, str0m::media::Direction::SendOnly, Some(name.stream), Some(name.track), None)
}
