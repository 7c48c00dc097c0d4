//! Output: tables, JSON, one line for an error.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use engine::{Counts, SkippedFile, Watch};
use files::shown;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use locales::{Failure, Language, Message, Result, is_unseen};
use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

/// Writes to stdout. A failure is reported at the end ([`unwritten`]), since the command may have been
/// executed all the same.
pub(crate) fn print(text: &str) {
    write(text.as_bytes());
}

/// Writes bytes to stdout as [`print()`] does. `false`: nothing more can be written.
pub(crate) fn write(bytes: &[u8]) -> bool {
    let mut stdout = io::stdout().lock();
    let Err(error) = stdout.write_all(bytes).and_then(|()| stdout.flush()) else { return true };
    // A reader that closed the pipe (`| head`) has what it wanted.
    if error.kind() != io::ErrorKind::BrokenPipe {
        UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
    false
}

/// Why something could not be written to stdout; returned once.
pub(crate) fn unwritten() -> Option<Failure> {
    let error = UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    Some(Failure::because(Message::OutputUnwritten, error))
}

/// The first error of stdout.
static UNWRITTEN: Mutex<Option<io::Error>> = Mutex::new(None);

/// Text from a package or a file name on one line, without the control characters that a terminal would obey and
/// those that are not seen.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = if text.is_ascii() {
        text.bytes().any(|byte| byte.is_ascii_control())
    } else {
        text.contains(|c: char| c.is_control() || is_unseen(c))
    };
    if !obeyed {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.trim_end().chars() {
        match c {
            '\n' => safe.push(' '),
            c if c.is_control() || is_unseen(c) => safe.extend(c.escape_default()),
            c => safe.push(c),
        }
    }
    safe.into()
}

/// Writes one line to stdout.
pub(crate) fn line(text: &str) {
    print(&format!("{}\n", harmless(text)));
}

/// Writes one line to stderr.
pub(crate) fn error_line(text: &str) {
    // There is no other place to report that stderr cannot be written.
    let _ = writeln!(io::stderr(), "{}", harmless(text));
}

/// Writes text with several lines to stderr.
pub(crate) fn print_error(text: &str) {
    // As [`error_line`].
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Does long work and shows its progress on a terminal.
pub(crate) fn with_progress<T, E>(
    language: Language,
    work: impl FnOnce(&Watch) -> Result<T, E>,
) -> Result<T, E> {
    let watch = Watch::default();
    let bar = ProgressBar::new(0);
    if bar.is_hidden() {
        return work(&watch);
    }
    let progress = watch.progress.clone();
    let text = move |state: &ProgressState, out: &mut dyn fmt::Write| {
        // Writing to a string does not fail.
        let _ = out.write_str(&how_far(progress.counts(), state.per_sec(), language));
    };
    if let Ok(style) = ProgressStyle::with_template("[{bar:20}] {how_far}") {
        bar.set_style(style.with_key("how_far", text).progress_chars("=> "));
    }
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let progress = watch.progress.clone();
        // The bar's own thread is not used, because starting it can panic.
        let shown = std::thread::Builder::new().spawn_scoped(scope, move || {
            while is_done.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
                let counts = progress.counts();
                bar.update(|state| {
                    state.set_len(counts.bytes_total);
                    state.set_pos(counts.bytes_done);
                });
            }
            bar.finish_and_clear();
        });
        // If no thread can be started, the work is done without showing its progress.
        drop(shown);
        let worked = work(&watch);
        drop(done);
        worked
    })
}

/// The progress of work, and how long the rest will take at this many bytes per second.
fn how_far(counts: Counts, speed: f64, language: Language) -> String {
    let (done, total) = (counts.files_done, counts.files_total);
    let (bytes, size) = (counts.bytes_done, counts.bytes_total);
    if speed < 1.0 || bytes >= size {
        return Message::WorkProgress { bytes, done, size, total }.render(language);
    }
    let left = ((size - bytes) as f64 / speed).ceil() as u64;
    Message::WorkProgressSpeed { bytes, done, left, size, speed: speed as u64, total }.render(language)
}

/// The time between two updates of the progress.
const OFTEN: Duration = Duration::from_millis(200);

/// Writes one JSON value to stdout.
pub(crate) fn json(value: &impl Serialize) -> Result<u8> {
    // Maps with text keys cannot fail to serialise.
    print(&format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default()));
    Ok(0)
}

/// A table whose columns are as wide as their contents. Numbers (`right`) are aligned right, texts left.
///
/// All cells are in one string: with an allocation for each, a long list took half as long again.
pub(crate) struct Table {
    columns: usize,
    right: Vec<usize>,
    cells: String,
    ends: Vec<usize>,
}

impl Table {
    pub(crate) fn new<const N: usize>(titles: [Message; N], right: &[usize], language: Language) -> Self {
        let mut table = Self::with_columns(N, right.to_vec());
        titles.iter().for_each(|title| table.cell(title.render(language)));
        table
    }

    /// A table with so many columns, whose titles are the first cells.
    pub(crate) fn with_columns(columns: usize, right: Vec<usize>) -> Self {
        Self { columns, right, cells: String::new(), ends: Vec::new() }
    }

    /// Adds the next cell, row by row.
    pub(crate) fn cell(&mut self, cell: impl Display) {
        let begin = self.cells.len();
        let _ = write!(self.cells, "{cell}");
        if let Cow::Owned(safe) = harmless(&self.cells[begin..]) {
            self.cells.replace_range(begin.., &safe);
        }
        self.ends.push(self.cells.len());
    }

    /// The same for an optional value.
    pub(crate) fn cell_if(&mut self, cell: Option<impl Display>) {
        match cell {
            Some(cell) => self.cell(cell),
            None => self.cell("–"),
        }
    }

