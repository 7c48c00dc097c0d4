//! Checking the store, and backing it up.

use std::path::Path;

use engine::CheckOptions;
use locales::Result;

use crate::session::Session;
use crate::views::upkeep::{BackedUp, CheckUp, Upkeep};

pub(super) fn show(session: &Session) -> Result<Upkeep> {
    Ok(Upkeep::of(&session.engine()?))
}

pub(super) fn check(session: &Session, repairs: bool, task: u32) -> Result<CheckUp> {
    let engine = session.engine()?;
    let how = CheckOptions { repairs, ..CheckOptions::default() };
    let check = session.with_progress(task, |watch| engine.doctor().check(how, watch))?;
    Ok(CheckUp::of(&check, session.language()))
}

pub(super) fn back_up(session: &Session, folder: String, task: u32) -> Result<BackedUp> {
    let engine = session.engine()?;
    let folder = Path::new(folder.trim());
    let made = session.with_progress(task, |watch| engine.backups().make(folder, None, watch))?;
    Ok(BackedUp::of(&made, session.language()))
}
