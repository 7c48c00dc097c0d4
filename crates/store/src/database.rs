//! Opening the database, and what surrounds every change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contract::ProjectId;
use locales::{Failure, Message, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::sql::{Tables, Writing, failed};
use crate::{damaged, datasets, packages, projects, run_sizes, run_sort, runs, versions};

/// The version of the schema, in `user_version`. Raised with every change to it: an older index is
/// rebuilt from the files, a newer one is refused.
const SCHEMA: i64 = 9;

/// How long one program waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// In place of a path: SQLite's name for a database that each connection has for itself.
const IN_MEMORY: &str = ":memory:";

/// How many connections are kept open.
const KEPT: usize = 4;

/// The open index. Each read and each write uses a connection of its own, so a long list blocks nobody,
/// and a callback may query the index again.
#[derive(Debug)]
pub struct Database {
    /// [`IN_MEMORY`] has one connection for all.
    path: PathBuf,
    /// The connections that are kept open. One is free if nothing else holds a reference to it.
    connections: Mutex<Vec<Arc<Mutex<Connection>>>>,
}

/// What opening found.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Opened {
    /// An index that was filled once.
    Ready,
    /// Nothing, or one of an older program: [`Database::refill`] must come first.
    Empty,
    /// A broken file, which was set aside here; otherwise as `Empty`.
    SetAside(PathBuf),
}

impl Database {
    /// Opens the index at `path`, which is made if it is missing.
    ///
    /// # Errors
    /// An index of a newer program ([`Message::StoreNewer`]); a file that cannot be opened.
    pub fn open(path: &Path) -> Result<(Self, Opened)> {
        let database = |connection| Self::over(path, connection);
        match made(path) {
            Ok((connection, version)) if version == SCHEMA => Ok((database(connection), Opened::Ready)),
            Ok((_, version)) if version > SCHEMA => {
                Err(Message::StoreNewer { path: path.display().to_string() }.into())
            }
            Ok((connection, _)) => Ok((database(connection), Opened::Empty)),
            Err(error) if is_broken(&error) => {
                let aside = set_aside(path)?;
                let (connection, _) = made(path).map_err(|error| unusable(path, error))?;
                Ok((database(connection), Opened::SetAside(aside)))
            }
            Err(error) => Err(unusable(path, error)),
        }
    }

    /// An index in memory, for where there is no room for one on the disk: [`Database::refill`] must come
    /// first.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn in_memory() -> Result<Self> {
        let made = Connection::open_in_memory().and_then(prepared);
        Ok(Self::over(Path::new(IN_MEMORY), made.map_err(failed)?.0))
    }

    fn over(path: &Path, connection: Connection) -> Self {
        Self { path: path.to_path_buf(), connections: Mutex::new(vec![Arc::new(Mutex::new(connection))]) }
    }

    /// A connection that is free, or the only one that there can be.
    fn connection(&self) -> Result<Arc<Mutex<Connection>>> {
        let is_only = self.path == Path::new(IN_MEMORY);
        let may_take = |connection: &&Arc<_>| is_only || Arc::strong_count(connection) == 1;
        if let Some(free) = held(&self.connections).iter().find(may_take) {
            return Ok(Arc::clone(free));
        }
        let opened = connect(&self.path, OpenFlags::empty());
        let new = Arc::new(Mutex::new(opened.map_err(failed)?.0));
        let mut connections = held(&self.connections);
        if connections.len() < KEPT {
            connections.push(Arc::clone(&new));
        }
        Ok(new)
    }

    /// Reads: `ask` sees one state of all tables.
    ///
    /// # Errors
    /// Those of `ask`, and when the database cannot be read.
    pub fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        let connection = self.connection()?;
        let mut connection = held(&connection);
        let transaction = connection.transaction().map_err(failed)?;
        ask(&Tables(&transaction))
    }

    /// Writes: all of `change` or nothing of it.
    ///
    /// # Errors
    /// Those of `change`, and when the database cannot be written.
    pub fn write<T>(&self, change: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        let connection = self.connection()?;
        let mut connection = held(&connection);
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed)?;
        let value = change(&Writing(&transaction))?;
        transaction.commit().map_err(failed)?;
        Ok(value)
    }

    /// Throws everything away and fills the tables again, all or nothing.
    ///
    /// # Errors
    /// Those of `fill`, and when the database cannot be written.
    pub fn refill<T>(&self, fill: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.write(|tables| {
            let needed_first = [
                projects::SCHEMA,
                packages::SCHEMA,
                versions::SCHEMA,
                datasets::SCHEMA,
                runs::SCHEMA,
                run_sizes::SCHEMA,
                damaged::SCHEMA,
            ];
            for schema in needed_first.iter().rev() {
                tables.0.execute_batch(&format!("drop table if exists {}", schema.name)).map_err(failed)?;
            }
            for schema in needed_first {
                tables.0.execute_batch(schema.create).map_err(failed)?;
            }
            let value = fill(tables)?;
            // Made at once they cost half of what they would cost row by row.
            for index in run_sort::indices() {
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

/// The index at `path`, which is made if it is missing.
fn made(path: &Path) -> rusqlite::Result<(Connection, i64)> {
    connect(path, OpenFlags::SQLITE_OPEN_CREATE)
}

fn connect(path: &Path, more: OpenFlags) -> rusqlite::Result<(Connection, i64)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    write_ahead(&connection)?;
    prepared(connection)
}

/// With all that a connection needs, and the version of its schema.
fn prepared(connection: Connection) -> rusqlite::Result<(Connection, i64)> {
    // The files are the truth: a power cut may cost the index its last rows, which come back.
    connection.pragma_update(None, "synchronous", "normal")?;
    // What a statement may have to take back is small; in a file it costs more than the statement.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    crate::run_list::add_functions(&connection)?;
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((connection, version))
}

/// Locks `shared`, also after a panic: SQLite has rolled back the unfinished transaction.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Programs that open a new index at the same time are in each other's way here, and for this one
/// statement SQLite does not wait by itself.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(1));
            }
            done => return done,
        }
    }
}

fn is_broken(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

fn set_aside(path: &Path) -> Result<PathBuf> {
    let with = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    let mut aside = with(".broken");
    for n in 2.. {
        if !aside.exists() {
            break;
        }
        aside = with(&format!(".broken-{n}"));
    }
    std::fs::rename(path, &aside).map_err(|error| unusable(path, error))?;
    for ending in ["-wal", "-shm"] {
        match std::fs::remove_file(with(ending)) {
            // Taken for the new one's, it would break that, too.
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unusable(path, error)),
            _ => {}
        }
    }
    Ok(aside)
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

    /// Of two commands on a new store one would be refused.
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

    /// A long list would make everybody wait, and whoever asks for more about a line of it for ever.
    #[test]
    fn who_reads_for_long_keeps_nobody_waiting() {
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
        assert!(held(&database.connections).len() <= KEPT);
    }

    #[test]
    fn a_broken_index_is_set_aside_and_a_newer_one_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        std::fs::write(&path, "this is no database, but it is long enough to be looked at".repeat(100))
            .unwrap();
        let (_, opened) = Database::open(&path).unwrap();
        assert!(matches!(opened, Opened::SetAside(aside) if aside.exists()));

        let database = filled(&path);
        held(&database.connection().unwrap()).pragma_update(None, "user_version", SCHEMA + 1).unwrap();
        drop(database);
        assert!(matches!(*Database::open(&path).unwrap_err().message, Message::StoreNewer { .. }));
    }
}
