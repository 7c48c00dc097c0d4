//! The real window from outside: what a person clicks, types, drags and reads.
//!
//! One test program for all, so that it is linked once. A store, a home and a display per test;
//! whoever leaves a process behind fails.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, outside of them too")]

mod accessibility;
mod charts;
mod closing;
mod columns;
mod details;
mod dialogs;
mod dragging;
mod drops;
mod failures;
mod form;
mod handling;
mod keyboard;
mod killed;
mod layout;
mod logs;
mod menus;
mod mistakes;
mod notifications;
mod on_disk;
mod packages;
mod pipeline_types;
mod previews;
mod problems;
mod projects;
mod queue;
mod schedules;
mod settings;
mod sharing;
mod shell;
mod steps;
mod stops;
mod story;
mod together;
mod untrusted;

use steps::*;
