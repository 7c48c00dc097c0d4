//! The column of refused packages.

use std::fs;

use contract::{Facts, Source, check};
use zip::write::SimpleFileOptions;

use crate::zips::{
    FACTS, GOOD, MAIN, Raw, TRAIN, folder, raw, refusal, report, report_folder, warnings, with, zip,
};

#[test]
fn what_is_no_zip_is_named_for_what_it_is() {
    assert_eq!(refusal(&report(b"hello, world")), "check-zip-not");
    assert_eq!(refusal(&report(b"")), "check-zip-empty");
    assert_eq!(refusal(&report(&zip(&[]))), "check-zip-empty");
    let whole = with(&[]);
    for length in (4..whole.len()).step_by(97).chain([whole.len() - 1]) {
        assert_eq!(refusal(&report(&whole[..length])), "check-zip-damaged", "cut after {length}");
    }
    assert!(Source::at("/nowhere/x.zip".as_ref()).unwrap_err().to_string().contains("/nowhere/x.zip"));
}

#[test]
fn a_damaged_file_is_found_before_a_run_trips_over_it() {
    let mut bytes = raw(&[Raw::new("churn/model.bin", b"weights weights")], None);
    let at = bytes.windows(7).position(|w| w == b"weights").unwrap();
    bytes[at] ^= 1;
    let report = report(&bytes);
    assert_eq!(refusal(&report), "check-entry-damaged");
    assert_eq!(report.refused().unwrap().file.as_deref(), Some("churn/model.bin"));
}

#[test]
fn encrypted_in_whole_or_in_part() {
    for (flags, method) in [(1, 0), (1 | 1 << 6, 0), (1 << 13, 0), (1, 99), (0, 99)] {
        let secret = Raw { flags, method, ..Raw::new("churn/secret", b"xxxxxxxxxxxxxxxx") };
        assert_eq!(refusal(&report(&raw(&[secret], None))), "check-zip-encrypted", "{flags} {method}");
    }
    let odd = Raw { method: 14, ..Raw::new("churn/x", b"lzma") };
    assert_eq!(refusal(&report(&raw(&[odd], None))), "check-zip-method");
}

#[test]
fn not_exactly_one_root_folder() {
    assert_eq!(refusal(&report(&with(&[("other/x", "")]))), "check-roots-several");
    assert_eq!(refusal(&report(&with(&[("README.md", "")]))), "check-root-beside");
    assert_eq!(refusal(&report(&zip(&[("churn/", "")]))), "check-package-empty");
    assert_eq!(refusal(&report(&zip(&[("__MACOSX/x", "")]))), "check-package-empty");
    let nested = [("a/churn/main.py", MAIN), ("a/churn/requirements.txt", "")];
    let deeper = report(&zip(&nested));
    assert_eq!(refusal(&deeper), "check-file-deeper");
    assert!(deeper.checks.iter().any(|check| check.message.to_string().contains("\"a/churn\"")));
    assert_eq!(refusal(&report_folder(&[])), "check-package-empty");
    assert_eq!(
        refusal(&report_folder(&[("a/main.py", MAIN), ("b/main.py", MAIN)])),
        "check-requirements-missing"
    );
    assert_eq!(refusal(&report_folder(&[("a/main.py", MAIN), ("README.md", "")])), "check-root-beside");
}

#[test]
fn names_that_lead_out() {
    for (name, code) in [
        ("/etc/passwd", "check-name-outside"),
        ("//host/share", "check-name-outside"),
        ("C:/windows", "check-name-outside"),
        ("c:x", "check-name-outside"),
        ("../x", "check-name-outside"),
        ("churn/../../x", "check-name-outside"),
        ("churn/..", "check-name-outside"),
        ("__MACOSX/../x", "check-name-outside"),
        ("churn\\..\\x", "check-name-backslash"),
        ("\\x", "check-name-backslash"),
        ("churn/a\nb", "check-name-control"),
        ("churn/a\0b", "check-name-control"),
        ("churn/\u{7f}", "check-name-control"),
        ("churn/\u{85}", "check-name-control"),
        ("", "check-name-invalid"),
        ("churn//x", "check-name-invalid"),
        ("churn/x//", "check-name-invalid"),
    ] {
        let report = report(&raw(&[Raw::new(name, b"x")], None));
        assert_eq!(refusal(&report), code, "{name:?}");
        assert!(!report.refused().unwrap().message.to_string().contains(char::is_control));
    }
    let long = format!("churn/{}", "x".repeat(256));
    assert_eq!(refusal(&report(&raw(&[Raw::new(long, b"x")], None))), "check-name-invalid");
    let not_text = Raw { flags: 1 << 11, ..Raw::new(b"churn/\xff", b"x") };
    assert_eq!(refusal(&report(&raw(&[not_text], None))), "check-name-invalid");
    assert_eq!(refusal(&report_folder(&[("main.py", MAIN), ("a\\b", "")])), "check-name-backslash");
    assert_eq!(refusal(&report_folder(&[("main.py", MAIN), ("a\nb", "")])), "check-name-control");
}