    /// Whether there are only titles.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.len() == self.columns
    }

    pub(crate) fn print(&self) {
        print(&self.text());
    }

    fn text(&self) -> String {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = || begins.clone().zip(&self.ends).map(|(begin, end)| &self.cells[begin..*end]);
        let mut widths = vec![0; self.columns];
        for (i, cell) in cells().enumerate() {
            let width = &mut widths[i % self.columns];
            *width = display_width(cell).max(*width);
        }
        let mut text = String::with_capacity(self.cells.len() * 2);
        for (i, cell) in cells().enumerate() {
            let column = i % self.columns;
            let space = widths[column] - display_width(cell);
            let (before, after) = if self.right.contains(&column) { (space, 2) } else { (0, space + 2) };
            text.extend(std::iter::repeat_n(' ', before));
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', after));
            if column + 1 == self.columns {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
        }
        text
    }
}

/// How many columns of a terminal a text takes. Most cells are ASCII, where counting is enough.
fn display_width(cell: &str) -> usize {
    if cell.is_ascii() { cell.len() } else { cell.width() }
}

/// A time as people write it, in their time zone, to the second: `2026-11-24 18:51:30`.
pub(crate) fn time(at: Timestamp) -> impl Display {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(TimeZone::system);
    let at = ZONE.to_datetime(at);
    std::fmt::from_fn(move |f| {
        let (date, time) = (at.date(), at.time());
        write!(f, "{:04}-{:02}-{:02} ", date.year(), date.month(), date.day())?;
        write!(f, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    })
}

/// A path for a table: on one line, whatever its name contains.
pub(crate) fn path(path: &std::path::Path) -> String {
    shown(path)
}

/// Labels and values, the labels in a column.
pub(crate) fn facts(pairs: &[(String, String)]) {
    let width = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    for (label, value) in pairs {
        line(&format!("{label}{}  {value}", " ".repeat(width - label.width())));
    }
}

/// The size of a file that may have holes, and what it takes on the disk if that is less.
pub(crate) fn size_with_holes(bytes: u64, data: u64, language: Language) -> String {
    if data < bytes {
        Message::SizeOnDisk { bytes, data }.render(language)
    } else {
        size(Some(bytes), language)
    }
}

/// How many skipped files are named.
const NAMED: usize = 10;

/// Names skipped files on stderr. Returns the exit code: 1 if there are any, although the rest was done.
pub(crate) fn name_skipped(all: &[SkippedFile], language: Language) -> u8 {
    if all.is_empty() {
        return 0;
    }
    error_line(&Message::LeftOut { count: all.len() as u64 }.render(language));
    all.iter().take(NAMED).for_each(|one| error_line(&format!("  {}", one.why.render(language))));
    let more = all.len().saturating_sub(NAMED) as u64;
    if more > 0 {
        error_line(&format!("  {}", Message::LeftOutMore { count: more }.render(language)));
    }
    1
}

/// All skipped files.
pub(crate) fn skipped_json(all: &[SkippedFile], language: Language) -> Value {
    let one =
        |one: &SkippedFile| json!({"path": one.path.to_string_lossy(), "reason": one.why.render(language)});
    all.iter().map(one).collect()
}

/// A size, or a dash if there is none.
pub(crate) fn size(bytes: Option<u64>, language: Language) -> String {
    bytes.map_or("–".to_string(), |bytes| locales::bytes(bytes, language))
}

/// Reports where something was saved.
pub(crate) fn downloaded(what: engine::Downloaded, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        let path = std::path::absolute(&what.path).unwrap_or(what.path.clone());
        let skipped = skipped_json(&what.skipped, language);
        let value = json!({"path": path.to_string_lossy(), "bytes": what.bytes, "left_out": skipped});
        json(&value)?;
    } else {
        let path = path(&what.path);
        line(&Message::Downloaded { path, bytes: what.bytes }.render(language));
    }
    Ok(name_skipped(&what.skipped, language))
}

/// Reports how many bytes a removal freed.
pub(crate) fn freed(bytes: u64, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        return json(&json!({"freed": bytes}));
    }
    line(&Message::Removed { bytes }.render(language));
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: [&str; 4]) -> String {
        let mut table = Table::with_columns(2, Vec::new());
        cells.into_iter().for_each(|cell| table.cell(cell));
        table.text()
    }

    #[test]
    fn a_name_from_elsewhere_cannot_command_the_terminal() {
        let text = table(["a\u{1b}[2Jb", "x", "c\rd\ne", "y"]);
        assert_eq!(text, "a\\u{1b}[2Jb  x\nc\\rd e       y\n");
        assert_eq!(harmless("once\u{9b}1m\n"), "once\\u{9b}1m");
        assert_eq!(harmless("\u{202e}gpj.exe"), "\\u{202e}gpj.exe");
    }

    #[test]
    fn long_work_shows_its_speed_and_the_time_left() {
        let counts =
            Counts { bytes_done: 50_000_000, bytes_total: 1_000_000_000, files_done: 3, files_total: 7 };
        let text = |speed| how_far(counts, speed, Language::English);
        assert_eq!(text(0.0), "3 of 7 files, 50.0 MB of 1.0 GB");
        assert_eq!(text(5e6), "3 of 7 files, 50.0 MB of 1.0 GB, 5.0 MB/s, 3 min 10 s left");
    }

    #[test]
    fn columns_align_where_letters_are_two_wide() {
        assert_eq!(table(["日本", "x", "abcd", "y"]), "日本  x\nabcd  y\n");
        assert_eq!(table(["🚂", "x", "ab", "y"]), "🚂  x\nab  y\n");
    }
}
