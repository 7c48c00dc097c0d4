//! Lines that a person looks for in a log.

use std::sync::LazyLock;

use regex::RegexSet;

/// What stands out about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Trainyard wrote it, not the package's code.
    Program,
    /// A warning.
    Warning,
    /// An error, or the end of a traceback.
    Error,
    /// A line of a traceback that names a place in the code, or its beginning.
    Traceback,
    /// A line of a traceback that is about a library.
    Library,
}

/// Errors: a level of logging, or an exception's name as it ends a traceback, perhaps with its modules.
pub(super) const ERRORS: &str =
    r"\b(?:ERROR|CRITICAL|FATAL)\b|^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|SystemExit|Killed)(?::|$)";
/// Warnings: a level of logging, or what Python's `warnings` prints.
pub(super) const WARNINGS: &str = r"\b(?:WARNING|WARN)\b|\b\w*Warning: ";

impl LineKind {
    /// The kind of a line with this text; `None` for most.
    pub(super) fn of(text: &str) -> Option<Self> {
        static KINDS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
            let patterns = [
                r"^\[trainyard\] ",
                r"^Traceback \(most recent call last\):|^\s+File \x22.+\x22, line \d+",
                ERRORS,
                WARNINGS,
            ];
            // They are constants, which a test compiles.
            RegexSet::new(patterns).ok()
        });
        match KINDS.as_ref()?.matches(text).iter().next()? {
            0 => Some(Self::Program),
            1 => Some(Self::Traceback),
            2 => Some(Self::Error),
            _ => Some(Self::Warning),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would look for the error among a thousand lines of epochs.
    #[test]
    fn errors_stand_out_and_nothing_else() {
        use LineKind::{Error, Program, Traceback, Warning};
        for (text, kind) in [
            ("[trainyard] Python 3.11", Some(Program)),
            ("[trainyard] ERROR", Some(Program)),
            ("Traceback (most recent call last):", Some(Traceback)),
            ("  File \"/work/train.py\", line 12, in train", Some(Traceback)),
            ("ValueError: no such column", Some(Error)),
            ("KeyboardInterrupt", Some(Error)),
            ("torch.cuda.OutOfMemoryError: CUDA out of memory", Some(Error)),
            ("2026-11-28 12:00:00 ERROR root: failed", Some(Error)),
            ("train.py:3: FutureWarning: deprecated", Some(Warning)),
            ("WARNING:absl:no GPU", Some(Warning)),
            ("epoch 3 loss 0.1 error 0.2", None),
            ("mean squared error: 0.3", None),
            ("Errors: 0", None),
            ("", None),
        ] {
            assert_eq!(LineKind::of(text), kind, "{text}");
        }
    }
}
