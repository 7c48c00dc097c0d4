//! The zoom of the page, in the steps that browsers have. It is one of the settings, because WebKit may lose
//! what a page stores just before the window closes.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use api::Session;
use engine::Settings;
use serde::Deserialize;
use tauri::WebviewWindow;

const STEPS: [u16; 11] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];
const NORMAL: u16 = 100;

/// What a key does to the zoom.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    In,
    Out,
    Reset,
}

impl Step {
    fn from(self, percent: u16) -> u16 {
        let next = match self {
            Self::In => STEPS.iter().find(|step| **step > percent),
            Self::Out => STEPS.iter().rfind(|step| **step < percent),
            Self::Reset => Some(&NORMAL),
        };
        next.copied().unwrap_or(percent)
    }
}

/// The zoom, in percent. Keys that follow each other quickly are handled one after the other.
pub(crate) struct Zoom(Mutex<u16>);

impl Zoom {
    /// The zoom that the last window saved.
    pub(crate) fn of_last_time(home: Option<&Path>) -> Self {
        let last = home.map_or(NORMAL, |home| Settings::of_folder(home).zoom);
        Self(Mutex::new(if STEPS.contains(&last) { last } else { NORMAL }))
    }

    /// Applies the saved zoom to a new window.
    pub(crate) fn restore(&self, window: &WebviewWindow) -> tauri::Result<()> {
        apply(window, *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Zooms by one step, and saves the result. Without a store that is only for this time.
    pub(crate) fn change(&self, step: Step, window: &WebviewWindow, session: &Session) -> tauri::Result<()> {
        let mut percent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *percent = step.from(*percent);
        apply(window, *percent)?;
        if let Ok(engine) = session.engine()
            && let Err(failure) = engine.save_settings(&Settings { zoom: *percent, ..engine.settings() })
        {
            tracing::warn!("The zoom is not saved: {failure:?}");
        }
        Ok(())
    }
}

fn apply(window: &WebviewWindow, percent: u16) -> tauri::Result<()> {
    window.set_zoom(f64::from(percent) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last step would jump somewhere, or the keys would stop working.
    #[test]
    fn each_key_goes_to_the_next_step_or_stays() {
        assert_eq!([50, 100, 200].map(|percent| Step::In.from(percent)), [67, 110, 200]);
        assert_eq!([50, 100, 200].map(|percent| Step::Out.from(percent)), [50, 90, 175]);
        assert_eq!([50, 100, 200].map(|percent| Step::Reset.from(percent)), [100, 100, 100]);
    }
}
