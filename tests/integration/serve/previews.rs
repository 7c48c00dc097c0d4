//! Previews: what a training leaves is looked at under limits, in a process that has nothing else to look at.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::hostile_files::{self, HostileFile};
use testkit::{Store, peak, previewer};

use super::page::{Page, Served};
use super::serve;
use crate::store_with;

/// A run whose artifacts are in the folder, and a page that looks at them.
fn looked_at() -> (Store, PathBuf, String, Served, Page) {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap().to_string();
    let artifacts = store.run_dir(&id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    let served = serve(&store);
    let page = served.page("page-one");
    (store, artifacts, id, served, page)
}

fn question(id: &str, path: &str, ask: &Value) -> Value {
    json!({"tree": {"of": "artifacts", "id": id}, "path": path, "ask": ask})
}

fn opened(page: &Page, id: &str, path: &str) -> Value {
    page.call("preview", question(id, path, &json!({"ask": "open"})))["preview"].clone()
}

/// A model or table would be shown as bytes, or not at all.
#[test]
fn files_are_recognised_by_what_is_in_them() {
    let (_store, artifacts, id, _served, page) = looked_at();
    let tensor = br#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    let tensors = [&(tensor.len() as u64).to_le_bytes()[..], tensor, &1f32.to_le_bytes()].concat();
    for (name, bytes, kind) in [
        ("table", &b"a,b\n1,x\n2,y\n3,z\n"[..], "table"),
        ("numbers.txt", b"{\"a\": [1, 2]}", "json"),
        ("events.log", b"{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n", "lines"),
        ("notes", "\u{e9}t\u{e9}\n".as_bytes(), "text"),
        ("model", b"\x00\x01\x02\x03", "hex"),
        ("weights", &tensors, "tensors"),
        ("pickled.csv", b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94.", "pickle"),
        ("plot", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "image"),
    ] {
        fs::write(artifacts.join(name), bytes).unwrap();
        let preview = opened(&page, &id, name);
        assert_eq!(preview["as"], kind, "{name}: {preview}");
    }
    let rows = opened(&page, &id, "table");
    assert!(rows.to_string().contains('z'), "{rows}");
    let picture = page.call("preview", question(&id, "plot", &json!({"ask": "picture", "most": 64})));
    assert_eq!(picture["preview"]["width"], 64);
    let refused = page.refused("preview", question(&id, "notes", &json!({"ask": "columns", "millis": 100})));
    assert_eq!(refused["code"], "preview-changed");
}

/// A file whose name comes from an old Windows could be seen and not opened.
#[test]
fn files_with_names_of_any_bytes_are_listed_found_and_opened() {
    let (_store, artifacts, id, _served, page) = looked_at();
    let folder = artifacts.join(OsStr::from_bytes(b"r\xe9sultats"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xe9t\xe9\n.txt")), "found").unwrap();
    let tree = json!({"of": "artifacts", "id": id});
    let order = json!({"by": "name", "descending": false});
    let list = |path: &str| {
        let asked = json!({"tree": tree, "path": path, "order": order, "offset": 0, "limit": 9});
        page.call("folder", asked)["entries"][0]["name"].as_str().unwrap().to_string()
    };
    let outer = list("");
    let path = format!("{outer}/{}", list(&outer));
    assert_eq!(opened(&page, &id, &path)["text"], "found");
    let found = page.call("find_files", json!({"tree": tree, "text": "TXT"}));
    assert_eq!((&found["total"], &found["entries"][0]["path"]), (&json!(1), &json!(path)));
}

/// A training could show a person's keys as its own, or whatever a file becomes between two looks at it.
#[test]
fn nothing_outside_of_the_run_is_previewed() {
    let (store, artifacts, id, _served, page) = looked_at();
    let secret = store.folder().join("data/secret");
    fs::write(&secret, "the secret word").unwrap();
    symlink(&secret, artifacts.join("link")).unwrap();
    symlink(secret.parent().unwrap(), artifacts.join("folder")).unwrap();
    fs::write(artifacts.join("file"), "harmless").unwrap();
    assert_eq!(opened(&page, &id, "file")["as"], "text");
    fs::remove_file(artifacts.join("file")).unwrap();
    symlink(&secret, artifacts.join("file")).unwrap();
    for path in ["link", "folder/secret", "file", "../spec.json", "../../..", "/etc/passwd", ""] {
        for (command, ask) in [("preview", json!({"ask": "hex", "at": 0})), ("file_bytes", json!(null))] {
            let refused = page.refused(command, question(&id, path, &ask));
            assert!(!refused.to_string().contains("the secret word"), "{path}: {refused}");
        }
    }
}

/// A file that is made to hang whoever reads it would hang the window.
#[test]
fn a_file_that_takes_too_long_is_given_up_and_the_next_one_is_shown() {
    let (store, artifacts, id, _served, page) = looked_at();
    let part = "<feTurbulence baseFrequency='0.01' numOctaves='8'/>";
    let rectangles = "<rect width='300' height='300' filter='url(#f)'/>".repeat(5000);
    let bomb = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'><filter id='f'>{part}</filter>{rectangles}</svg>"
    );
    fs::write(artifacts.join("bomb.svg"), bomb).unwrap();
    fs::write(artifacts.join("notes.txt"), "calm").unwrap();
    opened(&page, &id, "notes.txt");
    let before = previewer(&store);
    let refused = page.refused("preview", question(&id, "bomb.svg", &json!({"ask": "picture", "most": 256})));
    assert_eq!(refused["code"], "preview-slow", "{refused}");
    assert_eq!(opened(&page, &id, "notes.txt")["as"], "text");
    assert_ne!(previewer(&store), before, "the process that did not answer is still asked");

    // One that was killed is replaced, too.
    let killed = previewer(&store).unwrap();
    let pid = killed.file_name().unwrap();
    assert!(Command::new("kill").arg("-KILL").arg(pid).status().unwrap().success());
    let begun = Instant::now();
    while killed.exists() && begun.elapsed().as_secs() < 60 {
        std::thread::yield_now();
    }
    assert_eq!(opened(&page, &id, "notes.txt")["as"], "text");
}

/// Code that is smuggled in by a file could send the person's data away, or change the store.
#[test]
fn the_process_that_reads_files_has_no_network_and_no_store() {
    let (store, artifacts, id, served, page) = looked_at();
    fs::write(artifacts.join("notes.txt"), "calm").unwrap();
    opened(&page, &id, "notes.txt");
    let process = previewer(&store).unwrap();
    let network = |process: &Path| fs::read_link(process.join("ns/net")).unwrap();
    assert_ne!(network(&process), network(Path::new("/proc/self")));
    let inside = process.join("root").join(store.home().strip_prefix("/").unwrap());
    assert_eq!(fs::read_dir(&inside).unwrap().count(), 0, "it sees the store");
    let environment = fs::read(process.join("environ")).unwrap();
    assert!(environment.is_empty(), "{}", String::from_utf8_lossy(&environment));
    let limits = fs::read_to_string(process.join("limits")).unwrap();
    let data = limits.lines().find(|line| line.starts_with("Max data size")).unwrap();
    assert!(data.contains("268435456"), "{data}");
    drop(served);
}

/// A file of 20 GB would be read to its end to show its beginning.
#[test]
fn a_huge_file_is_shown_from_its_beginning_and_from_anywhere() {
    let (_store, artifacts, id, _served, page) = looked_at();
    let mut file = File::create(artifacts.join("huge")).unwrap();
    file.write_all(b"\x00beginning").unwrap();
    file.seek(SeekFrom::Start(20_000_000_000)).unwrap();
    file.write_all(b"the end").unwrap();
    assert_eq!(opened(&page, &id, "huge")["as"], "hex");
    let end = page.call("preview", question(&id, "huge", &json!({"ask": "hex", "at": 20_000_000_000_u64})));
    assert_eq!(end["bytes"], 20_000_000_007_u64);
    let refused = page.refused("file_bytes", question(&id, "huge", &json!(null)));
    assert_eq!(refused["code"], "preview-too-large");
}

/// A file that takes a minute or a gigabyte to be looked at would have the person think that the program hangs.
#[test]
fn every_hostile_file_is_answered_within_its_limits() {
    // On a busy machine, an end after 2 s is noticed later.
    const LONGEST: Duration = Duration::from_secs(6);
    const MEMORY: u64 = 256 << 20;
    let (store, artifacts, id, _served, page) = looked_at();
    let secret = store.folder().join("data/secret");
    fs::write(&secret, "the secret word").unwrap();
    let mut wrong = Vec::new();
    for HostileFile { name, answer, .. } in hostile_files::write(&artifacts, "127.0.0.1:9", &secret) {
        for ask in asks(answer) {
            let begun = Instant::now();
            let (is_answer, given) = page.answer("preview", &question(&id, name, &ask));
            let (took, most) = (begun.elapsed(), previewer(&store).map_or(0, |process| peak(&process)));
            if took > LONGEST || most > MEMORY {
                wrong.push(format!("{name} {ask}: {took:?}, {most} bytes"));
            }
            let given = if is_answer { &given["preview"]["as"] } else { &given["code"] };
            if ask["ask"] == "open" && given != answer {
                wrong.push(format!("{name} is {given} instead of {answer}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(secret.exists(), "a pickle was loaded");
}

/// What a page asks about a file that is opened as this.
fn asks(kind: &str) -> Vec<Value> {
    let mut asks =
        vec![json!({"ask": "open"}), json!({"ask": "text", "at": 100}), json!({"ask": "hex", "at": 100})];
    match kind {
        "table" => {
            asks.extend([json!({"ask": "rows", "at": 1000}), json!({"ask": "columns", "millis": 1000})])
        }
        "lines" => asks.push(json!({"ask": "rows", "at": 1000})),
        "image" => asks.push(json!({"ask": "picture", "most": 2048})),
        "tensors" => asks.push(json!({"ask": "values", "of": 0})),
        "json" => asks.push(json!({"ask": "children", "start": 0, "from": null, "most": 1000})),
        _ => {}
    }
    asks
}
