//! A picture of a graph for a document: an SVG in light colors.

use std::fmt::Write;

use locales::{Language, Message};

use super::layout::{Line, SIZE, Shown};
use super::{EdgeKind, LineageGraph, Node, Side};

const FONT: &str = "font-family=\"'Trainyard Sans', Inter, system-ui, 'Noto Sans', sans-serif\"";
/// How many characters of a text are shown in a node.
const TITLE: usize = 24;
const DETAIL: usize = 31;

/// The colors of the light theme.
const PAGE: &str = "#ffffff";
const EDGE: &str = "#8a94a3";
const TEXT: &str = "#1b2430";
const SOFT: &str = "#5f6a79";
const START: &str = "#c25a00";

/// The icons of the pages for data, runs and versions, on a grid of 16 × 16.
const DATA: &str = "M13.5 4c0 1.2-2.5 2.25-5.5 2.25S2.5 5.2 2.5 4 5 1.75 8 1.75 13.5 2.8 13.5 4zM2.5 4v8c0 1.2 2.5 2.25 5.5 \
                    2.25s5.5-1.05 5.5-2.25V4M2.5 8c0 1.2 2.5 2.25 5.5 2.25S13.5 9.2 13.5 8";
const RUN: &str = "M4.5 2.5v11M4.5 12c0-4.5 7-3.5 7-8V2.5";
const VERSION: &str = "M8 1.75 13.75 5v6L8 14.25 2.25 11V5zM2.25 5 8 8.25 13.75 5M8 8.25v6";
const MORE: &str = "M3 8h.5M7.75 8h.5M12.5 8h.5";

impl LineageGraph {
    /// The graph as an SVG, with runs that are alike folded.
    pub fn svg(&self, unfolded: &[String], language: Language) -> String {
        let picture = self.picture(unfolded);
        let (width, height) = (picture.width.ceil().max(1.0), picture.height.ceil().max(1.0));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\"><title>{}</title>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{PAGE}\"/>\n",
            escaped(&Message::LineageTitle.render(language))
        );
        picture.lines.iter().for_each(|line| put_line(&mut svg, line));
        for placed in &picture.nodes {
            let (icon, title, detail, is_start) = match &placed.what {
                Shown::Node(at) => {
                    let one = &self.nodes[*at];
                    (icon(&one.node), one.node.title(), one.detail(language), one.side == Side::Start)
                }
                Shown::More(folded) => {
                    (MORE, folded.title().render(language), folded.detail(language), false)
                }
            };
            put_node(&mut svg, (placed.x, placed.y), icon, &title, &detail, is_start);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

fn icon(node: &Node) -> &'static str {
    match node {
        Node::Data(_) => DATA,
        Node::Run(_) => RUN,
        Node::Version(_) => VERSION,
    }
}

fn put_line(svg: &mut String, Line { path, kind, .. }: &Line) {
    let dashes = if *kind == Some(EdgeKind::Evaluation) { " stroke-dasharray=\"4 4\"" } else { "" };
    // Writing into a text cannot fail.
    let _ =
        writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{EDGE}\" stroke-width=\"1.25\"{dashes}/>");
}

fn put_node(svg: &mut String, (x, y): (f64, f64), icon: &str, title: &str, detail: &str, is_start: bool) {
    let (width, height) = SIZE;
    let (stroke, thick) = if is_start { (START, 2.0) } else { (EDGE, 1.0) };
    let _ = writeln!(
        svg,
        "<g transform=\"translate({x:.1} {y:.1})\"><title>{full}</title>\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{PAGE}\" stroke=\"{stroke}\" stroke-width=\"{thick}\"/>\
         <path transform=\"translate(10 8)\" d=\"{icon}\" fill=\"none\" stroke=\"{SOFT}\" stroke-width=\"1.5\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\
         <text x=\"34\" y=\"20\" {FONT} font-size=\"13\" font-weight=\"500\" fill=\"{TEXT}\">{title}</text>\
         <text x=\"34\" y=\"36\" {FONT} font-size=\"11\" fill=\"{SOFT}\">{detail}</text></g>",
        full = escaped(&format!("{title}\n{detail}")),
        title = escaped(&short(title, TITLE)),
        detail = escaped(&short(detail, DETAIL)),
    );
}

/// The beginning of a text, if it is too long.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// A text as XML has it: what it cannot have is replaced.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push('\n'),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
