//! What a person should know before the window closes.

use api::{Event, Session};
use engine::{Schedule, Settings};
use jiff::Zoned;

/// Lets the page explain what continues when the window is closed, the first time that trainings do, and
/// whenever a schedule has no other program to fire it. Returns whether it explains, instead of the window
/// being closed.
pub(crate) fn explain(session: &Session) -> bool {
    // A store that is still being opened has not shown any training yet.
    if !session.is_open() {
        return false;
    }
    let Ok(engine) = session.engine() else { return false };
    let settings = engine.settings();
    let open = if settings.closing_explained { 0 } else { engine.runs().open().unwrap_or_default().len() };
    let now = Zoned::now();
    let is_planned = |schedule: &&Schedule| !schedule.next(&now, 1).is_empty();
    let schedules =
        if engine.schedules().has_agent() { Vec::new() } else { engine.schedules().of_all_projects() };
    let (runs, schedules) = (open as u64, schedules.iter().filter(is_planned).count() as u64);
    if runs + schedules == 0 {
        return false;
    }
    let is_saved =
        runs == 0 || engine.save_settings(&Settings { closing_explained: true, ..settings }).is_ok();
    // If that cannot be saved, explaining it every time would prevent the window from ever closing.
    is_saved && session.send(Event::Closing { runs, schedules })
}
