//! Attacks on the server by anybody else who can reach its port.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::page::{Answer, connect};
use super::{GATED, listing, open_gate, serve};
use crate::{empty_store, store_with};

/// Another website, user or program on the machine could act as the person, and so run code.
#[test]
fn requests_without_a_token_or_from_another_site_are_refused() {
    let store = empty_store();
    let served = serve(&store);
    let page = served.page("page-one");
    let before = listing(&store);
    let create = r#"{"name":"theirs","description":"","keeps":false}"#;
    let call = page.head("POST", "/api/call/create_project");
    let upload = page.head("PUT", "/api/upload/1/a.zip");
    let (host, origin) =
        (format!("Host: 127.0.0.1:{}", page.port), format!("Origin: http://127.0.0.1:{}", page.port));
    let token = format!("Authorization: Bearer {}\r\n", page.token);
    for (head, status) in [
        (call.replace(&host, "Host: evil.example"), 403),
        (call.replace(&host, &format!("Host: 127.0.0.1.evil.example:{}", page.port)), 403),
        (call.replace(&format!("{host}\r\n"), ""), 403),
        (call.replace(&origin, "Origin: https://evil.example"), 403),
        (call.replace(&origin, "Origin: null"), 403),
        (call.replace(&origin, "Origin: http://127.0.0.1:1"), 403),
        (upload.replace(&origin, "Origin: https://evil.example"), 403),
        (call.replace(&token, ""), 401),
        (call.replace(&page.token, "wrong"), 401),
        (call.replace(&page.token, &page.token[1..]), 401),
        (call.replace("Bearer", "Basic"), 401),
        (
            call.replace(&token, "")
                .replace("/create_project", &format!("/create_project?token={}", page.token)),
            401,
        ),
        (call.replace(&token, &format!("Cookie: token={}\r\n", page.token)), 401),
        (upload.replace(&token, ""), 401),
        (page.head("DELETE", "/api/upload/1").replace(&token, ""), 401),
        (call.replace("page-one", "short"), 400),
        (call.replace("page-one", "../../../../etc"), 400),
        (call.replace("page-one", &"x".repeat(65)), 400),
        (call.replace("/create_project", "/no_such_command"), 422),
        (call.replace("/create_project", "/projects"), 422),
        (call.replace("POST", "GET"), 405),
        (page.head("GET", "/download/none"), 404),
        (page.head("GET", &format!("/download/{}", page.token)), 404),
        (page.head("GET", "/../../Cargo.toml"), 404),
        (page.head("GET", "/%2e%2e/%2e%2e/Cargo.toml"), 404),
        (page.head("GET", "/assets/../../index.html"), 404),
        (page.head("GET", "//etc/passwd"), 404),
    ] {
        let answer =
            served.send(format!("{head}Content-Length: {}\r\n\r\n{create}", create.len()).as_bytes());
        assert_eq!(answer.status, status, "{head}\n{answer:?}");
    }
    let head = served.send(format!("{call}X-Long: {}\r\n\r\n", "x".repeat(1 << 20)).as_bytes());
    assert!(head.status == 431 || head.status == 0, "{head:?}");
    let body = page.request("POST", "/api/call/create_project", &vec![b' '; 5 << 20]);
    assert!(body.status == 413 || body.status == 0, "{}", body.status);
    assert_eq!(listing(&store), before);
    assert_eq!(page.call("projects", json!({"counted": false}))["rows"].as_array().unwrap().len(), 1);
}

/// A line in a browser's history or a server's log would give access to the machine.
#[test]
fn a_link_opens_the_pages_once() {
    let store = empty_store();
    let served = serve(&store);
    let get = |path: &str| {
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", served.port);
        served.send(head.as_bytes())
    };
    assert!(!served.link.contains(&served.token));
    for path in ["/", "/?token=wrong", &format!("/?token={}", served.token)] {
        let answer = get(path);
        assert!(answer.status != 500 && !answer.text().contains(&served.token), "{path}: {answer:?}");
    }
    let opened = get(&served.link);
    assert!(opened.status == 200 && opened.text().contains(&served.token), "{opened:?}");
    assert_eq!(opened.headers["cache-control"], "no-store");
    let again = get(&served.link);
    assert!(again.status == 403 && !again.text().contains(&served.token), "{again:?}");
}

