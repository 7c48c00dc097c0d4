//! Packages: what is refused, what is accepted, and which number a version gets.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::{empty_store, store_with};
use serde_json::{Value, json};
use testkit::{Package, Store};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");

/// The arguments of `package add` with these.
fn add(source: &Path, more: &[&str]) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["package".into(), "add".into(), source.into()];
    arguments.extend(more.iter().map(OsString::from));
    arguments
}

fn codes(printed: &Value) -> Vec<&str> {
    let checks = printed["checks"].as_array().unwrap();
    checks
        .iter()
        .filter(|check| check["result"] == "warning")
        .map(|check| check["code"].as_str().unwrap())
        .collect()
}

/// The names in a zip, as Python reads it, after checking every entry's checksum.
fn names_in(zip: &str) -> Vec<String> {
    let code = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist(), sep='\\n')";
    let output = Command::new("python3").args(["-c", code, zip]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_string).collect()
}

fn versions(store: &Store, name: &str) -> Vec<String> {
    let shown = store.json(["package", "show", name]);
    shown["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["version"].as_str().unwrap().into())
        .collect()
}

fn good() -> Package {
    Package::training("pass")
}

/// A broken package would get into the store, or a refused one would change the store.
#[test]
fn every_zip_that_the_contract_refuses_is_refused_and_changes_nothing() {
    let store = empty_store();
    let zips = store.folder().join("zips");
    fs::create_dir(&zips).unwrap();
    let made =
        Command::new("python3").arg(Path::new(FIXTURES).join("hostile_zips.py")).arg(&zips).status().unwrap();
    assert!(made.success());
    let expected = [
        ("not", "is not a zip"),
        ("empty", "is empty"),
        ("no-entries", "is empty"),
        ("truncated", "damaged or truncated"),
        ("cut-at-end", "damaged or truncated"),
        ("damaged", "damaged"),
        ("encrypted", "encrypted"),
        ("two-roots", "two root folders"),
        ("file-beside", "outside the root folder"),
        ("absolute", "leads out of"),
        ("drive", "leads out of"),
        ("dots", "leads out of"),
        ("backslash", "contains \"\\\""),
        ("symlink", "symbolic link"),
        ("device", "a device"),
        ("fifo", "a pipe"),
        ("control", "control characters"),
        ("twice", "The package contains"),
        ("case", "differ only in case"),
        ("case-folder", "differ only in case"),
        ("no-requirements", "no requirements.txt"),
        ("no-main", "no main.py"),
        ("main-without-class", "no class Main"),
        ("main-without-init", "no __init__"),
        ("main-without-predict", "no predict"),
        ("train-syntax", "syntax error on line 2"),
        ("train-without-class", "no class Main"),
        ("train-without-init", "no __init__"),
        ("bomb", "more than 200 times its size"),
        ("crowded", "more than 200,000 files"),
    ];
    store.json(["package", "list"]);
    let before = store.listing();
    for (name, words) in expected {
        let printed = store.refused(add(&zips.join(format!("{name}.zip")), &["--name", "churn"]));
        assert!(printed.contains(words), "{name}: {printed}");
        assert_eq!(store.listing(), before, "{name}");
    }
    let made = fs::read_dir(&zips).unwrap().count();
    assert_eq!(made, expected.len(), "a zip that is not tried");
}

/// The same for a folder instead of a zip.
#[test]
fn every_folder_that_the_contract_refuses_is_refused_and_changes_nothing() {
    let store = empty_store();
    store.json(["package", "list"]);
    let before = store.listing();
    let folder = |package: Package| package.write(store.folder());
    let with = |change: &dyn Fn(&Path)| {
        let path = folder(good());
        change(&path);
        path
    };
    let fifo =
        |path: &Path| assert!(Command::new("mkfifo").arg(path.join("pipe")).status().unwrap().success());
    let huge = |path: &Path| {
        for n in 0..7 {
            fs::File::create(path.join(format!("weights-{n}"))).unwrap().set_len(15 << 40).unwrap();
        }
    };
    let refused = [
        (
            with(&|path| std::os::unix::fs::symlink("/etc/passwd", path.join("link")).unwrap()),
            "symbolic link",
        ),
        (with(&fifo), "a pipe"),
        (with(&|path| fs::write(path.join("a\nb"), "").unwrap()), "control characters"),
        (with(&|path| fs::write(path.join("Main.py"), "").unwrap()), "differ only in case"),
        (
            with(&|path| fs::write(path.join("train.py"), "class Main:\n  def f(:\n").unwrap()),
            "syntax error on line 2",
        ),
        (with(&huge), "is free on the disk"),
        (folder(good().without("requirements.txt")), "no requirements.txt"),
        (folder(good().without("main.py")), "no main.py"),
        (store.folder().join("nowhere"), "no file or folder"),
        (PathBuf::from("/dev/null"), "/dev/null"),
        (store.folder().join("tmp"), "no files"),
    ];
    for (path, words) in refused {
        let printed = store.refused(add(&path, &["--name", "churn"]));
        assert!(printed.contains(words), "{words}: {printed}");
        assert_eq!(store.listing(), before, "{words}");
    }
    for name in ["churn-model", "class", "1x", "", "../x", "a b"] {
        let printed = store.refused(add(&folder(good()), &["--name", name]));
        assert!(printed.contains("cannot be a package's name"), "{printed}");
        assert_eq!(store.listing(), before, "{name}");
    }
    let printed = store.refused(add(&folder(good()), &["--python", "3"]));
    assert!(printed.contains("not a Python version"), "{printed}");
    // The folder's name, "package-…", is not a package name.
    assert!(store.refused(add(&folder(good()), &[])).contains("cannot be a package's name"));
    assert_eq!(store.listing(), before);
}

/// A package that AI Center accepts, or that the contract accepts with a warning, would be refused.
#[test]
fn what_the_contract_accepts_is_added_with_its_warning() {
    let store = empty_store();
    for (n, (package, more, expected)) in [
        (good().without("train.py"), &[][..], vec!["check-train-missing"]),
        (good(), &[][..], vec!["check-function-missing"]),
        (good(), &["--python", "3.99"][..], vec!["check-function-missing", "check-python-missing"]),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("p{n}");
        let folder = package.write(store.folder());
        let added = store.json(add(&folder, &[&["--name", &name], more].concat()));
        assert_eq!(codes(&added), expected, "{added}");
        assert_eq!(versions(&store, &name), ["1.0"]);
    }
    // As a person sees them: the warnings follow the result.
    let output = store.output(add(&good().write(store.folder()), &["--name", "said", "--python", "3.99"]));
    let warned = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && warned.contains("3.99") && warned.contains("no evaluate"), "{warned}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Added said 1.0.\n");
}

