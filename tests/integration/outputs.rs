//! The outputs of a run: they can be listed and downloaded, and never lead out of the run.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::{results, store_with};
use serde_json::{Value, json};
use testkit::{Store, names};

/// The arguments of `run download ID [PATH] --output OUTPUT`.
fn words(id: &str, path: Option<&OsStr>, output: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["run", "download", id].map(OsString::from).into();
    words.extend(path.map(OsString::from));
    words.extend([OsString::from("--output"), output.into()]);
    words
}

fn download(store: &Store, id: &str, path: Option<&str>, output: &Path) -> PathBuf {
    let printed = store.json(words(id, path.map(OsStr::new), output));
    PathBuf::from(printed["path"].as_str().unwrap())
}

fn id(run: &Value) -> &str {
    run["id"].as_str().unwrap()
}

/// A person's plots and reports would be lost.
#[test]
fn artifacts_are_listed_and_taken_out_one_by_one_by_folder_or_all() {
    let store = store_with(
        "os.chdir(os.environ['artifacts_directory'])\n\
         os.makedirs('plots/été')\n\
         open('report.txt', 'w').write('good')\n\
         open('plots/été/loss.png', 'wb').write(bytes(1000))\n\
         os.chdir(os.path.dirname(__file__))",
    );
    let run = store.trained(["--env", "save_training_data=TRUE"]);
    let (id, out) = (id(&run), store.folder().join("sortie 'x'"));
    fs::create_dir(&out).unwrap();
    let listed = store.json(["run", "artifacts", id]);
    let expected = [
        ("plots", Value::Null),
        ("plots/été", Value::Null),
        ("plots/été/loss.png", 1000.into()),
        ("report.txt", 4.into()),
    ];
    assert_eq!(
        listed,
        json!(expected.map(|(path, bytes)| json!({"path": path, "bytes": bytes, "on_disk": bytes})))
    );
    assert_eq!(fs::read(download(&store, id, Some("artifacts/report.txt"), &out)).unwrap(), b"good");
    assert!(out.join("report.txt").is_file());
    assert_eq!(
        fs::read(download(&store, id, Some("./artifacts//report.txt"), &out.join("as.txt"))).unwrap(),
        b"good"
    );
    let folder = download(&store, id, Some("artifacts/plots"), &out);
    assert_eq!(fs::read(folder.join("été/loss.png")).unwrap().len(), 1000);
    assert!(store.refused(words(id, Some("artifacts/plots".as_ref()), &out)).contains("already exists"));
    let all = download(&store, id, None, &out.join("all"));
    assert_eq!(all, out.join("all"));
    for file in [
        "artifacts/report.txt",
        "artifacts/plots/été/loss.png",
        "data_directory/rows.csv",
        "_results.json",
        "log",
    ] {
        assert!(all.join(file).is_file(), "{file}");
    }
    assert_eq!(download(&store, id, None, &out), out.join(format!("run-{id}")));
    let zipped = download(&store, id, Some("artifacts"), &out.join("all of it.zip"));
    // The names at the end of a zip are not compressed.
    let bytes = fs::read(zipped).unwrap();
    let names = String::from_utf8_lossy(&bytes);
    assert!(names.contains("all of it/report.txt") && names.contains("all of it/plots/été/loss.png"));
    // The content must be identical.
    let file = download(&store, id, Some("_results.json"), &out.join("r.json"));
    assert_eq!(fs::read(file).unwrap(), fs::read(run["results"].as_str().unwrap()).unwrap());
    assert_eq!(fs::read(download(&store, id, Some("log"), &out.join("l"))).unwrap(), store.log(id));
    let source = store.folder().join("data/rows-source");
    for kept in [all.join("data_directory"), download(&store, id, Some("data_directory"), &out.join("d"))] {
        assert_eq!(fs::read(kept.join("rows.csv")).unwrap(), fs::read(source.join("rows.csv")).unwrap());
        assert_eq!(
            fs::read(kept.join("2026/more.csv")).unwrap(),
            fs::read(source.join("2026/more.csv")).unwrap()
        );
        let time = |path: PathBuf| fs::metadata(path).unwrap().modified().unwrap();
        assert_eq!(time(kept.join("rows.csv")), time(source.join("rows.csv")));
    }
}

/// A person would get an empty zip.
#[test]
fn a_zip_has_everything_in_it_whatever_it_is_called() {
    let store = store_with("open(os.environ['artifacts_directory'] + '/report.txt', 'w').write('good')");
    let run = store.trained([]);
    for name in [&b"a\\b.zip"[..], b"a\tb.zip", b"...zip", b"\xff.zip"] {
        let zip = store.folder().join(OsStr::from_bytes(name));
        store.json(words(id(&run), Some("artifacts".as_ref()), &zip));
        let bytes = fs::read(zip).unwrap();
        let entry = format!("run-{}/report.txt", id(&run));
        assert!(String::from_utf8_lossy(&bytes).contains(&entry), "{name:?}");
    }
}

