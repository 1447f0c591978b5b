//! A signalling connection: a WebSocket on one side, the engine's thread on the other.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use sfu::Admission;
use tokio::sync::mpsc;

use super::MediaHandle;
use super::driver::Command;

/// Messages that wait for a slow client before its connection is cut.
const MESSAGES_WAITING: usize = 1_024;
/// The connection ended as agreed (RFC 6455, 7.4.1).
const NORMAL: u16 = 1000;

/// Carries messages both ways until either side ends.
pub(super) async fn serve(mut websocket: WebSocket, media: MediaHandle, admission: Admission) {
    let socket = media.next_socket();
    let (sender, mut messages) = mpsc::channel(MESSAGES_WAITING);
    let connected = Command::Connected { socket, admission: Box::new(admission), messages: sender };
    if media.send(connected).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            message = messages.recv() => match message {
                Some(bytes) => {
                    if websocket.send(Message::Binary(bytes.into())).await.is_err() {
                        break;
                    }
                }
                None => return close(websocket).await,
            },
            received = websocket.recv() => match received {
                Some(Ok(Message::Binary(bytes))) => {
                    if media.send(Command::Message { socket, bytes }).await.is_err() {
                        return close(websocket).await;
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    // The thread may have ended; then it holds nothing to be told of.
    media.send(Command::Closed { socket }).await.ok();
}

/// The engine has ended this connection.
async fn close(mut websocket: WebSocket) {
    let frame = CloseFrame { code: NORMAL, reason: "the session ended".into() };
    // The client may be gone already.
    websocket.send(Message::Close(Some(frame))).await.ok();
}
