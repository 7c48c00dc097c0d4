//! Charts: the series of a run, their points, and how a package's charts are shown.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::{ChartAxis, ChartLayout, ChartView};
use locales::{Failure, Message, Result};

use super::files;
use crate::session::Session;
use crate::views::charts::{ChartPoints, ChosenSeries, SeriesList};
use crate::views::logged::{LoggedHistograms, LoggedImages, LoggedList};
use crate::views::millis;
use crate::views::tree::Saved;

/// The largest file that a page can save of a chart, in bytes.
const MOST: usize = 32 << 20;

pub(super) fn series(session: &Session, id: String) -> Result<SeriesList> {
    let run = session.engine()?.runs().find(&id)?;
    session.series(&run.id, |series| SeriesList::of(series, session.language()))
}

pub(super) fn logged(session: &Session, id: String) -> Result<LoggedList> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    Ok(match engine.runs().logged(&run.id) {
        Ok(all) => LoggedList::of(all),
        // The rest of the page is shown all the same.
        Err(failure) => LoggedList::unreadable(failure.message.render_for_window(session.language())),
    })
}

pub(super) fn logged_histograms(session: &Session, id: String) -> Result<Vec<LoggedHistograms>> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    Ok(LoggedHistograms::of(engine.runs().logged(&run.id)?))
}

pub(super) fn logged_images(session: &Session, id: String) -> Result<Vec<LoggedImages>> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    Ok(LoggedImages::of(engine.runs().logged(&run.id)?))
}

#[expect(clippy::too_many_arguments, reason = "each is an argument of the command")]
pub(super) fn chart(
    session: &Session,
    id: String,
    keys: Vec<u32>,
    x: ChartAxis,
    from: Option<f64>,
    to: Option<f64>,
    width: usize,
    smoothing: f64,
) -> Result<Vec<ChartPoints>> {
    let run = session.engine()?.runs().find(&id)?;
    // The page's times are milliseconds.
    let unit = if x == ChartAxis::Step { 1.0 } else { 1000.0 };
    let view = ChartView {
        axis: x,
        began: millis(run.started.unwrap_or(run.created)) / 1000.0,
        from: from.map(|from| from / unit),
        to: to.map(|to| to / unit),
        columns: width,
        smoothing,
    };
    let drawn = session.series(&run.id, |series| series.drawn(&keys, &view))?;
    Ok(drawn.into_iter().map(|one| ChartPoints::of(one, unit)).collect())
}

pub(super) fn layout(session: &Session, package: String) -> Result<Option<ChartLayout>> {
    Ok(session.engine()?.views().chart_layout(&package.parse()?))
}

pub(super) fn keep_layout(session: &Session, package: String, layout: ChartLayout) -> Result<()> {
    session.engine()?.views().keep_chart_layout(&package.parse()?, layout)
}

pub(super) fn save(session: &Session, name: String, base64: String) -> Result<Option<Saved>> {
    // Four letters are three bytes.
    if base64.len() / 4 > MOST / 3 {
        return Err(Message::ChartTooLarge { most: MOST as u64 }.into());
    }
    let refused = || Message::CommandArguments { command: "save_chart".into() };
    if !is_file_name(&name) {
        return Err(refused().into());
    }
    let bytes = STANDARD.decode(base64).map_err(|error| Failure::because(refused(), error))?;
    let engine = session.engine()?;
    files::save(session, &name, |output| engine.transfer().save_bytes(&bytes, &name, output))
}

pub(super) fn save_series(session: &Session, runs: Vec<ChosenSeries>, name: String) -> Result<Option<Saved>> {
    if !is_file_name(&name) {
        return Err(Message::CommandArguments { command: "save_series".into() }.into());
    }
    let engine = session.engine()?;
    let found = |one: ChosenSeries| Ok((engine.runs().find(&one.id)?.id.clone(), one.keys));
    let runs = runs.into_iter().map(found).collect::<Result<Vec<_>>>()?;
    files::save(session, &name, |output| engine.transfer().save_series(&runs, &name, output))
}

/// Whether it is the name of a file, and no path.
fn is_file_name(name: &str) -> bool {
    Path::new(name).file_name() == Some(name.as_ref())
}
