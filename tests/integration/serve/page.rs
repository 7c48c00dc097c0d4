//! A server and the pages that are open in browsers, as tests need them: every byte of a request can be
//! chosen, a wrong one too.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{fmt, fs};

use serde_json::{Value, json};
use testkit::Signal;
use tungstenite::{Message, WebSocket};

/// Longer than anything that still goes on takes to answer.
const LONGEST: Duration = Duration::from_secs(120);

/// A `trainyard serve --json`.
pub(super) struct Served {
    pub(super) process: Child,
    /// What it prints after its first line.
    pub(super) said: BufReader<ChildStdout>,
    pub(super) port: u16,
    pub(super) token: String,
    /// The path and query of the link.
    pub(super) link: String,
}

impl Served {
    /// Runs `command`, which becomes the server.
    #[track_caller]
    pub(super) fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let begun: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let (url, token) = (begun["url"].as_str().unwrap(), begun["token"].as_str().unwrap().into());
        let (port, link) = url.strip_prefix("http://127.0.0.1:").unwrap().split_once('/').unwrap();
        let (port, link) = (port.parse().unwrap(), format!("/{link}"));
        Self { process, said, port, token, link }
    }

    /// A page, once the server has answered it.
    pub(super) fn page(&self, session: &str) -> Page {
        let page = self.silent_page(session);
        page.call("initial_state", json!({}));
        page
    }

    /// A page that has asked for nothing yet.
    pub(super) fn silent_page(&self, session: &str) -> Page {
        Page { port: self.port, token: self.token.clone(), session: session.into(), language: "en".into() }
    }

    /// Sends these bytes and answers what comes back until the connection ends.
    pub(super) fn send(&self, request: &[u8]) -> Answer {
        send(self.port, request)
    }

    /// A number of `/proc/PID/status`, in kB.
    pub(super) fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().unwrap()
    }

    /// How many files it has open.
    pub(super) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap().count()
    }

    /// Ends it as a person or systemd does, and answers what it had printed.
    #[track_caller]
    pub(super) fn end(mut self, signal: Signal) -> String {
        testkit::send(self.process.id(), signal);
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A page in a browser.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) port: u16,
    pub(super) token: String,
    session: String,
    /// What its browser asks for.
    pub(super) language: String,
}

impl Page {
    /// The head of a request, without the empty line at its end.
    pub(super) fn head(&self, method: &str, path: &str) -> String {
        let Self { port, token, session, language } = self;
        format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Authorization: Bearer {token}\r\nX-Trainyard-Session: {session}\r\n\
             Accept-Language: {language}\r\nConnection: close\r\n"
        )
    }

    pub(super) fn request(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let head = self.head(method, path);
        send(self.port, &[format!("{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat())
    }

    /// Sends the beginning of a request, and answers the connection.
    pub(super) fn begin(&self, request: &str) -> TcpStream {
        let mut stream = connect(self.port);
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn asked(&self, command: &str, arguments: &Value) -> Answer {
        self.request("POST", &format!("/api/call/{command}"), arguments.to_string().as_bytes())
    }

    /// Has a command done.
    #[track_caller]
    pub(super) fn call(&self, command: &str, arguments: Value) -> Value {
        let answer = self.asked(command, &arguments);
        assert_eq!(answer.status, 200, "{command}: {answer:?}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Asks for what is refused, and answers why.
    #[track_caller]
    pub(super) fn refused(&self, command: &str, arguments: Value) -> Value {
        let answer = self.asked(command, &arguments);
        assert_eq!(answer.status, 422, "{command}: {answer:?}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Asks for what may be refused: whether it was not, and what was said.
    #[track_caller]
    pub(super) fn answer(&self, command: &str, arguments: &Value) -> (bool, Value) {
        let answer = self.asked(command, arguments);
        assert!([200, 422].contains(&answer.status), "{command}: {answer:?}");
        (answer.status == 200, serde_json::from_slice(&answer.body).unwrap())
    }

    /// Uploads a file, and answers where it is.
    #[track_caller]
    pub(super) fn upload(&self, upload: u32, path: &str, bytes: &[u8]) -> String {
        let answer = self.request("PUT", &format!("/api/upload/{upload}/{path}"), bytes);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_slice::<Value>(&answer.body).unwrap()["path"].as_str().unwrap().into()
    }

    /// Creates a training of `trainer` 1.0 on `rows`, with a parameter, and answers its id.
    #[track_caller]
    pub(super) fn create_run(&self, name: &str, value: &str) -> String {
        let from = json!({"from": {"from": "version", "package": "trainer", "version": "1.0"}});
        let mut form = self.call("form", from);
        form["dataset"] = json!("rows");
        form["parameters"] = json!([{"name": name, "value": value}]);
        self.call("create_run", json!({ "form": form }))["id"].as_str().unwrap().into()
    }

    /// Connects for events. Answers whether the server knew the session.
    #[track_caller]
    pub(super) fn listen(&self) -> (Events, bool) {
        let mut events = self.socket();
        events.say(&json!({"token": self.token, "session": self.session}).to_string());
        let welcome = events.next().unwrap();
        assert_eq!(welcome["event"], "welcome");
        (events, welcome["known"].as_bool().unwrap())
    }

    /// A WebSocket that has said nothing yet.
    pub(super) fn socket(&self) -> Events {
        let address = format!("ws://127.0.0.1:{}/api/events", self.port);
        Events(tungstenite::client(address, connect(self.port)).unwrap().0)
    }
}

/// What a page learns without asking.
pub(super) struct Events(WebSocket<TcpStream>);

impl Events {
    pub(super) fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).unwrap();
    }

    /// The next event, or what the server closed the connection with.
    pub(super) fn next(&mut self) -> Result<Value, u16> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => return Ok(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(frame)) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Waits for an event in which these fields are so.
    #[track_caller]
    pub(super) fn until(&mut self, wanted: Value) -> Value {
        loop {
            let event = self.next().unwrap();
            if wanted.as_object().unwrap().iter().all(|(name, value)| event[name] == *value) {
                return event;
            }
        }
    }
}

/// What came back; nothing of it if the connection ended without an answer.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HashMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let begin: String = self.text().chars().take(500).collect();
        write!(to, "{} {:?} {begin:?}", self.status, self.headers)
    }
}

impl Answer {
    /// Reads all that comes.
    pub(super) fn read(mut stream: TcpStream) -> Self {
        let mut all = Vec::new();
        // A server that refuses may end the connection before it has read everything.
        let _ = stream.read_to_end(&mut all);
        let Some(end) = all.windows(4).position(|part| part == b"\r\n\r\n") else { return Self::default() };
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let (status, headers) = head.split_once("\r\n").unwrap();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.into(), value.into()));
        Self {
            status: status.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers.split("\r\n").filter_map(header).collect(),
            body: all.split_off(end + 4),
        }
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub(super) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    stream
}

fn send(port: u16, request: &[u8]) -> Answer {
    let mut stream = connect(port);
    // The same.
    let _ = stream.write_all(request);
    Answer::read(stream)
}
