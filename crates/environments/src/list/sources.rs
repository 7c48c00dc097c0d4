//! Where requirements are looked for, and which of their files may be used.

use crate::list::{Options, encode, normalized};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

/// The state of what pip calls its finder: indexes, folders, and which files may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The index; `None`: the default of pip and uv.
    pub index: Option<String>,
    /// Extra indexes, which are always asked, too.
    pub extra: Vec<String>,
    pub no_index: bool,
    /// Folders and pages with archives, as URLs: `file:wheels` is a folder of the package.
    pub links: Vec<String>,
    /// Hosts whose certificates are not checked.
    pub trusted: Vec<String>,
    /// Whether pre-releases are accepted.
    pub pre: bool,
    /// The packages whose pre-releases are accepted in any case.
    pub pre_of: BTreeSet<String>,
    /// Whether every requirement needs a hash.
    pub require_hashes: bool,
    /// The packages of which no wheel may be used; `:all:` means all.
    pub no_binary: BTreeSet<String>,
    /// The packages of which only wheels may be used; `:all:` means all.
    pub only_binary: BTreeSet<String>,
    /// Options that uv does not have, as pip expects them.
    pub of_pip: Vec<String>,
}

impl Sources {
    /// Applies a line that has only options, in which folders are URLs already, like pip's
    /// `handle_option_line`.
    pub fn apply(&mut self, options: &Options) {
        if options.no_index {
            self.no_index = true;
            self.index = None;
            self.extra.clear();
        }
        if !self.no_index {
            if let Some(index) = &options.index_url {
                self.index = Some(index.clone());
                self.extra.clear();
            }
            self.extra.extend_from_slice(&options.extra_index_urls);
        }
        // pip uses the first one in a line.
        self.links.extend(options.find_links.first().cloned());
        self.trusted.extend_from_slice(&options.trusted_hosts);
        self.pre |= options.pre;
        self.require_hashes |= options.require_hashes;
        self.of_pip.extend_from_slice(&options.of_pip);
    }

    /// Applies `--no-binary` and `--only-binary`, which work in any line: the later one removes a name
    /// from the other.
    pub fn choose_formats(&mut self, options: &Options) {
        for (no_binary, value) in &options.formats {
            let (target, other) = match no_binary {
                true => (&mut self.no_binary, &mut self.only_binary),
                false => (&mut self.only_binary, &mut self.no_binary),
            };
            let mut names: Vec<&str> = value.split(',').collect();
            if let Some(last) = names.iter().rposition(|name| *name == ":all:") {
                other.clear();
                *target = BTreeSet::from([":all:".to_string()]);
                names.drain(..=last);
                if !names.contains(&":none:") {
                    continue;
                }
            }
            for name in names {
                if name == ":none:" {
                    target.clear();
                    continue;
                }
                let known = normalized(name);
                // An invalid name matches no package.
                if !known.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
                    other.remove(&known);
                    target.insert(known);
                }
            }
        }
    }

    /// The sources for the next list, which keep where packages are. Which files may be used starts again
    /// from `base`, the sources before any list.
    pub fn handed_on(&self, base: &Self) -> Self {
        Self {
            index: self.index.clone(),
            extra: self.extra.clone(),
            no_index: self.no_index,
            links: self.links.clone(),
            trusted: self.trusted.clone(),
            ..base.clone()
        }
    }

    /// The sources as the first lines of a list, for both uv and pip; `root` is the package's folder.
    pub fn head(&self, root: &Path) -> String {
        let mut head = self.index.iter().map(|url| format!("--index-url {url}\n")).collect::<String>();
        head.extend(self.extra.iter().map(|url| format!("--extra-index-url {url}\n")));
        if self.no_index {
            head += "--no-index\n";
        }
        let absolute = |url: &String| match url.strip_prefix("file:").filter(|path| !path.starts_with('/')) {
            Some(path) => format!("file://{}/{path}", encode(root)),
            None => url.clone(),
        };
        head.extend(self.links.iter().map(|url| format!("--find-links {}\n", absolute(url))));
        head.extend(self.no_binary.iter().map(|name| format!("--no-binary {name}\n")));
        head.extend(self.only_binary.iter().map(|name| format!("--only-binary {name}\n")));
        head
    }

    /// The sources with wheels only.
    pub fn with_wheels_only(mut self) -> Self {
        self.no_binary.clear();
        self.only_binary = BTreeSet::from([":all:".to_string()]);
        self
    }

    /// The options that uv accepts only as arguments.
    pub fn for_uv(&self) -> Vec<OsString> {
        let pre = self.pre.then_some(["--prerelease".into(), "allow".into()]);
        let trusted = self.trusted.iter().map(|host| ["--allow-insecure-host".into(), host.into()]);
        let pre_of = self.pre_of.iter().map(|name| format!("--prerelease-package={name}=allow").into());
        pre.into_iter().chain(trusted).flatten().chain(pre_of).collect()
    }

    /// The indexes and folders of both, for packages whose versions are already fixed.
    pub fn beside(mut self, others: &Self) -> Self {
        if self.no_index && !others.no_index {
            (self.no_index, self.index, self.extra) = (false, others.index.clone(), others.extra.clone());
        } else if !others.no_index && self.index != others.index {
            // The default index of pip and uv has no name, so it has to stay the first.
            let (first, second) = match &self.index {
                None => (None, others.index.clone()),
                Some(_) => (others.index.clone(), self.index.clone()),
            };
            self.index = first;
            self.extra.extend(second);
            self.extra.extend_from_slice(&others.extra);
        }
        self.links.extend_from_slice(&others.links);
        self.pre |= others.pre;
        self.pre_of.extend(others.pre_of.iter().cloned());
        self
    }

    /// Whether more than one index or folder is asked for a package.
    pub fn are_several(&self) -> bool {
        usize::from(!self.no_index) + self.extra.len() + self.links.len() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::part;

    fn head(lines: &[&str]) -> String {
        let mut sources = Sources { extra: vec!["https://person".into()], ..Sources::default() };
        for line in lines {
            let options = Options::read(part(line).1).unwrap();
            sources.choose_formats(&options);
            sources.apply(&options);
        }
        sources.head(Path::new("/my package"))
    }

    /// A package that pip would get from somewhere else may be a different one.
    #[test]
    fn options_follow_each_other_as_with_pip() {
        for (lines, expected) in [
            (&["--pre"][..], "--extra-index-url https://person\n"),
            (&["-i https://a"], "--index-url https://a\n"),
            (
                &["--extra-index-url https://a -f https://f -f https://g", "--extra-index-url https://b"],
                "--extra-index-url https://person\n--extra-index-url https://a\n--extra-index-url https://b\n\
                 --find-links https://f\n",
            ),
            (&["--no-index", "-i https://a --extra-index-url https://b"], "--no-index\n"),
            (
                &["--no-binary a,B_c", "--only-binary a"],
                "--extra-index-url https://person\n--no-binary b-c\n--only-binary a\n",
            ),
            (
                &["--only-binary a --no-binary x,:all:,b"],
                "--extra-index-url https://person\n--no-binary :all:\n",
            ),
            (&["-i https://a -f file:w"], "--index-url https://a\n--find-links file:///my%20package/w\n"),
            (
                &["--no-binary :all:", "--no-binary :none:,c"],
                "--extra-index-url https://person\n--no-binary c\n",
            ),
        ] {
            assert_eq!(head(lines), expected, "{lines:?}");
        }
    }
}
