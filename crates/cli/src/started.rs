//! What a command that has queued a run does then.

use contract::Status;
use engine::{Engine, Run};
use locales::{Language, Message, Result};

use crate::follow::{Display, Interrupts, follow};
use crate::json::result_json;
use crate::{output, report_failure};

/// The exit code of `run start` for a run that ended with this status: 0, 1 or 130.
pub(crate) fn exit_code(status: Status) -> u8 {
    match status {
        Status::Failed => 1,
        Status::Killed => 130,
        _ => 0,
    }
}

/// Says that what is queued does not start, if that is so.
pub(crate) fn say_if_paused(engine: &Engine, language: Language) {
    if engine.queue().state().is_ok_and(|queue| queue.paused) {
        output::error_line(&Message::QueuePaused.render(language));
    }
}

/// Follows a run that was just queued to its end, and returns it.
pub(crate) fn to_its_end(
    engine: &Engine,
    created: Run,
    interrupts: Option<Interrupts>,
    as_json: bool,
    language: Language,
) -> Run {
    let shown = if as_json { Display::LogOnStderr } else { Display::LogOnStdout };
    // The run was started, so a failure to follow it is not a refusal.
    follow(engine, &created.id, interrupts, shown, language).unwrap_or_else(|failure| {
        output::error_line(&failure.render(language));
        engine.runs().find(created.id.as_str()).unwrap_or(created)
    })
}

/// The exit code of a command that started `run` and followed it.
pub(crate) fn code_of(run: &Run, language: Language) -> u8 {
    let code = if run.status.is_end() { exit_code(run.status) } else { exit_code(Status::Failed) };
    code.max(output_code(language))
}

/// 1 if stdout could not be written, which is reported. It is not 2, because the run was started.
pub(crate) fn output_code(language: Language) -> u8 {
    let unwritten = output::unwritten();
    unwritten.map_or(0, |failure| report_failure(&failure, exit_code(Status::Failed), language))
}

/// Reports that a run was created.
pub(crate) fn queued(engine: &Engine, created: &Run, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        return output::json(&result_json(engine, created, language));
    }
    output::line(&Message::RunQueued { id: created.id.to_string() }.render(language));
    Ok(0)
}
