//! A package's lists (contract §1), read once, as pip reads them. What is made of them, the
//! digest, the lock and what uv and pip are given, is made of this; nothing else opens the files.
//!
//! The lists are the package's, so they are hostile: each is a regular file of bounded size, and so
//! is the sum of all they refer to.

mod options;
mod reader;
mod requirement;
mod sources;
#[cfg(test)]
mod tests;
mod text;
mod url;

pub use options::{Options, part, quoted};
pub use reader::{Lists, listing, read};
pub use requirement::{Place, Requirement, normalized};
pub use sources::Sources;
pub use url::{encode, path, without_secrets};

/// A line that pip refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// One of the two lists, with all that it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// `requirements.txt`.
    pub file: &'static str,
    pub requirements: Vec<Requirement>,
    /// What limits requirements and adds none.
    pub constraints: Vec<Requirement>,
    /// What its lines say about where requirements come from, in their order.
    pub options: Vec<Options>,
    /// Lists at URLs, `-r URL`: pip fetches them.
    pub remote: Vec<String>,
}

impl List {
    /// Whether it asks for nothing, whatever else it says.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && self.remote.iter().all(|list| list.starts_with("-c"))
    }

    /// What `sources` are once this list was read.
    pub fn sources(&self, sources: &Sources) -> Sources {
        // That hashes are required counts for the list that says so.
        let mut sources = Sources { require_hashes: false, ..sources.clone() };
        for options in &self.options {
            sources.choose_formats(options);
            sources.obey(options);
        }
        let mut all = self.requirements.iter().chain(&self.constraints);
        let named = all.clone().filter(|requirement| requirement.takes_pre_releases());
        sources.pre_of.extend(named.filter_map(Requirement::name));
        // One hash means that all need one.
        sources.require_hashes |= all.any(|requirement| requirement.has_hash_option);
        sources
    }

    /// Whether it says something that uv cannot do: an option, or a list at a URL.
    pub fn is_for_pip(&self) -> bool {
        let lacks = |requirement: &Requirement| {
            let settings = !requirement.config_settings.is_empty() && requirement.name().is_none();
            settings || requirement.is_checked_late()
        };
        !self.remote.is_empty()
            || self.options.iter().any(|options| !options.of_pip.is_empty())
            || self.requirements.iter().any(lacks)
            || self.constraints.iter().any(Requirement::is_checked_late)
    }
}

/// Reads one line that has its variables in it: a requirement, or options only.
///
/// # Errors
/// What pip refuses.
pub fn line(text: &str) -> Result<(Option<Requirement>, Options), Refused> {
    let (requirement, options) = part(text);
    let options = Options::read(options)?;
    let requirement = match (requirement, options.editables.first()) {
        ("", None) => None,
        ("", Some(editable)) => Some(Requirement::editable(editable, options.clone())),
        (text, _) => Some(Requirement::read(text, options.clone())),
    };
    Ok((requirement, options))
}

/// Reads requirements that a tool wrote: a lock. Its hashes are of any kind.
///
/// # Errors
/// The first line that is none, or has no name: what it stands for must not be left out.
pub fn written(text: &str) -> Result<Vec<Requirement>, String> {
    text::lines(text).map(|(_, text)| one_written(&text).ok_or(text)).collect()
}

fn one_written(line: &str) -> Option<Requirement> {
    let (requirement, options) = part(line);
    let mut requirement = Requirement::read(requirement, Options::default());
    let hashes = options::hashes(options)?;
    if !hashes.is_empty() {
        requirement.hashes = hashes;
    }
    requirement.name().is_some().then_some(requirement)
}
