//! Snapshots of the folders that people really have.

mod changes;
mod damage;
mod disk;
mod kills;
mod round_trip;
mod sweeps;

use super::*;
use files::tree::{Scan, scan};
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File, FileTimes, Permissions};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, symlink};
use std::time::{Duration, SystemTime};
use testkit::Random;

/// A folder with data, and a place for snapshots of it.
struct Place {
    folder: tempfile::TempDir,
    snapshots: Snapshots,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let snapshots = Snapshots::at(&folder.path().join("snapshots"));
        Self { folder, snapshots }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.data().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Makes all files look as if they had been there for long.
    fn age(&self) {
        self.set_times(SystemTime::now() - Duration::from_secs(1000));
    }

    fn set_times(&self, then: SystemTime) {
        for entry in self.scan().entries {
            if let files::tree::Kind::File { .. } = entry.kind {
                let file = File::open(self.data().join(entry.path)).unwrap();
                file.set_times(FileTimes::new().set_modified(then)).unwrap();
            }
        }
    }

    fn scan(&self) -> Scan {
        scan(&self.data(), &Watch::default()).unwrap()
    }

    fn keep(&self) -> Taken {
        self.snapshots.taking().unwrap().keep(&self.scan(), "data", &Watch::default()).unwrap()
    }

    fn record(&self) -> Described {
        self.snapshots.taking().unwrap().record(&self.scan(), "data", &Watch::default()).unwrap()
    }

    fn restore(&self, manifest: &Manifest, to: &str) -> Result<files::tree::Copied> {
        self.snapshots.restore(manifest, &self.path(to), Modes::Exact, &Watch::default())
    }

    fn sweep(&self, kept: &[Digest], recorded: &[Digest]) -> Swept {
        let [kept, recorded] = [kept, recorded].map(|ids| ids.iter().copied().collect::<HashSet<_>>());
        self.snapshots.sweep(|| Ok(Needed { kept, recorded }), &Watch::default()).unwrap()
    }

    fn blobs(&self) -> Vec<Digest> {
        listed_blobs(&self.snapshots.blobs()).unwrap().0
    }

    /// The paths of all blobs and manifests.
    fn kept_files(&self) -> Vec<PathBuf> {
        let blob = |digest: Digest| self.snapshots.blobs().join(blobs::name(&digest));
        let manifests = self.snapshots.ids().unwrap().into_iter().map(|id| self.snapshots.manifest_path(&id));
        self.blobs().into_iter().map(blob).chain(manifests).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // There are folders in them that nobody may write.
        ["data", "restored"].iter().for_each(|name| files::tree::discard(&self.path(name)));
    }
}

fn id(taken: &Taken) -> Digest {
    taken.described.manifest.id()
}

/// Everything about what is in a folder, by path.
fn listing(folder: &Path) -> BTreeMap<PathBuf, String> {
    let line = |entry: &files::tree::Entry| {
        let path = folder.join(&entry.path);
        let about = fs::symlink_metadata(&path).unwrap();
        let held = match &entry.kind {
            files::tree::Kind::File { size, data } => {
                format!("{size} {data} {}", Digest::of(&fs::read(&path).unwrap()))
            }
            other => format!("{other:?}"),
        };
        (entry.path.clone(), format!("{:o} {}.{} {held}", about.mode(), about.mtime(), about.mtime_nsec()))
    };
    scan(folder, &Watch::default()).unwrap().entries.iter().map(line).collect()
}

/// A name with any bytes.
fn name(random: &mut Random) -> OsString {
    let length = 1 + random.below(12);
    let byte = |random: &mut Random| match random.below(3) {
        0 => random.one_of(b"ab-."),
        1 => random.below(256) as u8,
        _ => b'a' + random.below(26) as u8,
    };
    let bytes =
        (0..length).map(|_| byte(random)).map(|byte| if matches!(byte, 0 | b'/') { b'_' } else { byte });
    match OsString::from_vec(bytes.collect()) {
        dots if dots == "." || dots == ".." => "x".into(),
        name => name,
    }
}

/// Fills a folder with whatever there can be.
fn fill(folder: &Path, random: &mut Random, count: u64) {
    let mut folders = vec![folder.to_path_buf()];
    for _ in 0..count {
        let parent = folders[random.below(folders.len() as u64) as usize].clone();
        let path = parent.join(name(random));
        if path.symlink_metadata().is_ok() {
            continue;
        }
        match random.below(8) {
            0 | 1 => {
                fs::create_dir(&path).unwrap();
                folders.push(path);
            }
            2 => symlink(name(random), &path).unwrap(),
            kind => {
                file(&path, random, kind == 3);
            }
        }
    }
    for path in folders.iter().skip(1).rev() {
        let mode = random.one_of(&[0o755, 0o700, 0o555, 0o2770]);
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let then = SystemTime::UNIX_EPOCH + Duration::from_nanos(random.below(1 << 60));
        File::open(path).unwrap().set_modified(then).unwrap();
    }
}

fn file(path: &Path, random: &mut Random, has_holes: bool) {
    let file = File::create_new(path).unwrap();
    let length = random.one_of(&[0, 1, 100, 20_000, 300_000, (1 << 20) + 1]);
    let byte = random.below(256) as u8;
    let bytes: Vec<u8> = (0..length).map(|at| byte.wrapping_add((at % 251) as u8)).collect();
    let at = if has_holes { random.below(1 << 22) } else { 0 };
    file.write_all_at(&bytes, at).unwrap();
    if has_holes {
        file.set_len(at + bytes.len() as u64 + random.below(1 << 22)).unwrap();
    }
    let since = Duration::from_nanos(random.below(1 << 60));
    let then =
        if random.below(8) == 0 { SystemTime::UNIX_EPOCH - since } else { SystemTime::UNIX_EPOCH + since };
    file.set_modified(then).unwrap();
    let mode = random.one_of(&[0o644, 0o600, 0o755, 0o444]);
    file.set_permissions(Permissions::from_mode(mode)).unwrap();
}
