//! The check must return for any input.

use std::path::{Component, Path};

use contract::{Source, check};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::zips::{FACTS, Raw, raw, refusal, report, with};

/// Uses a fixed seed, so that failures are reproducible; with TRAINYARD_SOAK=1, more rounds with another seed.
fn runner(short: u32, long: u32) -> TestRunner {
    let soak = std::env::var_os("TRAINYARD_SOAK").is_some_and(|value| value == "1");
    let cases = if soak { long } else { short };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[u8::from(soak) + 1; 32]))
}

#[test]
fn any_bytes_as_a_name_are_refused_or_stay_inside() {
    let pieces =
        prop::sample::select(vec!["..", "/", "a", ".", "\\", "C:", "\0", "é", "churn/", "\n", "~", "..."]);
    let names = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat().into_bytes()),
    ];
    let run = runner(300, 20_000).run(&(names, any::<bool>()), |(name, utf8)| {
        let entry = Raw { flags: u16::from(utf8) << 11, ..Raw::new(&name, b"x") };
        let bytes = raw(&[entry], None);
        let passed = report(&bytes);
        if refusal(&passed).is_empty() {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let name = zip.by_index(3).unwrap().name().unwrap().into_owned();
            prop_assert!(Path::new("/x").join(&name).starts_with("/x"));
            prop_assert!(
                Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))),
                "{:?}",
                name
            );
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn arbitrary_bytes_and_flipped_bits_get_an_answer() {
    let good = [
        with(&[("churn/model/", ""), ("churn/model/x", "weights")]),
        raw(&[Raw::new("churn/x", b"x")], None),
    ];
    let flips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    let run = runner(600, 100_000).run(
        &(0usize..2, flips, prop::collection::vec(any::<u8>(), 0..200)),
        |(which, flips, noise)| {
            let mut bytes = good[which].clone();
            for (at, flip) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            let _ = report(&bytes);
            let _ = report(&noise);
            let _ = report(&[b"PK\x03\x04", &noise[..]].concat());
            let _ = report(&[&noise[..], b"PK\x05\x06", &noise[..]].concat());
            Ok(())
        },
    );
    run.unwrap();
}

#[test]
fn deep_python_neither_crashes_nor_is_refused_unread() {
    let deep = format!("{}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
    let files = [("churn/requirements.txt", ""), ("churn/main.py", deep.as_str())];
    let deep = report(&crate::zips::zip(&files));
    assert_eq!(refusal(&deep), "");
    assert!(deep.checks.iter().any(|check| check.message.code() == "check-source-deep"));
}

#[test]
fn the_report_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b\nb", "a\na", "c\nc"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let look = || check(&Source::Folder(folder.path().to_path_buf()), &FACTS).unwrap();
    assert_eq!(look(), look());
    assert_eq!(look().refused().unwrap().file.as_deref(), Some("a\\u{a}a"));
}
