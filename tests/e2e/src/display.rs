//! A display that nobody sees, and what a hand and a keyboard do on it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::driver::kill_group;
use crate::patience::{until, within};

/// An X server with a window manager, as long as this lives.
#[derive(Debug)]
pub struct Display {
    server: Child,
    manager: Option<Child>,
    name: String,
    /// Links with names that any keyboard can type.
    links: TempDir,
}

impl Display {
    /// A new display of 1920×1080 with this number of its own. `environment` is what its programs get.
    pub fn new(environment: impl Fn(&mut Command), manager: bool) -> Self {
        let mut server = Command::new("Xvfb");
        environment(&mut server);
        server.args(["-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"]);
        server.stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut server = server.spawn().unwrap_or_else(|error| panic!("Xvfb: {error}"));
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(number.ends_with('\n'), "Xvfb could not open a display");
        let links = tempfile::tempdir().unwrap();
        let mut display = Self { server, manager: None, name: format!(":{}", number.trim()), links };
        if manager {
            let mut openbox = Command::new("openbox");
            environment(&mut openbox);
            openbox.env("DISPLAY", &display.name).process_group(0).stderr(Stdio::null());
            display.manager = Some(openbox.spawn().unwrap_or_else(|error| panic!("openbox: {error}")));
            // It says that it is there by a property of the root window.
            display.until_xdotool("the window manager", &["get_num_desktops"]);
        }
        display
    }

    /// What programs call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs xdotool: what it answered, if it could do it.
    pub fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output();
        let output = output.unwrap_or_else(|error| panic!("xdotool: {error}"));
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_string())
    }

    fn until_xdotool(&self, what: &str, arguments: &[&str]) -> String {
        until(|| self.xdotool(arguments))
            .unwrap_or_else(|| panic!("{what} is not there: xdotool {arguments:?}"))
    }

    /// The shown window whose title contains this, as X calls it. xdotool's own search finds no title with a letter
    /// outside of ASCII.
    pub fn titled(&self, title: &str) -> Option<String> {
        let all = self.xdotool(&["search", "--onlyvisible", "--name", ""])?;
        let is_it = |name: String| name.contains(title);
        all.lines()
            .find(|window| self.xdotool(&["getwindowname", window]).is_some_and(is_it))
            .map(String::from)
    }

    /// Puts the window with this title away, as a person who looks at something else.
    pub fn minimize(&self, title: &str) {
        let window = until(|| self.titled(title)).unwrap_or_else(|| panic!("no window {title:?}"));
        self.until_xdotool("the window", &["windowminimize", "--sync", &window]);
    }

    /// Closes the window with this title, as the cross in its frame does, until `is_done` says that it
    /// was heard: a window manager that has just got a window may take no notice of the keys.
    pub fn close(&self, title: &str, is_done: impl Fn() -> bool) {
        let heard = until(|| {
            if let Some(window) = self.titled(title) {
                self.xdotool(&["windowactivate", "--sync", &window]);
                self.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
            }
            within(Duration::from_secs(5), || is_done().then_some(()))
        });
        assert!(heard.is_some(), "the window {title:?} does not close");
    }

    /// A way to a file that has only what there are keys for, unless its own name has more. For other
    /// characters xdotool needs a locale, and gives them a key for a moment: a busy program notices it
    /// when that is over.
    fn typeable(&self, path: &Path) -> String {
        let link = self.links.path().join(fs::read_dir(&self.links).unwrap().count().to_string());
        symlink(path.parent().unwrap(), &link).unwrap();
        link.join(path.file_name().unwrap()).to_str().unwrap().into()
    }

    /// Answers a native file dialog with a path, typed as a person would, and waits until it is closed.
    pub fn answer_dialog(&self, title: &str, path: &Path) {
        let dialog = until(|| self.titled(title)).unwrap_or_else(|| panic!("no dialog {title:?}"));
        let path = self.typeable(path);
        self.until_xdotool("the dialog", &["windowactivate", "--sync", &dialog]);
        // In a dialog that opens files, the first key of a path opens the field for it.
        self.xdotool(&["key", "--clearmodifiers", "ctrl+l", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "15", &path]);
        // One that is still reading the folder takes no notice of the first Return; one that comes
        // when the dialog is gone already is for the page behind it.
        let closed = until(|| {
            self.xdotool(&["key", "Return"]);
            within(Duration::from_secs(5), || self.titled(title).is_none().then_some(()))
        });
        assert!(closed.is_some(), "the dialog {title:?} stayed open");
    }

    /// Drags from one point of the display to another and drops there.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        let point = |(x, y): (i32, i32)| [x.to_string(), y.to_string()];
        let at = |place| {
            let [x, y] = point(place);
            self.until_xdotool("the mouse", &["mousemove", "--sync", &x, &y]);
        };
        at(from);
        self.xdotool(&["mousedown", "1"]);
        // A drag begins when the mouse has gone a little way, and is followed step by step.
        for step in 1..=20 {
            at((from.0 + (to.0 - from.0) * step / 20, from.1 + (to.1 - from.1) * step / 20));
        }
        self.xdotool(&["mouseup", "1"]);
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.manager.iter_mut().for_each(kill_group);
        kill_group(&mut self.server);
    }
}
