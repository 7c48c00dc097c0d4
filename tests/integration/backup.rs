//! Backups of the whole store, and stores that are made of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use testkit::{Package, Random, Store, each_round, rounds};

use crate::doctor::flip;
use crate::{empty_store, store_with};

const KEEP: [&str; 2] = ["--env", "save_training_data=true"];

/// The folder with the backups of a store.
fn place(store: &Store) -> PathBuf {
    store.folder().join("data/backups")
}

#[track_caller]
fn back_up(store: &Store) -> Value {
    store.json(["backup", place(store).to_str().unwrap()])
}

/// `backup --check`, and its exit code.
#[track_caller]
fn check(store: &Store, more: &[&str]) -> (i32, Value) {
    let folder = place(store);
    let output = store.output(["backup", folder.to_str().unwrap(), "--check", "--json"].iter().chain(more));
    let said = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), said.unwrap_or_else(|error| panic!("{error}: {output:?}")))
}

/// Makes a store of the last backup, and opens it.
#[track_caller]
fn restored(store: &Store) -> Store {
    let new = empty_store();
    restore_into(store, &new, &[]);
    new
}

#[track_caller]
fn restore_into(store: &Store, new: &Store, more: &[&str]) -> Value {
    let (folder, home) = (place(store), new.home());
    let usual = ["restore", folder.to_str().unwrap(), home.to_str().unwrap()];
    store.json(usual.iter().chain(more))
}

/// Everything that lists show of a store.
fn lists(store: &Store) -> Value {
    let lists: [&[&str]; 5] = [
        &["project", "list"],
        &["package", "list"],
        &["dataset", "list"],
        &["run", "list"],
        &["schedule", "list"],
    ];
    let text = Value::from(lists.map(|list| store.json(list)).to_vec()).to_string();
    serde_json::from_str(&text.replace(store.home().to_str().unwrap(), "HOME")).unwrap()
}

#[track_caller]
fn assert_nothing_wrong(store: &Store) {
    let said = store.json(["doctor"]);
    assert_eq!(said["findings"], Value::from(Vec::<Value>::new()), "{said}");
}

/// After the loss of a disk, a person would have less than they had, or a store that does not work.
#[test]
fn a_restored_store_is_the_one_that_was_backed_up() {
    let store = store_with("pass");
    let linked = store.folder().join("data/linked");
    fs::create_dir_all(&linked).unwrap();
    fs::write(linked.join("rows.csv"), "1").unwrap();
    store.json(["dataset", "add", "linked", linked.to_str().unwrap(), "--link"]);
    store.json(["project", "create", "other"]);
    store.json(["--project", "other", "dataset", "add", "own", linked.to_str().unwrap()]);
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    store.json(usual.iter().chain(&["--dataset", "rows", "--days", "mon", "--time", "03:30"]));
    let run = store.trained(KEEP);
    let before = lists(&store);
    let made = back_up(&store);
    assert_eq!(made["left_out"], Value::from(Vec::<Value>::new()), "{made}");
    assert!(made["added"].as_u64() > Some(0));
    assert_eq!(lists(&store), before);

    let new = restored(&store);
    assert_eq!(lists(&new), before);
    assert_nothing_wrong(&new);
    let id = run["id"].as_str().unwrap();
    assert_eq!(new.log(id), store.log(id));
    let kept = |store: &Store| {
        files::digest::tree(&store.kept(id, "data_directory"), &files::Cancel::default()).unwrap()
    };
    assert_eq!(kept(&new), kept(&store));
    assert_eq!(fs::read(new.home().join("datasets/linked/files/rows.csv")).unwrap(), b"1");
    let again = new.trained([]);
    assert_eq!((again["status"].as_str(), again["version"].as_str()), (Some("Successful"), Some("1.2")));
}

