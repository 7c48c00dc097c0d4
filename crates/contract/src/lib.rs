//! The contract with AI Center as pure code: what a package, a version, a pipeline run and its
//! results are, and which input is refused in which words.
//!
//! Into this crate may come: types that cannot hold a wrong value, and rules. It reads the package it is
//! asked to check and nothing else; it starts no process, knows no store and keeps no state. The files of
//! a run, but for `_results.json`, are `rundir`'s. "contract §n" in a comment, in any crate, cites the
//! section of `docs/src/contract.md` that a rule comes from.

mod about;
mod as_of;
mod check;
mod field;
mod form;
mod kind;
mod limits;
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
    Check, Facts, Report, Source, Verdict, check, check_declared, check_made, is_dropped, is_environment,
    shown,
};
pub use field::{AtField, Field, FormError};
pub use form::{Gpus, Machine, RunForm};
pub use kind::{PipelineKind, Status};
pub use limits::Limits;
pub use name::{DatasetName, FolderPath, PackageName, ProjectId, ProjectName, RunId, ScheduleId};
pub use parameter::{Parameter, ParameterValue, Parameters};
pub use results::{Inputs, Outputs, Results};
pub use split::SplitFolder;
pub use version::{PythonVersion, Version};
pub use when::{CronExpression, Day, When};
