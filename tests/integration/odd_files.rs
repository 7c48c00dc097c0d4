//! Unusual files: broken links, names that no zip can contain, sparse files.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt, symlink};
use std::path::Path;

use testkit::{Package, Store, names};

use crate::{empty_store, store_with};

/// A model would be trained on half of its data because a disk was not mounted.
#[test]
fn links_to_nothing_are_named_when_they_are_added_and_in_the_log() {
    let store = store_with("print(sorted(os.listdir(training_directory)))");
    let source = store.folder().join("data/annex");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("readme"), "x").unwrap();
    symlink(".git/annex/objects/aa/train.csv", source.join("train.csv")).unwrap();
    symlink("/mnt/not there/test.csv", source.join("test.csv")).unwrap();
    for (name, link) in [("copied", &[][..]), ("linked", &["--link"])] {
        let words = ["dataset", "add", name, source.to_str().unwrap()];
        let output = store.command(words.iter().chain(link)).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(1) && printed.starts_with("2 files or folders could not be copied"),
            "{printed}"
        );
        for named in [
            "annex/train.csv is a link to .git/annex/objects/aa/train.csv",
            "annex/test.csv is a link to /mnt",
        ] {
            assert!(printed.contains(named), "{printed}");
        }
    }
    let source = source.to_str().unwrap();
    let added = store.partly(["dataset", "add-files", "rows", source]);
    let paths = added["left_out"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap());
    assert_eq!(paths.collect::<Vec<_>>(), ["annex/test.csv", "annex/train.csv"]);
    let words = ["--dataset", "linked"];
    let run = store.ran("training", words);
    let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
    assert!(log.contains("2 files or folders of the dataset linked could not be copied"), "{log}");
    assert!(log.contains("train.csv is a link to .git") && log.contains("['readme', 'train.csv']"), "{log}");
}

/// A person would get none of a training's thousand pictures because of one name.
#[test]
fn what_a_zip_cannot_hold_is_named_and_the_rest_is_delivered() {
    let store = store_with(
        "os.chdir(os.environ['artifacts_directory'])\n\
         for n in range(100): open(f'{n}.txt', 'w').write('x')\n\
         os.mkdir(b'd\\xff'); open(b'd\\xff/inner', 'w').write('x'); open(b'f\\xff', 'w').write('x')\n\
         open('back\\\\slash', 'w').write('x'); os.mkfifo('pipe'); os.symlink('0.txt', 'first')\n\
         os.symlink('gone', 'nowhere'); os.chdir('/')",
    );
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    assert_eq!(run["status"], "Successful", "{run}");
    let all = store.folder().join("all");
    let (zip, export) = (all.with_extension("zip"), all.with_extension("run.zip"));
    let left_out = |words: &[&str], to: &Path| {
        let words = words.iter().copied().chain(["--output", to.to_str().unwrap()]);
        let done = store.partly(words);
        let paths =
            done["left_out"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap().to_string());
        let mut paths: Vec<_> = paths.collect();
        paths.sort();
        paths
    };
    assert_eq!(left_out(&["run", "download", id], &all), ["artifacts/nowhere", "artifacts/pipe"]);
    assert!(all.join("artifacts").join(OsStr::from_bytes(b"d\xff/inner")).is_file());
    let named = ["back\\slash", "d\u{fffd}", "f\u{fffd}", "nowhere", "pipe"];
    assert_eq!(left_out(&["run", "download", id, "artifacts"], &zip), named);
    let exported = left_out(&["run", "export", id], &export);
    let more = ["back\\slash", "d\u{fffd}", "d\u{fffd}/inner", "f\u{fffd}", "nowhere", "pipe"];
    assert_eq!(exported, more.map(|name| format!("artifacts/{name}")));
    let other = empty_store();
    let imported = other.json(["run", "import", export.to_str().unwrap()]);
    let new = imported[0]["run"]["id"].as_str().unwrap();
    assert_eq!(other.json(["run", "artifacts", new]).as_array().unwrap().len(), 101);
    let entries = names(&store.json(["run", "artifacts", id]), "path");
    assert_eq!(entries.len(), 107, "{entries:?}");
}

