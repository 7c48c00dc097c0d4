//! A run as one file, and what another store makes of it. Otherwise a person would show a colleague a different run,
//! or let a stranger's file into their store.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{empty_store, store_with};
use files::{Watch, digest, zip};
use serde_json::{Value, json};
use testkit::{Random, Signal, Store, each_round, send};

const TRAIN: &str = "os.chdir(os.environ['artifacts_directory'])\n\
     os.makedirs('plots/été/none')\n\
     open('plots/été/loss.png', 'wb').write(bytes(1000))\n\
     open('report.txt', 'w').write('good')\n\
     os.symlink('report.txt', 'latest')\n\
     os.symlink('/etc/passwd', 'stolen')\n\
     os.chdir(os.path.dirname(__file__))\n\
     for n in range(9000): print('line', n)";

/// Exports a run of `store` to a new file.
fn export(store: &Store, id: &str) -> PathBuf {
    let file = store.folder().join(format!("{id} 'x'.run.zip"));
    let output = store.output(["run", "export", id, "--output", file.to_str().unwrap(), "--json"]);
    // The exit code is 1 if a link among the artifacts leads out of the run.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["path"], file.to_str().unwrap());
    file
}

fn import(store: &Store, file: &Path) -> Value {
    store.json(["run", "import", file.to_str().unwrap()])[0]["run"].take()
}

fn id(run: &Value) -> &str {
    run["id"].as_str().unwrap()
}

/// Everything that is shown about a run, except its paths.
fn shown(store: &Store, id: &str) -> [String; 5] {
    let mut shown = store.json(["run", "show", id]);
    for place in ["directory", "results", "imported"] {
        shown[place] = Value::Null;
    }
    let mut artifacts = store.json(["run", "artifacts", id]);
    // Instead of a link, the zip contains its target, or nothing.
    artifacts.as_array_mut().unwrap().retain(|entry| entry["path"] != "latest" && entry["path"] != "stolen");
    let file = |name: &str| fs::read_to_string(store.run_dir(id).join(name)).unwrap_or_default();
    let log = String::from_utf8(store.output(["run", "log", id]).stdout).unwrap();
    let rest = ["_results.json", "log.idx", "started", "outcome.json", "requirements.lock"]
        .map(|name| format!("{:?}", fs::read(store.run_dir(id).join(name)).ok()));
    [shown.to_string(), artifacts.to_string(), log, file("events.jsonl"), rest.concat()]
}

/// Changes the exported run at `file`, and updates its manifest.
fn forged(file: &Path, change: impl Fn(&Path)) -> PathBuf {
    let folder = tempfile::tempdir_in(file.parent().unwrap()).unwrap().keep();
    zip::unpack(file, &folder.join("out"), &|_| true, &Watch::default()).unwrap();
    let root = fs::read_dir(folder.join("out")).unwrap().next().unwrap().unwrap().path();
    change(&root);
    let mut manifest = read(&root.join("manifest.json"));
    if let Some(known) = manifest["files"].as_object() {
        let there = known.keys().filter(|name| root.join(name).is_file());
        let digests = there.map(|name| (name.clone(), json!(digest::file(&root.join(name)).unwrap())));
        manifest["files"] = Value::Object(digests.collect());
        fs::write(root.join("manifest.json"), manifest.to_string()).unwrap();
    }
    let made = folder.join("forged.run.zip");
    zip::pack(&root, "run", &made, &|_| true, &Watch::default()).unwrap();
    made
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap_or_default()).unwrap_or_default()
}

/// Changes one of the JSON files in an unpacked export.
fn edit(root: &Path, name: &str, change: impl Fn(&mut Value)) {
    let mut value = read(&root.join(name));
    change(&mut value);
    fs::write(root.join(name), value.to_string()).unwrap();
}

/// Counts the entries of a folder, recursively if asked for.
fn entries(folder: &Path, deep: bool) -> usize {
    let list = |path: &Path| fs::read_dir(path).into_iter().flatten().flatten();
    list(folder).map(|entry| 1 + if deep { list(&entry.path()).count() } else { 0 }).sum()
}

