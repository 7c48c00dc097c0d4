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
        engine.put_settings(&settings)?;
    }
    if matches.get_flag("json") {
        return output::json(&json!({"runs-at-once": settings.runs_at_once, "uv": settings.uv}));
    }
    output::facts(&[
        ("runs-at-once".into(), settings.runs_at_once.to_string()),
        ("uv".into(), settings.uv.map_or("–".into(), |path| output::path(&path))),
    ]);
    Ok(0)
}
