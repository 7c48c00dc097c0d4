//! Changes of zips: of their bytes, of the numbers in their headers, and of their files.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Changes, json};

/// The signatures of a zip's records, and how far their numbers reach.
const SIGNATURES: [&[u8]; 6] =
    [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\x01\0"];
const REACH: usize = 58;
/// The largest entry that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// One of the inputs, which are zips, changed. If it is packed again, `adjust` can make its files consistent
/// before.
pub fn changed(
    changes: &mut Changes<'_>,
    words: &[&str],
    adjust: impl Fn(&mut Changes<'_>, &mut [(String, Vec<u8>)]),
) -> Vec<u8> {
    let mut bytes = changes.input().to_vec();
    match changes.below(4) {
        0 => changes.change(&mut bytes, &[]),
        1 => (0..=changes.below(3)).for_each(|_| changes.change_near(&mut bytes, &SIGNATURES, REACH)),
        _ => {
            if let Some(mut files) = files_in(&bytes) {
                change_files(changes, &mut files, words);
                adjust(changes, &mut files);
                return pack(changes, &files);
            }
            changes.change(&mut bytes, &[]);
        }
    }
    bytes
}

/// The files in a zip, if it can be read.
fn files_in(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut files = Vec::new();
    for index in 0..archive.len().min(100) {
        let entry = archive.by_index(index).ok()?;
        let (name, mut held) = (String::from_utf8_lossy(entry.name_raw()).into_owned(), Vec::new());
        entry.take(LONGEST).read_to_end(&mut held).ok()?;
        files.push((name, held));
    }
    Some(files)
}

fn change_files(changes: &mut Changes<'_>, files: &mut Vec<(String, Vec<u8>)>, words: &[&str]) {
    if files.is_empty() {
        return;
    }
    let which = changes.below(files.len());
    match changes.below(6) {
        0 => {
            let mut name = std::mem::take(&mut files[which].0).into_bytes();
            changes.change(&mut name, words);
            files[which].0 = String::from_utf8_lossy(&name).into_owned();
        }
        1 => drop(files.remove(which)),
        2 => {
            let mut copy = files[which].clone();
            let place = copy.0.rfind('/').map_or(0, |slash| slash + 1);
            copy.0.insert_str(place, words.get(changes.below(words.len())).copied().unwrap_or("x"));
            files.push(copy);
        }
        _ => json::change(changes, &mut files[which].1, words),
    }
}

/// Packs files; a duplicate name, or one that the writer refuses, is left out.
fn pack(changes: &mut Changes<'_>, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, held) in files {
        let method = changes.random.one_of(&[CompressionMethod::Stored, CompressionMethod::Deflated]);
        let mode = changes.random.one_of(&[0o644, 0o755, 0, 0o120_777]);
        let options = SimpleFileOptions::default().compression_method(method).unix_permissions(mode);
        if name.ends_with('/') {
            let _ = writer.add_directory(name.as_str(), options);
        } else if writer.start_file(name.as_str(), options).is_ok() {
            writer.write_all(held).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}
