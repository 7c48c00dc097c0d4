//! How the program's types stand in columns.

use std::str::FromStr;

use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rusqlite::Row;
use rusqlite::types::Type;

pub(crate) fn failed(error: rusqlite::Error) -> Failure {
    Failure::because(Message::StoreFailed, error)
}

/// A column whose text must parse.
pub(crate) fn parsed<T: FromStr<Err: std::fmt::Display>>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse(&row.get::<_, String>(column)?)
}

/// The same for a column that may be null.
pub(crate) fn parsed_if<T: FromStr<Err: std::fmt::Display>>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?.map(|text| parse(&text)).transpose()
}

fn parse<T: FromStr<Err: std::fmt::Display>>(text: &str) -> rusqlite::Result<T> {
    text.parse().map_err(|error: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.to_string().into())
    })
}

/// Times are whole microseconds since 1970, so that the index sorts them.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time in a column.
pub(crate) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, error.into()))
}

/// The same for a column that may be null.
pub(crate) fn time_if(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?.map(|_| time(row, column)).transpose()
}

/// All rows that a query finds.
pub(crate) fn all<T>(
    connection: &rusqlite::Connection,
    query: &str,
    parameters: impl rusqlite::Params,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(query).map_err(failed)?;
    let rows = statement.query_map(parameters, row).map_err(failed)?;
    rows.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// Runs a statement that answers nothing.
pub(crate) fn run(connection: &rusqlite::Connection, statement: &str, parameters: impl rusqlite::Params) -> Result<()> {
    connection.prepare_cached(statement).and_then(|mut prepared| prepared.execute(parameters)).map_err(failed)?;
    Ok(())
}
