//! Saving what a person chose in a tree: one file as it is, a folder or several as one zip. Nothing in
//! a tree is trusted: everything is opened beneath it when it is saved, whatever was listed before.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::beneath::{Folder, Opened, Source};
use files::tree::{Kind, SkippedFile, scan_beneath};
use files::{Progress, Watch, zip};
use locales::{Message, Result};

use super::Downloaded;
use super::downloads::{Source as Copied, make_zip, take_file};
use crate::datasets;
use crate::home::Staging;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::trees::Tree;

/// How many files and folders can be saved at once.
const MOST: usize = 10_000;

/// The contents of a zip: names, with `/` at a folder's end, and where they are read.
pub(super) type Contents = Vec<(String, Source)>;

impl<S: Reads> Transfer<'_, S> {
    /// The name of the file that [`Self::download_files`] saves, unless a person chooses another.
    ///
    /// # Errors
    /// Those of [`Self::download_files`].
    pub fn files_name(&self, tree: &Tree, paths: &[PathBuf]) -> Result<String> {
        let [path] = &outermost(paths)?[..] else { return Ok(format!("{}.zip", tree.name())) };
        let is_folder = self.0.trees().is_folder(tree, path)?;
        let name = path.file_name().map_or_else(|| tree.name(), |name| name.to_string_lossy().into_owned());
        Ok(if is_folder { format!("{name}.zip") } else { name })
    }

    /// Copies files and folders of a tree to the file `output`: a single file as it is, anything else as a zip. In
    /// that, what was chosen has the path that it has in the tree, except that a single folder is the zip's root.
    /// An existing file is replaced: the person chose `output` in a dialog that asks before.
    ///
    /// # Errors
    /// More than 10,000 paths; `output` is a folder or in the store; the disk is full; none of the files can be
    /// copied. If only some of them cannot, these are skipped, and named.
    pub fn download_files(
        &self,
        tree: &Tree,
        paths: &[PathBuf],
        output: &Path,
        watch: &Watch,
    ) -> Result<Downloaded> {
        let target = self.target(output, self.files_name(tree, paths)?.as_ref())?;
        let chosen = outermost(paths)?;
        if self.0.trees().is_plain(tree)? {
            return self.save_chosen(tree, &chosen, &target, watch);
        }
        let staging = Staging::for_output(self.0.home(), &target)?;
        let unpacked =
            self.0.trees().unpack(tree, &chosen, &staging.path().join("files"), &uncounted(watch))?;
        self.save_chosen(&unpacked, &chosen, &target, watch)
    }

    fn save_chosen(&self, tree: &Tree, chosen: &[&Path], target: &Path, watch: &Watch) -> Result<Downloaded> {
        let [path] = chosen else { return self.pack_chosen(tree, chosen, target, watch) };
        match self.0.trees().open(tree, path)? {
            Opened::File(file, path) => take_file(&file, &path, target, true),
            folder => {
                self.copy_out(vec![(Copied::Open(folder), PathBuf::new())], target, &tree.name(), true, watch)
            }
        }
    }

    fn pack_chosen(&self, tree: &Tree, chosen: &[&Path], target: &Path, watch: &Watch) -> Result<Downloaded> {
        let trees = self.0.trees();
        let root = match trees.open(tree, Path::new(""))? {
            Opened::Folder(root) => Arc::new(root),
            Opened::File(_, path) => return Err(Message::SourceMissing { path: files::shown(&path) }.into()),
        };
        let (mut found, mut skipped) = (Contents::new(), Vec::new());
        for &path in chosen {
            watch.cancel.check()?;
            let mut skip = |why| skipped.push(SkippedFile { path: path.into(), why });
            match (trees.open(tree, path), zip::name(path)) {
                (Err(why), _) => skip(why),
                (_, None) => skip(Message::FileNotZipped { path: files::shown(path) }.into()),
                (Ok(Opened::Folder(folder)), _) => add_folder(path, folder, &mut found, &mut skipped, watch)?,
                (Ok(Opened::File(_, at)), Some(name)) => {
                    // A link in a dataset leads to another path.
                    let below = at.strip_prefix(root.path()).unwrap_or(path).to_path_buf();
                    found.push((name.to_string(), Source::Beneath(root.clone(), below)));
                }
            }
        }
        if found.is_empty() && !skipped.is_empty() {
            return Err(skipped.swap_remove(0).why);
        }
        let folder = target.file_stem().and_then(|name| zip::name(Path::new(name)));
        let folder = folder.map_or_else(|| tree.name(), str::to_string);
        for (name, _) in &mut found {
            name.insert_str(0, &format!("{folder}/"));
        }
        let packed = make_zip(target, true, |zip| zip::pack_files(&found, zip, watch))?;
        Ok(Downloaded { path: target.to_path_buf(), bytes: packed.bytes, skipped })
    }
}

