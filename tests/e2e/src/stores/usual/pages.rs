//! What is shown of the usual store.

use std::path::PathBuf;

use crate::Window;

use super::Made;
use crate::stores::{Pages, clicks, fill, select, show};

pub(super) fn pages(made: Made) -> Pages {
    let Made { zip, weekly, .. } = &made;
    let (zip, weekly) = (zip.clone(), weekly.clone());
    let mut pages = list();
    pages.extend(form());
    pages.extend(runs(made));
    pages.extend(packages(zip));
    pages.extend(queue_and_schedules(weekly));
    pages.extend(projects());
    pages.extend(rest());
    pages
}

fn list() -> Pages {
    vec![
        // In another theme, the window is where its queue was looked at before.
        ("pipelines", clicks(&["nav-pipelines", "filter-all"])),
        ("selection", Box::new(select)),
        ("plot", Box::new(|window| plot(window, "tab-scatter"))),
        ("plot-parallel", Box::new(|window| plot(window, "tab-parallel"))),
        ("plot-table", Box::new(|window| plot(window, "tab-table"))),
        (
            "removing",
            Box::new(|window| {
                select(window);
                window.click("selected-remove");
                window.wait("confirm-found");
            }),
        ),
        (
            "tagging",
            Box::new(|window| {
                select(window);
                window.click("selected-tag");
                window.wait("tag-dialog");
            }),
        ),
        (
            "filters",
            Box::new(|window| {
                window.click("nav-pipelines");
                click_if_there(window, "selection", "selected-clear");
                window.click("filters");
                window.choose("filters-package", "churn");
                window.choose("filters-span", "days");
            }),
        ),
        ("filtered", clicks(&["nav-pipelines"])),
        (
            "columns",
            Box::new(|window| {
                window.click("nav-pipelines");
                click_if_there(window, "chip-package", "chip-package");
                window.click("columns");
            }),
        ),
        (
            "metric-columns",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("columns");
                window.click("columns-metrics");
                window.click("metric-metric:val_loss");
            }),
        ),
        // In another theme, the column is there already.
        (
            "conditions",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("filters");
                window.choose("filters-of", "metric:val_loss");
                window.fill("filters-number", "0.9");
                window.click("filters-add");
                window.fill("filters-number", "many");
            }),
        ),
        ("views", clicks(&["nav-pipelines", "views"])),
    ]
}

/// All runs of the list.
fn plot(window: &Window, tab: &str) {
    select(window);
    window.click("selected-plot");
    window.click(tab);
}

fn click_if_there(window: &Window, there: &str, testid: &str) {
    if window.is_there(there) {
        window.click(testid);
    }
}

fn form() -> Pages {
    vec![
        ("form", Box::new(|window| fill(window, "churn", "customers"))),
        (
            "form-mistake",
            Box::new(|window| {
                fill(window, "churn", "customers");
                window.fill("form-param-value-0", "../elsewhere");
                window.click("form-create");
                window.wait("form-error");
            }),
        ),
        (
            "form-full",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("run-new");
                window.choose("form-type", "full");
                window.choose("form-package", "churn");
                window.choose("form-dataset", "customers");
                window.choose("form-evaluation-dataset", "wine");
            }),
        ),
    ]
}

