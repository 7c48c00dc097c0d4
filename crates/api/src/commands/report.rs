//! Problems of the program itself: a report about them, and those of a page.

use contract::RunId;
use engine::{ProblemReport, Watch};
use locales::Result;

use super::files::save;
use crate::session::Session;
use crate::views::report::ReportPart;
use crate::views::tree::Saved;

/// How much of a page's failure is logged, in bytes.
const MOST: usize = 8 << 10;

pub(super) fn parts(session: &Session, run: Option<String>) -> Result<Vec<ReportPart>> {
    let language = session.language();
    Ok(report(session, run)?.parts.iter().map(|part| ReportPart::of(part, language)).collect())
}

pub(super) fn save_report(session: &Session, run: Option<String>, task: u32) -> Result<Option<Saved>> {
    let report = report(session, run)?;
    save(session, &ProblemReport::name(), |output| {
        session.with_progress(task, |watch: &Watch| report.write(output, true, watch))
    })
}

pub(super) fn log_failure(_: &Session, mut text: String) -> Result<()> {
    text.truncate(text.floor_char_boundary(MOST));
    tracing::error!(target: "page", "{text}");
    Ok(())
}

fn report(session: &Session, run: Option<String>) -> Result<ProblemReport> {
    let run: Option<RunId> = run.map(|id| id.parse()).transpose()?;
    ProblemReport::of(session.engine()?.home().path(), run.as_ref(), None)
}
