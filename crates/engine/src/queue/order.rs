//! The queue's order and its pause: `queue.json`, a file of their own because nothing may be known
//! to the index alone.

use std::collections::{HashMap, HashSet};

use contract::{Gpus, RunId, Status};
use files::document;
use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use crate::parts::{Parts, Queue};
use crate::reads::Reads;
use crate::{Home, Run, machine};

/// `queue.json`. A missing or unreadable file means: not paused, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct QueueFile {
    /// Whether no run is started.
    pub(crate) paused: bool,
    /// The runs that waited when one was moved last, in their order. Those that came later follow
    /// them in the order they came.
    pub(crate) order: Vec<RunId>,
}

impl files::Document for QueueFile {}

/// What waits.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueState {
    /// Whether no run is started; those that run go on.
    pub paused: bool,
    /// The runs that wait, the next one first.
    pub runs: Vec<Run>,
}

/// Where a run that waits is moved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Just before this run.
    Before(RunId),
    /// Just after this run.
    After(RunId),
    /// Just before the next one to the front of the same project: past another project's alone, a
    /// person would see nothing move.
    Sooner,
    /// Just after the next one to the back of the same project.
    Later,
}

impl QueueState {
    /// The place of each run that waits, from 1.
    pub fn places(&self) -> HashMap<&RunId, u64> {
        self.runs.iter().map(|run| &run.id).zip(1..).collect()
    }

    /// How many wait.
    pub fn waiting(&self) -> u64 {
        self.runs.len() as u64
    }
}

impl<S: Reads> Queue<'_, S> {
    /// What waits, and whether the queue is paused.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn state(&self) -> Result<QueueState> {
        let file = self.file();
        let open = self.0.runs().open()?.into_iter();
        let mut runs: Vec<Run> = open.filter(|run| run.status == Status::Queued).collect();
        file.sort(&mut runs);
        Ok(QueueState { paused: file.paused, runs })
    }

    /// Why a run waits, apart from others being before it; none: its turn comes.
    ///
    /// # Errors
    /// When the run's directory cannot be read.
    pub fn wait_reason(&self, run: &Run) -> Result<Option<Message>> {
        if run.status != Status::Queued {
            return Ok(None);
        }
        if self.file().paused {
            return Ok(Some(Message::QueuePaused));
        }
        let lacks_gpu = self.0.runs().spec(&run.id)?.gpu && machine::gpus() == Gpus(0);
        Ok(lacks_gpu.then_some(Message::GpuMissing))
    }

    pub(crate) fn file(&self) -> QueueFile {
        document::read(&self.0.home().queue()).unwrap_or_default()
    }
}

impl Queue<'_> {
    /// Keeps runs from being started, or starts them again. Those that run go on either way.
    ///
    /// # Errors
    /// When that cannot be written, or what waits cannot be started.
    pub fn pause(&self, paused: bool) -> Result<()> {
        self.0.change_store(|change| QueueFile { paused, ..change.queue().file() }.write(change.home()))?;
        self.advance()
    }

    /// Moves a run that waits to another place in the queue.
    ///
    /// # Errors
    /// It, or the run it is moved before or after, does not wait; the order cannot be written.
    pub fn move_run(&self, id: &RunId, to: &Place) -> Result<()> {
        self.0.change_store(|change| {
            let waiting = change.queue().state()?.runs;
            let own: HashSet<&RunId> =
                waiting.iter().filter(|run| run.project == *change.project()).map(|run| &run.id).collect();
            let mut order: Vec<RunId> = waiting.iter().map(|run| run.id.clone()).collect();
            reorder(&mut order, id, to, |id| own.contains(id))?;
            QueueFile { order, ..change.queue().file() }.write(change.home())
        })
    }
}

impl QueueFile {
    /// Writes the file. The caller holds the store's lock; the index does not depend on it.
    fn write(&self, home: &Home) -> Result<()> {
        home.with_reserve(|| document::rewrite(&home.queue(), self))
    }

