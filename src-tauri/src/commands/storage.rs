//! What takes disk, and taking it back.

use locales::Result;

use crate::app::App;
use crate::views::storage::{StorageView, Stored};

pub(super) fn all(app: &App) -> Result<StorageView> {
    let (engine, language) = (app.engine()?, app.language());
    let stored = engine.storage()?.into_iter().map(|kept| Stored::of(kept, language)).collect();
    Ok(StorageView { free_bytes: files::space::free(engine.home().path())?, stored })
}

pub(super) fn remove_environment(app: &App, digest: String) -> Result<u64> {
    app.engine()?.remove_environment(&digest)
}
