//! Writes points into the file of series.

use std::fs::OpenOptions;
use std::io;
use std::path::PathBuf;

use rundir::series::{SeriesError, SeriesWriter};
use tracking::Measured;

/// Writes points into the file of series, which is made with the first one.
pub(super) struct Recorder {
    path: PathBuf,
    writer: Option<SeriesWriter>,
    /// Why there is no file yet, though there should be one.
    failed: Option<SeriesError>,
    /// How many points came before there was a file.
    lost: u64,
}

impl Recorder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, writer: None, failed: None, lost: 0 }
    }

    /// Adds a point, which is in the file after the next [`Recorder::flush`].
    pub(super) fn add(&mut self, measured: &Measured<'_>) {
        let is_hopeless = matches!(self.failed, Some(SeriesError::Other));
        if self.writer.is_none() && !is_hopeless {
            match self.make() {
                Ok(writer) => (self.writer, self.failed) = (Some(writer), None),
                Err(error) => self.failed = Some(error),
            }
        }
        match &mut self.writer {
            Some(writer) => writer.point(measured.source, measured.part, measured.name, measured.point),
            None => self.lost += 1,
        }
    }

    /// Writes what was added. On a full disk it waits for the next time.
    pub(super) fn flush(&mut self) {
        if let Some(writer) = &mut self.writer
            && let Err(error) = writer.flush()
        {
            tracing::debug!(%error, "could not write the run's series");
        }
    }

    /// Writes the rest. Returns how many points were dropped.
    ///
    /// # Errors
    /// Why the rest, or all, could not be written.
    pub(super) fn finish(&mut self) -> (u64, Result<(), String>) {
        self.flush();
        let Some(writer) = self.writer.take() else {
            let failed = self.failed.take().map_or(Ok(()), |error| Err(error.to_string()));
            return (self.lost, failed);
        };
        let dropped = writer.dropped().total().saturating_add(self.lost);
        (dropped, writer.finish().map_err(|error| error.to_string()))
    }

    fn make(&self) -> Result<SeriesWriter, SeriesError> {
        // It must not exist: without isolation, the code could have made a link of it.
        match OpenOptions::new().read(true).write(true).create_new(true).open(&self.path) {
            Ok(file) => SeriesWriter::open(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(SeriesError::Other),
            Err(error) => Err(error.into()),
        }
    }
}
