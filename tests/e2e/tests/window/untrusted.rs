//! Artifacts are what somebody's code wrote: a person who looks at them must be safe.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use e2e::Window;
use e2e::patience::until;
use serde_json::json;

use crate::{show_run, store_with};

#[test]
fn artifacts_run_no_script_load_nothing_and_lead_nowhere() {
    // Whoever would load something comes here.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let remote = format!("http://{}", listener.local_addr().unwrap());
    let script = format!("<script>window.top.ran = true; fetch('{remote}/script')</script>");
    let body = format!("{script}<img src='{remote}/image' onerror='window.top.ran = true'>");
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='window.top.ran = true'>\
         {script}<image href='{remote}/svg' width='9' height='9'/></svg>"
    );
    let markdown = format!("# Notes\n\n![]({remote}/markdown)\n\n{body}\n\n[link]({remote}/link)\n");
    let store = store_with(&format!(
        "folder = os.environ['artifacts_directory'] + '/'\n\
         open(folder + 'page.html', 'w').write({body:?})\n\
         open(folder + 'picture.svg', 'w').write({svg:?})\n\
         open(folder + 'notes.md', 'w').write({markdown:?})\n\
         os.symlink(os.environ['secret'], folder + 'link.txt')\n\
         os.symlink(os.path.dirname(os.environ['secret']), folder + 'links')"
    ));
    let secret = store.folder().join("data/secret/secret.txt");
    fs::create_dir(secret.parent().unwrap()).unwrap();
    fs::write(&secret, "the secret word").unwrap();
    let run = store.trained(["--env", &format!("secret={}", secret.display())]);
    let id = run["id"].as_str().unwrap();

    let window = Window::open(&store);
    show_run(&window, id);
    window.click("tab-artifacts");
    for name in ["page.html", "picture.svg", "notes.md"] {
        window.click(&format!("artifact-{name}"));
        window.wait_for("artifact-preview", "aria-label", name);
        window.settle();
    }
    window.click("artifact-link.txt");
    window.wait_text("artifact-preview", "Its target is not shown");
    window.click("artifact-links");
    window.settle();
    let shown = window.text("app");
    assert!(!shown.contains("the secret word"), "{shown}");
    assert!(!window.is_there("artifact-links/secret.txt"), "a folder elsewhere was opened");
    assert_eq!(window.run("return window.ran ?? null", json!([])), json!(null), "an artifact's script ran");

    // The border itself, whatever the page shows.
    for path in ["link.txt", "links/secret.txt", "../spec.json", "/etc/passwd"] {
        let answer = window.ask(
            "preview",
            &json!({"tree": {"of": "artifacts", "id": id}, "path": path, "ask": {"ask": "open"}}),
        );
        assert!(!answer.to_string().contains("the secret word"), "{path}: {answer}");
        assert_eq!(answer["preview"], json!(null), "{path}: {answer}");
    }
    let zip = store.folder().join("data/artifacts.zip");
    window.will_save(&zip);
    window.click("artifacts-save-all");
    assert!(until(|| zip.exists().then_some(())).is_some(), "nothing was saved");
    let read =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print({n: z.read(n) for n in z.namelist()})";
    let held = Command::new("python3").args(["-c", read]).arg(&zip).output().unwrap();
    let held = String::from_utf8(held.stdout).unwrap();
    assert!(held.contains("page.html") && !held.contains("the secret word"), "{held}");

    let loaded =
        window.run("return performance.getEntriesByType('resource').map(entry => entry.name)", json!([]));
    for address in loaded.as_array().unwrap() {
        let address = address.as_str().unwrap();
        let own = ["tauri://localhost/", "ipc://localhost/", "blob:tauri://localhost/"];
        assert!(own.iter().any(|own| address.starts_with(own)), "loaded: {address}");
    }
    let came = listener.accept().map_err(|error| error.kind()).map(|(_, from)| from);
    assert_eq!(came, Err(ErrorKind::WouldBlock), "something was loaded from elsewhere");
}
