//! The pipeline form: filled in, judged, sent.

use contract::{Parameters, PipelineKind, RunForm as Form};
use locales::{Message, Result};

use crate::app::App;
use crate::views::Refusal;
use crate::views::form::{
    Choices, DatasetChoice, FormSource, FormVerdict, KindChoice, KindVerdict, PackageChoice, RunForm,
    VersionChoice,
};
use crate::views::run::RunRow;

/// How many folders of a dataset can be chosen from.
const FOLDERS: usize = 2000;

/// A form for a version of a package, as a person who starts from there would fill it in.
pub(super) fn for_version(package: &str, version: &str, dataset: &str) -> Result<RunForm> {
    let kind = PipelineKind::Training;
    let name = match (package.parse(), version.parse()) {
        (Ok(package), Ok(version)) => Form::prefilled_name(&package, version),
        _ => String::new(),
    };
    Ok(RunForm {
        name,
        kind,
        package: package.into(),
        version: version.into(),
        dataset: dataset.into(),
        folder: String::new(),
        parameters: Parameters::defaults(kind).iter().map(Into::into).collect(),
        gpu: false,
        grace_seconds: Form::GRACE_SECONDS,
    })
}

pub(super) fn filled(app: &App, from: FormSource) -> Result<RunForm> {
    match from {
        FormSource::Empty => for_version("", "", ""),
        FormSource::Version { package, version } => for_version(&package, &version, ""),
        FormSource::Dataset { dataset } => for_version("", "", &dataset),
        FormSource::Run { id } => {
            let engine = app.engine()?;
            let spec = engine.spec(&engine.run(&id)?.id)?;
            let input = spec.input.as_ref();
            Ok(RunForm {
                name: spec.name.clone(),
                kind: spec.kind,
                package: spec.package.name.to_string(),
                version: spec.package.version.to_string(),
                dataset: input.map(|input| input.name.to_string()).unwrap_or_default(),
                folder: input.map(|input| input.folder.to_string()).unwrap_or_default(),
                parameters: spec.parameters.iter().map(Into::into).collect(),
                gpu: spec.gpu,
                grace_seconds: spec.grace_seconds,
            })
        }
    }
}

pub(super) fn choices(app: &App) -> Result<Choices> {
    let (engine, language) = (app.engine()?, app.language());
    let gpus = engine.gpus().0;
    let kinds = PipelineKind::ALL.map(|kind| KindChoice {
        kind,
        title: kind.title().say(language),
        refused: (!PipelineKind::OFFERED.contains(&kind))
            .then(|| Message::KindNotOffered { kind: kind.word().into() }.say_short(language)),
        defaults: Parameters::defaults(kind).iter().map(Into::into).collect(),
    });
    let packages = engine.packages()?.into_iter().map(|(package, versions)| {
        let version = |row: store::versions::VersionRow| {
            let verdict = |kind: PipelineKind| {
                let refused = kind.unsupported(&row.pipelines, &row.package, row.version);
                KindVerdict { kind, refused: refused.map(|message| message.say_short(language)) }
            };
            VersionChoice { version: row.version.to_string(), kinds: PipelineKind::ALL.map(verdict).into() }
        };
        PackageChoice {
            name: package.name.to_string(),
            versions: versions.into_iter().map(version).collect(),
        }
    });
    let datasets = engine.datasets()?.into_iter().map(|row| DatasetChoice {
        name: row.name.to_string(),
        files: row.files,
        bytes: row.bytes,
    });
    Ok(Choices {
        kinds: kinds.into(),
        packages: packages.collect(),
        datasets: datasets.collect(),
        gpus,
        gpu_missing: (gpus == 0).then(|| Message::GpuMissing.say_short(language)),
    })
}

pub(super) fn folders(app: &App, name: String) -> Result<Vec<String>> {
    app.engine()?.dataset_folders(&name.parse()?, FOLDERS)
}

pub(super) fn check(app: &App, form: RunForm) -> Result<FormVerdict> {
    let (engine, language) = (app.engine()?, app.language());
    match form.read().and_then(|read| engine.check_form(&read).map(|()| read)) {
        Err(failure) => {
            let refusal = Refusal::at(&failure, language, &form.parameter_names());
            Ok(FormVerdict { refusal: Some(refusal), sentence: None })
        }
        Ok(read) => {
            let version = engine.forecast(&read.package, read.version).to_string();
            let sentence = Message::FormTrains {
                package: read.package.to_string(),
                from: read.version.to_string(),
                dataset: if form.folder.is_empty() {
                    form.dataset
                } else {
                    format!("{}/{}", form.dataset, form.folder)
                },
                to: version,
            };
            Ok(FormVerdict { refusal: None, sentence: Some(sentence.say(language)) })
        }
    }
}

pub(super) fn create(app: &App, form: RunForm) -> std::result::Result<RunRow, Refusal> {
    let language = app.language();
    let created = form.read().and_then(|read| app.engine()?.create_run(&read));
    match created {
        Ok(row) => Ok(RunRow::of(&row, language)),
        Err(failure) => Err(Refusal::at(&failure, language, &form.parameter_names())),
    }
}
