//! The requirement in one line: a name in an index, a URL or a path.

use super::options::Options;
use super::url;
use std::path::PathBuf;

/// A line of a list with a requirement or a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub origin: Origin,
    /// The environment marker that says when it applies; empty: always.
    pub marker: String,
    /// The accepted hashes, as `sha256:…`; empty: any.
    pub hashes: Vec<String>,
    /// Whether a hash is from a `--hash` option: then all requirements need one.
    pub has_hash_option: bool,
    /// Settings for building it, `KEY=VALUE`.
    pub config_settings: Vec<String>,
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From an index: name, extras and versions as they are written.
    Index(String),
    /// From a URL. The name includes its extras.
    Url { name: Option<String>, url: String },
    /// From this machine: an archive, or a folder with a project. The path is absolute, or relative to
    /// the package's folder. Without a name, the extras are here, in brackets.
    Local { name: Option<String>, path: PathBuf, extras: String, fragment: String },
}

/// The suffixes by which pip recognises an archive.
const ARCHIVES: [&str; 12] = [
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// The schemes of URLs that pip accepts, besides those with the name of a version control system and `+`.
const SCHEMES: [&str; 10] = ["http", "https", "file", "ftp", "ssh", "git", "hg", "bzr", "sftp", "svn"];

impl Requirement {
    /// Parses a requirement as it is written in `requirements.txt`, without its options.
    pub fn read(text: &str, options: Options) -> Self {
        let separator = if is_url(text) { "; " } else { ";" };
        let (text, marker) = text.split_once(separator).unwrap_or((text, ""));
        let text = text.trim();
        let (origin, hashes) = match named(text) {
            Some((name, address)) => at(Some(name.trim().into()), address),
            None if is_url(text) => at(None, text),
            None if looks_like_path(text) || is_archive(text) => (local(text), None),
            None => (Origin::Index(text.into()), None),
        };
        Self::new(origin, marker, hashes, options)
    }

    /// Parses the argument of `-e`, which is always a URL or path. It is installed like any other
    /// requirement, because runs share the environment, and the package's folder is removed after each.
    pub fn editable(text: &str, options: Options) -> Self {
        let (text, marker) = text.split_once("; ").unwrap_or((text, ""));
        let text = text.trim();
        let (origin, hashes) = match named(text) {
            Some((name, address)) => at(Some(name.trim().into()), address),
            None if is_url(text) => at(None, text),
            None => (local(text), None),
        };
        Self::new(origin, marker, hashes, options)
    }

    fn new(origin: Origin, marker: &str, of_url: Option<String>, options: Options) -> Self {
        let (mut hashes, config_settings) = (options.hashes, options.config_settings);
        let has_hash_option = !hashes.is_empty();
        hashes.extend(of_url);
        Self { origin, marker: marker.trim().into(), hashes, has_hash_option, config_settings }
    }

    /// Its normalized name, if it is known already.
    pub fn name(&self) -> Option<String> {
        let text = match &self.origin {
            Origin::Index(text) => Some(text.clone()),
            Origin::Url { name: Some(name), .. } | Origin::Local { name: Some(name), .. } => {
                Some(name.clone())
            }
            Origin::Url { url, .. } => of_wheel(url.rsplit('/').next()?),
            Origin::Local { path, .. } => of_wheel(path.file_name()?.to_str()?),
        };
        text.map(|text| normalized(&text)).filter(|name| !name.is_empty())
    }

    /// The exact version that it asks for, if it does.
    pub fn pin(&self) -> Option<&str> {
        let Origin::Index(text) = &self.origin else { return None };
        let (_, version) = text.split_once("==")?;
        let version = version.trim_start_matches('=').trim_end_matches(')').trim();
        let one = !version.is_empty() && !version.contains(['*', ',', ' ', '<', '>', '!', '~']);
        (one && !text.contains(['<', '>', '!', '~'])).then_some(version)
    }

    /// Whether one of its versions is a pre-release: then pip accepts any matching pre-release.
    pub fn takes_pre_releases(&self) -> bool {
        let Origin::Index(text) = &self.origin else { return false };
        let versions = text.split_once(']').map_or(text.as_str(), |(_, versions)| versions);
        let versions = versions.find(['<', '>', '=', '!', '~']).map_or("", |at| &versions[at..]);
        let mut versions = versions.split(',').filter(|version| !version.trim_start().starts_with('!'));
        versions.any(|version| {
            // The local part, after `+`, can be any word.
            let public = version.split('+').next().unwrap_or(version).to_ascii_lowercase();
            let mut words = public.split(|c: char| !c.is_ascii_alphabetic());
            words.any(|word| ["a", "alpha", "b", "beta", "c", "rc", "pre", "preview", "dev"].contains(&word))
        })
    }

    /// Whether it is known to be a wheel, whose requirements are known without running any of its code.
    fn is_wheel(&self) -> bool {
        match &self.origin {
            Origin::Index(_) => false,
            Origin::Url { url, .. } => {
                url.split(['#', '?']).next().is_some_and(|path| path.ends_with(".whl"))
            }
            Origin::Local { path, .. } => path.extension().is_some_and(|extension| extension == "whl"),
        }
    }

    /// Whether it has a URL or path, and a hash that uv does not check, or only after building it.
    pub fn is_checked_late(&self) -> bool {
        let has =
            |kinds: &[&str]| self.hashes.iter().all(|hash| kinds.iter().any(|kind| hash.starts_with(kind)));
        let is_checked = match self.origin {
            Origin::Index(_) => true,
            _ if self.is_wheel() => has(&["md5:", "sha256:", "sha384:", "sha512:"]),
            Origin::Url { .. } => !self.has_hash_option && has(&["sha256:", "sha384:", "sha512:"]),
            Origin::Local { .. } => self.hashes.is_empty(),
        };
        !is_checked
    }

    /// The requirement with its hash in its URL, if it was there.
    pub fn with_hash_in_address(&self) -> Self {
        let mut requirement = self.clone();
        if let Origin::Url { url: address, .. } | Origin::Local { fragment: address, .. } =
            &mut requirement.origin
            && !self.has_hash_option
            && let Some((kind, hash)) = self.hashes.first().and_then(|hash| hash.split_once(':'))
        {
            let mark = if address.contains('#') { '&' } else { '#' };
            *address += &format!("{mark}{kind}={hash}");
        }
        requirement
    }

    /// Its text without options. Relative paths follow `base`: `file:`, or a folder's URL with `/`.
    pub fn text(&self, base: &str) -> String {
        let mut text = match &self.origin {
            Origin::Index(text) => text.clone(),
            Origin::Url { name: Some(name), url } => format!("{name} @ {url}"),
            Origin::Url { name: None, url } => url.clone(),
            Origin::Local { name, path, extras, fragment } => {
                let base = if path.is_absolute() { "file://" } else { base };
                let url = format!("{base}{}{fragment}", url::encode(path));
                match name {
                    Some(name) => format!("{name} @ {url}"),
                    None => url + extras,
                }
            }
        };
        if !self.marker.is_empty() {
            text = format!("{text} ; {}", self.marker);
        }
        text
    }
}

/// The origin that a URL names, and the hash in it. It may contain the name as well, as `#egg=`.
fn at(name: Option<String>, address: &str) -> (Origin, Option<String>) {
    let (url, parts) = address.split_once('#').unwrap_or((address, ""));
    let part = |key: &str| parts.split('&').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    let egg = part("egg").filter(|egg| normalized(egg).len() == egg.split('[').next().unwrap_or(egg).len());
    let name = name.or_else(|| egg.map(String::from));
    let fragment = part("subdirectory").map(|folder| format!("#subdirectory={folder}")).unwrap_or_default();
    let kinds = ["sha512", "sha384", "sha256", "sha224", "sha1", "md5"];
    let hash = kinds.iter().find_map(|kind| Some(format!("{kind}:{}", part(kind)?)));
    let origin = match url::path(url) {
        Some(path) => Origin::Local { name, path, extras: String::new(), fragment },
        None => Origin::Url { name, url: url.to_string() + &fragment },
    };
    (origin, hash)
}

fn local(text: &str) -> Origin {
    let (path, extras) = match text.strip_suffix(']').and_then(|inner| inner.rsplit_once('[')) {
        Some((path, extras)) if !path.is_empty() && !extras.is_empty() => (path, format!("[{extras}]")),
        _ => (text, String::new()),
    };
    Origin::Local { name: None, path: path.into(), extras, fragment: String::new() }
}

/// Splits `name[extras] @ url`.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, address) = text.split_once('@')?;
    let (bare, extras) = name.trim_end().split_once('[').unwrap_or((name.trim_end(), "]"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_. \t".contains(c);
    let is_name = bare.starts_with(|c: char| c.is_ascii_alphanumeric()) && bare.chars().all(plain);
    (is_name && extras.ends_with(']')).then(|| (name, address.trim()))
}

fn is_url(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let scheme = scheme.to_ascii_lowercase();
    let control = scheme.split_once('+').map(|(control, _)| control);
    SCHEMES.contains(&scheme.as_str()) || control.is_some_and(|control| SCHEMES[5..].contains(&control))
}

fn looks_like_path(text: &str) -> bool {
    text.starts_with('.') || text.contains('/')
}

fn is_archive(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let path =
        text.strip_suffix(']').and_then(|inner| inner.rsplit_once('[')).map_or(&*text, |(path, _)| path);
    ARCHIVES.iter().any(|end| path.ends_with(end))
}

/// The package's name in a wheel's file name.
fn of_wheel(file: &str) -> Option<String> {
    Some(file.strip_suffix(".whl")?.split('-').next()?.into())
}

/// The name at the beginning of `text`, in lower case and with a single `-` for any sequence of `-`, `_`, `.`.
pub fn normalized(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let mut name = String::new();
    for c in text.trim_start().chars().take_while(plain) {
        match c {
            '-' | '_' | '.' if name.ends_with('-') => {}
            '-' | '_' | '.' => name.push('-'),
            c => name.push(c.to_ascii_lowercase()),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Requirement {
        Requirement::read(text, Options::default())
    }

    /// If a reference is overlooked, a changed file is not noticed, and the old environment is used. If a
    /// name is taken for a path, a training with a correct list fails.
    #[test]
    fn names_urls_and_paths_are_distinguished() {
        for (text, expected) in [
            ("six", "six"),
            ("scikit-learn>=1.0,<2", "scikit-learn>=1.0,<2"),
            ("a[b]~=1.0 ; extra == 'x/y'", "a[b]~=1.0 ; extra == 'x/y'"),
            ("six;python_version<'4'", "six ; python_version<'4'"),
            ("ruamel.yaml", "ruamel.yaml"),
            ("a (>=1)", "a (>=1)"),
            ("./x-1.0-py3-none-any.whl", "file:./x-1.0-py3-none-any.whl"),
            ("x-1.0-py3-none-any.whl", "file:x-1.0-py3-none-any.whl"),
            (
                "wheels/x y-1.0.tar.gz ; python_version > '3'",
                "file:wheels/x%20y-1.0.tar.gz ; python_version > '3'",
            ),
            ("/abs/x.zip[e]", "file:///abs/x.zip[e]"),
            ("./x[e,f]", "file:./x[e,f]"),
            (".", "file:."),
            ("x[a, b] @ file:./x%20y", "x[a, b] @ file:./x%20y"),
            ("x@https://host/x.whl", "x @ https://host/x.whl"),
            ("x @ file:///abs/x", "x @ file:///abs/x"),
            ("file://localhost/abs/x.whl", "file:///abs/x.whl"),
            ("git+https://host/x.git@main", "git+https://host/x.git@main"),
            ("git+https://h/x@v1#egg=x[y]&subdirectory=a/b", "x[y] @ git+https://h/x@v1#subdirectory=a/b"),
            ("svn+http://host/x#egg=x", "x @ svn+http://host/x"),
            ("https://host/x.whl; os_name == 'a'", "https://host/x.whl ; os_name == 'a'"),
        ] {
            assert_eq!(read(text).text("file:"), expected, "{text}");
        }
        for (text, expected) in [
            ("pkg", "file:pkg"),
            ("./pkg[extra]", "file:./pkg[extra]"),
            ("git+ssh://git@host/x.git#egg=x", "x @ git+ssh://git@host/x.git"),
            ("x @ git+file:///r", "x @ git+file:///r"),
        ] {
            assert_eq!(Requirement::editable(text, Options::default()).text("file:"), expected, "{text}");
        }
    }

    #[test]
    fn a_hash_in_an_address_is_one_of_the_requirement() {
        let found = read("x @ https://host/x.whl#sha256=0a&egg=y");
        assert_eq!(
            (found.text("file:").as_str(), &found.hashes[..]),
            ("x @ https://host/x.whl", &["sha256:0a".to_string()][..])
        );
    }

    #[test]
    fn pre_releases_are_known_as_pip_knows_them() {
        for text in
            ["a>=2.0rc1", "b[c,d] (<3,>=1.0.dev0)", "c == 1.0-Beta.2", "a~=1.0a1", "a<2c0", "A[x]>v1!2pre"]
        {
            assert!(read(text).takes_pre_releases(), "{text}");
        }
        for text in
            ["rc>=2.0", "dev", "a[rc]>=1", "a!=2.0rc1,<3", "a>=1.0.post1", "a==1.0+rc.1", "./a-1rc1.whl"]
        {
            assert!(!read(text).takes_pre_releases(), "{text}");
        }
    }

    #[test]
    fn names_and_pins_are_known() {
        for (text, name, pin) in [
            ("Ruamel_.Yaml[a]==1.0 ; x", Some("ruamel-yaml"), Some("1.0")),
            ("six===1.0", Some("six"), Some("1.0")),
            ("six (==1.0)", Some("six"), Some("1.0")),
            ("six==1.*", Some("six"), None),
            ("six==1.0,<2", Some("six"), None),
            ("six>=1.0", Some("six"), None),
            ("./My_Thing-1.0-py3-none-any.whl", Some("my-thing"), None),
            ("./x.zip", None, None),
            ("=1.0", None, None),
        ] {
            let read = read(text);
            assert_eq!((read.name().as_deref(), read.pin()), (name, pin), "{text}");
        }
    }
}
