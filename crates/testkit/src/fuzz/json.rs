//! Changes of JSON that keep it valid.

use serde_json::{Map, Value, json};

use super::Changes;

/// One of the inputs, which are JSON or JSON Lines, changed as JSON or as bytes; `words` are texts that have a
/// meaning in it.
pub fn changed(changes: &mut Changes<'_>, words: &[&str]) -> Vec<u8> {
    let mut input = changes.input().to_vec();
    change(changes, &mut input, words);
    input
}

/// Like [`changed`], for given bytes.
pub(super) fn change(changes: &mut Changes<'_>, bytes: &mut Vec<u8>, words: &[&str]) {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let is_whole = serde_json::from_slice::<Value>(bytes).is_ok();
    let which = changes.below(lines.len());
    let text = if is_whole { Some(&mut *bytes) } else { lines.get_mut(which) };
    let parsed = text.as_ref().and_then(|text| serde_json::from_slice::<Value>(text).ok());
    match (text, parsed) {
        (Some(text), Some(mut value)) if changes.below(4) > 0 => {
            for _ in 0..=changes.below(3) {
                edit(changes, &mut value, words);
            }
            *text = value.to_string().into_bytes();
            if !is_whole {
                text.push(b'\n');
                *bytes = lines.concat();
            }
        }
        _ => changes.change(bytes, words),
    }
}

/// Changes a random value in `value`.
fn edit(changes: &mut Changes<'_>, value: &mut Value, words: &[&str]) {
    let all = count(value);
    let mut left = changes.below(all);
    let place = nth(value, &mut left);
    let Some(place) = place else { return };
    match (changes.below(4), &mut *place) {
        (0, Value::Object(map)) if !map.is_empty() => {
            let key = map.keys().nth(changes.below(map.len())).cloned().unwrap_or_default();
            map.remove(&key);
        }
        (1, Value::Object(map)) => {
            let key = words.get(changes.below(words.len())).copied().unwrap_or_default();
            map.insert(key.into(), other(changes, words));
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            items.remove(changes.below(items.len()));
        }
        (1, Value::Array(items)) if !items.is_empty() => {
            let item = items[changes.below(items.len())].clone();
            items.extend(std::iter::repeat_n(item, 1 << changes.below(10)));
        }
        (2, Value::String(text)) => {
            let mut bytes = std::mem::take(text).into_bytes();
            changes.change(&mut bytes, words);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        _ => *place = other(changes, words),
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// The value with this number, counted from the top.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(map) => map.values_mut().find_map(|item| nth(item, left)),
        _ => None,
    }
}

/// An unusual value.
fn other(changes: &mut Changes<'_>, words: &[&str]) -> Value {
    match changes.below(9) {
        0 => Value::Null,
        1 => json!(changes.below(2) == 0),
        2 => json!(changes.random.one_of(&[0, 1, -1, 60, i64::MAX, i64::MIN, 253_402_300_800_000])),
        3 => json!(u64::MAX - changes.random.below(3)),
        4 => json!(changes.random.one_of(&[0.5, -0.0, 1e308, 5e-324, 1e16])),
        5 => json!([]),
        6 => Value::Object(Map::new()),
        7 => json!("x".repeat(1 << changes.below(16))),
        _ => json!(words.get(changes.below(words.len())).copied().unwrap_or_default()),
    }
}
