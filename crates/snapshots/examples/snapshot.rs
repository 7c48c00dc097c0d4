//! Keeps a folder as the program keeps a run's data, or hashes a file, for the benchmark beside `cp -r` and `b3sum`.
//! `snapshot FOLDER SNAPSHOTS`, `snapshot FILE`

use files::Watch;
use snapshots::Snapshots;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.as_slice() {
        [_, file] => println!("{}", files::digest::file(Path::new(file))?),
        [_, folder, place] => {
            let (watch, snapshots) = (Watch::default(), Snapshots::at(Path::new(place)));
            let scan = files::tree::scan(Path::new(folder), &watch)?;
            let taken = snapshots.taking()?.keep(&scan, folder, &watch)?;
            println!("{} read {} added {}", taken.described.manifest.id(), taken.described.read, taken.added);
        }
        _ => return Err("snapshot FOLDER SNAPSHOTS, or snapshot FILE".into()),
    }
    Ok(())
}
