//! Folding runs that are alike: a sweep of two hundred runs is a few of them and how many more there are.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use snapshots::Digest;

use super::{LineageGraph, Node, Side};

/// How many of the runs that are alike stay, the newest ones.
const KEPT: usize = 6;

/// Runs that are alike, with what only they were given and made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// By which a person unfolds them.
    pub id: String,
    /// How many runs.
    pub runs: usize,
    /// How many versions they made.
    pub versions: usize,
    /// How many states of datasets only they were given.
    pub data: usize,
}

/// A graph of which a part is folded.
#[derive(Debug, Default)]
pub(super) struct Unfolded {
    /// The nodes of the graph that are shown.
    pub(super) shown: Vec<usize>,
    /// What is folded, each with the shown nodes that it came from.
    pub(super) folded: Vec<(Folded, Vec<usize>)>,
}

/// A run, what only it was given, and what it made.
struct Twig {
    run: usize,
    own: Vec<usize>,
    made: Vec<usize>,
}

/// Edges by node.
struct Around {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl LineageGraph {
    /// Folds runs that came from the same, and led to nothing but a version. Those that a person has unfolded stay.
    pub(super) fn fold(&self, unfolded: &[String]) -> Unfolded {
        let (mut hidden, mut folded) = (HashSet::new(), Vec::new());
        for (shared, mut twigs) in self.twigs() {
            let id = self.id(&shared);
            if twigs.len() <= KEPT + 1 || unfolded.contains(&id) {
                continue;
            }
            twigs.sort_by_key(|twig| std::cmp::Reverse(self.created(twig.run)));
            let rest = twigs.split_off(KEPT);
            let mut one = Folded { id, runs: rest.len(), versions: 0, data: 0 };
            for Twig { run, own, made } in rest {
                (one.versions, one.data) = (one.versions + made.len(), one.data + own.len());
                hidden.extend([run].into_iter().chain(own).chain(made));
            }
            folded.push((one, shared));
        }
        let shown = (0..self.nodes.len()).filter(|at| !hidden.contains(at)).collect();
        Unfolded { shown, folded }
    }

    /// The runs that led to nothing but a version, by what they share with others.
    fn twigs(&self) -> BTreeMap<Vec<usize>, Vec<Twig>> {
        let around = self.around();
        let mut groups: BTreeMap<Vec<usize>, Vec<Twig>> = BTreeMap::new();
        for run in (0..self.nodes.len()).filter(|at| self.is_foldable_run(*at)) {
            let made = &around.below[run];
            let is_last = |version: &usize| {
                self.nodes[*version].side == Side::Below
                    && around.below[*version].is_empty()
                    && around.above[*version].len() == 1
            };
            if !made.iter().all(is_last) {
                continue;
            }
            let is_own = |data: &usize| {
                matches!(self.nodes[*data].node, Node::Data(_))
                    && around.below[*data].iter().all(|to| *to == run)
            };
            // The same data can be both its input and its evaluation data.
            let above: BTreeSet<usize> = around.above[run].iter().copied().collect();
            let (own, shared): (Vec<usize>, Vec<usize>) = above.into_iter().partition(is_own);
            groups.entry(shared).or_default().push(Twig { run, own, made: made.clone() });
        }
        groups
    }

    fn is_foldable_run(&self, at: usize) -> bool {
        let one = &self.nodes[at];
        matches!(one.node, Node::Run(_)) && one.side == Side::Below
    }

    fn created(&self, at: usize) -> Option<jiff::Timestamp> {
        match &self.nodes[at].node {
            Node::Run(run) => run.about.as_ref().map(|about| about.created),
            _ => None,
        }
    }

    fn id(&self, shared: &[usize]) -> String {
        let ids: Vec<String> = shared.iter().map(|at| self.nodes[*at].node.id()).collect();
        format!("more:{}", &Digest::of(ids.join("\n").as_bytes()).to_string()[..16])
    }

    fn around(&self) -> Around {
        let mut around =
            Around { above: vec![Vec::new(); self.nodes.len()], below: vec![Vec::new(); self.nodes.len()] };
        for edge in &self.edges {
            around.above[edge.to].push(edge.from);
            around.below[edge.from].push(edge.to);
        }
        around
    }
}
