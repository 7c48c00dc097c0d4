//! What every environment contains, and that nobody can write into it.

use super::{Fixture, installed, run};
use crate::interpreters;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A training must run with the packages of its list and those of AI Center's images, not with those that happen to
/// be on the machine.
#[test]
fn an_empty_list_gives_an_environment_with_the_seeds_and_nothing_else_without_a_network() {
    let mut fixture = Fixture::new("# nothing\n");
    for (name, value) in [("UV_OFFLINE", "1"), ("UV_VENV_SEED", "1"), ("UV_NO_BINARY", "1")] {
        fixture.set(name, value);
    }
    let environment = fixture.prepare().unwrap();
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

    fixture.write("package/requirements.txt", "");
    fixture.uv = "/there/is/no/uv".into();
    let again = fixture.prepare().unwrap();
    assert!(again.found);
    assert_eq!((again.root, again.python), (environment.root, environment.python));
}

/// `name==version` of every package in a lock.
fn pins(lock: &str) -> Vec<String> {
    let pins = lock.lines().filter(|line| line.contains("==") && !line.starts_with([' ', '#']));
    let mut pins: Vec<_> = pins.map(|line| line.trim_end_matches([' ', '\\']).to_string()).collect();
    pins.sort();
    pins
}

/// Runs share the environment: none may change it, and without byte code each would compile what it imports. It must
/// still be possible to remove it.
#[test]
fn an_environment_is_compiled_and_may_not_be_written() {
    let fixture = Fixture::new("six==1.17.0\n");
    let environment = fixture.prepare().unwrap();
    let code = "import six, wheel, os; print(six.__cached__); print(os.path.exists(six.__cached__), os.path.exists(wheel.__cached__))";
    let printed = run(&environment.python, code);
    let (path, there) = printed.trim().split_once('\n').unwrap();
    assert_eq!(there, "True True");
    // Bit 0: a hash instead of a time; bit 1, which is not set, would make Python check the hash.
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
    assert!(!fixture.prepare().unwrap().found);
    assert_eq!(fs::metadata(path).unwrap().ino(), inode, "it was compiled again");
}

/// Like with pip: what is installed stays if it satisfies the list, and is replaced otherwise.
#[test]
fn a_list_gets_the_setuptools_that_it_asks_for_or_else_the_seed() {
    let mut fixture = Fixture::new("--no-index\nsetuptools\nwheel>=0.40\n");
    fixture.set("UV_OFFLINE", "1");
    let unchanged = fixture.prepare().unwrap();
    let seeds =
        crate::seeds::seeds(interpreters(&fixture.root.join("cache"), &fixture.variables())[0].version);
    assert_eq!(installed(&unchanged), pins(seeds));
    fixture.variables.retain(|(name, _)| name != "UV_OFFLINE");
    fixture.write("package/requirements.txt", "setuptools==75.1.0\n");
    let other = fixture.prepare().unwrap();
    let installed = installed(&other);
    assert!(installed.contains(&"setuptools==75.1.0".to_string()) && installed.len() == 3, "{installed:?}");
    assert_eq!(installed, pins(&fs::read_to_string(&other.lock).unwrap()));
}
