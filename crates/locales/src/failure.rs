//! What every fallible function of the program answers with when it could not.

use crate::{Language, Message};
use std::fmt;

/// A [`std::result::Result`] whose error is a [`Failure`].
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Something that could not be done: what, to which thing, what to do ([`Message`]), and the
/// system's own words for it, if there are any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The sentence for a person.
    pub message: Box<Message>,
    /// What the system said (an I/O error, a parser's complaint), in its own language.
    pub detail: Option<String>,
}

impl Failure {
    /// A failure with the cause the system gave.
    pub fn because(message: Message, cause: impl fmt::Display) -> Self {
        Self { message: Box::new(message), detail: Some(cause.to_string()) }
    }

    /// One line in `language`: the sentence and, in brackets, the system's words.
    pub fn say(&self, language: Language) -> String {
        let said = self.message.say(language);
        match &self.detail {
            Some(detail) => format!("{said} ({})", detail.lines().collect::<Vec<_>>().join("; ")),
            None => said,
        }
    }
}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Self { message: Box::new(message), detail: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

impl std::error::Error for Failure {}
