//! The items of a W&B record: a name, which may be of several levels, and a value.

use crate::found::NAME;
use crate::json::{Token, Tokens, number};
use crate::wire::{Field, Fields, Malformed, fields};

/// How many levels of nested names are read.
const LEVELS: usize = 16;
/// How many items of a record are read.
const ITEMS: usize = 50_000;
/// How many objects of W&B's own (tables, images) are distinguished in one record.
const OBJECTS: usize = 200;

/// An item.
#[derive(Debug, Default)]
pub(super) struct Item<'a> {
    /// Its name, with dots between the levels as W&B shows them; empty if it is too long.
    pub(super) name: String,
    pub(super) value: Value<'a>,
}

/// A value; clients from 0.31 on have fields for its types, too, which they do not use yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Value<'a> {
    /// It is written as JSON, with `NaN` and `Infinity`.
    Json(&'a [u8]),
    Number(f64),
    /// Neither.
    #[default]
    None,
}

/// The items that are these fields of a message, at most 50,000.
pub(super) fn items(message: &[u8], number: u64) -> Result<Vec<Item<'_>>, Malformed> {
    let mut items = Vec::new();
    for field in fields(message) {
        let (of, field) = field?;
        if of == number && items.len() < ITEMS {
            items.push(Item::of(fields(field.bytes()?))?);
        }
    }
    Ok(items)
}

/// Removes W&B's own items, and what is a part of an object of its own, such as the number of rows of a table.
pub(super) fn remove_own(items: &mut Vec<Item<'_>>) {
    let prefix = |item: &Item<'_>| item.name.strip_suffix("._type").map(|object| format!("{object}."));
    let prefixes: Vec<String> = items.iter().filter_map(prefix).take(OBJECTS).collect();
    items.retain(|item| {
        let is_part = |prefix: &String| item.name.starts_with(prefix.as_str());
        !item.name.is_empty() && !item.name.starts_with('_') && !prefixes.iter().any(is_part)
    });
}

impl<'a> Item<'a> {
    /// An item of a history, a summary or a configuration: the numbers of their fields are the same.
    fn of(fields: Fields<'a>) -> Result<Self, Malformed> {
        let mut item = Self::default();
        let mut is_long = false;
        for field in fields {
            match field? {
                (1 | 2, field) => is_long |= !item.add_level(field.text()?),
                (5, Field::Varint(zigzag)) => {
                    item.value =
                        Value::Number(((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()) as f64);
                }
                (6, field) => item.value = Value::Number(field.double()?),
                (8 | 16, field) => item.value = Value::Json(field.bytes()?),
                _ => {}
            }
        }
        if is_long {
            item.name.clear();
        }
        Ok(item)
    }

    /// Adds a level to the name, if it is not too long.
    fn add_level(&mut self, level: &str) -> bool {
        let is_short = self.name.len() + level.len() < NAME;
        if is_short {
            self.name.push_str(if self.name.is_empty() { "" } else { "." });
            self.name.push_str(level);
        }
        is_short
    }
}

impl Value<'_> {
    /// The number that it is.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Json(json) => number(json),
            Self::Number(number) => Some(number),
            Self::None => None,
        }
    }
}

/// Gives each value in some JSON with its name and as it is written: those in an object by themselves, those of a list
/// together. An object of W&B's own has none.
pub(super) fn leaves(json: &[u8], name: &str, each: &mut dyn FnMut(&str, &[u8])) {
    if json.first() != Some(&b'{') {
        return each(name, json);
    }
    if json.windows(7).any(|part| part == b"\"_type\"") {
        return;
    }
    let mut tokens = Tokens::new(json);
    let mut name = name.to_owned();
    // How long the name is of each object that is open, and how many lists are, in which nothing is given.
    let mut levels = Vec::new();
    let (mut lists, mut list_start) = (0_u32, 0);
    let mut is_value = true;
    loop {
        let start = tokens.at();
        let Ok(token) = tokens.next() else { return };
        match token {
            Token::Open(b'{') if lists == 0 => {
                if levels.len() >= LEVELS || name.len() > NAME {
                    return;
                }
                levels.push(name.len());
                is_value = false;
            }
            Token::Open(_) => {
                list_start = if lists == 0 { start } else { list_start };
                lists += 1;
            }
            Token::Close(_) if lists > 0 => {
                lists -= 1;
                if lists == 0 {
                    each(&name, slice(json, list_start, tokens.at()));
                }
            }
            Token::Close(_) => {
                levels.pop();
            }
            _ if lists > 0 => {}
            Token::Comma => is_value = false,
            Token::Colon => is_value = true,
            Token::Text if !is_value => {
                name.truncate(levels.last().copied().unwrap_or_default());
                if !name.is_empty() {
                    name.push('.');
                }
                name.push_str(tokens.text());
            }
            Token::Text | Token::Number(_) | Token::Word => each(&name, slice(json, start, tokens.at())),
        }
    }
}

/// What is written between two positions, without what is before and after it.
fn slice(json: &[u8], from: u64, to: u64) -> &[u8] {
    let at = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    json.get(at(from)..at(to)).unwrap_or_default().trim_ascii()
}
