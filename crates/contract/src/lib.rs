//! The contract with AI Center as pure code: what a package, a version, a pipeline run and its
//! results are, and which input is refused for which reason.
//!
//! This crate consists of types that cannot have an invalid value, and of rules. It reads the package
//! that it checks, and no other file; it starts no process, knows no store and has no state. The files
//! of a run, except `_results.json`, belong to `rundir`. "contract §n" in a comment, in any crate, cites
//! a section of `docs/src/contract.md`.

mod about;
mod as_of;
mod check;
mod field;
mod form;
mod isolation;
mod kind;
mod limits;
mod metrics_from;
mod name;
mod parameter;
mod results;
mod split;
mod text;
mod version;
mod when;

pub use about::{About, InputType};
pub use as_of::AsOf;
pub use check::{
    Check, Facts, Report, Source, Variable, Verdict, check, check_declared, check_made, is_dropped,
    is_environment, shown, variables,
};
pub use field::{AtField, Field, FormError, Mistakes};
pub use form::{Gpus, Machine, RunForm};
pub use isolation::Isolation;
pub use kind::{PipelineKind, Status};
pub use limits::Limits;
pub use metrics_from::MetricsFrom;
pub use name::{DatasetName, FolderPath, PackageName, ProjectId, ProjectName, RunId, ScheduleId};
pub use parameter::{Parameter, ParameterValue, Parameters};
pub use results::{Inputs, Outputs, Results};
pub use split::SplitFolder;
pub use version::{PythonVersion, Version};
pub use when::{CronExpression, Day, When};
