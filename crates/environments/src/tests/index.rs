//! Makes packages, and serves an index with them.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Serves a package index of `<root>/<index>/<project>/<files>` until the test's process ends, and
/// returns its URL. The index has the upload time of a file if there is a `<file>.time` beside it, and
/// its MD5 hash if there is a `<file>.md5`.
pub fn serve(root: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let root = root.clone();
            std::thread::spawn(move || answer(stream, &root));
        }
    });
    address
}

fn answer(mut stream: TcpStream, root: &Path) {
    let mut request = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    while request.read_line(&mut line).is_ok_and(|n| n > 2) {
        if line.starts_with("GET ") || line.starts_with("HEAD ") {
            break;
        }
        line.clear();
    }
    let mut header = String::new();
    while request.read_line(&mut header).is_ok_and(|n| n > 2) {
        header.clear();
    }
    let wanted = line.split(' ').nth(1).unwrap_or("/").trim_matches('/');
    let path = root.join(wanted);
    let (status, kind, body) = if path.is_dir() {
        ("200 OK", "application/vnd.pypi.simple.v1+json", page(&path))
    } else {
        match fs::read(&path) {
            Ok(bytes) => ("200 OK", "application/octet-stream", bytes),
            Err(_) => ("404 Not Found", "text/plain", Vec::new()),
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    if line.starts_with("GET ") {
        let _ = stream.write_all(&body);
    }
}

/// A project's page, in JSON (PEP 691, PEP 700).
fn page(folder: &Path) -> Vec<u8> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let names = names
        .iter()
        .map(|name| name.to_str().unwrap())
        .filter(|name| [".whl", ".tar.gz"].iter().any(|end| name.ends_with(end)));
    let files: Vec<_> = names
        .map(|name| {
            let mut file = serde_json::json!({"filename": name, "url": name, "hashes": {}, "size": 1});
            if let Ok(time) = fs::read_to_string(folder.join(format!("{name}.time"))) {
                file["upload-time"] = time.into();
            }
            if let Ok(hash) = fs::read_to_string(folder.join(format!("{name}.md5"))) {
                file["hashes"]["md5"] = hash.into();
            }
            file
        })
        .collect();
    let project = folder.file_name().unwrap().to_str().unwrap();
    let page =
        serde_json::json!({"meta": {"api-version": "1.1"}, "name": project, "versions": [], "files": files});
    page.to_string().into_bytes()
}

impl Fixture {
    /// Writes an empty wheel with the requirements `needs` into `folder`.
    pub fn wheel(&self, folder: &str, name: &str, version: &str, needs: &[&str]) -> PathBuf {
        let code = r#"
import sys, zipfile
file, name, version, *needs = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(file, "w") as wheel:
    wheel.writestr(f"{name}.py", f"version = '{version}'\n")
    needs = "".join(f"Requires-Dist: {n}\n" for n in needs)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", "")
"#;
        let folder = self.root.join(folder);
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}-{version}-py3-none-any.whl"));
        let made = Command::new(base_python())
            .args(["-I", "-c", code])
            .arg(&file)
            .args([name, version])
            .args(needs)
            .status();
        assert!(made.unwrap().success());
        file
    }

    /// Writes the archive of a project that builds without other packages into `folder`. If any of its code
    /// runs, it creates `built` there.
    pub fn archive(&self, folder: &str) -> PathBuf {
        let unpacked = "archive/mine-1";
        project(self, unpacked);
        let folder = self.root.join(folder);
        fs::create_dir_all(&folder).unwrap();
        let backend = self.read(&format!("{unpacked}/backend.py"));
        let mark = format!("open({:?}, 'w')\n", folder.join("built"));
        self.write(&format!("{unpacked}/backend.py"), &(mark + &backend));
        self.write(&format!("{unpacked}/PKG-INFO"), "Metadata-Version: 1.0\nName: mine\nVersion: 1\n");
        let file = folder.join("mine-1.tar.gz");
        let mut made = Command::new("tar");
        made.arg("czf").arg(&file).arg("mine-1").current_dir(self.root.join("archive"));
        assert!(made.status().unwrap().success());
        file
    }

    /// Writes a wheel that an index has had since `time`.
    pub fn wheel_since(&self, folder: &str, name: &str, version: &str, time: &str) {
        let file = self.wheel(folder, name, version, &[]);
        fs::write(format!("{}.time", file.display()), time).unwrap();
    }

    pub fn list(&self, text: &str) {
        self.write("package/requirements.txt", text);
    }

    /// Prepares the environment and returns what is installed, without the seeds.
    pub fn packages(&self) -> Vec<String> {
        let mut found = installed(&self.prepare().unwrap());
        found.retain(|name| !["pip=", "setuptools=", "wheel="].iter().any(|seed| name.starts_with(seed)));
        found
    }

    pub fn code(&self) -> String {
        self.prepare().unwrap_err().message.code().to_string()
    }
}

pub fn sha256(file: &Path) -> String {
    hash("sha256", file)
}

pub fn hash(kind: &str, file: &Path) -> String {
    let code =
        "import hashlib, sys; print(hashlib.new(sys.argv[1], open(sys.argv[2], 'rb').read()).hexdigest())";
    let printed = Command::new(base_python()).args(["-I", "-c", code, kind]).arg(file).output().unwrap();
    String::from_utf8(printed.stdout).unwrap().trim().into()
}
