//! The program's own JSON files. Each has a `format`, and a file in a newer format is refused rather than
//! misread. Fields that a newer program added without raising the format are ignored, and kept when the file
//! is written back.

use crate::atomic;
use crate::folder::{open_file, shown, unreadable, unwritable};
use locales::{Failure, Message, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_ignored::Path as FieldPath;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::Path;

/// The content of such a file. It must be a struct.
pub trait Document: Serialize + DeserializeOwned {
    /// Raised when a program that knows only the previous format would misread the file. A file without a
    /// format, as older programs wrote it, counts as format 1.
    const FORMAT: u64 = 1;
}

/// The name of the field.
const FORMAT: &str = "format";

/// The part of a file that is the same in every format.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: u64,
}

/// Reads the document at `path`.
///
/// # Errors
/// It cannot be read, lacks something, or is in a newer format ([`Message::FileNewer`]).
pub fn read<T: Document>(path: &Path) -> Result<T> {
    parse(path, &bytes(path)?)
}

/// Parses `bytes`, the content of the file at `path`.
///
/// # Errors
/// Those of [`read`].
pub fn parse<T: Document>(path: &Path, bytes: &[u8]) -> Result<T> {
    let Head { format } = json(path, bytes)?;
    check(path, format, T::FORMAT)?;
    json(path, bytes)
}

/// Writes a document to `path`, replacing what is there, as [`atomic::write_private()`] does: many contain
/// parameters, such as keys.
///
/// # Errors
/// When it cannot be written.
pub fn write<T: Document>(path: &Path, document: &T) -> Result<()> {
    atomic::write_private(path, &text(path, &fields(path, document)?)?)
}

/// The same on a full disk, as [`atomic::write_over()`] does.
///
/// # Errors
/// Those of [`write()`], and `reserve` is not a regular file, or has another name as well.
pub fn write_over<T: Document>(reserve: &Path, path: &Path, document: &T) -> Result<()> {
    atomic::write_over(reserve, path, &text(path, &fields(path, document)?)?)
}

/// The same as [`write()`] for a document that may exist already: fields that this program does not know are kept.
///
/// # Errors
/// It cannot be written, or the existing file is in a newer format ([`Message::FileNewer`]).
pub fn rewrite<T: Document>(path: &Path, document: &T) -> Result<()> {
    atomic::write_private(path, &rewriting(path, document)?)
}

/// What [`rewrite`] would write to `path`.
///
/// # Errors
/// Those of [`rewrite`], but for writing.
pub fn rewriting<T: Document>(path: &Path, document: &T) -> Result<Vec<u8>> {
    // If the file cannot be read, there is nothing to keep.
    rewritten(path, &bytes(path).unwrap_or_default(), document)
}

/// The same when the file contains `before`.
///
/// # Errors
/// It cannot be written as JSON, or `before` is in a newer format.
pub fn rewritten<T: Document>(path: &Path, before: &[u8], document: &T) -> Result<Vec<u8>> {
    let mut fields = fields(path, document)?;
    if let Ok(before) = serde_json::from_slice::<Map<String, Value>>(before) {
        let format = before.get(FORMAT).and_then(Value::as_u64).unwrap_or_default();
        check(path, format, T::FORMAT)?;
        keep_unknown::<T>(before, &mut fields);
    }
    text(path, &fields)
}

fn fields<T: Document>(path: &Path, document: &T) -> Result<Map<String, Value>> {
    let mut fields = Map::new();
    fields.insert(FORMAT.into(), T::FORMAT.into());
    match serde_json::to_value(document).map_err(|error| unwritable(path, error))? {
        Value::Object(own) => fields.extend(own),
        // There would be no place for the format.
        _ => return Err(unwritable(path, std::io::ErrorKind::InvalidData)),
    }
    Ok(fields)
}

fn text(path: &Path, fields: &Map<String, Value>) -> Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(fields).map_err(|error| unwritable(path, error))?;
    text.push(b'\n');
    Ok(text)
}

/// Adds the fields of `before` that a `T` does not have.
fn keep_unknown<T: Document>(mut before: Map<String, Value>, fields: &mut Map<String, Value>) {
    before.remove(FORMAT);
    let before = Value::Object(before);
    let mut unknown = Vec::new();
    let known: Result<T, _> = serde_ignored::deserialize(&before, |path| unknown.extend(names(&path)));
    if known.is_err() {
        // The file was damaged: nothing of it can be kept.
        return;
    }
    for names in unknown {
        let (Some((last, above)), Some(value)) = (names.split_last(), at(&before, &names)) else { continue };
        let mut place = Some(&mut *fields);
        for name in above {
            place = place.and_then(|place| place.get_mut(name)).and_then(Value::as_object_mut);
        }
        if let Some(place) = place {
            place.entry(last.clone()).or_insert(value.clone());
        }
    }
}

