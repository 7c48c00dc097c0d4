//! Watching a tree: reports that something in it changed, so that a page can read again what it shows.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use files::beneath::{Folder, Kind, Opened};
use locales::Result;

use super::Tree;
use crate::Engine;
use crate::waiter::{LOOK, NameChange, WaitResult, Waiter};

/// The most folders of a tree that are watched: the user has a limited number of watches for all programs.
const WATCHED: usize = 4096;

/// The most names that are read to find the folders of a tree.
const LOOKED_AT: usize = 200_000;

/// How often a tree is reported as changed if not all of it is watched.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The shortest time between two reports of changes.
const PAUSE: Duration = Duration::from_millis(100);

/// What happened to a watched tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeChange {
    /// Something in it may have changed.
    Changed {
        /// Whether all of its folders are watched. Otherwise, changes are reported whether or not there are any, every two
        /// seconds.
        is_watched: bool,
    },
    /// [`TreeChanges::interrupter`] was called.
    Interrupted,
}

/// Reports that something in a tree changed. Changes between two calls count as one.
pub struct TreeChanges {
    engine: Engine,
    tree: Tree,
    waiter: Waiter,
    watched: Watched,
    /// The time between two reports: longer if finding the folders of this tree takes long.
    pause: Duration,
    most: usize,
}

/// How much of a tree is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watched {
    /// Not yet anything.
    Nothing,
    /// There is no tree: the folder of a run's artifacts is made when the run starts.
    Absent,
    /// Not all of its folders.
    Part,
    All,
}

impl Engine {
    /// Watches a tree from now on, also one that does not exist yet. The first change is reported at once, for
    /// everything that happened before.
    ///
    /// # Errors
    /// The run or dataset does not exist, or no more files can be opened.
    pub fn tree_changes(&self, tree: Tree) -> Result<TreeChanges> {
        let root = self.trees().root(&tree)?;
        let waiter = Waiter::new(&[]).map_err(|error| files::unreadable(&root, error))?;
        let (engine, watched, pause) = (self.clone(), Watched::Nothing, PAUSE);
        Ok(TreeChanges { engine, tree, waiter, watched, pause, most: WATCHED })
    }
}

impl TreeChanges {
    /// Returns a function that makes the current or next wait return [`TreeChange::Interrupted`], from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        self.waiter.waker()
    }

    /// Waits for the next change.
    pub fn wait(&mut self) -> TreeChange {
        if self.watched == Watched::Nothing {
            self.watch();
            return self.changed();
        }
        loop {
            let most = match self.watched {
                Watched::Nothing | Watched::Absent => Some(LOOK),
                Watched::Part => Some(LOOK_AGAIN),
                Watched::All => None,
            };
            let mut of_folders = false;
            match self.waiter.wait(most, |change| note(&mut of_folders, change)) {
                WaitResult::Called => return TreeChange::Interrupted,
                // A burst of changes is one. They wait in the kernel meanwhile, which merges equal ones.
                WaitResult::Changed => std::thread::sleep(self.pause),
                WaitResult::Late => {}
            }
            if self.waiter.wait(Some(Duration::ZERO), |change| note(&mut of_folders, change))
                == WaitResult::Called
            {
                return TreeChange::Interrupted;
            }
            if of_folders || self.watched == Watched::Absent {
                self.watch();
            }
            if self.watched != Watched::Absent {
                return self.changed();
            }
        }
    }

    fn changed(&self) -> TreeChange {
        TreeChange::Changed { is_watched: self.watched != Watched::Part }
    }

    /// Watches all folders that there are now, and no others: those that were moved out of the tree would
    /// otherwise stay watched.
    fn watch(&mut self) {
        let begun = Instant::now();
        self.waiter.clear();
        if self.engine.trees().is_plain(&self.tree).is_ok_and(|is_plain| !is_plain) {
            // It never changes.
            self.watched = Watched::All;
            return;
        }
        self.watched = match self.engine.trees().open(&self.tree, Path::new("")) {
            Ok(Opened::Folder(root)) if self.watch_below(&root) => Watched::All,
            Ok(Opened::Folder(_)) => Watched::Part,
            // Whoever shows the tree reads it, and says why it cannot be read.
            Ok(Opened::File(..)) | Err(_) => Watched::Absent,
        };
        self.pause = (begun.elapsed() * 10).clamp(PAUSE, LOOK_AGAIN);
    }

    /// Watches the folders of a tree, those further up first. Returns false if there are too many.
    fn watch_below(&self, root: &Folder) -> bool {
        let (mut watched, mut names_seen) = (0, 0);
        let mut paths = VecDeque::from([PathBuf::new()]);
        while let Some(path) = paths.pop_front() {
            // A folder that has vanished or cannot be read has nothing to show.
            let Ok(folder) = root.folder(&path) else { continue };
            // Before its names are read, so that a folder which is made meanwhile is either read or reported.
            if watched == self.most || names_seen > LOOKED_AT || !self.waiter.watch(&folder) {
                return false;
            }
            watched += 1;
            let names = folder.names().unwrap_or_default();
            names_seen += names.len();
            let below = names.iter().filter(|(kind, _)| *kind == Kind::Folder);
            paths.extend(below.map(|(_, name)| path.join(name)));
        }
        true
    }
}

