//! Notifications about runs that ended.

use engine::Run;
use locales::{Language, Message};

/// A run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The run's id.
    pub id: String,
    /// Its name and how it ended.
    pub title: String,
    /// What it made, or why it failed.
    pub body: String,
    /// The language that both are in.
    pub language: Language,
}

impl Notification {
    /// `None`: the run has not ended.
    pub(crate) fn of(run: &Run, language: Language) -> Option<Self> {
        let title = format!("{} – {}", run.name, run.status.title().render(language));
        let id = run.id.to_string();
        run.status.is_end().then(|| Self { id, title, body: body(run, language), language })
    }
}

fn body(run: &Run, language: Language) -> String {
    match (&run.new_version, &run.reason) {
        (Some(new_version), _) => {
            let (package, version) = (run.package.to_string(), new_version.to_string());
            Message::NotificationMade { package, version }.render(language)
        }
        (None, Some(reason)) => reason.render(language),
        (None, None) => {
            let version = format!("{} {}", run.package, run.version);
            match run.score {
                Some(score) => {
                    let score = Message::RunScore { score: locales::score(score, language) };
                    format!("{version} – {}", score.render(language))
                }
                None => version,
            }
        }
    }
}
