//! What lists may say, each kind once from the list to the installed package.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// A package index on this machine: `<root>/<index>/<project>/<files>`, which says when it got a
/// file if there is a file `<file>.time` beside it, and its hash if there is a `<file>.md5`. Ends
/// with the test's process.
fn serve(root: PathBuf) -> String {
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

impl Scene {
    /// Puts an empty wheel into `folder`; `needs` is what it requires.
    fn wheel(&self, folder: &str, name: &str, version: &str, needs: &[&str]) -> PathBuf {
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

    /// Puts the archive of a project that builds by itself into `folder`. There it makes `built` when
    /// anything of it is run.
    fn archive(&self, folder: &str) -> PathBuf {
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

    /// A wheel that an index has had since `time`.
    fn wheel_since(&self, folder: &str, name: &str, version: &str, time: &str) {
        let file = self.wheel(folder, name, version, &[]);
        fs::write(format!("{}.time", file.display()), time).unwrap();
    }

    fn list(&self, text: &str) {
        self.write("package/requirements.txt", text);
    }

    /// What is installed, without the seeds.
    fn packages(&self) -> Vec<String> {
        let mut found = installed(&self.prepare().unwrap());
        found.retain(|name| !["pip=", "setuptools=", "wheel="].iter().any(|seed| name.starts_with(seed)));
        found
    }

    fn code(&self) -> String {
        self.prepare().unwrap_err().message.code().to_string()
    }
}

fn sha256(file: &Path) -> String {
    hash("sha256", file)
}

fn hash(kind: &str, file: &Path) -> String {
    let code =
        "import hashlib, sys; print(hashlib.new(sys.argv[1], open(sys.argv[2], 'rb').read()).hexdigest())";
    let printed = Command::new(base_python()).args(["-I", "-c", code, kind]).arg(file).output().unwrap();
    String::from_utf8(printed.stdout).unwrap().trim().into()
}

/// A file that was exchanged in the index must not run.
#[test]
fn the_hashes_of_a_list_are_checked() {
    let scene = Scene::new("");
    let file = scene.wheel("index/main/tyone", "tyone", "1.0", &["tytwo"]);
    let other = scene.wheel("index/main/tytwo", "tytwo", "1.0", &[]);
    let url = serve(scene.root.join("index"));
    let (right, wrong) = (sha256(&file), "0".repeat(64));
    let list = |hash: &str, more: &str| format!("-i {url}/main/\ntyone==1.0 --hash=sha256:{hash}\n{more}\n");
    scene.list(&list(&wrong, &format!("tytwo==1.0 --hash=sha256:{}", sha256(&other))));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
    scene.list(&list(&right, ""));
    assert_eq!(scene.code(), "requirement-hash-missing");
    scene.list(&format!(
        "tyone @ {url}/main/tyone/tyone-1.0-py3-none-any.whl#sha256={wrong}\n-i {url}/main/\n"
    ));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
    scene.list(&list(
        &right,
        &format!("tytwo==1.0 \\\n  --hash=sha256:{wrong} \\\n  --hash=sha256:{}", sha256(&other)),
    ));
    // That hashes are needed counts for the list that has them, and what is there is trusted.
    scene.wheel("index/main/tythree", "tythree", "1.0", &["tyone"]);
    scene.write("package/train_requirements.txt", "tythree\n");
    assert_eq!(scene.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
}

/// Whoever exchanged an archive could run what they like by its `setup.py`: hashes are checked before it is built.
#[test]
fn an_archive_with_another_hash_is_not_run() {
    let scene = Scene::new("");
    let archive = scene.archive("index/main/mine");
    fs::copy(&archive, scene.root.join("package/mine-1.tar.gz")).unwrap();
    let url = serve(scene.root.join("index"));
    let address = format!("{url}/main/mine/mine-1.tar.gz");
    for (kind, line) in [
        ("sha256", format!("-i {url}/main/\nmine==1 --hash=sha256:")),
        ("sha256", format!("--no-index\nmine @ {address}#sha256=")),
        ("sha256", format!("--no-index\n{address}#sha256=")),
        ("md5", format!("--no-index\nmine @ {address}#md5=")),
        ("sha256", "--no-index\n./mine-1.tar.gz --hash=sha256:".into()),
        ("sha256", "--no-index\nmine @ file:./mine-1.tar.gz#sha256=".into()),
    ] {
        let right = hash(kind, &archive);
        scene.list(&format!("{line}{}\n", "0".repeat(right.len())));
        assert_eq!(scene.code(), "requirement-hash-mismatch", "{line}");
        assert!(!scene.root.join("index/main/mine/built").exists(), "{line}");
        scene.list(&format!("{line}{right}\n"));
        assert_eq!(scene.packages(), ["mine==1"], "{line}");
        fs::remove_file(scene.root.join("index/main/mine/built")).unwrap();
    }
}

/// A run's lock and log are exported and sent to others; what a variable holds must not be in them.
#[test]
fn passwords_stay_where_they_are_needed() {
    let mut scene = Scene::new("");
    for version in ["1.0", "2.0"] {
        scene.wheel("index/main/tyone", "tyone", version, &[]);
    }
    let url = serve(scene.root.join("index")).replace("//", "//me:${TY_TOKEN}@");
    scene.set("TY_TOKEN", "s3cr3t");
    let line = |version: &str| format!("tyone @ {url}/main/tyone/tyone-{version}-py3-none-any.whl\n");
    // pip leaves out the user, too.
    for (option, place) in [("", "http://me:****@127.0.0.1"), ("--prefer-binary\n", "http://127.0.0.1")] {
        scene.list(&format!("-i {url}/main/\n{option}{}", line("1.0")));
        scene.write("package/train_requirements.txt", &line("2.0"));
        let environment = scene.prepare().unwrap();
        let lock = fs::read_to_string(environment.lock).unwrap();
        assert!(lock.contains(&format!("tyone @ {place}")) && !lock.contains("s3cr3t"), "{lock}");
        let log = scene.read("log");
        assert!(log.contains(&format!("tyone-1.0-py3-none-any.whl is replaced by {place}")), "{log}");
        let found = Command::new("grep").args(["-rl", "s3cr3t"]).arg(environment.root).output().unwrap();
        assert!(found.stdout.is_empty(), "{}", String::from_utf8_lossy(&found.stdout));
    }
    for lines in [line("3.0"), format!("--prefer-binary\n{}", line("3.0")), format!("--no-such {url}\n")] {
        scene.list(&lines);
        let said = scene.prepare().unwrap_err().to_string();
        assert!(!said.contains("s3cr3t"), "{said}");
    }
    let log = scene.read("log");
    assert!(!log.contains("s3cr3t"), "{log}");
}

/// What is built here for this machine is asked for so; the wheel would do something else.
#[test]
fn formats_count_wherever_they_stand() {
    let scene = Scene::new("");
    scene.archive("package/files");
    scene.wheel("package/files", "mine", "1", &[]);
    scene.wheel("package/files", "tyone", "1.0", &[]);
    scene.write("package/more.txt", "mine==1\n");
    let is_built =
        || run(&scene.prepare().unwrap().python, "import mine; print(hasattr(mine, 'answer'))") == "True\n";
    for (list, expected) in [
        ("mine==1", false),
        ("mine==1 --no-binary mine", true),
        ("-r more.txt --no-binary mine", true),
        ("mine==1\ntyone --no-binary=mine", true),
        ("-r more.txt --no-binary mine\ntyone --only-binary=mine", false),
    ] {
        scene.list(&format!("--no-index -f files\n{list}\n"));
        assert_eq!(is_built(), expected, "{list}");
    }
}

/// Tools write one line for each Python, each with its own hashes; so do people with wheels at addresses.
#[test]
fn only_the_hashes_of_lines_for_this_python_count() {
    let scene = Scene::new("");
    let [old, new] = ["1.0", "2.0"].map(|version| scene.wheel("index/main/tyone", "tyone", version, &[]));
    let url = serve(scene.root.join("index"));
    let (old_hash, new_hash) = (sha256(&old), sha256(&new));
    scene.list(&format!(
        "-i {url}/main/\ntyone==1.0 ; python_version < '3.8' --hash=sha256:{old_hash}\n\
         tyone==2.0 ; python_version >= '3.8' --hash=sha256:{new_hash}\n"
    ));
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    let address = |version: &str| format!("{url}/main/tyone/tyone-{version}-py3-none-any.whl");
    let list = |new_hash: &str| {
        let (old, new) = (address("1.0"), address("2.0"));
        format!(
            "tyone @ {old}#sha256={old_hash} ; python_version < '3.8'\n\
             tyone @ {new}#sha256={new_hash} ; python_version >= '3.8'\n"
        )
    };
    scene.list(&list(&new_hash));
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    scene.list(&list(&old_hash));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
}

/// Old indexes and addresses have no better hash. Its package was left out, and nobody noticed.
#[test]
fn what_has_a_weak_hash_is_installed_and_checked() {
    let scene = Scene::new("");
    let file = scene.wheel("index/main/tyone", "tyone", "1.0", &[]);
    let of_index = format!("{}.md5", file.display());
    let url = serve(scene.root.join("index"));
    let address = format!("{url}/main/tyone/tyone-1.0-py3-none-any.whl");
    fs::write(&of_index, hash("md5", &file)).unwrap();
    scene.list(&format!("-i {url}/main/\ntyone\n"));
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    for kind in ["md5", "sha1"] {
        let right = hash(kind, &file);
        scene.list(&format!("--no-index\ntyone @ {address}#{kind}={right}\n"));
        assert_eq!(scene.packages(), ["tyone==1.0"], "{kind}");
        scene.list(&format!("--no-index\ntyone @ {address}#{kind}={}\n", "0".repeat(right.len())));
        assert_eq!(scene.code(), "requirement-hash-mismatch", "{kind}");
    }
}

/// As with pip all indexes are asked, and the list's own one counts before the settings'; whoever
/// wants no other index to step in can say so, and then pip must not do it after all.
#[test]
fn several_indexes_are_asked_as_pip_asks_them() {
    let mut scene = Scene::new("");
    scene.wheel("index/own/tyone", "tyone", "2.0", &[]);
    scene.wheel("index/extra/tyone", "tyone", "0.1", &[]);
    scene.wheel("index/extra/tytwo", "tytwo", "1.0", &[]);
    scene.wheel("index/company/tyone", "tyone", "9.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.set("UV_DEFAULT_INDEX", format!("{url}/company/"));
    scene.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/\ntytwo\ntyone>=2 # best\n"));
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    scene.set("UV_INDEX_STRATEGY", "first-index");
    assert_eq!(scene.code(), "requirements-unresolvable");
    assert!(!scene.read("log").contains("Now pip tries"), "{}", scene.read("log"));
    scene.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/ --prefer-binary\ntyone\n"));
    assert_eq!(scene.code(), "pip-asks-all-indexes");
    scene.list("tyone\n");
    assert_eq!(scene.packages(), ["tyone==9.0"]);
}

/// A company's index stands in pip's settings; and no setting of uv's may change what is installed.
#[test]
fn the_persons_settings_say_where_packages_are_and_not_what_they_are() {
    let mut scene = Scene::new("tyone\n");
    scene.wheel("index/main/tyone", "tyone", "1.0", &[]);
    scene.wheel("index/main/tyone", "tyone", "2.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.set("PIP_INDEX_URL", format!("{url}/main/"));
    scene.set("XDG_CONFIG_HOME", scene.root.join("config"));
    scene.set("UV_RESOLUTION", "lowest");
    scene.set("UV_CONSTRAINT", scene.root.join("none.txt"));
    scene.write("config/uv/uv.toml", "[pip]\nno-emit-package = ['tyone']\ntarget = '/nowhere'\nresolution = 'lowest'\nemit-index-url = true\n");
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    scene.variables.retain(|(name, _)| name != "PIP_INDEX_URL");
    scene.write("config/pip/pip.conf", &format!("[global]\nindex-url = {url}/main/\n"));
    scene.list("tyone<2\n");
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    scene.list("tyone==3\n");
    assert_eq!(scene.code(), "requirements-unresolvable");
    assert!(scene.read("log").contains("pip.resolution"), "{}", scene.read("log"));
}

/// Real packages have two lists that contradict each other, and AI Center runs them.
#[test]
fn the_second_list_wins_and_the_log_says_so() {
    let scene = Scene::new("--no-index --find-links=wheels\ntyone==1.0\ntytwo\n");
    scene.wheel("package/wheels", "tyone", "1.0", &[]);
    scene.wheel("package/wheels", "tyone", "2.0", &[]);
    scene.wheel("package/wheels", "tytwo", "1.0", &["tyone==1.0"]);
    scene.write("package/train_requirements.txt", "tyone==2.0\n");
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    let log = scene.read("log");
    assert!(log.contains("[trainyard]") && log.contains("tyone 1.0 is replaced by 2.0"), "{log}");
    assert!(!log.contains("error") && !log.contains("warning"), "{log}");
    // Where they agree, one version serves both.
    scene.write("package/train_requirements.txt", "tyone\n");
    assert_eq!(scene.packages(), ["tyone==1.0", "tytwo==1.0"]);
}

/// What limits one list does not limit the other: pip has forgotten it when it reads the second.
#[test]
fn a_list_says_only_for_itself_what_may_be_taken() {
    let scene = Scene::new("");
    for version in ["1.0", "2.0", "3.0rc1"] {
        scene.wheel("package/wheels", "tyone", version, &[]);
    }
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    scene.write("package/limits.txt", "tyone<2\n");
    for option in ["-c limits.txt", "--pre"] {
        scene.list(&format!("--no-index -f wheels\n{option}\ntytwo\n"));
        scene.write("package/train_requirements.txt", "tyone\n");
        assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"], "{option}");
    }
    scene.list("--no-index -f wheels\ntyone\n");
    scene.write("package/train_requirements.txt", "-c limits.txt\ntytwo\n");
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
}

#[test]
fn pre_releases_are_taken_where_pip_takes_them() {
    let scene = Scene::new("");
    for version in ["2.0", "3.0rc1"] {
        scene.wheel("package/wheels", "tyone", version, &[]);
    }
    scene.wheel("package/wheels", "tytwo", "1.0b1", &[]);
    for (list, expected) in [
        ("tyone\ntytwo", ["tyone==2.0", "tytwo==1.0b1"]),
        ("--pre\ntyone\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        ("tyone>=3.0rc1\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        // Only pip takes it: there is nothing else.
        ("tyone>2\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
    ] {
        scene.list(&format!("--no-index\n-f wheels\n{list}\n"));
        assert_eq!(scene.packages(), expected, "{list}");
    }
}

/// Old pins without their dependencies run as they did, and where they cannot, the person knows why.
#[test]
fn only_releases_up_to_a_date_are_taken() {
    let mut scene = Scene::new("");
    scene.wheel_since("index/main/tyone", "tyone", "1.0", "2020-05-01T23:59:59Z");
    scene.wheel_since("index/main/tyone", "tyone", "2.0", "2020-05-02T00:00:00Z");
    scene.wheel("index/timeless/tyone", "tyone", "1.0", &[]);
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.as_of = Some("2020-05-01".parse().unwrap());
    scene.list(&format!("-i {url}/main/\n-f wheels\ntyone\ntytwo\n"));
    assert_eq!(scene.packages(), ["tyone==1.0", "tytwo==1.0"]);
    assert!(scene.read("log").contains("has no dates"), "{}", scene.read("log"));
    scene.as_of = Some("2020-05-02".parse().unwrap());
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    scene.list(&format!("-i {url}/timeless/\ntyone\n"));
    let failure = scene.prepare().unwrap_err();
    assert_eq!(failure.message.code(), "requirements-unresolvable-as-of");
    assert!(failure.to_string().contains("2020-05-02"), "{failure}");
}

/// uv has no `--prefer-binary`; the outcome is pip's all the same, with a lock.
#[test]
fn what_uv_cannot_do_pip_does() {
    let scene = Scene::new("--no-index -f wheels --prefer-binary\ntyone[x] ; python_version > '3'\n");
    scene.wheel("package/wheels", "tyone", "1.0", &["tytwo ; python_version > '3'"]);
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    let file = scene.wheel("package/own", "tythree", "1.0", &[]);
    scene.write("package/train_requirements.txt", "./own/tythree-1.0-py3-none-any.whl\n");
    let environment = scene.prepare().unwrap();
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert!(lock.contains("tyone==1.0 \\\n    --hash=sha256:"), "{lock}");
    let hash =
        format!("tythree @ file:own/tythree-1.0-py3-none-any.whl \\\n    --hash=sha256:{}", sha256(&file));
    assert!(lock.contains(&hash), "{lock}");
    assert_eq!(scene.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
    assert!(scene.read("log").contains("so pip installs them"), "{}", scene.read("log"));
    scene.list("--no-index -f wheels --prefer-binary\ntyone==4\n");
    let said = scene.prepare().unwrap_err().to_string();
    assert!(said.contains("Could not find a version that satisfies the requirement tyone==4"), "{said}");
}

/// `-e` is how lists name a repository; the package must not need it once it is installed.
#[test]
fn a_repository_is_installed_from_whatever_way_it_is_written() {
    let scene = Scene::new("");
    project(&scene, "repository/sub");
    let git = |arguments: &[&str]| {
        let own = ["-c", "user.name=n", "-c", "user.email=a@b"];
        let ended =
            Command::new("git").args(own).args(arguments).current_dir(scene.root.join("repository")).output();
        assert!(ended.unwrap().status.success(), "{arguments:?}");
    };
    [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]].iter().for_each(|step| git(step));
    let url = format!("git+file://{}", crate::list::encode(&scene.root.join("repository")));
    for line in [format!("-e {url}#egg=mine&subdirectory=sub"), format!("mine @ {url}#subdirectory=sub")] {
        scene.list(&format!("--no-index\n{line}\n"));
        assert_eq!(scene.packages(), ["mine==1"], "{line}");
    }
}

/// What an old list pins is not built for a new Python; and a list keeps its Python.
#[test]
fn the_newest_python_that_has_wheels_of_the_pins_is_taken_once() {
    let mut scene = Scene::new("--no-index\n-f wheels\ntyone==1.0\n");
    scene.wheel("package/wheels", "tyone", "1.0", &[]);
    // A newer Python that nothing is built for.
    let other = Path::new("/bin/sh").canonicalize().unwrap();
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 999999999, "platform": "p", "abi": "a"}"#;
    scene.script("bin/python3.30", &format!("echo '{answer}'"));
    let refuse = "echo 'error: No solution found: tyone has no wheels for this Python' >&2; exit 1";
    scene.uv = scene.script(
        "bin/uv",
        &format!(
            "echo \"$2 $*\" >> \"$HOME.calls\"; case \"$*\" in *'{}'*) {refuse};; *) exec '{}' \"$@\";; esac",
            other.display(),
            scene.uv.display()
        ),
    );
    let environment = scene.prepare().unwrap();
    let version = "import sys; print(sys.version_info[:2] < (3, 97))";
    assert_eq!(run(&environment.python, version), "True\n");
    let calls = scene.read("home.calls");
    let asked = calls.lines().position(|call| call.contains(&*other.to_string_lossy()));
    assert_eq!(asked, Some(0), "the newest first: {calls}");
    assert!(scene.prepare().unwrap().found);
    assert_eq!(scene.read("home.calls"), calls, "found again without uv");
    // With nothing pinned it is the person's own.
    scene.list("--no-index\n-f wheels\ntyone\n");
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    assert_eq!(scene.read("home.calls").matches(&*other.to_string_lossy()).count(), 1);
}
