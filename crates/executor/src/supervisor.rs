//! The one loop in which an executor spends its life.
//!
//! Whatever the run is doing, a job in a thread or the package's code in a process, the same loop
//! drains its output into the log, hears the stop file, notices the guard's death, samples the
//! tree, and waits for the end. Nothing in it blocks but `poll`.

use std::fmt::Display;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use locales::{Failure, Message, Result};
use processes::Peer;
use rundir::{LogWriter, RunDir, RunEventKind, RunEventWriter, Stage, Stop};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::{PipeFlags, pipe_with};

use crate::stop::StopFile;

const SAMPLE: Duration = Duration::from_secs(1);
const PROGRESS: Duration = Duration::from_millis(250);
/// What a pipe may hold, in bytes: the kernel's limit for everybody.
const PIPE: usize = 1 << 20;
/// What is read at once, in bytes: what was just read is counted and written while the processor
/// still has it at hand.
const READ: usize = 128 << 10;

/// Why a run does not go on.
pub(crate) enum Halt {
    /// The person asked it to stop.
    Stopped,
    /// The guard is dead.
    Orphaned,
    /// It cannot.
    Failed(Failure),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the loop attends to.
pub(crate) trait Activity {
    /// Readable once it is over.
    fn end(&self) -> BorrowedFd<'_>;
    /// Asks it to end.
    fn terminate(&self);
    /// Ends it.
    fn kill(&self);
    /// Ends what it left behind; called once it is over.
    fn clear(&mut self);
    /// Waits for those that it left behind and that have ended meanwhile; asked every [`SAMPLE`].
    fn reap(&self) {}
    /// A descriptor on which it reports.
    fn channel(&self) -> Option<BorrowedFd<'_>> {
        None
    }
    /// Takes in some of what has come over the channel; `false`: nothing has.
    fn receive(&mut self) -> bool {
        false
    }
    /// Acts on what was received. Its output until then is in the log.
    fn hear(&mut self, _supervisor: &mut Supervisor) {}
    /// Since when all that was wanted of it is done, though it has not ended.
    fn over(&self) -> Option<Instant> {
        None
    }
    /// How far it is, if that has changed; asked every [`PROGRESS`].
    fn progress(&mut self) -> Option<RunEventKind> {
        None
    }
}

pub(crate) struct Supervisor {
    pub(crate) events: RunEventWriter,
    pub(crate) log: LogWriter,
    guard: Peer,
    stop: StopFile,
    grace: Duration,
    /// In bytes.
    memory_limit: Option<u64>,
    /// How many bytes it used when it was over the limit.
    over_memory: Option<u64>,
    asked: Option<(Stop, Instant)>,
    sampled: Instant,
    orphaned: bool,
    buffer: Vec<u8>,
}

impl Supervisor {
    pub(crate) fn new(run: &RunDir, guard: Peer, grace: Duration, memory_limit: Option<u64>) -> Result<Self> {
        Ok(Self {
            events: RunEventWriter::open(run)?,
            log: LogWriter::open(run)?,
            guard,
            stop: StopFile::watch(run),
            grace,
            memory_limit,
            over_memory: None,
            asked: None,
            sampled: Instant::now(),
            orphaned: false,
            buffer: vec![0; READ],
        })
    }

    /// Begins a stage, unless the run shall not go on.
    pub(crate) fn begin(&mut self, stage: Stage) -> Result<(), Halt> {
        self.hear_stop();
        self.halted()?;
        self.events.write(RunEventKind::Stage { stage });
        Ok(())
    }

    /// Whether the person has asked for a stop so far.
    pub(crate) fn was_stopped(&mut self) -> bool {
        self.hear_stop();
        self.asked.is_some()
    }

    /// Whether the guard lives.
    pub(crate) fn is_guarded(&self) -> bool {
        !self.guard.is_dead()
    }

    /// A line of the program's own in the log. One that cannot be written costs that line: what the
    /// code prints next fails the same way, and is missed.
    pub(crate) fn say(&mut self, words: &impl Display) {
        let _ = self.log.write_line(words);
    }

