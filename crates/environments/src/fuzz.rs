//! Fuzzes the reader of requirement lists. The corpus is in `tests/fuzz`, the changes are those of
//! [`testkit::fuzz`].

use crate::list::read;
use crate::variables::Variables;
use files::Cancel;
use std::fs;
use testkit::fuzz::{Changes, corpus, fuzz, kind_of};

/// A list is untrusted text: it must never crash the reader, and the same list must always lead to the
/// same environment.
#[test]
fn any_list_is_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("part")).unwrap();
    fs::write(path("part/setup.py"), "").unwrap();
    fs::write(path("more.txt"), "-r requirements.txt\nsix\n").unwrap();
    fs::write(path("constraints.txt"), "six<2\n").unwrap();
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
        fs::write(path("requirements.txt"), input).unwrap();
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
