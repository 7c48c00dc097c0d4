//! What lineage needs of runs: which version and which data each was given, and which version it made, all by digests.

use contract::{DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, Status, Version};
use jiff::Timestamp;
use locales::Result;
use rundir::{Outcome, RunSnapshot, RunSnapshots, RunSpec};
use rusqlite::{Row, params};
use snapshots::Digest;

use crate::sql::{Columns, Schema, Tables, Writing, all, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "run_lineage",
    version: 1,
    create: "create table run_lineage (
        run text primary key references runs (id) on delete cascade,
        package_digest text not null,
        made_digest text,
        input_snapshot text, input_content text,
        evaluation_snapshot text, evaluation_content text
    ) strict, without rowid;",
};

/// The data that a run was given, as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The id of the snapshot.
    pub snapshot: Digest,
    /// The digest of names, kinds and contents.
    pub content: Digest,
}

/// What identifies the version and the data that a run was given, and the version that it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLineage {
    /// The BLAKE3 of the zip of the version that it trained or evaluated, hexadecimal.
    pub package_digest: String,
    /// That of the version that it made.
    pub made_digest: Option<String>,
    /// Its input data. `None`: it had none, or it was not recorded.
    pub input: Option<Recorded>,
    /// Its evaluation data.
    pub evaluation: Option<Recorded>,
}

/// A run as lineage shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineageRun {
    /// Its id.
    pub id: RunId,
    /// Pipeline name.
    pub name: String,
    /// Pipeline type.
    pub kind: PipelineKind,
    /// Its status.
    pub status: Status,
    /// The package.
    pub package: PackageName,
    /// The version that is trained or evaluated.
    pub version: Version,
    /// The version that it made.
    pub new_version: Option<Version>,
    /// Input dataset, and the folder in it.
    pub input: Option<(DatasetName, FolderPath)>,
    /// Evaluation dataset, and the folder in it.
    pub evaluation: Option<(DatasetName, FolderPath)>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// When it was created.
    pub created: Timestamp,
    /// By which digests they are identified. `None`: the run has not ended.
    pub lineage: Option<RunLineage>,
}

impl RunLineage {
    /// From a run's files.
    pub fn of(spec: &RunSpec, outcome: Option<&Outcome>, snapshots: &RunSnapshots) -> Self {
        let recorded = |snapshot: &Option<RunSnapshot>| {
            snapshot.as_ref().map(|one| Recorded { snapshot: one.id, content: one.content })
        };
        Self {
            package_digest: spec.package.digest.clone(),
            made_digest: outcome.and_then(|outcome| Some(outcome.package.as_ref()?.digest.clone())),
            input: recorded(&snapshots.input),
            evaluation: recorded(&snapshots.evaluation),
        }
    }
}

impl Tables<'_> {
    /// All runs of a project, oldest first, without those that wait for their time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn lineage_runs(&self, project: &ProjectId) -> Result<Vec<LineageRun>> {
        let query = "select id, name, kind, status, package, version, made, dataset, folder, evaluation,
                     evaluation_folder, score, created, package_digest, made_digest, input_snapshot, input_content,
                     evaluation_snapshot, evaluation_content
                     from runs left join run_lineage on run = id
                     where project = ?1 and status <> 'Scheduled' order by created, id desc";
        all(self.0, query, [project.as_str()], read)
    }
}

