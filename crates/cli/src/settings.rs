//! `trainyard settings`

use clap::ArgMatches;
use engine::Engine;
use locales::Result;
use serde_json::json;

use crate::output;

/// Sets one setting, if one is given, and shows all.
pub(crate) fn settings(engine: &Engine, matches: &ArgMatches) -> Result<u8> {
    let mut settings = engine.settings();
    if let (Some(name), Some(value)) =
        (matches.get_one::<String>("setting"), matches.get_one::<String>("value"))
    {
        settings.set(name, value)?;
        engine.apply_settings(&settings)?;
    }
    if matches.get_flag("json") {
        return output::json(&json!({
            "runs-at-once": settings.runs_at_once,
            "uv": settings.uv,
            "index-url": settings.index_url,
            "first-index": settings.first_index,
            "proxy": settings.proxy,
            "ca-file": settings.ca_file,
            "keep-failed": settings.keep_failed,
        }));
    }
    let shown = |value: String| if value.is_empty() { "–".into() } else { value };
    output::facts(&settings.values().map(|(name, value)| (name.into(), shown(value))));
    Ok(0)
}
