//! Decides which files of a package's folder go into the version that a training makes (contract §4.3).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use contract::{is_dropped, is_environment};

/// The content of `unpacked`, which is renamed to `trained` once all calls were made: the state of a
/// package before its training.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trained {
    /// The name of its root folder.
    pub root: String,
    /// The folders of the package with names that installing a package also creates, such as `build`.
    pub own: BTreeSet<PathBuf>,
}

impl files::Document for Trained {}

impl Trained {
    /// The state of a package with these entries, whose paths begin with its root folder.
    pub fn of<'a>(root: &str, entries: impl Iterator<Item = &'a Path>) -> Self {
        let mut own = BTreeSet::new();
        for entry in entries {
            let folders = entry.ancestors().filter(|path| is_named_by_installing(path));
            own.extend(folders.filter_map(|path| Some(path.strip_prefix(root).ok()?.to_path_buf())));
        }
        Self { root: root.to_string(), own }
    }

    /// The root folder in `package`, the run's folder. `None` if it does not exist any more, or is a link,
    /// which could lead anywhere.
    pub fn folder_in(&self, package: &Path) -> Option<PathBuf> {
        let folder = package.join(&self.root);
        let is_inside = folder.parent() == Some(package) && folder.file_name().is_some();
        (is_inside && folder.symlink_metadata().is_ok_and(|about| about.is_dir())).then_some(folder)
    }

    /// Whether `path`, relative to the root folder `folder`, goes into the version: caches, virtual
    /// environments and what installing the package created do not.
    pub fn includes(&self, folder: &Path, path: &Path) -> bool {
        let at = folder.join(path);
        let is_installed =
            || is_named_by_installing(path) && !self.own.contains(path) && is_made_by_installing(&at);
        !is_dropped(path) && !is_environment(&at) && !is_installed()
    }
}

/// `build` and `NAME.egg-info`.
fn is_named_by_installing(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "build")
        || path.extension().is_some_and(|extension| extension == "egg-info")
}

/// Whether a folder contains only what setuptools creates, and no model that was saved into it.
fn is_made_by_installing(folder: &Path) -> bool {
    if folder.extension().is_some() {
        return folder.join("PKG-INFO").is_file();
    }
    const PARTS: [&str; 4] = ["lib.", "bdist.", "temp.", "scripts-"];
    let is_part = |name: &str| name == "lib" || PARTS.iter().any(|part| name.starts_with(part));
    std::fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_part)))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A version would contain a copy of its code from before the training, or lose a model.
    #[test]
    fn only_what_installing_created_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "build/lib/churn/a.py",
            "build/bdist.linux-x86_64/x",
            "churn.egg-info/PKG-INFO",
            "src/own.egg-info/PKG-INFO",
            "model.egg-info/weights",
            "sub/build/model.pkl",
            "sub/build/lib/x",
            "env/pyvenv.cfg",
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let before = ["churn/main.py", "churn/src/own.egg-info/PKG-INFO"].map(Path::new);
        let trained = Trained::of("churn", before.into_iter());
        for (path, included) in [
            ("build", false),
            ("churn.egg-info", false),
            ("src/own.egg-info", true),
            ("model.egg-info", true),
            ("sub/build", true),
            ("env", false),
            ("a/__pycache__", false),
            ("main.py", true),
        ] {
            assert_eq!(trained.includes(folder.path(), Path::new(path)), included, "{path}");
        }
        let all = Trained::of("churn", [Path::new("churn/build/lib/x")].into_iter());
        assert!(all.includes(folder.path(), Path::new("build")));
        let package = folder.path().parent().unwrap();
        let root = |name: &str| Trained { root: name.into(), ..Trained::default() }.folder_in(package);
        assert_eq!(
            root(folder.path().file_name().unwrap().to_str().unwrap()).as_deref(),
            Some(folder.path())
        );
        for outside in ["", ".", "..", "/", "/etc", "../etc"] {
            assert_eq!(root(outside), None, "{outside}");
        }
        let text = serde_json::to_string(&trained).unwrap();
        assert_eq!(serde_json::from_str::<Trained>(&text).unwrap(), trained);
    }
}
