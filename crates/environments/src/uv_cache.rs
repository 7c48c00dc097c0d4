//! Where uv keeps what it has downloaded and built.

use crate::variables::Variables;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What uv must be told of folders, beside the person's `variables`, where theirs cannot be written: a
/// service or a container often has no home. `<cache>` of the store is taken then. Whoever names a
/// folder of their own means it.
pub fn places(variables: &Variables, cache: &Path) -> Vec<(&'static str, OsString)> {
    let elsewhere = [
        ("UV_CACHE_DIR", "XDG_CACHE_HOME", ".cache", "uv", "uv"),
        ("UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME", ".local/share", "uv/python", "uv-python"),
    ];
    let unset = elsewhere.into_iter().filter(|(name, ..)| variables.folder(name).is_none());
    let missing = unset.filter(|(_, base, in_home, below, _)| {
        let place = variables.folder_or_home(base, in_home).map(|folder| folder.join(below));
        !place.is_some_and(|place| can_be_written(&place))
    });
    missing.map(|(name, .., ours)| (name, cache.join(ours).into_os_string())).collect()
}

/// Whether a file can be made in `folder`, or in the first folder above it that is there. Permissions do
/// not tell: root may do anything, and yet nothing can be made in /proc.
fn can_be_written(folder: &Path) -> bool {
    let there = folder.ancestors().find(|above| above.is_dir()).map(Path::to_path_buf);
    there.is_some_and(|there: PathBuf| tempfile::tempfile_in(there).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing could be built by a service without a home, or caches that people chose be passed over.
    #[test]
    fn the_store_stands_in_for_a_home_that_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let named = |all: &[(&str, &str)]| {
            let all = all.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
            let variables: Variables = all.collect();
            places(&variables, Path::new("/s")).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let home = folder.path().to_str().unwrap();
        assert_eq!(named(&[("HOME", home)]), [""; 0]);
        let both = ["UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR"];
        assert_eq!(named(&[("HOME", "/proc/not-there")]), both);
        assert_eq!(named(&[]), both);
        assert_eq!(named(&[("HOME", "/proc/1"), ("UV_CACHE_DIR", "/proc/mine")]), both[1..]);
        assert_eq!(named(&[("HOME", "/proc/1"), ("XDG_CACHE_HOME", home), ("XDG_DATA_HOME", home)]), [""; 0]);
        let (name, place) = places(&Variables::default(), Path::new("/s")).swap_remove(0);
        assert_eq!((name, place), ("UV_CACHE_DIR", "/s/uv".into()));
    }
}
