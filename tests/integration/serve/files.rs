//! Uploads and downloads of pages.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use testkit::{Package, Signal, Store};

use super::page::{Answer, Page, Served};
use super::{GATED, listing, mounted, open_gate, serve};
use crate::{empty_store, store_with};

/// The temporary files of the store when there are none.
const NONE: [PathBuf; 0] = [];

/// The temporary files of the store, some of which may be about to be removed.
fn passing(home: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![home.join("staging")]);
    while let Some(folder) = waiting.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_none_or(|end| end != "lock") {
                found.push(path);
            }
        }
    }
    found
}

/// Waits until the temporary file has this size.
fn wait_for_bytes(home: &Path, bytes: u64) {
    let begun = std::time::Instant::now();
    while passing(home).iter().filter_map(|path| path.metadata().ok()).map(|about| about.len()).sum::<u64>()
        < bytes
    {
        assert!(begun.elapsed().as_secs() < 60);
        std::thread::yield_now();
    }
}

/// Waits until there are no temporary files.
fn wait_until_removed(home: &Path) {
    let begun = std::time::Instant::now();
    while !passing(home).is_empty() {
        assert!(begun.elapsed().as_secs() < 60, "{:?}", passing(home));
        std::thread::yield_now();
    }
}

/// A person could not add anything from the machine on which the browser runs.
#[test]
fn an_upload_is_added_and_then_removed() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    let zip = store.folder().join("data/trainer.zip");
    Package::training("pass").zip(&zip, Some("trainer"));
    let path = page.upload(1, "trainer.zip", &fs::read(&zip).unwrap());
    let new = json!({"name": "trainer", "changeLog": "", "python": "", "asOf": "", "about": null});
    page.call("add_package", json!({"path": path, "new": new, "task": 1}));
    let more = page.upload(2, "rows/2026/more%20%C3%A9.csv", b"a,b\n1,2\n");
    let folder = Path::new(&more).parent().unwrap().parent().unwrap();
    assert!(folder.join("2026/more é.csv").is_file());
    page.call("add_dataset", json!({"name": "rows", "path": folder, "link": false, "task": 2}));
    for upload in [1, 2] {
        assert_eq!(page.request("DELETE", &format!("/api/upload/{upload}"), b"").status, 204);
    }
    assert_eq!(passing(&store.home()), NONE);
    let id = page.create_run("a", "b");
    assert_eq!(store.ended(&id)["status"], "Successful");
}

/// A page could overwrite any file of the person.
#[test]
fn an_upload_leads_nowhere_but_into_its_own_folder() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    let before = listing(&store);
    let long = "x".repeat(256);
    let outside = store.folder().join("outside");
    let absolute = outside.to_str().unwrap().replace('/', "%2F").replace(' ', "%20").replace('é', "%C3%A9");
    for path in [
        "../outside",
        "%2e%2e/outside",
        "a/../../outside",
        "a/%2e%2e/%2e%2e/outside",
        "..%2Foutside",
        &absolute,
        "%2Fetc%2Foutside",
        "a%00b",
        "%00",
        "./outside",
        &long,
        "..",
    ] {
        let answer = page.request("PUT", &format!("/api/upload/1/{path}"), b"theirs");
        assert_eq!(answer.status, 422, "{path}: {answer:?}");
        assert!(answer.text().contains("serve-upload-path"), "{path}: {answer:?}");
    }
    for path in ["/api/upload/-1/a", "/api/upload/x/a", "/api/upload/99999999999/a", "/api/upload/1/%ff"] {
        assert_eq!(page.request("PUT", path, b"theirs").status, 400, "{path}");
    }
    assert_eq!(listing(&store), before);
    assert!(!outside.exists());
    // It cannot overwrite an existing file.
    let path = page.upload(1, "a.zip", b"mine");
    assert_eq!(page.request("PUT", "/api/upload/1/a.zip", b"theirs").status, 422);
    assert_eq!(page.request("PUT", "/api/upload/1/a.zip/b", b"theirs").status, 422);
    assert_eq!(fs::read(path).unwrap(), b"mine");
    // It cannot upload as often as it likes.
    (2..=16).for_each(|upload| drop(page.upload(upload, "a.zip", b"mine")));
    let refused = page.request("PUT", "/api/upload/17/a.zip", b"theirs");
    assert!(refused.status == 422 && refused.text().contains("serve-uploads-full"), "{refused:?}");
    (2..=16).for_each(|upload| drop(page.request("DELETE", &format!("/api/upload/{upload}"), b"")));
    // It cannot write into another page's upload.
    let theirs = served.page("page-two").upload(1, "a.zip", b"theirs");
    assert!(fs::read(theirs).unwrap() == b"theirs" && passing(&store.home()).len() == 2);
}

