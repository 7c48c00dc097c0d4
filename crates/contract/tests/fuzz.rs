//! Fuzzes everything that reads untrusted files: one file that somebody sent could otherwise crash the window,
//! or make a whole store's runs unreadable.
//!
//! The corpora are in `tests/fuzz`, the changes are those of [`testkit::fuzz`].
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs;
use std::path::Path;

use contract::{Facts, PythonVersion, Report, Source, When, check, check_declared};
use files::{Watch, zip};
use jiff::Zoned;
use locales::Language;
use testkit::fuzz::{Changes, changed_zip, corpus, fuzz, kind_of};

const FACTS: Facts<'_> = Facts {
    python: None,
    interpreters: &[PythonVersion { major: 3, minor: 11 }],
    free: Some(1 << 30),
    today: Some(jiff::civil::date(2026, 11, 28)),
};

/// The codes of the checks with their verdicts, and the pipeline types.
fn outcome_of(report: &Report) -> String {
    let checks = report.checks.iter().map(|check| format!("{:?} {}", check.verdict, kind_of(&check.message)));
    format!("{} {:?}", checks.collect::<Vec<_>>().join(","), report.pipelines)
}

/// The check must report everything that is wrong with a package, and what it accepts must unpack.
#[test]
fn any_zip_is_checked_and_unpacked_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (file, into) = (folder.path().join("it.zip"), folder.path().join("into"));
    let words = ["churn/", "../", "/", "\\", "main.py", "train.py", "requirements.txt", "__pycache__/", "é"];
    let change = |changes: &mut Changes<'_>| changed_zip(changes, &words, |_, _| {});
    fuzz("any_zip_is_checked_and_unpacked_or_refused", corpus("zips"), change, |input| {
        fs::write(&file, input).unwrap();
        let report = check(&Source::Zip(file.clone()), &FACTS).unwrap();
        let outcome = outcome_of(&report);
        let listed = zip::ZipListing::open_some(&file, &|path| !report.drops(path));
        let Ok(listed) = listed else {
            assert!(!report.is_accepted(), "accepted, and cannot be opened");
            return format!("{outcome} unreadable");
        };
        if check_declared(listed.entries.len() as u64, listed.bytes(), input.len() as u64).is_err() {
            return format!("{outcome} too much");
        }
        let unpacked = listed.unpack(&into, &|_| true, &Watch::default());
        if let Ok(unpacked) = &unpacked {
            assert_eq!(unpacked.bytes, listed.bytes());
            assert_eq!(count_files(&into), unpacked.files, "something else was made");
            fs::remove_dir_all(&into).unwrap();
        }
        assert!(!into.exists(), "left behind");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was made elsewhere");
        format!("{outcome} {}", unpacked.is_ok())
    });
}

/// Counts the regular files in a folder that has only files and folders.
fn count_files(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let count = |entry: fs::DirEntry| {
        let kind = entry.file_type().unwrap();
        assert!(kind.is_file() || kind.is_dir(), "{entry:?} is neither a file nor a folder");
        if kind.is_dir() { count_files(&entry.path()) } else { 1 }
    };
    entries.map(count).sum()
}

/// Code may be invalid, or made to break parsers.
#[test]
fn any_python_source_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("churn");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("requirements.txt"), "").unwrap();
    fs::write(root.join("main.py"), "class Main:\n def __init__(self): 0\n def predict(self, x): 0\n")
        .unwrap();
    let words = [
        "class Main",
        "(object)",
        ":\n",
        "    ",
        "\t",
        "def train(self, d)",
        "def save(self)",
        "def evaluate",
        "def __init__(self)",
        "=",
        "self",
        "lambda: ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "f'{",
        "'''",
        "\"\"\"",
        "\\\n",
        "#",
        "# coding: utf-8",
        "async ",
        "await ",
        "match x:\n case ",
        "from . import *",
        "import x",
        "try:\n",
        "if x:\n",
        "else:\n",
        "@staticmethod\n",
        "not ",
        "-",
        "**",
        ":=",
        "\u{feff}",
        "\r",
        "\0",
        "é",
    ];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("any_python_source_is_checked", corpus("python"), change, |input| {
        fs::write(root.join("train.py"), input).unwrap();
        outcome_of(&check(&Source::Folder(root.clone()), &FACTS).unwrap())
    });
}

/// An expression that never comes due, or only after a long search, must not stop all schedules.
#[test]
fn any_cron_expression_is_read_or_refused() {
    let words =
        ["*", "*/", "-", ",", "L", "W", "#", "?", "MON", "jan", "@daily", "0 0 31 2 *", " ", "59", "\u{a0}"];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    let times = ["2026-03-29T01:30:00[Europe/Paris]", "2024-02-29T23:59:59[America/New_York]"];
    let times = times.map(|text| text.parse::<Zoned>().unwrap());
    fuzz("any_cron_expression_is_read_or_refused", corpus("cron"), change, |input| {
        let text = String::from_utf8_lossy(input);
        let when = match When::cron(&text) {
            Ok(when) => when,
            Err(refused) => return kind_of(&refused.failure.message),
        };
        assert_eq!(When::cron(&when.to_string()).unwrap(), when, "it is not what it is written as");
        when.render(Language::French);
        let mut outcome = String::new();
        for now in &times {
            let next = when.next(now, 3);
            assert!(next.iter().all(|at| at > now) && next.is_sorted(), "{next:?}");
            assert_eq!(when.check(now).is_ok(), !next.is_empty());
            outcome += &format!("{} ", next.len());
        }
        outcome
    });
}
