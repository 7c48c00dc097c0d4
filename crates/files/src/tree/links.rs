//! Where a symbolic link leads, seen from a folder that it must not lead out of (contract §3).

use rustix::io::Errno;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Leads {
    /// Somewhere in the folder.
    Inside {
        /// The link's text in a copy: relative, so that it leads to the copy's own files, never back to
        /// the originals.
        text: PathBuf,
        /// Whether there is anything.
        exists: bool,
    },
    /// Out of the folder, to what is at this real path.
    Outside(PathBuf),
    /// Out of the folder, to nothing.
    Nowhere,
}

/// Follows a link with the text `text` in `folder`, which is relative to `root`, a real path.
pub fn follow(root: &Path, folder: &Path, text: &Path) -> io::Result<Leads> {
    let path = root.join(folder).join(text);
    let (real, exists) = match path.canonicalize() {
        Ok(real) => (real, true),
        Err(e) if leads_nowhere(&e) => (as_far_as_it_exists(&path), false),
        Err(e) => return Err(e),
    };
    Ok(match real.strip_prefix(root) {
        Ok(_) if stays_by_its_text(folder, text) => Leads::Inside { text: text.into(), exists },
        Ok(inside) => Leads::Inside { text: relative(folder, inside), exists },
        Err(_) if exists => Leads::Outside(real),
        Err(_) => Leads::Nowhere,
    })
}

/// The text that leads from `folder` to `target`, both relative to one root and without `..`.
pub fn relative(folder: &Path, target: &Path) -> PathBuf {
    let (mut from, mut to) = (folder.components().peekable(), target.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let text: PathBuf = from.map(|_| Component::ParentDir).chain(to).collect();
    if text.as_os_str().is_empty() { PathBuf::from(".") } else { text }
}

/// Whether an error says that there is nothing, as opposed to nothing that one may see.
pub fn leads_nowhere(e: &io::Error) -> bool {
    matches!(Errno::from_io_error(e), Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NAMETOOLONG))
}

/// The real path of the part of `path` that exists, and the rest by its names.
fn as_far_as_it_exists(path: &Path) -> PathBuf {
    let mut existing = path.to_path_buf();
    let mut rest = Vec::new();
    while let Some(last) = existing.components().next_back() {
        rest.push(last.as_os_str().to_os_string());
        if !existing.pop() {
            break;
        }
        if let Ok(mut real) = existing.canonicalize() {
            for name in rest.iter().rev() {
                if name == ".." {
                    real.pop();
                } else {
                    real.push(name);
                }
            }
            return real;
        }
    }
    path.to_path_buf()
}

/// Whether the text of a link in `folder` stays below the root whatever else the links on its way
/// are: such a text is kept as it was written.
pub fn stays_by_its_text(folder: &Path, text: &Path) -> bool {
    let mut depth = folder.components().count();
    let mut down = false;
    for part in text.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(_) => down = true,
            Component::ParentDir if !down && depth > 0 => depth -= 1,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_texts_lead_from_folder_to_target() {
        let relative = |a: &str, b: &str| super::relative(Path::new(a), Path::new(b));
        assert_eq!(relative("", "a/b"), Path::new("a/b"));
        assert_eq!(relative("a/b", "a/c"), Path::new("../c"));
        assert_eq!(relative("a/b", ""), Path::new("../.."));
        assert_eq!(relative("a", "a"), Path::new("."));
    }

    #[test]
    fn a_text_that_could_climb_out_is_not_kept() {
        let stays = |a: &str, b: &str| stays_by_its_text(Path::new(a), Path::new(b));
        assert!(stays("", "./v2"));
        assert!(stays("a/b", "../../c"));
        assert!(!stays("a", "../../c"));
        assert!(!stays("a", "x/../y"), "x may be a link");
        assert!(!stays("a", "/a"));
    }
}
