//! What a page shows.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Window;
use crate::picture;

impl Window<'_> {
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

    /// Whether an element is there now.
    pub fn is_there(&self, handle: &str) -> bool {
        self.driver().find(&by_handle(handle)).is_ok()
    }

    /// The text of an element, or what is in a field, now.
    pub(super) fn read(&self, handle: &str) -> Option<String> {
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
        serde_json::from_value(self.run(include_str!("../layout.js"), json!([]))).unwrap()
    }
}

pub(super) fn by_handle(handle: &str) -> String {
    format!("[data-testid={}]", json!(handle))
}
