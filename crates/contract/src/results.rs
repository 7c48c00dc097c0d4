//! `_results.json`, exactly as AI Center writes it (contract §4), without any additions.

use serde_json::{Map, Value, json};

use crate::{PackageName, Parameters, PipelineKind, Version};

/// The text for a missing value.
const NONE: &str = "None";

/// The content of `_results.json`. Times are in seconds since 1970, directories relative to the store.
#[derive(Clone, Debug)]
pub struct Results<'a> {
    /// Pipeline type, which decides which keys there are.
    pub kind: PipelineKind,
    /// Pipeline name.
    pub pipeline: &'a str,
    /// What the run used.
    pub inputs: Inputs<'a>,
    /// Every parameter of the form as it was entered; secrets are masked.
    pub env: &'a Parameters,
    /// When the run was started.
    pub start_at: f64,
    /// When it ended.
    pub end_at: f64,
    /// What the run produced.
    pub outputs: Outputs<'a>,
}

/// The inputs of a run.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    /// Package name.
    pub package: &'a PackageName,
    /// The version that was trained or evaluated.
    pub version: Version,
    /// Input data (training, full).
    pub data: Option<&'a str>,
    /// Evaluation data (evaluation, full).
    pub evaluation_data: Option<&'a str>,
    /// Whether a GPU was asked for.
    pub gpu: bool,
}

/// The outputs of a run.
#[derive(Clone, Debug)]
pub struct Outputs<'a> {
    /// What `evaluate()` returned (evaluation, full).
    pub score: Option<f64>,
    /// The saved training data.
    pub train_data: Option<&'a str>,
    /// The saved evaluation data.
    pub evaluation_data: Option<&'a str>,
    /// The artifacts.
    pub artifacts_data: Option<&'a str>,
    /// The new version (training, full).
    pub version: Option<Version>,
}

impl Results<'_> {
    /// The file's content: indented by two blanks, keys in the contract's order, a newline at the end.
    pub fn to_json(&self) -> String {
        let env: Map<String, Value> = self
            .env
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.value.shown().into()))
            .collect();
        let results = json!({
            "parameters": {
                "pipeline": self.pipeline,
                "inputs": self.inputs(),
                "env": env,
            },
            "run_summary": {
                "execution_time": milliseconds(self.end_at - self.start_at),
                "start_at": milliseconds(self.start_at),
                "end_at": milliseconds(self.end_at),
                "outputs": self.outputs(),
            },
        });
        format!("{results:#}\n")
    }

    fn inputs(&self) -> Value {
        let Inputs { package, version, data, evaluation_data, gpu } = &self.inputs;
        let gpu = if *gpu { "True" } else { "False" };
        let data = data.unwrap_or(NONE);
        let evaluation_data = evaluation_data.unwrap_or(NONE);
        match self.kind {
            PipelineKind::Training => {
                json!({"package": package, "version": version, "train_data": data, "gpu": gpu})
            }
            PipelineKind::Evaluation => {
                json!({"package": package, "version": version, "evaluation_data": evaluation_data, "gpu": gpu})
            }
            PipelineKind::Full => json!({
                "package": package,
                "version": version,
                "input_data": data,
                "evaluation_data": evaluation_data,
                "gpu": gpu,
            }),
        }
    }

    fn outputs(&self) -> Value {
        let Outputs { score, train_data, evaluation_data, artifacts_data, version } = &self.outputs;
        let train_data = train_data.unwrap_or(NONE);
        let evaluation_data = evaluation_data.unwrap_or(NONE);
        let artifacts_data = artifacts_data.unwrap_or(NONE);
        let package = if version.is_some() { self.inputs.package.as_str() } else { NONE };
        let version = version.map_or(NONE.to_string(), |version| version.to_string());
        match self.kind {
            PipelineKind::Training => json!({
                "train_data": train_data,
                "artifacts_data": artifacts_data,
                "package": package,
                "version": version,
            }),
            PipelineKind::Evaluation => {
                json!({"score": score, "evaluation_data": evaluation_data, "artifacts_data": artifacts_data})
            }
            PipelineKind::Full => json!({
                "score": score,
                "train_data": train_data,
                "evaluation_data": evaluation_data,
                "artifacts_data": artifacts_data,
                "package": package,
                "version": version,
            }),
        }
    }
}