    /// Attends to `activity` until it is over and its output is in the log.
    ///
    /// # Errors
    /// When the log could not be written: the activity was killed then.
    pub(crate) fn attend(&mut self, activity: &mut impl Activity, output: OwnedFd) -> Result<()> {
        let mut output = Some(output);
        let mut broken = None;
        let mut force = Force::None;
        let mut progress = Instant::now() + PROGRESS;
        self.obey(activity, &mut force, false);
        loop {
            let ready = self.wait(activity, output.as_ref(), progress, force);
            self.orphaned |= ready.guard;
            if ready.stop {
                self.hear_stop();
            }
            // What was printed before a report is in the pipe by now, and comes first.
            let reported = ready.channel && activity.receive();
            if (ready.output || reported)
                && let Some(pipe) = &output
            {
                match self.drain(pipe, 8 * PIPE / READ) {
                    Ok(true) => {}
                    Ok(false) => output = None,
                    Err(error) => broken = broken.or(Some(error)),
                }
            }
            if reported {
                activity.hear(self);
            }
            self.sample(activity);
            self.obey(activity, &mut force, broken.is_some());
            if Instant::now() >= progress {
                progress = Instant::now() + PROGRESS;
                if let Some(event) = activity.progress() {
                    self.events.write(event);
                }
            }
            if ready.end {
                break;
            }
        }
        // First nothing of it may live on and hold the pipes; then what is in them is finite.
        activity.clear();
        while activity.receive() {}
        let kept = self.keep_rest(output, broken);
        activity.hear(self);
        if force == Force::Outlived {
            self.say(&Message::CallsOutlived { seconds: self.patience().as_secs() });
        }
        kept
    }

    /// What is left in the pipe of the output is kept.
    fn keep_rest(&mut self, output: Option<OwnedFd>, mut broken: Option<io::Error>) -> Result<()> {
        if let Some(pipe) = output {
            while broken.is_none() {
                match self.drain(&pipe, usize::MAX) {
                    Ok(_) => break,
                    Err(error) => broken = Some(error),
                }
            }
        }
        broken.map_or(Ok(()), |error| Err(Failure::because(Message::ReasonLogFailed, error)))
    }

    /// Acts on a stop, the end of its grace period, the guard's death, too much memory and a
    /// `broken` log; each step once, since a signal sent again would call the code's own handler again.
    fn obey(&self, activity: &impl Activity, force: &mut Force, broken: bool) {
        let is_outlived = activity.over().is_some_and(|since| since.elapsed() >= self.patience());
        let wanted = match self.asked {
            _ if broken || self.is_to_be_killed() => Force::Kill,
            Some(_) => Force::Terminate,
            None if is_outlived => Force::Outlived,
            None => Force::None,
        };
        if wanted > *force {
            *force = wanted;
            if wanted == Force::Terminate { activity.terminate() } else { activity.kill() }
        }
    }

    /// Whether what the run is doing is killed at the next opportunity.
    pub(crate) fn is_to_be_killed(&self) -> bool {
        let is_stopped =
            self.asked.is_some_and(|(request, at)| request == Stop::Now || at.elapsed() >= self.grace);
        is_stopped || self.orphaned || self.over_memory.is_some()
    }

    /// How long what is over may take to end. Python itself takes a moment, whatever the grace period is.
    fn patience(&self) -> Duration {
        self.grace.max(Duration::from_secs(1))
    }

    fn hear_stop(&mut self) {
        let Some(request) = self.stop.read() else { return };
        if self.asked.is_none_or(|(before, _)| before < request) {
            self.events.write(RunEventKind::Stop { now: request == Stop::Now });
            let since = self.asked.map_or_else(Instant::now, |(_, since)| since);
            self.asked = Some((request, since));
        }
    }

