//! What is said of a package: a person would have to remember what each of fifty packages is for.

use e2e::{Opening, Window, empty_store};
use serde_json::json;
use testkit::Package;

use crate::{store_with, zip_of};

#[test]
fn a_package_is_described_as_it_is_added() {
    let store = empty_store();
    let window = Window::open(&store);
    window.click("nav-packages");
    window.will_open(&zip_of(&store, &Package::training("pass"), "churn"));
    window.click("package-add");
    window.wait_text("package-add-name", "churn");
    window.click("package-add-about");
    window.fill("about-description", "Who will leave us");
    window.choose("about-inputType", "file");
    window.tick("about-gpuRecommended");
    window.click("package-add-confirm");
    window.click("package-row-churn");
    window.wait_text("package-about", "Who will leave us");
    window.wait_text("package-about", "One file");
    let about = &store.json(["package", "show", "churn"])["about"];
    assert_eq!((&about["input_type"], &about["gpu_recommended"]), (&json!("file"), &json!(true)));
}

#[test]
fn a_package_is_described_by_keyboard_in_french() {
    let store = store_with("pass");
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    window.press("Control+3");
    window.wait("package-row-trainer");
    window.press("Enter");
    window.wait_text("package-about", "Aucune description");
    window.go_to("package-describe");
    window.press("Enter");
    window.wait_focus("about-description");
    window.type_text("Qui nous quitte");
    window.press("Control+Enter");
    window.wait_text("package-about", "Qui nous quitte");
    // Others say something else meanwhile.
    store.json(["package", "describe", "trainer", "--input-description", "une ligne"]);
    window.wait_text("package-about", "une ligne");
    window.press("Control+5");
    window.wait_text("log-row-0", "La description du paquet trainer");
}
