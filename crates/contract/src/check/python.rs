//! Decodes a Python file like Python does (PEP 263), parses it, and looks for its class `Main`.
//!
//! The source is not trusted: its size is limited before it is read, and its nesting before it is parsed,
//! since the parser and the syntax tree recurse. Both are done on a thread whose stack is large enough.

use std::borrow::Cow;

use locales::{Failure, Message};
use ruff_python_ast::PythonVersion as Grammar;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, lexer, parse_unchecked};
use ruff_text_size::{Ranged, TextSize};

use super::class::{self, Class};
use super::{Check, Step};
use crate::PythonVersion;

/// The largest Python file that is parsed, in bytes; a syntax tree needs some fifty times as much.
pub(super) const LARGEST: u64 = 4 << 20;
/// How deeply operators and brackets may be nested. CPython itself gives up between 100 and some 3,000.
const DEEPEST: u32 = 3_000;
/// The size of the stack in bytes, of which only as much is used as the nesting needs.
const STACK: usize = 256 << 20;

/// A parsed Python file.
pub(super) struct Module {
    /// Its class `Main`, if it has one.
    pub class: Option<Class>,
    /// What a person should know about it.
    pub warnings: Vec<Check>,
}

/// Parses `bytes`, if they are at most [`LARGEST`], as the file `file`. A file with a syntax error is
/// refused.
pub(super) fn read(bytes: &[u8], file: &str, asked: Option<PythonVersion>) -> Step<Module> {
    let unchecked = |message| {
        let warnings = vec![Check::warning(message).at(file, None)];
        Ok(Module { class: Some(Class::elsewhere()), warnings })
    };
    let name = || file.to_string();
    if bytes.len() as u64 > LARGEST {
        return unchecked(Message::CheckSourceLarge { file: name(), most: LARGEST });
    }
    let source = match decode(bytes) {
        Decoded::Text(source) => source,
        Decoded::Unknown(encoding) => {
            return unchecked(Message::CheckEncoding { file: name(), encoding });
        }
        Decoded::Broken(cause, line) => return Err(syntax_error(file, line, cause).into()),
    };
    let parsed = on_large_stack(&source, || parse(&source, file, asked));
    match parsed.map_err(|error| Failure::because(Message::CheckSourceUnread { file: name() }, error))? {
        Some(module) => module,
        // Nothing is known about the file.
        None => unchecked(Message::CheckSourceDeep { file: name() }),
    }
}

/// Parses a source by `parse`, on a thread with a stack that is large enough for it. `None`: it is nested too
/// deeply, or the parser panicked, which it does on its own errors.
pub(super) fn on_large_stack<T: Send>(
    source: &str,
    parse: impl FnOnce() -> T + Send,
) -> std::io::Result<Option<T>> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let parsing = thread.spawn_scoped(scope, || (depth(source) <= DEEPEST).then(parse))?;
        Ok(parsing.join().ok().flatten())
    })
}

fn parse(source: &str, file: &str, asked: Option<PythonVersion>) -> Step<Module> {
    let grammar = asked.map_or(Grammar::latest(), |python| Grammar {
        major: u8::try_from(python.major).unwrap_or(u8::MAX),
        minor: u8::try_from(python.minor).unwrap_or(u8::MAX),
    });
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module).with_target_version(grammar));
    if let Some(error) = parsed.errors().iter().min_by_key(|error| error.location.start()) {
        return Err(syntax_error(file, line(source, error.location.start()), error.error.to_string()).into());
    }
    let mut warnings = Vec::new();
    let too_new = parsed.unsupported_syntax_errors().iter().min_by_key(|error| error.range.start());
    if let (Some(error), Some(_)) = (too_new, asked) {
        let message = Message::CheckSyntaxVersion { file: file.to_string(), cause: error.to_string() };
        warnings.push(Check::warning(message).at(file, Some(line(source, error.start()))));
    }
    let class =
        parsed.try_into_module().and_then(|module| class::find(module.suite(), &|at| line(source, at)));
    if class.as_ref().is_some_and(|class| class.line.is_none()) {
        warnings.push(Check::warning(Message::CheckClassElsewhere { file: file.to_string() }).at(file, None));
    }
    Ok(Module { class, warnings })
}

fn syntax_error(file: &str, line: u64, cause: String) -> Check {
    Check::fail(Message::CheckSyntax { file: file.to_string(), line, cause }).at(file, Some(line))
}

/// The line of an offset, from 1, counted like Python does: `\n`, `\r\n` and `\r` end a line.
pub(super) fn line(source: &str, at: TextSize) -> u64 {
    // An error at the end is reported for the last line that is not blank.
    line_of(source.as_bytes(), at.to_usize().min(source.trim_end().len()))
}

fn line_of(source: &[u8], at: usize) -> u64 {
    let before = &source[..at.min(source.len())];
    let ends =
        |(i, byte): (usize, &u8)| *byte == b'\n' || *byte == b'\r' && source.get(i + 1) != Some(&b'\n');
    before.iter().enumerate().filter(|&end| ends(end)).count() as u64 + 1
}

