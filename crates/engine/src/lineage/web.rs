//! All of a project's lineage, and walks through it. Nothing here reads a file.

use std::collections::{BTreeSet, HashMap, VecDeque};

use contract::{DatasetName, FolderPath, PackageName, RunId, Version};
use snapshots::Digest;
use store::run_lineage::{LineageRun, Recorded};

use super::known::{Known, KnownVersion};
use super::node::{DataNode, EdgeKind, Node, RunAbout, RunNode, VersionNode};

/// The number of a node in a [`Web`].
pub(super) type Number = u32;

/// What a node is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Data(DatasetName, FolderPath, Option<Digest>),
    Run(RunId),
    /// With the digest of its zip: an imported run can have been given another version of the same name.
    Version(PackageName, Version, String),
}

/// Everything that is connected in a project.
#[derive(Debug, Default)]
pub(super) struct Web {
    nodes: Vec<Node>,
    above: Vec<Vec<(Number, EdgeKind)>>,
    below: Vec<Vec<(Number, EdgeKind)>>,
    numbers: HashMap<Key, Number>,
}

/// What a walk has come to.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The nodes without the starts, each with its distance from the nearest of them, nearest first.
    pub(super) reached: Vec<(Number, u32)>,
    /// How many more there are.
    pub(super) left_out: u64,
}

/// Where a walk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To what something was made of.
    Above,
    /// To what it led to.
    Below,
}

impl Web {
    /// Connects what is known.
    pub(super) fn of(known: &Known) -> Self {
        let (mut web, digests) = (Self::default(), known.digests());
        for one in &known.versions {
            let digest = one.digest.clone();
            web.version(&one.package, one.version, digest, !one.is_removed);
        }
        for run in &known.runs {
            web.add_run(run, &digests);
        }
        known.versions.iter().for_each(|one| web.add_maker(one, &digests));
        web
    }

    fn add_run(&mut self, run: &LineageRun, digests: &HashMap<(&PackageName, Version), &str>) {
        let about = RunAbout {
            name: run.name.clone(),
            kind: run.kind,
            status: run.status,
            score: run.score,
            created: run.created,
        };
        let node = Node::Run(RunNode { id: run.id.clone(), about: Some(about) });
        let number = self.node(Key::Run(run.id.clone()), || node);
        let lineage = run.lineage.as_ref();
        let digest = |recorded: Option<&String>, version| {
            let own = || digests.get(&(&run.package, version)).map_or("", |own| *own).to_string();
            recorded.filter(|digest| !digest.is_empty()).cloned().unwrap_or_else(own)
        };
        let given = digest(lineage.map(|one| &one.package_digest), run.version);
        let given = self.version(&run.package, run.version, given, false);
        self.connect(given, number, EdgeKind::Package);
        let data = [
            (&run.input, lineage.and_then(|one| one.input), EdgeKind::Input),
            (&run.evaluation, lineage.and_then(|one| one.evaluation), EdgeKind::Evaluation),
        ];
        for (chosen, recorded, kind) in data {
            if let Some((dataset, folder)) = chosen {
                let data = self.data(dataset, folder, recorded, run);
                self.connect(data, number, kind);
            }
        }
        if let Some(version) = run.new_version {
            let made = digest(lineage.and_then(|one| one.made_digest.as_ref()), version);
            let made = self.version(&run.package, version, made, false);
            self.connect(number, made, EdgeKind::Made);
        }
    }

    /// The data that a run was given. All that is said of a state of a dataset is put together here.
    fn data(
        &mut self,
        dataset: &DatasetName,
        folder: &FolderPath,
        recorded: Option<Recorded>,
        run: &LineageRun,
    ) -> Number {
        let key = Key::Data(dataset.clone(), folder.clone(), recorded.map(|one| one.content));
        let number = self.node(key, || {
            Node::Data(DataNode {
                dataset: dataset.clone(),
                folder: folder.clone(),
                content: recorded.map(|one| one.content),
                state: None,
                snapshots: BTreeSet::new(),
                first: run.created,
                last: run.created,
            })
        });
        if let Node::Data(data) = &mut self.nodes[number as usize] {
            data.snapshots.extend(recorded.map(|one| one.snapshot));
            data.first = data.first.min(run.created);
            data.last = data.last.max(run.created);
        }
        number
    }

    /// Adds the run that made a version, if it was removed.
    fn add_maker(&mut self, one: &KnownVersion, digests: &HashMap<(&PackageName, Version), &str>) {
        let Some(id) = &one.made_by else { return };
        if self.numbers.contains_key(&Key::Run(id.clone())) {
            return;
        }
        let run = self.node(Key::Run(id.clone()), || Node::Run(RunNode { id: id.clone(), about: None }));
        let made = self.version(&one.package, one.version, one.digest.clone(), false);
        self.connect(run, made, EdgeKind::Made);
        if let Some(from) = one.made_from {
            let digest = digests.get(&(&one.package, from)).map_or("", |own| *own).to_string();
            let from = self.version(&one.package, from, digest, false);
            self.connect(from, run, EdgeKind::Package);
        }
    }

    fn version(&mut self, package: &PackageName, version: Version, digest: String, is_here: bool) -> Number {
        let key = Key::Version(package.clone(), version, digest.clone());
        let package = package.clone();
        self.node(key, || Node::Version(VersionNode { package, version, digest, is_here }))
    }

    fn node(&mut self, key: Key, node: impl FnOnce() -> Node) -> Number {
        let next = self.nodes.len() as Number;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.nodes.push(node());
            self.above.push(Vec::new());
            self.below.push(Vec::new());
        }
        number
    }

    fn connect(&mut self, from: Number, to: Number, kind: EdgeKind) {
        self.below[from as usize].push((to, kind));
        self.above[to as usize].push((from, kind));
    }

    pub(super) fn get(&self, number: Number) -> &Node {
        &self.nodes[number as usize]
    }

    /// The nodes that this is true of, in the order in which they became known.
    pub(super) fn all(&self, is_sought: impl Fn(&Node) -> bool) -> Vec<Number> {
        (0..).zip(&self.nodes).filter(|(_, node)| is_sought(node)).map(|(number, _)| number).collect()
    }

    /// What is directly connected with a node.
    pub(super) fn next(&self, number: Number, way: Way) -> &[(Number, EdgeKind)] {
        match way {
            Way::Above => &self.above[number as usize],
            Way::Below => &self.below[number as usize],
        }
    }

    /// Walks from these nodes, the nearest ones first, and returns as many as `most`. A node that it has been to is not
    /// entered again, so that forged files that make a circle do no harm.
    pub(super) fn walk(&self, starts: &[Number], way: Way, most: usize) -> Walk {
        let mut seen = vec![false; self.nodes.len()];
        starts.iter().for_each(|start| seen[*start as usize] = true);
        let mut waiting: VecDeque<(Number, u32)> = starts.iter().map(|start| (*start, 0)).collect();
        let mut walk = Walk::default();
        while let Some((number, distance)) = waiting.pop_front() {
            for (next, _) in self.next(number, way) {
                if std::mem::replace(&mut seen[*next as usize], true) {
                    continue;
                }
                waiting.push_back((*next, distance + 1));
                match walk.reached.len() < most {
                    true => walk.reached.push((*next, distance + 1)),
                    false => walk.left_out += 1,
                }
            }
        }
        walk
    }
}
