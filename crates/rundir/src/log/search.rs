//! Searches a log with a regular expression, line by line, in the text that a person reads.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use files::Watch;
use grep_matcher::Matcher;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use locales::{Failure, Message, Result};

use super::{kind, terminal};
use crate::RunDir;
use crate::open::open;

/// A regular expression that lines of a log are compared with.
#[derive(Clone, Debug)]
pub struct LogPattern(RegexMatcher);

/// A line in which something was found.
#[derive(Clone, Copy, Debug)]
pub struct LogMatch<'a> {
    /// The number of the line, from 0.
    pub line: u64,
    /// Its text without the line end, as a person reads it. What is not UTF-8 is as it is in the log.
    pub text: &'a [u8],
}

/// How much of a line is searched, in bytes. The rest of a longer line is skipped.
const LONGEST: usize = 1 << 20;
/// How many bytes are read at a time.
const BLOCK: usize = 512 << 10;

impl LogPattern {
    /// Reads a regular expression in the syntax of Rust's `regex`, as ripgrep has it.
    ///
    /// # Errors
    /// It is not a regular expression, or one that only several lines together could match.
    pub fn new(pattern: &str, ignores_case: bool) -> Result<Self> {
        let mut builder = RegexMatcherBuilder::new();
        builder.case_insensitive(ignores_case).line_terminator(Some(b'\n'));
        // Above its last line, a message of several has the pattern with a mark below it.
        let refused = |error: grep_regex::Error| {
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Message::PatternBad { pattern: pattern.to_string(), why: why.to_string() }
        };
        Ok(Self(builder.build(pattern).map_err(refused)?))
    }

    /// Where in a line it matches, in bytes; at most 1,000 places. What is found without any text is no place.
    pub fn places(&self, line: &str) -> Vec<Range<usize>> {
        const MOST: usize = 1000;
        let mut places = Vec::new();
        let keep = |found: grep_matcher::Match| {
            places.extend((!found.is_empty()).then(|| found.start()..found.end()));
            places.len() < MOST
        };
        // This matcher cannot fail.
        let _: std::result::Result<(), _> = self.0.find_iter(line.as_bytes(), keep);
        places
    }

    /// What finds the lines that are errors.
    ///
    /// # Errors
    /// Never: the pattern is a constant, which a test compiles.
    pub fn errors() -> Result<Self> {
        Self::new(kind::ERRORS, false)
    }
}

/// Calls `found` with every line of the log of `run` that matches, until it returns false. A run without a log has no
/// lines.
///
/// # Errors
/// The log cannot be read; the search was cancelled.
pub fn search_log(
    run: &RunDir,
    pattern: &LogPattern,
    watch: &Watch,
    found: impl FnMut(LogMatch<'_>) -> bool,
) -> Result<()> {
    let path = run.log();
    let log = match open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(|error| unreadable(run, error))?,
    };
    let mut searcher =
        SearcherBuilder::new().line_number(true).binary_detection(BinaryDetection::none()).build();
    let mut blocks = Blocks { log: &log, offset: 0, buffer: vec![0; BLOCK], from: 0, to: 0 };
    let mut found = Found { found, before: 0, goes_on: true };
    let mut plain = Vec::new();
    while let Some(block) = blocks.next().map_err(|error| unreadable(run, error))? {
        watch.cancel.check()?;
        watch.progress.advance(0, block.len() as u64);
        let text = if terminal::is_plain(block) {
            block
        } else {
            plain.clear();
            for line in block.split_inclusive(|byte| *byte == b'\n') {
                terminal::plain_text(line, &mut plain);
            }
            &plain
        };
        searcher.search_slice(&pattern.0, text, &mut found).map_err(|error| unreadable(run, error))?;
        if !found.goes_on {
            break;
        }
        found.before += memchr::memchr_iter(b'\n', block).count() as u64;
    }
    Ok(())
}

fn unreadable(run: &RunDir, error: io::Error) -> Failure {
    Failure::because(Message::FileUnreadable { path: files::shown(&run.log()) }, error)
}

struct Found<F> {
    found: F,
    /// How many lines are before those that are searched.
    before: u64,
    goes_on: bool,
}

impl<F: FnMut(LogMatch<'_>) -> bool> Sink for &mut Found<F> {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> io::Result<bool> {
        let bytes = found.bytes();
        let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let line = self.before + found.line_number().map_or(0, |number| number - 1);
        self.goes_on = (self.found)(LogMatch { line, text });
        Ok(self.goes_on)
    }
}

/// A log in blocks of whole lines.
struct Blocks<'a> {
    log: &'a File,
    /// Up to where the log was read.
    offset: u64,
    /// What was read and not handed out is between `from` and `to`: the beginning of a line.
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

