//! `run log`: a run's log as it is, or those of its lines in which something is found.

use clap::ArgMatches;
use contract::Status;
use engine::{Engine, Run};
use files::Watch;
use locales::{Failure, Language, Message, Result};
use rundir::{LogMatch, LogPattern, LogReader, RunDir, search_log};
use serde::Serialize;

use crate::follow::{Display, follow};
use crate::output;

pub(crate) fn log(engine: &Engine, run: &Run, matches: &ArgMatches, language: Language) -> Result<u8> {
    if run.status == Status::Scheduled {
        engine.runs().spec(&run.id)?;
    }
    let directory = engine.home().run(&run.id);
    if let Some(pattern) = matches.get_one::<String>("search") {
        let pattern = LogPattern::new(pattern, matches.get_flag("ignore-case"))?;
        let as_json = matches.get_flag("json");
        return match matches.get_flag("count") {
            true => count(&directory, &pattern, as_json),
            false => search(&directory, &pattern, as_json),
        };
    }
    if matches.get_flag("follow") && !run.status.is_end() {
        follow(engine, &run.id, None, Display::OnlyLog, language)?;
        return Ok(0);
    }
    whole(&directory)
}

fn whole(directory: &RunDir) -> Result<u8> {
    let failed =
        |error| Failure::because(Message::FileUnreadable { path: output::path(&directory.log()) }, error);
    let (mut reader, mut buffer) = (LogReader::new(directory, 0), vec![0; 1 << 16]);
    loop {
        let length = reader.read(&mut buffer).map_err(failed)?;
        if length == 0 || !output::write(&buffer[..length]) {
            return Ok(0);
        }
    }
}

fn count(directory: &RunDir, pattern: &LogPattern, as_json: bool) -> Result<u8> {
    let mut count: u64 = 0;
    search_log(directory, pattern, &Watch::default(), |_| {
        count += 1;
        true
    })?;
    if as_json {
        return output::json(&count);
    }
    output::line(&count.to_string());
    Ok(0)
}

/// A line that was found, in JSON.
#[derive(Serialize)]
struct Line<'a> {
    /// Counted from 1.
    line: u64,
    text: &'a str,
}

/// Prints the lines while they are found: there may be more of them than fit in memory.
fn search(directory: &RunDir, pattern: &LogPattern, as_json: bool) -> Result<u8> {
    /// How many bytes are printed at a time.
    const BLOCK: usize = 1 << 16;
    let mut unprinted = String::new();
    let mut begin = "[";
    search_log(directory, pattern, &Watch::default(), |LogMatch { line, text }| {
        let text = String::from_utf8_lossy(text);
        let line = Line { line: line + 1, text: &text };
        if as_json {
            // Numbers and text cannot fail to serialise.
            unprinted += &format!("{begin}\n  {}", serde_json::to_string(&line).unwrap_or_default());
            begin = ",";
        } else {
            unprinted += &format!("{}:{}\n", line.line, output::harmless(&text));
        }
        unprinted.len() < BLOCK || output::write(std::mem::take(&mut unprinted).as_bytes())
    })?;
    if as_json {
        unprinted += if begin == "[" { "[]\n" } else { "\n]\n" };
    }
    output::print(&unprinted);
    Ok(0)
}
