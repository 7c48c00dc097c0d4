//! What is not what it was.

use super::*;
use testkit::rounds;

/// Flips one bit of a file that nobody may write.
fn flip(path: &Path, random: &mut Random) {
    let mut bytes = fs::read(path).unwrap();
    let at = random.below(bytes.len() as u64) as usize;
    bytes[at] ^= 1 << random.below(8);
    let modes = path.metadata().unwrap().permissions();
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, modes).unwrap();
}

/// A disk that forgets a bit would change what a version was trained on, and nobody would know.
#[test]
fn any_flipped_bit_is_found_and_named() {
    let (place, mut random) = (Place::new(), Random::new(1_000));
    (0..20_u8).for_each(|n| place.write(format!("sub/{n}"), [n; 100]));
    place.write("large", vec![7; 2 << 20]);
    let taken = place.keep();
    let (manifest, kept) = (&taken.described.manifest, place.kept_files());
    for _ in 0..rounds(40, 1_000) {
        let path = &kept[random.below(kept.len() as u64) as usize];
        let before = fs::read(path).unwrap();
        flip(path, &mut random);
        let found = place.snapshots.verify(None, &Watch::default()).unwrap();
        let [problem] = &found.problems[..] else { panic!("{found:?}") };
        match problem {
            Problem::Manifest(id) => {
                assert!(path.ends_with(id.to_string()));
                assert!(place.snapshots.manifest(id).is_err() && place.snapshots.is_complete(id).is_err());
                place.snapshots.taking().unwrap().write(manifest).unwrap();
            }
            Problem::Blob { digest, files } => {
                assert!(path.ends_with(blobs::name(digest)));
                let [(of, name)] = &files[..] else { panic!("{files:?}") };
                let failure = place.restore(manifest, "restored").unwrap_err();
                let wanted = Message::SnapshotFileDamaged { path: files::shown(name) };
                assert_eq!((*failure.message, *of), (wanted, manifest.id()));
                assert!(!place.path("restored").exists());
                // What is removed comes back from the same data.
                let removed = place.snapshots.taking().unwrap().remove_damaged(digest).unwrap();
                assert!(removed && place.snapshots.missing(manifest, 9).unwrap() == [name.clone()]);
                place.keep();
            }
            Problem::Stray(path) => panic!("{path:?}"),
        }
        assert_eq!(fs::read(path).unwrap(), before);
    }
    assert!(!place.snapshots.taking().unwrap().remove_damaged(&place.blobs()[0]).unwrap());
}

/// Whoever looks through terabytes would begin again after each break, or be told of files that are none of ours as if
/// they were lost data.
#[test]
fn verifying_goes_on_where_it_was_cancelled() {
    let (place, mut random) = (Place::new(), Random::new(5));
    (0..=255_u8).for_each(|n| place.write(format!("{n}"), [n; 2]));
    (0..=255_u8).for_each(|n| place.write(format!("more/{n}"), [n; 3]));
    place.keep();
    let blobs = place.blobs();
    flip(&place.snapshots.blobs().join(blobs::name(&blobs[300])), &mut random);
    let cancelled = Watch::default();
    cancelled.cancel.cancel();
    let begun = place.snapshots.verify(None, &cancelled).unwrap();
    assert_eq!(begun, Verified::default());
    let all = place.snapshots.verify(None, &Watch::default()).unwrap();
    assert_eq!((all.problems.len(), all.next, all.read), (1, None, 256 * 5));
    let from = |at: usize| {
        let found = place.snapshots.verify(Some(Position::Blob(blobs[at])), &Watch::default()).unwrap();
        (found.problems.len(), found.read > 0)
    };
    assert_eq!([from(0), from(299), from(300), from(511)], [(1, true), (1, true), (0, true), (0, false)]);
    let stopped = place.snapshots.verify(Some(Position::Blob(blobs[10])), &cancelled).unwrap();
    assert_eq!(stopped.next, Some(Position::Blob(blobs[10])));
    let stray = place.snapshots.blobs().join("ab/stray");
    fs::create_dir_all(stray.parent().unwrap()).unwrap();
    fs::write(&stray, "").unwrap();
    let found = place.snapshots.verify(Some(Position::Blob(blobs[511])), &Watch::default()).unwrap();
    assert_eq!(found.problems, [Problem::Stray(stray)]);
}

/// A snapshot could never be completed again, or be called complete with half a file.
#[test]
fn a_blob_that_was_cut_short_is_missing() {
    let place = Place::new();
    place.write("file", "content");
    let taken = place.keep();
    let path = place.snapshots.blobs().join(blobs::name(&place.blobs()[0]));
    fs::remove_file(&path).unwrap();
    fs::write(&path, "cont").unwrap();
    assert!(!place.snapshots.is_complete(&id(&taken)).unwrap());
    assert!(place.restore(&taken.described.manifest, "restored").is_err());
    place.keep();
    assert_eq!(fs::read(path).unwrap(), b"content");
}
