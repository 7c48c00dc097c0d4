//! What a package asks for: its two lists, and everything they refer to.

use crate::digest::Digest;
use crate::references::{Line, lines, parse};
use crate::variables::Variables;
use files::shown;
use locales::{Failure, Message, Result};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The lists of a package (contract §1): the second is optional, and pipelines need both.
const LISTS: [&str; 2] = ["requirements.txt", "train_requirements.txt"];

/// A package's lists, read.
pub struct Requirements {
    /// Which of the two are there.
    pub files: Vec<&'static str>,
    /// Nothing is asked for, whatever else the lists say.
    pub empty: bool,
    /// Of all that the lists say and refer to.
    pub digest: Digest,
    /// The lines about indexes and builds, paths made absolute: a lock does not hold them.
    pub options: Vec<String>,
}

/// Reads the lists in the package's folder `root`.
///
/// Fails if a list cannot be read, or refers to something that is not there or leaves the package
/// by a relative path.
pub fn read(root: &Path, variables: &Variables) -> Result<Requirements> {
    let root = root.canonicalize().map_err(|e| unreadable(root, e))?;
    let [required, optional] = LISTS;
    let there = root.join(optional).is_file();
    let files: Vec<_> = [required].into_iter().chain(there.then_some(optional)).collect();
    let mut reader = Reader::new(&root, variables);
    for file in &files {
        reader.file(&root.join(file), false)?;
    }
    // Files that variables name are uv's to complain about if they are missing.
    for name in ["UV_CONSTRAINT", "UV_OVERRIDE", "UV_BUILD_CONSTRAINT", "UV_EXCLUDE"] {
        let value = variables.get(name).unwrap_or_default().to_string_lossy();
        for file in value.split_whitespace() {
            reader.digest.part(file, std::fs::read(root.join(file)).unwrap_or_default());
        }
    }
    Ok(Requirements {
        files,
        empty: reader.requirements == 0,
        digest: reader.digest,
        options: reader.options,
    })
}

struct Reader<'a> {
    root: &'a Path,
    variables: &'a Variables,
    seen: HashSet<(PathBuf, bool)>,
    requirements: usize,
    digest: Digest,
    options: Vec<String>,
}

/// A line of a list, for sentences about it.
struct Position<'a> {
    file: &'a Path,
    line: u64,
}

impl<'a> Reader<'a> {
    fn new(root: &'a Path, variables: &'a Variables) -> Self {
        let (seen, digest, options) = Default::default();
        Self { root, variables, seen, requirements: 0, digest, options }
    }

    /// Reads a list, or constraints; one that was read before says nothing new, so cycles end.
    fn file(&mut self, path: &Path, constraints: bool) -> Result<()> {
        if !self.seen.insert((path.to_path_buf(), constraints)) {
            return Ok(());
        }
        let bytes = std::fs::read(path).map_err(|e| unreadable(path, e))?;
        self.digest.part(self.label(path), &bytes);
        let folder = path.parent().unwrap_or(self.root);
        for (line, text) in lines(&String::from_utf8_lossy(&bytes)) {
            let expanded = expand(&text, self.root, self.variables);
            if expanded != text {
                self.digest.part("expanded", &expanded);
            }
            let at = Position { file: path, line };
            match parse(&expanded) {
                Line::Requirements(file) => {
                    self.refer(folder, &file, &at, |reader, path| reader.file(path, constraints))?
                }
                Line::Constraints(file) => {
                    self.refer(folder, &file, &at, |reader, path| reader.file(path, true))?
                }
                Line::Links(links) => self.links(folder, links, &at)?,
                Line::Option(option) => self.options.push(option),
                Line::Requirement(place) => {
                    self.requirements += usize::from(!constraints);
                    // As pip and uv have it: not the list's folder, but where they are started.
                    if let Some(place) = place {
                        self.refer(self.root, &place, &at, Self::archive)?;
                    }
                }
                Line::Other => {}
            }
        }
        Ok(())
    }

