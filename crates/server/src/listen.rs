//! Accepting connections: bounded in number and in how long they may be idle.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// How many connections there can be at once. A page uses at most seven.
const MOST: usize = 256;
/// How long a connection may take to send the head of a request, or wait for the next one.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The time between two attempts to accept when no more files can be opened.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection's slot among the limited number of connections.
pub(crate) struct Slot {
    is_trusted: AtomicBool,
    evicted: CancellationToken,
    _permit: OwnedSemaphorePermit,
}

impl Slot {
    /// The connection has shown the token or a ticket, and stays, however many others come.
    pub(crate) fn trust(&self) {
        self.is_trusted.store(true, Relaxed);
    }

    /// Waits until another connection needs the slot.
    pub(crate) async fn evicted(&self) {
        self.evicted.cancelled().await;
    }
}

/// Answers connections for ever. If there are too many, the oldest one that has not shown the token is
/// closed: other users of this machine can connect, too, and must not lock the person out.
pub(crate) async fn listen(listener: TcpListener, router: Router) {
    let free = Arc::new(Semaphore::new(MOST));
    let mut strangers = VecDeque::<Weak<Slot>>::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        strangers.retain(|slot| slot.upgrade().is_some_and(|slot| !slot.is_trusted.load(Relaxed)));
        if free.available_permits() == 0
            && let Some(oldest) = strangers.pop_front().and_then(|slot| slot.upgrade())
        {
            oldest.evicted.cancel();
        }
        let Ok(permit) = free.clone().acquire_owned().await else { return };
        let slot = Arc::new(Slot {
            is_trusted: AtomicBool::default(),
            evicted: CancellationToken::new(),
            _permit: permit,
        });
        strangers.push_back(Arc::downgrade(&slot));
        tokio::spawn(answer(stream, router.clone(), slot));
    }
}

/// Answers the requests of a connection, each of which gets the connection's slot.
async fn answer(stream: TcpStream, router: Router, slot: Arc<Slot>) {
    // Without it, events are only delayed.
    let _ = stream.set_nodelay(true);
    let (router, of_requests) = (TowerToHyperService::new(router), slot.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(of_requests.clone());
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(TIMEOUT)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        // The client knows that it broke the connection off.
        _ = connection => {}
        () = slot.evicted() => {}
    }
}
