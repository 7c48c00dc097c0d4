//! What a run ran on.

use rundir::RunMachine;
use serde::Serialize;
use ts_rs::TS;

/// The machine of a run, and its Python. What is not known is empty or 0.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct MachineView {
    /// The model of its processor.
    cpu: String,
    /// How many logical processor cores it has.
    cores: u32,
    /// How many of them the run may use.
    usable: u32,
    /// In bytes.
    memory: u64,
    system: String,
    kernel: String,
    /// The GPU that was assigned to the run.
    gpu: Option<GpuView>,
    /// Null until there is an environment.
    python: Option<String>,
    /// How many packages are installed in the environment.
    packages: Option<u64>,
}

/// A GPU. What is not known is empty or 0.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct GpuView {
    name: String,
    /// In bytes.
    memory: u64,
    driver: String,
}

/// A Python package in a run's environment.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct InstalledPackage {
    pub(crate) name: String,
    /// Its version, or else its URL.
    pub(crate) version: String,
}

impl From<RunMachine> for MachineView {
    fn from(RunMachine { machine, gpu, python, packages }: RunMachine) -> Self {
        Self {
            cpu: machine.cpu,
            cores: machine.cores,
            usable: machine.usable,
            memory: machine.memory,
            system: machine.system,
            kernel: machine.kernel,
            gpu: gpu.map(|gpu| GpuView { name: gpu.name, memory: gpu.memory, driver: gpu.driver }),
            python,
            packages,
        }
    }
}
