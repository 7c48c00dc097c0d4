//! Packs a folder as the program packs a new version, for the benchmark beside `zip -r`.
//! `pack FOLDER OUT`

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, out] = arguments.as_slice() else {
        return Err("pack FOLDER OUT".into());
    };
    let packed =
        files::zip::pack(Path::new(folder), "package", Path::new(out), &|_| true, &files::Watch::default())?;
    println!("{} {}", packed.bytes, packed.digest);
    Ok(())
}
