//! System calls that neither std nor rustix has, or that allocate there.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::{fs, mem, ptr};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::{Errno, Result, read, write};
use rustix::process::{Pid, Signal, kill_process_group};
use rustix::thread::{
    CapabilitySet, CapabilitySets, clear_ambient_capability_set, remove_capability_from_bounding_set,
    set_capabilities,
};

use super::mounts::last_error;
use super::{Plan, Strength};

/// Forks, with the given `CLONE_NEW*` flags. `None` in the child.
pub(super) fn fork(namespaces: i32) -> Result<Option<Pid>> {
    // SAFETY: without a stack or shared memory this is a fork; the child makes system calls only. `fork` itself
    // would call handlers of other code, which may take locks.
    #[expect(unsafe_code, reason = "no library forks into namespaces")]
    let pid = unsafe { libc::syscall(libc::SYS_clone, namespaces | libc::SIGCHLD, 0, 0, 0, 0) };
    if pid < 0 { Err(last_error()) } else { Ok(Pid::from_raw(pid as i32)) }
}

/// Ends this process at once.
pub(super) fn leave(code: i32) -> ! {
    // SAFETY: runs nothing of this process any more.
    #[expect(unsafe_code, reason = "std has no `_exit`")]
    unsafe {
        libc::_exit(code)
    }
}

/// Blocks all signals, or none.
pub(super) fn block_signals(all: bool) {
    // SAFETY: the set is initialised before it is used.
    #[expect(unsafe_code, reason = "rustix leaves signal masks to libc")]
    unsafe {
        let mut set = mem::zeroed();
        if all {
            libc::sigfillset(&raw mut set)
        } else {
            libc::sigemptyset(&raw mut set)
        };
        libc::sigprocmask(libc::SIG_SETMASK, &raw const set, ptr::null_mut());
    }
}

/// Writes to a file that the kernel makes.
pub(super) fn write_file(path: &std::ffi::CStr, content: &[u8]) -> Result<()> {
    let file = openat(CWD, path, OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty())?;
    write(&file, content).map(drop)
}

/// Sets the users and groups of a child in a user namespace of its own.
pub(super) fn write_maps(child: Pid, plan: &Plan) -> Result<()> {
    for (name, map) in [(b"/uid_map".as_slice(), &plan.users), (b"/gid_map", &plan.groups)] {
        let (mut path, mut number) = ([0; 40], [0; 12]);
        let mut length = 0;
        for part in [b"/proc/", digits(&mut number, child.as_raw_nonzero().get()), name] {
            path[length..length + part.len()].copy_from_slice(part);
            length += part.len();
        }
        // Zeros follow.
        let path = std::ffi::CStr::from_bytes_until_nul(&path).map_err(|_| Errno::INVAL)?;
        write_file(path, map)?;
    }
    Ok(())
}

/// A number that is not negative, in decimal.
pub(super) fn digits(buffer: &mut [u8; 12], number: i32) -> &[u8] {
    let (mut rest, mut start) = (number.unsigned_abs(), buffer.len());
    loop {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            return &buffer[start..];
        }
    }
}

/// Gives up all rights over the namespace, for this process and what it executes.
pub(super) fn drop_capabilities() -> Result<()> {
    clear_ambient_capability_set()?;
    for capability in CapabilitySet::all() {
        match remove_capability_from_bounding_set(capability) {
            // The kernel is older than the capability.
            Err(Errno::INVAL) => {}
            done => done?,
        }
    }
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })
}

/// Closes all descriptors but two. The standard ones lead to nowhere afterwards: the pipes of the program's output
/// must end with the program.
pub(super) fn close_all_but(open: [&OwnedFd; 2]) {
    if let Ok(null) = openat(CWD, c"/dev/null", OFlags::RDWR, Mode::empty()) {
        let _ = rustix::stdio::dup2_stdin(&null);
        let _ = rustix::stdio::dup2_stdout(&null);
        let _ = rustix::stdio::dup2_stderr(&null);
        mem::forget(null);
    }
    let [one, other] = open.map(|fd| fd.as_raw_fd().unsigned_abs());
    let (low, high) = (one.min(other), one.max(other));
    for (first, last) in [(3, low - 1), (low + 1, high - 1), (high + 1, u32::MAX)] {
        if first <= last {
            // SAFETY: what is closed here is not used by this process any more, which never returns.
            #[expect(unsafe_code, reason = "the owners of these descriptors are in another process")]
            unsafe {
                libc::syscall(libc::SYS_close_range, first, last, 0);
            }
        }
    }
}

/// Addresses and lengths of memory; zeros follow.
pub(super) type Ranges = [(usize, usize); 64];

/// What `init` does without: code and constants, which are read again when they are needed, and all memory that is of no
/// file, in which are the allocator's heaps and the stacks of other threads. Empty if it cannot be found out.
pub(super) fn unneeded() -> Ranges {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let mut found = [(0, 0); 64];
    let mut end_of_file = 0;
    let ranges = maps.lines().filter_map(|line| {
        let map = Map::read(line)?;
        // What follows a file's data directly are its variables that are zero at first.
        let is_of_file = map.is_of_file || map.start == end_of_file;
        if is_of_file {
            end_of_file = map.end;
        }
        let is_unneeded = if is_of_file { map.is_code } else { map.is_memory };
        is_unneeded.then_some((map.start, map.end - map.start))
    });
    found.iter_mut().zip(ranges).for_each(|(place, range)| *place = range);
    found
}

