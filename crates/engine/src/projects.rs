//! Projects: made, renamed, described, removed.
//!
//! A project is known by an id that never changes, so that another name is one small write and
//! moves nothing. The first one's packages and datasets lie at the store's root, where they lay
//! before there were others; another one's lie in its own folder.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{ProjectId, ProjectName, RunId};
use files::{atomic, tree};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::projects::{Holds, ProjectRow};

use crate::home::{Staging, random};
use crate::{Engine, LogEntry, LogKind, LogSubject, Schedule, StoreLock};

/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// `project.json`, or the first one's `default.json`, which older programs wrote with a name alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProjectFile {
    #[serde(default)]
    pub(crate) id: ProjectId,
    pub(crate) name: ProjectName,
    #[serde(default)]
    description: String,
    #[serde(default)]
    pub(crate) created: Option<Timestamp>,
    /// When it was removed: whoever finds this goes on with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
}

impl ProjectFile {
    /// The file of a project; called by its id where there is none that can be read.
    pub(crate) fn read(path: &Path, id: &ProjectId) -> Self {
        let file = atomic::read_json(path).unwrap_or_else(|_| {
            let (name, description) = (id.into(), String::new());
            Self { id: id.clone(), name, description, created: None, removed: None }
        });
        Self { id: id.clone(), ..file }
    }

    pub(crate) fn row(&self) -> ProjectRow {
        let (id, name) = (self.id.clone(), self.name.clone());
        ProjectRow { id, name, description: self.description.clone(), created: self.created }
    }
}

impl Engine {
    /// The id of the project that is worked in.
    pub fn project(&self) -> &ProjectId {
        self.home.project()
    }

    /// The same store, worked in another project.
    pub fn in_project(&self, id: &ProjectId) -> Self {
        if self.project() == id {
            return self.clone();
        }
        // Of ML Logs each holds the project's own.
        Self { home: self.home.in_project(id), log: Default::default(), ..self.clone() }
    }

    /// All projects by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn projects(&self) -> Result<Vec<ProjectRow>> {
        self.read(|tables| tables.projects())
    }

    /// The project of this name, or of this id.
    ///
    /// # Errors
    /// There is none: says which there are.
    pub fn find_project(&self, text: &str) -> Result<ProjectRow> {
        let all = self.projects()?;
        let named = text.parse::<ProjectName>().ok();
        let found = all.iter().find(|project| named.as_ref() == Some(&project.name));
        let found = found.or_else(|| all.iter().find(|project| project.id.as_str() == text));
        found.cloned().ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|project| project.name.as_str()).collect();
            Message::ProjectUnknown { name: text.to_string(), known: known.join(", ") }.into()
        })
    }

    /// How much a project holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn holds(&self, id: &ProjectId) -> Result<Holds> {
        self.read(|tables| tables.holds(id))
    }

    /// Makes a project with nothing in it.
    ///
    /// # Errors
    /// Its name is taken; the description is too long.
    pub fn create_project(&self, name: &ProjectName, description: &str) -> Result<ProjectRow> {
        let description = check_description(description)?;
        let lock = self.lock_store()?;
        self.refuse_taken_name(name, None)?;
        let staging = Staging::new(&self.home)?;
        let prepared = staging.path().join("project");
        for folder in ["packages", "datasets"] {
            let folder = prepared.join(folder);
            fs::create_dir_all(&folder).map_err(|error| {
                Failure::because(Message::FileUnwritable { path: files::shown(&folder) }, error)
            })?;
        }
        let (id, created) = (ProjectId::from_random(random()), Some(Timestamp::now()));
        let file = ProjectFile { id, name: name.clone(), description, created, removed: None };
        atomic::write_json(&prepared.join("project.json"), &file)?;
        atomic::sync_tree(&prepared)?;
        lock.mark()?;
        let own = self.in_project(&file.id);
        atomic::rename_no_replace(&prepared, &own.home.project_folder())?;
        atomic::sync_folder(&self.home.projects())?;
        self.write(|tables| tables.put_project(&file.row()))?;
        own.changed(&lock, added(&file));
        Ok(file.row())
    }

    /// Gives a project another name, another description, or both. Runs that go on are not in the way:
    /// nothing else moves.
    ///
    /// # Errors
    /// There is no such project; another one has the name; the description is too long.
    pub fn edit_project(&self, id: &ProjectId, name: &ProjectName, description: &str) -> Result<ProjectRow> {
        let description = check_description(description)?;
        let lock = self.lock_store()?;
        let own = self.in_project(id);
        let before = own.project_row()?;
        self.refuse_taken_name(name, Some(id))?;
        if before.name == *name && before.description == description {
            return Ok(before);
        }
        let (name, created) = (name.clone(), before.created);
        let file = ProjectFile { id: id.clone(), name, description, created, removed: None };
        lock.mark()?;
        atomic::write_json(&own.home.project_file(), &file)?;
        self.write(|tables| tables.put_project(&file.row()))?;
        own.changed(&lock, edited(&before, &file));
        Ok(file.row())
    }

    /// Removes a project with all that it holds. Answers how many bytes that freed.
    ///
    /// # Errors
    /// There is none; it is the first one, which stays; one of its runs has not ended.
    pub fn remove_project(&self, id: &ProjectId) -> Result<u64> {
        let lock = self.lock_store()?;
        let own = self.in_project(id);
        let row = own.project_row()?;
        let name = row.name.to_string();
        if id.is_default() {
            return Err(Message::ProjectDefault { name }.into());
        }
        if let Some(run) = own.own_open_runs()?.first() {
            return Err(Message::ProjectInUse { name, run: run.id.to_string() }.into());
        }
        let mut runs = Vec::new();
        self.read(|tables| tables.each_run(id, |run| runs.push(run.id)))?;
        lock.mark()?;
        let removed_at = Some(Timestamp::now());
        let ProjectRow { id, name, description, created } = row;
        let file = ProjectFile { id, name, description, created, removed: removed_at };
        // From here on it is removed, whoever must go on with it.
        self.home.with_reserve(|| atomic::write_json(&own.home.project_file(), &file))?;
        let gone = own.take_away_project(&runs)?;
        self.write(|tables| tables.delete_project(&file.id))?;
        self.in_project(&ProjectId::default()).changed(&lock, removed(&file));
        drop(lock);
        gone.iter().map(|gone| self.delete(gone)).sum()
    }

    /// Takes this project out of sight: what names it first, its own folder last. Answers where it
    /// all is now.
    pub(crate) fn take_away_project(&self, runs: &[RunId]) -> Result<Vec<PathBuf>> {
        let mut gone = Vec::new();
        for run in runs {
            gone.push(self.home.to_trash(self.home.run(run).path())?);
        }
        for Schedule { id, .. } in self.schedules() {
            gone.push(self.home.to_trash(&self.home.schedule(&id))?);
            tree::remove(&self.home.schedule_environ(&id))?;
        }
        gone.push(self.home.to_trash(&self.home.project_folder())?);
        // What somebody has deleted by hand meanwhile.
        gone.retain(|path| path.symlink_metadata().is_ok());
        Ok(gone)
    }

    /// The store's lock, for adding something to this project: another program may have removed it.
    pub(crate) fn lock_project(&self) -> Result<StoreLock> {
        let lock = self.lock_store()?;
        self.project_row()?;
        Ok(lock)
    }

    /// The project that is worked in.
    ///
    /// # Errors
    /// It was removed, or there never was one of this id.
    pub fn project_row(&self) -> Result<ProjectRow> {
        let row = self.read(|tables| tables.project(self.project()))?;
        row.ok_or_else(|| Message::ProjectGone.into())
    }

    fn refuse_taken_name(&self, name: &ProjectName, by: Option<&ProjectId>) -> Result<()> {
        // Two that differ only in capitals would be taken for each other.
        let said = |name: &ProjectName| name.as_str().to_lowercase();
        let taken = |other: &ProjectRow| said(&other.name) == said(name) && Some(&other.id) != by;
        match self.projects()?.into_iter().find(taken) {
            Some(other) => Err(Message::ProjectTaken { name: other.name.to_string() }.into()),
            None => Ok(()),
        }
    }
}