fn runs(made: Made) -> Pages {
    let artifacts = show(made.ended.clone(), "tab-artifacts");
    let again = show(made.ended.clone(), "tab-overview");
    let [charts, histograms] = [(); 2].map(|()| show(made.ended.clone(), "tab-charts"));
    let compared = [made.ended.clone(), made.running.clone()];
    vec![
        (
            "comparison",
            Box::new(move |window| {
                let script = "location.hash = `#/compare/${arguments[0].join('/')}`";
                window.run(script, serde_json::json!([compared]));
                window.wait("comparison");
            }),
        ),
        ("full-run", show(made.full, "tab-overview")),
        ("evaluation-run", show(made.evaluation, "tab-overview")),
        ("running", show(made.running, "tab-overview")),
        ("queued", show(made.queued, "tab-overview")),
        ("failed", show(made.failed.clone(), "tab-overview")),
        ("imported", show(made.imported, "tab-overview")),
        ("details", show(made.ended.clone(), "tab-overview")),
        ("log", show(made.ended.clone(), "tab-log")),
        ("charts", show(made.ended.clone(), "tab-charts")),
        (
            "chart",
            Box::new(move |window| {
                charts(window);
                window.click("chart-expand");
            }),
        ),
        (
            "histograms",
            Box::new(move |window| {
                histograms(window);
                window.wait("histogram-card");
                let script = "document.querySelector('[data-testid=charts-histograms]').scrollIntoView()";
                window.run(script, serde_json::json!([]));
            }),
        ),
        ("charts-none", show(made.failed, "tab-charts")),
        (
            "artifacts",
            Box::new(move |window| {
                artifacts(window);
                window.click("artifact-learning_curve.png");
            }),
        ),
        ("results", show(made.ended, "tab-results")),
        (
            "form-again",
            Box::new(move |window| {
                again(window);
                window.click("details-again");
                window.fill("form-name", "Churn, slower");
                window.choose("form-dataset", "wine");
                window.fill("form-param-value-2", "90");
                window.click("form-param-remove-2");
                window.click("form-param-add");
                window.fill("form-param-name-2", "rate");
            }),
        ),
    ]
}

fn packages(zip: PathBuf) -> Pages {
    vec![
        ("packages", clicks(&["nav-packages"])),
        ("package", clicks(&["nav-packages", "package-row-churn"])),
        ("package-about", clicks(&["nav-packages", "package-row-churn", "package-describe"])),
        ("package-charts", clicks(&["nav-packages", "package-row-churn", "tab-charts"])),
        ("package-runs", clicks(&["nav-packages", "package-row-churn", "tab-runs"])),
        (
            "package-files",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-churn");
                window.click("package-files-1.0");
                window.click("file-train.py");
                window.wait("file-preview");
            }),
        ),
        (
            "compare",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-churn");
                window.click("package-compare");
                window.wait("compare-lines");
            }),
        ),
        (
            "package-add",
            Box::new(move |window| {
                window.click("nav-packages");
                window.will_open(&zip);
                window.click("package-add");
                window.wait("package-add-report");
            }),
        ),
        ("datasets", clicks(&["nav-datasets"])),
        ("dataset", clicks(&["nav-datasets", "dataset-row-customers"])),
    ]
}

fn queue_and_schedules(weekly: String) -> Pages {
    vec![
        ("settings", clicks(&["nav-settings"])),
        ("queue", clicks(&["nav-pipelines", "filter-queued"])),
        ("schedules", clicks(&["nav-schedules"])),
        (
            "schedule",
            Box::new(move |window| {
                window.click("nav-schedules");
                window.click(&format!("schedule-row-{weekly}"));
            }),
        ),
        (
            "form-recurring",
            Box::new(|window| {
                fill(window, "churn", "customers");
                window.choose("form-when", "recurring");
            }),
        ),
    ]
}

fn projects() -> Pages {
    vec![
        ("project-menu", clicks(&["nav-pipelines", "nav-project"])),
        ("projects", Box::new(manage)),
        (
            "project-create",
            Box::new(|window| {
                manage(window);
                window.click("projects-create");
                window.fill("project-name", "default");
                window.click("project-keep");
                window.wait("project-error");
            }),
        ),
        (
            "project-remove",
            Box::new(|window| {
                manage(window);
                window.click("project-remove-Fraud detection");
            }),
        ),
    ]
}

fn manage(window: &Window) {
    window.click("nav-project");
    window.click("project-manage");
    window.wait("project-row-default");
}

fn rest() -> Pages {
    vec![
        ("storage", clicks(&["nav-storage"])),
        ("logs", clicks(&["nav-logs"])),
        (
            "palette",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("Control+k");
            }),
        ),
        (
            "shortcuts",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("?");
            }),
        ),
    ]
}