/// Anybody could watch what happens.
#[test]
fn events_are_for_those_with_the_token_only() {
    let store = empty_store();
    let served = serve(&store);
    let mut page = served.page("page-one");
    for hello in [r#"{"token":"wrong","session":"page-one"}"#, "{}", "no json", r#"{"session":"page-one"}"#] {
        let mut events = page.socket();
        events.say(hello);
        assert_eq!(events.next(), Err(4401), "{hello}");
    }
    let mut events = page.socket();
    events.say(&json!({"token": page.token, "session": "../.."}).to_string());
    assert_eq!(events.next(), Err(1013));
    let upgrade = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let head = page.head("GET", "/api/events").replace("Connection: close\r\n", upgrade);
    let foreign = head.replace("Origin: http://127.0.0.1", "Origin: http://evil.example");
    assert_eq!(Answer::read(page.begin(&foreign)).status, 403);
    page.token = "wrong".into();
    assert_eq!(page.request("POST", "/api/call/initial_state", b"{}").status, 401);
}

/// Another user of the machine could make the program unusable for the person.
#[test]
fn others_are_answered_however_many_connections_are_silent() {
    let store = store_with(GATED);
    let gate = store.fifo("gate");
    let served = serve(&store);
    let page = served.page("page-one");
    let (mut events, _) = page.listen();
    let id = page.create_run("gate", gate.to_str().unwrap());
    let memory = served.status("VmRSS");
    let silent = "ulimit -n hard
        for n in $(seq 1000); do exec {s}<>/dev/tcp/127.0.0.1/$PORT; echo $s; done
        read -r";
    let begun = Instant::now();
    let mut others = Command::new("bash");
    others.args(["-euc", silent]).env("PORT", served.port.to_string());
    let mut others = others.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut connected = BufReader::new(others.stdout.take().unwrap()).lines();
    for _ in 0..1000 {
        connected.next().unwrap().unwrap();
    }
    assert_eq!(served.silent_page("page-two").request("GET", "/", b"").status, 200);
    // It takes longer until all connections have timed out, one after the other.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    // The same with connections that have begun to become pages.
    let sockets: Vec<_> = (0..300).map(|_| page.socket()).collect();
    assert_eq!(page.call("run", json!({"id": id}))["run"]["id"], json!(id));
    assert!(served.open_files() < 400, "{}", served.open_files());
    let more = served.status("VmRSS").saturating_sub(memory);
    assert!(more < 64_000, "{more} kB");
    open_gate(&gate);
    events.until(json!({"event": "ended", "id": id}));
    assert_eq!(store.ended(&id)["status"], "Successful");
    drop((sockets, others.stdin.take()));
    others.wait().unwrap();
}

/// A page on a sleeping laptop would fill the server's memory, or block the training.
#[test]
fn a_page_that_never_reads_its_events_holds_nothing_up() {
    let store = store_with("for n in range(300000):\n    print('line', n)\nopen(os.environ['gate']).read()");
    let gate = store.fifo("gate");
    let served = serve(&store);
    let (deaf, page) = (served.page("page-deaf"), served.page("page-one"));
    let ((_unread, _), (mut events, _)) = (deaf.listen(), page.listen());
    let memory = served.status("VmRSS");
    let id = page.create_run("gate", gate.to_str().unwrap());
    for session in [&deaf, &page] {
        session.call("follow", json!({"id": id, "turn": 1}));
    }
    for n in 0..40 {
        page.call("note_run", json!({"id": id, "note": format!("note {n}")}));
    }
    events.until(json!({"event": "run", "id": id}));
    open_gate(&gate);
    events.until(json!({"event": "ended", "id": id}));
    assert_eq!(store.ended(&id)["status"], "Successful");
    let more = served.status("VmRSS").saturating_sub(memory);
    assert!(more < 32_000, "{more} kB");
}

/// A connection that sends requests and never reads would block a slot.
#[test]
fn a_silent_connection_is_closed() {
    let store = empty_store();
    let served = serve(&store);
    let mut printed = Vec::new();
    let mut silent = connect(served.port);
    let _ = silent.read_to_end(&mut printed);
    assert!(printed.is_empty() || printed.starts_with(b"HTTP/1.1 408"), "{printed:?}");
}
