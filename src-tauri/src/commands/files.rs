//! Files: browsed, looked at, chosen in dialogs, saved.

use std::path::{Path, PathBuf};

use engine::{Downloaded, Preview as Seen, Watch};
use locales::{Message, Result};

use crate::app::App;
use crate::dialogs;
use crate::views::run::{ImportedRuns, RunRow};
use crate::views::tree::{Choice, Chosen, Entry, Folder, Preview, Saved, Tree};

/// How much of a folder is read at a time.
const ENTRIES: usize = 2000;

pub(super) fn folder(app: &App, tree: Tree, path: String, offset: usize, limit: usize) -> Result<Folder> {
    let tree = tree.read()?;
    let (total, entries) =
        app.engine()?.trees().folder(&tree, Path::new(&path), offset, limit.min(ENTRIES))?;
    Ok(Folder { total, entries: entries.into_iter().map(Entry::from).collect() })
}

pub(super) fn preview(app: &App, tree: Tree, path: String) -> Result<Preview> {
    let (seen, bytes) = app.engine()?.trees().preview(&tree.read()?, Path::new(&path))?;
    let none = |message: Message| Preview::None { why: message.say(app.language()), bytes };
    Ok(match seen {
        Seen::Text { text, cut } => Preview::Text { text, bytes, cut },
        Seen::Image(mime) => Preview::Image { mime: mime.into(), bytes },
        Seen::Large => none(Message::PreviewLarge),
        Seen::Binary => none(Message::PreviewNone),
    })
}

pub(super) fn image(app: &App, tree: &Tree, path: &str) -> Result<tauri::ipc::Response> {
    app.engine()?.trees().image(&tree.read()?, Path::new(path)).map(tauri::ipc::Response::new)
}

pub(super) fn choose(app: &App, what: Choice) -> Result<Option<Chosen>> {
    let chosen = dialogs::open(what, app.language())?;
    chosen
        .map(|path| {
            Chosen::at(&path).ok_or_else(|| Message::PathNotText { path: files::shown(&path) }.into())
        })
        .transpose()
}

pub(super) fn save_from_run(
    app: &App,
    id: String,
    path: Option<String>,
    zip: bool,
    task: u32,
) -> Result<Option<Saved>> {
    let (engine, id) = (app.engine()?, id.parse()?);
    let wanted = path.as_deref().map(Path::new);
    let name = match wanted.and_then(Path::file_name) {
        Some(name) if name == "package.zip" => called(&engine.home().run(&id).package_zip(), "package"),
        Some(name) => name.to_string_lossy().into_owned(),
        None => format!("run-{id}"),
    };
    let name = if zip { format!("{name}.zip") } else { name };
    save(app, &name, |place| {
        app.with_progress(task, |watch: &Watch| {
            engine.transfer().download_from_run(&id, wanted, place, true, watch)
        })
    })
}

pub(super) fn export_run(app: &App, id: String, task: u32) -> Result<Option<Saved>> {
    let engine = app.engine()?;
    let run = engine.runs().find(&id)?;
    save(app, &engine::export_name(&run), |place| {
        app.with_progress(task, |watch: &Watch| engine.transfer().export_run(&run.id, place, watch))
    })
}

pub(super) fn export_damaged(app: &App, path: String, task: u32) -> Result<Option<Saved>> {
    let engine = app.engine()?;
    let name = Path::new(&path).parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    save(app, &format!("{name}.zip"), |place| {
        app.with_progress(task, |watch: &Watch| engine.storage().export_damaged(&path, place, watch))
    })
}

pub(super) fn import_runs(app: &App, paths: Option<Vec<String>>, task: u32) -> Result<Option<ImportedRuns>> {
    let (engine, language) = (app.engine()?, app.language());
    let paths = match paths {
        Some(paths) => paths.into_iter().map(PathBuf::from).collect(),
        None => dialogs::open_runs(language)?,
    };
    if paths.is_empty() {
        return Ok(None);
    }
    let files = engine::exports_in(&paths)?;
    let done = app.with_progress(task, |watch: &Watch| engine.transfer().import_runs(&files, watch))?;
    let mut imported = ImportedRuns { runs: Vec::new(), refused: Vec::new() };
    for run in done {
        match run {
            Ok(run) => imported.runs.push(RunRow::of(&run, language)),
            Err(failure) => imported.refused.push(failure.say(language)),
        }
    }
    Ok(Some(imported))
}

pub(super) fn save_package(app: &App, name: String, version: String) -> Result<Option<Saved>> {
    let (engine, package, number) = (app.engine()?, name.parse()?, version.parse()?);
    engine.packages().version(&package, number)?;
    save(app, &called(&engine.home().version_zip(&package, number), &name), |place| {
        engine.transfer().download_package(&package, number, place, true)
    })
}

/// What a version's zip is called where the person does not name it; one that cannot be read `else_name`.
fn called(zip: &Path, else_name: &str) -> String {
    engine::version_file_name(zip).unwrap_or_else(|| format!("{else_name}.zip"))
}

/// Asks where to, and saves there.
fn save(app: &App, name: &str, take: impl FnOnce(&Path) -> Result<Downloaded>) -> Result<Option<Saved>> {
    match dialogs::save(name, app.language())? {
        Some(place) => take(&place).map(|done| Some(Saved::of(done, app.language()))),
        None => Ok(None),
    }
}