impl Writing<'_> {
    /// Replaces what is known of the lineage of a run, which has a row.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run_lineage(&self, id: &RunId, lineage: &RunLineage) -> Result<()> {
        let snapshot = |one: Option<Recorded>| one.map(|one| one.snapshot.to_string());
        let content = |one: Option<Recorded>| one.map(|one| one.content.to_string());
        run(
            self.0,
            "insert or replace into run_lineage
             (run, package_digest, made_digest, input_snapshot, input_content, evaluation_snapshot, evaluation_content)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id.as_str(),
                lineage.package_digest,
                lineage.made_digest,
                snapshot(lineage.input),
                content(lineage.input),
                snapshot(lineage.evaluation),
                content(lineage.evaluation),
            ],
        )
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<LineageRun> {
    let mut columns = Columns::of(row);
    Ok(LineageRun {
        id: columns.parsed()?,
        name: columns.next()?,
        kind: columns.parsed()?,
        status: columns.parsed()?,
        package: columns.parsed()?,
        version: columns.parsed()?,
        new_version: columns.parsed_if()?,
        input: folder(&mut columns)?,
        evaluation: folder(&mut columns)?,
        score: columns.next()?,
        created: columns.time()?,
        lineage: lineage(&mut columns)?,
    })
}

fn folder(columns: &mut Columns<'_>) -> rusqlite::Result<Option<(DatasetName, FolderPath)>> {
    let (name, folder) = (columns.parsed_if()?, columns.parsed()?);
    Ok(name.map(|name| (name, folder)))
}

fn lineage(columns: &mut Columns<'_>) -> rusqlite::Result<Option<RunLineage>> {
    let (package, made_digest) = (columns.text_if()?.map(String::from), columns.text_if()?.map(String::from));
    let (input, evaluation) = (recorded(columns)?, recorded(columns)?);
    Ok(package.map(|package_digest| RunLineage { package_digest, made_digest, input, evaluation }))
}

fn recorded(columns: &mut Columns<'_>) -> rusqlite::Result<Option<Recorded>> {
    let mut digest = || {
        let Some(text) = columns.text_if()? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| columns.unexpected(format!("no digest: {text}")))
    };
    let (snapshot, content): (Option<Digest>, _) = (digest()?, digest()?);
    Ok(snapshot.zip(content).map(|(snapshot, content)| Recorded { snapshot, content }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::RunRow;
    use crate::runs::tests::{filled, run};

    /// A version would be shown as made of other data than it was trained on, or a run would lose its data when it was
    /// given a tag.
    #[test]
    fn what_is_written_of_a_run_is_read_again_until_the_run_is_deleted() {
        let waiting = RunRow { status: Status::Scheduled, ..run(4) };
        let rows =
            [run(1), RunRow { evaluation: Some("holdout".parse().unwrap()), ..run(2) }, run(3), waiting];
        let (_folder, database) = filled(rows.into_iter());
        let of = |text: &str| Recorded {
            snapshot: Digest::of(text.as_bytes()),
            content: Digest::of(format!("{text}'s content").as_bytes()),
        };
        let lineage = RunLineage {
            package_digest: "0a".into(),
            made_digest: Some("0b".into()),
            input: Some(of("a")),
            evaluation: Some(of("b")),
        };
        database
            .write(|tables| {
                tables.put_run_lineage(&run(1).id, &RunLineage { evaluation: None, ..lineage.clone() })?;
                tables.put_run_lineage(&run(2).id, &lineage)?;
                tables.put_run_lineage(&run(2).id, &RunLineage { made_digest: None, ..lineage.clone() })?;
                tables.put_run_tags(&run(2).id, &Default::default())
            })
            .unwrap();
        let read = || database.read(|tables| tables.lineage_runs(&run(1).project)).unwrap();
        let found: Vec<_> = read().into_iter().map(|run| (run.name, run.lineage)).collect();
        let expected = [
            ("nightly 1", Some(RunLineage { evaluation: None, ..lineage.clone() })),
            ("nightly 2", Some(RunLineage { made_digest: None, ..lineage })),
            ("nightly 3", None),
        ];
        assert_eq!(found, expected.map(|(name, lineage)| (name.to_string(), lineage)));
        assert_eq!(read()[1].evaluation, Some(("holdout".parse().unwrap(), FolderPath::default())));
        database.write(|tables| tables.delete_run(&run(1).id)).unwrap();
        assert_eq!(read().len(), 2);
    }
}
