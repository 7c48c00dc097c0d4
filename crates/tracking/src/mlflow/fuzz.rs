//! Fuzzes what a client of MLflow sends: it is answered, in bounded time and memory.
//!
//! The corpus is in `tests/fuzz`, the changes are those of [`testkit::fuzz`].

use testkit::fuzz::{Changes, corpus, fuzz};

use super::filter::{Cell, Filter, Kind, Order, Searched};
use super::json;
use super::sink::{Input, Model, Note, Run, Sink};
use super::state::{State, as_file_name};
use super::tree::Path;
use crate::Measured;

/// Keeps nothing.
pub(super) struct Nobody;

impl Sink for Nobody {
    fn points(&mut self, _: &[Measured<'_>]) {}
    fn run(&mut self, _: &Run<'_>) {}
    fn param(&mut self, _: &str, _: &str, _: &str) {}
    fn tag(&mut self, _: &str, _: &str, _: Option<&str>) {}
    fn input(&mut self, _: &str, _: &Input<'_>) {}
    fn model(&mut self, _: &str, _: &Model<'_>) {}
    fn note(&mut self, _: &Note<'_>) {}
}

impl Searched for &str {
    fn cell(&self, kind: Kind, _: &str) -> Option<Cell> {
        (kind != Kind::Tag).then(|| Cell::Text(self.to_string()))
    }
}

/// Tries requests, lines of `METHOD PATH BODY`, and returns how each of the first was answered. A body names the last
/// run as `RUN` and the last model as `MODEL`.
fn attempt(requests: &[u8]) -> String {
    let mut state = State::new(Box::new(Nobody));
    let (mut run, mut model, mut answers) = (String::new(), String::new(), String::new());
    for line in requests.split(|byte| *byte == b'\n').take(200) {
        let text = String::from_utf8_lossy(line).replace("RUN", &run).replace("MODEL", &model);
        try_as_argument(&text);
        let mut words = text.splitn(3, ' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Ok(arguments) = json::parse(words.next().unwrap_or_default().as_bytes()) else {
            answers.push('?');
            continue;
        };
        let Ok(answer) = state.call(method, path, &arguments) else {
            answers.push('-');
            continue;
        };
        for (name, id) in [("/run/info/run_id", &mut run), ("/model/info/model_id", &mut model)] {
            if let Some(new) = answer.pointer(name).and_then(|id| id.as_str()) {
                *id = new.into();
            }
        }
        assert!(answer.is_object());
        answers.push('+');
    }
    answers.chars().take(40).collect()
}

/// Takes a text for everything that is parsed of an argument.
fn try_as_argument(text: &str) {
    if let Ok(filter) = Filter::parse(text) {
        filter.holds(&"finished");
    }
    let mut order = Order::default();
    if order.add(text).is_ok() {
        order.compare(&"a", &"b");
    }
    if let Some(path) = Path::parse(text) {
        assert!(!path.to_string().split('/').any(|name| name == ".." || name == "."), "{path}");
    }
    let name = as_file_name(text);
    let is_name = !name.is_empty() && !name.starts_with('.') && !name.contains('/') && name.len() <= 100;
    assert!(is_name, "{name}");
}

/// A training could end the executor, which ends the training.
#[test]
fn any_requests_are_answered() {
    let words = [
        "null",
        "-1",
        "1e999",
        "\"NaN\"",
        "\"\"",
        "[",
        "{}",
        "é",
        "\0",
        "'",
        "../",
        " AND ",
        " LIKE '%'",
        "18446744073709551615",
        "POST ",
        "RUN",
        "MODEL",
    ];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("mlflow::fuzz::any_requests_are_answered", corpus("mlflow"), change, attempt);
}
