//! `trainyard run publish`

use engine::{Engine, Run};
use locales::{Language, Message, Result};
use serde_json::json;

use crate::{json::left_out_json, output};

pub(crate) fn publish(engine: &Engine, run: &Run, as_json: bool, language: Language) -> Result<u8> {
    let published = output::with_progress(language, |watch| engine.runs().publish(&run.id, watch))?;
    let (package, packed) = (published.package.to_string(), published.packed);
    if as_json {
        let zip = engine.in_project(&run.project).home().version_zip(&published.package, published.version);
        return output::json(&json!({
            "id": run.id,
            "package": package,
            "version": published.version,
            "zip": zip.to_string_lossy(),
            "left_out": left_out_json(&packed, language),
            "left_out_count": packed.left_out_count,
        }));
    }
    for path in packed.left_out.iter().cloned() {
        output::error_line(&Message::LeftOutOfVersion { path }.render(language));
    }
    if let count @ 1.. = packed.left_out_count - packed.left_out.len() as u64 {
        output::error_line(&Message::LeftOutMore { count }.render(language));
    }
    let (version, id) = (published.version.to_string(), run.id.to_string());
    output::line(&Message::RunPublished { package, version, id }.render(language));
    Ok(0)
}
