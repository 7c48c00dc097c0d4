//! Fuzzes everything that is made of a file for a preview: whatever a training wrote, a person sees some of it or
//! that it is broken, and the program goes on.
//!
//! The corpora are in `tests/fuzz`, the changes are those of [`testkit::fuzz`]. What another crate decodes (pixels,
//! drawings, Parquet) is not tried here: it may use as much memory as the process that it runs in is given.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, outside of them too")]

use std::cell::RefCell;
use std::fs::File;
use std::os::unix::fs::FileExt;

use previews::{Ask, FileDifference, Mark, Preview, Unreadable, compare, look};
use testkit::fuzz::{Changes, changed_json, changed_zip, corpus, fuzz};

/// How many pages of anything are asked for.
const PAGES: usize = 4;

/// Fuzzes files of this name with what is in a corpus.
fn try_files(test: &str, corpus_name: &str, name: &str, change: impl Fn(&mut Changes<'_>) -> Vec<u8>) {
    let file = RefCell::new(None);
    fuzz(test, corpus(corpus_name), change, |input| {
        let mut file = file.borrow_mut();
        // The process that tries the inputs makes its own file.
        let file = file.get_or_insert_with(|| tempfile::tempfile().unwrap());
        file.set_len(0).unwrap();
        file.write_all_at(input, 0).unwrap();
        // A name is only a hint: without it, something is shown, too.
        let unnamed = look(file, "x", &Ask::Open).map_err(|why| format!("{why:?}")).err().unwrap_or_default();
        look_at_all(file, name) + &unnamed
    });
}

/// Fuzzes files of this name that are compared with the first file of a corpus and with themselves.
fn try_comparing(test: &str, corpus_name: &str, name: &str, change: impl Fn(&mut Changes<'_>) -> Vec<u8>) {
    let inputs = corpus(corpus_name);
    let files = RefCell::new(None);
    fuzz(test, inputs.clone(), change, |input| {
        let mut files = files.borrow_mut();
        let new = || tempfile::tempfile().unwrap();
        let (before, after) = files.get_or_insert_with(|| {
            let before = new();
            before.write_all_at(&inputs[0], 0).unwrap();
            (before, new())
        });
        after.set_len(0).unwrap();
        after.write_all_at(input, 0).unwrap();
        assert!(matches!(compare(after, after, name, 50), Ok(FileDifference::Nothing)));
        let found = compare(before, after, name, 50).unwrap();
        assert!((found == FileDifference::Nothing) == (inputs[0] == input));
        let written = serde_json::to_string(&found).unwrap();
        assert!(serde_json::from_str::<FileDifference>(&written).unwrap() == found);
        match &found {
            FileDifference::Table(table) => {
                format!("table {} {}", table.cells.len().min(9), table.whole)
            }
            FileDifference::Arrays(arrays) => {
                let elements = arrays.arrays.iter().filter(|array| array.elements.is_some()).count();
                format!("arrays {} {elements} {}", arrays.arrays.len().min(9), arrays.unread.min(9))
            }
            FileDifference::Members(members) => format!("members {}", members.members.len().min(9)),
            other => {
                written.chars().take(if matches!(other, FileDifference::Text(_)) { 30 } else { 12 }).collect()
            }
        }
    });
}

/// Asks for everything that a page asks for, and says in short what came.
fn look_at_all(file: &File, name: &str) -> String {
    let opened = look(file, name, &Ask::Open);
    let follow = |at: Option<u64>| follow(at, |at| rows(&look(file, name, &Ask::Rows { at })));
    let mut outcome = match &opened {
        Ok(shown) => {
            let written = serde_json::to_string(shown).unwrap();
            assert!(
                serde_json::from_str::<Preview>(&written).unwrap() == *shown,
                "it is not what was written"
            );
            written.chars().take(16).collect()
        }
        Err(why) => format!("{why:?}"),
    };
    match &opened {
        Ok(Preview::Table(table)) => {
            outcome += &format!(" {} {}", table.columns.len().min(9), follow(table.rows.next));
            assert!(look(file, name, &Ask::Columns { millis: 20 }).is_ok());
        }
        Ok(Preview::Lines(lines)) => {
            outcome += &format!(" {} {}", lines.values.len().min(9), follow(lines.next))
        }
        Ok(Preview::Json(children)) => {
            outcome += &format!(" {} {}", children.values.len().min(9), children.broken.is_some());
            children.values.iter().take(PAGES).for_each(|value| unfold(file, value.start, PAGES));
        }
        Ok(Preview::Tensors(tensors)) => {
            for of in 0..tensors.tensors.len().min(PAGES) as u32 {
                let Ok(Preview::Values(values)) = look(file, name, &Ask::Values { of }) else {
                    panic!("no values")
                };
                outcome += &format!(" {}", values.values.len().min(9));
            }
        }
        Ok(Preview::Arrays { arrays }) => outcome += &format!(" {} {}", arrays.len(), arrays[0].short),
        Ok(Preview::Archive(archive)) => {
            outcome += &format!(" {} {}", archive.entries.len().min(9), archive.cut)
        }
        Ok(Preview::Pickle(pickle)) => outcome += &format!(" {} {}", pickle.names.len().min(9), pickle.whole),
        Ok(Preview::Onnx(onnx)) => {
            outcome += &format!(" {} {} {}", onnx.inputs.len().min(9), onnx.nodes.min(9), onnx.cut)
        }
        Ok(Preview::Keras(keras)) => outcome += &format!(" {}", keras.layers.len().min(9)),
        Ok(Preview::Notebook(notebook)) => {
            outcome += &format!(" {} {}", notebook.cells.len().min(9), notebook.cut)
        }
        _ => {}
    }
    for ask in [|at| Ask::Text { at }, |at| Ask::Hex { at }] {
        let came = |at| match look(file, name, &ask(at)) {
            Ok(Preview::Text(text)) => text.next,
            Ok(Preview::Hex(hex)) => hex.next,
            other => panic!("{other:?}"),
        };
        outcome += &format!(" {}", self::follow(Some(0), came));
    }
    outcome
}

/// Follows positions, each of which must be after the one before.
fn follow(mut at: Option<u64>, next: impl Fn(u64) -> Option<u64>) -> usize {
    let mut pages = 0;
    while let Some(from) = at
        && pages < PAGES
    {
        (at, pages) = (next(from), pages + 1);
        assert!(at.is_none_or(|at| at > from), "{at:?} after {from}");
    }
    pages
}

fn rows(page: &Result<Preview, Unreadable>) -> Option<u64> {
    match page {
        Ok(Preview::Rows(rows)) => rows.next,
        Ok(Preview::Lines(lines)) => lines.next,
        other => panic!("{other:?}"),
    }
}

/// Unfolds a value and the first of those in it, so many levels deep.
fn unfold(file: &File, start: u64, levels: usize) {
    let mut from: Option<Mark> = None;
    for _ in 0..PAGES {
        let Ok(Preview::Json(page)) = look(file, "", &Ask::Children { start, from, most: 3 }) else { return };
        for value in page.values.iter().filter(|_| levels > 0) {
            assert!(value.start > start && value.end.is_none_or(|end| end > value.start));
            unfold(file, value.start, levels - 1);
        }
        let before = from;
        from = page.next;
        let Some(next) = from else { return };
        assert!(before.is_none_or(|before| next.at > before.at) && next.at > start, "{next:?}");
    }
}

/// A table is what a person looks at most, and what breaks most often while it is written.
#[test]
fn any_table_is_shown() {
    let words = [
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\"\"",
        "\r",
        "\n",
        "\r\n",
        "\u{feff}",
        "é",
        "NaN",
        "1e308",
        "-1e-320",
        "2026-11-28",
    ];
    try_files("any_table_is_shown", "tables", "a.csv", |changes| changes.changed(&words));
}

/// What JSON is made of.
const JSON: [&str; 17] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\u",
    "\\\"",
    ":",
    ",",
    "\n",
    " ",
    "null",
    "1e400",
    "NaN",
    "-Infinity",
    "\u{feff}",
];

fn change_json(changes: &mut Changes<'_>) -> Vec<u8> {
    match changes.below(2) {
        0 => changed_json(changes, &JSON),
        _ => changes.changed(&JSON),
    }
}

/// Results are a tree that may break off anywhere.
#[test]
fn any_json_is_unfolded() {
    try_files("any_json_is_unfolded", "json", "a.json", change_json);
}

/// Metrics are written line by line, and may be cut anywhere.
#[test]
fn any_json_lines_are_shown() {
    try_files("any_json_lines_are_shown", "json", "a.jsonl", change_json);
}

/// A text may be in any encoding, or in none.
#[test]
fn any_text_is_shown() {
    let words = ["\u{feff}", "é", "😀", "\0", "<svg", "<!--", "-->", "<?", "<!doctype html", "\r\n"];
    try_files("any_text_is_shown", "texts", "a.md", |changes| changes.changed(&words));
}

/// An archive says everything about itself, and may lie.
#[test]
fn any_zip_is_listed() {
    let words =
        ["config.json", "metadata.json", "model.weights.h5", ".npy", "/", "../", "é", "class_name", "layers"];
    try_files("any_zip_is_listed", "archives", "a", |changes| changed_zip(changes, &words, |_, _| {}));
}

/// The same of tars, whose numbers are texts.
#[test]
fn any_tar_is_listed() {
    let words = ["ustar", "path=", "size=", "777", "L", "x", "\0", "99 ", "\u{80}"];
    try_files("any_tar_is_listed", "tars", "a", |changes| changes.changed(&words));
}

/// A header of an array is a program's text.
#[test]
fn any_array_is_shown() {
    let words = [
        "'descr'",
        "'shape'",
        "'fortran_order'",
        "(",
        ")",
        "[",
        "]",
        ",",
        ":",
        "<f8",
        "<U9",
        "|O",
        "9999999999",
    ];
    try_files("any_array_is_shown", "arrays", "a", |changes| changes.changed(&words));
}

/// Weights are downloaded from strangers.
#[test]
fn any_safetensors_are_shown() {
    let words =
        ["__metadata__", "dtype", "shape", "data_offsets", "F32", "BF16", "[", "]", "18446744073709551615"];
    let change = |changes: &mut Changes<'_>| {
        if changes.below(3) == 0 {
            return changes.changed(&words);
        }
        let header = changed_json(changes, &words);
        let text = header.get(8..).unwrap_or_default();
        [&(text.len() as u64).to_le_bytes(), text, &[0; 16]].concat()
    };
    try_files("any_safetensors_are_shown", "tensors", "a", change);
}

