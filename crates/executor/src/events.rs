//! `events.jsonl`: a line for everything that is worth knowing later.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use contract::{Event, EventKind, RunDir};
use locales::{Failure, Message, Result};

pub(crate) struct Events(File);

impl Events {
    pub(crate) fn open(run: &RunDir) -> Result<Self> {
        let path = run.events();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        Ok(Self(file.map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&path) }, error)
        })?))
    }

    /// Writes one line. A full disk loses events, never a training.
    pub(crate) fn write(&mut self, kind: EventKind) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let t = since.as_micros() as f64 / 1000.0;
        if let Ok(mut line) = serde_json::to_vec(&Event { t, kind }) {
            line.push(b'\n');
            let _ = self.0.write_all(&line);
        }
    }
}
