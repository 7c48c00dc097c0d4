//! Fuzzes the names of files, which are sent to a page and come back from it. The corpus is in `tests/fuzz`, the changes
//! are those of [`testkit::fuzz`].

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use testkit::fuzz::{Changes, corpus, fuzz};

use crate::views::tree::{read_path, written};

/// A name that came back as another one would open another file, or none.
#[test]
fn any_name_comes_back_as_it_was() {
    let words = [
        "\u{10ff00}",
        "\u{10ff41}",
        "\u{10ffff}",
        "\u{10feff}",
        "/",
        "..",
        "\n",
        "é",
        "\u{fffd}",
        "\u{202e}",
    ];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("fuzz::any_name_comes_back_as_it_was", corpus("names"), change, |input| {
        let text = written(OsStr::from_bytes(input));
        assert_eq!(read_path(&text).as_os_str().as_bytes(), input, "{text:?}");
        // A page could also send text that stands for no name.
        let sent = String::from_utf8_lossy(input);
        let read = read_path(&sent);
        assert_eq!(read_path(&written(read.as_os_str())), read, "{sent:?}");
        let marked = text.chars().filter(|letter| *letter >= '\u{10ff00}').count();
        format!("{} {}", text.chars().count().min(20), marked.min(20))
    });
}
