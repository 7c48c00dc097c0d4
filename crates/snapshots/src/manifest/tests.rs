//! Manifests that somebody forged.

use super::write::BEGINNING;
use super::*;
use files::Moment;
use locales::Message;

const WHEN: Moment = Moment { seconds: -1, nanoseconds: 5 };

fn written(write: impl Fn(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

fn kind_of(bytes: Vec<u8>) -> Message {
    *Manifest::read(bytes).unwrap_err().message
}

fn is_damaged(bytes: Vec<u8>) -> bool {
    matches!(kind_of(bytes), Message::SnapshotDamaged { .. })
}

/// An imported run could write anywhere in a person's folders, or have a training read what it should not see.
#[test]
fn no_forged_path_or_link_leads_out() {
    let file = Content::one(Digest::of(b"x"), 1, None);
    let after = |first: &dyn Fn(&mut Writer), path: &str| {
        written(|writer| {
            first(writer);
            writer.file(Path::new(path), 0o644, WHEN, &file);
        })
    };
    let nothing = |_: &mut Writer| {};
    for path in ["..", ".", "/etc", "a/b", "", "a\0", "../x", "a/../b", &"x".repeat(256)] {
        assert!(is_damaged(after(&nothing, path)), "{path}");
    }
    let link = |writer: &mut Writer| writer.link(Path::new("a"), 0o777, WHEN, Path::new("b"));
    let folder = |writer: &mut Writer| writer.folder(Path::new("a"), 0o755, WHEN);
    let inside = |writer: &mut Writer| {
        folder(writer);
        writer.file(Path::new("a/x"), 0o644, WHEN, &file);
    };
    for first in
        [&link as &dyn Fn(&mut Writer), &|writer: &mut Writer| writer.file(Path::new("a"), 0, WHEN, &file)]
    {
        assert!(is_damaged(after(first, "a/b")), "below a link or a file");
        assert!(is_damaged(after(first, "a")), "twice");
    }
    assert!(Manifest::read(after(&folder, "a/b")).is_ok() && Manifest::read(after(&inside, "a/y")).is_ok());
    for path in ["a/w", "a/x", "a/x/y", "0"] {
        assert!(is_damaged(after(&inside, path)), "{path} after a/x");
    }
    for target in ["/etc/passwd", "..", "../x", "b/../../x", ""] {
        let bytes = written(|writer| writer.link(Path::new("a"), 0o777, WHEN, Path::new(target)));
        assert!(is_damaged(bytes), "{target}");
    }
    let bytes = written(|writer| {
        folder(writer);
        writer.link(Path::new("a/b"), 0o777, WHEN, Path::new("../c"));
    });
    assert!(Manifest::read(bytes).is_ok());
    let deep = |levels: usize| {
        written(|writer| {
            (1..=levels).for_each(|depth| writer.folder(Path::new(&vec!["d"; depth].join("/")), 0, WHEN));
        })
    };
    assert!(Manifest::read(deep(2048)).is_ok() && is_damaged(deep(2049)));
}

/// A damaged list could have a restored file with other bytes than it had, or the memory filled.
#[test]
fn contents_are_what_they_can_be() {
    let [one, two] = [b"x", b"y"].map(|bytes| Digest::of(bytes));
    let blob = |digest, length| Blob { digest, length };
    let content = |size, blobs, data| Content { size, digest: one, data, blobs };
    let of = |content: &Content| written(|writer| writer.file(Path::new("a"), 0o644, WHEN, content));
    let chunks = content(5, vec![blob(one, 2), blob(two, 3)], Some(vec![0..1, 3..5]));
    let manifest = Manifest::read(of(&chunks)).unwrap();
    assert_eq!(manifest.find(Path::new("a")).unwrap().kind, Kind::File(chunks));
    assert_eq!(manifest.totals(), Totals { files: 1, bytes: 5, data: 3, needed: 4096 });
    for wrong in [
        content(5, vec![], None),
        content(5, vec![blob(one, 2), blob(two, 2)], None),
        content(5, vec![blob(one, 2), blob(two, 4)], None),
        content(5, vec![blob(one, u64::MAX), blob(two, 6)], None),
        content(5, vec![blob(one, 5)], Some(vec![0..1, 2..6])),
        content(5, vec![blob(one, 5)], Some(vec![2..2, 3..4])),
        content(u64::MAX, vec![blob(one, u64::MAX)], None),
    ] {
        assert!(is_damaged(of(&wrong)), "{wrong:?}");
    }
    let mut bytes = of(&content(5, vec![blob(one, 5)], None));
    assert_eq!(bytes.pop(), Some(0));
    numbers::put(&mut bytes, u64::MAX);
    assert!(is_damaged(bytes), "more parts than there are");
    let many = (0..MOST_PARTS as u64 + 10).map(|n| n * 2..n * 2 + 1);
    let parts = bounded(many.collect());
    assert_eq!((parts.len(), parts.last().unwrap().end), (MOST_PARTS, MOST_PARTS as u64 * 2 + 19));
    let bounded = Content::one(one, 1 << 40, Some(parts));
    assert!(Manifest::read(of(&bounded)).is_ok());
}

/// A program would take a newer list for a damaged one, and advise to restore it from a backup.
#[test]
fn a_newer_format_is_told_apart() {
    assert_eq!(Manifest::read(BEGINNING.to_vec()).unwrap().totals(), Totals::default());
    let newer = |bytes: &[u8]| matches!(kind_of(bytes.to_vec()), Message::SnapshotNewer { .. });
    assert!(newer(b"trainyard snapshot 2\nwhatever") && newer(b"trainyard snapshot 10\n"));
    for damaged in [&b""[..], b"trainyard snapshot 0\n", b"trainyard snapshot 1", b"trainyard snapshot x\n"] {
        assert!(is_damaged(damaged.to_vec()), "{damaged:?}");
    }
    let whole = written(|writer| writer.folder(Path::new("a"), 0o755, WHEN));
    for end in BEGINNING.len() + 1..whole.len() {
        assert!(is_damaged(whole[..end].to_vec()), "{end}");
    }
}

/// A person would be told that a version has not seen a file that it has seen, or with another content.
#[test]
fn one_path_is_found_as_if_all_had_been_read() {
    let file = |text: &str| Content::one(Digest::of(text.as_bytes()), text.len() as u64, None);
    let bytes = written(|writer| {
        writer.folder(Path::new("a"), 0o755, WHEN);
        writer.folder(Path::new("a/b"), 0o755, WHEN);
        writer.file(Path::new("a/b/x"), 0o644, WHEN, &file("deep"));
        writer.link(Path::new("a/l"), 0o777, WHEN, Path::new("b"));
        writer.file(Path::new("a/x"), 0o644, WHEN, &file("x"));
        writer.file(Path::new("a.x"), 0o600, WHEN, &file("beside"));
        writer.file(Path::new("x"), 0o644, WHEN, &file("top"));
    });
    let manifest = Manifest::read(bytes.clone()).unwrap();
    let mut count = 0;
    for entry in manifest.entries() {
        assert_eq!(find(&bytes, &entry.path).unwrap(), Some(entry));
        count += 1;
    }
    assert_eq!(count, 7);
    for path in ["", "b", "a/b/x/y", "a/b/y", "b/x", "y"] {
        assert_eq!(find(&bytes, Path::new(path)).unwrap(), None, "{path}");
    }
    assert!(find(&bytes[..bytes.len() - 1], Path::new("x")).is_err());
}
