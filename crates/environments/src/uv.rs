//! Finds uv, and runs it for one environment.

use crate::list::Sources;
use crate::process::{Stream, run};
use crate::reason::OutputTail;
use crate::request::Request;
use crate::seeds;
use crate::settings::Settings;
use crate::uv_cache;
use crate::variables::Variables;
use files::{parallel, shown};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use locales::{Failure, Message, Result};
use processes::Built;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::num::NonZero;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use tempfile::NamedTempFile;

/// How much of an answer of uv is read, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// The uv to use: `setting` (the person's choice), else the one beside the running program, else
/// the first on the `PATH` of `variables`.
///
/// Fails if `setting` is not a program, or if no uv is found.
pub fn find_uv(setting: Option<&Path>, variables: &Variables) -> Result<PathBuf> {
    if let Some(path) = setting {
        return match is_program(path) {
            true => Ok(path.to_path_buf()),
            false => Err(Message::UvSettingWrong { path: shown(path) }.into()),
        };
    }
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let mut candidates = beside.into_iter().chain(variables.path()).map(|folder| folder.join("uv"));
    candidates.find(|path| is_program(path)).ok_or_else(|| Message::UvMissing.into())
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// The first instant after `date` in UTC, as uv expects it.
fn end_of(date: Date) -> String {
    let end = date.checked_add(1.day()).and_then(|next| next.to_zoned(TimeZone::UTC));
    end.map_or_else(|_| format!("{date}T23:59:59Z"), |end| end.timestamp().to_string())
}

/// How many threads uv starts at most, besides one per core. For an empty list it needs 8 on two
/// cores; parallel downloads and builds take more.
const THREADS: usize = 12;

/// uv, set up for one environment.
pub struct Uv<'a> {
    program: PathBuf,
    request: &'a Request<'a>,
    settings: &'a Settings,
    /// The settings file for uv, if it needs one: the person's, without what must not be used.
    file: Option<NamedTempFile>,
}

impl<'a> Uv<'a> {
    pub fn find(request: &'a Request<'a>, settings: &'a Settings) -> Result<Self> {
        let program = find_uv(request.uv, request.variables)?;
        let write = || {
            let mut file = tempfile::Builder::new().suffix(".toml").tempfile()?;
            file.write_all(settings.uv_file.as_bytes())?;
            Ok(file)
        };
        let unwritable = |cause: std::io::Error| {
            Failure::because(Message::FileUnwritable { path: shown(&std::env::temp_dir()) }, cause)
        };
        let file = (!settings.uv_file.is_empty()).then(write).transpose().map_err(unwritable)?;
        Ok(Self { program, request, settings, file })
    }

    /// The folder of the seeds' wheels, if they were shipped with the program.
    pub fn seeds(&self) -> Option<PathBuf> {
        seeds::folder(&self.program)
    }

