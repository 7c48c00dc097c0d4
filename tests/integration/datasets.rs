//! Datasets: any legal file, completely or not at all, and the person's folder stays unchanged.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{empty_store, store_with};
use testkit::{Store, each_round, names, rounds, wait_until_none_left};

/// The arguments of `dataset add NAME FOLDER`, and more.
fn add(name: &str, folder: &Path, more: &[&str]) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["dataset".into(), "add".into(), name.into(), folder.into()];
    arguments.extend(more.iter().map(OsString::from));
    arguments
}

/// Makes a new folder beside the store.
fn folder(store: &Store, name: impl AsRef<OsStr>) -> PathBuf {
    let path = store.folder().join("data").join(name.as_ref());
    fs::create_dir(&path).unwrap();
    path
}

/// Every path below `root`, with the content of a file or the target of a link.
fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut found, mut waiting) = (Vec::new(), vec![root.to_path_buf()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let held = match () {
                () if kind.is_symlink() => fs::read_link(&path).unwrap().into_os_string().into_vec(),
                () if kind.is_file() => fs::read(&path).unwrap(),
                () => Vec::new(),
            };
            found.push((path.strip_prefix(root).unwrap().to_path_buf(), held));
            if kind.is_dir() {
                waiting.push(path);
            }
        }
    }
    found.sort();
    found
}

fn files_of(store: &Store, name: &str) -> PathBuf {
    store.home().join("datasets").join(name).join("files")
}

/// File names that people use.
fn strange_names() -> Vec<OsString> {
    let mut names: Vec<OsString> = [
        "two\nlines",
        "it's \"quoted\"",
        "📦 emoji",
        "Élève.csv",
        "e\u{301}le\u{300}ve",
        " ",
        "-rf",
        "a\\b",
        "*?$(x)",
    ]
    .map(OsString::from)
    .into();
    names.push("x".repeat(255).into());
    names.push(OsString::from_vec(b"not \xff\xfe utf-8".to_vec()));
    names
}

/// A person's data would be lost because of its name, or the training would see other files.
#[test]
fn any_legal_name_is_copied_listed_and_seen_by_the_training() {
    let store = store_with(
        "found = sorted(os.listdir(os.fsencode(training_directory)))\n\
         assert all(open(os.path.join(os.fsencode(training_directory), name), 'rb').read() == name for name in found)\n\
         print(len(found))",
    );
    let source = folder(&store, "étrange 'x' \"y\"");
    for name in strange_names() {
        fs::write(source.join(&name), name.as_bytes()).unwrap();
    }
    let added = store.json(add("d'été 2026", &source, &[]));
    assert_eq!(added["files"], strange_names().len());
    assert_eq!(tree(&files_of(&store, "d'été 2026")), tree(&source));
    let shown = store.json(["dataset", "show", "d'été 2026"]);
    assert_eq!(shown["entries"].as_array().unwrap().len(), strange_names().len());
    // Without `--json` there is one line per file, whatever its name.
    let output = store.output(["dataset", "show", "d'été 2026"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), strange_names().len() + 1);
    let words = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "trainer",
        "--version",
        "1.0",
        "--dataset",
        "d'été 2026",
    ];
    let output = store.output(words);
    assert_eq!((output.status.code(), output.stdout), (Some(0), b"11\n".to_vec()));
}

/// A copy would never end, or contain links back to the person's files.
#[test]
fn links_stay_inside_or_become_what_they_lead_to() {
    let store = empty_store();
    let (source, outside) = (folder(&store, "source"), folder(&store, "outside"));
    fs::write(outside.join("shared.csv"), "shared").unwrap();
    symlink(&outside, outside.join("again")).unwrap();
    fs::create_dir(source.join("sub")).unwrap();
    fs::write(source.join("rows.csv"), "rows").unwrap();
    let links: [(&str, &Path); 7] = [
        ("inside", Path::new("rows.csv")),
        ("absolute", &source.join("rows.csv")),
        ("sub/up", Path::new("..")),
        ("self", Path::new("self")),
        ("dangling", Path::new("nothing")),
        ("file-out", &outside.join("shared.csv")),
        ("folder-out", &outside),
    ];
    for (name, target) in links {
        symlink(target, source.join(name)).unwrap();
    }
    let left_out = store.partly(add("linked", &source, &[]))["left_out"].take();
    assert_eq!(names(&left_out, "path"), ["dangling", "self"]);
    let copy = files_of(&store, "linked");
    let real = copy.canonicalize().unwrap();
    for (path, _) in tree(&copy) {
        let at = copy.join(&path);
        if let Ok(end) = at.canonicalize() {
            assert!(end.starts_with(&real), "{path:?} leads out, to {end:?}");
        }
    }
    assert_eq!(fs::read(copy.join("absolute")).unwrap(), b"rows");
    assert!(copy.join("file-out").symlink_metadata().unwrap().is_file());
    assert!(copy.join("folder-out").symlink_metadata().unwrap().is_dir());
    fs::remove_dir_all(&outside).unwrap();
    fs::remove_dir_all(&source).unwrap();
    assert_eq!(fs::read(copy.join("folder-out/shared.csv")).unwrap(), b"shared");
    assert_eq!(fs::read(copy.join("file-out")).unwrap(), b"shared");
    store.json(["dataset", "show", "linked"]);
}

