//! Packages that people have made for AI Center and published, reduced to what made each of them fail here. Otherwise
//! their owners would have to change code that runs in the cloud.

use std::ffi::OsStr;

use serde_json::Value;
use testkit::{Package, Store, Wheel};

use crate::empty_store;

/// A store with the dataset `rows` and an index that has only these releases.
fn store_with(releases: Vec<Wheel>) -> Store {
    let store = empty_store();
    store.add_dataset("rows");
    store.json(["settings", "index-url", &testkit::index(releases)]);
    store
}

/// Adds `package` as `trainer` 1.0, for this Python if the machine has it.
#[track_caller]
fn add(store: &Store, package: &Package, python: &str) {
    let zip = store.folder().join("trainer.zip");
    package.zip(&zip, Some("trainer"));
    let run = |words: &[&str]| store.json(words.iter().map(OsStr::new).chain([zip.as_os_str()]));
    let checked = run(&["package", "check", "--python", python]).to_string();
    let asked = if checked.contains("check-python-missing") { &[][..] } else { &["--python", python] };
    run(&[&["package", "add", "--name", "trainer"], asked].concat());
}

/// Trains `trainer` 1.0 to its end, with any status, and returns the object of `run start` and the log.
#[track_caller]
fn trained(store: &Store, more: &[&str]) -> (Value, String) {
    let run = store.trained(more.iter().copied());
    let log = String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned();
    (run, log)
}

/// TPOT 0.11: its dependency stopit asks `pkg_resources` for its own version.
#[test]
fn a_dependency_in_pips_old_style_finds_pkg_resources() {
    let store = store_with(vec![
        Wheel::of("tytpot", "0.11.7")
            .with("tytpot/__init__.py", "from tystopit import __version__")
            .requiring("tystopit>=1.1.1"),
        Wheel::of("tystopit", "1.1.2").with(
            "tystopit/__init__.py",
            "import pkg_resources\n__version__ = pkg_resources.get_distribution(__name__).version\n",
        ),
    ]);
    let package = Package::training("import tytpot\nprint('stopit', tytpot.__version__)")
        .with("requirements.txt", "tytpot==0.11.7\n");
    add(&store, &package, "3.8");
    let (run, log) = trained(&store, &[]);
    assert_eq!(run["status"], "Successful", "{log}");
    assert!(log.contains("stopit 1.1.2"), "{log}");
}

/// scikit-learn 0.23 in one list and another release of it in the other, as images for serving and training once had
/// them.
#[test]
fn of_two_lists_that_contradict_each_other_the_second_wins() {
    let release = |version: &str| {
        Wheel::of("tysklearn", version).with("tysklearn.py", &format!("version = {version:?}\n"))
    };
    let store = store_with(vec![release("0.23.2"), release("0.24.1")]);
    let package = Package::training("import tysklearn\nprint('scikit-learn', tysklearn.version)")
        .with("requirements.txt", "tysklearn==0.24.1\n")
        .with("train_requirements.txt", "tysklearn==0.23.2\n");
    add(&store, &package, "3.8");
    let (run, log) = trained(&store, &[]);
    assert_eq!(run["status"], "Successful", "{log}");
    assert!(log.contains("scikit-learn 0.23.2"), "{log}");
    assert!(log.contains("tysklearn 0.24.1 is replaced by 0.23.2"), "{log}");
}

/// Facial recognition: `distutils`, which Python 3.12 does not have any more, and a model that is found by
/// `pkg_resources`.
#[test]
fn distutils_is_there_on_a_python_that_no_longer_has_it() {
    let store = store_with(vec![
        Wheel::of("tyfaces", "1.3.0")
            .with("tyfaces/models/shape.dat", "a model")
            .with(
                "tyfaces/__init__.py",
                "from pkg_resources import resource_filename\nshape = resource_filename(__name__, 'models/shape.dat')\n",
            ),
    ]);
    let package = Package::training(
        "from distutils.dir_util import copy_tree\nfrom distutils.version import LooseVersion
import tyfaces
assert LooseVersion('1.3.0') < LooseVersion('1.10')
copy_tree(os.path.dirname(tyfaces.shape), 'copied')
print(open('copied/shape.dat').read(), 'on', '%d.%d' % sys.version_info[:2])",
    )
    .with("requirements.txt", "tyfaces\n");
    add(&store, &package, "3.12");
    let (run, log) = trained(&store, &[]);
    assert_eq!(run["status"], "Successful", "{log}");
    assert!(log.contains("a model on 3."), "{log}");
}

/// pandas 0.25, which works with any numpy of its time, and with none of today.
#[test]
fn a_pin_without_those_of_its_dependencies_runs_as_of_its_day() {
    let numpy = |version: &str, text: &str| Wheel::of("tynumpy", version).with("tynumpy.py", text);
    let store = store_with(vec![
        Wheel::of("typandas", "0.25.1")
            .with("typandas.py", "import tynumpy\nvalue = tynumpy.float(25)\n")
            .requiring("tynumpy>=1.13.3")
            .uploaded("2019-08-22T15:21:00Z"),
        numpy("1.17.0", "float = float\n").uploaded("2019-07-26T18:37:00Z"),
        numpy("2.0.0", "").uploaded("2024-06-16T15:22:00Z"),
    ]);
    let package = Package::training("import typandas\nprint('pandas', typandas.value)")
        .with("requirements.txt", "typandas==0.25.1\n")
        .changed_on(2019, 9, 30);
    add(&store, &package, "3.8");
    let (run, log) = trained(&store, &[]);
    assert_eq!(run["status"], "Failed", "{log}");
    let shown = store.json(["run", "show", run["id"].as_str().unwrap()]);
    let day = shown["try_as_of"].as_str().unwrap_or_else(|| panic!("nothing is offered: {shown}"));
    assert_eq!(day, "2019-09-30");
    let (run, log) = trained(&store, &["--as-of", day]);
    assert_eq!(run["status"], "Successful", "{log}");
    assert!(log.contains("pandas 25.0"), "{log}");
}
