//! The book's page of all commands must be what `--help` prints. `TRAINYARD_WRITE_DOCS=1` writes it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The beginning of the page.
const INTRODUCTION: &str = "\
# All commands

Made from `trainyard --help` by `./dev docs`. The options of `trainyard` itself, listed first, can be given to every
command.
";

/// What `--help` prints for a command, given by its name and those of the commands above it.
fn help(words: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_trainyard"))
        .args(["--lang", "en"])
        .args(words)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The left column of the list under a heading: commands, or options with their values.
fn listed<'a>(help: &'a str, heading: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = help.lines().skip_while(move |line| *line != heading).skip(1);
    lines.take_while(|line| !line.is_empty()).filter_map(left)
}

fn left(line: &str) -> Option<&str> {
    line.trim_start().split("  ").next()
}

/// Adds a section for a command and its subcommands, without the options of `trainyard` itself.
fn write(words: &[String], common: &[&str], page: &mut String) {
    let help = help(words);
    let is_own = |line: &&str| !left(line).is_some_and(|option| common.contains(&option));
    let own = help.lines().filter(is_own).collect::<Vec<_>>().join("\n");
    // If all options are common ones, only their heading is left.
    let own = own.trim_end().trim_end_matches("\nOptions:").trim_end();
    let level = "#".repeat(words.len() + 1);
    *page += &format!("\n{level} trainyard {}\n\n```text\n{own}\n```\n", words.join(" "));
    for command in listed(&help, "Commands:") {
        write(&[words, &[command.to_string()]].concat(), common, page);
    }
}

#[test]
fn the_page_of_all_commands_is_current() {
    let top = help(&[]);
    let common: Vec<&str> = listed(&top, "Options:").collect();
    let mut page = format!("{INTRODUCTION}\n## trainyard\n\n```text\n{}\n```\n", top.trim_end());
    for command in listed(&top, "Commands:") {
        write(&[command.to_string()], &common, &mut page);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/commands.md");
    if std::env::var_os("TRAINYARD_WRITE_DOCS").is_some() {
        fs::write(&path, page).unwrap();
    } else {
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == page, "docs/src/commands.md is not what --help prints: ./dev docs");
    }
}