    pub(crate) fn halted(&mut self) -> Result<(), Halt> {
        if self.orphaned {
            return Err(Halt::Orphaned);
        }
        if self.asked.is_some() {
            return Err(Halt::Stopped);
        }
        match (self.over_memory, self.memory_limit) {
            (Some(used), Some(limit)) => {
                Err(Failure::from(Message::ReasonMemoryLimit { used, limit }).into())
            }
            _ => Ok(()),
        }
    }

    fn sample(&mut self, activity: &impl Activity) {
        if self.sampled.elapsed() < SAMPLE {
            return;
        }
        self.sampled = Instant::now();
        // Not every file can be watched, and a directory that is deleted tells nobody.
        self.hear_stop();
        activity.reap();
        let usage = processes::descendants_usage();
        let (cpu, memory, processes) = (usage.cpu, usage.memory, usage.processes);
        self.events.write(RunEventKind::Resources { cpu, memory, processes });
        // What processes share counts for each of them here: only near the limit is it worth
        // looking closer.
        if self.over_memory.is_none()
            && activity.over().is_none()
            && let Some(limit) = self.memory_limit.filter(|limit| memory > *limit)
        {
            self.over_memory = Some(processes::descendants_memory()).filter(|used| used > &limit);
        }
    }

    /// Moves what the pipe holds into the log, in up to `times` readings. `false`: closed.
    fn drain(&mut self, pipe: &OwnedFd, times: usize) -> io::Result<bool> {
        for _ in 0..times {
            match rustix::io::read(pipe, &mut self.buffer) {
                Ok(0) => return Ok(false),
                Ok(length) => {
                    self.log.write(&self.buffer[..length])?;
                    if length < self.buffer.len() {
                        break;
                    }
                }
                Err(rustix::io::Errno::AGAIN) => break,
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    fn wait(
        &self,
        activity: &impl Activity,
        output: Option<&OwnedFd>,
        progress: Instant,
        force: Force,
    ) -> Ready {
        let mut until = self.sampled + SAMPLE;
        if activity.channel().is_none() {
            until = until.min(progress);
        }
        if let Some((_, at)) = self.asked
            && force < Force::Kill
        {
            until = until.min(at + self.grace);
        }
        if let Some(over) = activity.over()
            && force == Force::None
        {
            until = until.min(over + self.patience());
        }
        let pause = until.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: pause.as_secs() as i64, tv_nsec: i64::from(pause.subsec_nanos()) };
        // A dead guard stays readable for ever.
        let sources = [
            Some(activity.end()),
            self.stop.changes(),
            (!self.orphaned).then(|| self.guard.as_fd()),
            output.map(OwnedFd::as_fd),
            activity.channel(),
        ];
        let mut fds: Vec<_> =
            sources.iter().flatten().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)).collect();
        // Interrupted, or without memory for it, nothing is ready: it is asked again.
        let _ = poll(&mut fds, Some(&timeout));
        let mut polled = fds.iter();
        let mut is_ready = || polled.next().is_some_and(|fd| !fd.revents().is_empty());
        let [end, stop, guard, output, channel] = sources.map(|source| source.is_some() && is_ready());
        Ready { end, stop, guard, output, channel }
    }
}

/// What was done to an activity to end it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Force {
    None,
    Terminate,
    /// Killed, since its work is done and it did not end.
    Outlived,
    Kill,
}

struct Ready {
    end: bool,
    stop: bool,
    guard: bool,
    output: bool,
    channel: bool,
}

/// A pipe for output: reading it never blocks, and it holds as much as the kernel allows, so that
/// a training rarely waits for the log.
pub(crate) fn output_pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC)?;
    rustix::fs::fcntl_setfl(&read, rustix::fs::OFlags::NONBLOCK)?;
    // A smaller one, where this person may have no more, is slower.
    let _ = rustix::pipe::fcntl_setpipe_size(&read, PIPE);
    Ok((read, write))
}

pub(crate) fn cannot(error: io::Error) -> Halt {
    Failure::because(Message::ExecFailed, error).into()
}
