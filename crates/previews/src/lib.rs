//! What a file holds, as something to look at: bytes in, what a page shows out, under limits.
//!
//! This crate takes an open file, its name, and a question, or two files that are compared. Nothing else may come in
//! here: no path, no store, no network, no other process, and no sentence that a person reads. Files are hostile: a
//! 20 GB one, one that lies about its lengths and one that unpacks to a petabyte are answered as quickly as any other,
//! within 50 MB of memory, and 100 MB more for a picture. So whatever reads a format
//!
//! - reads only what is shown, by position, and checks a length before it makes room for it;
//! - goes no deeper than a limit, and does not call itself on what a file can nest;
//! - ends after a number of bytes that does not depend on the file's size, or after a time, and says that it did.
//!
//! Names and texts keep their control characters and may be cut; whoever shows them must escape them.

mod archive;
mod arrays;
mod bytes;
mod differences;
mod hex;
mod images;
mod json;
mod models;
mod notebook;
mod parquet;
mod pickle;
mod recognise;
mod syntax;
mod table;
mod text;

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

pub use archive::{Archive, ArchiveEntry, ArchiveEntryKind, ArchiveFormat, Changed};
pub use arrays::{NumpyArray, Tensor, Tensors, Values};
use bytes::Bytes;
pub use differences::{
    ArrayDifference, ArrayForm, ArraysDifference, BytesDifference, CellDifference, DiffLine,
    ElementDifference, ElementsDifference, FileDifference, LargestDifference, MemberDifference,
    MembersDifference, TableDifference, TextDifference, compare, lines,
};
pub use hex::{HEX_PIECE, Hex};
pub use images::{Image, ImageFormat, Picture};
pub use json::{Children, JsonKind, Lines, Mark, Value, Within};
pub use models::{Dimension, Keras, Layer, Onnx, Port};
pub use notebook::{Cell, CellContent, Notebook, Output};
pub use pickle::Pickle;
use recognise::Found;
pub use syntax::Syntax;
pub use table::{CellKind, Column, Columns, Common, Delimiter, Numbers, Row, Rows, Statistics, Table};
pub use text::{Encoding, PIECE, Text, TextKind};

/// A question about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "ask", rename_all = "camelCase")]
pub enum Ask {
    /// What it is, by its content, and the first part of it.
    Open,
    /// The text from this position in bytes, whatever the file is.
    Text {
        /// Where the piece begins.
        at: u64,
    },
    /// The bytes from this position, whatever the file is.
    Hex {
        /// Where the piece begins.
        at: u64,
    },
    /// More rows of a table, or of JSON Lines.
    Rows {
        /// The position that came with the rows before.
        at: u64,
    },
    /// Statistics of a table's columns, over the whole file.
    Columns {
        /// After how many milliseconds to end, with the rows that were read by then.
        millis: u64,
    },
    /// What is in an array or an object.
    Children {
        /// Where it begins, in bytes of the file.
        start: u64,
        /// The mark that came with the children before; none for the first ones.
        from: Option<Mark>,
        /// How many to give at most.
        most: u32,
    },
    /// A picture of an image, small enough to be shown.
    Picture {
        /// How long its longer side may be, in pixels: at most 2,048.
        most: u32,
    },
    /// The first values of a tensor.
    Values {
        /// Its number in the list of tensors, from 0.
        of: u32,
    },
}

/// What a file holds: an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "as", rename_all = "camelCase")]
pub enum Preview {
    /// Text.
    Text(Text),
    /// Bytes.
    Hex(Hex),
    /// A table's columns and its first rows.
    Table(Table),
    /// More rows.
    Rows(Rows),
    /// Statistics of a table's columns.
    Columns(Columns),
    /// A JSON value's first children, or more of them.
    Json(Children),
    /// Rows that are a JSON value each.
    Lines(Lines),
    /// An image.
    Image(Image),
    /// A picture of an image.
    Picture(Picture),
    /// A PDF.
    Pdf,
    /// Sound or a film.
    Media {
        /// What kind: `audio/mpeg`.
        mime: String,
        /// Its size in bytes.
        size: u64,
    },
    /// A notebook.
    Notebook(Notebook),
    /// NumPy's arrays.
    Arrays {
        /// One, or at most 100 of several.
        arrays: Vec<NumpyArray>,
    },
    /// Tensors.
    Tensors(Tensors),
    /// The first values of a tensor.
    Values(Values),
    /// An ONNX model.
    Onnx(Onnx),
    /// A Keras model.
    Keras(Keras),
    /// An HDF5 file, of which nothing else is known.
    Hdf5,
    /// An archive.
    Archive(Archive),
    /// A pickle.
    Pickle(Pickle),
}

/// A format that a file can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum Format {
    Image,
    Keras,
    Npy,
    Npz,
    Onnx,
    Parquet,
    Safetensors,
    Zip,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "camelCase")]
pub enum Unreadable {
    /// The system does not read the file.
    Io {
        /// The number of the system's error.
        code: Option<i32>,
    },
    /// The file begins like one of this format, and is none.
    Broken {
        /// The format.
        what: Format,
    },
    /// The file is of this format, and the part that was asked for is larger than what is read.
    TooLarge {
        /// The format.
        what: Format,
    },
    /// The file is of this format, and packed in a way that is not read here.
    Unsupported {
        /// The format.
        what: Format,
    },
    /// The question does not fit the file, which may have become another one.
    Unfitting,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io { code: error.raw_os_error() }
    }
}

