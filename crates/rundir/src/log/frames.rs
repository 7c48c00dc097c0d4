//! Which lines of tracebacks are about libraries: most of them, and rarely where a person's mistake is.

use files::Watch;
use locales::Result;

use super::search::{LogPattern, search_log};
use crate::RunDir;

/// Frames of libraries in a traceback, one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibraryFrames {
    /// The number of their first line, from 0.
    pub first: u64,
    /// How many lines they are.
    pub lines: u64,
    /// How many frames they are.
    pub frames: u64,
}

/// The lines that frames consist of: where the code is, and the code itself, further in.
const LINES: &str = r"^  File \x22.+\x22, line \d+|^    ";
/// What the path of the package's own code has in it ([`crate::WorkDir::package`]).
const OWN: &str = "/work/package/";
/// The most groups of frames that are found in a log.
const MOST: usize = 10_000;

/// Where a line of a log is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Frame {
    /// In no frame.
    #[default]
    None,
    /// In one of the package's own code.
    Own,
    /// In one of a library: of Python's own, too.
    Library,
}

impl Frame {
    /// Where the line with this text is, after a line that is here.
    pub(super) fn after(self, text: &str) -> Self {
        match text.strip_prefix("  File \"") {
            // A relative path begins in the working directory, which is the package's folder.
            Some(path) if path.contains("\", line ") => {
                match path.contains(OWN) || !path.starts_with(['/', '<']) {
                    true => Self::Own,
                    false => Self::Library,
                }
            }
            _ if text.starts_with("    ") => self,
            _ => Self::None,
        }
    }
}

/// The library frames in all tracebacks of a run's log, in groups of consecutive ones; the first 10,000 groups.
///
/// # Errors
/// The log cannot be read; the search was cancelled.
pub fn library_frames(run: &RunDir, watch: &Watch) -> Result<Vec<LibraryFrames>> {
    let (mut found, mut frame, mut next) = (Vec::<LibraryFrames>::new(), Frame::None, 0);
    search_log(run, &LogPattern::new(LINES, false)?, watch, |line| {
        let text = String::from_utf8_lossy(line.text);
        let before = if line.line == next { frame } else { Frame::None };
        (frame, next) = (before.after(&text), line.line + 1);
        if frame == Frame::Library {
            let begins = u64::from(text.starts_with("  File"));
            match found.last_mut().filter(|last| last.first + last.lines == line.line) {
                Some(last) => (last.lines, last.frames) = (last.lines + 1, last.frames + begins),
                None => found.push(LibraryFrames { first: line.line, lines: 1, frames: 1 }),
            }
        }
        found.len() < MOST
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"    indented
epoch 1
Traceback (most recent call last):
  File "/s/runs/r/work/package/wine/train.py", line 12, in train
    fit(data)
    ~~~^^^^^^
  File "/cache/lib/python3.11/site-packages/sklearn/base.py", line 1, in fit
    check(data)
  File "<frozen importlib._bootstrap>", line 2, in _check
  File "/usr/lib/python3.11/json/decoder.py", line 3, in decode
    raise ValueError(
        "long")
  File "/s/runs/r/work/package/wine/columns.py", line 4, in column
    raise ValueError("no such column")
  File "columns.py", line 4, in column
  File "/usr/lib/python3.11/re.py", line 5, in match
ValueError: no such column
    indented
"#;

    /// A person would look for the one line of their code among fifty of a library.
    #[test]
    fn frames_of_libraries_are_found_with_their_code() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        assert_eq!(library_frames(&run, &Watch::default()).unwrap(), []);
        std::fs::write(run.log(), LOG).unwrap();
        let frames = |first, lines, frames| LibraryFrames { first, lines, frames };
        assert_eq!(library_frames(&run, &Watch::default()).unwrap(), [frames(6, 6, 3), frames(15, 1, 1)]);
    }

    /// A log that is made of frames would fill the window's memory.
    #[test]
    fn only_so_many_are_searched_for() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        std::fs::write(run.log(), "  File \"/a\", line 1\nx\n".repeat(MOST + 5)).unwrap();
        assert_eq!(library_frames(&run, &Watch::default()).unwrap().len(), MOST);
    }
}
