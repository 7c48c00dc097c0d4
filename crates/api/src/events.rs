//! Events that pages receive. An event says that something changed, not what: the page reads the current
//! state again, so that a lost event costs a moment and never shows something wrong.

use std::sync::{Mutex, PoisonError};

use engine::Counts;
use serde::Serialize;
use ts_rs::TS;

use crate::views::tree::Chosen;

/// An event for a page.
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
    /// The followed run logged more, such as values of metrics, and nothing else of it changed.
    Metrics {
        /// Its id.
        id: String,
    },
    /// Something in the followed tree of files may have changed.
    Files {
        /// Whether every change is noticed. Otherwise, there are too many folders, and this event comes every two seconds.
        is_watched: bool,
    },
    /// The progress of a long task.
    Progress {
        /// The number that the page gave the task.
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
    /// Files are dragged over the window, or no longer.
    Drag {
        /// Whether they are over it.
        over: bool,
    },
    /// Files were dropped on the window.
    Drop {
        /// The files and folders that can be used.
        chosen: Vec<Chosen>,
    },
    /// The page is to show a run: its notification was clicked.
    Show {
        /// Its id.
        id: String,
    },
    /// A run ended, with the text of its notification.
    Ended {
        /// The run's id.
        id: String,
        /// Its name and how it ended.
        title: String,
        /// What it made, or why it failed.
        body: String,
    },
    /// The store was checked without being asked, and something is wrong.
    Checked {
        /// A sentence about it.
        text: String,
    },
    /// The window is being closed while runs continue or schedules have no other program to fire them.
    Closing {
        /// The runs that continue; 0 if the person already knows that runs continue.
        runs: u64,
        /// The schedules that no program fires then.
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
    /// From now on, events are passed to `send`, which returns whether they are received.
    pub(crate) fn replace(&self, send: Box<Send>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(send);
    }

    /// Returns whether the event is received. A page that is loading reads everything anyway.
    pub(crate) fn send(&self, event: Event) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|send| send(event))
    }
}
