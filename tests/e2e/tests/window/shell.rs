//! What is around the pages: the window's title, its size and zoom, and the sidebar.

use e2e::{Desktop, Opening, Window, patience};
use serde_json::{Value, json};

use crate::{WAIT_AT_GATE, open_gate, show_run, store_with};

/// Waits until a script answers this.
#[track_caller]
fn wait_answer(window: &Window, script: &str, wanted: &Value) {
    let is_so = || (window.run(script, json!([])) == *wanted).then_some(());
    let found = patience::until(is_so);
    assert!(found.is_some(), "{script} is not {wanted} but {}", window.run(script, json!([])));
}

/// The width of the page in its own pixels, of which there are fewer the more it is zoomed.
const WIDTH: &str = "return Math.round(innerWidth / 10)";

/// A person with weak eyes would find no way to larger letters, or would have to look for it at each start.
#[test]
fn the_interface_is_zoomed_by_keys_and_stays_so() {
    let store = store_with("pass");
    let mut window = Window::open_with(&store, Opening { native_dialogs: true, ..Opening::default() });
    let press = |window: &Window, keys: &str| {
        window.display().xdotool(&["key", "--clearmodifiers", keys]).unwrap();
    };
    window.press("Control+=");
    wait_answer(&window, WIDTH, &json!(116));
    press(&window, "ctrl+KP_Add");
    wait_answer(&window, WIDTH, &json!(102));
    press(&window, "ctrl+KP_Subtract");
    wait_answer(&window, WIDTH, &json!(116));
    window.close();
    window.reopen_as_left();
    wait_answer(&window, WIDTH, &json!(116));
    // In a dialog, too.
    window.press("?");
    window.wait("shortcuts");
    window.press("Control+0");
    wait_answer(&window, WIDTH, &json!(128));
    window.press("Control+-");
    wait_answer(&window, WIDTH, &json!(142));
    press(&window, "ctrl+KP_0");
    wait_answer(&window, WIDTH, &json!(128));
}

/// A person who looks at the taskbar would not know which window it is, or whether it still trains.
#[test]
fn the_title_says_where_one_is_and_what_is_in_progress() {
    let store = store_with(WAIT_AT_GATE);
    let gate = store.fifo("gate");
    let window = Window::open(&store);
    let title = "return document.title";
    wait_answer(&window, title, &json!("Pipelines – Trainyard"));
    // The logo's switch moves once when a training starts, and when the last one has ended.
    window.run(
        "window.moved = 0; SVGAnimateElement.prototype.beginElement = () => { window.moved += 1 }",
        json!([]),
    );
    let named = ["--name", "Churn of May", "--env", &format!("gate={}", gate.display())];
    let id = store.detached(named);
    show_run(&window, &id);
    wait_answer(&window, title, &json!("1 running · Churn of May – Trainyard"));
    wait_answer(&window, "return window.moved", &json!(1));
    let shown = patience::until(|| window.display().titled("1 running · Churn of May"));
    assert!(shown.is_some(), "the window's own title");
    open_gate(&gate);
    wait_answer(&window, title, &json!("Churn of May – Trainyard"));
    wait_answer(&window, "return window.moved", &json!(2));
}

/// A person with a narrow window would have a sidebar instead of a page.
#[test]
fn the_sidebar_folds_by_itself_and_as_one_left_it() {
    let store = store_with("pass");
    let window = Window::open(&store);
    let folded = |value: &str| window.wait_for("nav", "data-folded", value);
    folded("false");
    window.resize(720, 600);
    folded("true");
    window.click("nav-datasets");
    window.click("dataset-row-rows");
    window.wait("dataset-train");
    let fits = "return document.documentElement.scrollWidth <= innerWidth
        && [...document.querySelectorAll('main header button')].every(each =>
            each.getBoundingClientRect().right <= innerWidth)";
    wait_answer(&window, fits, &json!(true));
    window.click("nav-fold");
    folded("false");
    window.resize(1280, 800);
    folded("false");
    window.press("Control+b");
    folded("true");
    window.reload();
    folded("true");
    window.click("nav-fold");
    folded("false");
}

/// A person without a mouse would go through the whole sidebar on every page.
#[test]
fn the_first_tab_skips_to_the_page() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.press("Tab");
    window.wait_focus("skip");
    window.press("Enter");
    window.press("Tab");
    wait_answer(
        &window,
        "return document.querySelector('main').contains(document.activeElement)",
        &json!(true),
    );
}

/// A person would read "Z…" beside buttons with all their words.
#[test]
fn the_name_of_a_run_keeps_its_room() {
    let store = store_with("pass");
    let run = store.trained(["--name", "Zoo without the two cages at the back"]);
    let window = Window::open(&store);
    window.resize(720, 600);
    show_run(&window, run["id"].as_str().unwrap());
    let width = "return document.querySelector('h1').getBoundingClientRect().width";
    assert!(window.run(width, json!([])).as_f64().unwrap() > 180.0);
    assert_eq!(window.attribute("details-again", "data-tip").as_deref(), Some("Run again with changes"));
    window.resize(1280, 800);
    wait_answer(
        &window,
        "return document.querySelector('[data-testid=details-again]').dataset.tip ?? ''",
        &json!(""),
    );
}

/// A person would look for what they have just saved in a folder of a thousand files.
#[test]
fn a_saved_file_is_shown_in_its_folder() {
    let store = store_with("print('x')");
    let run = store.trained([]);
    let desktop = Desktop::new(store.folder());
    let bus = Some(desktop.address().to_string());
    let window = Window::open_with(&store, Opening { bus, ..Opening::default() });
    show_run(&window, run["id"].as_str().unwrap());
    let zip = store.folder().join("data/trainer.zip");
    window.will_save(&zip);
    window.click("details-download");
    window.wait_text("toast", "trainer.zip");
    window.click("toast-action");
    let shown = desktop.file();
    assert!(shown.starts_with("file://") && shown.ends_with("/data/trainer.zip"), "{shown}");
}
