use super::*;
use crate::tests::file;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MILLIS: u64 = 10_000;

/// How files of this name and with these bytes differ; what is said must survive being written as JSON.
fn differing(name: &str, before: &[u8], after: &[u8]) -> FileDifference {
    let found = compare(&file(before), &file(after), name, MILLIS).unwrap();
    let written = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<FileDifference>(&written).unwrap(), found);
    found
}

fn first_byte(name: &str, before: &[u8], after: &[u8]) -> Option<u64> {
    let FileDifference::Bytes(found) = differing(name, before, after) else { panic!("{name}") };
    found.first
}

fn text(name: &str, before: &[u8], after: &[u8]) -> TextDifference {
    let FileDifference::Text(found) = differing(name, before, after) else { panic!("{name}") };
    found
}

fn table(name: &str, before: &str, after: &str) -> TableDifference {
    match differing(name, before.as_bytes(), after.as_bytes()) {
        FileDifference::Table(found) => found,
        other => panic!("{other:?}"),
    }
}

fn arrays(name: &str, before: &[u8], after: &[u8]) -> ArraysDifference {
    match differing(name, before, after) {
        FileDifference::Arrays(found) => found,
        other => panic!("{other:?}"),
    }
}

fn removed(text: &str) -> DiffLine {
    DiffLine::Removed { text: text.into() }
}

fn added(text: &str) -> DiffLine {
    DiffLine::Added { text: text.into() }
}

/// A person would be told that a result is reproduced when it is not, or the other way round.
#[test]
fn the_same_bytes_are_no_difference_and_others_are_one() {
    let long = vec![7; 3 * PIECE];
    let other = [&long[..], &[8]].concat();
    for (bytes, others) in [(&b""[..], &b"\0"[..]), (b"a,b\n1,2\n", b"a,b\n1,3\n"), (&long, &other)] {
        assert_eq!(differing("x", bytes, bytes), FileDifference::Nothing);
        assert_ne!(differing("x", bytes, others), FileDifference::Nothing);
    }
    let expected = BytesDifference {
        first: Some(3 * PIECE as u64),
        compared: 3 * PIECE as u64,
        before: 786_432,
        after: 786_433,
    };
    assert_eq!(differing("x", &long, &other), FileDifference::Bytes(expected));
    let mut within = long.clone();
    within[PIECE + 5] = 0;
    assert_eq!(first_byte("x", &long, &within), Some(PIECE as u64 + 5));
}

/// A file of a hundred gigabytes would keep the page waiting, or be called the same after a part of it.
#[test]
fn what_was_not_compared_in_time_is_not_called_the_same() {
    let sparse = || {
        let file = file(b"\0");
        file.set_len(1 << 42).unwrap();
        file
    };
    let begin = Instant::now();
    let FileDifference::Bytes(found) = compare(&sparse(), &sparse(), "x", 20).unwrap() else { panic!() };
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert!(found.first.is_none() && found.compared > 0 && found.compared < found.before, "{found:?}");
}

/// A person would have to find the changed line of a text themselves.
#[test]
fn texts_are_compared_line_by_line() {
    let found = text("notes.txt", b"a\nb\n", b"a\nc\n");
    let same = DiffLine::Same { text: "a".into() };
    assert_eq!(found, TextDifference { lines: vec![same, removed("b"), added("c")], cut: false, long: None });
    let found = text("a.json", b"{\"a\": 1}\n", b"{\"a\": 2}\n");
    assert_eq!(found.lines, [removed("{\"a\": 1}"), added("{\"a\": 2}")]);
    assert_eq!(text("empty.csv", b"a,b\n1,2\n", b"").lines.len(), 2);
    // Of the same text in two encodings, no line differs.
    assert_eq!(first_byte("a.txt", "été".as_bytes(), b"\xe9t\xe9"), Some(0));
    let many = |word: &str| format!("{word}\n").repeat(30_000);
    let found = text("a.txt", many("one").as_bytes(), many("two").as_bytes());
    assert!(found.cut && found.lines.len() == 5_000);
}

