//! What a run's code wrote is read beneath the run's directory only, with the kernel's wall and without it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::Value;
use testkit::{Store, names};

use crate::{empty_store, store_with};

/// Isolation as it is by default, and none.
const WALLS: [&[&str]; 2] = [&[], &["--isolation", "off"]];

/// What was left out of a download or an export, by its path.
#[track_caller]
fn left_out(store: &Store, words: &[&str], to: &Path) -> Vec<String> {
    let words = words.iter().map(OsStr::new).chain(["--output".as_ref(), to.as_os_str()]);
    names(&store.partly(words)["left_out"], "path")
}

/// A person who passes a download on would pass their own files on with it.
#[test]
fn what_is_swapped_during_a_download_is_never_what_is_outside() {
    let store = store_with(
        "a = os.environ['artifacts_directory']\n\
         os.makedirs(a + '/sub'); open(a + '/sub/k', 'w').write('harmless')\n\
         for i in range(100): open(f'{a}/sub/{i}', 'w').write('x')\n\
         open(a + '/ready', 'w').close()\n\
         while True:\n\
         \x20   os.rename(a + '/sub', a + '.hold'); os.symlink(os.environ['secret'], a + '/sub')\n\
         \x20   os.unlink(a + '/sub'); os.rename(a + '.hold', a + '/sub')",
    );
    let (secret, out) = (store.folder().join("secret"), store.folder().join("out"));
    fs::create_dir(&secret).unwrap();
    fs::write(secret.join("k"), "secret").unwrap();
    let secret = format!("secret={}", secret.display());
    for wall in WALLS {
        let id = store.detached(["--env", &secret].into_iter().chain(wall.iter().copied()));
        let is_ready = |run: &Value| run.as_array().unwrap().iter().any(|one| one["path"] == "ready");
        while !is_ready(&store.json(["run", "artifacts", &id])) {
            std::thread::yield_now();
        }
        for round in 0..20 {
            for wanted in ["artifacts/sub/k", "artifacts/sub", "artifacts"] {
                // It may say that the folder changed.
                store.output(["run", "download", &id, wanted, "--output", out.to_str().unwrap()]);
                for file in [out.clone(), out.join("k"), out.join("sub/k")] {
                    let is_followed = file.symlink_metadata().is_ok_and(|about| about.is_file())
                        && fs::read(&file).unwrap() == b"secret"
                        && !out.join("sub").is_symlink();
                    assert!(!is_followed, "{wall:?} {wanted} in round {round}");
                }
                let _ = fs::remove_file(&out);
                let _ = fs::remove_dir_all(&out);
            }
        }
        store.json(["run", "stop", &id, "--now"]);
        store.ended(&id);
    }
}

/// One run would keep all others from being listed, and could not be removed.
#[test]
fn artifacts_deeper_than_any_path_keep_nothing_else_from_the_person() {
    let store = store_with(
        "os.chdir(os.environ['artifacts_directory'])\n\
         open('model', 'w').write('x'); os.symlink('model', 'latest')\n\
         d = 'd' * 200\n\
         for _ in range(50): os.mkdir(d); os.chdir(d)\n\
         open('deepest', 'w').write('x')\n\
         os.chdir(os.path.dirname(os.path.abspath(__file__)))",
    );
    for (wall, name) in WALLS.into_iter().zip(["on", "off"]) {
        let run = store.trained(wall.iter().copied());
        assert_eq!(run["status"], "Successful", "{run}");
        let id = run["id"].as_str().unwrap();
        let listed = names(&store.json(["run", "artifacts", id]), "path");
        assert!(
            listed.len() == 2 + 21 && ["latest", "model"].iter().all(|name| listed.contains(&(*name).into()))
        );
        let to = |ending: &str| store.folder().join(format!("{name}{ending}"));
        let all = left_out(&store, &["run", "download", id], &to(""));
        assert!(all.len() == 1 && all[0].len() > 4096, "{}", all.len());
        assert_eq!(fs::read(to("/artifacts/model")).unwrap(), b"x");
        for words in [&["run", "download", id, "artifacts"][..], &["run", "export", id]] {
            let ending = if words.len() == 4 { ".zip" } else { ".run.zip" };
            let cut = left_out(&store, words, &to(ending));
            assert!(cut.iter().all(|path| path.len() > 2900), "{words:?}: {}", cut.len());
        }
        let other = empty_store();
        let imported = other.json(["run", "import", to(".run.zip").to_str().unwrap()]);
        let imported = imported[0]["run"]["id"].as_str().unwrap();
        assert_eq!(fs::read(other.run_dir(imported).join("artifacts/latest")).unwrap(), b"x");
        files_are_gone(&store, id);
    }
}

#[track_caller]
fn files_are_gone(store: &Store, id: &str) {
    assert!(store.json(["storage"])["stored"].as_array().unwrap().iter().any(|one| one["name"] != ""));
    store.json(["run", "remove", id]);
    assert_eq!(fs::read_dir(store.home().join("trash")).unwrap().count(), 0);
}

/// A person would get a file of their own in place of an artifact, or none of the others.
#[test]
fn links_and_pipes_in_place_of_a_runs_files_are_not_opened() {
    let store = store_with(
        "os.chdir(os.environ['artifacts_directory'])\n\
         os.mkdir('sub'); open('sub/real', 'w').write('x')\n\
         os.symlink('sub', 'folder'); os.symlink('sub/real', 'file')\n\
         os.mkfifo('pipe'); os.chdir(os.path.dirname(os.path.abspath(__file__)))",
    );
    for wall in WALLS {
        let run = store.trained(wall.iter().copied());
        let (id, out) = (run["id"].as_str().unwrap(), store.folder().join("out"));
        for path in ["folder", "folder/real", "file", "pipe"] {
            let path = format!("artifacts/{path}");
            let words = ["run", "download", id, &path, "--output", out.to_str().unwrap()];
            assert!(store.refused(words).contains("has no"), "{path}");
        }
        // Without the wall, the code could have done this itself.
        let results = store.run_dir(id).join("_results.json");
        fs::remove_file(&results).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &results).unwrap();
        let words = ["run", "download", id, "--output", out.to_str().unwrap()];
        assert_eq!(names(&store.partly(words)["left_out"], "path"), ["artifacts/pipe"]);
        assert!(out.join("log").is_file() && !out.join("_results.json").exists());
        fs::remove_dir_all(out).unwrap();
    }
}