/// Notes whether a change may be one of folders. Every change is relevant.
fn note(of_folders: &mut bool, change: NameChange<'_>) -> bool {
    *of_folders |= change.of_folder;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    const CHANGED: TreeChange = TreeChange::Changed { is_watched: true };

    /// A tree in a folder, watched; and its path.
    fn watched(folder: &Path, most: usize) -> (TreeChanges, PathBuf) {
        let engine = Engine::open(&folder.join("home"), "/no/program".into()).unwrap();
        let root = folder.join("tree");
        let mut changes = engine.tree_changes(Tree::Machine(root.clone())).unwrap();
        changes.most = most;
        (changes, root)
    }

    /// A person would not see the plot that a training has just written, or see one that is gone.
    #[test]
    fn whatever_happens_in_any_folder_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let (mut changes, root) = watched(folder.path(), WATCHED);
        assert_eq!(changes.wait(), CHANGED);
        let mut expect = |action: &dyn Fn() -> std::io::Result<()>| {
            action().unwrap();
            assert_eq!(changes.wait(), CHANGED);
        };
        // The tree itself is made only now.
        expect(&|| fs::create_dir(&root));
        expect(&|| fs::create_dir_all(root.join("a/b/c")));
        expect(&|| fs::write(root.join("a/b/c/plot.png"), ""));
        expect(&|| fs::write(root.join("a/b/c/plot.png"), "x"));
        expect(&|| fs::rename(root.join("a/b"), root.join("moved")));
        expect(&|| fs::rename(root.join("moved/c/plot.png"), root.join("moved/c/plot")));
        expect(&|| fs::remove_file(root.join("moved/c/plot")));
        expect(&|| fs::remove_dir_all(root.join("moved")));
        expect(&|| symlink("/etc", root.join("link")));
        // As at the end of a run.
        expect(&|| fs::rename(&root, folder.path().join("old")).and_then(|()| fs::create_dir(&root)));
        expect(&|| fs::write(root.join("plot.png"), ""));
        changes.interrupter()();
        assert_eq!(changes.wait(), TreeChange::Interrupted);
    }

    /// Every written file would make the page read a folder of thousands again.
    #[test]
    fn a_burst_of_files_is_few_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (mut changes, root) = watched(folder.path(), WATCHED);
        fs::create_dir(&root).unwrap();
        assert_eq!(changes.wait(), CHANGED);
        (0..10_000).for_each(|n| fs::write(root.join(n.to_string()), "x").unwrap());
        assert_eq!(changes.wait(), CHANGED);
        assert_eq!(changes.waiter.wait(Some(Duration::ZERO), |_| true), WaitResult::Late);
    }

    /// The tree would stand still on a machine whose watches are all in use, and nothing would say so.
    #[test]
    fn a_tree_with_too_many_folders_is_looked_at_again_and_again() {
        let folder = tempfile::tempdir().unwrap();
        let (mut changes, root) = watched(folder.path(), 3);
        (0..3).for_each(|n| fs::create_dir_all(root.join(n.to_string())).unwrap());
        let in_part = TreeChange::Changed { is_watched: false };
        assert_eq!([changes.wait(), changes.wait()], [in_part, in_part]);
        fs::remove_dir(root.join("0")).unwrap();
        while changes.wait() == in_part {}
    }

    /// A run that swaps its folder for a link would have other people's folders watched.
    #[test]
    fn nothing_behind_a_link_is_watched() {
        let folder = tempfile::tempdir().unwrap();
        let (mut changes, root) = watched(folder.path(), WATCHED);
        let outside = folder.path().join("outside");
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir(&root).unwrap();
        symlink(&outside, root.join("link")).unwrap();
        assert_eq!(changes.wait(), CHANGED);
        fs::write(outside.join("secret"), "x").unwrap();
        assert_eq!(changes.waiter.wait(Some(Duration::ZERO), |_| true), WaitResult::Late);
    }
}
