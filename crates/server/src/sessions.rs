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
/// How long a page that lost its connection can come back to what it had: what it removed, what it works on.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

/// The sessions by what their pages call them.
#[derive(Default)]
pub(crate) struct Sessions {
    api: OnceLock<Api>,
    all: Mutex<HashMap<String, Held>>,
}

struct Held {
    session: Session,
    browser: Arc<Browser>,
    /// Requests and connections that go on.
    connections: usize,
    used: Instant,
}

/// What a page calls its session, and the language that its browser asks for.
#[derive(Clone, Debug)]
pub(crate) struct SessionId {
    id: String,
    language: Language,
}

impl SessionId {
    /// None: it cannot be one.
    pub(crate) fn new(id: &str, language: Language) -> Option<Self> {
        let is_one = (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_one.then(|| Self { id: id.into(), language })
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }
}

/// The language that a browser asks for first, of those that there are.
pub(crate) fn language(parts: &Parts) -> Language {
    let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = asked.split(',').map(|tag| tag.split(';').next().unwrap_or_default().trim());
    tags.filter_map(|tag| tag.parse().ok()).next().unwrap_or_default()
}

impl<S: Sync> FromRequestParts<S> for SessionId {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let named = parts.headers.get(HEADER).and_then(|value| value.to_str().ok());
        // A program that asks without a page has a session of its own, too.
        Self::new(named.unwrap_or("no-page-"), language(parts)).ok_or(StatusCode::BAD_REQUEST)
    }
}

/// A page's session, which is not forgotten as long as this lives.
pub(crate) struct Connected<'a> {
    sessions: &'a Sessions,
    id: String,
    pub(crate) session: Session,
    pub(crate) browser: Arc<Browser>,
    /// It was there before.
    pub(crate) was_there: bool,
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.sessions.lock().get_mut(&self.id) {
            held.connections -= 1;
            held.used = Instant::now();
        }
    }
}

impl Sessions {
    /// From now on sessions are over this API.
    pub(crate) fn open(&self, api: Api) {
        // There is one API in a server.
        let _ = self.api.set(api);
    }

    /// The session of a page, made if there is none. None: there are too many.
    pub(crate) fn connect(&self, id: &SessionId) -> Option<Connected<'_>> {
        let api = self.api.get()?;
        let mut all = self.lock();
        let was_there = all.contains_key(&id.id);
        if !was_there && all.len() >= MOST {
            // Whoever loads a page again and again leaves them behind.
            let left = all.iter().filter(|(_, held)| held.connections == 0).min_by_key(|(_, held)| held.used);
            let left = left.map(|(id, _)| id.clone())?;
            let left = all.remove(&left);
            // It may have very many files, and nobody waits for them.
            tokio::task::spawn_blocking(move || drop(left));
        }
        let held = all.entry(id.id.clone()).or_insert_with(|| {
            let browser = Arc::new(Browser::default());
            let session = api.session(browser.clone(), id.language);
            Held { session, browser, connections: 0, used: Instant::now() }
        });
        held.connections += 1;
        let (session, browser) = (held.session.clone(), held.browser.clone());
        Some(Connected { sessions: self, id: id.id.clone(), session, browser, was_there })
    }

    /// All pages.
    pub(crate) fn browsers(&self) -> Vec<Arc<Browser>> {
        self.lock().values().map(|held| held.browser.clone()).collect()
    }

    /// Deletes what pages left behind that did not come back, and what they saved and did not load.
    pub(crate) fn sweep(&self, patience: Duration) {
        let is_left = |held: &Held| held.connections == 0 && held.used.elapsed() > patience;
        let left: Vec<_> = self.lock().extract_if(|_, held| is_left(held)).collect();
        drop(left);
        self.browsers().iter().for_each(|browser| browser.tickets.sweep());
    }

    /// Deletes what all pages have here.
    pub(crate) fn clear(&self) {
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The response where there are too many.
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

    /// What a page had uploaded or removed would take the disk as long as the server runs, if nobody opened
    /// another one.
    #[test]
    fn a_page_that_does_not_come_back_is_forgotten() {
        let sessions = sessions();
        let _there = sessions.connect(&id(1)).unwrap();
        let browser = Arc::downgrade(&sessions.connect(&id(2)).unwrap().browser);
        sessions.sweep(PATIENCE);
        assert!(browser.upgrade().is_some(), "it may come back");
        sessions.sweep(Duration::ZERO);
        assert!(browser.upgrade().is_none());
        assert!(sessions.connect(&id(1)).unwrap().was_there);
        assert!(!sessions.connect(&id(2)).unwrap().was_there);
    }

    /// Whoever loads a page again and again would be kept out by what they left behind.
    #[tokio::test]
    async fn pages_that_are_gone_make_room_for_another_and_those_that_are_there_do_not() {
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
