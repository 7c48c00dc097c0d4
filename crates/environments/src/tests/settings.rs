//! How a person's settings and index affect a run's environment.

use super::Fixture;

/// A person without a network would wait for each Python of the machine in turn.
#[test]
fn an_unreachable_index_is_asked_for_one_python() {
    let mut fixture = Fixture::new("tyone==1.0\n");
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 999999999, "platform": "p", "abi": "a"}"#;
    fixture.script("bin/python3.30", &format!("echo '{answer}'"));
    let fail = "echo called >> \"$HOME.calls\"; echo 'error: error sending request for url' >&2; exit 1";
    fixture.uv = fixture.script(
        "bin/uv",
        &format!("case $2 in compile) {fail};; *) exec '{}' \"$@\";; esac", fixture.uv.display()),
    );
    assert_eq!(fixture.code(), "index-unreachable");
    assert_eq!(fixture.read("home.calls").lines().count(), 2, "once to choose, once to install");
}

/// A person must know which of their settings have no effect; and a missing folder must not be an error.
#[test]
fn settings_that_are_not_used_are_logged() {
    let mut fixture = Fixture::new("--no-index\n-f wheels\ntyone\n");
    fixture.wheel("package/wheels", "tyone", "2.0", &[]);
    fixture.set("PIP_FIND_LINKS", "/nonexistent/wheels");
    fixture.set("PIP_CONSTRAINT", "limits.txt");
    fixture.set("PIP_REQUIRE_HASHES", "1");
    assert_eq!(fixture.packages(), ["tyone==2.0"]);
    let log = fixture.read("log");
    assert!(
        log.contains("pip constraint, pip require-hashes") && log.contains("/nonexistent/wheels"),
        "{log}"
    );
    fixture.list("--no-index\n-f wheels\ntyone==3\n");
    let message = fixture.prepare().unwrap_err().to_string();
    assert!(message.contains("tyone==3") && message.contains("pip constraint"), "{message}");
    fixture.uv = "/there/is/no/uv".into();
    let message = fixture.prepare().unwrap_err().to_string();
    assert!(message.contains("no/uv") && message.contains("pip constraint"), "{message}");
}
