//! Lineage over an index that is filled by hand.

use std::fs;
use std::path::PathBuf;

use contract::{DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, Status};
use files::tree;
use jiff::Timestamp;
use locales::Language;
use snapshots::Digest;
use store::packages::PackageRow;
use store::run_lineage::{Recorded, RunLineage};
use store::runs::RunRow;
use store::versions::VersionRow;

use super::*;
use crate::Engine;

/// A store with a package `churn`, whose version 1.0 a person added.
struct Place {
    folder: tempfile::TempDir,
    engine: Engine,
}

/// A run on `rows`.
struct Ran<'a> {
    n: u64,
    folder: &'a str,
    data: Option<Recorded>,
    /// The version that it trained, and the digest of that if another store has it.
    from: (&'a str, Option<&'a str>),
    made: Option<&'a str>,
}

impl Default for Ran<'_> {
    fn default() -> Self {
        Self { n: 0, folder: "", data: None, from: ("1.0", None), made: None }
    }
}

fn at(n: u64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + n as i64).unwrap()
}

fn id(n: u64) -> RunId {
    RunId::from_random(n.wrapping_mul(0x0123_4567_89ab_cdef))
}

/// The digest of a version's zip.
fn zip(version: &str) -> String {
    Digest::of(version.as_bytes()).to_string()
}

