//! An engine and its clients under a clock that the test moves, over a network that loses, delays and
//! reorders by a seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use prost::Message as _;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sfu::protocol as lk;
use sfu::{
    Certificate, Claims, Datagram, Door, Engine, EngineConfig, HostCandidate, Input, Limits, MediaEvent,
    MediaEventKind, Now, Output, Path, SocketId, Transport, VideoGrant,
};

use crate::client::Client;

pub const KEY: &str = "key";
pub const SECRET: &str = "a secret for tests that is long enough";
/// 2026-11-22T12:00:00Z
const START_UNIX_MS: i64 = 1_795_348_800_000;

/// What the network does to datagrams, each way.
#[derive(Clone, Copy)]
pub struct Link {
    pub loss: f64,
    pub delay: Duration,
    /// Added by chance, up to this; more than the distance of packets reorders them.
    pub jitter: Duration,
}

impl Link {
    pub const GOOD: Self = Self { loss: 0.0, delay: Duration::from_millis(10), jitter: Duration::ZERO };
    pub const BAD: Self =
        Self { loss: 0.05, delay: Duration::from_millis(30), jitter: Duration::from_millis(15) };
}

/// The engine's own work, by the real clock.
#[derive(Default)]
#[allow(dead_code, reason = "read by the bench")]
pub struct Watch {
    pub busy: Duration,
    /// Datagrams that went out because one came in.
    pub packets: usize,
    kept: Vec<Duration>,
}

#[allow(dead_code, reason = "read by the bench")]
impl Watch {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How long this share of datagrams was kept at most.
    pub fn kept(&mut self, share: f64) -> Duration {
        self.kept.sort_unstable();
        let place = (self.kept.len().saturating_sub(1) as f64 * share) as usize;
        self.kept.get(place).copied().unwrap_or_default()
    }
}

#[expect(clippy::disallowed_methods, reason = "this measures real work")]
fn stopwatch() -> Instant {
    Instant::now()
}

enum Parcel {
    ToEngine { from: SocketAddr },
    ToClient { to: SocketAddr },
}

pub struct Stage {
    pub engine: Engine,
    pub clients: Vec<Client>,
    pub link: Link,
    pub events: Vec<MediaEvent>,
    /// Nothing from or to this address arrives.
    pub cut: Option<SocketAddr>,
    pub now: Instant,
    pub watch: Watch,
    start: Instant,
    address: SocketAddr,
    wire: BinaryHeap<Reverse<(Instant, u64)>>,
    parcels: std::collections::HashMap<u64, (Parcel, Vec<u8>)>,
    sent: u64,
    wake_at: Option<Instant>,
    sockets: u64,
    rng: StdRng,
}

