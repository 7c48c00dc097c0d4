//! Paths as URLs and back.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The path in a `file:` URL: absolute, or relative to a folder that depends on where it is used.
pub fn path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("file:").or_else(|| url.strip_prefix("FILE:"))?;
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let path = match path.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").filter(|rest| rest.starts_with('/')).unwrap_or(rest),
        None => path,
    };
    Some(decode(path))
}

/// `path` encoded for a URL; in a list, a blank would end it.
pub fn encode(path: &Path) -> String {
    let mut url = String::new();
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

/// `text` with `****` instead of what may be secret in its URLs: a password, a user without a password,
/// which may be a token, and everything after `?`.
pub fn without_secrets(text: &str) -> String {
    let ends_url = |c: char| c.is_whitespace() || "'\"<>`".contains(c);
    let (mut clean, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("://") {
        let (scheme, after) = rest.split_at(at + 3);
        let end = after.find(|c| ends_url(c) || "/?#".contains(c)).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        clean += scheme;
        clean += &match authority.rsplit_once('@') {
            None => authority.to_string(),
            Some((user, host)) => match user.split_once(':') {
                Some((user, _)) => format!("{user}:****@{host}"),
                None if user == "git" || scheme.ends_with("ssh://") => authority.to_string(),
                None => format!("****@{host}"),
            },
        };
        rest = tail;
        let url = &tail[..tail.find(ends_url).unwrap_or(tail.len())];
        if let Some(query) = url.find('?') {
            let fragment = url[query..].find('#').map_or(url.len(), |at| query + at);
            clean += &without_secrets(&url[..query]);
            clean += "?****";
            rest = &tail[fragment..];
        }
    }
    clean + rest
}

/// Decodes percent encoding.
fn decode(text: &str) -> PathBuf {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    OsString::from_vec(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Locks and logs are stored, and sent to other people.
    #[test]
    fn secrets_in_urls_are_not_shown() {
        for (text, expected) in [
            ("six==1.0", "six==1.0"),
            ("x @ https://host/x.whl#sha256=0", "x @ https://host/x.whl#sha256=0"),
            ("x @ https://me:pw@host:80/x.whl\n", "x @ https://me:****@host:80/x.whl\n"),
            ("-i https://me:p@w@host --pre", "-i https://me:****@host --pre"),
            ("x @ git+https://token@host/x.git@v1", "x @ git+https://****@host/x.git@v1"),
            ("git+ssh://git@host/x, git+ssh://me@host/x", "git+ssh://git@host/x, git+ssh://me@host/x"),
            ("'https://h/x?key=a&b#c' https://u:p@h", "'https://h/x?****#c' https://u:****@h"),
            ("https://proxy/https://u:p@h/x?y", "https://proxy/https://u:****@h/x?****"),
            ("://@?", "://****@?****"),
        ] {
            assert_eq!(without_secrets(text), expected);
        }
    }
}
