//! The program `trainyard-desktop`: Trainyard's window.

use std::process::ExitCode;

fn main() -> ExitCode {
    match trainyard_desktop::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
