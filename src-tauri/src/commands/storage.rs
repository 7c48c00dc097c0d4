//! What takes disk, and taking it back.

use locales::Result;

use crate::app::App;
use crate::views::storage::{StorageView, StoredKind};

pub(super) fn all(app: &App) -> Result<StorageView> {
    let engine = app.engine()?;
    let free = files::space::free(engine.home().path())?;
    Ok(StorageView::of(engine.storage()?, free, app.language()))
}

pub(super) fn remove_outdated(app: &App) -> Result<u64> {
    app.engine()?.remove_outdated_environments()
}

pub(super) fn remove(app: &App, kind: StoredKind, id: String, project: Option<String>) -> Result<u64> {
    let engine = app.engine()?;
    let engine = match project {
        Some(project) => engine.in_project(&project.parse()?),
        None => engine,
    };
    match kind {
        StoredKind::Environment => engine.remove_environment(&id),
        StoredKind::Package => engine.remove_package(&id.parse()?, None),
        StoredKind::Dataset => engine.remove_dataset(&id.parse()?),
        StoredKind::Run => engine.remove_run(&id.parse()?),
    }
}
