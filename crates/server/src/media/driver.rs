//! The engine's thread: what comes goes in, what comes out goes where it belongs, then it waits.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token, Waker};
use model::Clock;
use sfu::{Admission, Datagram, Engine, Input, MediaEvent, Now, Output, SocketId, Transport};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::{TryRecvError, TrySendError};

use super::address::Sockets;
use super::tcp::TcpPaths;

const WAKE: Token = Token(0);
const UDP: Token = Token(1);
const ACCEPT: Token = Token(2);
const FIRST_CONNECTION: usize = 3;

/// Datagrams and commands taken before the other kind and the timers get their turn.
const TURN: usize = 64;
/// No datagram is larger than this.
const DATAGRAM_BYTES: usize = 2_048;
/// Looked after at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Something to do on the engine's thread.
pub(super) type Work = Box<dyn FnOnce(&mut Engine, Now) + Send>;

/// What the rest of the server wants of the engine.
pub(super) enum Command {
    /// A signalling connection is open; its messages go to the sender.
    Connected { socket: SocketId, admission: Box<Admission>, messages: mpsc::Sender<Vec<u8>> },
    /// A message came on it.
    Message { socket: SocketId, bytes: bytes::Bytes },
    /// It is gone.
    Closed { socket: SocketId },
    /// Something to do on the engine's thread.
    Run(Work),
    /// Say goodbye to everybody and end.
    Stop,
}

/// Owns the engine and its sockets.
pub(super) struct Driver {
    engine: Engine,
    clock: Arc<dyn Clock>,
    poll: Poll,
    waker: Arc<Waker>,
    udp: UdpSocket,
    tcp: TcpPaths,
    advertised: SocketAddr,
    commands: mpsc::Receiver<Command>,
    /// Where messages for each signalling connection go. Taking one away closes the connection.
    signals: HashMap<SocketId, mpsc::Sender<Vec<u8>>>,
    events: mpsc::UnboundedSender<MediaEvent>,
    udp_is_ready: bool,
    is_stopping: bool,
}

