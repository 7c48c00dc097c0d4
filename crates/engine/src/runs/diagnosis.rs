//! Finds out from a run's reason and the end of its log what kind of failure it had, and what to try.

use contract::{AsOf, RunId};
use locales::{Language, Message, Result};
use rundir::{LogLine, Outcome, Reason};
use serde::Serialize;

use crate::parts::Runs;
use crate::reads::Reads;

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum FailureKind {
    /// The package's own code.
    Code,
    /// Something that the code needs is not installed, or cannot be installed.
    Dependency,
    /// The package index cannot be reached.
    Network,
    /// The machine's memory.
    Memory,
    /// The run's own limit of memory.
    MemoryLimit,
    /// The disk is full.
    Disk,
    /// The GPU: its memory, its driver.
    Gpu,
    /// What isolated code cannot do.
    Isolation,
    /// The run's processes or the machine died.
    Interrupted,
    /// What `save()` wrote, or the package itself, is not a valid package.
    Package,
    /// The training succeeded, but its version could not be made.
    Version,
    /// Anything else.
    Other,
}

/// A failed run, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The kind of a failure.
    pub kind: FailureKind,
    /// The day to resolve as of, if libraries newer than the package are probably the cause.
    pub as_of: Option<AsOf>,
    /// The lines of the log around it.
    pub lines: Vec<String>,
    /// The number of the first of them, from 0.
    pub first_line: u64,
}

/// How many lines at the end of the log are searched.
const LOOKED_AT: u64 = 400;
/// How many are shown.
const SHOWN: usize = 12;

impl FailureKind {
    /// Its name for a person.
    pub fn title(self) -> Message {
        match self {
            Self::Code => Message::FailureCode,
            Self::Dependency => Message::FailureDependency,
            Self::Network => Message::FailureNetwork,
            Self::Memory => Message::FailureMemory,
            Self::MemoryLimit => Message::FailureMemoryLimit,
            Self::Disk => Message::FailureDisk,
            Self::Gpu => Message::FailureGpu,
            Self::Isolation => Message::FailureIsolation,
            Self::Interrupted => Message::FailureInterrupted,
            Self::Package => Message::FailurePackage,
            Self::Version => Message::FailureVersion,
            Self::Other => Message::FailureOther,
        }
    }

    /// What to try.
    fn advice(self) -> Message {
        match self {
            Self::Code => Message::AdviceCode,
            Self::Dependency => Message::AdviceDependency,
            Self::Network => Message::AdviceNetwork,
            Self::Memory => Message::AdviceMemory,
            Self::MemoryLimit => Message::AdviceMemoryLimit,
            Self::Disk => Message::AdviceDisk,
            Self::Gpu => Message::AdviceGpu,
            Self::Isolation => Message::AdviceIsolation,
            Self::Interrupted => Message::AdviceInterrupted,
            Self::Package => Message::AdvicePackage,
            Self::Version => Message::AdviceVersion,
            Self::Other => Message::AdviceOther,
        }
    }

    /// The kind of a failure with this reason, at the end of a log with these lines, of a run with or without
    /// a GPU.
    fn of(reason: Option<&Message>, lines: &[String], gpu: bool) -> Self {
        let Some(reason) = reason else { return Self::Other };
        let recognised = || lines.iter().rev().take(SHOWN).find_map(|line| Self::of_line(line, gpu));
        match reason {
            Message::ReasonException { exception, text, .. } => Self::of_exception(exception, text, gpu),
            Message::ReasonNoScore { .. } => Self::Code,
            Message::ReasonMemory { .. } => Self::Memory,
            Message::ReasonMemoryLimit { .. } => Self::MemoryLimit,
            Message::ReasonSignal { .. } | Message::ReasonExitCode { .. } | Message::ReasonExit { .. } => {
                // Native code prints the cause before it dies.
                recognised().unwrap_or(Self::Code)
            }
            Message::ReasonInterrupted | Message::ReasonExecutorDied { .. } | Message::ReasonGuardDied => {
                Self::Interrupted
            }
            Message::RequirementsUnresolvable { .. }
            | Message::RequirementsUnresolvableAsOf { .. }
            | Message::RequirementsNotText { .. }
            | Message::RequirementsTooLong { .. }
            | Message::RequirementsTooMany { .. }
            | Message::RequirementHashMismatch
            | Message::RequirementHashMissing { .. }
            | Message::RequirementFolderEmpty { .. }
            | Message::RequirementLineUnreadable { .. }
            | Message::RequirementReferenceCircular { .. }
            | Message::RequirementReferenceMissing { .. }
            | Message::RequirementReferenceOdd { .. }
            | Message::RequirementReferenceOutside { .. }
            | Message::EnvironmentDiffers { .. }
            | Message::LockUnreadable { .. }
            | Message::PipAsksAllIndexes
            | Message::PythonMissing { .. }
            | Message::PythonNone
            | Message::PythonTooOld { .. }
            | Message::UvMissing
            | Message::UvSettingsUnreadable { .. } => Self::Dependency,
            Message::IndexUnreachable => Self::Network,
            Message::DiskFull { .. }
            | Message::EnvironmentDiskFull { .. }
            | Message::ReasonDiskFull { .. }
            | Message::ReasonLogFailed => Self::Disk,
            Message::ReasonVersionKept { .. } => Self::Version,
            Message::ReasonVersionRefused { .. } | Message::PackageChanged { .. } => Self::Package,
            _ => recognised().unwrap_or(Self::Other),
        }
    }

