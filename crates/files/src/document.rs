//! JSON files of the program's own. Each has a `format`: one that a newer program wrote is refused
//! rather than misread. What a newer program has added without raising the format is no hindrance, and
//! stays when the file is written back.

use crate::atomic;
use crate::folder::{open_file, shown, unreadable, unwritable};
use locales::{Failure, Message, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_ignored::Path as FieldPath;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::Path;

/// What such a file says: a struct.
pub trait Document: Serialize + DeserializeOwned {
    /// Raised when a program that knows only the one before would misread what is written. A file without
    /// a format, as programs wrote them before there was one, is of format 1.
    const FORMAT: u64 = 1;
}

/// The name of the field.
const FORMAT: &str = "format";

/// What is read of a file of whatever format.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: u64,
}

/// Reads the document at `path`.
///
/// # Errors
/// It cannot be read, does not say what it must, or is a newer program's ([`Message::FileNewer`]).
pub fn read<T: Document>(path: &Path) -> Result<T> {
    parse(path, &bytes(path)?)
}

/// The document that `bytes`, the content of `path`, are.
///
/// # Errors
/// Those of [`read`].
pub fn parse<T: Document>(path: &Path, bytes: &[u8]) -> Result<T> {
    let Head { format } = json(path, bytes)?;
    check(path, format, T::FORMAT)?;
    json(path, bytes)
}

/// Puts a document at `path`, whatever is there, as [`atomic::write()`] does.
///
/// # Errors
/// When it cannot be written.
pub fn write<T: Document>(path: &Path, document: &T) -> Result<()> {
    atomic::write(path, &text(path, &fields(path, document)?)?)
}

/// The same for a document that is there already: what of it this program does not know stays.
///
/// # Errors
/// When it cannot be written, or what is there is a newer program's ([`Message::FileNewer`]).
pub fn rewrite<T: Document>(path: &Path, document: &T) -> Result<()> {
    atomic::write(path, &rewriting(path, document)?)
}

/// What [`rewrite`] would write to `path`.
///
/// # Errors
/// Those of [`rewrite`], but for writing.
pub fn rewriting<T: Document>(path: &Path, document: &T) -> Result<Vec<u8>> {
    // What cannot be read has nothing that could stay.
    rewritten(path, &bytes(path).unwrap_or_default(), document)
}

/// The same where `before` is there.
///
/// # Errors
/// It cannot be written as JSON, or what is there is a newer program's.
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
        // It would have no place for a format.
        _ => return Err(unwritable(path, std::io::ErrorKind::InvalidData)),
    }
    Ok(fields)
}

fn text(path: &Path, fields: &Map<String, Value>) -> Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(fields).map_err(|error| unwritable(path, error))?;
    text.push(b'\n');
    Ok(text)
}

/// Adds the fields of `before` that a `T` has no place for.
fn keep_unknown<T: Document>(mut before: Map<String, Value>, fields: &mut Map<String, Value>) {
    before.remove(FORMAT);
    let before = Value::Object(before);
    let mut unknown = Vec::new();
    let known: Result<T, _> = serde_ignored::deserialize(&before, |path| unknown.extend(names(&path)));
    if known.is_err() {
        // Damaged: what is written now is all that it says.
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

/// The names that lead to a field; none: it is in a list, whose parts may be others now.
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

    /// What a newer program keeps in a file would be lost as soon as an older one changes a word in it.
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
        assert_eq!(written(&path), now, "what was taken back is no unknown field");
        write(&path, &known("other")).unwrap();
        assert!(written(&path).get("walls").is_none());
    }

    /// A file of a newer program would be taken for something else, and be overwritten with that.
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

    /// What programs wrote before there were formats would be gone with an update.
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
