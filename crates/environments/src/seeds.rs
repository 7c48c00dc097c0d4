//! Seeds: pip, setuptools and wheel, which every environment has, whatever its lists ask for
//! (contract §1).
//!
//! They are the newest versions that run on the Python; setuptools stays below 81, and wheel is a
//! version that needs no other packages. `./dev` downloads the wheels that the lists in `seeds/` name.

use contract::PythonVersion;
use std::path::{Path, PathBuf};

/// Older Pythons get [`PYTHON_3_8`].
const NEWER: PythonVersion = PythonVersion { major: 3, minor: 9 };
const PYTHON_3_8: &str = include_str!("../seeds/python3.8.txt");
const PYTHON_3_9: &str = include_str!("../seeds/newer.txt");

/// The seeds for `python` as a lock: versions with hashes.
pub fn seeds(python: PythonVersion) -> &'static str {
    if python < NEWER { PYTHON_3_8 } else { PYTHON_3_9 }
}

/// The folder of their wheels: beside the running program, else beside `uv`, with which they are
/// shipped. If there is none, they have to come from the index.
pub fn folder(uv: &Path) -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    let mut folders = program.iter().map(PathBuf::as_path).chain([uv]).filter_map(Path::parent);
    folders.find_map(|folder| Some(folder.join("seeds")).filter(|folder| folder.is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(minor: u32) -> PythonVersion {
        PythonVersion { major: 3, minor }
    }

    /// A setuptools from 81 on has no `pkg_resources`, and one for newer Pythons cannot be imported on 3.8.
    #[test]
    fn each_python_has_seeds_with_hashes_and_setuptools_below_81() {
        assert_ne!(seeds(python(8)), seeds(python(9)));
        assert_eq!(seeds(python(9)), seeds(python(14)));
        for seeds in [seeds(python(8)), seeds(python(9))] {
            let names: Vec<_> =
                seeds.split_whitespace().filter_map(|word| Some(word.split_once("==")?.0)).collect();
            assert_eq!(names, ["pip", "setuptools", "wheel"]);
            assert_eq!(seeds.matches("--hash=sha256:").count(), 3);
            let major = seeds.split_once("setuptools==").unwrap().1.split('.').next().unwrap();
            assert!(major.parse::<u32>().unwrap() < 81, "{seeds}");
        }
    }
}
