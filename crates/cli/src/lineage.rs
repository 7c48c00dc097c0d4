//! `trainyard lineage`: what something was made of, and what it led to.

use std::path::PathBuf;

use clap::ArgMatches;
use contract::{DatasetName, PackageName, Version};
use engine::{Engine, FileThen, LineageGraph, LineageNode, LineageOf, Node, Side, Watch};
use locales::{Language, Message, Result};

use crate::output;

/// How many runs, versions and states of datasets are listed for people, put into a picture, and listed as JSON.
const LISTED: usize = 1_000;
const DRAWN: usize = 3_000;
const LISTED_AS_JSON: usize = 1_000_000;
/// From which depth on lines are not indented further.
const DEEPEST: usize = 20;

pub(crate) fn lineage(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let (of, engine) = match command {
        "version" => {
            let (package, version) =
                (text("name").parse::<PackageName>()?, text("version-number").parse::<Version>()?);
            (LineageOf::Version(package, version), engine.clone())
        }
        "dataset" => {
            let name: DatasetName = text("name").parse()?;
            let of = match matches.get_one::<PathBuf>("file") {
                Some(file) => LineageOf::File(name, file.clone()),
                None => LineageOf::Dataset(name),
            };
            (of, engine.clone())
        }
        _ => {
            let run = engine.runs().find(text("id"))?;
            (LineageOf::Run(run.id.clone()), engine.in_project(&run.project))
        }
    };
    let graph = |most| engine.lineage().graph(&of, most, &Watch::default());
    let as_json = matches.get_flag("json");
    if let Some(path) = matches.get_one::<PathBuf>("svg") {
        let svg = graph(DRAWN)?.svg(&[], language);
        let saved = engine.transfer().save_bytes(svg.as_bytes(), "lineage.svg", path)?;
        return output::downloaded(saved, as_json, language);
    }
    if as_json {
        return output::json(&graph(LISTED_AS_JSON)?.json());
    }
    print(&graph(LISTED)?, &of, language);
    Ok(0)
}

fn print(graph: &LineageGraph, of: &LineageOf, language: Language) {
    let mut starts: Vec<usize> =
        (0..graph.nodes.len()).filter(|at| graph.nodes[*at].side == Side::Start).collect();
    // What is as it is today comes first.
    starts.sort_by_key(|at| graph.nodes[*at].file.and_then(|then: FileThen| then.is_same) != Some(true));
    if let (LineageOf::Dataset(name), []) = (of, &starts[..]) {
        output::error_line(&Message::LineageUnused { name: name.to_string() }.render(language));
        return;
    }
    let tree = Tree::of(graph, language);
    let asks_above = !matches!(of, LineageOf::Dataset(_) | LineageOf::File(..));
    for start in &starts {
        output::line(&tree.line(*start));
        if asks_above {
            tree.print(*start, Side::Above, Message::LineageAbove, Message::LineageNothingAbove);
        }
        tree.print(*start, Side::Below, Message::LineageBelow, Message::LineageNothingBelow);
    }
    if let Some(seen) = graph.file_message() {
        output::line(&seen.render(language));
    }
    if graph.left_out > 0 {
        output::error_line(&Message::LineageLeftOut { count: graph.left_out }.render(language));
    }
}

/// A graph as a tree of lines. What several things led to is listed once, and named where it comes up again.
struct Tree<'a> {
    graph: &'a LineageGraph,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    language: Language,
}

impl<'a> Tree<'a> {
    fn of(graph: &'a LineageGraph, language: Language) -> Self {
        let none = vec![Vec::new(); graph.nodes.len()];
        let (mut above, mut below) = (none.clone(), none);
        for edge in &graph.edges {
            above[edge.to].push(edge.from);
            below[edge.from].push(edge.to);
        }
        Self { graph, above, below, language }
    }

    fn line(&self, at: usize) -> String {
        let node = &self.graph.nodes[at];
        format!("{}  {}", name(node), node.detail(self.language))
    }

    fn print(&self, start: usize, side: Side, title: Message, none: Message) {
        let next = |at: usize| if side == Side::Above { &self.above[at] } else { &self.below[at] };
        if next(start).is_empty() {
            output::line(&format!("  {}", none.render(self.language)));
            return;
        }
        output::line(&format!("  {}", title.render(self.language)));
        let mut seen = vec![false; self.graph.nodes.len()];
        // The last one is next: chains may have thousands of versions.
        let mut open: Vec<(usize, usize)> = next(start).iter().rev().map(|at| (*at, 0)).collect();
        while let Some((at, depth)) = open.pop() {
            let indent = "  ".repeat(depth.min(DEEPEST) + 2);
            if std::mem::replace(&mut seen[at], true) {
                let again = Message::LineageAgain.render(self.language);
                output::line(&format!("{indent}{}  {again}", name(&self.graph.nodes[at])));
                continue;
            }
            output::line(&format!("{indent}{}", self.line(at)));
            open.extend(next(at).iter().rev().map(|at| (*at, depth + 1)));
        }
    }
}

/// Its title, and what a command takes to name it.
fn name(node: &LineageNode) -> String {
    match &node.node {
        Node::Run(run) if run.about.is_some() => format!("{} ({})", node.node.title(), run.id),
        _ => node.node.title(),
    }
}
