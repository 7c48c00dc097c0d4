//! What a text is written in, for its colours.

use serde::{Deserialize, Serialize};

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum Syntax {
    Css,
    Html,
    Ini,
    JavaScript,
    Json,
    Markdown,
    Python,
    Shell,
    Sql,
    Toml,
    TypeScript,
    Xml,
    Yaml,
}

impl Syntax {
    /// What a file of this name is written in.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Some(match ending(&name) {
            "css" => Self::Css,
            "htm" | "html" => Self::Html,
            "cfg" | "conf" | "ini" | "properties" => Self::Ini,
            "js" | "mjs" | "cjs" => Self::JavaScript,
            "json" | "jsonl" | "ndjson" | "ipynb" | "geojson" => Self::Json,
            "md" | "markdown" => Self::Markdown,
            "py" | "pyi" | "pyw" => Self::Python,
            "sh" | "bash" | "zsh" => Self::Shell,
            "sql" => Self::Sql,
            "toml" => Self::Toml,
            "ts" => Self::TypeScript,
            "xml" | "svg" => Self::Xml,
            "yaml" | "yml" => Self::Yaml,
            _ if matches!(&*name, "pipfile" | "poetry.lock") => Self::Toml,
            _ => return None,
        })
    }
}

/// The ending of a file's name without the dot; empty if it has none.
pub(crate) fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether a name ends in one of these endings, which are in lower case.
pub(crate) fn ends_in(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|known| ending(name).eq_ignore_ascii_case(known))
}