/// The disk would be filled with incomplete files that nobody knows about.
#[test]
fn an_upload_that_stops_half_way_leaves_no_file() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    let head = format!("{}Content-Length: 9000000\r\n\r\n", page.head("PUT", "/api/upload/1/half/way.zip"));
    let mut half = page.begin(&head);
    half.write_all(&vec![b'x'; 4_000_000]).unwrap();
    wait_for_bytes(&store.home(), 3_000_000);
    drop(half);
    wait_until_removed(&store.home());
    page.upload(1, "half/way.zip", b"whole");
}

/// An upload of yesterday would use disk space for ever.
#[test]
fn what_was_not_added_is_removed_after_the_server_also_when_it_is_killed() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    page.upload(1, "a.zip", b"left");
    let head = page.head("PUT", "/api/upload/1/half.zip");
    let mut half = page.begin(&format!("{head}Content-Length: 9000000\r\n\r\n"));
    half.write_all(&vec![b'x'; 4_000_000]).unwrap();
    wait_for_bytes(&store.home(), 3_000_000);
    served.end(Signal::TERM);
    assert_eq!(passing(&store.home()), NONE);
    let mut served = serve(&store);
    served.page("page-one").upload(1, "a.zip", b"left");
    served.process.kill().unwrap();
    served.process.wait().unwrap();
    assert_eq!(passing(&store.home()).len(), 1);
    store.json(["run", "list"]);
    assert_eq!(passing(&store.home()), NONE);
}

/// A dataset of gigabytes would crash the server, and with it everybody's pages.
#[test]
fn a_large_upload_does_not_go_through_memory() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    let memory = served.status("VmHWM");
    let (part, parts) = (vec![b'x'; 1 << 20], 300);
    let head = page.head("PUT", "/api/upload/1/large.csv");
    let mut stream = page.begin(&format!("{head}Content-Length: {}\r\n\r\n", part.len() * parts));
    (0..parts).for_each(|_| stream.write_all(&part).unwrap());
    let answer = Answer::read(stream);
    assert_eq!(answer.status, 200, "{answer:?}");
    let path = serde_json::from_slice::<Value>(&answer.body).unwrap()["path"].as_str().unwrap().to_string();
    assert_eq!(fs::metadata(path).unwrap().len(), 300 << 20);
    let more = served.status("VmHWM") - memory;
    assert!(more < 64_000, "{more} kB");
}

/// A person who uploads too much would make all trainings fail because the disk is full.
#[test]
fn an_upload_that_finds_no_room_is_refused_and_trainings_go_on() {
    let store = empty_store();
    let package = Package::training(GATED).write(&store.folder().join("data"));
    let gate = store.fifo("gate");
    let mount = "mount -t tmpfs -o size=300m tmpfs \"$TRAINYARD_HOME\"\n";
    if !mounted(&store, mount).status().unwrap().success() {
        eprintln!("skipped: nothing can be mounted here, so no disk can be full");
        return;
    }
    let script = "\"$PROGRAM\" package add \"$PACKAGE\" --name trainer >&2
        \"$PROGRAM\" dataset add rows \"$PACKAGE\" >&2
        exec \"$PROGRAM\" serve --json";
    let mut command = mounted(&store, &format!("{mount}{script}"));
    command.env("PACKAGE", package);
    let served = Served::start(command);
    let page = served.page("page-one");
    let (mut events, _) = page.listen();
    let id = page.create_run("gate", gate.to_str().unwrap());
    // The store as the server sees it.
    let inside = format!("/proc/{}/root{}", served.process.id(), store.home().display());
    let refused = |length: &str, body: &[u8]| {
        let head = page.head("PUT", "/api/upload/1/large.zip");
        let mut stream = page.begin(&format!("{head}{length}\r\n\r\n"));
        // It may be refused before all of it was sent.
        let _ = stream.write_all(body);
        let answer = Answer::read(stream);
        assert_eq!(answer.status, 422, "{answer:?}");
        assert!(answer.text().contains("disk-full"), "{answer:?}");
        assert_eq!(passing(Path::new(&inside)), NONE);
    };
    refused("Content-Length: 300000000", b"");
    // An upload without a length.
    let part = [&b"100000\r\n"[..], &[b'x'; 1 << 20], b"\r\n"].concat();
    refused("Transfer-Encoding: chunked", &[part.repeat(300), b"0\r\n\r\n".to_vec()].concat());
    open_gate(&gate);
    events.until(json!({"event": "ended", "id": id}));
    let run = page.call("run", json!({"id": id}));
    assert_eq!(run["run"]["status"], "Successful", "{run}");
    page.upload(2, "small.zip", b"small");
}

