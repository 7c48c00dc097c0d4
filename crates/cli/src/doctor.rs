//! `trainyard doctor`

use clap::ArgMatches;
use engine::{CheckOptions, CheckUp, Engine, Finding};
use locales::{Language, Message, Result};
use serde_json::json;

use crate::output::{self, with_progress};

/// Checks the store. Returns 1 if something is wrong and was not repaired.
pub(crate) fn doctor(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let how = CheckOptions { repairs: matches.get_flag("repair"), restarts: matches.get_flag("restart") };
    if let Some(begun) = engine.doctor().interrupted().filter(|_| !how.restarts) {
        let at = output::time(begun).to_string();
        output::error_line(&Message::DoctorResumes { at }.render(language));
    }
    let up = with_progress(language, |watch| engine.doctor().check(how, watch))?;
    let code = u8::from(up.wrong() > 0);
    if matches.get_flag("json") {
        let findings: Vec<_> = up.findings.iter().map(|one| finding(one, language)).collect();
        output::json(&json!({"wrong": up.wrong(), "read": up.read, "findings": findings}))?;
        return Ok(code);
    }
    for one in &up.findings {
        output::line(&format!("{}: {}", one.thing, one.message.render(language)));
        output::line(&format!("  {}", one.repair.reason().render(language)));
    }
    output::line(&conclusion(&up, how.repairs).render(language));
    Ok(code)
}

fn conclusion(up: &CheckUp, was_repaired: bool) -> Message {
    match (up.wrong(), was_repaired) {
        (0, _) => Message::DoctorNothing { read: up.read },
        (count, true) => Message::DoctorWrongLeft { count },
        (count, false) => Message::DoctorWrong { count },
    }
}

fn finding(one: &Finding, language: Language) -> serde_json::Value {
    json!({
        "code": one.code,
        "thing": one.thing,
        "wrong": one.is_wrong(),
        "message": one.message.render(language),
        "repair": {"state": one.repair.word(), "text": one.repair.reason().render(language)},
    })
}
