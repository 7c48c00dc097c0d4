//! The wall between a run's code and everything else: what the code may write, and what it does not see.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use contract::Isolation;
use environments::Variables;
use locales::{Failure, Message, Result};
use processes::{Built, Replaced, Strength, Wall};
use rundir::{Isolated, RunDir, RunEventKind, RunSpec};

use crate::supervisor::Supervisor;

/// The walls of a run.
pub(crate) struct Walls {
    /// For its code.
    pub(crate) code: Option<Built>,
    /// For uv, which runs code of packages when it builds them, and writes environments.
    pub(crate) building: Option<Built>,
}

impl Walls {
    /// Whether the kernel ends all processes of the code with the run.
    pub(crate) fn end_everything(&self) -> bool {
        self.code.as_ref().is_some_and(|wall| wall.strength == Strength::Full)
    }

    /// Builds the walls as strong as this system allows, and records how strong they are. The package must be
    /// unpacked.
    pub(crate) fn build(
        run: &RunDir,
        spec: &RunSpec,
        variables: &Variables,
        supervisor: &mut Supervisor,
    ) -> Result<Self> {
        if spec.isolation == Isolation::Off {
            supervisor.events.write(RunEventKind::Isolation(Isolated { held: None, refused: None }));
            return Ok(Self { code: None, building: None });
        }
        let store = run.store();
        let failed = |error| Failure::because(Message::ExecFailed, error);
        let existing = |path: PathBuf| path.is_dir().then_some(path);
        let cache = store.join("cache");
        // uv may have it anywhere, and its files are those of the environments.
        let uv_cache = existing(environments::uv_cache(variables, &cache));
        let code = Wall {
            read_only: [store.to_path_buf()].into_iter().chain(uv_cache).collect(),
            writable: vec![run.work_path()],
            hidden: run.hidden().into_iter().filter_map(existing).collect(),
            replaced: ssh_settings(run).into_iter().collect(),
            without_network: false,
        };
        let (built, refused) = code.build().map_err(failed)?;
        let held = built.as_ref().map(|wall| match wall.strength {
            Strength::Full => rundir::Wall::Full,
            Strength::Files => rundir::Wall::Files,
        });
        let isolated = Isolated { held, refused: refused.map(|refused| refused.to_string()) };
        if isolated.refused.is_some() {
            supervisor.log_line(&isolated.title());
        }
        supervisor.events.write(RunEventKind::Isolation(isolated));
        let building = match &built {
            None => None,
            Some(_) => {
                fs::create_dir_all(&cache).map_err(|error| files::unwritable(&cache, error))?;
                let wall = Wall {
                    read_only: vec![store.to_path_buf()],
                    writable: vec![run.work_path(), cache],
                    ..code
                };
                // What was just allowed is allowed again.
                wall.build().map_err(failed)?.0
            }
        };
        Ok(Self { code: built, building })
    }
}

/// ssh refuses settings that belong to neither root nor the user, and root does not exist behind the wall: a copy
/// of the folder takes its place.
fn ssh_settings(run: &RunDir) -> Option<Replaced> {
    let at = Path::new("/etc/ssh/ssh_config.d");
    let is_roots = at.metadata().is_ok_and(|about| about.uid() == 0);
    if rustix::process::geteuid().is_root() || !is_roots {
        return None;
    }
    let by = run.ssh_settings();
    fs::create_dir_all(&by).ok()?;
    for entry in fs::read_dir(at).ok()?.flatten() {
        // One that this user cannot read is not read by ssh either.
        let _ = fs::copy(entry.path(), by.join(entry.file_name()));
    }
    Some(Replaced { at: at.to_path_buf(), by })
}

/// Has the driver create the device that CUDA needs: its own program for that does nothing behind the wall, where
/// no program gets root's rights.
pub(crate) fn create_gpu_devices() {
    if Path::new("/dev/nvidia-uvm").exists() {
        return;
    }
    match Command::new("nvidia-modprobe").args(["-u", "-c=0"]).status() {
        Ok(status) if status.success() => {}
        Ok(status) => tracing::warn!(%status, "nvidia-modprobe could not create /dev/nvidia-uvm"),
        Err(error) => tracing::info!(%error, "there is no nvidia-modprobe to create /dev/nvidia-uvm"),
    }
}
