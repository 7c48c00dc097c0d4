//! The column of accepted packages, and the report of a good package.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use contract::{Facts, PipelineKind, PythonVersion, Report, Source, Verdict, check};
use jiff::civil::date;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::zips::{
    FACTS, GOOD, MAIN, Raw, TRAIN, bare, folder, raw, refusal, report, report_folder, warnings, with, zip,
};

#[test]
fn a_good_package_is_reported_line_by_line() {
    let report = report(&with(&[
        ("churn/train_requirements.txt", "numpy\n"),
        ("churn/model/", ""),
        ("churn/model/ü '\"x", ""),
    ]));
    let lines: Vec<_> =
        report.checks.iter().map(|c| (c.verdict, c.message.code(), c.file.as_deref(), c.line)).collect();
    let pass = |code, file, line| (Verdict::Pass, code, file, line);
    let (main, train) = (Some("main.py"), Some("train.py"));
    assert_eq!(
        lines,
        [
            pass("check-files", None, None),
            pass("check-root", None, None),
            pass("check-requirements", Some("requirements.txt"), None),
            pass("check-train-requirements", Some("train_requirements.txt"), None),
            pass("check-class", main, Some(1)),
            pass("check-function", main, Some(2)),
            pass("check-function", main, Some(5)),
            pass("check-class", train, Some(1)),
            pass("check-function", train, Some(2)),
            pass("check-function", train, Some(3)),
            pass("check-function", train, Some(4)),
            pass("check-function", train, Some(5)),
            pass("check-function", train, Some(6)),
        ]
    );
    assert_eq!(report.pipelines, PipelineKind::ALL);
    assert!(report.training);
    assert_eq!((report.root.as_deref(), &report.folder), (Some("churn"), &None));
    assert_eq!((report.files, report.bytes), (5, (MAIN.len() + TRAIN.len() + 6) as u64));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["checks"][4]["verdict"], "pass");
    assert_eq!(json["checks"][4]["message"]["code"], "check-class");
}

#[test]
fn a_folder_in_place_of_a_zip() {
    let inside: Vec<_> =
        GOOD.iter().map(|(name, text)| (name.strip_prefix("churn/").unwrap(), *text)).collect();
    for (files, below) in [(&inside[..], ""), (&GOOD, "churn")] {
        let (holder, path) = folder(files);
        let report = check(&Source::at(&path).unwrap(), &FACTS).unwrap();
        assert_eq!((refusal(&report), warnings(&report).len()), ("", 0));
        assert_eq!(report.root.as_deref(), Some("churn"));
        let root = holder.path().canonicalize().unwrap().join("churn").join(below);
        assert_eq!(report.folder, Some(root));
    }
}

#[test]
fn what_tools_leave_behind_does_not_count() {
    let leavings = [
        ("__MACOSX/._churn", "x"),
        ("__MACOSX/churn/._main.py", "x"),
        (".DS_Store", "x"),
        ("churn/.DS_Store", "x"),
        ("churn/.git/HEAD", "x"),
        ("churn/a/__pycache__/b.pyc", "x"),
    ];
    let zipped = report(&with(&leavings));
    assert_eq!((refusal(&zipped), zipped.files), ("", 3));
    // `.git` may contain links and sockets, which are harmless because they are not imported.
    let link = Raw { mode: 0o120_777, ..Raw::new("churn/.git/link", b"..") };
    assert_eq!(refusal(&report(&raw(&[link], None))), "");
    let folder = report_folder(&[&GOOD[..], &leavings].concat());
    assert_eq!((refusal(&folder), folder.files), ("", 3));
    for report in [zipped, folder] {
        let dropped = report.checks.iter().find(|check| check.message.code() == "check-dropped").unwrap();
        assert_eq!(dropped.verdict, Verdict::Pass);
        assert!(dropped.message.to_string().contains("__pycache__"), "{}", dropped.message);
    }
}

