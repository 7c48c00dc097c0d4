use super::*;
use crate::Preview;
use crate::tests::{file, open};
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{Cursor, Write};
use std::os::unix::fs::FileExt;

fn archive(bytes: &[u8]) -> Archive {
    match open("x", bytes) {
        Preview::Archive(archive) => archive,
        other => panic!("{other:?}"),
    }
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let time = DateTime::from_date_and_time(2026, 11, 28, 18, 26, 32).unwrap();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options.last_modified_time(time)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A header of a tar, as GNU tar writes it.
fn header(name: &str, kind: u8, size: u64) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    block[136..147].copy_from_slice(format!("{:011o}", 1_795_890_392).as_bytes());
    block[156] = kind;
    block[257..263].copy_from_slice(b"ustar\0");
    block[148..156].fill(b' ');
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    padded
}

fn tarred() -> Vec<u8> {
    let long = "a/".repeat(200) + "weights.bin";
    let about = "15 path=é.txt\n";
    [
        header("model/", b'5', 0),
        header("model/a.txt", b'0', 700),
        padded(&[b'x'; 700]),
        header("././@LongLink", b'L', long.len() as u64),
        padded(long.as_bytes()),
        header("short", b'0', 3),
        padded(b"abc"),
        header("pax", b'x', about.len() as u64),
        padded(about.as_bytes()),
        header("e.txt", b'0', 0),
        header("link", b'2', 0),
        vec![0; 1024],
    ]
    .concat()
}

fn names(archive: &Archive) -> Vec<(&str, Option<u64>, ArchiveEntryKind)> {
    archive.entries.iter().map(|entry| (&*entry.name, entry.size, entry.kind)).collect()
}

/// A person would not know what they are about to unpack.
#[test]
fn a_zip_is_listed_with_sizes_and_times() {
    let archive = archive(&zipped(&[("a/", b""), ("a/é.txt", &[b'x'; 1_000]), ("../out", b"y")]));
    assert_eq!(
        names(&archive),
        [
            ("a/", Some(0), ArchiveEntryKind::Folder),
            ("a/é.txt", Some(1_000), ArchiveEntryKind::File),
            ("../out", Some(1), ArchiveEntryKind::File)
        ]
    );
    assert_eq!((archive.total, archive.cut, archive.format), (Some(3), false, ArchiveFormat::Zip));
    assert!(archive.entries[1].packed < Some(1_000));
    assert_eq!(archive.entries[1].changed, Some(Changed::Clock("2026-11-28T18:26:32".into())));
    let empty = self::archive(&zipped(&[]));
    assert_eq!((empty.total, empty.cut), (Some(0), false));
}

/// A person who is about to load PyTorch's weights would not see that they call a shell.
#[test]
fn the_pickle_of_weights_is_looked_at() {
    let archive = archive(&zipped(&[("model/data.pkl", b"\x80\x02cos\nsystem\n."), ("model/data/0", b"x")]));
    let pickle = archive.pickle.unwrap();
    assert_eq!((pickle.names, pickle.whole), (vec!["os.system".to_string()], true));
}

/// A zip that says that it has a billion files, or a file of a petabyte, would end the preview.
#[test]
fn what_a_zip_says_about_itself_costs_nothing() {
    let mut bytes = zipped(&[("a", b"x")]);
    let end = bytes.len() - 22;
    bytes[end + 10..end + 12].copy_from_slice(&[0xfe, 0xff]);
    let many = archive(&bytes);
    assert_eq!((many.entries.len(), many.total, many.cut), (1, Some(0xfffe), true));
    let names: Vec<String> = (0..ENTRIES + 7).map(|at| format!("{at}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b""[..])).collect();
    let large = archive(&zipped(&files));
    assert_eq!((large.entries.len(), large.total, large.cut), (ENTRIES, Some(ENTRIES as u64 + 7), true));
    let broken = file(b"PK\x03\x04 and nothing more");
    let why = crate::Unreadable::Broken { what: crate::Format::Zip };
    assert_eq!(crate::look(&broken, "a.zip", &crate::Ask::Open), Err(why));
}

/// Long names would be those of the link before them, and links and folders files.
#[test]
fn a_tar_is_listed_with_long_names() {
    let bytes = tarred();
    let gzipped = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    };
    let long = "a/".repeat(200) + "weights.bin";
    for (bytes, format) in [(bytes, ArchiveFormat::Tar), (gzipped, ArchiveFormat::TarGz)] {
        let archive = archive(&bytes);
        assert_eq!(
            names(&archive),
            [
                ("model/", Some(0), ArchiveEntryKind::Folder),
                ("model/a.txt", Some(700), ArchiveEntryKind::File),
                (&*long, Some(3), ArchiveEntryKind::File),
                ("é.txt", Some(0), ArchiveEntryKind::File),
                ("link", Some(0), ArchiveEntryKind::Link),
            ]
        );
        assert_eq!((archive.format, archive.cut), (format, false));
        assert_eq!(archive.entries[1].changed, Some(Changed::Seconds(1_795_890_392)));
    }
}

/// A tar of gigabytes would be read whole for its names, and one that unpacks to them unpacked.
#[test]
fn large_tars_are_passed_over_or_cut() {
    let large = file(&[header("weights", b'0', 4 << 30), vec![0; 512]].concat());
    let last = [header("last", b'0', 0), vec![0; 1024]].concat();
    large.write_all_at(&last, 512 + (4 << 30)).unwrap();
    let shown = |file: &File| match crate::look(file, "", &crate::Ask::Open).unwrap() {
        Preview::Archive(archive) => archive,
        other => panic!("{other:?}"),
    };
    let listed = shown(&large);
    assert_eq!((listed.entries.len(), listed.cut), (2, false));
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    bomb.write_all(&header("bomb", b'0', 7 << 30)).unwrap();
    (0..64).for_each(|_| bomb.write_all(&[0; 1 << 20]).unwrap());
    let listed = archive(&bomb.finish().unwrap());
    assert_eq!((listed.entries.len(), listed.cut), (1, true));
    // One that was cut while it was written.
    let cut = archive(&tarred()[..1_600]);
    assert_eq!((cut.entries.len(), cut.cut), (2, true));
}

/// A packed table would be shown as a tar that is broken.
#[test]
fn a_single_packed_file_is_one_entry() {
    let mut packed = flate2::GzBuilder::new().filename("data.csv").write(Vec::new(), Compression::fast());
    packed.write_all(b"a,b\n1,2\n").unwrap();
    let archive = archive(&packed.finish().unwrap());
    assert_eq!((archive.format, &*archive.entries[0].name), (ArchiveFormat::Gzip, "data.csv"));
}
