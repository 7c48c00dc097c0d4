//! Dropping files on the window.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use e2e::{Window, empty_store};
use testkit::Package;

use crate::{rows, store_with, zip_of};

/// Something on the window's display that files can be dragged out of.
pub(crate) struct Source(Child);

impl Source {
    /// Where it is.
    pub(crate) const PLACE: (i32, i32) = (1850, 1050);

    pub(crate) fn of(window: &Window, paths: &[&Path]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drag-source"));
        command.args(paths).env("DISPLAY", window.display().name()).env("GDK_BACKEND", "x11");
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        let mut source = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(source.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self(source)
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_zip_dropped_on_the_window_is_checked_and_added() {
    let store = empty_store();
    let window = Window::open(&store);
    let zip = zip_of(&store, &Package::training("pass"), "churn");
    window.click("nav-packages");
    let source = Source::of(&window, &[&zip]);
    window.display().drag(Source::PLACE, (640, 400));
    window.wait_text("package-add-name", "churn");
    window.click("package-add-confirm");
    window.wait("package-row-churn");
    drop(source);

    window.click("nav-datasets");
    let source = Source::of(&window, &[&rows(&store)]);
    window.display().drag(Source::PLACE, (640, 400));
    window.wait_text("dataset-add-name", "customers");
    window.click("dataset-add-confirm");
    window.wait("dataset-row-customers");
    drop(source);
}

/// Like packages' zips, and they must not be taken for some; nor the first of them for all.
#[test]
fn exported_runs_dropped_on_the_window_are_imported() {
    let (here, there) = (store_with("pass"), empty_store());
    let files = ["shared", "second", "third"].map(|name| {
        let run = here.trained([]);
        let file = here.folder().join(format!("data/{name}.run.zip"));
        here.json(["run", "export", run["id"].as_str().unwrap(), "--output", file.to_str().unwrap()]);
        file
    });
    let window = Window::open(&there);
    let source = Source::of(&window, &[&files[0]]);
    window.display().drag(Source::PLACE, (640, 400));
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-imported", "shared.run.zip");
    drop(source);

    let source = Source::of(&window, &[&files[1], &files[2]]);
    window.display().drag(Source::PLACE, (640, 400));
    let all = || (window.handles("run-row-").len() == 3).then_some(());
    assert!(e2e::patience::until(all).is_some(), "{:?}", window.handles("run-row-"));
    drop(source);
}
