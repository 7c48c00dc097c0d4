//! What is packed comes back, the same each time, and what is hostile stays out.

use super::*;
use crate::{Cancel, Watch, digest, tree};
use locales::Message;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

fn all(_: &Path) -> bool {
    true
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fn pack(&self, out: &str) -> locales::Result<Packed> {
        pack(&self.path("in"), "root", &self.path(out), &all, &Watch::default())
    }
    fn unpack(&self, zip: &str, into: &str) -> locales::Result<Unpacked> {
        unpack(&self.path(zip), &self.path(into), &all, &Watch::default())
    }
    fn names(&self, zip: &str) -> Vec<String> {
        let archive = zip::ZipArchive::new(File::open(self.path(zip)).unwrap()).unwrap();
        (0..archive.len()).map(|i| archive.name_for_index(i).unwrap().unwrap().into_owned()).collect()
    }
}

/// Bytes that no compression makes shorter; the same for the same seed.
fn noise(length: usize, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

/// Text that compresses, but never repeats exactly.
fn text(length: usize) -> Vec<u8> {
    (0_u64..).flat_map(|i| format!("{},{}\n", i * i % 9973, i).into_bytes()).take(length).collect()
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let (one, other) = (Place::new(), Place::new());
    let files =
        [("b/large", text(2_300_000)), ("a", noise(70_000, 1)), ("b/c/small", b"1".to_vec()), ("é", vec![])];
    for (name, bytes) in &files {
        one.write(name, bytes);
    }
    for (name, bytes) in files.iter().rev() {
        other.write(name, bytes);
        let path = other.path("in").join(name);
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        File::open(&path).unwrap().set_times(FileTimes::new().set_modified(then)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
    let packed = one.pack("1.zip").unwrap();
    assert_eq!(packed, other.pack("1.zip").unwrap());
    let bytes = fs::read(one.path("1.zip")).unwrap();
    assert_eq!(bytes, fs::read(other.path("1.zip")).unwrap());
    assert_eq!((packed.bytes, packed.files), (bytes.len() as u64, 4));
    assert_eq!(packed.digest, digest::file(&one.path("1.zip")).unwrap());
    for threads in [1, 2, 5] {
        let watch = Watch::default();
        let contents = contents::collect(&one.path("in"), "root", &all, &watch).unwrap();
        let out = one.path(&format!("on{threads}.zip"));
        assert_eq!(pack::pack_on(threads, contents, &out, &watch).unwrap(), packed, "{threads} threads");
    }
}

#[test]
fn what_does_not_compress_is_stored_and_java_can_read_every_header() {
    let place = Place::new();
    place.write("noise", &noise(100_000, 1));
    place.write("large-noise", &noise(1_500_000, 2));
    place.write("text", &text(100_000));
    place.write("large-text", &text(1_500_000));
    place.write("empty", b"");
    place.pack("1.zip").unwrap();
    let bytes = fs::read(place.path("1.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(File::open(place.path("1.zip")).unwrap()).unwrap();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        let stored = entry.compression() == zip::CompressionMethod::Stored;
        assert_eq!(stored, !name.contains("text"), "{name}");
        let mut found = Vec::new();
        entry.read_to_end(&mut found).unwrap();
        assert_eq!(found, fs::read(place.path("in").join(name.strip_prefix("root/").unwrap())).unwrap());
        // A data descriptor is what java.util.zip.ZipInputStream refuses.
        let local = &bytes[entry.header_start() as usize..][..30];
        assert_eq!(local[6] & 8, 0, "{name}");
        assert_eq!(local[14..18], entry.crc32().to_le_bytes(), "{name}");
        assert_eq!(local[18..22], (entry.compressed_size() as u32).to_le_bytes(), "{name}");
        assert_eq!(local[22..26], (entry.size() as u32).to_le_bytes(), "{name}");
    }
}

/// The reader that AI Center's users have at hand.
#[test]
fn python_reads_it() {
    let place = Place::new();
    place.write("train.py", b"print()");
    place.write("model/weights", &noise(1_500_000, 3));
    place.write("data.csv", &text(1_500_000));
    fs::create_dir(place.path("in").join("empty")).unwrap();
    place.pack("1.zip").unwrap();
    let program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])";
    let python = std::process::Command::new("python3")
        .args(["-c", program])
        .args([place.path("1.zip"), place.path("out")])
        .output()
        .unwrap();
    assert!(python.status.success(), "{python:?}");
    assert_eq!(
        digest::tree(&place.path("in"), &Cancel::default()).unwrap(),
        digest::tree(&place.path("out/root"), &Cancel::default()).unwrap()
    );
}

#[test]
fn more_entries_than_the_old_format_can_count() {
    let place = Place::new();
    for file in 0..1000 {
        place.write(&format!("0/{file}"), b"");
    }
    for folder in 1..66 {
        symlink("0", place.path(&format!("in/{folder}"))).unwrap();
    }
    assert_eq!(place.pack("1.zip").unwrap().files, 66_000);
    assert_eq!(place.names("1.zip").len(), 66_000);
    let unpacked = unpack(
        &place.path("1.zip"),
        &place.path("out"),
        &|path| path.starts_with("root/65"),
        &Watch::default(),
    );
    assert_eq!(unpacked.unwrap().files, 1000);
}

#[test]
fn links_are_packed_as_what_they_lead_to() {
    let place = Place::new();
    place.write("model/v2", b"2");
    place.write("sub/file", b"1");
    fs::create_dir_all(place.path("outside/folder")).unwrap();
    fs::write(place.path("outside/file"), "outside").unwrap();
    let link = |text: &str, name: &str| symlink(text, place.path("in").join(name)).unwrap();
    link("model", "latest");
    link("model/v2", "best");
    link("../outside/file", "file");
    link("../outside/folder", "folder");
    link("..", "sub/up");
    link("gone", "dangling");
    link("loop", "loop");
    std::os::unix::net::UnixListener::bind(place.path("in/socket")).unwrap();
    fs::create_dir(place.path("in/empty")).unwrap();
    let packed = place.pack("1.zip").unwrap();
    let mut skipped = packed.skipped;
    skipped.sort();
    assert_eq!(skipped, ["dangling", "folder", "loop", "socket", "sub/up"].map(PathBuf::from));
    let names = ["root/best", "root/empty/", "root/file", "root/latest/v2", "root/model/v2", "root/sub/file"];
    assert_eq!(place.names("1.zip"), names);
    place.unpack("1.zip", "out").unwrap();
    assert_eq!(fs::read_to_string(place.path("out/root/file")).unwrap(), "outside");
    assert!(place.path("out/root/empty").is_dir());
}

#[test]
fn what_is_not_kept_is_not_entered() {
    let place = Place::new();
    place.write("run.sh", b"#!/bin/sh");
    place.write("__pycache__/x.pyc", b"");
    let keep = |path: &Path| !path.ends_with("__pycache__");
    let watch = Watch::default();
    assert_eq!(pack(&place.path("in"), "root", &place.path("1.zip"), &keep, &watch).unwrap().files, 1);
    fs::remove_file(place.path("in/run.sh")).unwrap();
    pack(&place.path("in"), "root", &place.path("2.zip"), &keep, &watch).unwrap();
    assert_eq!(place.names("2.zip"), ["root/"], "an empty package still has its root folder");
}

/// A package that starts a program of its own would fail with "Permission denied".
#[test]
fn what_can_be_executed_still_can_and_no_other_mode_counts() {
    let place = Place::new();
    let set = |name: &str, mode| {
        fs::set_permissions(place.path(name), Permissions::from_mode(mode)).unwrap();
    };
    place.write("run.sh", b"#!/bin/sh");
    place.write("large", &noise(1_500_000, 1));
    place.write("plain", b"1");
    let packed = [[0o700, 0o777, 0o600], [0o4755, 0o555, 0o666]].map(|[script, large, plain]| {
        set("in/run.sh", script);
        set("in/large", large);
        set("in/plain", plain);
        let packed = place.pack("1.zip").unwrap();
        fs::rename(place.path("1.zip"), place.path("last.zip")).unwrap();
        packed
    });
    assert_eq!(packed[0], packed[1]);
    place.unpack("last.zip", "out").unwrap();
    let executable = |name: &str| {
        let mode = fs::metadata(place.path("out/root").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7022, 0, "{name}: {mode:o}");
        mode & 0o100 != 0
    };
    assert_eq!(["run.sh", "large", "plain"].map(executable), [true, true, false]);
    set("in/run.sh", 0o644);
    assert_ne!(place.pack("2.zip").unwrap().digest, packed[0].digest);
}

/// A trained model would be lost, or no program would take its version.
#[test]
fn what_compresses_well_is_not_taken_for_a_zip_bomb() {
    let place = Place::new();
    place.write("zeros", &vec![0; 5_000_000]);
    place.write("log", &b"epoch done\n".repeat(300_000));
    place.write("small", &vec![7; 100_000]);
    place.write("then", &[vec![0; 1 << 20], text(1 << 20), vec![0; 1 << 20]].concat());
    let packed = place.pack("1.zip").unwrap();
    let listed = ZipListing::open(&place.path("1.zip")).unwrap();
    assert!(listed.bytes() / 200 < packed.bytes, "{} of {}", packed.bytes, listed.bytes());
    assert!(packed.bytes * 20 < listed.bytes(), "{} of {}", packed.bytes, listed.bytes());
    place.unpack("1.zip", "out").unwrap();
    assert_eq!(
        digest::tree(&place.path("in"), &Cancel::default()).unwrap(),
        digest::tree(&place.path("out/root"), &Cancel::default()).unwrap()
    );
    let python = std::process::Command::new("python3")
        .args(["-c", "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None"])
        .arg(place.path("1.zip"))
        .output()
        .unwrap();
    assert!(python.status.success(), "{python:?}");
}

/// One name would cost all that was trained.
#[test]
fn names_that_no_zip_can_hold_are_left_out_and_named() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    place.write("model", b"1");
    for name in [&b"mod\xe8le.bin"[..], b"model\\m.pkl", b"two\nlines", b"dos\\folder/model"] {
        let path = place.path("in").join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "m").unwrap();
    }
    place.write("Model", b"2");
    let packed = place.pack("1.zip").unwrap();
    let mut skipped: Vec<_> = packed.skipped.iter().map(|path| crate::shown(path)).collect();
    skipped.sort();
    assert_eq!(skipped, ["dos\\folder", "model\\m.pkl", "mod\u{fffd}le.bin", "two\\nlines"]);
    assert_eq!(place.names("1.zip"), ["root/Model", "root/model"]);
    assert_eq!(place.unpack("1.zip", "out").unwrap().files, 2);
}

