//! Following a run in the terminal: its log as it comes, what it is doing, and Ctrl-C.

use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::MetadataExt;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use contract::{AsOf, RunId};
use engine::{Engine, News, Run};
use files::parallel;
use locales::{Failure, Language, Message, Result};
use rundir::{LogReader, RunEvent, RunEventKind, RunEventReader, Stage};
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;

use crate::output::{self, error_line};

/// What is shown, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The log on stdout, what happens on stderr. Ctrl-C stops the run.
    LogOnStdout,
    /// Both on stderr. Ctrl-C stops the run.
    LogOnStderr,
    /// The log on stdout. Ctrl-C stops the following.
    OnlyLog,
}

/// How soon the start of a waiting run is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Follows a run to its end and answers what became of it.
///
/// # Errors
/// When the run cannot be watched or read.
pub(crate) fn follow(
    engine: &Engine,
    id: &RunId,
    interrupts: Option<Interrupts>,
    shown: Shown,
    language: Language,
) -> Result<Run> {
    let mut follower = engine.runs().follow(id)?;
    if let Some(interrupts) = interrupts {
        interrupts.give_to(follower.interrupter());
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
    view.say(Message::RunQueued { id: id.to_string() });
    let mut stops = 0;
    let (mut tried, mut said) = (None::<Instant>, None);
    loop {
        match follower.wait() {
            News::Changed => {
                // A failed start leaves traces in the run's directory, which count as changes themselves.
                let is_time = tried.is_none_or(|tried| tried.elapsed() >= TRY_AGAIN);
                if !run.started().exists() && shown != Shown::OnlyLog && is_time {
                    tried = Some(Instant::now());
                    // Whoever ended the run before it may not have been able to start this one.
                    let failure = engine.queue().advance().err();
                    if let Some(failure) = failure.filter(|failure| said.as_ref() != Some(failure)) {
                        error_line(&failure.render(language));
                        said = Some(failure);
                    }
                }
                view.update(id)?;
                if view.closed && shown == Shown::OnlyLog {
                    return engine.runs().find(id.as_str());
                }
            }
            News::Interrupted => {
                stops += 1;
                engine.runs().stop(id, stops > 1)?;
                view.say(if stops > 1 { Message::StoppingNow } else { Message::Stopping });
            }
            News::Dead => {
                view.update(id)?;
                if engine.runs().settle(id)? {
                    break;
                }
            }
        }
    }
    // What keeps the next run from starting does not fail this one; it is only reported.
    if let Err(failure) = engine.queue().advance()
        && shown != Shown::OnlyLog
    {
        error_line(&failure.render(language));
    }
    let ended = engine.runs().find(id.as_str())?;
    view.end(engine, &ended);
    Ok(ended)
}

/// Ctrl-C, heard from when this is made: before a run exists that it could be meant for.
pub(crate) struct Interrupts(Sender<Box<dyn Fn() + Send>>);

impl Interrupts {
    /// # Errors
    /// When signals cannot be heard, or the thread that handles them cannot be started.
    pub(crate) fn hear() -> Result<Self> {
        let mut signals =
            Signals::new([SIGINT]).map_err(|error| Failure::because(Message::ExecFailed, error))?;
        let (give, given) = mpsc::channel::<Box<dyn Fn() + Send>>();
        parallel::start(move || {
            // Without anybody to interrupt the program is over.
            let Ok(interrupt) = given.recv() else { return };
            signals.forever().for_each(|_| interrupt());
        })?;
        Ok(Self(give))
    }

    fn give_to(self, interrupt: impl Fn() + Send + 'static) {
        // The thread waits for it.
        let _ = self.0.send(Box::new(interrupt));
    }
}

struct View {
    log: LogReader,
    events: RunEventReader,
    /// What was read of the log and not shown yet.
    unshown: Vec<u8>,
    /// Whether the last line of the log that was shown has no end yet.
    in_line: bool,
    /// The stage that goes on, and when it began, in milliseconds since 1970.
    stage: Option<(Stage, f64)>,
    shown: Shown,
    language: Language,
    /// What is written is read no more (`| head`), or cannot be written: the run goes on all the same.
    closed: bool,
}

impl View {
    /// Shows what is new. Stages first: they are what explains the log.
    fn update(&mut self, id: &RunId) -> Result<()> {
        let failed = |error| Failure::because(Message::FileUnreadable { path: id.to_string() }, error);
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
        while !self.closed && read(&mut self.log, &mut self.unshown).map_err(failed)? {
            self.show(usize::MAX);
        }
        Ok(())
    }

    /// Shows what was read of the log, at most `length` bytes.
    fn show(&mut self, length: usize) {
        let length = length.min(self.unshown.len());
        let bytes: Vec<u8> = self.unshown.drain(..length).collect();
        let Some(last) = bytes.last() else { return };
        self.in_line = *last != b'\n';
        self.closed |= match self.shown {
            Shown::LogOnStderr => io::stderr().write_all(&bytes).is_err(),
            _ => !output::write(&bytes),
        };
    }

    /// Shows the line of the log that has begun to its end, or ends it: what the program says is a line
    /// of its own.
    fn end_line(&mut self) {
        while self.in_line && !self.closed {
            if self.unshown.is_empty() && !read(&mut self.log, &mut self.unshown).unwrap_or(false) {
                self.in_line = false;
                if self.shown == Shown::LogOnStderr || is_one_place() {
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
        self.say(Message::StageBegan { status, stage: stage.title().render(self.language) });
    }

    /// What took no time is not worth a line.
    fn stage_ended(&mut self, at: f64) {
        let Some((stage, began)) = self.stage.take() else { return };
        let seconds = ((at - began) / 1000.0) as u64;
        if seconds > 0 {
            self.say(Message::StageTook { stage: stage.title().render(self.language), seconds });
        }
    }

    fn say(&mut self, message: Message) {
        if self.shown != Shown::OnlyLog {
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
                self.say(Message::RunMade { status, package, version: version.to_string(), zip })
            }
            (None, Some(reason)) => {
                self.say(Message::RunEndedBecause { status, reason: reason.render(self.language) });
                if let Some(day) = offered_as_of(engine, run) {
                    self.say(Message::RunTryAsOf { date: day.to_string() });
                }
            }
            (None, None) => self.say(Message::RunEnded { status }),
        }
        if let Some(score) = run.score {
            self.say(Message::RunScore { score: locales::score(score, self.language) });
        }
    }
}

/// Puts what is new in a file to `bytes`; `false`: nothing.
fn read(file: &mut LogReader, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut buffer = vec![0; 1 << 16];
    let length = file.read(&mut buffer)?;
    bytes.extend(&buffer[..length]);
    Ok(length > 0)
}

/// Whether stdout and stderr are one terminal, or one file.
fn is_one_place() -> bool {
    let id = |fd: BorrowedFd<'_>| {
        let about = File::from(fd.try_clone_to_owned()?).metadata()?;
        Ok::<_, io::Error>((about.dev(), about.ino()))
    };
    matches!((id(io::stdout().as_fd()), id(io::stderr().as_fd())), (Ok(out), Ok(err)) if out == err)
}

/// The day to resolve as of, where newer releases are probably why a run failed.
pub(crate) fn offered_as_of(engine: &Engine, run: &Run) -> Option<AsOf> {
    engine.runs().diagnosis(&run.id).ok().flatten()?.as_of
}
