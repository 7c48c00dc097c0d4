//! Lists and what they refer to, in folders.

use super::*;
use locales::Failure;
use std::fs::{File, create_dir, write};
use std::process::Command;

fn read_it(root: &Path) -> Result<Lists> {
    read(root, &Variables::default(), &Cancel::default())
}

fn name(root: &Path) -> String {
    read_it(root).unwrap().digest.name()
}

fn failure(root: &Path) -> Failure {
    read_it(root).err().unwrap()
}

/// Otherwise a run keeps using what an older version of the list asked for.
#[test]
fn a_change_in_anything_referred_to_is_another_environment() {
    let root = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| write(root.path().join(name), text).unwrap();
    let dirs = ["sub", "sub/wheels", "pkg é"];
    dirs.iter().for_each(|name| create_dir(root.path().join(name)).unwrap());
    file("requirements.txt", "-r sub/more.txt\n./pkg é\n");
    file("sub/more.txt", "six\n-c limits.txt\n-f wheels\nx @ file:./x%20y.whl\n");
    file("sub/limits.txt", "six<2");
    file("pkg é/pyproject.toml", "");
    file("x y.whl", "1");
    let mut names = vec![name(root.path())];
    for (path, text) in [
        ("requirements.txt", "-r sub/more.txt\n./pkg é\n--pre\n"),
        ("train_requirements.txt", "six"),
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
    file("requirements.txt", "# said\n  -r sub/more.txt\n./pkg é # why\n--pre\n");
    assert_eq!(names.last(), Some(&name(root.path())), "a comment makes no other environment");
}

/// Each run unpacks the package into its own folder, and must find the environment again.
#[test]
fn where_the_package_lies_does_not_matter() {
    let names = [(); 2].map(|()| {
        let root = tempfile::tempdir().unwrap();
        write(root.path().join("requirements.txt"), "./x.whl\n-f .\n").unwrap();
        write(root.path().join("x.whl"), "1").unwrap();
        name(root.path())
    });
    assert_eq!(names[0], names[1]);
}

/// Code of another run could have replaced the list, and a file of the person's would be quoted in the log.
#[test]
fn a_list_that_is_a_link_is_not_read() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("package");
    create_dir(&root).unwrap();
    write(outer.path().join("secret"), "hunter2").unwrap();
    std::os::unix::fs::symlink("../secret", root.join("requirements.txt")).unwrap();
    assert_eq!(failure(&root).message.code(), "file-unreadable");
}

#[test]
fn a_reference_that_leads_out_or_nowhere_is_named_with_its_line() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("package");
    create_dir(&root).unwrap();
    create_dir(root.join("empty")).unwrap();
    write(outer.path().join("secret.txt"), "six").unwrap();
    write(root.join("circle.txt"), "-c circle.txt").unwrap();
    for (text, code) in [
        ("# one\n-r ../secret.txt", "requirement-reference-outside"),
        ("six\n-r missing.txt", "requirement-reference-missing"),
        ("six\n./missing.whl", "requirement-reference-missing"),
        ("six\n./empty", "requirement-folder-empty"),
        ("six\n-r requirements.txt", "requirement-reference-circular"),
        ("six\n--no-such x", "requirement-line-unreadable"),
        ("six\n-f ../", "requirement-reference-outside"),
    ] {
        write(root.join("requirements.txt"), text).unwrap();
        let failure = failure(&root);
        assert_eq!(failure.message.code(), code, "{text}");
        let message = failure.to_string();
        assert!(message.contains("requirements.txt") && message.contains("line 2"), "{message}");
    }
    let absolute = outer.path().join("secret.txt");
    write(root.join("requirements.txt"), format!("-r {}", absolute.display())).unwrap();
    assert_eq!(read_it(&root).unwrap().lists[0].requirements.len(), 1);
}

