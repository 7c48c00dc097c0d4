//! Where uv caches what it has downloaded and built.

use crate::variables::Variables;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variables that move uv's folders into the store's `cache` if those of the person cannot be
/// written: a service or a container often has no home. A folder that the person's `variables` name is
/// always used.
pub fn variables(variables: &Variables, cache: &Path) -> Vec<(&'static str, OsString)> {
    let elsewhere = [
        ("UV_CACHE_DIR", "XDG_CACHE_HOME", ".cache", "uv", "uv"),
        ("UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME", ".local/share", "uv/python", "uv-python"),
    ];
    let unset = elsewhere.into_iter().filter(|(name, ..)| variables.folder(name).is_none());
    let missing = unset.filter(|(_, base, in_home, below, _)| {
        let folder = variables.folder_or_home(base, in_home).map(|folder| folder.join(below));
        !folder.is_some_and(|folder| can_be_written(&folder))
    });
    missing.map(|(name, .., ours)| (name, cache.join(ours).into_os_string())).collect()
}

/// The folder in which uv caches what it installs. Environments share files with it.
pub fn folder(of: &Variables, cache: &Path) -> PathBuf {
    let moved = variables(of, cache).into_iter().find(|(name, _)| *name == "UV_CACHE_DIR");
    let persons = || of.folder("UV_CACHE_DIR").map(Path::to_path_buf);
    let default = || Some(of.folder_or_home("XDG_CACHE_HOME", ".cache")?.join("uv"));
    moved
        .map(|(_, folder)| folder.into())
        .or_else(persons)
        .or_else(default)
        .unwrap_or_else(|| cache.join("uv"))
}

/// Whether a file can be created in `folder`, or in the nearest existing folder above it. Permissions
/// are not enough: root has all of them, and still cannot create anything in /proc.
fn can_be_written(folder: &Path) -> bool {
    let there = folder.ancestors().find(|above| above.is_dir()).map(Path::to_path_buf);
    there.is_some_and(|there: PathBuf| tempfile::tempfile_in(there).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service without a home could not build anything, or a cache that a person chose would be ignored.
    #[test]
    fn the_store_stands_in_for_a_home_that_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let named = |all: &[(&str, &str)]| {
            let all = all.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
            let own: Variables = all.collect();
            variables(&own, Path::new("/s")).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let home = folder.path().to_str().unwrap();
        assert_eq!(named(&[("HOME", home)]), [""; 0]);
        let both = ["UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR"];
        assert_eq!(named(&[("HOME", "/proc/not-there")]), both);
        assert_eq!(named(&[]), both);
        assert_eq!(named(&[("HOME", "/proc/1"), ("UV_CACHE_DIR", "/proc/mine")]), both[1..]);
        assert_eq!(named(&[("HOME", "/proc/1"), ("XDG_CACHE_HOME", home), ("XDG_DATA_HOME", home)]), [""; 0]);
        let (name, folder) = variables(&Variables::default(), Path::new("/s")).swap_remove(0);
        assert_eq!((name, folder), ("UV_CACHE_DIR", "/s/uv".into()));
    }
}
