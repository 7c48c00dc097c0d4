//! Settings that reach a run: kept working copies, and access to the package index.

use crate::store_with;
use testkit::{Package, Store};

/// A person could not look at the files of a failed training, or the disk would be filled with copies that nobody
/// asked for.
#[test]
fn working_copies_of_failed_runs_are_kept_if_asked_for() {
    let store = store_with("assert 'fail' not in os.environ");
    let copies = |id: &str| ["package", "data"].map(|name| store.run_dir(id).join(name).exists());
    let run = |fail: bool| {
        let run = if fail { store.trained(["--env", "fail=1"]) } else { store.trained([]) };
        run["id"].as_str().unwrap().to_string()
    };
    assert_eq!(copies(&run(true)), [false, false]);
    assert_eq!(store.json(["settings", "keep-failed", "true"])["keep-failed"], true);
    let failed = run(true);
    assert_eq!(copies(&failed), [true, true]);
    for passing in ["environ", "reserve"] {
        assert!(!store.run_dir(&failed).join(passing).exists(), "{passing}");
    }
    assert_eq!(copies(&run(false)), [false, false]);
    store.json(["run", "remove", &failed]);
    assert!(!store.run_dir(&failed).exists());
}

/// Behind a company's proxy nothing could be installed, or every training would be sent through it.
#[test]
fn only_uv_gets_index_and_proxy() {
    let store = Store::with(
        env!("CARGO_BIN_EXE_trainyard"),
        &Package::training(
            "print({name: os.environ.get(name) for name in ('UV_DEFAULT_INDEX', 'https_proxy')})",
        ),
    );
    // Nothing listens on port 9.
    for (name, value) in [("index-url", "http://127.0.0.1:9/simple"), ("proxy", "http://127.0.0.1:9")] {
        assert_eq!(store.json(["settings", name, value])[name], value);
    }
    let needy = Package::training("pass").with("requirements.txt", "no-such-package-anywhere\n");
    store.add_package("needy", &needy);
    let start = ["run", "start", "--type", "training", "--package", "needy", "--version", "1.0"];
    let mut program = store.command(start);
    program.args(["--dataset", "rows", "--json"]).env("UV_HTTP_RETRIES", "0");
    let output = program.output().unwrap();
    let run: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(run["reason"].as_str().unwrap().contains("package index cannot be reached"), "{run}");
    assert!(run["reason"].as_str().unwrap().contains("127.0.0.1"), "{run}");
    let run = store.trained([]);
    let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
    assert!(log.contains("{'UV_DEFAULT_INDEX': None, 'https_proxy': None}"), "{log}");
}
