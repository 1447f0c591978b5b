//! Sockets, clock and threads that drive the media engine.
//!
//! One thread owns the engine, a UDP socket and a TCP listener on the same port. Everything else
//! speaks to it through a [`MediaHandle`].

mod address;
mod driver;
mod routes;
mod signal;
mod tcp;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::Context as _;
use model::{Chance, Clock};
use sfu::protocol as lk;
use sfu::{
    Certificate, Claims, Door, Engine, EngineConfig, HostCandidate, Limits, MediaEvent, Now, RpcError,
    SocketId, Transport,
};
use tokio::sync::{mpsc, oneshot};

use driver::{Command, Driver};

/// Commands that wait for the engine's thread before their senders must wait too.
const COMMANDS_WAITING: usize = 4_096;

/// What the engine is started with.
#[derive(Clone)]
pub struct MediaConfig {
    /// UDP and TCP port; 0 takes any that is free for both.
    pub port: u16,
    /// The address told to clients; none takes the interface's own.
    pub address: Option<IpAddr>,
    /// Issuer of accepted tokens.
    pub api_key: String,
    /// What they are signed with.
    pub api_secret: String,
}

/// A running engine. Dropping it stops the thread.
pub struct MediaEngine {
    handle: MediaHandle,
    thread: Option<JoinHandle<()>>,
}

/// Speaks to a running engine. Cheap to clone.
#[derive(Clone)]
pub struct MediaHandle {
    commands: mpsc::Sender<Command>,
    waker: Arc<mio::Waker>,
    clock: Arc<dyn Clock>,
    door: Door,
    api_key: Arc<str>,
    api_secret: Arc<str>,
    address: SocketAddr,
    last_socket: Arc<AtomicU64>,
}

/// The engine's thread is gone, or it refused.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The engine refused.
    #[error(transparent)]
    Refused(#[from] RpcError),
    /// The engine has stopped.
    #[error("the media engine has stopped")]
    Stopped,
}

impl MediaEngine {
    /// Binds the port and starts the thread. What happens in the rooms comes out of the receiver.
    pub fn start(
        config: MediaConfig,
        clock: Arc<dyn Clock>,
        chance: &dyn Chance,
    ) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<MediaEvent>)> {
        let sockets = address::bind(config.port, config.address)?;
        let address = sockets.advertised;
        let candidates =
            [Transport::Udp, Transport::Tcp].map(|transport| HostCandidate { transport, address });
        let engine_config = EngineConfig {
            api_key: config.api_key.clone(),
            api_secret: config.api_secret.clone(),
            candidates: candidates.to_vec(),
            certificate: Certificate::generate(),
            ice_servers: Vec::new(),
            limits: Limits::default(),
        };
        let mut seed = [0; 32];
        chance.fill(&mut seed);
        let engine = Engine::new(engine_config, seed, now(&*clock));
        let (commands, inbox) = mpsc::channel(COMMANDS_WAITING);
        let (events, told) = mpsc::unbounded_channel();
        let driver = Driver::new(engine, Arc::clone(&clock), sockets, inbox, events)?;
        let handle = MediaHandle {
            commands,
            waker: driver.waker(),
            clock,
            door: Door::new(config.api_key.clone(), config.api_secret.clone()),
            api_key: config.api_key.into(),
            api_secret: config.api_secret.into(),
            address,
            last_socket: Arc::default(),
        };
        let thread = std::thread::Builder::new().name("media".to_owned()).spawn(move || driver.run());
        let thread = Some(thread.context("the media thread does not start")?);
        tracing::info!(media.address = %address, "media engine listens");
        Ok((Self { handle, thread }, told))
    }

    /// What speaks to this engine.
    pub fn handle(&self) -> MediaHandle {
        self.handle.clone()
    }

    /// Tells everybody in every room that the server stops, and ends the thread.
    pub async fn stop(mut self) {
        self.handle.send(Command::Stop).await.ok();
        if let Some(thread) = self.thread.take() {
            tokio::task::spawn_blocking(move || thread.join().ok()).await.ok();
        }
    }
}

impl Drop for MediaEngine {
    fn drop(&mut self) {
        // A full queue still empties; a closed one has no thread behind it.
        self.handle.commands.try_send(Command::Stop).ok();
        self.handle.waker.wake().ok();
    }
}

impl MediaHandle {
    /// Where clients are told to send their media.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Signs a token that this engine accepts. The issuer is filled in.
    pub fn sign(&self, claims: Claims) -> String {
        sfu::sign(&Claims { iss: self.api_key.to_string(), ..claims }, &self.api_secret)
    }

    /// Opens a room, or returns the one of that name.
    pub async fn create_room(&self, request: lk::CreateRoomRequest) -> Result<lk::Room, MediaError> {
        self.ask(move |engine, now| engine.create_room(now, request)).await
    }

    /// Closes a room and puts everybody out.
    pub async fn delete_room(&self, room: String) -> Result<(), MediaError> {
        self.ask(move |engine, now| engine.delete_room(now, &room)).await
    }

    /// Everybody in a room.
    pub async fn list_participants(&self, room: String) -> Result<Vec<lk::ParticipantInfo>, MediaError> {
        self.ask(move |engine, _| engine.list_participants(&room)).await
    }

    /// Somebody in a room.
    pub async fn get_participant(
        &self,
        room: String,
        identity: String,
    ) -> Result<lk::ParticipantInfo, MediaError> {
        self.ask(move |engine, _| engine.get_participant(&room, &identity)).await
    }

    /// Puts somebody out of a room. Tokens from before do not let them in again.
    pub async fn remove_participant(&self, room: String, identity: String) -> Result<(), MediaError> {
        let request = lk::RoomParticipantIdentity { room, identity, ..Default::default() };
        self.ask(move |engine, now| engine.remove_participant(now, &request)).await
    }

    /// Mutes or unmutes a track.
    pub async fn mute_track(&self, request: lk::MuteRoomTrackRequest) -> Result<lk::TrackInfo, MediaError> {
        self.ask(move |engine, now| engine.mute_track(now, &request)).await
    }

    /// Changes what somebody may do or what is shown of them.
    pub async fn update_participant(
        &self,
        request: lk::UpdateParticipantRequest,
    ) -> Result<lk::ParticipantInfo, MediaError> {
        self.ask(move |engine, now| engine.update_participant(now, request)).await
    }

    /// Runs a question on the engine's thread.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine, Now) -> Result<T, RpcError> + Send + 'static,
    ) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        let run = Box::new(move |engine: &mut Engine, now: Now| {
            // Who asked may have stopped waiting.
            reply.send(question(engine, now)).ok();
        });
        self.send(Command::Run(run)).await?;
        Ok(answer.await.map_err(|_| MediaError::Stopped)??)
    }

    async fn send(&self, command: Command) -> Result<(), MediaError> {
        self.commands.send(command).await.map_err(|_| MediaError::Stopped)?;
        self.waker.wake().map_err(|_| MediaError::Stopped)
    }

    fn next_socket(&self) -> SocketId {
        SocketId(self.last_socket.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn unix_seconds(&self) -> i64 {
        self.clock.now().timestamp()
    }
}

fn now(clock: &dyn Clock) -> Now {
    Now { instant: Instant::now(), unix_ms: clock.now().timestamp_millis() }
}
