use crate::tests::file;
use crate::{Ask, CellKind, FileDifference, Format, Preview, Rows, Table, Unreadable, compare, look};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{
    ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

const SCHEMA: &str = "message wine { required int64 id; optional double loss; required int32 day (DATE);
    required binary name (UTF8); required binary raw; }";

/// A file with groups of 250 rows, in which every third loss is missing.
fn written(rows: usize, compression: Compression) -> File {
    let written = tempfile::tempfile().unwrap();
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(written.try_clone().unwrap(), schema, properties).unwrap();
    for begin in (0..rows).step_by(250) {
        let numbers = begin..rows.min(begin + 250);
        let mut group = writer.next_row_group().unwrap();
        let ids: Vec<i64> = numbers.clone().map(|row| row as i64).collect();
        let losses: Vec<f64> =
            numbers.clone().filter(|row| row % 3 != 0).map(|row| row as f64 / 2.0).collect();
        let levels: Vec<i16> = numbers.clone().map(|row| i16::from(row % 3 != 0)).collect();
        let days: Vec<i32> = numbers.clone().map(|_| 20_785).collect();
        let names = numbers.clone().map(|row| format!("é{row}").into_bytes().into()).collect::<Vec<_>>();
        let raw = numbers.map(|_| vec![0xff, 0xd8].into()).collect::<Vec<_>>();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&losses, Some(&levels), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
        column.close().unwrap();
        for texts in [names, raw] {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    written
}

fn table(file: &File) -> Table {
    match look(file, "x", &Ask::Open).unwrap() {
        Preview::Table(table) => table,
        other => panic!("{other:?}"),
    }
}

fn rows(file: &File, at: u64) -> Rows {
    match look(file, "x", &Ask::Rows { at }).unwrap() {
        Preview::Rows(rows) => rows,
        other => panic!("{other:?}"),
    }
}

/// A person would see other values than the code that reads the table.
#[test]
fn a_table_is_shown_with_its_types() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ] {
        let shown = table(&written(600, compression));
        let about: Vec<_> = shown
            .columns
            .iter()
            .map(|it| (it.name.clone().unwrap(), it.kind, it.declared.clone().unwrap()))
            .collect();
        let column = |name: &str, kind, declared: &str| (name.to_string(), kind, declared.to_string());
        assert_eq!(
            about,
            [
                column("id", CellKind::Integer, "INT64"),
                column("loss", CellKind::Number, "DOUBLE"),
                column("day", CellKind::Date, "INT32 (DATE)"),
                column("name", CellKind::Text, "BYTE_ARRAY (UTF8)"),
                column("raw", CellKind::Text, "BYTE_ARRAY"),
            ]
        );
        assert_eq!((shown.total, shown.rows.rows.len()), (Some(600), 200));
        assert_eq!(shown.rows.rows[1].cells, ["1", "0.5", "2026-11-28", "é1", "ffd8"]);
        assert_eq!(shown.rows.rows[3].cells[1], "");
    }
}

/// Rows at the border of two pages or two groups would be missing, or there twice.
#[test]
fn pages_are_all_rows_once() {
    let file = written(1_103, Compression::SNAPPY);
    let (mut ids, mut next) = (Vec::new(), Some(0));
    while let Some(at) = next {
        let page = rows(&file, at);
        ids.extend(page.rows.iter().map(|row| row.cells[0].clone()));
        next = page.next;
    }
    assert_eq!(ids, (0..1_103).map(|row| row.to_string()).collect::<Vec<_>>());
    assert_eq!((rows(&file, 1_103), rows(&file, u64::MAX)), (Rows::default(), Rows::default()));
}

/// A person would believe a wrong number of missing values.
#[test]
fn statistics_count_what_is_in_the_columns() {
    let ask = Ask::Columns { millis: 60_000 };
    let Preview::Columns(columns) = look(&written(600, Compression::SNAPPY), "", &ask).unwrap() else {
        panic!()
    };
    assert_eq!((columns.rows, columns.all, columns.columns.len()), (600, true, 5));
    let loss = &columns.columns[1];
    let numbers = loss.numbers.as_ref().unwrap();
    assert_eq!((loss.empty, numbers.count, numbers.least, numbers.most), (200, 400, 0.5, 299.5));
    assert_eq!(columns.columns[2].texts.as_ref().unwrap()[0].count, 600);
}

