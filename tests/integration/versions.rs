//! The version that a training makes is never lost, whatever `save()` left and however packing fails.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use testkit::{Package, Store};

use crate::empty_store;

const PROGRAM: &str = env!("CARGO_BIN_EXE_trainyard");

fn names_in(zip: &Path) -> BTreeSet<String> {
    let listed = files::zip::ZipListing::open(zip).unwrap();
    listed.entries.iter().map(|entry| entry.path.to_str().unwrap().to_string()).collect()
}

fn version(store: &Store, version: &str) -> PathBuf {
    store.home().join("packages/trainer").join(format!("{version}.zip"))
}

/// After days of training, a model would be lost because of a name.
#[test]
fn what_no_zip_can_hold_is_left_out_and_named_and_the_rest_goes_its_way() {
    let save = r"os.makedirs('model'); os.makedirs('Model')
for path in ['model/a', 'Model/a', 'model\\m.pkl', b'mod\xe8le.bin', 'two\nlines']:
    open(path, 'w').write('m')
for n in range(30):
    os.symlink('nowhere', f'dangling-{n:02}')
os.mkfifo('pipe')
for path in ['build/lib/x', 'trainer.egg-info/PKG-INFO', 'env/pyvenv.cfg', 'env/lib/x']:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, 'w').write('x')";
    let store = Store::with(PROGRAM, &Package::of("pass", save));
    let run = store.trained([]);
    assert_eq!((&run["status"], &run["version"]), (&"Successful".into(), &"1.1".into()), "{run}");
    let id = run["id"].as_str().unwrap();
    let shown = store.json(["run", "show", id]);
    assert_eq!((&shown["left_out_count"], shown["left_out"].as_array().unwrap().len()), (&34.into(), 20));
    let (log, text) = (store.log(id), store.output(["run", "show", id]).stdout);
    for printed in [&log, &text] {
        let printed = String::from_utf8_lossy(printed);
        assert!(printed.contains("dangling-00") && printed.contains("14 more were skipped"), "{printed}");
    }
    let names = names_in(&version(&store, "1.1"));
    let inside = |name: &str| names.iter().any(|known| known.ends_with(name));
    assert!(inside("/model/a") && inside("/Model/a"), "{names:?}");
    for left_out in ["m.pkl", "lines", "build", "egg-info", "env", "pipe"] {
        assert!(!names.iter().any(|name| name.contains(left_out)), "{left_out}: {names:?}");
    }

    // It is trained further, compared, exported and imported.
    let again =
        store.output("run start --type training --package trainer --version 1.1 --dataset rows".split(' '));
    assert!(String::from_utf8_lossy(&again.stdout).contains("File exists: 'model'"), "{again:?}");
    store.json(["package", "compare", "trainer", "1.0", "1.1"]);
    let file = store.folder().join("x.run.zip");
    store.json(["run", "export", id, "--output", file.to_str().unwrap()]);
    let other = empty_store();
    let imported = &other.json(["run", "import", file.to_str().unwrap()])[0]["run"];
    assert_eq!(imported["version"], "1.1", "{imported}");
    let printed = other.refused(["run", "publish", imported["id"].as_str().unwrap()]);
    assert!(printed.contains("nothing to publish"), "{printed}");
}

/// A store in which a training succeeded, but `save()` has removed what makes it a package.
fn unpublished() -> (Store, String) {
    let store = Store::with(PROGRAM, &Package::of("pass", "os.rename('main.py', 'main.txt')"));
    let run = store.trained([]);
    assert_eq!((&run["status"], &run["version"]), (&"Failed".into(), &Value::Null), "{run}");
    let id = run["id"].as_str().unwrap().to_string();
    (store, id)
}

/// The only folder in the files that were kept.
fn kept(store: &Store, id: &str) -> PathBuf {
    let root = fs::read_dir(store.run_dir(id).join("package")).unwrap().next().unwrap();
    root.unwrap().path()
}

fn mend(store: &Store, id: &str) {
    let root = kept(store, id);
    fs::rename(root.join("main.txt"), root.join("main.py")).unwrap();
}

