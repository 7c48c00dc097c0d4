//! What is removed, and what is not.

use super::*;

/// The disk would fill up, or a run would lose the data that it was trained on.
#[test]
fn what_is_not_needed_is_removed_and_nothing_else() {
    let place = Place::new();
    place.write("shared", "shared");
    place.write("file", "first");
    let first = place.keep();
    place.write("file", "second");
    let second = place.keep();
    place.write("file", "third");
    let third = place.record().manifest;
    fs::create_dir_all(place.snapshots.incoming().join("left")).unwrap();
    fs::write(place.snapshots.incoming().join("left/1"), "unfinished").unwrap();
    fs::write(place.snapshots.manifests().join(".writing-x"), "unfinished").unwrap();
    fs::write(place.snapshots.manifests().join("notes"), "a person's").unwrap();

    let swept = place.sweep(&[id(&first), id(&second)], &[third.id()]);
    assert_eq!((swept.manifests, swept.blobs), (0, 0));
    assert!(swept.freed > 0 && names(&place.snapshots.incoming()).unwrap().is_empty());
    assert_eq!(names(&place.snapshots.manifests()).unwrap().len(), 4);

    let swept = place.sweep(&[id(&first)], &[id(&second)]);
    assert_eq!((swept.manifests, swept.blobs, swept.freed > 0), (1, 1, true));
    let is_complete = |taken: &Taken| place.snapshots.is_complete(&id(taken)).unwrap();
    assert!(is_complete(&first) && !is_complete(&second));
    assert!(place.snapshots.manifest(&id(&second)).is_ok() && place.snapshots.manifest(&third.id()).is_err());

    let swept = place.sweep(&[], &[]);
    assert_eq!((swept.manifests, swept.blobs, place.blobs().len()), (2, 2, 0));
    assert!(place.snapshots.manifests().join("notes").exists());
    assert_eq!(
        Snapshots::at(&place.path("none")).sweep(|| panic!(), &Watch::default()).unwrap(),
        Swept::default()
    );
}

/// One damaged or lost list would have all of its files removed, which a backup of the list could still have named.
#[test]
fn nothing_is_removed_that_an_unreadable_or_lost_manifest_may_need() {
    let place = Place::new();
    place.write("file", "first");
    let first = place.keep();
    place.write("file", "second");
    place.keep();
    let path = place.snapshots.manifest_path(&id(&first));
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[1..]).unwrap();
    let swept = place.sweep(&[id(&first)], &[]);
    assert_eq!((swept.unreadable, swept.blobs, place.blobs().len()), (vec![id(&first)], 0, 2));
    fs::remove_file(&path).unwrap();
    let swept = place.sweep(&[id(&first)], &[]);
    assert_eq!((swept.unreadable, swept.blobs, place.blobs().len()), (vec![id(&first)], 0, 2));
    fs::write(&path, &bytes).unwrap();
    assert_eq!(place.sweep(&[id(&first)], &[]).blobs, 1);
    assert!(place.snapshots.is_complete(&id(&first)).unwrap());
}

/// A run that is being started would lose its data to another one that is being removed.
#[test]
fn nothing_is_swept_before_it_is_known_who_needs_what_was_taken() {
    let place = Place::new();
    place.write("file", "1");
    let taking = place.snapshots.taking().unwrap();
    let taken = taking.keep(&place.scan(), "data", &Watch::default()).unwrap();
    let swept = place.snapshots.try_sweep(|| panic!("asked too early"), &Watch::default());
    assert_eq!(swept.unwrap(), None);
    let written = std::sync::Mutex::new(Needed::default());
    std::thread::scope(|scope| {
        let sweeping = scope.spawn(|| {
            place.snapshots.sweep(|| Ok(written.lock().unwrap().clone()), &Watch::default()).unwrap()
        });
        written.lock().unwrap().kept.insert(id(&taken));
        drop(taking);
        assert_eq!(sweeping.join().unwrap().blobs, 0);
        assert!(place.snapshots.is_complete(&id(&taken)).unwrap());
    });
    let swept = place.snapshots.try_sweep(|| Ok(Needed::default()), &Watch::default()).unwrap();
    assert_eq!(swept.unwrap().blobs, 1);
}

/// Thousands of datasets that are long gone would be remembered for ever.
#[test]
fn only_so_many_folders_are_remembered() {
    let place = Place::new();
    place.keep();
    for n in 0..300 {
        fs::write(place.snapshots.seen(&n.to_string()), "").unwrap();
    }
    place.sweep(&[], &[]);
    assert_eq!(names(&place.snapshots.stat_caches()).unwrap().len(), 256);
}
