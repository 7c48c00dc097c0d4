//! What the settings and the index of a person do to a run's environment.

use super::Scene;

/// Whoever is offline would wait for each Python of the machine in turn.
#[test]
fn an_index_out_of_reach_is_asked_for_one_python() {
    let mut scene = Scene::new("tyone==1.0\n");
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 999999999, "platform": "p", "abi": "a"}"#;
    scene.script("bin/python3.30", &format!("echo '{answer}'"));
    let fail = "echo called >> \"$HOME.calls\"; echo 'error: error sending request for url' >&2; exit 1";
    scene.uv = scene.script(
        "bin/uv",
        &format!("case $2 in compile) {fail};; *) exec '{}' \"$@\";; esac", scene.uv.display()),
    );
    assert_eq!(scene.code(), "index-unreachable");
    assert_eq!(scene.read("home.calls").lines().count(), 2, "once to choose, once to install");
}

/// A person would believe that their limits hold; and a folder that is not there is no reason to fail.
#[test]
fn what_is_not_obeyed_in_the_settings_is_said() {
    let mut scene = Scene::new("--no-index\n-f wheels\ntyone\n");
    scene.wheel("package/wheels", "tyone", "2.0", &[]);
    scene.set("PIP_FIND_LINKS", "/nonexistent/wheels");
    scene.set("PIP_CONSTRAINT", "limits.txt");
    scene.set("PIP_REQUIRE_HASHES", "1");
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    let log = scene.read("log");
    assert!(
        log.contains("pip constraint, pip require-hashes") && log.contains("/nonexistent/wheels"),
        "{log}"
    );
    scene.list("--no-index\n-f wheels\ntyone==3\n");
    let said = scene.prepare().unwrap_err().to_string();
    assert!(said.contains("tyone==3") && said.contains("pip constraint"), "{said}");
    scene.uv = "/there/is/no/uv".into();
    let said = scene.prepare().unwrap_err().to_string();
    assert!(said.contains("no/uv") && said.contains("pip constraint"), "{said}");
}
