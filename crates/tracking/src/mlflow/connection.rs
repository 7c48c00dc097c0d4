//! A connection, of which it is known when it last did something.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// A connection's place among those that there can be.
pub(super) struct Slot {
    /// When it last read or wrote something, see [`now`].
    active: AtomicU64,
    /// Whether the client is to read before more can be written.
    is_unread: AtomicBool,
    is_over: AtomicBool,
    closed: CancellationToken,
}

impl Slot {
    pub(super) fn new() -> Self {
        let (active, closed) = (AtomicU64::new(now()), CancellationToken::new());
        Self { active, is_unread: AtomicBool::new(false), is_over: AtomicBool::new(false), closed }
    }

    /// When it last did something; larger is later.
    pub(super) fn active(&self) -> u64 {
        self.active.load(Relaxed)
    }

    /// Whether its client has read nothing of an answer for so long.
    pub(super) fn is_unread_for(&self, time: Duration) -> bool {
        let idle = now().saturating_sub(self.active());
        self.is_unread.load(Relaxed) && Duration::from_millis(idle) >= time
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Relaxed)
    }

    pub(super) fn close(&self) {
        self.closed.cancel();
    }

    /// Waits until it is to be closed.
    pub(super) async fn closed(&self) {
        self.closed.cancelled().await;
    }
}

/// Milliseconds since the first call.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A stream that tells its slot what it does.
pub(super) struct Watched {
    stream: TcpStream,
    slot: Arc<Slot>,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, slot: Arc<Slot>) -> Self {
        Self { stream, slot }
    }

    fn wrote(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.slot.is_unread.store(written.is_pending(), Relaxed);
        if written.is_ready() {
            self.slot.active.store(now(), Relaxed);
        }
        written
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.slot.is_over.store(true, Relaxed);
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, to));
        self.slot.active.store(now(), Relaxed);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, from);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, from);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
