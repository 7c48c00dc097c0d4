//! Why uv or pip failed, in one line.

use crate::list::without_secrets;
use locales::{Failure, Message};
use std::fs::File;
use std::io::Write;
use std::process::ExitStatus;

/// How many bytes of the output are retained: uv prints its reasons last.
const MAX_TAIL: usize = 64 * 1024;

/// The longest reason, in characters; the log has the complete output.
const LONGEST: usize = 300;

/// The indentation with which uv quotes the output of a package's build.
const BUILD_OUTPUT: &str = "       ";

/// The end of what uv or pip printed, and the process's exit status.
#[derive(Default)]
pub struct OutputTail {
    bytes: Vec<u8>,
    ended: Option<ExitStatus>,
}

impl OutputTail {
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * MAX_TAIL {
            self.bytes.drain(..self.bytes.len() - MAX_TAIL);
        }
    }

    pub fn ended(mut self, status: ExitStatus) -> Self {
        self.ended = Some(status);
        self
    }

    /// Whether the retained output contains `what`.
    pub fn mentions(&self, what: &str) -> bool {
        String::from_utf8_lossy(&self.bytes).contains(what)
    }

    /// Writes the retained output to a log that has not got it yet.
    pub fn write(&self, mut to: &File) {
        // A log that cannot be written must not end the build.
        let _ = to.write_all(&self.bytes);
    }

    /// The failure to build an environment in `folder`.
    pub fn failure(&self, folder: &str) -> Failure {
        let text = String::from_utf8_lossy(&self.bytes);
        let reason = self.reason();
        let full = ["No space left on device", "Disk quota exceeded", "os error 28)", "os error 122)"];
        if full.iter().any(|words| text.contains(words)) {
            return Failure::because(Message::EnvironmentDiskFull { place: folder.into() }, reason);
        }
        let unreachable = [
            "error sending request",
            "dns error",
            "tcp connect error",
            "Could not connect",
            "network was disabled",
            "Network is unreachable",
            "operation timed out",
            // From pip.
            "NewConnectionError",
            "Max retries exceeded",
            "ConnectTimeoutError",
            "ReadTimeoutError",
        ];
        let mismatch = ["Hash mismatch for", "DO NOT MATCH THE HASHES"];
        // Only uv's own lines: the output of a package's build may contain any of these words.
        let own: Vec<&str> = text.lines().filter(|line| !line.starts_with(BUILD_OUTPUT)).collect();
        if own.iter().any(|line| unreachable.iter().any(|words| line.contains(words))) {
            return Failure::because(Message::IndexUnreachable, reason);
        }
        if own.iter().any(|line| mismatch.iter().any(|words| line.contains(words))) {
            return Failure::because(Message::RequirementHashMismatch, reason);
        }
        Message::RequirementsUnresolvable { reason }.into()
    }

    /// One line of at most [`LONGEST`] characters.
    pub fn reason(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let essence = of_pip(&text)
            .or_else(|| essence(&text))
            .or_else(|| text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(String::from));
        let essence = essence.unwrap_or_else(|| match self.ended {
            Some(status) => format!("uv: {status}"),
            None => "uv".into(),
        });
        shorten(without_secrets(&essence.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

/// pip's first error, which is the most specific one: advice follows it.
fn of_pip(text: &str) -> Option<String> {
    let error = |line: &str| Some(line.strip_prefix("ERROR: ")?.to_string());
    text.lines().find_map(error)
}

/// uv's last error and its causes up to the next empty line, without the frame that uv draws around
/// them. If a build failed, also the last line of its output, where Python names the exception.
fn essence(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| line.starts_with("error:") || line.trim_start().starts_with("× ");
    let start = lines.iter().rposition(begins)?;
    let cause_lines = lines[start..].iter().take_while(|line| !line.trim().is_empty());
    let parts: Vec<(bool, &str)> =
        cause_lines.map(|line| cause(line)).filter(|(_, words)| !words.is_empty()).collect();
    let mut essence = String::new();
    for (i, (new, words)) in parts.iter().enumerate() {
        // The headline of every unresolvable list repeats our own message.
        let headline = words.starts_with("No solution found when resolving dependencies") && parts.len() > 1;
        if i == 0 && headline {
            continue;
        }
        if !essence.is_empty() {
            essence += if *new && !essence.ends_with(':') { ": " } else { " " };
        }
        essence += words;
    }
    if essence.contains("build backend") {
        let printed =
            lines[start..].iter().map(|line| line.trim()).take_while(|line| !line.starts_with("hint:"));
        if let Some(last) =
            printed.filter(|line| !line.is_empty()).last().filter(|last| !essence.ends_with(last))
        {
            essence = format!("{essence}: {last}");
        }
    }
    Some(essence)
}

/// A line without its frame, and whether it begins a cause or continues one.
fn cause(line: &str) -> (bool, &str) {
    let framed = line.contains(['×', '╰', '├']);
    let words = line.trim().trim_start_matches(['×', '╰', '├', '─', '▶', '│', ' ']);
    for mark in ["error:", "cause:", "Caused by:"] {
        if let Some(words) = words.strip_prefix(mark) {
            return (true, words.trim());
        }
    }
    (framed, words)
}

fn shorten(text: String) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else {
        return text;
    };
    let end = text[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(text: &str) -> OutputTail {
        let mut tail = OutputTail::default();
        tail.push(text.as_bytes());
        tail
    }

    const OLD: &str = "Resolved nothing\n  × No solution found when resolving dependencies:\n  \
        ╰─▶ Because there is no version of pandas==99 and you require\n      pandas==99, we can conclude that \
        your requirements are\n      unsatisfiable.\n";
    const NEW: &str = "error: No solution found when resolving dependencies\n  cause: Because there is no version of \
        pandas==99 and you require pandas==99, we can conclude that your requirements are unsatisfiable.\n\nhint: no\n";
    const BUILD: &str = "error: The build backend returned an error\n  cause: Call to `backend.build_wheel` failed (exit \
        status: 1)\n\n         [stderr]\n         Traceback (most recent call last):\n         RuntimeError: tcp connect \
        error\n\nhint: Build failures usually indicate a problem\n";
    const DNS: &str = "error: Failed to fetch: http://host/simple/six/\n  cause: error sending request for url \
        (http://host/simple/six/)\n  cause: client error (Connect)\n  cause: dns error\n";
    const OFFLINE: &str = "error: No solution found when resolving dependencies\n  cause: Because six was not found in \
        the cache and you require six.\n\nhint: Packages were unavailable because the network was disabled.\n";

    /// This line is all that a person sees in the list of runs to know what to change.
    #[test]
    fn the_reason_is_one_line_for_each_version_of_uv() {
        let expected = "Because there is no version of pandas==99 and you require pandas==99, we can conclude that \
            your requirements are unsatisfiable.";
        for text in [OLD, NEW] {
            assert_eq!(tail(text).reason(), expected);
            assert_eq!(tail(text).failure("env").message.code(), "requirements-unresolvable");
        }
        let build = tail(BUILD);
        assert!(
            build.reason().ends_with("(exit status: 1): RuntimeError: tcp connect error"),
            "{}",
            build.reason()
        );
        assert_eq!(build.failure("env").message.code(), "requirements-unresolvable");
        assert_eq!(tail("something else\n\n").reason(), "something else");
    }

    /// Somebody without a network would look for a mistake in their list.
    #[test]
    fn an_unreachable_index_and_a_full_disk_are_distinguished() {
        for text in [DNS, OFFLINE] {
            assert_eq!(tail(text).failure("env").message.code(), "index-unreachable");
        }
        let full = "error: Failed to install: x.whl\n  cause: failed to copy file: No space left on device (os error 28)\n";
        assert_eq!(tail(full).failure("env").message.code(), "environment-disk-full");
    }

    #[test]
    fn only_the_end_of_a_flood_of_output_is_retained() {
        let mut tail = OutputTail::default();
        for _ in 0..1000 {
            tail.push(&[b'x'; 1000]);
        }
        assert!(tail.bytes.len() <= 2 * MAX_TAIL);
        let reason = tail.reason();
        assert!(reason.chars().count() <= LONGEST + 1 && reason.ends_with('…'), "{reason}");
    }
}