/// A store with a run that has a page among its artifacts.
fn store_with_artifact() -> (Store, String) {
    let store = store_with(
        "there = os.environ['artifacts_directory']\n\
         open(os.path.join(there, 'r\u{e9}port \"1\".html'), 'w').write('<script>alert(1)</script>')\n\
         open(os.path.join(there, 'large.bin'), 'wb').write(bytes(50_000_000))",
    );
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap().to_string();
    (store, id)
}

/// Saves an artifact, and returns the URL from which it is loaded.
fn save(page: &Page, id: &str, name: &str) -> String {
    let path = format!("artifacts/{name}");
    let saved = page.call("save_from_run", json!({"id": id, "path": path, "zip": false, "task": 1}));
    saved["url"].as_str().unwrap().to_string()
}

/// A report that a package wrote could act as the person, or stay in the store as a second copy.
#[test]
fn what_is_saved_is_loaded_once_and_never_shown_as_a_page() {
    let (store, id) = store_with_artifact();
    let served = serve(&store);
    let page = served.page("page-one");
    let url = save(&page, &id, "réport \"1\".html");
    assert_eq!(passing(&store.home()).len(), 1);
    let head = format!("GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", page.port);
    // A browser loads it by its URL alone.
    let request = format!("{head}Accept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    let loaded = served.send(request.as_bytes());
    assert_eq!((loaded.status, loaded.text().as_str()), (200, "<script>alert(1)</script>"));
    let header = |name: &str| loaded.headers[name].as_str();
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''r%C3%A9port%20%221%22%2Ehtml");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!((header("x-content-type-options"), header("cache-control")), ("nosniff", "no-store"));
    assert_eq!(served.send(request.as_bytes()).status, 404);
    wait_until_removed(&store.home());
    // Of two simultaneous requests, one gets it.
    let url = save(&page, &id, "large.bin");
    let load = || page.request("GET", &url, b"");
    let (one, two) = std::thread::scope(|scope| {
        let [one, two] = [scope.spawn(load), scope.spawn(load)];
        (one.join().unwrap(), two.join().unwrap())
    });
    let mut both = [(one.status, one.body.len()), (two.status, two.body.len())];
    both.sort_unstable();
    assert_eq!(both, [(200, 50_000_000), (404, 0)]);
    wait_until_removed(&store.home());
}

/// Every download that was aborted or never begun would leave a copy in the store.
#[test]
fn a_download_that_breaks_off_leaves_nothing_and_many_are_refused() {
    let (store, id) = store_with_artifact();
    let served = serve(&store);
    let page = served.page("page-one");
    let url = save(&page, &id, "large.bin");
    let stream = page.begin(&format!("{}\r\n", page.head("GET", &url)));
    let mut some = [0; 9];
    std::io::Read::read_exact(&mut &stream, &mut some).unwrap();
    assert_eq!(&some, b"HTTP/1.1 ");
    assert_eq!(passing(&store.home()).len(), 1);
    drop(stream);
    wait_until_removed(&store.home());
    for _ in 0..16 {
        save(&page, &id, "réport \"1\".html");
    }
    let more = json!({"id": id, "path": "artifacts/large.bin", "zip": false, "task": 1});
    assert_eq!(page.refused("save_from_run", more)["code"], "serve-downloads-full");
    assert_eq!(passing(&store.home()).len(), 16);
    served.end(Signal::TERM);
    assert_eq!(passing(&store.home()), NONE);
}
