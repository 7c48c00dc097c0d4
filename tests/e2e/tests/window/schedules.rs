//! Schedules in the window: a person plans a training, finds what it made, and changes their mind.

use std::fs;
use std::path::PathBuf;

use e2e::{Opening, Window};
use serde_json::{Value, json};
use testkit::Store;

use crate::{fill_form, store_with};

/// The file of the only schedule.
fn file(store: &Store) -> PathBuf {
    fs::read_dir(store.home().join("schedules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension() == Some("json".as_ref()))
        .unwrap()
}

/// As if nobody had looked at the schedule for years.
fn make_due(store: &Store) {
    let mut schedule: Value = serde_json::from_slice(&fs::read(file(store)).unwrap()).unwrap();
    schedule["after"] = json!("2020-06-01T00:00:00");
    fs::write(file(store), schedule.to_string()).unwrap();
}

#[test]
fn a_recurring_run_is_planned_fires_and_is_changed() {
    let store = store_with("print('trained by the clock')");
    let window = Window::open(&store);
    fill_form(&window);
    window.choose("form-when", "recurring");
    let weekdays =
        "Trains trainer 1.0 on rows every weekday at 08:00; each run makes the next version of trainer.";
    window.wait_text_of("form-sentence", weekdays);
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        window.click(&format!("form-days-{day}"));
    }
    // The button moves up when the sentence and the times go.
    window.wait_text("form-sentence", "once the form is complete");
    window.settle();
    window.click("form-create");
    window.wait_text("form-sentence", "One entry needs a correction.");
    window.wait_text("form-error", "No day of the week has been chosen.");
    window.tick("form-days-mon");
    window.tick("form-days-thu");
    window.fill("form-time", "25:00");
    window.wait_text("form-error", "is not a time of day");
    window.fill("form-time", "03:30");
    window.wait_text("form-next-times", "3:30");
    window.wait_text("form-sentence", "every Monday and Thursday at 03:30; each run makes");
    window.click("form-create");
    window.wait_text_of("schedule-when", "Mon, Thu at 03:30");
    // What serves a browser is the agent.
    let has_agent = window.face().is_browser().to_string();
    window.wait_for("schedules-agent", "data-agent", &has_agent);
    let id = file(&store).file_stem().unwrap().to_str().unwrap().to_string();

    // The window fires it, and its page shows the run.
    make_due(&store);
    let run = window.wait_handle("schedule-run-");
    window.wait_text(&run, "Successful");
    let made = store.json(["run", "list"]);
    assert_eq!((made.as_array().unwrap().len(), &made[0]["schedule"]), (1, &json!(id)));

    window.click("schedule-pause");
    window.wait_text_of("schedule-times", "paused");
    window.click("schedule-run");
    let both = || (window.handles("schedule-run-").len() == 2).then_some(());
    assert!(e2e::patience::until(both).is_some(), "it was not run");
    window.click("schedule-pause");
    window.wait_text("schedule-times", "3:30");

    // A cron expression in place of the days, judged while it is typed.
    window.click("schedule-edit");
    window.wait("form-days-mon");
    window.click("form-when-advanced");
    window.fill("form-cron", "0 0 31 2 *");
    window.wait_text("form-error", "never comes due");
    window.fill("form-cron", "15 6 1 * *");
    window.wait_text("form-next-times", "6:15");
    window.choose("form-missed", "skip");
    window.click("form-create");
    window.wait_text_of("schedule-when", "15 6 1 * *");
    let kept = store.json(["schedule", "show", &id]);
    assert_eq!((&kept["when"], &kept["missed"]), (&json!({"cron": "15 6 1 * *"}), &json!("skip")));

    // Each of its runs leads back to it.
    window.click(&run);
    window.wait_text("details-schedule", "trainer 1.0");
    window.click("details-schedule");
    window.wait_text_of("schedule-when", "15 6 1 * *");

    window.click("nav-schedules");
    window.click(&format!("schedule-row-{id}"));
    window.click("schedule-remove");
    window.click("confirm");
    window.wait_gone(&format!("schedule-row-{id}"));
    assert_eq!(store.json(["schedule", "list"]), json!([]));
    drop(window);
    for run in store.json(["run", "list"]).as_array().unwrap() {
        store.ended(run["id"].as_str().unwrap());
    }
}

/// A schedule could not be made, found or removed without a mouse, or not in French.
#[test]
fn a_time_based_run_by_keyboard_in_french() {
    let store = store_with("pass");
    let opening = Opening { language: "fr_FR.UTF-8", ..Opening::default() };
    let window = Window::open_with(&store, opening);
    window.press("Control+n");
    window.wait_focus("form-name");
    for (handle, value) in
        [("form-package", "trainer"), ("form-version", "1.0"), ("form-dataset", "rows"), ("form-when", "at")]
    {
        window.choose_by_keys(handle, value);
    }
    window.go_to("form-at");
    window.type_text("2020-01-01 08:00");
    window.press("Control+Enter");
    window.wait_text("form-error", "est passé");
    window.press("Control+a");
    window.type_text("2099-01-01 08:00");
    window.wait_text("form-next-times", "2099");
    window.press("Control+Enter");
    window.wait_text("schedule-times", "2099");
    let id = file(&store).file_stem().unwrap().to_str().unwrap().to_string();

    // It waits in the list of runs, and leads to its schedule.
    window.press("Control+1");
    let row = window.wait_handle("run-row-");
    window.wait_for(&row, "data-status", "Scheduled");
    window.wait_text(&row, "Planifié");
    window.press("Enter");
    window.wait_text_of("schedule-when", "2099-01-01 08:00");
    window.go_to("schedule-pause");
    window.press("Enter");
    window.wait_text_of("schedule-times", "suspendue");
    assert_eq!(store.json(["run", "list"]), json!([]));

    window.press("Control+2");
    window.wait(&format!("schedule-row-{id}"));
    window.press("p");
    window.wait_text(&format!("schedule-row-{id}"), "2099");
    window.press("Delete");
    window.go_to("confirm");
    window.press("Enter");
    window.wait_gone(&format!("schedule-row-{id}"));
    assert_eq!(store.json(["run", "list"]), json!([]));
}
