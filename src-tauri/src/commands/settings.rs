//! Settings, and what the window is told when it opens and closes.

use contract::FormError;
use locales::Result;

use crate::app::App;
use crate::views::settings::{Begin, Python, Settings, SettingsView};

pub(super) fn begin(app: &App) -> Result<Begin> {
    let engine = app.engine()?;
    let settings = engine.settings();
    app.choose_language(settings.language);
    let language = app.language();
    Ok(Begin {
        language,
        theme: settings.theme,
        version: env!("CARGO_PKG_VERSION").into(),
        home: files::shown(engine.home().path()),
        project: (&engine.projects().current()?).into(),
        empty: engine.is_empty()?,
        notices: engine.notices().iter().map(|notice| notice.say(language)).collect(),
    })
}

pub(super) fn show(app: &App) -> Result<SettingsView> {
    let engine = app.engine()?;
    let settings = engine.settings();
    let uv = engine.uv();
    let pythons = engine.pythons().into_iter();
    Ok(SettingsView {
        home: files::shown(engine.home().path()),
        free_bytes: files::space::free(engine.home().path())?,
        uv_missing: uv.as_ref().err().map(|failure| failure.say(app.language())),
        uv_found: uv.ok().map(|path| files::shown(&path)),
        pythons: pythons
            .map(|python| Python { version: python.full, path: files::shown(&python.path) })
            .collect(),
        version: env!("CARGO_PKG_VERSION").into(),
        settings: Settings::of(&settings),
    })
}

pub(super) fn put(app: &App, settings: Settings) -> Result<SettingsView, FormError> {
    let engine = app.engine()?;
    let wanted = settings.over(engine.settings());
    engine.put_settings(&wanted)?;
    app.choose_language(wanted.language);
    Ok(show(app)?)
}

pub(super) fn cancel(app: &App, task: u32) -> Result<()> {
    app.cancel(task);
    Ok(())
}

pub(super) fn close(app: &App) -> Result<()> {
    app.close();
    Ok(())
}
