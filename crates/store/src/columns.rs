//! Declares a table's columns and the type of its rows once: the schema and the statements that insert and read
//! rows are generated from the same lines.

use contract::{
    DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, ScheduleId, Status, Version,
};
use jiff::Timestamp;
use rundir::{Note, Reason, RunTags, ScheduledBy};
use rusqlite::types::Value;

use crate::sql::{Columns, micros};

/// A value that is stored in one column of a row, or in several consecutive ones.
pub(crate) trait Stored: Sized {
    /// Adds the values of its columns.
    fn put(&self, into: &mut Vec<Value>);
    /// Reads it from the next columns.
    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self>;
}

/// Generates the type of a table's rows with `CREATE`, `insert()`, `select()`, `values()` and `read()`.
///
/// Each field has its columns and their declarations. `derived` columns are computed from a row, so that lists
/// can be searched and sorted by them, and are never read back.
macro_rules! columns {
    (
        $(#[$doc:meta])*
        pub struct $row:ident in $table:literal {
            $($(#[$about:meta])* $field:ident: $type:ty = $($name:literal $declared:literal),+;)+
        }
        derived { $($derived:literal $kind:literal = $value:expr;)* }
        $keys:literal
        $more:literal
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $row {
            $($(#[$about])* pub $field: $type,)+
        }

        impl $row {
            const CREATE: &str = concat!(
                "create table ", $table, " (",
                $($($name, " ", $declared, ", ",)+)+
                $($derived, " ", $kind, ", ",)*
                $keys, ") strict, without rowid; ", $more
            );

            /// The statement that inserts the [`Self::values`] of a row, or changes the row with its id. It deletes no
            /// row, and so none that refers to it.
            fn insert() -> &'static str {
                static STATEMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let names = [$($($name,)+)+ $($derived,)*];
                    let placeholders = vec!["?"; names.len()].join(", ");
                    let changes = names.map(|name| format!("{name} = excluded.{name}")).join(", ");
                    format!(
                        "insert into {} ({}) values ({placeholders}) on conflict (id) do update set {changes}",
                        $table,
                        names.join(", ")
                    )
                });
                &STATEMENT
            }

            /// A query for rows that [`Self::read`] can read.
            pub(crate) fn select(rest: &str) -> String {
                format!("select {} from {} {rest}", [$($($name,)+)+].join(", "), $table)
            }

            fn values(&self) -> Vec<rusqlite::types::Value> {
                let mut values = Vec::new();
                $($crate::columns::Stored::put(&self.$field, &mut values);)+
                $(
                    let value: fn(&Self) -> rusqlite::types::Value = $value;
                    values.push(value(self));
                )*
                values
            }

            pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut columns = $crate::sql::Columns::of(row);
                Ok(Self { $($field: $crate::columns::Stored::get(&mut columns)?,)+ })
            }
        }
    };
}

pub(crate) use columns;

/// Types that are stored as the text of their `Display`.
macro_rules! written {
    ($($type:ty),+) => {$(
        impl Stored for $type {
            fn put(&self, into: &mut Vec<Value>) {
                into.push(self.to_string().into());
            }

            fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
                from.parsed()
            }
        }

        impl Stored for Option<$type> {
            fn put(&self, into: &mut Vec<Value>) {
                into.push(self.as_ref().map(ToString::to_string).into());
            }

            fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
                from.parsed_if()
            }
        }
    )+};
}

written!(DatasetName, FolderPath, PackageName, ProjectId, RunId, Version);

/// Types that have a word for each value.
macro_rules! words {
    ($($type:ty),+) => {$(
        impl Stored for $type {
            fn put(&self, into: &mut Vec<Value>) {
                into.push(self.word().to_string().into());
            }

            fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
                from.parsed()
            }
        }
    )+};
}

words!(PipelineKind, Status);

/// Types that SQLite supports.
macro_rules! plain {
    ($($type:ty),+) => {$(
        impl Stored for $type {
            fn put(&self, into: &mut Vec<Value>) {
                into.push(self.clone().into());
            }

            fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
                from.next()
            }
        }
    )+};
}

plain!(String, Option<f64>);

impl Stored for Timestamp {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(micros(*self).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        from.time()
    }
}

impl Stored for Option<Timestamp> {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(self.map(micros).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        from.time_if()
    }
}

/// Stored as JSON. What this program cannot parse, because a newer one wrote it, is read as `None`.
impl Stored for Option<Reason> {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(self.as_ref().and_then(|reason| serde_json::to_string(reason).ok()).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let text = from.next::<Option<String>>()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// Stored as the schedule's id and the due time.
impl Stored for Option<ScheduledBy> {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(self.as_ref().map(|by| by.id.to_string()).into());
        into.push(self.as_ref().and_then(|by| Some(by.due?.to_string())).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let (id, due) = (from.parsed_if::<ScheduleId>()?, from.parsed_if()?);
        Ok(id.map(|id| ScheduledBy { id, due }))
    }
}

/// Stored as tags, note and pin. Each tag has a comma before and after it, so that it can be searched for.
impl Stored for RunTags {
    fn put(&self, into: &mut Vec<Value>) {
        let tags = self.tags.iter().map(|tag| format!("{tag},"));
        let tags = (!self.tags.is_empty()).then(|| format!(",{}", tags.collect::<String>()));
        into.extend([tags.into(), Value::from(self.note.to_string()), Value::from(self.pinned)]);
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok(Self { tags: from.all_parsed()?, note: from.parsed::<Note>()?, pinned: from.next()? })
    }
}
