//! The person's pip configuration: files and `PIP_…` variables.

use crate::variables::Variables;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The longest file that is read, in bytes.
const MOST: u64 = 1024 * 1024;

/// Settings that neither change an environment nor can be the cause of a failure.
const OF_NO_MATTER: [&str; 21] = [
    "break-system-packages",
    "cache-dir",
    "compile",
    "config-file",
    "debug",
    "default-timeout",
    "disable-pip-version-check",
    "exists-action",
    "log",
    "log-file",
    "no-cache-dir",
    "no-color",
    "no-compile",
    "no-input",
    "progress-bar",
    "quiet",
    "require-virtualenv",
    "retries",
    "root-user-action",
    "timeout",
    "verbose",
];

/// Settings by their name, such as `index-url`, as they apply to `pip install`.
#[derive(Debug, Default)]
pub struct PipSettings(BTreeMap<String, String>);

impl PipSettings {
    /// Reads the global file, the person's file (or instead of it the one that `PIP_CONFIG_FILE` names), and
    /// the variables; later ones override earlier ones. pip would also read a file in the environment, but
    /// a new environment has none.
    pub fn read(variables: &Variables) -> Self {
        Self::of(&files(variables), variables)
    }

    fn of(files: &[PathBuf], variables: &Variables) -> Self {
        let mut settings = Self::default();
        files.iter().for_each(|file| settings.file(file));
        for (name, value) in variables.without(|name| !name.starts_with("PIP_")) {
            let name = name.to_string_lossy();
            settings.set(name.trim_start_matches("PIP_"), &value.to_string_lossy());
        }
        settings
    }

    /// Adds the sections of a file that apply to `pip install`.
    fn file(&mut self, path: &Path) {
        let Ok(bytes) = files::read(path, MOST) else { return };
        let sections = sections(&String::from_utf8_lossy(&bytes));
        for wanted in ["global", "install"] {
            for (_, name, value) in sections.iter().filter(|(section, ..)| section == wanted) {
                self.set(name, value);
            }
        }
    }

    /// Sets a value; an empty one is ignored.
    fn set(&mut self, name: &str, value: &str) {
        let name = name.trim_start_matches("--").to_ascii_lowercase().replace('_', "-");
        if !value.is_empty() && !["version", "help"].contains(&name.as_str()) {
            self.0.insert(name, value.into());
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The values of a setting that may have several.
    pub fn list(&self, name: &str) -> impl Iterator<Item = String> {
        self.get(name).unwrap_or_default().split_whitespace().map(String::from)
    }

    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| {
            ["y", "yes", "t", "true", "on", "1"].contains(&value.to_ascii_lowercase().as_str())
        })
    }

    /// The names of all settings that might matter, except `taken`.
    pub fn others<'a>(&'a self, taken: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| !taken.contains(name) && !OF_NO_MATTER.contains(name))
    }
}

/// The existing configuration files; later ones override earlier ones.
fn files(variables: &Variables) -> Vec<PathBuf> {
    let named = variables.get("PIP_CONFIG_FILE").map(PathBuf::from);
    if named.as_deref() == Some(Path::new("/dev/null")) {
        return Vec::new();
    }
    let global = variables.get("XDG_CONFIG_DIRS").unwrap_or(OsStr::new("/etc/xdg"));
    let mut files: Vec<_> = std::env::split_paths(global).map(|folder| folder.join("pip/pip.conf")).collect();
    files.push("/etc/pip.conf".into());
    match named {
        Some(named) if named.exists() => files.push(named),
        _ => {
            files.extend(variables.folder("HOME").map(|home| home.join(".pip/pip.conf")));
            let folder = variables.folder_or_home("XDG_CONFIG_HOME", ".config");
            files.extend(folder.map(|folder| folder.join("pip/pip.conf")));
        }
    }
    files
}

/// The section, name and value of each setting in a file, as Python's `configparser` reads it: a
/// value continues in indented lines.
fn sections(text: &str) -> Vec<(String, String, String)> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        match found.last_mut() {
            Some((.., value)) if line.starts_with([' ', '\t']) => {
                *value = format!("{value}\n{trimmed}").trim().into();
                continue;
            }
            _ => {}
        }
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = name.into();
        } else if let Some((name, value)) = trimmed.split_once(['=', ':']) {
            found.push((section.clone(), name.trim().into(), value.trim().into()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A company's index is in one of these files, and nothing can be installed without it.
    #[test]
    fn files_and_variables_count_in_the_order_of_pip() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        };
        write(
            "etc/pip/pip.conf",
            "[global]\nproxy = http://global\ncert: /global.pem\nindex_url=https://global\n",
        );
        write("home/.pip/pip.conf", "[global]\nindex-url = https://old\n[freeze]\ncert = /no.pem\n");
        write(
            "home/.config/pip/pip.conf",
            "# words\n[install]\nextra-index-url =\n  https://a\n  https://b # c\n[global]\nindex-url = https://new\nextra-index-url = https://none\npre = yes\n; words\nno-deps = 1\n",
        );
        let named = write("named.conf", "[global]\nindex-url = https://named\n");
        let read = |more: &[(&str, &str)]| {
            let (etc, home) = (folder.path().join("etc"), folder.path().join("home"));
            let own = [("XDG_CONFIG_DIRS", etc.to_str().unwrap()), ("HOME", home.to_str().unwrap())];
            let variables = own.iter().chain(more).map(|(name, value)| (name.into(), value.into()));
            let variables = variables.collect();
            let mut files = files(&variables);
            // The content of the machine's own file is unknown.
            files.retain(|file| file != Path::new("/etc/pip.conf"));
            PipSettings::of(&files, &variables)
        };
        let settings = read(&[]);
        assert_eq!(settings.get("index-url"), Some("https://new"));
        assert_eq!(
            settings.list("extra-index-url").collect::<Vec<_>>(),
            ["https://a", "https://b", "#", "c"]
        );
        assert_eq!(
            (settings.get("proxy"), settings.get("cert")),
            (Some("http://global"), Some("/global.pem"))
        );
        assert!(settings.is_on("pre"));
        let taken = ["index-url", "extra-index-url", "proxy", "cert", "pre"];
        assert_eq!(settings.others(&taken).collect::<Vec<_>>(), ["no-deps"]);
        let with_variable = read(&[("PIP_INDEX_URL", "https://var"), ("PIP_PRE", ""), ("PIP_TIMEOUT", "1")]);
        assert_eq!(with_variable.get("index-url"), Some("https://var"));
        assert!(with_variable.is_on("pre"));
        let with_file = read(&[("PIP_CONFIG_FILE", named.to_str().unwrap())]);
        assert_eq!((with_file.get("index-url"), with_file.is_on("pre")), (Some("https://named"), false));
        assert_eq!(read(&[("PIP_CONFIG_FILE", "/dev/null")]).get("proxy"), None);
        // Nobody could stop a run that waits for a writer.
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let with_pipe = read(&[("PIP_CONFIG_FILE", pipe.to_str().unwrap())]);
        assert_eq!(with_pipe.get("index-url"), Some("https://global"));
    }
}
