//! Stores to be looked at, and the pages that are worth showing of each: for pictures, and for tests of every page.

mod full;
mod long;
mod new;
mod usual;

use testkit::Store;

use crate::Window;

/// How one comes to a page.
pub type Show = Box<dyn Fn(&Window<'_>)>;
/// Each page's name, and how one comes to it, in the order in which they are shown.
pub type Pages = Vec<(&'static str, Show)>;
/// A store, and what is shown of it.
pub type Shown = (Box<dyn AsRef<Store>>, Pages);

/// Each store's name, and how it is made.
pub const STORES: [(&str, Make); 5] = [
    ("empty", new::empty),
    ("tutorial", new::tutorial),
    ("usual", usual::usual),
    ("long", long::long),
    ("full", full::full),
];
/// Makes a store.
pub type Make = fn() -> Shown;

/// Makes the store of this name.
#[track_caller]
pub fn make(name: &str) -> Shown {
    let (_, make) = STORES.iter().find(|(store, _)| *store == name).unwrap();
    make()
}

/// A page that is some clicks away.
fn clicks(testids: &'static [&'static str]) -> Show {
    Box::new(move |window| testids.iter().for_each(|testid| window.click(testid)))
}

fn fill(window: &Window, package: &str, dataset: &str) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-package", package);
    window.choose("form-dataset", dataset);
    // The draft may still have the mistake of the page before.
    window.fill("form-param-value-0", "artifacts");
    window.wait_text("form-sentence", dataset);
}

/// By its address: in a very full store its row is far from being in sight.
fn show(id: String, tab: &'static str) -> Show {
    Box::new(move |window| {
        let script = "location.hash = `#/pipelines/${arguments[0]}/overview`";
        window.run(script, serde_json::json!([id]));
        window.click(tab);
    })
}

/// Trains 1.0 of a package on a dataset: the run's id.
fn run_on(store: &Store, package: &str, dataset: &str, more: &[&str]) -> String {
    let of = ["--package", package, "--version", "1.0", "--dataset", dataset, "--json"];
    let output = store.output(["run", "start", "--type", "training"].iter().chain(&of).chain(more));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    said["id"].as_str().unwrap().into()
}

/// The runs of the list, several of them chosen.
fn select(window: &Window) {
    window.click("nav-pipelines");
    window.wait_handle("run-row-");
    window.press("Control+a");
    window.wait("selection");
}
