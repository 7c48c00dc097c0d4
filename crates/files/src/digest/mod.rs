//! What a file or a folder holds, as one name that nothing else has (BLAKE3, in hexadecimal).

mod pieces;

pub use pieces::pieces;

use crate::beneath::Source;
use crate::folder::unreadable;
use crate::tree::{Kind, Scan, scan};
use crate::{Cancel, Watch, parallel};
use locales::Result;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::OnceLock;

/// The digest of a file's bytes.
pub fn file(path: &Path) -> Result<String> {
    source(&Source::Path(path.into()), &Cancel::default())
}

/// The digest of a file's bytes, wherever they are read. Fails once it is cancelled.
pub fn source(source: &Source, cancel: &Cancel) -> Result<String> {
    Ok(hash(source, cancel)?.to_hex().to_string())
}

/// The digest of these bytes, as [`file()`] has it for a file of them.
pub fn bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The digest of a folder: the relative names, kinds and contents of what is in it, as
/// [`scan`] sees it. Times and permissions do not matter, so a copy has its original's digest. Fails once it is
/// cancelled.
pub fn tree(folder: &Path, cancel: &Cancel) -> Result<String> {
    scanned(&scan(folder, &Watch { cancel: cancel.clone(), ..Watch::default() })?, cancel)
}

/// The same for a folder that was scanned.
pub fn scanned(scan: &Scan, cancel: &Cancel) -> Result<String> {
    let hashes: Vec<OnceLock<blake3::Hash>> = scan.entries.iter().map(|_| OnceLock::new()).collect();
    parallel::each(
        scan.entries.len(),
        || (),
        |(), i| {
            let entry = &scan.entries[i];
            if let Kind::File { .. } = entry.kind {
                // Each entry is visited once.
                let _ = hashes[i].set(hash(&scan.reach.source(entry), cancel)?);
            }
            Ok(())
        },
    )?;
    let mut all = TreeHasher::default();
    for (entry, hash) in scan.entries.iter().zip(&hashes) {
        match (&entry.kind, hash.get()) {
            (Kind::Folder, _) => all.folder(&entry.path),
            (Kind::Link { target }, _) => all.link(&entry.path, target),
            (Kind::File { .. }, hash) => all.file(&entry.path, hash.map_or(&[], |h| h.as_bytes())),
        }
    }
    Ok(all.finish().to_hex().to_string())
}

/// Makes the digest of a folder of what is in it, in the order of [`Scan::entries`].
#[derive(Debug, Default)]
pub struct TreeHasher(blake3::Hasher);

impl TreeHasher {
    /// Adds a folder.
    pub fn folder(&mut self, path: &Path) {
        self.add(b'd', path, &[]);
    }

    /// Adds a file with the digest of its bytes.
    pub fn file(&mut self, path: &Path, digest: &[u8]) {
        self.add(b'f', path, digest);
    }

    /// Adds a symbolic link.
    pub fn link(&mut self, path: &Path, target: &Path) {
        self.add(b'l', path, target.as_os_str().as_bytes());
    }

    fn add(&mut self, kind: u8, path: &Path, contents: &[u8]) {
        self.0.update(&[kind]);
        // With the lengths before them, no two folders give the same bytes.
        for part in [path.as_os_str().as_bytes(), contents] {
            self.0.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
    }

    /// The digest.
    pub fn finish(&self) -> blake3::Hash {
        self.0.finalize()
    }
}

/// From this size on, in bytes, a file is read by several threads.
const LARGE: u64 = 16 << 20;

fn hash(source: &Source, cancel: &Cancel) -> Result<blake3::Hash> {
    let failed = |e| unreadable(&source.path(), e);
    let mut file = source.open().map_err(failed)?;
    // Read, not mapped: a mapped file that is cut short meanwhile kills the process.
    let mut hasher = blake3::Hasher::new();
    let size = file.metadata().map_err(failed)?.len();
    if size >= LARGE {
        return pieces(&file, size, &source.path(), |_, _| cancel.check());
    }
    // Most files are small, and what is not read into costs as much as what is.
    let mut buffer = vec![0; size.clamp(4 << 10, 128 << 10) as usize];
    loop {
        cancel.check()?;
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(failed(e)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Two different datasets would pass for one.
    #[test]
    fn names_kinds_and_contents_all_count() {
        let folder = tempfile::tempdir().unwrap();
        let of = |make: &dyn Fn(&Path)| {
            let path = folder.path().join("x");
            fs::create_dir(&path).unwrap();
            make(&path);
            let digest = tree(&path, &Cancel::default()).unwrap();
            fs::remove_dir_all(path).unwrap();
            digest
        };
        let link = |text: &str, path: &Path| std::os::unix::fs::symlink(text, path.join("a")).unwrap();
        let digests = [
            of(&|_| {}),
            of(&|x| fs::write(x.join("a"), "").unwrap()),
            of(&|x| fs::write(x.join("a"), "b").unwrap()),
            of(&|x| fs::write(x.join("b"), "a").unwrap()),
            of(&|x| fs::create_dir(x.join("a")).unwrap()),
            of(&|x| link("b", x)),
            of(&|x| link("c", x)),
        ];
        let different: std::collections::HashSet<_> = digests.iter().collect();
        assert_eq!(different.len(), digests.len());
        assert_eq!(digests[2], of(&|x| fs::write(x.join("a"), "b").unwrap()));
        fs::write(folder.path().join("f"), "abc").unwrap();
        let cancel = Cancel::default();
        cancel.cancel();
        assert!(
            source(&Source::Path(folder.path().join("f")), &cancel).is_err()
                && tree(folder.path(), &cancel).is_err()
        );
        assert_eq!(file(&folder.path().join("f")).unwrap(), blake3::hash(b"abc").to_hex().to_string());
    }
}
