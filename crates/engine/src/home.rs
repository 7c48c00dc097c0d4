//! The store on disk: where things are, and the lock under which they change.

use std::fs::{self, DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, FileExt};
use std::path::{Path, PathBuf};

use contract::{DatasetName, PackageName, ProjectId, RunId, ScheduleId, Version};
use files::Lock;
use locales::{Failure, Message, Result};
use rundir::RunDir;

use crate::Engine;

/// The store's folder, and the project that is worked in. Knows the names in it.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
    project: ProjectId,
    /// Nothing in it may be changed: it is on a disk for reading only, or another person's.
    is_read_only: bool,
}

impl Home {
    /// The store in `folder`, made if it is missing.
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        let failed = |error| Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error);
        let home = std::path::absolute(folder).map_err(failed)?;
        // Parameters and a person's environment are in it: theirs alone.
        DirBuilder::new().recursive(true).mode(0o700).create(&home).map_err(failed)?;
        // A folder that is no store yet cannot become one then.
        let is_read_only = home.join("packages").is_dir() && !files::may_write(&home);
        let missing = if is_read_only { &[][..] } else { &FOLDERS };
        for name in missing {
            let folder = home.join(name);
            if !folder.is_dir() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
        }
        // Processes of a run work elsewhere and compare paths: no links, no dots.
        let folder = home.canonicalize().map_err(failed)?;
        Ok(Self { folder, project: ProjectId::default(), is_read_only })
    }

    /// Whether nothing in it may be changed.
    pub(crate) fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Fails if nothing in it may be changed.
    pub(crate) fn may_change(&self) -> Result<()> {
        if self.is_read_only { Err(self.read_only().into()) } else { Ok(()) }
    }

    /// Says that nothing in it may be changed.
    pub(crate) fn read_only(&self) -> Message {
        Message::StoreReadOnly { path: files::shown(&self.folder) }
    }

    /// Fails if no Python environment can be built in it: what uv and Python tell each other about their
    /// folders is text.
    pub(crate) fn may_train(&self) -> Result<()> {
        match self.folder.to_str() {
            Some(_) => Ok(()),
            None => Err(Message::StoreNotUtf8 { path: files::shown(&self.folder) }.into()),
        }
    }

    /// The same store, worked in another project.
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

    /// What can be deleted at any time: environments, what is known of the machine's Pythons.
    pub fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// What happened in it, a line each.
    pub fn events(&self) -> PathBuf {
        self.folder.join("events.jsonl")
    }

    pub(crate) fn projects(&self) -> PathBuf {
        self.folder.join("projects")
    }

    /// What the project holds is in here: the first one's is the store's own folder.
    pub(crate) fn project_folder(&self) -> PathBuf {
        if self.project.is_default() { self.folder.clone() } else { self.projects().join(&self.project) }
    }

    /// What the project is called.
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

    pub(crate) fn schedules(&self) -> PathBuf {
        self.folder.join("schedules")
    }

    pub(crate) fn schedule(&self, id: &ScheduleId) -> PathBuf {
        self.schedules().join(format!("{id}.json"))
    }

    /// The environment of who made a schedule: its runs have it.
    pub(crate) fn schedule_environ(&self, id: &ScheduleId) -> PathBuf {
        self.schedules().join(format!("{id}.environ"))
    }

    /// Held as long as an agent sees to this store.
    pub(crate) fn agent(&self) -> PathBuf {
        self.folder.join("agent.lock")
    }

    pub(crate) fn trash(&self) -> PathBuf {
        self.folder.join("trash")
    }

    pub(crate) fn staging(&self) -> PathBuf {
        self.folder.join("staging")
    }

    /// `path`, which is in the store, relative to it.
    pub(crate) fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// Room that is given up when the disk is full, so that making room can begin.
    fn reserve(&self) -> PathBuf {
        self.folder.join("reserve")
    }

    /// Whether the disk has no room for anything, or for no more files.
    pub(crate) fn full(&self) -> Option<Message> {
        if files::space::has_no_files_left(self.path()) {
            return Some(Message::DiskFilesNone { place: files::shown(self.path()) });
        }
        let needed = RESERVE.len() as u64;
        let free = files::space::free(self.path()).unwrap_or(u64::MAX);
        (free < needed).then(|| Message::DiskFull { free, needed, place: files::shown(self.path()) })
    }

    /// Does what a full disk may keep from being done; in that case once more without the reserve.
    pub(crate) fn with_reserve<T>(&self, work: impl Fn() -> Result<T>) -> Result<T> {
        let done = work();
        if done.is_err()
            && let Some(full) = self.full()
        {
            // Where there was none, there is no more to do.
            let _ = fs::remove_file(self.reserve());
            return work().map_err(|_| full.into());
        }
        let free = files::space::free(self.path()).unwrap_or(0);
        if done.is_ok() && free > 100 * RESERVE.len() as u64 && !self.reserve().exists() {
            // Without one, a disk that fills up is made room on in another way ([`Engine::is_aside`]).
            let _ = fs::write(self.reserve(), RESERVE);
        }
        done
    }

    /// Locked by whoever deletes what is in the trash and in staging.
    pub(crate) fn cleaning(&self) -> PathBuf {
        self.cache().join("cleaning.lock")
    }

    fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    /// Moves `path`, if anything is there, out of sight, to be deleted in peace. Answers where it
    /// is now.
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
const FOLDERS: [&str; 8] =
    ["packages", "datasets", "projects", "runs", "schedules", "cache", "trash", "staging"];

