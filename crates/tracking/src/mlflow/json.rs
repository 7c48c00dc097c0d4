//! Arguments of calls as MLflow's clients write them, and the values of answers.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

/// How many values a document may have. Parsed, one takes up to 150 bytes, however short it is written.
const MOST_VALUES: usize = 250_000;

/// Parses the body of a call; an empty one has no arguments.
pub(super) fn parse(body: &[u8]) -> Result<Value, String> {
    if body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > MOST_VALUES {
        return Err(format!("it has more than {MOST_VALUES} values"));
    }
    if body.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("it is not a JSON object".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// The arguments of a query; what is repeated becomes a list.
pub(super) fn of_query(pairs: Vec<(String, String)>) -> Value {
    let mut arguments = Map::new();
    for (name, value) in pairs {
        match arguments.get_mut(&name) {
            None => _ = arguments.insert(name, value.into()),
            Some(Value::Array(values)) => values.push(value.into()),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    Value::Object(arguments)
}

/// A text, empty if there is none. Numbers are taken as written: some clients send ids so.
pub(super) fn text<'a>(arguments: &'a Value, name: &str) -> Cow<'a, str> {
    match arguments.get(name) {
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}

/// A whole number. Some clients send it as a text.
pub(super) fn integer(arguments: &Value, name: &str) -> Option<i64> {
    match arguments.get(name)? {
        Value::Number(number) => number.as_i64().or_else(|| Some(number.as_f64()? as i64)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number, which may be infinite or none (`"NaN"`, `"Infinity"`).
pub(super) fn real(arguments: &Value, name: &str) -> Option<f64> {
    match arguments.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number as an answer has it.
pub(super) fn of_real(value: f64) -> Value {
    match value {
        _ if value.is_nan() => "NaN".into(),
        f64::INFINITY => "Infinity".into(),
        f64::NEG_INFINITY => "-Infinity".into(),
        _ => value.into(),
    }
}

/// The items of a list, none if there is none. One value alone counts as a list: in a query it looks the same.
pub(super) fn items<'a>(arguments: &'a Value, name: &str) -> &'a [Value] {
    match arguments.get(name) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// Pairs as `[{"key", "value"}]`.
pub(super) fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a String, &'a String)>) -> Value {
    pairs.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}
