//! Projects: created, renamed, described, removed.
//!
//! A project is identified by an id that never changes, so that renaming it is one small write and moves
//! nothing. The packages and datasets of the first project are at the store's root, where they were before
//! there were projects; those of the others are in folders of their own.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{Field, FormError, ProjectId, ProjectName, RunId};
use files::{atomic, document, tree};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::projects::{Holds, ProjectRow};

use crate::change::Change;
use crate::home::{Staging, random};
use crate::parts::{Parts, Projects};
use crate::reads::Reads;
use crate::storage::sweep;
use crate::{LogEntry, LogKind, LogSubject, Schedule};

/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// `project.json`, or `default.json` for the first project, which older programs wrote with a name alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProjectFile {
    #[serde(default)]
    pub(crate) id: ProjectId,
    pub(crate) name: ProjectName,
    #[serde(default)]
    description: String,
    #[serde(default)]
    pub(crate) created: Option<Timestamp>,
    /// When it was removed: the next process completes the removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
    /// Whether new runs keep their data unless somebody chooses otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    keeps_data: bool,
}

impl files::Document for ProjectFile {}

impl ProjectFile {
    /// The file of a project.
    pub(crate) fn read(path: &Path, id: &ProjectId) -> Result<Self> {
        Ok(Self { id: id.clone(), ..document::read(path)? })
    }

    /// The file of a project without a name: it is called by its id.
    pub(crate) fn unnamed(id: &ProjectId) -> Self {
        let (name, description) = (id.into(), String::new());
        Self { id: id.clone(), name, description, created: None, removed: None, keeps_data: false }
    }

    pub(crate) fn row(&self) -> ProjectRow {
        let (id, name, description) = (self.id.clone(), self.name.clone(), self.description.clone());
        ProjectRow { id, name, description, created: self.created, keeps_data: self.keeps_data }
    }
}

impl From<ProjectRow> for ProjectFile {
    fn from(row: ProjectRow) -> Self {
        let ProjectRow { id, name, description, created, keeps_data } = row;
        Self { id, name, description, created, removed: None, keeps_data }
    }
}

impl<S: Reads> Projects<'_, S> {
    /// All projects by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn all(&self) -> Result<Vec<ProjectRow>> {
        self.0.read(|tables| tables.projects())
    }

    /// The project of this name, or of this id.
    ///
    /// # Errors
    /// It does not exist; the message lists those that do.
    pub fn find(&self, text: &str) -> Result<ProjectRow> {
        let all = self.all()?;
        let named = text.parse::<ProjectName>().ok();
        let found = all.iter().find(|project| named.as_ref() == Some(&project.name));
        let found = found.or_else(|| all.iter().find(|project| project.id.as_str() == text));
        found.cloned().ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|project| project.name.as_str()).collect();
            Message::ProjectUnknown { name: text.to_string(), known: known.join(", ") }.into()
        })
    }

    /// How much a project contains.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn holds(&self, id: &ProjectId) -> Result<Holds> {
        self.0.read(|tables| tables.holds(id))
    }

    /// The current project.
    ///
    /// # Errors
    /// It was removed, or never existed.
    pub fn current(&self) -> Result<ProjectRow> {
        let row = self.0.read(|tables| tables.project(self.0.project()))?;
        row.ok_or_else(|| Message::ProjectGone.into())
    }

    fn refuse_taken_name(&self, name: &ProjectName, by: Option<&ProjectId>) -> Result<(), FormError> {
        // Two names that differ only in case would be confused.
        let folded = |name: &ProjectName| name.as_str().to_lowercase();
        let taken = |other: &ProjectRow| folded(&other.name) == folded(name) && Some(&other.id) != by;
        match self.all()?.into_iter().find(taken) {
            Some(other) => {
                let name = other.name.to_string();
                Err(FormError::at(Field::Name, Message::ProjectTaken { name }))
            }
            None => Ok(()),
        }
    }
}