/// A sparse database of a few megabytes would take a terabyte, or be refused.
#[test]
fn a_file_with_holes_takes_what_it_takes() {
    let store = store_with("assert os.path.getsize(os.path.join(training_directory, 'data.mdb')) == 1 << 40");
    let source = store.folder().join("data/lmdb");
    fs::create_dir(&source).unwrap();
    let file = File::create_new(source.join("data.mdb")).unwrap();
    file.set_len(1 << 40).unwrap();
    file.write_all_at(b"first", 0).unwrap();
    file.write_all_at(b"last", (1 << 40) - 4).unwrap();
    let added = store.json(["dataset", "add", "lmdb", source.to_str().unwrap()]);
    assert_eq!(added["bytes"], 1_u64 << 40);
    assert!(added["on_disk"].as_u64().unwrap() < 1 << 20, "{added}");
    let run = store.ran("training", ["--dataset", "lmdb", "--env", "save_training_data=true"]);
    assert_eq!(run["status"], "Successful", "{run}");
    let kept = store.kept(run["id"].as_str().unwrap(), "data_directory").join("data.mdb");
    assert!(fs::metadata(&kept).unwrap().blocks() < 2048);
    let taken = files::tree::usage(&store.home().join("snapshots")).unwrap();
    assert!(taken.bytes < 1 << 20, "{taken:?}");
    let mut last = [0; 4];
    File::open(kept).unwrap().read_exact_at(&mut last, (1 << 40) - 4).unwrap();
    assert_eq!(&last, b"last");
    let output = store.output(["dataset", "list"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("on disk)"));
    let one = store.json(["dataset", "add-files", "rows", source.join("data.mdb").to_str().unwrap()]);
    assert!(one["on_disk"].as_u64().unwrap() < 1 << 20, "{one}");
}

/// A sparse model of a few megabytes would take a gigabyte in every run that uses it, and on every machine to which
/// its run is exported.
#[test]
fn a_file_with_holes_is_one_again_after_an_export_and_in_a_run_of_its_version() {
    let sparse = |path: &str| {
        format!(
            "with open({path}, 'wb') as f: f.write(b'first'); f.truncate(64 << 20); f.seek(40 << 20); f.write(b'x')\n"
        )
    };
    let train = format!(
        "if os.path.exists('model.bin'): assert os.stat('model.bin').st_blocks < 2048\n{}",
        sparse("os.environ['artifacts_directory'] + '/sparse'")
    );
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::of(&train, &sparse("'model.bin'")));
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    let words = ["run", "start", "--type", "training", "--package", "trainer", "--dataset", "rows"];
    let next = store.json(words.iter().chain(&["--version", "1.1"]));
    assert_eq!(next["status"], "Successful", "{next}");
    let listed = store.json(["run", "artifacts", run["id"].as_str().unwrap()]);
    let (bytes, on_disk) = (listed[0]["bytes"].as_u64().unwrap(), listed[0]["on_disk"].as_u64().unwrap());
    assert!(bytes == 64 << 20 && on_disk < 1 << 20, "{listed}");
    let export = store.folder().join("sparse.run.zip");
    store.json(["run", "export", run["id"].as_str().unwrap(), "--output", export.to_str().unwrap()]);
    let other = empty_store();
    let imported = other.json(["run", "import", export.to_str().unwrap()]);
    let file = other.run_dir(imported[0]["run"]["id"].as_str().unwrap()).join("artifacts/sparse");
    let about = fs::metadata(&file).unwrap();
    assert!(about.len() == 64 << 20 && about.blocks() < 2048, "{about:?}");
    let mut content = vec![1; 64 << 20];
    File::open(file).unwrap().read_exact(&mut content).unwrap();
    let found: Vec<_> = content.iter().enumerate().filter(|(_, byte)| **byte != 0).collect();
    let first = b"first".iter().enumerate();
    assert_eq!(found, first.chain([(40 << 20, &b'x')]).collect::<Vec<_>>());
}

/// A command would wait for ever for a process that writes to the FIFO.
#[test]
fn a_pipe_in_place_of_a_zip_is_refused() {
    let store = store_with("pass");
    let fifo = store.fifo("pipe.run.zip");
    let printed = store.refused(["run", "import", fifo.to_str().unwrap()]);
    assert!(printed.contains("pipe.run.zip is a pipe"), "{printed}");
    let zip = store.home().join("packages/trainer/1.0.zip");
    fs::remove_file(&zip).unwrap();
    fs::rename(fifo, &zip).unwrap();
    let printed = store.refused(["package", "download", "trainer", "1.0", "--output", "new.zip"]);
    assert!(printed.contains("1.0.zip is a pipe"), "{printed}");
}
