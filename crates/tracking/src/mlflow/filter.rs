//! The language in which clients search: `metrics.loss < 0.3 AND params."model name" LIKE 'r%'`, and how they order
//! what is found.

use std::cmp::Ordering;

use super::refusal::Refusal;
use super::tokens::{Token, Tokens};

/// The longest filter, in bytes.
const LONGEST: usize = 64 << 10;
/// How many characters of a text are compared with a pattern: more would take long.
const COMPARED: usize = 4000;

/// What something that is searched has under a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(f64),
}

/// What is searched.
pub(super) trait Searched {
    /// What it has under a name, if anything.
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell>;
}

/// What a name in a filter is the name of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Attribute,
    Metric,
    Param,
    Tag,
    Dataset,
}

/// Conditions that are all to hold.
#[derive(Debug, Default)]
pub(super) struct Filter(Vec<Condition>);

#[derive(Debug)]
struct Condition {
    kind: Kind,
    name: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Is(Comparison, Cell),
    Like { pattern: String, ignores_case: bool },
    In(Vec<String>, bool),
    Null(bool),
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = |why: &str| Refusal::invalid(format!("The filter is not understood: {why}."));
        if text.len() > LONGEST {
            return Err(bad("it is too long"));
        }
        let mut tokens = Tokens { rest: text };
        let mut conditions = Vec::new();
        if text.trim().is_empty() {
            return Ok(Self(conditions));
        }
        loop {
            conditions.push(condition(&mut tokens).map_err(bad)?);
            match tokens.next().map_err(bad)? {
                None => return Ok(Self(conditions)),
                Some(token) if token.is("AND") => {}
                Some(_) => return Err(bad("conditions can be joined by AND only")),
            }
        }
    }

    pub(super) fn holds(&self, searched: &impl Searched) -> bool {
        self.0.iter().all(|condition| {
            let cell = searched.cell(condition.kind, &condition.name);
            match (&condition.test, cell) {
                (Test::Null(wanted), cell) => cell.is_none() == *wanted,
                (_, None) => false,
                (Test::Is(comparison, right), Some(left)) => comparison.holds(&left, right),
                (Test::Like { pattern, ignores_case }, Some(Cell::Text(text))) => {
                    if *ignores_case {
                        is_like(&text.to_lowercase(), &pattern.to_lowercase())
                    } else {
                        is_like(&text, pattern)
                    }
                }
                (Test::In(values, wanted), Some(Cell::Text(text))) => values.contains(&text) == *wanted,
                (_, Some(Cell::Number(_))) => false,
            }
        })
    }
}

