//! A line of a log as a terminal would show it.

use anstyle_parse::{DefaultCharAccumulator, Params, Parser, Perform};
use locales::is_unseen;

/// A part of a line that looks the same from its beginning to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its text.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a terminal has that many switches")]
pub struct Style {
    /// The color of its letters; `None`: the usual one.
    pub foreground: Option<Color>,
    /// The color behind them; `None`: the usual one.
    pub background: Option<Color>,
    /// Bold.
    pub bold: bool,
    /// Less bright than usual.
    pub dim: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underlined: bool,
    /// Struck through.
    pub struck: bool,
    /// The two colors are exchanged.
    pub inverse: bool,
}

/// A color of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// One of the 16 that the terminal chooses: black, red, green, yellow, blue, magenta, cyan, white, and the bright
    /// ones.
    Named(u8),
    /// Red, green and blue.
    Exact(u8, u8, u8),
}

/// Whether a terminal would show `text` as it is. What is not UTF-8 does not count.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && *byte != b'\n' && *byte != b'\t';
    // In whole blocks: the compiler compares many bytes at a time then.
    !text.chunks(256).any(|block| block.iter().fold(false, |found, byte| found | is_control(byte)))
}

/// Appends the text of `line` to `text`, with a line end also if it has none: a line that shows nothing is one, too.
pub(super) fn plain_text(line: &[u8], text: &mut Vec<u8>) {
    let (spans, _) = spans(line.strip_suffix(b"\n").unwrap_or(line), usize::MAX);
    text.extend(spans.iter().flat_map(|span| span.text.bytes()));
    text.push(b'\n');
}

/// What follows the last carriage return of `line`, which has no line end: at most `most` characters of it, and whether
/// there are more. Colors of the lines before have no effect.
pub(super) fn spans(line: &[u8], most: usize) -> (Vec<Span>, bool) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let start = memchr::memrchr(b'\r', line).map_or(0, |at| at + 1);
    let mut parser = Parser::<DefaultCharAccumulator>::new();
    let mut screen = Screen { spans: Vec::new(), style: Style::default(), left: most, is_cut: false };
    for byte in String::from_utf8_lossy(&line[start..]).bytes() {
        parser.advance(&mut screen, byte);
        if screen.is_cut {
            break;
        }
    }
    (screen.spans, screen.is_cut)
}

struct Screen {
    spans: Vec<Span>,
    style: Style,
    /// How many more characters there is room for.
    left: usize,
    is_cut: bool,
}

impl Screen {
    /// The text to which the next letter belongs.
    fn text(&mut self) -> &mut String {
        if self.spans.last().is_none_or(|last| last.style != self.style) {
            self.spans.push(Span { text: String::new(), style: self.style });
        }
        let last = self.spans.len() - 1;
        &mut self.spans[last].text
    }
}

impl Perform for Screen {
    fn print(&mut self, letter: char) {
        if letter.is_control() && letter != '\t' {
            return;
        }
        let Some(left) = self.left.checked_sub(1) else {
            self.is_cut = true;
            return;
        };
        self.left = left;
        match letter {
            letter if is_unseen(letter) => self.text().extend(letter.escape_default()),
            letter => self.text().push(letter),
        }
    }

    fn execute(&mut self, control: u8) {
        match control {
            b'\t' => self.print('\t'),
            // Keras went back over its progress bar in this way.
            0x08 => {
                if let Some(last) = self.spans.last_mut() {
                    last.text.pop();
                    self.left = self.left.saturating_add(1);
                    if last.text.is_empty() {
                        self.spans.pop();
                    }
                }
            }
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, parameters: &Params, intermediates: &[u8], ignore: bool, action: u8) {
        if action == b'm' && intermediates.is_empty() && !ignore {
            self.style.select(parameters);
        }
    }
}

impl Style {
    /// What "select graphic rendition" (ECMA-48, and xterm's colors) makes of it.
    fn select(&mut self, parameters: &Params) {
        // A color has its numbers in one parameter, separated by colons, or in the following ones.
        let mut numbers = parameters.iter().flatten().copied();
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underlined = true,
                7 => self.inverse = true,
                9 => self.struck = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underlined = false,
                27 => self.inverse = false,
                29 => self.struck = false,
                30..=37 => self.foreground = named(number - 30),
                38 => self.foreground = color(&mut numbers),
                39 => self.foreground = None,
                40..=47 => self.background = named(number - 40),
                48 => self.background = color(&mut numbers),
                49 => self.background = None,
                90..=97 => self.foreground = named(number - 82),
                100..=107 => self.background = named(number - 92),
                _ => {}
            }
        }
    }
}

