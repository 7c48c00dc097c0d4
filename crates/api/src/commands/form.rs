//! The pipeline form: filled in, checked, sent.

use contract::{FormError, Parameters, PipelineKind, RunForm as Form};
use engine::VersionRow;
use jiff::Zoned;
use locales::{Message, Result};

use super::schedules;
use crate::session::Session;
use crate::views::form::{
    Choices, DatasetChoice, FormSource, FormVerdict, KindChoice, KindVerdict, PackageChoice, RunForm,
    VersionChoice,
};
use crate::views::run::RunRow;
use crate::views::schedule::When;
use crate::views::sentence::sentence;
use crate::views::{Refusal, millis};

/// How many folders of a dataset are offered.
const FOLDERS: usize = 2000;

/// A form for a version of a package, with defaults for the rest.
pub(super) fn for_version(
    session: &Session,
    kind: PipelineKind,
    package: &str,
    version: &str,
    dataset: &str,
) -> Result<RunForm> {
    let name = match (package.parse(), version.parse()) {
        (Ok(package), Ok(version)) => Form::prefilled_name(&package, version),
        _ => String::new(),
    };
    let keeps_data = session.engine()?.projects().current()?.keeps_data;
    Ok(RunForm {
        name,
        kind,
        package: package.into(),
        version: version.into(),
        as_of: String::new(),
        dataset: dataset.into(),
        folder: String::new(),
        dataset_state: None,
        evaluation_dataset: String::new(),
        evaluation_folder: String::new(),
        evaluation_dataset_state: None,
        parameters: Parameters::defaults(kind, keeps_data).iter().map(Into::into).collect(),
        gpu: false,
        memory: String::new(),
        cores: String::new(),
        grace_seconds: Form::GRACE_SECONDS,
        isolation: None,
        when: When::now(),
    })
}

pub(super) fn filled(session: &Session, from: FormSource) -> Result<RunForm> {
    match from {
        FormSource::Empty => for_version(session, PipelineKind::Training, "", "", ""),
        FormSource::Version { package, version } => {
            let engine = session.engine()?;
            let known = || engine.packages().version(&package.parse()?, version.parse()?);
            let known: Option<VersionRow> = known().ok();
            // The first type that it can run, which is usually training.
            let first = known.as_ref().and_then(|row| row.pipelines.iter().min().copied());
            let kind = first.unwrap_or(PipelineKind::Training);
            let as_of = known.and_then(|row| row.as_of).map(|day| day.to_string()).unwrap_or_default();
            Ok(RunForm { as_of, ..for_version(session, kind, &package, &version, "")? })
        }
        FormSource::Dataset { dataset, state: dataset_state } => {
            Ok(RunForm { dataset_state, ..for_version(session, PipelineKind::Training, "", "", &dataset)? })
        }
        FormSource::Run { id } => {
            let engine = session.engine()?;
            RunForm::of(&engine.runs().spec(&engine.runs().find(&id)?.id)?.form(), When::now())
        }
        FormSource::Schedule { id } => {
            let schedule = session.engine()?.schedules().find(&id)?;
            RunForm::of(&schedule.form, When::of(&schedule))
        }
    }
}

pub(super) fn choices(session: &Session) -> Result<Choices> {
    let (engine, language) = (session.engine()?, session.language());
    let (gpus, keeps_data) = (engine.gpus().0, engine.projects().current()?.keeps_data);
    let kinds = PipelineKind::ALL.map(|kind| KindChoice {
        kind,
        title: kind.title().render(language),
        defaults: Parameters::defaults(kind, keeps_data).iter().map(Into::into).collect(),
    });
    let packages = engine.packages().all()?.into_iter().map(|(package, versions)| {
        let version = |row: VersionRow| {
            let verdict = |kind: PipelineKind| {
                let refused = kind.unsupported(&row.pipelines, &row.package, row.version);
                KindVerdict { kind, refused: refused.map(|message| message.render_short(language)) }
            };
            VersionChoice {
                version: row.version.to_string(),
                as_of: row.as_of.map(|day| day.to_string()).unwrap_or_default(),
                kinds: PipelineKind::ALL.map(verdict).into(),
            }
        };
        PackageChoice {
            name: package.name.to_string(),
            gpu_recommended: engine.packages().about(&package.name).gpu_recommended,
            versions: versions.into_iter().map(version).collect(),
        }
    });
    let datasets = engine.datasets().all()?.into_iter().map(|row| DatasetChoice {
        name: row.name.to_string(),
        files: row.files,
        bytes: row.bytes,
    });
    Ok(Choices {
        kinds: kinds.into(),
        packages: packages.collect(),
        datasets: datasets.collect(),
        keeps_data,
        gpus,
        gpu_missing: (gpus == 0).then(|| Message::GpuMissing.render_short(language)),
    })
}

pub(super) fn folders(session: &Session, name: String) -> Result<Vec<String>> {
    session.engine()?.trees().dataset_folders(&name.parse()?, FOLDERS)
}

pub(super) fn check(session: &Session, form: RunForm) -> Result<FormVerdict> {
    let (engine, language) = (session.engine()?, session.language());
    let now = Zoned::now();
    let (read, mut mistakes) = form.parse();
    mistakes.extend(engine.runs().check(&read));
    let (when, untimely) = form.when.parse();
    mistakes.extend(untimely);
    let times = when.as_ref().map(|when| {
        mistakes.take(when.check(&now));
        when.next(&now, schedules::TIMES)
    });
    let times = times.unwrap_or_default().iter().map(|at| millis(at.timestamp())).collect();
    let refusals: Vec<_> = mistakes.into_iter().map(|mistake| Refusal::of_form(&mistake, language)).collect();
    let sentence = if refusals.is_empty() {
        let (packages, Form { package, version, .. }) = (engine.packages(), &read);
        let is_certain = !packages.is_contested(package, *version)?;
        let made = is_certain.then(|| packages.forecast(package, *version));
        Some(sentence(&read, when.as_ref(), made, language))
    } else {
        None
    };
    Ok(FormVerdict { refusals, sentence, times })
}

pub(super) fn create(session: &Session, form: RunForm) -> Result<RunRow, FormError> {
    Ok(RunRow::of(&session.engine()?.runs().create(&form.read()?)?, session.language()))
}
