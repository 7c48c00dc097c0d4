//! Recognises failures caused by libraries that are newer than the package, and finds the day as of which to
//! resolve instead.

use std::path::Path;

use contract::AsOf;
use jiff::tz::TimeZone;
use locales::Message;
use rundir::{PackageRef, RunSpec};

use crate::parts::{Packages, Parts, Runs};
use crate::reads::Reads;

/// Error texts of libraries that do not fit together, or of features that they no longer have.
const TOO_NEW: [&str; 6] = [
    "size changed, may indicate binary incompatibility",
    "compiled against API version",
    "compiled using NumPy 1.x",
    "multiarray failed to import",
    "was removed in the NumPy",
    "has been removed from scikit-learn",
];

/// What uv and pip print if there is no wheel for the Python and the source is too old to be built; in lower
/// case.
const NOT_BUILT: [&str; 11] = [
    "failed to build",
    "failed building wheel",
    "build backend returned an error",
    "metadata-generation-failed",
    "setup.py egg_info",
    "setup.py bdist_wheel",
    "no module named 'distutils'",
    "no wheels with a matching",
    "does not satisfy python",
    "requires a different python",
    "requires-python",
];

/// Methods that pandas removed in 1.0 and 2.0. Any other missing attribute of a table may be a column.
const REMOVED_METHODS: [&str; 10] = [
    "append",
    "as_matrix",
    "convert_objects",
    "get_value",
    "iteritems",
    "ix",
    "lookup",
    "mad",
    "set_value",
    "sort",
];

/// Python's own modules that training code uses: what they lack, no earlier day brings back.
const PYTHONS: &str = "abc array ast asyncio base64 cgi collections configparser csv datetime distutils email \
    fractions functools gettext html imp importlib inspect io itertools json locale logging math os pathlib \
    pickle platform random re shutil ssl string subprocess sys threading time typing urllib";

/// A possible cause that an older release would not have.
#[derive(Debug, PartialEq, Eq)]
enum Suspect<'a> {
    /// Releases that do not fit together, or not to the Python.
    Releases,
    /// A module that lacks something: it is a library, unless the package contains it.
    Module(&'a str),
}

impl<S: Reads> Runs<'_, S> {
    /// The day to resolve as of, if libraries newer than the package are probably why a run failed with this
    /// reason, at the end of a log with these lines. `None` also if no known day would change anything.
    pub(crate) fn offered_as_of(&self, spec: &RunSpec, reason: &Message, lines: &[String]) -> Option<AsOf> {
        let suspect = suspect(reason, lines).filter(|_| spec.as_of.is_none())?;
        let own = self.0.reader().in_project(&spec.project);
        let own = own.packages();
        let day = own.day_of(&spec.package)?;
        let is_older = day.day() < spec.created.to_zoned(TimeZone::UTC).date();
        let is_own = matches!(suspect, Suspect::Module(name) if own.has_module(&spec.package, name));
        (is_older && !is_own).then_some(day)
    }
}

impl<S: Reads> Packages<'_, S> {
    /// The day that a version names, or else that of its newest file when it was added. The files of a
    /// trained version all have the same time, so it counts as old as the version it was trained from, or
    /// else as itself.
    fn day_of(&self, package: &PackageRef) -> Option<AsOf> {
        let files = self.version_files(&package.name);
        let of = |version| files.iter().find(|file| file.version == version);
        let it =
            of(package.version).filter(|file| file.removed.is_none() && file.digest == package.digest)?;
        let mut first = it;
        while let Some(older) = first.made_from.filter(|from| *from < first.version).and_then(of) {
            first = older;
        }
        let created = it.created.to_zoned(TimeZone::UTC).date();
        let made = it.made_from.and_then(|_| AsOf::believed(created, created));
        it.as_of.or(first.newest).or(made)
    }

    /// Whether a version contains a module of this name in its root folder.
    fn has_module(&self, package: &PackageRef, name: &str) -> bool {
        let Ok((_, files)) = self.listed(&package.name, package.version) else { return false };
        let file = format!("{name}.py");
        files.keys().any(|path| path == Path::new(&file) || path.starts_with(name))
    }
}

fn suspect<'a>(reason: &'a Message, lines: &[String]) -> Option<Suspect<'a>> {
    match reason {
        Message::ReasonException { exception, text, .. } => of_exception(exception, text),
        Message::RequirementsUnresolvable { reason } => {
            let mut output = lines.iter().chain([reason]).map(|line| line.to_lowercase());
            let is_recognised = output.any(|line| NOT_BUILT.iter().any(|phrase| line.contains(phrase)));
            is_recognised.then_some(Suspect::Releases)
        }
        _ => None,
    }
}

fn of_exception<'a>(exception: &str, text: &'a str) -> Option<Suspect<'a>> {
    if TOO_NEW.iter().any(|phrase| text.contains(phrase)) {
        return Some(Suspect::Releases);
    }
    match exception {
        "AttributeError" => match text.strip_prefix("module '") {
            Some(rest) => foreign(rest.split_once("' has no attribute '")?.0),
            None => {
                let (of, rest) = text.split_once("' object has no attribute '")?;
                let is_gone = REMOVED_METHODS.iter().any(|name| rest.split('\'').next() == Some(name));
                (["'DataFrame", "'Series"].contains(&of) && is_gone).then_some(Suspect::Releases)
            }
        },
        "ImportError" | "ModuleNotFoundError" => {
            if let Some(module) = text.strip_prefix("No module named '") {
                // A library that is missing completely is missing in requirements.txt.
                let (module, _) = module.split('\'').next()?.split_once('.')?;
                return foreign(module);
            }
            let (_, from) = text.strip_prefix("cannot import name '")?.split_once("' from '")?;
            let (module, path) = from.split_once('\'')?;
            // If the text names the file, it must be an installed one.
            let is_installed = !path.contains('/') || path.contains("/site-packages/");
            is_installed.then(|| foreign(module)).flatten()
        }
        _ => None,
    }
}

