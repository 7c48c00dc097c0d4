//! Where each node of a graph is drawn: in columns from left to right, each to the right of all that it came from.
//!
//! An edge over several columns has a *lane* in those between, which all far edges of a node share, so that it goes
//! through no other node. Rows are put near those that they are connected with.

use super::columns::Columns;
use super::fold::Folded;
use super::{EdgeKind, LineageGraph};

/// The size of a node, in pixels.
pub(super) const SIZE: (f64, f64) = (216.0, 46.0);
/// The room between columns, between nodes in one, and around the picture.
pub(super) const GAPS: (f64, f64) = (72.0, 18.0);
pub(super) const MARGIN: f64 = 24.0;

/// Where everything of a graph is drawn, in pixels.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The nodes, from left to right, in each column from the top.
    pub nodes: Vec<Placed>,
    /// The lines between them.
    pub lines: Vec<Line>,
    /// The size of all.
    pub width: f64,
    /// The size of all.
    pub height: f64,
}

impl Picture {
    /// The size of a node, in pixels.
    pub const NODE: (f64, f64) = SIZE;
}

/// A node in a picture.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The node of the graph, or some that are folded.
    pub what: Shown,
    /// The column, from 0.
    pub column: usize,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
}

/// What a node in a picture stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A node of the graph, by its index.
    Node(usize),
    /// Some that are alike.
    More(Folded),
}

/// A line in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The node that it comes from, by its index in [`Picture::nodes`].
    pub from: usize,
    /// The node that it goes to. `None`: it is shared by several, up to where they part.
    pub to: Option<usize>,
    /// How they are connected.
    pub kind: Option<EdgeKind>,
    /// As SVG has it.
    pub path: String,
}

impl LineageGraph {
    /// Lays the graph out. Runs that are alike are folded, except for those with the ids `unfolded`.
    pub fn picture(&self, unfolded: &[String]) -> Picture {
        let folding = self.fold(unfolded);
        let mut places = vec![None; self.nodes.len()];
        for (place, at) in folding.shown.iter().enumerate() {
            places[*at] = Some(place);
        }
        let shown = folding.shown.iter().map(|at| Shown::Node(*at));
        let whats: Vec<Shown> =
            shown.chain(folding.folded.iter().map(|(one, _)| Shown::More(one.clone()))).collect();
        let mut edges: Vec<(usize, usize, Option<EdgeKind>)> = self
            .edges
            .iter()
            .filter_map(|edge| Some((places[edge.from]?, places[edge.to]?, Some(edge.kind))))
            .collect();
        for (number, (_, from)) in (folding.shown.len()..).zip(&folding.folded) {
            edges.extend(from.iter().filter_map(|at| Some((places[*at]?, number, None))));
        }
        drawn(whats, &edges)
    }
}

fn drawn(whats: Vec<Shown>, edges: &[(usize, usize, Option<EdgeKind>)]) -> Picture {
    let pairs: Vec<(usize, usize)> = edges.iter().map(|(from, to, _)| (*from, *to)).collect();
    let columns = Columns::of(whats.len(), &pairs);
    let mut places: Vec<usize> = (0..whats.len()).collect();
    places.sort_by(|a, b| {
        let of = |node: usize| (columns.column(node), columns.top(node));
        of(*a).0.cmp(&of(*b).0).then(of(*a).1.total_cmp(&of(*b).1))
    });
    let mut whats: Vec<Option<Shown>> = whats.into_iter().map(Some).collect();
    let mut index = vec![0; places.len()];
    let mut picture = Picture::default();
    for node in places {
        let Some(what) = whats[node].take() else { continue };
        index[node] = picture.nodes.len();
        let column = columns.column(node);
        let (x, y) = (left(column), columns.top(node));
        picture.width = picture.width.max(x + SIZE.0 + MARGIN);
        picture.height = picture.height.max(y + SIZE.1 + MARGIN);
        picture.nodes.push(Placed { what, column, x, y });
    }
    for (node, lane) in columns.lanes() {
        picture.height = lane.iter().fold(picture.height, |height, y| height.max(y + MARGIN));
        let (from, path) = (index[node], trunk(&columns, node, lane));
        picture.lines.push(Line { from, to: None, kind: None, path });
    }
    for (from, to, kind) in edges {
        let path = branch(&columns, *from, *to);
        picture.lines.push(Line { from: index[*from], to: Some(index[*to]), kind: *kind, path });
    }
    picture
}

/// The left edge of a column.
fn left(column: usize) -> f64 {
    MARGIN + column as f64 * (SIZE.0 + GAPS.0)
}

fn middle(columns: &Columns, node: usize) -> f64 {
    columns.top(node) + SIZE.1 / 2.0
}

/// From a node through its lane.
fn trunk(columns: &Columns, node: usize, lane: &[f64]) -> String {
    let start = left(columns.column(node)) + SIZE.0;
    let mut path = format!("M{} {}", round(start), round(middle(columns, node)));
    let mut before = (start, middle(columns, node));
    for (column, y) in (columns.column(node) + 1..).zip(lane) {
        curve(&mut path, before, (left(column), *y));
        let end = left(column) + SIZE.0;
        path.push_str(&format!("H{}", round(end)));
        before = (end, *y);
    }
    path
}

/// To a node from the last that leads there: the node before, or its lane.
fn branch(columns: &Columns, from: usize, to: usize) -> String {
    let end = (left(columns.column(to)), middle(columns, to));
    let before = columns.column(to).saturating_sub(1);
    let start = match columns.lane(from, before) {
        Some(y) => (left(before) + SIZE.0, y),
        None => (left(columns.column(from)) + SIZE.0, middle(columns, from)),
    };
    let mut path = format!("M{} {}", round(start.0), round(start.1));
    curve(&mut path, start, end);
    path
}

fn curve(path: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    if (y1 - y2).abs() < 0.5 {
        path.push_str(&format!("H{}", round(x2)));
        return;
    }
    let half = f64::midpoint(x1, x2);
    path.push_str(&format!(
        "C{} {} {} {} {} {}",
        round(half),
        round(y1),
        round(half),
        round(y2),
        round(x2),
        round(y2)
    ));
}

/// To a tenth of a pixel.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
