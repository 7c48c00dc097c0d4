//! Labels of runs: tags, a note, the pin. They are a person's own and change at any time, so they are
//! a file of their own in the run's directory. ML Logs do not tell of them.

use contract::{FormError, RunId, Status};
use locales::Result;
use rundir::RunTags;
use store::runs::RunRow;

use crate::Schedule;
use crate::change::Change;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

impl Runs<'_> {
    /// Changes the labels of runs, of all or of none, in whatever state they are.
    ///
    /// # Errors
    /// What `change` refuses for one of them; there is no such run; they cannot be written.
    pub fn label(
        &self,
        ids: &[RunId],
        change_labels: impl Fn(&mut RunTags) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        self.0.change_store(|change| {
            let mut changed = Vec::new();
            for id in ids {
                let run = change.runs().find(id.as_str())?;
                let mut labels = run.run_tags.clone();
                change_labels(&mut labels)?;
                if labels != run.run_tags {
                    changed.push(RunRow { run_tags: labels, ..run.0 });
                }
            }
            changed.iter().try_for_each(|run| change.runs().write_labels(run))?;
            if !changed.is_empty() {
                change.rows(|tables| {
                    changed.iter().try_for_each(|run| tables.put_run_tags(&run.id, &run.run_tags))
                })?;
            }
            Ok(())
        })
    }
}

impl Runs<'_, Change<'_>> {
    fn write_labels(&self, run: &RunRow) -> Result<()> {
        let change = self.0;
        match &run.schedule {
            // It has no directory yet.
            Some(by) if run.status == Status::Scheduled => {
                let schedule = change.schedules().find(by.id.as_str())?;
                change.schedules().write(&Schedule { labels: run.run_tags.clone(), ..schedule })
            }
            _ => {
                let path = change.home().run(&run.id).labels();
                change.home().with_reserve(|| change.write_of_run(&path, &run.run_tags))
            }
        }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The labels in a run's directory. What cannot be read says nothing.
    pub(crate) fn labels(&self, id: &RunId) -> RunTags {
        rundir::read(&self.0.home().run(id).labels()).unwrap_or_default()
    }
}
