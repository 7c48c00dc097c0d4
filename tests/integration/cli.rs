//! The command line: what it refuses, and with which message, in both languages.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::{empty_store, store_with};
use testkit::{Package, Store};

/// The usual arguments of `run start`, with some of them changed or added.
fn start(changes: &[(&str, &str)]) -> Vec<OsString> {
    let mut words =
        vec![("--type", "training"), ("--package", "trainer"), ("--version", "1.0"), ("--dataset", "rows")];
    for change in changes {
        match words.iter_mut().find(|(name, _)| *name == change.0 && change.0 != "--env") {
            Some(word) => *word = *change,
            None => words.push(*change),
        }
    }
    let mut arguments: Vec<OsString> = vec!["run".into(), "start".into()];
    for (name, value) in words {
        arguments.push(name.into());
        // A flag has no value.
        arguments.extend((name != "--gpu").then(|| value.into()));
    }
    arguments
}

/// Changes of the form, and parts of the refusal in English and in French.
type Mistake<'a> = (Vec<(&'a str, &'a str)>, &'a str, &'a str);

/// Runs the same command in French, and returns the one line of its refusal.
fn refused_in_french(store: &Store, arguments: &[OsString]) -> String {
    let output = store.command(arguments).args(["--lang", "fr"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(printed.lines().count(), 1, "{printed}");
    printed
}

/// A run would not start as the person wanted, or fail long after.
#[test]
fn every_mistake_in_the_form_is_refused_before_anything_is_made() {
    let store = store_with("pass");
    store.add_package("served", &Package::training("pass").without("train.py"));
    let complete =
        Package::training("pass").with_method("process_data", "pass").with_method("evaluate", "return 1");
    store.add_package("complete", &complete);
    let before = store.listing();
    let long = "x".repeat(201);
    let reserved = [
        "data_directory",
        "training_data_directory",
        "evaluation_data_directory",
        "test_data_directory",
        "PATH",
        "HOME",
        "CUDA_VISIBLE_DEVICES",
        "VIRTUAL_ENV",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "PYTHONUNBUFFERED",
        "PYTHONUTF8",
        "TRAINYARD_X",
    ];
    let reserved: Vec<_> = reserved.iter().map(|name| format!("{name}=x")).collect();
    let full = |more: &[(&'static str, &'static str)]| {
        [&[("--type", "full"), ("--package", "complete")], more].concat()
    };
    let mut mistakes: Vec<Mistake<'_>> = vec![
        (vec![("--name", "")], "has no name", "n’a pas de nom"),
        (vec![("--name", " ")], "has no name", "n’a pas de nom"),
        (vec![("--name", "a\nb")], "control characters", "caractères de contrôle"),
        (vec![("--name", &long)], "too long", "trop long"),
        (vec![("--type", "evaluation")], "needs evaluate", "il faut evaluate"),
        (vec![("--type", "full")], "needs process_data, evaluate.", "il faut process_data, evaluate"),
        (
            vec![("--type", "evaluation"), ("--package", "complete")],
            "does not take an input dataset",
            "ne prend pas de jeu de données d’entrée",
        ),
        (
            vec![("--evaluation-dataset", "rows")],
            "does not take an evaluation dataset",
            "ne prend pas de jeu de données d’évaluation",
        ),
        (
            vec![("--type", "full"), ("--package", "complete"), ("--evaluation-dataset", "rows/2027")],
            "no folder \"2027\"",
            "pas de dossier",
        ),
        (vec![("--type", "Training")], "no pipeline type", "pas de type de pipeline"),
        (vec![("--package", "none")], "no package \"none\"", "pas de paquet"),
        (vec![("--package", "a-b")], "cannot be a package's name", "ne peut pas être le nom d’un paquet"),
        (vec![("--package", "served")], "cannot run this pipeline type", "ne permet pas ce type"),
        (vec![("--version", "1.1")], "no version 1.1", "La version 1.1 du paquet"),
        (vec![("--version", "1")], "not a package version", "n’est pas une version"),
        (vec![("--as-of", "14.08.2019")], "is not a date as of which", "n’est pas une date à laquelle"),
        (vec![("--as-of", "2999-01-01")], "no later than today", "au plus tard"),
        (vec![("--dataset", "none")], "no dataset \"none\"", "pas de jeu de données"),
        (vec![("--dataset", "rows/2027")], "no folder \"2027\"", "pas de dossier"),
        (vec![("--dataset", "rows/rows.csv")], "no folder \"rows.csv\"", "pas de dossier"),
        (vec![("--dataset", "rows/../rows")], "not a valid path of a folder", "le chemin d’un dossier"),
        (
            vec![("--dataset", "")],
            "cannot be a dataset's name",
            "ne peut pas être le nom d’un jeu de données",
        ),
        (vec![("--env", "x")], "KEY=VALUE", "CLÉ=VALEUR"),
        (vec![("--env", "=x")], "has no name", "n’a pas de nom"),
        (vec![("--env", "a=1"), ("--env", "a=1")], "given twice", "deux fois"),
        (vec![("--env", "save_data=true"), ("--env", "save_training_data=true")], "given twice", "deux fois"),
        (vec![("--env", "save_training_data=yes")], "true or false", "true ou false"),
        (vec![("--env", "artifacts_directory=/tmp")], "artifacts_directory cannot be", "artifacts_directory"),
        (
            vec![("--env", "artifacts_directory=a/../..")],
            "artifacts_directory cannot be",
            "artifacts_directory",
        ),
        (
            full(&[("--env", "training_data_directory=/tmp")]),
            "training_data_directory cannot be \"/tmp\"",
            "training_data_directory ne peut pas valoir",
        ),
        (
            full(&[("--env", "test_data_directory=dataset/../..")]),
            "test_data_directory cannot be",
            "test_data_directory ne peut pas valoir",
        ),
        (
            full(&[("--env", "test_data_directory=dataset"), ("--evaluation-dataset", "rows")]),
            "would replace the training data",
            "remplacerait les données d’entraînement",
        ),
        (vec![("--gpu", "")], "has no usable GPU", "n’a pas de GPU"),
        (vec![("--grace", "3601")], "too long", "trop long"),
        (vec![("--grace", "-1")], "-1", "-1"),
    ];
    let different = mistakes.len();
    mistakes.extend(reserved.iter().map(|env| {
        (vec![("--env", env.as_str())], "set by the program itself", "par le programme lui-même")
    }));
    // On a machine with a GPU, asking for one is not a mistake.
    if fs::read_dir("/proc/driver/nvidia/gpus").is_ok() {
        mistakes.retain(|(changes, ..)| changes[0].0 != "--gpu");
    }
    for (words, english, french) in [
        (["--type", "training", "trainer"], "No input dataset", "Aucun jeu de données d’entrée"),
        (["--type", "full", "complete"], "No input dataset", "Aucun jeu de données d’entrée"),
        (["--type", "evaluation", "complete"], "No evaluation dataset", "Aucun jeu de données d’éval"),
    ] {
        let [kind, of, package] = words;
        let words = ["run", "start", kind, of, "--package", package, "--version", "1.0"].map(OsString::from);
        assert!(store.refused(&words).contains(english), "{words:?}");
        assert!(refused_in_french(&store, &words).contains(french), "{words:?}");
    }
    for (n, (changes, english, french)) in mistakes.into_iter().enumerate() {
        let words = start(&changes);
        let printed = store.refused(&words);
        assert!(printed.contains(english), "{changes:?}: {printed}");
        // The last refusals are the same in both languages.
        if n < different {
            let printed = refused_in_french(&store, &words);
            assert!(printed.contains(french), "{changes:?}: {printed}");
        }
        assert_eq!(store.listing(), before, "{changes:?}");
    }
}

/// A mistyped command would be answered with a page of help, or in the wrong language.
#[test]
fn a_mistake_in_the_words_is_one_line_in_the_persons_language() {
    let store = empty_store();
    let words: [&[&str]; 16] = [
        &["packages"],
        &["package", "ad"],
        &["run", "start"],
        &["run", "start", "--grace", "x"],
        &["run", "stop"],
        &["run", "list", "--jso"],
        &["run", "list", "more"],
        &["run", "list", "--json", "--json"],
        &["--home"],
        &["completions"],
        &["completions", "tcsh"],
        &["settings", "runs-at-once"],
        &["dataset", "add", "x"],
        &["package", "add", "x", "--name"],
        &["--home", "x"],
        &["--lang", "de", "run", "list"],
    ];
    for words in words {
        let english = store.refused(words);
        assert!(!english.starts_with("error"), "{english}");
        let output = store.command(words).env("LANG", "fr_FR.UTF-8").output().unwrap();
        let french = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), french.lines().count()), (Some(2), 1), "{french}");
        assert!(french != english && !french.contains("error"), "{french}");
    }
    let bytes = OsString::from_vec(b"\xff".to_vec());
    for words in [["run".into(), "show".into(), bytes.clone()], ["package".into(), "show".into(), bytes]] {
        assert!(store.refused(words).contains("UTF-8"));
    }
    assert!(
        fs::read_dir(store.home()).unwrap().next().is_none(),
        "no store is made for a mistake in the words"
    );
}

