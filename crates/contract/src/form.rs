//! The form with which a person asks for a run.

use locales::Message;
use serde::{Deserialize, Serialize};

use crate::{
    AsOf, DatasetName, Field, FolderPath, FormError, Isolation, Limits, Mistakes, PackageName, Parameter,
    Parameters, PipelineKind, Version,
};

/// Longest pipeline name, in characters.
const LONGEST_NAME: usize = 200;
/// Longest grace period, in seconds.
const LONGEST_GRACE: u32 = 3600;

/// A form as a person filled it in, not checked yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunForm {
    /// Pipeline name.
    pub name: String,
    /// Pipeline type.
    pub kind: PipelineKind,
    /// The package.
    pub package: PackageName,
    /// Its version.
    pub version: Version,
    /// Only releases up to the end of this day may be installed in its environment (contract §1). It is the
    /// version's day, unless the person chooses another one or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// Input dataset, or a folder in it.
    pub input: Option<(DatasetName, FolderPath)>,
    /// Evaluation dataset, or a folder in it.
    pub evaluation: Option<(DatasetName, FolderPath)>,
    /// The number of the input dataset's state; `None`: what it holds when the run is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_state: Option<u32>,
    /// The number of the evaluation dataset's state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_state: Option<u32>,
    /// The parameters, at least those that differ from the defaults.
    pub parameters: Vec<Parameter>,
    /// Whether it needs a GPU.
    pub gpu: bool,
    /// Limits of its resources.
    pub limits: Limits,
    /// The grace period in seconds: the time between SIGTERM and SIGKILL.
    pub grace_seconds: u32,
    /// Whether the package's code is isolated; `None`: as its package says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<Isolation>,
}

/// How many GPUs this machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gpus(pub u32);

/// The properties of this machine that a form is checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How many GPUs it has.
    pub gpus: Gpus,
    /// How many processor cores it has.
    pub cores: u32,
}

impl RunForm {
    /// The default grace period, in seconds.
    pub const GRACE_SECONDS: u32 = 10;

    /// The default name.
    pub fn prefilled_name(package: &PackageName, version: Version) -> String {
        format!("{package} {version}")
    }