/// The program as an unprivileged user: for root nothing is unreadable.
fn as_nobody(store: &Store, arguments: &[OsString]) -> Command {
    let command = store.command(arguments);
    if crate::is_root() {
        for path in [store.home(), store.folder().join("tmp")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        fs::set_permissions(store.folder(), fs::Permissions::from_mode(0o755)).unwrap();
        // The program may be in a folder that only root can read, so that a copy of it is run.
        let program = store.folder().join("trainyard-for-nobody");
        // A child process copies it: if this process did, a child that another test forks in the meantime would have
        // the file open for writing, so that it could not be executed.
        let copied = Command::new("cp").arg(command.get_program()).arg(&program).status().unwrap();
        assert!(copied.success());
        let mut nobody = Command::new("setpriv");
        nobody
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(program)
            .args(command.get_args());
        nobody.current_dir(store.folder());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => nobody.env(name, value),
                None => nobody.env_remove(name),
            };
        }
        return nobody;
    }
    command
}

/// Because of one unreadable file among thousands, a person could not add any of them; or a training would use the
/// dataset without it, and nobody would know.
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_added() {
    let store = empty_store();
    let source = folder(&store, "secret");
    fs::write(source.join("open.csv"), "x").unwrap();
    fs::create_dir(source.join("sub")).unwrap();
    let hidden = source.join("sub/hidden.csv");
    fs::write(&hidden, "x").unwrap();
    for (name, closed, mode) in [("a", hidden.clone(), 0o000), ("b", source.join("sub"), 0o300)] {
        fs::set_permissions(&closed, fs::Permissions::from_mode(mode)).unwrap();
        let output = as_nobody(&store, &add(name, &source, &["--json"])).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), printed.lines().count()), (Some(1), 2), "{printed}");
        assert!(printed.contains(closed.file_name().unwrap().to_str().unwrap()), "{printed}");
        let added: Value = serde_json::from_slice(&output.stdout).unwrap();
        let path = closed.strip_prefix(&source).unwrap();
        assert_eq!((&added["files"], &added["left_out"][0]["path"]), (&1.into(), &path.to_str().into()));
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = as_nobody(&store, &add("now readable", &source, &[])).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

/// The program would copy the store into itself.
#[test]
fn what_cannot_be_a_dataset_is_refused_and_changes_nothing() {
    let store = store_with("pass");
    let run = store.trained([]);
    let before = store.listing();
    let fine = folder(&store, "fine");
    let file = store.folder().join("data/file");
    fs::write(&file, "x").unwrap();
    let run = Path::new(run["directory"].as_str().unwrap()).join("artifacts");
    let refused = [
        (add("d", store.folder(), &[]), "contains the store"),
        (add("d", &store.home(), &[]), "contains the store"),
        (add("d", &run, &["--link"]), "inside the store"),
        (add("d", &fine.join("no"), &[]), "There is no file or folder"),
        (add("d", Path::new("/dev/null"), &[]), "a device"),
        (add("d", &file, &[]), "not a folder"),
        (add("rows", &fine, &[]), "already a dataset \"rows\""),
        (add("rows", &fine, &["--link"]), "already a dataset \"rows\""),
        (add("../d", &fine, &[]), "cannot be a dataset's name"),
        (add(".d", &fine, &[]), "cannot be a dataset's name"),
        (add("", &fine, &[]), "cannot be a dataset's name"),
        (add("a\nb", &fine, &[]), "cannot be a dataset's name"),
    ];
    for (words, expected) in refused {
        let printed = store.refused(&words);
        assert!(printed.contains(expected), "{words:?}: {printed}");
        assert_eq!(store.listing(), before, "{words:?}");
    }
    assert!(
        store.output(add("artifacts", &run, &[])).status.success(),
        "a run's artifacts can be the next data"
    );
}

