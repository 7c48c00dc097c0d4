//! Sessions: one for each page that is open in a browser.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use api::{Api, Session};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::response::Response;
use locales::{Language, Message};

use crate::browser::Browser;
use crate::commands;

/// The header in which a page names its session.
const HEADER: &str = "x-trainyard-session";
/// How many pages may be open at once.
const MOST: usize = 100;
/// How long a page that lost its connection can come back to its session, with the runs it removed and its
/// running tasks.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(300);

/// The sessions by the ids that their pages chose.
#[derive(Default)]
pub(crate) struct Sessions {
    api: OnceLock<Api>,
    all: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    session: Session,
    browser: Arc<Browser>,
    /// The number of current requests and connections.
    connections: usize,
    used: Instant,
}

/// The id of a page's session, and the language that its browser asks for.
#[derive(Clone, Debug)]
pub(crate) struct SessionId {
    id: String,
    language: Language,
}

impl SessionId {
    /// `None`: the id is invalid.
    pub(crate) fn new(id: &str, language: Language) -> Option<Self> {
        let is_one = (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_one.then(|| Self { id: id.into(), language })
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }
}

/// The first language that a browser asks for among the available ones.
pub(crate) fn language(parts: &Parts) -> Language {
    let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = asked.split(',').map(|tag| tag.split(';').next().unwrap_or_default().trim());
    tags.filter_map(|tag| tag.parse().ok()).next().unwrap_or_default()
}

impl<S: Sync> FromRequestParts<S> for SessionId {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let named = parts.headers.get(HEADER).and_then(|value| value.to_str().ok());
        // Programs that send no id share a session.
        Self::new(named.unwrap_or("no-page-"), language(parts)).ok_or(StatusCode::BAD_REQUEST)
    }
}

/// A page's session, which is not deleted while this exists.
pub(crate) struct Connected<'a> {
    sessions: &'a Sessions,
    id: String,
    pub(crate) session: Session,
    pub(crate) browser: Arc<Browser>,
    /// It existed before.
    pub(crate) was_there: bool,
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        if let Some(entry) = self.sessions.lock().get_mut(&self.id) {
            entry.connections -= 1;
            entry.used = Instant::now();
        }
    }
}

impl Sessions {
    /// Sets the API for which sessions are created.
    pub(crate) fn open(&self, api: Api) {
        // There is one API in a server.
        let _ = self.api.set(api);
    }

    /// The session of a page, created if it does not exist. `None`: there are too many.
    pub(crate) fn connect(&self, id: &SessionId) -> Option<Connected<'_>> {
        let api = self.api.get()?;
        let mut all = self.lock();
        let was_there = all.contains_key(&id.id);
        if !was_there && all.len() >= MOST {
            // Loading a page again and again leaves sessions behind.
            let abandoned =
                all.iter().filter(|(_, entry)| entry.connections == 0).min_by_key(|(_, entry)| entry.used);
            let abandoned = abandoned.map(|(id, _)| id.clone())?;
            let abandoned = all.remove(&abandoned);
            // It may have very many files to delete, and nobody needs to wait for that.
            tokio::task::spawn_blocking(move || drop(abandoned));
        }
        let entry = all.entry(id.id.clone()).or_insert_with(|| {
            let browser = Arc::new(Browser::default());
            let session = api.session(browser.clone(), id.language);
            Entry { session, browser, connections: 0, used: Instant::now() }
        });
        entry.connections += 1;
        let (session, browser) = (entry.session.clone(), entry.browser.clone());
        Some(Connected { sessions: self, id: id.id.clone(), session, browser, was_there })
    }

    /// All pages.
    pub(crate) fn browsers(&self) -> Vec<Arc<Browser>> {
        self.lock().values().map(|entry| entry.browser.clone()).collect()
    }

    /// Deletes the sessions of pages that did not come back, and saved files that were not downloaded.
    pub(crate) fn sweep(&self, timeout: Duration) {
        let is_abandoned = |entry: &Entry| entry.connections == 0 && entry.used.elapsed() > timeout;
        let abandoned: Vec<_> = self.lock().extract_if(|_, entry| is_abandoned(entry)).collect();
        drop(abandoned);
        self.browsers().iter().for_each(|browser| browser.tickets.sweep());
    }

    /// Deletes all sessions.
    pub(crate) fn clear(&self) {
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The response if there are too many.
pub(crate) fn too_many(language: Language) -> Response {
    commands::failed(&Message::ServeFull { most: MOST as u64 }.into(), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> Sessions {
        let sessions = Sessions::default();
        sessions.open(Api::default());
        sessions
    }

    fn id(number: usize) -> SessionId {
        SessionId::new(&format!("session-{number}"), Language::English).unwrap()
    }

    /// What a page had uploaded or removed would take space as long as the server runs, unless another page
    /// is opened.
    #[test]
    fn a_page_that_does_not_come_back_is_forgotten() {
        let sessions = sessions();
        let _there = sessions.connect(&id(1)).unwrap();
        let browser = Arc::downgrade(&sessions.connect(&id(2)).unwrap().browser);
        sessions.sweep(TIMEOUT);
        assert!(browser.upgrade().is_some(), "it may come back");
        sessions.sweep(Duration::ZERO);
        assert!(browser.upgrade().is_none());
        assert!(sessions.connect(&id(1)).unwrap().was_there);
        assert!(!sessions.connect(&id(2)).unwrap().was_there);
    }

    /// A person who loads a page again and again would be locked out by the sessions left behind.
    #[tokio::test]
    async fn closed_pages_make_room_for_another_and_open_ones_do_not() {
        let sessions = sessions();
        let there: Vec<_> = (1..MOST).map(|number| sessions.connect(&id(number)).unwrap()).collect();
        for number in MOST..2 * MOST {
            assert!(sessions.connect(&id(number)).is_some());
        }
        let _last = sessions.connect(&id(0)).unwrap();
        assert!(sessions.connect(&id(3 * MOST)).is_none());
        assert!(there.iter().all(|page| {
            sessions.connect(&SessionId::new(&page.id, Language::English).unwrap()).unwrap().was_there
        }));
    }
}