/// AI Center refuses a zip without a root folder, so that a stored one must have one.
#[test]
fn a_flat_zip_gets_a_root_folder_and_what_tools_leave_is_dropped() {
    let store = empty_store();
    let zip = store.folder().join("flat zip.zip");
    let package = good()
        .with("__pycache__/train.pyc", "x")
        .with(".git/HEAD", "x")
        .with("__MACOSX/._main.py", "x")
        .with("model/.DS_Store", "x")
        .with("model/weights.txt", "1")
        .with("model/__pycache__/a.pyc", "x");
    package.zip(&zip, None);
    let added = store.json(add(&zip, &["--name", "churn"]));
    assert!(codes(&added).contains(&"check-root-flat"), "{added}");
    let stored = added["zip"].as_str().unwrap();
    let files: Vec<String> = names_in(stored).into_iter().filter(|name| !name.ends_with('/')).collect();
    assert_eq!(
        files,
        ["churn/main.py", "churn/model/weights.txt", "churn/requirements.txt", "churn/train.py"]
    );
    let check = store.json(["package", "check", stored]);
    assert_eq!((&check["accepted"], &check["root"]), (&true.into(), &"churn".into()), "{check}");
    assert!(!codes(&check).contains(&"check-root-flat"));
    // A folder is stored like a zip.
    let folder = package.write(store.folder());
    let added = store.json(add(&folder, &["--name", "other"]));
    assert!(
        names_in(added["zip"].as_str().unwrap())
            .iter()
            .all(|name| !name.contains(".git") && !name.contains("pyc"))
    );
}

