//! A package's lists (contract §1), read once, the way pip reads them. The digest, the lock and the
//! input of uv and pip are all made from this; nothing else opens the files.
//!
//! The lists come with the package, so they are not trusted: each must be a regular file of bounded
//! size, and everything that they refer to is bounded together.

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
pub use requirement::{Origin, Requirement, normalized};
pub use sources::Sources;
pub use url::{encode, path, without_secrets};

/// A line that pip refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// One of the two lists, with everything that it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The name of its file, such as `requirements.txt`.
    pub file: &'static str,
    pub requirements: Vec<Requirement>,
    /// Limits for requirements, which install nothing by themselves.
    pub constraints: Vec<Requirement>,
    /// The options of its lines about where requirements come from, in their order.
    pub options: Vec<Options>,
    /// Lists at URLs, `-r URL`, which pip downloads.
    pub remote: Vec<String>,
}

impl List {
    /// Whether it has no requirements, whatever else is in it.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && self.remote.iter().all(|list| list.starts_with("-c"))
    }

    /// `sources` as changed by this list.
    pub fn sources(&self, sources: &Sources) -> Sources {
        // `--require-hashes` applies only to the list that contains it.
        let mut sources = Sources { require_hashes: false, ..sources.clone() };
        for options in &self.options {
            sources.choose_formats(options);
            sources.apply(options);
        }
        let mut all = self.requirements.iter().chain(&self.constraints);
        let named = all.clone().filter(|requirement| requirement.takes_pre_releases());
        sources.pre_of.extend(named.filter_map(Requirement::name));
        // One hash means that all need one.
        sources.require_hashes |= all.any(|requirement| requirement.has_hash_option);
        sources
    }

    /// Whether it contains something that uv does not support: an option, or a list at a URL.
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

/// Reads one line, with its variables expanded: a requirement, or only options.
///
/// Fails if pip refuses the line.
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

/// Reads a lock, which a tool wrote. Its hashes may be of any kind.
///
/// Fails with the first line that is not a requirement with a name, since it must not be skipped.
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
