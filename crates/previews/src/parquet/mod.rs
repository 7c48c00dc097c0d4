//! Parquet: its schema, and rows by their number. The crate `parquet` reads it, column by column.
//!
//! What a page claims to hold is checked before that crate makes room for it. Lists and records are not bounded here, but
//! only by the process that this runs in.

mod column;
mod source;

use std::time::{Duration, Instant};

use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit};
use parquet::errors::{ParquetError, Result as Read};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::Type;

use crate::bytes::Bytes;
use crate::table::{COLUMNS, CellKind, Column, Columns, Counted, PAGE, ROWS, Row, Rows, Table};
use crate::{Format, Unreadable};
use column::{Cell, cells};
use source::{Source, TooLong};

/// How many cells are read between two looks at the clock, and of how many rows at least and at most.
const ROUND: usize = 1 << 16;
const SLICE: (usize, usize) = (64, 8_192);
/// The longest time that can be asked for.
const LONGEST: Duration = Duration::from_secs(60);

type File = SerializedFileReader<Source>;

/// The beginning of a table.
pub(crate) fn open(bytes: Bytes<'_>) -> Result<Table, Unreadable> {
    guarded(bytes, |file| {
        let (rows, kinds) = page(file, 0)?;
        let about = file.metadata().file_metadata();
        let fields = about.schema().get_fields();
        let column = |(at, field): (usize, &std::sync::Arc<Type>)| Column {
            name: Some(field.name().to_owned()),
            kind: kinds.get(at).copied().unwrap_or(CellKind::Empty),
            declared: Some(declared(field)),
        };
        let columns = fields.iter().take(COLUMNS).enumerate().map(column).collect();
        let total = u64::try_from(about.num_rows()).ok();
        Ok(Table { columns, cut: fields.len() > COLUMNS, delimiter: None, total, rows })
    })
}

/// A page of rows from the row with this number.
pub(crate) fn rows(bytes: Bytes<'_>, at: u64) -> Result<Rows, Unreadable> {
    guarded(bytes, |file| Ok(page(file, at)?.0))
}

/// Statistics of all columns, from as many rows as can be read in this time.
pub(crate) fn columns(bytes: Bytes<'_>, millis: u64) -> Result<Columns, Unreadable> {
    let end = Instant::now() + Duration::from_millis(millis).min(LONGEST);
    guarded(bytes, |file| {
        let about = file.metadata().file_metadata();
        let names: Vec<String> =
            about.schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
        let mut counted: Vec<Counted> = names.iter().take(COLUMNS).map(|_| Counted::default()).collect();
        let slice = (ROUND / counted.len().max(1)).clamp(SLICE.0, SLICE.1);
        let (mut read, total) = (0, u64::try_from(about.num_rows()).unwrap_or(0));
        while read < total && Instant::now() < end {
            let Some(part) = slice_of(file, read, slice)? else { break };
            let count = part.iter().map(Vec::len).max().unwrap_or(0);
            for (column, cells) in counted.iter_mut().zip(part) {
                cells.into_iter().for_each(|cell| column.add(cell.kind, &cell.text, cell.number));
            }
            read = read.saturating_add(count as u64);
            if count == 0 {
                break;
            }
        }
        let columns =
            counted.into_iter().zip(names).map(|(column, name)| column.finish(Some(name))).collect();
        Ok(Columns { columns, rows: read, all: read >= total, read: (read, total) })
    })
}

/// Opens a file and reads it.
fn guarded<T>(bytes: Bytes<'_>, read: impl FnOnce(&File) -> Read<T>) -> Result<T, Unreadable> {
    let source = Source::of(bytes.file())?;
    let read = |file: File| {
        // Of each column, only the first part is looked at: writers pack all in the same way.
        let mut parts = file.metadata().row_groups().iter().take(1).flat_map(|group| group.columns());
        if parts.any(|part| matches!(part.compression(), Compression::BROTLI(_) | Compression::LZO)) {
            return Err(ParquetError::NYI(String::new()));
        }
        read(&file)
    };
    crate::guarded(Format::Parquet, || {
        File::new(source).and_then(read).map_err(|error| match error {
            ParquetError::External(why) if why.is::<TooLong>() => {
                Unreadable::TooLarge { what: Format::Parquet }
            }
            ParquetError::NYI(_) => Unreadable::Unsupported { what: Format::Parquet },
            _ => Unreadable::Broken { what: Format::Parquet },
        })
    })
}

