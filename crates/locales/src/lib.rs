//! Everything a person reads, in every language, as one typed enum.
//!
//! The texts are in `locales/en.ftl` and `locales/fr.ftl` (Fluent). The build script generates
//! [`Message`] from them: a variant per message, and a field per variable, so that code cannot use a
//! message without a text. A [`Message`] has no language; it is written to disk as an id with arguments,
//! and rendered in the reader's language later.
//!
//! This crate knows the catalogue, the languages, and how numbers, sizes and times are written in them,
//! but not what a package or a run is.

mod failure;
mod language;
mod unseen;
mod write;

pub use failure::{Failure, Result};
pub use language::Language;
pub use unseen::{is_unseen, with_unseen_escaped};
pub use write::{bytes, list, number, score, seconds};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

impl Message {
    /// The message in `language`, followed by what to do, if it says that: its hint and its command.
    pub fn render(&self, language: Language) -> String {
        self.sentences(language, &["hint", "command"])
    }

    /// The same for the window, where nobody has the commands.
    pub fn render_for_window(&self, language: Language) -> String {
        self.sentences(language, &["hint"])
    }

    /// The message in `language` without what to do.
    pub fn render_short(&self, language: Language) -> String {
        self.sentences(language, &[])
    }

    fn sentences(&self, language: Language, with: &[&str]) -> String {
        let Some(message) = bundle(language).get_message(self.code()) else {
            return self.code().to_string();
        };
        let args = self.arguments();
        let mut text = String::new();
        let attributes = with.iter().filter_map(|name| message.get_attribute(name));
        for pattern in message.value().into_iter().chain(attributes.map(|attribute| attribute.value())) {
            if !text.is_empty() {
                text.push(' ');
            }
            let sentence = bundle(language).format_pattern(pattern, Some(&args), &mut Vec::new());
            text += &with_unseen_escaped(&sentence);
        }
        text
    }
}

impl std::fmt::Display for Message {
    /// The message in English, for logs and for people who read the files.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(Language::English))
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[language as usize].get_or_init(|| {
        let text = match language {
            Language::English => include_str!("../../../locales/en.ftl"),
            Language::French => include_str!("../../../locales/fr.ftl"),
        };
        // The build script has parsed both, so nothing is lost by ignoring errors.
        let resource = FluentResource::try_new(text.to_string()).unwrap_or_else(|(part, _)| part);
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // Isolation characters around variables would become part of what people copy from a terminal.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        for (name, write) in
            [("NUMBER", number as fn(u64, Language) -> String), ("BYTES", bytes), ("SECONDS", seconds)]
        {
            // Fails only for a function that was added before.
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
    fn a_message_is_stored_without_a_language_and_rendered_in_any() {
        let message = Message::DiskFull { needed: 2_500_000, free: 1_000, place: "/x".into() };
        let stored = serde_json::to_string(&message).unwrap();
        assert!(stored.contains(r#""code":"disk-full""#), "{stored}");
        let again: Message = serde_json::from_str(&stored).unwrap();
        assert_eq!(again, message);
        assert!(again.render(Language::English).contains("2.5 MB"), "{again}");
        let french = again.render(Language::French);
        assert!(french.contains("2,5 Mo"), "{french}");
    }

    /// The window would send people to a terminal for what it has a button for.
    #[test]
    fn commands_are_named_in_the_terminal_only() {
        let unknown = Message::RunUnknown { id: "k7p2m9xd".into() };
        let [terminal, window] =
            [unknown.render(Language::English), unknown.render_for_window(Language::English)];
        assert!(terminal.contains("trainyard run list"), "{terminal}");
        assert_eq!(window, unknown.render_short(Language::English));
        let failure = Failure::from(unknown);
        assert_eq!(failure.render_for_window(Language::English), window);
        assert_eq!(failure.render(Language::English), terminal);
    }

    /// A file called "exe.jpg" backwards would look like a picture, in the terminal and in the window.
    #[test]
    fn a_name_cannot_pass_for_another_one() {
        let message = Message::FileUnreadable { path: "\u{202e}gpj.exe".into() };
        let failure = Failure::because(message.clone(), "line\u{2028}\u{2066}break");
        let text = failure.render(Language::English);
        assert!(!text.contains(is_unseen) && text.contains("\\u{202e}gpj.exe"), "{text}");
        assert!(text.contains("line\\u{2028}\\u{2066}break"), "{text}");
        let fine = "é à\u{a0}: 1\u{202f}000 \u{1f469}\u{200d}\u{1f680} \u{645}\u{200c}\u{6cc}";
        assert_eq!(with_unseen_escaped(fine), fine);
    }

    /// French readers notice at once if a line breaks before a colon, or an apostrophe is straight.
    #[test]
    fn french_typography_is_right() {
        let text = include_str!("../../../locales/fr.ftl");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(!line.contains('\''), "fr.ftl: an apostrophe is ’: {line}");
            let letters: Vec<char> = line.chars().collect();
            for (i, letter) in letters.iter().enumerate() {
                let before = i.checked_sub(1).map(|i| letters[i]);
                let space = |is: Option<char>, wanted, name| {
                    assert_eq!(is, Some(wanted), "fr.ftl: {letter:?} must have a {name} beside it: {line}");
                };
                // In what a person types, such as `min:NAME` and `!=`, it is no punctuation.
                let is_typed = |next: &char| next.is_alphanumeric() || *next == '=';
                match letter {
                    ':' | '!' if letters.get(i + 1).is_some_and(is_typed) => {}
                    '«' => space(letters.get(i + 1).copied(), '\u{a0}', "no-break space (U+00A0)"),
                    '»' | ':' => space(before, '\u{a0}', "no-break space (U+00A0)"),
                    ';' | '!' | '?' => space(before, '\u{202f}', "narrow no-break space (U+202F)"),
                    _ => {}
                }
            }
        }
    }
}