/// Typical datasets have many small files.
#[test]
fn a_folder_of_many_files_is_copied_whole() {
    let store = empty_store();
    let source = folder(&store, "many");
    let (folders, each) = (20, rounds(5_000, 100_000) / 20);
    for n in 0..folders {
        let below = source.join(format!("{n}"));
        fs::create_dir(&below).unwrap();
        (0..each).for_each(|m| fs::write(below.join(format!("{m}.txt")), format!("{n} {m}")).unwrap());
    }
    let added = store.json(add("many", &source, &[]));
    assert_eq!(added["files"], folders * each);
    assert_eq!(tree(&files_of(&store, "many")), tree(&source));
    let freed = store.json(["dataset", "remove", "many"]);
    assert!(freed["freed"].as_u64().unwrap() >= (folders * each) as u64 * 512, "{freed}");
    assert_eq!(fs::read_dir(store.home().join("trash")).unwrap().count(), 0);
}

/// A linked folder belongs to the person.
#[test]
fn a_linked_folder_is_used_where_it_is_and_never_changed() {
    let store = store_with(
        "for name in os.listdir(training_directory): os.remove(os.path.join(training_directory, name))\n\
         open(os.path.join(training_directory, 'new'), 'w').write('x')",
    );
    let source = folder(&store, "shared");
    fs::write(source.join("rows.csv"), "1").unwrap();
    let times = || fs::metadata(&source).unwrap().modified().unwrap();
    let (before, changed) = (tree(&source), times());
    let added = store.json(add("shared", &source, &["--link"]));
    assert_eq!(added["link"], source.canonicalize().unwrap().to_str().unwrap());
    let words = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "trainer",
        "--version",
        "1.0",
        "--dataset",
        "shared",
    ];
    assert!(store.output(words).status.success());
    // It is the folder itself, so that files can be added later.
    fs::write(source.join("more.csv"), "2").unwrap();
    assert_eq!(store.json(["dataset", "show", "shared"])["entries"].as_array().unwrap().len(), 2);
    assert!(store.refused(["dataset", "add-files", "shared", "data"]).contains("is a link"));
    fs::remove_file(source.join("more.csv")).unwrap();
    store.json(["dataset", "remove", "shared"]);
    assert_eq!(tree(&source), before);
    assert!(times() >= changed);
    // If it was removed, both the list and a run say so.
    store.json(add("shared", &source, &["--link"]));
    fs::remove_dir_all(&source).unwrap();
    assert!(store.refused(["dataset", "show", "shared"]).contains("shared"));
    assert!(store.refused(words).contains("shared"));
    store.json(["dataset", "remove", "shared"]);
    assert_eq!(store.json(["dataset", "list"]).as_array().unwrap().len(), 1);
}

