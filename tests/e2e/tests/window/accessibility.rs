//! axe finds nothing serious on any page, in either theme.

use std::fs;

use e2e::{Window, trainyard};
use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::{WAIT_AT_GATE, open_gate, show_run, store_with};

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");

/// What axe finds that keeps people out, a line each.
fn serious(window: &Window) -> Vec<String> {
    let axe = fs::read_to_string(AXE).unwrap();
    let script = format!(
        "const done = arguments[arguments.length - 1]; if (!window.axe) {{ {axe} }}
         window.axe.run(document, {{ resultTypes: ['violations'] }}).then(found => done(found.violations), why => done(String(why)))"
    );
    let found = window.run_async(&script, json!([]));
    let found: Vec<Value> = serde_json::from_value(found.clone()).unwrap_or_else(|_| panic!("{found}"));
    // axe calls a column without a name minor, but with a screen reader nobody knows what its buttons are for.
    let serious = found.iter().filter(|each| {
        ["serious", "critical"].contains(&each["impact"].as_str().unwrap_or(""))
            || each["id"] == "empty-table-header"
    });
    serious
        .map(|each| {
            let places: Vec<_> =
                each["nodes"].as_array().unwrap().iter().map(|node| node["html"].to_string()).collect();
            format!("{}: {} {}", each["id"], each["help"], places.join("\n  "))
        })
        .collect()
}

#[test]
fn axe_finds_nothing_serious_on_any_page() {
    // The line that fails is so long that its traceback scrolls.
    let fails = format!("assert 'fails' not in os.environ  # {}", "long ".repeat(60));
    let store = store_with(&format!(
        "print('x')\nopen(os.environ['artifacts_directory'] + '/report.txt', 'w').write('good')\n{fails}"
    ));
    let run = store.trained([]);
    let failed = store.trained(["--env", "fails=yes"]);
    assert_eq!(failed["status"], "Failed");
    let id = run["id"].as_str().unwrap();
    let planned = "schedule add --type training --package trainer --version 1.0 --dataset rows --cron";
    let planned = store.json(planned.split(' ').chain(["0 0 1 1 *"]));
    let window = Window::open(&store);
    for theme in ["light", "dark"] {
        let look = |page: &str| {
            window.settle();
            let found = serious(&window);
            assert!(found.is_empty(), "{page}, {theme}:\n{}", found.join("\n"));
        };
        window.click("nav-settings");
        window.choose("theme", theme);
        look("settings");
        window.click("nav-packages");
        look("packages");
        window.click("package-row-trainer");
        look("package");
        window.click("nav-datasets");
        look("datasets");
        window.click("dataset-row-rows");
        look("dataset");
        window.click("nav-project");
        window.click("project-manage");
        window.wait("project-row-default");
        look("projects");
        window.click("projects-create");
        look("project");
        window.press("Escape");
        window.click("nav-pipelines");
        look("pipelines");
        window.press("Control+a");
        window.wait("selection");
        look("selection");
        window.click("selected-clear");
        window.click("filters");
        window.wait("filters-dialog");
        look("filters");
        window.click("filters-done");
        window.click("columns");
        look("columns");
        window.press("Escape");
        window.click("nav-schedules");
        look("schedules");
        window.click(&format!("schedule-row-{}", planned["id"].as_str().unwrap()));
        look("schedule");
        window.click("nav-pipelines");
        window.click("run-new");
        look("form");
        window.choose("form-when", "recurring");
        look("recurring form");
        window.click("form-create");
        window.wait("form-error");
        look("form with a mistake");
        for id in [id, failed["id"].as_str().unwrap()] {
            show_run(&window, id);
            for tab in ["tab-overview", "tab-log", "tab-artifacts", "tab-results"] {
                window.click(tab);
                look(tab);
            }
        }
        window.press("Control+k");
        look("palette");
        window.press("Escape");
        window.press("?");
        look("shortcuts");
        window.press("Escape");
    }
}

/// A blind person would hear "row" and "edit text", and not which.
#[test]
fn a_screen_reader_names_rows_fields_and_progress() {
    let store = store_with(WAIT_AT_GATE);
    let gate = store.fifo("gate");
    let id = store.detached(["--name", "nightly", "--env", &format!("gate={}", gate.display())]);
    let window = Window::open(&store);
    let named = |css: &str| {
        let spoken = window.spoken(css);
        assert!(!spoken.is_empty(), "there is no {css}");
        for (role, name) in &spoken {
            assert!(!name.trim().is_empty(), "{css}: a {role} has no name among {spoken:?}");
        }
        spoken
    };
    let fields = "main :is(input, select, textarea, button:not([aria-hidden=true]), [role=combobox], [role=spinbutton])";
    window.wait(&format!("run-row-{id}"));
    let rows = named("[role=row][data-testid]");
    assert!(rows.iter().any(|(role, name)| role == "row" && name.contains("nightly")), "{rows:?}");
    named(fields);
    window.click("run-new");
    window.wait("form-name");
    named(fields);
    show_run(&window, &id);
    window.wait_for("details-status", "data-status", "Running");
    named(fields);
    named("[role=tab]");
    open_gate(&gate);
    window.wait_for("details-status", "data-status", "Successful");
    for (nav, row) in [("packages", "package-row-trainer"), ("datasets", "dataset-row-rows")] {
        window.click(&format!("nav-{nav}"));
        window.wait(row);
        let rows = named("[role=row][data-testid]");
        assert!(rows.iter().any(|(_, name)| name.contains(row.split('-').next_back().unwrap())), "{rows:?}");
    }
    window.click("dataset-row-rows");
    window.wait_handle("file-");
    named("[role=treeitem]");
    for nav in ["storage", "settings", "logs"] {
        window.click(&format!("nav-{nav}"));
        window.settle();
        named(fields);
    }
}

#[test]
fn axe_finds_nothing_serious_on_the_first_start() {
    let store = Store::new(trainyard());
    let window = Window::open(&store);
    window.settle();
    assert_eq!(serious(&window), Vec::<String>::new());
    drop(window);
    store.add_package("trainer", &Package::training("pass"));
}
