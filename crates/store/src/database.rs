//! Opens the database, and runs transactions in it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contract::ProjectId;
use locales::{Failure, Message, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::sql::{Schema, Tables, Writing, failed};
use crate::{
    damaged, datasets, packages, projects, run_lineage, run_metrics, run_sizes, run_sort, runs, versions,
};

/// All tables, each after those that it refers to.
pub(crate) const TABLES: [Schema; 9] = [
    projects::SCHEMA,
    packages::SCHEMA,
    versions::SCHEMA,
    datasets::SCHEMA,
    runs::SCHEMA,
    run_sizes::SCHEMA,
    run_metrics::SCHEMA,
    run_lineage::SCHEMA,
    damaged::SCHEMA,
];

/// The version of the schema, in `user_version`: the sum of its tables' versions. An older index is rebuilt from
/// the files, a newer one is refused. If a table is removed, its version has to be added here.
const SCHEMA: i64 = {
    let (mut sum, mut table) = (0, 0);
    while table < TABLES.len() {
        sum += TABLES[table].version;
        table += 1;
    }
    sum
};

/// How long a program waits for another one that is writing.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Instead of a path: SQLite's name for a private database of a connection.
const IN_MEMORY: &str = ":memory:";

/// How many connections are kept open.
const POOL_SIZE: usize = 4;

/// The open index. Each read and each write uses a connection of its own, so a long list blocks nobody,
/// and a callback may query the index again.
#[derive(Debug)]
pub struct Database {
    /// If this is [`IN_MEMORY`], all share one connection.
    path: PathBuf,
    /// The pool of open connections. One is free if nothing else has a reference to it.
    connections: Mutex<Vec<Arc<Mutex<Connection>>>>,
}

/// The state of the index when it was opened.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Opened {
    /// It was filled before.
    Ready,
    /// It did not exist, or is from an older program: [`Database::refill`] must be called first.
    Empty,
    /// It was broken and set aside under this path; otherwise like `Empty`.
    SetAside(PathBuf),
}

impl Database {
    /// Opens the index at `path`, which is created if it does not exist.
    ///
    /// # Errors
    /// An index of a newer program ([`Message::StoreNewer`]); a file that cannot be opened.
    pub fn open(path: &Path) -> Result<(Self, Opened)> {
        let database = |connection| Self::over(path, connection);
        match create(path) {
            Ok((connection, version)) if version == SCHEMA => Ok((database(connection), Opened::Ready)),
            Ok((_, version)) if version > SCHEMA => {
                Err(Message::StoreNewer { path: path.display().to_string() }.into())
            }
            Ok((connection, _)) => Ok((database(connection), Opened::Empty)),
            Err(error) if is_broken(&error) => {
                let renamed = set_aside(path)?;
                let (connection, _) = create(path).map_err(|error| unusable(path, error))?;
                Ok((database(connection), Opened::SetAside(renamed)))
            }
            Err(error) => Err(unusable(path, error)),
        }
    }

