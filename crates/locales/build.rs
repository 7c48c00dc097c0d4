//! Generates the `Message` enum from `locales/en.ftl` and compares `fr.ftl` with it: a message or a
//! variable that only one language has stops the build. The test `tests/used.rs` finds unused messages.

#![expect(clippy::expect_used, clippy::panic, reason = "a build script stops the build by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The type of a variable, according to its use in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A text.
    Text,
    /// A whole number: used in `NUMBER()`, `BYTES()`, `SECONDS()`, or as a selector (`{ $n -> … }`).
    Number,
}

/// A message: its variables sorted by name, and its text.
struct Entry_ {
    variables: BTreeMap<String, Kind>,
    /// Its attributes.
    attributes: Vec<String>,
    words: String,
}

fn main() {
    let folder =
        Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../locales");
    let mut catalogues = Vec::new();
    for language in ["en", "fr"] {
        let path = folder.join(format!("{language}.ftl"));
        println!("cargo::rerun-if-changed={}", path.display());
        catalogues.push((language, read(&path)));
    }
    let (_, english) = &catalogues[0];
    for (language, catalogue) in &catalogues[1..] {
        compare(english, catalogue, language);
    }
    let out = Path::new(&std::env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("messages.rs");
    std::fs::write(out, generate(english)).expect("the build folder can be written");
}

fn read(path: &Path) -> BTreeMap<String, Entry_> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let resource = fluent_syntax::parser::parse(text.as_str())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut entries = BTreeMap::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(_) => panic!("{}: terms (-name) are not used here", path.display()),
            _ => continue,
        };
        let id = message.id.name.to_string();
        let mut variables = BTreeMap::new();
        let mut words = String::new();
        match &message.value {
            Some(value) => collect(value, &mut variables, &mut words),
            None => panic!("{}: {id} has no words", path.display()),
        }
        let mut attributes = Vec::new();
        for attribute in &message.attributes {
            let name = attribute.id.name;
            assert!(matches!(name, "hint" | "command"), "{}: {id}: .{name} is not known", path.display());
            attributes.push(name.to_string());
            collect(&attribute.value, &mut variables, &mut String::new());
        }
        let known = entries.insert(id.clone(), Entry_ { variables, attributes, words });
        assert!(known.is_none(), "{}: {id} stands there twice", path.display());
    }
    entries
}

fn collect(pattern: &Pattern<&str>, into: &mut BTreeMap<String, Kind>, words: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => words.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                inline_variables(inline, Kind::Text, into, words);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let plural = variants.iter().any(|v| {
                    matches!(&v.key, fluent_syntax::ast::VariantKey::Identifier { name } if matches!(*name, "one" | "many"))
                        || matches!(&v.key, fluent_syntax::ast::VariantKey::NumberLiteral { .. })
                });
                let kind = if plural { Kind::Number } else { Kind::Text };
                inline_variables(selector, kind, into, &mut String::new());
                for variant in variants {
                    let mut chosen = String::new();
                    collect(&variant.value, into, &mut chosen);
                    if variant.default {
                        words.push_str(&chosen);
                    }
                }
            }
        }
    }
}

fn inline_variables(
    inline: &InlineExpression<&str>,
    kind: Kind,
    into: &mut BTreeMap<String, Kind>,
    words: &mut String,
) {
    match inline {
        InlineExpression::VariableReference { id } => {
            let known = into.entry(id.name.to_string()).or_insert(kind);
            if kind == Kind::Number {
                *known = Kind::Number;
            }
            let _ = write!(words, "‹{}›", id.name);
        }
        InlineExpression::FunctionReference { id, arguments: CallArguments { positional, .. } } => {
            assert!(matches!(id.name, "NUMBER" | "BYTES" | "SECONDS"), "{}() is not known", id.name);
            for argument in positional {
                inline_variables(argument, Kind::Number, into, words);
            }
        }
        InlineExpression::StringLiteral { value } => words.push_str(value),
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inline) = expression.as_ref() {
                inline_variables(inline, kind, into, words);
            }
        }
        _ => {}
    }
}

