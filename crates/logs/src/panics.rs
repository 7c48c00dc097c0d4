//! Panics: recorded with place and backtrace, and survived where that is possible.

use std::any::Any;
use std::backtrace::Backtrace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How long the first restart of what panicked waits, and how long one waits at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Has every panic recorded, beside what is printed of it already.
pub(crate) fn install() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        print(panic);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        let backtrace = Backtrace::force_capture();
        tracing::error!(%place, %thread, "panic: {}\n{backtrace}", message(panic.payload()));
    }));
}

/// Does `work`, and answers what it panicked with, if it did.
///
/// # Errors
/// The message of the panic, which is in the log already, with its place.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| message(&*payload).to_owned())
}

/// Does `work`, which `name` describes, until it returns; starts it again whenever it panics, later each time.
pub fn restarting(name: &str, mut work: impl FnMut()) {
    let mut pause = FIRST_PAUSE;
    while caught(&mut work).is_err() {
        tracing::error!("{name} ended by itself and is started again in {pause:?}");
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(feature = "test-panics")]
#[expect(clippy::panic, reason = "it is what the test asked for")]
pub(crate) fn panic_point(point: &str) {
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
    static PASSED: AtomicBool = AtomicBool::new(false);
    let is_asked = || std::env::var("TRAINYARD_TEST_PANIC").is_ok_and(|asked| asked == point);
    if is_asked() && !PASSED.swap(true, Relaxed) {
        panic!("as the test asked, at {point}");
    }
}
