//! The queue's order and whether it is paused: `queue.json`, a file of its own because the index may not be
//! the only place where something is stored.

use std::collections::{HashMap, HashSet};

use contract::{Gpus, RunId, Status};
use files::document;
use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use crate::parts::{Parts, Queue};
use crate::reads::Reads;
use crate::{Home, Run, machine};

/// `queue.json`. A missing or unreadable file means: not paused, in the order of creation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct QueueFile {
    /// Whether the queue is paused.
    pub(crate) paused: bool,
    /// The runs that were waiting when one was last moved, in their order. Later runs follow in the order of
    /// creation.
    pub(crate) order: Vec<RunId>,
}

impl files::Document for QueueFile {}

/// The state of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueState {
    /// Whether the queue is paused: no run is started, and running ones continue.
    pub paused: bool,
    /// The waiting runs, the next one first.
    pub runs: Vec<Run>,
    /// The number of runs in progress.
    pub running: u64,
}

/// Where to move a waiting run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueuePosition {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Just before this run.
    Before(RunId),
    /// Just after this run.
    After(RunId),
    /// Just before the nearest earlier run of the same project: if it only passed a run of another project,
    /// the person would see nothing move.
    Sooner,
    /// Just after the nearest later run of the same project.
    Later,
}

impl QueueState {
    /// The position of each waiting run, from 1.
    pub fn positions(&self) -> HashMap<&RunId, u64> {
        self.runs.iter().map(|run| &run.id).zip(1..).collect()
    }

    /// The number of waiting runs.
    pub fn waiting(&self) -> u64 {
        self.runs.len() as u64
    }
}

impl<S: Reads> Queue<'_, S> {
    /// The waiting runs, and whether the queue is paused.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn state(&self) -> Result<QueueState> {
        let file = self.file();
        let open = self.0.runs().open()?.into_iter();
        let (mut runs, begun): (Vec<Run>, Vec<Run>) = open.partition(|run| run.status == Status::Queued);
        file.sort(&mut runs);
        let is_in_progress = |run: &&Run| matches!(run.status, Status::Packaging | Status::Running);
        let running = begun.iter().filter(is_in_progress).count() as u64;
        Ok(QueueState { paused: file.paused, runs, running })
    }

    /// Why a run waits, apart from the runs before it. `None`: it only waits for its turn.
    ///
    /// # Errors
    /// When the run's directory cannot be read.
    pub fn blocked_by(&self, run: &Run) -> Result<Option<Message>> {
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
    /// Pauses or resumes the queue. Running runs continue either way.
    ///
    /// # Errors
    /// The state cannot be written, or a waiting run cannot be started.
    pub fn pause(&self, paused: bool) -> Result<()> {
        self.0.change_store(|change| QueueFile { paused, ..change.queue().file() }.write(change.home()))?;
        self.start_next()
    }

    /// Moves a waiting run to another position.
    ///
    /// # Errors
    /// The run, or the run it is moved before or after, does not wait; the order cannot be written.
    pub fn move_run(&self, id: &RunId, to: &QueuePosition) -> Result<()> {
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

    /// Sorts runs, which are in the order of creation, into the queue's order.
    pub(crate) fn sort(&self, runs: &mut [Run]) {
        let positions: HashMap<&RunId, usize> = self.order.iter().zip(0..).collect();
        runs.sort_by_key(|run| positions.get(&run.id).copied().unwrap_or(usize::MAX));
    }
}

/// Moves `id` within `order`.
fn reorder(
    order: &mut Vec<RunId>,
    id: &RunId,
    to: &QueuePosition,
    is_own: impl Fn(&RunId) -> bool + Copy,
) -> Result<()> {
    let index_of = |order: &[RunId], id: &RunId| {
        let found = order.iter().position(|other| other == id);
        found.ok_or_else(|| Message::RunNotWaiting { id: id.to_string() })
    };
    let from = index_of(order, id)?;
    if let QueuePosition::Before(other) | QueuePosition::After(other) = to
        && other == id
    {
        return Ok(());
    }
    let sooner = order[..from].iter().rposition(is_own);
    let later = order[from + 1..].iter().position(is_own).map(|others| from + 1 + others);
    let moved = order.remove(from);
    let at = match to {
        QueuePosition::First => Ok(0),
        QueuePosition::Last => Ok(order.len()),
        QueuePosition::Before(other) => index_of(order, other),
        QueuePosition::After(other) => index_of(order, other).map(|at| at + 1),
        QueuePosition::Sooner => Ok(sooner.unwrap_or(from)),
        QueuePosition::Later => Ok(later.unwrap_or(from)),
    };
    order.insert(at?, moved);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would see another run start first than the one they moved there.
    #[test]
    fn a_run_goes_where_it_is_moved() {
        let ids: Vec<RunId> = (0..4).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let moved = |from: usize, to: QueuePosition| {
            let mut order = ids.clone();
            reorder(&mut order, &ids[from], &to, |_| true).unwrap();
            order.iter().map(|id| ids.iter().position(|known| known == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(moved(2, QueuePosition::First), [2, 0, 1, 3]);
        assert_eq!(moved(1, QueuePosition::Last), [0, 2, 3, 1]);
        assert_eq!(moved(3, QueuePosition::Before(ids[1].clone())), [0, 3, 1, 2]);
        assert_eq!(moved(0, QueuePosition::Before(ids[3].clone())), [1, 2, 0, 3]);
        assert_eq!(moved(0, QueuePosition::After(ids[1].clone())), [1, 0, 2, 3]);
        assert_eq!(moved(3, QueuePosition::After(ids[0].clone())), [0, 3, 1, 2]);
        assert_eq!(moved(2, QueuePosition::Sooner), [0, 2, 1, 3]);
        assert_eq!(moved(2, QueuePosition::Later), [0, 1, 3, 2]);
        for (from, to) in [
            (0, QueuePosition::First),
            (0, QueuePosition::Sooner),
            (3, QueuePosition::Last),
            (3, QueuePosition::Later),
            (1, QueuePosition::Before(ids[1].clone())),
            (1, QueuePosition::After(ids[1].clone())),
        ] {
            assert_eq!(moved(from, to.clone()), [0, 1, 2, 3], "{to:?}");
        }
    }

    /// A person would press a key and see nothing move.
    #[test]
    fn a_step_passes_a_run_of_the_same_project() {
        let ids: Vec<RunId> = (0..5).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let is_own = |id: &RunId| [&ids[0], &ids[3], &ids[4]].contains(&id);
        let moved = |from: usize, to: QueuePosition| {
            let mut order = ids.clone();
            reorder(&mut order, &ids[from], &to, is_own).unwrap();
            order.iter().map(|id| ids.iter().position(|known| known == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(moved(3, QueuePosition::Sooner), [3, 0, 1, 2, 4]);
        assert_eq!(moved(0, QueuePosition::Later), [1, 2, 3, 0, 4]);
        assert_eq!(moved(0, QueuePosition::Sooner), [0, 1, 2, 3, 4]);
        assert_eq!(moved(4, QueuePosition::Later), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_run_that_does_not_wait_is_not_moved() {
        let ids: Vec<RunId> = (0..3).map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef)).collect();
        let refused = |id: usize, to: QueuePosition| {
            let mut order = ids[..2].to_vec();
            let failure = reorder(&mut order, &ids[id], &to, |_| true).unwrap_err();
            *failure.message == Message::RunNotWaiting { id: ids[2].to_string() }
        };
        assert!(refused(2, QueuePosition::First));
        assert!(refused(0, QueuePosition::Before(ids[2].clone())));
    }
}
