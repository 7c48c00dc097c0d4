//! Following the run that a page shows.

use std::sync::PoisonError;
use std::time::Duration;

use contract::RunId;
use engine::RunChange;
use files::parallel;
use locales::Result;

use crate::events::Event;
use crate::session::Session;

/// The shortest time between two events about one run: faster changes are combined.
const PAUSE: Duration = Duration::from_millis(80);

/// The run that is followed.
#[derive(Default)]
pub(crate) struct Followed {
    /// The page's counter when it asked for this run: an earlier request may be processed later.
    turn: f64,
    /// Ends the following.
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
    /// Sends events about one run from now on, and none about the previous one. Does nothing if the page has
    /// asked for another run in a later `turn`.
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
        // The thread must not keep the session alive: it ends with its page, and this with it.
        let session = self.downgrade();
        let mut follow = move || {
            loop {
                let change = follower.wait();
                let Some(session) = Session::upgrade(&session).filter(|_| change != RunChange::Interrupted)
                else {
                    return;
                };
                session.send(Event::Run { id: id.to_string() });
                if change == RunChange::Dead {
                    // The supervisor of the store finishes the run, and that arrives as a change of the
                    // store.
                    return;
                }
                drop(session);
                std::thread::sleep(PAUSE);
            }
        };
        parallel::start(move || logs::restarting("following a run", &mut follow))
    }
}
