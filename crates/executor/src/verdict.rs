//! Decides how the package's code ended, from the harness's reports and the exit status.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use locales::Message;
use rundir::{Exit, Stage};

use crate::python::Reported;

/// How many processes the kernel has killed because the machine had no memory left.
pub(crate) fn out_of_memory_kills() -> u64 {
    let text = std::fs::read_to_string("/proc/vmstat").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.parse().ok()).unwrap_or(0)
}

/// Why the code did not complete its calls; `None` if it did (contract §3, Status).
///
/// What happens after the last call, in an exit handler or when a native library ends, does not matter,
/// since the model is saved.
pub(crate) fn fault(reported: &Reported, status: ExitStatus, ran_out_of_memory: bool) -> Option<Message> {
    if reported.done {
        return None;
    }
    if let Some((stage, exception, text)) = &reported.error {
        let (stage, exception, text) = (stage.code_name().into(), exception.clone(), text.clone());
        return Some(Message::ReasonException { stage, exception, text });
    }
    if let Some(value) = &reported.no_score {
        return Some(Message::ReasonNoScore { value: value.clone() });
    }
    if let Some((stage, code)) = &reported.exit {
        return Some(Message::ReasonExit { stage: stage.code_name().into(), code: code.clone() });
    }
    let stage = reported.stage.unwrap_or(Stage::Import).code_name().to_string();
    Some(match status.signal() {
        Some(9) if ran_out_of_memory => Message::ReasonMemory { stage },
        Some(signal) => Message::ReasonSignal { stage, signal: signal_name(signal) },
        None => Message::ReasonExitCode { stage, code: status.code().unwrap_or(-1).to_string() },
    })
}

/// The exit status for `outcome.json`.
pub(crate) fn exit(status: ExitStatus) -> Exit {
    match status.signal() {
        Some(signal) => Exit::Signal(signal),
        None => Exit::Code(status.code().unwrap_or(-1)),
    }
}

/// The number and, if it has one, the name of a signal: `9 (SIGKILL)`.
pub(crate) fn signal_name(signal: i32) -> String {
    match signal_hook::low_level::signal_name(signal) {
        Some(name) => format!("{signal} ({name})"),
        None => signal.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_decide_about_success_and_not_the_exit_code() {
        let code = |code: i32| ExitStatus::from_raw(code << 8);
        let killed = ExitStatus::from_raw(9);
        let at = |stage| Reported { stage: Some(stage), ..Reported::default() };
        let code_of = |message: Option<Message>| message.map(|message| message.code());
        assert_eq!(code_of(fault(&at(Stage::Train), code(0), false)), Some("reason-exit-code"));
        assert_eq!(code_of(fault(&at(Stage::Train), killed, false)), Some("reason-signal"));
        assert_eq!(code_of(fault(&at(Stage::Train), killed, true)), Some("reason-memory"));
        let exit = Reported { exit: Some((Stage::Train, "0".into())), ..at(Stage::Train) };
        assert_eq!(code_of(fault(&exit, code(0), false)), Some("reason-exit"));
        let error =
            Reported { error: Some((Stage::Save, "ValueError".into(), "x".into())), ..at(Stage::Save) };
        assert_eq!(fault(&error, code(1), false).unwrap().to_string(), "save() raised ValueError: x");
        let returned = Reported { no_score: Some("None".into()), ..at(Stage::Evaluate) };
        assert_eq!(code_of(fault(&returned, code(1), false)), Some("reason-no-score"));
        let done = Reported { done: true, ..at(Stage::Save) };
        assert_eq!(fault(&done, ExitStatus::from_raw(11), false), None);
    }
}
