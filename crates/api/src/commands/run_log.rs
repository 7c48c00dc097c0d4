//! The log of a run: read and searched.

use jiff::Timestamp;
use locales::Result;

use crate::session::Session;
use crate::views::run_log::{FoundLines, LibraryFrames, LogPart, Sought};

/// How many lines of a log are read at a time, at most.
const LINES: u64 = 2000;
/// Of how many lines that were found the numbers are answered.
const NUMBERED: usize = 100_000;
/// Into how many parts a log is divided for the marks beside it.
const PARTS: u64 = 1000;

pub(super) fn lines(
    session: &Session,
    id: String,
    first: Option<u64>,
    count: u64,
    sought: Option<Sought>,
) -> Result<LogPart> {
    let (run, count) = (session.engine()?.home().run(&id.parse()?), count.min(LINES));
    let part = match first {
        Some(first) => rundir::log_lines(&run, first, count)?,
        None => rundir::log_end(&run, count)?,
    };
    let sought = sought.map(Sought::pattern).transpose()?;
    Ok(LogPart::of(part, sought.as_ref()))
}

pub(super) fn search(session: &Session, id: String, sought: Sought, task: u32) -> Result<FoundLines> {
    let run = session.engine()?.home().run(&id.parse()?);
    let pattern = sought.pattern()?;
    let total = rundir::log_end(&run, 0)?.total.max(1);
    let mut found = FoundLines { count: 0, lines: Vec::new(), marks: Vec::new() };
    session.with_progress(task, |watch| {
        rundir::search_log(&run, &pattern, watch, |line| {
            found.count += 1;
            if found.lines.len() < NUMBERED {
                found.lines.push(line.line);
            }
            // The log may have grown.
            let mark = (line.line.min(total - 1) * PARTS / total) as u16;
            if found.marks.last() != Some(&mark) {
                found.marks.push(mark);
            }
            true
        })
    })?;
    Ok(found)
}

pub(super) fn library_frames(session: &Session, id: String, task: u32) -> Result<Vec<LibraryFrames>> {
    let run = session.engine()?.home().run(&id.parse()?);
    let found = session.with_progress(task, |watch| rundir::library_frames(&run, watch))?;
    Ok(found.into_iter().map(LibraryFrames::from).collect())
}

pub(super) fn line_at(session: &Session, id: String, at: f64) -> Result<u64> {
    let run = session.engine()?.home().run(&id.parse()?);
    let at = Timestamp::from_millisecond(at as i64).unwrap_or(Timestamp::MIN);
    rundir::log_line_at(&run, at)
}
