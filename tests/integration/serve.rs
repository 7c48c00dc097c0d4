//! `trainyard serve`: the same program in a browser, and the agent.

mod attacks;
mod charts;
mod files;
mod page;
mod panics;
mod previews;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use testkit::{Signal, Store};

use self::page::Served;
use crate::{empty_store, store_with};

/// Code that waits until something is written to the FIFO in its parameter `gate`.
const GATED: &str = "open(os.environ['gate']).read()";

fn serve(store: &Store) -> Served {
    Served::start(store.command(["serve", "--json"]))
}

/// The paths of everything in the store, except the agent's lock, which a server takes after it has begun to answer.
fn listing(store: &Store) -> Vec<String> {
    store.listing().into_iter().filter(|line| !line.contains("/agent.lock ")).collect()
}

/// Opens a gate at which code waits.
fn open_gate(gate: &Path) {
    fs::OpenOptions::new().write(true).open(gate).unwrap().write_all(b"x").unwrap();
}

/// A person would watch a run that somebody else has stopped, or never see their own end.
#[test]
fn a_run_that_one_page_creates_is_followed_there_and_seen_by_the_others() {
    let store = store_with(GATED);
    let gate = store.fifo("gate");
    let served = serve(&store);
    let (mine, theirs) = (served.page("page-one"), served.page("page-two"));
    let ((mut my_events, is_known), (mut their_events, _)) = (mine.listen(), theirs.listen());
    assert!(is_known, "it has asked for something");
    let id = mine.create_run("gate", gate.to_str().unwrap());
    mine.call("follow", json!({"id": id, "turn": 1}));
    their_events.until(json!({"event": "store"}));
    assert_eq!(theirs.call("run", json!({"id": id}))["run"]["id"], json!(id));
    open_gate(&gate);
    my_events.until(json!({"event": "run", "id": id}));
    their_events.until(json!({"event": "ended", "id": id}));
    assert_eq!(theirs.call("run", json!({"id": id}))["run"]["status"], "Successful");
    assert_eq!(store.json(["run", "show", &id])["version"], "1.1");
}

/// What one person starts would be in another person's project.
#[test]
fn two_pages_work_in_two_projects() {
    let store = store_with("pass");
    let served = serve(&store);
    let (mine, theirs) = (served.page("page-one"), served.page("page-two"));
    let other = mine.call("create_project", json!({"name": "other", "description": "", "keeps": false}));
    mine.call("enter_project", json!({"id": other["id"]}));
    assert_eq!(mine.call("datasets", json!({})), json!([]));
    assert_eq!(theirs.call("datasets", json!({})).as_array().unwrap().len(), 1);
    let [mine, theirs] = [mine, theirs].map(|page| page.call("projects", json!({"counted": false})));
    assert_ne!(mine["current"]["id"], theirs["current"]["id"]);
}

/// After a short network failure, a removal by mistake could not be undone.
#[test]
fn a_page_that_comes_back_can_still_put_back_what_it_removed() {
    let store = store_with("pass");
    let run = store.trained([]);
    let served = serve(&store);
    let page = served.page("page-one");
    let (events, _) = page.listen();
    let removed = page.call("remove_runs", json!({"ids": [run["id"]]}));
    assert_eq!(store.json(["run", "list"]), json!([]));
    drop(events);
    let (_events, is_known) = page.listen();
    assert!(is_known);
    served.page("page-two").refused("restore_removed", json!({"undo": "x"}));
    page.call("restore_removed", json!({"undo": removed["undo"]}));
    assert_eq!(store.json(["run", "list"])[0]["id"], run["id"]);
}

