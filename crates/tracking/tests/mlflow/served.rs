//! A served endpoint, and a client that sends anything.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tracking::Measured;
use tracking::mlflow::{Config, Endpoint, Input, Model, Note, Run, Sink, Stop, serve};

pub const TOKEN: &str = "the-token_of-a-run";

/// Writes down what it gets.
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    pub fn of(&self, kind: &str) -> Vec<String> {
        let all = self.0.lock().unwrap();
        all.iter().filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' ')).map(String::from).collect()
    }
}

impl Sink for Notes {
    fn points(&mut self, points: &[Measured<'_>]) {
        for found in points {
            let (step, value) = (found.point.step, found.point.value);
            assert!(found.point.time > 1.7e9 && found.point.time < 1e10, "seconds: {}", found.point.time);
            self.add(format!("point {:?} {} {step} {value}", found.part, found.name));
        }
    }
    fn run(&mut self, run: &Run<'_>) {
        let ended = run.end.is_some();
        self.add(format!("run {:?} {} {} {} {ended}", run.part, run.name, run.experiment, run.status));
    }
    fn param(&mut self, part: &str, name: &str, value: &str) {
        self.add(format!("param {part:?} {name} {value}"));
    }
    fn tag(&mut self, part: &str, name: &str, value: Option<&str>) {
        self.add(format!("tag {part:?} {name} {value:?}"));
    }
    fn input(&mut self, part: &str, input: &Input<'_>) {
        self.add(format!("input {part:?} {} {}", input.name, input.context));
    }
    fn model(&mut self, part: &str, model: &Model<'_>) {
        self.add(format!("model {part:?} {} {} {}", model.name, model.folder, model.is_ready));
    }
    fn note(&mut self, note: &Note<'_>) {
        self.add(format!("note {note:?}"));
    }
}

/// A served endpoint, which is stopped when dropped.
pub struct Served {
    place: TempDir,
    address: SocketAddr,
    pub notes: Notes,
    pub stop: Stop,
    pub thread: Option<JoinHandle<()>>,
}

impl Served {
    pub fn new() -> Self {
        Self::with_reserve(0)
    }

    pub fn with_reserve(reserve: u64) -> Self {
        let place = tempfile::tempdir().unwrap();
        let Endpoint { address, listener } = Endpoint::bind().unwrap();
        let config =
            Config { token: TOKEN.into(), artifacts: File::open(place.path()).unwrap().into(), reserve };
        let (notes, stop) = (Notes::default(), Stop::default());
        let (sink, stopped) = (Box::new(notes.clone()), stop.clone());
        let thread = std::thread::spawn(move || serve(listener, config, sink, &stopped).unwrap());
        Self { place, address, notes, stop, thread: Some(thread) }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// The status and the body of the answer to a request over a connection of its own.
    pub fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        ask(&mut self.connect(), method, path, body)
    }

    /// The same for a call that has to succeed.
    pub fn call(&self, method: &str, path: &str, arguments: &Value) -> Value {
        let (status, body) = self.ask(method, path, arguments.to_string().as_bytes());
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    pub fn start_run(&self) -> String {
        let made = self.call("POST", "/api/2.0/mlflow/runs/create", &json!({"experiment_id": "0"}));
        made["run"]["info"]["run_id"].as_str().unwrap().into()
    }

    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.place.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    found
                        .push(entry.path().strip_prefix(self.place.path()).unwrap().to_str().unwrap().into());
                }
            }
        }
        found.sort();
        found
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.stop();
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking(), "the endpoint panicked");
    }
}

/// The status and the body of the answer to a request.
pub fn ask(stream: &mut TcpStream, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:1\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    answer(stream)
}

/// Reads an answer; all that is answered here has a length or ends with the connection.
pub fn answer(stream: &mut TcpStream) -> (u16, Vec<u8>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (status, body)
}
