//! Removing runs in a way that can be undone: their directories move to the trash at once, and are deleted
//! when nobody can restore them any more.
//!
//! They are together in a folder of the trash whose lock is held by the process that can restore them. If
//! that process dies or ends, the next program deletes them.

use std::path::PathBuf;

use contract::RunId;
use files::tree;
use locales::Result;

use super::{removed, restored};
use crate::home::Staging;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;
use crate::{Home, Run};

/// Removed runs. Dropping this deletes their files; until then [`Runs::restore`] can put them back.
#[derive(Debug)]
#[must_use]
pub struct Removed {
    rows: Vec<Run>,
    folder: Staging,
}

impl Removed {
    /// The bytes that deleting them frees.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        Ok(tree::usage(self.folder.path())?.bytes)
    }

    /// The original path of each directory, and its path in the trash.
    fn moves(&self, home: &Home) -> impl Iterator<Item = (PathBuf, PathBuf)> {
        let away = self.folder.path();
        self.rows.iter().map(move |row| (home.run(&row.id).path().to_path_buf(), away.join(&row.id)))
    }
}

impl Runs<'_> {
    /// The bytes that runs take on the disk.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn usage(&self, ids: &[RunId]) -> Result<u64> {
        ids.iter().map(|id| Ok(tree::usage(self.0.home().run(id).path())?.bytes)).sum()
    }

    /// Removes runs with everything in their directories, all of them or none; the versions they made stay.
    /// As long as the returned value is held, they can be restored.
    ///
    /// # Errors
    /// One of them is unknown or has not ended.
    pub fn remove_together(&self, ids: &[RunId]) -> Result<Removed> {
        let folder = Staging::in_trash(self.0.home())?;
        self.0.change_store(|change| {
            let rows = ids.iter().map(|id| change.runs().find_ended(id)).collect::<Result<Vec<_>>>()?;
            let gone = Removed { rows, folder };
            let moves = || gone.moves(change.home());
            let moved = moves().try_for_each(|(there, away)| change.rename(&there, &away));
            let all = moved.and_then(|()| {
                change.rows(|tables| gone.rows.iter().try_for_each(|row| tables.delete_run(&row.id)))
            });
            if let Err(failure) = all {
                // The refused runs must all stay. The store is dirty, so the index is rebuilt.
                moves().for_each(|(there, away)| drop(change.rename(&away, &there)));
                return Err(failure);
            }
            for row in &gone.rows {
                change.in_project(&row.project).log(removed(change.timestamp(), &row.id, &row.name));
            }
            Ok(gone)
        })
    }

    /// Puts removed runs back as they were.
    ///
    /// # Errors
    /// A run cannot be put back, in which case another attempt continues; or the project of one was removed.
    pub fn restore(&self, back: &Removed) -> Result<()> {
        self.0.change_store(|change| {
            back.rows
                .iter()
                .try_for_each(|row| change.in_project(&row.project).projects().current().map(drop))?;
            back.moves(change.home()).try_for_each(|(there, away)| change.rename(&away, &there))?;
            change.rows(|tables| back.rows.iter().try_for_each(|row| tables.put_run(row)))?;
            for row in &back.rows {
                change.in_project(&row.project).log(restored(change.timestamp(), &row.id, &row.name));
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use files::document;
    use locales::Message;
    use rundir::{Outcome, RunSpec};
    use serde_json::json;
    use store::runs::RunRow;

    use super::*;
    use crate::{Engine, LogFilter};

    fn engine(folder: &Path) -> Engine {
        Engine::open(&folder.join("home"), "/no/program".into()).unwrap()
    }

    /// A run with a log, ended or not.
    fn run(engine: &Engine, n: u64, ended: bool) -> RunId {
        let id = RunId::from_random(n * 0x0123_4567_89ab_cdef);
        let spec: RunSpec = serde_json::from_value(json!({
            "id": id, "name": format!("run {n}"), "kind": "training", "project": "default",
            "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "", "python": null},
            "input": null, "evaluation": null, "parameters": [], "gpu": false, "grace_seconds": 10,
            "created": "2026-11-25T08:00:00Z",
        }))
        .unwrap();
        let directory = engine.home().run(&id);
        fs::create_dir_all(directory.path()).unwrap();
        document::write(&directory.spec(), &spec).unwrap();
        fs::write(directory.log(), "epoch 1\n".repeat(2000)).unwrap();
        let outcome = ended
            .then(|| Outcome::interrupted(spec.created, spec.created, false, Message::ReasonInterrupted));
        let row = RunRow::of(&spec, None, outcome.as_ref(), None, engine.runs().run_tags(&id));
        engine.change_store(|change| change.catch_up(|tables| tables.put_run(&row))).unwrap();
        id
    }

    fn entries(engine: &Engine) -> Vec<String> {
        let log = engine.activity().page(&LogFilter::default(), 0, 100).unwrap();
        log.rows.iter().rev().map(|(_, entry)| entry.render(locales::Language::English)).collect()
    }

    /// Undo would restore less than there was, or nothing: another program empties the trash.
    #[test]
    fn what_is_put_back_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let ids = [run(&engine, 1, true), run(&engine, 2, true)];
        let before = ids.each_ref().map(|id| engine.runs().find(id.as_str()).unwrap());
        let bytes = engine.runs().usage(&ids).unwrap();
        let removed = engine.runs().remove_together(&ids).unwrap();
        assert!(
            ids.iter()
                .all(|id| engine.runs().find(id.as_str()).is_err() && !engine.home().run(id).path().exists())
        );
        let left = removed.bytes().unwrap();
        assert!(left >= bytes && bytes > 0, "{left} of {bytes}");
        drop(self::engine(folder.path()));
        engine.runs().restore(&removed).unwrap();
        drop(removed);
        assert_eq!(ids.each_ref().map(|id| engine.runs().find(id.as_str()).unwrap()), before);
        assert_eq!(engine.runs().usage(&ids).unwrap(), bytes);
        let removed_entries = entries(&engine);
        assert!(
            removed_entries.iter().any(|line| line == "The run run 2 was removed."),
            "{removed_entries:?}"
        );
        assert_eq!(removed_entries.last().unwrap(), "The removal of the run run 2 was undone.");
    }

    /// The disk would stay as full as it was.
    #[test]
    fn what_nobody_puts_back_is_deleted_by_its_holder_or_by_the_next_program() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let trash = || fs::read_dir(engine.home().trash()).unwrap().count();
        drop(engine.runs().remove_together(&[run(&engine, 1, true)]).unwrap());
        assert_eq!(trash(), 0);
        // As a killed program leaves it: the lock is free.
        let left = engine.home().trash().join("0123456789abcdef");
        fs::create_dir(&left).unwrap();
        fs::write(left.with_extension("lock"), "").unwrap();
        let id = run(&engine, 2, true);
        fs::rename(engine.home().run(&id).path(), left.join(&id)).unwrap();
        drop(self::engine(folder.path()));
        assert_eq!(trash(), 0);
    }

    /// Some of the runs would be gone, although the refusal says that nothing was done.
    #[test]
    fn one_running_run_keeps_all_from_being_removed() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let ids = [run(&engine, 1, true), run(&engine, 2, false)];
        assert!(engine.runs().remove_together(&ids).is_err());
        assert!(
            ids.iter()
                .all(|id| engine.runs().find(id.as_str()).is_ok() && engine.home().run(id).path().exists())
        );
        assert_eq!(fs::read(engine.home().lock()).unwrap(), b"-");
    }
}
