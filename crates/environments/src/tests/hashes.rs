//! Hashes are checked before any code is run.

use super::index::{hash, serve, sha256};
use super::*;

/// A file that was replaced in the index must not run.
#[test]
fn the_hashes_of_a_list_are_checked() {
    let fixture = Fixture::new("");
    let file = fixture.wheel("index/main/tyone", "tyone", "1.0", &["tytwo"]);
    let other = fixture.wheel("index/main/tytwo", "tytwo", "1.0", &[]);
    let url = serve(fixture.root.join("index"));
    let (right, wrong) = (sha256(&file), "0".repeat(64));
    let list = |hash: &str, more: &str| format!("-i {url}/main/\ntyone==1.0 --hash=sha256:{hash}\n{more}\n");
    fixture.list(&list(&wrong, &format!("tytwo==1.0 --hash=sha256:{}", sha256(&other))));
    assert_eq!(fixture.code(), "requirement-hash-mismatch");
    fixture.list(&list(&right, ""));
    assert_eq!(fixture.code(), "requirement-hash-missing");
    fixture.list(&format!(
        "tyone @ {url}/main/tyone/tyone-1.0-py3-none-any.whl#sha256={wrong}\n-i {url}/main/\n"
    ));
    assert_eq!(fixture.code(), "requirement-hash-mismatch");
    fixture.list(&list(
        &right,
        &format!("tytwo==1.0 \\\n  --hash=sha256:{wrong} \\\n  --hash=sha256:{}", sha256(&other)),
    ));
    // Only the list with hashes requires them, and what is installed already is trusted.
    fixture.wheel("index/main/tythree", "tythree", "1.0", &["tyone"]);
    fixture.write("package/train_requirements.txt", "tythree\n");
    assert_eq!(fixture.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
}

/// The `setup.py` of a replaced archive could run any code when it is built.
#[test]
fn an_archive_with_another_hash_is_not_run() {
    let fixture = Fixture::new("");
    let archive = fixture.archive("index/main/mine");
    fs::copy(&archive, fixture.root.join("package/mine-1.tar.gz")).unwrap();
    let url = serve(fixture.root.join("index"));
    let address = format!("{url}/main/mine/mine-1.tar.gz");
    for (kind, line) in [
        ("sha256", format!("-i {url}/main/\nmine==1 --hash=sha256:")),
        ("sha256", format!("--no-index\nmine @ {address}#sha256=")),
        ("sha256", format!("--no-index\n{address}#sha256=")),
        ("md5", format!("--no-index\nmine @ {address}#md5=")),
        ("sha256", "--no-index\n./mine-1.tar.gz --hash=sha256:".into()),
        ("sha256", "--no-index\nmine @ file:./mine-1.tar.gz#sha256=".into()),
    ] {
        let right = hash(kind, &archive);
        fixture.list(&format!("{line}{}\n", "0".repeat(right.len())));
        assert_eq!(fixture.code(), "requirement-hash-mismatch", "{line}");
        assert!(!fixture.root.join("index/main/mine/built").exists(), "{line}");
        fixture.list(&format!("{line}{right}\n"));
        assert_eq!(fixture.packages(), ["mine==1"], "{line}");
        fs::remove_file(fixture.root.join("index/main/mine/built")).unwrap();
    }
}

/// Tools write one line per Python, each with its own hashes; so do people with wheels at URLs.
#[test]
fn only_the_hashes_of_lines_for_this_python_count() {
    let fixture = Fixture::new("");
    let [old, new] = ["1.0", "2.0"].map(|version| fixture.wheel("index/main/tyone", "tyone", version, &[]));
    let url = serve(fixture.root.join("index"));
    let (old_hash, new_hash) = (sha256(&old), sha256(&new));
    fixture.list(&format!(
        "-i {url}/main/\ntyone==1.0 ; python_version < '3.8' --hash=sha256:{old_hash}\n\
         tyone==2.0 ; python_version >= '3.8' --hash=sha256:{new_hash}\n"
    ));
    assert_eq!(fixture.packages(), ["tyone==2.0"]);
    let address = |version: &str| format!("{url}/main/tyone/tyone-{version}-py3-none-any.whl");
    let list = |new_hash: &str| {
        let (old, new) = (address("1.0"), address("2.0"));
        format!(
            "tyone @ {old}#sha256={old_hash} ; python_version < '3.8'\n\
             tyone @ {new}#sha256={new_hash} ; python_version >= '3.8'\n"
        )
    };
    fixture.list(&list(&new_hash));
    assert_eq!(fixture.packages(), ["tyone==2.0"]);
    fixture.list(&list(&old_hash));
    assert_eq!(fixture.code(), "requirement-hash-mismatch");
}

/// Old indexes and URLs have no better hash. Their packages were once left out, and nobody noticed.
#[test]
fn what_has_a_weak_hash_is_installed_and_checked() {
    let fixture = Fixture::new("");
    let file = fixture.wheel("index/main/tyone", "tyone", "1.0", &[]);
    let of_index = format!("{}.md5", file.display());
    let url = serve(fixture.root.join("index"));
    let address = format!("{url}/main/tyone/tyone-1.0-py3-none-any.whl");
    fs::write(&of_index, hash("md5", &file)).unwrap();
    fixture.list(&format!("-i {url}/main/\ntyone\n"));
    assert_eq!(fixture.packages(), ["tyone==1.0"]);
    for kind in ["md5", "sha1"] {
        let right = hash(kind, &file);
        fixture.list(&format!("--no-index\ntyone @ {address}#{kind}={right}\n"));
        assert_eq!(fixture.packages(), ["tyone==1.0"], "{kind}");
        fixture.list(&format!("--no-index\ntyone @ {address}#{kind}={}\n", "0".repeat(right.len())));
        assert_eq!(fixture.code(), "requirement-hash-mismatch", "{kind}");
    }
}