    fn of_exception(exception: &str, text: &str, gpu: bool) -> Self {
        match exception.rsplit('.').next().unwrap_or(exception) {
            "ModuleNotFoundError" | "ImportError" => Self::Dependency,
            "MemoryError" | "_ArrayMemoryError" => Self::Memory,
            _ => Self::of_line(&format!("{exception}: {text}"), gpu).unwrap_or(Self::Code),
        }
    }

    /// The kind of failure that a line of a log mentions. Without a GPU, neither its driver nor its memory can
    /// be the cause.
    fn of_line(line: &str, gpu: bool) -> Option<Self> {
        let says = |words: &[&str]| words.iter().any(|words| line.contains(words));
        let of_gpu =
            ["CUDA", "cuDNN", "CUBLAS", "NVIDIA driver", "HIP error", "No GPU", "ResourceExhaustedError"];
        if gpu && says(&of_gpu) {
            return Some(Self::Gpu);
        }
        if says(&["No space left on device", "Disk quota exceeded", "[Errno 28]"]) {
            return Some(Self::Disk);
        }
        let memory = [
            "Cannot allocate memory",
            "std::bad_alloc",
            "MemoryError",
            "out of memory",
            "Unable to allocate",
            "Insufficient shared memory (shm)",
            "is killed by signal: Killed",
        ];
        says(&memory).then_some(Self::Memory)
    }
}

impl Diagnosis {
    /// What to try.
    pub fn advice(&self) -> Message {
        match self.as_of {
            Some(day) => Message::AdviceAsOf { date: day.to_string() },
            None => self.kind.advice(),
        }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// What kind of failure a run had. `None`: it has not failed.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn diagnosis(&self, id: &RunId) -> Result<Option<Diagnosis>> {
        let Ok(outcome) = rundir::read::<Outcome>(&self.0.home().run(id).outcome()) else {
            return Ok(None);
        };
        if outcome.status != rundir::End::Failed {
            return Ok(None);
        }
        let log = rundir::log_end(&self.0.home().run(id), LOOKED_AT)?;
        let lines: Vec<_> = log.lines.iter().map(LogLine::text).collect();
        let spec = self.spec(id).ok();
        let reason = spec.as_ref().map_or(outcome.reason.as_ref(), |spec| outcome.reason_now(spec));
        let reason = reason.and_then(|reason| reason.message.as_ref());
        let gpu = spec.as_ref().is_some_and(|spec| spec.gpu);
        let mut kind = FailureKind::of(reason, &lines, gpu);
        let is_isolated = || self.isolated(id).is_some_and(|isolated| isolated.held.is_some());
        if matches!(kind, FailureKind::Code | FailureKind::Other)
            && is_by_isolation(outcome.reason.as_ref(), &lines)
            && is_isolated()
        {
            kind = FailureKind::Isolation;
        }
        let as_of = spec.zip(reason).and_then(|(spec, reason)| self.offered_as_of(&spec, reason, &lines));
        let (from, to) = around(&lines);
        let first_line = log.first + from as u64;
        Ok(Some(Diagnosis { kind, as_of, lines: lines[from..to].to_vec(), first_line }))
    }
}

