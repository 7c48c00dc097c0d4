//! The store's folder: where everything is in it.

mod private;
mod staging;

pub use staging::Scratch;
pub(crate) use staging::Staging;

use std::fs::{self, DirBuilder};
use std::hash::{BuildHasher, RandomState};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use contract::{DatasetName, PackageName, ProjectId, RunId, ScheduleId, Version};
use files::lock;
use locales::{Failure, Message, Result};
use rundir::RunDir;
use snapshots::Snapshots;

/// The store's folder, and the current project. Knows all names in it.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
    project: ProjectId,
    /// It cannot be changed: it is on a read-only disk, or belongs to another user.
    is_read_only: bool,
    /// What the person should know about who can read it.
    privacy: Option<Message>,
}

impl Home {
    /// The store in `folder`, created if it does not exist.
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        let failed = |error| Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error);
        let home = std::path::absolute(folder).map_err(failed)?;
        let create =
            |folder: &Path| DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed);
        create(&home)?;
        // A folder that is not a store yet cannot become one if it is read-only.
        let was_store = home.join("packages").is_dir();
        let is_read_only = was_store && !files::may_write(&home);
        let mut privacy = None;
        if !is_read_only {
            FOLDERS.iter().try_for_each(|name| create(&home.join(name)))?;
            privacy = private::close(&home, was_store);
        }
        // The processes of a run have other working directories and compare paths, so links and dots are
        // resolved.
        let folder = home.canonicalize().map_err(failed)?;
        Ok(Self { folder, project: ProjectId::default(), is_read_only, privacy })
    }

    /// The names in `folder`, whether or not it is a store.
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.into(), project: ProjectId::default(), is_read_only: true, privacy: None }
    }

    /// Whether the store is read-only.
    pub(crate) fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Fails if the store is read-only.
    pub(crate) fn may_change(&self) -> Result<()> {
        if self.is_read_only { Err(self.read_only().into()) } else { Ok(()) }
    }

    /// The message that the store is read-only.
    pub(crate) fn read_only(&self) -> Message {
        Message::StoreReadOnly { path: files::shown(&self.folder) }
    }

    /// What the person should know about who can read the store.
    pub(crate) fn privacy(&self) -> Option<&Message> {
        self.privacy.as_ref()
    }

    /// Fails if `output`, where something is to be saved, is in the store: it would be taken for the store's own, or
    /// replace a file of it. Only a temporary folder that is in use is a program's own business.
    pub(crate) fn refuse_inside(&self, output: &Path) -> Result<()> {
        let absolute = std::path::absolute(output).unwrap_or_else(|_| output.into());
        // What does not exist yet will be created below the first folder that does.
        let mut above = absolute.ancestors().filter_map(|folder| Some((folder, folder.canonicalize().ok()?)));
        let Some((folder, real)) = above.next() else { return Ok(()) };
        let real = real.join(absolute.strip_prefix(folder).unwrap_or(&absolute));
        let in_use = |below: &Path| {
            let first = below.components().next().map(|first| self.staging().join(first));
            first.is_some_and(|first| lock::is_held(&first.with_extension("lock")).unwrap_or(false))
        };
        if !real.starts_with(&self.folder) || real.strip_prefix(self.staging()).is_ok_and(in_use) {
            return Ok(());
        }
        Err(Message::OutputInStore { path: files::shown(output), store: files::shown(&self.folder) }.into())
    }

    /// Fails if no Python environment can be built in it: uv and Python exchange the paths of folders as
    /// text.
    pub(crate) fn may_train(&self) -> Result<()> {
        match self.folder.to_str() {
            Some(_) => Ok(()),
            None => Err(Message::StoreNotUtf8 { path: files::shown(&self.folder) }.into()),
        }
    }

    /// The same store with another current project.
    pub(crate) fn in_project(&self, project: &ProjectId) -> Self {
        Self { project: project.clone(), ..self.clone() }
    }

    pub(crate) fn project(&self) -> &ProjectId {
        &self.project
    }

    /// The folder itself, absolute and without links.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The index.
    pub fn index(&self) -> PathBuf {
        self.folder.join("store.db")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join("settings.json")
    }

    pub(crate) fn queue(&self) -> PathBuf {
        self.folder.join("queue.json")
    }

    pub(crate) fn run_views(&self) -> PathBuf {
        self.folder.join("views.json")
    }

    pub(crate) fn chart_layouts(&self) -> PathBuf {
        self.folder.join("charts.json")
    }

    /// What can be deleted at any time: environments, and what is known of the machine's Pythons.
    pub fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// The program's own logs: one file per process.
    pub(crate) fn logs(&self) -> PathBuf {
        self.folder.join(logs::FOLDER)
    }

    /// ML Logs: what happened in the store, one line per event.
    pub fn activity_log(&self) -> PathBuf {
        self.folder.join("events.jsonl")
    }

    pub(crate) fn projects(&self) -> PathBuf {
        self.folder.join("projects")
    }

    /// The folder with the project's packages and datasets: for the first project, the store's own folder.
    pub(crate) fn project_folder(&self) -> PathBuf {
        if self.project.is_default() { self.folder.clone() } else { self.projects().join(&self.project) }
    }

    /// The file with the project's name.
    pub(crate) fn project_file(&self) -> PathBuf {
        let own = || self.project_folder().join("project.json");
        if self.project.is_default() { self.projects().join("default.json") } else { own() }
    }

    pub(crate) fn packages(&self) -> PathBuf {
        self.project_folder().join("packages")
    }

    pub(crate) fn package(&self, name: &PackageName) -> PathBuf {
        self.packages().join(name)
    }

    pub(crate) fn package_file(&self, name: &PackageName) -> PathBuf {
        self.package(name).join("package.json")
    }

    /// The zip of a version.
    pub fn version_zip(&self, name: &PackageName, version: Version) -> PathBuf {
        self.package(name).join(format!("{version}.zip"))
    }

    pub(crate) fn version_file(&self, name: &PackageName, version: Version) -> PathBuf {
        self.package(name).join(format!("{version}.json"))
    }

    pub(crate) fn datasets(&self) -> PathBuf {
        self.project_folder().join("datasets")
    }

    pub(crate) fn dataset(&self, name: &DatasetName) -> PathBuf {
        self.datasets().join(name)
    }

    pub(crate) fn dataset_file(&self, name: &DatasetName) -> PathBuf {
        self.dataset(name).join("dataset.json")
    }

    /// A dataset's files: a folder, or a link to one elsewhere.
    pub fn dataset_files(&self, name: &DatasetName) -> PathBuf {
        self.dataset(name).join("files")
    }

    pub(crate) fn runs(&self) -> PathBuf {
        self.folder.join("runs")
    }

    /// The directory of a run.
    pub fn run(&self, id: &RunId) -> RunDir {
        RunDir::new(self.runs().join(id))
    }

    /// Which data runs were given, and what of it was kept.
    pub fn snapshots(&self) -> Snapshots {
        Snapshots::at(&self.folder.join(rundir::SNAPSHOTS))
    }

    pub(crate) fn schedules(&self) -> PathBuf {
        self.folder.join("schedules")
    }

    pub(crate) fn schedule(&self, id: &ScheduleId) -> PathBuf {
        self.schedules().join(format!("{id}.json"))
    }

    /// The environment variables of the person who created a schedule. Its runs get them.
    pub(crate) fn schedule_environ(&self, id: &ScheduleId) -> PathBuf {
        self.schedules().join(format!("{id}.environ"))
    }

    /// The folder with the environment variables of runs.
    pub(crate) fn environs(&self) -> PathBuf {
        self.folder.join(rundir::ENVIRONS)
    }

    /// Locked as long as an agent supervises this store.
    pub(crate) fn agent(&self) -> PathBuf {
        self.folder.join("agent.lock")
    }

    pub(crate) fn trash(&self) -> PathBuf {
        self.folder.join("trash")
    }

    pub(crate) fn staging(&self) -> PathBuf {
        self.folder.join("staging")
    }

    /// A path in the store, relative to it.
    pub(crate) fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// Disk space that is freed when the disk is full, so that the person can begin to remove things.
    fn reserve(&self) -> PathBuf {
        self.folder.join("reserve")
    }

    /// Whether the disk is full, or has no inodes left.
    pub(crate) fn full(&self) -> Option<Message> {
        if files::space::has_no_files_left(self.path()) {
            return Some(Message::DiskFilesNone { place: files::shown(self.path()) });
        }
        let needed = RESERVE.len() as u64;
        let free = files::space::free(self.path()).unwrap_or(u64::MAX);
        (free < needed).then(|| Message::DiskFull { free, needed, place: files::shown(self.path()) })
    }

    /// Does work that may fail on a full disk; in that case again without the reserve.
    pub(crate) fn with_reserve<T>(&self, work: impl Fn() -> Result<T>) -> Result<T> {
        let done = work();
        if done.is_err()
            && let Some(full) = self.full()
        {
            // Without a reserve there is nothing more to do.
            let _ = fs::remove_file(self.reserve());
            return work().map_err(|_| full.into());
        }
        let free = files::space::free(self.path()).unwrap_or(0);
        if done.is_ok() && free > 100 * RESERVE.len() as u64 && !self.reserve().exists() {
            // Without it, the index is opened in memory when the disk is full
            // ([`Engine::is_index_in_memory`]).
            let _ = fs::write(self.reserve(), RESERVE);
        }
        done
    }

    /// Locked by the process that deletes what is in the trash and in staging.
    pub(crate) fn cleaning(&self) -> PathBuf {
        self.cache().join("cleaning.lock")
    }

    /// Where and when the store was backed up last.
    pub(crate) fn last_backup(&self) -> PathBuf {
        self.cache().join("backup.json")
    }

    /// How far the check of the store is.
    pub(crate) fn check(&self) -> PathBuf {
        self.cache().join("doctor.json")
    }

    /// Locked by the process that checks the store.
    pub(crate) fn checking(&self) -> PathBuf {
        self.cache().join("doctor.lock")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    /// Moves `path`, if it exists, to the trash, to be deleted later. Returns its new path.
    pub(crate) fn to_trash(&self, path: &Path) -> Result<PathBuf> {
        let gone = self.trash().join(format!("{:016x}", random()));
        match fs::rename(path, &gone) {
            Err(error) if path.symlink_metadata().is_ok() => {
                Err(Failure::because(Message::FileUnwritable { path: files::shown(path) }, error))
            }
            _ => Ok(gone),
        }
    }
}

/// The folders of a store.
const FOLDERS: [&str; 9] =
    ["packages", "datasets", "projects", "runs", "schedules", "cache", "trash", "staging", rundir::ENVIRONS];

/// As much space as opening and changing the index needs.
const RESERVE: &[u8] = &[1; 1 << 20];

/// 64 random bits.
pub(crate) fn random() -> u64 {
    // Without the system's randomness a hash must do: names are created exclusively anyway.
    getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(std::process::id()))
}
