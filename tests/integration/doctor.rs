//! The doctor: what is wrong is found and named, and what can be repaired is repaired without losing anything.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::{Random, Store, rounds};

use crate::store_with;

const KEEP: [&str; 2] = ["--env", "save_training_data=true"];

/// What `doctor` says, and its exit code.
#[track_caller]
fn doctor(store: &Store, more: &[&str]) -> (i32, Value) {
    let output = store.output(["doctor", "--json"].iter().chain(more));
    let said = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), said.unwrap_or_else(|error| panic!("{error}: {output:?}")))
}

/// The findings, each as its code and what it is about.
fn found(said: &Value) -> Vec<(&str, &str)> {
    let findings = said["findings"].as_array().unwrap().iter();
    findings.map(|one| (one["code"].as_str().unwrap(), one["thing"].as_str().unwrap())).collect()
}

/// The paths of all files below a folder of the store, relative to the store.
fn files_in(store: &Store, folder: &str) -> Vec<String> {
    let (mut files, mut folders) = (Vec::new(), vec![store.home().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    let path = entry.path();
                    files.push(path.strip_prefix(store.home()).unwrap().to_str().unwrap().to_string());
                }
            }
        }
    }
    files.sort();
    files
}

/// Replaces a file that may be read-only.
pub(crate) fn replace(path: &Path, bytes: &[u8]) {
    let modes = path.metadata().unwrap().permissions();
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, modes).unwrap();
}

/// Changes one byte of a file. Returns what it was before.
pub(crate) fn flip(path: &Path, random: &mut Random) -> Vec<u8> {
    let before = fs::read(path).unwrap();
    let mut bytes = before.clone();
    let at = random.below(bytes.len() as u64) as usize;
    bytes[at] ^= 1 << random.below(8);
    replace(path, &bytes);
    before
}

/// A store with one training, whose data is kept.
fn trained() -> (Store, String) {
    let store = store_with("pass");
    let run = store.trained(KEEP);
    assert_eq!(run["status"], "Successful", "{run}");
    (store, run["id"].as_str().unwrap().into())
}

/// A disk that forgets a bit would change a version, or what it was trained on, and nobody would know.
#[test]
fn any_changed_byte_of_a_zip_a_list_or_a_content_is_found_and_named() {
    let (store, _) = trained();
    // Nothing has the same data any more, so that nothing can be brought back.
    store.json(["dataset", "remove", "rows"]);
    let mut paths = files_in(&store, "packages");
    paths.retain(|path| path.ends_with(".zip"));
    assert_eq!(paths.len(), 2);
    paths.extend(
        ["snapshots/blobs", "snapshots/manifests"].into_iter().flat_map(|folder| files_in(&store, folder)),
    );
    assert!(paths.len() > 4, "{paths:?}");
    let mut random = Random::new(19);
    for _ in 0..rounds(8, 1000) {
        let path = &paths[random.below(paths.len() as u64) as usize];
        let whole = store.home().join(path);
        let before = flip(&whole, &mut random);
        let (code, said) = doctor(&store, &[]);
        assert_eq!((code, said["wrong"].as_u64()), (1, Some(1)), "{path}: {said}");
        assert!(found(&said).iter().any(|(_, thing)| thing == path), "{path}: {said}");
        // Without anything to replace it, it is not touched.
        let damaged = fs::read(&whole).unwrap();
        assert_eq!(doctor(&store, &["--repair"]).0, 1);
        assert_eq!(fs::read(&whole).unwrap(), damaged);
        replace(&whole, &before);
    }
    let (code, said) = doctor(&store, &[]);
    assert_eq!((code, found(&said)), (0, Vec::new()), "{said}");
}

