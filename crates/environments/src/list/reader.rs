//! Following what lists refer to: other lists, constraints, archives and projects.

use super::{List, Place, Requirement, line, text, url};
use crate::digest::Digest;
use crate::variables::Variables;
use files::{Cancel, shown, unreadable};
use locales::{Message, Result};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// The lists of a package: the second is optional, and pipelines need both.
const LISTS: [&str; 2] = ["requirements.txt", "train_requirements.txt"];

/// The most that all lists of a package may hold, in bytes: a hundred times what the longest do.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// The most lines that all lists of a package may have, without empty ones and comments: each takes some hundred bytes.
const MOST_LINES: u64 = 100_000;

/// The longest line once the variables are in it, in bytes: no list comes near it.
const LONGEST_LINE: usize = 1024 * 1024;

/// How many lists may refer to each other in a row.
const DEEPEST: usize = 50;

/// A package's lists, read.
#[derive(Clone)]
pub struct Lists {
    /// Those that ask for something, in their order.
    pub lists: Vec<List>,
    /// Of all that the lists say and refer to.
    pub digest: Digest,
    /// The package's folder, absolute.
    pub root: PathBuf,
    /// What is left out, as pip does.
    pub notes: Vec<Message>,
}

/// Reads the lists in the package's folder `root`.
///
/// Fails if a list cannot be read, is more than [`MOST_BYTES`] or [`MOST_LINES`], says what pip refuses, or refers
/// to something that is not there, is no file or folder, or leaves the package by a relative path; and if it is
/// cancelled.
pub fn read(root: &Path, variables: &Variables, cancel: &Cancel) -> Result<Lists> {
    let root = root.canonicalize().map_err(|e| unreadable(root, e))?;
    let mut reader = Reader {
        root: &root,
        variables,
        cancel,
        list: List::default(),
        digest: Digest::default(),
        open: Vec::new(),
        seen: HashSet::new(),
        referred: HashSet::new(),
        left: MOST_BYTES,
        left_lines: MOST_LINES,
        notes: Vec::new(),
    };
    let mut lists = Vec::new();
    for file in LISTS {
        let path = root.join(file);
        if file == LISTS[1] && path.symlink_metadata().is_err() {
            continue;
        }
        reader.list.file = file;
        reader.seen.clear();
        reader.file(&path, false)?;
        lists.push(std::mem::take(&mut reader.list));
    }
    for list in &lists {
        // What the lines say; what they refer to is in it by now.
        reader.digest.part("list", format!("{:?}", (list.file, &list.options, &list.remote)));
        reader.digest.part("asked", format!("{:?}", (&list.requirements, &list.constraints)));
    }
    let (digest, notes) = (reader.digest, reader.notes);
    lists.retain(|list| !list.is_empty());
    Ok(Lists { lists, digest, root, notes })
}

struct Reader<'a> {
    root: &'a Path,
    variables: &'a Variables,
    cancel: &'a Cancel,
    list: List,
    digest: Digest,
    /// The lists that are being read: each is referred to by the one before.
    open: Vec<PathBuf>,
    /// What was read, and whether as constraints: it says nothing new.
    seen: HashSet<(PathBuf, bool)>,
    /// What is in the digest by now, and whether with what its files hold.
    referred: HashSet<(PathBuf, bool)>,
    /// How many bytes may still come, those that variables bring included.
    left: u64,
    /// How many lines may still come.
    left_lines: u64,
    notes: Vec<Message>,
}

/// A line of a list, for sentences about it.
struct Position<'a> {
    file: &'a Path,
    line: u64,
}

/// What a reference leads to.
enum Found {
    File(PathBuf),
    Folder(PathBuf),
}

