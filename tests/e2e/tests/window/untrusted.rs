//! Artifacts are what somebody's code wrote: a person who looks at them must be safe.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::Window;
use e2e::patience::until;
use serde_json::json;
use testkit::{Store, hostile_files};

use crate::{show_run, store_with};

/// The most memory that the process which makes previews may ever have in use, in bytes.
const MEMORY: u64 = 256 << 20;

/// Hostile files, the host that they point to, and the secret that must not be shown.
struct Hostile {
    elsewhere: TcpListener,
    remote: String,
    secret: PathBuf,
}

impl Hostile {
    fn beside(store: &Store) -> Self {
        let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let secret = store.folder().join("data/secret/secret.txt");
        fs::create_dir(secret.parent().unwrap()).unwrap();
        fs::write(&secret, "the secret word").unwrap();
        Self { remote: elsewhere.local_addr().unwrap().to_string(), elsewhere, secret }
    }

    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        hostile_files::write(folder, &self.remote, &self.secret);
    }

    /// Looks at each entry of a folder, which a page lists as a tree whose rows have this prefix.
    fn look_at_all(&self, window: &Window, store: &Store, folder: &Path, prefix: &str) {
        window.wait_handle(prefix);
        hostile_files::swap(folder, &self.secret);
        let entries = fs::read_dir(folder).unwrap().count();
        window.run("document.querySelector('[role=tree]').focus()", json!([]));
        window.press("Home");
        let mut seen: Vec<String> = Vec::new();
        while seen.len() < entries {
            let path = self.look_at_one(window, prefix, seen.last());
            assert!(!seen.contains(&path), "{path:?} is there twice");
            if let Some(process) = testkit::previewer(store) {
                let most = testkit::peak(&process);
                assert!(most < MEMORY, "{path:?} took {most} bytes");
            }
            seen.push(path);
            window.press("Down");
        }
    }

    /// Waits until an entry is shown, as something or as a sentence, and returns its path.
    fn look_at_one(&self, window: &Window, prefix: &str, before: Option<&String>) -> String {
        let settled = "const [prefix, before] = arguments;
            const list = document.querySelector('[role=tree]');
            const row = document.getElementById(list.getAttribute('aria-activedescendant'));
            const content = document.querySelector(`[data-testid=${prefix}preview]`);
            const path = row?.dataset.testid.slice(prefix.length);
            const isThere = path !== before && content?.ariaLabel === path && !content.querySelector('[data-testid=preview-coming]')
                && [...content.querySelectorAll('img')].every(image => image.complete);
            const held = 'img, canvas, iframe, audio, video, [role=grid], [role=tree]';
            if (!isThere || !(content.innerText.trim() || content.querySelector(held))) return null;
            for (const link of content.querySelectorAll('a, button[formaction], area')) link.click();
            const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
            performance.clearResourceTimings();
            return [path, document.body.innerText, loaded, `${location.protocol}//${location.host}`]";
        let looked = until(|| {
            let found = window.run(settled, json!([prefix, before]));
            serde_json::from_value::<(String, String, Vec<String>, String)>(found).ok()
        });
        let nothing =
            || format!("after {before:?}, nothing comes: {}", window.screenshot("hostile").display());
        let (path, text, loaded, own) = looked.ok_or_else(nothing).unwrap();
        for secret in ["the secret word", "root:x:"] {
            assert!(!text.contains(secret), "{path:?} shows {text}");
        }
        for address in loaded {
            let is_own =
                [&own, "ipc://localhost", &format!("blob:{own}")].iter().any(|own| address.starts_with(*own));
            assert!(is_own || address.starts_with("data:"), "{path:?} loaded {address}");
        }
        path
    }

    /// Checks that no script ran, no request was made, and the page still works.
    fn has_done_nothing(&self, window: &Window) {
        assert_eq!(window.run("return window.ran ?? null", json!([])), json!(null), "a script ran");
        assert!(self.secret.exists(), "a pickle was loaded");
        let came = || self.elsewhere.accept().map_err(|error| error.kind()).map(|(_, from)| from);
        assert_eq!(came(), Err(ErrorKind::WouldBlock), "something was loaded from elsewhere");
        // A request would have been noticed.
        TcpStream::connect(&self.remote).unwrap();
        assert!(until(|| came().ok()).is_some());
        window.click("nav-settings");
        window.wait("theme");
    }
}

/// A person would be led elsewhere, shown another person's files, or have to kill the window.
#[test]
fn hostile_artifacts_are_looked_at_in_safety() {
    let (store, id, artifacts) = run_with_artifacts();
    let hostile = Hostile::beside(&store);
    hostile.write(&artifacts);
    let window = Window::open(&store);
    show_run(&window, &id);
    window.click("tab-artifacts");
    hostile.look_at_all(&window, &store, &artifacts, "artifact-");
    hostile.has_done_nothing(&window);
}

/// The same of data that came from somewhere.
#[test]
fn hostile_data_is_looked_at_in_safety() {
    let store = store_with("pass");
    let files = store.home().join("datasets/rows/files");
    let hostile = Hostile::beside(&store);
    hostile.write(&files);
    let window = Window::open(&store);
    window.click("nav-datasets");
    window.click("dataset-row-rows");
    hostile.look_at_all(&window, &store, &files, "file-");
    hostile.has_done_nothing(&window);
}

/// A training could have a person save their own keys among its artifacts, and hand them on.
#[test]
fn links_are_not_followed_by_who_saves_or_asks() {
    let (store, id, artifacts) = run_with_artifacts();
    let secret = store.folder().join("data/secret/secret.txt");
    fs::create_dir(secret.parent().unwrap()).unwrap();
    fs::write(&secret, "the secret word").unwrap();
    fs::write(artifacts.join("page.html"), "harmless").unwrap();
    symlink(&secret, artifacts.join("link.txt")).unwrap();
    symlink(secret.parent().unwrap(), artifacts.join("links")).unwrap();
    let window = Window::open(&store);
    show_run(&window, &id);
    window.click("tab-artifacts");
    window.click("artifact-link.txt");
    window.wait_text("artifact-preview", "Its target is not shown");
    window.click("artifact-links");
    window.settle();
    assert!(!window.is_there("artifact-links/secret.txt"), "a folder elsewhere was opened");
    let zip = store.folder().join("data/artifacts.zip");
    window.will_save(&zip);
    window.click("artifacts-save-all");
    assert!(until(|| zip.exists().then_some(())).is_some(), "nothing was saved");
    let read =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print({n: z.read(n) for n in z.namelist()})";
    let held = Command::new("python3").args(["-c", read]).arg(&zip).output().unwrap();
    let held = String::from_utf8(held.stdout).unwrap();
    assert!(held.contains("page.html") && !held.contains("the secret word"), "{held}");

    // The border itself, whatever the page shows. The browser's is asked in the tests of the server.
    for path in ["link.txt", "links/secret.txt", "../spec.json", "/etc/passwd"] {
        if window.face().is_browser() {
            continue;
        }
        let answer = window.ask(
            "preview",
            &json!({"tree": {"of": "artifacts", "id": id}, "path": path, "ask": {"ask": "open"}}),
        );
        assert!(!answer.to_string().contains("the secret word"), "{path}: {answer}");
        assert_eq!(answer["preview"], json!(null), "{path}: {answer}");
    }
}

/// A run that has ended, and its folder of artifacts, which is empty.
fn run_with_artifacts() -> (Store, String, PathBuf) {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap().to_string();
    let artifacts = store.run_dir(&id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    (store, id, artifacts)
}
