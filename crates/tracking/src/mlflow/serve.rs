//! Accepting connections and ending them: bounded in number, and none can keep the others from being answered.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::connection::{Slot, Watched};
use super::routes;
use super::sink::Sink;

/// How many connections there can be at once. If there are more, the one that did nothing for the longest is closed:
/// a client whose connection is closed while it waits opens another one.
const MOST: usize = 160;
/// How long a connection may take to send the head of a request, or wait for the next one.
const IDLE: Duration = Duration::from_secs(3600);
/// How long a client may take to read some of an answer.
const UNREAD: Duration = Duration::from_secs(30);
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// The time between two attempts to accept when no more files can be opened.
const PAUSE: Duration = Duration::from_millis(100);
/// How long requests that are being answered are waited for at the end.
const END: Duration = Duration::from_secs(1);
/// How many threads write and read files. A thread that waits for a disk keeps nobody from being answered.
const THREADS: usize = 4;

/// A place where a training can reach the endpoint, before anybody answers there.
pub struct Endpoint {
    /// Its address.
    pub address: SocketAddr,
    /// The listening socket, which is non-blocking and can be polled: a first connection is the time to [`serve`].
    pub listener: TcpListener,
}

impl Endpoint {
    /// Listens on a free port of the loopback interface.
    ///
    /// # Errors
    /// There is no free port, or no more files can be opened.
    pub fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self { address: listener.local_addr()?, listener })
    }
}

/// What the endpoint has to know.
pub struct Config {
    /// The token that each request has to carry: letters, digits, `-` and `_`.
    pub token: String,
    /// The open folder `artifacts` of the run. `mlflow` is made in it when something is logged.
    pub artifacts: OwnedFd,
    /// How many bytes of the disk are left free.
    pub reserve: u64,
}

/// Ends [`serve`] from another thread.
#[derive(Clone, Default)]
pub struct Stop(CancellationToken);

impl Stop {
    /// Ends it: what is being answered is answered, for a second at most.
    pub fn stop(&self) {
        self.0.cancel();
    }
}

/// Answers the training until it is stopped. The sink is dropped at the end.
///
/// # Errors
/// The system has no room for another event queue.
pub fn serve(listener: TcpListener, config: Config, sink: Box<dyn Sink>, stop: &Stop) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(THREADS).build()?;
    runtime.block_on(listen(listener, config, sink, stop))?;
    // A thread that waits for a disk is not waited for.
    runtime.shutdown_background();
    Ok(())
}

async fn listen(listener: TcpListener, config: Config, sink: Box<dyn Sink>, stop: &Stop) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let service = TowerToHyperService::new(routes::router(config, sink));
    let mut connections = JoinSet::new();
    let mut slots: Vec<Arc<Slot>> = Vec::new();
    let mut look = interval(LOOK);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            _ = look.tick() => {
                slots.iter().filter(|slot| slot.is_unread_for(UNREAD)).for_each(|slot| slot.close());
                continue;
            }
            () = stop.0.cancelled() => break,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        slots.retain(|slot| !slot.is_over());
        if slots.len() >= MOST
            && let Some(oldest) = slots.iter().min_by_key(|slot| slot.active())
        {
            oldest.close();
            let oldest = oldest.clone();
            slots.retain(|slot| !Arc::ptr_eq(slot, &oldest));
        }
        let slot = Arc::new(Slot::new());
        slots.push(slot.clone());
        connections.spawn(answer(stream, service.clone(), slot, stop.clone()));
    }
    let _ = timeout(END, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

/// Answers the requests of a connection.
async fn answer(stream: TcpStream, service: TowerToHyperService<axum::Router>, slot: Arc<Slot>, stop: Stop) {
    // Without it, answers are only delayed.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Watched::new(stream, slot.clone()));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(64 << 10)
        .serve_connection(stream, service);
    tokio::pin!(connection);
    // The client knows that it broke the connection off.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = slot.closed() => {}
        () = stop.0.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
