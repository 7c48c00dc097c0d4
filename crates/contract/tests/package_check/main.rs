//! Tests the package check from outside: every row of the table in contract §1, with real zips and folders.
//! Otherwise a hostile package would be accepted, or a good one refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accepted;
mod hostile;
mod python;
mod refused;
mod zips;
