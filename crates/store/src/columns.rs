//! A table's columns and the type of its rows, written down once: the schema, what is inserted and what is
//! read are made from the same lines.

use contract::{
    DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, ScheduleId, Status, Version,
};
use jiff::Timestamp;
use rundir::{Note, Reason, RunTags, ScheduledBy};
use rusqlite::types::Value;

use crate::sql::{Columns, micros};

/// A value as it stands in the columns of a row: in one, or in several next to each other.
pub(crate) trait Stored: Sized {
    /// Adds what stands in its columns.
    fn put(&self, into: &mut Vec<Value>);
    /// Takes it from the next columns.
    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self>;
}

/// Makes the type of a table's rows with `CREATE`, `insert()`, `select()`, `values()` and `read()`.
///
/// Each field names its columns and how they are declared. `derived` columns are made from a row, for
/// lists to be searched and sorted by, and are never read back.
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

            /// The statement that inserts the [`Self::values`] of a row, or replaces what is known of it.
            fn insert() -> &'static str {
                static STATEMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let names = [$($($name,)+)+ $($derived,)*];
                    let marks = vec!["?"; names.len()].join(", ");
                    format!("insert or replace into {} ({}) values ({marks})", $table, names.join(", "))
                });
                &STATEMENT
            }

            /// A query for rows that [`Self::read`] takes.
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

/// Types that stand in a column as they are written, and in no other way.
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

/// Types that SQLite has.
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

/// As JSON. One of a newer program is none.
impl Stored for Option<Reason> {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(self.as_ref().and_then(|reason| serde_json::to_string(reason).ok()).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let text = from.next::<Option<String>>()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// The schedule's id, and the time it fired for.
impl Stored for Option<ScheduledBy> {
    fn put(&self, into: &mut Vec<Value>) {
        into.push(self.as_ref().map(|made_by| made_by.id.to_string()).into());
        into.push(self.as_ref().and_then(|made_by| Some(made_by.due?.to_string())).into());
    }

    fn get(from: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let (id, due) = (from.parsed_if::<ScheduleId>()?, from.parsed_if()?);
        Ok(id.map(|id| ScheduledBy { id, due }))
    }
}

/// Tags, note and pin. Tags have a comma before and after each, so that one can be looked for.
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