/// Each backup would take as much room and as long as the first one.
#[test]
fn a_second_backup_adds_what_is_new_and_old_ones_can_be_restored_until_they_are_removed() {
    let store = store_with("pass");
    let large = store.folder().join("data/large");
    fs::create_dir_all(&large).unwrap();
    fs::write(large.join("large"), vec![7; 5_000_000]).unwrap();
    store.json(["dataset", "add", "large", large.to_str().unwrap()]);
    let first = back_up(&store);
    assert!(first["added"].as_u64() >= Some(5_000_000), "{first}");
    let run = store.trained([]);
    let second = back_up(&store);
    assert!(second["added"].as_u64() < Some(1_000_000), "{second}");
    let listed = store.json(["backup", place(&store).to_str().unwrap(), "--list"]);
    assert_eq!(listed, Value::from(vec![first["backup"].clone(), second["backup"].clone()]));

    let (old, at) = (empty_store(), first["backup"]["at"].as_str().unwrap());
    restore_into(&store, &old, &["--at", at]);
    assert_eq!(old.json(["run", "list"]), Value::from(Vec::<Value>::new()));
    let refused =
        store.refused(["restore", place(&store).to_str().unwrap(), "/no/where", "--at", "2020-01-01"]);
    assert!(refused.contains("no backup"), "{refused}");
    assert_eq!(restored(&store).json(["run", "list"])[0]["id"], run["id"]);

    store.json(["dataset", "remove", "large"]);
    let folder = place(&store);
    let third = store.json(["backup", folder.to_str().unwrap(), "--keep", "1"]);
    assert_eq!(third["removed"], 2, "{third}");
    assert!(third["freed"].as_u64() >= Some(5_000_000), "{third}");
    assert_eq!(check(&store, &[]).0, 0);
    assert_eq!(lists(&restored(&store)), lists(&store));
}

/// A backup would have to wait for days of training, or its restoration would end the training that goes on.
#[test]
fn a_run_in_progress_goes_on_and_is_restored_as_interrupted() {
    let store = store_with("print('begun')\nwhile not os.path.exists(os.environ['gate']): time.sleep(0.005)");
    let gate = store.folder().join("gate");
    let parameter = format!("gate={}", gate.display());
    let id = store.detached(["--env", &parameter, "--env", "save_training_data=true"]);
    let waits = store.detached(["--env", &parameter]);
    store.wait_for_log_line(&id, "begun");
    let made = back_up(&store);
    assert_eq!(made["backup"]["in_progress"], Value::from(vec![id.clone()]));
    let new = restored(&store);
    let shown = new.json(["run", "show", &id]);
    assert_eq!(shown["status"], "Failed", "{shown}");
    assert!(shown["reason"].as_str().unwrap().contains("in progress when the backup was made"), "{shown}");
    assert!(String::from_utf8(new.log(&id)).unwrap().contains("begun"));
    assert_nothing_wrong(&new);
    fs::write(gate, "").unwrap();
    for id in [&id, &waits] {
        assert_eq!(store.ended(id)["status"], "Successful");
    }
    assert_eq!(new.ended(&waits)["status"], "Successful", "what waited is not lost");
    assert_nothing_wrong(&store);
}

/// A typing mistake would overwrite other files, mix two stores, or fill the store with itself.
#[test]
fn what_is_there_is_never_replaced() {
    let store = store_with("pass");
    let (data, home) = (store.folder().join("data"), store.home());
    let before = store.listing();
    let refused =
        |folder: &Path| store.refused([Path::new("backup"), folder].map(|part| part.to_str().unwrap()));
    for (folder, why) in [
        (home.join("backups"), "in the store"),
        (store.folder().to_path_buf(), "contains the store"),
        (data.clone(), "something else"),
        (data.join("rows-source/rows.csv"), "not a folder"),
    ] {
        let said = refused(&folder);
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(store.listing(), before);
    back_up(&store);
    let folder = place(&store);
    let folder = folder.to_str().unwrap();
    let restore = |into: &Path| store.refused(["restore", folder, into.to_str().unwrap()]);
    assert!(restore(&home).contains("is not empty"));
    assert!(restore(&data).contains("is not empty"));
    assert!(store.refused(["restore", home.to_str().unwrap(), "/no/where"]).contains("no backups"));
    assert_eq!(store.listing(), before);
}

/// The backup would turn out to be worthless on the day when it is needed.
#[test]
fn any_changed_byte_of_a_backup_is_found_named_and_brought_back() {
    let store = store_with("pass");
    store.trained(KEEP);
    back_up(&store);
    let mut random = Random::new(7);
    let paths = || {
        let (mut paths, mut folders) = (Vec::new(), vec![place(&store)]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                match entry.is_dir() {
                    // Caches, and what was set aside.
                    true if entry.ends_with("seen") || entry.ends_with("damaged") => {}
                    true => folders.push(entry),
                    false => paths.push(entry),
                }
            }
        }
        paths.retain(|path| path.metadata().unwrap().len() > 0);
        paths.sort();
        paths
    };
    for _ in 0..rounds(6, 1000) {
        let all = paths();
        let path = &all[random.below(all.len() as u64) as usize];
        let before = flip(path, &mut random);
        let (code, said) = check(&store, &[]);
        let named = said["damage"][0].to_string();
        let below = path.strip_prefix(place(&store)).unwrap().to_str().unwrap();
        assert!(code == 1 && named.contains(below), "{below}: {said}");
        if below.starts_with("snapshots/blobs") {
            // Whatever is restored is what was backed up, or nothing.
            let (folder, into) = (place(&store), store.folder().join("data/new"));
            let said = store.output(["restore", folder.to_str().unwrap(), into.to_str().unwrap()]);
            assert!(said.status.code() == Some(2) && !into.exists(), "{said:?}");
            assert_eq!(check(&store, &["--repair"]).0, 1);
            back_up(&store);
        } else {
            super::doctor::replace(path, &before);
        }
        let (code, said) = check(&store, &[]);
        assert_eq!(code, 0, "{below}: {said}");
    }
}

