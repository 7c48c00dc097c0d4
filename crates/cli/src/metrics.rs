//! `run metrics`: the series of a run in short, or all their values.

use std::fmt::Write as _;

use clap::ArgMatches;
use contract::Status;
use engine::{Engine, Run, RunSeries, not_finite};
use locales::{Failure, Language, Message, Result};
use rundir::series::{Point, Series, Source};

use crate::output::{self, Table};

/// How many bytes are printed at a time.
const BLOCK: usize = 1 << 16;
/// How many names are suggested for one that is unknown.
const SUGGESTED: usize = 10;

pub(crate) fn metrics(engine: &Engine, run: &Run, matches: &ArgMatches, language: Language) -> Result<u8> {
    if run.status == Status::Scheduled {
        engine.runs().spec(&run.id)?;
    }
    let mut series = RunSeries::without_points(&engine.home().run(&run.id));
    series.read_on();
    let notices = series.notices();
    notices.iter().for_each(|notice| output::error_line(&notice.render(language)));
    let keys = chosen(&series, run, matches)?;
    if matches.get_flag("json") {
        json(&series, &keys)?;
    } else if matches.get_flag("csv") {
        csv(&series, &keys)?;
    } else if keys.is_empty() {
        output::error_line(&Message::MetricsNone { id: run.id.to_string() }.render(language));
    } else {
        table(&series, &keys, language);
    }
    // What the run could not record is nothing that this command has missed.
    let is_unread = |notice: &Failure| !matches!(*notice.message, Message::SeriesDropped { .. });
    Ok(u8::from(notices.iter().any(is_unread)))
}

/// The keys of the series that are asked for.
fn chosen(series: &RunSeries, run: &Run, matches: &ArgMatches) -> Result<Vec<u32>> {
    let names: Vec<&str> = matches.get_many("name").into_iter().flatten().map(String::as_str).collect();
    let known: Vec<&str> = series.all().map(|(_, one)| one.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        return Err(unknown(run, name, known).into());
    }
    let is_chosen = |one: &Series| names.is_empty() || names.contains(&one.name.as_str());
    Ok(series.all().filter(|(_, one)| is_chosen(one)).map(|(key, _)| key).collect())
}

/// The message about an unknown name, with those that are like it, or some that there are.
fn unknown(run: &Run, name: &str, mut known: Vec<&str>) -> Message {
    let (id, wanted) = (run.id.to_string(), name.to_lowercase());
    known.sort_unstable();
    known.dedup();
    let is_near = |one: &&str| {
        let one = one.to_lowercase();
        one.contains(&wanted) || wanted.contains(&one)
    };
    let near: Vec<&str> = known.iter().copied().filter(is_near).collect();
    let suggested = if near.is_empty() { known } else { near };
    if suggested.is_empty() {
        return Message::MetricsNone { id };
    }
    let more = if suggested.len() > SUGGESTED { ", …" } else { "" };
    let names = suggested.into_iter().take(SUGGESTED).collect::<Vec<_>>().join(", ") + more;
    Message::MetricUnknown { id, name: name.into(), names }
}

fn table(series: &RunSeries, keys: &[u32], language: Language) {
    let all = || series.all().filter(|(key, _)| keys.contains(key)).map(|(_, one)| one);
    let has_parts = all().any(|one| !one.part.is_empty());
    let (name, source) = (Message::ColumnName, Message::ColumnSource);
    let (values, first, last) = (Message::ColumnValues, Message::ColumnFirst, Message::ColumnLast);
    let (min, max) = (Message::ColumnMin, Message::ColumnMax);
    let mut table = if has_parts {
        let titles = [name, Message::ColumnPart, source, values, first, last, min, max];
        Table::new(titles, &[3, 4, 5, 6, 7], language)
    } else {
        Table::new([name, source, values, first, last, min, max], &[2, 3, 4, 5, 6], language)
    };
    for one in all() {
        table.cell(&one.name);
        if has_parts {
            table.cell(if one.part.is_empty() { "–" } else { &one.part });
        }
        table.cell(Message::MetricSource { source: one.source.word().into() }.render(language));
        table.cell(locales::number(one.summary.count, language));
        let summary = &one.summary;
        for point in [summary.first, summary.last, summary.min, summary.max] {
            table.cell_if(point.map(|point| shown(one, point, language)));
        }
    }
    table.print();
}

/// A value for a person.
fn shown(series: &Series, Point { value, .. }: Point, language: Language) -> String {
    let is_bytes =
        series.source == Source::Resources && !["cpu", "gpu", "gpu/all"].contains(&series.name.as_str());
    match value {
        _ if !value.is_finite() => value.to_string(),
        _ if is_bytes => locales::bytes(value as u64, language),
        _ => locales::score(value, language),
    }
}

/// What cannot fail to be written as JSON.
fn quoted(text: &impl serde::Serialize) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Text that is printed while it is made: a run may have recorded more values than fit in memory.
struct Printed {
    text: String,
    /// Whether anybody still reads it.
    is_read: bool,
}

impl Printed {
    fn new() -> Self {
        Self { text: String::new(), is_read: true }
    }

    /// Adds text; prints what there is if that is enough. Returns whether anybody still reads it.
    fn add(&mut self, text: std::fmt::Arguments<'_>) -> bool {
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(text);
        if self.text.len() >= BLOCK {
            self.print();
        }
        self.is_read
    }

    fn print(&mut self) {
        self.is_read = self.is_read && output::write(self.text.as_bytes());
        self.text.clear();
    }

    /// Adds a list of JSON. Returns whether anybody still reads it.
    fn list<T>(&mut self, name: &str, all: &[T], add: impl Fn(&mut Self, &T) -> bool) -> bool {
        self.add(format_args!(", \"{name}\": ["));
        for (i, one) in all.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            if !self.add(format_args!("{comma}")) || !add(self, one) {
                return false;
            }
        }
        self.add(format_args!("]"))
    }
}

/// Prints an object for each series, in a list.
fn json(series: &RunSeries, keys: &[u32]) -> Result<()> {
    let mut printed = Printed::new();
    let mut begin = "[\n";
    series.each_whole(keys, |Series { source, part, name, steps, times, values, .. }| {
        printed.add(format_args!("{begin}  {{\"name\": {}, \"source\": {}", quoted(name), quoted(source)));
        begin = ",\n";
        if !part.is_empty() {
            printed.add(format_args!(", \"part\": {}", quoted(part)));
        }
        let number = |printed: &mut Printed, number: &f64| match number.is_finite() {
            // As short as possible without a loss, with an exponent where that is shorter.
            true => printed.add(format_args!("{number:?}")),
            false => printed.add(format_args!("\"{}\"", not_finite(*number))),
        };
        printed.list("step", steps, |printed, step| printed.add(format_args!("{step}")))
            && printed.list("time", times, number)
            && printed.list("value", values, number)
            && printed.add(format_args!("}}"))
    })?;
    printed.add(format_args!("{}", if begin == "[\n" { "[]\n" } else { "\n]\n" }));
    printed.print();
    Ok(())
}

/// Prints a line for each value.
fn csv(series: &RunSeries, keys: &[u32]) -> Result<()> {
    output::print(RunSeries::CSV_TITLES);
    series.csv(keys, None, |text| output::write(text.as_bytes()))
}
