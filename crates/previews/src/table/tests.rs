use super::*;
use crate::tests::{file, open};
use crate::{Ask, Preview, look};
use std::io::Write;
use std::os::unix::fs::FileExt;

fn table(name: &str, bytes: &[u8]) -> Table {
    match open(name, bytes) {
        Preview::Table(table) => table,
        other => panic!("{name}: {other:?}"),
    }
}

fn cells(rows: &Rows) -> Vec<Vec<&str>> {
    rows.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

/// The table would be one column, or its header a row, or its first column would have no name.
#[test]
fn tables_are_recognised_however_they_are_written() {
    for (name, bytes, delimiter, header) in [
        ("a.csv", "id,name\n1,x\n2,y\n", Delimiter::Comma, true),
        ("a.csv", "\u{feff}id;loss\r\n1;0,5\r\n2;0,4\r\n", Delimiter::Semicolon, true),
        ("a.tsv", "id\tname, surname\n1\tx\n2\ty\n", Delimiter::Tab, true),
        ("a", "a|b\n1|2\n3|4\n", Delimiter::Bar, true),
        ("a.csv", "1,5;2,5\n3,5;4,5\n", Delimiter::Semicolon, false),
        ("a.csv", "title\n1,2\n3,4\n", Delimiter::Comma, true),
        ("a.csv", "1,2\n3,4\n5,6\n", Delimiter::Comma, false),
        ("a.csv", ",loss\n0,1.5\n1,1.4\n", Delimiter::Comma, true),
        ("no-ending", "x,\"a\n,b\",z\n1,2,3\n4,5,6\n", Delimiter::Comma, true),
    ] {
        let table = table(name, bytes.as_bytes());
        let has_header = table.columns.iter().all(|column| column.name.is_some());
        assert_eq!((table.delimiter, has_header), (Some(delimiter), header), "{bytes:?}");
        assert!(table.columns.len() >= 2, "{bytes:?}");
    }
    let single = table("losses.csv", b"loss\n0.5\n0.4\n");
    assert_eq!(single.columns[0].kind, CellKind::Number);
    assert_eq!(cells(&single.rows), [["0.5"], ["0.4"]]);
}

/// A letter, a program or a log would be shown as a table.
#[test]
fn other_texts_are_no_tables() {
    for (name, text) in [
        ("letter.txt", "Dear all,\nthis is, as you know,\na letter.\n"),
        ("a.py", "f(a, b)\nf(c, d)\nf(e, f)\n"),
        ("short.txt", "a, b\nc, d\n"),
        ("run.log", "10:00,001 INFO a\n10:00,002 INFO b\n10:00,003 INFO c\n"),
    ] {
        assert!(matches!(open(name, text.as_bytes()), Preview::Text(_)), "{name}");
    }
}

/// What a cell holds would be wrong: quotes in quotes, lines within a cell, letters of Windows.
#[test]
fn cells_are_what_was_written() {
    let quoted = table("a.csv", b"id,text\n1,\"say \"\"hi\"\",\nbye\"\n\n2,\n3,a,b\n");
    assert_eq!(cells(&quoted.rows), [vec!["1", "say \"hi\",\nbye"], vec!["2", ""], vec!["3", "a", "b"]]);
    assert_eq!(quoted.columns.len(), 3);
    let windows = table("a.csv", b"pr\xe9nom;\xe2ge\nZo\xe9;3\n");
    assert_eq!(windows.columns[0].name.as_deref(), Some("prénom"));
    assert_eq!(cells(&windows.rows), [["Zoé", "3"]]);
    let header_only = table("a.csv", b"id,name");
    assert_eq!((header_only.columns.len(), header_only.rows.rows.len()), (2, 0));
}

/// Rows at the border of two pages would be missing, or there twice.
#[test]
fn pages_are_all_rows_once() {
    let text: String = (0..1_234).map(|row| format!("{row},\"a\r\nb\"\r\n")).collect();
    let file = file(format!("id,text\r\n{text}").as_bytes());
    let Preview::Table(table) = look(&file, "", &Ask::Open).unwrap() else { panic!() };
    let (mut rows, mut next) = (table.rows.rows, table.rows.next);
    while let Some(at) = next {
        let Preview::Rows(more) = look(&file, "", &Ask::Rows { at }).unwrap() else { panic!() };
        assert!(more.rows.len() <= ROWS);
        (rows, next) = ([rows, more.rows].concat(), more.next);
    }
    let ids: Vec<String> = rows.into_iter().map(|row| row.cells[0].clone()).collect();
    assert_eq!(ids, (0..1_234).map(|row| row.to_string()).collect::<Vec<_>>());
}

/// One long cell or one row without an end would take all memory, or all of a person's time.
#[test]
fn long_cells_and_endless_rows_are_cut() {
    let long = "é".repeat(CELL + 1);
    let table = table("a.csv", format!("a,b\n1,{long}\n2,\"{}\"\n", "x".repeat(3 << 20)).as_bytes());
    let rows = table.rows.rows;
    assert_eq!((rows[0].cells[1].chars().count(), &*rows[0].cut), (CELL, &[1][..]));
    assert_eq!((rows[1].cells[1].len(), &*rows[1].cut), (CELL, &[1][..]));
    // Two sparse gigabytes without a line's end, after rows that are whole.
    let mut sparse = file(b"a,b\n1,2\n3,\"4");
    sparse.set_len(2 << 30).unwrap();
    sparse.flush().unwrap();
    let ask = |at| look(&sparse, "a.csv", &Ask::Rows { at }).unwrap();
    sparse.write_all_at(&[b' '; 70_000], 12).unwrap();
    let Preview::Rows(first) = ask(0) else { panic!() };
    assert_eq!((cells(&first), first.endless), (vec![vec!["a", "b"], vec!["1", "2"]], false));
    let Preview::Rows(endless) = ask(first.next.unwrap()) else { panic!() };
    assert_eq!((endless.rows[0].cells[0].as_str(), endless.next, endless.endless), ("3", None, true));
    let Preview::Columns(columns) = look(&sparse, "a.csv", &Ask::Columns { millis: 0 }).unwrap() else {
        panic!()
    };
    assert!(!columns.all);
}

/// What is after many empty lines could never be seen.
#[test]
fn empty_lines_are_passed_in_steps() {
    let file = file(format!("a,b\n{}1,2\n", "\n".repeat(20 << 20)).as_bytes());
    let (mut at, mut rows, mut pages) = (Some(4), Vec::new(), 0);
    while let Some(from) = at {
        let Preview::Rows(page) = look(&file, "a.csv", &Ask::Rows { at: from }).unwrap() else { panic!() };
        assert!(!page.endless);
        rows.extend(page.rows.into_iter().map(|row| row.cells));
        (at, pages) = (page.next, pages + 1);
    }
    assert_eq!((rows, pages), (vec![vec!["1".to_string(), "2".into()]], 3));
}

/// A million columns would be a table of gigabytes.
#[test]
fn very_wide_tables_are_cut() {
    let wide = format!("{}\n", "1,".repeat(100_000)).repeat(4);
    let table = table("a.csv", wide.as_bytes());
    assert!(table.cut && table.columns.len() == COLUMNS && table.rows.rows[3].cells.len() == COLUMNS);
    let row = format!("{}\n", vec!["x".repeat(CELL); 500].join(","));
    let file = file(row.repeat(100).as_bytes());
    let Preview::Rows(rows) = look(&file, "a.csv", &Ask::Rows { at: 0 }).unwrap() else { panic!() };
    assert!(rows.next.is_some() && rows.rows.len() < 10, "{}", rows.rows.len());
}

/// A person would believe a wrong number of missing values, or a wrong distribution.
#[test]
fn statistics_count_what_is_in_the_columns() {
    let rows: String =
        (0..10_000).map(|row| format!("{row},{},{}\n", row % 3, ["a", "", "b"][row % 3])).collect();
    let file = file(format!("id,class,text\n{rows}10000\n").as_bytes());
    let Preview::Columns(columns) = look(&file, "", &Ask::Columns { millis: 60_000 }).unwrap() else {
        panic!()
    };
    assert_eq!((columns.rows, columns.all), (10_001, true));
    let [id, class, text] = &columns.columns[..] else { panic!() };
    let numbers = id.numbers.as_ref().unwrap();
    assert_eq!((numbers.count, numbers.least, numbers.most, numbers.mean), (10_001, 0.0, 10_000.0, 5_000.0));
    assert_eq!(numbers.bins.iter().sum::<u64>(), 10_001);
    assert_eq!((id.kind, id.empty, id.name.as_deref()), (CellKind::Integer, 0, Some("id")));
    assert_eq!((class.empty, text.empty, text.kind), (1, 3_334, CellKind::Text));
    let common = |text: &str, count| Common { text: text.into(), count };
    assert_eq!(text.texts, Some(vec![common("a", 3_334), common("b", 3_333)]));
}