/// AI Center would show the root folder's name or, without one, the file's.
#[test]
fn a_package_is_named_by_its_root_folder_else_by_its_file() {
    let store = empty_store();
    let rooted = store.folder().join("upload (3).zip");
    good().zip(&rooted, Some("modèle"));
    assert_eq!(store.json(add(&rooted, &[]))["package"], "modèle");
    let flat = store.folder().join("pricing.zip");
    good().zip(&flat, None);
    let added = store.json(add(&flat, &[]));
    assert_eq!(added["package"], "pricing");
    assert!(names_in(added["zip"].as_str().unwrap()).contains(&"pricing/main.py".to_string()));
    let unnameable = store.folder().join("upload (4).zip");
    good().zip(&unnameable, None);
    assert!(store.refused(add(&unnameable, &[])).contains("upload__4_"), "no suggestion");
    // A folder that only contains the package's folder is that package.
    let outer = store.folder().join("outer");
    fs::create_dir(&outer).unwrap();
    fs::rename(good().write(&outer), outer.join("inner")).unwrap();
    assert_eq!(store.json(add(&outer, &[]))["package"], "inner");
}

/// Two identical versions would look different.
#[test]
fn the_same_files_make_the_same_zip() {
    let store = empty_store();
    let package = good().with("model/a.txt", "1").with("model/b.txt", "2");
    let once = store.json(add(&package.write(store.folder()), &["--name", "once"]));
    let again = package.write(store.folder());
    for file in ["main.py", "train.py", "model/b.txt"] {
        let file = fs::File::open(again.join(file)).unwrap();
        file.set_permissions(fs::Permissions::from_mode(0o600)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    }
    let named = store.folder().join("package-1 of old");
    fs::rename(&again, &named).unwrap();
    fs::rename(store.folder().join("package-1"), store.folder().join("gone")).unwrap();
    fs::rename(&named, store.folder().join("package-1")).unwrap();
    let twice = store.json(add(&store.folder().join("package-1"), &["--name", "twice"]));
    assert_eq!(once["digest"], twice["digest"]);
    let bytes = |added: &Value| fs::read(added["zip"].as_str().unwrap()).unwrap();
    assert_eq!(bytes(&once), bytes(&twice));
}

/// A number that is used twice would mean two models.
#[test]
fn numbers_follow_the_contract_and_are_never_given_twice() {
    let store = store_with("pass");
    let trained = |version: &str| {
        let output = store
            .command([
                "run",
                "start",
                "--type",
                "training",
                "--package",
                "trainer",
                "--dataset",
                "rows",
                "--json",
            ])
            .args(["--version", version])
            .output()
            .unwrap();
        let run: Value = serde_json::from_slice(&output.stdout).unwrap();
        run["version"].as_str().unwrap_or_else(|| panic!("{run}")).to_string()
    };
    let uploaded = || store.add_package("trainer", &good())["version"].as_str().unwrap().to_string();
    assert_eq!([trained("1.0"), trained("1.0"), trained("1.1")], ["1.1", "1.2", "1.3"]);
    assert_eq!(uploaded(), "2.0");
    assert_eq!([trained("2.0"), trained("1.0")], ["2.1", "1.4"]);
    assert_eq!(versions(&store, "trainer"), ["2.1", "2.0", "1.4", "1.3", "1.2", "1.1", "1.0"]);
    for removed in ["1.4", "1.1", "2.1", "2.0"] {
        store.json(["package", "remove", "trainer", removed]);
    }
    assert_eq!(trained("1.3"), "1.5");
    assert_eq!(uploaded(), "3.0");
    for removed in ["3.0", "1.5"] {
        store.json(["package", "remove", "trainer", removed]);
    }
    // This is also true after the index was rebuilt.
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(versions(&store, "trainer"), ["1.3", "1.2", "1.0"]);
    assert_eq!((uploaded(), trained("1.0")), ("4.0".into(), "1.6".into()));
    // After the whole package was removed, too: an old run that says "trainer 1.0" must stay unambiguous.
    store.json(["package", "remove", "trainer"]);
    assert_eq!(store.json(["package", "list"]), Value::Array(Vec::new()));
    assert!(store.refused(["package", "show", "trainer"]).contains("no package"));
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(["package", "list"]), Value::Array(Vec::new()));
    assert_eq!(uploaded(), "5.0");
    assert_eq!(versions(&store, "trainer"), ["5.0"]);
}

