//! ICE-TCP: datagrams on connections that clients open, each behind its length (RFC 4571).

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};

/// Connections open at the same time.
const CONNECTIONS: usize = 2_000;
/// Bytes that wait for a slow client; what comes on top is lost, as on any full path.
const WRITE_BUFFER_BYTES: usize = 256 << 10;
/// A connection without a single datagram for this long is closed.
const IDLE: Duration = Duration::from_secs(30);

/// All connections of an engine.
pub(super) struct TcpPaths {
    listener: TcpListener,
    connections: HashMap<Token, Connection>,
    by_address: HashMap<SocketAddr, Token>,
    next: usize,
}

struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    heard_at: Instant,
}

impl TcpPaths {
    /// Listens; connections get tokens from `first` on.
    pub fn new(
        listener: std::net::TcpListener,
        registry: &Registry,
        accept: Token,
        first: usize,
    ) -> std::io::Result<Self> {
        listener.set_nonblocking(true)?;
        let mut listener = TcpListener::from_std(listener);
        registry.register(&mut listener, accept, Interest::READABLE)?;
        Ok(Self { listener, connections: HashMap::new(), by_address: HashMap::new(), next: first })
    }

    /// Takes in clients that are waiting.
    pub fn accept(&mut self, registry: &Registry) {
        while let Ok((mut stream, peer)) = self.listener.accept() {
            let token = Token(self.next);
            self.next += 1;
            let interest = Interest::READABLE | Interest::WRITABLE;
            if self.connections.len() >= CONNECTIONS
                || registry.register(&mut stream, token, interest).is_err()
            {
                continue;
            }
            // Without it small datagrams wait for one another.
            stream.set_nodelay(true).ok();
            self.by_address.insert(peer, token);
            let connection = Connection {
                stream,
                peer,
                incoming: Vec::new(),
                outgoing: Vec::new(),
                heard_at: Instant::now(),
            };
            self.connections.insert(token, connection);
        }
    }

    /// Reads and writes what a connection has ready, and hands each datagram on with its source.
    pub fn ready(&mut self, token: Token, registry: &Registry, mut take: impl FnMut(SocketAddr, &[u8])) {
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let is_open = connection.flush() && connection.read();
        let used = connection.hand_on(&mut take);
        connection.incoming.drain(..used);
        if !is_open {
            self.close(token, registry);
        }
    }

    /// Sends a datagram to a client, if it is connected and keeps up.
    pub fn send(&mut self, to: SocketAddr, datagram: &[u8]) {
        let Some(connection) = self.by_address.get(&to).and_then(|token| self.connections.get_mut(token))
        else {
            return;
        };
        let Ok(length) = u16::try_from(datagram.len()) else { return };
        if connection.outgoing.len() + datagram.len() + 2 > WRITE_BUFFER_BYTES {
            return;
        }
        connection.outgoing.extend_from_slice(&length.to_be_bytes());
        connection.outgoing.extend_from_slice(datagram);
        // A broken connection is noticed when it is next read.
        connection.flush();
    }

    /// Closes connections on which nothing comes.
    pub fn close_idle(&mut self, now: Instant, registry: &Registry) {
        let idle: Vec<Token> = self
            .connections
            .iter()
            .filter(|(_, connection)| now.saturating_duration_since(connection.heard_at) > IDLE)
            .map(|(token, _)| *token)
            .collect();
        for token in idle {
            self.close(token, registry);
        }
    }

    fn close(&mut self, token: Token, registry: &Registry) {
        if let Some(mut connection) = self.connections.remove(&token) {
            registry.deregister(&mut connection.stream).ok();
            self.by_address.remove(&connection.peer);
        }
    }
}

impl Connection {
    /// Reads until nothing is left; false when the connection is over.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 16 << 10];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return false,
                Ok(count) => {
                    self.heard_at = Instant::now();
                    self.incoming.extend_from_slice(&buffer[..count]);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// Writes what waits; false when the connection is over.
    fn flush(&mut self) -> bool {
        while !self.outgoing.is_empty() {
            match self.stream.write(&self.outgoing) {
                Ok(written) => drop(self.outgoing.drain(..written)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected),
            }
        }
        true
    }

    /// Hands on every whole datagram and returns how many bytes they took.
    fn hand_on(&self, take: &mut impl FnMut(SocketAddr, &[u8])) -> usize {
        let mut at = 0;
        while let Some(length) = self.incoming.get(at..at + 2) {
            let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
            let Some(datagram) = self.incoming.get(at + 2..at + 2 + length) else { break };
            take(self.peer, datagram);
            at += 2 + length;
        }
        at
    }
}
