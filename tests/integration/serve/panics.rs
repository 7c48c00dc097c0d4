//! A server that panics somewhere goes on, and its log says where.

use serde_json::json;
use testkit::{Signal, Store};

use super::page::Served;
use crate::own_log::panicked;
use crate::store_with;

fn serve_until_panic(store: &Store, point: &str) -> Served {
    let mut command = store.command(["serve", "--json"]);
    command.env("TRAINYARD_TEST_PANIC", point);
    Served::start(command)
}

/// A page would wait for ever, or the whole program be gone.
#[test]
fn a_command_of_a_page_that_panics_is_refused_and_the_server_goes_on() {
    let store = store_with("pass");
    let served = serve_until_panic(&store, "datasets");
    let page = served.page("page-one");
    let refusal = page.refused("datasets", json!({}));
    assert!(refusal["text"].as_str().unwrap().contains("The program itself failed"), "{refusal}");
    assert_eq!(page.call("datasets", json!({})).as_array().map(Vec::len), Some(1));
    assert!(panicked(&store, "server", "datasets").contains("command{name=\"datasets\"}"));
    served.end(Signal::TERM);
}

/// Schedules would wait for ever while everything looks as always.
#[test]
fn supervision_that_panics_is_started_again() {
    let store = store_with("pass");
    let served = serve_until_panic(&store, "supervise");
    let page = served.page("page-one");
    let (mut events, _) = page.listen();
    let id = page.create_run("gate", "none");
    events.until(json!({"event": "ended", "id": id}));
    let log = panicked(&store, "server", "supervise");
    assert!(log.contains("supervising the store ended by itself and is started again in 1s"), "{log}");
    served.end(Signal::TERM);
}
