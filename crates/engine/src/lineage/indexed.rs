//! What the index knows of a run's lineage, from the run's files.

use contract::RunId;
use rundir::{Outcome, RunDir, RunSpec};
use store::run_lineage::RunLineage;

use crate::Home;
use crate::runs::{read_spec, recorded};

/// What identifies the version and the data that a run was given, and the version that it made.
pub(crate) fn lineage_of(run: &RunDir, spec: &RunSpec, outcome: Option<&Outcome>) -> RunLineage {
    RunLineage::of(spec, outcome, &recorded(run))
}

/// The same from its directory alone; `None`: that cannot be read.
pub(crate) fn read_lineage(home: &Home, id: &RunId) -> Option<RunLineage> {
    let run = home.run(id);
    let spec = read_spec(&run, id).ok()?;
    Some(lineage_of(&run, &spec, rundir::read::<Outcome>(&run.outcome()).ok().as_ref()))
}
