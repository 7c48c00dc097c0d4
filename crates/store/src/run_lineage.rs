//! What lineage needs of runs: which version and which data each was given, and which version it made, all by digests.

use std::collections::HashMap;

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

/// The runs that were given a content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenTo {
    /// How many.
    pub runs: u64,
    /// The newest of them, each with its pipeline's name.
    pub newest: Vec<(RunId, String)>,
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

    /// The runs that were given a dataset as a whole and have ended, by the content that it had then. A run that was
    /// given the same twice counts once. Of each content, the `most` newest runs are named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_by_content(
        &self,
        project: &ProjectId,
        dataset: &DatasetName,
        most: u64,
    ) -> Result<HashMap<Digest, GivenTo>> {
        let query = "with given as (
                select input_content as content, id, created from runs join run_lineage on run = id
                where project = ?1 and dataset = ?2 and folder = '' and input_content is not null
                union
                select evaluation_content, id, created from runs join run_lineage on run = id
                where project = ?1 and evaluation = ?2 and evaluation_folder = '' and evaluation_content is not null
            ), placed as (
                select content, id, count(*) over (partition by content) as number,
                row_number() over (partition by content order by created desc, id) as place from given
            )
            select content, number, id, name from placed join runs using (id) where place <= ?3
            order by content, place";
        let rows = all(self.0, query, params![project.as_str(), dataset.as_str(), most as i64], |row| {
            let mut columns = Columns::of(row);
            let content = digest(&mut columns)?;
            Ok((content, columns.count()?, columns.parsed()?, columns.next::<String>()?))
        })?;
        let mut found: HashMap<Digest, GivenTo> = HashMap::new();
        for (content, runs, id, name) in rows {
            let Some(content) = content else { continue };
            let to = found.entry(content).or_default();
            to.runs = runs;
            to.newest.push((id, name));
        }
        Ok(found)
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
    let (snapshot, content) = (digest(columns)?, digest(columns)?);
    Ok(snapshot.zip(content).map(|(snapshot, content)| Recorded { snapshot, content }))
}

fn digest(columns: &mut Columns<'_>) -> rusqlite::Result<Option<Digest>> {
    let Some(text) = columns.text_if()? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| columns.unexpected(format!("no digest: {text}")))
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

    /// A person would think that nothing was trained on a state, or wait for the list of states of a dataset with
    /// thousands of runs.
    #[test]
    fn the_runs_on_each_content_are_counted_once_and_the_newest_named() {
        let dataset: DatasetName = "holdout".parse().unwrap();
        let on = |n, folder: &str, evaluates: bool| RunRow {
            dataset: Some(dataset.clone()),
            folder: folder.parse().unwrap(),
            evaluation: evaluates.then(|| dataset.clone()),
            ..run(n)
        };
        let rows = [on(1, "", true), on(2, "", false), on(3, "", false), on(4, "2026", false), run(6)];
        let (_folder, database) = filled(rows.into_iter());
        let of = |text: &str| {
            let digest = Digest::of(text.as_bytes());
            Some(Recorded { snapshot: digest, content: digest })
        };
        let lineage = |input, evaluation| {
            let (package_digest, made_digest) = ("0a".into(), None);
            RunLineage { package_digest, made_digest, input, evaluation }
        };
        database
            .write(|tables| {
                tables.put_run_lineage(&run(1).id, &lineage(of("a"), of("a")))?;
                tables.put_run_lineage(&run(2).id, &lineage(of("a"), None))?;
                tables.put_run_lineage(&run(3).id, &lineage(of("b"), None))?;
                tables.put_run_lineage(&run(4).id, &lineage(of("a"), None))?;
                tables.put_run_lineage(&run(6).id, &lineage(of("a"), of("b")))
            })
            .unwrap();
        let read = |project: &ProjectId, most| {
            database.read(|tables| tables.runs_by_content(project, &dataset, most)).unwrap()
        };
        let found = read(&run(1).project, 1);
        let content = |text: &str| &found[&Digest::of(text.as_bytes())];
        assert_eq!(found.len(), 2);
        assert_eq!((content("a").runs, content("b").runs), (2, 1));
        assert_eq!(content("a").newest, [(run(2).id, run(2).name)]);
        assert!(read(&ProjectId::from_random(7), 1).is_empty());
    }
}
