//! Following a run in the terminal: its log as it is written, its stages, and Ctrl-C.

use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::MetadataExt;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use contract::{AsOf, RunId};
use engine::{Engine, FailureKind, Run, RunChange};
use files::parallel;
use locales::{Failure, Language, Message, Result};
use rundir::{LogReader, RunEvent, RunEventKind, RunEventReader, Stage};
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;

use crate::output::{self, error_line};

/// What is shown, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// The log on stdout, stages on stderr. Ctrl-C stops the run.
    LogOnStdout,
    /// Both on stderr. Ctrl-C stops the run.
    LogOnStderr,
    /// The log on stdout. Ctrl-C stops the following.
    OnlyLog,
}

/// How soon starting a waiting run is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Follows a run to its end and returns it.
///
/// # Errors
/// When the run cannot be watched or read.
pub(crate) fn follow(
    engine: &Engine,
    id: &RunId,
    interrupts: Option<Interrupts>,
    shown: Display,
    language: Language,
) -> Result<Run> {
    let mut follower = engine.runs().follow(id)?;
    if let Some(interrupts) = interrupts {
        interrupts.connect(follower.interrupter());
    }
    let run = engine.home().run(id);
    let mut view = View {
        log: LogReader::new(&run, 0),
        events: RunEventReader::new(&run),
        unshown: Vec::new(),
        in_line: false,
        stage: None,
        shown,
        language,
        closed: false,
    };
    view.report(Message::RunQueued { id: id.to_string() });
    let mut stops = 0;
    let (mut tried, mut reported) = (None::<Instant>, None);
    let _awaited = if shown == Display::OnlyLog { None } else { engine.runs().awaited(id) };
    loop {
        match follower.wait() {
            RunChange::Changed => {
                // A failed start leaves traces in the run's directory, which count as changes themselves.
                let is_time = tried.is_none_or(|tried| tried.elapsed() >= TRY_AGAIN);
                if !run.started().exists() && shown != Display::OnlyLog && is_time {
                    tried = Some(Instant::now());
                    // The process that ended the previous run may have been unable to start this one.
                    let failure = engine.queue().start_awaited(id).err();
                    if let Some(failure) = failure.filter(|failure| reported.as_ref() != Some(failure)) {
                        error_line(&failure.render(language));
                        reported = Some(failure);
                    }
                }
                view.update(id)?;
                if view.closed && shown == Display::OnlyLog {
                    return engine.runs().find(id.as_str());
                }
            }
            RunChange::Measured => {}
            RunChange::Interrupted => {
                stops += 1;
                engine.runs().stop(id, stops > 1)?;
                view.report(if stops > 1 { Message::StoppingNow } else { Message::Stopping });
            }
            RunChange::Dead => {
                view.update(id)?;
                if engine.runs().finish_if_dead(id)? {
                    break;
                }
            }
        }
    }
    // What keeps the next run from starting does not fail this one; it is only reported.
    if let Err(failure) = engine.queue().start_next()
        && shown != Display::OnlyLog
    {
        error_line(&failure.render(language));
    }
    let ended = engine.runs().find(id.as_str())?;
    view.end(engine, &ended);
    Ok(ended)
}

/// Ctrl-C, which is handled as soon as this is created: before a run exists that it could be meant for.
pub(crate) struct Interrupts(Sender<Box<dyn Fn() + Send>>);

impl Interrupts {
    /// # Errors
    /// Signals cannot be handled, or the thread that handles them cannot be started.
    pub(crate) fn listen() -> Result<Self> {
        let mut signals =
            Signals::new([SIGINT]).map_err(|error| Failure::because(Message::ExecFailed, error))?;
        let (sender, receiver) = mpsc::channel::<Box<dyn Fn() + Send>>();
        parallel::start(move || {
            // If there is nothing to interrupt, the program is ending.
            let Ok(interrupt) = receiver.recv() else { return };
            signals.forever().for_each(|_| interrupt());
        })?;
        Ok(Self(sender))
    }

    fn connect(self, interrupt: impl Fn() + Send + 'static) {
        // The thread waits for this.
        let _ = self.0.send(Box::new(interrupt));
    }
}

struct View {
    log: LogReader,
    events: RunEventReader,
    /// The part of the log that was read and not shown yet.
    unshown: Vec<u8>,
    /// Whether the last line of the log that was shown has no end yet.
    in_line: bool,
    /// The current stage, and when it began, in milliseconds since 1970.
    stage: Option<(Stage, f64)>,
    shown: Display,
    language: Language,
    /// Nobody reads the output any more (`| head`), or it cannot be written. The run continues all the same.
    closed: bool,
}