fn named(number: u16) -> Option<Color> {
    u8::try_from(number).ok().map(Color::Named)
}

/// A color of 256 or of all.
fn color(numbers: &mut impl Iterator<Item = u16>) -> Option<Color> {
    let mut next = || numbers.next().and_then(|number| u8::try_from(number).ok());
    match next()? {
        2 => Some(Color::Exact(next()?, next()?, next()?)),
        5 => Some(match next()? {
            number @ 0..16 => Color::Named(number),
            // A cube of 6 levels for each color, as xterm has them, and 24 grays.
            number @ 16..232 => {
                let level = |number: u8| if number == 0 { 0 } else { 55 + 40 * number };
                let number = number - 16;
                Color::Exact(level(number / 36), level(number / 6 % 6), level(number % 6))
            }
            number => {
                let gray = 8 + 10 * (number - 232);
                Color::Exact(gray, gray, gray)
            }
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &[u8]) -> String {
        spans(line, usize::MAX).0.into_iter().map(|span| span.text).collect()
    }

    /// A person would read `[32m` instead of a green word, or not find it.
    #[test]
    fn escape_sequences_are_not_shown() {
        for (line, expected) in [
            (b"\x1b[32mOK\x1b[0m done".as_slice(), "OK done"),
            (b"\x1b]0;title\x07a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "alink"),
            (b"\x1b(B-\tb\x00\x07", "-\tb"),
            (b"10%\r20%\r\x1b[K30%\r", "30%"),
            (b"12\x08\x0834", "34"),
            (b"\x08\x08a", "a"),
            (b"\xc3\xa9t \xff.", "\u{e9}t \u{fffd}."),
            ("a\u{202e}b\u{9b}c".as_bytes(), "a\\u{202e}bc"),
            (b"\x1b[38;5;", ""),
        ] {
            assert_eq!(text(line), expected, "{line:?}");
            let mut plain = Vec::new();
            plain_text(&[line, b"\n"].concat(), &mut plain);
            assert_eq!(plain, format!("{expected}\n").as_bytes());
        }
        assert!(is_plain(b"a\tb\xff\n") && !is_plain(&[&[b'a'; 1000], b"\r".as_slice()].concat()));
    }

    /// An error that a package prints in red would not stand out.
    #[test]
    fn colors_are_those_of_a_terminal() {
        let style = |line: &str| spans(line.as_bytes(), 99).0.pop().unwrap().style;
        let red = Style { foreground: Some(Color::Named(1)), ..Style::default() };
        assert_eq!(style("\x1b[31mx"), red);
        assert_eq!(style("\x1b[1;31mx"), Style { bold: true, ..red });
        assert_eq!(style("\x1b[1;31;22mx"), red);
        assert_eq!(style("\x1b[31m\x1b[mx"), Style::default());
        assert_eq!(style("\x1b[91mx").foreground, Some(Color::Named(9)));
        assert_eq!(style("\x1b[48;5;196mx").background, Some(Color::Exact(255, 0, 0)));
        assert_eq!(style("\x1b[38;5;250mx").foreground, Some(Color::Exact(188, 188, 188)));
        assert_eq!(style("\x1b[38;2;1;2;3;4mx").foreground, Some(Color::Exact(1, 2, 3)));
        assert!(style("\x1b[38;2;1;2;3;4mx").underlined);
        assert_eq!(style("\x1b[38;2;1mx"), Style::default());
        let spans = spans(b"a\x1b[31mb\x1b[31mc\x1b[0md", 99).0;
        assert_eq!(spans.iter().map(|span| &*span.text).collect::<Vec<_>>(), ["a", "bc", "d"]);
    }

    #[test]
    fn a_long_line_is_cut() {
        assert!(!spans(b"abc", 3).1);
        let (cut, is_cut) = spans(b"ab\x1b[1mcd", 3);
        assert!(is_cut && cut[1].text == "c");
    }
}
