//! The store, opened once for all sessions of this process, and the threads that supervise and watch it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use contract::RunId;
use engine::{Engine, Supervised};
use files::parallel;
use locales::{Language, Message, Result};

use crate::events::Event;
use crate::host::Host;
use crate::session::{Session, State};

/// The shortest time between two events about the store: faster changes are combined.
const PAUSE: Duration = Duration::from_millis(80);

/// The API over one store. Clones share it.
#[derive(Clone, Default)]
pub struct Api {
    opened: Arc<OnceLock<Result<Engine>>>,
    sessions: Arc<Mutex<Vec<Weak<State>>>>,
}

/// The role of this process for the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It supervises the store while it is open, as windows do.
    Window,
    /// It stays open, and other programs may rely on it.
    Agent,
}

impl Api {
    /// Sets the store once it is open, or why it could not be opened. Until then, commands wait.
    pub fn open(&self, opened: Result<Engine>) {
        // Only the first store counts.
        let _ = self.opened.set(opened);
    }

    /// Creates a session for a page of `host`, on a system whose language is `language`.
    pub fn session(&self, host: Arc<dyn Host>, language: Language) -> Session {
        let session = Session::new(self.opened.clone(), host, language);
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| session.strong_count() > 0);
        sessions.push(session.downgrade());
        session
    }

    /// Starts to supervise the store, and to send its changes to the sessions, until the process ends.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(&self, role: Role) -> Result<()> {
        let supervises = self.clone();
        parallel::start(move || logs::restarting("supervising the store", || supervises.supervise(role)))?;
        let watches = self.clone();
        parallel::start(move || logs::restarting("watching the store", || watches.watch()))
    }

    fn supervise(&self, role: Role) {
        let Ok(engine) = self.opened.wait() else { return };
        let Ok(changes) = engine.changes() else { return };
        let (sends, asks) = (self.clone(), engine.clone());
        let had_agent = Arc::new(Mutex::new(engine.schedules().has_agent()));
        let report = move |supervised| match supervised {
            Supervised::Began(_) => sends.send(&Event::Store),
            // It is tried again, and what the person has to know is saved with the run or the schedule.
            Supervised::Failed(failure) => tracing::warn!(%failure, "could not supervise the store"),
            Supervised::Checked(0) => sends.send(&Event::Store),
            Supervised::Checked(count) => {
                for session in sends.sessions() {
                    let text = Message::StoreChecked { count }.render_for_window(session.language());
                    session.send(Event::Checked { text });
                }
            }
            Supervised::Looked => {
                // No file changes when an agent ends.
                let has_agent = asks.schedules().has_agent();
                let mut had_agent = had_agent.lock().unwrap_or_else(PoisonError::into_inner);
                if *had_agent != has_agent {
                    *had_agent = has_agent;
                    sends.send(&Event::Store);
                }
            }
        };
        match role {
            Role::Window => engine.supervise(&changes, report),
            // If no thread can wait for the agent's lock, this process still supervises.
            Role::Agent => engine
                .run_agent(&changes, report.clone())
                .unwrap_or_else(|_| engine.supervise(&changes, report)),
        }
    }

    /// Sends an event when the store changes, and notifies the person of runs that ended.
    fn watch(&self) {
        let Ok(engine) = self.opened.wait() else { return };
        let Ok(changes) = engine.changes() else { return };
        let mut open = HashSet::new();
        loop {
            if let Ok(now) = engine.runs().open() {
                let now: HashSet<RunId> = now.iter().map(|run| run.id.clone()).collect();
                for id in open.difference(&now) {
                    // A run that was removed in the meantime needs no notification.
                    if let Ok(run) = engine.runs().find(id.as_str()) {
                        self.sessions().iter().for_each(|session| session.notify(&run));
                    }
                }
                open = now;
            }
            self.send(&Event::Store);
            std::thread::sleep(PAUSE);
            changes.wait();
        }
    }

    fn send(&self, event: &Event) {
        for session in self.sessions() {
            session.send(event.clone());
        }
    }

    fn sessions(&self) -> Vec<Session> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.iter().filter_map(Session::upgrade).collect()
    }
}