impl Reader<'_> {
    fn file(&mut self, path: &Path, constraints: bool) -> Result<()> {
        if !self.seen.insert((path.to_path_buf(), constraints)) {
            return Ok(());
        }
        let bytes = self.bytes(path)?;
        let text = text::decode(&bytes)
            .ok_or_else(|| Message::RequirementsNotText { file: shown(self.relative(path)) })?;
        drop(bytes);
        self.open.push(path.to_path_buf());
        for (number, text) in text::lines(&text) {
            self.cancel.check()?;
            let text = self.expand(text)?;
            let (requirement, mut options) = line(&text).map_err(|_| Message::RequirementLineUnreadable {
                file: shown(self.relative(path)),
                line: number,
                text: url::without_secrets(&text).chars().take(200).collect(),
            })?;
            let at = Position { file: path, line: number };
            // These count wherever they stand, for all packages.
            let formats = std::mem::take(&mut options.formats);
            if !formats.is_empty() {
                self.list.options.push(super::Options { formats, ..super::Options::default() });
            }
            match requirement {
                Some(requirement) => self.requirement(requirement, constraints, &at)?,
                None => self.options(options, &at)?,
            }
        }
        self.open.pop();
        Ok(())
    }

    /// The bytes of a list.
    fn bytes(&mut self, path: &Path) -> Result<Vec<u8>> {
        let bytes = files::read(path, self.left).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => {
                Message::RequirementsNotText { file: shown(self.relative(path)) }.into()
            }
            io::ErrorKind::FileTooLarge => Message::RequirementsTooLong { bytes: MOST_BYTES }.into(),
            _ => unreadable(path, error),
        })?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// A line with its variables in it.
    fn expand(&mut self, text: String) -> Result<String> {
        self.left_lines =
            self.left_lines.checked_sub(1).ok_or(Message::RequirementsTooMany { lines: MOST_LINES })?;
        let (before, left) = (text.len(), usize::try_from(self.left).unwrap_or(usize::MAX));
        let most = LONGEST_LINE.min(before.saturating_add(left));
        let text = text::expand(text, self.variables, most)
            .ok_or(Message::RequirementsTooLong { bytes: MOST_BYTES })?;
        self.left -= text.len().saturating_sub(before) as u64;
        Ok(text)
    }

    fn requirement(&mut self, requirement: Requirement, constraints: bool, at: &Position<'_>) -> Result<()> {
        if let Place::Local { path, fragment, .. } = &requirement.place {
            // As pip has it: not from the list's folder, but from where it is started.
            let found = self.refer(self.root, path, at)?;
            let (Found::File(place) | Found::Folder(place)) = &found;
            let is_new = self.referred.insert((place.clone(), true));
            let content = match found {
                _ if !is_new => None,
                Found::File(found) => Some(files::digest::file_until(&found, self.cancel)?),
                Found::Folder(found) => {
                    let is_project =
                        ["setup.py", "pyproject.toml"].iter().any(|name| found.join(name).is_file());
                    if !is_project && fragment.is_empty() {
                        let (file, line, reference) = self.said(path, at);
                        return Err(Message::RequirementFolderEmpty { file, line, reference }.into());
                    }
                    Some(files::digest::tree(&found, self.cancel)?)
                }
            };
            if let Some(content) = content {
                self.digest.part(path.as_os_str().as_encoded_bytes(), content);
            }
        }
        let target = if constraints { &mut self.list.constraints } else { &mut self.list.requirements };
        target.push(requirement);
        Ok(())
    }

    /// A line with nothing but options. One that refers to a list does nothing else, as with pip.
    fn options(&mut self, mut options: super::Options, at: &Position<'_>) -> Result<()> {
        let nested = options.requirements.first().map(|list| (list, false));
        if let Some((list, constraints)) = nested.or_else(|| Some((options.constraints.first()?, true))) {
            return self.nested(list, constraints, at);
        }
        if let Some(links) = options.find_links.first_mut() {
            match self.links(links, at)? {
                Some(url) => *links = url,
                None => {
                    let (file, line, reference) = self.said(Path::new(links), at);
                    self.notes.push(Message::FindLinksMissing { file, line, reference });
                    options.find_links.clear();
                }
            }
        }
        self.list.options.push(options);
        Ok(())
    }

    fn nested(&mut self, list: &str, constraints: bool, at: &Position<'_>) -> Result<()> {
        let path = match url::path(list) {
            Some(path) => path,
            None if list.contains("://") => {
                let option = if constraints { "-c" } else { "-r" };
                self.list.remote.push(format!("{option} {list}"));
                return Ok(());
            }
            None => list.into(),
        };
        let folder = at.file.parent().unwrap_or(self.root);
        let (file, line, reference) = self.said(&path, at);
        match self.refer(folder, &path, at)? {
            Found::Folder(_) => Err(Message::RequirementReferenceOdd { file, line, reference }.into()),
            Found::File(found) if self.open.contains(&found) || self.open.len() >= DEEPEST => {
                Err(Message::RequirementReferenceCircular { file, line, reference }.into())
            }
            Found::File(found) => self.file(&found, constraints),
        }
    }

    /// What `named` leads to from `folder`.
    fn refer(&self, folder: &Path, named: &Path, at: &Position<'_>) -> Result<Found> {
        let (file, line, reference) = self.said(named, at);
        let Ok(path) = folder.join(named).canonicalize() else {
            return Err(Message::RequirementReferenceMissing { file, line, reference }.into());
        };
        if named.is_relative() && !path.starts_with(self.root) {
            return Err(Message::RequirementReferenceOutside { file, line, reference }.into());
        }
        match path.metadata() {
            Ok(about) if about.is_file() => Ok(Found::File(path)),
            Ok(about) if about.is_dir() => Ok(Found::Folder(path)),
            _ => Err(Message::RequirementReferenceOdd { file, line, reference }.into()),
        }
    }

    /// The URL of what `--find-links` names: a page, an archive, or a folder of archives, of which
    /// the names and sizes are in the digest. `None` if it is not there.
    fn links(&mut self, links: &str, at: &Position<'_>) -> Result<Option<String>> {
        let named = match url::path(links) {
            Some(path) => path,
            None if links.contains("://") => return Ok(Some(links.into())),
            None => match (links.strip_prefix("~/"), self.variables.folder("HOME")) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => links.into(),
            },
        };
        let beside = at.file.parent().unwrap_or(self.root);
        let folder = if beside.join(&named).exists() { beside } else { self.root };
        if !folder.join(&named).exists() {
            return Ok(None);
        }
        let (Found::File(path) | Found::Folder(path)) = self.refer(folder, &named, at)?;
        if self.referred.insert((path.clone(), false)) {
            self.digest.part(self.relative(&path).as_os_str().as_encoded_bytes(), listing(&path));
        }
        let scheme = if path.starts_with(self.root) { "file:" } else { "file://" };
        Ok(Some(format!("{scheme}{}", url::encode(self.relative(&path)))))
    }

    fn said(&self, named: &Path, at: &Position<'_>) -> (String, u64, String) {
        (shown(self.relative(at.file)), at.line, shown(named))
    }

    /// Packages are unpacked anew for each run: where to must not matter.
    fn relative<'b>(&self, path: &'b Path) -> &'b Path {
        path.strip_prefix(self.root).unwrap_or(path)
    }
}

