//! A pipeline's parameters: environment variables with their values, contract §3.

use std::collections::HashSet;

use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use crate::{FolderPath, FormError, Mistakes, PipelineKind, SplitFolder};

const ARTIFACTS: &str = "artifacts_directory";
const SAVE_TRAINING: &str = "save_training_data";
const SAVE_TEST: &str = "save_test_data";
/// The guide's older name of `save_training_data`.
const SAVE_ALIAS: &str = "save_data";
const TRAINING: &str = "training_data_directory";
const TEST: &str = "test_data_directory";
/// The parameters that name a folder, with their defaults.
const FOLDERS: [(&str, &str); 3] =
    [(ARTIFACTS, "artifacts"), (TRAINING, "dataset/training"), (TEST, "dataset/test")];

/// Variables that this program itself sets, so that a form must not. The same is true of variables that
/// begin with `TRAINYARD_`, and in training and evaluation runs of [`TRAINING`] and [`TEST`].
const OWN: [&str; 13] = [
    "data_directory",
    "evaluation_data_directory",
    "PATH",
    "HOME",
    "CUDA_VISIBLE_DEVICES",
    "VIRTUAL_ENV",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONUNBUFFERED",
    "PYTHONUTF8",
];

/// One row of the form: a variable and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The environment variable.
    pub name: String,
    /// Its value.
    #[serde(flatten)]
    pub value: ParameterValue,
}

/// The value of a parameter. In files: `"value": "…"` or `"secret": "…"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterValue {
    /// The text itself.
    #[serde(rename = "value")]
    Plain(String),
    /// The name of a secret, whose text is never written into a run.
    #[serde(rename = "secret")]
    Secret(String),
}

impl ParameterValue {
    /// The value as in `_results.json`: secrets are masked.
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(_) => "******",
        }
    }
}

impl Parameter {
    /// A parameter with a plain value.
    pub fn plain(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: ParameterValue::Plain(value.into()) }
    }
}

/// All parameters of a run, checked, with the defaults of the pipeline type, in the form's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(Vec<Parameter>);

impl Parameters {
    /// The parameters with which the form of a pipeline type begins, in a project whose runs keep their data or not.
    pub fn defaults(kind: PipelineKind, keeps_data: bool) -> Vec<Parameter> {
        let [artifacts, split @ ..] = FOLDERS.map(|(name, folder)| Parameter::plain(name, folder));
        let mut defaults = vec![artifacts];
        if kind != PipelineKind::Evaluation {
            defaults.push(Parameter::plain(SAVE_TRAINING, keeps_data.to_string()));
        }
        if kind != PipelineKind::Training {
            defaults.push(Parameter::plain(SAVE_TEST, keeps_data.to_string()));
        }
        if kind == PipelineKind::Full {
            defaults.extend(split);
        }
        defaults
    }

    /// The parameters that keep all data of a run, without those that were entered.
    pub fn keeping(kind: PipelineKind, entered: &[Parameter]) -> Vec<Parameter> {
        let is_entered = |name: &str| entered.iter().any(|entered| stands_for(&entered.name) == name);
        let mut keeping = Self::defaults(kind, true);
        keeping
            .retain(|known| [SAVE_TRAINING, SAVE_TEST].contains(&&*known.name) && !is_entered(&known.name));
        keeping
    }

    /// The name of the parameter with the folder of the test data.
    pub(crate) const TEST: &'static str = TEST;

    /// Whether a name can be suggested as a parameter: it is allowed, and no pipeline type has it anyway.
    pub fn can_suggest(kind: PipelineKind, name: &str) -> bool {
        let is_default = |kind| Self::defaults(kind, false).iter().any(|known| known.name == name);
        let is_own = name == SAVE_ALIAS || PipelineKind::ALL.into_iter().any(is_default);
        !is_own && check_name(kind, name).is_ok()
    }

    /// The entered parameters that contract §3 refuses.
    pub fn check(kind: PipelineKind, entered: &[Parameter]) -> Mistakes {
        let mut mistakes = Mistakes::default();
        let mut names = HashSet::new();
        for (row, parameter) in entered.iter().enumerate() {
            let is_new = names.insert(stands_for(&parameter.name));
            let twice = || Message::ParameterTwice { name: parameter.name.clone() }.into();
            let checked = check_name(kind, &parameter.name)
                .and_then(|()| check_value(parameter))
                .and_then(|()| if is_new { Ok(()) } else { Err(twice()) });
            mistakes.take(checked.map_err(|failure| FormError::at_parameter(row, failure)));
        }
        mistakes
    }

    /// The defaults of `kind`, with the values that were entered for them, then all other entered parameters.
    ///
    /// # Errors
    /// The first mistake that [`Parameters::check`] finds.
    pub fn filled(kind: PipelineKind, entered: &[Parameter]) -> Result<Self, FormError> {
        Self::check(kind, entered).first()?;
        let mut all = Self::defaults(kind, false);
        for parameter in entered {
            let default = all.iter_mut().find(|known| known.name == stands_for(&parameter.name));
            let is_default = default.is_some();
            if let Some(default) = default {
                default.value = parameter.value.clone();
            }
            // Code may read either name, so the alias is added to the parameter that it stands for.
            if !is_default || parameter.name == SAVE_ALIAS {
                all.push(parameter.clone());
            }
        }
        Ok(Self(all))
    }

