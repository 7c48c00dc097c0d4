//! Records what the code logs besides numbers.

use locales::Message;
use rundir::RunDir;
use rundir::logged::{Logged, LoggedWriter, What};
use rundir::series::Source;
use tracking::{Other, What as Found};

use super::histograms::Histograms;
use super::images::Images;

/// What tags begin with that MLflow sets itself, such as the person's name and the path of the program.
const OWN_TAGS: &str = "mlflow.";

/// Records what the code logs besides numbers.
pub(super) struct LoggedRecorder {
    writer: LoggedWriter,
    images: Images,
    histograms: Histograms,
    /// Why the last writing failed.
    failed: Option<String>,
}

impl LoggedRecorder {
    pub(super) fn new(run: &RunDir) -> Self {
        let (writer, images) = (LoggedWriter::new(run), Images::new(run.images()));
        Self { writer, images, histograms: Histograms::default(), failed: None }
    }

    /// Adds what was logged with MLflow, which is in the file after the next [`LoggedRecorder::flush`].
    pub(super) fn mlflow(&mut self, part: &str, what: What) {
        let is_own = matches!(&what, What::Tag { name, .. } if name.starts_with(OWN_TAGS));
        if !is_own {
            self.writer.add(Logged { source: Source::Mlflow, part: part.to_owned(), what });
        }
    }

    /// Adds what was found in a file.
    pub(super) fn found(&mut self, found: &Other<'_>) {
        let name = found.name.to_owned();
        let what = match found.what {
            Found::Parameter(value) => What::Parameter { name, value: value.to_owned(), cut: false },
            Found::Text { text, cut } => What::Text { name, step: found.step, text: text.to_owned(), cut },
            Found::Image { index, encoded, .. } => {
                let what = |file| What::Image { name: name.clone(), index, step: found.step, file };
                let logged =
                    |file| Logged { source: found.source, part: found.part.to_owned(), what: what(file) };
                let series = (found.part.to_owned(), name.clone(), index);
                return self.images.add(series, encoded, logged, &mut self.writer);
            }
            Found::Histogram(bins) => return self.histograms.add(found, bins, &mut self.writer),
            // Other programs show these; how a training ended, its process says.
            Found::Summary(_) | Found::Ended(_) | Found::Restarted => return,
        };
        self.writer.add(Logged { source: found.source, part: found.part.to_owned(), what });
    }

    /// Writes what was added. On a full disk it waits for the next time.
    pub(super) fn flush(&mut self) {
        self.failed = self.writer.flush().err().map(|error| error.to_string());
    }

    /// Writes the rest. Returns what the log should say.
    pub(super) fn finish(&mut self) -> Vec<Message> {
        self.flush();
        let mut messages =
            Vec::from_iter(self.failed.take().map(|reason| Message::LoggedNotWritten { reason }));
        let (count, images) = (self.writer.dropped(), self.images.dropped());
        let histograms = self.histograms.dropped();
        messages.extend((count > 0).then_some(Message::LoggedDropped { count }));
        messages.extend((images > 0).then_some(Message::LoggedImagesDropped { count: images }));
        messages.extend((histograms > 0).then_some(Message::LoggedHistogramsDropped { count: histograms }));
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would have to look for their tags among those that MLflow sets, and export their name with the run.
    #[test]
    fn tags_of_mlflow_itself_and_what_is_shown_elsewhere_are_not_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut recorder = LoggedRecorder::new(&run);
        for name in ["mlflow.user", "mlflow.source.name", "team"] {
            let what = What::Tag { name: name.into(), value: Some("blue".into()), cut: false };
            recorder.mlflow("", what);
        }
        let source = Source::Wandb;
        for what in [Found::Parameter("0.1"), Found::Summary("1"), Found::Ended(tracking::Ended::Failed)] {
            recorder.found(&Other { source, part: "wandb", name: "lr", step: 0, time: 0.0, what });
        }
        assert_eq!(recorder.finish(), []);
        let all = rundir::logged::read(&run).unwrap();
        let names: Vec<_> = all.iter().map(|logged| (logged.source, &*logged.part, &logged.what)).collect();
        let parameter = What::Parameter { name: "lr".into(), value: "0.1".into(), cut: false };
        let tag = What::Tag { name: "team".into(), value: Some("blue".into()), cut: false };
        assert_eq!(names, [(source, "wandb", &parameter), (Source::Mlflow, "", &tag)]);
    }
}
