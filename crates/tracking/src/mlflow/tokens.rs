//! The words of a filter, and the names in it.

use super::filter::Kind;

/// The longest pattern, in bytes: a longer one would take long to compare.
const LONGEST_PATTERN: usize = 1000;

/// A word of a filter.
pub(super) enum Token<'a> {
    /// A name or a number.
    Word(&'a str),
    /// Something in quotes.
    Text(String),
    /// A comparison, a parenthesis, a comma.
    Sign(&'a str),
}

impl Token<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(found) if found.eq_ignore_ascii_case(word))
    }
}

/// A filter that is being read.
pub(super) struct Tokens<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, &'static str> {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        if "'\"`".contains(first) {
            return self.quoted(first).map(|text| Some(Token::Text(text)));
        }
        let is_sign = |c: char| "=!<>".contains(c);
        let length = match first {
            '(' | ')' | ',' => 1,
            first if is_sign(first) => self.rest.find(|c| !is_sign(c)).unwrap_or(self.rest.len()),
            _ => {
                let ends = |c: char| c.is_whitespace() || is_sign(c) || "(),'\"`".contains(c);
                self.rest.find(ends).unwrap_or(self.rest.len())
            }
        };
        let (token, rest) = self.rest.split_at(length);
        self.rest = rest;
        let is_word = !is_sign(first) && !"(),".contains(first);
        Ok(Some(if is_word { Token::Word(token) } else { Token::Sign(token) }))
    }

    /// What is between quotes; a doubled one stands for one.
    fn quoted(&mut self, quote: char) -> Result<String, &'static str> {
        let mut text = String::new();
        loop {
            let inside = self.rest.get(1..).unwrap_or_default();
            let (part, after) = inside.split_once(quote).ok_or("a quote is not closed")?;
            text.push_str(part);
            self.rest = after;
            if !after.starts_with(quote) {
                return Ok(text);
            }
            text.push(quote);
        }
    }

    /// A name with what it is the name of: `metrics.loss`, `tags."my tag"`, `start_time`.
    pub(super) fn name(&mut self) -> Result<(Kind, String), &'static str> {
        let first = match self.next()?.ok_or("a name is missing")? {
            Token::Word(word) => word,
            Token::Text(name) => return Ok((Kind::Attribute, name)),
            Token::Sign(_) => return Err("a name is missing"),
        };
        let Some((prefix, name)) = first.split_once('.') else { return Ok((Kind::Attribute, first.into())) };
        let kind = match prefix.to_ascii_lowercase().as_str() {
            "metric" | "metrics" => Kind::Metric,
            "param" | "params" | "parameter" | "parameters" => Kind::Param,
            "tag" | "tags" => Kind::Tag,
            "dataset" | "datasets" => Kind::Dataset,
            "attribute" | "attributes" | "attr" | "run" => Kind::Attribute,
            _ => return Err("there are attributes, metrics, params, tags and datasets"),
        };
        if !name.is_empty() {
            return Ok((kind, name.into()));
        }
        if !self.rest.starts_with(['"', '`']) {
            return Err("a name is missing");
        }
        self.text().map(|name| (kind, name))
    }

    pub(super) fn text(&mut self) -> Result<String, &'static str> {
        match self.next()? {
            Some(Token::Text(text)) => Ok(text),
            _ => Err("texts need quotes"),
        }
    }

    pub(super) fn pattern(&mut self) -> Result<String, &'static str> {
        let pattern = self.text()?;
        if pattern.len() > LONGEST_PATTERN { Err("a pattern is too long") } else { Ok(pattern) }
    }

    pub(super) fn list(&mut self) -> Result<Vec<String>, &'static str> {
        if !matches!(self.next()?, Some(Token::Sign("("))) {
            return Err("IN is followed by a list in parentheses");
        }
        let mut values = Vec::new();
        loop {
            values.push(self.text()?);
            match self.next()? {
                Some(Token::Sign(",")) => {}
                Some(Token::Sign(")")) => return Ok(values),
                _ => return Err("a list is not closed"),
            }
        }
    }
}