#[test]
fn links_and_devices() {
    let mut writer = zip::ZipWriter::new_append(std::io::Cursor::new(with(&[]))).unwrap();
    writer.add_symlink("churn/link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(refusal(&report(&writer.finish().unwrap().into_inner())), "check-link");
    for (mode, code) in [
        (0o120_777, "check-link"),
        (0o020_666, "check-special"),
        (0o060_666, "check-special"),
        (0o010_666, "check-special"),
        (0o140_666, "check-special"),
    ] {
        let entry = Raw { mode, ..Raw::new("churn/x", b"/dev/null") };
        assert_eq!(refusal(&report(&raw(&[entry], None))), code, "{mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn links_and_sockets_in_a_folder() {
    let (_holder, path) = folder(&[("main.py", MAIN), ("requirements.txt", "")]);
    let code = || refusal(&check(&Source::at(&path).unwrap(), &FACTS).unwrap());
    assert_eq!(code(), "");
    for target in ["main.py", "/etc/passwd", "nowhere", "."] {
        std::os::unix::fs::symlink(target, path.join("link")).unwrap();
        assert_eq!(code(), "check-link", "{target}");
        fs::remove_file(path.join("link")).unwrap();
    }
    let socket = std::os::unix::net::UnixListener::bind(path.join("s")).unwrap();
    assert_eq!(code(), "check-special");
    drop(socket);
}

#[test]
fn names_that_one_folder_cannot_hold_together() {
    for (first, second, code) in [
        ("churn/a", "churn/a", "check-name-twice"),
        ("churn/a/", "churn/a/", "check-name-twice"),
        ("churn/a", "churn/A", "check-name-case"),
        ("churn/é", "churn/É", "check-name-case"),
        ("churn/é", "churn/e\u{301}", "check-name-case"),
        ("churn/ß", "churn/SS", "check-name-case"),
        ("Churn/a", "churn/b", "check-name-case"),
        ("churn/a", "churn/a/b", "check-name-both"),
        ("churn/a/b", "churn/a", "check-name-both"),
    ] {
        let twice = raw(&[Raw::new(first, b""), Raw::new(second, b"")], None);
        assert_eq!(refusal(&report(&twice)), code, "{first:?} {second:?}");
    }
    let dotted = raw(&[Raw::new("./churn/main.py", b"")], None);
    assert_eq!(refusal(&report(&dotted)), "check-name-twice");
    let main_twice = raw(&[Raw::new("churn/main.py", b"raise SystemExit")], None);
    assert_eq!(refusal(&report(&main_twice)), "check-name-twice");
    assert_eq!(refusal(&report_folder(&[("main.py", MAIN), ("a/x", ""), ("A/x", "")])), "check-name-case");
}

#[test]
fn files_that_every_package_has() {
    let without = |missing: &str, more: &[(&'static str, &'static str)]| {
        let rest: Vec<_> = GOOD.iter().chain(more).copied().filter(|(name, _)| *name != missing).collect();
        let inside: Vec<_> =
            rest.iter().map(|(name, text)| (name.strip_prefix("churn/").unwrap(), *text)).collect();
        let (zipped, plain) = (report(&zip(&rest)), report_folder(&inside));
        assert_eq!(refusal(&zipped), refusal(&plain));
        refusal(&zipped)
    };
    assert_eq!(without("churn/requirements.txt", &[("churn/Requirements.txt", "")]), "check-file-misnamed");
    assert_eq!(without("churn/main.py", &[("churn/src/main.py", MAIN)]), "check-file-elsewhere");
    assert_eq!(without("churn/train.py", &[]), "");
}

/// A person would see that the file is there, and not know what is wrong.
#[test]
fn a_file_that_is_nearly_called_right_is_named() {
    for (found, nearly) in [
        ("requirements.txt.txt", true),
        ("Requirements.TXT", true),
        ("requirements", true),
        ("requirements (1).txt", true),
        ("requirement.txt", true),
        ("requirements-dev.txt", false),
        ("requirements.in", false),
        ("notes.txt", false),
    ] {
        let report = report(&zip(&[GOOD[1], (&format!("churn/{found}"), "")]));
        let check = report.refused().unwrap();
        let code = if nearly { "check-file-misnamed" } else { "check-requirements-missing" };
        assert_eq!(check.message.code(), code, "{found}");
        assert_eq!(check.message.to_string().contains(found), nearly, "{}", check.message);
    }
    for found in ["main.py.py", "Main.py", "main.py.txt"] {
        let flat = report(&zip(&[GOOD[0], (&format!("churn/{found}"), MAIN)]));
        assert_eq!(refusal(&flat), "check-file-misnamed", "{found}");
        let flat = report(&zip(&[("requirements.txt", ""), (found, MAIN), ("model/x", "")]));
        assert_eq!(refusal(&flat), "check-file-misnamed", "{found}");
    }
    for (found, code) in
        [("churn/train.py.txt", "check-file-misnamed"), ("churn/src/train.py", "check-file-elsewhere")]
    {
        let train = report(&zip(&[GOOD[0], GOOD[1], (found, "")]));
        assert_eq!(warnings(&train), [code, "check-train-missing"]);
    }
    let more = report(&zip(&[GOOD[0], GOOD[1], GOOD[2], ("churn/train_requirement.txt", "pandas")]));
    assert_eq!(warnings(&more), ["check-file-misnamed"]);
    let wrapped = report(&zip(&[("churn.zip", "PK")]));
    let message = wrapped.refused().unwrap().message.to_string();
    assert!(message.contains("another zip, \"churn.zip\""), "{message}");
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let report = report(&zip(&[("churn/main.py", "class Main: pass"), ("churn/train.py", "class Main(:")]));
    let failed: Vec<_> = report
        .checks
        .iter()
        .filter(|c| c.verdict == contract::Verdict::Fail)
        .map(|c| c.message.code())
        .collect();
    assert_eq!(
        failed,
        ["check-requirements-missing", "check-function-required", "check-function-required", "check-syntax"]
    );
}

#[test]
fn too_many_entries() {
    let names: Vec<String> = (0..200_001).map(|i| format!("churn/{i}")).collect();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in &names {
        writer.start_file(name, stored).unwrap();
    }
    assert_eq!(refusal(&report(&writer.finish().unwrap().into_inner())), "check-too-many");
    // There are more entries than the end record declares: other readers would see them.
    for declared in [1, 3] {
        assert_eq!(refusal(&report(&raw(&[Raw::new("churn/x", b"")], Some(declared)))), "check-zip-damaged");
    }
    assert_eq!(refusal(&report(&raw(&[], Some(9)))), "check-zip-damaged");
    assert_eq!(refusal(&report(&raw(&[], Some(u16::MAX)))), "check-zip-damaged");
}

#[test]
fn bombs_and_lies() {
    let zeros = "\0".repeat(101_000_000);
    assert_eq!(refusal(&report(&with(&[("churn/zeros", &zeros)]))), "check-compression");
    assert_eq!(refusal(&report(&with(&[("churn/zeros", &zeros[..20_000_000])]))), "");
    // What is declared is checked before anything is unpacked, and then compared with what is unpacked.
    let huge = Raw { size: 3 << 30, method: 8, ..Raw::new("churn/x", b"\x03\0") };
    assert_eq!(refusal(&report(&raw(&[huge], None))), "check-compression");
    for size in [0, 7, 9] {
        let lie = Raw { size, ..Raw::new("churn/x", b"12345678") };
        assert_eq!(refusal(&report(&raw(&[lie], None))), "check-entry-damaged", "{size}");
    }
    // Two entries with the same content, like in David Fifield's zip bombs.
    let inside = Raw { offset: Some(0), ..Raw::new("churn/again", b"") };
    assert_eq!(refusal(&report(&raw(&[inside], None))), "check-zip-overlap");
    let beyond = Raw { offset: Some(u32::MAX - 1), ..Raw::new("churn/beyond", b"") };
    assert_eq!(refusal(&report(&raw(&[beyond], None))), "check-zip-damaged");
}

#[test]
fn more_data_than_the_disk_has_free() {
    let (_holder, path) = folder(&[("main.py", MAIN), ("requirements.txt", ""), ("train.py", TRAIN)]);
    let size = (MAIN.len() + TRAIN.len()) as u64;
    let with_free = |free| refusal(&check(&Source::at(&path).unwrap(), &Facts { free, ..FACTS }).unwrap());
    assert_eq!(with_free(None), "");
    assert_eq!(with_free(Some(size)), "");
    assert_eq!(with_free(Some(size - 1)), "check-no-space");
    let file = path.join("../x.zip");
    fs::write(&file, with(&[])).unwrap();
    let report = check(&Source::at(&file).unwrap(), &Facts { free: Some(10), ..FACTS }).unwrap();
    assert_eq!(refusal(&report), "check-no-space");
}
