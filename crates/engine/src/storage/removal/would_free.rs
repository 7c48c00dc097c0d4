//! How much removing things would free, before anything is removed.

use std::path::PathBuf;

use files::{Watch, tree};
use locales::Result;

use super::Removable;
use super::snapshots::needed_without;
use crate::Home;
use crate::parts::Storage;
use crate::reads::Reads;

impl<S: Reads> Storage<'_, S> {
    /// How many bytes removing things would free once nobody can restore them: their files, and of what runs and datasets
    /// keep what nothing else needs. `None`: that cannot be said while snapshots are being taken. Where files are clones,
    /// less may become free.
    ///
    /// Nothing is removed, and nothing is found out that removing them would refuse.
    ///
    /// # Errors
    /// What something needs cannot be read; cancelled.
    pub fn would_free(&self, things: &[Removable], watch: &Watch) -> Result<Option<u64>> {
        let home = self.0.home();
        let paths: Vec<PathBuf> = things.iter().map(|thing| path_of(home, thing)).collect();
        let freed = tree::would_free(&paths, &watch.cancel)?;
        if !things.iter().any(|thing| matches!(thing, Removable::Run(_) | Removable::Dataset(..))) {
            return Ok(Some(freed.bytes));
        }
        let needed = || needed_without(home, &paths);
        let swept = home.snapshots().try_survey(needed, &freed.linked, watch)?;
        Ok(swept.map(|swept| freed.bytes + swept.freed))
    }
}

/// Where nearly all of a thing is.
fn path_of(home: &Home, thing: &Removable) -> PathBuf {
    match thing {
        Removable::Run(id) => home.run(id).path().into(),
        Removable::Package(project, name, None) => home.in_project(project).package(name),
        Removable::Package(project, name, Some(version)) => {
            home.in_project(project).version_zip(name, *version)
        }
        Removable::Dataset(project, name) => home.in_project(project).dataset(name),
        Removable::Schedule(id) => home.schedule(id),
        Removable::Environment(digest) => home.cache().join("envs").join(digest),
    }
}