    /// The parameters in the form's order.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.iter()
    }

    /// The parameters as they can be entered again: without the alias, which would be a duplicate.
    pub fn entered(&self) -> Vec<Parameter> {
        self.iter().filter(|parameter| parameter.name != SAVE_ALIAS).cloned().collect()
    }

    /// The artifacts' folder, relative to the run's directory. It is `artifacts` or a folder in it, so that
    /// artifacts never overwrite the run's own files.
    pub fn artifacts_directory(&self) -> FolderPath {
        let entered = self.artifacts_as_entered();
        match entered.as_str().split('/').next() {
            Some("artifacts") => entered,
            Some("") | None => "artifacts".parse().unwrap_or(entered),
            Some(_) => format!("artifacts/{entered}").parse().unwrap_or(entered),
        }
    }

    /// The artifacts' folder as it was entered. Code may write there, too, relative to the package's folder,
    /// in which it runs.
    pub fn artifacts_as_entered(&self) -> FolderPath {
        self.text(ARTIFACTS).and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// Where `process_data` writes the data for `train`, in a full run.
    pub fn training_folder(&self) -> SplitFolder {
        self.split_folder(TRAINING)
    }

    /// Where the data for `evaluate` is, in a full run.
    pub fn test_folder(&self) -> SplitFolder {
        self.split_folder(TEST)
    }

    fn split_folder(&self, name: &str) -> SplitFolder {
        let default = FOLDERS.iter().find(|(known, _)| *known == name).map_or("", |(_, folder)| folder);
        // A spec of an earlier program has no such parameter.
        let entered = self.text(name).and_then(|text| text.parse().ok());
        let folder = entered.filter(|folder: &FolderPath| !folder.is_whole());
        SplitFolder::of(&folder.or_else(|| default.parse().ok()).unwrap_or_default())
    }

    /// Whether the training data is saved as an output of the run.
    pub fn save_training_data(&self) -> bool {
        self.is_true(SAVE_TRAINING)
    }

    /// Whether the evaluation data is saved as an output of the run.
    pub fn save_test_data(&self) -> bool {
        self.is_true(SAVE_TEST)
    }

    fn is_true(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value.shown())
    }
}

/// The parameter that one of this name stands for.
fn stands_for(name: &str) -> &str {
    if name == SAVE_ALIAS { SAVE_TRAINING } else { name }
}

fn check_name(kind: PipelineKind, name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Message::ParameterNameEmpty.into());
    }
    if name.contains(['=', '\0']) {
        return Err(Message::ParameterNameInvalid { name: name.replace('\0', "\\0") }.into());
    }
    let is_own = OWN.contains(&name) || name.starts_with("TRAINYARD_");
    if is_own || kind != PipelineKind::Full && [TRAINING, TEST].contains(&name) {
        return Err(Message::ParameterReserved { name: name.to_string() }.into());
    }
    Ok(())
}