#[test]
fn what_cannot_be_published_is_kept_and_published_later() {
    let (store, id) = unpublished();
    let before = store.json(["run", "show", &id]);
    let reason = before["reason"].as_str().unwrap();
    assert!(reason.contains("no main.py"), "{reason}");
    assert!(reason.contains(store.run_dir(&id).join("package").to_str().unwrap()), "{reason}");
    assert!(reason.contains(&format!("run publish {id}")), "{reason}");
    assert_eq!(before["unpublished"], true);
    let listing =
        |name: &str| store.listing().into_iter().filter(|line| line.contains(name)).collect::<Vec<_>>();
    let held = listing("/package");
    let printed = store.refused(["run", "publish", &id]);
    assert!(printed.contains("no main.py"), "{printed}");
    let file = store.folder().join("x.run.zip");
    let exported = store.partly(["run", "export", &id, "--output", file.to_str().unwrap()]);
    assert_eq!(exported["left_out"][0]["path"], "package");
    let other = empty_store();
    let imported = &other.json(["run", "import", file.to_str().unwrap()])[0]["run"];
    assert!(!imported["reason"].as_str().unwrap().contains("kept"), "{imported}");
    assert_eq!(listing("/package"), held, "a try that fails changes nothing");

    mend(&store, &id);
    let published = store.json(["run", "publish", &id]);
    assert_eq!((&published["package"], &published["version"]), (&"trainer".into(), &"1.1".into()));
    assert!(Path::new(published["zip"].as_str().unwrap()).is_file(), "{published}");
    let after = store.json(["run", "show", &id]);
    for same in ["status", "ended", "score"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    let reason = after["reason"].as_str().unwrap();
    assert!(reason.contains("no main.py") && !reason.contains("kept"), "what is done is asked for: {reason}");
    assert_eq!((&after["version"], &after["unpublished"]), (&"1.1".into(), &false.into()));
    let results: Value =
        serde_json::from_slice(&fs::read(store.run_dir(&id).join("_results.json")).unwrap()).unwrap();
    let outputs = &results["run_summary"]["outputs"];
    assert_eq!((&outputs["package"], &outputs["version"]), (&"trainer".into(), &"1.1".into()));
    assert!(!store.run_dir(&id).join("package").exists(), "what was kept goes");
    let entries = String::from_utf8(store.output(["events"]).stdout).unwrap();
    assert!(entries.contains(&format!("trainer 1.1 was made by the run {id}")), "{entries}");

    assert_eq!(store.json(["run", "publish", &id]), published, "twice gives the same");
    let listed = store.json(["run", "list"]);
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(["run", "list"]), listed, "the files and the index differ");
    let next =
        store.output("run start --type training --package trainer --version 1.1 --dataset rows".split(' '));
    assert!(String::from_utf8_lossy(&next.stderr).contains("is kept in"), "{next:?}");
}

/// Two versions would get the same number, or the kept files would be removed without a version.
#[test]
fn publishing_that_was_cut_short_anywhere_is_done_again() {
    let (store, id) = unpublished();
    mend(&store, &id);
    let copy = |from: &Path, to: &Path| {
        assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    };
    let (home, as_it_was, done) = (store.home(), store.folder().join("was"), store.folder().join("done"));
    copy(&home, &as_it_was);
    store.json(["run", "publish", &id]);
    copy(&home, &done);
    let shown = store.json(["run", "show", &id]);
    let of_run = |name: &str| format!("runs/{id}/{name}");
    let (claim, zip) = ("packages/trainer/1.1.json".to_string(), "packages/trainer/1.1.zip".to_string());
    let all = [claim.clone(), zip.clone(), of_run("outcome.json"), of_run("_results.json")];
    for step in 0..=all.len() + 1 {
        fs::remove_dir_all(&home).unwrap();
        copy(&as_it_was, &home);
        if step == 0 {
            fs::write(home.join(of_run("package.zip")), "PK half").unwrap();
        }
        for name in all.iter().take(step) {
            fs::copy(done.join(name), home.join(name)).unwrap();
        }
        if step > all.len() {
            fs::remove_dir_all(home.join(of_run("package"))).unwrap();
        }
        fs::write(home.join("lock"), "!").unwrap();
        let unpublished = store.json(["run", "show", &id]);
        assert_eq!(unpublished["version"] == "1.1", step >= 3, "step {step}: {unpublished}");
        assert_eq!(store.json(["run", "publish", &id])["version"], "1.1", "step {step}");
        assert_eq!(store.json(["run", "show", &id]), shown, "step {step}");
        assert!(
            !home.join(of_run("package")).exists() && !home.join(of_run("trained")).exists(),
            "step {step}"
        );
        assert!(!home.join(of_run("package.zip")).exists() && home.join(&zip).is_file(), "step {step}");
        assert!(!home.join("packages/trainer/1.2.json").exists(), "step {step}");
    }
}