/// Lists and records in a table would hide all of it.
#[test]
fn nested_values_are_shown_as_texts() {
    let file = tempfile::tempfile().unwrap();
    let schema = "message a { required group point { required int64 x; } repeated int64 tags; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(file.try_clone().unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[7, 8], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[1, 2, 3], Some(&[1, 1, 1]), Some(&[0, 1, 0])).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let cells: Vec<_> = table(&file).rows.rows.into_iter().map(|row| row.cells).collect();
    assert_eq!(cells, [["{x: 7}", "[1, 2]"], ["{x: 8}", "[3]"]]);
}

/// Times and short numbers would be shown as what they are kept as.
#[test]
fn times_and_short_numbers_are_shown_as_such() {
    let file = tempfile::tempfile().unwrap();
    let schema = "message a { required int64 at (TIMESTAMP(NANOS,true));
        required fixed_len_byte_array(2) loss (FLOAT16); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(file.try_clone().unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[1_795_890_392_000_000_000], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let half = FixedLenByteArray::from(vec![0, 0xbe]);
    column.typed::<FixedLenByteArrayType>().write_batch(&[half], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let table = table(&file);
    assert_eq!(table.rows.rows[0].cells, ["2026-11-28 18:26:32.000000 +00:00", "-1.5"]);
    let kinds: Vec<_> =
        table.columns.iter().map(|column| (column.kind, column.declared.as_deref())).collect();
    let declared = [Some("INT64 (TIMESTAMP_NANOS)"), Some("FIXED_LEN_BYTE_ARRAY (FLOAT16)")];
    assert_eq!(kinds, [(CellKind::Date, declared[0]), (CellKind::Number, declared[1])]);
}

/// A file that claims more than it has would end the program.
#[test]
fn what_is_broken_or_too_large_is_refused() {
    let why = Unreadable::Broken { what: Format::Parquet };
    let whole = written(600, Compression::SNAPPY);
    let size = whole.metadata().unwrap().len() as usize;
    let mut bytes = vec![0; size];
    whole.read_exact_at(&mut bytes, 0).unwrap();
    assert_eq!(look(&file(b"PAR1PAR1"), "", &Ask::Open), Err(why));
    assert_eq!(look(&file(b"PAR1\x04\0\0\0PAR1"), "", &Ask::Open), Err(why));
    let mut pages = bytes.clone();
    pages[4..2_000].fill(0xff);
    assert_eq!(look(&file(&pages), "", &Ask::Open), Err(why));
    // The path of the first column and its compression, which becomes Brotli.
    let mark = b"\x19\x18\x02id\x15";
    let at = bytes.windows(mark.len()).position(|here| here == mark).unwrap();
    let mut other = bytes.clone();
    other[at + mark.len()] = 8;
    assert_eq!(look(&file(&other), "", &Ask::Open), Err(Unreadable::Unsupported { what: Format::Parquet }));
    let mut bomb = bytes.clone();
    bomb[4..12].copy_from_slice(&[0x15, 4, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f]);
    assert_eq!(look(&file(&bomb), "", &Ask::Open), Err(Unreadable::TooLarge { what: Format::Parquet }));
    bytes[size - 8..size - 4].copy_from_slice(&(17_u32 << 20).to_le_bytes());
    let large = file(&[b"PAR1".to_vec(), vec![0; 20 << 20], bytes].concat());
    assert_eq!(look(&large, "", &Ask::Open), Err(Unreadable::TooLarge { what: Format::Parquet }));
}

/// Two tables with the same cells would be called different, or a changed cell would be lost between the pages.
#[test]
fn tables_are_compared_cell_by_cell() {
    let before = written(700, Compression::UNCOMPRESSED);
    let differing = |after: &File| match compare(&before, after, "x", 10_000).unwrap() {
        FileDifference::Table(found) => Some(found),
        FileDifference::Bytes(_) => None,
        other => panic!("{other:?}"),
    };
    assert_eq!(differing(&written(700, Compression::SNAPPY)), None);
    let longer = differing(&written(820, Compression::SNAPPY)).unwrap();
    assert_eq!((longer.before, longer.after, longer.differing, longer.whole), (700, 820, 0, true));
    let after = written(700, Compression::UNCOMPRESSED);
    let mut bytes = vec![0; after.metadata().unwrap().len() as usize];
    after.read_exact_at(&mut bytes, 0).unwrap();
    let at = bytes.windows(5).position(|here| here == "é650".as_bytes()).unwrap();
    after.write_all_at(b"x", at as u64 + 4).unwrap();
    let found = differing(&after).unwrap();
    let cell = &found.cells[0];
    let about = (cell.row, &*cell.column, &*cell.before, &*cell.after);
    assert_eq!((about, found.differing, found.before), ((651, "name", "é650", "é65x"), 1, 700));
}
