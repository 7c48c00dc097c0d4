//! What all tables have in common: access within transactions, schemas, and the types of columns.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, Row};

/// The tables in a transaction. The queries of each table are in its module.
#[derive(Debug)]
pub struct Tables<'a>(pub(crate) &'a Connection);

/// The tables in a transaction that may write. [`Tables`] can only read.
#[derive(Debug)]
pub struct Writing<'a>(pub(crate) &'a Connection);

/// A table.
#[derive(Clone, Copy)]
pub(crate) struct Schema {
    pub(crate) name: &'static str,
    /// To be increased with every change of the table, so that an index from before is rebuilt.
    pub(crate) version: i64,
    /// The statements that create it.
    pub(crate) create: &'static str,
}

pub(crate) fn failed(error: rusqlite::Error) -> Failure {
    Failure::because(Message::StoreFailed, error)
}

/// Times are stored as whole microseconds since 1970, by which SQLite can sort.
pub(crate) fn micros(at: Timestamp) -> i64 {
    // More than this cannot be read back, although a file can say it.
    at.as_microsecond().min(Timestamp::MAX.as_second() * 1_000_000)
}

/// The columns of a row, read one after another in the query's order: looking each up by its name took
/// a quarter of the time of a long list.
pub(crate) struct Columns<'a> {
    row: &'a Row<'a>,
    next: usize,
}

impl<'a> Columns<'a> {
    pub(crate) fn of(row: &'a Row<'a>) -> Self {
        Self { row, next: 0 }
    }

    pub(crate) fn next<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    /// A text, without copying it.
    pub(crate) fn text(&mut self) -> rusqlite::Result<&'a str> {
        let text = self.text_if()?;
        text.ok_or_else(|| rusqlite::Error::InvalidColumnType(self.next - 1, String::new(), Type::Null))
    }

    /// The same for one that may be null.
    pub(crate) fn text_if(&mut self) -> rusqlite::Result<Option<&'a str>> {
        self.next += 1;
        let text = self.row.get_ref(self.next - 1)?.as_str_or_null();
        text.map_err(|error| self.unexpected(error.to_string()))
    }

    /// A text that must parse.
    pub(crate) fn parsed<T: FromStr<Err: fmt::Display>>(&mut self) -> rusqlite::Result<T> {
        let parsed = self.parsed_if()?;
        parsed.ok_or_else(|| rusqlite::Error::InvalidColumnType(self.next - 1, String::new(), Type::Null))
    }

    /// The same for one that may be null.
    pub(crate) fn parsed_if<T: FromStr<Err: fmt::Display>>(&mut self) -> rusqlite::Result<Option<T>> {
        let Some(text) = self.text_if()? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| self.unexpected(error.to_string()))
    }

    /// Texts that must parse, with commas before, between and after them; none if it is null.
    pub(crate) fn all_parsed<T, C>(&mut self) -> rusqlite::Result<C>
    where
        T: FromStr<Err: fmt::Display>,
        C: FromIterator<T>,
    {
        let parts = self.text_if()?.unwrap_or_default().split(',').filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|error: T::Err| self.unexpected(error.to_string()))).collect()
    }

    /// A time.
    pub(crate) fn time(&mut self) -> rusqlite::Result<Timestamp> {
        let micros = self.next()?;
        Timestamp::from_microsecond(micros).map_err(|error| self.unexpected(error.to_string()))
    }

    /// The same for one that may be null.
    pub(crate) fn time_if(&mut self) -> rusqlite::Result<Option<Timestamp>> {
        let Some(micros) = self.next::<Option<i64>>()? else { return Ok(None) };
        Timestamp::from_microsecond(micros).map(Some).map_err(|error| self.unexpected(error.to_string()))
    }

    /// A size or a count.
    pub(crate) fn count(&mut self) -> rusqlite::Result<u64> {
        Ok(self.next::<i64>()?.max(0) as u64)
    }

    /// The error for an invalid value in the column that was read last.
    pub(crate) fn unexpected(&self, why: String) -> rusqlite::Error {
        rusqlite::Error::FromSqlConversionFailure(self.next - 1, Type::Text, why.into())
    }
}

/// Returns all rows that a query finds.
pub(crate) fn all<T>(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(query).map_err(failed)?;
    let rows = statement.query_map(parameters, row).map_err(failed)?;
    rows.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// Runs a statement that returns no rows.
pub(crate) fn run(connection: &Connection, statement: &str, parameters: impl rusqlite::Params) -> Result<()> {
    connection
        .prepare_cached(statement)
        .and_then(|mut prepared| prepared.execute(parameters))
        .map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No run could be listed any more because of one whose files say that it ended at the end of all time.
    #[test]
    fn every_time_that_is_written_can_be_read() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            assert_eq!(Timestamp::from_microsecond(micros(at)).unwrap().as_second(), at.as_second());
        }
    }
}
