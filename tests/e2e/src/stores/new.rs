//! Stores of somebody who has just begun.

use crate::{Window, empty_store};
use serde_json::json;

use super::{Pages, Shown, clicks};

/// Nothing in it yet.
pub(super) fn empty() -> Shown {
    let pages: Pages = vec![
        ("start", clicks(&["nav-pipelines"])),
        ("packages", clicks(&["nav-packages"])),
        ("datasets", clicks(&["nav-datasets"])),
        (
            "form",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("n");
            }),
        ),
    ];
    (Box::new(empty_store()), pages)
}

/// The first training, by clicking: its form, and what it wrote.
pub(super) fn tutorial() -> Shown {
    let pages: Pages = vec![
        (
            "form",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("start-tutorial");
                window.wait_text("form-sentence", "wine 1.1");
            }),
        ),
        ("details", Box::new(details)),
    ];
    (Box::new(empty_store()), pages)
}

fn details(window: &Window) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Successful");
    window.click("tab-artifacts");
    window.click("artifact-learning_curve.png");
    let drawn = "const [done] = arguments;
        const look = () => {
            const image = document.querySelector('[data-testid=artifact-preview] img');
            image ? image.decode().then(() => done()) : requestAnimationFrame(look);
        };
        look();";
    window.run_async(drawn, json!([]));
}