/// A file as text.
pub(super) enum Decoded<'a> {
    Text(Cow<'a, str>),
    /// The encoding is not supported.
    Unknown(String),
    /// Python would not read it: the reason, and the line.
    Broken(String, u64),
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Decoded::Broken("source code cannot contain null bytes".into(), line_of(bytes, at));
    }
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let named = cookie(unmarked.unwrap_or(bytes));
    // Like in CPython's tokenizer: "_" is "-", and case is ignored, as well as the end of some names.
    let encoding = named.as_deref().unwrap_or("utf-8").to_ascii_lowercase().replace('_', "-");
    let is = |names: &[&str]| names.iter().any(|name| encoding == *name);
    let starts = |name: &str| encoding == name || encoding.starts_with(&format!("{name}-"));
    let utf8 = starts("utf-8") || is(&["utf8", "u8"]);
    if unmarked.is_some() && !utf8 {
        return Decoded::Broken(format!("encoding problem: {encoding} with BOM"), 1);
    }
    let ascii = is(&["ascii", "us-ascii"]);
    if utf8 || ascii {
        let bytes = unmarked.unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to());
        let bad = match text {
            Ok(text) if ascii => text.bytes().position(|byte| !byte.is_ascii()),
            Ok(_) => None,
            Err(at) => Some(at),
        };
        return match (bad, text) {
            (None, Ok(text)) => Decoded::Text(text.into()),
            (at, _) => {
                let at = at.unwrap_or(0);
                Decoded::Broken(
                    format!("'{encoding}' codec can't decode byte 0x{:02x}", bytes[at]),
                    line_of(bytes, at),
                )
            }
        };
    }
    if starts("latin-1")
        || starts("iso-8859-1")
        || starts("iso-latin-1")
        || is(&["latin1", "l1", "iso8859-1"])
    {
        return Decoded::Text(bytes.iter().map(|byte| char::from(*byte)).collect());
    }
    if is(&["cp1252", "windows-1252", "1252"]) {
        return Decoded::Text(bytes.iter().map(|byte| windows_1252(*byte)).collect());
    }
    Decoded::Unknown(encoding)
}

fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..0xa0 => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The encoding that one of the first two lines declares (PEP 263); the second line only counts if the
/// first one has no code.
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).take(2) {
        let line = line.trim_ascii_start();
        if let Some(comment) = line.strip_prefix(b"#") {
            let comment = String::from_utf8_lossy(comment);
            let named = comment.match_indices("coding").find_map(|(at, word)| {
                let rest =
                    comment[at + word.len()..].strip_prefix([':', '='])?.trim_start_matches([' ', '\t']);
                let end = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))
                    .unwrap_or(rest.len());
                (end > 0).then(|| rest[..end].to_string())
            });
            if named.is_some() {
                return named;
            }
        } else if !line.is_empty() {
            return None;
        }
    }
    None
}

