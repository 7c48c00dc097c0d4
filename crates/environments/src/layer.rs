//! A run's layer above an environment that it shares: what the code installs goes into it, and is gone with it.
//!
//! It is a virtual environment of its own, made in a moment: its interpreter, the environment's console scripts, and
//! an empty folder for packages that reads the environment's by `site.addsitedir` (an entry in `sys.path` alone would
//! ignore its `.pth` files). Once the code uses pip, `pip.py` links these packages into that folder.

use crate::build::{Environment, unwritable};
use contract::PackageChange;
use files::shown;
use locales::{Failure, Message, Result};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// What a longer first line of a script is cut off at by older systems is 127 bytes.
const LONGEST_PATH: usize = 100;

/// A console script is a few lines; what is larger, in bytes, is a program.
const LARGEST_SCRIPT: u64 = 64 << 10;

/// The link in a layer to the link in the temporary folder that leads to the layer.
const LINK: &str = "link";

/// What pip in a run uses, as the settings have it. `None`: what it is told otherwise.
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
        let all = [("index-url", &self.index), ("proxy", &self.proxy), ("cert", &self.certificates)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Whether the person's variable `name` would be heard by pip instead of these settings.
    fn replace(&self, name: &str) -> bool {
        let name = name.strip_prefix("PIP_").unwrap_or_default().replace('_', "-");
        self.values().any(|(set, _)| set.eq_ignore_ascii_case(&name))
    }

    /// pip's configuration for a layer. It is read after the person's own. Nothing may lead pip elsewhere, and no
    /// run needs to hear of a new pip.
    fn file(&self) -> String {
        let mut text = String::from("[global]\ndisable-pip-version-check = true\n");
        self.values().for_each(|(name, value)| text += &format!("{name} = {value}\n"));
        for section in ["", "[install]\n"] {
            text += &format!("{section}user = false\ntarget =\nprefix =\nroot =\n");
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
        let first = root.join("first/pip");
        for folder in [&packages, &first, &root.join("bin")] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let place = if is_plain(root) { root.to_path_buf() } else { link(root, name).map_err(failed)? };
        let layer =
            Self { python: place.join("bin/python"), bin: place.join("bin"), settings, packages, shared };
        layer.write(environment, root).map_err(failed)?;
        Ok(layer)
    }

    fn write(&self, environment: &Environment, root: &Path) -> io::Result<()> {
        fs::copy(environment.root.join("pyvenv.cfg"), root.join("pyvenv.cfg"))?;
        for entry in fs::read_dir(&environment.root)? {
            // lib64, where the system has it.
            let entry = entry?;
            if entry.file_type()?.is_symlink() {
                symlink(fs::read_link(entry.path())?, root.join(entry.file_name()))?;
            }
        }
        for entry in fs::read_dir(environment.root.join("bin"))? {
            self.add_program(&entry?, &root.join("bin"))?;
        }
        let configuration = root.join("pip.conf");
        fs::write(&configuration, self.settings.file())?;
        // There may be a password in it.
        fs::set_permissions(configuration, Permissions::from_mode(0o600))?;
        fs::write(root.join("first/pip/__init__.py"), include_str!("pip.py"))?;
        fs::write(root.join("first/shared"), self.shared.as_os_str().as_bytes())?;
        let hexadecimal: String =
            self.shared.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let reads_shared =
            format!("import os, site; site.addsitedir(os.fsdecode(bytes.fromhex('{hexadecimal}')))\n");
        fs::write(self.packages.join("_shared.pth"), reads_shared)?;
        // Just before the layer's packages. Python reads these files twice.
        let pip = "import os, sys; f = os.path.join(sys.prefix, 'first'); \
            f in sys.path or sys.path.insert(len(sys.path) - 1, f)\n";
        fs::write(self.packages.join("_pip.pth"), pip)
    }

    /// Puts a program of the environment into `bin`: an interpreter as the link that it is, a console script so
    /// that it is run with the layer's.
    fn add_program(&self, entry: &fs::DirEntry, bin: &Path) -> io::Result<()> {
        let (source, target) = (entry.path(), bin.join(entry.file_name()));
        let about = entry.metadata()?;
        if about.is_symlink() {
            return symlink(fs::read_link(source)?, target);
        }
        if !about.is_file() || about.permissions().mode() & 0o111 == 0 {
            return Ok(());
        }
        let text = if about.len() <= LARGEST_SCRIPT { fs::read(&source)? } else { Vec::new() };
        if let Some(code) = relocatable(&text) {
            let script = [b"#!", self.python.as_os_str().as_bytes(), b"\n", code].concat();
            fs::write(&target, script)?;
            return fs::set_permissions(target, Permissions::from_mode(0o755));
        }
        fs::hard_link(&source, &target).or_else(|_| fs::copy(&source, &target).map(drop))
    }

    /// The person's variable `name` is not for the run's code: pip would hear it instead of the settings.
    pub fn replaces(&self, name: &str) -> bool {
        self.settings.replace(name)
    }

    /// Removes the layer in `root`, if there is one, and the link that leads to it.
    ///
    /// Fails if it cannot be removed.
    pub fn remove(root: &Path) -> Result<()> {
        // The code may have changed where this leads: only a link to this very layer goes.
        if let Ok(link) = fs::read_link(root.join(LINK))
            && fs::read_link(&link).is_ok_and(|target| target == root)
        {
            fs::remove_file(&link).map_err(|e| unwritable(&link, e))?;
        }
        files::tree::remove(root)
    }
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
    let folders = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for link in folders.iter().map(|folder| folder.join(name)).filter(|link| is_plain(link)) {
        match symlink(root, &link) {
            Ok(()) => {
                symlink(&link, root.join(LINK))?;
                return Ok(link);
            }
            Err(e) => failure = e,
        }
    }
    Err(failure)
}

impl Layer {
    /// What the code has changed so far, by name.
    ///
    /// Fails if the folders cannot be read.
    pub fn changes(&self) -> Result<Vec<PackageChange>> {
        let before = installed(&self.shared)?;
        let now = installed(&self.packages)?;
        let reads_shared = self.packages.join("_shared.pth").exists();
        let mut changes = Vec::new();
        for (name, version) in &now {
            let old = find(&before, name);
            if old != Some(version) {
                let (name, version) = (name.clone(), Some(version.clone()));
                changes.push(PackageChange { name, version, before: old.cloned() });
            }
        }
        for (name, version) in before.iter().filter(|(name, _)| !reads_shared && find(&now, name).is_none()) {
            changes.push(PackageChange { name: name.clone(), version: None, before: Some(version.clone()) });
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
    is_one.then(|| (name.to_lowercase().replace(['_', '.'], "-"), version.to_string()))
}
