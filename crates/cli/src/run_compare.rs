//! `trainyard run compare`

use clap::ArgMatches;
use engine::{ComparedMetric, ComparedRow, ComparedValue, Engine, GroupValue, RunComparison, not_finite};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::json::runs_json;
use crate::output::{self, Table};

/// How wide all columns of runs may be together, and how wide one may and can always be.
const WIDTH: usize = 120;
const MOST: usize = 40;
const LEAST: usize = 12;
/// How many different values of a group are shown.
const SEVERAL: usize = 5;

pub(crate) fn compare(
    engine: &Engine,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let ids: Vec<&String> = matches.get_many("id").into_iter().flatten().collect();
    let all = matches.get_flag("all");
    let found = engine.runs().compare(&ids, all)?;
    // The runs of each column.
    let is_grouped = matches.get_flag("group");
    let columns =
        if is_grouped { found.members() } else { (0..found.runs.len()).map(|run| vec![run]).collect() };
    let metrics = found.metrics.iter().flat_map(ComparedMetric::rows);
    let rows = found.rows.iter().cloned().chain(metrics).filter(|row| all || row.differs);
    if as_json {
        let mut compared = json!({
            "runs": runs_json(engine, &found.runs, language)?,
            "differences": rows.map(|row| row_json(&row, &columns)).collect::<Vec<_>>(),
        });
        if is_grouped {
            let ids = |runs: &Vec<usize>| runs.iter().map(|run| &found.runs[*run].id).collect::<Vec<_>>();
            compared["groups"] = json!(columns.iter().map(ids).collect::<Vec<_>>());
        }
        return output::json(&compared);
    }
    let table = table(&found, rows, &columns, language);
    if table.is_empty() {
        output::error_line(&Message::CompareRunsSame.render(language));
    } else {
        table.print();
    }
    Ok(0)
}

pub(crate) fn row_json(row: &ComparedRow, columns: &[Vec<usize>]) -> Value {
    let value = |value: &Option<ComparedValue>| value.as_ref().map(value_json);
    let cell = |runs: &Vec<usize>| match row.of_group(runs) {
        GroupValue::Same(same) => json!(value(&same)),
        GroupValue::Spread { mean, deviation } => {
            json!({"mean": value_json(&mean), "deviation": value(&deviation)})
        }
        GroupValue::Several(all) => json!(all.iter().map(value).collect::<Vec<_>>()),
    };
    let values: Vec<Value> = columns.iter().map(cell).collect();
    json!({"what": row.kind.word(), "name": row.full_name(), "values": values, "differs": row.differs})
}

fn value_json(value: &ComparedValue) -> Value {
    match value {
        ComparedValue::Text(text) => json!(text),
        ComparedValue::Secret(name) => json!({"secret": name}),
        ComparedValue::Number(number) if number.is_finite() => json!(number),
        ComparedValue::Number(number) => json!(not_finite(*number)),
        ComparedValue::Seconds(seconds) => json!(seconds),
        ComparedValue::Bytes(bytes) => json!(bytes),
        ComparedValue::Time(at) => json!(at.to_string()),
        ComparedValue::Status(status) => json!(status),
        ComparedValue::Pipeline(kind) => json!(kind),
        ComparedValue::Switch(on) => json!(on),
    }
}

fn table(
    found: &RunComparison,
    rows: impl Iterator<Item = ComparedRow>,
    columns: &[Vec<usize>],
    language: Language,
) -> Table {
    let heads = columns.iter().map(|runs| {
        let first = &found.runs[runs[0]].id;
        match runs.len() {
            1 => first.to_string(),
            several => {
                let count = Message::ComparisonRuns { count: several as u64 }.render(language);
                format!("{first} ({count})")
            }
        }
    });
    rows_table(heads.collect(), rows, columns, language)
}

/// A table of `rows`, whose columns of values have these heads and are of these runs.
pub(crate) fn rows_table(
    heads: Vec<String>,
    rows: impl Iterator<Item = ComparedRow>,
    columns: &[Vec<usize>],
    language: Language,
) -> Table {
    let most = (WIDTH / columns.len()).clamp(LEAST, MOST);
    let mut table = Table::with_columns(columns.len() + 2, Vec::new());
    table.cell(Message::ColumnKind.render(language));
    table.cell(Message::ColumnName.render(language));
    heads.iter().for_each(|head| table.cell(head));
    for row in rows {
        table.cell(row.kind.title().render(language));
        table.cell(cut(&name(&row, language), MOST));
        for runs in columns {
            table.cell_if(group_text(&row.of_group(runs), language).map(|text| cut(&text, most)));
        }
    }
    table
}

/// What the runs of a column have. `None`: nothing.
fn group_text(value: &GroupValue, language: Language) -> Option<String> {
    let one = |value: &Option<ComparedValue>| {
        value.as_ref().map_or_else(|| "–".to_string(), |value| text(value, language))
    };
    match value {
        GroupValue::Same(same) => same.as_ref().map(|same| text(same, language)),
        GroupValue::Spread { mean, deviation: None } => Some(text(mean, language)),
        GroupValue::Spread { mean, deviation: Some(by) } => {
            Some(format!("{} ± {}", text(mean, language), text(by, language)))
        }
        GroupValue::Several(all) => {
            let shown = all.iter().take(SEVERAL).map(one);
            let more = (all.len() > SEVERAL).then(|| "…".to_string());
            Some(shown.chain(more).collect::<Vec<_>>().join(", "))
        }
    }
}

fn name(row: &ComparedRow, language: Language) -> String {
    let name = row.name.clone();
    match row.figure {
        Some(figure) => Message::ComparedMetric { figure: figure.word().into(), name }.render(language),
        None if row.kind.is_fixed() => Message::ComparedName { name }.render(language),
        None => name,
    }
}

fn text(value: &ComparedValue, language: Language) -> String {
    match value {
        ComparedValue::Text(text) => text.clone(),
        ComparedValue::Secret(name) => Message::ComparedSecret { name: name.clone() }.render(language),
        ComparedValue::Number(number) if number.is_finite() => locales::score(*number, language),
        ComparedValue::Number(number) => number.to_string(),
        ComparedValue::Seconds(seconds) => locales::seconds(seconds.round() as u64, language),
        ComparedValue::Bytes(bytes) => locales::bytes(*bytes, language),
        ComparedValue::Time(at) => output::time(*at).to_string(),
        ComparedValue::Status(status) => status.title().render(language),
        ComparedValue::Pipeline(kind) => kind.title().render(language),
        ComparedValue::Switch(on) => Message::ComparedSwitch { is: on.to_string() }.render(language),
    }
}

/// A text with at most so many characters. JSON has all of it.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_string(),
    }
}
