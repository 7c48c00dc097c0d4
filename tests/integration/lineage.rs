//! What a version was made of, and what a file led to, as the program says it.

use std::fs;

use serde_json::{Value, json};

use crate::store_with;

/// What identifies the nodes on one side, sorted.
fn side(graph: &Value, side: &str) -> Vec<String> {
    let nodes = graph["nodes"].as_array().unwrap().iter().filter(|node| node["side"] == side);
    let mut ids: Vec<_> = nodes.map(|node| node["id"].as_str().unwrap().to_string()).collect();
    ids.sort_unstable();
    ids
}

fn is_data(id: &str) -> bool {
    id.starts_with("data:")
}

/// Nobody could say which versions have to be trained again without a file, or what a version in use was trained on.
#[test]
fn a_file_leads_to_the_versions_that_saw_it_and_back() {
    let store = store_with("pass");
    let folder = store.folder().join("data/linked");
    fs::create_dir_all(folder.join("2026")).unwrap();
    fs::write(folder.join("rows.csv"), "1").unwrap();
    fs::write(folder.join("2026/more.csv"), "2").unwrap();
    store.json(["dataset", "add", "linked", folder.to_str().unwrap(), "--link"]);
    let trained = |more: &[&'static str]| {
        let run = store.ran("training", ["--dataset", "linked"].into_iter().chain(more.iter().copied()));
        (format!("run:{}", run["id"].as_str().unwrap()), run["version"].as_str().unwrap().to_string())
    };
    let (first, one) = trained(&[]);
    fs::write(folder.join("rows.csv"), "other").unwrap();
    let (second, two) = trained(&[]);
    let part = store.ran("training", ["--dataset", "linked/2026"]);
    assert_eq!((&*one, &*two, &part["version"]), ("1.1", "1.2", &json!("1.3")));

    let graph = store.json(["lineage", "version", "trainer", "1.2"]);
    let above = side(&graph, "above");
    assert_eq!((above.len(), above.iter().filter(|id| is_data(id)).count()), (3, 1), "{graph:#}");
    assert!(above.contains(&second) && above.contains(&"version:trainer@1.0".to_string()), "{above:?}");

    let graph = store.json(["lineage", "dataset", "linked", "rows.csv"]);
    let mut expected =
        vec![first.clone(), second, "version:trainer@1.1".into(), "version:trainer@1.2".into()];
    expected.sort_unstable();
    assert_eq!(side(&graph, "below"), expected);
    let mut same: Vec<_> =
        graph["nodes"].as_array().unwrap().iter().filter_map(|node| node["file"]["same"].as_bool()).collect();
    same.sort_unstable();
    assert_eq!(same, [false, true]);
    assert_eq!(graph["file"]["not_seen_by"], json!([part["id"]]));
    let printed =
        String::from_utf8(store.output(["lineage", "dataset", "linked", "rows.csv"]).stdout).unwrap();
    for line in [
        "with the file as it is today",
        "trainer 1.2",
        "rows.csv: 2 runs were given it, one on the dataset was not",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    let graph = store.json(["lineage", "dataset", "linked", "2026/more.csv"]);
    assert_eq!(side(&graph, "start").len(), 3, "{graph:#}");

    let refused = store.output(["lineage", "dataset", "linked", "none.csv"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let svg = store.folder().join("graph.svg");
    store.json(["lineage", "run", first.strip_prefix("run:").unwrap(), "--svg", svg.to_str().unwrap()]);
    assert!(fs::read_to_string(svg).unwrap().contains(">trainer 1.1</text>"));

    // The index is rebuilt from the files, and says the same.
    let ask = ["lineage", "dataset", "linked"];
    let before = store.json(ask);
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(ask), before);
}
