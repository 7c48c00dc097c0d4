//! Files with hostile names, and entries that are not regular files.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::os;

pub(super) fn write(folder: &Path, secret: &Path) {
    let long = "x".repeat(255);
    for name in [
        &b"two\nlines.txt"[..],
        b"\x1b[31mred\x07\x08.txt",
        "ends \u{202e}txt.exe".as_bytes(),
        "no\u{200b}width \u{2066}.txt".as_bytes(),
        "private \u{10ff41}\u{10ffff}.txt".as_bytes(),
        b"\xe9t\xe9 \xff\xfe.txt",
        b"\xed\xa0\x80.txt",
        long.as_bytes(),
        b" blank .txt ",
        b"-rf",
        b"%2e%2e%2fspec.json",
        b"..\\..\\spec.json",
        b"<img src=x onerror=top.ran=true>.txt",
        b"\"'`${top.ran=true}{{7*7}}.txt",
        b"javascript:top.ran=true",
        b"...",
    ] {
        fs::write(folder.join(os(name)), "harmless").unwrap();
    }
    symlink("/etc/passwd", folder.join("passwd.txt")).unwrap();
    symlink(secret, folder.join("link.txt")).unwrap();
    symlink("../spec.json", folder.join("spec.json")).unwrap();
    symlink(secret.parent().unwrap(), folder.join("linked-folder")).unwrap();
    symlink("/", folder.join("root")).unwrap();
    symlink(".", folder.join("circle")).unwrap();
    symlink("nothing", folder.join("dangling")).unwrap();
    for (name, kind) in [("pipe", FileType::Fifo), ("socket", FileType::Socket)] {
        mknodat(CWD, folder.join(name), kind, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }
}
