//! The parameters that the form suggests.

use contract::{PackageName, ParameterValue, Parameters, PipelineKind};
use engine::{CodeVariable, Engine, RunFilter, RunQuery, RunSort};
use locales::{Language, Message, Result};

use crate::session::Session;
use crate::views::form::SuggestedParameter;

/// How many of the package's last runs are looked at.
const RUNS: u64 = 20;
/// How many parameters are suggested. A package may contain a library that reads hundreds.
const MOST: usize = 30;

pub(super) fn parameters(
    session: &Session,
    package: String,
    version: String,
    kind: PipelineKind,
) -> Result<Vec<SuggestedParameter>> {
    let (engine, language) = (session.engine()?, session.language());
    let (package, version) = (package.parse()?, version.parse()?);
    let mut suggested = of_runs(&engine, &package, language)?;
    let of_runs = suggested.len();
    for read in engine.packages().variables(&package, version)? {
        if suggested[..of_runs].iter().all(|known| known.name != read.name) {
            suggested.push(of_code(read, language));
        }
    }
    suggested.retain(|one| Parameters::can_suggest(kind, &one.name));
    suggested.truncate(MOST);
    Ok(suggested)
}

fn of_code(read: CodeVariable, language: Language) -> SuggestedParameter {
    let (file, line) = (files::shown(&read.file), read.line);
    let why = Message::FormParameterRead { file, line: line.to_string() }.render(language);
    SuggestedParameter { name: read.name, value: read.default.unwrap_or_default(), why }
}

/// Those of the package's last runs, each with its newest value. Secrets have no value to suggest.
fn of_runs(engine: &Engine, package: &PackageName, language: Language) -> Result<Vec<SuggestedParameter>> {
    let query = RunQuery {
        filter: RunFilter { package: Some(package.clone()), ..RunFilter::default() },
        sort: RunSort::Created.into(),
        descending: true,
        limit: RUNS,
        ..RunQuery::default()
    };
    let mut found: Vec<SuggestedParameter> = Vec::new();
    for run in engine.runs().page(&query)?.runs {
        // A run that cannot be read suggests nothing.
        let Ok(spec) = engine.runs().spec(&run.id) else { continue };
        for parameter in spec.parameters.entered() {
            let is_new = found.iter().all(|known| known.name != parameter.name);
            if let (ParameterValue::Plain(value), true) = (parameter.value, is_new) {
                let why = Message::FormParameterUsed { run: run.name.clone() }.render(language);
                found.push(SuggestedParameter { name: parameter.name, value, why });
            }
        }
    }
    Ok(found)
}
