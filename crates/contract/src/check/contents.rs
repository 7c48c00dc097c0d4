//! Checks the content of the root folder (contract §1): the files, their class `Main`, its functions.

use std::collections::BTreeSet;

use locales::Message;

use super::class::{Class, SIGNATURES};
use super::names::shown;
use super::python::{self, LARGEST};
use super::{Check, Facts, Package, Report, Step, Stop};
use crate::{PipelineKind, PythonVersion};

/// Checks all files of the root folder that the report names, even if one of them is refused.
pub(super) fn check(package: &mut dyn Package, facts: &Facts<'_>, report: &mut Report) -> Step<()> {
    requirements(package, report);
    main_py(package, facts, report)?;
    train_py(package, facts, report)?;
    interpreter(facts, report);
    Ok(())
}

fn has(package: &dyn Package, report: &Report, name: &str) -> bool {
    let path = format!("{}{name}", report.prefix);
    package.files().iter().any(|file| file.path == path)
}

/// Whether a file was probably meant to be called `name`: it differs in upper and lower case, or in singular and
/// plural, or its suffix is doubled (Windows hides suffixes) or missing, or a browser has appended a number.
pub(super) fn is_nearly(found: &str, name: &str) -> bool {
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let found = found.trim().to_lowercase();
    let rest =
        found.strip_prefix(stem.trim_end_matches('s')).map(|rest| rest.strip_prefix('s').unwrap_or(rest));
    rest.is_some_and(|rest| {
        let number = rest.strip_suffix(ending).and_then(|rest| rest.strip_suffix('.'));
        rest.is_empty()
            || rest
                .strip_prefix('.')
                .is_some_and(|rest| rest == ending || rest.starts_with(&format!("{ending}.")))
            || number.is_some_and(|number| !number.contains(char::is_alphabetic))
    })
}

/// Names the file that is there instead of one that the root folder lacks.
fn instead(package: &dyn Package, report: &Report, name: &str) -> Option<Message> {
    let inside = || package.files().iter().filter_map(|file| file.path.strip_prefix(&*report.prefix));
    let found = inside().find(|path| !path.contains('/') && is_nearly(path, name));
    if let Some(found) = found {
        return Some(Message::CheckFileMisnamed { file: name.into(), found: shown(found) });
    }
    let folders_with = |name: &str| -> BTreeSet<&str> {
        inside().filter_map(|path| path.strip_suffix(name)?.strip_suffix('/')).collect()
    };
    let (main, requirements) = (folders_with("main.py"), folders_with("requirements.txt"));
    let highest = |folder: &&&str| folder.matches('/').count();
    let file = name.to_string();
    if let Some(folder) = main.intersection(&requirements).min_by_key(highest) {
        let folder = shown(&format!("{}{folder}", report.prefix));
        return Some(Message::CheckFileDeeper { file, folder });
    }
    if let Some(folder) = folders_with(name).iter().min_by_key(highest) {
        return Some(Message::CheckFileElsewhere { found: shown(&format!("{folder}/{name}")), file });
    }
    let mut all = inside();
    let zip = all.next().filter(|only| only.to_lowercase().ends_with(".zip"))?;
    all.next().is_none().then(|| Message::CheckZipInside { file, found: shown(zip) })
}

fn requirements(package: &dyn Package, report: &mut Report) {
    const FILE: &str = "requirements.txt";
    report.checks.push(if has(package, report, FILE) {
        Check::pass(Message::CheckRequirements).at(FILE, None)
    } else {
        let instead = instead(package, report, FILE);
        Check::fail(instead.unwrap_or(Message::CheckRequirementsMissing)).at(FILE, None)
    });
    const MORE: &str = "train_requirements.txt";
    if has(package, report, MORE) {
        report.checks.push(Check::pass(Message::CheckTrainRequirements).at(MORE, None));
    } else if let Some(misnamed @ Message::CheckFileMisnamed { .. }) = instead(package, report, MORE) {
        report.checks.push(Check::warning(misnamed).at(MORE, None));
    }
}

/// The class `Main` of a file; `None` if a check says what is wrong with the file.
fn class_of(
    file: &str,
    package: &mut dyn Package,
    facts: &Facts<'_>,
    report: &mut Report,
) -> Step<Option<Class>> {
    let bytes = package.read(&format!("{}{file}", report.prefix), LARGEST + 1)?;
    let module = match python::read(&bytes, file, facts.python) {
        Ok(module) => module,
        Err(Stop::Refused(check)) => {
            report.checks.push(*check);
            return Ok(None);
        }
        Err(stop) => return Err(stop),
    };
    match module.class.as_ref().map(|class| class.line) {
        Some(None) => {}
        Some(line) => {
            report.checks.push(Check::pass(Message::CheckClass { file: file.into() }).at(file, line))
        }
        None => {
            report.checks.push(Check::fail(Message::CheckClassMissing { file: file.into() }).at(file, None))
        }
    }
    report.checks.extend(module.warnings);
    Ok(module.class)
}

