//! What a page learns without asking. An event says that something changed, not what: the page reads the
//! truth again, so that a lost event costs a moment and never shows something wrong.

use std::sync::{Mutex, PoisonError};

use engine::Counts;
use serde::Serialize;
use ts_rs::TS;

use crate::views::tree::Chosen;

/// What a page learns.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Something in the store changed: packages, datasets, runs or settings.
    Store,
    /// Something of the followed run changed.
    Run {
        /// Its id.
        id: String,
    },
    /// How far long work is.
    Progress {
        /// The number that the page gave the work.
        task: u32,
        /// Files that are done.
        files_done: u64,
        /// All files, as far as is known.
        files_total: u64,
        /// Bytes that are done.
        bytes_done: u64,
        /// All bytes, as far as is known.
        bytes_total: u64,
    },
    /// Something is held over the window, or no more.
    Drag {
        /// Whether it is.
        over: bool,
    },
    /// Something was dropped on the window.
    Drop {
        /// What can be used of it.
        chosen: Vec<Chosen>,
    },
    /// A run is to be shown: its notification was clicked.
    Show {
        /// Its id.
        id: String,
    },
    /// A run ended, as a notification says it.
    Ended {
        /// The run's id.
        id: String,
        /// Its name and how it ended.
        title: String,
        /// What it made, or why it failed.
        body: String,
    },
    /// The window is being closed while this many runs go on, which it says the first time only, and
    /// this many schedules have nobody else to fire them.
    Closing {
        /// Runs that go on.
        runs: u64,
        /// Schedules that nobody fires then.
        schedules: u64,
    },
}

impl Event {
    pub(crate) fn progress(task: u32, counts: Counts) -> Self {
        let Counts { bytes_done, bytes_total, files_done, files_total } = counts;
        Self::Progress { task, files_done, files_total, bytes_done, bytes_total }
    }
}

type Send = dyn Fn(Event) -> bool + std::marker::Send;

/// The stream of events to one page, replaced when the page loads again.
#[derive(Default)]
pub(crate) struct Stream(Mutex<Option<Box<Send>>>);

impl Stream {
    /// From now on events go through `send`, which answers whether somebody receives them.
    pub(crate) fn replace(&self, send: Box<Send>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(send);
    }

    /// Answers whether somebody receives it. A page that is just loading reads everything again anyway.
    pub(crate) fn send(&self, event: Event) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|send| send(event))
    }
}