impl Projects<'_> {
    /// Creates an empty project.
    ///
    /// # Errors
    /// Its name is taken; the description is too long.
    pub fn create(&self, name: &ProjectName, description: &str) -> Result<ProjectRow, FormError> {
        let description = check_description(description)?;
        self.0.change_store(|change| change.projects().create(name, description))
    }

    /// Changes the name or description of a project, also while it has runs: nothing else moves.
    ///
    /// # Errors
    /// The project does not exist; the name is taken; the description is too long.
    pub fn edit(
        &self,
        id: &ProjectId,
        name: &ProjectName,
        description: &str,
    ) -> Result<ProjectRow, FormError> {
        let description = check_description(description)?;
        self.0.change(id, |change| {
            let before = change.projects().current()?;
            change.projects().refuse_taken_name(name, Some(id))?;
            if before.name == *name && before.description == description {
                return Ok(before);
            }
            let now = ProjectRow { name: name.clone(), description, ..before.clone() };
            Ok(change.projects().put(&now, edited(change.timestamp(), &before, &now))?)
        })
    }

    /// Sets whether new runs of a project keep their data unless somebody chooses otherwise. Runs and schedules that are
    /// there stay as they are.
    ///
    /// # Errors
    /// The project does not exist.
    pub fn keep_data(&self, id: &ProjectId, keeps_data: bool) -> Result<ProjectRow> {
        self.0.change(id, |change| {
            let before = change.projects().current()?;
            if before.keeps_data == keeps_data {
                return Ok(before);
            }
            let (name, keeps) = (before.name.to_string(), if keeps_data { "yes" } else { "no" }.to_string());
            let news = entry(change.timestamp(), id, Message::LogProjectData { keeps, name });
            change.projects().put(&ProjectRow { keeps_data, ..before }, news)
        })
    }

    /// Removes a project with everything in it. Returns how many bytes that freed.
    ///
    /// # Errors
    /// The project does not exist; it is the first one, which stays; one of its runs has not ended.
    pub fn remove(&self, id: &ProjectId) -> Result<u64> {
        let gone = self.0.change::<_, Failure>(id, |change| {
            let row = change.projects().current()?;
            let name = row.name.to_string();
            if id.is_default() {
                return Err(Message::ProjectDefault { name }.into());
            }
            if let Some(run) = change.runs().open_in_project()?.first() {
                let (run, id) = (run.name.clone(), run.id.to_string());
                return Err(Message::ProjectInUse { name, run, id }.into());
            }
            let mut runs = Vec::new();
            change.read(|tables| tables.each_run(id, |run| runs.push(run.id)))?;
            let now = change.timestamp();
            let file = ProjectFile { removed: Some(now), ..row.into() };
            // From here on the project is removed, even if another process has to complete it.
            let home = change.home();
            home.with_reserve(|| change.write(&home.project_file(), &file))?;
            let gone = change.projects().move_to_trash(&runs)?;
            change.rows(|tables| tables.delete_project(&file.id))?;
            change.in_project(&ProjectId::default()).log(removed(now, &file));
            Ok(gone)
        })?;
        // Before the files are deleted: a program that dies meanwhile leaves something in the trash, so that the next one
        // sweeps, too.
        let swept = sweep(self.0.home());
        let deleted: u64 = gone.iter().map(|gone| self.0.delete(gone)).sum::<Result<u64>>()?;
        Ok(deleted + swept?)
    }
}

impl Projects<'_, Change<'_>> {
    fn create(&self, name: &ProjectName, description: String) -> Result<ProjectRow, FormError> {
        let change = self.0;
        self.refuse_taken_name(name, None)?;
        let staging = Staging::new(change.home())?;
        let prepared = staging.path().join("project");
        for folder in ["packages", "datasets"] {
            let folder = prepared.join(folder);
            fs::create_dir_all(&folder).map_err(|error| {
                Failure::because(Message::FileUnwritable { path: files::shown(&folder) }, error)
            })?;
        }
        let (id, created) = (ProjectId::from_random(random()), Some(change.timestamp()));
        let name = name.clone();
        let file = ProjectFile { id, name, description, created, removed: None, keeps_data: false };
        document::write(&prepared.join("project.json"), &file)?;
        atomic::sync_tree(&prepared)?;
        let own = change.in_project(&file.id);
        own.put(&prepared, &own.home().project_folder())?;
        own.rows(|tables| tables.put_project(&file.row()))?;
        added(&file).into_iter().for_each(|entry| own.log(entry));
        Ok(file.row())
    }