/// Answers a question about a regular file that is open for reading. `name` only says what the content leaves open:
/// the language of a text, or that a single column is a table.
///
/// # Errors
/// The file cannot be read, breaks the rules of its own format, or has nothing of the kind that was asked for.
pub fn look(file: &File, name: &str, ask: &Ask) -> Result<Preview, Unreadable> {
    let bytes = Bytes::of(file)?;
    match *ask {
        Ask::Open => open(bytes, name),
        Ask::Text { at } => text::piece(bytes, name, at).map(Preview::Text),
        Ask::Hex { at } => hex::piece(bytes, at).map(Preview::Hex),
        Ask::Rows { at } => match recognise::found(bytes, name)? {
            Found::Table(dialect) => table::rows(bytes, &dialect, at).map(Preview::Rows),
            Found::Lines => json::lines(bytes, at).map(Preview::Lines),
            Found::Parquet => parquet::rows(bytes, at).map(Preview::Rows),
            _ => Err(Unreadable::Unfitting),
        },
        Ask::Columns { millis } => match recognise::found(bytes, name)? {
            Found::Table(dialect) => table::columns(bytes, &dialect, millis).map(Preview::Columns),
            Found::Parquet => parquet::columns(bytes, millis).map(Preview::Columns),
            _ => Err(Unreadable::Unfitting),
        },
        Ask::Children { start, from, most } => json::children(bytes, start, from, most).map(Preview::Json),
        Ask::Picture { most } => match recognise::found(bytes, name)? {
            Found::Image(format) => images::picture(bytes, format, most).map(Preview::Picture),
            _ => Err(Unreadable::Unfitting),
        },
        Ask::Values { of } => match recognise::found(bytes, name)? {
            Found::Safetensors => arrays::values(bytes, of).map(Preview::Values),
            _ => Err(Unreadable::Unfitting),
        },
    }
}

/// What another crate makes of a file of this format: one that makes it panic is broken.
fn guarded<T>(what: Format, read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Broken { what }))
}

/// What a file is, and its first part.
fn open(bytes: Bytes<'_>, name: &str) -> Result<Preview, Unreadable> {
    match recognise::found(bytes, name)? {
        Found::Text => text::piece(bytes, name, 0).map(Preview::Text),
        Found::Table(dialect) => table::open(bytes, &dialect).map(Preview::Table),
        Found::Parquet => parquet::open(bytes).map(Preview::Table),
        Found::Json(start) => json::children(bytes, start, None, json::FIRST).map(Preview::Json),
        Found::Notebook(start) => match notebook::notebook(bytes)? {
            Some(notebook) => Ok(Preview::Notebook(notebook)),
            None => json::children(bytes, start, None, json::FIRST).map(Preview::Json),
        },
        Found::Lines => json::lines(bytes, 0).map(Preview::Lines),
        Found::Image(format) => Ok(Preview::Image(Image { format, size: images::size(bytes, format)? })),
        Found::Pdf => Ok(Preview::Pdf),
        Found::Media(mime) => Ok(Preview::Media { mime: mime.to_owned(), size: bytes.size() }),
        Found::Npy => Ok(Preview::Arrays { arrays: vec![arrays::npy(bytes)?] }),
        Found::Npz(entries) => Ok(Preview::Arrays { arrays: arrays::npz(bytes, &entries.entries)? }),
        Found::Safetensors => arrays::safetensors(bytes).map(Preview::Tensors),
        Found::Onnx => models::onnx(bytes).map(Preview::Onnx),
        Found::Keras(entries) => models::keras(bytes, &entries.entries).map(Preview::Keras),
        Found::Hdf5 => Ok(Preview::Hdf5),
        Found::Zip(entries) => archive::zip(bytes, entries).map(Preview::Archive),
        Found::Tar => archive::tar(bytes).map(Preview::Archive),
        Found::Gzip => archive::tar_gz(bytes).map(Preview::Archive),
        Found::Pickle => pickle::pickle(bytes).map(Preview::Pickle),
        Found::Bytes => hex::piece(bytes, 0).map(Preview::Hex),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A file with these bytes.
    pub(crate) fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    /// What is shown first of a file with these bytes.
    pub(crate) fn open(name: &str, bytes: &[u8]) -> Preview {
        look(&file(bytes), name, &Ask::Open).unwrap()
    }

    /// The program on the other side would not understand what was asked, or what is answered.
    #[test]
    fn questions_and_answers_survive_being_written_as_json() {
        for ask in [Ask::Open, Ask::Children { start: 1, from: Some(Mark::default()), most: 2 }] {
            let written = serde_json::to_string(&ask).unwrap();
            assert_eq!(serde_json::from_str::<Ask>(&written).unwrap(), ask);
        }
        for bytes in
            [&b"a,b\n1,2\n3,4\n5,6\n"[..], b"{\"a\": [1]}", b"{\"a\": 1}\n{\"a\": 2}\n", b"\0", b"hi"]
        {
            let answer = open("x", bytes);
            let written = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<Preview>(&written).unwrap(), answer);
        }
    }
}
