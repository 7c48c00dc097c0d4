//! The parts of a training, by the folders of its files.

use std::collections::HashMap;

/// How many folders are distinguished within one folder.
const MOST: usize = 1_000;

/// The parts of the training. Folders are often named after the time, and the next run of the same code has others: so
/// that its series have the same names, the first of these folders within another one is left out of the part, and the
/// others are counted.
#[derive(Default)]
pub(super) struct Parts(HashMap<String, Vec<String>>);

impl Parts {
    /// The name of a part, which it has in the next run, too.
    pub(super) fn stable(&mut self, part: &str) -> String {
        let mut stable: Vec<String> = Vec::new();
        for name in part.split('/') {
            if !is_timed(name) {
                stable.push(name.to_owned());
                continue;
            }
            let known = self.0.entry(stable.join("/")).or_default();
            let place = known.iter().position(|known| known == name).unwrap_or(known.len());
            if place == known.len() && place < MOST {
                known.push(name.to_owned());
            }
            if place > 0 {
                stable.push(format!("run-{}", place + 1));
            }
        }
        stable.join("/")
    }
}

/// Whether a folder is named after the time: `20261130-224618`, `Nov30_22-46-18_host`.
fn is_timed(name: &str) -> bool {
    name.bytes().filter(u8::is_ascii_digit).count() >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The losses of two runs of the same code could not be compared.
    #[test]
    fn parts_are_the_same_in_the_next_run() {
        let mut parts = Parts::default();
        for (folder, part) in [
            ("wandb/offline-run-20261130_224618-h8bk99xk", "wandb"),
            ("wandb/offline-run-20261130_224700-abcdefgh", "wandb/run-2"),
            ("logs/fit/20261130-224618/train", "logs/fit/train"),
            ("logs/fit/20261130-230000/train", "logs/fit/run-2/train"),
            ("logs/fit/20261130-224618/validation", "logs/fit/validation"),
            ("lightning_logs/version_12", "lightning_logs/version_12"),
            ("", ""),
        ] {
            assert_eq!(parts.stable(folder), part);
        }
        assert_eq!(Parts::default().stable("runs/Nov30_22-46-18_host"), "runs");
    }
}
