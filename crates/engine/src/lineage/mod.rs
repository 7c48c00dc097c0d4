//! Lineage: which data a version was made of, and which runs and versions data led to.
//!
//! The index has, for each run, the digests of what it was given and made (`store::run_lineage`). From these all of a
//! project is connected (`web`), a graph is cut out of it around what was asked for, and laid out for a picture
//! (`layout`, `svg`). A file is looked up in the manifests of the data that runs were given (`file`).

mod columns;
mod file;
mod fold;
mod indexed;
mod json;
mod known;
mod layout;
mod node;
mod states;
mod svg;
mod web;
mod words;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contract::RunId;
use files::Watch;
use locales::{Message, Result};

pub use file::{FileAnswer, FileThen, FileToday};
pub use fold::Folded;
pub(crate) use indexed::{lineage_of, read_lineage};
use known::Known;
pub use layout::{Line as PictureLine, Picture, Placed, Shown};
pub use node::{DataNode, EdgeKind, LineageOf, Node, RunAbout, RunNode, Side, VersionNode};
use web::{Number, Way, Web};

use crate::parts::{Lineage, Parts};
use crate::reads::Reads;

/// What something was made of and what it led to.
#[derive(Clone, Debug)]
pub struct LineageGraph {
    /// First what was asked for, then what it was made of, then what it led to, the nearest first.
    pub nodes: Vec<LineageNode>,
    /// How they are connected.
    pub edges: Vec<LineageEdge>,
    /// How many more nodes there are, which are too many to be listed.
    pub left_out: u64,
    /// If a file was asked for, what else is known of it.
    pub file: Option<FileAnswer>,
}

/// Something in a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct LineageNode {
    /// What it is.
    pub node: Node,
    /// On which side of what was asked for it is.
    pub side: Side,
    /// How many steps it is away from that.
    pub distance: u32,
    /// The content that the file had in it that was asked for.
    pub file: Option<FileThen>,
}

/// That one node led to another one; both by their index in [`LineageGraph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineageEdge {
    /// What it came from.
    pub from: usize,
    /// What came of it.
    pub to: usize,
    /// How they are connected.
    pub kind: EdgeKind,
}

impl<S: Reads> Lineage<'_, S> {
    /// What something was made of and what it led to: at most `most` nodes, the nearest ones.
    ///
    /// # Errors
    /// It does not exist, and nothing names it; those of a file that cannot be asked for; cancelled.
    pub fn graph(&self, of: &LineageOf, most: usize, watch: &Watch) -> Result<LineageGraph> {
        let web = Web::of(&Known::read(self.0)?);
        let (mut starts, mut file, mut then) = (self.starts(of, &web)?, None, HashMap::new());
        if let LineageOf::File(dataset, path) = of {
            let (answer, with) = file::look(self.0, &web, &starts, (dataset, path), watch)?;
            starts = with.iter().map(|(number, _)| *number).collect();
            (file, then) = (Some(answer), with.into_iter().collect());
        }
        let left = starts.len().saturating_sub(most) as u64;
        let shown = &starts[..starts.len().min(most)];
        let above = web.walk(&starts, Way::Above, most - shown.len());
        let below = web.walk(&starts, Way::Below, most - shown.len() - above.reached.len());
        let mut numbers: Vec<(Number, Side, u32)> =
            shown.iter().map(|start| (*start, Side::Start, 0)).collect();
        numbers.extend(above.reached.iter().map(|(number, distance)| (*number, Side::Above, *distance)));
        numbers.extend(below.reached.iter().map(|(number, distance)| (*number, Side::Below, *distance)));
        let left_out = left + above.left_out + below.left_out;
        let mut graph = cut_out(&web, &numbers, &then, left_out, file);
        self.number_states(&mut graph.nodes);
        Ok(graph)
    }

    fn starts(&self, of: &LineageOf, web: &Web) -> Result<Vec<Number>> {
        match of {
            LineageOf::Dataset(name) | LineageOf::File(name, _) => {
                let starts = web.all(|node| matches!(node, Node::Data(data) if data.dataset == *name));
                // One that was removed may have led to something.
                if starts.is_empty() {
                    self.0.datasets().get(name)?;
                }
                Ok(starts)
            }
            LineageOf::Version(package, version) => {
                let is_it = |one: &node::VersionNode| one.package == *package && one.version == *version;
                let mut starts = web.all(|node| matches!(node, Node::Version(one) if is_it(one)));
                // Of several with this name, the one that the store has is meant.
                if let Some(own) = starts.iter().copied().find(|number| is_here(web, *number)) {
                    starts = vec![own];
                }
                if starts.is_empty() {
                    self.0.packages().version(package, *version)?;
                }
                Ok(starts)
            }
            LineageOf::Run(id) => {
                let start = |id: &RunId| web.all(|node| matches!(node, Node::Run(run) if run.id == *id));
                match start(id) {
                    starts if starts.is_empty() => Err(Message::RunUnknown { id: id.to_string() }.into()),
                    starts => Ok(starts),
                }
            }
        }
    }
}

fn is_here(web: &Web, number: Number) -> bool {
    matches!(web.get(number), Node::Version(one) if one.is_here)
}

/// The graph of these nodes, with everything between them.
fn cut_out(
    web: &Web,
    numbers: &[(Number, Side, u32)],
    then: &HashMap<Number, FileThen>,
    left_out: u64,
    file: Option<FileAnswer>,
) -> LineageGraph {
    let index: HashMap<Number, usize> =
        numbers.iter().enumerate().map(|(index, (number, ..))| (*number, index)).collect();
    let node = |(number, side, distance): &(Number, Side, u32)| LineageNode {
        node: web.get(*number).clone(),
        side: *side,
        distance: *distance,
        file: then.get(number).copied(),
    };
    let edges = numbers.iter().enumerate().flat_map(|(from, (number, ..))| {
        let below = web.next(*number, Way::Below).iter();
        let index = &index;
        below.filter_map(move |(to, kind)| Some(LineageEdge { from, to: *index.get(to)?, kind: *kind }))
    });
    LineageGraph { nodes: numbers.iter().map(node).collect(), edges: edges.collect(), left_out, file }
}