impl View {
    /// Shows what is new: stages first, because they explain the log.
    fn update(&mut self, id: &RunId) -> Result<()> {
        let failed = |error| Failure::because(Message::FileUnreadable { path: id.to_string() }, error);
        loop {
            // Before the events are: what a stage writes comes after the event of its beginning.
            let more = read(&mut self.log, &mut self.unshown).map_err(failed)?;
            let mut begun = Vec::new();
            let mut add = |event: RunEvent| {
                if let RunEventKind::Stage { stage } = event.kind {
                    begun.push((stage, event.t));
                }
                ControlFlow::Continue(())
            };
            self.events.read_on(&mut add).map_err(failed)?;
            begun.into_iter().for_each(|(stage, at)| self.stage(stage, at));
            self.show(usize::MAX);
            if self.closed || !more {
                return Ok(());
            }
        }
    }

    /// Shows at most `length` bytes of what was read of the log.
    fn show(&mut self, length: usize) {
        let length = length.min(self.unshown.len());
        let bytes: Vec<u8> = self.unshown.drain(..length).collect();
        let Some(last) = bytes.last() else { return };
        self.in_line = *last != b'\n';
        self.closed |= match self.shown {
            Display::LogOnStderr => io::stderr().write_all(&bytes).is_err(),
            _ => !output::write(&bytes),
        };
    }

    /// Shows the rest of an unfinished line of the log, or ends it, so that the program's messages are on
    /// lines of their own.
    fn end_line(&mut self) {
        while self.in_line && !self.closed {
            if self.unshown.is_empty() && !read(&mut self.log, &mut self.unshown).unwrap_or(false) {
                self.in_line = false;
                if self.shown == Display::LogOnStderr || is_one_output() {
                    let _ = io::stderr().write_all(b"\n");
                }
            }
            let end = self.unshown.iter().position(|byte| *byte == b'\n');
            self.show(end.map_or(usize::MAX, |end| end + 1));
        }
    }

    fn stage(&mut self, stage: Stage, at: f64) {
        self.stage_ended(at);
        self.stage = Some((stage, at));
        let status = stage.status().title().render(self.language);
        self.report(Message::StageBegan { status, stage: stage.title().render(self.language) });
    }

    /// A stage shorter than a second is not worth a line.
    fn stage_ended(&mut self, at: f64) {
        let Some((stage, began)) = self.stage.take() else { return };
        let seconds = ((at - began) / 1000.0) as u64;
        if seconds > 0 {
            self.report(Message::StageTook { stage: stage.title().render(self.language), seconds });
        }
    }

    fn report(&mut self, message: Message) {
        if self.shown != Display::OnlyLog {
            self.end_line();
            error_line(&message.render(self.language));
        }
    }

    fn end(&mut self, engine: &Engine, run: &Run) {
        self.stage_ended(run.ended.map_or(0.0, |at| at.as_microsecond() as f64 / 1000.0));
        let status = run.status.title().render(self.language);
        let package = run.package.to_string();
        match (&run.new_version, &run.reason) {
            (Some(version), _) => {
                let zip = output::path(&engine.home().version_zip(&run.package, *version));
                self.report(Message::RunMade { status, package, version: version.to_string(), zip })
            }
            (None, Some(reason)) => {
                self.report(Message::RunEndedBecause { status, reason: reason.render(self.language) });
                let diagnosis = engine.runs().diagnosis(&run.id).ok().flatten();
                if let Some(day) = diagnosis.as_ref().and_then(|found| found.as_of) {
                    self.report(Message::RunTryAsOf { date: day.to_string() });
                }
                if diagnosis.is_some_and(|found| found.kind == FailureKind::Isolation) {
                    self.report(Message::RunTryNotIsolated);
                }
            }
            (None, None) => self.report(Message::RunEnded { status }),
        }
        if let Some(score) = run.score {
            self.report(Message::RunScore { score: locales::score(score, self.language) });
        }
    }
}

/// Appends the new part of a file to `bytes`. `false`: there is none.
fn read(file: &mut LogReader, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut buffer = vec![0; 1 << 16];
    let length = file.read(&mut buffer)?;
    bytes.extend(&buffer[..length]);
    Ok(length > 0)
}

/// Whether stdout and stderr are one terminal, or one file.
fn is_one_output() -> bool {
    let id = |fd: BorrowedFd<'_>| {
        let about = File::from(fd.try_clone_to_owned()?).metadata()?;
        Ok::<_, io::Error>((about.dev(), about.ino()))
    };
    matches!((id(io::stdout().as_fd()), id(io::stderr().as_fd())), (Ok(out), Ok(err)) if out == err)
}

/// The day to resolve as of, if newer libraries are probably why a run failed.
pub(crate) fn offered_as_of(engine: &Engine, run: &Run) -> Option<AsOf> {
    engine.runs().diagnosis(&run.id).ok().flatten()?.as_of
}