/// A module that is not Python's own, by the first part of its dotted name.
fn foreign(module: &str) -> Option<Suspect<'_>> {
    let top = module.split('.').next().unwrap_or(module);
    (!PYTHONS.split(' ').any(|own| own == top)).then_some(Suspect::Module(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(exception: &str, text: &str) -> Message {
        let (exception, text) = (exception.to_string(), text.to_string());
        Message::ReasonException { stage: "train()".into(), exception, text }
    }

    /// Errors of old code with new libraries, copied from real runs and reports: without the offer a person
    /// would look for a fault in code that once worked.
    #[test]
    fn what_newer_releases_cause_is_known() {
        let site = "/store/cache/envs/0f/lib/python3.12/site-packages";
        for (exception, text, module) in [
            (
                "AttributeError",
                "module 'numpy' has no attribute 'float'.\n`np.float` was a deprecated alias",
                Some("numpy"),
            ),
            ("AttributeError", "module 'numpy' has no attribute 'bool'", Some("numpy")),
            ("AttributeError", "module 'tensorflow' has no attribute 'placeholder'", Some("tensorflow")),
            ("AttributeError", "'DataFrame' object has no attribute 'append'", None),
            ("AttributeError", "`np.float_` was removed in the NumPy 2.0 release. Use `np.float64`", None),
            (
                "ValueError",
                "numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88",
                None,
            ),
            (
                "RuntimeError",
                "module compiled against API version 0x10 but this version of numpy is 0xf",
                None,
            ),
            ("ImportError", "numpy.core.multiarray failed to import", None),
            (
                "ImportError",
                &format!(
                    "cannot import name 'soft_unicode' from 'markupsafe' ({site}/markupsafe/__init__.py)"
                ),
                Some("markupsafe"),
            ),
            ("ImportError", "cannot import name 'six' from 'sklearn.externals'", Some("sklearn")),
            ("ImportError", "\n`load_boston` has been removed from scikit-learn since version 1.2.\n", None),
            ("ModuleNotFoundError", "No module named 'sklearn.externals.joblib'", Some("sklearn")),
            (
                "ModuleNotFoundError",
                "No module named 'pandas.io.common'; 'pandas.io' is not a package",
                Some("pandas"),
            ),
        ] {
            let expected = module.map_or(Suspect::Releases, Suspect::Module);
            assert_eq!(suspect(&raised(exception, text), &[]), Some(expected), "{exception}: {text}");
        }
    }

    /// A person who follows an offer that changes nothing loses the time of another run.
    #[test]
    fn what_no_date_would_change_is_something_else() {
        for (exception, text) in [
            ("KeyError", "'target'"),
            ("ValueError", "could not convert string to float: 'n/a'"),
            ("ModuleNotFoundError", "No module named 'xgboost'"),
            ("ModuleNotFoundError", "No module named 'distutils.msvccompiler'"),
            ("ImportError", "libGL.so.1: cannot open shared object file"),
            (
                "ImportError",
                "cannot import name 'Mapping' from 'collections' (/usr/lib/python3.11/collections/__init__.py)",
            ),
            (
                "ImportError",
                "cannot import name 'load' from 'reading' (/store/runs/0f/package/churn/reading.py)",
            ),
            (
                "ImportError",
                "cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import)",
            ),
            ("AttributeError", "module 'time' has no attribute 'clock'"),
            ("AttributeError", "'DataFrame' object has no attribute 'price'"),
            ("AttributeError", "'NoneType' object has no attribute 'append'"),
            ("AttributeError", "'Main' object has no attribute 'model'"),
        ] {
            assert_eq!(suspect(&raised(exception, text), &[]), None, "{exception}: {text}");
        }
        let memory = Message::ReasonMemory { stage: "train()".into() };
        assert_eq!(suspect(&memory, &["Failed to build `pandas==0.25.3`".into()]), None);
    }

    #[test]
    fn what_cannot_be_built_any_more_is_distinguished_from_what_does_not_exist() {
        let of = |reason: &str, line: &str| {
            let reason = Message::RequirementsUnresolvable { reason: reason.into() };
            suspect(&reason, &[line.to_string()]).is_some()
        };
        for text in [
            "Failed to build `pandas==0.25.3`: The build backend returned an error",
            "error: metadata-generation-failed",
            "Because numba==0.48.0 has no wheels with a matching Python ABI tag",
            "ModuleNotFoundError: No module named 'distutils'",
            "Because the current Python version (3.12.4) does not satisfy Python>=3.6,<3.11",
            "ERROR: Package 'numba' requires a different Python: 3.12.4 not in '<3.11,>=3.7'",
        ] {
            assert!(of(text, "") && of("uv: exit status: 1", text), "{text}");
        }
        assert!(!of("Because scikit-lern was not found in the package registry", "Resolved nothing"));
        assert!(!of("Because there is no version of pandas==99", ""));
    }
}
