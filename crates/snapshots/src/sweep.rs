//! Removes what nobody needs.

use crate::{Digest, Snapshots, listed_blobs, names};
use files::{Lock, Watch, atomic, tree, unwritable};
use locales::Result;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What [`Snapshots::sweep`] must leave.
#[derive(Clone, Debug, Default)]
pub struct Needed {
    /// Snapshots whose contents are needed.
    pub kept: HashSet<Digest>,
    /// Those of which the manifest is enough.
    pub recorded: HashSet<Digest>,
}

/// What [`Snapshots::sweep`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many manifests were removed.
    pub manifests: u64,
    /// How many blobs were removed.
    pub blobs: u64,
    /// How many folders with blobs that were never finished.
    pub unfinished: u64,
    /// How many bytes of the disk everything took that was removed. Where files are clones, less may have become free.
    pub freed: u64,
    /// Manifests whose contents are needed, and which are lost or cannot be read. Because of them, no blobs were removed.
    pub unreadable: Vec<Digest>,
}

/// Files, by device and inode, each with how many of its names are about to be removed elsewhere.
pub type Going = HashMap<(u64, u64), u64>;

/// What is done with what nobody needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act<'a> {
    Remove,
    /// It is counted as if these had been removed.
    Count(&'a Going),
}

/// How many stat caches are left: those that were written last.
const MOST_STAT_CACHES: usize = 256;

impl Snapshots {
    /// Removes what is not needed, once nobody takes snapshots. `needed` is called while nobody can begin to.
    ///
    /// Whoever holds another lock that somebody with a [`crate::Taking`] may wait for would wait for ever here, and calls
    /// [`Snapshots::try_sweep`].
    ///
    /// Nothing is synced that need not be: after a power cut, what was removed last may be there again.
    ///
    /// # Errors
    /// Those of `needed`; what cannot be removed; cancelled. Whatever is left then, the next sweep removes.
    pub fn sweep(&self, needed: impl FnOnce() -> Result<Needed>, watch: &Watch) -> Result<Swept> {
        if !self.is_there() {
            return Ok(Swept::default());
        }
        let lock = Lock::exclusive(&self.lock())?;
        self.swept(&needed()?, Act::Remove, watch, &lock)
    }

    /// The same unless somebody takes snapshots now: `None`.
    ///
    /// # Errors
    /// Those of [`Snapshots::sweep`].
    pub fn try_sweep(&self, needed: impl FnOnce() -> Result<Needed>, watch: &Watch) -> Result<Option<Swept>> {
        if !self.is_there() {
            return Ok(Some(Swept::default()));
        }
        self.try_act(needed, Act::Remove, watch)
    }

    /// What [`Snapshots::try_sweep`] would do once `going` has been removed, without doing it.
    ///
    /// # Errors
    /// Those of [`Snapshots::sweep`].
    pub fn try_survey(
        &self,
        needed: impl FnOnce() -> Result<Needed>,
        going: &Going,
        watch: &Watch,
    ) -> Result<Option<Swept>> {
        if !self.is_there() {
            return Ok(Some(Swept::default()));
        }
        self.try_act(needed, Act::Count(going), watch)
    }

    fn try_act(
        &self,
        needed: impl FnOnce() -> Result<Needed>,
        act: Act<'_>,
        watch: &Watch,
    ) -> Result<Option<Swept>> {
        match Lock::try_exclusive_of_shared(&self.lock())? {
            Some(lock) => self.swept(&needed()?, act, watch, &lock).map(Some),
            None => Ok(None),
        }
    }

    /// The bytes of the disk that lists and contents take, without contents that are files of a dataset as well.
    ///
    /// # Errors
    /// They cannot be listed.
    pub fn usage(&self) -> Result<u64> {
        let blobs = listed_blobs(&self.blobs())?.0.into_iter().map(|digest| self.blob_path(&digest));
        let manifests = names(&self.manifests())?.into_iter().map(|name| self.manifests().join(name));
        blobs.chain(manifests).map(|path| gone(&path, Act::Count(&Going::new()))).sum()
    }

    /// Whether anything was ever taken.
    fn is_there(&self) -> bool {
        self.manifests().is_dir()
    }

