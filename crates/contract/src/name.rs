//! Names that become file names. They are checked once, here, so that all other code can trust them.

use std::fmt;
use std::path::{Component, Path};
use std::str::FromStr;

use locales::{Failure, Message};
use unicode_normalization::UnicodeNormalization;

use crate::text::as_text;

/// Longest name, in bytes: a file system allows 255, and `.json` or a random suffix must fit.
const LONGEST: usize = 200;

/// Python's reserved words (`keyword.kwlist`; soft keywords such as `match` are legal names).
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A package's name: a Python identifier that is not a reserved keyword (contract §1), in the Unicode
/// form that Python compares (NFKC).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(String);

impl FromStr for PackageName {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        // Nearly all names are ASCII, and a long list parses many of them.
        let name: String = if text.is_ascii() { text.into() } else { text.nfkc().collect() };
        let mut letters = name.chars();
        let starts = letters.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
        let identifier = starts && letters.all(unicode_ident::is_xid_continue);
        if name.len() > LONGEST {
            return Err(Message::NameTooLong { name: text.to_string(), longest: LONGEST as u64 }.into());
        }
        if !identifier || KEYWORDS.contains(&name.as_str()) {
            let suggestion = Self::suggested(text).0;
            return Err(Message::PackageNameInvalid { name: text.to_string(), suggestion }.into());
        }
        Ok(Self(name))
    }
}

impl PackageName {
    /// The nearest legal name to what a person wrote: `churn-model 2` becomes `churn_model_2`.
    pub fn suggested(text: &str) -> Self {
        let mut name: String =
            text.nfkc().map(|c| if unicode_ident::is_xid_continue(c) { c } else { '_' }).collect();
        while name.len() >= LONGEST {
            name.pop();
        }
        if name.is_empty() {
            name.push_str("package");
        }
        let starts = name.starts_with(|c| c == '_' || unicode_ident::is_xid_start(c));
        if !starts || KEYWORDS.contains(&name.as_str()) {
            name.insert(0, '_');
        }
        Self(name)
    }
}

/// A dataset's name: any legal folder name that a person can type and a terminal can show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatasetName(String);

impl FromStr for DatasetName {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        folder_name(text)
            .map(Self)
            .ok_or_else(|| Message::DatasetNameInvalid { name: text.to_string() }.into())
    }
}

/// A project's name: one line that a person can type. It is not a file name, and it may change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectName(String);

impl FromStr for ProjectName {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() || name.len() > LONGEST || name.contains(char::is_control) {
            return Err(Message::ProjectNameInvalid { name: text.to_string() }.into());
        }
        Ok(Self(name))
    }
}

/// A project's id: `default`, which always exists, or an id like a run's. It is written to files and never
/// changes, even if the project is renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(String);

impl ProjectId {
    /// The id from 40 bits of `random`.
    pub fn from_random(random: u64) -> Self {
        Self(random_id(random))
    }

    /// Whether it is the project that always exists.
    pub fn is_default(&self) -> bool {
        self.0 == DEFAULT
    }
}

const DEFAULT: &str = "default";

impl From<&ProjectId> for ProjectName {
    /// The name of a project to which nobody has given one.
    fn from(id: &ProjectId) -> Self {
        Self(id.0.clone())
    }
}

impl Default for ProjectId {
    fn default() -> Self {
        Self(DEFAULT.into())
    }
}

impl FromStr for ProjectId {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        match text == DEFAULT || is_id(text) {
            true => Ok(Self(text.to_string())),
            false => Err(Message::ProjectIdInvalid { id: text.to_string() }.into()),
        }
    }
}

/// One component of a path: without `/`, control characters and blanks at either end, and not hidden,
/// since names that begin with a dot belong to the store itself.
fn folder_name(text: &str) -> Option<String> {
    let name: String = if text.is_ascii() { text.into() } else { text.nfc().collect() };
    let fits = !name.is_empty() && name.len() <= LONGEST && !name.starts_with('.') && name.trim() == name;
    (fits && !name.contains(['/', '\\']) && !name.contains(char::is_control)).then_some(name)
}

/// Defines an id: eight letters and digits, none of which look alike (Crockford's base 32 in lower case).
macro_rules! id {
    ($(#[doc = $doc:literal] $type:ident refused as Message::$message:ident;)+) => {$(
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            /// The id from 40 bits of `random`.
            pub fn from_random(random: u64) -> Self {
                Self(random_id(random))
            }
        }

        impl FromStr for $type {
            type Err = Failure;

            fn from_str(text: &str) -> Result<Self, Failure> {
                if is_id(text) {
                    Ok(Self(text.to_string()))
                } else {
                    Err(Message::$message { id: text.to_string() }.into())
                }
            }
        }
    )+};
}

const ID_LENGTH: usize = 8;
const ID_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|b| ID_ALPHABET.contains(&b))
}

fn random_id(mut random: u64) -> String {
    let mut id = String::with_capacity(ID_LENGTH);
    for _ in 0..ID_LENGTH {
        id.push(char::from(ID_ALPHABET[(random % 32) as usize]));
        random /= 32;
    }
    id
}

