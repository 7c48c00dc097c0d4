//! The lines of two texts, compared.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// After this time, two texts with little in common are compared coarsely.
const TIMEOUT: Duration = Duration::from_millis(500);
/// How many lines around a change are shown.
const AROUND: usize = 3;

/// A line of two texts that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "camelCase")]
pub enum DiffLine {
    /// In both.
    Same {
        /// Without its end.
        text: String,
    },
    /// Only before.
    Removed {
        /// Without its end.
        text: String,
    },
    /// Only after.
    Added {
        /// Without its end.
        text: String,
    },
    /// Lines that are in both are omitted here.
    Gap,
}

/// The lines that differ between two texts, with three lines around them; at most the first `most`. It takes memory and
/// time in proportion to the texts, which should therefore be short ones.
pub fn lines(before: &str, after: &str, most: usize) -> Vec<DiffLine> {
    let diff = TextDiff::configure().timeout(TIMEOUT).diff_lines(before, after);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        let begins = group.first().is_some_and(|op| op.old_range().start == 0 && op.new_range().start == 0);
        if number > 0 || !begins {
            lines.push(DiffLine::Gap);
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            if lines.len() >= most {
                lines.truncate(most);
                return lines;
            }
            let text = change.value().trim_end_matches(['\n', '\r']).to_string();
            lines.push(match change.tag() {
                ChangeTag::Equal => DiffLine::Same { text },
                ChangeTag::Delete => DiffLine::Removed { text },
                ChangeTag::Insert => DiffLine::Added { text },
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would have to look for the change among hundreds of lines, or not notice a moved line.
    #[test]
    fn only_what_changed_and_what_is_around_it_is_shown() {
        let text = |changed: &str| {
            (0..40)
                .map(|n| if n == 20 { format!("{changed}\n") } else { format!("{n}\n") })
                .collect::<String>()
        };
        let added = |text: &str| DiffLine::Added { text: text.into() };
        let found = lines(&text("old"), &text("new\r"), 99);
        assert_eq!(found.len(), 1 + 3 + 2 + 3, "{found:?}");
        assert_eq!(found[0], DiffLine::Gap);
        assert_eq!(found[4..6], [DiffLine::Removed { text: "old".into() }, added("new")]);
        assert_eq!(lines("", "a\nb", 99), [added("a"), added("b")]);
        assert_eq!(lines("", "a\nb", 1), [added("a")]);
        assert_eq!(lines("a\n", "a\n", 99), []);
    }
}
