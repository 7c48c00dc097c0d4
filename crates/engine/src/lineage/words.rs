//! What is read of a node.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use locales::{Language, Message};

use super::{FileThen, Folded, LineageGraph, LineageNode, Node, Side};

/// How many digits of a digest tell contents apart for people.
const DIGITS: usize = 8;

impl Node {
    /// What it is called: a dataset with its folder, a run's name, a version with its package.
    pub fn title(&self) -> String {
        match self {
            Self::Data(data) if data.folder.is_whole() => data.dataset.to_string(),
            Self::Data(data) => format!("{}/{}", data.dataset, data.folder),
            Self::Run(run) => {
                run.about.as_ref().map_or_else(|| run.id.to_string(), |about| about.name.clone())
            }
            Self::Version(one) => format!("{} {}", one.package, one.version),
        }
    }
}

impl LineageNode {
    /// What else is said of it, in a few words.
    pub fn detail(&self, language: Language) -> String {
        match &self.node {
            Node::Data(data) => {
                let since = day(data.first);
                let known = match (&self.file, data.content) {
                    (Some(then), _) => file(then),
                    (None, Some(_)) if data.state.is_some() => Message::LineageDataSince { since },
                    (None, Some(content)) => {
                        Message::LineageData { content: content.to_string()[..DIGITS].to_string(), since }
                    }
                    (None, None) => Message::LineageDataUnknown { since },
                };
                let state = data.state.map(|number| Message::LineageState { number: number.into() });
                let words = state.into_iter().chain([known]).map(|message| message.render(language));
                words.collect::<Vec<_>>().join(" · ")
            }
            Node::Run(run) => match &run.about {
                Some(about) => {
                    let status = about.status.title().render(language);
                    format!("{} · {status}", about.kind.title().render(language))
                }
                None => Message::LineageRunRemoved.render(language),
            },
            Node::Version(one) if one.is_here => Message::LineageVersion.render(language),
            Node::Version(_) => Message::LineageVersionElsewhere.render(language),
        }
    }
}

impl LineageGraph {
    /// If a file was asked for, how many runs were given it.
    pub fn file_message(&self) -> Option<Message> {
        let file = self.file.as_ref()?;
        let given = self.edges.iter().filter(|edge| self.nodes[edge.from].side == Side::Start);
        let seen: HashSet<usize> = given.map(|edge| edge.to).collect();
        Some(Message::LineageFileSeen {
            path: files::shown(&file.path),
            seen: seen.len() as u64,
            without: file.without.len() as u64,
            unknown: file.unknown.len() as u64,
        })
    }
}

impl Folded {
    /// How many runs it stands for.
    pub fn title(&self) -> Message {
        Message::LineageMoreRuns { count: self.runs as u64 }
    }

    /// What came of them.
    pub fn detail(&self, language: Language) -> String {
        Message::LineageMoreVersions { count: self.versions as u64 }.render(language)
    }
}

fn file(then: &FileThen) -> Message {
    let content = then.digest.to_string()[..DIGITS].to_string();
    match then.is_same {
        Some(true) => Message::LineageFileSame,
        Some(false) => Message::LineageFileOther { content },
        None => Message::LineageFileThere { content },
    }
}

fn day(at: Timestamp) -> String {
    TimeZone::system().to_datetime(at).date().to_string()
}