fn compare(english: &BTreeMap<String, Entry_>, other: &BTreeMap<String, Entry_>, language: &str) {
    for (id, entry) in english {
        let Some(translated) = other.get(id) else {
            panic!("locales/{language}.ftl: {id} is missing");
        };
        assert!(
            entry.variables == translated.variables,
            "locales/{language}.ftl: {id} has the variables {:?}, in English {:?}",
            translated.variables,
            entry.variables
        );
        assert!(
            entry.attributes == translated.attributes,
            "locales/{language}.ftl: {id}: .hint or .command is in one language only"
        );
    }
    if let Some(id) = other.keys().find(|id| !english.contains_key(*id)) {
        panic!("locales/{language}.ftl: {id} is not in locales/en.ftl");
    }
}

fn generate(english: &BTreeMap<String, Entry_>) -> String {
    let (mut variants, mut codes, mut arguments) = (String::new(), String::new(), String::new());
    for (id, entry) in english {
        let variant = camel(id);
        let doc = entry.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let doc = doc.replace('[', "\\[").replace(']', "\\]").replace('<', "\\<").replace('>', "\\>");
        let _ = writeln!(variants, "    /// {doc}\n    #[serde(rename = \"{id}\")]");
        let names: Vec<String> = entry.variables.keys().map(|name| name.replace('-', "_")).collect();
        if names.is_empty() {
            let _ = writeln!(variants, "    {variant},");
            let _ = writeln!(codes, "            Self::{variant} => \"{id}\",");
            let _ = writeln!(arguments, "            Self::{variant} => {{}}");
            continue;
        }
        let _ = writeln!(variants, "    {variant} {{");
        for (name, kind) in names.iter().zip(entry.variables.values()) {
            let rust = if *kind == Kind::Number { "u64" } else { "String" };
            let _ = writeln!(variants, "        /// Used in the text.\n        {name}: {rust},");
        }
        let _ = writeln!(variants, "    }},");
        let _ = writeln!(codes, "            Self::{variant} {{ .. }} => \"{id}\",");
        let _ = writeln!(arguments, "            Self::{variant} {{ {} }} => {{", names.join(", "));
        for ((key, kind), name) in entry.variables.iter().zip(&names) {
            let value = if *kind == Kind::Number { format!("*{name}") } else { format!("{name}.as_str()") };
            let _ = writeln!(arguments, "                args.set(\"{key}\", {value});");
        }
        let _ = writeln!(arguments, "            }}");
    }
    let ids = english.keys().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    let mut variables = String::new();
    for (id, entry) in english {
        let named =
            entry.variables.iter().map(|(name, kind)| format!("(\"{name}\", {})", *kind == Kind::Number));
        let _ = writeln!(variables, "    (\"{id}\", &[{}]),", named.collect::<Vec<_>>().join(", "));
    }
    format!(
        "/// Every message of the program, with its variables. Generated from the catalogue.\n\
         #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]\n\
         #[serde(tag = \"code\", content = \"args\")]\n\
         pub enum Message {{\n{variants}}}\n\n\
         /// The ids of all messages, sorted.\n\
         pub const IDS: &[&str] = &[{ids}];\n\n\
         /// Each message's variables, sorted by name, and whether they are numbers.\n\
         pub const VARIABLES: &[(&str, &[(&str, bool)])] = &[\n{variables}];\n\n\
         impl Message {{\n    /// The message's id in the catalogue: stable, for programs to compare.\n    \
         pub fn code(&self) -> &'static str {{\n        match self {{\n{codes}        }}\n    }}\n\n    \
         fn arguments(&self) -> fluent_bundle::FluentArgs<'_> {{\n        \
         let mut args = fluent_bundle::FluentArgs::new();\n        match self {{\n{arguments}        }}\n        args\n    }}\n}}\n"
    )
}

fn camel(id: &str) -> String {
    id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
