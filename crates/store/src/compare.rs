//! What is wrong with an index: inside of it, and beside another one.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use locales::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::database::{Database, TABLES, is_broken, lock};
use crate::sql::{all, failed};

/// How many problems SQLite names.
const MOST: u32 = 20;

/// The table with what is measured once and differs from index to index.
const MEASURED: &str = "run_sizes";
/// A table whose rows are compared as a whole for each run: there may be millions.
const OF_RUNS: (&str, &str) = ("run_metrics", "run");

/// A row that only one of two indexes has, or that is another in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDifference {
    /// The table.
    pub table: &'static str,
    /// The row, by the columns that identify it.
    pub row: String,
}

impl Database {
    /// What SQLite itself finds wrong, in its own words: damaged pages, and rows that refer to rows that are not there. The
    /// first 20. Reads the whole file.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn problems(&self) -> Result<Vec<String>> {
        let connection = self.connection()?;
        let connection = lock(&connection);
        let asked = || -> rusqlite::Result<Vec<String>> {
            let mut checks = connection.prepare(&format!("pragma integrity_check({MOST})"))?;
            let mut found: Vec<String> =
                checks.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            found.retain(|line| line != "ok");
            let mut references = connection.prepare("pragma foreign_key_check")?;
            let rows = references.query_map([], |row| {
                let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                Ok(format!("a row of {table} refers to one of {parent} that is missing"))
            })?;
            for row in rows.take(MOST as usize) {
                found.push(row?);
            }
            Ok(found)
        };
        match asked() {
            Err(error) if is_broken(&error) => Ok(vec![error.to_string()]),
            found => found.map_err(failed),
        }
    }

    /// The rows in which it differs from another index, by table and row.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn differences(&self, other: &Self) -> Result<Vec<RowDifference>> {
        let mut differences = Vec::new();
        for schema in TABLES.iter().filter(|schema| schema.name != MEASURED) {
            let (mut own, others) = (self.rows(schema.name)?, other.rows(schema.name)?);
            for (row, digest) in others {
                match own.remove(&row) {
                    Some(same) if same == digest => {}
                    _ => differences.push(RowDifference { table: schema.name, row }),
                }
            }
            let rest = own.into_keys().map(|row| RowDifference { table: schema.name, row });
            differences.extend(rest);
        }
        Ok(differences)
    }

    /// The rows of a table by what identifies them, each with a digest of its values.
    fn rows(&self, table: &str) -> Result<BTreeMap<String, u64>> {
        let connection = self.connection()?;
        let connection = lock(&connection);
        let keys = key_columns(&connection, table)?;
        let mut rows = BTreeMap::new();
        let mut statement = connection.prepare(&format!("select * from {table}")).map_err(failed)?;
        let columns = statement.column_count();
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let (mut hasher, mut key) = (DefaultHasher::new(), Vec::new());
            for column in 0..columns {
                let value = row.get_ref(column).map_err(failed)?;
                hash(value, &mut hasher);
                if keys.contains(&column) {
                    key.push(text(value));
                }
            }
            let digest: &mut u64 = rows.entry(key.join(" ")).or_default();
            *digest = digest.wrapping_add(hasher.finish());
        }
        Ok(rows)
    }
}

/// The numbers of the columns that identify a row.
fn key_columns(connection: &Connection, table: &str) -> Result<Vec<usize>> {
    let columns = all(connection, &format!("pragma table_info({table})"), [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(5)?))
    })?;
    let is_key = |name: &str, key: i64| if table == OF_RUNS.0 { name == OF_RUNS.1 } else { key > 0 };
    let keys = columns.into_iter().filter(|(_, name, key)| is_key(name, *key));
    Ok(keys.map(|(number, ..)| number as usize).collect())
}

fn hash(value: ValueRef<'_>, hasher: &mut DefaultHasher) {
    match value {
        ValueRef::Null => 0_u8.hash(hasher),
        ValueRef::Integer(number) => (1_u8, number).hash(hasher),
        ValueRef::Real(number) => (2_u8, number.to_bits()).hash(hasher),
        ValueRef::Text(bytes) => (3_u8, bytes).hash(hasher),
        ValueRef::Blob(bytes) => (4_u8, bytes).hash(hasher),
    }
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use contract::ProjectId;

    use super::*;
    use crate::projects::ProjectRow;

    fn index(names: &[&str]) -> Database {
        let database = Database::in_memory().unwrap();
        let rows = names.iter().zip(1..).map(|(name, n)| ProjectRow {
            name: name.parse().unwrap(),
            ..ProjectRow::unnamed(ProjectId::from_random(n))
        });
        database.refill(|tables| rows.clone().try_for_each(|row| tables.put_project(&row))).unwrap();
        database
    }

    /// A run that the index does not know, or knows wrongly, would be looked for in vain.
    #[test]
    fn a_row_that_is_missing_or_another_is_named() {
        let row = |n| {
            let row = ProjectId::from_random(n).to_string();
            RowDifference { table: "projects", row }
        };
        let whole = index(&["one", "two", "three"]);
        assert_eq!(whole.differences(&index(&["one", "two", "three"])).unwrap(), []);
        assert_eq!(whole.differences(&index(&["one", "two"])).unwrap(), [row(3)]);
        assert_eq!(index(&["one", "two"]).differences(&whole).unwrap(), [row(3)]);
        assert_eq!(whole.differences(&index(&["one", "other", "three"])).unwrap(), [row(2)]);
    }

    /// Lists would break off in the middle, at a page that nobody has looked at.
    #[test]
    fn damaged_pages_and_rows_without_what_they_refer_to_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let (database, _) = Database::open(&path).unwrap();
        let project = ProjectRow::unnamed(ProjectId::default());
        database.refill(|tables| tables.put_project(&project)).unwrap();
        assert_eq!(database.problems().unwrap(), Vec::<String>::new());
        {
            let connection = database.connection().unwrap();
            let connection = lock(&connection);
            connection.pragma_update(None, "foreign_keys", false).unwrap();
            connection.execute("insert into packages values ('none', 'churn', 0)", []).unwrap();
        }
        let found = database.problems().unwrap();
        assert_eq!(found, ["a row of packages refers to one of projects that is missing"]);
        drop(database);
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 4096;
        bytes[last..].fill(0x55);
        std::fs::write(&path, bytes).unwrap();
        assert!(!Database::open(&path).unwrap().0.problems().unwrap().is_empty());
    }
}