fn content(text: &str) -> Option<Recorded> {
    let digest = Digest::of(text.as_bytes());
    Some(Recorded { snapshot: digest, content: digest })
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let place = Self { folder, engine };
        let name: PackageName = "churn".parse().unwrap();
        let package = PackageRow { project: ProjectId::default(), name, created: at(0) };
        place.put(|tables| tables.put_package(&package));
        place.add_version("1.0", None);
        place
    }

    fn put(&self, put: impl FnOnce(&store::Writing<'_>) -> Result<()>) {
        self.engine.change_store(|change| change.catch_up(put)).unwrap();
    }

    fn add_version(&self, number: &str, made_by: Option<(u64, &str)>) {
        let row = VersionRow {
            project: ProjectId::default(),
            package: "churn".parse().unwrap(),
            version: number.parse().unwrap(),
            made_by: made_by.map(|(n, _)| id(n)),
            made_from: made_by.map(|(_, from)| from.parse().unwrap()),
            change_log: String::new(),
            python: None,
            as_of: None,
            pipelines: Vec::new(),
            digest: zip(number),
            bytes: 0,
            score: None,
            created: at(0),
        };
        self.put(|tables| tables.put_version(&row));
    }

    fn add(&self, runs: &[Ran<'_>]) {
        self.put(|tables| {
            runs.iter().try_for_each(|run| {
                let row = row(run);
                tables.put_run(&row)?;
                let lineage = RunLineage {
                    package_digest: run.from.1.map_or_else(|| zip(run.from.0), String::from),
                    made_digest: run.made.map(zip),
                    input: run.data,
                    evaluation: None,
                };
                tables.put_run_lineage(&row.id, &lineage)
            })
        });
        for run in runs {
            if let Some(made) = run.made {
                self.add_version(made, Some((run.n, run.from.0)));
            }
        }
    }

    fn graph(&self, of: &LineageOf) -> LineageGraph {
        self.engine.lineage().graph(of, 10_000, &Watch::default()).unwrap()
    }

    /// The titles on one side of something.
    fn side(&self, of: &LineageOf, side: Side) -> Vec<String> {
        titles(&self.graph(of), side)
    }

    /// Makes the dataset `rows` of these files.
    fn write(&self, files: &[(&str, &str)]) {
        let folder = self.folder.path().join("rows");
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in files {
            fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
            fs::write(folder.join(name), text).unwrap();
        }
        if self.engine.datasets().get(&rows()).is_err() {
            self.engine.datasets().add(&rows(), &folder, true, &Watch::default()).unwrap();
        }
    }

    /// Records what is in a folder of the dataset.
    fn record(&self, below: &str) -> Option<Recorded> {
        let snapshots = self.engine.home().snapshots();
        let folder = self.folder.path().join("rows").join(below);
        let scan = tree::scan(&folder, &Watch::default()).unwrap();
        let manifest = snapshots.taking().unwrap().record(&scan, below, &Watch::default()).unwrap().manifest;
        Some(Recorded { snapshot: manifest.id(), content: manifest.content() })
    }
}

fn row(run: &Ran<'_>) -> RunRow {
    RunRow {
        id: id(run.n),
        project: ProjectId::default(),
        name: format!("run {}", run.n),
        kind: PipelineKind::Training,
        package: "churn".parse().unwrap(),
        version: run.from.0.parse().unwrap(),
        dataset: Some(rows()),
        folder: run.folder.parse().unwrap(),
        evaluation: None,
        evaluation_folder: FolderPath::default(),
        status: Status::Successful,
        reason: None,
        new_version: run.made.map(|made| made.parse().unwrap()),
        score: None,
        schedule: None,
        created: at(run.n),
        started: Some(at(run.n)),
        ended: Some(at(run.n)),
        run_tags: Default::default(),
    }
}

fn rows() -> DatasetName {
    "rows".parse().unwrap()
}

fn version(number: &str) -> LineageOf {
    LineageOf::Version("churn".parse().unwrap(), number.parse().unwrap())
}

fn file(path: &str) -> LineageOf {
    LineageOf::File(rows(), PathBuf::from(path))
}

fn titles(graph: &LineageGraph, side: Side) -> Vec<String> {
    let nodes = graph.nodes.iter().filter(|one| one.side == side);
    let mut titles: Vec<_> = nodes.map(|one| one.node.title()).collect();
    titles.sort_unstable();
    titles
}

/// A person would be told that a version is made of data that it has never seen, or not of data that it has.
#[test]
fn a_version_is_made_of_all_that_was_before_it_and_of_nothing_else() {
    let place = Place::new();
    place.add(&[
        Ran { n: 1, data: content("monday"), made: Some("1.1"), ..Ran::default() },
        Ran { n: 2, data: content("tuesday"), from: ("1.1", None), made: Some("1.2"), ..Ran::default() },
        Ran { n: 3, data: content("tuesday"), made: Some("1.3"), ..Ran::default() },
        Ran { n: 4, from: ("1.3", None), ..Ran::default() },
    ]);
    let above = ["churn 1.0", "churn 1.1", "rows", "rows", "run 1", "run 2"];
    assert_eq!(place.side(&version("1.2"), Side::Above), above);
    assert_eq!(place.side(&version("1.2"), Side::Below), [""; 0]);
    assert_eq!(place.side(&version("1.1"), Side::Below), ["churn 1.2", "run 2"]);
    assert_eq!(place.side(&version("1.3"), Side::Below), ["run 4"]);
    assert_eq!(
        place.side(&LineageOf::Run(id(2)), Side::Above),
        ["churn 1.0", "churn 1.1", "rows", "rows", "run 1"]
    );
    let all = place.side(&LineageOf::Dataset(rows()), Side::Below);
    assert_eq!(all, ["churn 1.1", "churn 1.2", "churn 1.3", "run 1", "run 2", "run 3", "run 4"]);
    let unknown = place.graph(&LineageOf::Run(id(4)));
    let data =
        unknown.nodes.iter().find(|one| matches!(&one.node, Node::Data(data) if data.content.is_none()));
    let detail = data.unwrap().detail(Language::English);
    assert!(detail.starts_with("content not recorded"), "{detail}");
    let missing = place.engine.lineage().graph(&version("7.0"), 10, &Watch::default());
    assert!(matches!(*missing.unwrap_err().message, Message::VersionUnknown { .. }));
}

/// A run that a colleague sent would be shown as made of a version that only has the same number.
#[test]
fn a_version_of_another_store_is_another_one() {
    let place = Place::new();
    let other = zip("another 1.0");
    place.add(&[Ran { n: 1, from: ("1.0", Some(&other)), ..Ran::default() }]);
    assert_eq!(place.side(&version("1.0"), Side::Below), [""; 0]);
    let graph = place.graph(&LineageOf::Run(id(1)));
    let above = graph.nodes.iter().find(|one| matches!(one.node, Node::Version(_))).unwrap();
    assert_eq!(above.detail(Language::English), "version that is not in this store");
}

/// What a version was made of would be lost with the run that made it.
#[test]
fn a_run_that_was_removed_still_connects_two_versions() {
    let place = Place::new();
    place.add(&[Ran { n: 1, data: content("monday"), made: Some("1.1"), ..Ran::default() }]);
    place.put(|tables| tables.delete_run(&id(1)));
    let graph = place.graph(&version("1.1"));
    assert_eq!(titles(&graph, Side::Above), ["churn 1.0", &id(1).to_string()]);
    assert!(graph.json()["nodes"].as_array().unwrap().iter().any(|node| node["removed"] == true));
}

/// The page of a package that is trained every night would not open, or would not say that it does not show all.
#[test]
fn a_chain_of_a_thousand_versions_is_walked_and_what_is_cut_off_is_counted() {
    let place = Place::new();
    let numbers: Vec<String> = (0..=1000).map(|n| format!("1.{n}")).collect();
    let runs: Vec<Ran<'_>> = (1..=1000_usize)
        .map(|n| Ran {
            n: n as u64,
            data: content("always"),
            from: (&numbers[n - 1], None),
            made: Some(&numbers[n]),
            ..Ran::default()
        })
        .collect();
    place.add(&runs);
    let graph = place.graph(&version("1.1000"));
    // As many versions and runs before it, and the data.
    assert_eq!((graph.nodes.len(), graph.left_out), (2002, 0));
    assert_eq!(graph.nodes.iter().map(|one| one.distance).max(), Some(2000));
    let picture = graph.picture(&[]);
    assert_eq!(picture.nodes.len(), 2002);
    let cut = place.engine.lineage().graph(&version("1.1000"), 100, &Watch::default()).unwrap();
    assert_eq!((cut.nodes.len(), cut.left_out), (100, 1902));
}

/// A sweep would hide everything else, or a run of it could not be reached.
#[test]
fn runs_that_are_alike_are_folded_until_a_person_unfolds_them() {
    let place = Place::new();
    let numbers: Vec<String> = (0..=200).map(|n| format!("1.{n}")).collect();
    let sweep = (1..=200_usize).map(|n| Ran {
        n: n as u64,
        data: content("sweep"),
        made: (n % 2 == 0).then(|| &*numbers[n]),
        ..Ran::default()
    });
    // One that somebody went on with stays.
    let next = Ran { n: 300, from: ("1.2", None), data: content("later"), ..Ran::default() };
    place.add(&sweep.chain([next]).collect::<Vec<_>>());
    let graph = place.graph(&version("1.0"));
    let picture = graph.picture(&[]);
    let more = picture.nodes.iter().find_map(|one| match &one.what {
        Shown::More(folded) => Some(folded.clone()),
        Shown::Node(_) => None,
    });
    let more = more.unwrap();
    assert_eq!((more.runs, more.versions, more.data), (193, 96, 0));
    let stays = |title: &str| {
        let is_it =
            |one: &Placed| matches!(one.what, Shown::Node(at) if graph.nodes[at].node.title() == title);
        picture.nodes.iter().any(is_it)
    };
    assert!(stays("run 200") && stays("run 2") && stays("churn 1.2") && !stays("run 4"));
    assert_eq!(graph.picture(&[more.id]).nodes.len(), graph.nodes.len());
}

/// A person who has to take out a customer's file would retrain the wrong versions, or miss one.
#[test]
fn each_version_that_has_seen_a_file_is_found_with_the_content_that_it_saw() {
    let place = Place::new();
    place.write(&[("2025/a.csv", "1"), ("2026/a.csv", "old"), ("2026/b.csv", "2")]);
    let (whole, old, without) = (place.record(""), place.record("2026"), place.record("2025"));
    place.write(&[("2025/a.csv", "1"), ("2026/a.csv", "new")]);
    let new = place.record("2026");
    fs::remove_file(place.folder.path().join("rows/2026/a.csv")).unwrap();
    let gone = place.record("");
    place.write(&[("2025/a.csv", "1"), ("2026/a.csv", "new")]);
    let lost = content("its manifest is lost");
    place.add(&[
        Ran { n: 1, data: whole, made: Some("1.1"), ..Ran::default() },
        Ran { n: 2, folder: "2026", data: old, made: Some("1.2"), ..Ran::default() },
        Ran { n: 3, folder: "2025", data: without, made: Some("1.3"), ..Ran::default() },
        Ran { n: 4, folder: "2026", data: new, made: Some("1.4"), ..Ran::default() },
        Ran { n: 5, data: gone, made: Some("1.5"), ..Ran::default() },
        Ran { n: 6, data: lost, ..Ran::default() },
        Ran { n: 7, ..Ran::default() },
        Ran { n: 8, folder: "2025", ..Ran::default() },
        Ran { n: 9, from: ("1.2", None), folder: "2025", data: without, made: Some("1.6") },
    ]);
    let graph = place.graph(&file("./2026/a.csv"));
    let seen = ["churn 1.1", "churn 1.2", "churn 1.4", "churn 1.6", "run 1", "run 2", "run 4", "run 9"];
    assert_eq!(titles(&graph, Side::Below), seen);
    let same: Vec<_> = graph.nodes.iter().filter_map(|one| one.file?.is_same).collect();
    assert_eq!(same.iter().filter(|same| **same).count(), 1, "{same:?}");
    assert_eq!(same.len(), 3);
    let answer = graph.file.unwrap();
    let ids = |all: &[u64]| {
        let mut ids: Vec<_> = all.iter().map(|n| id(*n)).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!((answer.without, answer.unknown), (ids(&[3, 5, 8, 9]), ids(&[6, 7])));

    let refused =
        |path: &str| *place.engine.lineage().graph(&file(path), 10, &Watch::default()).unwrap_err().message;
    for path in ["../a.csv", "/etc/passwd", "", "."] {
        assert!(matches!(refused(path), Message::LineageFileInvalid { .. }), "{path}");
    }
    assert!(matches!(refused("2026"), Message::LineageFileIsFolder { .. }));
    place.put(|tables| tables.delete_run(&id(6)).and(tables.delete_run(&id(7))));
    assert!(matches!(refused("2026/c.csv"), Message::LineageFileUnknown { .. }));
}

/// A picture would not open because of what a person wrote as the name of a run.
#[test]
fn names_cannot_break_a_picture() {
    let place = Place::new();
    place.put(|tables| {
        let name = "</text><script>alert(1)</script> & \u{1} \"".repeat(3);
        tables.put_run(&RunRow { name, ..row(&Ran { n: 1, ..Ran::default() }) })
    });
    let svg = place.graph(&LineageOf::Run(id(1))).svg(&[], Language::French);
    assert!(!svg.contains("<script") && !svg.contains('\u{1}') && svg.contains("&lt;/text&gt;"), "{svg}");
    assert_eq!(svg.matches("<g ").count(), 3);
}

/// A store of an earlier program would not say what its versions were made of.
#[test]
fn the_index_is_filled_from_the_files_of_runs() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let open = || Engine::open(&home, "/no/program".into()).unwrap();
    let run = open().home().run(&id(1));
    fs::create_dir_all(run.path()).unwrap();
    let spec: rundir::RunSpec = serde_json::from_value(serde_json::json!({
        "id": id(1), "name": "churn", "kind": "training", "project": "default",
        "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "0a", "python": null},
        "input": {"name": "rows", "folder": "", "path": ""}, "evaluation": null, "parameters": [], "gpu": false,
        "grace_seconds": 10, "created": "2026-11-25T08:00:00Z",
    }))
    .unwrap();
    files::document::write(&run.spec(), &spec).unwrap();
    let reason = rundir::Reason::from(Message::ReasonInterrupted);
    files::document::write(&run.outcome(), &rundir::Outcome::interrupted(at(0), at(0), true, reason))
        .unwrap();
    fs::write(run.results(), "{}").unwrap();
    let data = || {
        fs::remove_file(home.join("store.db")).unwrap();
        let graph = open().lineage().graph(&LineageOf::Run(id(1)), 10, &Watch::default()).unwrap();
        let content = graph.nodes.iter().find_map(|one| match &one.node {
            Node::Data(data) => Some(data.content),
            _ => None,
        });
        content.unwrap()
    };
    assert_eq!(data(), None);
    let known = Digest::of(b"known");
    let snapshot = rundir::RunSnapshot { id: known, content: known, kept: false, files: 1, bytes: 1 };
    rundir::RunSnapshots { input: Some(snapshot), ..Default::default() }.write(&run).unwrap();
    assert_eq!(data(), Some(known));
    fs::write(run.snapshots_file(), "{").unwrap();
    assert_eq!(data(), None);
}
