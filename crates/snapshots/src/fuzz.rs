//! Fuzzes what is read of manifests, which an imported run could have brought, and of stat caches. The changes are those of
//! [`testkit::fuzz`].

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use files::{Moment, Stamp};
use testkit::fuzz::{Changes, fuzz, kind_of};

use crate::manifest::Writer;
use crate::seen::Seen;
use crate::{Blob, Content, Digest, Kind, Manifest, diff};

const WHEN: Moment = Moment { seconds: 1_700_000_000, nanoseconds: 5 };

/// Manifests with everything that there can be in one.
fn manifests() -> Vec<Vec<u8>> {
    let whole = Content::one(Digest::of(b"1"), 300, None);
    let holes = Content::one(Digest::of(b"2"), 1 << 40, Some(vec![0..4096, 8192..1 << 39]));
    let blobs = [(b"3", 100), (b"4", 200)].map(|(bytes, length)| Blob { digest: Digest::of(bytes), length });
    let chunks = Content { size: 300, digest: Digest::of(b"34"), data: None, blobs: blobs.into() };
    let mut all = Writer::new();
    all.file(Path::new("a"), 0o644, WHEN, &holes);
    all.folder(Path::new("b"), 0o755, WHEN);
    all.file(Path::new("b/c"), 0o644, WHEN, &whole);
    all.folder(Path::new("b/d"), 0o755, Moment { seconds: -1, nanoseconds: 0 });
    all.link(Path::new("b/d/e"), 0o777, WHEN, Path::new("../c"));
    all.file(Path::new("f"), 0o600, WHEN, &chunks);
    vec![Writer::new().finish(), all.finish()]
}

/// An imported run could write outside of its folder, end the program, or fill the memory.
#[test]
fn any_manifest_is_read() {
    let words = ["trainyard snapshot 1\n", "..", "/", "\0", "f", "d", "l", "../"];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("fuzz::any_manifest_is_read", manifests(), change, |input| {
        let manifest = match Manifest::read(input.to_vec()) {
            Ok(manifest) => manifest,
            Err(failure) => return kind_of(&failure.message),
        };
        let (mut before, mut kinds, mut folders) = (None, String::new(), HashSet::from([PathBuf::new()]));
        for entry in manifest.entries() {
            assert!(entry.path.components().all(|part| matches!(part, Component::Normal(_))), "{entry:?}");
            assert!(folders.contains(entry.path.parent().unwrap()), "{entry:?}");
            if entry.kind == Kind::Folder {
                folders.insert(entry.path.clone());
            }
            assert!(before < Some(entry.path.clone()), "{entry:?} after {before:?}");
            if kinds.len() < 20 {
                kinds += match &entry.kind {
                    Kind::Folder => "d",
                    Kind::File(content) if content.blobs.len() > 1 => "F",
                    Kind::File(_) => "f",
                    Kind::Link { target } => {
                        assert!(target.is_relative());
                        "l"
                    }
                };
            }
            before = Some(entry.path);
        }
        let same = diff(&manifest, &manifest, |difference| panic!("{difference:?}")).same;
        assert_eq!(same, manifest.entries().count() as u64);
        kinds
    });
}

/// A damaged stat cache would have files taken for others, or end each training before it begins.
#[test]
fn any_stat_cache_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seen");
    let stamp = |inode| Stamp { device: 1, inode, size: 100, modified: WHEN, changed: WHEN };
    let seen = Seen::of((0..5).map(|n| (stamp(n), Digest::of(&[n as u8]))).collect());
    seen.save(&path).unwrap();
    let mut seed = std::fs::read(&path).unwrap();
    seed.truncate(seed.len() - 32);
    let summed = |mut bytes: Vec<u8>| {
        bytes.extend(Digest::of(&bytes).0);
        bytes
    };
    let change = |changes: &mut Changes<'_>| {
        let mut bytes = changes.input().to_vec();
        bytes.truncate(bytes.len().saturating_sub(32));
        changes.change(&mut bytes, &["trainyard stat cache 1\n"]);
        summed(bytes)
    };
    fuzz("fuzz::any_stat_cache_is_read", vec![summed(seed.clone())], change, |input| {
        match Seen::read(input) {
            Some(seen) => format!("{} {:?}", seen.len(), seen.get(&stamp(3)).is_some()),
            None => "none".into(),
        }
    });
}
