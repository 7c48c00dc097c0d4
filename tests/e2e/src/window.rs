//! The window, as a person sees and uses it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use testkit::{Store, leftovers};

use crate::browser::{Plans, Server, downloads, take_download};
use crate::driver::Driver;
use crate::patience::until;
use crate::{Display, built, picture};

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

    // ---- Waiting

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

    /// Waits for an element whose attribute has this value.
    #[track_caller]
    pub fn wait_for(&self, handle: &str, attribute: &str, value: &str) {
        let css = format!("{}[{attribute}={}]", by_handle(handle), json!(value));
        self.until(&css, || self.driver().find(&css).ok());
    }

    /// Waits until an element's text, or a field's, contains this; answers all of it.
    #[track_caller]
    pub fn wait_text(&self, handle: &str, part: &str) -> String {
        let read = || self.read(handle).filter(|text| text.contains(part));
        self.until(&format!("{part:?} in {handle}"), read)
    }

    /// Waits until an element says nothing but what is in `whole` too.
    #[track_caller]
    pub fn wait_text_of(&self, handle: &str, whole: &str) {
        let is_part = |text: &String| !text.trim().is_empty() && whole.contains(text.trim());
        self.until(&format!("{handle} to say {whole:?}"), || self.read(handle).filter(is_part));
    }

    /// Waits until an element is there.
    #[track_caller]
    pub fn wait(&self, handle: &str) {
        self.until(handle, || self.is_there(handle).then_some(()));
    }

    /// Waits until an element is not there.
    #[track_caller]
    pub fn wait_gone(&self, handle: &str) {
        self.until(&format!("the end of {handle}"), || (!self.is_there(handle)).then_some(()));
    }

    // ---- Looking

    /// Whether an element is there now.
    pub fn is_there(&self, handle: &str) -> bool {
        self.driver().find(&by_handle(handle)).is_ok()
    }

    /// The text of an element, or what is in a field, now.
    fn read(&self, handle: &str) -> Option<String> {
        let script = "const found = document.querySelector(arguments[0]);
            return found && ('value' in found && found.value !== undefined && found.tagName !== 'LI'
                && found.tagName !== 'BUTTON' ? String(found.value) : found.innerText)";
        self.driver().execute(script, json!([by_handle(handle)])).ok()?.as_str().map(String::from)
    }

    /// The text of an element, or what is in a field, once it is there.
    #[track_caller]
    pub fn text(&self, handle: &str) -> String {
        self.wait_text(handle, "")
    }

    /// An attribute of an element once it is there.
    #[track_caller]
    pub fn attribute(&self, handle: &str, name: &str) -> Option<String> {
        self.wait(handle);
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1])";
        self.run(script, json!([by_handle(handle), name])).as_str().map(String::from)
    }

    /// The handles of all elements that begin so, in the page's order.
    pub fn handles(&self, beginning: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(`[data-testid^=\"${arguments[0]}\"]`)]
            .map(element => element.dataset.testid)";
        serde_json::from_value(self.run(script, json!([beginning]))).unwrap()
    }

    /// The first handle that begins so, once there is one.
    #[track_caller]
    pub fn wait_handle(&self, beginning: &str) -> String {
        self.until(beginning, || self.handles(beginning).into_iter().next())
    }

    /// Whether an element is there and cannot be used.
    #[track_caller]
    pub fn is_disabled(&self, handle: &str) -> bool {
        self.wait(handle);
        let script = "return document.querySelector(arguments[0]).matches(':disabled, [aria-disabled=true]')";
        self.run(script, json!([by_handle(handle)])) == json!(true)
    }

    /// Waits until nothing on the page is being loaded, moves or fades.
    #[track_caller]
    pub fn settle(&self) {
        let script = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(
                !document.querySelector('[aria-busy=true]')
                && [...document.images].every(image => image.complete)
                && document.getAnimations().every(each => each.playState !== 'running'
                    || each.effect.getComputedTiming().iterations === Infinity))))";
        self.until("a page at rest", || (self.run_async(script, json!([])) == json!(true)).then_some(()));
    }

    /// Asks the program for something as the page does, past what the page would ask: its answer, or
    /// its refusal.
    #[track_caller]
    pub fn ask(&self, command: &str, arguments: &Value) -> Value {
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke('call', arguments[0]).then(done, done)";
        self.run_async(script, json!([{"name": command, "arguments": arguments}]))
    }

    /// Runs the body of a function in the page: its value.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: Value) -> Value {
        self.driver().execute(script, arguments).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same; it calls its last argument with the value.
    #[track_caller]
    pub fn run_async(&self, script: &str, arguments: Value) -> Value {
        self.driver().execute_async(script, arguments).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The role and the name that a screen reader is given for each element that matches and is seen.
    #[track_caller]
    pub fn spoken(&self, css: &str) -> Vec<(String, String)> {
        let driver = self.driver();
        let found = driver.find_all(css).unwrap_or_else(|why| panic!("{why}"));
        // One that has gone meanwhile has no name.
        found.iter().filter_map(|element| driver.spoken(element).ok()).collect()
    }

    /// A picture of the page, as a file of this name.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let file = picture(name);
        if let Ok(Value::String(bytes)) = self.driver().get("/screenshot") {
            fs::write(&file, BASE64_STANDARD.decode(bytes).unwrap()).unwrap();
        }
        file
    }

    /// What is wrong with the texts of the page: cut off, overlapping, outside of their boxes; a line each.
    #[track_caller]
    pub fn layout_findings(&self) -> Vec<String> {
        serde_json::from_value(self.run(include_str!("layout.js"), json!([]))).unwrap()
    }

    // ---- Doing

    /// Clicks.
    #[track_caller]
    pub fn click(&self, handle: &str) {
        self.until(handle, || self.try_click(&by_handle(handle)));
        if self.opening.face.is_browser() {
            self.answer_page(handle);
        }
    }

    /// Does in the page what dialogs would do ([`Window::will_open`], [`Window::will_save`]), if this click
    /// asked for it.
    fn answer_page(&self, handle: &str) {
        let Plans { open, save } = &self.plans;
        if !open.borrow().is_empty() && (handle.ends_with("-add") || handle.ends_with("-import")) {
            let path = open.borrow_mut().remove(0);
            if self.opening.face == Face::Firefox && path.is_dir() {
                // Its driver sends no folders. Here, both machines are one.
                self.fill("choose-path", path.to_str().unwrap());
                self.click("choose-take");
            } else {
                let field =
                    self.until("choose-input", || self.driver().find(&by_handle("choose-input")).ok());
                self.driver().send_file(&field, &path).unwrap_or_else(|why| panic!("{why}"));
            }
            self.wait_gone("choose-dialog");
        }
        if !save.borrow().is_empty()
            && ["download", "save", "export"].iter().any(|word| handle.contains(word))
        {
            take_download(self.store, &save.borrow_mut().remove(0));
        }
    }

    /// Clicks on what is there, may be used, lies still, and is not covered: a person would wait too.
    fn try_click(&self, css: &str) -> Option<()> {
        let driver = self.driver();
        let found =
            driver.find(&format!("{css}:not(:disabled, [aria-disabled=true], [data-disabled])")).ok()?;
        let can_be_hit = "const [css, done] = arguments;
            const element = document.querySelector(css);
            element.scrollIntoView({ block: 'nearest' });
            const place = () => element.getBoundingClientRect();
            const before = place();
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const now = place();
                const hit = document.elementFromPoint(now.x + now.width / 2, now.y + now.height / 2);
                done(now.x === before.x && now.y === before.y && element.contains(hit));
            }))";
        let hit = driver.execute_async(can_be_hit, json!([css])).ok()?;
        (hit == json!(true) && driver.click(&found).is_ok()).then_some(())
    }

    /// Clicks while a key is held: `Control`, `Shift`.
    #[track_caller]
    pub fn click_with(&self, held: &str, handle: &str) {
        let point = self.point(handle, 0.5);
        self.driver().click_with(key(held), point).unwrap_or_else(|why| panic!("{why}"));
    }

    /// Clicks with the right button. WebKit's driver lets the left one go instead, which is a click.
    #[track_caller]
    pub fn right_click(&self, handle: &str) {
        let (x, y) = self.point(handle, 0.5);
        match &self.display {
            Some(display) => {
                let [x, y] = [x, y].map(|place| place.round().to_string());
                display.xdotool(&["mousemove", &x, &y, "click", "3"]).unwrap();
            }
            None => self.driver().right_click((x, y)).unwrap_or_else(|why| panic!("{why}")),
        }
    }

    /// Drags an element to another one and drops it in its upper (`0.2`) or lower (`0.8`) part.
    #[track_caller]
    pub fn drag(&self, from: &str, to: &str, part: f64) {
        let (from, to) = (self.point(from, 0.5), self.point(to, part));
        self.driver().drag(from, to).unwrap_or_else(|why| panic!("{why}"));
    }

    /// Drags an element of the window to a place on its display.
    #[track_caller]
    pub fn drag_out(&self, from: &str, to: (i32, i32)) {
        let (x, y) = self.point(from, 0.5);
        self.display().drag([x, y].map(|part| part.round() as i32).into(), to);
    }

    /// Where an element is: the middle of its width, and this part of its height.
    #[track_caller]
    fn point(&self, handle: &str, part: f64) -> (f64, f64) {
        let place =
            "const { x, y, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
            return [x + width / 2, y + height * arguments[1]]";
        self.wait(handle);
        let point = self.run(place, json!([by_handle(handle), part]));
        (point[0].as_f64().unwrap(), point[1].as_f64().unwrap())
    }

    /// Ticks a box.
    #[track_caller]
    pub fn tick(&self, handle: &str) {
        let css = by_handle(handle);
        self.until(&format!("a tick at {handle}"), || {
            let is_ticked = self.driver().find(&format!("{css}:checked")).is_ok();
            if !is_ticked {
                self.try_click(&css);
            }
            is_ticked.then_some(())
        });
    }

    /// Puts a text in place of what is in a field. A list that is just closing takes the focus back
    /// once, from whoever is faster than a person.
    #[track_caller]
    pub fn fill(&self, handle: &str, text: &str) {
        self.until(&format!("{text:?} in {handle}"), || {
            self.click(handle);
            self.press("Control+a");
            self.press("Backspace");
            self.type_text(text);
            (self.read(handle)? == text).then_some(())
        });
    }

    /// Chooses an option by its `data-value`.
    #[track_caller]
    pub fn choose(&self, handle: &str, value: &str) {
        let (list, driver) = (by_handle(handle), self.driver());
        let closed = format!("{list}[aria-expanded=false]");
        let chosen = format!("{closed}[data-value={}]", json!(value));
        let option = format!("[role=option][data-value={}]", json!(value));
        self.until(&option, || {
            if driver.find(&chosen).is_ok() {
                return Some(());
            }
            // A list that is just closing swallows a click.
            let is_closed = driver.find(&closed).is_ok();
            self.try_click(if is_closed { &closed } else { &option });
            None
        });
    }

    /// Presses keys together, named as on the keyboard: `Control+k`, `Enter`, `?`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let down = keys.split('+').map(|name| ("keyDown", key(name)));
        let up = keys.rsplit('+').map(|name| ("keyUp", key(name)));
        let pressed = (self.opening.face.is_browser() && keys == "Enter")
            .then(|| self.run("return document.activeElement.dataset.testid", json!([])));
        self.driver().keys(down.chain(up)).unwrap_or_else(|why| panic!("{why}"));
        if let Some(handle) = pressed.as_ref().and_then(Value::as_str) {
            self.answer_page(handle);
        }
    }

    /// Types where the focus is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        let letters = text.chars().flat_map(|letter| [("keyDown", letter), ("keyUp", letter)]);
        self.driver().keys(letters).unwrap_or_else(|why| panic!("{why}"));
    }

    /// Whether the focus is on an element, or in it.
    fn has_focus(&self, handle: &str) -> bool {
        let script = "return document.activeElement.closest(arguments[0]) !== null";
        self.run(script, json!([by_handle(handle)])) == json!(true)
    }

    /// Waits until the focus is on an element, or in it.
    #[track_caller]
    pub fn wait_focus(&self, handle: &str) {
        self.until(&format!("the focus on {handle}"), || self.has_focus(handle).then_some(()));
    }

    /// Goes to an element by the Tab key alone.
    #[track_caller]
    pub fn go_to(&self, handle: &str) {
        self.until(&format!("a way to {handle} by Tab"), || {
            self.press("Tab");
            // Past the last element comes Firefox itself, and what has its focus, its driver does not reach.
            self.run("document.hasFocus() || window.focus()", json!([]));
            self.has_focus(handle).then_some(())
        });
    }

    /// [`Window::choose`] by keys alone.
    #[track_caller]
    pub fn choose_by_keys(&self, handle: &str, value: &str) {
        self.go_to(handle);
        if self.attribute(handle, "data-value").as_deref() == Some(value) {
            return;
        }
        self.press("Enter");
        let chosen = format!("[role=option][data-highlighted][data-value={}]", json!(value));
        self.until(&format!("a way to {value} by arrows"), || {
            let there = self.driver().find(&chosen).is_ok();
            self.press(if there { "Enter" } else { "Down" });
            there.then_some(())
        });
        self.wait_for(handle, "data-value", value);
    }

    /// The next dialogs that open something answer this path.
    pub fn will_open(&self, path: &Path) {
        if self.opening.face.is_browser() {
            self.plans.open.borrow_mut().push(path.into());
        } else {
            self.answer("open", path);
        }
    }

    /// The next dialog that saves something answers this path.
    pub fn will_save(&self, path: &Path) {
        if self.opening.face.is_browser() {
            self.plans.save.borrow_mut().push(path.into());
        } else {
            self.answer("save", path);
        }
    }

    fn answer(&self, dialog: &str, path: &Path) {
        let file = self.store.folder().join("dialogs").join(dialog);
        let mut file = OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{}", path.display()).unwrap();
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

fn by_handle(handle: &str) -> String {
    format!("[data-testid={}]", json!(handle))
}

/// A key's sign in the WebDriver standard.
fn key(name: &str) -> char {
    match name {
        "Control" => '\u{E009}',
        "Shift" => '\u{E008}',
        "Alt" => '\u{E00A}',
        "Enter" => '\u{E007}',
        "Escape" => '\u{E00C}',
        "Tab" => '\u{E004}',
        "Space" => ' ',
        "Backspace" => '\u{E003}',
        "Delete" => '\u{E017}',
        "Left" => '\u{E012}',
        "Up" => '\u{E013}',
        "Right" => '\u{E014}',
        "Down" => '\u{E015}',
        "Home" => '\u{E011}',
        "End" => '\u{E010}',
        "PageDown" => '\u{E00F}',
        "F2" => '\u{E032}',
        "F10" => '\u{E03A}',
        other => other.chars().next().unwrap_or('+'),
    }
}