/// A person would have to clean up their folder, because a package would be refused for thirty thousand files
/// that nobody wrote.
#[test]
fn a_virtual_environment_is_left_out_and_reported() {
    let environment = [
        ("churn/tools/py/pyvenv.cfg", "home = /usr/bin"),
        ("churn/tools/py/lib/README", "x"),
        ("churn/tools/py/lib/readme", "x"),
        ("churn/tools/py/lib/main.py", "x"),
        ("churn/tools/python.txt", "x"),
        ("venv/pyvenv.cfg", "home = /usr/bin"),
        ("churn/venv/x", "no environment"),
    ];
    let named = |report: &Report| {
        assert_eq!((refusal(report), report.files), ("", 5));
        assert_eq!(warnings(report), ["check-dropped-environment"]);
        let check = report.checks.iter().find(|check| check.verdict == Verdict::Warning).unwrap();
        check.message.to_string()
    };
    let zipped = report(&with(&environment));
    assert!(named(&zipped).contains("churn/tools/py, venv"), "{}", named(&zipped));
    for (path, drops) in [("churn/tools/py/lib/README", true), ("churn/tools/python.txt", false)] {
        assert_eq!(zipped.drops(Path::new(path)), drops, "{path}");
    }
    let entries = [
        Raw::new("churn/env/pyvenv.cfg", b""),
        Raw { mode: 0o120_777, ..Raw::new("churn/env/bin/python", b"/usr/bin/python3") },
        Raw::new(format!("churn/env/{}", "d/".repeat(900)), b""),
    ];
    assert_eq!(refusal(&report(&raw(&entries, None))), "");
    assert_eq!(refusal(&report(&raw(&entries[2..], None))), "check-name-invalid");
    let out = Raw::new("churn/env/../../pyvenv.cfg", b"");
    assert_eq!(refusal(&report(&raw(&[out], None))), "check-name-outside");
    let (_holder, path) = folder(&[&GOOD[..], &environment].concat());
    std::os::unix::fs::symlink("/usr/bin/python3", path.join("churn/tools/py/python")).unwrap();
    std::os::unix::fs::symlink("py", path.join("churn/tools/link")).unwrap();
    let report = check(&Source::at(&path).unwrap(), &FACTS).unwrap();
    assert!(named(&report).contains("churn/tools/link, churn/tools/py, venv"), "{}", named(&report));
    let (_holder, path) = folder(&[("main.py", MAIN), ("requirements.txt", ""), ("pyvenv.cfg", "")]);
    assert_eq!(
        check(&Source::at(&path).unwrap(), &FACTS).unwrap().files,
        3,
        "made in the package's own folder"
    );
}

/// Python's zipfile, tar and `zip -r x.zip ./` write such names.
#[test]
fn a_leading_dot_is_no_part_of_a_name() {
    let entries = [
        Raw::new("./", b""),
        Raw::new("./churn/main.py", MAIN.as_bytes()),
        Raw::new("././churn/requirements.txt", b""),
    ];
    let report = report(&bare(&entries));
    assert_eq!((refusal(&report), report.root.as_deref(), report.files), ("", Some("churn"), 2));
}

/// A page of the guide requires them to be equal, and a person who uploads the zip there would not know why it fails.
#[test]
fn a_zip_that_is_not_called_like_its_root_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (name, warned) in [("churn.zip", false), ("churn-1.0.zip", true), ("churn", false)] {
        let path = folder.path().join(name);
        std::fs::write(&path, zip(&GOOD)).unwrap();
        let report = check(&Source::Zip(path), &FACTS).unwrap();
        assert_eq!(warnings(&report), if warned { &["check-zip-name"][..] } else { &[] }, "{name}");
    }
}

#[test]
fn a_flat_zip() {
    let flat = [("main.py", MAIN), ("requirements.txt", ""), ("train.py", TRAIN), ("model/x", "")];
    let report = report(&zip(&flat));
    assert_eq!((refusal(&report), warnings(&report)), ("", vec!["check-root-flat"]));
    assert_eq!((report.root, report.folder, report.training), (None, None, true));
}

#[test]
fn names_in_an_old_code_page() {
    let report = report(&raw(&[Raw::new(b"churn/\x82t\x82", b"x")], None));
    assert_eq!((refusal(&report), report.files), ("", 4));
}

#[test]
fn functions_that_are_not_there_rule_out_pipeline_types() {
    use PipelineKind::{Evaluation, Full, Training};
    let cases: [(&[&str], &[&str], &[PipelineKind]); 6] = [
        (&["train", "save", "evaluate", "process_data"], &[], &[Training, Evaluation, Full]),
        (&["train", "save", "evaluate"], &[], &[Training, Evaluation]),
        (&["train", "save"], &["evaluate"], &[Training]),
        (&["evaluate"], &["train", "save"], &[Evaluation]),
        (&["train", "process_data", "evaluate"], &["save"], &[Evaluation]),
        (&[], &["train", "save", "evaluate"], &[]),
    ];
    for (has, lacks, kinds) in cases {
        let mut train = "class Main:\n def __init__(self): pass\n".to_string();
        for name in has {
            train += &format!(" def {name}(self, *a): pass\n");
        }
        let report = report(&zip(&[GOOD[0], GOOD[1], ("churn/train.py", &train)]));
        assert_eq!(refusal(&report), "");
        assert_eq!(report.pipelines, kinds, "{has:?}");
        assert!(report.training);
        let told: Vec<String> = report
            .checks
            .iter()
            .filter(|c| c.verdict == Verdict::Warning)
            .map(|c| c.message.to_string())
            .collect();
        assert_eq!(told.len(), lacks.len());
        for (sentence, name) in told.iter().zip(lacks) {
            let out = if *name == "evaluate" { "evaluation runs" } else { "training runs" };
            assert!(
                sentence.contains(name) && sentence.contains(out) && sentence.contains("full"),
                "{sentence}"
            );
        }
    }
}

