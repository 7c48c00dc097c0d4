//! The program's own work, in a thread that the supervisor watches.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use files::{Watch, parallel};
use locales::{Failure, Message, Result};
use rundir::RunEventKind;
use rustix::pipe::{PipeFlags, pipe_with};

use crate::supervisor::{Interruption, Supervised, Supervisor, cannot, output_pipe};

impl Supervisor {
    /// Runs `work` in a thread. What it writes to its file goes to the log.
    pub(crate) fn job<T: Send>(
        &mut self,
        work: impl FnOnce(&Watch, &OwnedFd) -> Result<T> + Send,
    ) -> Result<T, Interruption> {
        self.run_job(work, true)
    }

    /// Like [`Supervisor::job`], while the package's code is alive and waits.
    pub(crate) fn job_beside<T: Send>(
        &mut self,
        work: impl FnOnce(&Watch) -> Result<T> + Send,
    ) -> Result<T, Interruption> {
        self.run_job(|watch, _| work(watch), false)
    }

    fn run_job<T: Send>(
        &mut self,
        work: impl FnOnce(&Watch, &OwnedFd) -> Result<T> + Send,
        is_alone: bool,
    ) -> Result<T, Interruption> {
        let (output, written) = output_pipe().map_err(cannot)?;
        let (end, ended) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| cannot(error.into()))?;
        let watch = Watch::default();
        let mut job = Job { end, watch: watch.clone(), shown: 0, is_alone };
        let done = std::thread::scope(|scope| {
            let span = tracing::Span::current();
            let work = move || {
                let (_ended, _span) = (ended, span.entered());
                work(&watch, &written)
            };
            let thread = std::thread::Builder::new().spawn_scoped(scope, work).map_err(parallel::none)?;
            self.run(&mut job, output)?;
            thread.join().map_err(|_| Failure::from(Message::ExecFailed))
        });
        // The reason is the stop or the guard's death, not that the job was cancelled for it.
        self.halted()?;
        Ok(done.map_err(Interruption::from)??)
    }
}

/// Work in a thread.
struct Job {
    end: OwnedFd,
    watch: Watch,
    shown: u64,
    /// Whether all descendants of this process belong to the job.
    is_alone: bool,
}

impl Supervised for Job {
    fn end(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }

    fn terminate(&self) {
        self.watch.cancel.cancel();
    }

    fn kill(&self) {
        self.watch.cancel.cancel();
    }

    fn clear(&mut self) {
        // The thread has ended, so that nobody waits for a child any more.
        if self.is_alone {
            processes::kill_descendants();
        }
    }

    fn progress(&mut self) -> Option<RunEventKind> {
        let counts = self.watch.progress.counts();
        let changed = counts.bytes_done + counts.files_done != self.shown;
        self.shown = counts.bytes_done + counts.files_done;
        let (done, total, files) = (counts.bytes_done, counts.bytes_total, counts.files_done);
        changed.then_some(RunEventKind::Progress { done, total, files })
    }
}
