//! The tracking endpoint as a training meets it: over the network, with what real clients sent, and with what no client
//! should send. The fixtures are the requests of MLflow 2 and 3, recorded by `fixtures/mlflow/record.py`.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

mod served;

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use serde_json::{Value, json};
use served::{Served, TOKEN, answer, ask};

/// Sends what a real client sent, with the ids that it gets now, and returns the endpoint.
fn replay(name: &str) -> Served {
    let served = Served::new();
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mlflow").join(name))
            .unwrap();
    let (mut ids, mut connection): (Vec<(String, String)>, _) = (Vec::new(), served.connect());
    let translated = |text: &str, ids: &[(String, String)]| {
        ids.iter().fold(text.to_string(), |text, (old, new)| text.replace(old, new))
    };
    for line in text.lines() {
        let (method, path, body, status, recorded): (String, String, Option<String>, u16, String) =
            serde_json::from_str(line).unwrap();
        let body = translated(&body.unwrap_or_default(), &ids);
        let (found, answered) = ask(&mut connection, &method, &translated(&path, &ids), body.as_bytes());
        let answered = String::from_utf8(answered).unwrap();
        assert_eq!(found, status, "{method} {path}: {answered}");
        if let (Ok(old), Ok(new)) = (serde_json::from_str(&recorded), serde_json::from_str(&answered)) {
            let (old, new): (Value, Value) = (old, new);
            for id in ["/run/info/run_id", "/model/info/model_id"] {
                if let (Some(old), Some(new)) = (old.pointer(id), new.pointer(id)) {
                    ids.push((old.as_str().unwrap().into(), new.as_str().unwrap().into()));
                }
            }
            let old: Value = serde_json::from_str(&translated(&old.to_string(), &ids)).unwrap();
            assert_eq!(timeless(old), timeless(new), "{method} {path}");
        } else {
            assert_eq!(recorded, answered, "{method} {path}");
        }
    }
    served
}

/// Without the times at which something was made here.
fn timeless(mut value: Value) -> Value {
    match &mut value {
        Value::Object(object) => {
            object.retain(|name, _| !["creation", "last_up"].iter().any(|time| name.starts_with(time)));
            object.values_mut().for_each(|value| *value = timeless(value.take()));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| *value = timeless(value.take())),
        _ => {}
    }
    value
}

