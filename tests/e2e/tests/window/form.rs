//! The form: how it is sent, where its parts are, and what it helps with.

use std::fs;

use e2e::{Window, empty_store};
use serde_json::{Value, json};
use testkit::Package;

use crate::{fill_form, rows, store_with, zip_of};

/// The left, top, right and bottom edges of an element.
fn edges(window: &Window, handle: &str) -> [f64; 4] {
    let script =
        "const { left, top, right, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
        return [left, top, right, bottom]";
    let css =
        if handle.starts_with('[') { handle.to_string() } else { format!("[data-testid=\"{handle}\"]") };
    serde_json::from_value(window.run(script, json!([css]))).unwrap()
}

/// After the last choice the focus is on a list, which would open instead.
#[test]
fn control_enter_on_a_list_creates_the_run() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.press("Control+n");
    window.wait_focus("form-name");
    for (handle, value) in [("form-package", "trainer"), ("form-version", "1.0"), ("form-dataset", "rows")] {
        window.choose_by_keys(handle, value);
    }
    window.wait_focus("form-dataset");
    window.press("Control+Enter");
    window.wait_text("details-status", "Successful");
}

/// A person would correct one field after the other, each time in vain.
#[test]
fn all_mistakes_are_shown_at_once_and_the_first_one_has_the_focus() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.click("run-new");
    window.fill("form-memory", "much");
    window.fill("form-cores", "all");
    window.click("form-param-add");
    window.fill("form-param-name-2", "PATH");
    window.click("form-create");
    window.wait_text("form-sentence", "6 entries need a correction.");
    assert_eq!(window.handles("form-error").len(), 6);
    window.wait_focus("form-name");
    for handle in
        ["form-name", "form-package", "form-dataset", "form-param-name-2", "form-memory", "form-cores"]
    {
        window.wait_for(handle, "aria-invalid", "true");
    }
}

/// A list that begins elsewhere looks as if it belonged to another field.
#[test]
fn a_list_with_a_long_option_is_aligned_with_its_field() {
    let store = store_with("pass");
    let long = format!("trainer_{}", "of_everything_there_is_".repeat(6));
    let zip = zip_of(&store, &Package::training("pass"), "long");
    store.output(["package", "add", zip.to_str().unwrap(), "--name", &long]);
    let window = Window::open(&store);
    for width in [900, 1280] {
        window.resize(width, 700);
        window.click("nav-pipelines");
        window.click("run-new");
        window.click("form-package");
        window.settle();
        let (field, list) = (edges(&window, "form-package"), edges(&window, "[role=listbox]"));
        assert!((field[0] - list[0]).abs() < 1.0, "{field:?} {list:?}");
        assert!(list[2] <= f64::from(width), "{list:?}");
        window.press("Escape");
    }
}

/// The button would be a screen's width away from the last field, or the form too narrow to be used.
#[test]
fn the_button_is_beside_the_form_or_below_it() {
    let store = store_with("pass");
    let window = Window::open(&store);
    fill_form(&window);
    window.wait_text("form-sentence", "the result will be trainer 1.1.");
    for (width, is_beside) in [(1920, true), (1280, true), (900, false), (720, false)] {
        window.resize(width, 700);
        window.settle();
        let (field, button) = (edges(&window, "form-name"), edges(&window, "form-create"));
        let sentence = edges(&window, "form-sentence");
        if is_beside {
            assert!(sentence[0] >= field[2] && button[2] - field[2] < 360.0, "{field:?} {button:?}");
        } else {
            assert!(sentence[1] >= field[3] && (button[2] - field[2]).abs() < 1.0, "{field:?} {button:?}");
        }
        let page = edges(&window, "form-page");
        let is_inside = field[0] >= page[0] && button[2] <= page[2] && button[3] <= page[3];
        assert!(is_inside, "{width}: {field:?} {button:?} {page:?}");
        if width == 1920 {
            let (before, after) = (field[0] - page[0], page[2] - edges(&window, "[aria-label=Summary]")[2]);
            assert!((before - after).abs() < 40.0, "not in the middle: {before} {after}");
        }
    }
}

