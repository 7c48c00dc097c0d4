//! Copies of the folders that people really have.

use super::*;
use crate::beneath::Folder;
use crate::folder::{shown, unreadable};
use crate::{Cancel, Watch, digest};
use locales::Message;
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        Self { folder }
    }
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
    fn to(&self) -> PathBuf {
        self.folder.path().join("copy")
    }
    fn write(&self, name: impl AsRef<Path>, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fn link(&self, text: impl AsRef<Path>, name: &str) {
        symlink(text, self.folder.path().join(name)).unwrap();
    }
    fn copy(&self) -> Scan {
        let watch = Watch::default();
        let scan = scan(&self.data(), &watch).unwrap();
        let copied = copy(&scan, &self.to(), &watch).unwrap();
        let counts = watch.progress.counts();
        assert_eq!((copied.files, copied.bytes), (counts.files_done, counts.bytes_done));
        assert_eq!((counts.files_total, counts.bytes_total), (counts.files_done, counts.bytes_done));
        scan
    }
    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.to().join(name)).unwrap()
    }
}

#[test]
fn any_legal_name_arrives_with_its_bytes_and_times() {
    let place = Place::new();
    let names: [&[u8]; 6] =
        [b"new\nline", b"quote'\"", "é 🚂".as_bytes(), &[b'x'; 255], b"\xff\xfe", b" -rf *"];
    let then = SystemTime::UNIX_EPOCH - Duration::from_millis(1500);
    for name in names {
        let path = Path::new("data").join(OsStr::from_bytes(name)).join(OsStr::from_bytes(name));
        place.write(&path, "contents");
        let times = FileTimes::new().set_modified(then).set_accessed(then);
        File::open(place.folder.path().join(path)).unwrap().set_times(times).unwrap();
    }
    place.write("data/large", &"0123456789".repeat(100_000));
    place.write("data/empty", "");
    place.copy();
    for name in names {
        let path = Path::new(OsStr::from_bytes(name)).join(OsStr::from_bytes(name));
        let (old, new) = (place.data().join(&path), place.to().join(&path));
        assert_eq!(fs::read(&new).unwrap(), b"contents");
        assert_eq!(fs::metadata(&new).unwrap().modified().unwrap(), then, "{}", shown(&path));
        assert_eq!(fs::metadata(&old).unwrap().accessed().unwrap(), then, "reading left a trace");
    }
    assert_eq!(place.text("large").len(), 1_000_000);
    assert_eq!(
        digest::tree(&place.data(), &Cancel::default()).unwrap(),
        digest::tree(&place.to(), &Cancel::default()).unwrap()
    );
}

#[test]
fn links_inside_stay_links_and_lead_to_the_copy() {
    let place = Place::new();
    place.write("data/v2/model", "2");
    place.link("v2", "data/latest");
    place.link(place.data().join("v2/model"), "data/absolute");
    place.link("../latest/model", "data/v2/through");
    place.link("../data/v2/model", "data/around");
    place.link("gone", "data/dangling");
    place.link(place.data().join("gone/too"), "data/dangling-absolute");
    place.link("b", "data/a");
    place.link("a", "data/b");
    place.link(".", "data/self");
    let scan = place.copy();
    assert_eq!(skipped(&scan), ["a", "b", "dangling", "dangling-absolute"].map(Path::new));
    assert_eq!(scan.files, 1);
    let text = |name| fs::read_link(place.to().join(name)).unwrap();
    assert_eq!(text("latest"), Path::new("v2"), "kept as it was written");
    assert_eq!(text("absolute"), Path::new("v2/model"));
    assert_eq!(text("around"), Path::new("v2/model"), "would lead to the original");
    assert_eq!(text("dangling-absolute"), Path::new("gone/too"));
    assert_eq!((text("a"), text("b")), ("b".into(), "a".into()));
    fs::remove_dir_all(place.data()).unwrap();
    for name in ["latest/model", "absolute", "v2/through", "around", "self/self/absolute"] {
        assert_eq!(place.text(name), "2", "{name}");
    }
}

