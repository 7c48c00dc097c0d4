//! The cells of a column, a number of rows at a time.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result;
use parquet::file::reader::RowGroupReader;
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use crate::table::{CELL, CellKind};
use crate::text;

/// How much of a text is kept, in bytes: a character has at most four.
const KEPT: usize = (CELL + 1) * 4;
/// How many bytes of a value that is not text are shown.
const BYTES: usize = 32;

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// At most 1,000 characters.
    pub(super) text: String,
    /// Whether there is more of it.
    pub(super) cut: bool,
    pub(super) kind: CellKind,
    /// Its value, if it is a number.
    pub(super) number: Option<f64>,
}

/// The cells of a column in some rows of a group: `most` from number `from`, or fewer at the end.
pub(super) fn cells(
    group: &dyn RowGroupReader,
    column: usize,
    from: usize,
    most: usize,
) -> Result<Vec<Cell>> {
    let about = group.metadata().column(column).column_descr_ptr();
    macro_rules! read {
        ($reader:expr, $convert:expr) => {
            read(&mut $reader, &about, from, most, $convert)
        };
    }
    match group.get_column_reader(column)? {
        ColumnReader::BoolColumnReader(mut it) => read!(it, |it| Ok(Field::convert_bool(&about, it))),
        ColumnReader::Int32ColumnReader(mut it) => read!(it, |it| Ok(Field::convert_int32(&about, it))),
        ColumnReader::Int64ColumnReader(mut it) => read!(it, |it| Ok(match is_in_nanoseconds(&about) {
            true => Field::TimestampMicros(it.div_euclid(1_000)),
            false => Field::convert_int64(&about, it),
        })),
        ColumnReader::Int96ColumnReader(mut it) => read!(it, |it| Ok(Field::convert_int96(&about, it))),
        ColumnReader::FloatColumnReader(mut it) => read!(it, |it| Ok(Field::convert_float(&about, it))),
        ColumnReader::DoubleColumnReader(mut it) => read!(it, |it| Ok(Field::convert_double(&about, it))),
        ColumnReader::ByteArrayColumnReader(mut it) => read!(it, |it| in_bytes(&about, it)),
        ColumnReader::FixedLenByteArrayColumnReader(mut it) => read!(it, |it| in_bytes(&about, it.into())),
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    about: &ColumnDescPtr,
    from: usize,
    most: usize,
    convert: impl Fn(T::T) -> Result<Field>,
) -> Result<Vec<Cell>> {
    reader.skip_records(from)?;
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    reader.read_records(most, Some(&mut levels), None, &mut values)?;
    let mut values = values.into_iter().map(|value| Ok(Cell::of(&convert(value)?)));
    if about.max_def_level() == 0 {
        return values.collect();
    }
    // Of a row without a value there is only a level.
    let missing = || Ok(Cell::of(&Field::Null));
    let next = |level: &i16| if *level == about.max_def_level() { values.next() } else { None };
    levels.iter().map(next).map(|cell| cell.unwrap_or_else(missing)).collect()
}

/// Whether a column's numbers are times that the crate leaves as they are.
fn is_in_nanoseconds(about: &ColumnDescPtr) -> bool {
    matches!(about.logical_type_ref(), Some(LogicalType::Timestamp(of)) if of.unit == TimeUnit::NANOS)
}

/// What bytes say: a number, a text, or only themselves.
fn in_bytes(about: &ColumnDescPtr, bytes: ByteArray) -> Result<Field> {
    let is_half = matches!(about.logical_type_ref(), Some(LogicalType::Float16));
    if is_half || about.converted_type() == ConvertedType::DECIMAL {
        return Field::convert_byte_array(about, bytes);
    }
    Ok(text_of(bytes.data()))
}

fn text_of(bytes: &[u8]) -> Field {
    let kept = bytes.get(..KEPT).unwrap_or(bytes);
    let is_cut = kept.len() < bytes.len();
    let hex = || bytes.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect();
    Field::Str(match std::str::from_utf8(kept) {
        Ok(text) => text.to_owned(),
        // Only the last letter is not whole.
        Err(error) if is_cut && error.error_len().is_none() => String::from_utf8_lossy(kept).into_owned(),
        Err(_) => hex(),
    })
}

impl Cell {
    pub(super) fn of(field: &Field) -> Self {
        let (kind, number) = match field {
            Field::Null => (CellKind::Empty, None),
            Field::Bool(_) => (CellKind::Bool, None),
            Field::Byte(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::Short(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::Int(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::Long(it) => (CellKind::Integer, Some(*it as f64)),
            Field::UByte(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::UShort(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::UInt(it) => (CellKind::Integer, Some(f64::from(*it))),
            Field::ULong(it) => (CellKind::Integer, Some(*it as f64)),
            Field::Float16(it) => (CellKind::Number, Some(f64::from(*it))),
            Field::Float(it) => (CellKind::Number, Some(f64::from(*it))),
            Field::Double(it) => (CellKind::Number, Some(*it)),
            Field::Decimal(_) => (CellKind::Number, field.to_string().parse().ok()),
            Field::Date(_) | Field::TimestampMillis(_) | Field::TimestampMicros(_) => (CellKind::Date, None),
            _ => (CellKind::Text, None),
        };
        let whole = match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Bytes(bytes) => return Self::of(&text_of(bytes.data())),
            Field::Float(it) => it.to_string(),
            Field::Double(it) => it.to_string(),
            other => other.to_string(),
        };
        let (shown, cut) = text::cut(&whole, CELL);
        Self { text: shown.to_owned(), cut, kind, number }
    }
}