/// Whatever a list names, reading it must end, without using much memory.
#[test]
fn devices_pipes_and_endless_lists_are_refused() {
    let root = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(root.path().join("pipe")).status().unwrap().success());
    File::create(root.path().join("long.txt")).unwrap().set_len(MOST_BYTES + 1).unwrap();
    for i in 0..60 {
        write(root.path().join(format!("{i}.txt")), format!("-r {}.txt\n", i + 1)).unwrap();
    }
    for (text, code) in [
        ("-r pipe", "requirement-reference-odd"),
        ("-c /dev/zero", "requirement-reference-odd"),
        ("x @ file:///dev/zero", "requirement-reference-odd"),
        ("-e /dev/zero", "requirement-reference-odd"),
        ("-r .", "requirement-reference-odd"),
        ("-r long.txt", "requirements-too-long"),
        ("-r 0.txt", "requirement-reference-circular"),
    ] {
        write(root.path().join("requirements.txt"), text).unwrap();
        assert_eq!(failure(root.path()).message.code(), code, "{text}");
    }
    std::fs::rename(root.path().join("pipe"), root.path().join("requirements.txt")).unwrap();
    assert_eq!(failure(root.path()).message.code(), "requirements-not-text");
}

/// A list of a few megabytes must not use all memory, and one of its lines must not take minutes.
#[test]
fn what_lists_make_of_their_bytes_is_limited() {
    let root = tempfile::tempdir().unwrap();
    let variables: Variables =
        [("LONG".into(), "x".repeat(100_000).into()), ("A".into(), "a".into())].into_iter().collect();
    let many = |line: &str, count: u64| line.repeat(count as usize);
    let read = |text: &str| {
        write(root.path().join("requirements.txt"), text).unwrap();
        read(root.path(), &variables, &Cancel::default())
    };
    assert_eq!(read(&many("\n#\n", MOST_LINES)).unwrap().lists.len(), 0);
    let lists = read(&many("a\n", MOST_LINES)).unwrap().lists;
    assert_eq!(lists[0].requirements.len() as u64, MOST_LINES);
    assert_eq!(read(&format!("a{}", many("${A}", 100_000))).unwrap().lists.len(), 1);
    for (text, code) in [
        (many("a\n", MOST_LINES + 1), "requirements-too-many"),
        (many("a${LONG}\n", 170), "requirements-too-long"),
        (format!("a{}", many("${LONG}", 11)), "requirements-too-long"),
    ] {
        assert_eq!(read(&text).err().unwrap().message.code(), code);
    }
}

/// A person who stops a run would have to wait until large files were read for its environment.
#[test]
fn reading_ends_when_it_is_cancelled() {
    let root = tempfile::tempdir().unwrap();
    let cancel = Cancel::default();
    cancel.cancel();
    write(root.path().join("requirements.txt"), "six").unwrap();
    let failure = read(root.path(), &Variables::default(), &cancel).err().unwrap();
    assert_eq!(failure.message.code(), "cancelled");
}

#[test]
fn a_list_that_asks_for_nothing_is_empty() {
    let root = tempfile::tempdir().unwrap();
    write(root.path().join("c.txt"), "six").unwrap();
    for (text, count) in
        [("", 0), ("\n # six\n", 0), ("--no-index\n-c c.txt", 0), ("six", 1), ("-r c.txt", 1)]
    {
        write(root.path().join("requirements.txt"), text).unwrap();
        assert_eq!(read_it(root.path()).unwrap().lists.len(), count, "{text}");
    }
}

/// Like in pip, a list to which constraints refer contains requirements.
#[test]
fn find_links_that_are_missing_are_noted_and_lists_of_constraints_are_lists() {
    let root = tempfile::tempdir().unwrap();
    write(root.path().join("requirements.txt"), "-f none\n-c c.txt").unwrap();
    write(root.path().join("c.txt"), "six<2\n-r more.txt").unwrap();
    write(root.path().join("more.txt"), "six").unwrap();
    let read = read_it(root.path()).unwrap();
    assert_eq!(read.notes.len(), 1);
    assert_eq!((read.lists[0].requirements.len(), read.lists[0].constraints.len()), (1, 1));
}