/// On a server without a display, schedules would wait for a window for ever.
#[test]
fn it_is_the_agent_as_long_as_it_runs() {
    let store = store_with("pass");
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let add = usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]).collect::<Vec<_>>();
    let added = store.json(&add);
    let file = store.home().join(format!("schedules/{}.json", added["id"].as_str().unwrap()));
    // A person who adds a schedule sees a warning about this.
    let is_unattended =
        || String::from_utf8(store.output(&add).stderr).unwrap().contains("no agent is running");
    assert!(is_unattended());
    // Makes it look as if no program had run for years.
    let mut schedule: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    schedule["after"] = json!("2020-06-01T00:00:00");
    fs::write(&file, schedule.to_string()).unwrap();
    let served = serve(&store);
    let page = served.page("page-one");
    let (mut events, _) = page.listen();
    let made = loop {
        let found = page.call("run_ids", json!({"query": all_runs()}));
        if let Some(id) = found[0].as_str() {
            break id.to_string();
        }
        events.until(json!({"event": "store"}));
    };
    assert_eq!(store.ended(&made)["status"], "Successful");
    while is_unattended() {
        events.until(json!({"event": "store"}));
    }
    served.end(Signal::TERM);
    assert!(is_unattended());
}

fn all_runs() -> Value {
    json!({"filter": {}, "sort": "created", "descending": true, "offset": 0, "limit": 10})
}

/// Stopping the server, or restarting the machine's services, would lose a day of training.
#[test]
fn it_ends_when_it_is_asked_to_and_trainings_go_on() {
    for signal in [Signal::TERM, Signal::INT] {
        let store = store_with(GATED);
        let gate = store.fifo("gate");
        // A terminal sends Ctrl-C to the whole process group.
        let mut command = store.command(["serve", "--json"]);
        command.process_group(0);
        let served = Served::start(command);
        let page = served.page("page-one");
        let (_events, _) = page.listen();
        let id = page.create_run("gate", gate.to_str().unwrap());
        // Open connections of a page must not delay the end.
        let _upload =
            page.begin(&format!("{}Content-Length: 9\r\n\r\n", page.head("PUT", "/api/upload/1/a")));
        let group = format!("-{}", served.process.id());
        let name = if signal == Signal::INT { "-INT" } else { "-TERM" };
        assert!(Command::new("kill").args([name, "--", &group]).status().unwrap().success());
        assert_eq!(served.end(signal), "", "one line, and nothing after it");
        open_gate(&gate);
        assert_eq!(store.ended(&id)["status"], "Successful");
    }
}

/// A script could not find out the URL, or would wait at a port of another program.
#[test]
fn a_port_that_is_taken_is_refused_in_words() {
    let store = empty_store();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for json in [&["--json"][..], &[]] {
        let output = store.output(["serve", "--port", &port].iter().chain(json));
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(&port), "{output:?}");
    }
    drop(taken);
    let served = Served::start(store.command(["serve", "--json", "--port", &port]));
    assert_eq!(served.port.to_string(), port);
    served.page("page-one");
}

/// Two servers on one machine would run everything twice, or each see only half of it.
#[test]
fn two_servers_on_one_store_see_the_same() {
    let store = store_with("pass");
    let (one, two) = (serve(&store), serve(&store));
    assert_ne!((one.port, &one.token), (two.port, &two.token));
    let (mine, theirs) = (one.page("page-one"), two.page("page-one"));
    let (mut events, _) = theirs.listen();
    let id = mine.create_run("a", "b");
    events.until(json!({"event": "ended", "id": id}));
    assert_eq!(theirs.call("run", json!({"id": id}))["run"]["status"], "Successful");
    one.end(Signal::TERM);
    let id = theirs.create_run("a", "b");
    events.until(json!({"event": "ended", "id": id}));
    assert_eq!(store.json(["run", "list"]).as_array().unwrap().len(), 2);
}

