//! Runs that differ in nothing but a seed: together they say how much of a result is chance.

use std::collections::HashMap;

use rundir::{DatasetRef, RunSpec};
use serde_json::json;

/// Whether a parameter of this name is a seed: `seed`, `random_state`, `PYTHONHASHSEED`, or a name that ends with
/// `_seed`, such as `random_seed`. Upper and lower case are the same.
pub(super) fn is_seed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "seed" | "random_state" | "pythonhashseed") || name.ends_with("_seed")
}

/// Numbers the groups of runs that differ in nothing but their seeds, from 0: for each run, the number of its group. A run
/// whose spec is unknown is a group of its own.
pub(super) fn groups<'a>(specs: impl Iterator<Item = Option<&'a RunSpec>>) -> Vec<usize> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut next = 0;
    let mut number = |spec: Option<&RunSpec>| {
        let group = match spec {
            Some(spec) => *known.entry(but_for_seeds(spec)).or_insert(next),
            None => next,
        };
        next += usize::from(group == next);
        group
    };
    specs.map(&mut number).collect()
}

/// What was asked of a run but for its seeds, as a text that is the same for all runs of a group: the code, the data and
/// the parameters.
fn but_for_seeds(spec: &RunSpec) -> String {
    let data = |chosen: &Option<DatasetRef>| {
        chosen.as_ref().map(|chosen| (chosen.name.to_string(), chosen.folder.to_string()))
    };
    let mut parameters: Vec<_> =
        spec.parameters.iter().filter(|parameter| !is_seed(&parameter.name)).collect();
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    let package = &spec.package;
    json!([
        spec.kind,
        package.name,
        package.version,
        package.digest,
        spec.as_of,
        data(&spec.input),
        data(&spec.evaluation),
        parameters,
    ])
    .to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn spec(fields: Value) -> RunSpec {
        let mut spec = json!({
            "id": "aaaaaaaa", "name": "churn", "kind": "training", "project": "default",
            "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "0a", "python": null},
            "input": {"name": "rows", "folder": "", "path": ""}, "evaluation": null, "parameters": [],
            "gpu": false, "grace_seconds": 10, "created": "2026-11-25T08:00:00Z",
        });
        spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(spec).unwrap()
    }

    fn with(parameters: &[(&str, &str)]) -> RunSpec {
        let all: Vec<_> =
            parameters.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        spec(json!({ "parameters": all }))
    }

    /// Two trainings that differ in the number of epochs would be taken for chance, or three with other seeds for three
    /// experiments.
    #[test]
    fn runs_that_differ_only_in_a_seed_are_a_group() {
        let specs = [
            with(&[("epochs", "3"), ("seed", "1")]),
            with(&[("epochs", "5"), ("seed", "1")]),
            with(&[("SEED", "2"), ("epochs", "3")]),
            with(&[("epochs", "3")]),
            with(&[("epochs", "3"), ("seed_size", "4")]),
        ];
        assert_eq!(groups(specs.iter().map(Some)), [0, 1, 0, 0, 2]);
    }

    /// A mean over two versions or datasets says nothing about either.
    #[test]
    fn other_code_or_data_is_another_group() {
        let package = |version: &str, digest: &str| json!({"package": {"name": "churn", "version": version, "zip": "", "digest": digest, "python": null}});
        let specs = [
            spec(json!({})),
            spec(package("1.1", "0a")),
            spec(package("1.0", "0b")),
            spec(json!({"input": {"name": "rows", "folder": "2026", "path": ""}})),
            spec(json!({"kind": "full"})),
            spec(json!({"name": "another name", "gpu": true})),
        ];
        assert_eq!(groups(specs.iter().map(Some)), [0, 1, 2, 3, 4, 0]);
    }

    /// Runs that cannot be read would be averaged although nobody knows what they are.
    #[test]
    fn a_run_without_a_spec_is_alone() {
        let one = spec(json!({}));
        assert_eq!(groups([None, Some(&one), None, Some(&one)].into_iter()), [0, 1, 2, 1]);
    }

    #[test]
    fn seeds_are_known_by_their_names() {
        for name in ["seed", "SEED", "random_state", "random_seed", "torch_seed", "PYTHONHASHSEED"] {
            assert!(is_seed(name), "{name}");
        }
        for name in ["seeds", "seed_size", "reseed", "state", "seedling"] {
            assert!(!is_seed(name), "{name}");
        }
    }
}