fn at<'a>(value: &'a Value, names: &[String]) -> Option<&'a Value> {
    names.iter().try_fold(value, |value, name| value.get(name))
}

/// The names that lead to a field; `None` if it is inside a list, whose items may have changed.
fn names(path: &FieldPath<'_>) -> Option<Vec<String>> {
    match path {
        FieldPath::Root => Some(Vec::new()),
        FieldPath::Map { parent, key } => {
            let mut above = names(parent)?;
            above.push(key.clone());
            Some(above)
        }
        FieldPath::Some { parent }
        | FieldPath::NewtypeStruct { parent }
        | FieldPath::NewtypeVariant { parent } => names(parent),
        FieldPath::Seq { .. } => None,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| unreadable(path, error);
    let mut bytes = Vec::new();
    open_file(path, failed)?.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn json<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| Failure::because(Message::FileUnreadable { path: shown(path) }, error))
}

fn check(path: &Path, format: u64, newest: u64) -> Result<()> {
    if format > newest { Err(Message::FileNewer { path: shown(path) }.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        size: u32,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Known {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        removed: Option<String>,
        inner: Option<Inner>,
        rows: Vec<Inner>,
    }

    impl Document for Known {
        const FORMAT: u64 = 2;
    }

    fn known(name: &str) -> Known {
        Known { name: name.into(), removed: None, inner: Some(Inner { size: 2 }), rows: Vec::new() }
    }

    fn written(path: &Path) -> Value {
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    /// Others could read the parameters of a run, such as keys, wherever the folder above is open to them.
    #[test]
    fn only_its_owner_can_read_a_document() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        for how in [write::<Known>, rewrite::<Known>] {
            std::fs::write(&path, "{}").unwrap();
            how(&path, &known("new")).unwrap();
            let mode = std::os::unix::fs::MetadataExt::mode(&path.metadata().unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    /// What a newer program keeps in a file would be lost as soon as an older one changes it.
    #[test]
    fn what_is_not_known_stays_when_a_file_is_written_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        let before = json!({
            "format": 2, "name": "old", "removed": "yes", "rows": [{ "size": 1, "colour": "red" }],
            "inner": { "size": 1, "colour": "blue" }, "walls": { "thick": true },
        });
        std::fs::write(&path, before.to_string()).unwrap();
        assert_eq!(read::<Known>(&path).unwrap().name, "old");
        rewrite(&path, &known("new")).unwrap();
        let now = json!({
            "format": 2, "name": "new", "rows": [],
            "inner": { "size": 2, "colour": "blue" }, "walls": { "thick": true },
        });
        assert_eq!(written(&path), now, "a field that was cleared is not an unknown one");
        write(&path, &known("other")).unwrap();
        assert!(written(&path).get("walls").is_none());
    }

    /// A newer program's file would be misread, and then overwritten.
    #[test]
    fn what_a_newer_program_wrote_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        let newer = json!({ "format": 3, "title": "new" }).to_string();
        std::fs::write(&path, &newer).unwrap();
        let is_newer = |failure: Failure| matches!(*failure.message, Message::FileNewer { .. });
        assert!(is_newer(read::<Known>(&path).unwrap_err()));
        assert!(is_newer(rewrite(&path, &known("old")).unwrap_err()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
    }

    /// An update would lose everything that was written before there were formats.
    #[test]
    fn a_file_without_a_format_is_read_and_gets_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        std::fs::write(&path, json!({ "name": "old", "inner": null, "rows": [] }).to_string()).unwrap();
        let old: Known = read(&path).unwrap();
        rewrite(&path, &old).unwrap();
        assert_eq!(written(&path)["format"], 2);
        for damaged in ["", "{", "[1]", "{\"name\": 3}"] {
            std::fs::write(&path, damaged).unwrap();
            assert!(matches!(*read::<Known>(&path).unwrap_err().message, Message::FileUnreadable { .. }));
            rewrite(&path, &old).unwrap();
            assert_eq!(read::<Known>(&path).unwrap(), old);
        }
    }
}
