//! `trainyard man FOLDER`, which packaging calls: a manual page for each command.

use std::path::PathBuf;

use clap::ArgMatches;
use files::unwritable;
use locales::{Language, Result};

use crate::arguments;

/// Writes the pages into a folder that exists.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn man(matches: &ArgMatches, language: Language) -> Result<()> {
    let Some(folder) = matches.get_one::<PathBuf>("folder") else { return Ok(()) };
    clap_mangen::generate_to(arguments::command(language), folder).map_err(|error| unwritable(folder, error))
}
