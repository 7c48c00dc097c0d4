//! The program `trainyard-desktop`: Trainyard's window.

use std::process::ExitCode;

fn main() -> ExitCode {
    fit_webkit();
    logs::start();
    let error = match logs::caught(trainyard_desktop::run) {
        Ok(Ok(())) => return ExitCode::SUCCESS,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic,
    };
    tracing::error!(error, "the window could not be shown any longer");
    eprintln!("{error}");
    ExitCode::FAILURE
}

/// Settings for WebKit, whose defaults suit pages that compute and animate; these pages are lists and text.
/// Variables that the person has set stay.
const CHOICES: [(&str, &str); 2] = [
    // The processor paints faster, sooner and with less memory than a GPU, which is needed for the training.
    ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"),
    // The optimising compilers take 30 MB, and make no click faster.
    ("JSC_useDFGJIT", "0"),
];

fn fit_webkit() {
    let ours = CHOICES.into_iter().filter(|(name, _)| std::env::var_os(name).is_none());
    let ours: Vec<_> = ours.collect();
    let names: Vec<_> = ours.iter().map(|(name, _)| *name).collect();
    for (name, value) in
        ours.into_iter().chain([(trainyard_desktop::OWN_VARIABLES, names.join(",").as_str())])
    {
        #[expect(unsafe_code, reason = "WebKit hears it by its environment only")]
        // SAFETY: nothing has been started yet that could read the environment at the same time.
        unsafe {
            std::env::set_var(name, value);
        }
    }
}