/// The next version is trained on new data.
#[test]
fn files_are_added_to_a_dataset_and_never_replace_others() {
    let store = store_with("pass");
    let source = folder(&store, "new");
    fs::write(source.join("march.csv"), "3").unwrap();
    let latest = store.folder().join("data/latest.csv");
    symlink(source.join("march.csv"), &latest).unwrap();
    let source = source.to_str().unwrap();
    let added =
        store.json(["dataset", "add-files", "rows", source, latest.to_str().unwrap(), "--into", "2026"]);
    assert_eq!((&added["files"], &added["bytes"]), (&4.into(), &18.into()), "{added}");
    let files = files_of(&store, "rows");
    assert_eq!(fs::read(files.join("2026/new/march.csv")).unwrap(), b"3");
    assert_eq!(fs::read(files.join("2026/latest.csv")).unwrap(), b"3");
    assert!(files.join("2026/latest.csv").symlink_metadata().unwrap().is_file());
    let before = store.listing();
    let (home, pipe) = (store.home(), store.folder().join("data/pipe"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let refused = [
        (["rows", source, "2026"], "already exists"),
        (["rows", source, "2027"], "no folder \"2027\""),
        (["rows", source, "../.."], "not a valid path of a folder"),
        (["none", source, ""], "no dataset \"none\""),
        (["rows", "data/nothing", ""], "There is no file or folder"),
        (["rows", home.to_str().unwrap(), ""], "contains the store"),
        (["rows", pipe.to_str().unwrap(), ""], "data/pipe"),
    ];
    for ([name, path, into], expected) in refused {
        let printed = store.refused(["dataset", "add-files", name, path, "--into", into]);
        assert!(printed.contains(expected) && !printed.contains("staging"), "{printed}");
        assert_eq!(store.listing(), before, "{path}");
    }
    assert_eq!(store.json(["dataset", "list"])[0]["files"], 4);
    // A missing dataset must not prevent removing the others.
    let added = store.partly(["dataset", "add-files", "rows", "data/nothing", latest.to_str().unwrap()]);
    assert_eq!(names(&added["left_out"], "path"), ["data/nothing"]);
    assert_eq!(added["files"], 5);
    store.refused(["dataset", "remove", "none"]);
    store.refused(["dataset", "show", "none"]);
}

/// Two people, or two programs, that choose the same name would mix their files.
#[test]
fn of_several_that_add_the_same_name_at_once_exactly_one_wins() {
    for _ in each_round(3, 30) {
        let store = empty_store();
        let sources: Vec<_> = (0..6)
            .map(|n| {
                let source = folder(&store, format!("{n}"));
                (0..20).for_each(|m| fs::write(source.join(format!("{n}-{m}")), "x").unwrap());
                source
            })
            .collect();
        let start = |source: &PathBuf| {
            let mut program = store.command(add("same", source, &[]));
            program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let programs: Vec<_> = sources.iter().map(start).collect();
        let ends: Vec<_> = programs.into_iter().map(|program| program.wait_with_output().unwrap()).collect();
        let winners: Vec<_> = (0..6).filter(|n| ends[*n].status.success()).collect();
        let [winner] = winners[..] else { panic!("{ends:?}") };
        assert_eq!(tree(&files_of(&store, "same")), tree(&sources[winner]));
        let lost = ends
            .iter()
            .filter(|end| String::from_utf8_lossy(&end.stderr).contains("already a dataset \"same\""));
        assert_eq!(lost.count(), 5, "{ends:?}");
        assert_eq!(fs::read_dir(store.home().join("staging")).unwrap().count(), 0);
    }
}

/// A training would use half a dataset, or invisible files would fill the disk.
#[test]
fn a_program_killed_while_it_copies_adds_nothing_and_leaves_nothing() {
    let store = empty_store();
    store.json(["dataset", "list"]);
    let source = folder(&store, "large");
    for n in 0..rounds(400, 4000) {
        fs::write(source.join(format!("{n}")), vec![b'x'; 20_000]).unwrap();
    }
    let mut caught = 0;
    for _ in each_round(4, 40) {
        let mut program = store.command(add("large", &source, &[])).stdout(Stdio::null()).spawn().unwrap();
        // It is killed after the copy has begun, whether or not this was noticed in time.
        let copying = || {
            fs::read_dir(store.home().join("staging"))
                .unwrap()
                .flatten()
                .any(|entry| entry.path().join("dataset/files").exists())
        };
        while !copying() && program.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        program.kill().unwrap();
        let ended = program.wait().unwrap();
        wait_until_none_left(store.folder());
        let listed = store.json(["dataset", "list"]);
        if listed.as_array().unwrap().is_empty() {
            caught += 1;
            assert!(!ended.success() && !store.home().join("datasets/large").exists());
        } else {
            assert_eq!(tree(&files_of(&store, "large")), tree(&source));
            store.json(["dataset", "remove", "large"]);
        }
        assert_eq!(fs::read_dir(store.home().join("staging")).unwrap().count(), 0, "staging is cleared");
    }
    assert!(caught > 0, "never killed in the middle");
}

/// A dataset would contain only some of the files.
#[test]
fn a_folder_that_vanishes_while_it_is_copied_is_not_added() {
    let store = empty_store();
    store.json(["dataset", "list"]);
    let before = store.listing();
    let source = folder(&store, "vanishing");
    for n in 0..rounds(2000, 20_000) {
        fs::write(source.join(format!("{n:05}")), vec![b'x'; 5000]).unwrap();
    }
    let mut program = store.command(add("gone", &source, &[])).stderr(Stdio::piped()).spawn().unwrap();
    let staging = store.home().join("staging");
    let copying = || {
        fs::read_dir(&staging)
            .unwrap()
            .flatten()
            .any(|entry| entry.path().join("dataset/files/00000").exists())
    };
    while !copying() && program.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    fs::rename(&source, store.folder().join("data/elsewhere")).unwrap();
    let output = program.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{printed}");
    assert!(printed.contains("removed while it was being read") && printed.lines().count() == 1, "{printed}");
    assert_eq!(store.listing(), before);
}
