//! Jupyter's notebooks: cells with what they printed and drew.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::{Unreadable, text};

/// The largest notebook that is read, in bytes; a larger one is shown as the JSON that it is.
const MOST: u64 = 12 << 20;
/// How much of a notebook is returned, in bytes: cells end where this is reached.
const GIVEN: usize = 6 << 20;
/// The longest text of a cell or an output, in characters.
const TEXT: usize = 32_000;
/// The largest image, in bytes of its base64.
const IMAGE: usize = 3 << 20;
/// The most cells, and the most outputs of one.
const CELLS: usize = 2_000;
const OUTPUTS: usize = 50;

/// A notebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Notebook {
    /// The language of its code, as it says itself.
    pub language: Option<String>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether there are more cells than these.
    pub cut: bool,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Cell {
    /// What is in it.
    pub kind: CellContent,
    /// What is written in it, at most 32,000 characters.
    pub source: String,
    /// The number of its last execution.
    pub count: Option<u64>,
    /// What came of it, at most 50 outputs.
    pub outputs: Vec<Output>,
}

/// What is in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum CellContent {
    Code,
    Markdown,
    Raw,
}

/// What came of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "camelCase")]
pub enum Output {
    /// What it printed, or a value as text: at most 32,000 characters, in which there may be colours of a terminal.
    Text {
        /// The text.
        text: String,
    },
    /// An error.
    Error {
        /// The name of its class.
        name: String,
        /// What it says.
        message: String,
        /// Its traceback, in which there may be colours of a terminal.
        traceback: String,
    },
    /// An image.
    Image {
        /// `image/png` or `image/jpeg`.
        mime: String,
        /// Its bytes in base64, as they are in the file.
        base64: String,
    },
    /// Something else, or an image that is too large.
    Other {
        /// What it is, by the notebook's own words.
        mime: String,
    },
}

/// The notebook in a file, if it is one and not too large.
pub(crate) fn notebook(bytes: Bytes<'_>) -> Result<Option<Notebook>, Unreadable> {
    if bytes.size() > MOST {
        return Ok(None);
    }
    let all = bytes.read(0, usize::try_from(bytes.size()).unwrap_or(0))?;
    let all = all.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&all);
    let Ok(written) = serde_json::from_slice::<Written>(all) else { return Ok(None) };
    let language = written.metadata.language_info.or(written.metadata.kernelspec);
    let language = language.and_then(|info| info.name.or(info.language)).map(|name| short(&name));
    let (total, mut cells, mut size) = (written.cells.len(), Vec::new(), 0);
    for cell in written.cells.into_iter().take(CELLS) {
        let cell = cell.shown();
        size += cell.source.len() + cell.outputs.iter().map(Output::size).sum::<usize>();
        if size > GIVEN {
            break;
        }
        cells.push(cell);
    }
    let cut = cells.len() < total;
    Ok(Some(Notebook { language, cells, cut }))
}

fn short(text: &str) -> String {
    text::cut(text, TEXT).0.to_owned()
}

/// A notebook as it is written, without what is not shown.
#[derive(Deserialize)]
struct Written {
    cells: Vec<WrittenCell>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(rename = "nbformat")]
    _format: u32,
}

#[derive(Default, Deserialize)]
struct Metadata {
    language_info: Option<Info>,
    kernelspec: Option<Info>,
}

#[derive(Deserialize)]
struct Info {
    name: Option<String>,
    language: Option<String>,
}

#[derive(Deserialize)]
struct WrittenCell {
    cell_type: CellContent,
    #[serde(default)]
    source: Words,
    execution_count: Option<u64>,
    #[serde(default)]
    outputs: Vec<WrittenOutput>,
}

#[derive(Deserialize)]
struct WrittenOutput {
    text: Option<Words>,
    #[serde(default)]
    data: Data,
    ename: Option<String>,
    #[serde(default)]
    evalue: String,
    #[serde(default)]
    traceback: Vec<String>,
}

/// A text, or its lines.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Lines(Vec<String>),
}

/// One thing in several forms.
#[derive(Default, Deserialize)]
struct Data {
    #[serde(rename = "image/png")]
    png: Option<Words>,
    #[serde(rename = "image/jpeg")]
    jpeg: Option<Words>,
    #[serde(rename = "text/plain")]
    plain: Option<Words>,
    #[serde(flatten)]
    others: HashMap<String, serde::de::IgnoredAny>,
}

impl Default for Words {
    fn default() -> Self {
        Self::One(String::new())
    }
}

impl Words {
    fn text(self) -> String {
        match self {
            Self::One(text) => text,
            Self::Lines(lines) => lines.concat(),
        }
    }
}

