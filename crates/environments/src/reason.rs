//! Why uv or pip failed, in one line.

use crate::list::without_secrets;
use locales::{Failure, Message};
use std::fs::File;
use std::io::Write;
use std::process::ExitStatus;

/// How much of what uv says is kept: its reasons come last.
const KEPT: usize = 64 * 1024;

/// The longest reason, in characters; all of it is in the log.
const LONGEST: usize = 300;

/// How uv indents what a package's build printed.
const BUILD_OUTPUT: &str = "       ";

/// The end of what uv said, and how it ended.
#[derive(Default)]
pub struct Words {
    heard: Vec<u8>,
    ended: Option<ExitStatus>,
}

impl Words {
    pub fn hear(&mut self, bytes: &[u8]) {
        self.heard.extend_from_slice(bytes);
        if self.heard.len() > 2 * KEPT {
            self.heard.drain(..self.heard.len() - KEPT);
        }
    }

    pub fn ended(mut self, status: ExitStatus) -> Self {
        self.ended = Some(status);
        self
    }

    /// Whether `what` stands in what was kept.
    pub fn mention(&self, what: &str) -> bool {
        String::from_utf8_lossy(&self.heard).contains(what)
    }

    /// Passes on what was kept, if nobody has heard it yet.
    pub fn write(&self, mut to: &File) {
        let _ = to.write_all(&self.heard);
    }

    /// The failure to install what `place`, an environment, asks for.
    pub fn failure(&self, place: &str) -> Failure {
        let text = String::from_utf8_lossy(&self.heard);
        let reason = self.reason();
        let full = ["No space left on device", "Disk quota exceeded", "os error 28)", "os error 122)"];
        if full.iter().any(|words| text.contains(words)) {
            return Failure::because(Message::EnvironmentDiskFull { place: place.into() }, reason);
        }
        let unreachable = [
            "error sending request",
            "dns error",
            "tcp connect error",
            "Could not connect",
            "network was disabled",
            "Network is unreachable",
            "operation timed out",
            // pip's.
            "NewConnectionError",
            "Max retries exceeded",
            "ConnectTimeoutError",
            "ReadTimeoutError",
        ];
        let mismatch = ["Hash mismatch for", "DO NOT MATCH THE HASHES"];
        // Only in uv's own words: what a package's build prints may speak of anything.
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
        let text = String::from_utf8_lossy(&self.heard);
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

/// pip's first error, which says most: what it says after it is how to get help.
fn of_pip(text: &str) -> Option<String> {
    let error = |line: &str| Some(line.strip_prefix("ERROR: ")?.to_string());
    text.lines().find_map(error)
}

/// uv's last error and its causes, without the frame around them, up to the empty line that ends
/// them; after a failed build the last line that the build printed, where Python names exceptions.
fn essence(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| line.starts_with("error:") || line.trim_start().starts_with("× ");
    let start = lines.iter().rposition(begins)?;
    let told = lines[start..].iter().take_while(|line| !line.trim().is_empty());
    let parts: Vec<(bool, &str)> =
        told.map(|line| cause(line)).filter(|(_, words)| !words.is_empty()).collect();
    let mut essence = String::new();
    for (i, (new, words)) in parts.iter().enumerate() {
        // The headline that every unresolvable list has says nothing that our own does not.
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

/// A line without its frame, and whether it begins a cause or goes on with one.
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

    fn words(text: &str) -> Words {
        let mut words = Words::default();
        words.hear(text.as_bytes());
        words
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

    /// A person reads this line in the list of runs and must know from it what to change.
    #[test]
    fn the_reason_is_one_line_whichever_uv_said_it() {
        let expected = "Because there is no version of pandas==99 and you require pandas==99, we can conclude that \
            your requirements are unsatisfiable.";
        for text in [OLD, NEW] {
            assert_eq!(words(text).reason(), expected);
            assert_eq!(words(text).failure("env").message.code(), "requirements-unresolvable");
        }
        let build = words(BUILD);
        assert!(
            build.reason().ends_with("(exit status: 1): RuntimeError: tcp connect error"),
            "{}",
            build.reason()
        );
        assert_eq!(build.failure("env").message.code(), "requirements-unresolvable");
        assert_eq!(words("something else\n\n").reason(), "something else");
    }

    /// Someone without a network must not go looking for a fault in their list.
    #[test]
    fn an_index_out_of_reach_and_a_full_disk_are_told_apart() {
        for text in [DNS, OFFLINE] {
            assert_eq!(words(text).failure("env").message.code(), "index-unreachable");
        }
        let full = "error: Failed to install: x.whl\n  cause: failed to copy file: No space left on device (os error 28)\n";
        assert_eq!(words(full).failure("env").message.code(), "environment-disk-full");
    }

    #[test]
    fn a_flood_of_words_keeps_only_its_end() {
        let mut words = Words::default();
        for _ in 0..1000 {
            words.hear(&[b'x'; 1000]);
        }
        assert!(words.heard.len() <= 2 * KEPT);
        let reason = words.reason();
        assert!(reason.chars().count() <= LONGEST + 1 && reason.ends_with('…'), "{reason}");
    }
}
