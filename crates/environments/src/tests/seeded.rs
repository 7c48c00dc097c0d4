//! What is in every environment, and that nobody writes into it.

use super::{Scene, installed, run};
use crate::interpreters;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A training must run with what its list says and what AI Center's images have, and nothing that happens to be
/// on the machine.
#[test]
fn an_empty_list_gives_an_environment_with_the_seeds_and_nothing_else_without_a_network() {
    let mut scene = Scene::new("# nothing\n");
    for (name, value) in [("UV_OFFLINE", "1"), ("UV_VENV_SEED", "1"), ("UV_NO_BINARY", "1")] {
        scene.set(name, value);
    }
    let environment = scene.prepare().unwrap();
    assert!(!environment.found && environment.python.is_absolute());
    let path = run(&environment.python, "import sys; print('\\n'.join(sys.path))");
    let packages: Vec<_> = path.lines().filter(|line| line.ends_with("-packages")).collect();
    assert!(
        !packages.is_empty() && packages.iter().all(|line| Path::new(line).starts_with(&environment.root)),
        "{path}"
    );
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert_eq!(installed(&environment), pins(&lock));
    let names: Vec<_> = lock.lines().filter_map(|line| Some(line.split_once("==")?.0)).collect();
    assert_eq!(names, ["pip", "setuptools", "wheel"]);
    run(&environment.python, "import pkg_resources, distutils, wheel, pip");

    scene.write("package/requirements.txt", "");
    scene.uv = "/there/is/no/uv".into();
    let again = scene.prepare().unwrap();
    assert!(again.found);
    assert_eq!((again.root, again.python), (environment.root, environment.python));
}

/// `name==version` of all that a lock names.
fn pins(lock: &str) -> Vec<String> {
    let pins = lock.lines().filter(|line| line.contains("==") && !line.starts_with([' ', '#']));
    let mut pins: Vec<_> = pins.map(|line| line.trim_end_matches([' ', '\\']).to_string()).collect();
    pins.sort();
    pins
}

/// Runs share the environment: none may change it, and each would have to compile what it imports. It must go again all
/// the same.
#[test]
fn an_environment_is_compiled_and_may_not_be_written() {
    let scene = Scene::new("six==1.17.0\n");
    let environment = scene.prepare().unwrap();
    let code = "import six, wheel, os; print(six.__cached__); print(os.path.exists(six.__cached__), os.path.exists(wheel.__cached__))";
    let said = run(&environment.python, code);
    let (path, there) = said.trim().split_once('\n').unwrap();
    assert_eq!(there, "True True");
    // Bit 0: it has a hash in place of a time; bit 1: the hash need not be checked.
    assert_eq!(fs::read(path).unwrap()[4..8], [1, 0, 0, 0]);
    let inode = fs::metadata(path).unwrap().ino();
    let mut paths = vec![environment.root.clone()];
    while let Some(path) = paths.pop() {
        let about = path.symlink_metadata().unwrap();
        assert!(about.is_symlink() || path == environment.root || about.mode() & 0o222 == 0, "{path:?}");
        if about.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    files::tree::remove(&environment.root).unwrap();
    assert!(!scene.prepare().unwrap().found);
    assert_eq!(fs::metadata(path).unwrap().ino(), inode, "it was compiled again");
}

/// As with pip: what is there already stays if it is good enough, and a list that wants another gets it.
#[test]
fn a_list_gets_the_setuptools_that_it_asks_for_and_keeps_the_seed_otherwise() {
    let mut scene = Scene::new("--no-index\nsetuptools\nwheel>=0.40\n");
    scene.set("UV_OFFLINE", "1");
    let kept = scene.prepare().unwrap();
    let seeds = crate::seeds::seeds(interpreters(&scene.root.join("cache"), &scene.variables())[0].version);
    assert_eq!(installed(&kept), pins(seeds));
    scene.variables.retain(|(name, _)| name != "UV_OFFLINE");
    scene.write("package/requirements.txt", "setuptools==75.1.0\n");
    let other = scene.prepare().unwrap();
    let installed = installed(&other);
    assert!(installed.contains(&"setuptools==75.1.0".to_string()) && installed.len() == 3, "{installed:?}");
    assert_eq!(installed, pins(&fs::read_to_string(&other.lock).unwrap()));
}
