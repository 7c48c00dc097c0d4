//! Formats numbers, sizes and durations in each language.

use crate::{Language, Message};

/// Several things, listed as the language does: `a, b and c`.
pub fn list(mut all: Vec<String>, language: Language) -> String {
    match all.pop() {
        Some(last) if !all.is_empty() => Message::ListAnd { before: all.join(", "), last }.render(language),
        last => last.unwrap_or_default(),
    }
}

/// A whole number with thousands separators: `12,345` and `12 345`.
pub fn number(n: u64, language: Language) -> String {
    let digits = n.to_string();
    let separator = match language {
        Language::English => ",",
        Language::French => "\u{202f}",
    };
    let mut written = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            written.push_str(separator);
        }
        written.push(digit);
    }
    written
}

/// A size in bytes, in powers of 1000 like in file managers: `2.5 MB`, `2,5 Mo`.
pub fn bytes(n: u64, language: Language) -> String {
    let (unit, prefixes) = match language {
        Language::English => ("B", ["", "k", "M", "G", "T", "P", "E"]),
        Language::French => ("o", ["", "k", "M", "G", "T", "P", "E"]),
    };
    let (mut value, mut step) = (n as f64, 0);
    // 999.95 would be rounded to "1000.0".
    while value >= 999.95 && step + 1 < prefixes.len() {
        value /= 1000.0;
        step += 1;
    }
    let figure = if step == 0 { n.to_string() } else { decimal(value, language) };
    format!("{figure} {}{unit}", prefixes[step])
}

/// A duration in seconds: `42 s`, `3 min 05 s`, `2 h 07 min`.
pub fn seconds(n: u64, _language: Language) -> String {
    match n {
        0..60 => format!("{n} s"),
        60..3600 => format!("{} min {:02} s", n / 60, n % 60),
        _ => format!("{} h {:02} min", n / 3600, n % 3600 / 60),
    }
}

/// A score with up to four decimals; very large and very small ones with a power of ten: `0.9333`, `12`,
/// `1.25e-7`.
pub fn score(value: f64, language: Language) -> String {
    let size = value.abs();
    if size >= 1e6 || (size > 0.0 && size < 1e-4) {
        return pointed(format!("{value:.2e}"), language);
    }
    let written = format!("{value:.4}");
    pointed(written.trim_end_matches('0').trim_end_matches('.').to_string(), language)
}

fn decimal(value: f64, language: Language) -> String {
    pointed(format!("{value:.1}"), language)
}

/// Replaces the decimal point by that of the language.
fn pointed(written: String, language: Language) -> String {
    match language {
        Language::English => written,
        Language::French => written.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_numbers_read_as_people_write_them() {
        assert_eq!(bytes(999, Language::English), "999 B");
        assert_eq!(bytes(999_999, Language::English), "1.0 MB");
        assert_eq!(bytes(1_234_567, Language::French), "1,2 Mo");
        assert_eq!(number(1_234_567, Language::English), "1,234,567");
        assert_eq!(number(100, Language::French), "100");
        assert_eq!(seconds(185, Language::English), "3 min 05 s");
        for (value, written) in [(0.93333, "0,9333"), (1.0, "1"), (-10.5, "-10,5"), (1.25e-7, "1,25e-7")] {
            assert_eq!(score(value, Language::French), written);
        }
    }
}