#[test]
fn links_that_leave_become_what_they_lead_to() {
    let place = Place::new();
    place.write("out/file", "file");
    place.write("out/sub/file", "deep");
    place.write("other/more", "more");
    place.link("sub/file", "out/inner");
    place.link("../other", "out/on");
    place.link("../nothing", "out/nothing");
    place.link("../out/file", "data/file");
    place.link("../out", "data/folder");
    place.link("folder/sub/file", "data/indirect");
    place.link("../nothing", "data/nothing");
    let scan = place.copy();
    assert_eq!(skipped(&scan), [Path::new("folder/nothing"), Path::new("nothing")]);
    for path in [place.folder.path().join("out"), place.folder.path().join("other"), place.data()] {
        fs::remove_dir_all(path).unwrap();
    }
    assert_eq!(place.text("file"), "file");
    assert_eq!(place.text("indirect"), "deep");
    assert_eq!(place.text("folder/sub/file"), "deep");
    assert_eq!(place.text("folder/on/more"), "more");
    assert_eq!(fs::read_link(place.to().join("folder/inner")).unwrap(), Path::new("sub/file"));
    for real in ["file", "folder", "folder/on", "indirect"] {
        assert!(!fs::symlink_metadata(place.to().join(real)).unwrap().is_symlink(), "{real}");
    }
}

#[test]
fn links_in_a_circle_through_the_outside_end() {
    let place = Place::new();
    place.write("data/sub/file", "1");
    place.link("..", "data/up");
    place.link("../../out", "data/sub/out");
    fs::create_dir(place.folder.path().join("out")).unwrap();
    place.link("../data", "out/back");
    let scan = place.copy();
    assert!(scan.entries.len() < 40, "{:?}", scan.entries);
    fs::remove_dir_all(place.data()).unwrap();
    assert_eq!(place.text("sub/out/back/sub/file"), "1");
    assert_eq!(place.text("up/data/sub/file"), "1");
}

