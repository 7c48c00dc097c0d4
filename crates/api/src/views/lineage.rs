//! What something was made of and what it led to, as a picture.

use contract::{PipelineKind, Status};
use engine::{EdgeKind, Folded, LineageGraph, LineageNode, Node, Picture, Placed, Shown, Side};
use locales::{Language, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::tree::read_path;

/// What lineage is asked for.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "of", rename_all = "camelCase")]
pub(crate) enum LineageOf {
    /// A run.
    Run { id: String },
    /// A version of a package.
    Version { name: String, version: String },
    /// A dataset.
    Dataset { name: String },
    /// A file of a dataset.
    File { name: String, path: String },
}

/// As what a lineage is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LineageFormat {
    /// A picture.
    Svg,
    /// For a script.
    Json,
}

/// What something was made of and what it led to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LineagePicture {
    /// From left to right, in each column from the top.
    nodes: Vec<PictureNode>,
    lines: Vec<PictureLine>,
    /// The size of the picture in pixels.
    width: f64,
    height: f64,
    /// The size of each node.
    node_width: f64,
    node_height: f64,
    /// How many more there are, which are too many to be shown.
    left_out: u64,
    /// Of a file: which runs have seen it, in a sentence.
    file: Option<String>,
}

/// A node of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct PictureNode {
    /// What identifies it. That of folded ones unfolds them.
    id: String,
    what: PictureOf,
    title: String,
    /// What else is said of it.
    detail: String,
    side: Side,
    column: usize,
    /// Its upper left corner.
    x: f64,
    y: f64,
}

/// What a node stands for, with what leads to its page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum PictureOf {
    /// A dataset or a folder of one, as it was.
    Data {
        dataset: String,
        /// The number of its state, if it is one.
        state: Option<u32>,
        /// If a file was asked for: whether it is the same today; null: nobody knows, or none was asked for.
        same: Option<bool>,
    },
    /// A run; without a status, if it was removed.
    Run { id: String, kind: Option<PipelineKind>, status: Option<Status> },
    /// A version.
    Version { name: String, version: String, is_here: bool },
    /// Runs that are alike.
    More { runs: usize },
}

/// A line between two nodes, by their indices.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct PictureLine {
    from: usize,
    /// null: several nodes share this part of their lines.
    to: Option<usize>,
    kind: Option<EdgeKind>,
    /// As SVG has it.
    path: String,
}

impl LineageOf {
    /// The same for the engine. A run is found by the caller.
    pub(crate) fn read(self) -> Result<engine::LineageOf> {
        Ok(match self {
            Self::Run { id } => engine::LineageOf::Run(id.parse()?),
            Self::Version { name, version } => engine::LineageOf::Version(name.parse()?, version.parse()?),
            Self::Dataset { name } => engine::LineageOf::Dataset(name.parse()?),
            Self::File { name, path } => engine::LineageOf::File(name.parse()?, read_path(&path)),
        })
    }
}

impl LineagePicture {
    pub(crate) fn of(graph: &LineageGraph, unfolded: &[String], language: Language) -> Self {
        let Picture { nodes, lines, width, height } = graph.picture(unfolded);
        let line = |line: engine::PictureLine| {
            let engine::PictureLine { from, to, kind, path } = line;
            PictureLine { from, to, kind, path }
        };
        Self {
            nodes: nodes.iter().map(|placed| node(graph, placed, language)).collect(),
            lines: lines.into_iter().map(line).collect(),
            width,
            height,
            node_width: Picture::NODE.0,
            node_height: Picture::NODE.1,
            left_out: graph.left_out,
            file: graph.file_message().map(|message| message.render(language)),
        }
    }
}

fn node(graph: &LineageGraph, placed: &Placed, language: Language) -> PictureNode {
    let Placed { what, column, x, y } = placed;
    let (column, x, y) = (*column, *x, *y);
    match what {
        Shown::Node(at) => {
            let one = &graph.nodes[*at];
            let (id, title, detail) = (one.node.id(), one.node.title(), one.detail(language));
            PictureNode { id, what: of(one), title, detail, side: one.side, column, x, y }
        }
        Shown::More(folded) => {
            let Folded { id, runs, .. } = folded.clone();
            let (title, detail) = (folded.title().render(language), folded.detail(language));
            PictureNode { id, what: PictureOf::More { runs }, title, detail, side: Side::Below, column, x, y }
        }
    }
}

fn of(one: &LineageNode) -> PictureOf {
    match &one.node {
        Node::Data(data) => PictureOf::Data {
            dataset: data.dataset.to_string(),
            state: data.state,
            same: one.file.and_then(|then| then.is_same),
        },
        Node::Run(run) => PictureOf::Run {
            id: run.id.to_string(),
            kind: run.about.as_ref().map(|about| about.kind),
            status: run.about.as_ref().map(|about| about.status),
        },
        Node::Version(version) => PictureOf::Version {
            name: version.package.to_string(),
            version: version.version.to_string(),
            is_here: version.is_here,
        },
    }
}
