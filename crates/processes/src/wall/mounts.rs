//! The mounts of the wall.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use rustix::fs::CWD;
use rustix::io::{Errno, Result};
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, mount, mount_change, move_mount,
    open_tree,
};

use super::{Wall, c_string};

/// A [`Wall`] with absolute paths without links, as mounting needs them.
#[derive(Debug)]
pub(super) struct Mounts {
    read_only: Vec<CString>,
    writable: Vec<CString>,
    hidden: Vec<CString>,
    replaced: Vec<(CString, CString)>,
}

impl Mounts {
    pub(super) fn new(wall: &Wall) -> io::Result<Self> {
        let real = |path: &PathBuf| c_string(&path.canonicalize()?);
        let all = |paths: &[PathBuf]| paths.iter().map(real).collect::<io::Result<Vec<_>>>();
        let replaced = wall.replaced.iter().map(|one| Ok((real(&one.by)?, real(&one.at)?)));
        Ok(Self {
            read_only: all(&wall.read_only)?,
            writable: all(&wall.writable)?,
            hidden: all(&wall.hidden)?,
            replaced: replaced.collect::<io::Result<_>>()?,
        })
    }

    /// Mounts everything, in a mount namespace of its own. Allocates nothing.
    pub(super) fn make(&self) -> Result<()> {
        // What is mounted here stays here, and what is mounted outside appears here.
        mount_change(c"/", MountPropagationFlags::REC | MountPropagationFlags::DOWNSTREAM)?;
        // Opened while they can still be written.
        let mut writable = [const { None }; MOST];
        for (slot, path) in writable.iter_mut().zip(&self.writable) {
            *slot = Some(tree(path)?);
        }
        for path in &self.read_only {
            let tree = tree(path)?;
            set_read_only(&tree)?;
            put(&tree, path)?;
        }
        for (tree, path) in writable.iter().flatten().zip(&self.writable) {
            put(tree, path)?;
        }
        for path in &self.hidden {
            let flags = MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
            mount(c"none", path.as_c_str(), c"tmpfs", flags, c"size=4k,nr_inodes=1,mode=755")?;
        }
        for (by, at) in &self.replaced {
            put(&tree(by)?, at)?;
        }
        Ok(())
    }

    /// Mounts the `/proc` of a process namespace.
    pub(super) fn proc() -> Result<()> {
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        mount(c"proc", c"/proc", c"proc", flags, None)
    }
}

/// How many writable folders there can be.
const MOST: usize = 4;

/// A copy of what is mounted at `path` and below.
fn tree(path: &CStr) -> Result<OwnedFd> {
    let flags =
        OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::AT_RECURSIVE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    open_tree(CWD, path, flags)
}

fn put(tree: &OwnedFd, path: &CStr) -> Result<()> {
    move_mount(tree, c"", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
}

/// Makes a mount and all mounts below it read-only. Unlike remounting, it keeps their other flags, which a user
/// namespace must not change.
fn set_read_only(tree: &OwnedFd) -> Result<()> {
    let flags = libc::AT_EMPTY_PATH | libc::AT_RECURSIVE;
    let attributes =
        libc::mount_attr { attr_set: libc::MOUNT_ATTR_RDONLY, attr_clr: 0, propagation: 0, userns_fd: 0 };
    // SAFETY: the path and the attributes are valid for the time of the call.
    #[expect(unsafe_code, reason = "rustix does not have this call yet")]
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if done == 0 { Ok(()) } else { Err(last_error()) }
}

/// The error of the last call of `libc`.
pub(super) fn last_error() -> Errno {
    Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::IO)
}