/// Of a long log, nothing would be said but that it differs.
#[test]
fn long_texts_say_where_they_begin_to_differ() {
    let log = |last: &str| format!("{}{last}\nend\n", "the same line\n".repeat(100_000)).into_bytes();
    let found = text("a.txt", &log("é one"), &log("é two"));
    let expected =
        TextDifference { lines: vec![removed("é one"), added("é two")], cut: true, long: Some(100_001) };
    assert_eq!(found, expected);
    let wide = |middle: &str| format!("{}{middle}{}", "é".repeat(400_000), "x".repeat(400_000)).into_bytes();
    let found = text("a.txt", &wide("1"), &wide("2"));
    let [DiffLine::Removed { text: before }, DiffLine::Added { text: after }] = &*found.lines else {
        panic!()
    };
    assert!(before.starts_with("…é") && before.contains("é1x") && after.contains("é2x"), "{before}");
    assert_eq!((found.long, before.chars().count()), (Some(1), 1_001));
    let cut = text("a.txt", &log("a"), &log("a")[..1_400_000]);
    assert_eq!((cut.lines, cut.long), (vec![removed("a")], Some(100_001)));
}

/// A person would search two tables for the cell that makes the difference.
#[test]
fn tables_are_compared_cell_by_cell() {
    let rows = |changed: &str| format!("id,price,name\n1,10.5,a\n{changed}\n3,30,c\n4,40,d\n");
    let found = table("a.csv", &rows("2,20,b"), &rows("2,25.5,B"));
    let cell = |column: &str, before: &str, after: &str| CellDifference {
        row: 2,
        column: column.into(),
        before: before.into(),
        after: after.into(),
    };
    assert_eq!(found.cells, [cell("price", "20", "25.5"), cell("name", "b", "B")]);
    assert_eq!((found.differing, found.rows, found.before, found.after, found.whole), (2, 1, 4, 4, true));
    assert_eq!(found.largest, [LargestDifference { column: "price".into(), by: 5.5 }]);
    let longer = table("a.csv", &rows("2,20,b"), &(rows("2,20,b") + "5,50,e\n6,60,f\n"));
    assert_eq!((longer.differing, longer.before, longer.after, longer.whole), (0, 4, 6, true));
    let huge = table("a.csv", "a,b\n1e308,x\n2,y\n", "a,b\n-1e308,x\n2,y\n");
    assert_eq!((huge.differing, huge.largest), (1, vec![]));
}

/// A column that was inserted would make all cells differ.
#[test]
fn columns_are_found_by_their_names() {
    let found = table("a.csv", "id,old,b\n1,x,2\n3,x,4\n5,x,6\n", "new,id,b\ny,1,2\ny,3,4\ny,5,7\n");
    assert_eq!((&*found.added, &*found.removed), (&["new".to_string()][..], &["old".to_string()][..]));
    assert_eq!((found.differing, found.cells[0].row, &*found.cells[0].column), (1, 3, "b"));
    let unnamed = table("a.csv", "1;2\n3;4\n5;6\n", "1;2\n3;4,5\n5;6;7\n");
    let about: Vec<_> = unnamed.cells.iter().map(|cell| (cell.row, &*cell.column, &*cell.after)).collect();
    assert_eq!(about, [(2, "2", "4,5"), (3, "3", "7")]);
    assert_eq!(unnamed.largest, [LargestDifference { column: "2".into(), by: 0.5 }]);
}

/// A person would read that no cell differs, and not that the files do.
#[test]
fn tables_with_the_same_cells_differ_as_texts() {
    let found = text("a.csv", b"a,b\n1,2\n3,4\n", b"a,b\n1,\"2\"\n3,4\n");
    assert!(found.lines.contains(&added("1,\"2\"")), "{found:?}");
}