/// All commands, as lists of words.
fn commands() -> Vec<Vec<&'static str>> {
    let below: [(&str, &[&str]); 3] = [
        ("package", &["check", "add", "list", "show", "remove", "download"]),
        ("dataset", &["add", "add-files", "list", "show", "remove"]),
        ("run", &["start", "list", "show", "log", "artifacts", "stop", "remove", "download"]),
    ];
    let mut all = vec![vec![], vec!["exec"], vec!["settings"], vec!["completions"]];
    for (command, below) in below {
        all.push(vec![command]);
        all.extend(below.iter().map(|name| vec![command, name]));
    }
    all
}

/// A person would read half of the help in another language, or nothing about an option.
#[test]
fn every_command_has_a_help_worth_reading_in_both_languages() {
    let store = empty_store();
    for words in commands() {
        let help = |language: &str| {
            let output = store.command(&words).args(["--help", "--lang", language]).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let (english, french) = (help("en"), help("fr"));
        assert!(
            english.contains("Usage: trainyard") && french.contains("Utilisation\u{a0}: trainyard"),
            "{french}"
        );
        assert_eq!(english.lines().count(), french.lines().count());
        for (in_english, in_french) in english.lines().zip(french.lines()) {
            // Every sentence must be different; the names of arguments are the same in all languages.
            let printed = |line: &str| line.split("  ").last().unwrap_or_default().trim().to_string();
            let (in_english, in_french) = (printed(in_english), printed(in_french));
            assert!(in_english != in_french || !in_english.contains(' '), "{in_french}");
            for left in ["possible values", "default:", "Print", "Usage"] {
                assert!(!in_french.contains(left), "{in_french}");
            }
            let is_described = !in_english.starts_with(['-', '<', '[']);
            assert!(is_described, "{words:?} says nothing about: {in_english}");
        }
    }
    let help = store.output(["run", "start", "--help"]).stdout;
    let help = String::from_utf8(help).unwrap();
    let version = help.lines().find(|line| line.trim_start().starts_with("--version")).unwrap();
    assert!(version.contains("for example 1.0"), "{version}");
    // Without a command, the help goes to stderr: a program that reads stdout did not ask for it.
    let unasked = store.output([] as [&str; 0]);
    assert!(unasked.stdout.is_empty());
    assert_eq!(unasked.stderr, store.output(["--help"]).stdout);
    assert!(fs::read_dir(store.home()).unwrap().next().is_none(), "asking makes no store");
}

/// A shell would print errors at every start.
#[test]
fn completions_are_what_the_shells_take() {
    let store = empty_store();
    for shell in ["bash", "zsh", "fish"] {
        let output = store.output(["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && script.contains("trainyard") && script.contains("artifacts"),
            "{shell}"
        );
        // Bash is always there; other shells are checked if they are installed.
        let path = store.folder().join(shell);
        fs::write(&path, script).unwrap();
        match Command::new(shell).arg("-n").arg(&path).stderr(Stdio::piped()).output() {
            Ok(checked) => assert!(checked.status.success() && checked.stderr.is_empty(), "{checked:?}"),
            Err(error) => assert!(shell != "bash", "{error}"),
        }
    }
}

/// Two stores would be mixed up.
#[test]
fn the_home_is_the_options_else_the_environments_else_the_systems() {
    let store = store_with("pass");
    let (other, data) = (store.folder().join("other"), store.folder().join("xdg"));
    let names = |command: &mut Command| {
        let output = command.args(["package", "list", "--json"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap().as_array().unwrap().len()
    };
    let none: [&str; 0] = [];
    assert_eq!(names(&mut store.command(none)), 1);
    assert_eq!(names(store.command(none).arg("--home").arg(&other)), 0);
    assert!(other.join("store.db").is_file());
    // A relative path is relative to the working directory.
    assert_eq!(names(store.command(none).args(["--home", "home"])), 1);
    for home in [None, Some("")] {
        let mut command = store.command(none);
        match home {
            Some(home) => command.env("TRAINYARD_HOME", home),
            None => command.env_remove("TRAINYARD_HOME"),
        };
        assert_eq!(names(command.env("XDG_DATA_HOME", &data)), 0);
        assert!(data.join("trainyard/store.db").is_file());
    }
}

/// The value of a fact in the output of `show`.
fn fact(printed: &str, label: &str) -> String {
    let line =
        printed.lines().find(|line| line.starts_with(label)).unwrap_or_else(|| panic!("{label}: {printed}"));
    line[label.len()..].trim().to_string()
}

/// A person who does not use JSON would not see what made a run what it is.
#[test]
fn a_run_and_a_schedule_show_everything_that_was_asked_of_them() {
    let store = store_with("time.sleep(1.1)");
    let asked = ["--env", "lr=0.1", "--env", "mode=a b", "--memory", "4GB", "--cores", "1"];
    let run = store.trained(asked);
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let words = usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]).chain(&asked);
    let schedule = store.json(words);
    for (command, of) in [("run", &run), ("schedule", &schedule)] {
        let output = store.output([command, "show", of["id"].as_str().unwrap()]);
        let printed = String::from_utf8(output.stdout).unwrap();
        let parameters = fact(&printed, "PARAMETERS");
        assert!(parameters.contains("lr=0.1") && parameters.contains("mode=a b"), "{printed}");
        let facts = ["GPU", "MEMORY LIMIT", "CORES"].map(|label| fact(&printed, label));
        assert_eq!(facts, ["–", "4.0 GB", "1"], "{printed}");
        if command == "run" {
            let stages = fact(&printed, "STAGES");
            assert!(stages.starts_with("package ") && stages.contains("train() 1"), "{printed}");
        }
    }
    let bare = store.detached([]);
    store.ended(&bare);
    fs::write(store.run_dir(&bare).join("events.jsonl"), "{").unwrap();
    let output = store.output(["run", "show", &bare]);
    assert_eq!(fact(&String::from_utf8(output.stdout).unwrap(), "STAGES"), "–");
}

#[test]
fn a_home_that_cannot_be_written_is_named() {
    let store = empty_store();
    let program = store.folder().join("trainyard");
    fs::copy(store.command(["run"]).get_program(), &program).unwrap();
    fs::set_permissions(store.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    let (read_only, full) = (store.folder().join("lecture seule"), store.folder().join("filled"));
    fs::create_dir(&read_only).unwrap();
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o555)).unwrap();
    // A store of somebody else that can only be read.
    store.command(["run", "list", "--home"]).arg(&full).output().unwrap();
    let file = store.folder().join("file");
    fs::write(&file, "").unwrap();
    for home in [read_only.clone(), read_only.join("below"), full, file, "/proc/nothing".into()] {
        let mut command = match crate::is_root() {
            true => {
                let mut nobody = Command::new("setpriv");
                nobody.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
                nobody
            }
            false => Command::new(&program),
        };
        let output = command
            .current_dir("/")
            .args(["run", "list", "--home"])
            .arg(&home)
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), printed.lines().count()), (Some(2), 1), "{home:?}: {printed}");
        assert!(printed.contains(home.file_name().unwrap().to_str().unwrap()), "{printed}");
        assert!(printed.contains("written") || printed.contains("opened"), "{printed}");
    }
}

/// An empty result would leave the person guessing, and a sentence on stdout would be read as a file name.
#[test]
fn a_dataset_without_files_is_shown_as_empty() {
    let store = empty_store();
    let folder = store.folder().join("nothing");
    fs::create_dir_all(&folder).unwrap();
    store.json(["dataset", "add", "rows", folder.to_str().unwrap()]);
    let output = store.output(["dataset", "show", "rows"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "The dataset rows has no files.\n");
}
