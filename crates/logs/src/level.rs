//! How much is logged.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

/// The program's own crates. What others log is never written: it may hold a request's headers.
const OWN: [&str; 15] = [
    "api",
    "contract",
    "engine",
    "environments",
    "executor",
    "files",
    "locales",
    "logs",
    "page",
    "processes",
    "rundir",
    "server",
    "store",
    "trainyard",
    "trainyard_desktop",
];

/// What is logged if `TRAINYARD_LOG` is `asked`: a level (`debug`), or levels of crates (`engine=trace,api=debug`).
/// Also whether it could not be understood.
pub(crate) fn targets(asked: &str) -> (Targets, bool) {
    let parsed = asked.parse::<Targets>();
    let misunderstood = !asked.is_empty() && parsed.is_err();
    let asked = parsed.ok().filter(|_| !asked.is_empty()).unwrap_or_default();
    let general = asked.default_level().unwrap_or(LevelFilter::INFO);
    let named = |own: &str| asked.iter().find(|(name, _)| *name == own).map(|(_, level)| level);
    let targets = OWN.map(|own| (own, named(own).unwrap_or(general)));
    (Targets::new().with_targets(targets), misunderstood)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    /// A library that logs the headers of a request at `trace` would write down the token.
    #[test]
    fn only_the_programs_own_crates_are_logged_however_much_is_asked_for() {
        for (asked, engine, api) in [
            ("", Level::INFO, Level::INFO),
            ("trace", Level::TRACE, Level::TRACE),
            ("engine=debug", Level::DEBUG, Level::INFO),
            ("warn,api=trace,hyper=trace", Level::WARN, Level::TRACE),
            ("nonsense=nonsense", Level::INFO, Level::INFO),
        ] {
            let (targets, misunderstood) = targets(asked);
            assert_eq!(misunderstood, asked.contains("nonsense"), "{asked}");
            for (target, most) in [("engine::runs", engine), ("api", api)] {
                for level in [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE] {
                    assert_eq!(
                        targets.would_enable(target, &level),
                        level <= most,
                        "{asked} {target} {level}"
                    );
                }
            }
            assert!(!targets.would_enable("hyper::proto", &Level::ERROR), "{asked}");
        }
    }
}