/// What the index needs to be opened and changed.
const RESERVE: &[u8] = &[1; 1 << 20];

/// 64 random bits.
pub(crate) fn random() -> u64 {
    // Without the system's randomness the clock must do: names are taken exclusively anyway.
    getrandom::u64().unwrap_or_else(|_| jiff::Timestamp::now().as_nanosecond() as u64)
}

/// The store's lock, held: nobody else changes the store's structure meanwhile.
#[derive(Debug)]
#[must_use]
pub struct StoreLock {
    path: PathBuf,
    /// What is changed now is not in the index on the disk.
    is_aside: bool,
    _lock: Lock,
}

impl StoreLock {
    /// To be called before files are changed that the index tells about: should this process die
    /// before [`StoreLock::unmark`], the next one rebuilds the index. The mark is one byte, always
    /// in its place, so that setting it needs no room on a full disk.
    pub(crate) fn mark(&self) -> Result<()> {
        self.write(MARKED).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&self.path) }, error)
        })
    }

    /// Files and index tell the same again.
    pub(crate) fn unmark(&self) {
        if !self.is_aside {
            // If the mark stays, the index is rebuilt once more than necessary.
            let _ = self.write(UNMARKED);
        }
    }

    fn write(&self, mark: u8) -> std::io::Result<()> {
        OpenOptions::new().write(true).open(&self.path)?.write_all_at(&[mark], 0)
    }
}

const MARKED: u8 = b'!';
const UNMARKED: u8 = b'-';

/// Whether a holder of the lock at `path` died between a change of the files and of the index.
fn is_marked(path: &Path) -> bool {
    fs::read(path).is_ok_and(|content| content.first().is_some_and(|mark| *mark != UNMARKED))
}

impl Engine {
    /// Takes the store's lock. If its last holder died in the middle of a change, the index is rebuilt
    /// from the files first.
    pub(crate) fn lock_store(&self) -> Result<StoreLock> {
        self.home.may_change()?;
        let path = self.home.lock();
        let lock = StoreLock { _lock: Lock::exclusive(&path)?, path, is_aside: self.is_aside };
        if is_marked(&lock.path) {
            self.rebuild_index(Some(&lock))?;
        }
        Ok(lock)
    }

    /// Whether somebody died in the middle of a change and nobody has cleared up yet.
    pub(crate) fn is_store_marked(&self) -> bool {
        is_marked(&self.home.lock())
    }
}

/// A folder in which something new is prepared, out of sight, until it is renamed into its place; or
/// from which what is removed may still come back. Gone when dropped; what a killed process leaves is
/// cleared by the next one.
#[derive(Debug)]
pub(crate) struct Staging {
    folder: PathBuf,
    /// In the store, where others clear up.
    lock: Option<(PathBuf, Lock)>,
}

impl Staging {
    pub(crate) fn new(home: &Home) -> Result<Self> {
        home.may_change()?;
        Self::make(&home.staging())
    }

    /// One for what is on its way to `place`: in the store, or beside it if that may only be read.
    pub(crate) fn for_place(home: &Home, place: &Path) -> Result<Self> {
        match place.parent() {
            Some(folder) if home.is_read_only => Self::beside(folder),
            _ => Self::new(home),
        }
    }

    /// One in a person's own folder: should this process be killed, the name says whose it was.
    fn beside(folder: &Path) -> Result<Self> {
        let made = tempfile::Builder::new().prefix(".trainyard-").tempdir_in(folder);
        let made = made.map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error)
        })?;
        Ok(Self { folder: made.keep(), lock: None })
    }

    /// One for what is removed and may come back: nobody else empties it as long as it is held.
    pub(crate) fn in_trash(home: &Home) -> Result<Self> {
        home.may_change()?;
        home.with_reserve(|| Self::make(&home.trash()))
    }

    fn make(place: &Path) -> Result<Self> {
        let folder = place.join(format!("{:016x}", random()));
        let lock_path = folder.with_extension("lock");
        let lock = Lock::exclusive(&lock_path)?;
        fs::create_dir(&folder).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&folder) }, error)
        })?;
        Ok(Self { folder, lock: Some((lock_path, lock)) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    /// Clears what killed processes left.
    pub(crate) fn clear_abandoned(home: &Home) {
        for entry in fs::read_dir(home.staging()).into_iter().flatten().flatten() {
            let path = entry.path();
            let lock_path = path.with_extension("lock");
            if let Ok(Some(_lock)) = Lock::try_exclusive(&lock_path) {
                // What stays is tried again by the next program; so it is below.
                let _ = files::tree::remove(&path.with_extension(""));
                let _ = fs::remove_file(&lock_path);
            }
        }
    }
}

/// A folder in the store for what is only passing through. Gone when dropped.
#[derive(Debug)]
pub struct Scratch(Staging);

impl Scratch {
    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Engine {
    /// Makes such a folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> Result<Scratch> {
        Staging::new(&self.home).map(Scratch)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = files::tree::remove(&self.folder);
        if let Some((path, _lock)) = &self.lock {
            let _ = fs::remove_file(path);
        }
    }
}