/// Seconds, rounded to the millisecond: the clock is not more precise.
fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameter, ParameterValue};

    fn written(kind: PipelineKind, made: bool) -> String {
        let secret = Parameter { name: "token".into(), value: ParameterValue::Secret("hub".into()) };
        let env = Parameters::filled(kind, &[Parameter::plain("zeta", "1"), secret]).unwrap();
        let package = "churn".parse().unwrap();
        Results {
            kind,
            pipeline: "nightly \"é\"",
            inputs: Inputs {
                package: &package,
                version: "1.0".parse().unwrap(),
                data: kind.trains().then_some("datasets/customers/files"),
                evaluation_data: (kind == PipelineKind::Evaluation).then_some("datasets/holdout/files/2026"),
                gpu: kind == PipelineKind::Full,
            },
            env: &env,
            start_at: 1_764_000_000.123_4,
            end_at: 1_764_000_002.5,
            outputs: Outputs {
                score: made.then_some(0.1 + 0.2),
                train_data: None,
                evaluation_data: made.then_some(match kind {
                    PipelineKind::Evaluation => "runs/0123abcd/data_directory",
                    _ => "runs/0123abcd/test_data_directory",
                }),
                artifacts_data: Some("runs/0123abcd/artifacts"),
                version: made.then(|| "1.1".parse().unwrap()),
            },
        }
        .to_json()
    }

    /// A file with the lines `inputs` and `outputs`; everything else is the same for all types.
    fn file(inputs: &str, env: &str, outputs: &str) -> String {
        format!(
            r#"{{
  "parameters": {{
    "pipeline": "nightly \"é\"",
    "inputs": {{
{inputs}
    }},
    "env": {{
      "artifacts_directory": "artifacts",
{env}
      "zeta": "1",
      "token": "******"
    }}
  }},
  "run_summary": {{
    "execution_time": 2.377,
    "start_at": 1764000000.123,
    "end_at": 1764000002.5,
    "outputs": {{
{outputs}
    }}
  }}
}}
"#
        )
    }

    #[test]
    fn a_training_is_the_contracts_file_byte_for_byte() {
        let inputs = r#"      "package": "churn",
      "version": "1.0",
      "train_data": "datasets/customers/files",
      "gpu": "False""#;
        let outputs = r#"      "train_data": "None",
      "artifacts_data": "runs/0123abcd/artifacts",
      "package": "churn",
      "version": "1.1""#;
        let expected = file(inputs, r#"      "save_training_data": "false","#, outputs);
        assert_eq!(written(PipelineKind::Training, true), expected);
    }

    #[test]
    fn an_evaluation_is_the_contracts_file_byte_for_byte() {
        let inputs = r#"      "package": "churn",
      "version": "1.0",
      "evaluation_data": "datasets/holdout/files/2026",
      "gpu": "False""#;
        let outputs = |score: &str, kept: &str| {
            format!(
                "      \"score\": {score},\n      \"evaluation_data\": \"{kept}\",\n      \
                 \"artifacts_data\": \"runs/0123abcd/artifacts\""
            )
        };
        let env = r#"      "save_test_data": "false","#;
        let good = outputs("0.30000000000000004", "runs/0123abcd/data_directory");
        assert_eq!(written(PipelineKind::Evaluation, true), file(inputs, env, &good));
        assert_eq!(written(PipelineKind::Evaluation, false), file(inputs, env, &outputs("null", "None")));
    }

    #[test]
    fn a_full_run_is_the_contracts_file_byte_for_byte() {
        let inputs = r#"      "package": "churn",
      "version": "1.0",
      "input_data": "datasets/customers/files",
      "evaluation_data": "None",
      "gpu": "True""#;
        let outputs = r#"      "score": null,
      "train_data": "None",
      "evaluation_data": "None",
      "artifacts_data": "runs/0123abcd/artifacts",
      "package": "None",
      "version": "None""#;
        let env = r#"      "save_training_data": "false",
      "save_test_data": "false",
      "training_data_directory": "dataset/training",
      "test_data_directory": "dataset/test","#;
        assert_eq!(written(PipelineKind::Full, false), file(inputs, env, outputs));
        let made = written(PipelineKind::Full, true);
        let outputs = r#"      "score": 0.30000000000000004,
      "train_data": "None",
      "evaluation_data": "runs/0123abcd/test_data_directory",
      "artifacts_data": "runs/0123abcd/artifacts",
      "package": "churn",
      "version": "1.1""#;
        assert_eq!(made, file(inputs, env, outputs));
    }
}
