//! uv: where it is, and running it for one environment.

use crate::build::Request;
use crate::process::{Stream, run};
use crate::reason::Words;
use crate::seeds;
use crate::variables::{Variables, misleads_python};
use files::shown;
use locales::{Failure, Message, Result};
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The uv to use: `setting` (the person's choice), else the one beside the running program, else
/// the first on the `PATH` of `variables`.
///
/// Fails if `setting` is no program, or if there is none at all.
pub fn find_uv(setting: Option<&Path>, variables: &Variables) -> Result<PathBuf> {
    if let Some(path) = setting {
        return match is_program(path) {
            true => Ok(path.to_path_buf()),
            false => Err(Message::UvSettingWrong { path: shown(path) }.into()),
        };
    }
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let mut places = beside.into_iter().chain(variables.path()).map(|folder| folder.join("uv"));
    places.find(|path| is_program(path)).ok_or_else(|| Message::UvMissing.into())
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// uv, as one environment needs it.
pub struct Uv<'a> {
    program: PathBuf,
    request: &'a Request<'a>,
}

impl<'a> Uv<'a> {
    pub fn find(request: &'a Request<'a>) -> Result<Self> {
        Ok(Self { program: find_uv(request.uv, request.variables)?, request })
    }

    /// The folder of the seeds' wheels, if they were shipped with the program.
    pub fn seeds(&self) -> Option<PathBuf> {
        seeds::folder(&self.program)
    }

    /// Runs uv in the package's folder. What it says goes to the request's output as it says it,
    /// and comes back if it failed. When the request is cancelled, uv and all it started are
    /// killed at once.
    pub fn run<'b>(&self, arguments: impl IntoIterator<Item = &'b OsStr>) -> Result<Result<(), Words>> {
        self.run_with(arguments, misleads)
    }

    /// [`Uv::run`], without the person's settings about packages.
    pub fn run_plain<'b>(&self, arguments: impl IntoIterator<Item = &'b OsStr>) -> Result<Result<(), Words>> {
        let arguments = arguments.into_iter().chain(["--no-config".as_ref()]);
        self.run_with(arguments, |name| misleads(name) || decides(name))
    }

    fn run_with<'b>(
        &self,
        arguments: impl IntoIterator<Item = &'b OsStr>,
        leave_out: fn(&str) -> bool,
    ) -> Result<Result<(), Words>> {
        let mut command = Command::new(&self.program);
        command.args(arguments).args(["--no-progress", "--color", "never"]);
        // A pyproject.toml or uv.toml in the package (or above it) is not for us to obey; the
        // person's own settings, which uv looks for elsewhere, are.
        command.args(["--project", "/"]).current_dir(self.request.package_root);
        command.env_clear().envs(self.request.variables.without(leave_out));
        // As pip does: behind a company's proxy the index has a certificate that only the system knows.
        if self.request.variables.get("UV_SYSTEM_CERTS").is_none() {
            command.env("UV_SYSTEM_CERTS", "true");
        }
        if self.request.variables.get("UV_LINK_MODE").is_none() && self.cache_is_elsewhere() {
            command.env("UV_LINK_MODE", "copy");
        }
        let mut words = Words::default();
        // uv writes all that is for people to stderr.
        let ended = run(
            &mut command,
            Stream::Stderr,
            || !self.request.cancel.is_cancelled(),
            |bytes| {
                words.hear(bytes);
                // If nobody reads the log any more, that must not end the build.
                let _ = (&mut &*self.request.output).write_all(bytes);
            },
        )
        .map_err(|e| Failure::because(Message::UvNotStarted { path: shown(&self.program) }, e))?
        .ok_or(Message::Cancelled)?;
        Ok(if ended.success() { Ok(()) } else { Err(words.ended(ended)) })
    }

    /// Whether uv's cache is on another file system, where it would try hard links in vain and
    /// complain about it.
    fn cache_is_elsewhere(&self) -> bool {
        let variables = self.request.variables;
        let cache = variables.folder("UV_CACHE_DIR").map(Path::to_path_buf);
        let cache = cache.or_else(|| Some(variables.folder_or_home("XDG_CACHE_HOME", ".cache")?.join("uv")));
        let device =
            |path: &Path| path.ancestors().find_map(|folder| folder.metadata().ok()).map(|found| found.dev());
        cache.is_some_and(|cache| device(&cache) != device(self.request.cache))
    }
}

/// Whether the variable `name` would make uv build something else than it is told.
fn misleads(name: &str) -> bool {
    let uv = [
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_MANAGED_PYTHON",
        "UV_NO_MANAGED_PYTHON",
        "UV_PYTHON_PREFERENCE",
    ];
    let places = ["UV_PROJECT", "UV_WORKING_DIR", "UV_WORKING_DIRECTORY", "UV_NO_PROJECT"];
    misleads_python(name) || name.starts_with("UV_VENV_") || uv.contains(&name) || places.contains(&name)
}

/// Whether the variable `name` can change what is in an environment. What uv does not know yet
/// counts as if it could: the worst that comes of it is an environment built once more.
pub fn decides(name: &str) -> bool {
    let ways = [
        "UV_CACHE_DIR",
        "UV_NO_CACHE",
        "UV_LINK_MODE",
        "UV_NO_PROGRESS",
        "UV_NO_WRAP",
        "UV_OFFLINE",
        "UV_REQUEST_TIMEOUT",
        "UV_LOCK_TIMEOUT",
        "UV_KEYRING_PROVIDER",
        "UV_INSECURE_HOST",
        "UV_NATIVE_TLS",
        "UV_SYSTEM_CERTS",
        "UV_STACK_SIZE",
        "UV_ENV_FILE",
        "UV_COMPILE_BYTECODE",
    ];
    let kinds =
        ["UV_CONCURRENT_", "UV_HTTP_", "UV_PYTHON_", "UV_TOOL_", "UV_PUBLISH_", "UV_RUN_", "UV_INTERNAL_"];
    name.starts_with("UV_")
        && !misleads(name)
        && !ways.contains(&name)
        && !kinds.iter().any(|kind| name.starts_with(kind))
}

/// The settings files that uv obeys for this person.
pub fn settings_files(variables: &Variables) -> impl Iterator<Item = PathBuf> {
    let named = variables.get("UV_CONFIG_FILE").map(PathBuf::from);
    let own = variables.folder_or_home("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("uv/uv.toml"));
    let system = std::env::split_paths(variables.get("XDG_CONFIG_DIRS").unwrap_or(OsStr::new("/etc/xdg")));
    let system: Vec<_> = system.map(|folder| folder.join("uv/uv.toml")).collect();
    named.into_iter().chain(own).chain(system).chain([PathBuf::from("/etc/uv/uv.toml")])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With another index a list gives other packages; with another cache folder it does not.
    #[test]
    fn index_settings_decide_and_ways_of_working_do_not() {
        for name in ["UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_PRERELEASE", "UV_NOT_YET"] {
            assert!(decides(name), "{name}");
        }
        for name in ["UV_CACHE_DIR", "UV_HTTP_TIMEOUT", "UV_PYTHON", "UV_VENV_SEED", "PATH"] {
            assert!(!decides(name), "{name}");
        }
    }
}
