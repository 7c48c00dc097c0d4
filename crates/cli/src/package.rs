//! `trainyard package …`

use std::path::PathBuf;

use clap::ArgMatches;
use contract::{About, PackageName, Report, Verdict, Version};
use engine::{DamagedKind, Engine, NewPackage};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::json::{package_json, version_json};
use crate::output::{Table, downloaded, freed};
use crate::run_form::as_of;
use crate::storage::name_damaged;
use crate::{REFUSED, compare, output};

pub(crate) fn package(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let as_json = matches.get_flag("json");
    match command {
        "check" => check(engine, matches, as_json, language),
        "add" => add(engine, matches, as_json, language),
        "list" => {
            name_damaged(engine, &[DamagedKind::Package, DamagedKind::Version], language)?;
            list(engine, as_json, language)
        }
        "describe" => describe(engine, matches, as_json, language),
        "show" => {
            name_damaged(engine, &[DamagedKind::Package, DamagedKind::Version], language)?;
            show(engine, &name(matches)?, as_json, language)
        }
        "remove" => {
            let version = matches.get_one::<String>("version-number").map(|text| text.parse()).transpose()?;
            name_damaged(engine, &[DamagedKind::Schedule], language)?;
            freed(engine.packages().remove(&name(matches)?, version)?, as_json, language)
        }
        "compare" => compare::compare(engine, &name(matches)?, matches, as_json, language),
        _ => download(engine, matches, as_json, language),
    }
}

fn name(matches: &ArgMatches) -> Result<PackageName> {
    matches.get_one::<String>("name").map_or("", String::as_str).parse()
}

fn source(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("source").cloned().unwrap_or_default()
}

fn python(matches: &ArgMatches) -> Result<Option<contract::PythonVersion>> {
    matches.get_one::<String>("python").map(|text| text.parse()).transpose()
}

fn check(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let report = engine.packages().check(&source(matches), python(matches)?)?;
    if as_json {
        output::json(&report_json(&report, language))?;
    } else {
        print_report(&report, language);
    }
    Ok(if report.refused().is_some() { REFUSED } else { 0 })
}

fn print_report(report: &Report, language: Language) {
    for check in &report.checks {
        let symbol = match check.verdict {
            Verdict::Pass => "✓",
            Verdict::Warning => "!",
            Verdict::Fail => "✗",
        };
        let text = check.message.render(language);
        let text = match (&check.file, check.line) {
            // Many messages begin with the file.
            (Some(file), Some(line)) => match text.strip_prefix(file) {
                Some(rest) => format!("{file}:{line}{rest}"),
                None => format!("{file}:{line}: {text}"),
            },
            _ => text,
        };
        output::line(&format!("{symbol} {text}"));
    }
    let kinds: Vec<_> = report.pipelines.iter().map(|kind| kind.title().render(language)).collect();
    let verdict = match (report.refused().is_some(), kinds.is_empty()) {
        (true, _) => Message::CheckRefused,
        (false, true) => Message::CheckAcceptedNoTraining,
        (false, false) => Message::CheckAccepted { kinds: locales::list(kinds, language) },
    };
    output::line(&verdict.render(language));
}

fn report_json(report: &Report, language: Language) -> Value {
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|check| {
            json!({
                "result": check.verdict,
                "code": check.message.code(),
                "message": check.message.render(language),
                "file": check.file,
                "line": check.line,
            })
        })
        .collect();
    json!({
        "accepted": report.refused().is_none(),
        "root": report.root,
        "files": report.files,
        "bytes": report.bytes,
        "pipelines": report.pipelines,
        "checks": checks,
    })
}

