//! That hashes are checked, and before anything is run.

use super::index::{hash, serve, sha256};
use super::*;

/// A file that was exchanged in the index must not run.
#[test]
fn the_hashes_of_a_list_are_checked() {
    let scene = Scene::new("");
    let file = scene.wheel("index/main/tyone", "tyone", "1.0", &["tytwo"]);
    let other = scene.wheel("index/main/tytwo", "tytwo", "1.0", &[]);
    let url = serve(scene.root.join("index"));
    let (right, wrong) = (sha256(&file), "0".repeat(64));
    let list = |hash: &str, more: &str| format!("-i {url}/main/\ntyone==1.0 --hash=sha256:{hash}\n{more}\n");
    scene.list(&list(&wrong, &format!("tytwo==1.0 --hash=sha256:{}", sha256(&other))));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
    scene.list(&list(&right, ""));
    assert_eq!(scene.code(), "requirement-hash-missing");
    scene.list(&format!(
        "tyone @ {url}/main/tyone/tyone-1.0-py3-none-any.whl#sha256={wrong}\n-i {url}/main/\n"
    ));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
    scene.list(&list(
        &right,
        &format!("tytwo==1.0 \\\n  --hash=sha256:{wrong} \\\n  --hash=sha256:{}", sha256(&other)),
    ));
    // That hashes are needed counts for the list that has them, and what is there is trusted.
    scene.wheel("index/main/tythree", "tythree", "1.0", &["tyone"]);
    scene.write("package/train_requirements.txt", "tythree\n");
    assert_eq!(scene.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
}

/// Whoever exchanged an archive could run what they like by its `setup.py`: hashes are checked before it is built.
#[test]
fn an_archive_with_another_hash_is_not_run() {
    let scene = Scene::new("");
    let archive = scene.archive("index/main/mine");
    fs::copy(&archive, scene.root.join("package/mine-1.tar.gz")).unwrap();
    let url = serve(scene.root.join("index"));
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
        scene.list(&format!("{line}{}\n", "0".repeat(right.len())));
        assert_eq!(scene.code(), "requirement-hash-mismatch", "{line}");
        assert!(!scene.root.join("index/main/mine/built").exists(), "{line}");
        scene.list(&format!("{line}{right}\n"));
        assert_eq!(scene.packages(), ["mine==1"], "{line}");
        fs::remove_file(scene.root.join("index/main/mine/built")).unwrap();
    }
}

/// Tools write one line for each Python, each with its own hashes; so do people with wheels at addresses.
#[test]
fn only_the_hashes_of_lines_for_this_python_count() {
    let scene = Scene::new("");
    let [old, new] = ["1.0", "2.0"].map(|version| scene.wheel("index/main/tyone", "tyone", version, &[]));
    let url = serve(scene.root.join("index"));
    let (old_hash, new_hash) = (sha256(&old), sha256(&new));
    scene.list(&format!(
        "-i {url}/main/\ntyone==1.0 ; python_version < '3.8' --hash=sha256:{old_hash}\n\
         tyone==2.0 ; python_version >= '3.8' --hash=sha256:{new_hash}\n"
    ));
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    let address = |version: &str| format!("{url}/main/tyone/tyone-{version}-py3-none-any.whl");
    let list = |new_hash: &str| {
        let (old, new) = (address("1.0"), address("2.0"));
        format!(
            "tyone @ {old}#sha256={old_hash} ; python_version < '3.8'\n\
             tyone @ {new}#sha256={new_hash} ; python_version >= '3.8'\n"
        )
    };
    scene.list(&list(&new_hash));
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    scene.list(&list(&old_hash));
    assert_eq!(scene.code(), "requirement-hash-mismatch");
}

/// Old indexes and addresses have no better hash. Its package was left out, and nobody noticed.
#[test]
fn what_has_a_weak_hash_is_installed_and_checked() {
    let scene = Scene::new("");
    let file = scene.wheel("index/main/tyone", "tyone", "1.0", &[]);
    let of_index = format!("{}.md5", file.display());
    let url = serve(scene.root.join("index"));
    let address = format!("{url}/main/tyone/tyone-1.0-py3-none-any.whl");
    fs::write(&of_index, hash("md5", &file)).unwrap();
    scene.list(&format!("-i {url}/main/\ntyone\n"));
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    for kind in ["md5", "sha1"] {
        let right = hash(kind, &file);
        scene.list(&format!("--no-index\ntyone @ {address}#{kind}={right}\n"));
        assert_eq!(scene.packages(), ["tyone==1.0"], "{kind}");
        scene.list(&format!("--no-index\ntyone @ {address}#{kind}={}\n", "0".repeat(right.len())));
        assert_eq!(scene.code(), "requirement-hash-mismatch", "{kind}");
    }
}