impl WrittenCell {
    fn shown(self) -> Cell {
        Cell {
            kind: self.cell_type,
            source: short(&self.source.text()),
            count: self.execution_count,
            outputs: self.outputs.into_iter().take(OUTPUTS).map(WrittenOutput::shown).collect(),
        }
    }
}

impl WrittenOutput {
    fn shown(self) -> Output {
        if let Some(name) = self.ename {
            let traceback = short(&self.traceback.join("\n"));
            return Output::Error { name: short(&name), message: short(&self.evalue), traceback };
        }
        let image = |words: Option<Words>, mime: &str| {
            let base64 = words?.text().split_ascii_whitespace().collect::<String>();
            let mime = mime.to_owned();
            Some(if base64.len() > IMAGE { Output::Other { mime } } else { Output::Image { mime, base64 } })
        };
        let text = |words: Words| Output::Text { text: short(&words.text()) };
        let shown = image(self.data.png, "image/png").or_else(|| image(self.data.jpeg, "image/jpeg"));
        let other = || self.data.others.into_keys().min().map(|mime| Output::Other { mime: short(&mime) });
        let shown = shown.or_else(|| self.text.or(self.data.plain).map(text)).or_else(other);
        shown.unwrap_or(Output::Other { mime: String::new() })
    }
}

impl Output {
    fn size(&self) -> usize {
        match self {
            Self::Text { text } => text.len(),
            Self::Error { name, message, traceback } => name.len() + message.len() + traceback.len(),
            Self::Image { base64, .. } => base64.len(),
            Self::Other { mime } => mime.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preview;
    use crate::tests::open;
    use serde_json::json;

    fn shown(written: &serde_json::Value) -> Notebook {
        match open("a", written.to_string().as_bytes()) {
            Preview::Notebook(notebook) => notebook,
            other => panic!("{other:?}"),
        }
    }

    fn cell(source: serde_json::Value, outputs: serde_json::Value) -> serde_json::Value {
        json!({"cell_type": "code", "source": source, "execution_count": 3, "outputs": outputs, "metadata": {}})
    }

    /// A person would miss a cell, a picture, or the error that ended the training.
    #[test]
    fn cells_are_shown_with_what_came_of_them() {
        let outputs = json!([
            {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
            {"output_type": "display_data", "data": {"image/png": "iVBO\nRw==\n", "text/plain": "<Figure>"}},
            {"output_type": "execute_result", "data": {"text/html": "<b>", "text/plain": ["1"]}},
            {"output_type": "display_data", "data": {"application/x": {"deep": [1]}}},
            {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["a", "b"]},
        ]);
        let notebook = shown(&json!({
            "cells": [{"cell_type": "markdown", "source": "# Hi"}, cell(json!(["a = 1\n", "a"]), outputs)],
            "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5,
        }));
        assert_eq!((notebook.language.as_deref(), notebook.cut), (Some("python"), false));
        assert_eq!((notebook.cells[0].kind, &*notebook.cells[0].source), (CellContent::Markdown, "# Hi"));
        assert_eq!((&*notebook.cells[1].source, notebook.cells[1].count), ("a = 1\na", Some(3)));
        let text = |text: &str| Output::Text { text: text.into() };
        let expected = [
            text("a\nb"),
            Output::Image { mime: "image/png".into(), base64: "iVBORw==".into() },
            text("1"),
            Output::Other { mime: "application/x".into() },
            Output::Error { name: "ValueError".into(), message: "no".into(), traceback: "a\nb".into() },
        ];
        assert_eq!(notebook.cells[1].outputs, expected);
    }

    /// One output of megabytes would fill the page, and a notebook of gigabytes the memory.
    #[test]
    fn long_outputs_are_cut_and_large_notebooks_are_json() {
        let of = |cells: serde_json::Value| json!({"cells": cells, "nbformat": 4, "metadata": {}});
        let long = json!([{"output_type": "stream", "text": "é".repeat(TEXT + 1)}]);
        let notebook = shown(&of(json!([cell(json!(""), long)])));
        assert_eq!(notebook.cells[0].outputs[0].size(), 2 * TEXT);
        let image = json!([{"output_type": "display_data", "data": {"image/png": "A".repeat(IMAGE)}}]);
        let notebook = shown(&of(json!([
            cell("".into(), image.clone()),
            cell("".into(), image.clone()),
            cell("".into(), json!([]))
        ])));
        assert_eq!((notebook.cells.len(), notebook.cut), (3, false));
        let images = json!(vec![image[0].clone(); 3]);
        assert!(shown(&of(json!([cell(json!(""), images)]))).cut);
        let large = of(json!([cell(json!("x".repeat(MOST as usize)), json!([]))]));
        assert!(matches!(open("a.ipynb", large.to_string().as_bytes()), Preview::Json(_)));
        assert!(matches!(open("a.ipynb", b"{\"cells\": [{\"cell_type\": 1}]}"), Preview::Json(_)));
    }
}
