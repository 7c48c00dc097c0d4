//! Paths as URLs and back.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The path that a `file:` URL names: absolute, or relative to wherever it is used.
pub fn path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("file:").or_else(|| url.strip_prefix("FILE:"))?;
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let path = match path.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").filter(|rest| rest.starts_with('/')).unwrap_or(rest),
        None => path,
    };
    Some(decode(path))
}

/// `path` as it stands in a URL; in a list a blank would end it.
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

/// Takes back what percent signs stand for.
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
