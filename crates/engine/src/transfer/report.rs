//! A problem report: one zip for the developers, with what they need and as little of the person's as possible.
//!
//! It can be made of a store that cannot be opened, so it works with files alone.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use contract::RunId;
use files::beneath;
use files::{Watch, document, zip};
use locales::{Failure, Message, Result};
use serde_json::Value;

use super::Downloaded;
use super::downloads::{make_zip, refuse_taken};
use crate::{Home, Settings, machine};

/// How many bytes of a file are taken at most: its end.
const MOST: u64 = 10 << 20;

/// Everything that a problem report would hold. Nothing is written yet.
#[derive(Debug)]
pub struct ProblemReport {
    /// Its files.
    pub parts: Vec<ReportPart>,
    home: Home,
}

/// One file of a problem report.
#[derive(Clone, Debug)]
pub struct ReportPart {
    /// Its name in the zip.
    pub name: String,
    /// What is in it.
    pub about: Message,
    /// Size in bytes.
    pub bytes: u64,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Text(String),
    /// A file, of which the last [`MOST`] bytes are taken.
    File(PathBuf),
}

impl ProblemReport {
    /// Collects what a report about the store in `home` holds and, if one is named, about a run: no data, package or
    /// artifacts, and no parameter's value. `failure`: why the store could not be opened.
    ///
    /// # Errors
    /// There is no such run.
    pub fn of(home: &Path, run: Option<&RunId>, failure: Option<&Failure>) -> Result<Self> {
        let about = about(home, failure);
        let mut parts = vec![text("about.txt", Message::ReportAbout, about)];
        let mut logs: Vec<_> = fs::read_dir(Home::at(home).logs()).into_iter().flatten().flatten().collect();
        logs.sort_by_key(fs::DirEntry::file_name);
        let named = |entry: &fs::DirEntry| format!("logs/{}", entry.file_name().to_string_lossy());
        parts.extend(logs.iter().filter_map(|entry| file(named(entry), Message::ReportLog, entry.path())));
        if let Some(id) = run {
            let run = Home::at(home).run(id);
            if !run.path().is_dir() {
                return Err(Message::RunUnknown { id: id.to_string() }.into());
            }
            parts.extend(
                without_values(&run.spec()).map(|spec| text("run/spec.json", Message::ReportSpec, spec)),
            );
            let files = [
                ("outcome.json", run.outcome(), Message::ReportOutcome),
                ("events.jsonl", run.events(), Message::ReportEvents),
                ("requirements.lock", run.requirements(), Message::ReportRequirements),
                ("program.log", run.program_log(), Message::ReportLog),
                ("log", run.log(), Message::ReportRunLog),
            ];
            let files =
                files.into_iter().filter_map(|(name, path, about)| file(format!("run/{name}"), about, path));
            parts.extend(files);
        }
        let home = Home::at(&home.canonicalize().unwrap_or_else(|_| home.into()));
        Ok(Self { parts, home })
    }

    /// What the report is called if the person does not name it.
    pub fn name() -> String {
        let day = crate::Clock::default().now().strftime("%Y-%m-%d").to_string();
        format!("trainyard-report-{day}.zip")
    }

    /// Writes the report to the file `output`, or into that folder. `replaces`: it may replace a file.
    ///
    /// # Errors
    /// Something is there already; it is in the store; it cannot be written.
    pub fn write(&self, output: &Path, replaces: bool, watch: &Watch) -> Result<Downloaded> {
        let path = if output.is_dir() { output.join(Self::name()) } else { output.to_path_buf() };
        self.home.refuse_inside(&path)?;
        refuse_taken(&path, replaces)?;
        let failed = |error| files::unwritable(&path, error);
        let folder = std::path::absolute(&path).map_err(failed)?;
        let folder = folder.parent().unwrap_or(Path::new("/"));
        let staging = tempfile::Builder::new().prefix(".trainyard-").tempdir_in(folder).map_err(failed)?;
        let mut contents = Vec::with_capacity(self.parts.len());
        for (i, part) in self.parts.iter().enumerate() {
            watch.cancel.check()?;
            let copy = staging.path().join(i.to_string());
            match &part.source {
                Source::Text(text) => fs::write(&copy, text).map_err(failed)?,
                Source::File(path) => {
                    let Ok(mut end) = end_of(path) else { continue };
                    io::copy(&mut end, &mut File::create(&copy).map_err(failed)?).map_err(failed)?;
                }
            }
            contents.push((format!("trainyard-report/{}", part.name), beneath::Source::Path(copy)));
        }
        let packed = make_zip(&path, replaces, |zip| zip::pack_files(&contents, zip, watch))?;
        Ok(Downloaded { path, bytes: packed.bytes, skipped: Vec::new() })
    }
}

fn text(name: &str, about: Message, text: String) -> ReportPart {
    ReportPart { name: name.into(), about, bytes: text.len() as u64, source: Source::Text(text) }
}

/// A part that is the end of a file; `None` if there is none that can be read.
fn file(name: String, about: Message, path: PathBuf) -> Option<ReportPart> {
    let bytes = rundir::open(&path).ok()?.metadata().ok()?.len().min(MOST);
    Some(ReportPart { name, about, bytes, source: Source::File(path) })
}

fn end_of(path: &Path) -> io::Result<impl Read> {
    let mut file = rundir::open(path)?;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(MOST)))?;
    Ok(file.take(MOST))
}

/// `spec.json` with the names of the parameters, and without their values, which may be secrets.
fn without_values(spec: &Path) -> Option<String> {
    let mut spec: Value = serde_json::from_slice(&rundir::content(spec).ok()?).ok()?;
    if let Some(parameters) = spec.get_mut("parameters") {
        let all = parameters.as_array().into_iter().flatten();
        *parameters = all.filter_map(|parameter| parameter.get("name").cloned()).collect();
    }
    serde_json::to_string_pretty(&spec).ok()
}

/// What is installed and what the machine is like, in English: developers read it.
fn about(home: &Path, failure: Option<&Failure>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("Trainyard", env!("CARGO_PKG_VERSION").into());
    let on = processes::Machine::here();
    line("system", on.system);
    line("kernel", on.kernel);
    line("processor", on.cpu);
    line("language", std::env::var("LANG").unwrap_or_default());
    let here = machine::here();
    line("cores", here.cores.to_string());
    line("GPUs", here.gpus.0.to_string());
    line("memory", format!("{} kB", meminfo("MemTotal").unwrap_or_default()));
    line("memory available", format!("{} kB", meminfo("MemAvailable").unwrap_or_default()));
    line(
        "free on the store's disk",
        files::space::free(home).map_or_else(|e| e.to_string(), |n| format!("{n} bytes")),
    );
    if let Some(failure) = failure {
        line("the store could not be opened", failure.to_string());
    }
    let settings = document::read::<Settings>(&Home::at(home).settings()).unwrap_or_default();
    line("runs at once", settings.runs_at_once.to_string());
    line("another index", settings.index_url.is_some().to_string());
    line("a proxy", settings.proxy.is_some().to_string());
    line("certificates", settings.ca_file.is_some().to_string());
    for python in environments::interpreters(&Home::at(home).cache(), &environments::Variables::inherited()) {
        line("Python", format!("{} {}", python.full, python.path.display()));
    }
    text
}

fn meminfo(name: &str) -> Option<u64> {
    let about = fs::read_to_string("/proc/meminfo").ok()?;
    let value = about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    value.split_whitespace().next()?.parse().ok()
}