/// A run would lose the package for which it waits.
#[test]
fn what_a_run_needs_is_not_removed() {
    let store = store_with("time.sleep(600)");
    store.add_package("trainer", &good());
    let running = store.detached([]);
    let queued = store.detached([]);
    let before = store.json(["package", "list"]);
    for arguments in [&["package", "remove", "trainer"][..], &["package", "remove", "trainer", "1.0"]] {
        let printed = store.refused(arguments);
        assert!(printed.contains(&running) || printed.contains(&queued), "{printed}");
        assert!(printed.contains("trainer 1.0"), "which version is needed: {printed}");
    }
    assert!(store.refused(["dataset", "remove", "rows"]).contains("needed by the run"));
    assert!(store.refused(["run", "remove", &running]).contains("has not ended"));
    assert!(store.refused(["run", "remove", &queued]).contains("has not ended"));
    assert_eq!(store.json(["package", "list"]), before);
    store.json(["package", "remove", "trainer", "2.0"]);
    store.output(["run", "stop", &queued, "--now"]);
    store.output(["run", "stop", &running, "--now"]);
    assert_eq!(store.ended(&running)["status"], "Killed");
    assert!(store.json(["package", "remove", "trainer"])["freed"].as_u64().unwrap() > 0);
    assert_eq!(store.json(["run", "show", &running])["package"], "trainer");
}

/// Colleagues could not see what a package is for, or would lose that with its next version.
#[test]
fn the_description_of_a_package_stays_with_all_its_versions() {
    let store = store_with("pass");
    let printed =
        |words: &[&str]| store.json(["package", "describe", "trainer"].iter().chain(words))["about"].clone();
    let about = printed(&[
        "--description",
        "guesses\nwhat comes",
        "--input-type",
        "files",
        "--gpu-recommended",
        "true",
    ]);
    let all = json!({
        "description": "guesses\nwhat comes",
        "input_type": "files",
        "input_description": "",
        "output_description": "",
        "gpu_recommended": true,
    });
    assert_eq!(about, all);
    assert!(store.refused(["package", "describe", "trainer", "--input-type", "csv"]).contains("\"json\""));
    assert!(store.refused(["package", "describe", "nobody", "--description", "x"]).contains("nobody"));
    store.trained([]);
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(["package", "show", "trainer"])["about"], all);
    assert_eq!(printed(&["--gpu-recommended", "false"])["description"], "guesses\nwhat comes");
}

/// A person would get another file than the one that was trained, or none.
#[test]
fn a_version_is_downloaded_to_a_file_or_into_a_folder() {
    let store = store_with("pass");
    let folder = store.folder().join("sortie d'été \"2026\" 📦");
    fs::create_dir(&folder).unwrap();
    let stored = fs::read(store.home().join("packages/trainer/1.0.zip")).unwrap();
    let download = |to: &Path| {
        let words: [OsString; 6] = [
            "package".into(),
            "download".into(),
            "trainer".into(),
            "1.0".into(),
            "--output".into(),
            to.into(),
        ];
        let printed = store.json(words);
        assert_eq!(printed["bytes"], stored.len());
        fs::read(printed["path"].as_str().unwrap()).unwrap()
    };
    assert_eq!(download(&folder), stored);
    // The root folder that was given to the package.
    assert!(folder.join("package-1.zip").is_file());
    assert_eq!(download(&folder.join("mon fichier.zip")), stored);
    assert_eq!(download(Path::new("data/relative.zip")), stored);
    for arguments in [["trainer", "1.7"], ["nothing", "1.0"], ["trainer", "x"]] {
        store.refused(["package", "download", arguments[0], arguments[1], "--output", "data/no.zip"]);
    }
    store.refused(["package", "download", "trainer", "1.0", "--output", "data/no/such/folder.zip"]);
    assert!(!store.folder().join("data/no.zip").exists());
}

