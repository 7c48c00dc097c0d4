//! The same pages in Chromium, served by `trainyard serve`: the window's stories once more, with the same
//! clicks, and some of them in Firefox by `./dev soak`. What only a window has (dialogs, a frame,
//! notifications) is left to its own tests, and what is the same page in both, such as the words of every
//! mistake.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

#[path = "../window/failures.rs"]
mod failures;
#[path = "../window/handling.rs"]
mod handling;
#[path = "../window/logs.rs"]
mod logs;
#[path = "../window/packages.rs"]
mod packages;
#[path = "../window/pipeline_types.rs"]
mod pipeline_types;
#[path = "../window/previews.rs"]
mod previews;
#[path = "../window/problems.rs"]
mod problems;
#[path = "../window/projects.rs"]
mod projects;
#[path = "../window/queue.rs"]
mod queue;
#[path = "../window/schedules.rs"]
mod schedules;
#[path = "../window/settings.rs"]
mod settings;
#[path = "../window/sharing.rs"]
mod sharing;
#[path = "../window/steps.rs"]
mod steps;
#[path = "../window/stops.rs"]
mod stops;
#[path = "../window/story.rs"]
mod story;
#[path = "../window/untrusted.rs"]
mod untrusted;

use steps::*;
