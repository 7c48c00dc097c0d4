//! How two sets of files differ, for people and as JSON.

use engine::{Change, Difference, Differences};
use locales::{Language, Message};
use serde_json::{Value, json};

use crate::output;

/// How many differences are listed for people.
pub(crate) const LISTED: usize = 20;
/// How many are listed as JSON.
pub(crate) const LISTED_AS_JSON: usize = 100_000;

/// Prints the first differences, and how many more there are.
pub(crate) fn print(counts: &Differences, first: &[Difference], language: Language) {
    for Difference { path, change } in first {
        output::line(&format!("  {} {}", sign(*change), output::path(path)));
    }
    let more = (counts.added + counts.removed + counts.changed) - first.len() as u64;
    if more > 0 {
        output::line(&format!("  {}", Message::DataDifferencesMore { count: more }.render(language)));
    }
}

pub(crate) fn sign(change: Change) -> char {
    match change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed | Change::Attributes => '~',
    }
}

pub(crate) fn as_json(counts: &Differences, first: &[Difference]) -> Value {
    let difference =
        |Difference { path, change }: &Difference| json!({"path": path.to_string_lossy(), "change": change});
    json!({
        "added": counts.added,
        "removed": counts.removed,
        "changed": counts.changed,
        "differences": first.iter().map(difference).collect::<Vec<_>>(),
    })
}