/// Adds a check for each of these functions that the class has or should have.
fn functions(file: &str, names: &[&str], class: &Class, report: &mut Report) {
    for name in names {
        let Some(method) = class.methods.get(name) else {
            continue;
        };
        let function = (*name).to_string();
        let call =
            SIGNATURES.iter().find(|(known, _)| known == name).map_or(*name, |(_, call)| call).to_string();
        let check = match method {
            method if !method.fits => {
                Check::warning(Message::CheckSignature { file: file.into(), function, call })
            }
            method if method.is_async => Check::warning(Message::CheckAsync { file: file.into(), function }),
            _ => Check::pass(Message::CheckFunction { file: file.into(), function }),
        };
        report.checks.push(check.at(file, Some(method.line)));
    }
}

/// Refuses the file if one of these functions is missing.
fn required(file: &str, names: &[&str], class: &Class, report: &mut Report) {
    for name in names.iter().filter(|name| !class.may_have(name)) {
        let message = Message::CheckFunctionRequired { file: file.into(), function: (*name).to_string() };
        report.checks.push(Check::fail(message).at(file, class.line));
    }
}

/// Warns, once for all of them, that an open class may or may not have these functions.
fn warn_open_class(file: &str, names: &[&str], class: &Class, report: &mut Report) {
    let functions: Vec<&str> =
        names.iter().filter(|name| !class.methods.contains_key(*name)).copied().collect();
    if class.is_open && class.line.is_some() && !functions.is_empty() {
        let message = Message::CheckFunctionsElsewhere { file: file.into(), functions: functions.join(", ") };
        report.checks.push(Check::warning(message).at(file, class.line));
    }
}

fn main_py(package: &mut dyn Package, facts: &Facts<'_>, report: &mut Report) -> Step<()> {
    const FILE: &str = "main.py";
    const NAMES: [&str; 2] = ["__init__", "predict"];
    if !has(package, report, FILE) {
        let instead = instead(package, report, FILE);
        report.checks.push(Check::fail(instead.unwrap_or(Message::CheckMainMissing)).at(FILE, None));
    } else if let Some(class) = class_of(FILE, package, facts, report)? {
        functions(FILE, &NAMES, &class, report);
        required(FILE, &NAMES, &class, report);
        warn_open_class(FILE, &NAMES, &class, report);
    }
    Ok(())
}

fn train_py(package: &mut dyn Package, facts: &Facts<'_>, report: &mut Report) -> Step<()> {
    const FILE: &str = "train.py";
    const NAMES: [&str; 5] = ["__init__", "process_data", "train", "save", "evaluate"];
    if !has(package, report, FILE) {
        let instead = instead(package, report, FILE).filter(|message| {
            matches!(message, Message::CheckFileMisnamed { .. } | Message::CheckFileElsewhere { .. })
        });
        report.checks.extend(instead.map(|message| Check::warning(message).at(FILE, None)));
        report.checks.push(Check::warning(Message::CheckTrainMissing).at(FILE, None));
        return Ok(());
    }
    let Some(class) = class_of(FILE, package, facts, report)? else {
        return Ok(());
    };
    functions(FILE, &NAMES, &class, report);
    required(FILE, &["__init__"], &class, report);
    for name in ["train", "save", "evaluate"].into_iter().filter(|name| !class.may_have(name)) {
        let message = Message::CheckFunctionMissing { function: name.to_string() };
        report.checks.push(Check::warning(message).at(FILE, class.line));
    }
    warn_open_class(FILE, &NAMES, &class, report);
    report.training = true;
    let runs = |kind: &PipelineKind| kind.calls().iter().all(|name| class.may_have(name));
    report.pipelines = PipelineKind::ALL.into_iter().filter(runs).collect();
    Ok(())
}

fn interpreter(facts: &Facts<'_>, report: &mut Report) {
    let Some(python) = facts.python else { return };
    if facts.interpreters.contains(&python) {
        report.checks.push(Check::pass(Message::CheckPython { python: python.to_string() }));
        return;
    }
    let mut found = facts.interpreters.to_vec();
    found.sort_unstable();
    found.dedup();
    if python < PythonVersion::OLDEST {
        let taken = found.first().copied().unwrap_or(PythonVersion::OLDEST).to_string();
        let python = python.to_string();
        report.checks.push(Check::warning(Message::CheckPythonOld { python, taken }));
        return;
    }
    let count = found.len() as u64;
    let found = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    report.checks.push(Check::warning(Message::CheckPythonMissing {
        python: python.to_string(),
        count,
        found,
    }));
}