id! {
    /// A run's id.
    RunId refused as Message::RunIdInvalid;
    /// A schedule's id.
    ScheduleId refused as Message::ScheduleUnknown;
}

/// A folder in a dataset: a relative path with `/`, without `.` and `..`; empty for the dataset itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FolderPath(String);

impl FolderPath {
    /// Whether it is the dataset itself.
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for FolderPath {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let refused = || Message::FolderPathInvalid { path: text.to_string() };
        let mut parts = Vec::new();
        for component in Path::new(text).components() {
            match component {
                Component::Normal(part) => parts.push(part.to_str().ok_or_else(refused)?),
                Component::CurDir => {}
                _ => return Err(refused().into()),
            }
        }
        if text.contains('\0') {
            return Err(refused().into());
        }
        Ok(Self(parts.join("/")))
    }
}

macro_rules! plain_text {
    ($($type:ty),+) => {$(
        impl $type {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<Path> for $type {
            fn as_ref(&self) -> &Path {
                Path::new(&self.0)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

plain_text!(PackageName, DatasetName, ProjectName, ProjectId, RunId, ScheduleId, FolderPath);
as_text!(PackageName, DatasetName, ProjectName, ProjectId, RunId, ScheduleId, FolderPath);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn package_names_are_python_identifiers() {
        for name in ["churn", "_x", "Churn2", "match", "modèle", "模型"] {
            assert_eq!(name.parse::<PackageName>().unwrap().as_str(), name);
        }
        for name in
            ["", "2churn", "churn-model", "class", "None", "a b", "a.b", "../x", "a/b", "\0", "é\u{301}!"]
        {
            assert!(name.parse::<PackageName>().is_err(), "{name:?}");
        }
        // Python reads both as the same identifier, so they are the same package.
        assert_eq!("mode\u{300}le".parse::<PackageName>().unwrap(), "modèle".parse().unwrap());
        assert!("x".repeat(201).parse::<PackageName>().is_err());
    }

    #[test]
    fn dataset_names_and_folders_cannot_leave_their_place() {
        for name in ["", ".", "..", ".hidden", "a/b", "a\\b", " a", "a ", "a\nb", "a\0b"] {
            assert!(name.parse::<DatasetName>().is_err(), "{name:?}");
        }
        for name in ["customers 2026", "Élèves", "a'b\"c", "📦"] {
            assert_eq!(name.parse::<DatasetName>().unwrap().as_str(), name);
        }
        for path in ["..", "a/../b", "/etc", "a\0b"] {
            assert!(path.parse::<FolderPath>().is_err(), "{path:?}");
        }
        assert_eq!("./2026//q1/".parse::<FolderPath>().unwrap().as_str(), "2026/q1");
        assert!("".parse::<FolderPath>().unwrap().is_whole());
    }

    #[test]
    fn a_project_is_called_anything_that_is_one_line() {
        for name in ["Churn / EU", ".x", "Détection des fraudes", "2026", "📦"] {
            assert_eq!(name.parse::<ProjectName>().unwrap().as_str(), name);
        }
        assert_eq!(" e\u{301}t\u{e9} ".parse::<ProjectName>().unwrap(), "été".parse().unwrap());
        for name in ["", "  ", "a\nb", "a\0b", &"x".repeat(201)] {
            assert!(name.parse::<ProjectName>().is_err(), "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn a_projects_name_reads_back_and_its_id_is_one_file_name(text in "\\PC{0,40}|.{0,40}", random: u64) {
            if let Ok(name) = text.parse::<ProjectName>() {
                prop_assert_eq!(name.0.parse::<ProjectName>().unwrap(), name);
            }
            let ids = [Ok(ProjectId::from_random(random)), text.parse::<ProjectId>()];
            for id in ids.into_iter().flatten() {
                prop_assert_eq!(Path::new("/x").join(&id).components().count(), 3);
                prop_assert_eq!(id.0.parse::<ProjectId>().unwrap(), id);
            }
        }

        #[test]
        fn any_name_that_passes_is_one_visible_file_name(text in "\\PC{0,40}|.{0,40}") {
            for name in [text.parse::<PackageName>().map(|n| n.0), text.parse::<DatasetName>().map(|n| n.0)].into_iter().flatten() {
                prop_assert_eq!(Path::new("/x").join(&name).components().count(), 3);
                prop_assert!(!name.starts_with('.') && !name.contains(char::is_control));
            }
        }

        #[test]
        fn a_suggested_name_is_always_legal(text in ".{0,300}") {
            let suggested = PackageName::suggested(&text);
            prop_assert_eq!(suggested.0.parse::<PackageName>().unwrap(), suggested);
        }

        #[test]
        fn folders_stay_inside(text in "[a./ ]{0,12}") {
            if let Ok(path) = text.parse::<FolderPath>() {
                prop_assert!(Path::new(path.as_str()).components().all(|c| matches!(c, Component::Normal(_))));
                prop_assert_eq!(path.0.parse::<FolderPath>().unwrap(), path);
            }
        }

        #[test]
        fn run_ids_read_back(random: u64) {
            let id = RunId::from_random(random);
            prop_assert_eq!(id.0.parse::<RunId>().unwrap(), id);
        }
    }
}
