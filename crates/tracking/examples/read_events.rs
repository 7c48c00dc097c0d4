//! Reads the scalars of event files of TensorBoard, and prints how many there were and how many seconds that took, for
//! `./dev bench`.

use std::fs::File;
use std::time::Instant;

use tracking::tensorboard::EventReader;
use tracking::{Came, Found};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args_os().skip(1) {
        let began = Instant::now();
        let mut reader = EventReader::new(File::open(path)?, "");
        let mut count = 0_u64;
        while reader.read_more(&mut |found| count += u64::from(matches!(found, Found::Measured(_))))?
            == Came::More
        {}
        println!("{count} {}", began.elapsed().as_secs_f64());
    }
    Ok(())
}