/// An upper bound, up to a small factor, of how deep the parser and the syntax tree recurse: for each open
/// bracket, what can nest since the last comma, and the keywords of the whole logical line, since a comma
/// does not always end what they begin. Indentation needs no bound: each level needs longer lines, so that
/// [`LARGEST`] limits it.
fn depth(source: &str) -> u32 {
    use TokenKind as T;
    let mut lexer = lexer::lex(source, Mode::Module);
    // The closing token of each open bracket, and the depth before it.
    let mut open: Vec<(T, u32)> = Vec::new();
    let (mut here, mut outside, mut keywords, mut deepest) = (0u32, 0u32, 0u32, 0u32);
    loop {
        let token = lexer.next_token();
        match token {
            T::EndOfFile => return deepest,
            T::Newline => {
                open.clear();
                (here, outside, keywords) = (0, 0, 0);
            }
            T::Lpar | T::Lsqb | T::Lbrace => {
                let closer = match token {
                    T::Lpar => T::Rpar,
                    T::Lsqb => T::Rsqb,
                    _ => T::Rbrace,
                };
                open.push((closer, here + 1));
                outside += here + 1;
                here = 0;
            }
            T::Rpar | T::Rsqb | T::Rbrace => {
                // An unmatched closing bracket does not change the depth.
                if let Some((_, before)) = open.pop_if(|(closer, _)| *closer == token) {
                    outside -= before;
                    here = before;
                }
            }
            T::Comma | T::Semi if !open.is_empty() => here = 0,
            T::None | T::True | T::False | T::And | T::Or | T::In | T::Is | T::As => {}
            T::Name | T::String | T::Int | T::Float | T::Complex | T::Comma | T::Colon | T::Ellipsis => {}
            T::FStringMiddle | T::TStringMiddle | T::Comment | T::NonLogicalNewline => {}
            _ if token.is_keyword() => keywords += 1,
            _ => here += 1,
        }
        deepest = deepest.max(here.saturating_add(outside).saturating_add(keywords));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcome(source: &[u8]) -> String {
        match read(source, "x.py", None) {
            Ok(module) => module.warnings.first().map_or("read", |check| check.message.code()).to_string(),
            Err(crate::check::Stop::Refused(check)) => {
                format!("{} {}", check.message.code(), check.line.unwrap())
            }
            Err(crate::check::Stop::Failed(failure)) => panic!("{failure}"),
        }
    }

    #[test]
    fn a_file_is_decoded_as_python_does() {
        let cases: [(&[u8], &str); 17] = [
            (b"\xef\xbb\xbfx = 1\r\n\tif_ = 2\r\n", "check-syntax 2"),
            (b"\xef\xbb\xbfx = 1\r\nif x:\r\n\ty = 2\r\n", "read"),
            (b"x = 1\ry = (\r", "check-syntax 2"),
            (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "read"),
            (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n\x8cuvre = '\x80'\n", "read"),
            (b"# coding: Latin_1-unix\nx = '\xe9'\n", "read"),
            (b"# coding: utf8\nx = '\xe9'\n", "check-syntax 2"),
            (b"x = 1\n# coding: latin-1\ny = '\xe9'\n", "check-syntax 3"),
            (b"\n\n# coding: latin-1\ny = 1\n", "read"),
            (b"# coding: ascii\ny = '\xc3\xa9'\n", "check-syntax 2"),
            (b"# coding: shift-jis\ny = 1\n", "check-encoding"),
            (b"\xef\xbb\xbf# coding: latin-1\n", "check-syntax 1"),
            (b"\xef\xbb\xbf# coding: utf-8\n", "read"),
            (b"x = 1\ny = '\0'\n", "check-syntax 2"),
            ("é = '\u{feff}'".as_bytes(), "read"),
            (b"", "read"),
            (b"if True:\n    x\n  y\n", "check-syntax 3"),
        ];
        for (source, expected) in cases {
            assert_eq!(outcome(source), expected, "{}", String::from_utf8_lossy(source));
        }
    }

    #[test]
    fn a_source_made_to_exhaust_the_machine_is_not_parsed() {
        let n = LARGEST as usize / 16;
        let chain = |part: &str| format!("x = a{}\n", part.repeat(n));
        let cases = [
            format!("{}1{}", "(".repeat(n), ")".repeat(n)),
            "(".repeat(n),
            "[{".repeat(n),
            "(\")\"".repeat(n),
            format!("x = {}1", "-".repeat(n)),
            format!("x = {}1", "not ".repeat(n)),
            format!("x = {}1", "lambda a, b: ".repeat(n)),
            format!("x = ({}1)", "lambda a, b: ".repeat(n)),
            "if x, y: ".repeat(n),
            chain(".b"),
            chain("[0]"),
            chain("()"),
            chain("+1"),
            chain(" if b else c"),
            chain("**2"),
            format!("x = {}", "f'{".repeat(n)),
        ];
        for source in cases {
            let expected = "check-source-deep";
            assert_eq!(outcome(source.as_bytes()), expected, "{}", &source[..40]);
        }
        let mut stairs = String::new();
        for level in 0..2_000 {
            stairs += &format!("{}if x:\n", " ".repeat(level));
        }
        assert_eq!(outcome(format!("{stairs}{}pass\n", " ".repeat(2_000)).as_bytes()), "read");
        assert_eq!(outcome(&vec![b'#'; LARGEST as usize + 1]), "check-source-large");
    }

    #[test]
    fn what_is_long_but_flat_is_parsed() {
        let rows = "[-1.5, +2, {'a': -3, 'b': f(x)[0].y}, lambda_(x)],\n".repeat(20_000);
        assert_eq!(outcome(format!("x = [\n{rows}]\n").as_bytes()), "read");
        assert_eq!(outcome("x = a.b(-1)[0]\n".repeat(50_000).as_bytes()), "read");
        let deep = DEEPEST as usize - 10;
        assert_eq!(outcome(format!("x = 1{}\n", "+1".repeat(deep)).as_bytes()), "read");
        assert_eq!(outcome(format!("x = {}1{}\n", "(".repeat(deep), ")".repeat(deep)).as_bytes()), "read");
    }

    proptest! {
        #[test]
        fn no_text_and_no_bytes_make_it_panic(text in "\\PC{0,200}", bytes: Vec<u8>, pieces in prop::collection::vec(
            prop::sample::select(vec!["class Main", "(", ")", ":", "\n", "    ", "\t", "def ", "x", "f'{", "}'", "'''", "lambda ", ",",
                "if ", "else", "=", "import ", "from ", "*", "\\\n", "async ", "match ", "case ", "@", "[", "]", "#", "\r", "\u{feff}"]), 0..60))
        {
            // A panic would be reported as "too deep", which none of these is.
            for source in [text.into_bytes(), bytes, pieces.concat().into_bytes()] {
                prop_assert_ne!(outcome(&source), "check-source-deep");
            }
        }
    }
}
