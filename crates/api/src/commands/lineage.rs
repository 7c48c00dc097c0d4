//! What something was made of, and what it led to.

use engine::{Engine, LineageGraph, Watch};
use locales::Result;

use super::files;
use crate::session::Session;
use crate::views::lineage::{LineageFormat, LineageOf, LineagePicture};
use crate::views::tree::Saved;

/// How many runs, versions and states of datasets a picture has before runs are folded. A page could not show more.
const DRAWN: usize = 1_500;
/// How many are saved for a script.
const SAVED: usize = 1_000_000;

pub(super) fn picture(
    session: &Session,
    of: LineageOf,
    unfolded: Vec<String>,
    task: u32,
) -> Result<LineagePicture> {
    let (engine, language) = (engine(session, &of)?, session.language());
    let graph = session.with_progress(task, |watch| graph(&engine, of, DRAWN, watch))?;
    Ok(LineagePicture::of(&graph, &unfolded, language))
}

pub(super) fn save(
    session: &Session,
    of: LineageOf,
    unfolded: Vec<String>,
    format: LineageFormat,
) -> Result<Option<Saved>> {
    let engine = engine(session, &of)?;
    let (name, bytes) = match format {
        LineageFormat::Svg => {
            let graph = graph(&engine, of, DRAWN, &Watch::default())?;
            ("lineage.svg", graph.svg(&unfolded, session.language()))
        }
        LineageFormat::Json => {
            let graph = graph(&engine, of, SAVED, &Watch::default())?;
            ("lineage.json", format!("{:#}\n", graph.json()))
        }
    };
    files::save(session, name, |output| engine.transfer().save_bytes(bytes.as_bytes(), name, output))
}

/// A run can be of any project.
fn engine(session: &Session, of: &LineageOf) -> Result<Engine> {
    let engine = session.engine()?;
    match of {
        LineageOf::Run { id } => Ok(engine.in_project(&engine.runs().find(id)?.project)),
        _ => Ok(engine.clone()),
    }
}

fn graph(engine: &Engine, of: LineageOf, most: usize, watch: &Watch) -> Result<LineageGraph> {
    engine.lineage().graph(&of.read()?, most, watch)
}