/// It could not be said at which path it lies, nor could it be unpacked there.
#[test]
fn what_lies_deeper_than_a_path_can_say_is_left_out() {
    let place = Place::new();
    place.write("model", b"1");
    let program = "import os, sys
os.chdir(sys.argv[1])
for _ in range(60):
    os.mkdir('d' * 100)
    os.chdir('d' * 100)
open('deep', 'w').write('x')";
    let python = std::process::Command::new("python3").args(["-c", program]).arg(place.path("in")).output();
    assert!(python.unwrap().status.success());
    let packed = place.pack("1.zip").unwrap();
    assert_eq!(packed.skipped.len(), 1);
    assert_eq!(place.unpack("1.zip", "out").unwrap().files, 1);
    tree::remove(&place.path("in")).unwrap();
}

#[test]
fn a_failed_zip_is_not_left_and_an_old_one_is_not_touched() {
    let place = Place::new();
    let watch = Watch::default();
    for change in [&b"12"[..], b""] {
        place.write("file", b"1");
        let contents = contents::collect(&place.path("in"), "root", &all, &watch).unwrap();
        place.write("file", change);
        let failure = pack::pack_on(2, contents, &place.path("1.zip"), &watch).unwrap_err();
        assert!(matches!(*failure.message, Message::FileChanged { .. }), "{failure}");
    }
    let contents = contents::collect(&place.path("in"), "root", &all, &watch).unwrap();
    watch.cancel.cancel();
    let failure = pack::pack_on(2, contents, &place.path("1.zip"), &watch).unwrap_err();
    assert_eq!(*failure.message, Message::Cancelled);
    assert!(!place.path("1.zip").exists());
    fs::write(place.path("1.zip"), "mine").unwrap();
    assert!(place.pack("1.zip").is_err());
    assert_eq!(fs::read(place.path("1.zip")).unwrap(), b"mine");
}