/// A backup would say that it is complete, and lack what had not been copied when the machine lost its power.
#[test]
fn a_kill_leaves_no_backup_that_is_not_complete() {
    let store = store_with("pass");
    let data = store.folder().join("data/many");
    let mut random = Random::new(11);
    for round in each_round(5, 60) {
        fs::create_dir_all(&data).unwrap();
        for n in 0..300 {
            fs::write(data.join(n.to_string()), format!("{round} {n}").repeat(200)).unwrap();
        }
        store.json(["dataset", "add", &format!("many{round}"), data.to_str().unwrap()]);
        let folder = place(&store);
        let mut making = store.command(["backup", folder.to_str().unwrap(), "--keep", "2"]);
        let mut making = making.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random.pause(Duration::from_millis(300));
        making.kill().unwrap();
        making.wait().unwrap();
        if folder.join("backups").is_dir() && fs::read_dir(folder.join("backups")).unwrap().next().is_some() {
            let (code, said) = check(&store, &[]);
            assert_eq!(code, 0, "{said}");
            assert_nothing_wrong(&restored(&store));
        }
        assert_nothing_wrong(&store);
    }
    let folder = place(&store);
    store.json(["backup", folder.to_str().unwrap(), "--keep", "1"]);
    assert_eq!(lists(&restored(&store)), lists(&store));
    // What killed ones left takes no room any more.
    assert_eq!(fs::read_dir(folder.join("snapshots/incoming")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(folder.join("snapshots/manifests")).unwrap().count(), 1);
}

/// A person would believe that everything fitted, or lose the backups that they had.
#[test]
fn a_full_disk_leaves_the_backups_that_there_were() {
    let store = store_with("pass");
    let (large, disk) = (store.folder().join("data/large"), store.folder().join("data/disk"));
    for folder in [&large, &disk] {
        fs::create_dir_all(folder).unwrap();
    }
    let package = Package::training("pass").write(&store.folder().join("data/package"));
    let script = r#"
        mount -t tmpfs -o size=100m tmpfs "$DISK"
        "$PROGRAM" backup "$DISK"
        head -c 60000000 /dev/urandom > "$LARGE/large"
        "$PROGRAM" dataset add large "$LARGE"
        if "$PROGRAM" backup "$DISK" 2> "$DISK/../why"; then exit 1; fi
        grep -q "is needed, but only" "$DISK/../why"
        test "$(ls "$DISK/backups" | wc -l)" = 1
        # It becomes full in the middle.
        "$PROGRAM" dataset remove large
        for n in $(seq 50); do head -c 200000 /dev/urandom > "$LARGE/$n"; done
        rm "$LARGE/large"
        "$PROGRAM" dataset add small "$LARGE"
        used=$(df --output=iused "$DISK" | tail -n 1)
        mount -o remount,size=100m,nr_inodes=$((used + 20)) "$DISK"
        if "$PROGRAM" backup "$DISK"; then exit 1; fi
        test "$(ls "$DISK/backups" | wc -l)" = 1
        test -z "$(ls "$DISK/snapshots/incoming")"
        mount -o remount,size=200m,nr_inodes=100000 "$DISK"
        "$PROGRAM" backup "$DISK" --check
        "$PROGRAM" backup "$DISK"
        "$PROGRAM" backup "$DISK" --check
        "$PROGRAM" restore "$DISK" "$DISK/../restored"
        "$PROGRAM" --home "$DISK/../restored" doctor
    "#;
    let alone = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-euc", script]);
        command.env("DISK", &disk).env("LARGE", &large).env("PACKAGE", &package);
        command.env("PROGRAM", env!("CARGO_BIN_EXE_trainyard")).env("TRAINYARD_HOME", store.home());
        command.output().unwrap()
    };
    if !alone("mount -t tmpfs tmpfs \"$DISK\"").status.success() {
        eprintln!("skipped: nothing can be mounted here, so no disk can be full");
        return;
    }
    let output = alone(script);
    assert!(output.status.success(), "{output:?}");
}