    /// First manifests, then what no manifest lists: were it the other way round, a kill would leave a manifest without its
    /// contents.
    fn swept(&self, needed: &Needed, act: Act<'_>, watch: &Watch, _: &Lock) -> Result<Swept> {
        let mut swept = Swept::default();
        for name in names(&self.incoming())? {
            let path = self.incoming().join(name);
            swept.freed += tree::usage(&path)?.bytes;
            swept.unfinished += 1;
            if act == Act::Remove {
                tree::remove(&path)?;
            }
        }
        self.sweep_manifests(needed, act, watch, &mut swept)?;
        if act == Act::Remove {
            self.sweep_stat_caches()?;
        }
        let mut blobs = HashSet::new();
        for id in &needed.kept {
            watch.cancel.check()?;
            match self.manifest(id) {
                Ok(manifest) => {
                    blobs.extend(
                        manifest.files().flat_map(|(_, content)| content.blobs).map(|blob| blob.digest),
                    );
                }
                // Also one that is missing: nobody can know its contents until it is brought back.
                Err(_) => swept.unreadable.push(*id),
            }
        }
        swept.unreadable.sort_unstable();
        if swept.unreadable.is_empty() {
            self.sweep_blobs(&blobs, act, watch, &mut swept)?;
        }
        Ok(swept)
    }

    fn sweep_manifests(&self, needed: &Needed, act: Act<'_>, watch: &Watch, swept: &mut Swept) -> Result<()> {
        for name in names(&self.manifests())? {
            watch.cancel.check()?;
            let text = name.to_str().unwrap_or_default();
            let is_unneeded = |id: Digest| !needed.kept.contains(&id) && !needed.recorded.contains(&id);
            let is_manifest = text.parse().is_ok_and(is_unneeded);
            if is_manifest || text.starts_with(UNFINISHED) {
                swept.freed += gone(&self.manifests().join(&name), act)?;
                swept.manifests += u64::from(is_manifest);
            }
        }
        if swept.manifests > 0 && act == Act::Remove {
            atomic::sync_folder(&self.manifests())
        } else {
            Ok(())
        }
    }

    fn sweep_blobs(
        &self,
        needed: &HashSet<Digest>,
        act: Act<'_>,
        watch: &Watch,
        swept: &mut Swept,
    ) -> Result<()> {
        for digest in listed_blobs(&self.blobs())?.0 {
            if !needed.contains(&digest) {
                watch.cancel.check()?;
                swept.freed += gone(&self.blob_path(&digest), act)?;
                swept.blobs += 1;
            }
        }
        Ok(())
    }

    fn sweep_stat_caches(&self) -> Result<()> {
        let written = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
        let caches = names(&self.stat_caches())?.into_iter().map(|name| self.stat_caches().join(name));
        let (unfinished, caches): (Vec<_>, Vec<_>) = caches.partition(|path| is_unfinished(path));
        unfinished.iter().try_for_each(|path| tree::remove(path))?;
        let mut caches: Vec<(Option<SystemTime>, PathBuf)> =
            caches.into_iter().map(|path| (written(&path), path)).collect();
        caches.sort_unstable();
        let over = caches.len().saturating_sub(MOST_STAT_CACHES);
        caches[..over].iter().try_for_each(|(_, path)| tree::remove(path))
    }
}

/// What the name of a file begins with that is being written.
const UNFINISHED: &str = ".writing-";

fn is_unfinished(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(UNFINISHED))
}

/// Removes a file, or only counts it. Returns the bytes of the disk that it took.
fn gone(path: &Path, act: Act<'_>) -> Result<u64> {
    let going = |about: &fs::Metadata| match act {
        Act::Remove => 0,
        Act::Count(going) => going.get(&(about.dev(), about.ino())).copied().unwrap_or(0),
    };
    // What has another name, in a dataset that was removed but can be restored, is still there.
    let is_last = |about: &fs::Metadata| about.nlink() <= 1 + going(about);
    let room = path.symlink_metadata().ok().filter(is_last).map_or(0, |about| about.blocks() * 512);
    if act == Act::Remove {
        fs::remove_file(path).map_err(|e| unwritable(path, e))?;
    }
    Ok(room)
}
