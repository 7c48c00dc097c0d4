//! What a person should know before the window closes.

use api::{Event, Session};
use engine::{Schedule, Settings};
use jiff::Zoned;

/// Whether the page says what goes on when the window is closed, or does not, instead of it being closed: the
/// first time that trainings go on, and whenever a schedule has nobody to fire it.
pub(crate) fn is_said(session: &Session) -> bool {
    // A store that is still being opened has shown nobody a training.
    if !session.is_open() {
        return false;
    }
    let Ok(engine) = session.engine() else { return false };
    let settings = engine.settings();
    let open = if settings.told_closing { 0 } else { engine.runs().open().unwrap_or_default().len() };
    let now = Zoned::now();
    let is_planned = |schedule: &&Schedule| !schedule.next(&now, 1).is_empty();
    let schedules =
        if engine.schedules().has_agent() { Vec::new() } else { engine.schedules().of_all_projects() };
    let (runs, schedules) = (open as u64, schedules.iter().filter(is_planned).count() as u64);
    if runs + schedules == 0 {
        return false;
    }
    let is_saved = runs == 0 || engine.keep_settings(&Settings { told_closing: true, ..settings }).is_ok();
    // If that cannot be saved, saying it at every closing would keep the window from closing.
    is_saved && session.send(Event::Closing { runs, schedules })
}
