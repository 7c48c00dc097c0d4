//! A run's layer above a shared environment: what the run's code installs goes into it, and is removed with it.
//!
//! It is a virtual environment that takes no time to make: an interpreter, the environment's console scripts, and an
//! empty folder for packages that adds the environment's packages by `site.addsitedir` (an entry in `sys.path` alone
//! would ignore their `.pth` files). Once the code uses pip, `pip.py` links these packages into that folder.

use crate::list::normalized;
use crate::request::Environment;
use files::{shown, unwritable};
use locales::{Failure, Message, Result};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Older kernels read only 127 bytes of a script's first line.
const LONGEST_PATH: usize = 100;

/// The largest console script, in bytes: they have a few lines. Anything larger is a program.
const LARGEST_SCRIPT: u64 = 64 << 10;

/// The folder in an environment whose modules take precedence over all packages: it contains `pip.py`.
const FIRST: &str = "first";

/// The name of pip's configuration file in a virtual environment.
const PIP_CONF: &str = "pip.conf";

/// The settings, by all their names, that would make pip install outside the layer, or not at all.
const ELSEWHERE: [&str; 16] = [
    "target",
    "prefix",
    "root",
    "python",
    "src",
    "source",
    "source-dir",
    "source-directory",
    "dest",
    "destination-dir",
    "destination-directory",
    "wheel-dir",
    "report",
    "log",
    "log-file",
    "local-log",
];

/// What pip in a run uses according to the settings. `None`: pip's own configuration decides.
#[derive(Clone, Debug, Default)]
pub struct PipSettings {
    /// The URL of the package index.
    pub index: Option<String>,
    /// The URL of the proxy.
    pub proxy: Option<String>,
    /// The path of a file with certificates.
    pub certificates: Option<String>,
}

impl PipSettings {
    /// The names in pip's configuration, with their values.
    fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("index-url", &self.index),
            ("pypi-url", &self.index),
            ("proxy", &self.proxy),
            ("cert", &self.certificates),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Whether the environment variable `name` would override these settings in pip.
    fn replace(&self, name: &str) -> bool {
        let name = name.strip_prefix("PIP_").unwrap_or_default().replace('_', "-");
        self.values().any(|(set, _)| set.eq_ignore_ascii_case(&name))
    }

    /// pip's configuration for a layer. pip reads it after the person's own, and a command's section overrides
    /// `global`, so each section resets what would make pip install elsewhere. No run needs to know of a new pip.
    fn file(&self) -> String {
        let mut text = String::new();
        for section in ["global", "install", "download", "wheel"] {
            text +=
                &format!("[{section}]\ndisable-pip-version-check = true\nuser = false\ndry-run = false\n");
            text.extend(ELSEWHERE.map(|name| format!("{name} =\n")));
            text.extend(self.values().map(|(name, value)| format!("{name} = {value}\n")));
        }
        text
    }
}

/// A run's layer.
#[derive(Debug)]
pub struct Layer {
    /// The absolute path of its interpreter, which runs the run's code.
    pub python: PathBuf,
    /// The absolute path of its programs' folder, which can be part of `PATH`.
    pub bin: PathBuf,
    settings: PipSettings,
    root: PathBuf,
    /// Its folder for packages.
    pub(crate) packages: PathBuf,
    /// The environment's folder for packages.
    pub(crate) shared: PathBuf,
}

impl Layer {
    /// The folder for uv's cache, if the code runs uv.
    pub fn uv_cache(&self) -> PathBuf {
        self.root.join("uv-cache")
    }

    /// Makes a layer above `environment` in `root`, an absolute path where nothing exists yet. If `root` cannot be
    /// part of `PATH` or of a script's first line, the layer is used by a link called `name` in the temporary folder.
    ///
    /// Fails if it cannot be written.
    pub fn make(environment: &Environment, root: &Path, name: &str, settings: PipSettings) -> Result<Self> {
        let failed = |e| unwritable(root, e);
        let folder = format!("lib/python{}/site-packages", environment.version);
        let (packages, shared) = (root.join(&folder), environment.root.join(&folder));
        for folder in [&packages, &root.join("bin")] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // uv's scripts resolve links in their own path.
        let plain = is_plain(root) && root.canonicalize().is_ok_and(|real| is_plain(&real));
        let path = if plain { root.to_path_buf() } else { link(root, name).map_err(failed)? };
        let layer = Self {
            python: path.join("bin/python"),
            bin: path.join("bin"),
            settings,
            root: root.into(),
            packages,
            shared,
        };
        layer.write(environment).map_err(failed)?;
        Ok(layer)
    }