/// The same of models.
#[test]
fn any_onnx_is_shown() {
    let words = ["\u{8}", ":", "*", "Z", "b", "\u{12}", "\n"];
    try_files("any_onnx_is_shown", "onnx", "a.onnx", |changes| changes.changed(&words));
}

/// A pickle that is looked at is one that somebody does not dare to load.
#[test]
fn any_pickle_is_walked_over() {
    let words = ["cos\nsystem\n", ".", "(", "h", "q", "p0\n", "X", "U", "S'a'\n", "\u{94}", "}"];
    try_files("any_pickle_is_walked_over", "pickles", "a.pkl", |changes| changes.changed(&words));
}

/// A notebook is JSON that programs of many kinds write.
#[test]
fn any_notebook_is_shown() {
    let words = [
        "cells",
        "outputs",
        "data",
        "image/png",
        "text/plain",
        "source",
        "ename",
        "traceback",
        "nbformat",
        "raw",
    ];
    try_files("any_notebook_is_shown", "notebooks", "a.ipynb", |changes| changed_json(changes, &words));
}

/// A gallery opens every image of a folder.
#[test]
fn any_image_has_a_size_or_none() {
    let words = ["IHDR", "RIFF", "WEBP", "VP8X", "VP8L", "VP8 ", "BM", "GIF89a"];
    try_files("any_image_has_a_size_or_none", "images", "a", |changes| changes.changed(&words));
}