    /// Replaces what is said of this project, which ML Logs report as `news`.
    fn put(&self, now: &ProjectRow, news: LogEntry) -> Result<ProjectRow> {
        let (change, file) = (self.0, ProjectFile::from(now.clone()));
        let path = change.home().project_file();
        change.write(&path, &file)?;
        change.rows(|tables| {
            tables.put_project(now)?;
            tables.delete_damaged(&change.home().relative(&path))
        })?;
        change.log(news);
        Ok(now.clone())
    }

    /// Moves this project to the trash: first what names it, its own folder last. Returns the new paths.
    pub(crate) fn move_to_trash(&self, runs: &[RunId]) -> Result<Vec<PathBuf>> {
        let (change, home) = (self.0, self.0.home());
        let mut gone = Vec::new();
        for run in runs {
            gone.push(change.discard(home.run(run).path())?);
        }
        for Schedule { id, .. } in change.schedules().all() {
            gone.push(change.discard(&home.schedule(&id))?);
            tree::remove(&home.schedule_environ(&id))?;
        }
        gone.push(change.discard(&home.project_folder())?);
        // Some of it may have been deleted by hand in the meantime.
        gone.retain(|path| path.symlink_metadata().is_ok());
        Ok(gone)
    }
}

fn check_description(text: &str) -> Result<String, FormError> {
    let text = text.trim();
    if text.chars().count() > LONGEST_DESCRIPTION {
        let longest = LONGEST_DESCRIPTION as u64;
        return Err(FormError::at(Field::Description, Message::DescriptionTooLong { longest }));
    }
    Ok(text.to_string())
}

/// An entry of ML Logs about a project.
fn entry(at: Timestamp, id: &ProjectId, message: Message) -> LogEntry {
    LogEntry::new(at, LogKind::Project, Some(LogSubject::Project(id.clone())), message)
}

/// Recorded in the project itself. The first project, which always exists, has no such entry.
pub(crate) fn added(file: &ProjectFile) -> Option<LogEntry> {
    file.created.map(|created| added_at(created, file))
}

pub(crate) fn added_at(at: Timestamp, file: &ProjectFile) -> LogEntry {
    entry(at, &file.id, Message::LogProjectAdded { name: file.name.to_string() }).of(&file.id)
}

fn edited(at: Timestamp, before: &ProjectRow, now: &ProjectRow) -> LogEntry {
    let (before_name, name) = (before.name.to_string(), now.name.to_string());
    let message = match before.name == now.name {
        true => Message::LogProjectDescribed { name },
        false => Message::LogProjectRenamed { before: before_name, name },
    };
    entry(at, &now.id, message)
}

/// Recorded in the first project, since the project itself no longer exists.
pub(crate) fn removed(at: Timestamp, file: &ProjectFile) -> LogEntry {
    entry(at, &file.id, Message::LogProjectRemoved { name: file.name.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a person adds while another program removes the project would be where nobody looks.
    #[test]
    fn nothing_is_added_to_a_project_that_was_removed_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let open = || crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let (window, command) = (open(), open());
        let name = "Fraud".parse().unwrap();
        let project = window.projects().create(&name, " for cards ").unwrap();
        assert_eq!(project.description, "for cards");
        let window = window.in_project(&project.id);
        assert!(window.is_empty().unwrap());
        command.projects().remove(&project.id).unwrap();
        let rows = folder.path().join("rows");
        fs::create_dir(&rows).unwrap();
        let watch = files::Watch::default();
        let refused =
            window.datasets().add(&"rows".parse().unwrap(), &rows, false, &watch).unwrap_err().failure;
        assert_eq!(*refused.message, Message::ProjectGone);
        assert!(!window.home().project_folder().exists());
        let refused = window.projects().edit(&project.id, &name, "again").unwrap_err().failure;
        assert_eq!(*refused.message, Message::ProjectGone);
    }
}
