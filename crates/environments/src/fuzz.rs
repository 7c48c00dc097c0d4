//! Whatever a list of requirements holds, it is read or refused.
//!
//! The corpus is in `tests/fuzz`; what is tried is [`testkit::fuzz`]'s.

use crate::list::read;
use crate::variables::Variables;
use files::Cancel;
use std::fs;
use testkit::fuzz::{Changes, corpus, fuzz, kind_of};

/// The same list must be the same environment, and a package's list is anybody's text.
#[test]
fn any_list_is_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::create_dir_all(place("part")).unwrap();
    fs::write(place("part/setup.py"), "").unwrap();
    fs::write(place("more.txt"), "-r requirements.txt\nsix\n").unwrap();
    fs::write(place("constraints.txt"), "six<2\n").unwrap();
    let words = [
        "-r more.txt",
        "-c constraints.txt",
        "-e ./part",
        "--index-url ",
        "--extra-index-url=",
        "--find-links ",
        "--hash=sha256:",
        "--no-index",
        "--config-settings=\"a=b\"",
        " \\\n",
        "\r\n",
        " #",
        " @ ",
        " ; ",
        "==",
        "<2",
        "[extra]",
        "file:",
        "git+https://",
        "${HOME}",
        "$",
        "'",
        "\"",
        "../",
        "/",
        "\u{feff}",
        "\0",
        "é",
        "# -*- coding: utf-7 -*-\n",
        "python_version < '3'",
    ];
    let variables: Variables = [("HOME".into(), "/home/ada".into())].into_iter().collect();
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("fuzz::any_list_is_read_or_refused", corpus("requirements"), change, |input| {
        fs::write(place("requirements.txt"), input).unwrap();
        let [first, again] = [(), ()].map(|()| read(folder.path(), &variables, &Cancel::default()));
        match (first, again) {
            (Ok(first), Ok(again)) => {
                assert_eq!(first.digest.name(), again.digest.name());
                format!("{} {}", first.lists.len(), first.notes.len().min(9))
            }
            (Err(failure), Err(_)) => kind_of(&failure.message),
            _ => panic!("read once, and refused once"),
        }
    });
}
