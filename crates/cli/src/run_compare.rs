//! `trainyard run compare`

use clap::ArgMatches;
use engine::{ComparedMetric, ComparedRow, ComparedValue, Engine, RunComparison, not_finite};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::json::runs_json;
use crate::output::{self, Table};

/// How wide all columns of runs may be together, and how wide one may and can always be.
const WIDTH: usize = 120;
const MOST: usize = 40;
const LEAST: usize = 12;

pub(crate) fn compare(
    engine: &Engine,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let ids: Vec<&String> = matches.get_many("id").into_iter().flatten().collect();
    let all = matches.get_flag("all");
    let found = engine.runs().compare(&ids, all)?;
    let metrics = found.metrics.iter().flat_map(ComparedMetric::rows);
    let rows = found.rows.iter().cloned().chain(metrics).filter(|row| all || row.differs);
    if as_json {
        return output::json(&json!({
            "runs": runs_json(engine, &found.runs, language)?,
            "differences": rows.map(|row| row_json(&row)).collect::<Vec<_>>(),
        }));
    }
    let table = table(&found, rows, language);
    if table.is_empty() {
        output::error_line(&Message::CompareRunsSame.render(language));
    } else {
        table.print();
    }
    Ok(0)
}

fn row_json(row: &ComparedRow) -> Value {
    let values: Vec<_> = row.values.iter().map(|value| value.as_ref().map(value_json)).collect();
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

fn table(found: &RunComparison, rows: impl Iterator<Item = ComparedRow>, language: Language) -> Table {
    let most = (WIDTH / found.runs.len()).clamp(LEAST, MOST);
    let mut table = Table::with_columns(found.runs.len() + 2, Vec::new());
    table.cell(Message::ColumnKind.render(language));
    table.cell(Message::ColumnName.render(language));
    found.runs.iter().for_each(|run| table.cell(&run.id));
    for row in rows {
        table.cell(row.kind.title().render(language));
        table.cell(cut(&name(&row, language), MOST));
        for value in &row.values {
            table.cell_if(value.as_ref().map(|value| cut(&text(value, language), most)));
        }
    }
    table
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
