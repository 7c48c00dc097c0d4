//! A full disk, in a mount namespace of its own.

use super::*;
use std::process::Command;

/// The folder in which a child finds a small disk.
const DISK: &str = "SNAPSHOTS_TEST_DISK";

/// Not a test of its own: what is done where the disk is small.
#[test]
fn as_a_child() {
    let Some(disk) = std::env::var_os(DISK) else { return };
    let (place, disk, watch) = (Place::new(), PathBuf::from(disk), Watch::default());
    let snapshots = Snapshots::at(&disk.join("snapshots"));
    let keep = || snapshots.taking().unwrap().keep(&place.scan(), "data", &watch);
    let is_empty = || {
        let nothing = |folder: PathBuf| names(&folder).unwrap().is_empty();
        nothing(snapshots.incoming()) && nothing(snapshots.manifests()) && nothing(snapshots.blobs())
    };

    // It does not fit.
    place.write("large", vec![1; 40 << 20]);
    let failure = keep().unwrap_err();
    assert!(matches!(*failure.message, Message::DiskFull { .. }), "{failure:?}");
    assert!(is_empty());

    // The disk becomes full in the middle.
    place.write("large", "small");
    (0..300_u32).for_each(|n| place.write(n.to_string(), n.to_le_bytes()));
    let failure = keep().unwrap_err();
    assert!(matches!(*failure.message, Message::FileUnwritable { .. }), "{failure:?}");
    assert!(is_empty());
    let described = snapshots.taking().unwrap().record(&place.scan(), "data", &watch).unwrap();
    assert!(!snapshots.is_complete(&described.manifest.id()).unwrap());

    // There is room again.
    (100..300_u32).for_each(|n| fs::remove_file(place.data().join(n.to_string())).unwrap());
    let taken = keep().unwrap();
    assert!(snapshots.is_complete(&id(&taken)).unwrap());

    // A copy does not fit.
    let to = disk.join("restored");
    let failure = snapshots.restore(&taken.described.manifest, &to, Modes::Exact, &watch).unwrap_err();
    assert!(matches!(*failure.message, Message::FileUnwritable { .. }), "{failure:?}");
    assert!(!to.exists());
    println!("the child is done");
}

/// A snapshot that ran out of space would look like a whole one, or the space would be lost.
#[test]
fn a_full_disk_leaves_no_part_of_a_snapshot() {
    let disk = tempfile::tempdir().unwrap();
    let alone = |script: &str| {
        let mut command = Command::new("unshare");
        // A user who is not root becomes root in the namespace.
        command.args(["--map-root-user", "--mount", "sh", "-euc", script]).env(DISK, disk.path());
        command.env("TEST", std::env::current_exe().unwrap());
        command.output().unwrap()
    };
    let mount = "mount -t tmpfs -o size=80m,nr_inodes=280 tmpfs \"$SNAPSHOTS_TEST_DISK\"\n";
    if !alone(mount).status.success() {
        eprintln!("skipped: nothing can be mounted here, so no disk can be full");
        return;
    }
    let output = alone(&format!("{mount} \"$TEST\" tests::disk::as_a_child --exact --nocapture"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("the child is done"), "{output:?}");
}
