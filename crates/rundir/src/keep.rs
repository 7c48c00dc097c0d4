//! What is kept of the folder that a run's code could write.

use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use contract::{FolderPath, PipelineKind};
use rustix::fs::{CWD, Mode, OFlags, RenameFlags, fstat, open, renameat_with};
use rustix::io::Errno;

use crate::RunDir;

impl RunDir {
    /// The folder `folder` of its artifacts, where it is now.
    pub fn current_artifacts(&self, folder: &FolderPath) -> PathBuf {
        let work = self.work();
        let is_written = work.artifacts().symlink_metadata().is_ok();
        if is_written { work.path().join(folder) } else { self.path().join(folder) }
    }

    /// The data that its code was given: as it was saved, or else the working copy, which the code may have changed.
    /// After the end, there may be neither.
    pub fn current_data(&self, kind: PipelineKind) -> PathBuf {
        let work = self.work();
        let (written, kept) = match kind {
            PipelineKind::Evaluation => (work.evaluation(), self.evaluation()),
            PipelineKind::Training | PipelineKind::Full => (work.data(), self.data()),
        };
        let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
        [self.saved_data(), written].into_iter().find(is_there).unwrap_or(kept)
    }
}

impl RunDir {
    /// Whether `path`, which the code wrote, is a link that leads to what is hidden from the code.
    pub fn hides(&self, path: &Path) -> bool {
        let is_link = path.symlink_metadata().is_ok_and(|about| about.is_symlink());
        let hidden = self.hidden().map(|folder| folder.canonicalize());
        let leads_there = |real: &Path| {
            hidden.iter().flatten().any(|hidden| real.starts_with(hidden) || hidden.starts_with(real))
        };
        is_link && path.canonicalize().is_ok_and(|real| leads_there(&real))
    }
}

/// Moves what is kept of a run's working folder into its directory: the artifacts; the package if its version is
/// publishable; all working copies with `copies`. Nothing of the run may live any more. What was moved by an earlier
/// call stays where it is.
///
/// # Errors
/// Something cannot be moved.
pub fn keep(run: &RunDir, copies: bool, is_publishable: bool) -> io::Result<()> {
    let work = run.work();
    if work.path().symlink_metadata().is_err() {
        return Ok(());
    }
    make_writable(run.path())?;
    make_writable(work.path())?;
    move_to(&work.artifacts(), &run.artifacts())?;
    if copies || is_publishable {
        move_to(&work.package(), &run.package())?;
    }
    if copies {
        move_to(&work.data(), &run.data())?;
        move_to(&work.evaluation(), &run.evaluation())?;
        move_to(&work.split(), &run.split())?;
    }
    Ok(())
}

/// Renames a folder, if it exists.
fn move_to(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // Only code that runs without a wall can have put something there. It is kept, too.
        Err(_) if to.symlink_metadata().is_ok() => {
            let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let beside = |n: u32| {
                renameat_with(CWD, to, CWD, from.join(format!("{name}-{n}")), RenameFlags::NOREPLACE)
            };
            (1..).map(beside).find(|renamed| *renamed != Err(Errno::EXIST)).unwrap_or(Err(Errno::EXIST))?;
            fs::rename(from, to)
        }
        renamed => renamed,
    }
}

/// Gives this user the right to change a folder, which the code may have taken away.
pub(crate) fn make_writable(folder: &Path) -> io::Result<()> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = open(folder, flags, Mode::empty())?;
    let mode = fstat(&folder)?.st_mode;
    if mode & 0o700 == 0o700 {
        return Ok(());
    }
    // The mode of what is open, whatever has its name.
    let path = format!("/proc/self/fd/{}", folder.as_raw_fd());
    fs::set_permissions(path, PermissionsExt::from_mode(mode & 0o7777 | 0o700))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would lose artifacts, or find the working copies of a run that was not asked to keep them.
    #[test]
    fn what_is_kept_is_where_people_look_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        assert!(keep(&run, true, true).is_ok(), "a run that never got so far has nothing");
        for (path, name) in
            [(run.work().artifacts(), "a"), (run.work().package(), "p"), (run.work().data(), "d")]
        {
            fs::create_dir_all(&path).unwrap();
            fs::write(path.join(name), name).unwrap();
        }
        // Created with the run, and by code without a wall.
        fs::create_dir_all(run.artifacts()).unwrap();
        fs::set_permissions(run.work_path(), PermissionsExt::from_mode(0o500)).unwrap();
        keep(&run, false, true).unwrap();
        assert!(
            run.artifacts().join("a").is_file() && run.package().join("p").is_file() && !run.data().exists()
        );
        fs::create_dir_all(run.work().artifacts()).unwrap();
        keep(&run, true, false).unwrap();
        assert!(run.data().join("d").is_file() && run.artifacts().join("artifacts-1/a").is_file());
        keep(&run, true, false).unwrap();
    }

    /// A person would look at a dataset as the code left it, and take it for what the code was given.
    #[test]
    fn data_is_shown_as_it_was_saved_or_else_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let [training, evaluation] = [PipelineKind::Training, PipelineKind::Evaluation];
        assert_eq!(run.current_data(training), run.data());
        fs::create_dir_all(run.work().data()).unwrap();
        fs::create_dir_all(run.work().evaluation()).unwrap();
        assert_eq!(run.current_data(training), run.work().data());
        assert_eq!(run.current_data(evaluation), run.work().evaluation());
        fs::create_dir(run.saved_data()).unwrap();
        assert_eq!(run.current_data(training), run.saved_data());
    }

    /// The version would contain another person's passwords.
    #[test]
    fn a_link_to_what_is_hidden_is_recognised() {
        let store = tempfile::tempdir().unwrap();
        let run = RunDir::new(store.path().join("runs/r"));
        let package = run.work().package();
        fs::create_dir_all(&package).unwrap();
        fs::create_dir(store.path().join("environs")).unwrap();
        fs::write(store.path().join("environs/other"), "PASSWORD=x").unwrap();
        for (name, target, hides) in [
            ("file", store.path().join("environs/other"), true),
            ("above", store.path().to_path_buf(), true),
            ("own", package.clone(), false),
            ("gone", store.path().join("environs/missing"), false),
        ] {
            std::os::unix::fs::symlink(target, package.join(name)).unwrap();
            assert_eq!(run.hides(&package.join(name)), hides, "{name}");
        }
    }
}
