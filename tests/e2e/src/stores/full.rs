//! A store in which there is very much, and long names.

use std::fs;
use std::path::Path;

use crate::trainyard;
use testkit::{Package, Store};

use super::{Pages, Shown, clicks, fill, run_on, select, show};

const LONG: &str =
    "customer_churn_of_all_regions_by_month_with_seasonal_features_and_a_name_that_nobody_can_read";

const FAILING: &str = "churn_of_all_regions_with_a_column_missing";

/// 10,000 runs, 200 packages, a package with 50 versions, names as long as may be, a log of a million
/// lines and 20,000 artifacts.
pub(super) fn full() -> Shown {
    let store = Store::new(trainyard());
    store.add_dataset(LONG);
    let large = Package::training(
        "sys.stdout.write('a line of a log that goes on for a while, with numbers: 0.1225 0.9854\\n' * 1_000_000)\n\
         for n in range(20_000):\n    open(os.path.join(os.environ['artifacts_directory'], f'sample {n:05}.txt'), 'w').write('x')",
    );
    store.add_package(LONG, &large);
    let logged = run_on(&store, LONG, LONG, &["--name", &format!("{LONG}, run by run, one after the other")]);
    for n in 0..200 {
        store.add_package(&format!("package_{n:03}"), &Package::training("pass"));
    }
    for _ in 0..49 {
        store.add_package("package_000", &Package::training("pass"));
    }
    store.add_package(FAILING, &Package::training("raise ValueError('there is no column age')"));
    multiply(&store, &run_on(&store, FAILING, LONG, &[]), 10_000);
    (Box::new(store), pages(logged))
}

fn pages(logged: String) -> Pages {
    vec![
        ("pipelines", clicks(&["nav-pipelines"])),
        ("selection", Box::new(select)),
        ("details", show(logged.clone(), "tab-overview")),
        ("log", show(logged.clone(), "tab-log")),
        ("artifacts", show(logged, "tab-artifacts")),
        ("packages", clicks(&["nav-packages"])),
        ("package", clicks(&["nav-packages", "package-row-package_000"])),
        (
            "compare",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-package_000");
                window.click("package-compare");
                window.wait("compare-facts");
            }),
        ),
        ("form", Box::new(|window| fill(window, LONG, LONG))),
        (
            "dataset",
            Box::new(|window| {
                window.click("nav-datasets");
                window.click(&format!("dataset-row-{LONG}"));
            }),
        ),
    ]
}

/// Copies an ended run until there are `count`, and has the index rebuilt.
fn multiply(store: &Store, id: &str, count: usize) {
    let source = store.run_dir(id);
    for n in 0..count {
        // Ids are of one length.
        let copy = format!("{}{n:05}", &id[..id.len() - 5]);
        let folder = store.run_dir(&copy);
        if folder.exists() {
            continue;
        }
        fs::create_dir(&folder).unwrap();
        for file in fs::read_dir(&source).unwrap().map(|entry| entry.unwrap().path()) {
            copy_file(&file, &folder, (id, &copy));
        }
    }
    for index in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(index));
    }
    store.json(["run", "list"]);
}

fn copy_file(file: &Path, folder: &Path, (id, copy): (&str, &str)) {
    let Some(name) = file.file_name() else { return };
    match fs::read_to_string(file) {
        Ok(text) => fs::write(folder.join(name), text.replace(id, copy)).unwrap(),
        // Folders, and what is no text.
        Err(_) => drop(fs::copy(file, folder.join(name))),
    }
}