/// A table is compared with what a stranger made of it.
#[test]
fn any_table_is_compared() {
    let words = [",", ";", "\"", "\n", "\r\n", "\u{feff}", "é", "NaN", "1e308", "-1e308"];
    try_comparing("any_table_is_compared", "tables", "a.csv", |changes| changes.changed(&words));
}

/// An array's header says how many elements are compared.
#[test]
fn any_array_is_compared() {
    let words = ["'descr'", "'shape'", "(", ")", ",", "<f8", "<U9", "|O", "|V3", "0", "9999999999"];
    try_comparing("any_array_is_compared", "arrays", "a", |changes| changes.changed(&words));
}

/// A tensor may be anywhere.
#[test]
fn any_safetensors_are_compared() {
    let words = ["dtype", "shape", "data_offsets", "F32", "F8", "[", "]", "18446744073709551615"];
    try_comparing("any_safetensors_are_compared", "tensors", "a", |changes| changes.changed(&words));
}

/// A model's tensors are found by walking over all of it.
#[test]
fn any_onnx_is_compared() {
    let words = ["\u{8}", ":", "*", "B", "J", "\u{10}\u{1}", "\n"];
    try_comparing("any_onnx_is_compared", "onnx", "a.onnx", |changes| changes.changed(&words));
}

/// An archive says itself what is in it, and may hold arrays.
#[test]
fn any_zip_is_compared() {
    let words = ["config.json", "metadata.json", ".npy", "/", "é"];
    try_comparing("any_zip_is_compared", "archives", "a", |changes| changed_zip(changes, &words, |_, _| {}));
}

/// A text may end in the middle of a letter.
#[test]
fn any_text_is_compared() {
    let words = ["\u{feff}", "é", "\0", "<svg", "\r\n", "\n"];
    try_comparing("any_text_is_compared", "texts", "a.md", |changes| changes.changed(&words));
}
