//! Following what a page shows: the run, and the tree of files.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::RunId;
use engine::{RunChange, Tree, TreeChange};
use files::parallel;
use locales::Result;

use crate::events::Event;
use crate::session::Session;

/// The shortest time between two events about one run: faster changes are combined.
const PAUSE: Duration = Duration::from_millis(80);

/// What is followed of one kind: one run, or one tree.
#[derive(Default)]
pub(crate) struct Followed(Mutex<Current>);

#[derive(Default)]
struct Current {
    /// The page's counter when it asked for this one: an earlier request may be processed later.
    turn: f64,
    /// Ends the following.
    unfollow: Option<Box<dyn Fn() + Send>>,
}

impl Drop for Current {
    fn drop(&mut self) {
        self.end();
    }
}

impl Current {
    fn end(&mut self) {
        if let Some(unfollow) = self.unfollow.take() {
            unfollow();
        }
    }
}

impl Followed {
    /// Ends the current following, and begins the one that `begin` returns with the function that ends it. Does
    /// nothing if the page has asked for another one in a later `turn`.
    fn replace<F>(
        &self,
        turn: f64,
        begin: impl FnOnce() -> Result<Option<(F, Box<dyn Fn() + Send>)>>,
    ) -> Result<Option<F>> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn < current.turn {
            return Ok(None);
        }
        current.turn = turn;
        current.end();
        let Some((follower, unfollow)) = begin()? else { return Ok(None) };
        current.unfollow = Some(unfollow);
        Ok(Some(follower))
    }
}

impl Session {
    /// Sends events about one run from now on, and none about the previous one. Does nothing if the page has
    /// asked for another run in a later `turn`.
    pub(crate) fn follow(&self, id: Option<RunId>, turn: f64) -> Result<()> {
        let follower = self.followed_run().replace(turn, || {
            let Some(id) = &id else { return Ok(None) };
            let follower = self.engine()?.runs().follow(id)?;
            let unfollow = Box::new(follower.interrupter());
            Ok(Some((follower, unfollow)))
        })?;
        self.forget_series(id.as_ref());
        let (Some(id), Some(mut follower)) = (id, follower) else { return Ok(()) };
        // The thread must not keep the session alive: it ends with its page, and this with it.
        let session = self.downgrade();
        let mut follow = move || {
            loop {
                let change = follower.wait();
                let Some(session) = Session::upgrade(&session).filter(|_| change != RunChange::Interrupted)
                else {
                    return;
                };
                let id = id.to_string();
                session.send(match change {
                    RunChange::Measured => Event::Metrics { id },
                    _ => Event::Run { id },
                });
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

    /// Sends events about one tree of files from now on, and none about the previous one. Does nothing if the page
    /// has asked for another tree in a later `turn`.
    pub(crate) fn follow_files(&self, tree: Option<Tree>, turn: f64) -> Result<()> {
        let changes = self.followed_files().replace(turn, || {
            let Some(tree) = tree else { return Ok(None) };
            let changes = self.engine()?.tree_changes(tree)?;
            let unfollow = Box::new(changes.interrupter());
            Ok(Some((changes, unfollow)))
        })?;
        let Some(mut changes) = changes else { return Ok(()) };
        let session = self.downgrade();
        let mut follow = move || {
            while let TreeChange::Changed { is_watched } = changes.wait()
                && let Some(session) = Session::upgrade(&session)
            {
                session.send(Event::Files { is_watched });
            }
        };
        parallel::start(move || logs::restarting("following files", &mut follow))
    }
}
