//! Each mistake, said where it was made, in the command line's words, with nothing lost.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::{Opening, Window, empty_store};
use serde_json::{Value, json};
use testkit::Store;

use crate::{fill_form, store_with};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

/// Both languages, as the system and as the command line call them.
const LANGUAGES: [(&str, &str); 2] = [("en_US.UTF-8", "en"), ("fr_FR.UTF-8", "fr")];

fn window_in<'a>(store: &'a Store, language: &'static str) -> Window<'a> {
    Window::open_with(store, Opening { language, ..Opening::default() })
}

/// The words of `package check` about what it refuses.
fn refusals(store: &Store, zip: &Path, language: &str) -> Vec<String> {
    let output = store.command(["package", "check"]).arg(zip).args(["--json", "--lang", language]).output();
    let said: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let checks = said["checks"].as_array().unwrap().iter();
    let fails = checks.filter(|check| check["result"] == "fail");
    fails.map(|check| check["message"].as_str().unwrap().to_string()).collect()
}

#[test]
fn every_package_that_the_contract_refuses_is_refused_in_the_command_lines_words() {
    let store = empty_store();
    let zips = store.folder().join("zips");
    fs::create_dir(&zips).unwrap();
    let made = Path::new(FIXTURES).join("hostile_zips.py");
    assert!(Command::new("python3").arg(made).arg(&zips).status().unwrap().success());
    for (system, language) in LANGUAGES {
        let window = window_in(&store, system);
        window.click("nav-packages");
        for zip in fs::read_dir(&zips).unwrap() {
            let zip = zip.unwrap().path();
            window.will_open(&zip);
            window.click("package-add");
            for words in refusals(&store, &zip, language) {
                window.wait_text("package-add-report", &words);
            }
            assert!(window.is_disabled("package-add-confirm"), "{}", zip.display());
            window.press("Escape");
            window.wait_gone("package-add-report");
        }
    }
    assert_eq!(store.json(["package", "list"]).as_array().unwrap().len(), 0);
}

/// A field, what is wrong in it, and the arguments with which the command line makes the mistake.
struct Mistake {
    make: fn(&Window),
    arguments: &'static [&'static str],
}

fn add_parameter(window: &Window, name: &str, value: &str) {
    window.click("form-param-add");
    window.fill("form-param-name-2", name);
    window.fill("form-param-value-2", value);
}

const MISTAKES: [Mistake; 10] = [
    Mistake { make: |window| window.fill("form-name", ""), arguments: &["--name", " "] },
    Mistake { make: |window| add_parameter(window, "", "1"), arguments: &["--env", "=1"] },
    Mistake { make: |window| add_parameter(window, "PATH", "1"), arguments: &["--env", "PATH=1"] },
    Mistake {
        make: |window| add_parameter(window, "PYTHONPATH", "1"),
        arguments: &["--env", "PYTHONPATH=1"],
    },
    Mistake {
        make: |window| add_parameter(window, "artifacts_directory", "x"),
        arguments: &["--env", "artifacts_directory=x", "--env", "artifacts_directory=artifacts"],
    },
    Mistake {
        make: |window| window.fill("form-param-value-0", "/tmp"),
        arguments: &["--env", "artifacts_directory=/tmp"],
    },
    Mistake {
        make: |window| window.fill("form-param-value-0", "../x"),
        arguments: &["--env", "artifacts_directory=../x"],
    },
    Mistake {
        make: |window| window.fill("form-param-value-1", "perhaps"),
        arguments: &["--env", "save_training_data=perhaps"],
    },
    Mistake {
        make: |window| window.fill("form-dataset-folder", "2027"),
        arguments: &["--dataset", "rows/2027"],
    },
    Mistake { make: |window| window.tick("form-gpu"), arguments: &["--gpu"] },
];

#[test]
fn every_mistake_of_the_form_is_said_in_the_command_lines_words_and_loses_nothing() {
    let store = store_with("pass");
    for (system, language) in LANGUAGES {
        let window = window_in(&store, system);
        for mistake in &MISTAKES {
            fill_form(&window);
            window.fill("form-name", "kept");
            (mistake.make)(&window);
            window.click("form-create");
            window.wait_text_of("form-error", &said(&store, mistake.arguments, language));
            assert_eq!(window.handles("form-error").len(), 1);
            let kept = window.text("form-name");
            assert!(kept == "kept" || kept.is_empty(), "{kept}");
            window.wait_for("form-package", "data-value", "trainer");
            window.wait_for("form-dataset", "data-value", "rows");
            // The draft would be there again.
            window.click("nav-pipelines");
            window.wait("run-new");
            window.run("sessionStorage.clear()", json!([]));
            window.reload();
        }
    }
    assert_eq!(store.json(["run", "list"]).as_array().unwrap().len(), 0);
}

/// The one line with which `run start` refuses.
fn said(store: &Store, arguments: &[&str], language: &str) -> String {
    let usual = ["--type", "training", "--package", "trainer", "--version", "1.0", "--lang", language];
    let dataset = ["--dataset", "rows"];
    let dataset = if arguments.contains(&"--dataset") { &dataset[..0] } else { &dataset[..] };
    store.refused(["run", "start"].iter().chain(&usual).chain(dataset).chain(arguments))
}