    /// Calls `with` with what `value` refers to, unless that is not on this machine.
    fn refer(
        &mut self,
        folder: &Path,
        value: &str,
        at: &Position<'_>,
        with: impl FnOnce(&mut Self, &Path) -> Result<()>,
    ) -> Result<()> {
        let Some(named) = local(value) else {
            return Ok(());
        };
        let (file, line, reference) = (shown(&self.relative(at.file)), at.line, shown(Path::new(value)));
        let Ok(path) = folder.join(&named).canonicalize() else {
            return Err(Message::RequirementReferenceMissing { file, line, reference }.into());
        };
        if named.is_relative() && !path.starts_with(self.root) {
            return Err(Message::RequirementReferenceOutside { file, line, reference }.into());
        }
        with(self, &path)
    }

    /// An archive, or a folder with a project in it.
    fn archive(&mut self, path: &Path) -> Result<()> {
        let content = if path.is_dir() { files::digest::tree(path)? } else { files::digest::file(path)? };
        self.digest.part(self.label(path), content);
        Ok(())
    }

    /// A folder of archives, of which the names and sizes are enough.
    fn links(&mut self, folder: &Path, mut links: String, at: &Position<'_>) -> Result<()> {
        self.refer(folder, &links.clone(), at, |reader, path| {
            links = url(path);
            let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
            let mut listed: Vec<_> = entries
                .map(|entry| (entry.file_name(), entry.metadata().map_or(0, |found| found.len())))
                .collect();
            listed.sort();
            reader.digest.part(reader.label(path), listed.len().to_le_bytes());
            for (name, size) in listed {
                reader.digest.part(name.as_encoded_bytes(), size.to_le_bytes());
            }
            Ok(())
        })?;
        self.options.push(format!("--find-links {links}"));
        Ok(())
    }

    /// Packages are unpacked anew for each run: where to must not matter.
    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.root).unwrap_or(path).to_path_buf()
    }

    fn label(&self, path: &Path) -> Vec<u8> {
        self.relative(path).into_os_string().into_encoded_bytes()
    }
}

/// The path that a reference names; `None` for what is elsewhere (its text is in the digest).
fn local(value: &str) -> Option<PathBuf> {
    let value = value.trim();
    let Some(url) = value.strip_prefix("file:") else {
        return (!value.contains("://")).then(|| value.into());
    };
    let path = url.split(['#', '?']).next().unwrap_or(url);
    let path = path
        .strip_prefix("//localhost/")
        .map(|rest| format!("/{rest}"))
        .unwrap_or_else(|| path.strip_prefix("//").unwrap_or(path).to_string());
    Some(decode(&path))
}

/// `path` as a URL: in a requirements file a blank would end it.
fn url(path: &Path) -> String {
    let mut url = String::from("file://");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                url.push(byte.into())
            }
            _ => url += &format!("%{byte:02X}"),
        }
    }
    url
}

/// Takes back what percent signs stand for.
fn decode(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    std::ffi::OsString::from_vec(bytes).into()
}

/// Puts in the variables that are written `${NAME}`; one that is not set stays as it is written.
fn expand(text: &str, root: &Path, variables: &Variables) -> String {
    let (mut expanded, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let named = after.split_once('}').and_then(|(name, after)| {
            let value = match name {
                // uv's own name for the folder it is started in.
                "PROJECT_ROOT" => root.to_string_lossy(),
                _ => variables.get(name)?.to_string_lossy(),
            };
            Some((value, after))
        });
        expanded += before;
        match named {
            Some((value, after)) => (expanded, rest) = (expanded + &value, after),
            None => (expanded, rest) = (expanded + "${", after),
        }
    }
    expanded + rest
}

