//! Files that a page uploads: a package, a dataset's folder, exported runs.
//!
//! They are in temporary folders of the store until the page deletes them or disconnects, or the server ends.
//! The disk is the only limit to their size.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Path as Segments, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::{Engine, Scratch};
use files::space;
use futures_util::StreamExt;
use locales::{Failure, Message, Result};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncWriteExt, BufWriter};
use tokio::time::timeout;

use crate::Shared;
use crate::commands::failed;
use crate::sessions::{SessionId, too_many};

/// How many uploads a page can have at once, each with any number of files.
const MOST: usize = 16;
/// How much is written at a time, in bytes.
const PART: usize = 256 << 10;
/// How long a page may continue to send a refused file.
const LINGER: Duration = Duration::from_secs(10);

/// A page's uploads by the numbers that it gives them.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<HashMap<u32, Arc<Scratch>>>);

impl Uploads {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Arc<Scratch>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of an upload, created at its first file.
    fn folder(&self, upload: u32, engine: &Engine) -> Result<Arc<Scratch>> {
        let mut all = self.lock();
        if let Some(folder) = all.get(&upload) {
            return Ok(folder.clone());
        }
        if all.len() >= MOST {
            return Err(Message::ServeUploadsFull { most: MOST as u64 }.into());
        }
        let folder = Arc::new(engine.scratch()?);
        all.insert(upload, folder.clone());
        Ok(folder)
    }
}

/// Receives a file of an upload. Answers its path as JSON. An incomplete file is deleted.
pub(crate) async fn put(
    State(shared): State<Arc<Shared>>,
    Segments((upload, path)): Segments<(u32, String)>,
    id: SessionId,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(connected) = shared.sessions.connect(&id) else { return too_many(id.language()) };
    let (session, browser) = (connected.session.clone(), connected.browser.clone());
    let bytes = headers.get(CONTENT_LENGTH).and_then(|bytes| bytes.to_str().ok()?.parse().ok());
    let mut parts = body.into_data_stream();
    let taken = async {
        let beneath = relative(&path)?;
        let made = tokio::task::spawn_blocking(move || {
            let engine = session.engine()?;
            space::require(engine.home().path(), bytes.unwrap_or_default())?;
            browser.uploads.folder(upload, &engine)
        });
        let folder = made.await.map_err(|error| Failure::because(Message::CommandFailed, error))??;
        let target = folder.path().join(beneath);
        write(&target, &mut parts).await.map(|()| target)
    };
    match taken.await {
        Ok(target) => {
            let target = serde_json::json!({ "path": files::shown(&target) });
            ([(CONTENT_TYPE, "application/json")], target.to_string()).into_response()
        }
        Err(failure) => {
            linger(parts);
            failed(&failure, id.language())
        }
    }
}

/// Deletes an upload.
pub(crate) async fn remove(
    State(shared): State<Arc<Shared>>,
    Segments(upload): Segments<u32>,
    id: SessionId,
) -> Response {
    let Some(connected) = shared.sessions.connect(&id) else { return too_many(id.language()) };
    let browser = connected.browser.clone();
    // There may be very many files.
    let removed = tokio::task::spawn_blocking(move || {
        let gone = browser.uploads.lock().remove(&upload);
        drop(gone);
    })
    .await;
    if removed.is_ok() { StatusCode::NO_CONTENT } else { StatusCode::INTERNAL_SERVER_ERROR }.into_response()
}

/// Checks that a path only leads downwards.
fn relative(path: &str) -> Result<PathBuf> {
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(name) if name.len() <= 255);
    let beneath = Path::new(path);
    if path.is_empty() || path.len() > 4096 || path.contains('\0') || !beneath.components().all(is_name) {
        return Err(Message::ServeUploadPath { path: path.chars().take(200).collect() }.into());
    }
    Ok(beneath.to_path_buf())
}

/// Writes a new file, completely or not at all.
async fn write(target: &Path, parts: &mut BodyDataStream) -> Result<()> {
    let unwritable = |error| Failure::because(Message::FileUnwritable { path: files::shown(target) }, error);
    if let Some(folder) = target.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(unwritable)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(target).await.map_err(unwritable)?;
    let unfinished = Unfinished(Some(target));
    fill(file, target, parts).await?;
    unfinished.finish();
    Ok(())
}

async fn fill(file: File, target: &Path, parts: &mut BodyDataStream) -> Result<()> {
    let unwritable = |error| Failure::because(Message::FileUnwritable { path: files::shown(target) }, error);
    let mut file = BufWriter::with_capacity(PART, file);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| unwritable(io::Error::other(error)))?;
        // A body need not have a length, and trainings need the rest of the disk.
        space::require(target, part.len() as u64)?;
        file.write_all(&part).await.map_err(unwritable)?;
    }
    file.shutdown().await.map_err(unwritable)
}

/// Reads on for a while after a refusal: a browser that is still sending would not see it.
fn linger(mut parts: BodyDataStream) {
    tokio::spawn(timeout(LINGER, async move { while let Some(Ok(_)) = parts.next().await {} }));
}

/// A file that is deleted when dropped unless it was finished: a page may break off at any time, and this
/// future with it.
struct Unfinished<'a>(Option<&'a Path>);

impl Unfinished<'_> {
    fn finish(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            // If it cannot be deleted, it is deleted with the upload.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page could write anywhere.
    #[test]
    fn a_path_leads_nowhere_but_down() {
        assert!(relative("churn.zip").is_ok() && relative("a/b/c d.csv").is_ok());
        for path in ["", "/etc/passwd", "../x", "a/../../x", "./x", "a\0b", &"x".repeat(300)] {
            assert!(relative(path).is_err(), "{path:?}");
        }
    }
}
