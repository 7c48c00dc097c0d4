//! A driver: WebKit's, which starts the window's program, or a browser's. It speaks to the page.
//!
//! WebDriver is a dozen requests with JSON in them. The crates for it are made for every browser
//! and bring a second copy of much that Tauri has already.

use std::fs::OpenOptions;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Request;

use crate::patience::{LONGEST, until};

/// A driver with the one program that it started. Both are gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Child,
    agent: Agent,
    /// Where the session's requests go.
    session: String,
}

/// An element of the page, as the driver calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element(String);

/// The name that the standard gives to an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the driver, or the page, answered instead; often that an element went while it was looked at.
pub(crate) type Refused = String;

impl Driver {
    /// Starts the window's `program` by WebKit's driver.
    pub(crate) fn window(program: &Path, log: &Path, environment: impl Fn(&mut Command)) -> Self {
        let options = json!({"webkitgtk:browserOptions": {"binary": program, "args": []}});
        Self::start("WebKitWebDriver", &options, log, environment)
    }

    /// Starts Chromium by its driver. What it loads to keep is saved into `downloads`.
    pub(crate) fn chromium(
        language: &str,
        size: (u32, u32),
        downloads: &Path,
        log: &Path,
        environment: impl Fn(&mut Command),
    ) -> Self {
        let (width, height) = size;
        // As root there is no sandbox; without a network nothing is to be asked of one.
        let arguments = [
            "--headless=new".to_string(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--no-first-run".into(),
            format!("--window-size={width},{height}"),
            format!("--accept-lang={language}"),
        ];
        let preferences = json!({"download.default_directory": downloads});
        let options = json!({"goog:chromeOptions": {"args": arguments, "prefs": preferences}});
        Self::start("chromedriver", &options, log, environment)
    }

    /// Starts Firefox by its driver. What it loads to keep is saved into `downloads`.
    pub(crate) fn firefox(
        language: &str,
        downloads: &Path,
        log: &Path,
        environment: impl Fn(&mut Command),
    ) -> Self {
        let preferences = json!({
            "browser.download.folderList": 2,
            "browser.download.dir": downloads,
            "intl.accept_languages": language,
        });
        let options = json!({"moz:firefoxOptions": {"args": ["-headless"], "prefs": preferences}});
        Self::start("geckodriver", &options, log, environment)
    }

    /// Starts a driver and a session. `environment` is what both get; what they complain of is written
    /// into `log`.
    fn start(name: &str, options: &Value, log: &Path, environment: impl Fn(&mut Command)) -> Self {
        // Without a display, or when the program ends at once, the driver never answers.
        let agent = Agent::config_builder().timeout_global(Some(LONGEST)).http_status_as_error(false);
        let agent = agent.build().new_agent();
        let (process, address) = started(name, |command| {
            environment(command);
            command.stderr(OpenOptions::new().create(true).append(true).open(log).unwrap());
        });
        let mut driver = Self { process, agent, session: address };
        let wanted = json!({"capabilities": {"alwaysMatch": options}});
        let session = driver.post("/session", &wanted).unwrap_or_else(|why| panic!("no window: {why}"));
        driver.session = format!("{}/session/{}", driver.session, session["sessionId"].as_str().unwrap());
        driver
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, Refused> {
        self.ask("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        self.ask("POST", path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.session));
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = self.agent.run(request.body(body).unwrap()).map_err(|error| error.to_string())?;
        let succeeded = answer.status().is_success();
        let said = answer.into_body().into_with_config().limit(u64::MAX).read_to_string();
        let said: Value = said.ok().and_then(|said| serde_json::from_str(&said).ok()).unwrap_or_default();
        if succeeded { Ok(said["value"].clone()) } else { Err(said["value"].to_string()) }
    }

    /// All elements that match, and are seen.
    pub(crate) fn find_all(&self, css: &str) -> Result<Vec<Element>, Refused> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].filter(one => one.checkVisibility())";
        let found = self.execute(script, json!([css]))?;
        let id = |one: &Value| one[ELEMENT].as_str().map(|id| Element(id.into()));
        Ok(found.as_array().into_iter().flatten().filter_map(id).collect())
    }

    pub(crate) fn find(&self, css: &str) -> Result<Element, Refused> {
        let found = self.post("/element", &json!({"using": "css selector", "value": css}))?;
        found[ELEMENT].as_str().map(|id| Element(id.into())).ok_or_else(|| found.to_string())
    }

    /// Puts a path into a page's field for files.
    pub(crate) fn send_file(&self, element: &Element, path: &Path) -> Result<(), Refused> {
        self.post(&format!("/element/{}/value", element.0), &json!({"text": path})).map(drop)
    }

    /// Clicks in the middle of an element, where a person would.
    pub(crate) fn click(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(drop)
    }

    /// The role and the name of an element, as WebKit gives them to a screen reader.
    pub(crate) fn spoken(&self, element: &Element) -> Result<(String, String), Refused> {
        let ask = |what: &str| self.get(&format!("/element/{}/computed{what}", element.0));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        Ok((text(&ask("role")?), text(&ask("label")?)))
    }

    /// Runs the body of a function in the page.
    pub(crate) fn execute(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// The same with a promise, which is waited for.
    pub(crate) fn execute_async(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("/execute/async", &json!({"script": script, "args": arguments}))
    }

    /// Presses keys and lets them go, in this order.
    pub(crate) fn keys(&self, keys: impl Iterator<Item = (&'static str, char)>) -> Result<(), Refused> {
        let actions: Vec<_> = keys.map(|(what, key)| json!({"type": what, "value": key})).collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("/actions", &json!({"actions": [keyboard]})).map(drop)
    }
}

impl Driver {
    /// Presses the mouse at one point of the page, moves it to another, step by step, and lets it go.
    pub(crate) fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Result<(), Refused> {
        let at = |part: f64| {
            let (x, y) = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            json!({"type": "pointerMove", "duration": 20, "x": x.round(), "y": y.round()})
        };
        let mut actions = vec![at(0.0), json!({"type": "pointerDown", "button": 0})];
        actions.extend((1..=5).map(|step| at(f64::from(step) / 5.0)));
        actions.push(json!({"type": "pointerUp", "button": 0}));
        let mouse = json!({"type": "pointer", "id": "mouse", "actions": actions});
        self.post("/actions", &json!({"actions": [mouse]})).map(drop)
    }
}

impl Driver {
    /// Clicks at a point of the page with the right button.
    pub(crate) fn right_click(&self, (x, y): (f64, f64)) -> Result<(), Refused> {
        let mouse = json!([
            {"type": "pointerMove", "x": x.round(), "y": y.round()},
            {"type": "pointerDown", "button": 2},
            {"type": "pointerUp", "button": 2},
        ]);
        self.post("/actions", &json!({"actions": [{"type": "pointer", "id": "mouse", "actions": mouse}]}))
            .map(drop)
    }

    /// Clicks at a point of the page while a key is held.
    pub(crate) fn click_with(&self, key: char, (x, y): (f64, f64)) -> Result<(), Refused> {
        let pause = json!({"type": "pause"});
        let (down, up) = (json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key}));
        let keys = json!([down, pause, pause, pause, up]);
        let there = json!({"type": "pointerMove", "x": x.round(), "y": y.round()});
        let (press, release) =
            (json!({"type": "pointerDown", "button": 0}), json!({"type": "pointerUp", "button": 0}));
        let mouse = json!([pause, there, press, release, pause]);
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": keys});
        let mouse = json!({"type": "pointer", "id": "mouse", "actions": mouse});
        self.post("/actions", &json!({"actions": [keyboard, mouse]})).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        kill_group(&mut self.process);
    }
}

/// A driver that listens, and its address.
fn started(name: &str, environment: impl Fn(&mut Command)) -> (Child, String) {
    let listening = until(|| {
        // It can only be told a port, and somebody else may take that one meanwhile.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut driver = Command::new(name);
        environment(&mut driver);
        driver.arg(format!("--port={port}")).process_group(0).stdout(Stdio::null());
        let mut process = driver.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
        let answers = until(|| {
            let connected = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
            (connected || process.try_wait().unwrap().is_some()).then_some(connected)
        });
        match answers {
            Some(true) => Some((process, format!("http://127.0.0.1:{port}"))),
            _ => {
                kill_group(&mut process);
                None
            }
        }
    });
    listening.unwrap_or_else(|| panic!("{name} does not listen"))
}

/// Ends a process that leads a group of its own, and all that is in the group.
pub(crate) fn kill_group(leader: &mut Child) {
    // It was not waited for yet, so that the id is still its own.
    let _ = Pid::from_raw(leader.id().cast_signed()).map(|pid| kill_process_group(pid, Signal::KILL));
    let _ = leader.wait();
}