#[test]
fn the_copy_may_be_written_and_the_original_stays() {
    let place = Place::new();
    place.write("data/sub/file", "1");
    fs::set_permissions(place.data().join("sub/file"), Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(place.data().join("sub"), Permissions::from_mode(0o555)).unwrap();
    let before = fs::metadata(place.data().join("sub")).unwrap();
    place.copy();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().mode() & 0o700;
    assert_eq!(mode(place.to().join("sub")), 0o700);
    assert_eq!(mode(place.to().join("sub/file")), 0o700, "executable as it was");
    let after = fs::metadata(place.data().join("sub")).unwrap();
    assert_eq!(
        (before.mode(), before.mtime_nsec(), before.ctime_nsec()),
        (after.mode(), after.mtime_nsec(), after.ctime_nsec())
    );
    fs::hard_link(place.data().join("sub/file"), place.data().join("twin")).unwrap();
    assert_eq!(scan(&place.data(), &Watch::default()).unwrap().files, 2);
}

fn skipped(scan: &Scan) -> Vec<&Path> {
    scan.skipped.iter().map(|skipped| skipped.path.as_path()).collect()
}

/// One pipe among thousands of files would keep a person from having any of them.
#[test]
fn what_has_no_content_is_named_and_the_rest_is_copied() {
    let place = Place::new();
    place.write("data/good", "1");
    let path = place.data().join("pipe");
    let fifo = rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0);
    fifo.unwrap();
    place.link("pipe", "data/to-pipe");
    place.link(".git/annex/x", "data/annexed");
    let scan = place.copy();
    let (root, why) = (place.data().canonicalize().unwrap(), |n: usize| &*scan.skipped[n].why.message);
    assert_eq!(skipped(&scan), ["annexed", "pipe"].map(Path::new));
    let (path, target) = (shown(&root.join("annexed")), ".git/annex/x".to_string());
    assert_eq!(*why(0), Message::FileLinkNowhere { path, target });
    assert_eq!(*why(1), Message::FileSpecial { path: shown(&root.join("pipe")) });
    assert_eq!(place.text("good"), "1");
    assert!(!place.to().join("pipe").exists());
    let gone = super::scan(&place.data().join("none"), &Watch::default()).unwrap_err();
    assert!(matches!(*gone.message, Message::FileVanished { .. }));
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_is_copied() {
    let place = Place::new();
    fs::set_permissions(place.folder.path(), Permissions::from_mode(0o777)).unwrap();
    place.write("data/secret", "1");
    place.write("data/closed/file", "1");
    place.write("data/open", "1");
    for (name, mode) in [("secret", 0o200), ("closed", 0o000)] {
        fs::set_permissions(place.data().join(name), Permissions::from_mode(mode)).unwrap();
    }
    type ScanOf = fn(&Path) -> locales::Result<Scan>;
    let trusted: ScanOf = |folder| scan(folder, &Watch::default());
    let untrusted: ScanOf = |folder| {
        let opened = Folder::open(folder).map_err(|e| unreadable(folder, e))?;
        scan_beneath(opened, &Watch::default())
    };
    for scan in [trusted, untrusted] {
        let (data, to) = (place.data(), place.to());
        let scanned = std::thread::spawn(move || {
            if rustix::process::getuid().is_root() {
                // Nothing is closed to root; of this thread only the identity changes.
                let nobody = rustix::process::Uid::from_raw(65534);
                rustix::thread::set_thread_res_uid(nobody, nobody, nobody).unwrap();
            }
            let found = scan(&data).unwrap();
            (copy(&found, &to, &Watch::default()), scan(&data.join("closed")), found)
        });
        let (copied, closed, found) = scanned.join().unwrap();
        for (name, skipped) in ["closed", "secret"].iter().zip(&found.skipped) {
            let path = place.data().canonicalize().unwrap().join(name);
            assert_eq!(skipped.path, Path::new(name));
            assert_eq!(*skipped.why.message, Message::FileUnreadable { path: shown(&path) });
        }
        assert_eq!((found.skipped.len(), copied.unwrap().files, place.text("open").as_str()), (2, 1, "1"));
        assert!(matches!(*closed.unwrap_err().message, Message::FileUnreadable { .. }), "nothing is left");
        remove(&place.to()).unwrap();
    }
    fs::set_permissions(place.data().join("closed"), Permissions::from_mode(0o755)).unwrap();
}

/// A terabyte of holes would be refused for want of room, or take hours and all of the disk.
#[test]
fn holes_stay_holes() {
    let place = Place::new();
    fs::create_dir_all(place.data()).unwrap();
    let size = 1 << 40;
    let sparse = File::create_new(place.data().join("sparse")).unwrap();
    sparse.set_len(size).unwrap();
    for (at, bytes) in [(0, "first"), (1 << 30, "middle"), (size - 4, "last")] {
        sparse.write_all_at(bytes.as_bytes(), at).unwrap();
    }
    File::create_new(place.data().join("hole")).unwrap().set_len(100_000).unwrap();
    place.write("data/dense", &"x".repeat(300_000));
    let scan = place.copy();
    assert_eq!(scan.bytes, size + 400_000);
    assert!(scan.needed < 2 << 20 && scan.data <= scan.needed, "{scan:?}");
    let taken = |path: &Path| usage(path).unwrap().bytes;
    assert!(taken(&place.to()) <= taken(&place.data()), "{}", taken(&place.to()));
    let copied = File::open(place.to().join("sparse")).unwrap();
    for (at, bytes) in [(0, "first"), (1 << 30, "middle"), (size - 4, "last"), (1 << 20, "\0\0")] {
        let mut found = vec![1; bytes.len()];
        copied.read_exact_at(&mut found, at).unwrap();
        assert_eq!(found, bytes.as_bytes(), "{at}");
    }
    assert_eq!(fs::metadata(place.to().join("hole")).unwrap().len(), 100_000);
    assert_eq!(place.text("dense"), "x".repeat(300_000));
    let alone = place.folder.path().join("alone");
    assert_eq!(crate::atomic::copy(&place.to().join("sparse"), &alone).unwrap(), size);
    assert!(taken(&alone) < 1 << 20);
}

#[test]
fn a_file_that_changes_under_the_copy_is_named_and_nothing_is_left() {
    let place = Place::new();
    let watch = Watch::default();
    for size in [3, 600_000] {
        place.write("data/sub/file", &"x".repeat(size));
        let found = scan(&place.data(), &watch).unwrap();
        let path = shown(&found.root.join("sub/file"));
        for longer in [size - 1, size + 1] {
            place.write("data/sub/file", &"x".repeat(longer));
            let failure = copy(&found, &place.to(), &watch).unwrap_err();
            assert_eq!(*failure.message, Message::FileChanged { path: path.clone() });
            assert!(!place.to().exists());
        }
        fs::remove_file(place.data().join("sub/file")).unwrap();
        let failure = copy(&found, &place.to(), &watch).unwrap_err();
        assert_eq!(*failure.message, Message::FileVanished { path });
        assert!(!place.to().exists());
    }
}

#[test]
fn stopping_a_copy_leaves_nothing_and_never_touches_what_was_there() {
    let place = Place::new();
    place.write("data/file", "1");
    let watch = Watch::default();
    let found = scan(&place.data(), &watch).unwrap();
    fs::create_dir(place.to()).unwrap();
    place.write("copy/mine", "1");
    assert!(matches!(
        *copy(&found, &place.to(), &watch).unwrap_err().message,
        Message::FileUnwritable { .. }
    ));
    assert_eq!(place.text("mine"), "1");
    remove(&place.to()).unwrap();
    watch.cancel.cancel();
    assert_eq!(*copy(&found, &place.to(), &watch).unwrap_err().message, Message::Cancelled);
    assert!(!place.to().exists());
    assert_eq!(*scan(&place.data(), &watch).unwrap_err().message, Message::Cancelled);
}

#[test]
fn removing_takes_what_is_closed_and_deep_but_nothing_that_links_lead_to() {
    let place = Place::new();
    place.write("mine/file", "1");
    place.write("data/closed/inner/file", "1");
    place.link("../mine", "data/link");
    // A path longer than the system can say.
    let mut at = rustix::fs::open(place.data(), rustix::fs::OFlags::DIRECTORY, 0.into()).unwrap();
    for _ in 0..60 {
        let name = "d".repeat(200);
        rustix::fs::mkdirat(&at, &name, 0o700.into()).unwrap();
        at = rustix::fs::openat(&at, &name, rustix::fs::OFlags::DIRECTORY, 0.into()).unwrap();
    }
    for name in ["closed/inner", "closed"] {
        fs::set_permissions(place.data().join(name), Permissions::from_mode(0o000)).unwrap();
    }
    let (folder, data) = (place.folder.path().to_path_buf(), place.data());
    if rustix::process::getuid().is_root() {
        // Closed folders stop only those who are not root.
        let all = format!("chown -R 65534:65534 '{}'", folder.display());
        assert!(std::process::Command::new("sh").args(["-c", &all]).status().unwrap().success());
    }
    let removed = std::thread::spawn(move || {
        if rustix::process::getuid().is_root() {
            let nobody = rustix::process::Uid::from_raw(65534);
            rustix::thread::set_thread_res_uid(nobody, nobody, nobody).unwrap();
        }
        remove(&data)
    });
    removed.join().unwrap().unwrap();
    assert!(!place.data().exists());
    remove(&place.data()).unwrap();
    assert!(place.folder.path().join("mine/file").exists());
    place.link("mine", "link");
    remove(&place.folder.path().join("link")).unwrap();
    assert!(place.folder.path().join("mine/file").exists());
}

/// A run's code could keep its run from being removed or measured, or overflow the stack of who tries.
#[test]
fn twenty_thousand_levels_are_measured_copied_in_part_and_removed() {
    let place = Place::new();
    place.write("data/file", "1");
    let mut at = rustix::fs::open(place.data(), rustix::fs::OFlags::DIRECTORY, 0.into()).unwrap();
    for _ in 0..20_000 {
        rustix::fs::mkdirat(&at, "d", 0o500.into()).unwrap_or_else(|_| {
            rustix::fs::fchmod(&at, 0o700.into()).unwrap();
            rustix::fs::mkdirat(&at, "d", 0o500.into()).unwrap();
        });
        at = rustix::fs::openat(&at, "d", rustix::fs::OFlags::DIRECTORY, 0.into()).unwrap();
    }
    // For the system, what is open is still below what is removed, and is walked through each time.
    drop(at);
    assert_eq!(usage(&place.data()).unwrap().files, 1);
    let watch = Watch::default();
    let found = scan_beneath(Folder::open(&place.data()).unwrap(), &watch).unwrap();
    let [skipped] = &found.skipped[..] else { panic!("{:?}", found.skipped.len()) };
    assert!(matches!(&*skipped.why.message, Message::FileTooDeep { path, .. } if path.len() < 50));
    assert_eq!(found.entries.len(), 1 + 2048);
    copy(&found, &place.to(), &watch).unwrap();
    assert_eq!(place.text("file"), "1");
    remove(&place.to()).unwrap();
    remove(&place.data()).unwrap();
    assert!(!place.data().exists());
}

/// A run's code could have a person's own files copied as if they were its artifacts.
#[test]
fn what_is_swapped_for_a_link_after_the_scan_is_not_followed() {
    let place = Place::new();
    place.write("data/sub/file", "1");
    place.write("secret/file", "2");
    let watch = Watch::default();
    let found = scan_beneath(Folder::open(&place.data()).unwrap(), &watch).unwrap();
    fs::rename(place.data().join("sub"), place.data().join("moved")).unwrap();
    place.link("../secret", "data/sub");
    assert!(copy(&found, &place.to(), &watch).is_err());
    assert!(!place.to().exists());
    let found = scan_beneath(Folder::open(&place.data()).unwrap(), &watch).unwrap();
    assert_eq!(skipped(&found), [Path::new("sub")]);
}

/// The data that is kept of an evaluation would lack what links in it led to.
#[test]
fn a_link_that_stays_around_becomes_what_it_leads_to() {
    let place = Place::new();
    place.write("data/in/file", "1");
    place.write("data/beside/sub/file", "2");
    place.link("../beside", "data/in/folder");
    place.link("../beside/sub/file", "data/in/linked");
    place.link("../../secret", "data/in/out");
    place.write("secret", "3");
    let around = Folder::open(&place.data()).unwrap();
    let found = scan_within(around, Path::new("in"), &Watch::default()).unwrap();
    assert_eq!(skipped(&found), [Path::new("out")]);
    copy(&found, &place.to(), &Watch::default()).unwrap();
    assert_eq!(["file", "folder/sub/file", "linked"].map(|name| place.text(name)), ["1", "2", "2"]);
    assert!(!place.to().join("linked").is_symlink());
}

/// An export would lack the model that `latest` leads to, or have what is outside in its place.
#[test]
fn the_sources_of_links_are_the_entries_they_lead_to() {
    let place = Place::new();
    place.write("data/sub/file", "1");
    for (text, name) in [("sub/file", "one"), ("../one", "sub/two"), ("sub", "folder"), ("loop", "loop")] {
        place.link(text, &format!("data/{name}"));
    }
    let found = scan_beneath(Folder::open(&place.data()).unwrap(), &Watch::default()).unwrap();
    let (sources, mut files) = (found.sources(), Vec::new());
    for entry in &found.entries {
        if let Some(source) = sources(entry) {
            assert_eq!(std::io::read_to_string(source.open().unwrap()).unwrap(), "1");
            files.push(entry.path.to_str().unwrap());
        }
    }
    assert_eq!(files, ["one", "sub/file", "sub/two"]);
}

#[test]
fn a_file_with_two_names_takes_its_room_once() {
    let place = Place::new();
    place.write("data/sub/one", &"x".repeat(100_000));
    let one = usage(&place.data()).unwrap();
    assert!(one.bytes >= 100_000, "{one:?}");
    fs::hard_link(place.data().join("sub/one"), place.data().join("two")).unwrap();
    let both = usage(&place.data()).unwrap();
    assert_eq!((both.bytes, both.files), (one.bytes, 2));
    assert_eq!(usage(&place.to()).unwrap(), Usage::default());
}
