//! Accepting connections: bounded in number and in how long they may say nothing.

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

/// How many connections there are at once. A page uses at most seven.
const MOST: usize = 256;
/// How long a connection may take over the head of a request, or wait for the next one.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two attempts to accept where the system has no files left.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection's place among all, as long as something holds it.
pub(crate) struct Place {
    is_trusted: AtomicBool,
    evicted: CancellationToken,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// The connection has shown the token, or a ticket: it stays, however many others come.
    pub(crate) fn trust(&self) {
        self.is_trusted.store(true, Relaxed);
    }

    /// Waits until another connection needs the place.
    pub(crate) async fn evicted(&self) {
        self.evicted.cancelled().await;
    }
}

/// Answers connections for ever. Where there are too many, the oldest that has not shown the token ends: other
/// users of this machine can connect, too, and must not keep everybody out.
pub(crate) async fn listen(listener: TcpListener, router: Router) {
    let free = Arc::new(Semaphore::new(MOST));
    let mut strangers = VecDeque::<Weak<Place>>::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        strangers.retain(|place| place.upgrade().is_some_and(|place| !place.is_trusted.load(Relaxed)));
        if free.available_permits() == 0
            && let Some(oldest) = strangers.pop_front().and_then(|place| place.upgrade())
        {
            oldest.evicted.cancel();
        }
        let Ok(permit) = free.clone().acquire_owned().await else { return };
        let place = Arc::new(Place {
            is_trusted: AtomicBool::default(),
            evicted: CancellationToken::new(),
            _permit: permit,
        });
        strangers.push_back(Arc::downgrade(&place));
        tokio::spawn(answer(stream, router.clone(), place));
    }
}

/// Answers the requests of a connection, each of which knows the connection's place.
async fn answer(stream: TcpStream, router: Router, place: Arc<Place>) {
    // Without it, events are only late.
    let _ = stream.set_nodelay(true);
    let (router, of_requests) = (TowerToHyperService::new(router), place.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(of_requests.clone());
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        // Whoever breaks a connection off knows it, and nobody else has to.
        _ = connection => {}
        () = place.evicted() => {}
    }
}
