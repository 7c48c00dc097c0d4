//! Packages and datasets: checked, added, shown, removed.

use std::path::Path;

use contract::{AtField, Field, FormError, PackageName, PipelineKind, Version};
use engine::{DiffLine, Removable};
use locales::Result;

use crate::session::Session;
use crate::tutorial;
use crate::views::compare::Comparison;
use crate::views::form::RunForm;
use crate::views::packages::{
    self, About, AddedDataset, DatasetDetails, DatasetRow, NewPackage, PackageDetails, PackageRow, Report,
    VersionPoints, VersionRow,
};
use crate::views::run::RunRow;
use crate::views::storage::Removal;

/// How many of a dataset's runs are shown.
const USES: u64 = 100;

pub(super) fn all(session: &Session) -> Result<Vec<PackageRow>> {
    let packages = session.engine()?.packages().all()?;
    Ok(packages.iter().map(|(package, versions)| PackageRow::of(package, versions)).collect())
}

pub(super) fn one(session: &Session, name: String) -> Result<PackageDetails> {
    let engine = session.engine()?;
    let (package, versions) = engine.packages().get(&name.parse()?)?;
    Ok(PackageDetails {
        name: package.name.to_string(),
        created: crate::views::millis(package.created),
        about: engine.packages().about(&package.name).into(),
        versions: versions.iter().map(|version| VersionRow::of(version, &engine)).collect(),
    })
}

pub(super) fn points(session: &Session, name: String) -> Result<VersionPoints> {
    Ok(session.engine()?.packages().version_points(&name.parse()?)?.into())
}

pub(super) fn compare(session: &Session, name: String, before: String, after: String) -> Result<Comparison> {
    let engine = session.engine()?;
    let found = engine.packages().compare(&name.parse()?, before.parse()?, after.parse()?)?;
    Ok(Comparison::of(found, &engine))
}

pub(super) fn compare_file(
    session: &Session,
    name: String,
    before: String,
    after: String,
    path: String,
) -> Result<Option<Vec<DiffLine>>> {
    let (name, before, after) = (name.parse()?, before.parse()?, after.parse()?);
    session.engine()?.packages().compare_file(&name, before, after, Path::new(&path))
}

pub(super) fn check(session: &Session, path: String, python: String) -> Result<Report, FormError> {
    let (engine, path) = (session.engine()?, Path::new(&path));
    let report = engine.packages().check(path, packages::python(&python)?)?;
    let name = engine::name_of(path, &report);
    let forecast =
        name.as_ref().map_or(Version::uploaded_after(None), |name| engine.packages().forecast_upload(name));
    let name = name.as_ref().map(PackageName::to_string);
    Ok(Report::of(&report, name.unwrap_or_default(), forecast, session.language()))
}

pub(super) fn add(
    session: &Session,
    path: String,
    new: NewPackage,
    task: u32,
) -> Result<VersionRow, FormError> {
    let new = new.read()?;
    let added = session
        .with_progress(task, |watch| session.engine()?.packages().add(Path::new(&path), &new, watch))?;
    Ok(VersionRow::of(&added.version, &session.engine()?))
}

pub(super) fn describe(session: &Session, name: String, about: About) -> Result<()> {
    session.engine()?.packages().describe(&name.parse()?, about.into())
}

pub(super) fn remove(session: &Session, name: String, version: Option<String>) -> Result<Removal> {
    let version = version.map(|version| version.parse()).transpose()?;
    let project = session.engine()?.project().clone();
    session.remove(&[Removable::Package(project, name.parse()?, version)])
}

pub(super) fn check_removal(session: &Session, name: String, version: Option<String>) -> Result<()> {
    let version = version.map(|version| version.parse()).transpose()?;
    session.engine()?.packages().check_removal(&name.parse()?, version)
}

pub(super) fn datasets(session: &Session) -> Result<Vec<DatasetRow>> {
    Ok(session.engine()?.datasets().all()?.iter().map(Into::into).collect())
}

pub(super) fn dataset(session: &Session, name: String) -> Result<DatasetDetails> {
    let (engine, language, name) = (session.engine()?, session.language(), name.parse()?);
    let runs = engine.runs().on_dataset(&name, USES)?;
    let dataset = engine.datasets().get(&name)?;
    Ok(DatasetDetails {
        data: engine.datasets().data(&dataset),
        dataset: (&dataset).into(),
        used_by: runs.iter().map(|run| RunRow::of(run, language)).collect(),
    })
}

pub(super) fn add_dataset(
    session: &Session,
    name: String,
    path: String,
    link: bool,
    task: u32,
) -> Result<AddedDataset, FormError> {
    let name = name.trim().parse().at(Field::Dataset)?;
    let added = session.with_progress(task, |watch| {
        session.engine()?.datasets().add(&name, Path::new(&path), link, watch)
    })?;
    Ok(AddedDataset::of(&added, session.language()))
}

pub(super) fn remove_dataset(session: &Session, name: String) -> Result<Removal> {
    let project = session.engine()?.project().clone();
    session.remove(&[Removable::Dataset(project, name.parse()?)])
}

pub(super) fn check_dataset_removal(session: &Session, name: String) -> Result<()> {
    session.engine()?.datasets().check_removal(&name.parse()?)
}

pub(super) fn tutorial(session: &Session, task: u32) -> Result<RunForm> {
    let name = session.with_progress(task, |watch| tutorial::add(&session.engine()?, watch))?;
    super::form::for_version(session, PipelineKind::Training, &name, "1.0", &name)
}
