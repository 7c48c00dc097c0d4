//! ML Logs.

use locales::Result;

use crate::app::App;
use crate::views::log::{LogEntry, LogPage, LogQuery};

/// How many entries are read at a time, at most.
const ENTRIES: u64 = 1000;

pub(super) fn page(app: &App, query: LogQuery) -> Result<LogPage> {
    let language = app.language();
    let page = app.engine()?.activity().page(&query.filter(), query.offset, query.limit.min(ENTRIES))?;
    let rows = page.rows.iter().map(|(id, entry)| LogEntry::of(*id, entry, language)).collect();
    Ok(LogPage { total: page.total, all: page.all, rows })
}
