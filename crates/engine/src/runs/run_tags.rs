//! Tags, note and pin of runs. A person can change them at any time, so they have a file of their own in the
//! run's directory (`labels.json`). ML Logs do not record them.

use contract::{FormError, RunId, Status};
use locales::Result;
use rundir::RunTags;
use store::runs::RunRow;

use crate::Schedule;
use crate::change::Change;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

impl Runs<'_> {
    /// Changes tags, note or pin of runs, of all or none of them, whatever their status.
    ///
    /// # Errors
    /// What `edit` refuses for one of them; a run does not exist; a file cannot be written.
    pub fn edit_tags(
        &self,
        ids: &[RunId],
        edit: impl Fn(&mut RunTags) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        self.0.change_store(|change| {
            let mut changed = Vec::new();
            for id in ids {
                let run = change.runs().find(id.as_str())?;
                let mut run_tags = run.run_tags.clone();
                edit(&mut run_tags)?;
                if run_tags != run.run_tags {
                    changed.push(RunRow { run_tags, ..run.0 });
                }
            }
            changed.iter().try_for_each(|run| change.runs().write_run_tags(run))?;
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
    fn write_run_tags(&self, run: &RunRow) -> Result<()> {
        let change = self.0;
        match &run.schedule {
            // A scheduled run has no directory yet.
            Some(by) if run.status == Status::Scheduled => {
                let schedule = change.schedules().find(by.id.as_str())?;
                change.schedules().write(&Schedule { run_tags: run.run_tags.clone(), ..schedule })
            }
            _ => {
                let path = change.home().run(&run.id).labels();
                change.home().with_reserve(|| change.write_of_run(&path, &run.run_tags))
            }
        }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The tags, note and pin of a run. A missing or unreadable file counts as empty.
    pub(crate) fn run_tags(&self, id: &RunId) -> RunTags {
        rundir::read(&self.0.home().run(id).labels()).unwrap_or_default()
    }
}