/// Kept data would be lost although a dataset still has it, or what is only damaged would be thrown away.
#[test]
fn kept_data_comes_back_from_a_dataset_that_has_not_changed() {
    let (store, id) = trained();
    let kept =
        |store: &Store| files::digest::tree(&store.kept(&id, "data_directory"), &files::Cancel::default());
    let (before, mut random) = (kept(&store).unwrap(), Random::new(3));
    let contents = files_in(&store, "snapshots/blobs");
    let manifest = files_in(&store, "snapshots/manifests").remove(0);
    for (path, is_removed) in
        [(&contents[0], false), (&contents[1], true), (&manifest, false), (&manifest, true)]
    {
        let whole = store.home().join(path);
        match is_removed {
            true => fs::remove_file(&whole).unwrap(),
            false => drop(flip(&whole, &mut random)),
        }
        let (code, said) = doctor(&store, &[]);
        let repair = said["findings"][0]["repair"]["text"].as_str().unwrap();
        assert_eq!((code, said["findings"][0]["thing"].as_str()), (1, Some(&**path)), "{said}");
        assert!(repair.contains("datasets/rows/files"), "{repair}");
        let (code, said) = doctor(&store, &["--repair"]);
        assert_eq!((code, said["findings"][0]["repair"]["state"].as_str()), (0, Some("done")), "{said}");
        assert_eq!(kept(&store).unwrap(), before);
    }
    // What was damaged can still be looked at.
    assert_eq!(files_in(&store, "snapshots/damaged").len(), 2);
    let (code, said) = doctor(&store, &[]);
    assert_eq!((code, found(&said).iter().all(|(code, _)| *code == "set-aside")), (0, true), "{said}");
}

/// Lists would not show what there is, or results say what is not so, until somebody deletes the index by chance.
#[test]
fn an_index_and_results_that_do_not_fit_the_files_are_made_again() {
    let (store, id) = trained();
    let index = store.home().join("store.db");
    let write_all = || drop(store.json(["doctor"]));
    write_all();
    let before = fs::read(&index).unwrap();
    store.json(["dataset", "add", "more", store.folder().join("data/rows-source").to_str().unwrap()]);
    fs::write(&index, before).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(store.home().join(format!("store.db{ending}")));
    }
    let (code, said) = doctor(&store, &[]);
    assert_eq!((code, found(&said)), (1, vec![("index-differs", "store.db")]), "{said}");
    assert!(said["findings"][0]["message"].as_str().unwrap().contains("datasets default more"), "{said}");
    assert_eq!(doctor(&store, &["--repair"]).0, 0);
    assert_eq!(store.json(["dataset", "list"]).as_array().unwrap().len(), 2);

    let results = store.run_dir(&id).join("_results.json");
    let before = fs::read_to_string(&results).unwrap();
    let changed = before.replace("\"1.1\"", "\"1.7\"");
    assert_ne!(changed, before);
    fs::write(&results, &changed).unwrap();
    let (code, said) = doctor(&store, &[]);
    let thing = format!("runs/{id}/_results.json");
    assert_eq!((code, found(&said)), (1, vec![("results-differ", &*thing)]), "{said}");
    assert_eq!(doctor(&store, &["--repair"]).0, 0);
    assert_eq!(fs::read_to_string(&results).unwrap(), before);
    assert_eq!(fs::read_to_string(results.with_extension("json.broken")).unwrap(), changed);
}

/// A version that is gone, or a file that nobody can read, would be noticed on the day when it is needed.
#[test]
fn what_is_missing_or_cannot_be_read_is_named() {
    let (store, id) = trained();
    let zip = store.home().join("packages/trainer/1.1.zip");
    let bytes = fs::read(&zip).unwrap();
    fs::remove_file(&zip).unwrap();
    fs::write(store.run_dir(&id).join("labels.json"), "{").unwrap();
    let environment =
        fs::read_dir(store.home().join("cache/envs")).unwrap().map(|entry| entry.unwrap().path());
    let environment = environment.filter(|path| path.is_dir()).collect::<Vec<PathBuf>>().remove(0);
    fs::set_permissions(&environment, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(environment.join("requirements.lock"), environment.join("gone")).unwrap();
    // The index follows the files when they are read for the first time after a boot.
    fs::remove_file(store.home().join("cache/boot_id")).unwrap();
    let (code, said) = doctor(&store, &[]);
    let mut codes: Vec<_> = found(&said).into_iter().map(|(code, _)| code).collect();
    codes.sort();
    assert_eq!((code, codes), (1, vec!["document-damaged", "environment-damaged", "zip-missing"]), "{said}");
    fs::write(&zip, bytes).unwrap();
    fs::remove_file(store.run_dir(&id).join("labels.json")).unwrap();
    fs::remove_file(store.home().join("cache/boot_id")).unwrap();
    assert_eq!(doctor(&store, &["--repair"]).0, 0);
    assert!(!environment.exists());
    assert_eq!(store.trained([])["status"], "Successful");
}

/// The disk would stay full of what killed programs left and what nobody needs.
#[test]
fn what_takes_space_for_nothing_is_found_and_removed() {
    let (store, _) = trained();
    let (digest, left) = ("ab/".to_string() + &"c".repeat(62), store.home().join("snapshots/incoming/left"));
    let unneeded = store.home().join("snapshots/blobs").join(digest);
    for path in [&unneeded, &left.join("0")] {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, vec![1; 50_000]).unwrap();
    }
    let (code, said) = doctor(&store, &["--restart"]);
    let unneeded_only: Vec<_> = found(&said).into_iter().filter(|(code, _)| *code == "unneeded").collect();
    assert_eq!((code, unneeded_only.len()), (0, 1), "{said}");
    assert!(unneeded.exists());
    let (_, said) = doctor(&store, &["--repair"]);
    assert!(found(&said).contains(&("unneeded", "snapshots")), "{said}");
    assert!(!unneeded.exists() && !left.exists());
    let (code, said) = doctor(&store, &[]);
    assert_eq!((code, found(&said)), (0, Vec::new()), "{said}");
}

