//! Settings, and what a page needs when it opens and closes.

use contract::FormError;
use locales::Result;

use crate::session::Session;
use crate::views::settings::{InitialState, Python, Settings, SettingsView};

pub(super) fn initial_state(session: &Session) -> Result<InitialState> {
    let engine = session.engine()?;
    let settings = engine.settings();
    session.choose_language(settings.language);
    let language = session.language();
    Ok(InitialState {
        language,
        theme: settings.theme,
        version: env!("CARGO_PKG_VERSION").into(),
        home: files::shown(engine.home().path()),
        folder: files::shown(&std::env::home_dir().unwrap_or_else(|| "/".into())),
        project: (&engine.projects().current()?).into(),
        shows_folders: session.host().shows_folders(),
        empty: engine.is_empty()?,
        notices: engine.notices().iter().map(|notice| notice.render_for_window(language)).collect(),
    })
}

pub(super) fn show(session: &Session) -> Result<SettingsView> {
    let engine = session.engine()?;
    let settings = engine.settings();
    let uv = engine.uv();
    Ok(SettingsView {
        home: files::shown(engine.home().path()),
        free_bytes: files::space::free(engine.home().path())?,
        uv_missing: uv.as_ref().err().map(|failure| failure.render(session.language())),
        uv_found: uv.ok().map(|path| files::shown(&path)),
        version: env!("CARGO_PKG_VERSION").into(),
        settings: Settings::of(&settings),
    })
}

pub(super) fn pythons(session: &Session) -> Result<Vec<Python>> {
    let found = session.engine()?.pythons().into_iter();
    Ok(found.map(|python| Python { version: python.full, path: files::shown(&python.path) }).collect())
}

pub(super) fn put(session: &Session, settings: Settings) -> Result<SettingsView, FormError> {
    let engine = session.engine()?;
    let wanted = settings.applied_to(engine.settings());
    engine.apply_settings(&wanted)?;
    session.choose_language(wanted.language);
    Ok(show(session)?)
}

pub(super) fn cancel(session: &Session, task: u32) -> Result<()> {
    session.cancel(task);
    Ok(())
}

pub(super) fn close(session: &Session) -> Result<()> {
    session.host().close();
    Ok(())
}
