//! Process trees: how one is started so that it cannot be lost, measured while it lives, and ended
//! to the last process. Beside them, the machine and the GPUs that they are on.
//!
//! Everything here is Linux's: child subreapers, pidfds, `/proc`. Another system gets a module of
//! its own beside these with the same functions. Nothing that knows what a run is may come in; the
//! only `unsafe` code of the program is here.

#[cfg(not(target_os = "linux"))]
compile_error!("Trainyard runs on Linux so far: process trees of this system are not supported yet.");

mod disk;
mod end;
mod gpus;
mod inherited;
mod machine;
mod memory;
mod peer;
mod proc;
mod sample;
mod session;
mod spawn;
mod wall;

pub use disk::Disk;
pub use end::{adopt_orphans, kill_descendants, kill_with_variable, reap_adopted};
pub use gpus::{Gpu, GpuMeter, GpuUsage, gpus};
pub use inherited::Inherited;
pub use machine::Machine;
pub use memory::return_freed_memory;
pub use peer::Peer;
pub use sample::{Usage, descendants_memory, descendants_usage};
pub use session::Session;
pub use spawn::{cpus, in_own_session, on_cpus, tied_to_parent};
pub use wall::{Built, Refused, Replaced, Step, Strength, Wall};
