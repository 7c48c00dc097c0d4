//! Reading one line of a requirements file as far as it says where something else is.
//! (Format: pip's documentation, "Requirements File Format"; uv reads the same.)

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// `-r`: more requirements.
    Requirements(String),
    /// `-c`: constraints, which add nothing by themselves.
    Constraints(String),
    /// `-f`: where archives lie.
    Links(String),
    /// An option about indexes and builds that installing needs as much as resolving does.
    Option(String),
    /// A requirement, and the path or URL it is at, if it names one.
    Requirement(Option<String>),
    /// Something that only resolving needs to know.
    Other,
}

/// The lines of a file with their numbers (from 1): continued lines joined, without comments and
/// blanks.
pub fn lines(text: &str) -> Vec<(u64, String)> {
    let mut lines = Vec::new();
    let mut open: Option<(u64, String)> = None;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let (first, mut joined) = open.take().unwrap_or((number, String::new()));
        let comment = line.trim_start().starts_with('#');
        match line.strip_suffix('\\').filter(|_| !comment) {
            Some(part) => open = Some((first, joined + part)),
            None => {
                joined += line;
                lines.push((first, joined));
            }
        }
    }
    lines.extend(open);
    for (_, line) in &mut lines {
        line.truncate(comment(line).unwrap_or(line.len()));
        *line = line.trim().to_string();
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

/// Where a comment begins: at a `#` that begins the line or follows a blank (others are part of a
/// URL).
fn comment(line: &str) -> Option<usize> {
    line.match_indices('#')
        .map(|(at, _)| at)
        .find(|&at| line[..at].chars().next_back().is_none_or(char::is_whitespace))
}

/// Reads a line as [`lines`] gives it.
pub fn parse(line: &str) -> Line {
    let value = |names: &[&str]| {
        names.iter().find_map(|name| {
            let rest = line.strip_prefix(name)?;
            let separated = rest.starts_with([' ', '\t', '=']) || !name.starts_with("--");
            separated.then(|| rest.trim_start_matches([' ', '\t', '=']).to_string())
        })
    };
    if !line.starts_with('-') {
        return Line::Requirement(place(line).map(String::from));
    }
    if let Some(file) = value(&["--requirement", "-r"]) {
        return Line::Requirements(file);
    }
    if let Some(file) = value(&["--constraint", "-c"]) {
        return Line::Constraints(file);
    }
    if let Some(links) = value(&["--find-links", "-f"]) {
        return Line::Links(links);
    }
    if let Some(editable) = value(&["--editable", "-e"]) {
        // What is editable is never a name in an index.
        let place = place(&editable).map(String::from).unwrap_or_else(|| cut(&editable).to_string());
        return Line::Requirement(Some(place));
    }
    if let Some(index) = value(&["--index-url", "-i"]) {
        return Line::Option(format!("--index-url {index}"));
    }
    for name in ["--extra-index-url", "--no-binary", "--only-binary"] {
        if let Some(value) = value(&[name]) {
            return Line::Option(format!("{name} {value}"));
        }
    }
    if line == "--no-index" { Line::Option(line.into()) } else { Line::Other }
}

/// The path or URL of a requirement; `None` if it is a name to be looked up in an index.
fn place(requirement: &str) -> Option<&str> {
    let requirement = cut(requirement);
    let plain = |c: char| c.is_alphanumeric() || "-_.[], \t".contains(c);
    if let Some((name, place)) = requirement.split_once('@')
        && name.chars().all(plain)
    {
        return Some(place.trim());
    }
    let operator = requirement.find(['<', '>', '=', '!', '~', '(']).unwrap_or(requirement.len());
    let first = &requirement[..operator];
    let archive = [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"]
        .iter()
        .any(|end| requirement.ends_with(end));
    let is_place = first.starts_with("file:") || first.starts_with('.') || first.contains('/') || archive;
    is_place.then(|| match requirement.split_once('[') {
        Some((place, extras)) if extras.ends_with(']') => place,
        _ => requirement,
    })
}

/// Without markers and per-requirement options.
fn cut(requirement: &str) -> &str {
    let end = [" ;", "\t;", " --"].iter().filter_map(|mark| requirement.find(mark)).min();
    requirement[..end.unwrap_or(requirement.len())].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reference that is missed lets a changed file go unnoticed: the old environment is used.
    #[test]
    fn every_way_to_write_a_reference_is_found() {
        let requirement = |place: &str| Line::Requirement(Some(place.into()));
        for (line, expected) in [
            ("-r more.txt", Line::Requirements("more.txt".into())),
            ("-rmore.txt", Line::Requirements("more.txt".into())),
            ("--requirement=my more.txt", Line::Requirements("my more.txt".into())),
            ("--constraint c.txt", Line::Constraints("c.txt".into())),
            ("-c=c.txt", Line::Constraints("c.txt".into())),
            ("--find-links ./wheels", Line::Links("./wheels".into())),
            ("-f=wheels", Line::Links("wheels".into())),
            ("-e ./pkg", requirement("./pkg")),
            ("-e pkg", requirement("pkg")),
            ("--editable=./pkg[extra]", requirement("./pkg")),
            ("./x-1.0-py3-none-any.whl --hash=sha256:0", requirement("./x-1.0-py3-none-any.whl")),
            ("x-1.0-py3-none-any.whl", requirement("x-1.0-py3-none-any.whl")),
            ("wheels/x-1.0.tar.gz ; python_version > '3'", requirement("wheels/x-1.0.tar.gz")),
            ("x[a, b] @ file:./x", requirement("file:./x")),
            ("x@https://host/x.whl#sha256=0", requirement("https://host/x.whl#sha256=0")),
            ("git+https://host/x.git@main", requirement("git+https://host/x.git@main")),
            (".", requirement(".")),
            ("-i https://host/simple", Line::Option("--index-url https://host/simple".into())),
            ("--no-binary :all:", Line::Option("--no-binary :all:".into())),
            ("--no-index", Line::Option("--no-index".into())),
            ("--pre", Line::Other),
            ("--requirements-like x", Line::Other),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
    }

    /// A name taken for a path would fail a training whose list is right.
    #[test]
    fn names_are_no_paths() {
        for line in [
            "six",
            "six==1.17.0",
            "scikit-learn>=1.0,<2",
            "a[b]~=1.0 ; extra == 'x/y'",
            "ruamel.yaml",
            "a (>=1)",
        ] {
            assert_eq!(parse(line), Line::Requirement(None), "{line}");
        }
    }

    #[test]
    fn comments_and_continuations_are_read_as_pip_does() {
        let text = "\u{feff}# only words\\\nsix \\\r\n  ==1.0 # why\n\n-r a#b.txt\nx \\";
        let expected = [(2, "six   ==1.0"), (5, "-r a#b.txt"), (6, "x")];
        assert_eq!(lines(text), expected.map(|(number, line)| (number, line.to_string())));
    }
}
