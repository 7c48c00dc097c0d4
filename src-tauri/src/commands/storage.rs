//! What takes disk, and taking it back.

use locales::Result;

use crate::app::App;
use crate::views::storage::{Damaged, StorageView, StoredKind};

pub(super) fn all(app: &App) -> Result<StorageView> {
    let engine = app.engine()?;
    let free = files::space::free(engine.home().path())?;
    Ok(StorageView::of(engine.storage().all()?, free, app.language()))
}

pub(super) fn damaged(app: &App) -> Result<Vec<Damaged>> {
    let damaged = app.engine()?.storage().damaged()?;
    Ok(damaged.iter().map(|one| Damaged::of(one, app.language())).collect())
}

pub(super) fn remove_damaged(app: &App, path: String) -> Result<u64> {
    app.engine()?.storage().remove_damaged(&path)
}

pub(super) fn remove_outdated(app: &App) -> Result<u64> {
    app.engine()?.storage().remove_outdated_environments()
}

pub(super) fn remove(app: &App, kind: StoredKind, id: String, project: Option<String>) -> Result<u64> {
    let engine = app.engine()?;
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
