//! The values of series as CSV.

use std::fmt::Write as _;

use locales::Result;

use super::RunSeries;

/// How much text is passed on at a time, in bytes.
const BLOCK: usize = 1 << 16;

impl RunSeries {
    /// The first line of CSV: what the columns are called.
    pub const CSV_TITLES: &str = "name,source,part,step,time,value\n";

    /// Passes all values of the series with these keys to `write`, as CSV with a line for each, in blocks of lines,
    /// until it returns `false`. If `run` is given, a first column says this.
    ///
    /// # Errors
    /// As [`RunSeries::each_whole`].
    pub fn csv(&self, keys: &[u32], run: Option<&str>, mut write: impl FnMut(&str) -> bool) -> Result<()> {
        let run = run.map_or(String::new(), |run| field(run) + ",");
        let mut text = String::new();
        self.each_whole(keys, |one| {
            let begin = format!("{run}{},{},{}", field(&one.name), one.source.word(), field(&one.part));
            one.steps.iter().zip(&one.times).zip(&one.values).all(|((step, time), value)| {
                // Writing to a string does not fail.
                let _ = match value.is_finite() {
                    // As short as possible without a loss, with an exponent where that is shorter.
                    true => writeln!(text, "{begin},{step},{time:?},{value:?}"),
                    false => writeln!(text, "{begin},{step},{time:?},{}", not_finite(*value)),
                };
                text.len() < BLOCK || write(&std::mem::take(&mut text))
            })
        })?;
        if !text.is_empty() {
            write(&text);
        }
        Ok(())
    }
}

/// A field of CSV, in quotes if it needs them.
fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.into(),
    }
}

/// How JSON and CSV say a number that they have none for.
pub fn not_finite(number: f64) -> &'static str {
    match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A spreadsheet would shift the columns, or take two lines for two values.
    #[test]
    fn a_field_of_csv_is_one_whatever_its_name_contains() {
        for (text, written) in [
            ("val/loss", "val/loss"),
            ("a, b", "\"a, b\""),
            ("5\" disk", "\"5\"\" disk\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(field(text), written);
        }
    }
}