/// A backup could only be inspected with commands.
#[test]
fn a_store_that_may_only_be_read_is_served_too() {
    let store =
        store_with("open(os.path.join(os.environ['artifacts_directory'], 'a.txt'), 'w').write('good')");
    let run = store.trained([]);
    let before = store.listing();
    let read_only = "mount --bind \"$TRAINYARD_HOME\" \"$TRAINYARD_HOME\"
        mount -o remount,bind,ro \"$TRAINYARD_HOME\"";
    if !mounted(&store, &format!("{read_only}\ntrue")).status().unwrap().success() {
        eprintln!("skipped: nothing can be mounted here");
        return;
    }
    let served = Served::start(mounted(&store, &format!("{read_only}\nexec \"$PROGRAM\" serve --json")));
    let page = served.page("page-one");
    let (_events, _) = page.listen();
    assert_eq!(page.call("run_ids", json!({"query": all_runs()})), json!([run["id"]]));
    let saved = json!({"id": run["id"], "path": "artifacts/a.txt", "zip": false, "task": 1});
    let saved = page.call("save_from_run", saved);
    let loaded = page.request("GET", saved["url"].as_str().unwrap(), b"");
    assert_eq!((loaded.status, loaded.text().as_str()), (200, "good"));
    let refused = page.refused("remove_run", json!({"id": run["id"]}));
    assert!(refused["text"].as_str().unwrap().contains("is read-only"), "{refused}");
    let refused = page.request("PUT", "/api/upload/1/a.zip", b"a");
    assert!(refused.status == 422 && refused.text().contains("is read-only"), "{refused:?}");
    served.end(Signal::TERM);
    assert_eq!(store.listing(), before);
}

/// Runs `script` where it can mount something at `$TRAINYARD_HOME`.
fn mounted(store: &Store, script: &str) -> Command {
    let program = store.command(["serve"]);
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-euc", script]).current_dir(store.folder());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("PROGRAM", program.get_program());
    command
}

/// Another website could find out that the program is used, or influence its pages.
#[test]
fn nothing_is_loaded_from_elsewhere() {
    let served_pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    let (mut waiting, mut looked_at): (Vec<PathBuf>, usize) = (vec![served_pages], 0);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for origin in ["https://", "http://", "wss://", "ws://", "//"] {
            for start in
                ["src=", "href=", "url(", "import(", "import", "from", "fetch(", "Worker(", "WebSocket("]
            {
                for quote in ["\"", "'", "`", ""] {
                    let load = format!("{start}{quote}{origin}");
                    // Without quotes, a text that begins with slashes is a comment.
                    let is_comment = quote.is_empty() && (origin == "//" || !start.ends_with(['=', '(']));
                    assert!(is_comment || !text.contains(&load), "{}: {load}", path.display());
                }
            }
        }
        looked_at += 1;
    }
    assert!(looked_at > 10);
    let store = empty_store();
    let served = serve(&store);
    let host = format!("127.0.0.1:{}", served.port);
    let answer =
        served.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
    let policy = &answer.headers["content-security-policy"];
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    let allowed = ["'none'", "'self'", "'unsafe-inline'", "blob:", "data:"].map(String::from);
    for source in policy.split(';').flat_map(|rule| rule.trim().split(' ').skip(1)) {
        assert!(allowed.contains(&source.into()) || source == format!("ws://{host}"), "{policy}");
    }
    assert_eq!(policy.matches("'unsafe-inline'").count(), 1, "styles only: {policy}");
}

/// A person would get the pages in a language that they do not speak.
#[test]
fn the_browsers_language_is_used_if_the_settings_have_none() {
    let store = empty_store();
    let served = serve(&store);
    let asking = |session, language: &str| {
        let mut page = served.silent_page(session);
        page.language = language.into();
        page
    };
    let unknown = |page: &page::Page| page.refused("run", json!({"id": "x"}))["text"].to_string();
    let (french, english) = (asking("french-one", "de, fr-CA;q=0.8, en;q=0.5"), asking("english-one", "de"));
    assert_eq!(french.call("initial_state", json!({}))["language"], "fr");
    assert_eq!(english.call("initial_state", json!({}))["language"], "en");
    assert_ne!(unknown(&french), unknown(&english));
    fs::write(store.home().join("settings.json"), "{\"language\": \"fr\"}\n").unwrap();
    assert_eq!(english.call("initial_state", json!({}))["language"], "fr");
    assert_eq!(unknown(&french), unknown(&english));
}