fn npy(dtype: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn floats(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A person who reproduces a training would not learn by how much the weights differ.
#[test]
fn arrays_are_compared_element_by_element() {
    let mut numbers = vec![0.5; 200_000];
    numbers[9] = f32::NAN;
    let before = npy("<f4", "(1000, 200)", &floats(&numbers));
    (numbers[100_001], numbers[150_000]) = (0.75, f32::INFINITY);
    let found = arrays("a.npy", &before, &npy("<f4", "(1000, 200)", &floats(&numbers)));
    let [array] = &*found.arrays else { panic!() };
    let elements = array.elements.clone().unwrap();
    assert_eq!((elements.differing, elements.compared, elements.total), (2, 200_000, 200_000));
    assert_eq!(
        elements.first,
        ElementDifference { index: vec![500, 1], before: "0.5".into(), after: "0.75".into() }
    );
    assert_eq!((elements.largest, &array.name), (Some(0.25), &None));
    let shaped = arrays("a.npy", &before, &npy("<f4", "(200, 1000)", &floats(&numbers)));
    assert!(shaped.arrays[0].elements.is_none());
    assert_eq!(shaped.arrays[0].after.as_ref().unwrap().shape, [200, 1000]);
    let records = |last: u8| npy("|V2", "(2,)", &[1, 2, 3, last]);
    let elements = arrays("a.npy", &records(4), &records(5)).arrays[0].elements.clone().unwrap();
    assert_eq!((&*elements.first.before, &*elements.first.after), ("0x0304", "0x0305"));
    let objects = |pickled: &[u8]| npy("|O", "(2,)", pickled);
    assert!(arrays("a.npy", &objects(b"\x80\x04."), &objects(b"\x80\x04N.")).arrays[0].elements.is_none());
}

/// A header would make the program wait for elements that no file has, or call a part of an array the same.
#[test]
fn a_lying_array_is_compared_as_far_as_it_goes() {
    for shape in ["(1000000000000000000,)", "(18446744073709551615, 18446744073709551615)", "(9,)"] {
        let found = arrays("a.npy", &npy("<i4", shape, &[1, 0, 0, 0]), &npy("<i4", shape, &[2, 0, 0, 0]));
        let elements = found.arrays[0].elements.clone();
        assert!(elements.is_none_or(|elements| (elements.differing, elements.compared) == (1, 1)), "{shape}");
        let (same, longer) = (npy("<i4", shape, &[1, 0, 0, 0]), npy("<i4", shape, &[1, 0, 0, 0, 1]));
        assert_ne!(differing("a.npy", &same, &longer), FileDifference::Nothing);
    }
    assert!(first_byte("a.npy", b"\x93NUMPY\x01\0\xff\xff", b"\x93NUMPY\x01\0\xff\xfe").is_some());
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A person would see that one of many arrays differs, and not which one.
#[test]
fn arrays_of_a_zip_are_compared_by_their_names() {
    let (x, y) = (npy("|u1", "(2,)", &[1, 2]), npy("|u1", "(2,)", &[1, 9]));
    let before = zipped(&[("same.npy", &x), ("x.npy", &x), ("gone.npy", &x)]);
    let found = arrays("a.npz", &before, &zipped(&[("new.npy", &x), ("x.npy", &y), ("same.npy", &x)]));
    let about: Vec<_> = found
        .arrays
        .iter()
        .map(|array| {
            let elements =
                array.elements.as_ref().map(|elements| (elements.first.index[0], elements.largest));
            (array.name.as_deref().unwrap(), array.before.is_some(), array.after.is_some(), elements)
        })
        .collect();
    let expected =
        [("gone", true, false, None), ("new", false, true, None), ("x", true, true, Some((1, Some(7.0))))];
    assert_eq!((about, found.same), (expected.to_vec(), 1));
}

fn tensors(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

/// A person would not find the layer whose weights differ.
#[test]
fn tensors_are_compared_by_their_names() {
    let header = r#"{"b": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
        "a": {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [8, 10]},
        "lies": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#;
    let of = |numbers: &[f32], other: u8| tensors(header, &[&floats(numbers)[..], &[7, other]].concat());
    let found = arrays("m.safetensors", &of(&[1.0, 2.0], 1), &of(&[1.0, -2.5], 0x1f));
    let first = |at: usize| found.arrays[at].elements.clone().unwrap();
    assert_eq!((found.arrays.len(), found.same, found.unread), (2, 0, 1));
    assert_eq!((&*first(0).first.after, first(0).largest, first(0).total), ("0x1f", None, 2));
    assert_eq!((first(1).first.index, first(1).largest), (vec![0, 1], Some(4.5)));
}

/// The same of ONNX, whose header is all around its tensors.
#[test]
fn initializers_are_compared_by_their_names() {
    let field = |number: u8, bytes: &[u8]| [&[number << 3 | 2, bytes.len() as u8], bytes].concat();
    let tensor = |name: &[u8], values: &[u8], of: u8| {
        [&[8, 2, 16, 1][..], &field(8, name), &field(of, values)].concat()
    };
    let model = |last: f32| {
        let (raw, listed) =
            (tensor(b"raw", &floats(&[1.0, last]), 9), tensor(b"listed", &floats(&[last, 2.0]), 4));
        [&[8, 8][..], &field(7, &[field(5, &raw), field(5, &listed)].concat())].concat()
    };
    let found = arrays("m.onnx", &model(2.0), &model(3.0));
    let about: Vec<_> = found
        .arrays
        .iter()
        .map(|array| (array.name.as_deref().unwrap(), array.elements.as_ref().unwrap().first.index[0]))
        .collect();
    assert_eq!(about, [("listed", 0), ("raw", 1)]);
    assert_eq!(found.arrays[0].after.as_ref().unwrap().dtype, "float");
}

/// A person would unpack two models to see what is different in them.
#[test]
fn archives_say_which_members_differ() {
    let before = zipped(&[("config.json", b"{}"), ("weights.bin", b"1"), ("old", b"12")]);
    let after = zipped(&[("config.json", b"{}"), ("weights.bin", b"2"), ("new", b"")]);
    let FileDifference::Members(found) = differing("a.zip", &before, &after) else { panic!() };
    let member = |name: &str, before, after| MemberDifference { name: name.into(), before, after };
    let expected =
        [member("new", None, Some(0)), member("old", Some(2), None), member("weights.bin", Some(1), Some(1))];
    assert_eq!((&*found.members, found.same, found.more, found.cut), (&expected[..], 1, 0, false));
    let FileDifference::Bytes(_) = differing("a.zip", &before, b"PK\x03\x04") else { panic!() };
}

/// Loading a pickle to compare it would run what a stranger wrote.
#[test]
fn pickles_are_compared_as_bytes() {
    assert_eq!(first_byte("a.pkl", b"\x80\x04K\x01.", b"\x80\x04K\x02."), Some(3));
    assert_eq!(first_byte("a.pkl", b"cos\nsystem\n(S'a'\ntR.", b"cos\nsystem\n(S'b'\ntR."), Some(14));
}

/// A bomb would fill the memory, or keep the page waiting.
#[test]
fn a_bomb_is_compared_as_far_as_the_time_goes() {
    let bomb = |last: u8| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("x.npy", SimpleFileOptions::default()).unwrap();
        writer.write_all(&npy("|u1", "(50000001,)", &[])).unwrap();
        for _ in 0..50 {
            writer.write_all(&vec![0; 1_000_000]).unwrap();
        }
        writer.write_all(&[last]).unwrap();
        writer.finish().unwrap().into_inner()
    };
    let (before, after) = (file(&bomb(1)), file(&bomb(2)));
    let FileDifference::Arrays(found) = compare(&before, &after, "a.npz", MILLIS).unwrap() else { panic!() };
    assert_eq!(found.arrays[0].elements.as_ref().unwrap().first.index, [50_000_000]);
    // Without time, it is known to differ, but not where.
    let FileDifference::Members(found) = compare(&before, &after, "a.npz", 0).unwrap() else { panic!() };
    assert_eq!(found.members.len(), 1);
}
