//! JSON as Python writes it (with `NaN` and `Infinity`), token by token, from a stream and with little memory.

use std::io::{self, BufRead};

use crate::found::NAME;

/// A piece of JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token {
    /// `{` or `[`.
    Open(u8),
    /// `}` or `]`.
    Close(u8),
    Comma,
    Colon,
    /// A text, which is in [`Tokens::text`].
    Text,
    Number(f64),
    /// `true`, `false` or `null`.
    Word,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The stream ends.
    End,
    /// What follows is no JSON.
    Malformed,
    /// The system does not give more.
    Unreadable(io::ErrorKind),
}

/// The tokens of a stream.
#[derive(Debug)]
pub(crate) struct Tokens<R> {
    input: R,
    /// The position after the last token, in bytes.
    at: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Tokens<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, at: 0, text: Vec::new() }
    }

    /// The position after the last token, in bytes.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// The last text; empty if it is longer than a name may be or is no Unicode.
    pub(crate) fn text(&self) -> &str {
        if self.text.len() > NAME { "" } else { str::from_utf8(&self.text).unwrap_or_default() }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token, Stop> {
        self.pass_while(|byte| byte.is_ascii_whitespace(), false)?;
        let byte = self.peek()?.ok_or(Stop::End)?;
        if matches!(byte, b'{' | b'[' | b'}' | b']' | b',' | b':' | b'"') {
            self.pass();
        }
        match byte {
            b'{' | b'[' => Ok(Token::Open(byte)),
            b'}' | b']' => Ok(Token::Close(byte)),
            b',' => Ok(Token::Comma),
            b':' => Ok(Token::Colon),
            b'"' => self.quoted(),
            _ => self.bare(),
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        Ok(fill(&mut self.input)?.first().copied())
    }

    /// Passes bytes as long as they are of some kind. As much of them as shows that a text is too long is kept.
    fn pass_while(&mut self, is: impl Fn(u8) -> bool, keeps: bool) -> Result<(), Stop> {
        loop {
            let buffer = fill(&mut self.input)?;
            let end = buffer.iter().position(|byte| !is(*byte)).unwrap_or(buffer.len());
            let is_done = end < buffer.len() || buffer.is_empty();
            if keeps {
                let room = (NAME + 1).saturating_sub(self.text.len());
                self.text.extend(buffer.iter().take(end.min(room)));
            }
            self.input.consume(end);
            self.at += end as u64;
            if is_done {
                return Ok(());
            }
        }
    }

    fn pass(&mut self) {
        self.input.consume(1);
        self.at += 1;
    }

    fn byte(&mut self) -> Result<u8, Stop> {
        let byte = self.peek()?.ok_or(Stop::End)?;
        self.pass();
        Ok(byte)
    }

    /// A number or a word.
    fn bare(&mut self) -> Result<Token, Stop> {
        let (mut word, mut length) = ([0_u8; 64], 0);
        while let Some(byte) = self.peek()?
            && !(byte.is_ascii_whitespace() || b"{}[],:\"".contains(&byte))
        {
            *word.get_mut(length).ok_or(Stop::Malformed)? = byte;
            length += 1;
            self.pass();
        }
        let word = word.get(..length).unwrap_or_default();
        match word {
            b"true" | b"false" | b"null" => Ok(Token::Word),
            _ => match number(word) {
                Some(number) => Ok(Token::Number(number)),
                // It is half-written.
                None if self.peek()?.is_none() => Err(Stop::End),
                None => Err(Stop::Malformed),
            },
        }
    }

    fn quoted(&mut self) -> Result<Token, Stop> {
        self.text.clear();
        let mut high = None;
        loop {
            self.pass_while(|byte| !matches!(byte, b'"' | b'\\'), true)?;
            let unit = match self.byte()? {
                b'"' => return Ok(Token::Text),
                b'\\' => match self.byte()? {
                    b'u' => self.unit()?,
                    b'n' => 10,
                    b't' => 9,
                    b'r' => 13,
                    b'b' => 8,
                    b'f' => 12,
                    other => u16::from(other),
                },
                // What was passed ends with one of the two.
                _ => return Err(Stop::Malformed),
            };
            // What is beyond the first plane of Unicode is written as two units.
            match char::from_u32(u32::from(unit)) {
                Some(character) => self.keep(character),
                None if unit < 0xdc00 => high = Some(unit),
                None => {
                    let pair = high.take().map(|high| [high, unit]);
                    let character = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
                    self.keep(character.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
            }
        }
    }

    /// The four digits of a unit.
    fn unit(&mut self) -> Result<u16, Stop> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.byte()?).to_digit(16).ok_or(Stop::Malformed)?;
            unit = unit << 4 | digit as u16;
        }
        Ok(unit)
    }

    /// Keeps a character, if the text is not too long already.
    fn keep(&mut self, character: char) {
        if self.text.len() <= NAME {
            self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// What can be read at once; nothing only at the end.
fn fill(input: &mut impl BufRead) -> Result<&[u8], Stop> {
    // The second call gives what the first one has read: the compiler does not let it out of a loop.
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Stop::Unreadable(error.kind())),
        }
    }
    input.fill_buf().map_err(|error| Stop::Unreadable(error.kind()))
}

/// A number as Python's `json` writes it.
pub(crate) fn number(word: &[u8]) -> Option<f64> {
    match word {
        b"NaN" => Some(f64::NAN),
        b"Infinity" => Some(f64::INFINITY),
        b"-Infinity" => Some(f64::NEG_INFINITY),
        // Rust's own parser takes `inf` and `nan` in all their writings, which are no JSON.
        [b'-' | b'0'..=b'9', ..] if !word.iter().any(|byte| matches!(byte, b'i' | b'n' | b'I' | b'N')) => {
            str::from_utf8(word).ok()?.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of a metric would be wrong, or the rest of a file would be lost at the first loss that is no number.
    #[test]
    fn what_python_writes_is_read() {
        let text = br#"{"\u00e9\ud83d\ude00\n": [1, -2.5e-3, NaN, -Infinity, true, null], "\ud83d": "x"}"#;
        let mut tokens = Tokens::new(&text[..]);
        let mut all = Vec::new();
        let mut texts = Vec::new();
        while let Ok(token) = tokens.next() {
            if token == Token::Text {
                texts.push(tokens.text().to_owned());
            }
            all.push(format!("{token:?}"));
        }
        assert_eq!(texts, ["\u{e9}\u{1f600}\n", "", "x"]);
        assert_eq!(
            all.join(" "),
            "Open(123) Text Colon Open(91) Number(1.0) Comma Number(-0.0025) Comma Number(NaN) Comma Number(-inf) \
             Comma Word Comma Word Close(93) Comma Text Colon Text Close(125)"
        );
        assert_eq!((tokens.next(), tokens.at()), (Err(Stop::End), text.len() as u64));
    }

    /// A file that is being written would be called broken, or a broken one would be waited for.
    #[test]
    fn an_end_is_not_what_is_malformed() {
        for (text, stop) in [
            (&b"\"abc"[..], Stop::End),
            (b"\"\\u00", Stop::End),
            (b"tru", Stop::End),
            (b"tru,", Stop::Malformed),
            (b"nan,", Stop::Malformed),
            (b"inf,", Stop::Malformed),
            (b"\"\\u00g0\"", Stop::Malformed),
            (&[b'1'; 65], Stop::Malformed),
        ] {
            assert_eq!(Tokens::new(text).next(), Err(stop), "{text:?}");
        }
    }
}
