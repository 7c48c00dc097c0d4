//! axe finds nothing serious on any page, in either theme.

use std::fs;

use e2e::patience::until;
use e2e::{Opening, Window, trainyard};
use serde_json::{Value, json};
use testkit::{Package, Store, fuzz, pdf, pdf_stream};

use crate::{WAIT_AT_GATE, open_gate, show_run, store_with};

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");

/// What axe finds on the page that keeps people out, a line each.
fn serious(window: &Window) -> Vec<String> {
    serious_in(window, "html")
}

/// The same in one element.
fn serious_in(window: &Window, css: &str) -> Vec<String> {
    let axe = fs::read_to_string(AXE).unwrap();
    let script = format!(
        "const done = arguments[arguments.length - 1]; if (!window.axe) {{ {axe} }}
         window.axe.run(arguments[0], {{ resultTypes: ['violations'] }}).then(found => done(found.violations), why => done(String(why)))"
    );
    let found = window.run_async(&script, json!([css]));
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
        "print('epoch 1: loss=0.5 val_loss=0.6\\nepoch 2: loss=0.4 val_loss=0.5')\n\
         open(os.environ['artifacts_directory'] + '/report.txt', 'w').write('good')\n{fails}"
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
        window.click("tab-charts");
        look("package, charts");
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
        window.click("selected-plot");
        for tab in ["tab-scatter", "tab-parallel", "tab-table"] {
            window.click(tab);
            look(&format!("plot, {tab}"));
        }
        window.click("nav-pipelines");
        window.click("selected-compare");
        window.wait("comparison");
        look("comparison");
        window.click("nav-pipelines");
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
            for tab in ["tab-overview", "tab-log", "tab-charts", "tab-artifacts", "tab-results"] {
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

/// Files of which each is shown in another way, in the corpora of the fuzzers.
const KINDS: [&str; 17] = [
    "tables/pandas.csv",
    "json/tree.json",
    "json/metrics.jsonl",
    "images/a.png",
    "images/a.gif",
    "texts/plot.svg",
    "texts/page.html",
    "texts/utf8.txt",
    "archives/plain.zip",
    "tars/gnu.tar",
    "arrays/floats.npy",
    "archives/arrays.npz",
    "tensors/two.safetensors",
    "onnx/model.onnx",
    "archives/model.keras",
    "pickles/protocol-4.pkl",
    "notebooks/cells.ipynb",
];

/// A person with poor sight could not read a column's title, and a blind one would not know where in a table they are.
#[test]
fn axe_finds_nothing_serious_in_any_preview() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let artifacts = store.run_dir(id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    for kind in KINDS {
        fs::copy(fuzz::folder(kind), artifacts.join(kind.rsplit('/').next().unwrap())).unwrap();
    }
    let report = pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>".to_vec(),
        pdf_stream("", b"9 9 99 99 re f"),
    ]);
    let sound = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80";
    for (name, held) in [
        ("notes.md", &b"# Notes\n\n[a link](x), `code`, **bold**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"[..]),
        ("train.py", b"# A comment\ndef train(self, path):\n    return 'text' + str(1.5)\n"),
        ("report.pdf", &report),
        ("model.h5", b"\x89HDF\r\n\x1a\n"),
        ("sound.wav", sound),
        ("bytes.bin", b"\0\x01\x02bytes"),
    ] {
        fs::write(artifacts.join(name), held).unwrap();
    }
    let names: Vec<_> = fs::read_dir(&artifacts).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let mut wrong = Vec::new();
    for (language, theme) in [("en_US.UTF-8", "light"), ("fr_FR.UTF-8", "dark")] {
        let window = Window::open_with(&store, Opening { language, size: (720, 800), ..Opening::default() });
        window.click("nav-settings");
        window.choose("theme", theme);
        show_run(&window, id);
        window.click("tab-artifacts");
        for name in &names {
            let name = name.to_str().unwrap();
            window.click(&format!("artifact-{name}"));
            window.wait_for("artifact-preview", "aria-label", name);
            let is_there = || (!window.is_there("preview-coming")).then_some(());
            assert!(until(is_there).is_some(), "{name} does not come");
            window.settle();
            let mut found = serious_in(&window, "[data-testid=artifact-preview]");
            // What is wider than the preview is scrolled there.
            found
                .extend(window.layout_findings().into_iter().filter(|one| !one.contains("scrolls sideways")));
            found.extend(serde_json::from_value::<Vec<String>>(window.run(UNTOLD, json!([]))).unwrap());
            wrong.extend(found.into_iter().map(|found| format!("{name}, {theme}: {found}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the grids and trees of a preview lack for a screen reader, a line each.
const UNTOLD: &str = "const untold = [];
    for (const grid of document.querySelectorAll('[data-testid=artifact-preview] [role=grid]')) {
        const cells = [...grid.querySelectorAll('[role=gridcell], [role=columnheader]')];
        const columns = grid.querySelectorAll('[role=columnheader]').length;
        const first = grid.querySelector('.rows > [role=row]')?.querySelectorAll('[role=gridcell]').length ?? columns;
        if (!grid.ariaLabel) untold.push('a grid without a name');
        if (!grid.ariaRowCount) untold.push('a grid without the number of its rows');
        // Only where some columns are not drawn, it must be said which these are.
        if (grid.ariaColCount ? !cells.every(cell => cell.ariaColIndex) : first !== columns)
            untold.push('a cell without its column');
    }
    for (const tree of document.querySelectorAll('[role=tree]')) {
        if (!tree.ariaLabel) untold.push('a tree without a name');
        for (const row of tree.querySelectorAll('[role=treeitem]'))
            if (!row.ariaLevel) untold.push('a row without its level');
    }
    return untold";

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
