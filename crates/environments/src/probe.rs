//! Asks an executable which Python it is.

use crate::process::{Stream, run};
use crate::variables::{Variables, misleads_python};
use contract::PythonVersion;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A CPython of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// The absolute path of the real executable, not of a shim, a link or a virtual environment.
    pub path: PathBuf,
    /// `3.11`.
    pub version: PythonVersion,
    /// `3.11.7`.
    pub full: String,
    /// `sys.hexversion`, by which versions are sorted: pre-releases come before their release.
    pub order: u32,
    /// `linux-x86_64`.
    pub platform: String,
    /// `cpython-311-x86_64-linux-gnu`: the ABI for which compiled modules must have been built.
    pub abi: String,
}

impl Interpreter {
    /// Whether trainings can use it.
    pub(crate) fn is_usable(&self) -> bool {
        self.version >= PythonVersion::OLDEST
    }
}

/// The longest answer, in bytes. Version managers' shims may print something before it.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The longest `pyvenv.cfg` that is read, in bytes.
const LONGEST_SETTINGS: u64 = 64 * 1024;

/// Works with any Python 3. `sys.executable` is the interpreter that finally runs, whatever script or
/// link started it.
const QUESTION: &str = r#"
import json, sys, sysconfig
print(json.dumps({
    "executable": sys.executable,
    "implementation": sys.implementation.name,
    "free_threaded": "t" in sys.abiflags,
    "version": "%d.%d" % sys.version_info[:2],
    "full": sys.version.split()[0],
    "order": sys.hexversion,
    "platform": sysconfig.get_platform(),
    "abi": sysconfig.get_config_var("SOABI") or "",
}))
"#;

#[derive(Deserialize)]
struct Answer {
    executable: PathBuf,
    implementation: String,
    free_threaded: bool,
    version: PythonVersion,
    full: String,
    order: u32,
    platform: String,
    abi: String,
}

/// The interpreter behind `candidate`, which may be a version manager's shim or in a virtual
/// environment. `None` if it is not a CPython 3, if it fails, or if it does not answer within `limit`.
pub fn probe(candidate: &Path, variables: &Variables, limit: Duration) -> Option<Interpreter> {
    let deadline = Instant::now() + limit;
    let mut asked = base_of(candidate).unwrap_or_else(|| candidate.to_path_buf());
    // A shim may lead into a virtual environment, whose base may be a shim again.
    for _ in 0..3 {
        let answer = ask(&asked, variables, deadline)?;
        if let Some(base) = base_of(&answer.executable) {
            asked = base;
            continue;
        }
        // Free-threaded builds are another platform, for which few packages have wheels.
        let usable = answer.implementation == "cpython" && !answer.free_threaded;
        return usable.then(|| {
            Some(Interpreter {
                path: answer.executable.canonicalize().ok()?,
                version: answer.version,
                full: answer.full,
                order: answer.order,
                platform: answer.platform,
                abi: answer.abi,
            })
        })?;
    }
    None
}

fn ask(executable: &Path, variables: &Variables, deadline: Instant) -> Option<Answer> {
    let mut command = Command::new(executable);
    command.args(["-I", "-S", "-c", QUESTION]).current_dir("/");
    command.env_clear().envs(variables.without(misleads_python));
    let (mut printed, mut too_long) = (Vec::new(), false);
    let too_long = std::cell::Cell::from_mut(&mut too_long);
    run(
        &mut command,
        None,
        Stream::Stdout,
        || Instant::now() < deadline && !too_long.get(),
        |bytes| match printed.len() + bytes.len() > LONGEST_ANSWER {
            true => too_long.set(true),
            false => printed.extend_from_slice(bytes),
        },
    )
    .ok()??;
    let answer =
        printed.split(|&b| b == b'\n').rev().find_map(|line| serde_json::from_slice::<Answer>(line).ok())?;
    answer.executable.is_absolute().then_some(answer)
}

/// If `executable` is in a virtual environment: the interpreter from which that was made, according to
/// its `pyvenv.cfg`.
fn base_of(executable: &Path) -> Option<PathBuf> {
    let bin = executable.parent()?;
    let settings = files::read(&bin.parent()?.join("pyvenv.cfg"), LONGEST_SETTINGS).ok()?;
    let settings = String::from_utf8_lossy(&settings);
    let setting = |wanted: &[&str]| {
        let mut pairs = settings.lines().filter_map(|line| line.split_once('='));
        pairs.find(|(key, _)| wanted.contains(&key.trim())).map(|(_, value)| value.trim())
    };
    let home = Path::new(setting(&["home"])?);
    // venv writes `version`, uv and virtualenv write `version_info`.
    let version = setting(&["version", "version_info"]).unwrap_or_default();
    let minor = version.split('.').take(2).collect::<Vec<_>>().join(".");
    let names = [format!("python{minor}"), "python3".into()];
    names.iter().map(|name| home.join(name)).find(|base| base.is_file() && base.parent() != Some(bin))
}
