//! What processes read from and write to disks.

use std::fs;

/// What processes read from and written to disks, in bytes: they, and the children they have waited for. What comes
/// from the kernel's cache is not read; what is removed before it reaches the disk counts as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// Read.
    pub read: u64,
    /// Written.
    pub written: u64,
}

impl Disk {
    /// What came since `before`. What a process used that nobody waited for is gone with it, so that there may seem to
    /// be less than before.
    pub fn since(self, before: Self) -> Self {
        Self {
            read: self.read.saturating_sub(before.read),
            written: self.written.saturating_sub(before.written),
        }
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.read = self.read.saturating_add(more.read);
        self.written = self.written.saturating_add(more.written);
    }
}

/// What `/proc/PID/io` says; `None` if the kernel does not tell.
pub(crate) fn disk(pid: i32) -> Option<Disk> {
    let text = fs::read_to_string(format!("/proc/{pid}/io")).ok()?;
    let bytes = |name| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    Some(Disk { read: bytes("read_bytes:")?, written: bytes("write_bytes:")? })
}
