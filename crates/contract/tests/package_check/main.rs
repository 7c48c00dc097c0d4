//! The package check from outside: every row of the table in contract §1, with real zips and
//! folders. What a person would lose: a hostile package that gets in, or a good one that does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accepted;
mod hostile;
mod python;
mod refused;
mod zips;
