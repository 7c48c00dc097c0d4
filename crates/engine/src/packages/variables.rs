//! The environment variables that a version's code reads.

use std::path::{Path, PathBuf};

use contract::{PackageName, Version};
use locales::Result;

use crate::parts::Packages;
use crate::reads::Reads;

/// How many bytes of code are searched; a package may contain whole libraries.
const MOST_CODE: u64 = 16 << 20;

/// An environment variable that a version's code reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeVariable {
    /// Its name.
    pub name: String,
    /// The value that the code takes without it, if that is written there.
    pub default: Option<String>,
    /// The file that reads it, in the package's root folder.
    pub file: PathBuf,
    /// The line there, from 1.
    pub line: u64,
}

impl<S: Reads> Packages<'_, S> {
    /// The environment variables that a version's code reads: those of `train.py` and `main.py` first.
    ///
    /// # Errors
    /// The version does not exist, or its zip cannot be read.
    pub fn variables(&self, name: &PackageName, version: Version) -> Result<Vec<CodeVariable>> {
        self.version(name, version)?;
        let (zip, files) = self.listed(name, version)?;
        let mut files: Vec<_> = files.into_iter().filter(|(path, _)| is_code(path)).collect();
        files.sort_by_key(|(path, _)| ["train.py", "main.py"].iter().all(|first| path != Path::new(first)));
        files.sort_by_key(|(path, _)| path != Path::new("train.py"));
        let mut found: Vec<CodeVariable> = Vec::new();
        let mut searched = 0;
        for (file, entry) in files {
            searched += entry.bytes;
            if searched > MOST_CODE {
                break;
            }
            for contract::Variable { name, default, line } in contract::variables(&zip.read(&entry)?) {
                match found.iter_mut().find(|known| known.name == name) {
                    Some(known) => known.default = known.default.take().or(default),
                    None => found.push(CodeVariable { name, default, file: file.clone(), line }),
                }
            }
        }
        Ok(found)
    }
}

fn is_code(path: &Path) -> bool {
    path.extension() == Some("py".as_ref())
}
