//! The files in a zip, listed folder by folder and read without unpacking the zip.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use files::beneath::Kind;
use files::zip::{Entry, ZipListing};
use locales::{Message, Result};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

use super::{missing, unreadable};

/// The zip that was opened last: a page asks for many folders of one.
#[derive(Debug, Default)]
pub(crate) struct LastZip(Mutex<Option<(Identity, Arc<Zip>)>>);

/// Identifies a file in its current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    file: (u64, u64),
    bytes: u64,
    changed: [(i64, i64); 2],
}

impl Identity {
    fn of(about: &Metadata) -> Self {
        let changed = [(about.mtime(), about.mtime_nsec()), (about.ctime(), about.ctime_nsec())];
        Self { file: (about.dev(), about.ino()), bytes: about.len(), changed }
    }
}

impl LastZip {
    /// Opens a zip, or takes it as it was opened before.
    pub(super) fn open(&self, path: &Path) -> Result<Arc<Zip>> {
        // Looked at before it is opened: if it is replaced in between, it is opened again the next time.
        let about = path.metadata().map_err(|error| files::unreadable(path, error))?;
        let identity = Identity::of(&about);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, zip)) = last.as_ref().filter(|(known, _)| *known == identity) {
            return Ok(zip.clone());
        }
        // So that two of them are never in memory at once.
        *last = None;
        let zip = Arc::new(Zip::open(path)?);
        *last = Some((identity, zip.clone()));
        Ok(zip)
    }
}

/// An open zip.
pub(super) struct Zip {
    listing: ZipListing,
    /// The paths in it, in the order of their bytes, each with the number of its entry; that of a folder ends with a
    /// slash. What is in a folder is in one place, and folders need no entries, however deep they are.
    paths: Vec<(String, usize)>,
    /// The one folder that everything is in, with its slash; empty if there is none.
    root: String,
}

impl fmt::Debug for Zip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zip").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Zip {
    fn open(path: &Path) -> Result<Self> {
        let listing = ZipListing::open(path)?;
        let written = |(number, entry): (usize, &Entry)| {
            let slash = if entry.is_folder { "/" } else { "" };
            Some((format!("{}{slash}", entry.path.to_str()?), number))
        };
        let mut paths: Vec<_> = listing.entries.iter().enumerate().filter_map(written).collect();
        paths.sort_unstable();
        let top = |path: &(String, usize)| path.0.find('/').map(|slash| path.0[..=slash].to_owned());
        // The paths are sorted: if the first and the last begin with the same folder, all do.
        let (first, last) = (paths.first().and_then(top), paths.last().and_then(top));
        let root = last.filter(|last| first.as_ref() == Some(last)).unwrap_or_default();
        Ok(Self { listing, paths, root })
    }

    /// Its root folder.
    pub(super) fn root(self: &Arc<Self>) -> ZipFolder {
        ZipFolder { zip: self.clone(), path: self.root.clone() }
    }

    /// The bytes of the file at `path` in the root folder, as an open file in memory that nobody can change.
    ///
    /// # Errors
    /// There is no such file; it has more than `most` bytes ([`Message::PreviewTooLarge`]); it is damaged.
    pub(super) fn file(&self, path: &Path, most: u64) -> Result<File> {
        let entry = path.to_str().and_then(|path| self.entry(&format!("{}{path}", self.root)));
        let entry = entry.filter(|entry| !entry.is_folder).ok_or_else(|| missing(path))?;
        if entry.bytes > most {
            return Err(Message::PreviewTooLarge.into());
        }
        let failed = |error| unreadable(path, error);
        let mut file = in_memory().map_err(failed)?;
        self.listing.read_into(entry, &mut file)?;
        file.rewind().and_then(|()| seal(&file)).map_err(failed)?;
        Ok(file)
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let at = self.paths.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok()?;
        self.listing.entries.get(self.paths[at].1)
    }
}