/// A training could make the program read or overwrite files outside of the run.
#[test]
fn nothing_of_a_run_leads_out_of_it() {
    let store = store_with(
        "os.chdir(os.environ['artifacts_directory'])\n\
         os.symlink('/etc/passwd', 'file-out')\n\
         os.symlink('/etc', 'folder-out')\n\
         os.symlink('../../../..', 'up')\n\
         os.symlink('loop', 'loop')\n\
         os.mkfifo('pipe')\n\
         for name in ('two\\nlines', '-rf', '\\x1b[31mred', 'x' * 255, '*', ' '): open(name, 'w').write('x')\n\
         open(b'not \\xff utf-8', 'w').write('x')\n\
         os.mkdir('sub')\n\
         open('sub/real.txt', 'w').write('real')\n\
         os.symlink('real.txt', 'sub/inside')\n\
         os.chdir(os.path.dirname(__file__))",
    );
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    let (id, out) = (id(&run), store.folder().join("out"));
    let listed = store.json(["run", "artifacts", id]);
    let paths: Vec<_> =
        listed.as_array().unwrap().iter().map(|artifact| artifact["path"].as_str().unwrap()).collect();
    assert_eq!(paths.len(), 15, "{paths:?}");
    assert!(paths.iter().all(|path| !path.starts_with("folder-out/") && !path.starts_with("up/")));
    let output = store.output(["run", "artifacts", id]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.lines().count() == 15 && !shown.contains('\x1b'), "{shown}");
    let refused = [
        "artifacts/file-out",
        "artifacts/folder-out",
        "artifacts/folder-out/passwd",
        "artifacts/up/store.db",
        "artifacts/loop",
        "artifacts/sub/inside",
        "artifacts/pipe",
        "artifacts/..",
        "artifacts/../outcome.json",
        "artifacts/sub/../../outcome.json",
        "..",
        ".",
        "/",
        "/etc/passwd",
        "spec.json",
        "outcome.json",
        "package.zip",
        "lock",
        "data",
        "package",
        "artifacts/nothing",
        "data_directory",
        "test_data_directory",
        "_results.json/x",
        "_results.json/..",
    ];
    for path in refused {
        let printed = store.refused(words(id, Some(path.as_ref()), &out));
        assert!(printed.contains("has no"), "{path}: {printed}");
        assert!(!out.exists(), "{path}");
    }
    assert_eq!(fs::read(download(&store, id, Some("artifacts/sub/real.txt"), &out)).unwrap(), b"real");
    let words = words(id, Some(OsStr::from_bytes(b"artifacts/not \xff utf-8")), &store.folder().join("x"));
    assert!(store.output(words).status.success());
    let all = store.folder().join("all");
    let left_out = store.partly(self::words(id, None, &all))["left_out"].take();
    assert_eq!(names(&left_out, "path").len(), 5, "{left_out}");
    let all = all.join("artifacts");
    for out_of_it in ["file-out", "folder-out", "up", "pipe"] {
        assert!(all.join(out_of_it).symlink_metadata().is_err(), "{out_of_it}");
    }
    assert!(
        all.join("x".repeat(255)).is_file()
            && all.join("two\nlines").is_file()
            && all.join(OsStr::from_bytes(b"not \xff utf-8")).is_file()
    );
}

/// The training can replace the artifacts' folder itself.
#[test]
fn a_folder_of_artifacts_that_became_a_link_shows_nothing_of_where_it_leads() {
    let store = store_with(
        "artifacts = os.environ['artifacts_directory']\n\
         os.rmdir(artifacts)\n\
         os.symlink('/etc', artifacts)",
    );
    let run = store.trained(["--env", "artifacts_directory=out/plots"]);
    assert_eq!(store.json(["run", "artifacts", id(&run)]), json!([]), "{run}");
    store.refused(words(id(&run), Some("artifacts".as_ref()), &store.folder().join("x")));
    let all = download(&store, id(&run), None, &store.folder().join("all"));
    assert!(!all.join("artifacts").exists() && all.join("log").is_file());
}

