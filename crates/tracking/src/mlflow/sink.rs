//! What a training said through MLflow, for whoever keeps it.

use crate::Measured;

/// Keeps what a training logs. It is called by the thread that answers the training, which waits for it: it must be
/// quick, and it decides itself what it keeps.
pub trait Sink: Send {
    /// Values of metrics. `part` is that of the MLflow run, see [`Run::part`].
    fn points(&mut self, points: &[Measured<'_>]);
    /// An MLflow run began, ended, or got another name.
    fn run(&mut self, run: &Run<'_>);
    /// A parameter of an MLflow run.
    fn param(&mut self, part: &str, name: &str, value: &str);
    /// A tag of an MLflow run; `None` if it was removed.
    fn tag(&mut self, part: &str, name: &str, value: Option<&str>);
    /// A dataset that an MLflow run used.
    fn input(&mut self, part: &str, input: &Input<'_>);
    /// A model that an MLflow run logged, when it is ready or failed.
    fn model(&mut self, part: &str, model: &Model<'_>);
    /// Something that the person should know.
    fn note(&mut self, note: &Note<'_>);
}

/// An MLflow run of the training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run<'a> {
    /// The id that the client knows it by: 32 hexadecimal digits.
    pub id: &'a str,
    /// Which part of the training it is: empty for the first MLflow run, so that trainings with one are comparable,
    /// otherwise a name that no other one has, made of the one that the code gave.
    pub part: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The name of its experiment.
    pub experiment: &'a str,
    /// The folder of its artifacts beneath `mlflow`.
    pub folder: &'a str,
    /// `RUNNING`, `FINISHED`, `FAILED`, `KILLED` or `SCHEDULED`, as the client said.
    pub status: &'a str,
    /// When it began, in seconds since 1970, UTC.
    pub start: f64,
    /// When it ended, in seconds since 1970, UTC, if it has.
    pub end: Option<f64>,
}

/// A dataset that was used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input<'a> {
    /// Its name.
    pub name: &'a str,
    /// What identifies its content.
    pub digest: &'a str,
    /// What kind of place it comes from, such as `local` or `code`.
    pub source_type: &'a str,
    /// Where it comes from, as JSON.
    pub source: &'a str,
    /// What it was used for, such as `train`; may be empty.
    pub context: &'a str,
}

/// A logged model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model<'a> {
    /// The id that the client knows it by: `m-` and 32 hexadecimal digits.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The folder of its files beneath `mlflow`.
    pub folder: &'a str,
    /// Whether the client has said that it is complete.
    pub is_ready: bool,
}

/// Something that the person should know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note<'a> {
    /// A version of a model was registered. No registry has it: it is known as long as the training lives.
    Registered {
        /// The name of the model.
        name: &'a str,
        /// The number of the version.
        version: u64,
    },
    /// An artifact could not be written or removed. The training was told that it was.
    NotWritten {
        /// Its path beneath `mlflow`.
        path: &'a str,
        /// Why.
        why: &'a str,
    },
    /// The code logs so much that the endpoint does not keep all to read it back. Said once. The sink gets all.
    TooMuch,
    /// The code logs traces, which are not kept. Said once.
    Traces,
}