impl Driver {
    pub fn new(
        engine: Engine,
        clock: Arc<dyn Clock>,
        sockets: Sockets,
        commands: mpsc::Receiver<Command>,
        events: mpsc::UnboundedSender<MediaEvent>,
    ) -> std::io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        sockets.udp.set_nonblocking(true)?;
        let mut udp = UdpSocket::from_std(sockets.udp);
        poll.registry().register(&mut udp, UDP, Interest::READABLE)?;
        let tcp = TcpPaths::new(sockets.tcp, poll.registry(), ACCEPT, FIRST_CONNECTION)?;
        Ok(Self {
            engine,
            clock,
            poll,
            waker,
            udp,
            tcp,
            advertised: sockets.advertised,
            commands,
            signals: HashMap::new(),
            events,
            udp_is_ready: true,
            is_stopping: false,
        })
    }

    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    /// Runs until told to stop.
    pub fn run(mut self) {
        let mut ready = Events::with_capacity(256);
        while !self.is_stopping {
            let has_more = self.take_commands() | self.take_datagrams();
            self.handle(Input::Timeout);
            let wait = if has_more { Duration::ZERO } else { self.longest_wait() };
            if let Err(error) = self.poll.poll(&mut ready, Some(wait))
                && error.kind() != ErrorKind::Interrupted
            {
                tracing::error!(%error, "the media thread cannot wait for its sockets");
                return;
            }
            for event in &ready {
                self.on_ready(event.token());
            }
        }
    }

    fn on_ready(&mut self, token: Token) {
        match token {
            WAKE => {}
            UDP => self.udp_is_ready = true,
            ACCEPT => {
                self.tcp.accept(self.poll.registry());
                self.tcp.close_idle(Instant::now(), self.poll.registry());
            }
            token => self.on_tcp(token),
        }
    }

    fn on_tcp(&mut self, token: Token) {
        let mut datagrams = Vec::new();
        self.tcp.ready(token, self.poll.registry(), |source, bytes| datagrams.push((source, bytes.to_vec())));
        for (source, bytes) in datagrams {
            self.on_datagram(Transport::Tcp, source, &bytes);
        }
    }

    /// Takes a turn's worth of commands; true when more may be waiting.
    fn take_commands(&mut self) -> bool {
        for _ in 0..TURN {
            match self.commands.try_recv() {
                Ok(command) => self.on_command(command),
                Err(TryRecvError::Empty) => return false,
                Err(TryRecvError::Disconnected) => {
                    self.is_stopping = true;
                    return false;
                }
            }
        }
        true
    }

    /// Takes a turn's worth of datagrams; true when more may be waiting.
    fn take_datagrams(&mut self) -> bool {
        let mut buffer = [0; DATAGRAM_BYTES];
        for _ in 0..TURN {
            if !self.udp_is_ready {
                return false;
            }
            match self.udp.recv_from(&mut buffer) {
                Ok((length, source)) => self.on_datagram(Transport::Udp, source, &buffer[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.udp_is_ready = false,
                // An earlier datagram was refused by its receiver's machine; the next one is another's.
                Err(_) => {}
            }
        }
        self.udp_is_ready
    }

    fn on_datagram(&mut self, transport: Transport, source: SocketAddr, bytes: &[u8]) {
        self.handle(Input::Datagram(Datagram { transport, source, destination: self.advertised, bytes }));
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::Connected { socket, admission, messages } => {
                self.signals.insert(socket, messages);
                self.handle(Input::Connected { socket, admission });
            }
            Command::Message { socket, bytes } => self.handle(Input::Message { socket, bytes: &bytes }),
            Command::Closed { socket } => {
                self.signals.remove(&socket);
                self.handle(Input::Closed { socket });
            }
            Command::Run(run) => {
                run(&mut self.engine, super::now(&*self.clock));
                self.flush();
            }
            Command::Stop => {
                self.engine.shut_down(super::now(&*self.clock));
                self.flush();
                self.is_stopping = true;
            }
        }
    }

    /// One input, then everything it led to.
    fn handle(&mut self, input: Input<'_>) {
        self.engine.handle(super::now(&*self.clock), input);
        self.flush();
    }

    fn flush(&mut self) {
        loop {
            match self.engine.poll() {
                Output::Transmit { transport, destination, bytes, .. } => {
                    self.transmit(transport, destination, &bytes)
                }
                Output::Signal { socket, bytes } => self.signal(socket, bytes),
                Output::CloseSignal { socket } => {
                    self.signals.remove(&socket);
                }
                // Nobody listens while the server stops.
                Output::Event(event) => {
                    self.events.send(event).ok();
                }
                Output::Wait(_) => return,
            }
        }
    }

    fn transmit(&mut self, transport: Transport, destination: SocketAddr, bytes: &[u8]) {
        match transport {
            // A full socket loses the packet, as the path would.
            Transport::Udp => drop(self.udp.send_to(bytes, destination)),
            Transport::Tcp => self.tcp.send(destination, bytes),
        }
    }

    fn signal(&mut self, socket: SocketId, bytes: Vec<u8>) {
        let Some(messages) = self.signals.get(&socket) else { return };
        match messages.try_send(bytes) {
            // A closed one is on its way to telling so itself.
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(_)) => {
                tracing::info!("a signalling connection does not keep up");
                self.signals.remove(&socket);
                self.engine.handle(super::now(&*self.clock), Input::Closed { socket });
            }
        }
    }

    fn longest_wait(&mut self) -> Duration {
        let until = match self.engine.poll() {
            Output::Wait(Some(until)) => until.saturating_duration_since(Instant::now()),
            _ => LONGEST_WAIT,
        };
        until.min(LONGEST_WAIT)
    }
}
