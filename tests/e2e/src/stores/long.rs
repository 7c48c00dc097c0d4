//! A store in which everything has a name that is as long as names get, and a few wide letters.

use testkit::{Package, Store};

use super::{Pages, Shown, clicks, fill, run_on, show};
use crate::trainyard;

/// A hundred letters without a place to break.
const LONG: &str =
    "customer_churn_of_all_regions_by_month_with_seasonal_features_and_a_name_that_nobody_can_read_aloud";
/// Two hundred, with spaces.
const SENTENCE: &str = "Règlements et réclamations de toutes les régions, mois par mois, avec les caractéristiques \
    saisonnières, 地域別の月次解約予測モデル, once more with the learning rate of last Thursday and twice the epochs";

/// The same words at the beginning, as people number their tries.
const TAGS: [&str; 4] = [
    "learning rate of last Thursday and halved",
    "learning rate of last Thursday",
    "基準",
    "to show to everybody",
];

pub(super) fn long() -> Shown {
    let store = Store::new(trainyard());
    store.add_dataset(LONG);
    let reason =
        format!("raise ValueError('{}')", "the column age_of_the_customer_in_years is missing, ".repeat(6));
    let failing = format!("if os.environ.get('fails'):\n    {reason}");
    store.add_package(LONG, &Package::training(&failing).with_method("process_data", "pass"));
    let run =
        run_on(&store, LONG, LONG, &["--name", SENTENCE, "--env", &format!("{}=1", LONG.to_uppercase())]);
    let failed = run_on(&store, LONG, LONG, &["--name", LONG, "--env", "fails=yes"]);
    for tag in TAGS {
        store.json(["run", "tag", &run, "--add", tag]);
    }
    store.json(["run", "note", &run, &SENTENCE.repeat(3)]);
    let schedule = ["schedule", "add", "--type", "training", "--package", LONG, "--version", "1.0"];
    let more =
        ["--dataset", LONG, "--name", SENTENCE, "--cron", "30 3 1,2,3,4,5,6,7,8,9,10 1,2,3,4,5,6,7,8,9 *"];
    let schedule = store.json(schedule.iter().chain(&more))["id"].as_str().unwrap().to_string();
    let name: String = SENTENCE.chars().take(100).collect();
    store.json(["project", "create", &name, "--description", &SENTENCE.repeat(2)]);
    (Box::new(store), pages(run, failed, schedule))
}

fn pages(run: String, failed: String, schedule: String) -> Pages {
    vec![
        ("pipelines", clicks(&["nav-pipelines"])),
        ("details", show(run.clone(), "tab-overview")),
        ("results", show(run, "tab-results")),
        ("failed", show(failed.clone(), "tab-overview")),
        ("failed-log", show(failed, "tab-log")),
        (
            "form",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("run-new");
                window.fill("form-name", SENTENCE);
                fill(window, LONG, LONG);
            }),
        ),
        (
            "form-mistake",
            Box::new(|window| {
                fill(window, LONG, LONG);
                window.fill("form-name", &SENTENCE.repeat(2));
                window.click("form-create");
                window.wait("form-error");
            }),
        ),
        ("packages", clicks(&["nav-packages"])),
        ("package", Box::new(|window| open(window, "packages", "package"))),
        ("datasets", clicks(&["nav-datasets"])),
        ("dataset", Box::new(|window| open(window, "datasets", "dataset"))),
        ("schedules", clicks(&["nav-schedules"])),
        (
            "schedule",
            Box::new(move |window| {
                window.click("nav-schedules");
                window.click(&format!("schedule-row-{schedule}"));
            }),
        ),
        ("storage", clicks(&["nav-storage"])),
        ("logs", clicks(&["nav-logs"])),
        ("project-menu", clicks(&["nav-pipelines", "nav-project"])),
        (
            "palette",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("Control+k");
            }),
        ),
    ]
}

fn open(window: &crate::Window<'_>, nav: &str, row: &str) {
    window.click(&format!("nav-{nav}"));
    window.click(&format!("{row}-row-{LONG}"));
}
