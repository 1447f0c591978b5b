//! A client of the LiveKit protocol over str0m, in its two forms: one connection, or two.

mod hearing;
mod negotiation;
mod source;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lk::signal_request::Message as Request;
use lk::signal_response::Message as Response;
use prost::Message as _;
use sfu::SocketId;
use sfu::protocol as lk;
use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::media::Mid;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};

pub use self::hearing::Heard;
use self::source::Source;

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
