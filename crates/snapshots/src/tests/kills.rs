//! Deaths at any moment.

use super::*;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use testkit::each_round;

/// The folder that a child works on.
const FOLDER: &str = "SNAPSHOTS_TEST_FOLDER";
/// What it does.
const ROLE: &str = "SNAPSHOTS_TEST_ROLE";

/// What has been written down as needed.
fn needed(folder: &Path) -> HashSet<Digest> {
    let listed = names(&folder.join("needed")).unwrap();
    listed.iter().filter_map(|name| name.to_str()?.parse().ok()).collect()
}

/// Not a test of its own: what the child processes of the next one do until they are killed.
#[test]
fn as_a_child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (folder, watch) = (PathBuf::from(folder), Watch::default());
    let snapshots = Snapshots::at(&folder.join("snapshots"));
    let role = std::env::var(ROLE).unwrap();
    println!("\nbegun");
    loop {
        if role == "sweep" {
            let kept = || Ok(Needed { kept: needed(&folder), ..Needed::default() });
            snapshots.sweep(kept, &watch).unwrap();
            continue;
        }
        let taking = snapshots.taking().unwrap();
        let taken = taking.keep(&scan(&folder.join(&role), &watch).unwrap(), &role, &watch).unwrap();
        println!("\nkept");
        // What a run's files would say. It is not needed any more when another one is.
        fs::write(folder.join("needed").join(id(&taken).to_string()), "").unwrap();
        drop(taking);
        fs::remove_file(folder.join("needed").join(id(&taken).to_string())).unwrap();
    }
}

fn child(folder: &Path, role: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["tests::kills::as_a_child", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env(ROLE, role)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A person would believe that the data of a version was kept, and find only a part of it, or none.
#[test]
fn a_kill_leaves_nothing_that_says_complete_and_is_not() {
    let (place, mut random) = (Place::new(), Random::new(7));
    fs::create_dir(place.path("needed")).unwrap();
    fs::create_dir(place.path("other")).unwrap();
    for round in each_round(15, 300) {
        // Some of it is the same as before, and as in the other folder.
        for folder in ["data", "other"] {
            for n in 0..30 {
                let same = random.below(3) > 0;
                let byte = if same { n as u8 } else { random.below(256) as u8 };
                fs::write(place.path(folder).join(n.to_string()), vec![byte; 1 << random.below(12)]).unwrap();
            }
        }
        let mut children = ["data", "sweep", "other"].map(|role| child(place.folder.path(), role));
        for (child, number) in children.iter_mut().zip(0..) {
            // In the first round, at least one has kept something before it dies.
            let word = if (round, number) == (0, 0) { "kept" } else { "begun" };
            let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(said.any(|line| line.unwrap() == word));
            // Nothing that it prints may fail.
            std::thread::spawn(move || said.count());
        }
        random.pause(Duration::from_millis(150));
        for child in &mut children {
            let ended = child.try_wait().unwrap();
            child.kill().unwrap();
            let mut said = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
            assert!(ended.is_none(), "a child failed: {said}");
            child.wait().unwrap();
        }
        let snapshots = &place.snapshots;
        for id in needed(place.folder.path()) {
            assert!(snapshots.is_complete(&id).unwrap(), "{id} is needed");
        }
        for id in snapshots.ids().unwrap() {
            let manifest = snapshots.manifest(&id).unwrap();
            if snapshots.is_complete(&id).unwrap() {
                place.restore(&manifest, "restored").unwrap();
                files::tree::remove(&place.path("restored")).unwrap();
            }
        }
        assert!(snapshots.verify(None, &Watch::default()).unwrap().problems.is_empty());
    }
    place.sweep(&[], &[]);
    assert!(place.kept_files().is_empty() && names(&place.snapshots.incoming()).unwrap().is_empty());
    assert!(names(&place.snapshots.manifests()).unwrap().is_empty());
}
