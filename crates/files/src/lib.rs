//! The craft of files that the executor and the engine share: locks, writes that are whole or not
//! there, copies of folders, zips, digests, room on the disk.
//!
//! Nothing that knows what a package, a run or a database is may come in here: only paths, bytes
//! and what the file system promises about them. What is the system's own is asked of `rustix`
//! in `lock`, `atomic`, `space`, `folder`, `beneath` and `descent`; other systems than Linux get theirs there.

pub mod atomic;
pub mod beneath;
mod descent;
pub mod digest;
pub mod document;
mod folder;
pub mod lock;
pub mod parallel;
mod read;
pub mod space;
mod stamp;
pub mod tree;
mod watch;
pub mod zip;

pub use document::Document;
pub use folder::{folder_of, may_write, shown, unreadable, unwritable};
pub use lock::Lock;
pub use read::read;
pub use stamp::{Moment, Stamp};
pub use watch::{Cancel, Counts, Progress, Watch};
