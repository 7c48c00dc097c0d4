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
const PATIENCE: Duration = Duration::from_secs(300);

/// The sessions by what their pages call them.
#[derive(Default)]
pub(crate) struct Sessions {
    api: OnceLock<Api>,
    all: Mutex<HashMap<String, Held>>,
}

struct Held {
    session: Session,
    browser: Arc<Browser>,
    /// Connections for events.
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

/// Keeps a session as long as it lives.
pub(crate) struct Connected<'a> {
    sessions: &'a Sessions,
    id: SessionId,
    pub(crate) session: Session,
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.sessions.lock().get_mut(&self.id.id) {
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
    pub(crate) fn get(&self, id: &SessionId) -> Option<Session> {
        Some(self.held(id)?.0)
    }

    /// The same with its browser.
    pub(crate) fn held(&self, id: &SessionId) -> Option<(Session, Arc<Browser>)> {
        self.with(id, |held| (held.session.clone(), held.browser.clone()))
    }

    /// The session of a page that is connected as long as the answer lives, and whether it was there before.
    pub(crate) fn connect(&self, id: SessionId) -> Option<(Connected<'_>, bool)> {
        let was_there = self.lock().contains_key(&id.id);
        let session = self.with(&id, |held| {
            held.connections += 1;
            held.session.clone()
        })?;
        Some((Connected { sessions: self, id, session }, was_there))
    }

    /// All pages.
    pub(crate) fn browsers(&self) -> Vec<Arc<Browser>> {
        self.lock().values().map(|held| held.browser.clone()).collect()
    }

    fn with<T>(&self, id: &SessionId, take: impl FnOnce(&mut Held) -> T) -> Option<T> {
        let api = self.api.get()?;
        let mut all = self.lock();
        let abandoned = forget(&mut all);
        if !all.contains_key(&id.id) {
            if all.len() >= MOST {
                return None;
            }
            let browser = Arc::new(Browser::default());
            let session = api.session(browser.clone(), id.language);
            all.insert(id.id.clone(), Held { session, browser, connections: 0, used: Instant::now() });
        }
        let held = all.get_mut(&id.id)?;
        held.used = Instant::now();
        let taken = take(held);
        drop(all);
        // What an abandoned page had removed or uploaded is deleted here, where nobody waits for the others.
        drop(abandoned);
        Some(taken)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes out those whose pages did not come back.
fn forget(all: &mut HashMap<String, Held>) -> Vec<Held> {
    let is_abandoned = |held: &Held| held.connections == 0 && held.used.elapsed() > PATIENCE;
    all.extract_if(|_, held| is_abandoned(held)).map(|(_, held)| held).collect()
}

/// The response where there are too many.
pub(crate) fn too_many(language: Language) -> Response {
    commands::failed(&Message::ServeFull { most: MOST as u64 }.into(), language)
}