fn expect_what_was_logged(served: &Served) {
    let points = [
        r#""" loss 0 1"#,
        r#""" loss 1 0.5"#,
        r#""" loss 2 0.3333333333333333"#,
        r#""" val/loss 7 NaN"#,
        r#""" top 7 inf"#,
        r#""" low 0 -inf"#,
        r#""child" loss 0 5"#,
    ];
    assert_eq!(served.notes.of("point"), points);
    assert_eq!(served.notes.of("param"), [r#""" rate 0.1"#, r#""" a 1"#, r#""" b two"#]);
    let runs = [
        r#""" parent recorded RUNNING false"#,
        r#""child" child recorded RUNNING false"#,
        r#""child" child recorded FINISHED true"#,
        r#""" parent recorded FINISHED true"#,
    ];
    assert_eq!(served.notes.of("run"), runs);
    assert_eq!(served.notes.of("input"), [r#""" frame training"#]);
    assert!(served.notes.of("tag").contains(&r#""" t None"#.into()));
    assert_eq!(served.notes.of("note"), [r#"Registered { name: "registered", version: 1 }"#]);
}

/// A training with MLflow 3 would fail here, or its charts would not show what it logged.
#[test]
fn what_mlflow_3_sends_is_answered_and_kept() {
    let served = replay("mlflow-3.jsonl");
    expect_what_was_logged(&served);
    assert_eq!(served.notes.of("model"), [r#""" model models/model true"#]);
    let files = ["mlflow/models/model/MLmodel", "mlflow/parent/dict.json", "mlflow/parent/folder/text.txt"];
    assert_eq!(served.files(), files);
}

/// The same with MLflow 2.
#[test]
fn what_mlflow_2_sends_is_answered_and_kept() {
    let served = replay("mlflow-2.jsonl");
    expect_what_was_logged(&served);
    assert_eq!(served.files(), ["mlflow/parent/dict.json", "mlflow/parent/folder/text.txt"]);
}

/// Another user of this machine could write into the run, or a page in a browser read it.
#[test]
fn only_who_has_the_token_and_means_this_machine_is_answered() {
    let served = Served::new();
    let status = |head: &str| {
        let mut stream = served.connect();
        stream.write_all(format!("{head}\r\n\r\n").as_bytes()).unwrap();
        answer(&mut stream).0
    };
    let path = "/api/2.0/mlflow/experiments/get?experiment_id=0 HTTP/1.1\r\n";
    let bearer = format!("Host: localhost:80\r\nAuthorization: Bearer {TOKEN}");
    assert_eq!(status(&format!("GET {path}{bearer}")), 200);
    assert_eq!(status(&format!("GET /{TOKEN}{path}Host: [::1]")), 200);
    assert_eq!(status(&format!("GET {path}Host: localhost")), 401);
    assert_eq!(status(&format!("GET {path}{bearer}x")), 401);
    assert_eq!(status(&format!("GET /{TOKEN}x{path}Host: localhost")), 401);
    assert_eq!(status(&format!("GET {path}Host: localhost\r\nAuthorization: Basic {TOKEN}")), 401);
    assert_eq!(status(&format!("GET /{TOKEN}{path}Host: evil.example")), 403);
    assert_eq!(status(&format!("GET /{TOKEN}{path}Host: 127.0.0.1.evil.example")), 403);
}

/// A training that logs a model when the disk is full would fail after hours.
#[test]
fn with_a_full_disk_all_is_answered_and_said() {
    let served = Served::with_reserve(u64::MAX);
    let run = served.start_run();
    let path = "/api/2.0/mlflow-artifacts/artifacts/run-1/model.pkl";
    assert_eq!(served.ask("PUT", path, &vec![0; 20 << 20]).0, 200);
    let arguments = json!({"run_id": run, "key": "loss", "value": 1, "timestamp": 1_800_000_000_000_u64});
    served.call("POST", "/api/2.0/mlflow/runs/log-metric", &arguments);
    assert_eq!(served.files(), Vec::<String>::new());
    let notes = served.notes.of("note");
    assert!(notes[0].starts_with(r#"NotWritten { path: "run-1/model.pkl""#), "{notes:?}");
}

/// A training could write over the person's files through the executor, or keep it busy.
#[test]
fn what_no_client_sends_is_refused() {
    let served = Served::new();
    let run = served.start_run();
    let refused = |method: &str, path: &str, body: &[u8], code: &str| {
        let (status, body) = served.ask(method, path, body);
        let error: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(error["error_code"], code, "{method} {path}");
        assert!(error["message"].is_string());
        status
    };
    let invalid = "INVALID_PARAMETER_VALUE";
    let metric = "/api/2.0/mlflow/runs/log-metric";
    for body in [&b"\xff\x00{"[..], b"[]", b"{\"key\": ", &[b'['; 100_000], &vec![b','; 300_000]] {
        assert_eq!(refused("POST", metric, body, invalid), 400);
    }
    let wrong = json!({"run_id": run, "key": "loss", "value": "much"}).to_string();
    assert_eq!(refused("POST", metric, wrong.as_bytes(), invalid), 400);
    assert_eq!(
        refused("POST", metric, br#"{"run_id": "none", "key": "a", "value": 1}"#, "RESOURCE_DOES_NOT_EXIST"),
        404
    );
    for path in ["a/../../b", "%2e%2e/%2e%2e/etc/passwd", "..%2Fb", "a//b", "a%00b", &"a/".repeat(60)] {
        let path = format!("/api/2.0/mlflow-artifacts/artifacts/{path}");
        assert_eq!(refused("PUT", &path, b"x", invalid), 400);
        assert_eq!(refused("GET", &path, b"", invalid), 400);
        assert_eq!(refused("DELETE", &path, b"", invalid), 400);
    }
    for path in
        ["/", "/api/2.0/mlflow/none", "/api/2.0/mlflow/runs/none", "/api/2.0/mlflow-artifacts/x", "/%ff"]
    {
        assert_eq!(refused("POST", path, b"{}", "ENDPOINT_NOT_FOUND"), 404);
    }
    assert_eq!(refused("POST", metric, &vec![b' '; 17 << 20], "REQUEST_LIMIT_EXCEEDED"), 413);
    assert_eq!(refused("POST", "/api/2.0/mlflow-artifacts/mpu/create/a", b"{}", "NOT_IMPLEMENTED"), 501);
    assert_eq!(served.files(), Vec::<String>::new());
}

/// One part of a training that hangs would keep the others from logging, and so stop the training.
#[test]
fn clients_that_never_read_or_never_finish_keep_nobody_waiting() {
    let served = Served::new();
    let run = served.start_run();
    let whole = "/api/2.0/mlflow-artifacts/artifacts/run-1/whole";
    let body = vec![b'x'; 1 << 20];
    assert_eq!(served.ask("PUT", whole, &body).0, 200);
    let mut held = Vec::new();
    for number in 0..300 {
        let mut stream = served.connect();
        let head = format!("Host: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n");
        let sent = match number % 5 {
            0 => String::new(),
            1 => "POST /api".into(),
            2 => format!(
                "POST /api/2.0/mlflow/runs/log-metric HTTP/1.1\r\n{head}Content-Length: 9000000\r\n\r\n{{"
            ),
            3 => format!(
                "PUT /api/2.0/mlflow-artifacts/artifacts/a/{number} HTTP/1.1\r\n{head}Content-Length: 9\r\n\r\nx"
            ),
            // Asks for more than the system holds for a client that does not read.
            _ => format!("GET {whole} HTTP/1.1\r\n{head}\r\n").repeat(20),
        };
        // Those that came first are closed meanwhile.
        let _ = stream.write_all(sent.as_bytes());
        held.push(stream);
        if number % 50 == 0 {
            let arguments =
                json!({"run_id": run, "key": "loss", "value": 1, "timestamp": 1_800_000_000_000_u64});
            served.call("POST", "/api/2.0/mlflow/runs/log-metric", &arguments);
        }
    }
    assert_eq!(served.ask("PUT", whole, &body).0, 200);
    assert_eq!(served.ask("GET", whole, b""), (200, body));
    let mut first = &held[0];
    let closed = first.read(&mut [0; 1]);
    assert!(
        matches!(&closed, Ok(0)) || closed.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset)
    );
    drop(held);
}

/// A training that names a metric per sample would take the memory of the machine, or fail.
#[test]
fn more_metrics_and_tags_than_are_kept_are_answered() {
    let served = Served::new();
    let run = served.start_run();
    let mut connection = served.connect();
    for batch in 0..20 {
        let metric = |at| json!({"key": format!("m{}", batch * 1000 + at), "value": 1, "timestamp": 1_800_000_000_000_u64});
        let metrics: Vec<_> = (0..1000).map(metric).collect();
        let arguments = json!({"run_id": run, "metrics": metrics}).to_string();
        let path = "/api/2.0/mlflow/runs/log-batch";
        assert_eq!(ask(&mut connection, "POST", path, arguments.as_bytes()).0, 200);
    }
    for key in ["a", "b"] {
        let arguments = json!({"run_id": run, "key": key, "value": "x".repeat(10 << 20)});
        served.call("POST", "/api/2.0/mlflow/runs/set-tag", &arguments);
    }
    assert_eq!(served.notes.of("point").len(), 20_000);
    assert_eq!(served.notes.of("note"), ["TooMuch"]);
    let read = served.call("GET", &format!("/api/2.0/mlflow/runs/get?run_id={run}"), &json!({}));
    assert_eq!(read["run"]["data"]["metrics"].as_array().unwrap().len(), 10_000);
}

/// The last values of a training that ends would be lost, or the executor would not end.
#[test]
fn what_was_asked_is_answered_when_it_is_stopped() {
    let mut served = Served::new();
    let mut idle = served.connect();
    let run = served.start_run();
    let body =
        json!({"run_id": run, "key": "loss", "value": 1, "timestamp": 1_800_000_000_000_u64}).to_string();
    let mut stream = served.connect();
    let length = body.len();
    let head = format!(
        "POST /{TOKEN}/api/2.0/mlflow/runs/log-metric HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\
         Expect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut went_on = [0; 25];
    // The request is being answered.
    stream.read_exact(&mut went_on).unwrap();
    served.stop.stop();
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(answer(&mut stream).0, 200);
    served.thread.take().unwrap().join().unwrap();
    served.thread = Some(std::thread::spawn(|| ()));
    assert_eq!(served.notes.of("point"), [r#""" loss 0 1"#]);
    assert_eq!(idle.read(&mut [0; 1]).unwrap_or(0), 0);
}