/// The same cancellation without progress, for a step whose files are counted later, when they are packed.
fn uncounted(watch: &Watch) -> Watch {
    Watch { cancel: watch.cancel.clone(), progress: Progress::default() }
}

/// Each path once, without those that are in a folder that was chosen as well.
fn outermost(paths: &[PathBuf]) -> Result<Vec<&Path>> {
    if paths.len() > MOST {
        return Err(Message::FilesTooMany { most: MOST as u64 }.into());
    }
    let mut sorted: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    sorted.sort_unstable();
    let mut outermost: Vec<&Path> = Vec::new();
    for path in sorted {
        if !outermost.last().is_some_and(|last| path.starts_with(last)) {
            outermost.push(path);
        }
    }
    Ok(outermost)
}

/// Adds a folder with everything in it to the contents of a zip, as `path`. What cannot be packed is added to
/// `skipped`.
pub(super) fn add_folder(
    path: &Path,
    folder: Folder,
    found: &mut Contents,
    skipped: &mut Vec<SkippedFile>,
    watch: &Watch,
) -> Result<()> {
    let scan = scan_beneath(folder, &uncounted(watch))?;
    // Of a folder only the name is used.
    let empty = || Source::Path(PathBuf::new());
    found.push((format!("{}/", path.display()), empty()));
    let named: HashSet<&Path> = scan.skipped.iter().map(|one| one.path.as_path()).collect();
    let sources = scan.sources();
    for entry in &scan.entries {
        let (path, is_folder) = (path.join(&entry.path), entry.kind == Kind::Folder);
        let source = if is_folder { Some(empty()) } else { sources(entry) };
        match zip::name(&path).zip(source) {
            Some((name, source)) if is_folder => found.push((format!("{name}/"), source)),
            Some((name, source)) => found.push((name.to_string(), source)),
            None if named.contains(entry.path.as_path()) => {}
            None => {
                let why = Message::FileNotZipped { path: files::shown(&entry.path) }.into();
                skipped.push(SkippedFile { path, why });
            }
        }
    }
    drop((named, sources));
    skipped.extend(datasets::below(path, scan.skipped));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use files::zip::ZipListing;

    struct Place {
        folder: tempfile::TempDir,
        engine: crate::Engine,
    }

    /// A tree with files in two folders.
    fn place() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        for path in ["plots/a.png", "plots/b.png", "plots/more/c.png", "report.txt"] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), path).unwrap();
        }
        fs::write(folder.path().join("secret"), "secret").unwrap();
        Place { folder, engine }
    }

    impl Place {
        fn root(&self) -> PathBuf {
            self.folder.path().join("tree")
        }

        fn save(&self, paths: &[&OsStr], output: &str) -> Result<Downloaded> {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let output = self.folder.path().join(output);
            let tree = Tree::Machine(self.root());
            self.engine.transfer().download_files(&tree, &paths, &output, &Watch::default())
        }

        /// The files in a zip, and what was skipped.
        fn zip(&self, paths: &[&str], output: &str) -> (Vec<String>, Vec<PathBuf>) {
            let paths: Vec<&OsStr> = paths.iter().map(OsStr::new).collect();
            let saved = self.save(&paths, output).unwrap();
            let skipped = saved.skipped.into_iter().map(|one| one.path).collect();
            (listed(&saved.path), skipped)
        }
    }

    fn listed(zip: &Path) -> Vec<String> {
        let entries = ZipListing::open(zip).unwrap().entries;
        let files = entries.into_iter().filter(|entry| !entry.is_folder);
        let mut names: Vec<_> = files.map(|entry| entry.path.display().to_string()).collect();
        names.sort();
        names
    }

    /// A person would get a folder twice, or files that they have to look for.
    #[test]
    fn several_are_one_zip_with_the_paths_that_they_have() {
        let place = place();
        let chosen = ["plots/more/c.png", "plots/more", "report.txt", "report.txt"];
        let (names, skipped) = place.zip(&chosen, "out.zip");
        assert_eq!(names, ["out/plots/more/c.png", "out/report.txt"]);
        assert!(skipped.is_empty());
        let (names, _) = place.zip(&["plots"], "plots.zip");
        assert_eq!(names, ["plots/a.png", "plots/b.png", "plots/more/c.png"]);
        let saved = place.save(&[OsStr::new("plots/a.png")], "a.png").unwrap();
        assert_eq!(fs::read_to_string(saved.path).unwrap(), "plots/a.png");
        // A link that stays in the tree is saved as what it leads to.
        symlink("plots/b.png", place.root().join("best.png")).unwrap();
        assert_eq!(
            place.zip(&["best.png", "report.txt"], "best.zip").0,
            ["best/best.png", "best/report.txt"]
        );
        let many = vec![OsStr::new("report.txt"); MOST + 1];
        let refused = place.save(&many, "many.zip").unwrap_err();
        assert_eq!(*refused.message, Message::FilesTooMany { most: MOST as u64 });
    }

    /// A person who agrees to replace a zip would be told that it exists, or lose it to one that failed.
    #[test]
    fn a_zip_is_replaced_by_another_that_is_complete() {
        let place = place();
        fs::write(place.folder.path().join("out.zip"), "old").unwrap();
        assert!(place.save(&[OsStr::new("no"), OsStr::new("such")], "out.zip").is_err());
        assert_eq!(fs::read_to_string(place.folder.path().join("out.zip")).unwrap(), "old");
        for chosen in [&["report.txt", "plots/a.png"][..], &["plots"]] {
            assert!(!place.zip(chosen, "out.zip").0.is_empty());
        }
        let names = fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.filter(|name| name.to_string_lossy().contains("trainyard")).count(), 0);
    }

    /// All of it would be packed before it turned out that there is a folder of that name.
    #[test]
    fn a_folder_is_never_replaced() {
        let place = place();
        let folder = place.folder.path().join("out/plots.zip");
        fs::create_dir_all(&folder).unwrap();
        let refused = place.save(&[OsStr::new("plots")], "out").unwrap_err();
        assert_eq!(*refused.message, Message::FileTaken { path: folder.display().to_string() });
    }

    /// What a run left would be sent to a colleague together with the person's keys.
    #[test]
    fn nothing_outside_of_the_tree_is_saved_even_if_it_is_put_there_meanwhile() {
        let place = place();
        let root = place.root();
        symlink("../secret", root.join("link")).unwrap();
        symlink("../../secret", root.join("plots/more/link")).unwrap();
        // Replaced after it was listed.
        fs::remove_file(root.join("plots/a.png")).unwrap();
        symlink("../../secret", root.join("plots/a.png")).unwrap();
        let (names, mut skipped) =
            place.zip(&["link", "plots/a.png", "plots/b.png", "plots/more", "../secret"], "out.zip");
        assert_eq!(names, ["out/plots/b.png", "out/plots/more/c.png"]);
        skipped.sort();
        let expected = ["../secret", "link", "plots/a.png", "plots/more/link"];
        assert_eq!(skipped, expected.map(PathBuf::from));
        assert!(place.save(&[OsStr::new("link"), OsStr::new("plots/a.png")], "none.zip").is_err());
        assert!(!place.folder.path().join("none.zip").exists());
        assert!(place.save(&[OsStr::new("link")], "secret.txt").is_err());
    }

    /// A person would lose all files because of one, or never get one that an old Windows named.
    #[test]
    fn a_name_that_no_zip_can_hold_is_saved_alone() {
        let place = place();
        let name = OsStr::from_bytes(b"\xe9t\xe9.csv");
        fs::write(place.root().join(name), "x").unwrap();
        let saved = place.save(&[name, OsStr::new("report.txt")], "out.zip").unwrap();
        assert_eq!(listed(&saved.path), ["out/report.txt"]);
        assert_eq!(saved.skipped[0].path.as_os_str(), name);
        assert_eq!(place.save(&[name], "alone.csv").unwrap().bytes, 1);
    }
}