/// People have paths with blanks, quotes and letters of any kind.
#[test]
fn a_package_and_its_store_may_be_called_anything() {
    let store = empty_store();
    let strange = store.folder().join("Élise's \"zips\" 模型 $HOME;*");
    fs::create_dir(&strange).unwrap();
    let zip = strange.join("mon modèle.zip");
    good().zip(&zip, Some("modèle_été"));
    let home = strange.join("le dépôt 'x'");
    let mut words = add(&zip, &["--json", "--home"]);
    words.push(home.clone().into());
    let output = store.output(words);
    assert!(output.status.success(), "{output:?}");
    let added: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(added["package"], "modèle_été");
    assert!(home.join("packages/modèle_été/1.0.zip").is_file());
    let mut remove: Vec<OsString> = ["package", "remove", "modèle_été", "--home"].map(OsString::from).into();
    remove.push(home.into());
    assert!(store.output(remove).status.success());
}

/// A model would be trained from another package than the person chose.
#[test]
fn a_version_that_was_changed_on_disk_is_not_trained() {
    let store = store_with("pass");
    let zip = store.home().join("packages/trainer/1.0.zip");
    Package::training("print('evil')").zip(&zip, Some("trainer"));
    let run = store.trained([]);
    assert_eq!((&run["status"], &run["version"]), (&"Failed".into(), &Value::Null), "{run}");
    assert!(run["reason"].as_str().unwrap().contains("content has changed"), "{run}");
    assert_eq!(versions(&store, "trainer"), ["1.0"]);
    fs::remove_file(&zip).unwrap();
    let run = store.trained([]);
    assert_eq!(run["status"], "Failed");
    assert!(run["reason"].as_str().unwrap().contains("1.0.zip"), "{run}");
}

/// A person would not see why the new version is worse, such as a changed number in a file of requirements.
#[test]
fn two_versions_are_compared_by_files_lines_and_origin() {
    let store = store_with("pass");
    let package = Package::training("print('more')")
        .with("requirements.txt", "# none\n")
        .with("model.bin", "a\0b")
        .with("notes/é.md", "new\n");
    store.add_package("trainer", &package);
    assert_eq!(store.trained([])["version"], "1.1");
    let compared = store.json(["package", "compare", "trainer", "1.0", "2.0"]);
    let paths: Vec<_> =
        compared["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["model.bin", "notes/é.md", "requirements.txt", "train.py"]);
    let file = |path: &str| compared["files"][paths.iter().position(|known| *known == path).unwrap()].clone();
    assert_eq!(file("requirements.txt")["lines"], json!(["+ # none"]));
    assert_eq!((&file("model.bin")["before"], &file("model.bin")["lines"]), (&Value::Null, &Value::Null));
    assert_eq!((&file("notes/é.md")["before"], &file("notes/é.md")["after"]), (&Value::Null, &json!(4)));
    let lines = file("train.py")["lines"].to_string();
    assert!(lines.contains("-         pass") && lines.contains("+         print('more')"), "{lines}");
    assert_eq!(compared["same"], 1, "main.py: {compared}");
    // The comparison the other way round, and with what a run made of it.
    let back = store.json(["package", "compare", "trainer", "2.0", "1.0"]);
    assert_eq!(back["files"][2]["lines"], json!(["- # none"]));
    let trained = store.json(["package", "compare", "trainer", "1.0", "1.1"]);
    assert_eq!(trained["files"][0]["path"], "model.txt");
    assert_eq!(trained["files"].as_array().unwrap().len(), 1, "{trained}");
    assert_eq!(trained["after"]["made_from"], "1.0");
    let printed =
        String::from_utf8(store.output(["package", "compare", "trainer", "1.0", "1.1"]).stdout).unwrap();
    assert!(
        printed.contains("+ model.txt") && printed.contains("0 changed, 1 added, 0 removed, 3 the same"),
        "{printed}"
    );
    assert!(store.refused(["package", "compare", "trainer", "1.0", "7.0"]).contains("7.0"));
}
