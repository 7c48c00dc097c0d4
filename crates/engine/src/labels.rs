//! Labels of runs: tags, a note, the pin. They are a person's own and change at any time, so they are
//! a file of their own in the run's directory. ML Logs do not tell of them.

use contract::{RunId, Status};
use files::atomic;
use locales::Result;
use rundir::Labels;
use store::runs::RunRow;

use crate::{Engine, Schedule};

impl Engine {
    /// Changes the labels of runs, of all or of none, in whatever state they are.
    ///
    /// # Errors
    /// What `change` refuses for one of them; there is no such run; they cannot be written.
    pub fn label_runs(&self, ids: &[RunId], change: impl Fn(&mut Labels) -> Result<()>) -> Result<()> {
        let lock = self.lock_store()?;
        let mut changed = Vec::new();
        for id in ids {
            let run = self.run(id.as_str())?;
            let mut labels = run.labels.clone();
            change(&mut labels)?;
            if labels != run.labels {
                changed.push(RunRow { labels, ..run.0 });
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        lock.mark()?;
        changed.iter().try_for_each(|run| self.write_labels(run))?;
        self.write(|tables| changed.iter().try_for_each(|run| tables.put_labels(&run.id, &run.labels)))?;
        lock.unmark();
        Ok(())
    }

    fn write_labels(&self, run: &RunRow) -> Result<()> {
        match &run.schedule {
            // It has no directory yet.
            Some(by) if run.status == Status::Scheduled => {
                let schedule = self.schedule(by.id.as_str())?;
                self.write_schedule(&Schedule { labels: run.labels.clone(), ..schedule })
            }
            _ => self.home.with_reserve(|| atomic::write_json(&self.home.run(&run.id).labels(), &run.labels)),
        }
    }

    /// The labels in a run's directory. What cannot be read says nothing.
    pub(crate) fn labels(&self, id: &RunId) -> Labels {
        atomic::read_json(&self.home.run(id).labels()).unwrap_or_default()
    }
}
