//! A run's directory: the only crate that knows its files, and writes, reads and follows them. The directory
//! is what would be sent to a cluster.
//!
//! This crate starts no process, and knows no store, no index and no other run. AI Center's rules are in
//! [`contract`].
//!
//! The package's code works in this directory and may have replaced anything in it, so only the module `open`
//! opens files that the code could have written.

mod ended;
mod events;
mod isolated;
mod keep;
mod layout;
mod log;
pub mod logged;
mod open;
mod outcome;
mod run_machine;
mod run_snapshots;
mod run_tags;
pub mod series;
mod spec;
mod stage;
mod trained;
mod training;

pub use ended::{has_outcome, reserve, write_outcome};
pub use events::{
    PackageChange, RunEvent, RunEventKind, RunEventReader, RunEventWriter, Timeline, TrainingUnit,
    first_event, last_event,
};
pub use isolated::{Isolated, Wall};
pub use keep::keep;
pub use layout::{ENVIRONS, RunDir, Started, Stop, WorkDir};
pub use log::{
    Color, LibraryFrames, LineKind, LogLine, LogLines, LogMatch, LogPattern, LogReader, LogWriter, Span,
    Style, is_well_indexed, library_frames, log_end, log_line_at, log_lines, search_log,
};
pub use open::{content, open, read, rewriting, stop};
pub use outcome::{End, Exit, Outcome, PackedVersion, Reason};
pub use run_machine::RunMachine;
pub use run_snapshots::{RunSnapshot, RunSnapshots, SNAPSHOTS};
pub use run_tags::{Note, RunTags, Tag};
pub use spec::{DatasetRef, Imported, PackageRef, Reproduces, RunInputs, RunSpec, ScheduledBy, StateRef};
pub use stage::Stage;
pub use trained::Trained;
pub use training::TrainingProgress;
