//! The system's dialogs. They run on their own thread, and the caller waits.

use std::path::PathBuf;

use api::Choice;
use locales::{Language, Message, Result};

/// Lets the person choose files or a folder. Empty: the person cancelled.
pub(crate) fn open(what: Choice, language: Language) -> Result<Vec<PathBuf>> {
    #[cfg(feature = "test-dialogs")]
    if let Some(answer) = test::next("open") {
        return Ok(answer.into_iter().collect());
    }
    let (title, zips) = match what {
        Choice::Package => (Message::DialogPackage, Some(Message::DialogZips)),
        Choice::Folder => (Message::DialogFolder, None),
        Choice::Runs => (Message::DialogRuns, Some(Message::DialogRunZips)),
        Choice::Uv => (Message::DialogUv, None),
        Choice::Certificate => (Message::DialogCertificate, None),
    };
    let mut dialog = dialog().set_title(title.render(language));
    if let Some(zips) = zips {
        // GTK takes what follows the last dot for a file's extension.
        dialog = dialog.add_filter(zips.render(language), &["zip"]);
    }
    let picked = tauri::async_runtime::block_on(async {
        match what {
            Choice::Runs => dialog.pick_files().await.unwrap_or_default(),
            Choice::Folder => dialog.pick_folder().await.into_iter().collect(),
            _ => dialog.pick_file().await.into_iter().collect(),
        }
    });
    Ok(picked.iter().map(|handle| handle.path().to_path_buf()).collect())
}

/// Lets the person choose where to save something called `name`. `None`: the person cancelled.
pub(crate) fn save(name: &str, language: Language) -> Result<Option<PathBuf>> {
    #[cfg(feature = "test-dialogs")]
    if let Some(answer) = test::next("save") {
        return Ok(answer);
    }
    let dialog = dialog().set_title(Message::DialogSave.render(language)).set_file_name(name);
    let picked = tauri::async_runtime::block_on(dialog.save_file());
    Ok(picked.map(|handle| handle.path().to_path_buf()))
}

/// A dialog that begins in a folder: otherwise GTK shows recently used files and opens nothing.
fn dialog() -> rfd::AsyncFileDialog {
    let begin = dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir);
    rfd::AsyncFileDialog::new().set_directory(begin.unwrap_or_else(|| "/".into()))
}

/// Answers for tests: the next line of a file instead of a dialog.
#[cfg(feature = "test-dialogs")]
mod test {
    use std::path::PathBuf;
    use std::sync::Mutex;

    /// Takes the next line of `TRAINYARD_TEST_DIALOGS/which`. Empty or missing: the person cancelled. `None`:
    /// no tests are running.
    pub(super) fn next(which: &str) -> Option<Option<PathBuf>> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _one = ONE_AT_A_TIME.lock();
        let path = PathBuf::from(std::env::var_os("TRAINYARD_TEST_DIALOGS")?).join(which);
        let lines = std::fs::read_to_string(&path).unwrap_or_default();
        let (first, rest) = lines.split_once('\n').unwrap_or((&lines, ""));
        let _ = std::fs::write(&path, rest);
        Some(Some(first).filter(|line| !line.is_empty()).map(PathBuf::from))
    }
}
