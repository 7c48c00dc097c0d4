//! The options of a line: split like in a shell, and parsed like Python's `optparse` does.

use super::Refused;

/// The options of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub requirements: Vec<String>,
    pub constraints: Vec<String>,
    pub editables: Vec<String>,
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    pub find_links: Vec<String>,
    pub trusted_hosts: Vec<String>,
    /// `--hash`, as `sha256:…`.
    pub hashes: Vec<String>,
    /// `--config-settings`, as `KEY=VALUE`.
    pub config_settings: Vec<String>,
    /// `--no-binary` and `--only-binary` in their order; `true` for the first.
    pub formats: Vec<(bool, String)>,
    pub no_index: bool,
    pub pre: bool,
    pub require_hashes: bool,
    /// Options for the whole list that uv does not have, as pip expects them.
    pub of_pip: Vec<String>,
}

/// All options in lists that pip has had since it supports hashes, with their short forms.
const NAMES: [(&str, Option<char>); 21] = [
    ("--index-url", Some('i')),
    ("--pypi-url", None),
    ("--extra-index-url", None),
    ("--no-index", None),
    ("--constraint", Some('c')),
    ("--requirement", Some('r')),
    ("--editable", Some('e')),
    ("--find-links", Some('f')),
    ("--no-binary", None),
    ("--only-binary", None),
    ("--prefer-binary", None),
    ("--require-hashes", None),
    ("--no-require-hashes", None),
    ("--pre", None),
    ("--all-releases", None),
    ("--only-final", None),
    ("--trusted-host", None),
    ("--use-feature", None),
    ("--global-option", None),
    ("--hash", None),
    ("--config-settings", Some('C')),
];

/// Splits a line into the requirement and its options, at the first word that begins with `-`.
pub fn part(line: &str) -> (&str, &str) {
    let starts = std::iter::once(0).chain(line.match_indices(' ').map(|(at, _)| at + 1));
    match starts.into_iter().find(|&at| line[at..].starts_with('-')) {
        Some(at) => (line[..at].strip_suffix(' ').unwrap_or_default(), &line[at..]),
        None => (line, ""),
    }
}

impl Options {
    /// Parses the options that [`part`] has found.
    pub fn read(text: &str) -> Result<Self, Refused> {
        let mut options = Self::default();
        let mut words = split(text)?.into_iter();
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            if word.starts_with("--") {
                let (name, value) = match word.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_string())),
                    None => (word.as_str(), None),
                };
                options.take(full(name)?, value, &mut words)?;
            } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                let mut letters = letters.chars();
                let letter = letters.next();
                let name = NAMES.iter().find(|(_, short)| *short == letter).ok_or(Refused)?.0;
                // All options with a short form take a value: the rest of the word, or the next word.
                let rest = letters.as_str();
                options.take(name, (!rest.is_empty()).then(|| rest.to_string()), &mut words)?;
            }
            // pip ignores anything else.
        }
        Ok(options)
    }

    fn take(
        &mut self,
        name: &str,
        given: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) -> Result<(), Refused> {
        if let "--no-index" | "--pre" | "--require-hashes" | "--no-require-hashes" | "--prefer-binary" = name
        {
            match name {
                "--no-index" => self.no_index = true,
                "--pre" => self.pre = true,
                "--require-hashes" => self.require_hashes = true,
                _ => self.of_pip.push(name.into()),
            }
            return if given.is_none() { Ok(()) } else { Err(Refused) };
        }
        let value = given.or_else(|| words.next()).ok_or(Refused)?;
        match name {
            "--index-url" | "--pypi-url" => self.index_url = Some(value),
            "--extra-index-url" => self.extra_index_urls.push(value),
            "--constraint" => self.constraints.push(value),
            "--requirement" => self.requirements.push(value),
            "--editable" => self.editables.push(value),
            "--find-links" => self.find_links.push(value),
            "--trusted-host" => self.trusted_hosts.push(value),
            "--no-binary" | "--only-binary" if value.starts_with('-') => return Err(Refused),
            "--no-binary" | "--only-binary" => self.formats.push((name == "--no-binary", value)),
            "--hash" => {
                let known = ["sha256:", "sha384:", "sha512:"];
                known.iter().find(|kind| value.starts_with(**kind)).ok_or(Refused)?;
                self.hashes.push(value);
            }
            "--config-settings" if !value.contains('=') => return Err(Refused),
            "--config-settings" => self.config_settings.push(value),
            "--all-releases" | "--only-final" => self.of_pip.push(format!("{name}={value}")),
            // pip has replaced it by `--config-settings`, where setuptools accepts it.
            "--global-option" => self.config_settings.push(format!("{name}={value}")),
            // `--use-feature`: its features have become pip's default, or change nothing here.
            _ => {}
        }
        Ok(())
    }
}