/// The machine died while the version was being packed, after the training was complete.
#[test]
fn a_run_that_died_while_packing_has_its_version_published_too() {
    let (store, id) = unpublished();
    mend(&store, &id);
    for name in ["outcome.json", "_results.json"] {
        fs::remove_file(store.run_dir(&id).join(name)).unwrap();
    }
    fs::remove_file(store.home().join("store.db")).unwrap();
    let run = store.json(["run", "show", &id]);
    let reason = run["reason"].as_str().unwrap();
    assert!(run["status"] == "Failed" && reason.contains("interrupted"), "{run}");
    assert!(reason.contains("run publish"), "{run}");
    assert_eq!(store.json(["run", "publish", &id])["version"], "1.1");
}

#[test]
fn a_run_without_a_trained_package_has_nothing_to_publish() {
    let store = empty_store();
    store.add_dataset("rows");
    store.add_package("trainer", &Package::training("raise ValueError('no')"));
    store.add_package("saver", &Package::of("pass", "raise ValueError('no')"));
    for (package, status) in [("trainer", "Failed"), ("saver", "Failed")] {
        let start = ["run", "start", "--type", "training", "--package", package, "--version", "1.0"];
        let output = store.output(start.into_iter().chain(["--dataset", "rows", "--json"]));
        let run: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(run["status"], status, "{run}");
        let id = run["id"].as_str().unwrap();
        let printed = store.refused(["run", "publish", id]);
        assert!(printed.contains("nothing to publish") && printed.contains(id), "{printed}");
        assert!(!store.run_dir(id).join("package").exists());
    }
}

/// A package that starts another program would fail here, but work in AI Center.
#[test]
fn executable_files_stay_so_from_the_folder_to_the_next_version() {
    let train = "subprocess.check_call(['./tool.sh'])\nassert not os.access('main.py', os.X_OK)";
    let package = Package::training(train).with("tool.sh", "#!/bin/sh\nexit 0\n");
    let store = empty_store();
    store.add_dataset("rows");
    let folder = package.write(&store.folder().join("data"));
    fs::set_permissions(folder.join("tool.sh"), fs::Permissions::from_mode(0o750)).unwrap();
    store.json(["package", "add", folder.to_str().unwrap(), "--name", "trainer"]);
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    let zip = store.folder().join("data/downloaded.zip");
    store.json(["package", "download", "trainer", "1.1", "--output", zip.to_str().unwrap()]);
    store.json(["package", "add", zip.to_str().unwrap(), "--name", "trainer"]);
    let usual = ["run", "start", "--type", "training", "--package", "trainer", "--dataset", "rows"];
    for version in ["1.1", "2.0"] {
        let output = store.output(usual.into_iter().chain(["--version", version]));
        assert!(output.status.success(), "{version}: {output:?}");
    }
}

/// AI Center requires a zip to have the name of its root folder.
#[test]
fn a_version_is_downloaded_as_its_root_folder_unless_it_is_named() {
    let store = Store::with(PROGRAM, &Package::training("pass"));
    let written = store.json(["package", "download", "trainer", "1.0"]);
    let place = Path::new(written["path"].as_str().unwrap());
    let names = names_in(place);
    let root = names.first().unwrap().split('/').next().unwrap();
    assert_eq!(place.file_name().unwrap().to_str().unwrap(), format!("{root}.zip"));
    assert_eq!(place.parent().unwrap(), store.folder(), "the working directory");
    let printed = store.refused(["package", "download", "trainer", "1.0"]);
    assert!(printed.contains("already exists"), "{printed}");
    // A name that no zip can contain cannot be a root folder.
    let odd = store.folder().join("data/odd\\name");
    fs::rename(Package::training("pass").write(&store.folder().join("data")), &odd).unwrap();
    store.json(["package", "add", odd.to_str().unwrap(), "--name", "odd"]);
    let written = store.json(["package", "download", "odd", "1.0"]);
    assert!(written["path"].as_str().unwrap().ends_with("/odd.zip"), "{written}");
    let checked = store.json(["package", "check", place.to_str().unwrap()]);
    assert!(!checked.to_string().contains("check-zip-name"), "{checked}");
}
