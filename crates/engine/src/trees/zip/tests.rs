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
    folder: tempfile::TempDir,
    engine: Engine,
    tree: Tree,
    zip: std::path::PathBuf,
}

impl Place {
    /// A store with the version 1.0 of a package.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let package = Package::training("pass").with("tools/data/load.py", "# loads").with("tools.py", "");
        let name: PackageName = "wine".parse().unwrap();
        let new = NewPackage { name: Some(name.clone()), ..NewPackage::default() };
        engine.packages().add(&package.write(folder.path()), &new, &Watch::default()).unwrap();
        let version: Version = "1.0".parse().unwrap();
        let zip = engine.home().version_zip(&name, version);
        Self { folder, engine, tree: Tree::Version(name, version), zip }
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

/// A person who wants one folder of a version would have to download and unpack all of it.
#[test]
fn files_and_folders_of_a_version_are_saved_alone() {
    let place = Place::new();
    let transfer = place.engine.transfer();
    let save = |paths: &[&str], name: &str| {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let name = if name.is_empty() { transfer.files_name(&place.tree, &paths)? } else { name.to_owned() };
        transfer.download_files(&place.tree, &paths, &place.folder.path().join(name), &Watch::default())
    };
    let names = |saved: &Path| {
        let entries = ZipListing::open(saved).unwrap().entries;
        let files = entries.into_iter().filter(|entry| !entry.is_folder);
        files.map(|entry| entry.path.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let saved = save(&["tools/data/load.py"], "").unwrap().path;
    assert!(saved.ends_with("load.py"));
    assert_eq!(fs::read(&saved).unwrap(), b"# loads");
    let saved = save(&["tools"], "").unwrap().path;
    assert!(saved.ends_with("tools.zip"));
    assert_eq!(names(&saved), ["tools/data/load.py"]);
    assert_eq!(
        names(&save(&["tools", "main.py"], "some.zip").unwrap().path),
        ["some/main.py", "some/tools/data/load.py"]
    );
    for path in ["no", "../wine/main.py", "/etc/passwd", "tools/../main.py"] {
        assert!(save(&[path], "none").is_err(), "{path}");
        assert!(!place.folder.path().join("none").exists());
    }
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
    assert_eq!(place.listed("").unwrap(), ["tools", "main.py", "requirements.txt", "tools.py", "train.py"]);
    assert_eq!(place.listed("tools").unwrap(), ["data"]);
    assert_eq!(place.listed("tools/data").unwrap(), ["load.py"]);
    assert_eq!(place.bytes("tools/data/load.py").unwrap(), b"# loads");
    let found = place.engine.trees().find(&place.tree, "LOAD", 9).unwrap();
    assert_eq!(found.entries[0].0, Path::new("tools/data/load.py"));
    assert_eq!((found.total, found.entries[0].1.bytes), (1, Some(7)));
    assert_eq!(place.engine.trees().count(&place.tree, 99).unwrap(), (5, false));
    for path in ["../wine/train.py", "/etc/passwd", "tools/../train.py", "tools/data", "tools/", "no", ""] {
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
        for answer in [place.listed("").map(drop), place.bytes("good").map(drop), place.bytes(name).map(drop)]
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
