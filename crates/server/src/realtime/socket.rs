//! The conversation on one socket: hello, resume, events (API: `/api/realtime`).

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use model::id::UserId;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::realtime::ToldEvent;

use super::hub::{Hub, Registration};
use crate::services::realtime::{RealtimeService, Resumed};

/// A ping this often; a client that does not answer two of them is gone.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// News are held back this long after the hello, or until the client speaks: an event told before the client asks
/// to resume from an earlier one would be told twice and out of order.
const RESUME_WINDOW: Duration = Duration::from_millis(500);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientFrame {
    resume: Resume,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resume {
    epoch: String,
    offset: i64,
}

/// Why a socket closes.
enum End {
    Gone,
    SignedOut,
    Misbehaved,
    Failed,
}

/// Speaks with one client until it goes away.
pub async fn serve(mut socket: WebSocket, user: UserId, hub: Hub, service: RealtimeService) {
    let registration = hub.register(user);
    let end = Conversation { socket: &mut socket, user, service, offset: 0, silent_heartbeats: 0 }
        .run(&registration)
        .await
        .unwrap_or_else(|end| end);
    let (code, reason) = match end {
        End::Gone => return,
        End::SignedOut => (4401, "signed out"),
        End::Misbehaved => (1008, "unknown frame"),
        End::Failed => (1011, "try again"),
    };
    let close = axum::extract::ws::CloseFrame { code, reason: reason.into() };
    // The client may be gone already: then there is nobody to tell.
    socket.send(Message::Close(Some(close))).await.ok();
}

struct Conversation<'a> {
    socket: &'a mut WebSocket,
    user: UserId,
    service: RealtimeService,
    offset: i64,
    silent_heartbeats: u8,
}

impl Conversation<'_> {
    async fn run(mut self, registration: &Registration) -> Result<End, End> {
        self.offset = self.service.head(self.user).await.map_err(failed)?;
        let epoch = self.service.epoch().await.map_err(failed)?;
        self.send(json!({ "hello": { "epoch": epoch, "offset": self.offset } })).await?;
        self.hear_first_words().await?;
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        heartbeat.tick().await;
        loop {
            tokio::select! {
                () = registration.socket.eviction.notified() => return Ok(End::SignedOut),
                () = registration.socket.news.notified() => self.tell_news().await?,
                _ = heartbeat.tick() => self.beat().await?,
                message = self.socket.recv() => self.receive(message).await?,
            }
        }
    }

    async fn hear_first_words(&mut self) -> Result<(), End> {
        if let Ok(message) = tokio::time::timeout(RESUME_WINDOW, self.socket.recv()).await {
            self.receive(message).await?;
        }
        self.tell_news().await
    }

    async fn receive(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        match message {
            Some(Ok(Message::Text(text))) => self.hear(text.as_str()).await,
            Some(Ok(Message::Binary(_))) => Err(End::Misbehaved),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                self.silent_heartbeats = 0;
                Ok(())
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), End> {
        let frame: ClientFrame = serde_json::from_str(text).map_err(|_| End::Misbehaved)?;
        let Resume { epoch, offset } = frame.resume;
        match self.service.resume(self.user, &epoch, offset).await.map_err(failed)? {
            Resumed::Recovered(missed) => {
                self.send(json!({ "recovered": true })).await?;
                self.offset = offset;
                self.tell(missed).await
            }
            Resumed::Lost => self.send(json!({ "recovered": false })).await,
        }
    }

    async fn tell_news(&mut self) -> Result<(), End> {
        let news = self.service.after(self.user, self.offset).await.map_err(failed)?;
        self.tell(news).await
    }

    async fn tell(&mut self, events: Vec<ToldEvent>) -> Result<(), End> {
        for event in events {
            self.offset = event.event_offset;
            let frame = json!({ "offset": event.event_offset, "event": event.event, "data": event.data });
            self.send(frame).await?;
        }
        Ok(())
    }

    async fn beat(&mut self) -> Result<(), End> {
        if self.silent_heartbeats >= 2 {
            return Err(End::Gone);
        }
        self.silent_heartbeats += 1;
        self.socket.send(Message::Ping(bytes::Bytes::new())).await.map_err(|_| End::Gone)
    }

    async fn send(&mut self, frame: serde_json::Value) -> Result<(), End> {
        self.socket.send(Message::Text(frame.to_string().into())).await.map_err(|_| End::Gone)
    }
}

fn failed(error: StoreError) -> End {
    tracing::warn!(%error, "a socket's events cannot be read");
    End::Failed
}
