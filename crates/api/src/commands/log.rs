//! ML Logs.

use locales::Result;

use crate::session::Session;
use crate::views::log::{LogEntry, LogPage, LogQuery};

/// How many entries are read at a time, at most.
const ENTRIES: u64 = 1000;

pub(super) fn page(session: &Session, query: LogQuery) -> Result<LogPage> {
    let language = session.language();
    let page = session.engine()?.activity().page(&query.filter(), query.offset, query.limit.min(ENTRIES))?;
    let rows = page.rows.iter().map(|(id, entry)| LogEntry::of(*id, entry, language)).collect();
    Ok(LogPage { total: page.total, all: page.all, rows })
}