fn check_value(parameter: &Parameter) -> Result<()> {
    let name = || parameter.name.clone();
    let is_folder = FOLDERS.iter().any(|(known, _)| *known == parameter.name);
    let is_boolean = [SAVE_TRAINING, SAVE_TEST, SAVE_ALIAS].contains(&parameter.name.as_str());
    let text = match &parameter.value {
        ParameterValue::Plain(text) => text,
        ParameterValue::Secret(_) if is_folder || is_boolean => {
            return Err(Message::ParameterNotSecret { name: name() }.into());
        }
        ParameterValue::Secret(_) => return Ok(()),
    };
    if text.contains('\0') {
        return Err(Message::ParameterValueNul { name: name() }.into());
    }
    if is_folder && text.parse::<FolderPath>().is_err() {
        return Err(Message::ParameterNotFolder { name: name(), value: text.clone() }.into());
    }
    if is_boolean && !["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Err(Message::ParameterNotBoolean { name: name(), value: text.clone() }.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn training(entered: &[(&str, &str)]) -> Result<Parameters, FormError> {
        let entered: Vec<_> = entered.iter().map(|(n, v)| Parameter::plain(*n, *v)).collect();
        Parameters::filled(PipelineKind::Training, &entered)
    }

    #[test]
    fn defaults_are_shown_and_replaced_in_place() {
        let filled = training(&[("epochs", "3"), ("save_training_data", "TRUE")]).unwrap();
        let shown: Vec<_> = filled.iter().map(|p| (p.name.as_str(), p.value.shown())).collect();
        assert_eq!(
            shown,
            [("artifacts_directory", "artifacts"), ("save_training_data", "TRUE"), ("epochs", "3")]
        );
        assert!(filled.save_training_data());
        let names = |kind| Parameters::defaults(kind, false).into_iter().map(|p| p.name).collect::<Vec<_>>();
        assert_eq!(names(PipelineKind::Evaluation), ["artifacts_directory", "save_test_data"]);
        assert_eq!(
            names(PipelineKind::Full),
            [
                "artifacts_directory",
                "save_training_data",
                "save_test_data",
                "training_data_directory",
                "test_data_directory"
            ]
        );
    }

    fn full(entered: &[(&str, &str)]) -> Result<Parameters, FormError> {
        let entered: Vec<_> = entered.iter().map(|(n, v)| Parameter::plain(*n, *v)).collect();
        Parameters::filled(PipelineKind::Full, &entered)
    }

    #[test]
    fn save_data_is_the_older_name() {
        assert!(training(&[("save_data", "true")]).unwrap().save_training_data());
        assert!(training(&[("save_data", "true"), ("save_training_data", "true")]).is_err());
        // Whoever turns it off under either name keeps nothing, whatever the project does.
        let keeping = |kind, name: &str| {
            let all = Parameters::keeping(kind, &[Parameter::plain(name, "false")]);
            all.into_iter().map(|one| (one.name, one.value.shown() == "true")).collect::<Vec<_>>()
        };
        let on = |name: &str| (name.to_string(), true);
        assert_eq!(keeping(PipelineKind::Training, "epochs"), [on("save_training_data")]);
        assert_eq!(keeping(PipelineKind::Full, "save_data"), [on("save_test_data")]);
        assert_eq!(keeping(PipelineKind::Evaluation, "save_test_data"), []);
    }

    /// "Run again" would refuse what the first run accepted.
    #[test]
    fn what_was_accepted_can_be_entered_again() {
        let first = training(&[("save_data", "true"), ("epochs", "3")]).unwrap();
        let again = Parameters::filled(PipelineKind::Training, &first.entered()).unwrap();
        assert!(again.save_training_data());
        assert_eq!(again.entered(), first.entered());
        assert_eq!(again.iter().last(), Some(&Parameter::plain("epochs", "3")));
    }

    #[test]
    fn what_the_form_refuses() {
        let refused = [
            ("", "x"),
            ("a=b", "x"),
            ("a\0b", "x"),
            ("a", "\0"),
            ("data_directory", "x"),
            ("PATH", "x"),
            ("HOME", "x"),
            ("training_data_directory", "x"),
            ("evaluation_data_directory", "x"),
            ("test_data_directory", "x"),
            ("CUDA_VISIBLE_DEVICES", "0"),
            ("VIRTUAL_ENV", "x"),
            ("LD_PRELOAD", "x"),
            ("LD_LIBRARY_PATH", "x"),
            ("PYTHONPATH", "x"),
            ("PYTHONHOME", "x"),
            ("PYTHONSTARTUP", "x"),
            ("PYTHONUNBUFFERED", "x"),
            ("PYTHONUTF8", "x"),
            ("TRAINYARD_HOME", "x"),
            ("artifacts_directory", "/tmp/x"),
            ("artifacts_directory", "../x"),
            ("artifacts_directory", "a/../b"),
            ("save_training_data", "yes"),
        ];
        for (name, value) in refused {
            assert!(training(&[(name, value)]).is_err(), "{name:?}={value:?}");
        }
        assert!(training(&[("a", "1"), ("a", "1")]).is_err());
        for name in ["training_data_directory", "test_data_directory"] {
            for value in ["/tmp/x", "../x", "dataset/../..", "a\0b"] {
                assert!(full(&[(name, value)]).is_err(), "{name}={value:?}");
            }
            assert!(Parameters::filled(PipelineKind::Evaluation, &[Parameter::plain(name, "x")]).is_err());
        }
        for (name, value) in [
            ("path", "x"),
            ("A", ""),
            ("a b", "c=d"),
            ("épo", "\n"),
            ("LD_X", "1"),
            ("PYTHON", "x"),
            ("PYTHONHASHSEED", "0"),
            ("PYTHONWARNINGS", "error"),
        ] {
            assert!(training(&[(name, value)]).is_ok(), "{name:?}={value:?}");
        }
    }

    #[test]
    fn artifacts_never_overwrite_the_runs_own_files() {
        for (entered, folder) in [
            ("artifacts", "artifacts"),
            ("", "artifacts"),
            (".", "artifacts"),
            ("package", "artifacts/package"),
            ("out/plots", "artifacts/out/plots"),
            ("./artifacts/x", "artifacts/x"),
        ] {
            let filled = training(&[("artifacts_directory", entered)]).unwrap();
            assert_eq!(filled.artifacts_directory().as_str(), folder);
        }
    }

    #[test]
    fn a_secret_is_only_ever_a_name() {
        let secret = Parameter { name: "token".into(), value: ParameterValue::Secret("hub".into()) };
        let filled = Parameters::filled(PipelineKind::Training, &[secret]).unwrap();
        assert_eq!(
            serde_json::to_value(&filled).unwrap()[2],
            serde_json::json!({"name": "token", "secret": "hub"})
        );
        assert_eq!(filled.iter().last().unwrap().value.shown(), "******");
    }
}
