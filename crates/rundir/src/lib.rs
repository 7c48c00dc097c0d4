//! A run's directory: its files, written and read in one place. It is what a cluster would be sent.
//!
//! Into this crate may come: where things are in the directory, what its files say, writing, reading and
//! following them. It starts no process, and knows no store, no index and no other run. What AI Center
//! has rules for is [`contract`]'s.
//!
//! The package's code works in this directory and may have replaced anything in it: what it could have
//! written is opened by `open` alone.

mod events;
mod labels;
mod layout;
mod log;
mod open;
mod outcome;
mod spec;
mod stage;
mod trained;

pub use events::{
    Event, EventKind, EventReader, EventWriter, PackageChange, Timeline, first_event, last_event,
};
pub use labels::{Labels, Note, Tag};
pub use layout::{RunDir, Started, Stop};
pub use log::{LogLines, LogReader, LogWriter, is_well_indexed, log_end, log_lines};
pub use open::{read, rewriting, stop};
pub use outcome::{End, Exit, Made, Outcome, Reason};
pub use spec::{DatasetRef, Imported, MadeBy, PackageRef, RunInputs, RunSpec};
pub use stage::Stage;
pub use trained::Trained;