#[test]
fn without_train_py_training_is_not_enabled() {
    let report = report(&zip(&GOOD[..2]));
    assert_eq!((refusal(&report), warnings(&report)), ("", vec!["check-train-missing"]));
    assert!(!report.training && report.pipelines.is_empty());
    let missing = report.checks.iter().find(|check| check.message.code() == "check-train-missing").unwrap();
    assert_eq!((missing.file.as_deref(), missing.line), (Some("train.py"), None));
}

#[test]
fn a_python_that_is_not_here() {
    let (_holder, path) = folder(&GOOD);
    let source = Source::at(&path).unwrap();
    let python = |text: &str| text.parse::<PythonVersion>().unwrap();
    let found = [python("3.12"), python("3.10"), python("3.10")];
    for (asked, interpreters, warned) in [
        (None, &found[..], None),
        (Some("3.10"), &found, None),
        (Some("3.14"), &found, Some("3.10, 3.12")),
        (Some("3.8"), &found, Some("3.10, 3.12")),
        (Some("3.8"), &[], Some("no Python was found")),
    ] {
        let facts = Facts { python: asked.map(python), interpreters, ..FACTS };
        let report = check(&source, &facts).unwrap();
        assert_eq!(refusal(&report), "");
        let told = report
            .checks
            .iter()
            .find(|c| c.message.code() == "check-python-missing")
            .map(|c| c.message.to_string());
        assert_eq!(told.is_some(), warned.is_some(), "{asked:?}");
        assert!(told.unwrap_or_default().contains(warned.unwrap_or_default()));
    }
}

/// A person would be offered a day that is from a tool or a wrong clock.
#[test]
fn the_newest_file_is_the_newest_that_can_be_believed() {
    let today = date(2026, 11, 28);
    let newest = |source: &Source| {
        let report = check(source, &Facts { today: Some(today), ..FACTS }).unwrap();
        report.newest.map(|day| day.to_string())
    };
    let holder = tempfile::tempdir().unwrap();
    let of_zip = |days: [(u16, u8, u8); 3]| {
        let path = holder.path().join("dated.zip");
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        for ((name, text), (year, month, day)) in GOOD.iter().zip(days) {
            let at = DateTime::from_date_and_time(year, month, day, 23, 0, 0).unwrap();
            writer.start_file(*name, SimpleFileOptions::default().last_modified_time(at)).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap();
        newest(&Source::Zip(path))
    };
    assert_eq!(of_zip([(2018, 5, 1), (2019, 8, 14), (1980, 1, 1)]).as_deref(), Some("2019-08-14"));
    assert_eq!(of_zip([(2018, 5, 1), (2026, 11, 28), (2099, 1, 1)]).as_deref(), Some("2026-11-28"));
    assert_eq!(of_zip([(1980, 1, 1), (1985, 10, 26), (2099, 1, 1)]), None);
    let (_holder, path) = folder(&GOOD);
    for (name, _) in GOOD {
        let at = UNIX_EPOCH + Duration::from_secs(1_565_827_199); // 2019-08-14T23:59:59Z
        let file = File::options().write(true).open(path.join(name)).unwrap();
        file.set_modified(at).unwrap();
    }
    assert_eq!(newest(&Source::Folder(path)).as_deref(), Some("2019-08-14"));
}

/// AI Center once had Python 3.6 and 3.7: packages for them run on the nearest version (contract §1).
#[test]
fn a_python_that_is_too_old_is_reported_with_the_one_that_is_used() {
    let (_holder, path) = folder(&GOOD);
    let python = |text: &str| text.parse::<PythonVersion>().unwrap();
    for (interpreters, taken) in [(&[python("3.12"), python("3.9")][..], "Python 3.9"), (&[], "Python 3.8")] {
        let facts = Facts { python: Some(python("3.6")), interpreters, ..FACTS };
        let report = check(&Source::at(&path).unwrap(), &facts).unwrap();
        let told = report.checks.iter().find(|check| check.message.code() == "check-python-old").unwrap();
        assert!(told.message.to_string().contains(taken), "{}", told.message);
    }
}