    /// Puts runs, given in the order they came, into the queue's order.
    pub(crate) fn sort(&self, runs: &mut [Run]) {
        let places: HashMap<&RunId, usize> = self.order.iter().zip(0..).collect();
        runs.sort_by_key(|run| places.get(&run.id).copied().unwrap_or(usize::MAX));
    }
}

/// Moves `id` within `order`.
fn reorder(
    order: &mut Vec<RunId>,
    id: &RunId,
    to: &Place,
    is_own: impl Fn(&RunId) -> bool + Copy,
) -> Result<()> {
    let place = |order: &[RunId], id: &RunId| {
        let found = order.iter().position(|other| other == id);
        found.ok_or_else(|| Message::RunNotWaiting { id: id.to_string() })
    };
    let from = place(order, id)?;
    if let Place::Before(other) | Place::After(other) = to
        && other == id
    {
        return Ok(());
    }
    let sooner = order[..from].iter().rposition(is_own);
    let later = order[from + 1..].iter().position(is_own).map(|others| from + 1 + others);
    let moved = order.remove(from);
    let at = match to {
        Place::First => Ok(0),
        Place::Last => Ok(order.len()),
        Place::Before(other) => place(order, other),
        Place::After(other) => place(order, other).map(|at| at + 1),
        Place::Sooner => Ok(sooner.unwrap_or(from)),
        Place::Later => Ok(later.unwrap_or(from)),
    };
    order.insert(at?, moved);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would see another run go first than the one they put there.
    #[test]
    fn a_run_goes_where_it_is_moved() {
        let ids: Vec<RunId> = (0..4).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let moved = |from: usize, to: Place| {
            let mut order = ids.clone();
            reorder(&mut order, &ids[from], &to, |_| true).unwrap();
            order.iter().map(|id| ids.iter().position(|known| known == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(moved(2, Place::First), [2, 0, 1, 3]);
        assert_eq!(moved(1, Place::Last), [0, 2, 3, 1]);
        assert_eq!(moved(3, Place::Before(ids[1].clone())), [0, 3, 1, 2]);
        assert_eq!(moved(0, Place::Before(ids[3].clone())), [1, 2, 0, 3]);
        assert_eq!(moved(0, Place::After(ids[1].clone())), [1, 0, 2, 3]);
        assert_eq!(moved(3, Place::After(ids[0].clone())), [0, 3, 1, 2]);
        assert_eq!(moved(2, Place::Sooner), [0, 2, 1, 3]);
        assert_eq!(moved(2, Place::Later), [0, 1, 3, 2]);
        for (from, to) in [
            (0, Place::First),
            (0, Place::Sooner),
            (3, Place::Last),
            (3, Place::Later),
            (1, Place::Before(ids[1].clone())),
            (1, Place::After(ids[1].clone())),
        ] {
            assert_eq!(moved(from, to.clone()), [0, 1, 2, 3], "{to:?}");
        }
    }

    /// A person would press a key and see nothing move.
    #[test]
    fn a_step_passes_a_run_of_the_same_project() {
        let ids: Vec<RunId> = (0..5).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let is_own = |id: &RunId| [&ids[0], &ids[3], &ids[4]].contains(&id);
        let moved = |from: usize, to: Place| {
            let mut order = ids.clone();
            reorder(&mut order, &ids[from], &to, is_own).unwrap();
            order.iter().map(|id| ids.iter().position(|known| known == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(moved(3, Place::Sooner), [3, 0, 1, 2, 4]);
        assert_eq!(moved(0, Place::Later), [1, 2, 3, 0, 4]);
        assert_eq!(moved(0, Place::Sooner), [0, 1, 2, 3, 4]);
        assert_eq!(moved(4, Place::Later), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_run_that_does_not_wait_is_not_moved() {
        let ids: Vec<RunId> = (0..3).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let refused = |id: usize, to: Place| {
            let mut order = ids[..2].to_vec();
            let failure = reorder(&mut order, &ids[id], &to, |_| true).unwrap_err();
            *failure.message == Message::RunNotWaiting { id: ids[2].to_string() }
        };
        assert!(refused(2, Place::First));
        assert!(refused(0, Place::Before(ids[2].clone())));
    }
}
