//! `trainyard report`

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::{Engine, ProblemReport};
use locales::{Language, Message, Result};
use serde_json::json;

use crate::output::{self, Table, with_progress};

/// Says what a problem report contains, and writes it; also about a store that cannot be opened.
pub(crate) fn report(
    home: &Path,
    engine: &Result<Engine>,
    matches: &ArgMatches,
    language: Language,
) -> Result<u8> {
    let asked = matches.get_one::<String>("run");
    let run = match (asked, engine) {
        (Some(asked), Ok(engine)) => Some(engine.runs().find(asked)?.id.clone()),
        // Without an index only the whole id leads to a run.
        (Some(asked), Err(_)) => Some(asked.parse()?),
        (None, _) => None,
    };
    if let Err(failure) = engine {
        output::error_line(&failure.render(language));
    }
    let report = ProblemReport::of(home, run.as_ref(), engine.as_ref().err())?;
    let as_json = matches.get_flag("json");
    if !as_json {
        output::line(&Message::ReportContents.render(language));
        let mut table = Table::new(
            [Message::ColumnName, Message::ColumnSize, Message::ColumnDescription],
            &[1],
            language,
        );
        for part in &report.parts {
            table.cell(&part.name);
            table.cell(output::size(Some(part.bytes), language));
            table.cell(part.about.render(language));
        }
        table.print();
    }
    let output = matches.get_one::<PathBuf>("output").cloned().unwrap_or_else(|| ".".into());
    let written = with_progress(language, |watch| report.write(&output, false, watch))?;
    if as_json {
        let path = std::path::absolute(&written.path).unwrap_or(written.path);
        let names: Vec<_> = report.parts.iter().map(|part| &part.name).collect();
        return output::json(
            &json!({"path": path.to_string_lossy(), "bytes": written.bytes, "contents": names}),
        );
    }
    let code = output::downloaded(written, as_json, language)?;
    output::line(&Message::ReportNotSent.render(language));
    Ok(code)
}