/// The rows from one with this number, and what the cells of each column hold.
fn page(file: &File, at: u64) -> Read<(Rows, Vec<CellKind>)> {
    let Some(columns) = slice_of(file, at, ROWS)? else { return Ok(Default::default()) };
    let kinds = columns.iter().map(|cells| CellKind::of_all(cells.iter().map(|cell| cell.kind))).collect();
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    let (mut rows, mut size) = (Rows::default(), 0);
    while size < PAGE {
        let cells: Vec<Cell> = columns.iter_mut().filter_map(Iterator::next).collect();
        if cells.is_empty() {
            break;
        }
        let mut row = Row::default();
        for (place, cell) in cells.into_iter().enumerate() {
            size += cell.text.len();
            row.cut.extend(cell.cut.then(|| u32::try_from(place).unwrap_or(u32::MAX)));
            row.cells.push(cell.text);
        }
        rows.rows.push(row);
    }
    let next = at.saturating_add(rows.rows.len() as u64);
    let total = u64::try_from(file.metadata().file_metadata().num_rows()).unwrap_or(0);
    rows.next = (next < total && !rows.rows.is_empty()).then_some(next);
    Ok((rows, kinds))
}

/// The cells of each column in `most` rows from one with this number, or in fewer at the end of a group.
fn slice_of(file: &File, at: u64, most: usize) -> Read<Option<Vec<Vec<Cell>>>> {
    let mut from = at;
    for (number, about) in file.metadata().row_groups().iter().enumerate() {
        let count = u64::try_from(about.num_rows()).unwrap_or(0);
        if from < count {
            let group = file.get_row_group(number)?;
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let is_flat = about.columns().iter().all(|column| {
                let column = column.column_descr();
                column.path().parts().len() == 1 && column.max_rep_level() == 0
            });
            return Ok(Some(if is_flat { flat(&*group, from, most)? } else { nested(&*group, from, most)? }));
        }
        from -= count;
    }
    Ok(None)
}

fn flat(group: &dyn RowGroupReader, from: usize, most: usize) -> Read<Vec<Vec<Cell>>> {
    (0..group.num_columns().min(COLUMNS)).map(|column| cells(group, column, from, most)).collect()
}

/// The same where a cell can be a list or a record: rows are then only read one after another.
fn nested(group: &dyn RowGroupReader, from: usize, most: usize) -> Read<Vec<Vec<Cell>>> {
    let mut columns = Vec::new();
    for row in group.get_row_iter(None)?.skip(from).take(most) {
        for (at, (_, field)) in row?.get_column_iter().take(COLUMNS).enumerate() {
            if columns.len() <= at {
                columns.push(Vec::new());
            }
            if let Some(column) = columns.get_mut(at) {
                column.push(Cell::of(field));
            }
        }
    }
    Ok(columns)
}

/// A column's type in the words of the format.
fn declared(field: &Type) -> String {
    let about = field.get_basic_info();
    let converted = match about.logical_type_ref() {
        Some(LogicalType::Float16) => "FLOAT16".to_owned(),
        Some(LogicalType::Timestamp(of)) if of.unit == TimeUnit::NANOS => "TIMESTAMP_NANOS".to_owned(),
        _ if about.converted_type() == ConvertedType::NONE => String::new(),
        _ => about.converted_type().to_string(),
    };
    let physical =
        if field.is_primitive() { field.get_physical_type().to_string() } else { "GROUP".to_owned() };
    if converted.is_empty() { physical } else { format!("{physical} ({converted})") }
}

#[cfg(test)]
mod tests;
