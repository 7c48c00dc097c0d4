//! A run's layer above an environment that it shares: what the code installs goes into it, and is gone with it.
//!
//! It is a virtual environment of its own, made in a moment: its interpreter, the environment's console scripts, and
//! an empty folder for packages that reads the environment's by `site.addsitedir` (an entry in `sys.path` alone would
//! ignore its `.pth` files). Once the code uses pip, `pip.py` links these packages into that folder.

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

/// Older systems cut a script's first line off after 127 bytes.
const LONGEST_PATH: usize = 100;

/// A console script is a few lines; what is larger, in bytes, is a program.
const LARGEST_SCRIPT: u64 = 64 << 10;

/// The folder in an environment whose modules come before all packages: `pip.py`.
const FIRST: &str = "first";

/// pip's configuration in the folder of a virtual environment.
const PIP_CONF: &str = "pip.conf";

/// What would lead pip out of the layer, or keep it from installing anything, by all names that pip has for it.
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

/// What pip in a run uses, as the settings have it. `None`: pip's own sources decide.
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
    /// Names in pip's configuration, and values.
    fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("index-url", &self.index),
            ("pypi-url", &self.index),
            ("proxy", &self.proxy),
            ("cert", &self.certificates),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Whether the person's variable `name` would be heard by pip instead of these settings.
    fn replace(&self, name: &str) -> bool {
        let name = name.strip_prefix("PIP_").unwrap_or_default().replace('_', "-");
        self.values().any(|(set, _)| set.eq_ignore_ascii_case(&name))
    }

    /// pip's configuration for a layer. It is read after the person's own, where what stands in a command's
    /// section counts more than what is global. Nothing may lead pip elsewhere, and no run needs to hear of a
    /// new pip.
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
    /// Its interpreter, absolute: what the run's code is run with.
    pub python: PathBuf,
    /// The folder of its programs, absolute, which `PATH` can hold.
    pub bin: PathBuf,
    settings: PipSettings,
    root: PathBuf,
    /// Its folder for packages.
    pub(crate) packages: PathBuf,
    /// The environment's.
    pub(crate) shared: PathBuf,
}

impl Layer {
    /// Makes the layer in `root`, absolute, where nothing is yet, above `environment`. `name` is that of the link
    /// in the temporary folder by which it is reached if `root` is nothing that `PATH` or a script's first line can
    /// hold.
    ///
    /// Fails if it cannot be written.
    pub fn make(environment: &Environment, root: &Path, name: &str, settings: PipSettings) -> Result<Self> {
        let failed = |e| unwritable(root, e);
        let folder = format!("lib/python{}/site-packages", environment.version);
        let (packages, shared) = (root.join(&folder), environment.root.join(&folder));
        for folder in [&packages, &root.join("bin")] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // uv's scripts go by the path without links.
        let plain = is_plain(root) && root.canonicalize().is_ok_and(|real| is_plain(&real));
        let place = if plain { root.to_path_buf() } else { link(root, name).map_err(failed)? };
        let layer = Self {
            python: place.join("bin/python"),
            bin: place.join("bin"),
            settings,
            root: root.into(),
            packages,
            shared,
        };
        layer.write(environment).map_err(failed)?;
        Ok(layer)
    }

