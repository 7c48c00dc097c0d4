//! Failures that do not stop the work.

use std::error::Error;

/// For a failure that does not affect the result: it is only written to the program's log.
pub(crate) trait Logged {
    /// Logs the failure, if there is one, with its causes. `attempt` completes "could not …".
    fn logged(self, attempt: &str);
}

impl<T, E: Error> Logged for Result<T, E> {
    fn logged(self, attempt: &str) {
        if let Err(error) = self {
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            let all = causes.fold(error.to_string(), |all, cause| format!("{all}: {cause}"));
            tracing::warn!(error = all, "could not {attempt}");
        }
    }
}