fn unreadable(path: &Path, cause: std::io::Error) -> Failure {
    let path = shown(path);
    match cause.kind() {
        std::io::ErrorKind::NotFound => Message::FileVanished { path }.into(),
        _ => Failure::because(Message::FileUnreadable { path }, cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir, write};

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn name(root: &Path) -> String {
        read(root, &Variables::default()).unwrap().digest.name()
    }

    /// Otherwise a run keeps using what an older version of the list asked for.
    #[test]
    fn a_change_in_anything_referred_to_is_another_environment() {
        let root = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| write(root.path().join(name), text).unwrap();
        let dirs = ["sub", "sub/wheels", "pkg é"];
        dirs.iter().for_each(|name| create_dir(root.path().join(name)).unwrap());
        file("requirements.txt", "-r sub/more.txt\n./pkg é\n");
        file("sub/more.txt", "six\n-c limits.txt\n-f wheels\n-r ../requirements.txt\nx @ file:./x%20y.whl\n");
        file("sub/limits.txt", "six<2");
        file("x y.whl", "1");
        let mut names = vec![name(root.path())];
        for (path, text) in [
            ("requirements.txt", "-r sub/more.txt\n./pkg é\n# said\n"),
            ("train_requirements.txt", ""),
            ("sub/limits.txt", "six<1"),
            ("sub/wheels/a.whl", "1"),
            ("sub/wheels/a.whl", "12"),
            ("pkg é/setup.py", "1"),
            ("x y.whl", "2"),
        ] {
            file(path, text);
            let name = name(root.path());
            assert!(!names.contains(&name), "{path}");
            names.push(name);
        }
    }

    /// Each run has the package in a folder of its own and must find the environment again.
    #[test]
    fn where_the_package_lies_does_not_matter() {
        let names = [(); 2].map(|()| {
            let root = tempfile::tempdir().unwrap();
            write(root.path().join("requirements.txt"), "./x.whl\n").unwrap();
            write(root.path().join("x.whl"), "1").unwrap();
            name(root.path())
        });
        assert_eq!(names[0], names[1]);
    }

    #[test]
    fn a_reference_that_leads_out_or_nowhere_is_named_with_its_line() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("package");
        create_dir(&root).unwrap();
        write(outer.path().join("secret.txt"), "six").unwrap();
        for (text, code) in [
            ("# one\n-r ../secret.txt", "requirement-reference-outside"),
            ("six\n-r missing.txt", "requirement-reference-missing"),
            ("six\n./missing.whl", "requirement-reference-missing"),
        ] {
            write(root.join("requirements.txt"), text).unwrap();
            let failure = read(&root, &Variables::default()).err().unwrap();
            assert_eq!(failure.message.code(), code, "{text}");
            let said = failure.to_string();
            assert!(said.contains("requirements.txt") && said.contains("line 2"), "{said}");
        }
        let absolute = outer.path().join("secret.txt");
        write(root.join("requirements.txt"), format!("-r {}", absolute.display())).unwrap();
        assert!(read(&root, &Variables::default()).is_ok());
    }

    #[test]
    fn a_list_that_asks_for_nothing_is_empty() {
        let root = tempfile::tempdir().unwrap();
        for (text, empty) in [
            ("", true),
            ("\n # six\n", true),
            ("--no-index\n-c c.txt", true),
            ("six", false),
            ("-r c.txt", false),
        ] {
            write(root.path().join("requirements.txt"), text).unwrap();
            write(root.path().join("c.txt"), "six").unwrap();
            assert_eq!(read(root.path(), &Variables::default()).unwrap().empty, empty, "{text}");
        }
    }

    /// Installing from the lock needs the same places as resolving did.
    #[test]
    fn options_are_kept_with_absolute_paths() {
        let root = tempfile::tempdir().unwrap();
        create_dir(root.path().join("my wheels")).unwrap();
        write(
            root.path().join("requirements.txt"),
            "--no-index\n-f my wheels\n-i ${HOST}/simple\n-f https://a/b",
        )
        .unwrap();
        let read = read(root.path(), &variables(&[("HOST", "https://host")])).unwrap();
        let folder = root.path().canonicalize().unwrap();
        let links = format!("--find-links file://{}/my%20wheels", folder.display());
        assert_eq!(
            read.options,
            ["--no-index", &links, "--index-url https://host/simple", "--find-links https://a/b"]
        );
    }
}