/// Whether a failure looks as if isolation had caused it: no program gets root's rights in it, and the store is
/// read-only.
fn is_by_isolation(reason: Option<&Reason>, lines: &[String]) -> bool {
    const WORDS: [&str; 8] = [
        "setuid bit set",
        "effective uid is not 0",
        "must be suid",
        "must be setuid",
        "newuidmap",
        "newgidmap",
        "fusermount",
        "Read-only file system",
    ];
    let reason = reason.map(|reason| reason.render(Language::English));
    let mut texts = lines.iter().rev().take(SHOWN).chain(reason.as_ref());
    texts.any(|text| WORDS.iter().any(|words| text.contains(words)))
}

/// The most informative lines: the end of the last traceback, or else the end of the log.
fn around(lines: &[String]) -> (usize, usize) {
    let end = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let traceback =
        lines[..end].iter().rposition(|line| line.starts_with("Traceback (most recent call last)"));
    let Some(begin) = traceback else { return (end.saturating_sub(SHOWN), end) };
    // Frames are indented; the exception is the first line that is not.
    let exception = (begin + 1..end).find(|at| !lines[*at].starts_with([' ', '\t']));
    let end = exception.map_or(end, |at| (at + 3).min(end));
    (begin.max(end.saturating_sub(SHOWN)), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(exception: &str, text: &str, gpu: bool) -> FailureKind {
        let (exception, text) = (exception.to_string(), text.to_string());
        FailureKind::of(
            Some(&Message::ReasonException { stage: "train()".into(), exception, text }),
            &[],
            gpu,
        )
    }

    /// The exceptions as the libraries raise them, copied from real runs and reports.
    #[test]
    fn exceptions_are_distinguished() {
        let kinds = [
            ("ModuleNotFoundError", "No module named 'xgboost'", FailureKind::Dependency),
            ("ImportError", "libGL.so.1: cannot open shared object file", FailureKind::Dependency),
            ("MemoryError", "", FailureKind::Memory),
            (
                "numpy.core._exceptions._ArrayMemoryError",
                "Unable to allocate 7.28 TiB for an array with shape (1000000, 1000000) and data type float64",
                FailureKind::Memory,
            ),
            (
                "RuntimeError",
                "DataLoader worker (pid 4127) is killed by signal: Killed.",
                FailureKind::Memory,
            ),
            (
                "torch.cuda.OutOfMemoryError",
                "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 7.79 GiB total capacity)",
                FailureKind::Gpu,
            ),
            (
                "RuntimeError",
                "CUDA error: no kernel image is available for execution on the device",
                FailureKind::Gpu,
            ),
            ("OSError", "[Errno 28] No space left on device: 'model.sav'", FailureKind::Disk),
            ("KeyError", "'target'", FailureKind::Code),
            ("ValueError", "Found array with 0 sample(s)", FailureKind::Code),
        ];
        for (exception, text, kind) in kinds {
            assert_eq!(raised(exception, text, true), kind, "{exception}: {text}");
        }
    }

    /// A person whose run had no GPU would be sent to check its driver.
    #[test]
    fn no_gpu_is_blamed_for_the_failure_of_a_run_without_one() {
        let text = "CUDA error: no kernel image is available for execution on the device";
        assert_eq!(raised("RuntimeError", text, false), FailureKind::Code);
        let full = "CUDA: cannot write its cache: No space left on device";
        assert_eq!(raised("OSError", full, false), FailureKind::Disk);
    }

    #[test]
    fn the_last_lines_of_a_process_explain_its_death() {
        let killed = Message::ReasonSignal { stage: "train()".into(), signal: "6 (SIGABRT)".into() };
        let of = |words: &str| FailureKind::of(Some(&killed), &[words.to_string()], true);
        assert_eq!(
            of("terminate called after throwing an instance of 'std::bad_alloc'"),
            FailureKind::Memory
        );
        assert_eq!(of("Fatal Python error: Aborted"), FailureKind::Code);
        assert_eq!(FailureKind::of(Some(&Message::ReasonInterrupted), &[], true), FailureKind::Interrupted);
        // Closing other programs would not help.
        let limited = Message::ReasonMemoryLimit { used: 2, limit: 1 };
        assert_eq!(FailureKind::of(Some(&limited), &["MemoryError".into()], true), FailureKind::MemoryLimit);
    }

    #[test]
    fn the_traceback_is_what_is_shown() {
        let log = "epoch 1\nTraceback (most recent call last):\n  File \"train.py\", line 3, in train\n    x()\n\
            KeyError: 'target'\n\n";
        let lines: Vec<String> = log.lines().map(str::to_string).collect();
        assert_eq!(around(&lines), (1, 5));
        let long: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        assert_eq!(around(&long), (88, 100));
        assert_eq!(around(&[]), (0, 0));
    }
}
