//! The border between the window and the program: one table of commands, from which the handlers
//! and the TypeScript types are made. What is not in the table cannot be asked.

use std::collections::BTreeMap;

use contract::{Day, FormError, PipelineKind, Status};
use engine::RunSort;
use locales::{Failure, Language, Message};
use ts_rs::{Config, TS, TypeVisitor};

use crate::app::App;
use crate::views::Refusal;

/// What a command is, in TypeScript.
pub(crate) struct Signature {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static [&'static str],
    pub(crate) arguments: Vec<(&'static str, String)>,
    pub(crate) answer: String,
}

/// Makes, of a table of functions `fn(&App, …) -> locales::Result<…>`, the handlers that Tauri calls
/// and `describe`, which tells their types. The functions may take as long as they like: they run
/// on threads of their own.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $run:path;)*) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            async fn $name(app: tauri::State<'_, App>, $($argument: $type),*) -> Result<$answer, $crate::views::Refusal> {
                $crate::border::aside(app.inner().clone(), move |app| $run(app, $($argument),*)).await
            }
        )*

        /// What Tauri calls for each command.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name,)* $crate::commands::image, $crate::commands::subscribe]
        }

        /// The commands and every type they mention.
        pub(crate) fn describe(types: &mut $crate::border::Types) -> Vec<$crate::border::Signature> {
            vec![$($crate::border::Signature {
                name: stringify!($name),
                docs: &[$($doc),*],
                arguments: vec![$((stringify!($argument), types.name::<$type>())),*],
                answer: types.name::<$answer>(),
            }),*]
        }
    };
}
pub(crate) use commands;

/// What can be put into the window's language as a refusal.
pub(crate) trait Refused: Send + 'static {
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

/// One that is in it already.
impl Refused for Refusal {
    fn refusal(self, _language: Language) -> Refusal {
        self
    }
}

/// Runs `work` on a thread where it may wait.
pub(crate) async fn aside<T: Send + 'static, E: Refused>(
    app: App,
    work: impl FnOnce(&App) -> Result<T, E> + Send + 'static,
) -> Result<T, Refusal> {
    let worker = app.clone();
    match tauri::async_runtime::spawn_blocking(move || work(&worker)).await {
        Ok(worked) => worked.map_err(|refused| refused.refusal(app.language())),
        // A panic in there is the program's own fault, and the window must go on.
        Err(error) => {
            let failure = Failure::because(Message::CommandFailed, error);
            Err(failure.refusal(app.language()))
        }
    }
}

/// The TypeScript of all types that were asked for, and of those that they mention.
pub(crate) struct Types {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl Types {
    pub(crate) fn new() -> Self {
        // No number in here is larger than what JavaScript holds exactly.
        Self { config: Config::new().with_large_int("number"), declared: BTreeMap::new() }
    }

    /// How `T` is named, having been declared.
    pub(crate) fn name<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only what is written to a file of its own has a declaration; the rest is written inline.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.declared.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.declared.insert(name, format!("{docs}export {}\n", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// `ui/src/lib/ipc/bindings.ts`: the commands, the events, and all their types.
pub fn bindings() -> String {
    let mut types = Types::new();
    let signatures = crate::commands::describe(&mut types);
    let event = types.name::<crate::events::Event>();
    let mut text = String::from(
        "// Made from Rust by `./dev bindings`, held against it by `./dev check`. Not to be edited.\n\n\
         /** What the program can be asked, by name: arguments and answer. */\nexport type Commands = {\n",
    );
    for signature in signatures {
        let docs: Vec<&str> = signature.docs.iter().map(|line| line.trim()).collect();
        let arguments: Vec<String> =
            signature.arguments.iter().map(|(name, of)| format!("{}: {of}", camel(name))).collect();
        text += &format!(
            "  /** {} */\n  {}: {{ args: {}; answer: {} }};\n",
            docs.join(" "),
            signature.name,
            object(&arguments),
            signature.answer
        );
    }
    text += "  /** The bytes of an image of a tree. */\n  \
             image: { args: { tree: Tree; path: string }; answer: ArrayBuffer };\n};\n\n";
    debug_assert_eq!(event, "Event");
    text += &union("Kind", PipelineKind::ALL.map(PipelineKind::word));
    text += &union("Status", Status::ALL.map(Status::word));
    text += &union("RunSort", RunSort::ALL.map(RunSort::word));
    text += &union("Day", Day::ALL.map(Day::word));
    text += &union("Language", ["en", "fr"]);
    text += &union("Theme", ["system", "light", "dark"]);
    text + &types.declared.into_values().collect::<Vec<_>>().join("\n")
}

/// `ui/src/lib/ipc/messages.ts`: every message of the catalogue and what it needs.
pub fn messages() -> String {
    let mut text = String::from(
        "// Made from locales/en.ftl by `./dev bindings`. Not to be edited.\n\n\
         /** The catalogue's messages by id, each with the variables it names. */\nexport type Messages = {\n",
    );
    for (id, variables) in locales::VARIABLES {
        let variables: Vec<String> = variables
            .iter()
            .map(|(name, is_number)| format!("{name}: {}", if *is_number { "number" } else { "string" }))
            .collect();
        text += &format!("  '{id}': {};\n", object(&variables));
    }
    text + "};\n"
}

/// An object with these fields.
fn object(fields: &[String]) -> String {
    if fields.is_empty() { "{}".into() } else { format!("{{ {} }}", fields.join("; ")) }
}

/// One of several words.
fn union<const N: usize>(name: &str, words: [&str; N]) -> String {
    format!("export type {name} = {};\n\n", words.map(|word| format!("'{word}'")).join(" | "))
}

/// As Tauri names arguments in JavaScript.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_uppercase() + tail
    })
}
