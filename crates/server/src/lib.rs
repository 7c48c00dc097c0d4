//! Trainyard's API over HTTP, for the same pages in a browser: a host of [`api`].
//!
//! It listens on the loopback interface only and trusts nobody there: every request must name this machine as
//! its host, must not come from another origin's page, and, except for the bare pages, must carry the token.
//! Commands are POSTs, events come over a WebSocket. What a page can hold open is bounded: connections,
//! sessions, events that wait to be sent.
//!
//! Decisions that the window would have to repeat belong to the API.

mod browser;
mod commands;
mod guard;
mod listen;
mod pages;
mod sessions;
mod socket;
mod token;
mod uploads;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use api::Api;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, post, put};
use locales::{Failure, Message, Result};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::sessions::Sessions;
use crate::token::{Links, Token};

/// The largest body of a command, in bytes. Files come through `uploads`.
const LARGEST_COMMAND: usize = 4 << 20;
/// The same of the command that saves a chart: 32 MiB in base64, and some more, so that the command itself refuses what
/// is too large.
const LARGEST_CHART: usize = 48 << 20;
/// How many commands run at the same time; more of them wait.
const COMMANDS_AT_ONCE: usize = 64;
/// How long the next part of a request's body may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The time between two searches for what pages left behind.
const OFTEN: Duration = Duration::from_secs(60);
/// How long shutting down waits for running commands.
const FAREWELL: Duration = Duration::from_secs(1);

/// A server that has its port and does not answer yet.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// The state that requests share.
struct Shared {
    token: Token,
    links: Links,
    sessions: Sessions,
}

impl Server {
    /// Binds a port of the loopback interface; 0: a free one.
    ///
    /// # Errors
    /// When the port is taken or not allowed, or the pages were not built into this program.
    pub fn bind(port: u16) -> Result<Self> {
        pages::require()?;
        let taken = |error| Failure::because(Message::ServePort { port: port.to_string() }, error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let shared =
            Shared { token: Token::random()?, links: Links::new(address), sessions: Sessions::default() };
        Ok(Self { listener, shared: Arc::new(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.links.address()
    }

    /// The token that requests carry. Pages get it by a link; this is for programs.
    pub fn token(&self) -> &str {
        self.shared.token.text()
    }

    /// A link that opens the pages once.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn link(&self) -> Result<String> {
        self.shared.links.make()
    }

    /// Answers requests until SIGINT or SIGTERM. `used` is called with a new link when one was used.
    ///
    /// # Errors
    /// When no threads can be started.
    pub fn serve(self, api: Api, used: impl Fn(String) + Send + Sync + 'static) -> Result<()> {
        let failed = |error| Failure::because(Message::ThreadsNone, error);
        // Compressing the pages takes megabytes, for a moment.
        processes::return_freed_memory();
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(COMMANDS_AT_ONCE)
            .thread_name("server")
            .enable_all()
            .build()
            .map_err(failed)?;
        self.shared.links.when_used(Box::new(used));
        self.shared.sessions.open(api);
        let (router, shared) = (router(&self.shared), self.shared.clone());
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(OFTEN).await;
                let shared = shared.clone();
                // It may have to delete very many files.
                if let Err(error) =
                    tokio::task::spawn_blocking(move || shared.sessions.sweep(sessions::TIMEOUT)).await
                {
                    tracing::error!(%error, "could not clear up what pages left behind");
                }
            }
        });
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(failed)?;
            let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
            let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
            tokio::select! {
                () = listen::listen(listener, router) => {}
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            Ok::<_, Failure>(())
        })?;
        // A command that is still running, such as a copy, is not waited for: what it leaves is deleted by
        // the next program that opens the store.
        runtime.shutdown_timeout(FAREWELL);
        self.shared.sessions.clear();
        Ok(())
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    let with_token = Router::new()
        .route("/api/call/{command}", post(commands::call).layer(DefaultBodyLimit::max(LARGEST_COMMAND)))
        .route("/api/call/save_chart", post(commands::save_chart).layer(DefaultBodyLimit::max(LARGEST_CHART)))
        .route("/api/upload/{upload}/{*path}", put(uploads::put).layer(DefaultBodyLimit::disable()))
        .route("/api/upload/{upload}", delete(uploads::remove))
        .layer(RequestBodyTimeoutLayer::new(TIMEOUT))
        .layer(from_fn_with_state(shared.clone(), guard::token));
    // Downloads keep their length; most of them are compressed already.
    let compression = DefaultPredicate::new().and(NotForContentType::const_new("application/octet-stream"));
    Router::new()
        .merge(with_token)
        .route("/api/events", get(socket::events))
        .route("/download/{ticket}", get(browser::download))
        .route("/", get(pages::index))
        .fallback(get(pages::asset))
        .layer(CompressionLayer::new().compress_when(compression))
        .layer(from_fn(guard::host))
        .with_state(shared.clone())
}