    /// Checks a pipeline's name.
    ///
    /// # Errors
    /// It is empty, too long, or has control characters.
    pub fn check_name(name: &str) -> Result<(), FormError> {
        if name.trim().is_empty() {
            return Err(FormError::at(Field::Name, Message::RunNameEmpty));
        }
        if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
            return Err(FormError::at(Field::Name, Message::RunNameInvalid { longest: LONGEST_NAME as u64 }));
        }
        Ok(())
    }

    /// Checks the form against the machine and the pipeline types that the chosen version supports (contract
    /// §3).
    pub fn check(&self, supported: &[PipelineKind], machine: Machine) -> Mistakes {
        let mut mistakes = Mistakes::default();
        mistakes.take(Self::check_name(&self.name));
        if let Some(refused) = self.kind.unsupported(supported, &self.package, self.version) {
            mistakes.add(FormError::at(Field::Version, refused));
        }
        mistakes.take(self.check_input());
        mistakes.take(self.check_evaluation());
        mistakes.extend(Parameters::check(self.kind, &self.parameters));
        mistakes.take(self.check_split());
        if self.gpu && machine.gpus == Gpus(0) {
            mistakes.add(FormError::at(Field::Gpu, Message::GpuMissing));
        }
        if let Some(cores) = self.limits.cores.filter(|cores| *cores > machine.cores) {
            let (cores, most) = (cores.into(), machine.cores.into());
            mistakes.add(FormError::at(Field::Cores, Message::CoresTooMany { cores, most }));
        }
        if self.grace_seconds > LONGEST_GRACE {
            let longest = u64::from(LONGEST_GRACE);
            mistakes.add(FormError::at(Field::Grace, Message::GraceTooLong { longest }));
        }
        mistakes
    }

    /// A dataset that the pipeline type does not use is refused: the person must have meant another type.
    fn check_input(&self) -> Result<(), FormError> {
        match (self.kind.trains(), &self.input) {
            (true, None) => Err(FormError::at(Field::Dataset, Message::InputDatasetMissing)),
            (false, Some(_)) => Err(Message::InputDatasetUnused.into()),
            _ => Ok(()),
        }
    }

    fn check_evaluation(&self) -> Result<(), FormError> {
        match (self.kind, &self.evaluation) {
            (PipelineKind::Evaluation, None) => {
                Err(FormError::at(Field::EvaluationDataset, Message::EvaluationDatasetMissing))
            }
            (PipelineKind::Training, Some(_)) => Err(Message::EvaluationDatasetUnused.into()),
            _ => Ok(()),
        }
    }

    /// The evaluation dataset must not replace the training data.
    fn check_split(&self) -> Result<(), FormError> {
        let Ok(parameters) = Parameters::filled(self.kind, &self.parameters) else { return Ok(()) };
        let is_replaced = self.kind == PipelineKind::Full && self.evaluation.is_some();
        if !is_replaced || !parameters.test_folder().holds(&parameters.training_folder()) {
            return Ok(());
        }
        let row = self.parameters.iter().position(|entered| entered.name == Parameters::TEST);
        let refused = FormError::at(Field::Parameters, Message::EvaluationReplacesTraining);
        Err(FormError { row, ..refused })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> RunForm {
        RunForm {
            name: "first".into(),
            kind: PipelineKind::Training,
            package: "churn".parse().unwrap(),
            version: "1.0".parse().unwrap(),
            as_of: None,
            input: Some(("customers".parse().unwrap(), FolderPath::default())),
            evaluation: None,
            input_state: None,
            evaluation_state: None,
            parameters: Vec::new(),
            gpu: false,
            limits: Limits::default(),
            grace_seconds: 10,
            isolation: None,
        }
    }

    const MACHINE: Machine = Machine { gpus: Gpus(0), cores: 4 };

    #[test]
    fn each_mistake_is_refused_with_its_own_words() {
        let training = [PipelineKind::Training];
        let code = |form: RunForm, supported: &[PipelineKind]| {
            form.check(supported, MACHINE).first().map_err(|error| error.failure.message.code()).err()
        };
        assert_eq!(code(form(), &training), None);
        assert_eq!(code(RunForm { name: " ".into(), ..form() }, &training), Some("run-name-empty"));
        assert_eq!(code(RunForm { name: "a\nb".into(), ..form() }, &training), Some("run-name-invalid"));
        assert_eq!(code(form(), &[PipelineKind::Evaluation]), Some("kind-unsupported"));
        assert_eq!(code(RunForm { input: None, ..form() }, &training), Some("input-dataset-missing"));
        assert_eq!(code(RunForm { gpu: true, ..form() }, &training), Some("gpu-missing"));
        assert_eq!(code(RunForm { grace_seconds: 3601, ..form() }, &training), Some("grace-too-long"));
        let with_gpu = Machine { gpus: Gpus(1), ..MACHINE };
        assert_eq!(RunForm { gpu: true, ..form() }.check(&training, with_gpu), Mistakes::default());
        let limited = |cores: u32| RunForm { limits: Limits { cores: Some(cores), memory: None }, ..form() };
        assert_eq!(code(limited(4), &training), None);
        assert_eq!(code(limited(5), &training), Some("cores-too-many"));
    }

    /// A person would look for the mistake in the wrong field or row.
    #[test]
    fn a_refusal_names_its_field_and_parameter() {
        let error_at = |form: RunForm| {
            let refused = form.check(&PipelineKind::ALL, MACHINE).first().unwrap_err();
            (refused.field, refused.row)
        };
        assert_eq!(error_at(RunForm { name: String::new(), ..form() }), (Some(Field::Name), None));
        assert_eq!(error_at(RunForm { input: None, ..form() }), (Some(Field::Dataset), None));
        assert_eq!(error_at(RunForm { gpu: true, ..form() }), (Some(Field::Gpu), None));
        assert_eq!(error_at(RunForm { grace_seconds: 3601, ..form() }), (Some(Field::Grace), None));
        let refused = form().check(&[PipelineKind::Full], MACHINE).first().unwrap_err();
        assert_eq!(refused.field, Some(Field::Version));
        let row = |names: &[&str]| {
            let parameters = names.iter().map(|name| Parameter::plain(*name, "1")).collect();
            let (field, row) = error_at(RunForm { parameters, ..form() });
            assert_eq!(field, Some(Field::Parameters));
            row
        };
        assert_eq!(row(&["a", "data_directory", "b"]), Some(1));
        assert_eq!(row(&["a", "b", "a"]), Some(2), "the one that was entered last");
        assert_eq!(row(&["a", "b", ""]), Some(2));
        let limits = [("1 KB", "", Field::Memory), ("", "0", Field::Cores)];
        for (memory, cores, field) in limits {
            assert_eq!(Limits::read(memory, cores).unwrap_err().field, Some(field));
        }
    }

    /// A person would correct one field after the other, each time in vain.
    #[test]
    fn all_mistakes_are_found_at_once() {
        let parameters = [("epochs", "1"), ("PATH", "x"), ("a=b", "1"), ("save_training_data", "yes")];
        let form = RunForm {
            name: String::new(),
            input: None,
            parameters: parameters.map(|(name, value)| Parameter::plain(name, value)).into(),
            gpu: true,
            limits: Limits { cores: Some(5), memory: None },
            grace_seconds: 3601,
            ..form()
        };
        let found = form.check(&[PipelineKind::Full], MACHINE).into_iter();
        let found: Vec<_> = found.map(|error| (error.field.unwrap(), error.row)).collect();
        let row = |row| (Field::Parameters, Some(row));
        let fields = |fields: &[Field]| fields.iter().map(|field| (*field, None)).collect::<Vec<_>>();
        let expected = [
            fields(&[Field::Name, Field::Version, Field::Dataset]),
            vec![row(1), row(2), row(3)],
            fields(&[Field::Gpu, Field::Cores, Field::Grace]),
        ];
        assert_eq!(found, expected.concat());
    }

    /// The training data would be lost before the code begins.
    #[test]
    fn an_evaluation_dataset_never_replaces_the_training_data() {
        let chosen = Some(("holdout".parse().unwrap(), FolderPath::default()));
        let code = |folder: &str, evaluation: &Option<_>| {
            let parameters = vec![Parameter::plain("test_data_directory", folder)];
            let kind = PipelineKind::Full;
            let form = RunForm { kind, evaluation: evaluation.clone(), parameters, ..form() };
            form.check(&PipelineKind::ALL, MACHINE)
                .first()
                .map_err(|error| error.failure.message.code())
                .err()
        };
        for folder in ["dataset", "dataset/training"] {
            assert_eq!(code(folder, &chosen), Some("evaluation-replaces-training"));
            assert_eq!(code(folder, &None), None);
        }
        assert_eq!(code("dataset/test", &chosen), None);
    }

    /// A run would start without its data, or ignore a dataset that the person chose.
    #[test]
    fn each_type_takes_the_datasets_that_it_looks_at() {
        let chosen = Some(("customers".parse().unwrap(), FolderPath::default()));
        for (kind, without, with_input, with_evaluation, with_both) in [
            (
                PipelineKind::Training,
                Some("input-dataset-missing"),
                None,
                Some("input-dataset-missing"),
                Some("evaluation-dataset-unused"),
            ),
            (
                PipelineKind::Evaluation,
                Some("evaluation-dataset-missing"),
                Some("input-dataset-unused"),
                None,
                Some("input-dataset-unused"),
            ),
            (PipelineKind::Full, Some("input-dataset-missing"), None, Some("input-dataset-missing"), None),
        ] {
            let code = |input: &Option<_>, evaluation: &Option<_>| {
                let form = RunForm { kind, input: input.clone(), evaluation: evaluation.clone(), ..form() };
                form.check(&PipelineKind::ALL, MACHINE)
                    .first()
                    .map_err(|error| error.failure.message.code())
                    .err()
            };
            assert_eq!(code(&None, &None), without, "{kind}");
            assert_eq!(code(&chosen, &None), with_input, "{kind}");
            assert_eq!(code(&None, &chosen), with_evaluation, "{kind}");
            assert_eq!(code(&chosen, &chosen), with_both, "{kind}");
        }
    }
}
