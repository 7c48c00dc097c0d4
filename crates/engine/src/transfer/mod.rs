//! Files that leave the store, and runs that enter it: downloads, exports and imports.

mod chosen;
mod downloads;
mod exports;
mod imports;
mod report;

pub(crate) use downloads::Source;
pub use downloads::{Downloaded, version_file_name};
pub use exports::{EXPORT_ENDING, export_name};
pub use imports::exports_in;
pub use report::{ProblemReport, ReportPart};
