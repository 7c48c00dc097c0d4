//! Files: browsed, previewed, chosen, saved.

use std::path::{Path, PathBuf};

use engine::{Ask, Downloaded, Watch};
use locales::{Message, Result};

use super::table::Bytes;
use crate::session::Session;
use crate::views::run::{ImportedRuns, RunRow};
use crate::views::tree::{Choice, Chosen, FileOrder, Folder, FoundFiles, Previewed, Saved, Tree, read_path};

/// How many entries of a folder are read at a time.
const ENTRIES: usize = 2000;
/// How many files are dragged at a time.
const DRAGGED: usize = 10_000;

pub(super) fn folder(
    session: &Session,
    tree: Tree,
    path: String,
    order: FileOrder,
    offset: usize,
    limit: usize,
) -> Result<Folder> {
    let (tree, path, limit) = (tree.read()?, read_path(&path), limit.min(ENTRIES));
    Ok(session.engine()?.trees().folder(&tree, &path, order.read(), offset, limit)?.into())
}

pub(super) fn follow(session: &Session, tree: Option<Tree>, turn: f64) -> Result<()> {
    session.follow_files(tree.map(|tree| tree.read()).transpose()?, turn)
}

pub(super) fn images(
    session: &Session,
    tree: Tree,
    path: String,
    order: FileOrder,
    offset: usize,
    limit: usize,
) -> Result<Folder> {
    let (tree, path, limit) = (tree.read()?, read_path(&path), limit.min(ENTRIES));
    Ok(session.engine()?.trees().images(&tree, &path, order.read(), offset, limit)?.into())
}

pub(super) fn index(session: &Session, tree: Tree, path: String, order: FileOrder) -> Result<Option<usize>> {
    session.engine()?.trees().index(&tree.read()?, &read_path(&path), order.read())
}

pub(super) fn find(session: &Session, tree: Tree, text: String) -> Result<FoundFiles> {
    Ok(session.engine()?.trees().find(&tree.read()?, &text, ENTRIES)?.into())
}

pub(super) fn preview(session: &Session, tree: Tree, path: String, ask: Ask) -> Result<Previewed> {
    let (preview, bytes) = session.engine()?.preview(&tree.read()?, &read_path(&path), ask)?;
    Ok(Previewed { preview, bytes })
}

pub(super) fn bytes(session: &Session, tree: Tree, path: String) -> Result<Bytes> {
    session.engine()?.file_bytes(&tree.read()?, &read_path(&path)).map(Bytes)
}

pub(super) fn choose(session: &Session, what: Choice) -> Result<Vec<Chosen>> {
    let chosen = session.host().choose(session, what)?;
    let not_text = |path: &Path| Message::PathNotText { path: files::shown(path) }.into();
    chosen.iter().map(|path| Chosen::at(path).ok_or_else(|| not_text(path))).collect()
}

pub(super) fn show_folder(session: &Session, path: String) -> Result<()> {
    session.host().show_folder(Path::new(&path))
}

pub(super) fn path(session: &Session, tree: Tree, path: String) -> Result<String> {
    let path = session.engine()?.trees().path(&tree.read()?, &read_path(&path))?;
    let not_text = || Message::FilePathNotText { path: files::shown(&path) };
    Ok(path.to_str().ok_or_else(not_text)?.into())
}

pub(super) fn show(session: &Session, tree: Tree, path: String) -> Result<()> {
    session.host().show_folder(&session.engine()?.trees().path(&tree.read()?, &read_path(&path))?)
}

pub(super) fn drag(session: &Session, tree: Tree, paths: Vec<String>) -> Result<()> {
    let (engine, tree) = (session.engine()?, tree.read()?);
    let (mut files, mut refused) = (Vec::new(), Ok(()));
    for path in paths.iter().take(DRAGGED) {
        match engine.trees().path(&tree, &read_path(path)) {
            Ok(file) => files.push(file),
            Err(failure) => refused = Err(failure),
        }
    }
    if files.is_empty() {
        return refused;
    }
    session.host().drag(files);
    Ok(())
}

pub(super) fn save_from_run(
    session: &Session,
    id: String,
    path: Option<String>,
    zip: bool,
    task: u32,
) -> Result<Option<Saved>> {
    let (engine, id) = (session.engine()?, id.parse()?);
    let wanted = path.as_deref().map(read_path);
    let wanted = wanted.as_deref();
    let name = match wanted.and_then(Path::file_name) {
        Some(name) if name == "package.zip" => called(&engine.home().run(&id).package_zip(), "package"),
        Some(name) => name.to_string_lossy().into_owned(),
        None => format!("run-{id}"),
    };
    let name = if zip { format!("{name}.zip") } else { name };
    save(session, &name, |output| {
        session.with_progress(task, |watch: &Watch| {
            engine.transfer().download_from_run(&id, wanted, output, true, watch)
        })
    })
}

pub(super) fn save_files(
    session: &Session,
    tree: Tree,
    paths: Vec<String>,
    task: u32,
) -> Result<Option<Saved>> {
    let (engine, tree) = (session.engine()?, tree.read()?);
    let paths: Vec<PathBuf> = paths.iter().map(|path| read_path(path)).collect();
    save(session, &engine.transfer().files_name(&tree, &paths)?, |output| {
        session.with_progress(task, |watch: &Watch| {
            engine.transfer().download_files(&tree, &paths, output, watch)
        })
    })
}

pub(super) fn export_run(session: &Session, id: String, task: u32) -> Result<Option<Saved>> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    save(session, &engine::export_name(&run), |output| {
        session
            .with_progress(task, |watch: &Watch| engine.transfer().export_run(&run.id, output, true, watch))
    })
}

pub(super) fn export_damaged(session: &Session, path: String, task: u32) -> Result<Option<Saved>> {
    let engine = session.engine()?;
    let name = Path::new(&path).parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    save(session, &format!("{name}.zip"), |output| {
        session
            .with_progress(task, |watch: &Watch| engine.storage().export_damaged(&path, output, true, watch))
    })
}

pub(super) fn import_runs(session: &Session, paths: Vec<String>, task: u32) -> Result<ImportedRuns> {
    let (engine, language) = (session.engine()?, session.language());
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let files = engine::exports_in(&paths)?;
    let done = session.with_progress(task, |watch: &Watch| engine.transfer().import_runs(&files, watch))?;
    let mut imported = ImportedRuns { runs: Vec::new(), refused: Vec::new() };
    for run in done {
        match run {
            Ok(run) => imported.runs.push(RunRow::of(&run, language)),
            Err(failure) => imported.refused.push(failure.render_for_window(language)),
        }
    }
    Ok(imported)
}

pub(super) fn save_package(session: &Session, name: String, version: String) -> Result<Option<Saved>> {
    let (engine, package, number) = (session.engine()?, name.parse()?, version.parse()?);
    engine.packages().version(&package, number)?;
    save(session, &called(&engine.home().version_zip(&package, number), &name), |output| {
        engine.transfer().download_package(&package, number, output, true)
    })
}

/// The name of a version's zip unless the person chooses one; `else_name` if the zip cannot be read.
fn called(zip: &Path, else_name: &str) -> String {
    engine::version_file_name(zip).unwrap_or_else(|| format!("{else_name}.zip"))
}

/// Lets the host save it where the person chooses.
pub(super) fn save(
    session: &Session,
    name: &str,
    mut write: impl FnMut(&Path) -> Result<Downloaded>,
) -> Result<Option<Saved>> {
    let saved = session.host().save(session, name, &mut write)?;
    Ok(saved.map(|saved| Saved::of(saved, session.language())))
}
