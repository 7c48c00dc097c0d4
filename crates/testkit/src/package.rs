//! Makes packages from a few lines of Python.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A builder of a package, by default one that has no requirements and trains in an instant.
#[derive(Clone, Debug)]
pub struct Package {
    files: Vec<(String, String)>,
    /// The modification time of all files in a zip.
    changed: zip::DateTime,
}

impl Package {
    /// A package whose `Main.train(self, training_directory)` has this body. The body may use
    /// `os`, `sys`, `signal`, `subprocess` and `time`.
    pub fn training(body: &str) -> Self {
        Self::of(body, "open('model.txt', 'w').write('trained')")
    }

    /// The same with a body for `save`, too.
    pub fn of(train: &str, save: &str) -> Self {
        let indented = |body: &str| body.lines().map(|line| format!("        {line}\n")).collect::<String>();
        let code = format!(
            "import os, signal, subprocess, sys, time\n\n\nclass Main:\n    def __init__(self):\n        pass\n\n    \
             def train(self, training_directory):\n{}\n    def save(self):\n{}",
            indented(train),
            indented(save)
        );
        let main = "class Main:\n    def __init__(self):\n        pass\n\n    def predict(self, input):\n        return input\n";
        let empty = Self { files: Vec::new(), changed: zip::DateTime::default() };
        empty.with("main.py", main).with("requirements.txt", "").with("train.py", &code)
    }

    /// Adds a file, or replaces one.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.retain(|(known, _)| known != path);
        self.files.push((path.into(), text.into()));
        self
    }

    /// Adds text to the end of a file.
    #[must_use]
    pub fn and(mut self, path: &str, text: &str) -> Self {
        self.files.iter_mut().filter(|(known, _)| known == path).for_each(|(_, held)| held.push_str(text));
        self
    }

    /// Adds a method with a parameter `directory` to `Main` in `train.py`. Its body may use the same modules as
    /// that of `train`.
    #[must_use]
    pub fn with_method(self, name: &str, body: &str) -> Self {
        let body: String = body.lines().map(|line| format!("        {line}\n")).collect();
        self.and("train.py", &format!("\n    def {name}(self, directory):\n{body}"))
    }

    /// Sets the day of all files in a zip; the default is the first day that a zip can contain.
    #[must_use]
    pub fn changed_on(self, year: u16, month: u8, day: u8) -> Self {
        Self { changed: zip::DateTime::from_date_and_time(year, month, day, 12, 0, 0).unwrap(), ..self }
    }

    /// Removes a file.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        self.files.retain(|(known, _)| known != path);
        self
    }

    /// Writes the package as a new folder in `into`, and returns its path.
    pub fn write(&self, into: &Path) -> PathBuf {
        let folder = (1..).map(|n| into.join(format!("package-{n}"))).find(|path| !path.exists()).unwrap();
        for (path, text) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// Writes the package as a zip to `file`, with a root folder or flat.
    pub fn zip(&self, file: &Path, root: Option<&str>) {
        let mut archive = ZipWriter::new(fs::File::create(file).unwrap());
        for (path, text) in &self.files {
            let path = root.map_or(path.clone(), |root| format!("{root}/{path}"));
            let options = SimpleFileOptions::default().last_modified_time(self.changed);
            archive.start_file(path, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
    }
}