    /// Creates an index in memory, for stores on a full or read-only disk. [`Database::refill`] must be called
    /// first.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn in_memory() -> Result<Self> {
        let opened = Connection::open_in_memory().and_then(prepared);
        Ok(Self::over(Path::new(IN_MEMORY), opened.map_err(failed)?.0))
    }

    fn over(path: &Path, connection: Connection) -> Self {
        Self { path: path.to_path_buf(), connections: Mutex::new(vec![Arc::new(Mutex::new(connection))]) }
    }

    /// A free connection, or the only one of an index in memory.
    pub(crate) fn connection(&self) -> Result<Arc<Mutex<Connection>>> {
        let is_only = self.path == Path::new(IN_MEMORY);
        let may_take = |connection: &&Arc<_>| is_only || Arc::strong_count(connection) == 1;
        if let Some(free) = lock(&self.connections).iter().find(may_take) {
            return Ok(Arc::clone(free));
        }
        let opened = connect(&self.path, OpenFlags::empty());
        let new = Arc::new(Mutex::new(opened.map_err(failed)?.0));
        let mut connections = lock(&self.connections);
        if connections.len() < POOL_SIZE {
            connections.push(Arc::clone(&new));
        }
        Ok(new)
    }

    /// Calls `ask` with a consistent snapshot of all tables.
    ///
    /// # Errors
    /// Those of `ask`, and when the database cannot be read.
    pub fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        let connection = self.connection()?;
        let mut connection = lock(&connection);
        let transaction = connection.transaction().map_err(failed)?;
        ask(&Tables(&transaction))
    }

    /// Writes everything that `change` writes, or nothing if it fails.
    ///
    /// # Errors
    /// Those of `change`, and when the database cannot be written.
    pub fn write<T>(&self, change: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        let connection = self.connection()?;
        let mut connection = lock(&connection);
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed)?;
        let value = change(&Writing(&transaction))?;
        transaction.commit().map_err(failed)?;
        Ok(value)
    }

    /// Looks for damaged pages. If there are any, copies the index to the path that is returned, for whoever wants to
    /// know what happened, and empties it: [`Database::refill`] must be called next. It stays the same file, because
    /// other programs may have it open. Takes a fraction of the time of filling it.
    ///
    /// # Errors
    /// When it cannot be emptied.
    pub fn reset_if_damaged(&self) -> Result<Option<PathBuf>> {
        let connection = self.connection()?;
        let connection = lock(&connection);
        match connection.query_row("pragma quick_check(1)", [], |row| row.get::<_, String>(0)) {
            Ok(found) if found == "ok" => return Ok(None),
            Err(error) if !is_broken(&error) => return Err(failed(error)),
            _ => {}
        }
        let kept = free_name(&self.path);
        // On a full disk there is none: all that was in it is in the files.
        let _ = std::fs::copy(&self.path, &kept);
        let is_resetting = |on| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, on);
        let emptied = is_resetting(true).and_then(|_| connection.execute_batch("vacuum"));
        is_resetting(false).and(emptied).map_err(failed)?;
        Ok(Some(kept))
    }

    /// Creates all tables again and fills them. If that fails, they stay as they were.
    ///
    /// # Errors
    /// Those of `fill`, and when the database cannot be written.
    pub fn refill<T>(&self, fill: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.write(|tables| {
            for schema in TABLES.iter().rev() {
                tables.0.execute_batch(&format!("drop table if exists {}", schema.name)).map_err(failed)?;
            }
            for schema in TABLES {
                tables.0.execute_batch(schema.create).map_err(failed)?;
            }
            let value = fill(tables)?;
            // Creating the indices afterwards takes half the time of updating them row by row.
            for index in run_sort::indices().into_iter().chain(run_metrics::indices()) {
                tables.0.execute_batch(&index).map_err(failed)?;
            }
            tables.0.pragma_update(None, "user_version", SCHEMA).map_err(failed)?;
            Ok(value)
        })
    }
}

impl Tables<'_> {
    /// Whether a project holds no package, no dataset and no run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_empty(&self, project: &ProjectId) -> Result<bool> {
        let query = "select not exists (select 1 from packages where project = ?1)
                     and not exists (select 1 from datasets where project = ?1)
                     and not exists (select 1 from runs where project = ?1)";
        self.0.query_row(query, [project.as_str()], |row| row.get(0)).map_err(failed)
    }
}

/// Opens the index at `path`, which is created if it does not exist, and returns the version of its schema.
fn create(path: &Path) -> rusqlite::Result<(Connection, i64)> {
    connect(path, OpenFlags::SQLITE_OPEN_CREATE)
}

fn connect(path: &Path, more: OpenFlags) -> rusqlite::Result<(Connection, i64)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(TIMEOUT)?;
    write_ahead(&connection)?;
    prepared(connection)
}

/// Configures a connection, and returns the version of its schema.
fn prepared(connection: Connection) -> rusqlite::Result<(Connection, i64)> {
    // A power failure may lose the last rows, which are then rebuilt from the files.
    connection.pragma_update(None, "synchronous", "normal")?;
    // A statement's journal is small, and writing it to a file would take longer than the statement.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    crate::run_list::add_functions(&connection)?;
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((connection, version))
}

/// Locks `shared`, also after a panic: SQLite has rolled back the unfinished transaction.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Enables write-ahead logging. Programs that open a new index at the same time block each other here, and this is
/// the one statement for which SQLite does not wait by itself.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < TIMEOUT =>
            {
                std::thread::sleep(Duration::from_millis(1));
            }
            done => return done,
        }
    }
}

/// Whether an operation failed because pages of the index are damaged.
pub fn is_damaged(failure: &Failure) -> bool {
    let cause = std::error::Error::source(failure).and_then(|cause| cause.downcast_ref());
    cause.is_some_and(is_broken)
}

