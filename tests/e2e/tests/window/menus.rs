//! Menus of a right click: a person would get WebKit's, with Back and Reload, and nothing about the row.

use e2e::{Opening, Window};
use serde_json::json;

use crate::{show_run, store_with};

/// What the open menu offers.
fn items(window: &Window) -> Vec<String> {
    window.wait("context-menu");
    let script =
        "return [...document.querySelectorAll('[role=menuitem] .option')].map(item => item.innerText)";
    serde_json::from_value(window.run(script, json!([]))).unwrap()
}

#[test]
fn a_row_offers_what_its_keys_do_by_pointer_and_by_key() {
    let store = store_with("pass");
    store.json(["queue", "pause"]);
    let [first, second] = ["first", "second"].map(|name| store.detached(["--name", name]));
    let window = Window::open(&store);
    window.wait(&format!("run-row-{first}"));
    window.right_click(&format!("run-row-{first}"));
    let offered = items(&window);
    for item in
        ["Open", "Run again with changes", "Add a tag", "Pin", "Earlier in the queue", "Copy ID", "Stop"]
    {
        assert!(offered.contains(&item.to_string()), "{offered:?}");
    }
    window.click("menu-pin");
    window.wait_gone("context-menu");
    let pinned = || (store.json(["run", "show", &first])["pinned"] == json!(true)).then_some(());
    assert!(e2e::patience::until(pinned).is_some());

    // By keys: on the row with the focus ring, which a right click moved. The pinned run is first now.
    let is_first = || (window.handles("run-row-")[0] == format!("run-row-{first}")).then_some(());
    assert!(e2e::patience::until(is_first).is_some());
    window.press("End");
    window.press("Shift+F10");
    assert!(items(&window).contains(&"Pin".to_string()));
    window.press("Escape");
    window.wait_gone("context-menu");
    // Escape closed the menu alone, and the keys are in the list again.
    window.press("Enter");
    window.wait_text("details-waits", "It is number 2 in the queue.");
    assert_eq!(store.json(["run", "show", &second])["pinned"], json!(false));
}

/// A file of a tree and a line of the log: a person would have to look for the buttons beside them.
#[test]
fn a_file_and_a_line_have_a_menu_too() {
    let store = store_with(
        "print('line\\n' * 60)\nopen(os.environ['artifacts_directory'] + '/report.txt', 'w').write('good')",
    );
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.click("tab-artifacts");
    window.wait("artifact-report.txt");
    window.right_click("artifact-report.txt");
    let offered = items(&window);
    assert!(offered.contains(&"Copy path".to_string()), "{offered:?}");
    let target = store.folder().join("saved.txt");
    window.will_save(&target);
    window.click("menu-save");
    let is_saved = || target.exists().then_some(());
    assert!(e2e::patience::until(is_saved).is_some(), "the file is saved");
    window.click("tab-log");
    window.wait_text("log-view", "line");
    window.right_click("log-view");
    let offered = items(&window);
    assert!(offered.contains(&"Copy line".to_string()), "{offered:?}");
}

/// The lists of packages, versions, datasets and schedules; what has no menu of its own; and text.
#[test]
fn there_is_a_menu_on_every_row_and_never_one_of_webkit() {
    let store = store_with("pass");
    let window = Window::open_with(&store, Opening { language: "en_US.UTF-8", ..Opening::default() });
    if window.face().is_browser() {
        return;
    }
    let watch = "window.shown = [];
        addEventListener('contextmenu', event => setTimeout(() => window.shown.push(!event.defaultPrevented)))";
    window.run(watch, json!([]));
    window.click("nav-packages");
    window.wait("package-row-trainer");
    window.right_click("package-row-trainer");
    assert!(items(&window).contains(&"Train 1.0".to_string()));
    window.press("Escape");
    window.click("package-row-trainer");
    window.wait("version-row-1.0");
    window.right_click("version-row-1.0");
    assert!(items(&window).contains(&"Download trainer 1.0".to_string()));
    window.press("Escape");
    window.click("nav-datasets");
    window.wait_handle("dataset-row-");
    let dataset = window.wait_handle("dataset-row-");
    window.right_click(&dataset);
    assert!(items(&window).contains(&"Train on it".to_string()));
    window.press("Escape");
    window.wait_gone("context-menu");
    window.right_click("nav-datasets");

    // A field: what is cut there is pasted again.
    window.click("nav-pipelines");
    window.click("run-new");
    window.fill("form-name", "nightly");
    window.right_click("form-name");
    window.click("menu-select-all");
    window.right_click("form-name");
    window.click("menu-cut");
    let is = |text: &str| (window.text("form-name") == text).then_some(());
    assert!(e2e::patience::until(|| is("")).is_some());
    window.right_click("form-name");
    assert!(window.is_disabled("menu-cut"));
    window.click("menu-paste");
    assert!(e2e::patience::until(|| is("nightly")).is_some(), "{}", window.text("form-name"));

    let shown = window.run("return window.shown", json!([]));
    assert_eq!(shown, json!([false, false, false, false, false, false, false]), "WebKit showed its own menu");
}
