//! Dragging files out of the window.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use e2e::Window;
use testkit::Package;

use crate::drops::Source;
use crate::{show_run, store_with, zip_of};

/// Something on the window's display that files can be dragged onto.
struct Target {
    program: Child,
    /// The files that it received: a line of JSON for each drop.
    drops: Lines<BufReader<ChildStdout>>,
}

impl Target {
    /// Where it is.
    const PLACE: (i32, i32) = (1850, 1050);

    fn of(window: &Window) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drag-target"));
        command.env("DISPLAY", window.display().name()).env("GDK_BACKEND", "x11");
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut drops = BufReader::new(program.stdout.take().unwrap()).lines();
        assert_eq!(drops.next().unwrap().unwrap(), "ready");
        Self { program, drops }
    }

    /// The files of the next drop.
    fn next(&mut self) -> Vec<PathBuf> {
        let drop = self.drops.next().unwrap().unwrap();
        let mut files: Vec<PathBuf> = serde_json::from_str(&drop).unwrap();
        files.sort();
        files
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A person would have to save them first, or would give another program what a link of the run's code leads to.
#[test]
fn selected_files_are_dragged_onto_the_desktop_and_links_are_not() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let artifacts = store.run_dir(id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    for name in ["été 1.txt", "plain.txt", "other.txt"] {
        fs::write(artifacts.join(name), name).unwrap();
    }
    symlink("/etc/hostname", artifacts.join("link.txt")).unwrap();
    let dragged = |names: &[&str]| names.iter().map(|name| artifacts.join(name)).collect::<Vec<_>>();
    let window = Window::open(&store);
    show_run(&window, id);
    window.click("tab-artifacts");
    let mut target = Target::of(&window);

    // What is not selected is dragged alone.
    window.wait("artifact-other.txt");
    window.drag_out("artifact-other.txt", Target::PLACE);
    assert_eq!(target.next(), dragged(&["other.txt"]));

    window.click("artifact-été 1.txt");
    window.click_with("Control", "artifact-plain.txt");
    window.click_with("Control", "artifact-link.txt");
    window.drag_out("artifact-plain.txt", Target::PLACE);
    assert_eq!(target.next(), dragged(&["plain.txt", "été 1.txt"]));

    // On the window itself, they are nothing to add: the page stays. Files from elsewhere still are.
    window.drag_out("artifact-plain.txt", (640, 700));
    window.drag_out("artifact-other.txt", Target::PLACE);
    assert_eq!(target.next(), dragged(&["other.txt"]));
    drop(target);
    let source = Source::of(&window, &[&zip_of(&store, &Package::training("pass"), "churn")]);
    window.display().drag(Source::PLACE, (640, 400));
    window.wait_text("package-add-name", "churn");
    drop(source);
}
