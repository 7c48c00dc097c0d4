//! What of a package's folder goes into the version that a training makes (contract §4.3).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use contract::{is_dropped, is_environment};

/// `unpacked`, and `trained` once the calls were gone through: what has to be known of a package as it
/// was before its training.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trained {
    /// The name of its root folder.
    pub root: String,
    /// The folders in there that have the names of those that installing a package makes: these it
    /// brought itself.
    pub own: BTreeSet<PathBuf>,
}

impl files::Document for Trained {}

impl Trained {
    /// Of a package with these entries, named from its root folder on.
    pub fn of<'a>(root: &str, entries: impl Iterator<Item = &'a Path>) -> Self {
        let mut own = BTreeSet::new();
        for entry in entries {
            let folders = entry.ancestors().filter(|path| is_named_by_installing(path));
            own.extend(folders.filter_map(|path| Some(path.strip_prefix(root).ok()?.to_path_buf())));
        }
        Self { root: root.to_string(), own }
    }

    /// The root folder in `package`, the run's. None: it is there no more, or is a link, which leads who
    /// knows where.
    pub fn folder_in(&self, package: &Path) -> Option<PathBuf> {
        let folder = package.join(&self.root);
        let is_inside = folder.parent() == Some(package) && folder.file_name().is_some();
        (is_inside && folder.symlink_metadata().is_ok_and(|about| about.is_dir())).then_some(folder)
    }

    /// Whether `path`, relative to the root folder, which is at `folder`, belongs into the version: no
    /// cache, no virtual environment, nothing that installing the package has made there.
    pub fn keeps(&self, folder: &Path, path: &Path) -> bool {
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

/// By what setuptools puts into such a folder: a model that was saved into one of that name stays.
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

    /// A version would carry a copy of its own code from before the training, or a model be lost.
    #[test]
    fn what_installing_made_is_left_out_and_nothing_else() {
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
        for (path, kept) in [
            ("build", false),
            ("churn.egg-info", false),
            ("src/own.egg-info", true),
            ("model.egg-info", true),
            ("sub/build", true),
            ("env", false),
            ("a/__pycache__", false),
            ("main.py", true),
        ] {
            assert_eq!(trained.keeps(folder.path(), Path::new(path)), kept, "{path}");
        }
        let all = Trained::of("churn", [Path::new("churn/build/lib/x")].into_iter());
        assert!(all.keeps(folder.path(), Path::new("build")));
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