/// A line of `/proc/self/maps`.
struct Map {
    start: usize,
    end: usize,
    is_of_file: bool,
    is_code: bool,
    is_memory: bool,
}

impl Map {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split_ascii_whitespace();
        let (range, rights, offset) = (fields.next()?, fields.next()?, fields.next()?);
        let (is_of_file, name) = (fields.nth(1)? != "0", fields.next());
        let (start, end) = range.split_once('-')?;
        let address = |text| usize::from_str_radix(text, 16).ok();
        // Constants that were adapted to where the program is loaded are further back in the file.
        let is_start = offset.bytes().all(|digit| digit == b'0');
        Some(Self {
            start: address(start)?,
            end: address(end)?,
            is_of_file,
            is_code: is_of_file && (rights == "r-xp" || rights == "r--p" && is_start),
            is_memory: rights == "rw-p" && matches!(name, None | Some("[heap]")),
        })
    }
}

/// Lets go of what is [`unneeded`]. Nothing that is in a heap may be used afterwards.
pub(super) fn unmap(unneeded: &Ranges) {
    let stack = ptr::from_ref(unneeded).addr();
    // SAFETY: it only says where the variables of this thread are.
    #[expect(unsafe_code, reason = "std does not say it")]
    let variables = unsafe { libc::__errno_location() }.addr();
    for (start, length) in unneeded {
        let is_used = |address: usize| (*start..*start + *length).contains(&address);
        if is_used(stack) || is_used(variables) {
            continue;
        }
        // SAFETY: code is the same when it is read again, and of the rest nothing is used any more.
        #[expect(unsafe_code, reason = "rustix takes pointers, too")]
        unsafe {
            libc::madvise(ptr::without_provenance_mut(*start), *length, libc::MADV_DONTNEED);
        }
    }
}

/// Waits for the program, and for all orphans. Returns the program's status, or `None` if `outer` is dead.
pub(super) fn supervise(program: Pid, life: &OwnedFd, signals: &OwnedFd, strength: Strength) -> Option<i32> {
    loop {
        let mut fds = [PollFd::new(life, PollFlags::IN), PollFd::new(signals, PollFlags::IN)];
        if poll(&mut fds, None).is_err() {
            continue;
        }
        if !fds[0].revents().is_empty() {
            return None;
        }
        let mut signal = [0; size_of::<libc::signalfd_siginfo>()];
        let _ = read(signals, &mut signal);
        let number =
            |at: usize| u32::from_ne_bytes([signal[at], signal[at + 1], signal[at + 2], signal[at + 3]]);
        let sender = number(mem::offset_of!(libc::signalfd_siginfo, ssi_pid));
        // Processes of this namespace must not end the run by ending this one; others have no number here.
        let is_from_outside = strength == Strength::Files || sender == 0;
        if number(0) == libc::SIGTERM.unsigned_abs() && is_from_outside {
            // Fails if it has ended, of which the next signal tells.
            let _ = kill_process_group(program, Signal::TERM);
        }
        while let Some((pid, status)) = reap() {
            if pid == program.as_raw_nonzero().get() {
                return Some(status);
            }
        }
    }
}

/// A descriptor for SIGTERM and SIGCHLD, which are blocked.
pub(super) fn signals() -> Option<OwnedFd> {
    // SAFETY: the set is initialised before it is used, and the descriptor is new.
    #[expect(unsafe_code, reason = "rustix leaves signal sets to libc")]
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGTERM);
        libc::sigaddset(&raw mut set, libc::SIGCHLD);
        let fd = libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        (fd >= 0).then(|| OwnedFd::from_raw_fd(fd))
    }
}

/// Waits for a child that has ended. Returns its pid and status.
fn reap() -> Option<(i32, i32)> {
    let mut status = 0;
    // SAFETY: the status is valid for the time of the call.
    #[expect(unsafe_code, reason = "rustix wraps the status, which is to be passed on as it is")]
    let pid = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG) };
    (pid > 0).then_some((pid, status))
}

/// The status of a child, once it has ended.
pub(super) fn wait_for(child: Pid) -> i32 {
    let mut status = 0;
    // SAFETY: as in `reap`.
    #[expect(unsafe_code, reason = "as in `reap`")]
    while unsafe { libc::waitpid(child.as_raw_nonzero().get(), &raw mut status, 0) } < 0
        && last_error() == Errno::INTR
    {}
    status
}

/// Ends this process as another one has ended with `status`.
pub(super) fn end_as(status: i32) -> ! {
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        // The core of this process is of no use to anybody.
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
        // SAFETY: this process does nothing else any more.
        #[expect(unsafe_code, reason = "rustix leaves signal handlers to libc")]
        unsafe {
            // One that was meant for `init` must not come first.
            libc::signal(libc::SIGTERM, libc::SIG_IGN);
            libc::signal(signal, libc::SIG_DFL);
            libc::kill(libc::getpid(), signal);
        }
        block_signals(false);
    }
    leave(libc::WEXITSTATUS(status))
}
