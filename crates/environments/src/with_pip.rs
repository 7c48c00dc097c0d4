//! Installs with the environment's own pip what uv cannot install.

use crate::install::Install;
use crate::list::Sources;
use crate::list::{List, Lists, Origin, Requirement, encode, quoted};
use crate::lock::Lock;
use crate::process::{Stream, run};
use crate::reason::OutputTail;
use files::{shown, unwritable};
use locales::{Failure, Message, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// The largest report of pip that is read, in bytes.
const LONGEST_REPORT: u64 = 64 * 1024 * 1024;

/// The fields of `pip install --report` that a lock needs.
#[derive(Deserialize)]
struct Report {
    install: Vec<Installed>,
}

#[derive(Deserialize)]
struct Installed {
    metadata: Metadata,
    download_info: Download,
    is_direct: bool,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Download {
    url: String,
    archive_info: Option<Archive>,
    vcs_info: Option<Commit>,
    subdirectory: Option<String>,
}

#[derive(Deserialize)]
struct Archive {
    #[serde(default)]
    hashes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Commit {
    vcs: String,
    commit_id: String,
}

impl Install<'_> {
    /// Installs the lists one after the other (contract §1), and returns what is installed then.
    /// `before` is uv's failure, if it was tried first.
    pub fn with_pip(&self, before: Option<Failure>) -> Result<Lock> {
        if let Some(date) = self.request.as_of {
            self.log(&Message::AsOfNotForPip { date: date.to_string() });
        }
        let mut sources = self.settings.sources.clone();
        let mut lock = Lock::default();
        for list in &self.lists.lists {
            let alone = list.sources(&self.settings.sources);
            sources = list.sources(&sources.handed_on(&self.settings.sources));
            let mut installed = self.pip(list, &sources)?;
            if installed.is_err() && alone != sources {
                installed = self.pip(list, &alone)?;
            }
            let after = match installed {
                Ok(after) => after,
                Err(tail) => return Err(self.clearer(before, self.failure(&tail))),
            };
            self.log_replaced(&after, &lock);
            lock = after.over(&lock);
        }
        Ok(lock.over(self.seeds).relative_to(&self.lists.root))
    }

    /// The failure that is easier to understand: uv's, unless it names the list that was written for
    /// it, which no person has ever seen.
    fn clearer(&self, of_uv: Option<Failure>, of_pip: Failure) -> Failure {
        let scratch = shown(self.scratch);
        match of_uv {
            Some(failure) if !failure.to_string().contains(&scratch) => failure,
            _ => of_pip,
        }
    }

    /// Installs one list.
    fn pip(&self, list: &List, sources: &Sources) -> Result<Result<Lock, OutputTail>> {
        let report = self.scratch.join("report.json");
        let text = list_for_pip(list, sources, self.lists);
        let limits: String = list.constraints.iter().map(|limit| line(limit, self.lists)).collect();
        let (list, limits) = (self.write("pip.txt", &text)?, self.write("constraints.txt", &limits)?);
        let mut command = Command::new(self.python);
        command.args([
            "-I",
            "-m",
            "pip",
            "install",
            "--no-warn-script-location",
            "--no-compile",
            "--root-user-action=ignore",
        ]);
        command.arg("--report").arg(&report).arg("--requirement").arg(list).arg("--constraint").arg(limits);
        if let Some(folder) = self.uv.seeds() {
            // The tools that build archives are then available without a network, too.
            command.arg("--find-links").arg(folder);
        }
        command.current_dir(&self.lists.root);
        command.env_clear().envs(self.settings.for_pip(self.request.variables));
        let mut tail = OutputTail::default();
        let on_output = |bytes: &[u8]| {
            tail.push(bytes);
            // A log that cannot be written must not end the build.
            let _ = (&mut &*self.request.output).write_all(bytes);
        };
        let ended = run(
            &mut command,
            self.request.wall,
            Stream::Both,
            || !self.request.cancel.is_cancelled(),
            on_output,
        );
        let ended =
            ended.map_err(|e| Failure::because(Message::PythonNotStarted { path: shown(self.python) }, e))?;
        let ended = ended.ok_or(Message::Cancelled)?;
        if !ended.success() {
            return Ok(Err(tail.ended(ended)));
        }
        read_report(&report).map(Ok)
    }
}

fn read_report(path: &Path) -> Result<Lock> {
    let unreadable = |cause: std::io::Error| unwritable(path, cause);
    if path.metadata().map_err(unreadable)?.len() > LONGEST_REPORT {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    let text = std::fs::read(path).map_err(unreadable)?;
    let report: Report = serde_json::from_slice(&text).map_err(|e| unreadable(e.into()))?;
    let text: String = report.install.iter().map(locked).collect();
    Lock::read(&text)
}

/// An installed package as a line of a lock.
fn locked(installed: &Installed) -> String {
    let (Metadata { name, version }, download) = (&installed.metadata, &installed.download_info);
    let hashes = download.archive_info.iter().flat_map(|archive| &archive.hashes);
    let hashes: String = hashes.map(|(kind, hash)| format!(" --hash={kind}:{hash}")).collect();
    let url = match &download.vcs_info {
        Some(Commit { vcs, commit_id }) => format!("{vcs}+{}@{commit_id}", download.url),
        None => download.url.clone(),
    };
    let folder =
        download.subdirectory.iter().map(|folder| format!("#subdirectory={folder}")).collect::<String>();
    match installed.is_direct {
        true => format!("{name} @ {url}{folder}{hashes}\n"),
        false => format!("{name}=={version}{hashes}\n"),
    }
}

/// A list in pip's own syntax, with the content of all lists that it refers to.
fn list_for_pip(list: &List, sources: &Sources, lists: &Lists) -> String {
    let mut text = sources.head(&lists.root);
    text.extend(sources.trusted.iter().map(|host| format!("--trusted-host {host}\n")));
    text.extend(sources.of_pip.iter().map(|option| format!("{option}\n")));
    if sources.pre {
        text += "--pre\n";
    }
    if sources.require_hashes {
        text += "--require-hashes\n";
    }
    text.extend(list.remote.iter().map(|remote| format!("{remote}\n")));
    text.extend(list.requirements.iter().map(|requirement| line(requirement, lists)));
    text
}

fn line(requirement: &Requirement, lists: &Lists) -> String {
    let requirement = requirement.with_hash_in_address();
    let mut text = match &requirement.origin {
        // pip accepts extras after a path, not after a URL.
        Origin::Local { name: None, path, extras, .. } if !extras.is_empty() => {
            let marker = Some(&requirement.marker).filter(|marker| !marker.is_empty());
            let marker = marker.map(|marker| format!(" ; {marker}")).unwrap_or_default();
            format!("{}{extras}{marker}", lists.root.join(path).display())
        }
        _ => requirement.text(&format!("file://{}/", encode(&lists.root))),
    };
    if requirement.has_hash_option {
        text.extend(requirement.hashes.iter().map(|hash| format!(" --hash={hash}")));
    }
    text.extend(
        requirement.config_settings.iter().map(|setting| format!(" --config-settings={}", quoted(setting))),
    );
    text + "\n"
}