/// The hashes, of any kind, in options that consist only of hashes.
pub fn hashes(text: &str) -> Option<Vec<String>> {
    let hash = |word: String| {
        let hash = word.strip_prefix("--hash=")?;
        let (kind, digits) = hash.split_once(':')?;
        let is_one = !kind.is_empty() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit());
        is_one.then(|| hash.to_string())
    };
    split(text).ok()?.into_iter().map(hash).collect()
}

/// The option that `written` is, or abbreviates.
fn full(written: &str) -> Result<&'static str, Refused> {
    let names = || NAMES.iter().map(|(name, _)| *name);
    if let Some(name) = names().find(|name| *name == written) {
        return Ok(name);
    }
    let mut begun = names().filter(|name| name.starts_with(written));
    match (begun.next(), begun.next()) {
        (Some(name), None) => Ok(name),
        _ => Err(Refused),
    }
}

/// `value` as one word for [`split`].
pub fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "'\"'\"'"))
}

/// Python's `shlex.split`: words are separated by blanks, except in quotes; a backslash escapes the
/// next character, except in single quotes, and in double quotes only a quote or a backslash.
fn split(text: &str) -> Result<Vec<String>, Refused> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"'), '\\') => {
                let next = characters.next().ok_or(Refused)?;
                let word = word.get_or_insert_default();
                if next != '"' && next != '\\' {
                    word.push('\\');
                }
                word.push(next);
            }
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, ' ' | '\t' | '\r' | '\n') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().push(characters.next().ok_or(Refused)?),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if quote.is_some() { Err(Refused) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Because of an overlooked option, an index would not be asked, or a hash not be checked.
    #[test]
    fn options_are_split_and_read_as_pip_does() {
        let strings = |values: &[&str]| values.iter().map(|value| value.to_string()).collect::<Vec<_>>();
        let read = |line: &str| Options::read(part(line).1).unwrap();
        let several = read("--no-index --find-links='my wheels' -f\"b\\\"c\" -fd --pre words");
        assert_eq!(several.find_links, strings(&["my wheels", "b\"c", "d"]));
        assert!(several.no_index && several.pre && !several.require_hashes);
        let of_index = read("-i https://a --extra-index https://b --extra-index-url=https://c --trusted h");
        assert_eq!(of_index.index_url.as_deref(), Some("https://a"));
        assert_eq!(of_index.extra_index_urls, strings(&["https://b", "https://c"]));
        assert_eq!(of_index.trusted_hosts, strings(&["h"]));
        let line =
            r#"six==1.0 ; python_version > "3" --hash=sha256:0 --hash sha512:1 --config-settings "a=b c""#;
        assert_eq!(part(line).0, r#"six==1.0 ; python_version > "3""#);
        let of_one = read(line);
        assert_eq!(of_one.hashes, strings(&["sha256:0", "sha512:1"]));
        assert_eq!(of_one.config_settings, strings(&["a=b c"]));
        assert_eq!(read("-r=x -c y --use-feature=fast-deps").requirements, strings(&["=x"]));
        let formats = read("--no-binary a,b --only-binary=:all:").formats;
        assert_eq!(formats, [(true, "a,b".to_string()), (false, ":all:".to_string())]);
        let of_pip = read("x --prefer-binary --global-option=\"--a b\" -- --pre");
        assert_eq!((of_pip.of_pip, of_pip.pre), (strings(&["--prefer-binary"]), false));
        assert_eq!(of_pip.config_settings, strings(&["--global-option=--a b"]));
    }

    #[test]
    fn what_pip_refuses_is_refused() {
        for text in [
            "--index-url",
            "--no-such",
            "--install-option=x",
            "--no",
            "--require x",
            "--no-index=1",
            "-x",
            "-i",
            "'open",
            "\\",
            "--hash=md5:0",
            "--hash=0",
            "--config-settings=a",
            "--no-binary -x",
        ] {
            assert_eq!(Options::read(text), Err(Refused), "{text}");
        }
    }
}
