//! What changes: between two snapshots, and while one is taken.

use super::*;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

fn differences(older: &Manifest, newer: &Manifest) -> (Vec<(String, Change)>, Differences) {
    let mut found = Vec::new();
    let each = |one: Difference| found.push((one.path.to_str().unwrap().to_string(), one.change));
    let count = diff(older, newer, each);
    (found, count)
}

/// A person would look for a changed file among thousands.
#[test]
fn differences_are_told_apart() {
    let place = Place::new();
    for name in ["a/kept", "a-b", "changed", "removed/file", "touched", "was-file"] {
        place.write(name, "1");
    }
    place.age();
    let older = place.record().manifest;
    fs::remove_dir_all(place.data().join("removed")).unwrap();
    fs::remove_file(place.data().join("was-file")).unwrap();
    symlink("a-b", place.data().join("was-file")).unwrap();
    place.write("changed", "2");
    place.write("a/new", "1");
    let touched = File::open(place.data().join("touched")).unwrap();
    touched.set_permissions(Permissions::from_mode(0o600)).unwrap();
    let scan = place.scan();
    let newer = place.snapshots.describe(&scan, "data", &Watch::default()).unwrap().manifest;
    let (found, count) = differences(&older, &newer);
    let wanted = [
        ("a", Change::Attributes),
        ("a/new", Change::Added),
        ("changed", Change::Changed),
        ("removed", Change::Removed),
        ("removed/file", Change::Removed),
        ("touched", Change::Attributes),
        ("was-file", Change::Changed),
    ];
    assert_eq!(found, wanted.map(|(path, change)| (path.to_string(), change)));
    assert_eq!(count, Differences { added: 1, removed: 2, changed: 2, attributes: 2, same: 2 });
    assert_eq!(differences(&newer, &newer).1.same, 7);
    assert_eq!(differences(&newer, &older).1.added, 2);
    assert_ne!(older.content(), newer.content());
}

/// Each run would read all of its data twice.
#[test]
fn what_is_unchanged_is_not_read_again() {
    let place = Place::new();
    place.write("one", "1");
    place.write("two", vec![2; 2 << 20]);
    File::create_new(place.data().join("holes")).unwrap().set_len(1 << 20).unwrap();
    // A file that was just changed may change again within the same tick of the clock. Here it always was just now.
    place.set_times(SystemTime::now() + Duration::from_secs(1000));
    assert_eq!((place.record().read, place.record().read), (1 + (3 << 20), 1 + (3 << 20)));
    place.age();
    settled(&place.data());
    assert_eq!(place.keep().described.read, 1 + (3 << 20));
    let again = place.keep();
    assert_eq!((again.described.read, again.added), (0, 0));
    assert_eq!(place.record().read, 0, "the content is that of the same folder");
    place.write("one", "3");
    assert_eq!(place.keep().described.read, 1);
    // It is known, but not kept.
    place.sweep(&[], &[]);
    let kept = place.keep();
    assert_eq!((kept.described.read, kept.added), (1 + (3 << 20), 1 + (3 << 20)));
    assert!(place.snapshots.is_complete(&id(&kept)).unwrap());
    place.snapshots.forget("data").unwrap();
    assert_eq!(place.keep().described.read, 1 + (3 << 20));
}

/// Waits until a change of these files would show.
fn settled(folder: &Path) {
    let is_settled = || {
        let entries = scan(folder, &Watch::default()).unwrap().entries;
        entries.iter().all(|entry| entry.stamp.is_settled(SystemTime::now()))
    };
    while !is_settled() {
        std::thread::yield_now();
    }
}

/// A file that was exchanged for another one of the same size and time would be taken for the first one.
#[test]
fn a_file_with_the_old_size_and_time_is_read_again() {
    let place = Place::new();
    place.write("file", "1");
    place.age();
    settled(&place.data());
    let first = place.keep();
    let modified = place.data().join("file").metadata().unwrap().modified().unwrap();
    place.write("file", "2");
    File::open(place.data().join("file")).unwrap().set_modified(modified).unwrap();
    let second = place.keep();
    assert_eq!(differences(&first.described.manifest, &second.described.manifest).1.changed, 1);
}

/// The record would say that the run had data that it did not have.
#[test]
fn a_file_that_changes_after_the_scan_is_named_and_kept_as_it_was_read() {
    for (before, after) in [("long", "x"), ("x", "long"), ("same", "size")] {
        for times in [1, 1 << 20] {
            let place = Place::new();
            place.write("file", before.repeat(times));
            place.write("other", "1");
            let scan = place.scan();
            // Another file, since the clock may not have gone on.
            fs::rename(place.data().join("file"), place.path("old")).unwrap();
            place.write("file", after.repeat(times));
            let taken = place.snapshots.taking().unwrap().keep(&scan, "data", &Watch::default()).unwrap();
            assert_eq!(taken.described.changed, [Path::new("file")]);
            place.restore(&taken.described.manifest, "restored").unwrap();
            assert_eq!(fs::read_to_string(place.path("restored/file")).unwrap(), after.repeat(times));
        }
    }
    let place = Place::new();
    place.write("gone", "1");
    let scan = place.scan();
    fs::remove_file(place.data().join("gone")).unwrap();
    let failure = place.snapshots.taking().unwrap().keep(&scan, "data", &Watch::default()).unwrap_err();
    assert!(matches!(*failure.message, Message::FileVanished { .. }));
    assert!(place.snapshots.ids().unwrap().is_empty());
}

/// A snapshot of a log that is being written would be damaged from the beginning.
#[test]
fn a_file_that_is_written_all_the_time_is_kept_as_it_was_read() {
    let place = Place::new();
    place.write("file", vec![0; 8 << 20]);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = File::options().write(true).open(place.data().join("file")).unwrap();
            let mut random = Random::new(3);
            while !over.load(Relaxed) {
                let at = random.below(12 << 20);
                file.write_all_at(&at.to_le_bytes(), at).unwrap();
                if random.below(100) == 0 {
                    file.set_len((6 << 20) + random.below(4 << 20)).unwrap();
                }
            }
        });
        let mut noticed = 0;
        while noticed < 3 {
            let scan = place.scan();
            match place.snapshots.taking().unwrap().keep(&scan, "data", &Watch::default()) {
                Ok(taken) => {
                    noticed += taken.described.changed.len();
                    place.restore(&taken.described.manifest, "restored").unwrap();
                    files::tree::remove(&place.path("restored")).unwrap();
                }
                // It became shorter each time that it was read.
                Err(failure) => {
                    assert!(matches!(*failure.message, Message::FileChanged { .. }), "{failure:?}")
                }
            }
        }
        over.store(true, Relaxed);
    });
    assert!(place.snapshots.verify(None, &Watch::default()).unwrap().problems.is_empty());
}

/// A run's code could have a person's keys kept as its data.
#[test]
fn what_is_swapped_for_a_link_after_the_scan_is_not_followed() {
    let place = Place::new();
    place.write("sub/file", "1");
    fs::create_dir(place.path("secret")).unwrap();
    fs::write(place.path("secret/file"), "2").unwrap();
    let opened = files::beneath::Folder::open(&place.data()).unwrap();
    let scan = files::tree::scan_beneath(opened, &Watch::default()).unwrap();
    fs::rename(place.data().join("sub"), place.path("moved")).unwrap();
    symlink("../secret", place.data().join("sub")).unwrap();
    let taking = place.snapshots.taking().unwrap();
    assert!(taking.keep(&scan, "data", &Watch::default()).is_err() && place.blobs().is_empty());
}