fn hostile(place: &Place, write: impl FnOnce(&mut zip::ZipWriter<File>)) -> Message {
    let mut writer = zip::ZipWriter::new(File::create(place.path("bad.zip")).unwrap());
    write(&mut writer);
    writer.finish().unwrap();
    let failure = place.unpack("bad.zip", "out").unwrap_err();
    assert!(!place.path("out").exists(), "{failure}");
    *failure.message
}

#[test]
fn names_that_lead_out_are_refused_before_anything_is_written() {
    let place = Place::new();
    let options = zip::write::SimpleFileOptions::default();
    // The last one would not lead out: it only takes long until no folder can be made of it.
    let deep = "x/".repeat(30_000);
    for name in ["../x", "a/../../x", "/x", "a\\..\\x", "a\nb", "..", "./.", &deep] {
        let message = hostile(&place, |zip| {
            zip.start_file("good", options).unwrap();
            zip.start_file(name, options).unwrap();
        });
        assert!(matches!(message, Message::ZipEntryRefused { .. }), "{name:.20?}: {message}");
    }
    let link = hostile(&place, |zip| zip.add_symlink("link", "/etc", options).unwrap());
    assert!(matches!(link, Message::ZipEntryRefused { .. }));
    let top = hostile(&place, |zip| {
        zip.add_directory("./", options).unwrap();
        zip.start_file("./../x", options).unwrap();
    });
    assert!(matches!(top, Message::ZipEntryRefused { .. }));
    let twice = hostile(&place, |zip| {
        zip.start_file("a", options).unwrap();
        zip.start_file("./a", options).unwrap();
    });
    assert!(matches!(twice, Message::ZipEntryRefused { .. }));
}