fn in_memory() -> io::Result<File> {
    Ok(memfd_create("preview", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?.into())
}

fn seal(file: &File) -> io::Result<()> {
    Ok(fcntl_add_seals(file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?)
}

/// A folder of a zip.
#[derive(Clone, Debug)]
pub(super) struct ZipFolder {
    zip: Arc<Zip>,
    /// Its path in the zip, with a slash at the end; empty for the zip itself.
    path: String,
}

impl ZipFolder {
    /// A folder in it.
    pub(super) fn folder(&self, below: &Path) -> io::Result<Self> {
        let below = below.to_str().ok_or(io::ErrorKind::NotFound)?;
        let slash = if below.is_empty() { "" } else { "/" };
        let found = Self { zip: self.zip.clone(), path: format!("{}{below}{slash}", self.path) };
        if below.is_empty() || !found.paths().is_empty() {
            Ok(found)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    /// The names of what is in it with their kinds, in the order of their bytes.
    pub(super) fn names(&self) -> Vec<(Kind, OsString)> {
        let (mut names, mut rest) = (Vec::new(), self.paths());
        while let Some((path, _)) = rest.first() {
            let below = &path[self.path.len()..];
            let (kind, name) = match below.split_once('/') {
                Some((name, _)) => (Kind::Folder, name),
                None => (Kind::File, below),
            };
            let of_it = match kind {
                Kind::Folder => beginning(rest, &path[..=self.path.len() + name.len()]),
                _ => &rest[..1],
            };
            // Its own entry has no name in it.
            if !name.is_empty() {
                names.push((kind, name.into()));
            }
            rest = &rest[of_it.len()..];
        }
        names
    }

    /// The size of a file in it.
    pub(super) fn bytes(&self, name: &OsStr) -> Option<u64> {
        let entry = self.zip.entry(&format!("{}{}", self.path, name.to_str()?))?;
        Some(entry.bytes).filter(|_| !entry.is_folder)
    }

    /// All that is in it, in its folders too.
    fn paths(&self) -> &[(String, usize)] {
        let paths = &self.zip.paths;
        let before = paths.partition_point(|(path, _)| *path < self.path);
        beginning(&paths[before..], &self.path)
    }
}

/// The first of these paths, as long as they begin with `with`.
fn beginning<'a>(paths: &'a [(String, usize)], with: &str) -> &'a [(String, usize)] {
    &paths[..paths.partition_point(|(path, _)| path.starts_with(with))]
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use contract::{PackageName, Version};
    use testkit::Package;
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;
    use crate::trees::{SHOWN, Tree, TreeOrder};
    use crate::{Engine, NewPackage};

    struct Place {
        _folder: tempfile::TempDir,
        engine: Engine,
        tree: Tree,
        zip: std::path::PathBuf,
    }

    impl Place {
        /// A store with the version 1.0 of a package.
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
            let package =
                Package::training("pass").with("tools/data/load.py", "# loads").with("tools.py", "");
            let name: PackageName = "wine".parse().unwrap();
            let new = NewPackage { name: Some(name.clone()), ..NewPackage::default() };
            engine.packages().add(&package.write(folder.path()), &new, &files::Watch::default()).unwrap();
            let version: Version = "1.0".parse().unwrap();
            let zip = engine.home().version_zip(&name, version);
            Self { _folder: folder, engine, tree: Tree::Version(name, version), zip }
        }

        /// The same with another zip in its place.
        fn holding(write: impl FnOnce(&mut ZipWriter<File>)) -> Self {
            let place = Self::new();
            fs::remove_file(&place.zip).unwrap();
            let mut writer = ZipWriter::new(File::create(&place.zip).unwrap());
            write(&mut writer);
            writer.finish().unwrap();
            place
        }

        /// Changes bytes of the zip.
        fn forge(&self, forge: impl FnOnce(&mut Vec<u8>)) {
            let mut bytes = fs::read(&self.zip).unwrap();
            forge(&mut bytes);
            fs::remove_file(&self.zip).unwrap();
            fs::write(&self.zip, bytes).unwrap();
        }

        fn listed(&self, path: &str) -> Result<Vec<String>> {
            let order = TreeOrder::default();
            let (total, entries) =
                self.engine.trees().folder(&self.tree, Path::new(path), order, 0, usize::MAX)?;
            assert_eq!(total, entries.len());
            Ok(entries.into_iter().map(|entry| entry.name.into_string().unwrap()).collect())
        }

        fn bytes(&self, path: &str) -> Result<Vec<u8>> {
            self.engine.file_bytes(&self.tree, Path::new(path))
        }
    }

    fn message<T: std::fmt::Debug>(answer: Result<T>) -> Message {
        *answer.unwrap_err().message
    }

    /// Where in a zip with one entry the fields of its two headers are: 14 is the checksum's place in the first.
    fn fields(zip: &[u8], local: usize) -> [usize; 2] {
        let directory = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        [local, directory + local + 2]
    }

    /// A person would have to download a version and unpack it to read its code.
    #[test]
    fn the_files_of_a_version_are_listed_found_and_read() {
        let place = Place::new();
        assert_eq!(
            place.listed("").unwrap(),
            ["tools", "main.py", "requirements.txt", "tools.py", "train.py"]
        );
        assert_eq!(place.listed("tools").unwrap(), ["data"]);
        assert_eq!(place.listed("tools/data").unwrap(), ["load.py"]);
        assert_eq!(place.bytes("tools/data/load.py").unwrap(), b"# loads");
        let found = place.engine.trees().find(&place.tree, "LOAD", 9).unwrap();
        assert_eq!(found.entries[0].0, Path::new("tools/data/load.py"));
        assert_eq!((found.total, found.entries[0].1.bytes), (1, Some(7)));
        assert_eq!(place.engine.trees().count(&place.tree, 99).unwrap(), (5, false));
        for path in ["../wine/train.py", "/etc/passwd", "tools/../train.py", "tools/data", "tools/", "no", ""]
        {
            assert!(matches!(message(place.bytes(path)), Message::SourceMissing { .. }), "{path}");
        }
        for path in ["..", "/", "/etc", "tools/..", "train.py", "too", "no"] {
            assert!(matches!(message(place.listed(path)), Message::SourceMissing { .. }), "{path}");
        }
        let gone = Tree::Version("wine".parse().unwrap(), "2.0".parse().unwrap());
        let answer = place.engine.file_bytes(&gone, Path::new("train.py"));
        assert!(matches!(message(answer), Message::VersionUnknown { .. }));
    }

    /// A person would see the code of the version before it was repaired.
    #[test]
    fn a_zip_that_was_replaced_is_opened_again() {
        let place = Place::new();
        assert_eq!(place.listed("tools/data").unwrap(), ["load.py"]);
        place.forge(|bytes| {
            let at = |bytes: &[u8]| bytes.windows(7).position(|name| name == b"load.py");
            while let Some(at) = at(bytes) {
                bytes[at] = b'r';
            }
        });
        assert_eq!(place.listed("tools/data").unwrap(), ["road.py"]);
    }

    /// A package from the internet could show what is not in it, or a name that looks like another one.
    #[test]
    fn a_zip_whose_names_are_not_plain_is_refused() {
        let options = SimpleFileOptions::default();
        for name in ["../x", "a/../../x", "/x", "a\\..\\x", "a\nb", "a\u{1b}[2Jb", "..", "./good"] {
            let place = Place::holding(|zip| {
                zip.start_file("good", options).unwrap();
                zip.start_file(name, options).unwrap();
            });
            for answer in
                [place.listed("").map(drop), place.bytes("good").map(drop), place.bytes(name).map(drop)]
            {
                assert!(matches!(message(answer), Message::ZipEntryRefused { .. }), "{name:?}");
            }
        }
        let place = Place::holding(|zip| zip.add_symlink("link", "/etc/passwd", options).unwrap());
        assert!(matches!(message(place.bytes("link")), Message::ZipEntryRefused { .. }));
        let place = Place::holding(|zip| zip.start_file("name.py", options).unwrap());
        place.forge(|bytes| {
            fields(bytes, 30).into_iter().zip([0, 14]).for_each(|(at, more)| bytes[at + more] = 0xe9)
        });
        // Taken for the character of an old code page, or refused, but never shown as something else.
        assert!(place.listed("").is_ok_and(|names| names == ["Θame.py"]));
    }

    /// One click on a file of a few bytes could fill the memory of the machine.
    #[test]
    fn an_entry_that_is_not_as_long_as_it_says_is_refused() {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let holding = |mebibytes: usize, says: u32| {
            let place = Place::holding(|zip| {
                zip.start_file("a", options).unwrap();
                (0..mebibytes).for_each(|_| zip.write_all(&[0; 1 << 20]).unwrap());
            });
            place.forge(|bytes| {
                fields(bytes, 22)
                    .into_iter()
                    .for_each(|at| bytes[at..at + 4].copy_from_slice(&says.to_le_bytes()));
            });
            place
        };
        assert!(matches!(message(holding(100, 1).bytes("a")), Message::ZipEntryBroken { .. }));
        assert!(matches!(message(holding(1, 2 << 20).bytes("a")), Message::ZipEntryBroken { .. }));
        assert_eq!(message(holding(1, u32::MAX - 1).bytes("a")), Message::PreviewTooLarge);
        assert_eq!(message(holding(65, 65 << 20).bytes("a")), Message::PreviewTooLarge);
        assert_eq!(holding(64, 64 << 20).bytes("a").unwrap().len() as u64, SHOWN);
    }

    /// A person would be shown noise, or the page would wait for ever.
    #[test]
    fn what_cannot_be_unpacked_says_so() {
        let options = SimpleFileOptions::default();
        let forged = |local: usize, value: u8| {
            let place = Place::holding(|zip| {
                zip.start_file("a", options).unwrap();
                zip.write_all(b"text").unwrap();
            });
            place.forge(|bytes| fields(bytes, local).into_iter().for_each(|at| bytes[at] = value));
            message(place.bytes("a"))
        };
        let (flags, method, checksum) = (6, 8, 14);
        assert!(matches!(forged(flags, 1), Message::ZipEntryRefused { .. }));
        assert!(matches!(forged(method, 99), Message::ZipEntryBroken { .. }));
        assert!(matches!(forged(checksum, 1), Message::ZipEntryBroken { .. }));
        let place = Place::new();
        place.forge(|bytes| bytes.truncate(bytes.len() / 2));
        assert!(matches!(message(place.listed("")), Message::ZipUnreadable { .. }));
    }

    /// The window would stand still for a package with many files.
    #[test]
    fn many_entries_and_deep_folders_are_listed() {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let deep = vec!["d"; 50].join("/");
        let place = Place::holding(|zip| {
            (0..20_000).for_each(|n| zip.start_file(format!("root/many/{n}"), options).unwrap());
            zip.start_file(format!("root/{deep}/file"), options).unwrap();
        });
        assert_eq!(place.listed("").unwrap(), ["d", "many"]);
        assert_eq!(place.listed(&deep).unwrap(), ["file"]);
        let order = TreeOrder::default();
        let many =
            |offset| place.engine.trees().folder(&place.tree, Path::new("many"), order, offset, 1).unwrap();
        assert_eq!(many(19_999).0, 20_000);
        assert_eq!(many(19_999).1[0].name, "19999");
        assert_eq!(place.engine.trees().count(&place.tree, 200_000).unwrap(), (20_001, false));
        assert_eq!(place.engine.trees().find(&place.tree, "file", 9).unwrap().total, 1);
    }
}
