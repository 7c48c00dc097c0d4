//! Following the run that a page shows.

use std::sync::PoisonError;
use std::time::Duration;

use contract::RunId;
use engine::News;
use files::parallel;
use locales::Result;

use crate::events::Event;
use crate::session::Session;

/// Between two events about one run: what changes faster is sent once.
const PAUSE: Duration = Duration::from_millis(80);

/// The run that is followed.
#[derive(Default)]
pub(crate) struct Followed {
    /// When it was asked for, as the page counts: the thread that does what was asked for before may come
    /// later.
    turn: f64,
    /// Ends it.
    unfollow: Option<Box<dyn Fn() + Send>>,
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.end();
    }
}

impl Followed {
    fn end(&mut self) {
        if let Some(unfollow) = self.unfollow.take() {
            unfollow();
        }
    }
}

impl Session {
    /// Sends what happens to one run from now on, and no more of the one before, unless something else
    /// was asked for after that, in a later `turn`.
    pub(crate) fn follow(&self, id: Option<RunId>, turn: f64) -> Result<()> {
        let mut followed = self.followed().lock().unwrap_or_else(PoisonError::into_inner);
        if turn < followed.turn {
            return Ok(());
        }
        followed.turn = turn;
        followed.end();
        let Some(id) = id else { return Ok(()) };
        let mut follower = self.engine()?.runs().follow(&id)?;
        followed.unfollow = Some(Box::new(follower.interrupter()));
        drop(followed);
        // Not the session itself: one whose page is gone ends, and with it this.
        let session = self.downgrade();
        let mut follow = move || {
            loop {
                let news = follower.wait();
                let Some(session) = Session::upgrade(&session).filter(|_| news != News::Interrupted) else {
                    return;
                };
                session.send(Event::Run { id: id.to_string() });
                if news == News::Dead {
                    // Whoever supervises the store sees to its end; that comes as a change of the store.
                    return;
                }
                drop(session);
                std::thread::sleep(PAUSE);
            }
        };
        parallel::start(move || logs::restarting("following a run", &mut follow))
    }
}
