//! What a person does: clicks, drags, keys, and answers to dialogs.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::reading::by_handle;
use super::{Face, Window};
use crate::browser::{Plans, take_download};

impl Window<'_> {
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

    /// Presses Tab until the focus is on an element that matches `css`.
    #[track_caller]
    pub fn tab_to(&self, css: &str) {
        let script = "return document.activeElement?.matches(arguments[0])";
        self.until(&format!("a way to {css} by Tab"), || {
            self.press("Tab");
            (self.run(script, json!([css])) == json!(true)).then_some(())
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
