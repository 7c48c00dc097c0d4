//! The program `trainyard-desktop`: Trainyard's window.

use std::process::ExitCode;

fn main() -> ExitCode {
    paint_on_the_processor();
    match trainyard_desktop::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A page of lists and text is painted faster, sooner and in less memory by the processor than by way
/// of a GPU, which is wanted for the training. Whoever has set it otherwise is obeyed.
fn paint_on_the_processor() {
    const PAINTING: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    if std::env::var_os(PAINTING).is_none() {
        #[expect(unsafe_code, reason = "WebKit hears it by its environment only")]
        // SAFETY: nothing has been started yet that could read the environment meanwhile.
        unsafe {
            std::env::set_var(PAINTING, "1");
        }
    }
}
