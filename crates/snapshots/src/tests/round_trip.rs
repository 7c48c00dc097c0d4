//! What comes back.

use super::*;
use files::{Cancel, digest};
use testkit::each_round;

/// Years later, somebody would train on other data than they believe.
#[test]
fn any_folder_comes_back_as_it_was() {
    for round in each_round(8, 300) {
        let (place, mut random) = (Place::new(), Random::new(19 + round as u64));
        fill(&place.data(), &mut random, 40);
        let taken = place.keep();
        let manifest = place.snapshots.manifest(&id(&taken)).unwrap();
        assert_eq!(manifest, taken.described.manifest);
        assert!(taken.described.changed.is_empty() && place.snapshots.is_complete(&id(&taken)).unwrap());
        place.restore(&manifest, "restored").unwrap();
        let mut wanted = listing(&place.data());
        // Nothing of it runs as somebody else.
        wanted.values_mut().for_each(|line| *line = line.replacen("42770 ", "40770 ", 1));
        assert_eq!(listing(&place.path("restored")), wanted);
        let of = |folder: &str| digest::tree(&place.path(folder), &Cancel::default()).unwrap();
        assert_eq!((manifest.content().to_string(), of("restored")), (of("data"), of("data")));
        let paths: Vec<_> = manifest.entries().map(|entry| entry.path).collect();
        assert!(paths.is_sorted() && paths.iter().eq(wanted.keys()));
        assert!(place.blobs().len() <= manifest.totals().files as usize);
    }
}

/// The same data would be kept again with each run.
#[test]
fn the_same_data_is_the_same_snapshot_and_kept_once() {
    let place = Place::new();
    for name in ["one", "sub/same"] {
        place.write(name, "content");
    }
    place.write("other", "other content");
    let first = place.keep();
    assert_eq!((first.added, place.blobs().len()), (20, 2));
    let second = place.keep();
    assert_eq!((id(&second), second.added), (id(&first), 0));
    place.write("sub/same", "new");
    let third = place.keep();
    assert_eq!((third.added, place.blobs().len()), (3, 3));
    assert_eq!(place.snapshots.ids().unwrap().len(), 2);
}

/// A training that writes into its data, or a restored folder that somebody edits, would change what earlier runs had.
#[test]
fn nothing_that_comes_out_is_what_is_kept() {
    let place = Place::new();
    place.write("small", "content");
    place.write("large", vec![7; 3 << 20]);
    let taken = place.keep();
    let (manifest, restored) = (&taken.described.manifest, place.path("restored"));
    place.snapshots.restore(manifest, &restored, Modes::Writable, &Watch::default()).unwrap();
    let inode = |path: &Path| path.metadata().unwrap().ino();
    let blobs: HashSet<_> = place.kept_files().iter().map(|path| inode(path)).collect();
    for name in ["small", "large"] {
        for folder in [&restored, &place.data()] {
            assert!(!blobs.contains(&inode(&folder.join(name))));
            fs::write(folder.join(name), "changed").unwrap();
        }
    }
    assert!(place.snapshots.verify(None, &Watch::default()).unwrap().problems.is_empty());
    for path in place.kept_files() {
        let about = path.metadata().unwrap();
        let is_manifest = path.parent().unwrap().ends_with("manifests");
        assert!(about.nlink() == 1 && (is_manifest || about.mode() & 0o222 == 0), "{path:?}");
    }
}

/// A working copy that may not be written would fail trainings that write beside their data.
#[test]
fn a_working_copy_may_be_written() {
    let place = Place::new();
    place.write("closed/file", "content");
    fs::set_permissions(place.data().join("closed/file"), Permissions::from_mode(0o4444)).unwrap();
    fs::set_permissions(place.data().join("closed"), Permissions::from_mode(0o555)).unwrap();
    let taken = place.keep();
    for (modes, folder, file) in [(Modes::Exact, 0o555, 0o444), (Modes::Writable, 0o755, 0o644)] {
        let to = place.path("restored");
        place.snapshots.restore(&taken.described.manifest, &to, modes, &Watch::default()).unwrap();
        let mode = |name: &str| to.join(name).metadata().unwrap().mode() & 0o7777;
        assert_eq!((mode("closed"), mode("closed/file")), (folder, file));
        files::tree::remove(&to).unwrap();
    }
}

/// Half a dataset would look like all of it.
#[test]
fn what_cannot_be_restored_leaves_nothing() {
    let place = Place::new();
    (0..50).for_each(|n| place.write(format!("sub/{n}"), [n]));
    let manifest = place.record().manifest;
    let missing = place.restore(&manifest, "restored").unwrap_err();
    assert!(matches!(&*missing.message, Message::SnapshotFileMissing { path } if path.starts_with("sub/")));
    assert!(!place.path("restored").exists());
    place.keep();
    fs::create_dir(place.path("restored")).unwrap();
    assert!(place.restore(&manifest, "restored").is_err() && place.path("restored").is_dir());
    let watch = Watch::default();
    watch.cancel.cancel();
    let to = place.path("cancelled");
    assert!(place.snapshots.restore(&manifest, &to, Modes::Exact, &watch).is_err() && !to.exists());
}

/// A person would look at a file that the run did not have, or wait for one that was never kept.
#[test]
fn a_recorded_snapshot_says_what_it_does_not_have() {
    let place = Place::new();
    assert!(place.snapshots.ids().unwrap().is_empty());
    place.write("a", "1");
    place.write("b", "2");
    let described = place.record();
    let (snapshots, manifest) = (&place.snapshots, &described.manifest);
    assert!(!snapshots.is_complete(&manifest.id()).unwrap() && place.blobs().is_empty());
    assert_eq!(snapshots.missing(manifest, 10).unwrap(), [Path::new("a"), Path::new("b")]);
    let found = manifest.find(Path::new("b")).unwrap();
    let content = found.content().unwrap();
    assert!(snapshots.file(Path::new("b"), content).is_err());
    assert_eq!(id(&place.keep()), manifest.id());
    assert!(snapshots.is_complete(&manifest.id()).unwrap());
    assert_eq!(std::io::read_to_string(snapshots.file(Path::new("b"), content).unwrap()).unwrap(), "2");
    assert!(!snapshots.is_complete(&Digest::of(b"")).unwrap());
    let unknown = snapshots.manifest(&Digest::of(b"")).unwrap_err();
    assert!(matches!(*unknown.message, Message::SnapshotMissing { .. }));
}
