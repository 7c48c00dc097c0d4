//! A package index on this machine, for tests without a network.

use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A release: a wheel for every Python.
#[derive(Clone, Debug)]
pub struct Wheel {
    name: String,
    version: String,
    uploaded: Option<String>,
    /// Its requirements, as one line of metadata each.
    requires: String,
    files: Vec<(String, String)>,
}

impl Wheel {
    /// An empty release. The name is written like in a wheel's file name, with `_` instead of `-`.
    pub fn of(name: &str, version: &str) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            uploaded: None,
            requires: String::new(),
            files: Vec::new(),
        }
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    /// Adds a requirement, written like in a list of requirements.
    #[must_use]
    pub fn requiring(mut self, requirement: &str) -> Self {
        self.requires += &format!("Requires-Dist: {requirement}\n");
        self
    }

    /// Sets the upload time in the index: `2019-08-14T23:59:59Z`.
    #[must_use]
    pub fn uploaded(self, at: &str) -> Self {
        Self { uploaded: Some(at.into()), ..self }
    }

    fn file_name(&self) -> String {
        format!("{}-{}-py3-none-any.whl", self.name, self.version)
    }

    fn bytes(&self) -> Vec<u8> {
        let (name, version) = (&self.name, &self.version);
        let info = format!("{name}-{version}.dist-info");
        let requires = &self.requires;
        let about = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}");
        let kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n".to_string();
        let mut files = self.files.clone();
        files.extend([(format!("{info}/METADATA"), about), (format!("{info}/WHEEL"), kind)]);
        let record = format!("{info}/RECORD");
        let recorded = files.iter().map(|(path, _)| format!("{path},,\n")).collect::<String>();
        files.push((record.clone(), format!("{recorded}{record},,\n")));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, text) in files {
            zip.start_file(path, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// Serves these releases until the test program ends, and returns the index's URL.
pub fn index(wheels: Vec<Wheel>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = format!("http://{}/simple", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().flatten().for_each(|asked| answer(asked, &wheels)));
    address
}

/// Answers a request for a project's page or for a wheel.
fn answer(mut asked: TcpStream, wheels: &[Wheel]) {
    let mut lines = BufReader::new(asked.try_clone().unwrap()).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let wheel = wheels.iter().find(|wheel| path == format!("/{}", wheel.file_name()));
    let project = path.strip_prefix("/simple/").map(|name| name.trim_end_matches('/').replace('-', "_"));
    let releases = wheels.iter().filter(|wheel| project.as_ref() == Some(&wheel.name));
    let files: Vec<_> = releases
        .map(|wheel| {
            let (name, at) = (wheel.file_name(), &wheel.uploaded);
            json!({"filename": name, "url": format!("/{name}"), "hashes": {}, "upload-time": at})
        })
        .collect();
    let (status, kind, body) = match (wheel, files.is_empty()) {
        (Some(wheel), _) => ("200 OK", "application/octet-stream", wheel.bytes()),
        (None, false) => {
            let page =
                json!({"meta": {"api-version": "1.1"}, "name": project, "versions": [], "files": files});
            ("200 OK", "application/vnd.pypi.simple.v1+json", page.to_string().into_bytes())
        }
        (None, true) => ("404 Not Found", "text/plain", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    // The client may have closed the connection, which is its own business.
    let _ = asked.write_all(head.as_bytes()).and_then(|()| asked.write_all(&body));
}
