//! `trainyard run list`

use std::collections::HashMap;

use clap::ArgMatches;
use contract::Status;
use engine::{
    Digest, Engine, Measure, MetricFigure, MetricsSoFar, Run, RunColumn, RunFilter, RunLine, RunQuery,
};
use jiff::Zoned;
use locales::{Language, Message, Result};

use crate::json::{duration, runs_json};
use crate::output::{self, Table};

pub(crate) fn list(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let query = query(engine, matches)?;
    let columns = query.as_ref().map(metrics).unwrap_or_default();
    let mut so_far = MetricsSoFar::whole();
    for MetricFigure { name, .. } in &columns {
        if !engine.runs().has_metric(name, &mut so_far)? {
            output::error_line(&Message::MetricOfNoRun { name: name.clone() }.render(language));
        }
    }
    if as_json {
        let mut runs = Vec::new();
        match &query {
            Some(query) => runs = engine.runs().page(query)?.runs,
            None => engine.runs().each(|run| runs.push(run))?,
        }
        return output::json(&runs_json(engine, &runs, language)?);
    }
    let mut lines = Lines::new(engine, &columns, language)?;
    match &query {
        Some(query) => {
            let runs = engine.runs().page(query)?.runs;
            let values = engine.runs().metric_values(&runs, &columns, &mut so_far)?;
            runs.iter().zip(values).for_each(|(run, values)| lines.add_row(run, values));
        }
        // All runs are listed without holding them in memory.
        None => engine.runs().each_line(|run| lines.add(run))?,
    }
    match (lines.table.is_empty(), query) {
        (false, _) => lines.table.print(),
        (true, None) => output::error_line(&Message::RunsNone.render(language)),
        (true, Some(_)) => output::error_line(&Message::RunsNotFound.render(language)),
    }
    Ok(0)
}

/// The content of the state of a dataset whose runs are listed.
fn content(engine: &Engine, matches: &ArgMatches) -> Result<Option<Digest>> {
    let (Some(number), Some(dataset)) =
        (matches.get_one::<u32>("dataset-state"), matches.get_one::<String>("dataset"))
    else {
        return Ok(None);
    };
    Ok(Some(engine.datasets().state(&dataset.parse()?, *number)?.content))
}

/// The query from the options. `None`: all runs.
fn query(engine: &Engine, matches: &ArgMatches) -> Result<Option<RunQuery>> {
    let all = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
    let one = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let filter = RunFilter {
        text: one("text").unwrap_or_default().to_string(),
        statuses: all("status").map(|status| status.parse()).collect::<Result<_>>()?,
        kinds: all("type").map(|kind| kind.parse()).collect::<Result<_>>()?,
        package: one("package").map(str::parse).transpose()?,
        version: one("version").map(str::parse).transpose()?,
        content: content(engine, matches)?,
        dataset: one("dataset").map(str::parse).transpose()?,
        tags: all("tag").map(|tag| tag.parse()).collect::<Result<_>>()?,
        since: one("since").map(String::from),
        until: one("until").map(String::from),
        conditions: all("where").map(|condition| condition.parse()).collect::<Result<_>>()?,
    };
    let query = RunQuery {
        sort: one("sort").map(str::parse).transpose()?.unwrap_or_default(),
        descending: !matches.get_flag("ascending"),
        limit: matches.get_one("limit").copied().unwrap_or(i64::MAX as u64),
        filter: engine::resolved(filter, &Zoned::now())?,
        ..RunQuery::default()
    };
    let all = RunQuery { descending: true, limit: i64::MAX as u64, ..RunQuery::default() };
    Ok(Some(query).filter(|query| *query != all))
}

/// The metrics that a query is about, each once.
fn metrics(query: &RunQuery) -> Vec<MetricFigure> {
    let mut columns = Vec::new();
    if let RunColumn::Metric(metric) = &query.sort {
        columns.push(metric.clone());
    }
    for condition in &query.filter.conditions {
        if let Measure::Metric(metric) = &condition.of
            && !columns.contains(metric)
        {
            columns.push(metric.clone());
        }
    }
    columns
}

/// The table of runs.
struct Lines {
    table: Table,
    positions: HashMap<String, u64>,
    statuses: [String; Status::ALL.len()],
    language: Language,
}

impl Lines {
    /// A table without runs, which has these metrics after the usual columns.
    fn new(engine: &Engine, metrics: &[MetricFigure], language: Language) -> Result<Self> {
        let titles = [
            Message::ColumnId,
            Message::ColumnStatus,
            Message::ColumnName,
            Message::ColumnPackage,
            Message::ColumnMade,
            Message::ColumnScore,
            Message::ColumnCreated,
            Message::ColumnDuration,
        ];
        let usual = titles.len();
        let columns = usual + metrics.len();
        let mut table = Table::with_columns(columns, [5, 7].into_iter().chain(usual..columns).collect());
        titles.iter().for_each(|title| table.cell(title.render(language)));
        metrics.iter().for_each(|metric| table.cell(metric));
        let queue = engine.queue().state()?;
        Ok(Self {
            table,
            positions: queue
                .positions()
                .into_iter()
                .map(|(id, position)| (id.to_string(), position))
                .collect(),
            statuses: Status::ALL.map(|status| status.title().render(language)),
            language,
        })
    }

    fn add(&mut self, run: RunLine<'_>) {
        let (table, language) = (&mut self.table, self.language);
        table.cell(run.id);
        let status = &self.statuses[run.status as usize];
        let due = run.due.filter(|_| run.status == Status::Scheduled);
        match (self.positions.get(run.id), due) {
            (Some(position), _) => table.cell(format_args!("{status} ({position})")),
            (None, Some(due)) => {
                table.cell(format_args!("{status} {}", due.replace('T', " ").trim_end_matches(":00")))
            }
            (None, None) => table.cell(status),
        }
        table.cell(run.name);
        table.cell(format_args!("{} {}", run.package, run.version));
        table.cell_if(run.new_version);
        table.cell_if(run.score.map(|score| locales::score(score, language)));
        table.cell(output::time(run.created));
        let seconds = duration(run.started, run.ended);
        table.cell_if(seconds.map(|seconds| locales::seconds(seconds.round() as u64, language)));
    }

    fn add_row(&mut self, run: &Run, metrics: Vec<Option<f64>>) {
        let new_version = run.new_version.map(|version| version.to_string());
        let due = run.schedule.as_ref().and_then(|by| by.due).map(|due| due.to_string());
        self.add(RunLine {
            id: run.id.as_str(),
            status: run.status,
            name: &run.name,
            package: run.package.as_str(),
            version: &run.version.to_string(),
            new_version: new_version.as_deref(),
            score: run.score,
            due: due.as_deref(),
            created: run.created,
            started: run.started,
            ended: run.ended,
        });
        for value in metrics {
            self.table.cell_if(value.map(|value| locales::score(value, self.language)));
        }
    }
}