fn check_description(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST_DESCRIPTION {
        return Err(Message::DescriptionTooLong { longest: LONGEST_DESCRIPTION as u64 }.into());
    }
    Ok(text.to_string())
}

/// What is told of a project.
fn entry(id: &ProjectId, said: Message) -> LogEntry {
    LogEntry::new(LogKind::Project, Some(LogSubject::Project(id.clone())), said)
}

/// Told in the project itself.
pub(crate) fn added(file: &ProjectFile) -> LogEntry {
    let said = Message::LogProjectAdded { name: file.name.to_string() };
    let at = file.created.unwrap_or_else(Timestamp::now);
    LogEntry { at, ..entry(&file.id, said) }.of(&file.id)
}

fn edited(before: &ProjectRow, now: &ProjectFile) -> LogEntry {
    let (before_name, name) = (before.name.to_string(), now.name.to_string());
    let said = match before.name == now.name {
        true => Message::LogProjectDescribed { name },
        false => Message::LogProjectRenamed { before: before_name, name },
    };
    entry(&now.id, said)
}

/// Told in the first project: its own has gone.
pub(crate) fn removed(file: &ProjectFile) -> LogEntry {
    entry(&file.id, Message::LogProjectRemoved { name: file.name.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a person adds while another program removes the project would lie where nobody looks.
    #[test]
    fn nothing_is_added_to_a_project_that_was_removed_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let (window, command) = (open(), open());
        let name = "Fraud".parse().unwrap();
        let project = window.create_project(&name, " for cards ").unwrap();
        assert_eq!(project.description, "for cards");
        let window = window.in_project(&project.id);
        assert!(window.is_empty().unwrap());
        command.remove_project(&project.id).unwrap();
        let rows = folder.path().join("rows");
        fs::create_dir(&rows).unwrap();
        let watch = files::Watch::default();
        let refused = window.add_dataset(&"rows".parse().unwrap(), &rows, false, &watch).unwrap_err();
        assert_eq!(*refused.message, Message::ProjectGone);
        assert!(!window.home.project_folder().exists());
        let refused = window.edit_project(&project.id, &name, "again").unwrap_err();
        assert_eq!(*refused.message, Message::ProjectGone);
    }
}