/// A person would learn that earlier states are lost on the day when they need one; or the rest of what a lost list names
/// would be removed, which a backup of the list could still have brought back.
#[test]
fn what_is_lost_of_the_states_of_a_dataset_is_named_and_nothing_more_is_removed() {
    let store = store_with("pass");
    let dataset = store.home().join("datasets/rows");
    fs::remove_file(dataset.join("files/rows.csv")).unwrap();
    fs::write(dataset.join("files/rows.csv"), "other").unwrap();
    let states = store.json(["dataset", "states", "rows"]);
    let [first, newest] =
        [0, 1].map(|at| format!("snapshots/manifests/{}", states[at]["id"].as_str().unwrap()));
    let record = dataset.join("states.json");
    let bytes = fs::read(&record).unwrap();
    fs::write(&record, "{").unwrap();
    let contents = files_in(&store, "snapshots/blobs");
    let remove_another = || {
        store.add_dataset("another");
        // With a record that cannot be read, it is gone, and why nothing of the snapshots was removed is said.
        store.output(["dataset", "remove", "another"]);
        assert!(!store.home().join("datasets/another").exists());
        let left = files_in(&store, "snapshots/blobs");
        assert!(contents.iter().all(|path| left.contains(path)), "{left:?}");
    };
    let (code, said) = doctor(&store, &[]);
    assert_eq!((code, found(&said)), (1, vec![("document-damaged", "datasets/rows/states.json")]), "{said}");
    remove_another();
    fs::write(&record, bytes).unwrap();

    fs::remove_file(store.home().join(&first)).unwrap();
    remove_another();
    let (code, said) = doctor(&store, &["--repair"]);
    assert_eq!((code, found(&said)), (1, vec![("manifest-missing", &*first)]), "{said}");
    assert!(said["findings"][0]["message"].as_str().unwrap().contains("datasets/rows"), "{said}");
    // The newest state is what the dataset holds.
    fs::remove_file(store.home().join(&newest)).unwrap();
    let (_, said) = doctor(&store, &["--repair"]);
    assert!(found(&said).contains(&("manifest-missing", &newest)) && said["wrong"] == 1, "{said}");
    assert!(store.home().join(&newest).exists());
}

/// Whoever imports a run would be told that their store is damaged, or could never free what nobody needs.
#[test]
fn what_an_imported_run_kept_elsewhere_is_not_missed() {
    let (store, id) = trained();
    let file = store.folder().join("kept.run.zip");
    store.json(["run", "export", &id, "--output", file.to_str().unwrap()]);
    let new = store_with("pass");
    new.json(["run", "import", file.to_str().unwrap()]);
    let (code, said) = doctor(&new, &[]);
    assert_eq!((code, found(&said)), (0, Vec::new()), "{said}");
    new.json(["dataset", "remove", "rows"]);
    assert!(files_in(&new, "snapshots/blobs").is_empty());
}

/// A person would be told that their store is damaged whenever a training is going on.
#[test]
fn nothing_is_wrong_while_trainings_come_and_go() {
    let store = store_with(
        "print('x' * 100)\nopen(os.path.join(os.environ['artifacts_directory'], 'a'), 'w').write('a')",
    );
    store.trained(KEEP);
    let ids = [(); 3].map(|()| store.detached(KEEP));
    loop {
        let have_ended = ids.iter().all(|id| store.run_dir(id).join("_results.json").exists());
        let (code, said) = doctor(&store, &[]);
        assert_eq!(code, 0, "{said}");
        if have_ended {
            break;
        }
    }
    ids.iter().for_each(|id| assert_eq!(store.ended(id)["status"], "Successful"));
}
