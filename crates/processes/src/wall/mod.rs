//! A wall around a process and all that it starts: namespaces of its own, in which some folders are read-only.
//!
//! ```text
//! the process that spawns
//! └─ outer   the child that `spawn` returns; ends as the program does
//!    └─ init   process 1 of the new namespaces; the kernel kills everything in them when it ends
//!       └─ the program
//! ```
//!
//! Each is killed with its parent. The two upper ones never execute a program: they are forks with a few
//! kilobytes of their own, which only make system calls (see [`inside`]).

mod calls;
mod inside;
mod mounts;

use std::ffi::{CStr, CString};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustix::pipe::{PipeFlags, pipe_with};

use mounts::Mounts;

/// The name of the process that [`Built::enclose`]'s command becomes.
pub(crate) const OUTER: &CStr = c"trainyard-wall";

/// What a program behind the wall can do to the file system.
#[derive(Clone, Debug, Default)]
pub struct Wall {
    /// Folders that are read-only.
    pub read_only: Vec<PathBuf>,
    /// Folders in them that can be written nevertheless. Files can be renamed within each, but not between them.
    pub writable: Vec<PathBuf>,
    /// Folders that appear empty.
    pub hidden: Vec<PathBuf>,
    /// Folders that are shown in place of others.
    pub replaced: Vec<Replaced>,
    /// Whether it has no network, not even the one of this machine alone.
    pub without_network: bool,
}

/// A folder that is shown in place of another.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// The path at which it is shown.
    pub at: PathBuf,
    /// The folder.
    pub by: PathBuf,
}

/// How much of the wall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Its processes are in a namespace, too: they see no others, and none survives.
    Full,
    /// The folders are as the wall says.
    Files,
}

/// What has to be done to build the wall, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Step {
    /// The namespaces are created.
    Namespaces = 1,
    /// The users and groups in them are set.
    Users,
    /// Folders become read-only or writable.
    Folders,
    /// A `/proc` for the processes of the namespace is mounted.
    Proc,
    /// The program is started without the rights that built the wall.
    Program,
}

impl Step {
    const ALL: [Self; 5] = [Self::Namespaces, Self::Users, Self::Folders, Self::Proc, Self::Program];
}

/// Why a wall could not be built.
#[derive(Debug)]
pub struct Refused {
    /// What the system refused.
    pub step: Step,
    /// Its error.
    pub error: io::Error,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Namespaces => "creating namespaces",
            Step::Users => "setting their users",
            Step::Folders => "mounting folders",
            Step::Proc => "mounting /proc",
            Step::Program => "starting a program in them",
        };
        write!(f, "{step}: {}", self.error)
    }
}

/// A wall that this system allows.
#[derive(Clone, Debug)]
pub struct Built {
    wall: Arc<Mounts>,
    without_network: bool,
    /// How strong it is.
    pub strength: Strength,
}

impl Wall {
    /// Builds the wall as strong as the system allows, around a process that ends at once. Also returns why it is
    /// not stronger, or not there at all.
    ///
    /// # Errors
    /// A folder does not exist, or no process can be started.
    pub fn build(&self) -> io::Result<(Option<Built>, Option<Refused>)> {
        let wall = Arc::new(Mounts::new(self)?);
        let built = |strength| Built { wall: wall.clone(), without_network: self.without_network, strength };
        let full = built(Strength::Full);
        let refused = match full.test()? {
            None => return Ok((Some(full), None)),
            Some(refused) => refused,
        };
        // In containers, parts of `/proc` are often hidden, and the kernel grants no complete one then.
        if refused.step != Step::Proc {
            return Ok((None, Some(refused)));
        }
        let files = built(Strength::Files);
        Ok(match files.test()? {
            None => (Some(files), Some(refused)),
            Some(refused) => (None, Some(refused)),
        })
    }
}

impl Built {
    /// Makes `command` start its program behind the wall. It is killed with the thread that spawns it, and leads a
    /// process group, to which SIGTERM can be sent. What has to happen before the program starts can be set before
    /// or after this.
    ///
    /// # Errors
    /// The path of its working directory has a zero byte.
    pub fn enclose<'a>(&self, command: &'a mut Command) -> io::Result<&'a mut Command> {
        let directory = command.get_current_dir().map(c_string).transpose()?;
        self.enter_in(command, directory, None);
        Ok(command)
    }

    /// Why the wall cannot be built; `None` if it can.
    fn test(&self) -> io::Result<Option<Refused>> {
        let (read, write) = pipe_with(PipeFlags::CLOEXEC)?;
        let mut command = Command::new("/");
        self.enter_in(&mut command, None, Some(write));
        let spawned = command.spawn();
        // It holds the end for writing.
        drop(command);
        let error = match spawned {
            Ok(mut child) => return child.wait().map(|_| None),
            Err(error) => error,
        };
        let mut step = Vec::new();
        File::from(read).read_to_end(&mut step)?;
        let step = Step::ALL.into_iter().find(|one| step.first() == Some(&(*one as u8)));
        match step {
            Some(step) => Ok(Some(Refused { step, error })),
            None => Err(error),
        }
    }

    fn enter_in(&self, command: &mut Command, directory: Option<CString>, report: Option<OwnedFd>) {
        let plan = Plan::new(self, directory, report);
        // SAFETY: `inside` makes system calls only, and allocates nothing. Of its three processes one returns, to
        // execute the program.
        #[expect(unsafe_code, reason = "the wall must stand before the program starts")]
        unsafe {
            crate::tied_to_parent(command).pre_exec(move || inside::enter(&plan));
        }
    }
}

/// All that is needed between fork and exec, where nothing can be allocated.
struct Plan {
    strength: Strength,
    without_network: bool,
    is_root: bool,
    /// The lines of `uid_map` and `gid_map`.
    users: Vec<u8>,
    groups: Vec<u8>,
    directory: Option<CString>,
    mounts: Arc<Mounts>,
    /// What `init` has no use for any more once the program is started.
    unneeded: calls::Ranges,
    /// Where the step is written that fails. Only in a test, which ends before the program would start.
    report: Option<OwnedFd>,
}

impl Plan {
    fn new(built: &Built, directory: Option<CString>, report: Option<OwnedFd>) -> Self {
        let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
        let is_root = user.is_root();
        // Root keeps its power over all files, for which all users must exist.
        let map = |id: u32, name| if is_root { all_ids(name) } else { id_map(id, 1).into() };
        Self {
            strength: built.strength,
            without_network: built.without_network,
            is_root,
            users: map(user.as_raw(), "uid_map"),
            groups: map(group.as_raw(), "gid_map"),
            directory,
            mounts: built.wall.clone(),
            unneeded: calls::unneeded(),
            report,
        }
    }
}

/// A line of `uid_map` or `gid_map`: the ids from `first` on are the same inside and outside.
fn id_map(first: u32, count: u32) -> String {
    format!("{first} {first} {count}\n")
}

/// The map of all ids that exist here: in a container they are not all that the kernel knows.
fn all_ids(name: &str) -> Vec<u8> {
    let own = std::fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    let ranges = own.lines().filter_map(|line| {
        let mut numbers = line.split_ascii_whitespace().map(str::parse::<u32>);
        let (first, _, count) = (numbers.next()?.ok()?, numbers.next()?, numbers.next()?.ok()?);
        Some(id_map(first, count))
    });
    ranges.collect::<String>().into()
}

fn c_string(path: &Path) -> io::Result<CString> {
    Ok(CString::new(path.as_os_str().as_bytes())?)
}
