//! `outcome.json`: how a run ended.

use std::error::Error;
use std::path::PathBuf;

use contract::{PipelineKind, Status, shown};
use jiff::Timestamp;
use locales::{Failure, Language, Message, with_unseen_escaped};
use serde::{Deserialize, Serialize};

use crate::{RunDir, RunSpec, Stage};

/// The status with which a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// All its calls were made.
    Successful,
    /// Something failed.
    Failed,
    /// A person stopped it.
    Killed,
}

impl From<End> for Status {
    fn from(end: End) -> Self {
        match end {
            End::Successful => Self::Successful,
            End::Failed => Self::Failed,
            End::Killed => Self::Killed,
        }
    }
}

/// How the Python process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exit {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

/// Why a run failed or was killed. Stored without a language, and rendered in that of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The reason in English, for people who read the file, and for older programs that do not know the message.
    pub text: String,
    /// The message with its arguments.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// The operating system's message, or that of `source` in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The failure that caused it, if it is one of this program; shown in brackets after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Reason>>,
    /// Why it came to that; shown before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Box<Reason>>,
}

/// A message of a newer program is not an error, because the reason also has its English text.
fn known<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Message>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(deserializer)?).ok())
}

impl Reason {
    /// One line in `language`.
    pub fn render(&self, language: Language) -> String {
        match &self.message {
            Some(message) => {
                let cause = self.cause.as_ref().map(|cause| cause.render_short(language) + " ");
                cause.unwrap_or_default() + &self.failure(message).render(language)
            }
            None => with_unseen_escaped(&self.text).into_owned(),
        }
    }

    /// The same without a hint: the message that follows says what to do.
    fn render_short(&self, language: Language) -> String {
        let Some(message) = &self.message else { return with_unseen_escaped(&self.text).into_owned() };
        match self.failure(message).detail(language) {
            Some(detail) => format!("{} ({})", message.render_short(language), with_unseen_escaped(&detail)),
            None => message.render_short(language),
        }
    }

    /// This reason, which has the message `message`, as a failure.
    fn failure(&self, message: &Message) -> Failure {
        let source = self.source.as_ref().and_then(|source| Some(source.failure(source.message.as_ref()?)));
        match (source, &self.detail) {
            (Some(source), _) => Failure::because(message.clone(), source),
            (None, Some(detail)) => Failure::because(message.clone(), detail.clone()),
            (None, None) => message.clone().into(),
        }
    }

    /// Adds to the reason that the new version's files are kept, if the calls of `run` were all made.
    pub fn of_run(self, run: &RunDir) -> Self {
        if !run.trained().exists() {
            return self;
        }
        let id = run.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = shown(&run.package().to_string_lossy());
        let kept = Self::from(Message::ReasonVersionKept { place, id });
        let kept = Self { cause: Some(Box::new(self)), ..kept };
        Self { text: kept.render(Language::English), ..kept }
    }
}

impl From<Failure> for Reason {
    fn from(failure: Failure) -> Self {
        let source = failure.source().and_then(|cause| cause.downcast_ref::<Failure>()).cloned();
        Self {
            text: failure.to_string(),
            detail: failure.detail(Language::English),
            source: source.map(|source| Box::new(source.into())),
            message: Some(*failure.message),
            cause: None,
        }
    }
}

impl From<Message> for Reason {
    fn from(message: Message) -> Self {
        Failure::from(message).into()
    }
}

/// How a run ended. Written once, when none of its processes lives any more; a version that is published
/// later is added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The status at the end.
    pub status: End,
    /// Why it failed or was killed.
    pub reason: Option<Reason>,
    /// The last stage that began, if there is one.
    pub stage: Option<Stage>,
    /// When it was started.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// How Python ended, if it was started.
    pub exit: Option<Exit>,
    /// The new version's zip, if there is one.
    pub package: Option<PackedVersion>,
}

impl files::Document for Outcome {}

/// The zip of the version that a run made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedVersion {
    /// Its BLAKE3, hexadecimal.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// The pipeline types that it supports.
    pub pipelines: Vec<PipelineKind>,
    /// The first names in the package's folder that could not be packed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// How many names could not be packed.
    #[serde(default)]
    pub left_out_count: u64,
}

impl PackedVersion {
    /// Adds what could not be packed, but no more names than a person would read.
    pub fn without(self, left_out: &[PathBuf]) -> Self {
        const MOST: usize = 20;
        let named = left_out.iter().take(MOST).map(|path| shown(&path.to_string_lossy()));
        Self { left_out: named.collect(), left_out_count: left_out.len() as u64, ..self }
    }
}

impl Outcome {
    /// The reason as it applies now: the files of a version are not kept any more once it is published, nor in a
    /// store into which the run was imported.
    pub fn reason_now(&self, spec: &RunSpec) -> Option<&Reason> {
        let reason = self.reason.as_ref()?;
        let is_kept = self.package.is_none() && spec.imported.is_none();
        match (&reason.message, &reason.cause) {
            (Some(Message::ReasonVersionKept { .. }), Some(cause)) if !is_kept => Some(cause),
            _ => Some(reason),
        }
    }

    /// The outcome of a run whose processes died before they could write one: Failed, unless a person had
    /// asked it to stop (contract §3).
    pub fn interrupted(
        started: Timestamp,
        ended: Timestamp,
        was_stopped: bool,
        reason: impl Into<Reason>,
    ) -> Self {
        let (status, reason) = if was_stopped {
            (End::Killed, Message::ReasonStopped.into())
        } else {
            (End::Failed, reason.into())
        };
        Self {
            status,
            reason: Some(reason),
            stage: None,
            started,
            ended,
            score: None,
            exit: None,
            package: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_from_a_newer_program_is_still_shown() {
        let file = r#"{"text": "said in English", "message": {"code": "of-tomorrow", "args": {}}}"#;
        let reason: Reason = serde_json::from_str(file).unwrap();
        assert_eq!(reason.render(Language::French), "said in English");
    }

    /// A French reader would get half of the reason in English.
    #[test]
    fn all_of_a_reason_is_in_the_readers_language() {
        let inner = Failure::because(Message::FileVanished { path: "rows.csv".into() }, "ENOENT");
        let failure = Failure::because(Message::StoreFailed, inner);
        let reason = Reason::from(failure.clone());
        let read: Reason = serde_json::from_str(&serde_json::to_string(&reason).unwrap()).unwrap();
        assert_eq!(read.render(Language::French), failure.render(Language::French));
        assert_ne!(read.render(Language::French), read.text);
    }
}
