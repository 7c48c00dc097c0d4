//! The window, as a person sees and uses it.

mod input;
mod reading;

use std::fs;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use testkit::{Store, leftovers};

use crate::browser::{Plans, Server, downloads};
use crate::driver::Driver;
use crate::patience::until;
use crate::{Display, built};

/// Where the pages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// In the program's own window.
    Desktop,
    /// In Chromium, by `trainyard serve`.
    Chromium,
    /// In Firefox, by `trainyard serve`.
    Firefox,
}

impl Face {
    /// What the tests of this program are about: those of `browser` are the window's, in Chromium, or in
    /// Firefox with `TRAINYARD_BROWSER=firefox`.
    fn of_this_program() -> Self {
        let program = std::env::current_exe().unwrap();
        if !program.file_name().unwrap().as_encoded_bytes().starts_with(b"browser-") {
            return Self::Desktop;
        }
        match std::env::var("TRAINYARD_BROWSER") {
            Ok(name) if name == "firefox" => Self::Firefox,
            _ => Self::Chromium,
        }
    }

    /// Whether it is `trainyard serve` that shows them.
    pub fn is_browser(self) -> bool {
        self != Self::Desktop
    }
}

/// How a window is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where.
    pub face: Face,
    /// The system's language, as in `LANG`.
    pub language: &'static str,
    /// Width and height.
    pub size: (u32, u32),
    /// The open and save dialogs are the real ones, and a window manager is there.
    pub native_dialogs: bool,
    /// The desktop's bus ([`crate::Desktop`]); none: there is none.
    pub bus: Option<String>,
    /// Where the program panics (`logs::panic_point`); none: nowhere.
    pub panic: Option<&'static str>,
}

impl Default for Opening {
    fn default() -> Self {
        let face = Face::of_this_program();
        Self {
            face,
            language: "en_US.UTF-8",
            size: (1280, 800),
            native_dialogs: false,
            bus: None,
            panic: None,
        }
    }
}

/// The program's window over a store, on a display of its own.
#[derive(Debug)]
pub struct Window<'a> {
    store: &'a Store,
    opening: Opening,
    driver: Option<Driver>,
    /// None: nothing is shown on one.
    display: Option<Display>,
    /// For a page in a browser.
    server: Option<Server>,
    plans: Plans,
}

impl<'a> Window<'a> {
    /// Opens the window in English and waits until it can be used.
    pub fn open(store: &'a Store) -> Self {
        Self::open_with(store, Opening::default())
    }

    /// The same, otherwise.
    pub fn open_with(store: &'a Store, opening: Opening) -> Self {
        for name in ["dialogs", "runtime"] {
            fs::create_dir_all(store.folder().join(name)).unwrap();
        }
        let display = (opening.face == Face::Desktop)
            .then(|| Display::new(|command| environment(command, store), opening.native_dialogs));
        let plans = Plans::default();
        let mut window = Self { store, opening, driver: None, display, server: None, plans };
        window.start();
        window
    }

    fn start(&mut self) {
        self.launch();
        let (width, height) = self.opening.size;
        self.resize(width, height);
        self.wait_for("app", "data-ready", "true");
    }

    fn launch(&mut self) {
        match self.opening.face {
            Face::Desktop => self.start_window(),
            Face::Chromium | Face::Firefox => self.start_browser(),
        }
    }

    fn start_browser(&mut self) {
        let (store, opening) = (self.store, &self.opening);
        let server = Server::start(&built().join("trainyard"), |command| {
            environment(command, store);
            command.env("LANG", opening.language).env("LC_ALL", opening.language);
            command.envs(opening.panic.map(|point| ("TRAINYARD_TEST_PANIC", point)));
        });
        let language = opening.language.split('.').next().unwrap_or_default().replace('_', "-");
        let log = store.folder().join("complaints");
        // What it leaves there when it is killed is nothing that Trainyard left.
        let temporary = store.folder().join("browser");
        fs::create_dir_all(&temporary).unwrap();
        let environment = |command: &mut Command| {
            environment(command, store);
            command.env("TMPDIR", &temporary);
        };
        let downloads = downloads(store);
        let driver = match opening.face {
            Face::Firefox => Driver::firefox(&language, &downloads, &log, environment),
            _ => Driver::chromium(&language, opening.size, &downloads, &log, environment),
        };
        driver.post("/url", &json!({"url": server.link})).unwrap_or_else(|why| panic!("{why}"));
        (self.driver, self.server) = (Some(driver), Some(server));
    }

    fn start_window(&mut self) {
        let (store, opening, display) = (self.store, &self.opening, self.display().name());
        let program = built().join("trainyard-desktop");
        self.driver = Some(Driver::window(&program, &store.folder().join("complaints"), |command| {
            environment(command, store);
            command.env("DISPLAY", display).env("LANG", opening.language).env("LC_ALL", opening.language);
            command.env("TAURI_WEBVIEW_AUTOMATION", "true").env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1");
            command.envs(opening.panic.map(|point| ("TRAINYARD_TEST_PANIC", point)));
            if let Some(bus) = &opening.bus {
                command.env("DBUS_SESSION_BUS_ADDRESS", bus);
            }
            if !opening.native_dialogs {
                command.env("TRAINYARD_TEST_DIALOGS", store.folder().join("dialogs"));
            }
        }));
    }