pub(crate) fn is_broken(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// A name beside `path` for what was damaged.
fn free_name(path: &Path) -> PathBuf {
    let mut name = with(path, ".broken");
    for n in 2.. {
        if !name.exists() {
            break;
        }
        name = with(path, &format!(".broken-{n}"));
    }
    name
}

fn with(path: &Path, ending: &str) -> PathBuf {
    [path.as_os_str(), ending.as_ref()].into_iter().collect::<std::ffi::OsString>().into()
}

fn set_aside(path: &Path) -> Result<PathBuf> {
    let renamed = free_name(path);
    std::fs::rename(path, &renamed).map_err(|error| unusable(path, error))?;
    for ending in ["-wal", "-shm"] {
        match std::fs::remove_file(with(path, ending)) {
            // SQLite would take it for the new index's, and break that, too.
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unusable(path, error)),
            _ => {}
        }
    }
    Ok(renamed)
}

fn unusable(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::because(Message::StoreUnusable { path: path.display().to_string() }, cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(path: &Path) -> Database {
        let (database, _) = Database::open(path).unwrap();
        let project = projects::ProjectRow::unnamed(ProjectId::default());
        database.refill(|tables| tables.put_project(&project)).unwrap();
        database
    }

    #[test]
    fn an_index_is_empty_until_it_was_filled_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let (database, opened) = Database::open(&path).unwrap();
        assert_eq!(opened, Opened::Empty);
        assert!(database.refill(|_| Err::<(), _>(Message::Cancelled.into())).is_err());
        drop(database);
        assert_eq!(Database::open(&path).unwrap().1, Opened::Empty);
        drop(filled(&path));
        assert_eq!(Database::open(&path).unwrap().1, Opened::Ready);
    }

    /// One of two commands on a new store would be refused.
    #[test]
    fn several_programs_open_a_new_index_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..50 {
            let path = folder.path().join(format!("{n}.db"));
            let together = std::sync::Barrier::new(8);
            let open = || {
                together.wait();
                Database::open(&path).map(drop)
            };
            std::thread::scope(|scope| {
                let opened: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
                opened.into_iter().for_each(|opened| opened.join().unwrap().unwrap());
            });
        }
    }

    /// A long list would block everybody, and a query about one of its rows would deadlock.
    #[test]
    fn a_long_read_blocks_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let database = filled(&folder.path().join("store.db"));
        let project = projects::ProjectRow::unnamed(ProjectId::from_random(7));
        let known = || database.read(|tables| tables.projects()).unwrap().len();
        let seen = database.read(|before| {
            let first = before.projects()?.len();
            std::thread::scope(|scope| scope.spawn(known).join().unwrap());
            database.write(|tables| tables.put_project(&project))?;
            Ok([first, before.projects()?.len(), known()])
        });
        assert_eq!(seen.unwrap(), [1, 1, 2]);
        assert!(lock(&database.connections).len() <= POOL_SIZE);
    }

    /// A person would be refused for ever, or a program that is open meanwhile would write to another file.
    #[test]
    fn whichever_page_is_damaged_the_index_is_emptied_and_filled_again_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(filled(&path));
        let sound = std::fs::read(&path).unwrap();
        assert_eq!(filled(&path).reset_if_damaged().unwrap(), None);
        let mut found = 0;
        for page in 1..sound.len() / 4096 {
            let mut damaged = sound.clone();
            damaged[page * 4096..(page + 1) * 4096].fill(0);
            std::fs::write(&path, damaged).unwrap();
            let (database, _) = Database::open(&path).unwrap();
            let (other, _) = Database::open(&path).unwrap();
            // Nothing is missing if the page was free.
            found += database.reset_if_damaged().unwrap().iter().filter(|kept| kept.exists()).count();
            let project = projects::ProjectRow::unnamed(ProjectId::from_random(7));
            database.refill(|tables| tables.put_project(&project)).unwrap();
            assert_eq!(other.read(|tables| tables.projects()).unwrap().len(), 1);
            assert_eq!(database.reset_if_damaged().unwrap(), None);
            drop((database, other));
        }
        assert!(found > 10, "{found}");
    }

    #[test]
    fn a_broken_index_is_set_aside_and_a_newer_one_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        std::fs::write(&path, "this is no database, but it is long enough to be looked at".repeat(100))
            .unwrap();
        let (_, opened) = Database::open(&path).unwrap();
        assert!(matches!(opened, Opened::SetAside(renamed) if renamed.exists()));

        let database = filled(&path);
        lock(&database.connection().unwrap()).pragma_update(None, "user_version", SCHEMA + 1).unwrap();
        drop(database);
        assert!(matches!(*Database::open(&path).unwrap_err().message, Message::StoreNewer { .. }));
    }
}
