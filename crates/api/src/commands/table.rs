//! The table of commands, which generates the dispatch and the TypeScript. A page can call only what is in
//! the table.

use contract::FormError;
use locales::{Failure, Language, Message, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::{Config, TS, TypeVisitor};

use crate::Answer;
use crate::views::Refusal;

/// Generates, from a table of functions `fn(&Session, …) -> Result<…>`, `Session::call`, which calls them by
/// name, and `describe`, which returns their types.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $run:path;)*) => {
        impl Session {
            /// Runs the command with this name for a page. It may take as long as it needs.
            ///
            /// # Errors
            /// What the command refuses, in the page's language; an unknown command, wrong arguments, or a
            /// panic.
            pub fn call(&self, name: &str, arguments: serde_json::Value) -> Result<$crate::Answer, $crate::Refusal> {
                $crate::commands::table::guard(name, self.language(), || match name {
                    $(stringify!($name) => {
                        #[derive(serde::Deserialize)]
                        #[serde(rename_all = "camelCase")]
                        struct Arguments {
                            $($argument: $type,)*
                        }
                        let Arguments { $($argument),* } = $crate::commands::table::arguments(name, arguments)
                            .map_err(|failure| $crate::Refusal::of(&failure, self.language()))?;
                        let answer: $answer = $run(self, $($argument),*)
                            .map_err(|refused| $crate::commands::table::Refused::refusal(refused, self.language()))?;
                        $crate::commands::table::Answers::answer(answer)
                            .map_err(|failure| $crate::Refusal::of(&failure, self.language()))
                    })*
                    _ => Err($crate::commands::table::unknown(name, self.language())),
                })
            }
        }

        /// The signatures of all commands, whose types are added to `types`.
        fn describe(types: &mut $crate::typescript::Types) -> Vec<$crate::typescript::Signature> {
            vec![$($crate::typescript::Signature {
                name: stringify!($name),
                docs: &[$($doc),*],
                arguments: vec![$((stringify!($argument), types.name::<$type>())),*],
                answer: types.name::<$answer>(),
            }),*]
        }
    };
}
pub(super) use commands;

/// Failures that become a page's [`Refusal`].
pub(super) trait Refused {
    fn refusal(self, language: Language) -> Refusal;
}

impl Refused for Failure {
    fn refusal(self, language: Language) -> Refusal {
        Refusal::of(&self, language)
    }
}

impl Refused for FormError {
    fn refusal(self, language: Language) -> Refusal {
        Refusal::of_form(&self, language)
    }
}

/// Values that become a command's [`Answer`].
pub(super) trait Answers {
    fn answer(self) -> Result<Answer>;
}

impl<T: Serialize> Answers for T {
    fn answer(self) -> Result<Answer> {
        let json = serde_json::to_string(&self);
        json.map(Answer::Json).map_err(|error| Failure::because(Message::CommandFailed, error))
    }
}

/// Bytes, which are sent to the page unchanged.
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Answers for Bytes {
    fn answer(self) -> Result<Answer> {
        Ok(Answer::Bytes(self.0))
    }
}

impl TS for Bytes {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "ArrayBuffer".into()
    }

    fn inline(config: &Config) -> String {
        Self::name(config)
    }

    fn visit_dependencies(_: &mut impl TypeVisitor) {}
}

/// Parses a command's arguments.
pub(super) fn arguments<T: DeserializeOwned>(command: &str, given: Value) -> Result<T> {
    serde_json::from_value(given)
        .map_err(|error| Failure::because(Message::CommandArguments { command: command.into() }, error))
}

/// The refusal of an unknown command.
pub(super) fn unknown(command: &str, language: Language) -> Refusal {
    Refusal::of(&Message::ApiCommandUnknown { command: command.into() }.into(), language)
}

/// Returns a refusal if `work` panics, so that the page can continue.
pub(super) fn guard(
    name: &str,
    language: Language,
    work: impl FnOnce() -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    let _span = tracing::error_span!("command", name).entered();
    let done = logs::caught(|| {
        logs::panic_point(name);
        work()
    });
    done.unwrap_or_else(|cause| {
        Err(Refusal::of(&Failure::because(Message::CommandFailed, std::io::Error::other(cause)), language))
    })
}
