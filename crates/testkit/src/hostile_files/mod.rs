//! Files that are made to harm whoever looks at them. All are small on disk, whatever they say of themselves.

mod archives;
mod names;
mod pages;
mod pictures;
mod values;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A hostile file that has a usual name.
#[derive(Clone, Debug)]
pub struct HostileFile {
    /// Its name.
    pub name: &'static str,
    /// What the program answers when it is opened: the kind of a preview, or the code of a refusal.
    pub answer: &'static str,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Bytes(Vec<u8>),
    /// What is at its beginning, zeros up to this size, and what is at its end.
    Sparse(Vec<u8>, u64, Vec<u8>),
}

/// A file that becomes something else between two looks at it: whoever tests that calls [`swap`].
pub const SWAPPED: &str = "swapped.txt";

/// Writes all hostile files into a folder, and returns those with usual names. Their links lead to `remote`, a host
/// with its port, and to `secret`, a file outside of the folder; the pickles among them would delete it.
pub fn write(folder: &Path, remote: &str, secret: &Path) -> Vec<HostileFile> {
    let mut all = pages::all(remote, secret);
    all.extend(pictures::all());
    all.extend(values::all(secret));
    all.extend(archives::all());
    for HostileFile { name, held, .. } in &all {
        let path = folder.join(name);
        match held {
            Held::Bytes(bytes) => fs::write(path, bytes).unwrap(),
            Held::Sparse(head, size, tail) => {
                let file = File::create(path).unwrap();
                file.write_all_at(head, 0).unwrap();
                file.set_len(*size).unwrap();
                file.write_all_at(tail, *size).unwrap();
            }
        }
    }
    names::write(folder, secret);
    fs::write(folder.join(SWAPPED), "harmless").unwrap();
    all
}

/// Puts a link to `secret` in the place of [`SWAPPED`].
pub fn swap(folder: &Path, secret: &Path) {
    fs::remove_file(folder.join(SWAPPED)).unwrap();
    std::os::unix::fs::symlink(secret, folder.join(SWAPPED)).unwrap();
}

fn bytes(name: &'static str, answer: &'static str, bytes: impl Into<Vec<u8>>) -> HostileFile {
    HostileFile { name, answer, held: Held::Bytes(bytes.into()) }
}

fn sparse(name: &'static str, answer: &'static str, head: &[u8], size: u64, tail: &[u8]) -> HostileFile {
    HostileFile { name, answer, held: Held::Sparse(head.into(), size, tail.into()) }
}

fn os(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}
