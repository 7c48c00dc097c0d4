//! The error type of all fallible functions of the program.

use crate::{Language, Message};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A [`std::result::Result`] whose error is a [`Failure`].
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Something that could not be done: a [`Message`] that says what happened, to which thing, and what to do, and the
/// cause, if there is one: an I/O error, a parser's error, or another failure.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The sentence for a person.
    pub message: Box<Message>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure with its cause.
    pub fn because(message: Message, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { message: Box::new(message), source: Some(Arc::from(cause.into())) }
    }

    /// The same cause with another message.
    pub fn with_message(self, message: Message) -> Self {
        Self { message: Box::new(message), ..self }
    }

    /// The cause, in `language` if it is a failure; errors of the operating system are not translated.
    pub fn detail(&self, language: Language) -> Option<String> {
        self.source.as_ref().map(|cause| text(&**cause, language))
    }

    /// One line in `language`: the message, and its cause in brackets.
    pub fn render(&self, language: Language) -> String {
        self.with_detail(self.message.render(language), language)
    }

    /// The same for the window, where nobody has the commands.
    pub fn render_for_window(&self, language: Language) -> String {
        self.with_detail(self.message.render_for_window(language), language)
    }

    fn with_detail(&self, sentence: String, language: Language) -> String {
        match self.detail(language) {
            Some(detail) => {
                let detail = detail.lines().collect::<Vec<_>>().join("; ");
                format!("{sentence} ({})", crate::with_unseen_escaped(&detail))
            }
            None => sentence,
        }
    }

    /// All causes, the nearest first.
    pub fn causes(&self, language: Language) -> Vec<String> {
        let mut causes = Vec::new();
        let mut next = self.source();
        while let Some(cause) = next {
            causes.push(match cause.downcast_ref::<Self>() {
                Some(failure) => failure.message.render(language),
                None => cause.to_string(),
            });
            next = cause.source();
        }
        causes
    }
}

fn text(cause: &(dyn Error + 'static), language: Language) -> String {
    cause.downcast_ref::<Failure>().map_or_else(|| cause.to_string(), |failure| failure.render(language))
}

/// Two failures are equal if their texts are the same.
impl PartialEq for Failure {
    fn eq(&self, other: &Self) -> bool {
        self.message == other.message && self.detail(Language::English) == other.detail(Language::English)
    }
}

impl Eq for Failure {}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Self { message: Box::new(message), source: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Language::English))
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|cause| &**cause as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person looking for the cause would see only one of three sentences, or half of them in English.
    #[test]
    fn a_failure_shows_all_its_causes() {
        let disk = std::io::Error::other("no space");
        let path = || "rows.csv".to_string();
        let copy = Failure::because(Message::FileUnwritable { path: path() }, disk);
        let failure = Failure::because(Message::StoreFailed, copy);
        let sentence = Message::FileUnwritable { path: path() }.render(Language::French);
        assert_eq!(failure.causes(Language::French), [sentence.clone(), "no space".into()]);
        let whole = Message::StoreFailed.render(Language::French);
        assert_eq!(failure.render(Language::French), format!("{whole} ({sentence} (no space))"));
        assert!(Failure::from(Message::StoreFailed).causes(Language::English).is_empty());
    }
}
