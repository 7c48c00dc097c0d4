//! What a run ran on, as its events say.

use std::ops::ControlFlow;

use processes::{Gpu, Machine};
use serde::Serialize;

use crate::{RunDir, RunEvent, RunEventKind, RunEventReader};

/// The machine that a run is on, and its Python. Runs of older programs have recorded neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunMachine {
    /// The machine.
    #[serde(flatten)]
    pub machine: Machine,
    /// The GPU that was assigned to the run, once the driver has described it.
    pub gpu: Option<Gpu>,
    /// Its Python, once there is an environment: `CPython 3.11.2`.
    pub python: Option<String>,
    /// How many packages are installed in the environment.
    pub packages: Option<u64>,
}

impl RunMachine {
    /// What `run` has recorded. `with_gpu`: a GPU was asked for, and therefore may be described.
    pub fn of(run: &RunDir, with_gpu: bool) -> Option<Self> {
        let mut found = None;
        // A run that cannot be read is shown as having recorded nothing.
        let _ = RunEventReader::new(run).read_on(|event| {
            Self::add(&mut found, &event);
            let is_complete = match &found {
                Some(found) => found.python.is_some() && (found.gpu.is_some() || !with_gpu),
                // The machine is recorded before the first stage, or not at all.
                None => matches!(event.kind, RunEventKind::Stage { .. }),
            };
            if is_complete { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found
    }

    /// Adds to what is known what `event` says.
    pub fn add(known: &mut Option<Self>, event: &RunEvent) {
        match (&event.kind, known) {
            (RunEventKind::Machine(machine), known) => {
                let machine = machine.clone();
                *known = Some(Self { machine, gpu: None, python: None, packages: None });
            }
            (RunEventKind::Gpu(gpu), Some(known)) => known.gpu = Some(gpu.clone()),
            (RunEventKind::Environment { python, packages, .. }, Some(known)) => {
                known.python.clone_from(python);
                known.packages = *packages;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RunEventWriter, Stage};

    fn recorded(events: impl IntoIterator<Item = RunEventKind>, with_gpu: bool) -> Option<RunMachine> {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut writer = RunEventWriter::open(&run).unwrap();
        events.into_iter().for_each(|event| writer.write(event));
        RunMachine::of(&run, with_gpu)
    }

    fn machine() -> RunEventKind {
        RunEventKind::Machine(Machine { cpu: "Fast".into(), cores: 8, usable: 2, ..Machine::default() })
    }

    fn environment(python: Option<&str>) -> RunEventKind {
        let (python, packages) = (python.map(str::to_string), python.map(|_| 3));
        RunEventKind::Environment { digest: "0a".into(), found: true, python, packages }
    }

    /// A person would not see what a training ran on, or on which GPU.
    #[test]
    fn what_a_run_ran_on_is_put_together() {
        let gpu = || RunEventKind::Gpu(Gpu { name: "A100".into(), memory: 80, driver: "550".into() });
        let stage = || RunEventKind::Stage { stage: Stage::Package };
        let all = recorded([machine(), stage(), environment(Some("CPython 3.11.2")), gpu()], true).unwrap();
        let shown = serde_json::to_value(&all).unwrap();
        let expected = serde_json::json!({
            "cpu": "Fast", "cores": 8, "usable": 2, "memory": 0, "system": "", "kernel": "",
            "gpu": {"name": "A100", "memory": 80, "driver": "550"}, "python": "CPython 3.11.2", "packages": 3,
        });
        assert_eq!(shown, expected);
        let failed = recorded([machine(), stage()], false).unwrap();
        assert_eq!((failed.machine.cores, failed.python), (8, None));
    }

    /// An older run would have half a machine.
    #[test]
    fn a_run_of_an_older_program_has_none() {
        assert_eq!(recorded([RunEventKind::Stage { stage: Stage::Package }, environment(None)], true), None);
        let line = r#"{"t":1.0,"event":"environment","digest":"0a","found":true}"#;
        let event: RunEvent = serde_json::from_str(line).unwrap();
        assert_eq!(event.kind, environment(None));
    }
}
