//! A browser as a host: it downloads what is saved.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::{Choice, Host, Notification, Saved, Session};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path as Segment, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use engine::{Downloaded, Scratch};
use futures_util::StreamExt;
use locales::{Failure, Message, Result};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::TempDir;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use crate::Shared;
use crate::listen::Slot;
use crate::token::Token;
use crate::uploads::Uploads;

/// How long a saved file waits for the browser to download it.
const TIMEOUT: Duration = Duration::from_secs(600);
/// How many saved files of a page can wait at once.
const MOST: usize = 16;
/// How much of a file is read at a time, in bytes.
const PART: usize = 256 << 10;

/// A page in a browser.
#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) tickets: Tickets,
    /// What the page has uploaded.
    pub(crate) uploads: Uploads,
}

/// Saved files by their tickets, each of which is good for one download.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<String, Waiting>>);

struct Waiting {
    /// The folder that contains it, deleted when dropped.
    _folder: Folder,
    path: PathBuf,
    since: Instant,
}

impl Tickets {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a ticket for a file in `folder`.
    fn issue(&self, folder: Folder, path: PathBuf) -> Result<String> {
        let ticket = Token::random()?.text().to_string();
        let mut all = self.lock();
        if all.len() >= MOST {
            return Err(Message::ServeDownloadsFull { most: MOST as u64 }.into());
        }
        all.insert(ticket.clone(), Waiting { _folder: folder, path, since: Instant::now() });
        Ok(ticket)
    }

    /// Deletes the files that no browser has downloaded in time.
    pub(crate) fn sweep(&self) {
        let late: Vec<_> = self.lock().extract_if(|_, waiting| waiting.since.elapsed() > TIMEOUT).collect();
        drop(late);
    }

    fn take(&self, ticket: &str) -> Option<Waiting> {
        self.lock().remove(ticket)
    }
}

/// A folder for a saved file, deleted when dropped.
enum Folder {
    InStore(Scratch),
    /// If the store is read-only.
    Elsewhere(TempDir),
}

impl Folder {
    fn new(session: &Session) -> Result<Self> {
        match session.engine()?.scratch() {
            Err(failure) if matches!(*failure.message, Message::StoreReadOnly { .. }) => {
                let unwritable = |error| {
                    let path = files::shown(&std::env::temp_dir());
                    Failure::because(Message::FileUnwritable { path }, error)
                };
                tempfile::tempdir().map(Self::Elsewhere).map_err(unwritable)
            }
            scratch => scratch.map(Self::InStore),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::InStore(folder) => folder.path(),
            Self::Elsewhere(folder) => folder.path(),
        }
    }
}

impl Host for Browser {
    /// A page in a browser has its own dialogs and uploads.
    fn choose(&self, _: &Session, _: Choice) -> Result<Vec<PathBuf>> {
        Err(Message::ServeCannotChoose.into())
    }

    /// Writes it to a folder from which the browser downloads it.
    fn save(
        &self,
        session: &Session,
        name: &str,
        write: &mut dyn FnMut(&Path) -> Result<Downloaded>,
    ) -> Result<Option<Saved>> {
        let folder = Folder::new(session)?;
        let downloaded = write(&folder.path().join(name))?;
        let ticket = self.tickets.issue(folder, downloaded.path.clone())?;
        Ok(Some(Saved { downloaded, url: Some(format!("/download/{ticket}")) }))
    }

    /// The page shows a notification for the event.
    fn notify(&self, _: Notification) {}

    /// The person closes the page.
    fn close(&self) {}
}

/// Sends a saved file, once, in such a way that the browser does not display it: it may contain anything.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Extension(slot): Extension<Arc<Slot>>,
    Segment(ticket): Segment<String>,
) -> Response {
    let taken = shared.sessions.browsers().iter().find_map(|browser| browser.tickets.take(&ticket));
    let Some(waiting) = taken else { return StatusCode::NOT_FOUND.into_response() };
    slot.trust();
    let opened = async {
        let file = File::open(&waiting.path).await?;
        let bytes = file.metadata().await?.len();
        Ok::<_, std::io::Error>((file, bytes))
    };
    let Ok((file, bytes)) = opened.await else { return StatusCode::GONE.into_response() };
    let name = waiting.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC).to_string();
    // The folder is deleted after the last part.
    let parts = ReaderStream::with_capacity(file, PART).map(move |part| {
        let _held = &waiting;
        part
    });
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_string()),
        (CONTENT_LENGTH, bytes.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_string()),
        (CACHE_CONTROL, "no-store".to_string()),
    ];
    (headers, Body::from_stream(parts)).into_response()
}
