//! Environments that are built again from a lock.

use super::index::{serve, sha256};
use super::*;

impl Fixture {
    /// Keeps the lock of the environment as it is now, and removes all environments.
    fn locks(&mut self) {
        let environment = self.prepare().unwrap();
        self.locked = Some(fs::read_to_string(&environment.lock).unwrap());
        files::tree::remove(&self.root.join("cache/envs")).unwrap();
    }
}

/// A model would be said to be reproduced, but with the libraries of today.
#[test]
fn a_lock_is_installed_and_not_resolved_again() {
    let mut fixture = Fixture::new("");
    fixture.wheel("index/main/tyone", "tyone", "1.0", &["tytwo"]);
    fixture.wheel("index/main/tytwo", "tytwo", "1.0", &[]);
    project(&fixture, "package/mine");
    let url = serve(fixture.root.join("index"));
    fixture.list(&format!("-i {url}/main/\ntyone\n./mine\n"));
    fixture.locks();
    let expected = ["mine==1", "tyone==1.0", "tytwo==1.0"];
    fixture.wheel("index/main/tyone", "tyone", "2.0", &["tythree"]);
    fixture.wheel("index/main/tytwo", "tytwo", "2.0", &[]);
    fixture.wheel("index/main/tythree", "tythree", "1.0", &[]);
    assert_eq!(fixture.packages(), expected);
    assert!(fixture.prepare().unwrap().found);
    // Others still get what the list resolves to, which is not what the lock has.
    let locked = fixture.locked.take();
    assert_eq!(fixture.packages(), ["mine==1", "tyone==2.0", "tythree==1.0"]);
    fixture.locked = locked;
    assert_eq!(fixture.packages(), expected);
}

/// A file that was replaced in the index would pass for the one that the run had.
#[test]
fn the_hashes_of_a_lock_are_checked() {
    let mut fixture = Fixture::new("");
    let file = fixture.wheel("index/main/tyone", "tyone", "1.0", &[]);
    let url = serve(fixture.root.join("index"));
    fixture.list(&format!("-i {url}/main/\ntyone==1.0 --hash=sha256:{}\n", sha256(&file)));
    fixture.locks();
    let locked = fixture.locked.take().unwrap();
    fixture.locked = Some(locked.replace(&sha256(&file), &"0".repeat(64)));
    assert_eq!(fixture.code(), "requirement-hash-mismatch");
    fixture.locked = Some(locked);
    assert_eq!(fixture.packages(), ["tyone==1.0"]);
    fixture.locked = Some("tyone==1.0\n-e nonsense\n".into());
    assert_eq!(fixture.code(), "lock-unreadable");
}
