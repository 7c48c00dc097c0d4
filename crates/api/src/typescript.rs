//! Generates TypeScript from the table of commands, the events and the catalogue.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::events::Event;

/// A command's types in TypeScript.
pub(crate) struct Signature {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static [&'static str],
    pub(crate) arguments: Vec<(&'static str, String)>,
    pub(crate) answer: String,
}

/// The declarations of all named types, and of the types that they mention.
pub(crate) struct Types {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl Types {
    pub(crate) fn new() -> Self {
        // No number in the API is larger than JavaScript's largest exact integer.
        Self { config: Config::new().with_large_int("number"), declared: BTreeMap::new() }
    }

    /// The name of `T`, which gets declared.
    pub(crate) fn name<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types with a file of their own have a declaration; the others are written inline.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            if let Some(known) = self.declared.get(&name) {
                assert!(*known == declaration, "two types are called {name}");
                return;
            }
            self.declared.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The content of `bindings.ts`: commands, events, and all their types.
pub(crate) fn bindings(mut types: Types, signatures: Vec<Signature>) -> String {
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
    types.name::<Event>();
    text += "};\n\n";
    text + &types.declared.into_values().collect::<Vec<_>>().join("\n")
}

/// The content of `ui/src/lib/ipc/messages.ts`: every message of the catalogue with its variables.
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

/// The name of an argument in TypeScript.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_uppercase() + tail
    })
}