    /// Links files where possible, since each file slows down the start of every run.
    fn write(&self, environment: &Environment) -> io::Result<()> {
        let root = &self.root;
        add(&environment.root.join("pyvenv.cfg"), &root.join("pyvenv.cfg"))?;
        for entry in fs::read_dir(&environment.root)? {
            let entry = entry?;
            // lib64, on systems that have it.
            if entry.file_type()?.is_symlink() {
                symlink(fs::read_link(entry.path())?, root.join(entry.file_name()))?;
            }
        }
        for entry in fs::read_dir(environment.root.join("bin"))? {
            self.add_program(&entry?)?;
        }
        // Only for this user: an index's URL may contain a password.
        let mut configuration =
            fs::File::options().create_new(true).write(true).mode(0o600).open(root.join(PIP_CONF))?;
        configuration.write_all(self.settings.file().as_bytes())?;
        let hexadecimal = |path: &Path| {
            path.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let (first, shared) = (hexadecimal(&environment.root.join(FIRST)), hexadecimal(&self.shared));
        // The first path goes just before the layer's packages. Python reads this file twice; nothing is added
        // twice, because that would slow down the start of every run.
        let lines = format!(
            "import os, sys; f = os.fsdecode(bytes.fromhex('{first}')); f in sys.path or sys.path.insert(len(sys.path) - 1, f)\n\
             import os, site, sys; s = os.fsdecode(bytes.fromhex('{shared}')); s in sys.path or \
             os.path.exists(os.path.join(sys.prefix, 'own')) or site.addsitedir(s)\n"
        );
        fs::write(self.packages.join("_layer.pth"), lines)
    }

    /// Adds a program of the environment to `bin`: an interpreter as a link, a console script so that the layer's
    /// interpreter runs it.
    fn add_program(&self, entry: &fs::DirEntry) -> io::Result<()> {
        let (source, target) = (entry.path(), self.root.join("bin").join(entry.file_name()));
        let about = entry.metadata()?;
        if about.is_symlink() {
            return symlink(fs::read_link(source)?, target);
        }
        if !about.is_file() || about.permissions().mode() & 0o111 == 0 {
            return Ok(());
        }
        // uv's scripts find the interpreter beside them after resolving links, which would lead out of the plain path.
        let is_linked = !self.bin.starts_with(&self.root);
        let text = if is_linked && about.len() <= LARGEST_SCRIPT { fs::read(&source)? } else { Vec::new() };
        let Some(code) = relocatable(&text) else {
            return add(&source, &target);
        };
        let script = [b"#!", self.python.as_os_str().as_bytes(), b"\n", code].concat();
        fs::write(&target, script)?;
        fs::set_permissions(target, Permissions::from_mode(0o755))
    }

    /// Whether the run's code must not get the environment variable `name`, because it would override the settings
    /// in pip.
    pub fn replaces(&self, name: &str) -> bool {
        self.settings.replace(name)
    }

    /// Removes the layer in `root`, if there is one, and the link called `name` that leads to it, even if the layer
    /// was removed already.
    ///
    /// Fails if it cannot be removed.
    pub fn remove(root: &Path, name: &str) -> Result<()> {
        for link in links(name) {
            if fs::read_link(&link).is_ok_and(|target| target == root) {
                fs::remove_file(&link).map_err(|e| unwritable(&link, e))?;
            }
        }
        files::tree::remove(root)
    }
}

/// Links a file, or copies it if that is not possible.
fn add(source: &Path, target: &Path) -> io::Result<()> {
    fs::hard_link(source, target).or_else(|_| fs::copy(source, target).map(drop))
}

/// Writes the files that all layers above the environment in `root` share.
pub(crate) fn write_common(root: &Path) -> Result<()> {
    let pip = root.join(FIRST).join("pip");
    let written =
        fs::create_dir_all(&pip).and_then(|()| fs::write(pip.join("__init__.py"), include_str!("pip.py")));
    written.map_err(|e| unwritable(&pip, e))
}

/// The part of a script after the lines with which uv makes it find the interpreter beside it.
fn relocatable(script: &[u8]) -> Option<&[u8]> {
    let begin = b"#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python";
    let end = b"\n' '''\n";
    let rest = script.strip_prefix(&begin[..])?;
    let at = rest.windows(end.len()).position(|window| window == end)?;
    Some(&rest[at + end.len()..])
}

/// Whether the path can be used in `PATH`, in the first line of a script, and in a shell without quotes.
fn is_plain(path: &Path) -> bool {
    let bytes = path.as_os_str().as_bytes();
    bytes.len() <= LONGEST_PATH
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(byte))
}