    /// The arguments that every uv command for the packages of `python` needs.
    pub fn arguments(&self, command: &[&str], python: &Path, sources: &Sources) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = command.iter().map(OsString::from).collect();
        arguments.extend(["--python".into(), python.into()]);
        arguments.extend(["--index-strategy".into(), (&self.settings.strategy).into()]);
        if let Some(folder) = self.seeds() {
            arguments.extend(["--find-links".into(), folder.into()]);
        }
        arguments.extend(sources.for_uv());
        if let Some(date) = self.request.as_of {
            arguments.extend(["--exclude-newer".into(), end_of(date).into()]);
        }
        arguments
    }

    /// Runs uv in the package's folder. Its output goes to the request's output at once, and its end is
    /// returned if uv failed. When the request is cancelled, uv and all its processes are killed at once.
    pub fn run<'b>(&self, arguments: impl IntoIterator<Item = &'b OsStr>) -> Result<Result<(), OutputTail>> {
        // A log that cannot be written must not end the build.
        let ended = self.follow(self.request.wall, arguments, |bytes| {
            drop((&mut &*self.request.output).write_all(bytes))
        })?;
        Ok(ended.map(drop))
    }

    /// Like [`Uv::run`], but the output is only returned.
    pub fn try_quietly<'b>(
        &self,
        arguments: impl IntoIterator<Item = &'b OsStr>,
    ) -> Result<Result<OutputTail, OutputTail>> {
        self.follow(self.request.wall, arguments, |_| ())
    }

    /// Like [`Uv::try_quietly`], but not behind the wall. There, the folder of environments is a mount of its own, into
    /// which uv can only copy its cache's files; here it links them. So this is for what runs no code of a package.
    pub fn try_unwalled<'b>(
        &self,
        arguments: impl IntoIterator<Item = &'b OsStr>,
    ) -> Result<Result<OutputTail, OutputTail>> {
        self.follow(None, arguments, |_| ())
    }

    fn follow<'b>(
        &self,
        wall: Option<&Built>,
        arguments: impl IntoIterator<Item = &'b OsStr>,
        mut pass_on: impl FnMut(&[u8]),
    ) -> Result<Result<OutputTail, OutputTail>> {
        let mut tail = OutputTail::default();
        // uv writes everything that is meant for people to stderr.
        let ended = self.start(wall, arguments, Stream::Stderr, |bytes| {
            tail.push(bytes);
            pass_on(bytes);
        })?;
        Ok(if ended.success() { Ok(tail) } else { Err(tail.ended(ended)) })
    }

    /// Runs uv and returns what it prints, up to [`MOST`] bytes; `None` if it failed.
    pub fn ask<'b>(&self, arguments: impl IntoIterator<Item = &'b OsStr>) -> Result<Option<String>> {
        let mut printed = Vec::new();
        let ended = self.start(self.request.wall, arguments, Stream::Stdout, |bytes| {
            printed.extend_from_slice(&bytes[..bytes.len().min(MOST - printed.len())]);
        })?;
        Ok(ended.success().then(|| String::from_utf8_lossy(&printed).into_owned()))
    }

    fn start<'b>(
        &self,
        wall: Option<&Built>,
        arguments: impl IntoIterator<Item = &'b OsStr>,
        stream: Stream,
        each: impl FnMut(&[u8]),
    ) -> Result<ExitStatus> {
        // uv panics if it cannot start a thread.
        parallel::require(THREADS + std::thread::available_parallelism().map_or(1, NonZero::get))?;
        let mut command = Command::new(&self.program);
        command.args(arguments).args(["--no-progress", "--color", "never"]);
        match &self.file {
            Some(file) => command.arg("--config-file").arg(file.path()),
            None => command.arg("--no-config"),
        };
        // A pyproject.toml in the package, or above it, must have no effect.
        command.args(["--project", "/"]).current_dir(self.request.package_root);
        command.env_clear().envs(self.settings.for_uv(self.request.variables));
        let moved = uv_cache::variables(self.request.variables, self.request.cache);
        let is_cache_ours = moved.iter().any(|(name, _)| *name == "UV_CACHE_DIR");
        command.envs(moved);
        // Like pip: behind a company's proxy, the index has a certificate that only the system knows.
        if self.request.variables.get("UV_SYSTEM_CERTS").is_none() {
            command.env("UV_SYSTEM_CERTS", "true");
        }
        if self.request.variables.get("UV_LINK_MODE").is_none() && !is_cache_ours && self.cache_is_elsewhere()
        {
            command.env("UV_LINK_MODE", "copy");
        }
        let ended = run(&mut command, wall, stream, || !self.request.cancel.is_cancelled(), each)
            .map_err(|e| Failure::because(Message::UvNotStarted { path: shown(&self.program) }, e))?;
        Ok(ended.ok_or(Message::Cancelled)?)
    }

    /// Whether the person's uv cache is on another file system, so that uv would try hard links in vain
    /// and warn about it.
    fn cache_is_elsewhere(&self) -> bool {
        let variables = self.request.variables;
        let cache = variables.folder("UV_CACHE_DIR").map(Path::to_path_buf);
        let cache = cache.or_else(|| Some(variables.folder_or_home("XDG_CACHE_HOME", ".cache")?.join("uv")));
        let device =
            |path: &Path| path.ancestors().find_map(|folder| folder.metadata().ok()).map(|found| found.dev());
        cache.is_some_and(|cache| device(&cache) != device(self.request.cache))
    }
}