impl Comparison {
    fn holds(self, left: &Cell, right: &Cell) -> bool {
        let order = match (left, right) {
            (Cell::Number(left), Cell::Number(right)) => left.partial_cmp(right),
            (Cell::Text(left), Cell::Text(right)) => Some(left.cmp(right)),
            // A version may be written as either.
            (Cell::Number(left), Cell::Text(right)) => {
                right.parse().ok().and_then(|right| left.partial_cmp(&right))
            }
            (Cell::Text(left), Cell::Number(right)) => {
                left.parse().ok().and_then(|left: f64| left.partial_cmp(right))
            }
        };
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::Unequal => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Self::More => order == Some(Ordering::Greater),
            Self::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

fn condition(tokens: &mut Tokens<'_>) -> Result<Condition, &'static str> {
    let (kind, name) = tokens.name()?;
    let operator = tokens.next()?.ok_or("a comparison is missing")?;
    let test = match operator {
        Token::Sign(sign) => {
            let comparison = match sign {
                "=" | "==" => Comparison::Equal,
                "!=" | "<>" => Comparison::Unequal,
                "<" => Comparison::Less,
                "<=" => Comparison::AtMost,
                ">" => Comparison::More,
                ">=" => Comparison::AtLeast,
                _ => return Err("there is no such comparison"),
            };
            match tokens.next()?.ok_or("a value is missing")? {
                Token::Text(text) => Test::Is(comparison, Cell::Text(text)),
                Token::Word(word) => {
                    let number = word.parse().map_err(|_| "texts need quotes")?;
                    Test::Is(comparison, Cell::Number(number))
                }
                Token::Sign(_) => return Err("a value is missing"),
            }
        }
        word if word.is("LIKE") => Test::Like { pattern: tokens.pattern()?, ignores_case: false },
        word if word.is("ILIKE") => Test::Like { pattern: tokens.pattern()?, ignores_case: true },
        word if word.is("IN") => Test::In(tokens.list()?, true),
        word if word.is("NOT") => match tokens.next()? {
            Some(word) if word.is("IN") => Test::In(tokens.list()?, false),
            _ => return Err("NOT is followed by IN only"),
        },
        word if word.is("IS") => match tokens.next()? {
            Some(word) if word.is("NULL") => Test::Null(true),
            Some(word) if word.is("NOT") && tokens.next()?.is_some_and(|word| word.is("NULL")) => {
                Test::Null(false)
            }
            _ => return Err("IS is followed by NULL or NOT NULL"),
        },
        _ => return Err("a comparison is missing"),
    };
    Ok(Condition { kind, name, test })
}

/// How what is found is ordered, with the first that differs deciding.
#[derive(Debug, Default)]
pub(super) struct Order(Vec<(Kind, String, bool)>);

impl Order {
    /// Adds `metrics.loss DESC` or the like.
    pub(super) fn add(&mut self, text: &str) -> Result<(), Refusal> {
        let bad = |why: &str| Refusal::invalid(format!("The order is not understood: {why}."));
        if text.len() > LONGEST {
            return Err(bad("it is too long"));
        }
        let mut tokens = Tokens { rest: text };
        let (kind, name) = tokens.name().map_err(bad)?;
        let ascends = match tokens.next().map_err(bad)? {
            None => true,
            Some(word) if word.is("ASC") => true,
            Some(word) if word.is("DESC") => false,
            Some(_) => return Err(bad("it ends with ASC or DESC")),
        };
        self.0.push((kind, name, ascends));
        Ok(())
    }

    /// Compares two; whoever has no value, or one that is no number, is last.
    pub(super) fn compare(&self, left: &impl Searched, right: &impl Searched) -> Ordering {
        for (kind, name, ascends) in &self.0 {
            let is_value = |cell: &Cell| !matches!(cell, Cell::Number(number) if number.is_nan());
            let left = left.cell(*kind, name).filter(is_value);
            let right = right.cell(*kind, name).filter(is_value);
            let order = match (left, right) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => {
                    let order = match (&left, &right) {
                        (Cell::Number(left), Cell::Number(right)) => left.total_cmp(right),
                        (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
                        (Cell::Number(_), Cell::Text(_)) => Ordering::Less,
                        (Cell::Text(_), Cell::Number(_)) => Ordering::Greater,
                    };
                    if *ascends { order } else { order.reverse() }
                }
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    }
}

/// Whether a text is like a pattern, in which `%` stands for any characters and `_` for one.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) =
        (text.chars().take(COMPARED).collect(), pattern.chars().collect());
    let (mut at, mut in_pattern) = (0, 0);
    // Where to go on if the last `%` has to stand for one more.
    let mut again: Option<(usize, usize)> = None;
    while let Some(c) = text.get(at) {
        match pattern.get(in_pattern) {
            Some('%') => {
                in_pattern += 1;
                again = Some((at, in_pattern));
            }
            Some(wanted) if *wanted == '_' || wanted == c => (at, in_pattern) = (at + 1, in_pattern + 1),
            _ => {
                let Some((from, after)) = again else { return false };
                (at, in_pattern) = (from + 1, after);
                again = Some((from + 1, after));
            }
        }
    }
    pattern.iter().skip(in_pattern).all(|c| *c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Searched for One {
        fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
            match (kind, name) {
                (Kind::Metric, "loss") => Some(Cell::Number(0.25)),
                (Kind::Param, "model name") => Some(Cell::Text("Ridge's".into())),
                (Kind::Attribute, "status") => Some(Cell::Text("FINISHED".into())),
                (Kind::Tag, "mlflow.source.name") => Some(Cell::Text("train.py".into())),
                _ => None,
            }
        }
    }

    /// A training that picks its best run would pick another one.
    #[test]
    fn a_filter_holds_as_in_mlflow() {
        let holds = |text: &str| Filter::parse(text).unwrap().holds(&One);
        for text in [
            "",
            "metrics.loss < 0.3 and params.`model name` = 'Ridge''s'",
            "attributes.status = 'FINISHED' AND tags.mlflow.source.name LIKE 'train%'",
            "status IN ('FAILED', 'FINISHED') AND metric.loss >= 2.5e-1",
            "params.\"model name\" ILIKE '%RIDGE_s' AND tags.none IS NULL AND metrics.loss IS NOT NULL",
            "status NOT IN ('KILLED') AND metrics.loss!=1",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "metrics.loss > 0.25",
            "params.none != 'x'",
            "params.`model name` LIKE 'ridge%'",
            "status = 'FINISHED' AND metrics.loss < 0",
            "status LIKE 'FINISHE'",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    /// A search that is not understood would find what was not asked for.
    #[test]
    fn what_is_not_understood_is_refused() {
        let bad = [
            "metrics.loss",
            "a = b",
            "a = 'b",
            "a = 'b' OR c = 'd'",
            "models.x = 1",
            "metrics. = 1",
            "= 1",
            "a IN ()",
            "a IN ('b'",
            "a NOT LIKE 'b'",
            "a IS",
            "tags.é = ",
            "\u{a0}'",
        ];
        for text in bad {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }

    /// Patterns could keep the endpoint busy for hours.
    #[test]
    fn a_pattern_with_many_wildcards_is_tried_in_a_moment() {
        assert!(!is_like(&"a".repeat(1 << 20), &"%a".repeat(500).replace("%a%a", "%ab%")));
        assert!(Filter::parse(&format!("a LIKE '{}'", "%a".repeat(1000))).is_err());
        assert!(is_like("abcabc", "%b_a%") && is_like("", "%") && !is_like("a", ""));
    }
}