/// What is not unpacked harms nobody: a link in `.git`, a name that is there twice.
#[test]
fn only_what_is_unpacked_is_looked_at() {
    let place = Place::new();
    let options = zip::write::SimpleFileOptions::default();
    let mut writer = zip::ZipWriter::new(File::create(place.path("1.zip")).unwrap());
    writer.add_directory("./", options).unwrap();
    writer.start_file("./root/file", options).unwrap();
    writer.add_symlink("root/.git/link", "/etc", options).unwrap();
    writer.start_file("root/.git/a\\b", options).unwrap();
    writer.finish().unwrap();
    assert!(place.unpack("1.zip", "out").is_err());
    let keep = |path: &Path| !path.starts_with("root/.git");
    let unpacked = unpack(&place.path("1.zip"), &place.path("out"), &keep, &Watch::default()).unwrap();
    assert_eq!(unpacked.files, 1);
    assert!(place.path("out/root/file").is_file() && !place.path("out/root/.git").exists());
}

/// Changes `field` of the only entry's local header and of its directory record.
fn forge(place: &Place, local: usize, central: usize, change: impl Fn(u8) -> u8) -> Message {
    let mut bytes = fs::read(place.path("1.zip")).unwrap();
    let directory = bytes.windows(4).position(|w| w == [0x50, 0x4b, 1, 2]).unwrap();
    for at in [local, directory + central] {
        bytes[at] = change(bytes[at]);
    }
    fs::write(place.path("bad.zip"), bytes).unwrap();
    let failure = place.unpack("bad.zip", "out").unwrap_err();
    assert!(!place.path("out").exists());
    *failure.message
}

#[test]
fn entries_that_lie_are_refused() {
    let place = Place::new();
    place.write("file", &text(5000));
    place.pack("1.zip").unwrap();
    // 5000 is 0x1388.
    let larger = forge(&place, 23, 25, |_| 0x12);
    assert!(matches!(larger, Message::ZipEntryBroken { .. }), "{larger}");
    let shorter = forge(&place, 23, 25, |_| 0x14);
    assert!(matches!(shorter, Message::ZipEntryBroken { .. }), "{shorter}");
    let damaged = forge(&place, 14, 16, |crc| !crc);
    assert!(matches!(damaged, Message::ZipEntryBroken { .. }), "{damaged}");
    let encrypted = forge(&place, 6, 8, |flags| flags | 1);
    assert!(matches!(encrypted, Message::ZipEntryRefused { .. }), "{encrypted}");
    let mut file = File::create(place.path("text.zip")).unwrap();
    file.write_all(b"no zip").unwrap();
    assert!(matches!(*place.unpack("text.zip", "out").unwrap_err().message, Message::ZipUnreadable { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A trained model would not be what was saved.
    #[test]
    fn any_tree_survives(
        files in proptest::collection::btree_map("[a-c]{1,2}(/[a-cé 🚂.]{1,3}x){0,3}", proptest::collection::vec(any::<u8>(), 0..400), 0..30),
        repeat in 1_usize..4000,
    ) {
        let place = Place::new();
        let mut written: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for (name, bytes) in &files {
            let is_folder_of = |other: &&String| other.starts_with(&format!("{name}/"));
            if files.keys().find(is_folder_of).is_none() {
                // Every third is long enough for several blocks.
                let times = if bytes.len() % 3 == 0 { repeat } else { 1 };
                written.insert(name, bytes.repeat(times));
            }
        }
        for (name, bytes) in &written {
            place.write(name, bytes);
        }
        place.pack("1.zip").unwrap();
        let unpacked = place.unpack("1.zip", "out").unwrap();
        prop_assert_eq!(unpacked.files, written.len() as u64);
        prop_assert_eq!(digest::tree(&place.path("in"), &Cancel::default()).unwrap(), digest::tree(&place.path("out/root"), &Cancel::default()).unwrap());
        tree::remove(&place.path("out")).unwrap();
    }
}

/// A person would get a zip with nothing in it, and believe that they have what was to be in it.
#[test]
fn a_root_folder_that_no_zip_can_hold_is_refused() {
    let place = Place::new();
    place.write("a", b"a");
    for name in ["", ".", "..", "a\\b", "a\tb"] {
        let failure =
            pack(&place.path("in"), name, &place.path("1.zip"), &all, &Watch::default()).unwrap_err();
        assert!(matches!(*failure.message, Message::ZipNameRefused { .. }), "{name}");
        assert!(!place.path("1.zip").exists());
    }
}
