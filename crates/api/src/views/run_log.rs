//! The log of a run.

use locales::Result;
use rundir::{Color, LineKind, LogLines, LogPattern, Style};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// Lines of a log.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LogPart {
    /// The number of the first of them, from 0.
    first: u64,
    lines: Vec<LogLine>,
    /// How many lines there are now.
    total: u64,
    bytes: u64,
}

impl LogPart {
    /// `sought`: what is marked in the lines.
    pub(crate) fn of(part: LogLines, sought: Option<&LogPattern>) -> Self {
        let LogLines { first, lines, total, bytes } = part;
        Self { first, lines: lines.into_iter().map(|line| LogLine::of(line, sought)).collect(), total, bytes }
    }
}

/// A line without line end, escape sequences, and what a carriage return overwrote; a long one is cut.
#[derive(Clone, Debug, Serialize, TS)]
struct LogLine {
    spans: Vec<LogSpan>,
    /// When it was begun; null if that is not known.
    at: Option<f64>,
    kind: Option<LogLineKind>,
}

impl LogLine {
    fn of(line: rundir::LogLine, sought: Option<&LogPattern>) -> Self {
        let found = sought.map(|pattern| pattern.places(&line.text())).unwrap_or_default();
        let (mut spans, mut begin) = (Vec::new(), 0);
        for span in &line.spans {
            let end = begin + span.text.len();
            let borders = found.iter().flat_map(|place| [place.start, place.end]);
            let mut at = begin;
            for next in borders.filter(|border| (begin + 1..end).contains(border)).chain([end]) {
                let is_found = found.iter().any(|place| place.contains(&at));
                spans.push(LogSpan::of(&span.text[at - begin..next - begin], span.style, is_found));
                at = next;
            }
            begin = end;
        }
        Self { spans, at: line.at.map(millis), kind: line.kind.map(LogLineKind::from) }
    }
}

/// What stands out about a line.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "lowercase")]
enum LogLineKind {
    /// Trainyard wrote it, not the package's code.
    Program,
    Warning,
    Error,
    Traceback,
    /// It is of a traceback, about a library.
    Library,
}

impl From<LineKind> for LogLineKind {
    fn from(kind: LineKind) -> Self {
        match kind {
            LineKind::Program => Self::Program,
            LineKind::Warning => Self::Warning,
            LineKind::Error => Self::Error,
            LineKind::Traceback => Self::Traceback,
            LineKind::Library => Self::Library,
        }
    }
}

/// A part of a line that looks the same from its beginning to its end.
#[derive(Clone, Debug, Serialize, TS)]
struct LogSpan {
    text: String,
    /// How it looks: names of a terminal's colors and effects as `fg-1`, `bg-12`, `bold`, and `found` where what is
    /// sought is; empty for most.
    look: String,
    /// Its exact color as CSS has it, if it is none of the terminal's.
    color: Option<String>,
    /// The same of its background.
    background: Option<String>,
}

impl LogSpan {
    fn of(text: &str, style: Style, is_found: bool) -> Self {
        let (mut foreground, mut background) = (style.foreground, style.background);
        if style.inverse {
            (foreground, background) = (background, foreground);
        }
        let mut look = look(style);
        if is_found {
            look += " found";
        }
        Self { text: text.into(), look, color: exact(foreground), background: exact(background) }
    }
}

fn look(style: Style) -> String {
    let (fg, bg) = if style.inverse { ("bg", "fg") } else { ("fg", "bg") };
    let named = |prefix: &str, color: Option<Color>| match color {
        Some(Color::Named(number)) => Some(format!("{prefix}-{number}")),
        Some(Color::Exact(..)) | None => None,
    };
    let effects = [
        (style.bold, "bold"),
        (style.dim, "dim"),
        (style.italic, "italic"),
        (style.underlined, "underlined"),
        (style.struck, "struck"),
        (style.inverse, "inverse"),
    ];
    let effects = effects.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name.to_string());
    let colors = [named(fg, style.foreground), named(bg, style.background)];
    colors.into_iter().flatten().chain(effects).collect::<Vec<_>>().join(" ")
}

fn exact(color: Option<Color>) -> Option<String> {
    match color? {
        Color::Named(_) => None,
        Color::Exact(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    }
}

/// What is looked for in a log.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "of", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Sought {
    /// What a regular expression matches.
    Pattern { pattern: String, ignores_case: bool },
    /// Errors, and the ends of tracebacks.
    Errors,
}

impl Sought {
    pub(crate) fn pattern(self) -> Result<LogPattern> {
        match self {
            Self::Pattern { pattern, ignores_case } => LogPattern::new(&pattern, ignores_case),
            Self::Errors => LogPattern::errors(),
        }
    }
}

/// What was found in a log.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FoundLines {
    /// How many lines match.
    pub(crate) count: u64,
    /// The numbers of the first 100,000 of them, from 0.
    pub(crate) lines: Vec<u64>,
    /// Where in the log they all are, in thousandths of its lines.
    pub(crate) marks: Vec<u16>,
}

/// Frames of libraries in a traceback, one after another.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct LibraryFrames {
    /// The number of their first line, from 0.
    first: u64,
    lines: u64,
    frames: u64,
}

impl From<rundir::LibraryFrames> for LibraryFrames {
    fn from(found: rundir::LibraryFrames) -> Self {
        let rundir::LibraryFrames { first, lines, frames } = found;
        Self { first, lines, frames }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rundir::Span;

    /// A person would not see where in a long line the word is that they search.
    #[test]
    fn what_is_found_is_marked_across_colors() {
        let red = Style { foreground: Some(Color::Named(1)), ..Style::default() };
        let span = |text: &str, style| Span { text: text.into(), style };
        let line = rundir::LogLine {
            spans: vec![span("the lo", Style::default()), span("ss fell", red)],
            at: None,
            kind: None,
        };
        let shown = |pattern: &str| -> Vec<_> {
            let pattern = LogPattern::new(pattern, false).unwrap();
            let line = LogLine::of(line.clone(), Some(&pattern));
            line.spans.into_iter().map(|span| (span.text, span.look.trim().to_string())).collect()
        };
        let expected = |spans: &[(&str, &str)]| -> Vec<_> {
            spans.iter().map(|(text, look)| ((*text).to_string(), (*look).to_string())).collect()
        };
        assert_eq!(
            shown("loss"),
            expected(&[("the ", ""), ("lo", "found"), ("ss", "fg-1 found"), (" fell", "fg-1")])
        );
        assert_eq!(shown("the|fell$")[0], ("the".to_string(), "found".to_string()));
        assert_eq!(shown("nowhere"), expected(&[("the lo", ""), ("ss fell", "fg-1")]));
    }
}