impl Stage {
    pub fn new(link: Link, seed: u64) -> Self {
        Self::with_limits(link, seed, Limits::default())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "any instant will do as a start; from then on the test moves it"
    )]
    pub fn with_limits(link: Link, seed: u64, limits: Limits) -> Self {
        let address: SocketAddr = "192.0.2.1:7882".parse().unwrap();
        let config = EngineConfig {
            api_key: KEY.into(),
            api_secret: SECRET.into(),
            candidates: vec![HostCandidate { transport: Transport::Udp, address }],
            certificate: Certificate::generate(),
            ice_servers: Vec::new(),
            limits,
        };
        let start = Instant::now();
        let now = Now { instant: start, unix_ms: START_UNIX_MS };
        println!("seed {seed}");
        Self {
            engine: Engine::new(config, [seed as u8; 32], now),
            clients: Vec::new(),
            link,
            events: Vec::new(),
            cut: None,
            now: start,
            watch: Watch::default(),
            start,
            address,
            wire: BinaryHeap::new(),
            parcels: std::collections::HashMap::new(),
            sent: 0,
            wake_at: None,
            sockets: 0,
            rng: StdRng::seed_from_u64(seed),
        }
    }

    pub fn time(&self) -> Now {
        let passed = self.now.duration_since(self.start);
        Now { instant: self.now, unix_ms: START_UNIX_MS + passed.as_millis() as i64 }
    }

    pub fn token(&self, identity: &str, room: &str) -> String {
        self.token_with(
            identity,
            VideoGrant {
                room_join: true,
                room: room.into(),
                can_update_own_metadata: Some(true),
                ..Default::default()
            },
        )
    }

    pub fn token_with(&self, identity: &str, video: VideoGrant) -> String {
        let now = self.time().unix_seconds();
        let claims = Claims {
            iss: KEY.into(),
            sub: identity.into(),
            exp: now + 60,
            nbf: Some(now),
            video,
            ..Default::default()
        };
        sfu::sign(&claims, SECRET)
    }

    /// A client with one connection joins. Returns its place.
    pub fn join(&mut self, identity: &str, room: &str) -> usize {
        let token = self.token(identity, room);
        self.join_with(&token, true)
    }

    /// A client joins by a token, with one or two connections.
    pub fn join_with(&mut self, token: &str, is_single: bool) -> usize {
        let place = self.clients.len();
        let address: SocketAddr = format!("198.51.100.{}:5000", place + 1).parse().unwrap();
        let client = Client::new(address, self.now, is_single);
        self.clients.push(client);
        let request = self.clients[place].join_request();
        self.connect(place, token, request);
        self.run(Duration::from_millis(500));
        place
    }

    /// Opens a signalling connection.
    pub fn connect(&mut self, place: usize, token: &str, request: lk::JoinRequest) {
        self.sockets += 1;
        let socket = SocketId(self.sockets);
        let client = &mut self.clients[place];
        client.socket = Some(socket);
        let query = if client.is_single() {
            let wrapped = lk::WrappedJoinRequest { compression: 0, join_request: request.encode_to_vec() };
            use base64::Engine as _;
            let packed = base64::engine::general_purpose::URL_SAFE.encode(wrapped.encode_to_vec());
            format!("access_token={token}&join_request={packed}")
        } else {
            let resume = if request.reconnect {
                format!("&reconnect=1&sid={}", request.participant_sid)
            } else {
                String::new()
            };
            format!("access_token={token}&auto_subscribe=1&protocol=16{resume}")
        };
        let path = if client.is_single() { Path::V1 } else { Path::V0 };
        let admission = Door::new(KEY, SECRET)
            .admit(path, &query, None, self.time().unix_seconds())
            .expect("the token is good");
        self.input(Input::Connected { socket, admission: Box::new(admission) });
        self.exchange();
    }

    /// Cuts a client's signalling connection.
    pub fn close_socket(&mut self, place: usize) {
        let socket = self.clients[place].socket.take().expect("it was open");
        self.input(Input::Closed { socket });
        self.exchange();
    }

    /// Sends a signalling message from a client.
    pub fn request(&mut self, place: usize, message: lk::signal_request::Message) {
        self.clients[place].outbox.push_back(message);
        self.exchange();
    }

    pub fn publish(&mut self, place: usize, source: lk::TrackSource, rids: &[&str]) {
        let now = self.now;
        self.clients[place].publish(source, rids, now);
        self.exchange();
        self.run(Duration::from_millis(500));
    }

    /// Lets time pass.
    pub fn run(&mut self, duration: Duration) {
        let end = self.now + duration;
        loop {
            self.exchange();
            let next = self.next_moment().min(end);
            self.now = self.now.max(next);
            if self.now >= end {
                return;
            }
            self.deliver();
            if self.wake_at.is_some_and(|at| at <= self.now) {
                self.input(Input::Timeout);
            }
            let now = self.now;
            self.clients.iter_mut().for_each(|client| client.advance(now));
        }
    }

    pub fn told(&self, wanted: impl Fn(&MediaEventKind) -> bool) -> usize {
        self.events.iter().filter(|event| wanted(&event.what)).count()
    }

    fn next_moment(&self) -> Instant {
        let wire = self.wire.peek().map(|Reverse((at, _))| *at);
        let clients = self.clients.iter().map(Client::next_moment);
        wire.into_iter()
            .chain(self.wake_at)
            .chain(clients)
            .min()
            .unwrap_or(self.now)
            .max(self.now + Duration::from_micros(500))
    }

    fn deliver(&mut self) {
        while let Some(Reverse((at, number))) = self.wire.peek().copied() {
            if at > self.now {
                return;
            }
            self.wire.pop();
            let Some((parcel, bytes)) = self.parcels.remove(&number) else { continue };
            match parcel {
                Parcel::ToEngine { from } => {
                    let datagram = Datagram {
                        transport: Transport::Udp,
                        source: from,
                        destination: self.address,
                        bytes: &bytes,
                    };
                    let (now, came) = (self.time(), stopwatch());
                    self.engine.handle(now, Input::Datagram(datagram));
                    self.take_output_of(Some(came));
                }
                Parcel::ToClient { to } => {
                    let (now, from) = (self.now, self.address);
                    if let Some(client) = self.clients.iter_mut().find(|client| client.listens_to(to)) {
                        client.receive(now, from, to, &bytes);
                    }
                }
            }
        }
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.engine.handle(self.time(), input);
        self.take_output();
    }

    pub fn take_output(&mut self) {
        self.take_output_of(None);
    }

    fn take_output_of(&mut self, came: Option<Instant>) {
        // What the engine did is measured by itself, before the simulated network takes its time.
        let outputs: Vec<Output> = std::iter::from_fn(|| match self.engine.poll() {
            Output::Wait(at) => {
                self.wake_at = at;
                None
            }
            output => Some(output),
        })
        .collect();
        if let Some(came) = came {
            let took = came.elapsed();
            let sent = outputs.iter().filter(|output| matches!(output, Output::Transmit { .. })).count();
            self.watch.busy += took;
            self.watch.packets += sent;
            self.watch.kept.extend(std::iter::repeat_n(took, sent));
        }
        for output in outputs {
            match output {
                Output::Transmit { destination, bytes, .. } => {
                    self.post(Parcel::ToClient { to: destination }, destination, bytes)
                }
                Output::Signal { socket, bytes } => {
                    let message = lk::SignalResponse::decode(bytes.as_slice()).expect("well formed").message;
                    if let Some(client) = self.clients.iter_mut().find(|client| client.socket == Some(socket))
                    {
                        client.inbox.extend(message);
                    }
                }
                Output::CloseSignal { socket } => {
                    if let Some(client) = self.clients.iter_mut().find(|client| client.socket == Some(socket))
                    {
                        client.closed = true;
                    }
                }
                Output::Event(event) => self.events.push(event),
                Output::Wait(_) => {}
            }
        }
    }

    /// Carries signalling messages until nobody has any, and puts the clients' datagrams on the wire.
    fn exchange(&mut self) {
        let mut is_quiet = false;
        while !is_quiet {
            is_quiet = true;
            for place in 0..self.clients.len() {
                let now = self.now;
                self.clients[place].read_inbox(now);
                while let Some(message) = self.clients[place].outbox.pop_front() {
                    is_quiet = false;
                    let Some(socket) = self.clients[place].socket else { continue };
                    let bytes = lk::SignalRequest { message: Some(message) }.encode_to_vec();
                    self.input(Input::Message { socket, bytes: &bytes });
                }
                for (from, bytes) in self.clients[place].take_datagrams() {
                    self.post(Parcel::ToEngine { from }, from, bytes);
                }
            }
        }
    }

    fn post(&mut self, parcel: Parcel, other_end: SocketAddr, bytes: Vec<u8>) {
        if self.cut == Some(other_end) || self.rng.random_bool(self.link.loss) {
            return;
        }
        let jitter = self.link.jitter.mul_f64(self.rng.random_range(0.0..=1.0));
        self.sent += 1;
        self.wire.push(Reverse((self.now + self.link.delay + jitter, self.sent)));
        self.parcels.insert(self.sent, (parcel, bytes));
    }
}
