//! The store's folder is private: it contains parameters, such as keys, and the person's environment variables.

use std::fs::{self, Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use locales::Message;

use super::FOLDERS;

/// What else a store's folder contains, apart from the index.
const OTHERS: [&str; 10] = [
    "settings.json",
    "queue.json",
    "views.json",
    "charts.json",
    "events.jsonl",
    "lock",
    "agent.lock",
    "reserve",
    "logs",
    rundir::SNAPSHOTS,
];

/// Closes the store in `home` to other users, if it is this user's and was open. A folder that holds other
/// things, too, stays as it is, because they may be there for others; only the store's folders in it are
/// closed. Returns a notice for the person if it stays open, or if it
/// `was_store` already: they may have opened it on purpose.
pub(super) fn close(home: &Path, was_store: bool) -> Option<Message> {
    let folders = || FOLDERS.iter().map(|name| home.join(name)).collect();
    let own: Vec<PathBuf> = if holds_other_things(home) { folders() } else { vec![home.into()] };
    let open: Vec<_> = own.iter().filter(|folder| is_open(folder)).collect();
    for folder in &open {
        // Whether it had an effect is seen below: some file systems have no permissions and say nothing.
        let _ = fs::set_permissions(folder, Permissions::from_mode(0o700));
    }
    let path = files::shown(home);
    if open.iter().any(|folder| is_open(folder)) {
        return Some(Message::StoreOpenToOthers { path });
    }
    (was_store && !open.is_empty()).then_some(Message::StoreMadePrivate { path })
}

/// Whether `folder` is this user's, and others may look into it.
fn is_open(folder: &Path) -> bool {
    let is_own = |about: &Metadata| about.uid() == rustix::process::geteuid().as_raw();
    folder.metadata().is_ok_and(|about| about.is_dir() && is_own(&about) && about.mode() & 0o077 != 0)
}

fn holds_other_things(home: &Path) -> bool {
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.any(|name| {
        let is_own = FOLDERS.iter().chain(&OTHERS).any(|own| name == *own);
        !is_own && !name.starts_with("store.db") && !name.starts_with(".writing-")
    })
}

#[cfg(test)]
mod tests {
    use std::fs::DirBuilder;
    use std::os::unix::fs::DirBuilderExt;

    use super::*;
    use crate::Engine;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().mode() & 0o777
    }

    fn notices(home: &Path) -> Vec<&'static str> {
        let engine = Engine::open(home, "/no/program".into()).unwrap();
        engine.notices().iter().map(|notice| notice.message.code()).collect()
    }

    /// Everybody with an account on the machine could read the keys that a person gave to a run.
    #[test]
    fn an_existing_folder_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        DirBuilder::new().mode(0o755).create(&home).unwrap();
        fs::write(home.join("settings.json"), "{}").unwrap();
        fs::set_permissions(&home, Permissions::from_mode(0o755)).unwrap();
        assert!(notices(&home).is_empty());
        assert_eq!(mode(&home), 0o700);
        // Opened on purpose, or by an older program.
        fs::set_permissions(&home, Permissions::from_mode(0o750)).unwrap();
        assert_eq!(notices(&home), ["store-made-private"]);
        assert_eq!(mode(&home), 0o700);
        assert!(notices(&home).is_empty(), "a notice is shown once");
    }

    /// A person who names a folder that they share would lock the others out of it.
    #[test]
    fn in_a_folder_with_other_things_only_the_stores_folders_are_closed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("theirs"), "").unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        assert!(notices(folder.path()).is_empty());
        assert_eq!(mode(folder.path()), 0o755);
        assert!(FOLDERS.iter().all(|name| mode(&folder.path().join(name)) == 0o700));
    }
}