impl Blocks<'_> {
    /// The next lines; `None` at the end of the log, whose last line may have no end.
    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        loop {
            if self.to == self.buffer.len() {
                if self.to < LONGEST + BLOCK {
                    self.buffer.resize(self.to + BLOCK, 0);
                } else {
                    // Of a line that is longer, only the end is of interest: a carriage return may come before it.
                    self.to = LONGEST;
                }
            }
            let length = self.log.read_at(&mut self.buffer[self.to..], self.offset)?;
            self.offset += length as u64;
            let read = self.to..self.to + length;
            self.to += length;
            let end = memchr::memrchr(b'\n', &self.buffer[read.clone()]).map(|end| read.start + end + 1);
            match end {
                Some(end) => self.from = end,
                None if length == 0 => self.from = self.to,
                None => continue,
            }
            return Ok((self.from > 0).then(|| &self.buffer[..self.from]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &[u8], pattern: &str, ignores_case: bool) -> Vec<(u64, String)> {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        std::fs::write(run.log(), text).unwrap();
        let pattern = LogPattern::new(pattern, ignores_case).unwrap();
        let mut found = Vec::new();
        let keep = |line: LogMatch<'_>| {
            found.push((line.line, String::from_utf8_lossy(line.text).into_owned()));
            true
        };
        search_log(&run, &pattern, &Watch::default(), keep).unwrap();
        found
    }

    fn lines(text: &[u8], pattern: &str) -> Vec<u64> {
        found(text, pattern, false).into_iter().map(|(line, _)| line).collect()
    }

    /// A person would read in the window that a line is 7, and be led to another one.
    #[test]
    fn every_line_is_found_by_its_number_wherever_the_log_is_read_in_pieces() {
        let line = |n: usize| format!("{n} {}\n", "x".repeat(n * 37 % 911));
        let text: String = (0..3000).map(line).collect();
        for pattern in ["^7", "^2999 ", "99 x", "x$"] {
            let compiled = regex::Regex::new(pattern).unwrap();
            let matches = text.lines().enumerate().filter(|(_, line)| compiled.is_match(line));
            let expected: Vec<_> = matches.map(|(n, line)| (n as u64, line.to_string())).collect();
            assert!(!expected.is_empty() && found(text.as_bytes(), pattern, false) == expected, "{pattern}");
        }
    }

    /// The word that is red on the screen would not be found.
    #[test]
    fn what_is_searched_is_what_is_shown() {
        let text = b"ok\n\x1b[31mER\x1b[1mROR\x1b[0m: x\r\n10%\r20%\r30%\nno end";
        assert_eq!(lines(text, "^ERROR: x$"), [1]);
        assert_eq!(lines(text, "%$"), [2]);
        assert!(lines(text, "10%").is_empty() && lines(text, "31m").is_empty());
        assert_eq!(found(text, "END", true), [(3, "no end".to_string())]);
        assert!(lines(text, "END").is_empty());
        // Nothing is found in two lines together.
        assert!(lines(text, r"ok\s+ERROR").is_empty());
        assert_eq!(lines(b"a\xff b\n\xff\n", "a.* b").len(), 0);
        assert_eq!(lines(b"a\xff b\n\xff\n", "b$"), [0]);
        assert_eq!(lines(b"\n\na\n", "^$"), [0, 1]);
        assert!(lines(b"", "").is_empty());
    }

    /// A person would have to look for the word in the line that was found.
    #[test]
    fn it_is_known_where_in_a_line_something_was_found() {
        let places = |pattern: &str, line: &str| LogPattern::new(pattern, false).unwrap().places(line);
        assert_eq!(places("lo.s", "é loss, loss"), [3..7, 9..13]);
        assert!(places("^", "loss").is_empty() && places("x*", "loss").is_empty());
        assert_eq!(places("s", &"s".repeat(5000)).len(), 1000);
    }

    /// A line of gigabytes would take gigabytes of memory.
    #[test]
    fn a_very_long_line_is_one_line_of_which_the_beginning_is_searched() {
        let mut text = b"first ".to_vec();
        text.resize(5 * LONGEST, b'x');
        text.extend(b" last\nnext\n");
        assert_eq!(lines(&text, "^first x"), [0]);
        assert_eq!(lines(&text, "next"), [1]);
        assert!(found(&text, "x", false)[0].1.len() <= LONGEST + 2 * BLOCK);
    }

    #[test]
    fn what_is_no_regular_expression_is_refused() {
        for pattern in ["(", "[z-a]", "a{99999999}", "a\nb"] {
            assert!(LogPattern::new(pattern, false).is_err(), "{pattern}");
        }
        LogPattern::errors().unwrap();
    }

    #[test]
    fn a_search_ends_when_it_is_cancelled_or_has_enough() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let pattern = LogPattern::new("a", false).unwrap();
        let mut count = 0;
        search_log(&run, &pattern, &Watch::default(), |_| true).unwrap();
        std::fs::write(run.log(), "a\n".repeat(1_000_000)).unwrap();
        search_log(&run, &pattern, &Watch::default(), |_| {
            count += 1;
            count < 3
        })
        .unwrap();
        assert_eq!(count, 3);
        let watch = Watch::default();
        watch.cancel.cancel();
        let failure = search_log(&run, &pattern, &watch, |_| true).unwrap_err();
        assert_eq!(*failure.message, Message::Cancelled);
    }
}
