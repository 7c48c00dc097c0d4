//! What takes disk space, and removing it.

use locales::Result;

use crate::session::Session;
use crate::views::storage::{Damaged, Removal, StorageQuery, StorageView, StoredId};

pub(super) fn show(session: &Session, query: StorageQuery) -> Result<StorageView> {
    let engine = session.engine()?;
    let free = files::space::free(engine.home().path())?;
    Ok(StorageView::of(engine.storage().all()?, &query, free, session.language()))
}

pub(super) fn damaged(session: &Session) -> Result<Vec<Damaged>> {
    let damaged = session.engine()?.storage().damaged()?;
    Ok(damaged.iter().map(|one| Damaged::of(one, session.language())).collect())
}

pub(super) fn remove_damaged(session: &Session, path: String) -> Result<u64> {
    session.engine()?.storage().remove_damaged(&path)
}

pub(super) fn remove_outdated(session: &Session) -> Result<Removal> {
    session.add_undo(session.engine()?.storage().remove_outdated_environments()?)
}

pub(super) fn remove(session: &Session, things: Vec<StoredId>) -> Result<Removal> {
    session.remove(&things.into_iter().map(StoredId::read).collect::<Result<Vec<_>>>()?)
}

pub(super) fn would_free(session: &Session, things: Vec<StoredId>, task: u32) -> Result<Option<u64>> {
    let things = things.into_iter().map(StoredId::read).collect::<Result<Vec<_>>>()?;
    session.with_progress(task, |watch| session.engine()?.storage().would_free(&things, watch))
}

pub(super) fn restore(session: &Session, undo: u32) -> Result<()> {
    session.restore(undo)
}

pub(super) fn forget(session: &Session, undo: u32) -> Result<()> {
    session.forget_removed(Some(undo));
    Ok(())
}
