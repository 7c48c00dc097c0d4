//! A word to the desktop when a run ends and nobody looks at the window.

use engine::Run;
use files::parallel;
use locales::Message;
use tauri::{AppHandle, Manager};

use crate::app::App;
use crate::events::Event;
use crate::window;

/// Lets the person know of a run that ended, unless the window is in front. A click shows the run.
pub(crate) fn show(app: &App, handle: &AppHandle, run: &Run) {
    let is_in_front = handle.get_webview_window(window::LABEL).is_some_and(|window| {
        window.is_focused().unwrap_or(false) && !window.is_minimized().unwrap_or(false)
    });
    if is_in_front || !run.status.is_end() {
        return;
    }
    let language = app.language();
    let mut notification = notify_rust::Notification::new();
    notification
        .appname("Trainyard")
        .icon("trainyard-desktop")
        .summary(&format!("{} – {}", run.name, run.status.title().say(language)))
        .body(&body(run, language))
        .action("default", &Message::NotificationShow.say(language));
    let (app, handle, id) = (app.clone(), handle.clone(), run.id.to_string());
    // Whoever shows it keeps it for as long as it likes.
    let waits = parallel::start(move || {
        // Without a desktop that shows notifications there is nothing to do.
        let Ok(shown) = notification.show() else { return };
        shown.wait_for_action(|action| {
            if action == "default" {
                window::to_front(&handle);
                app.events().tell(Event::Show { id: id.clone() });
            }
        });
    });
    // The list shows that it ended, too.
    drop(waits);
}

fn body(run: &Run, language: locales::Language) -> String {
    match (&run.made, &run.reason) {
        (Some(made), _) => {
            let (package, version) = (run.package.to_string(), made.to_string());
            Message::NotificationMade { package, version }.say(language)
        }
        (None, Some(reason)) => reason.say(language),
        (None, None) => {
            let version = format!("{} {}", run.package, run.version);
            match run.score {
                Some(score) => {
                    let score = Message::RunScore { score: locales::score(score, language) };
                    format!("{version} – {}", score.say(language))
                }
                None => version,
            }
        }
    }
}