/// Makes a link to `root` that has a plain path, and returns that path.
fn link(root: &Path, name: &str) -> io::Result<PathBuf> {
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for link in links(name) {
        match symlink(root, &link) {
            Ok(()) => return Ok(link),
            Err(e) => failure = e,
        }
    }
    Err(failure)
}

/// The paths where such a link may be. `TMPDIR` comes last, because the process that removes the link may have
/// another one.
fn links(name: &str) -> impl Iterator<Item = PathBuf> {
    let folders = ["/tmp".into(), "/var/tmp".into(), std::env::temp_dir()];
    folders.into_iter().map(move |folder| folder.join(name)).filter(|link| is_plain(link))
}

/// A package that was installed, replaced or removed in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name, in lower case and with `-` only.
    pub name: String,
    /// The version in the layer; `None` if it was removed.
    pub version: Option<String>,
    /// The version in the environment below, if it has one.
    pub before: Option<String>,
}

impl Layer {
    /// The packages that the code has changed so far, sorted by name.
    ///
    /// Fails if the folders cannot be read.
    pub fn changes(&self) -> Result<Vec<Change>> {
        let before = installed(&self.shared)?;
        let now = installed(&self.packages)?;
        let reads_shared = !self.root.join("own").exists();
        let mut changes = Vec::new();
        for (name, version) in &now {
            let old = find(&before, name);
            if old != Some(version) {
                let (name, version) = (name.clone(), Some(version.clone()));
                changes.push(Change { name, version, before: old.cloned() });
            }
        }
        for (name, version) in before.iter().filter(|(name, _)| !reads_shared && find(&now, name).is_none()) {
            changes.push(Change { name: name.clone(), version: None, before: Some(version.clone()) });
        }
        changes.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(changes)
    }
}

fn find<'a>(installed: &'a [(String, String)], name: &str) -> Option<&'a String> {
    installed.iter().find(|(known, _)| known == name).map(|(_, version)| version)
}

/// Names and versions of the packages in the folder `packages`, taken from the names of their folders.
fn installed(packages: &Path) -> Result<Vec<(String, String)>> {
    let unreadable = |e| Failure::because(Message::FileUnreadable { path: shown(packages) }, e);
    let mut installed = Vec::new();
    for entry in fs::read_dir(packages).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        installed.extend(distribution(&name));
    }
    Ok(installed)
}

/// `six-1.17.0.dist-info`, `Old_Name-1.0-py3.8.egg-info`: name and version.
fn distribution(folder: &OsStr) -> Option<(String, String)> {
    let folder = folder.to_str()?;
    let stem = folder.strip_suffix(".dist-info").or_else(|| folder.strip_suffix(".egg-info"))?;
    let mut parts = stem.split('-');
    let (name, version) = (parts.next()?, parts.next()?);
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+!".contains(c);
    let is_one = !name.is_empty() && !version.is_empty() && stem.chars().all(|c| plain(c) || c == '-');
    is_one.then(|| (normalized(name), version.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package with an unusual name would be listed as removed and as added.
    #[test]
    fn a_name_is_the_same_however_its_folder_writes_it() {
        for folder in ["Old__Name-1.0.dist-info", "old_name-1.0-py3.8.egg-info", "old._name-1.0.dist-info"] {
            let found = distribution(OsStr::new(folder));
            assert_eq!(found, Some(("old-name".into(), "1.0".into())), "{folder}");
        }
    }
}
