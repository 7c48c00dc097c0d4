//! The main loop of an executor.
//!
//! Whatever the run is doing, a job in a thread or the package's code in a process, the same loop
//! copies its output into the log, reads the stop file, notices the guard's death, samples the
//! process tree, and waits for the end. Only `poll` blocks.

use std::fmt::Display;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use locales::{Failure, Message, Result};
use processes::{Disk, GpuMeter, GpuUsage, Peer};
use rundir::{LogWriter, RunDir, RunEventKind, RunEventWriter, Stage, Stop};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::{PipeFlags, pipe_with};

use crate::stop::StopFile;

const SAMPLE: Duration = Duration::from_secs(1);
const PROGRESS: Duration = Duration::from_millis(250);
/// The capacity of a pipe, in bytes: the kernel's limit for users.
const PIPE: usize = 1 << 20;
/// How much is read at once, in bytes: little enough to be still in the processor's cache when it is
/// written.
const READ: usize = 128 << 10;

/// Why a run does not continue.
pub(crate) enum Interruption {
    /// A person asked it to stop.
    Stopped,
    /// The guard is dead.
    Orphaned,
    /// Something failed.
    Failed(Failure),
}

impl From<Failure> for Interruption {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the loop supervises: a job or the package's code.
pub(crate) trait Supervised {
    /// A descriptor that is readable once it has ended.
    fn end(&self) -> BorrowedFd<'_>;
    /// Asks it to end.
    fn terminate(&self);
    /// Ends it at once.
    fn kill(&self);
    /// Ends all processes that it left behind; called after its end.
    fn clear(&mut self);
    /// Waits for orphans that have ended, so that they do not stay zombies; called every [`SAMPLE`].
    fn reap(&self) {}
    /// The descriptor of its reports, if it has any.
    fn channel(&self) -> Option<BorrowedFd<'_>> {
        None
    }
    /// Reads some bytes from the channel. Returns false if there are none.
    fn receive(&mut self) -> bool {
        false
    }
    /// Handles the received reports. The output that was printed before them is in the log already.
    fn handle_reports(&mut self, _supervisor: &mut Supervisor) {}
    /// When its work was completed, although it has not ended yet.
    fn over(&self) -> Option<Instant> {
        None
    }
    /// Some of its output was written to the log.
    fn log_grew(&self) {}
    /// Its progress, if that has changed; called every [`PROGRESS`].
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
    /// The limit in bytes.
    memory_limit: Option<u64>,
    /// How many bytes the run used when it exceeded the limit.
    over_memory: Option<u64>,
    asked: Option<(Stop, Instant)>,
    sampled: Instant,
    /// What was read and written at the last sample.
    disk: Option<Disk>,
    /// Measures the GPUs, if the run has one.
    gpus: Option<GpuMeter>,
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
            disk: None,
            gpus: None,
            orphaned: false,
            buffer: vec![0; READ],
        })
    }

    /// Begins a stage, unless the run was interrupted.
    pub(crate) fn begin(&mut self, stage: Stage) -> Result<(), Interruption> {
        self.receive_stop();
        self.halted()?;
        self.events.write(RunEventKind::Stage { stage });
        Ok(())
    }

    /// Whether a person has asked the run to stop.
    pub(crate) fn was_stopped(&mut self) -> bool {
        self.receive_stop();
        self.asked.is_some()
    }

    /// Whether the guard lives.
    pub(crate) fn is_guarded(&self) -> bool {
        !self.guard.is_dead()
    }

    /// Writes a line of the program itself to the log. If that fails, the run goes on: the code's next output
    /// fails in the same way, and is handled then.
    pub(crate) fn log_line(&mut self, text: &impl Display) {
        if let Err(error) = self.log.write_line(text) {
            tracing::warn!(line = %text, %error, "could not write to the run's log");
        }
    }

    /// Measures from now on what the run uses of GPUs, of which it was assigned this one.
    pub(crate) fn measure_gpus(&mut self, assigned: u32) {
        match GpuMeter::start(assigned) {
            Ok(meter) => self.gpus = Some(meter),
            Err(error) => tracing::warn!(%error, "could not measure the GPUs"),
        }
    }

    /// Supervises `activity` until it has ended and its output is in the log.
    ///
    /// # Errors
    /// The log could not be written, so that the activity was killed.
    pub(crate) fn run(&mut self, activity: &mut impl Supervised, output: OwnedFd) -> Result<()> {
        let mut output = Some(output);
        let mut broken = None;
        let mut escalation = Escalation::None;
        let mut progress = Instant::now() + PROGRESS;
        self.enforce(activity, &mut escalation, false);
        loop {
            let ready = self.wait(activity, output.as_ref(), progress, escalation);
            self.orphaned |= ready.guard;
            if ready.stop {
                self.receive_stop();
            }
            // What was printed before a report is in the pipe already, and must be handled first.
            let reported = ready.channel && activity.receive();
            if (ready.output || reported)
                && let Some(pipe) = &output
            {
                match self.drain(pipe, 8 * PIPE / READ) {
                    Ok(true) => activity.log_grew(),
                    Ok(false) => output = None,
                    Err(error) => broken = broken.or(Some(error)),
                }
            }
            if reported {
                activity.handle_reports(self);
            }
            self.sample(activity);
            self.enforce(activity, &mut escalation, broken.is_some());
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
        // Once no process is left that could write to the pipes, their content is finite.
        activity.clear();
        while activity.receive() {}
        let drained = self.drain_output(output, broken);
        activity.handle_reports(self);
        if escalation == Escalation::Outlived {
            self.log_line(&Message::CallsOutlived { seconds: self.exit_timeout().as_secs() });
        }
        drained
    }

    /// Writes what is left in the pipe to the log.
    fn drain_output(&mut self, output: Option<OwnedFd>, mut broken: Option<io::Error>) -> Result<()> {
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

    /// Reacts to a stop, the end of its grace period, the guard's death, too much memory and a `broken`
    /// log. Each step is taken once, since a repeated signal would call the code's own handler again.
    fn enforce(&self, activity: &impl Supervised, escalation: &mut Escalation, broken: bool) {
        let is_outlived = activity.over().is_some_and(|since| since.elapsed() >= self.exit_timeout());
        let wanted = match self.asked {
            _ if broken || self.is_to_be_killed() => Escalation::Kill,
            Some(_) => Escalation::Terminate,
            None if is_outlived => Escalation::Outlived,
            None => Escalation::None,
        };
        if wanted > *escalation {
            *escalation = wanted;
            if wanted == Escalation::Terminate { activity.terminate() } else { activity.kill() }
        }
    }

    /// Whether the activity is about to be killed.
    pub(crate) fn is_to_be_killed(&self) -> bool {
        let is_stopped =
            self.asked.is_some_and(|(request, at)| request == Stop::Now || at.elapsed() >= self.grace);
        is_stopped || self.orphaned || self.over_memory.is_some()
    }

    /// How long a completed activity may take to end: at least the moment that Python needs, however short the
    /// grace period is.
    fn exit_timeout(&self) -> Duration {
        self.grace.max(Duration::from_secs(1))
    }

    fn receive_stop(&mut self) {
        let Some(request) = self.stop.read() else { return };
        if self.asked.is_none_or(|(before, _)| before < request) {
            self.events.write(RunEventKind::Stop { now: request == Stop::Now });
            let since = self.asked.map_or_else(Instant::now, |(_, since)| since);
            self.asked = Some((request, since));
        }
    }

    pub(crate) fn halted(&mut self) -> Result<(), Interruption> {
        if self.orphaned {
            return Err(Interruption::Orphaned);
        }
        if self.asked.is_some() {
            return Err(Interruption::Stopped);
        }
        match (self.over_memory, self.memory_limit) {
            (Some(used), Some(limit)) => {
                Err(Failure::from(Message::ReasonMemoryLimit { used, limit }).into())
            }
            _ => Ok(()),
        }
    }

    fn sample(&mut self, activity: &impl Supervised) {
        let elapsed = self.sampled.elapsed();
        if elapsed < SAMPLE {
            return;
        }
        self.sampled = Instant::now();
        // The stop file may not be watched, and inotify does not report that its folder was deleted.
        self.receive_stop();
        activity.reap();
        let usage = processes::descendants_usage();
        let (cpu, memory, processes) = (usage.cpu, usage.memory, usage.processes);
        let before = self.disk.replace(usage.disk);
        let per_second = |bytes| (bytes as f64 / elapsed.as_secs_f64()) as u64;
        let disk = before.map(|before| usage.disk.since(before));
        let [read, written] =
            [disk.map(|disk| disk.read), disk.map(|disk| disk.written)].map(|bytes| bytes.map(per_second));
        if let Some(gpu) = self.gpus.as_ref().and_then(GpuMeter::described) {
            self.events.write(RunEventKind::Gpu(gpu));
        }
        let on_gpus = self.gpus.as_ref().map(GpuMeter::usage).unwrap_or_default();
        let GpuUsage { own: gpu, all: gpu_all, memory: gpu_memory } = on_gpus;
        let resources =
            RunEventKind::Resources { cpu, memory, processes, read, written, gpu, gpu_all, gpu_memory };
        self.events.write(resources);
        // Shared memory counts for each process here; the exact number takes longer to find out, and is only
        // needed above the limit.
        if self.over_memory.is_none()
            && activity.over().is_none()
            && let Some(limit) = self.memory_limit.filter(|limit| memory > *limit)
        {
            self.over_memory = Some(processes::descendants_memory()).filter(|used| used > &limit);
        }
    }

    /// Writes what is in the pipe to the log, with up to `times` reads. Returns false if the pipe is closed.
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
        activity: &impl Supervised,
        output: Option<&OwnedFd>,
        progress: Instant,
        escalation: Escalation,
    ) -> Ready {
        let mut until = self.sampled + SAMPLE;
        if activity.channel().is_none() {
            until = until.min(progress);
        }
        if let Some((_, at)) = self.asked
            && escalation < Escalation::Kill
        {
            until = until.min(at + self.grace);
        }
        if let Some(over) = activity.over()
            && escalation == Escalation::None
        {
            until = until.min(over + self.exit_timeout());
        }
        let pause = until.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: pause.as_secs() as i64, tv_nsec: i64::from(pause.subsec_nanos()) };
        // The descriptor of a dead guard would be readable all the time.
        let sources = [
            Some(activity.end()),
            self.stop.changes(),
            (!self.orphaned).then(|| self.guard.as_fd()),
            output.map(OwnedFd::as_fd),
            activity.channel(),
        ];
        let mut fds: Vec<_> =
            sources.iter().flatten().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)).collect();
        // If it is interrupted or fails, nothing is ready, and the loop calls it again.
        let _ = poll(&mut fds, Some(&timeout));
        let mut polled = fds.iter();
        let mut is_ready = || polled.next().is_some_and(|fd| !fd.revents().is_empty());
        let [end, stop, guard, output, channel] = sources.map(|source| source.is_some() && is_ready());
        Ready { end, stop, guard, output, channel }
    }
}

/// What was done to end an activity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Escalation {
    None,
    Terminate,
    /// It was killed because it did not end after its work was completed.
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

/// A pipe for output: reading never blocks, and its capacity is as large as the kernel allows, so that a
/// training rarely waits for the log.
pub(crate) fn output_pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC)?;
    rustix::fs::fcntl_setfl(&read, rustix::fs::OFlags::NONBLOCK)?;
    // Fails if the user's limit for pipes is reached; a smaller pipe is only slower.
    let _ = rustix::pipe::fcntl_setpipe_size(&read, PIPE);
    Ok((read, write))
}

pub(crate) fn cannot(error: io::Error) -> Interruption {
    Failure::because(Message::ExecFailed, error).into()
}
