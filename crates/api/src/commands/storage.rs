//! What takes disk space, and removing it.

use locales::Result;

use crate::session::Session;
use crate::views::storage::{Damaged, StorageView, StoredKind};

pub(super) fn all(session: &Session) -> Result<StorageView> {
    let engine = session.engine()?;
    let free = files::space::free(engine.home().path())?;
    Ok(StorageView::of(engine.storage().all()?, free, session.language()))
}

pub(super) fn damaged(session: &Session) -> Result<Vec<Damaged>> {
    let damaged = session.engine()?.storage().damaged()?;
    Ok(damaged.iter().map(|one| Damaged::of(one, session.language())).collect())
}

pub(super) fn remove_damaged(session: &Session, path: String) -> Result<u64> {
    session.engine()?.storage().remove_damaged(&path)
}

pub(super) fn remove_outdated(session: &Session) -> Result<u64> {
    session.engine()?.storage().remove_outdated_environments()
}

pub(super) fn remove(
    session: &Session,
    kind: StoredKind,
    id: String,
    project: Option<String>,
) -> Result<u64> {
    let engine = session.engine()?;
    let engine = match project {
        Some(project) => engine.in_project(&project.parse()?),
        None => engine,
    };
    match kind {
        StoredKind::Environment => engine.storage().remove_environment(&id),
        StoredKind::Package => engine.packages().remove(&id.parse()?, None),
        StoredKind::Dataset => engine.datasets().remove(&id.parse()?),
        StoredKind::Run => engine.runs().remove(&id.parse()?),
    }
}
