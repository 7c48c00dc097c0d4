//! Everything a person reads, in every language, as one typed enum.
//!
//! The words stand in `locales/en.ftl` and `locales/fr.ftl` (Fluent). The build makes [`Message`]
//! from them: a variant per message, a field per variable, so that a sentence without words, or
//! words nobody says, cannot be built. A [`Message`] holds no language; it is written to disk as
//! code and arguments and said in the reader's language later.
//!
//! Into this crate may come: the catalogue, languages, and how numbers, sizes and times are
//! written in them. Nothing that knows what a package or a run is.

mod failure;
mod language;
mod write;

pub use failure::{Failure, Result};
pub use language::Language;
pub use write::{bytes, number, score, seconds};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

impl Message {
    /// The sentence in `language`, followed by its hint (what to do), if it has one.
    pub fn say(&self, language: Language) -> String {
        self.sentences(language, true)
    }

    /// The sentence alone, for where there is nothing to do about it.
    pub fn say_short(&self, language: Language) -> String {
        self.sentences(language, false)
    }

    fn sentences(&self, language: Language, with_hint: bool) -> String {
        let Some(message) = bundle(language).get_message(self.code()) else {
            return self.code().to_string();
        };
        let args = self.arguments();
        let mut said = String::new();
        let hint = message.get_attribute("hint").filter(|_| with_hint).map(|attribute| attribute.value());
        for pattern in message.value().into_iter().chain(hint) {
            if !said.is_empty() {
                said.push(' ');
            }
            said += &bundle(language).format_pattern(pattern, Some(&args), &mut Vec::new());
        }
        said
    }
}

impl std::fmt::Display for Message {
    /// In English: for logs and for people who read the files.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[language as usize].get_or_init(|| {
        let text = match language {
            Language::English => include_str!("../../../locales/en.ftl"),
            Language::French => include_str!("../../../locales/fr.ftl"),
        };
        // The build script has parsed both; what cannot be parsed is left out, never a panic.
        let resource = FluentResource::try_new(text.to_string()).unwrap_or_else(|(part, _)| part);
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // The marks around variables would end up in what people copy from a terminal.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        for (name, write) in
            [("NUMBER", number as fn(u64, Language) -> String), ("BYTES", bytes), ("SECONDS", seconds)]
        {
            let _ = bundle.add_function(name, move |positional, _| match positional.first() {
                Some(FluentValue::Number(n)) => FluentValue::from(write(n.value as u64, language)),
                _ => FluentValue::Error,
            });
        }
        bundle
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_kept_without_a_language_and_said_in_any() {
        let message = Message::DiskFull { needed: 2_500_000, free: 1_000, place: "/x".into() };
        let kept = serde_json::to_string(&message).unwrap();
        assert!(kept.contains(r#""code":"disk-full""#), "{kept}");
        let again: Message = serde_json::from_str(&kept).unwrap();
        assert_eq!(again, message);
        assert!(again.say(Language::English).contains("2.5 MB"), "{again}");
        let french = again.say(Language::French);
        assert!(french.contains("2,5 Mo"), "{french}");
    }

    /// French readers notice at once: a line that breaks before a colon, a typewriter's apostrophe.
    #[test]
    fn french_is_typeset_as_french() {
        let text = include_str!("../../../locales/fr.ftl");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(!line.contains('\''), "an apostrophe is ’: {line}");
            let letters: Vec<char> = line.chars().collect();
            for (i, letter) in letters.iter().enumerate() {
                let before = i.checked_sub(1).map(|i| letters[i]);
                match letter {
                    '«' => assert_eq!(letters.get(i + 1), Some(&'\u{a0}'), "{line}"),
                    '»' => assert_eq!(before, Some('\u{a0}'), "{line}"),
                    ':' => assert_eq!(before, Some('\u{a0}'), "{line}"),
                    ';' | '!' | '?' => assert_eq!(before, Some('\u{202f}'), "{line}"),
                    _ => {}
                }
            }
        }
    }
}