/// Scripts written for AI Center read this file by its keys: a missing key would break them, and so would a key with
/// a file that does not exist.
#[test]
fn what_a_run_has_is_offered_when_something_else_is_asked_for() {
    let store = store_with("pass");
    let run = store.trained([]);
    let out = store.folder().join("out");
    let printed = store.refused(words(id(&run), Some("nothing".as_ref()), &out));
    assert!(printed.contains("_results.json") && printed.contains("log"), "{printed}");
    assert!(!printed.contains("data_directory") && !printed.contains("package.zip"), "{printed}");
    for name in ["data_directory", "test_data_directory"] {
        fs::create_dir(store.run_dir(id(&run)).join(name)).unwrap();
    }
    fs::write(store.run_dir(id(&run)).join("package.zip"), "").unwrap();
    let printed = store.refused(words(id(&run), Some("nothing".as_ref()), &out));
    assert!(
        printed.contains(" data_directory/…, test_data_directory/…") && printed.contains("package.zip"),
        "{printed}"
    );
}

#[test]
fn results_of_every_end_have_the_contracts_keys_in_their_order() {
    let store = store_with(
        "if os.environ.get('how') == 'fail': raise ValueError('x')\n\
         if os.environ.get('how') == 'wait': time.sleep(600)",
    );
    let good = store.trained([
        "--name",
        "  nightly \"é\" ",
        "--env",
        "zeta=a=b ",
        "--env",
        "save_data=True",
        "--env",
        "alpha=",
        "--env",
        "artifacts_directory=./out",
    ]);
    let failed = store.trained(["--env", "how=fail"]);
    let killed = store.detached(["--env", "how=wait"]);
    let queued = store.detached(["--env", "how=wait"]);
    store.output(["run", "stop", &queued]);
    store.output(["run", "stop", &killed, "--now"]);
    let (killed, queued) = (store.ended(&killed), store.ended(&queued));
    for run in [&good, &failed, &killed, &queued] {
        let file = results(run);
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(keys(&file), "parameters run_summary");
        assert_eq!(keys(&file["parameters"]), "pipeline inputs env");
        assert_eq!(keys(&file["parameters"]["inputs"]), "package version train_data gpu");
        assert_eq!(keys(&file["run_summary"]), "execution_time start_at end_at outputs");
        assert_eq!(keys(&file["run_summary"]["outputs"]), "train_data artifacts_data package version");
        let seconds = |key: &str| file["run_summary"][key].as_f64().unwrap();
        assert!(seconds("start_at") > 1.7e9 && seconds("end_at") >= seconds("start_at"), "{file}");
        assert!((seconds("end_at") - seconds("start_at") - seconds("execution_time")).abs() < 0.01, "{file}");
        let artifacts = file["run_summary"]["outputs"]["artifacts_data"].as_str().unwrap();
        assert!(store.home().join(artifacts).is_dir(), "{artifacts}");
        let inputs = json!({"package": "trainer", "version": "1.0", "train_data": "datasets/rows/files", "gpu": "False"});
        assert_eq!(file["parameters"]["inputs"], inputs);
        assert!(Path::new(run["directory"].as_str().unwrap()).join("log").is_file());
    }
    let file = results(&good);
    assert_eq!(file["parameters"]["pipeline"], "nightly \"é\"");
    let env = json!({
        "artifacts_directory": "./out",
        "save_training_data": "True",
        "zeta": "a=b ",
        "save_data": "True",
        "alpha": "",
    });
    assert_eq!(
        serde_json::to_string(&file["parameters"]["env"]).unwrap(),
        serde_json::to_string(&env).unwrap()
    );
    let run = format!("runs/{}", id(&good));
    let outputs = json!({
        "train_data": file["run_summary"]["outputs"]["train_data"],
        "artifacts_data": format!("{run}/artifacts/out"),
        "package": "trainer",
        "version": "1.1",
    });
    assert_eq!(file["run_summary"]["outputs"], outputs);
    let place = outputs["train_data"].as_str().unwrap();
    assert!(place.starts_with("snapshots/") && store.home().join(place).is_file(), "{place}");
    for run in [&failed, &killed, &queued] {
        let outputs = &results(run)["run_summary"]["outputs"];
        assert_eq!(
            ["train_data", "package", "version"].map(|key| outputs[key].clone()),
            ["None", "None", "None"].map(Value::from)
        );
    }
    assert_eq!(results(&failed)["parameters"]["pipeline"], "trainer 1.0");
}

/// A command would overwrite a person's file.
#[test]
fn what_is_there_already_is_not_replaced() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let file = store.folder().join("data/precious.txt");
    fs::write(&file, "mine").unwrap();
    let file = file.to_str().unwrap();
    for arguments in [
        &["package", "download", "trainer", "1.1", "--output", file][..],
        &["run", "download", id, "log", "--output", file],
        &["run", "export", id, "--output", file],
    ] {
        assert!(store.refused(arguments).contains("already exists"), "{arguments:?}");
        assert_eq!(fs::read(file).unwrap(), b"mine");
    }
}