    /// The window's size from now on.
    pub fn resize(&self, width: u32, height: u32) {
        let inner = || self.run("return [innerWidth, innerHeight]", json!([]));
        // A browser has a frame of its own around the page.
        let frame = if self.opening.face.is_browser() {
            self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]", json!([]))
        } else {
            json!([0, 0])
        };
        let whole = |inner: u32, at: usize| u64::from(inner) + frame[at].as_u64().unwrap_or_default();
        let (whole_width, whole_height) = (whole(width, 0), whole(height, 1));
        let rect = json!({"x": 0, "y": 0, "width": whole_width, "height": whole_height});
        self.driver().post("/window/rect", &rect).unwrap();
        self.until("the window's size", || (inner() == json!([width, height])).then_some(()));
    }

    fn driver(&self) -> &Driver {
        self.driver.as_ref().unwrap()
    }

    /// Where the pages are shown.
    pub fn face(&self) -> Face {
        self.opening.face
    }

    /// The display that it is on.
    pub fn display(&self) -> &Display {
        self.display.as_ref().unwrap()
    }

    /// Ends the window's program in an instant, as a power cut would, and waits until it is gone: on a
    /// busy machine it is still seen for a while. In a browser: the server and the page.
    #[track_caller]
    pub fn kill(&mut self) {
        if self.opening.face.is_browser() {
            (self.driver, self.server) = (None, None);
            return;
        }
        let programs = self.programs();
        assert!(!programs.is_empty(), "the window ended by itself. Its program said:\n{}", self.complaints());
        programs.into_iter().for_each(kill);
        self.wait_closed();
    }

    /// Closes it as a person does, by its frame, which only a window manager gives it
    /// ([`Opening::native_dialogs`]), and waits until it shows `told` instead.
    pub fn ask_to_close(&self, told: &str) {
        self.display().close("Trainyard", || self.is_there(told));
    }

    /// Closes it in the same way, and waits until its program has ended.
    pub fn close(&mut self) {
        self.display().close("Trainyard", || !self.lives());
        self.driver = None;
    }

    /// Waits until its program has ended.
    #[track_caller]
    pub fn wait_closed(&mut self) {
        assert!(until(|| (!self.lives()).then_some(())).is_some(), "the window stays open");
        self.driver = None;
    }

    /// Whether its program is there.
    pub fn lives(&self) -> bool {
        !self.programs().is_empty()
    }

    /// Its program; for a moment two, when it is just starting another one.
    fn programs(&self) -> Vec<u32> {
        let all = leftovers(self.store.folder()).into_iter();
        all.filter(|(_, arguments)| arguments.contains("trainyard-desktop")).map(|(pid, _)| pid).collect()
    }

    /// What its program, WebKit's too, has complained of.
    pub fn complaints(&self) -> String {
        fs::read_to_string(self.store.folder().join("complaints")).unwrap_or_default()
    }

    /// Opens it again after [`Window::kill`] or [`Window::wait_closed`].
    pub fn reopen(&mut self) {
        self.start();
    }

    /// The same with the size that the program itself has kept.
    pub fn reopen_as_left(&mut self) {
        self.launch();
        self.wait_for("app", "data-ready", "true");
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.driver().post("/refresh", &json!({})).unwrap_or_else(|why| panic!("{why}"));
        self.wait_for("app", "data-ready", "true");
    }

    /// Waits until `look` has an answer.
    #[track_caller]
    fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        until(&mut look).unwrap_or_else(|| panic!("waited in vain for {what}. {}", self.evidence()))
    }

    /// What a person would see now, for whoever reads why a test failed.
    fn evidence(&self) -> String {
        let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let file = self.screenshot(&format!("failed-{name}"));
        let text = self.driver().execute("return document.body.innerText", json!([]));
        let text = text.unwrap_or_default();
        let (file, text) = (file.display(), text.as_str().unwrap_or("nothing"));
        format!("It looks like {file}, and says:\n{text}\nIts program says:\n{}", self.complaints())
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        (self.driver, self.server) = (None, None);
        if std::thread::panicking() {
            // Also the trainings: nobody waits for their end any more.
            leftovers(self.store.folder()).iter().for_each(|(pid, _)| kill(*pid));
        }
    }
}

/// An environment that leads nowhere out of the test's folder, and to no other desktop.
fn environment(command: &mut Command, store: &Store) {
    let own = store.command([""; 0]);
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.current_dir(store.folder()).env_remove("WAYLAND_DISPLAY").env_remove("XDG_DATA_DIRS");
    command.env("XDG_RUNTIME_DIR", store.folder().join("runtime"));
    command.env("GDK_BACKEND", "x11").env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1");
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
}

fn kill(pid: u32) {
    // One that has ended needs it no more.
    let _ = Pid::from_raw(pid.cast_signed()).map(|pid| kill_process(pid, Signal::KILL));
}