/// What a folder of archives holds: names and sizes.
pub fn listing(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut listed: Vec<_> =
        entries.map(|entry| (entry.file_name(), entry.metadata().map_or(0, |found| found.len()))).collect();
    listed.sort();
    let mut digest = blake3::Hasher::new();
    for (name, size) in listed {
        digest.update(name.as_encoded_bytes()).update(b"/").update(&size.to_le_bytes());
    }
    digest.finalize().as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use locales::Failure;
    use std::fs::{File, create_dir, write};
    use std::process::Command;

    fn read_it(root: &Path) -> Result<Lists> {
        read(root, &Variables::default(), &Cancel::default())
    }

    fn name(root: &Path) -> String {
        read_it(root).unwrap().digest.name()
    }

    fn failure(root: &Path) -> Failure {
        read_it(root).err().unwrap()
    }

    /// Otherwise a run keeps using what an older version of the list asked for.
    #[test]
    fn a_change_in_anything_referred_to_is_another_environment() {
        let root = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| write(root.path().join(name), text).unwrap();
        let dirs = ["sub", "sub/wheels", "pkg é"];
        dirs.iter().for_each(|name| create_dir(root.path().join(name)).unwrap());
        file("requirements.txt", "-r sub/more.txt\n./pkg é\n");
        file("sub/more.txt", "six\n-c limits.txt\n-f wheels\nx @ file:./x%20y.whl\n");
        file("sub/limits.txt", "six<2");
        file("pkg é/pyproject.toml", "");
        file("x y.whl", "1");
        let mut names = vec![name(root.path())];
        for (path, text) in [
            ("requirements.txt", "-r sub/more.txt\n./pkg é\n--pre\n"),
            ("train_requirements.txt", "six"),
            ("sub/limits.txt", "six<1"),
            ("sub/wheels/a.whl", "1"),
            ("sub/wheels/a.whl", "12"),
            ("pkg é/setup.py", "1"),
            ("x y.whl", "2"),
        ] {
            file(path, text);
            let name = name(root.path());
            assert!(!names.contains(&name), "{path}");
            names.push(name);
        }
        file("requirements.txt", "# said\n  -r sub/more.txt\n./pkg é # why\n--pre\n");
        assert_eq!(names.last(), Some(&name(root.path())), "a comment makes no other environment");
    }

    /// Each run has the package in a folder of its own and must find the environment again.
    #[test]
    fn where_the_package_lies_does_not_matter() {
        let names = [(); 2].map(|()| {
            let root = tempfile::tempdir().unwrap();
            write(root.path().join("requirements.txt"), "./x.whl\n-f .\n").unwrap();
            write(root.path().join("x.whl"), "1").unwrap();
            name(root.path())
        });
        assert_eq!(names[0], names[1]);
    }

    #[test]
    fn a_reference_that_leads_out_or_nowhere_is_named_with_its_line() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("package");
        create_dir(&root).unwrap();
        create_dir(root.join("empty")).unwrap();
        write(outer.path().join("secret.txt"), "six").unwrap();
        write(root.join("circle.txt"), "-c circle.txt").unwrap();
        for (text, code) in [
            ("# one\n-r ../secret.txt", "requirement-reference-outside"),
            ("six\n-r missing.txt", "requirement-reference-missing"),
            ("six\n./missing.whl", "requirement-reference-missing"),
            ("six\n./empty", "requirement-folder-empty"),
            ("six\n-r requirements.txt", "requirement-reference-circular"),
            ("six\n--no-such x", "requirement-line-unreadable"),
            ("six\n-f ../", "requirement-reference-outside"),
        ] {
            write(root.join("requirements.txt"), text).unwrap();
            let failure = failure(&root);
            assert_eq!(failure.message.code(), code, "{text}");
            let said = failure.to_string();
            assert!(said.contains("requirements.txt") && said.contains("line 2"), "{said}");
        }
        let absolute = outer.path().join("secret.txt");
        write(root.join("requirements.txt"), format!("-r {}", absolute.display())).unwrap();
        assert_eq!(read_it(&root).unwrap().lists[0].requirements.len(), 1);
    }

    /// Reading must end, and take no memory, whatever a list names.
    #[test]
    fn devices_pipes_and_endless_lists_are_refused() {
        let root = tempfile::tempdir().unwrap();
        assert!(Command::new("mkfifo").arg(root.path().join("pipe")).status().unwrap().success());
        File::create(root.path().join("long.txt")).unwrap().set_len(MOST_BYTES + 1).unwrap();
        for i in 0..60 {
            write(root.path().join(format!("{i}.txt")), format!("-r {}.txt\n", i + 1)).unwrap();
        }
        for (text, code) in [
            ("-r pipe", "requirement-reference-odd"),
            ("-c /dev/zero", "requirement-reference-odd"),
            ("x @ file:///dev/zero", "requirement-reference-odd"),
            ("-e /dev/zero", "requirement-reference-odd"),
            ("-r .", "requirement-reference-odd"),
            ("-r long.txt", "requirements-too-long"),
            ("-r 0.txt", "requirement-reference-circular"),
        ] {
            write(root.path().join("requirements.txt"), text).unwrap();
            assert_eq!(failure(root.path()).message.code(), code, "{text}");
        }
        std::fs::rename(root.path().join("pipe"), root.path().join("requirements.txt")).unwrap();
        assert_eq!(failure(root.path()).message.code(), "requirements-not-text");
    }

    /// A list of a few megabytes must not take all memory, nor one line of it minutes.
    #[test]
    fn what_lists_make_of_their_bytes_is_limited() {
        let root = tempfile::tempdir().unwrap();
        let variables: Variables =
            [("LONG".into(), "x".repeat(100_000).into()), ("A".into(), "a".into())].into_iter().collect();
        let many = |line: &str, count: u64| line.repeat(count as usize);
        let read = |text: &str| {
            write(root.path().join("requirements.txt"), text).unwrap();
            read(root.path(), &variables, &Cancel::default())
        };
        assert_eq!(read(&many("\n#\n", MOST_LINES)).unwrap().lists.len(), 0);
        let lists = read(&many("a\n", MOST_LINES)).unwrap().lists;
        assert_eq!(lists[0].requirements.len() as u64, MOST_LINES);
        assert_eq!(read(&format!("a{}", many("${A}", 100_000))).unwrap().lists.len(), 1);
        for (text, code) in [
            (many("a\n", MOST_LINES + 1), "requirements-too-many"),
            (many("a${LONG}\n", 170), "requirements-too-long"),
            (format!("a{}", many("${LONG}", 11)), "requirements-too-long"),
        ] {
            assert_eq!(read(&text).err().unwrap().message.code(), code);
        }
    }

    /// Whoever stops a run would wait for what only its environment needs.
    #[test]
    fn reading_ends_when_it_is_cancelled() {
        let root = tempfile::tempdir().unwrap();
        let cancel = Cancel::default();
        cancel.cancel();
        write(root.path().join("requirements.txt"), "six").unwrap();
        let failure = read(root.path(), &Variables::default(), &cancel).err().unwrap();
        assert_eq!(failure.message.code(), "cancelled");
    }

    #[test]
    fn a_list_that_asks_for_nothing_is_empty() {
        let root = tempfile::tempdir().unwrap();
        write(root.path().join("c.txt"), "six").unwrap();
        for (text, count) in
            [("", 0), ("\n # six\n", 0), ("--no-index\n-c c.txt", 0), ("six", 1), ("-r c.txt", 1)]
        {
            write(root.path().join("requirements.txt"), text).unwrap();
            assert_eq!(read_it(root.path()).unwrap().lists.len(), count, "{text}");
        }
    }

    /// As with pip, where constraints refer to a list, that one asks for something.
    #[test]
    fn find_links_that_are_missing_are_noted_and_lists_of_constraints_are_lists() {
        let root = tempfile::tempdir().unwrap();
        write(root.path().join("requirements.txt"), "-f none\n-c c.txt").unwrap();
        write(root.path().join("c.txt"), "six<2\n-r more.txt").unwrap();
        write(root.path().join("more.txt"), "six").unwrap();
        let read = read_it(root.path()).unwrap();
        assert_eq!(read.notes.len(), 1);
        assert_eq!((read.lists[0].requirements.len(), read.lists[0].constraints.len()), (1, 1));
    }
}