/// A person who clicks the button just when the sentence beside it changes would click beside it.
#[test]
fn the_button_stays_where_it_is_while_the_sentence_changes() {
    let store = store_with("pass");
    let window = Window::open(&store);
    fill_form(&window);
    window.wait_text("form-sentence", "the result will be trainer 1.1.");
    for width in [1920, 1280, 900, 720] {
        window.resize(width, 700);
        window.settle();
        let button = edges(&window, "form-create");
        for sentence in [String::new(), "a sentence of many words ".repeat(12)] {
            let script = "document.querySelector('[data-testid=form-sentence]').textContent = arguments[0]";
            window.run(script, json!([sentence]));
            assert_eq!(edges(&window, "form-create"), button, "{width}: {sentence:?}");
        }
    }
}

/// Somebody who has just found out what is missing would have to leave the form for it.
#[test]
fn what_is_missing_is_added_from_the_form() {
    let store = empty_store();
    let window = Window::open(&store);
    window.press("Control+n");
    window.wait_focus("form-name");
    window.type_text("first");
    let zip = zip_of(&store, &Package::training("print(os.environ.get('epochs', '3'))"), "trainer");
    window.will_open(&zip);
    window.click("form-add-package");
    window.wait("package-add-name");
    window.click("package-add-confirm");
    window.wait_for("form-package", "data-value", "trainer");
    window.wait_for("form-version", "data-value", "1.0");
    window.will_open(&rows(&store));
    window.click("form-dataset");
    window.click("form-dataset-more");
    window.fill("dataset-add-name", "customers");
    window.click("dataset-add-confirm");
    window.wait_for("form-dataset", "data-value", "customers");

    // What the code reads is suggested, with its default.
    window.click("form-param-suggested-epochs");
    window.wait_focus("form-param-value-2");
    window.type_text("60");
    window.wait_text_of("form-sentence", "Trains trainer 1.0 on customers; the result will be trainer 1.1.");
    window.press("Control+Enter");
    window.wait_text("details-status", "Successful");
    let run = store.json(["run", "list"])[0].clone();
    assert_eq!(run["name"], "first");
    let spec = store.home().join("runs").join(run["id"].as_str().unwrap()).join("spec.json");
    let spec: Value = serde_json::from_slice(&fs::read(spec).unwrap()).unwrap();
    let parameters = spec["parameters"].as_array().unwrap();
    assert!(parameters.contains(&json!({"name": "epochs", "value": "60"})), "{parameters:?}");
}

/// "Create new" of the schedules would lead to a run of now, and to another section.
#[test]
fn a_new_schedule_has_a_day_and_a_time_which_keys_can_choose() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.click("nav-schedules");
    window.click("schedule-new");
    window.wait_for("form-when", "data-value", "recurring");
    window.wait_for("nav-schedules", "aria-current", "page");
    for (handle, value) in [("form-package", "trainer"), ("form-version", "1.0"), ("form-dataset", "rows")] {
        window.choose(handle, value);
    }
    window.choose("form-when", "at");
    window.fill("form-at", "2098-12-31");
    window.click("form-at-calendar");
    window.wait_focus("calendar-2098-12-31");
    // The next day, the same day of the next month, and the Monday of that week.
    for (key, day) in
        [("Right", "2099-01-01"), ("PageDown", "2099-02-01"), ("Up", "2099-01-25"), ("Home", "2099-01-19")]
    {
        window.press(key);
        window.wait_focus(&format!("calendar-{day}"));
    }
    window.press("Enter");
    window.wait_focus("form-at");
    window.wait_text_of("form-at", "2099-01-19");
    window.fill("form-at-time", "07:30");
    window.wait_text(
        "form-sentence",
        "on 2099-01-19 at 07:30; the result will be the next version of trainer.",
    );
    window.click("form-create");
    window.wait_text_of("schedule-when", "2099-01-19 07:30");
}

/// A person would read the rules of all settings, by names that the window does not use.
#[test]
fn a_refused_setting_says_its_own_rule() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.click("nav-settings");
    window.fill("settings-runs-at-once", "0");
    window.press("Tab");
    window
        .wait_text_of("settings-error", "The number of runs at once must be a whole number from 1 to 1,000.");
    window.fill("settings-runs-at-once", "2");
    window.press("Tab");
    window.wait_gone("settings-error");
    window.fill("settings-proxy", "proxy");
    window.press("Tab");
    window.wait_text("settings-error", "\"proxy\" is not the URL of a proxy.");
}