    /// Each file costs some time of every run's start: what can be linked is.
    fn write(&self, environment: &Environment) -> io::Result<()> {
        let root = &self.root;
        add(&environment.root.join("pyvenv.cfg"), &root.join("pyvenv.cfg"))?;
        for entry in fs::read_dir(&environment.root)? {
            let entry = entry?;
            // lib64, where the system has it.
            if entry.file_type()?.is_symlink() {
                symlink(fs::read_link(entry.path())?, root.join(entry.file_name()))?;
            }
        }
        for entry in fs::read_dir(environment.root.join("bin"))? {
            self.add_program(&entry?)?;
        }
        // There may be a password in it.
        let mut configuration =
            fs::File::options().create_new(true).write(true).mode(0o600).open(root.join(PIP_CONF))?;
        configuration.write_all(self.settings.file().as_bytes())?;
        let hexadecimal = |path: &Path| {
            path.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let (first, shared) = (hexadecimal(&environment.root.join(FIRST)), hexadecimal(&self.shared));
        // The first path goes just before the layer's packages. Python reads this twice: what is in
        // `sys.path` is there, and not added once more, which takes a moment of every run's start.
        let lines = format!(
            "import os, sys; f = os.fsdecode(bytes.fromhex('{first}')); f in sys.path or sys.path.insert(len(sys.path) - 1, f)\n\
             import os, site, sys; s = os.fsdecode(bytes.fromhex('{shared}')); s in sys.path or \
             os.path.exists(os.path.join(sys.prefix, 'own')) or site.addsitedir(s)\n"
        );
        fs::write(self.packages.join("_layer.pth"), lines)
    }

    /// Puts a program of the environment into `bin`: an interpreter as the link that it is, a console script so
    /// that it is run with the layer's.
    fn add_program(&self, entry: &fs::DirEntry) -> io::Result<()> {
        let (source, target) = (entry.path(), self.root.join("bin").join(entry.file_name()));
        let about = entry.metadata()?;
        if about.is_symlink() {
            return symlink(fs::read_link(source)?, target);
        }
        if !about.is_file() || about.permissions().mode() & 0o111 == 0 {
            return Ok(());
        }
        // uv's scripts find the interpreter beside them, but by the path that has no links.
        let is_linked = !self.bin.starts_with(&self.root);
        let text = if is_linked && about.len() <= LARGEST_SCRIPT { fs::read(&source)? } else { Vec::new() };
        let Some(code) = relocatable(&text) else {
            return add(&source, &target);
        };
        let script = [b"#!", self.python.as_os_str().as_bytes(), b"\n", code].concat();
        fs::write(&target, script)?;
        fs::set_permissions(target, Permissions::from_mode(0o755))
    }

    /// The person's variable `name` is not for the run's code: pip would hear it instead of the settings.
    pub fn replaces(&self, name: &str) -> bool {
        self.settings.replace(name)
    }

    /// Removes the layer in `root`, if there is one, and the link called `name` that leads to it: also if somebody
    /// has removed the layer already.
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

/// Links a file, or copies it where that is not possible.
fn add(source: &Path, target: &Path) -> io::Result<()> {
    fs::hard_link(source, target).or_else(|_| fs::copy(source, target).map(drop))
}

/// Writes what layers above the environment in `root` have in common.
pub(crate) fn write_common(root: &Path) -> Result<()> {
    let pip = root.join(FIRST).join("pip");
    let written =
        fs::create_dir_all(&pip).and_then(|()| fs::write(pip.join("__init__.py"), include_str!("pip.py")));
    written.map_err(|e| unwritable(&pip, e))
}

/// What follows the first lines by which uv makes a script find the interpreter beside it.
fn relocatable(script: &[u8]) -> Option<&[u8]> {
    let begin = b"#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python";
    let end = b"\n' '''\n";
    let rest = script.strip_prefix(&begin[..])?;
    let at = rest.windows(end.len()).position(|window| window == end)?;
    Some(&rest[at + end.len()..])
}

/// Whether `PATH`, the first line of a script, and a shell that is not told to take care can hold the path.
fn is_plain(path: &Path) -> bool {
    let bytes = path.as_os_str().as_bytes();
    bytes.len() <= LONGEST_PATH
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(byte))
}

/// Makes a link to `root` that has a plain path, and answers with it.
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

/// Where such a link may be. `TMPDIR` comes last: whoever clears up may have another.
fn links(name: &str) -> impl Iterator<Item = PathBuf> {
    let folders = ["/tmp".into(), "/var/tmp".into(), std::env::temp_dir()];
    folders.into_iter().map(move |folder| folder.join(name)).filter(|link| is_plain(link))
}

/// A package that was installed, replaced or removed in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name, in lower case and with `-` only.
    pub name: String,
    /// The version that the layer has; none: it was removed.
    pub version: Option<String>,
    /// The version that the environment below has; none: it has none.
    pub before: Option<String>,
}

impl Layer {
    /// What the code has changed so far, by name.
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

/// Names and versions of what is installed in the folder `packages`, by the names of its folders.
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

    /// A package with an odd name would be listed as removed and as added.
    #[test]
    fn a_name_is_the_same_however_its_folder_writes_it() {
        for folder in ["Old__Name-1.0.dist-info", "old_name-1.0-py3.8.egg-info", "old._name-1.0.dist-info"] {
            let found = distribution(OsStr::new(folder));
            assert_eq!(found, Some(("old-name".into(), "1.0".into())), "{folder}");
        }
    }
}
