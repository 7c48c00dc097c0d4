//! Archives that lead out of where they are unpacked, or become more than any disk holds.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{HostileFile, bytes};

pub(super) fn all() -> Vec<HostileFile> {
    let names = [
        "../../spec.json",
        "/etc/passwd",
        "two\nlines \u{202e}txt.exe",
        "a/../../b",
        "C:\\x",
        &"x/".repeat(30_000),
    ];
    let zeros = vec![0; 1 << 20];
    let small = zip(&[("a.txt", b"a")]);
    let nested = (0..5).fold(zip(&[("zeros", &zeros)]), |inside, _| {
        let names: Vec<_> = (0..16).map(|n| format!("{n}.zip")).collect();
        zip(&names.iter().map(|name| (&**name, &*inside)).collect::<Vec<_>>())
    });
    let archive = zip(&names.map(|name| (name, &b"x"[..])));
    let config = format!("{{\"class_name\": \"Sequential\", \"config\": {}", "{\"a\":".repeat(1 << 20));
    vec![
        bytes("names.zip", "archive", archive.clone()),
        bytes("nested.zip", "archive", nested),
        bytes("sizes.zip", "archive", lying(&archive)),
        bytes("count.zip", "archive", count(&small)),
        bytes("many.zip", "archive", many(&small)),
        bytes(
            "end.zip",
            "preview-broken",
            b"PK\x05\x06\0\0\0\0\x09\0\x09\0\xff\xff\xff\x7f\xff\xff\xff\x7f\0\0",
        ),
        bytes(
            "arrays.npz",
            "preview-broken",
            lying(&zip(&[("a.npy", &zeros), ("b.npy", b"\x93NUMPY\x01\0\xff\xff{")])),
        ),
        bytes(
            "model.keras",
            "preview-too-large",
            zip(&[("config.json", config.as_bytes()), ("metadata.json", b"{}"), ("model.weights.h5", b"")]),
        ),
        bytes("names.tar", "archive", tar()),
    ]
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, held) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(held).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The zip with entries whose sizes, packed and unpacked, are said to be 4 GB.
fn lying(zip: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let headers: Vec<_> = (0..zip.len() - 4).filter(|at| zip[*at..].starts_with(b"PK\x01\x02")).collect();
    for at in headers {
        zip[at + 20..at + 28].copy_from_slice(b"\xfe\xff\xff\xff\xfe\xff\xff\xff");
    }
    zip
}

/// The zip, said to have 65,534 entries.
fn count(zip: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let end = zip.len() - 22;
    zip[end + 8..end + 12].copy_from_slice(b"\xfe\xff\xfe\xff");
    zip
}

/// The zip with its one entry in its directory 60,000 times.
fn many(zip: &[u8]) -> Vec<u8> {
    const TIMES: u16 = 60_000;
    let end = zip.len() - 22;
    let begin = (0..end).find(|at| zip[*at..].starts_with(b"PK\x01\x02")).unwrap();
    let directory = zip[begin..end].repeat(TIMES.into());
    let mut ends = zip[end..].to_vec();
    ends[8..10].copy_from_slice(&TIMES.to_le_bytes());
    ends[10..12].copy_from_slice(&TIMES.to_le_bytes());
    ends[12..16].copy_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    [&zip[..begin], &directory, &ends].concat()
}

/// Entries with names that lead elsewhere, and sizes that no disk has.
fn tar() -> Vec<u8> {
    let far = b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff";
    [
        header("../../spec.json", b"00000000000\0", b'0', ""),
        header("/etc/passwd", b"00000000000\0", b'0', ""),
        header("link", b"00000000000\0", b'2', "/etc/passwd"),
        header("device", b"00000000000\0", b'3', ""),
        header("two\nlines", b"00000000000\0", b'5', ""),
        header("large", b"77777777777\0", b'0', ""),
        header("././@LongLink", far, b'L', ""),
    ]
    .concat()
}

fn header(name: &str, size: &[u8; 12], kind: u8, target: &str) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..136].copy_from_slice(size);
    header[148..156].fill(b' ');
    header[156] = kind;
    header[157..157 + target.len()].copy_from_slice(target.as_bytes());
    header[257..263].copy_from_slice(b"ustar\0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}
