//! Makes environments read-only, because runs share them.

use files::{parallel, shown};
use locales::{Failure, Message, Result};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Removes the write permission from everything in `folder`, an environment, but not from the folder itself, which
/// must be movable to be removed.
///
/// uv's cache and other environments of the person may share these files by hard links. That is fine, because they
/// never write into them either: uv and pip remove a file and create another one.
pub fn protect(folder: &Path) -> Result<()> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let unreadable = |e| Failure::because(Message::FileUnreadable { path: shown(&folder) }, e);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            folders.extend(kind.is_dir().then(|| entry.path()));
            paths.extend((kind.is_dir() || kind.is_file()).then(|| entry.path()));
        }
    }
    let take = |path: &Path| {
        let mode = path.symlink_metadata()?.permissions().mode();
        match mode & 0o222 {
            0 => Ok(()),
            _ => fs::set_permissions(path, Permissions::from_mode(mode & !0o222)),
        }
    };
    let failed = |path: &Path, e| Failure::because(Message::FileUnwritable { path: shown(path) }, e);
    parallel::each(paths.len(), || (), |(), i| take(&paths[i]).map_err(|e| failed(&paths[i], e)))
}