#[test]
fn a_run_shows_elsewhere_all_that_it_shows_where_it_was() {
    let (here, there) = (store_with(TRAIN), empty_store());
    here.json(["package", "describe", "trainer", "--metrics-from", "mlflow"]);
    let run = here.trained(["--env", "save_training_data=true", "--env", "rate=0.1"]);
    assert_eq!(run["status"], "Successful", "{run}");
    let id = id(&run);
    let image = r#"{"source":"tensorboard","kind":"image","name":"sample","index":0,"step":7,"file":3}"#;
    fs::write(here.run_dir(id).join("logged.jsonl"), format!("{{\"format\":1}}\n{image}\n")).unwrap();
    fs::create_dir(here.run_dir(id).join("images")).unwrap();
    fs::write(here.run_dir(id).join("images/3"), "an image").unwrap();
    assert_eq!(here.json(["run", "show", id])["logged"][0]["step"], 7);
    let file = export(&here, id);
    let again = here.folder().join("again.run.zip");
    here.partly(["run", "export", id, "--output", again.to_str().unwrap()]);
    assert_eq!(fs::read(&file).unwrap(), fs::read(&again).unwrap(), "the same run, other bytes");

    import(&there, &file);
    let same = |when: &str| {
        for (imported, original) in shown(&there, id).into_iter().zip(shown(&here, id)) {
            assert_eq!(imported, original, "{when}");
        }
    };
    same("imported");
    let data =
        |store: &Store| digest::tree(&store.kept(id, "data_directory"), &files::Cancel::default()).unwrap();
    assert_eq!(data(&there), data(&here));
    let artifacts = there.run_dir(id).join("artifacts");
    assert_eq!(fs::read_to_string(artifacts.join("latest")).unwrap(), "good");
    assert!(!artifacts.join("stolen").exists(), "a file of the person's own was given away");
    let version = there.folder().join("version.zip");
    there.json(["run", "download", id, "package.zip", "--output", version.to_str().unwrap()]);
    assert_eq!(fs::read(version).unwrap(), fs::read(here.home().join("packages/trainer/1.1.zip")).unwrap());
    let imported = &there.json(["run", "show", id])["imported"];
    assert_eq!([&imported["id"], &imported["file"]], [id, file.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(there.json(["package", "list"]), json!([]), "a version was published");

    // The index can be rebuilt, and ML Logs have one entry for it.
    fs::remove_file(there.home().join("store.db")).unwrap();
    same("indexed again");
    let logged = fs::read_to_string(there.home().join("events.jsonl")).unwrap();
    assert_eq!(logged.matches("was imported from").count(), 1, "{logged}");
    assert_eq!(logged.lines().count(), 1, "it began and ended elsewhere: {logged}");

    assert!(there.refused(["run", "import", file.to_str().unwrap()]).contains(id), "it is here already");
    let on = export(&there, id);
    assert!(here.refused(["run", "import", on.to_str().unwrap()]).contains("already"), "sent back");
    there.json(["run", "remove", id]);
    import(&there, &on);
    same("imported from an import");
    let listed = there.json(["run", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
}

#[test]
fn a_failed_run_has_its_reason_and_a_running_one_is_not_exported() {
    let (here, there) = (store_with("raise ValueError('no rows')"), empty_store());
    let failed = here.trained([]);
    import(&there, &export(&here, id(&failed)));
    assert_eq!(shown(&there, id(&failed)), shown(&here, id(&failed)));
    here.json(["queue", "pause"]);
    let waiting = here.detached([]);
    let output = here.folder().join("waiting.run.zip");
    let printed = here.refused(["run", "export", &waiting, "--output", output.to_str().unwrap()]);
    assert!(printed.contains("has not ended") && !output.exists(), "{printed}");
    here.json(["run", "stop", &waiting]);
    import(&there, &export(&here, &waiting));
    assert_eq!(shown(&there, &waiting), shown(&here, &waiting), "one that never began");
}

/// Two people's runs may have the same id: neither may replace the other.
#[test]
fn a_run_whose_id_is_taken_gets_another_and_is_known_again() {
    let store = store_with("pass");
    let run = store.trained([]);
    let file = export(&store, id(&run));
    let before = shown(&store, id(&run));
    let other = forged(&file, |root| {
        edit(root, "spec.json", |spec| spec["name"] = json!("another"));
        edit(root, "outcome.json", |outcome| outcome["ended"] = json!("2026-01-02T03:04:05Z"));
    });
    let imported = import(&store, &other);
    assert_ne!(imported["id"], run["id"]);
    assert_eq!(imported["name"], "another");
    assert_eq!(store.json(["run", "show", id(&imported)])["imported"]["id"], run["id"]);
    assert!(store.refused(["run", "import", other.to_str().unwrap()]).contains(id(&imported)));
    assert_eq!(shown(&store, id(&run)), before);
    store.json(["run", "remove", id(&run)]);
    assert!(store.refused(["run", "import", other.to_str().unwrap()]).contains(id(&imported)));
    assert_eq!(store.json(["run", "show", id(&imported)])["name"], "another");
}

/// A stranger's file could fill the disk, write somewhere else, or pretend to be something that it is not.
#[test]
fn what_was_not_exported_is_refused_and_changes_nothing() {
    let (here, there) = (store_with("print('x' * 200_000)"), empty_store());
    let run = here.trained([]);
    let file = export(&here, id(&run));
    let set = |name: &'static str, key: &'static str, value: Value| {
        forged(&file, move |root| edit(root, name, |json| json[key] = value.clone()))
    };
    let add = |name: &'static str, text: &'static str| {
        forged(&file, move |root| {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), text).unwrap();
            edit(root, "manifest.json", |manifest| manifest["files"][name] = json!(""));
        })
    };
    let without = |name: &'static str| forged(&file, move |root| fs::remove_file(root.join(name)).unwrap());
    let mut hostile = vec![
        ("an id that leads out", set("spec.json", "id", json!("../../x"))),
        ("no id", set("spec.json", "id", Value::Null)),
        ("a package that leads out", set("spec.json", "package", json!({"name": "../x"}))),
        ("a status that is none", set("outcome.json", "status", json!("Running"))),
        ("no end", set("outcome.json", "ended", Value::Null)),
        (
            "a variable that is the program's own",
            set("spec.json", "parameters", json!([{"name": "PATH", "value": "x"}])),
        ),
        ("a newer format", set("manifest.json", "format", json!(2))),
        ("no manifest", without("manifest.json")),
        ("no spec", without("spec.json")),
        ("no outcome", without("outcome.json")),
        ("no results", without("_results.json")),
        ("no log", without("log")),
        ("results that are none", add("_results.json", "{")),
        ("a package that the run did not make", add("package.zip", "PK")),
        ("an index that lies", add("log.idx", "012345678901234567890123")),
        ("half an index", add("log.idx", "0")),
        ("a stop", add("stop", "now")),
        ("an environment", add("environ", "A=B")),
        ("a harness", add("harness.py", "")),
        ("a package folder", add("package/train.py", "")),
        (
            "a file in place of the artifacts",
            forged(&file, |root| {
                let _ = fs::remove_dir_all(root.join("artifacts"));
                fs::write(root.join("artifacts"), "").unwrap();
            }),
        ),
        (
            "what the manifest does not know",
            forged(&file, |root| {
                fs::create_dir_all(root.join("artifacts")).unwrap();
                fs::write(root.join("artifacts/more"), "").unwrap();
            }),
        ),
    ];
    // A person with an old program would look for a mistake in the file.
    let newer = forged(&file, |root| {
        edit(root, "manifest.json", |manifest| manifest["format"] = json!(2));
        fs::write(root.join("weights.db"), "").unwrap();
    });
    assert!(there.refused(["run", "import", newer.to_str().unwrap()]).contains("newer"));
    let changed = here.folder().join("changed.run.zip");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle] ^= 1;
    fs::write(&changed, &bytes).unwrap();
    hostile.push(("a changed byte", changed));
    for (name, cut) in [("cut short", bytes.len() / 2), ("empty", 0)] {
        let path = here.folder().join(format!("{name}.run.zip"));
        fs::write(&path, &bytes[..cut]).unwrap();
        hostile.push((name, path));
    }
    for (name, entry) in [
        ("a name that leads out", "z.writestr('run/artifacts/../../../x', b'')"),
        ("an absolute name", "z.writestr('/tmp/x', b'')"),
        (
            "a link",
            "i = zipfile.ZipInfo('run/log2'); i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')",
        ),
        ("a name twice", "z.writestr(z.namelist()[0], b'')"),
        ("two roots", "z.writestr('other/log', b'')"),
        ("a bomb", "z.writestr('run/artifacts/zeros', bytes(120_000_000), zipfile.ZIP_DEFLATED)"),
    ] {
        let path = here.folder().join(format!("{name}.run.zip"));
        fs::copy(&file, &path).unwrap();
        let code = format!("import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'a')\n{entry}\nz.close()");
        assert!(
            Command::new("python3").args(["-Wignore", "-c", &code]).arg(&path).status().unwrap().success()
        );
        hostile.push((name, path));
    }
    there.json(["run", "list"]);
    let before = there.listing();
    for (name, path) in hostile {
        let printed = there.output(["run", "import", path.to_str().unwrap()]);
        let message = String::from_utf8_lossy(&printed.stderr);
        assert_eq!(printed.status.code(), Some(2), "{name}: {message}");
        assert_eq!(message.lines().count(), 1, "{name}: {message}");
        assert_eq!(there.listing(), before, "{name}");
    }
    assert_eq!(there.json(["run", "list"]), json!([]));
    // The original that was changed is a valid run.
    import(&there, &forged(&file, |_| {}));
}

/// A person brings a project's runs to another machine: one broken file must not block the others.
#[test]
fn a_folder_of_runs_is_imported_at_once_and_what_is_refused_is_named() {
    let (here, there) = (store_with("pass"), empty_store());
    let folder = here.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let runs = [here.trained([]), here.trained([]), here.trained([])];
    for run in &runs {
        let output = here.json(["run", "export", id(run), "--output", folder.to_str().unwrap()]);
        let unique = folder.join(format!("{}.run.zip", id(run)));
        fs::rename(output["path"].as_str().unwrap(), unique).unwrap();
    }
    fs::write(folder.join("broken.run.zip"), "PK").unwrap();
    fs::write(folder.join("no run.zip"), "PK").unwrap();
    let output = there.output(["run", "import", folder.to_str().unwrap()]);
    let (printed, refused) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(printed.lines().count(), 3, "{printed}");
    assert!(refused.contains("broken.run.zip") && refused.lines().count() == 1, "{refused}");
    for run in &runs {
        assert_eq!(shown(&there, id(run)), shown(&here, id(run)));
    }
    let empty = here.folder().join("none");
    fs::create_dir(&empty).unwrap();
    there.refused(["run", "import", empty.to_str().unwrap()]);
}

/// A person exports a package's runs into one folder, where all of them have the same name.
#[test]
fn runs_of_one_name_are_exported_into_one_folder() {
    let store = store_with("pass");
    let folder = store.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let (first, second) = (store.trained([]), store.trained([]));
    let to = folder.to_str().unwrap();
    let file = |run: &Value| store.json(["run", "export", id(run), "--output", to])["path"].clone();
    let own = file(&first);
    let other = file(&second);
    assert!(own.as_str().unwrap().ends_with("/trainer 1.0.run.zip"), "{own}");
    assert!(other.as_str().unwrap().ends_with(&format!("/trainer 1.0 {}.run.zip", id(&second))), "{other}");
    assert_eq!(entries(&folder, false), 2);
    // A file that the person named is not overwritten.
    store.refused(["run", "export", id(&second), "--output", own.as_str().unwrap()]);
    store.refused(["run", "export", id(&second), "--output", to]);
    assert_eq!(entries(&folder, false), 2);
}

/// A person would not know which of several files was refused, or look in vain for the run in it.
#[test]
fn a_run_that_exists_already_is_named_with_its_file_and_its_project() {
    let store = store_with("pass");
    let run = store.trained([]);
    let file = export(&store, id(&run));
    let broken = store.folder().join("broken.run.zip");
    fs::write(&broken, "PK").unwrap();
    store.json(["project", "create", "Fraud"]);
    let of = |project: &str| {
        let words = ["run", "import", "--project", project, file.to_str().unwrap(), broken.to_str().unwrap()];
        let output = store.output(words);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let name = file.file_name().unwrap().to_str().unwrap();
    for (project, printed) in [("default", "already exists here, as"), ("Fraud", "in the project default")] {
        let refused = of(project);
        let lines: Vec<_> = refused.lines().collect();
        assert_eq!(lines.len(), 2, "{refused}");
        assert!(lines[0].contains(name) && lines[0].contains(printed), "{refused}");
        assert!(lines[0].contains(id(&run)), "{refused}");
        assert_eq!(lines[1].matches("broken.run.zip").count(), 1, "once is enough: {refused}");
    }
}

/// An incomplete run would look complete, or a run would be on the disk and in no list.
#[test]
fn an_import_that_is_killed_leaves_each_run_whole_or_not_at_all() {
    let here = store_with(TRAIN);
    let first = here.trained([]);
    let file = export(&here, id(&first));
    let folder = here.folder().join("many");
    fs::create_dir(&folder).unwrap();
    for n in 0..25 {
        let copy =
            forged(&file, |root| edit(root, "spec.json", |spec| spec["id"] = json!(format!("{n:08}"))));
        fs::rename(copy, folder.join(format!("{n}.run.zip"))).unwrap();
    }
    let mut random = Random::new(7);
    for _ in each_round(6, 100) {
        let there = empty_store();
        there.json(["run", "list"]);
        let mut importing = there.command(["run", "import", folder.to_str().unwrap()]).spawn().unwrap();
        // Killed while unpacking, or when this many runs are in their final place.
        let (place, far) = (random.one_of(&["staging", "runs"]), random.below(25) as usize);
        let is_far = || entries(&there.home().join(place), place == "staging") > far;
        while !is_far() && importing.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        send(importing.id(), Signal::KILL);
        importing.wait().unwrap();
        let listed = there.json(["run", "list"]);
        let on_disk = fs::read_dir(there.home().join("runs")).unwrap().count();
        assert_eq!(listed.as_array().unwrap().len(), on_disk);
        for run in listed.as_array().unwrap() {
            assert_eq!(run["status"], "Successful", "{run}");
            assert_eq!(there.log(id(run)), here.log(id(&first)));
            there.json(["run", "artifacts", id(run)]);
        }
        let left = fs::read_dir(there.home().join("staging")).unwrap().count();
        assert_eq!(left, 0, "half of an import stays on the disk");
        // The files that were not imported can be imported now; the others are there already.
        let output = there.output(["run", "import", folder.to_str().unwrap()]);
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 25 - on_disk);
        assert_eq!(there.json(["run", "list"]).as_array().unwrap().len(), 25);
    }
}

/// A person who mistypes a folder would replace a file of the store, or the store would list what is not its own.
#[test]
fn nothing_is_saved_into_the_store() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let link = store.folder().join("data/link");
    std::os::unix::fs::symlink(store.home(), &link).unwrap();
    let commands: [&[&str]; 5] = [
        &["run", "download", id, "--output"],
        &["run", "download", id, "log", "--output"],
        &["run", "export", id, "--output"],
        &["package", "download", "trainer", "1.1", "--output"],
        &["report", "--output"],
    ];
    let before = store.listing();
    for words in commands {
        for place in ["", "packages/new/x.zip", "staging/new", "runs/../runs/new.zip", "queue.json"] {
            for above in [store.home(), link.clone()] {
                let output = store.command(words).arg(above.join(place)).output().unwrap();
                let printed = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{words:?} {place}: {printed}");
                assert!(printed.contains("in the store"), "{words:?} {place}: {printed}");
            }
        }
    }
    assert_eq!(store.listing(), before);
}
