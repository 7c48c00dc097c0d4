//! Dragging files out of the window.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use e2e::{Window, patience};
use testkit::Package;

use crate::drops::Source;
use crate::{show_run, store_with, zip_of};

/// Something on the window's display that files can be dragged onto.
struct Target {
    program: Child,
    /// The files that it received: a line of JSON for each drop.
    drops: Receiver<String>,
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
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "ready");
        let (send, drops) = mpsc::channel();
        // It ends with the program.
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { program, drops }
    }

    /// The files that it receives when an element is dragged onto it.
    #[track_caller]
    fn drop_of(&self, window: &Window, handle: &str) -> Vec<PathBuf> {
        let dropped = patience::until(|| {
            window.drag_out(handle, Self::PLACE);
            // On a busy machine, the button may be released before the drag has begun.
            patience::within(Duration::from_secs(5), || self.drops.try_recv().ok())
        });
        let nothing = || format!("nothing is dropped: {}", window.screenshot("dragged").display());
        let mut files: Vec<PathBuf> = serde_json::from_str(&dropped.ok_or_else(nothing).unwrap()).unwrap();
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
    fs::create_dir(artifacts.join("rows")).unwrap();
    let dragged = |names: &[&str]| names.iter().map(|name| artifacts.join(name)).collect::<Vec<_>>();
    let window = Window::open(&store);
    show_run(&window, id);
    window.click("tab-artifacts");
    let target = Target::of(&window);

    // What is not selected is dragged alone.
    window.wait("artifact-other.txt");
    assert_eq!(target.drop_of(&window, "artifact-other.txt"), dragged(&["other.txt"]));

    window.click("artifact-été 1.txt");
    window.click_with("Control", "artifact-plain.txt");
    window.click_with("Control", "artifact-link.txt");
    assert_eq!(target.drop_of(&window, "artifact-plain.txt"), dragged(&["plain.txt", "été 1.txt"]));

    // A folder from elsewhere would be offered as a dataset; and after the next drop, it would have been.
    window.drag_out("artifact-rows", (640, 400));
    assert_eq!(target.drop_of(&window, "artifact-other.txt"), dragged(&["other.txt"]));
    window.settle();
    assert!(!window.is_there("dataset-add-name"));
    drop(target);
    let source = Source::of(&window, &[&zip_of(&store, &Package::training("pass"), "churn")]);
    window.display().drag(Source::PLACE, (640, 400));
    window.wait_text("package-add-name", "churn");
    drop(source);
}