fn add(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let new = NewPackage {
        name: matches.get_one::<String>("name").map(|text| text.parse()).transpose()?,
        change_log: matches.get_one::<String>("change-log").cloned().unwrap_or_default(),
        python: python(matches)?,
        as_of: as_of(matches)?.flatten(),
        about: None,
    };
    let source = source(matches);
    let added = output::with_progress(language, |watch| engine.packages().add(&source, &new, watch))?;
    let version = &added.version;
    if as_json {
        let mut value = version_json(engine, version);
        value["package"] = json!(version.package);
        value["checks"] = report_json(&added.report, language)["checks"].take();
        return output::json(&value);
    }
    for check in added.report.checks.iter().filter(|check| check.verdict == Verdict::Warning) {
        output::error_line(&format!("! {}", check.message.render(language)));
    }
    let (package, version) = (version.package.to_string(), version.version.to_string());
    output::line(&Message::PackageAdded { package, version }.render(language));
    Ok(0)
}

/// Changes what the options name and leaves the rest.
fn describe(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let name = name(matches)?;
    let text = |option, before| matches.get_one::<String>(option).cloned().unwrap_or(before);
    let before = engine.packages().about(&name);
    let about = About {
        description: text("description", before.description),
        input_type: text("input-type", before.input_type.word().to_string()).parse()?,
        input_description: text("input-description", before.input_description),
        output_description: text("output-description", before.output_description),
        gpu_recommended: matches
            .get_one::<bool>("gpu-recommended")
            .copied()
            .unwrap_or(before.gpu_recommended),
        isolation: text("isolation", before.isolation.word().to_string()).parse()?,
        metrics_from: match matches.get_one::<String>("metrics-from") {
            Some(text) => text.parse()?,
            None => before.metrics_from,
        },
    };
    engine.packages().describe(&name, about)?;
    show(engine, &name, as_json, language)
}

fn list(engine: &Engine, as_json: bool, language: Language) -> Result<u8> {
    let packages = engine.packages().all()?;
    if as_json {
        let all: Vec<Value> =
            packages.iter().map(|(package, versions)| package_json(engine, package, versions)).collect();
        return output::json(&all);
    }
    if packages.is_empty() {
        output::error_line(&Message::PackagesNone.render(language));
        return Ok(0);
    }
    let titles =
        [Message::ColumnName, Message::ColumnVersion, Message::ColumnVersions, Message::ColumnCreated];
    let mut table = Table::new(titles, &[1, 2], language);
    for (package, versions) in &packages {
        table.cell(&package.name);
        table.cell_if(versions.first().map(|version| version.version));
        table.cell(locales::number(versions.len() as u64, language));
        table.cell(output::time(package.created));
    }
    table.print();
    Ok(0)
}

fn show(engine: &Engine, name: &PackageName, as_json: bool, language: Language) -> Result<u8> {
    let (package, versions) = engine.packages().get(name)?;
    if as_json {
        return output::json(&package_json(engine, &package, &versions));
    }
    let titles = [
        Message::ColumnVersion,
        Message::ColumnCreated,
        Message::ColumnSize,
        Message::ColumnScore,
        Message::ColumnAsOf,
        Message::ColumnMadeBy,
        Message::ColumnPipelines,
        Message::ColumnChangeLog,
    ];
    let mut table = Table::new(titles, &[0, 2, 3], language);
    for version in &versions {
        let kinds: Vec<_> = version.pipelines.iter().map(|kind| kind.title().render(language)).collect();
        table.cell(version.version);
        table.cell(output::time(version.created));
        table.cell(output::size(Some(version.bytes), language));
        table.cell_if(version.score.map(|score| locales::score(score, language)));
        table.cell_if(version.as_of);
        match &version.made_by {
            Some(run) => table.cell(run),
            None => table.cell(Message::Uploaded.render(language)),
        }
        table.cell(kinds.join(", "));
        table.cell(version.change_log.lines().next().unwrap_or_default());
    }
    table.print();
    Ok(0)
}

fn download(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let version: Version = matches.get_one::<String>("version-number").map_or("", String::as_str).parse()?;
    let to = matches.get_one::<PathBuf>("output").cloned().unwrap_or(".".into());
    downloaded(engine.transfer().download_package(&name(matches)?, version, &to, false)?, as_json, language)
}
