//! Events: one WebSocket for each page.
//!
//! The first message contains the token and the page's session, since a browser cannot send headers with it.
//! After that the page only receives. A page that does not read is disconnected; it connects again and reads
//! everything again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use api::Event;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::http::request::Parts;
use axum::response::Response;
use locales::Language;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, timeout};

use crate::Shared;
use crate::listen::Slot;
use crate::sessions::{Connected, SessionId, language};

/// The largest message of a page, in bytes.
const LARGEST: usize = 4096;
/// How many events can wait for a page.
const WAITING: usize = 256;
/// How long a page may take to send its first message, or to receive an event.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often a page is pinged.
const OFTEN: Duration = Duration::from_secs(30);
/// The close code for a page without the token: connecting again is useless.
const NO_TOKEN: u16 = 4401;

/// The first message of a page.
#[derive(Deserialize)]
struct Hello {
    token: String,
    session: String,
}

/// Connects a page.
pub(crate) async fn events(
    State(shared): State<Arc<Shared>>,
    Extension(slot): Extension<Arc<Slot>>,
    parts: Parts,
    upgrade: WebSocketUpgrade,
) -> Response {
    let language = language(&parts);
    upgrade
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .on_upgrade(move |socket| async move { serve(socket, &shared, &slot, language).await })
}

async fn serve(mut socket: WebSocket, shared: &Shared, slot: &Slot, language: Language) {
    let received = tokio::select! {
        received = timeout(TIMEOUT, socket.recv()) => received,
        () = slot.evicted() => return,
    };
    let Ok(Some(Ok(Message::Text(received)))) = received else { return };
    let hello = serde_json::from_str::<Hello>(&received).ok().filter(|hello| shared.token.is(&hello.token));
    let Some(hello) = hello else { return close(&mut socket, NO_TOKEN).await };
    slot.trust();
    let connected = SessionId::new(&hello.session, language).and_then(|id| shared.sessions.connect(&id));
    let Some(connected) = connected else { return close(&mut socket, close_code::AGAIN).await };
    let welcome = format!("{{\"event\":\"welcome\",\"known\":{}}}", connected.was_there);
    if send(&mut socket, Message::text(welcome)).await {
        pass_on(socket, &connected).await;
    }
}

/// Sends events until the page disconnects, or does not read.
async fn pass_on(mut socket: WebSocket, connected: &Connected<'_>) {
    let (sender, mut events) = mpsc::channel::<Event>(WAITING);
    let is_full = Arc::new(AtomicBool::new(false));
    let full = is_full.clone();
    connected.session.subscribe(move |event| {
        let sent = sender.try_send(event);
        full.fetch_or(sent.is_err(), Relaxed);
        sent.is_ok()
    });
    let mut ask = interval_at(Instant::now() + OFTEN, OFTEN);
    loop {
        let message = tokio::select! {
            event = events.recv() => match event {
                Some(event) if !is_full.load(Relaxed) => text(&event),
                // The page reads what it missed when it connects again. This also happens if another page has
                // taken over the session.
                _ => return close(&mut socket, close_code::AGAIN).await,
            },
            _ = ask.tick() => Message::Ping(Default::default()),
            received = socket.recv() => match received {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
        };
        if !send(&mut socket, message).await {
            return;
        }
    }
}

fn text(event: &Event) -> Message {
    Message::Text(Utf8Bytes::from(serde_json::to_string(event).unwrap_or_default()))
}

/// Returns whether the page received it.
async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(TIMEOUT, socket.send(message)).await, Ok(Ok(())))
}

async fn close(socket: &mut WebSocket, code: u16) {
    send(socket, Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::default() }))).await;
}
