//! Which files of a training are read for numbers, by their names.

/// A kind of file that numbers are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An event file, for [`EventReader`](crate::tensorboard::EventReader).
    Tensorboard,
    /// What W&B writes without a network, for [`WandbReader`](crate::wandb::WandbReader).
    Wandb,
    /// A database that may be one of Trackio's, which only its content tells, for
    /// [`TrackioReader`](crate::trackio::TrackioReader).
    Trackio,
    /// `trainer_state.json`, for [`TrainerStates`](crate::trainer_state::TrainerStates).
    TrainerState,
    /// `metrics.csv` of Lightning, for [`CsvReader`](crate::metrics_csv::CsvReader).
    LightningCsv,
    /// A file that may be one of Keras's `CSVLogger`, which only its content tells, for
    /// [`CsvReader`](crate::metrics_csv::CsvReader).
    KerasCsv,
}

/// What a file may be that has this path (with `/`, relative to a folder of the run). It reads nothing.
pub fn kind_of(path: &str) -> Option<Kind> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = folder.rsplit('/').next().unwrap_or_default();
    let ends = |end: &str| name.len() > end.len() && name.ends_with(end);
    if name.contains("tfevents") {
        return Some(Kind::Tensorboard);
    }
    if name.starts_with("run-") && ends(".wandb") {
        let is_run = parent.starts_with("offline-run-") || parent.starts_with("run-");
        return is_run.then_some(Kind::Wandb);
    }
    if name == "trainer_state.json" {
        return Some(Kind::TrainerState);
    }
    if name == "metrics.csv" && is_numbered(parent, "version_") {
        return Some(Kind::LightningCsv);
    }
    if ends(".db") {
        return Some(Kind::Trackio);
    }
    [".csv", ".tsv", ".log"].into_iter().any(ends).then_some(Kind::KerasCsv)
}

/// The part of a training that a file of this path belongs to: the folder that it is in. All checkpoints of a training
/// are one part. `""` is the folder that paths are relative to.
pub fn part_of(path: &str, kind: Kind) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    if kind == Kind::TrainerState && is_numbered(name, "checkpoint-") { above } else { folder }
}

/// Whether a name is this word and a number.
fn is_numbered(name: &str, word: &str) -> bool {
    let number = name.strip_prefix(word).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would miss the charts of a training, or see some that are none.
    #[test]
    fn files_are_known_by_their_names() {
        for (path, kind) in [
            ("runs/a/events.out.tfevents.1796064375.vm.1.0", Some(Kind::Tensorboard)),
            ("events.out.tfevents.1796064375.vm.1.0.v2", Some(Kind::Tensorboard)),
            ("wandb/offline-run-20261130_184615-8pdu9taa/run-8pdu9taa.wandb", Some(Kind::Wandb)),
            ("wandb/run-20261130_184615-8pdu9taa/run-8pdu9taa.wandb", Some(Kind::Wandb)),
            ("wandb/latest-run/run-8pdu9taa.wandb", None),
            ("trackio/flowers.db", Some(Kind::Trackio)),
            ("trackio/flowers.db-wal", None),
            ("out/checkpoint-500/trainer_state.json", Some(Kind::TrainerState)),
            ("trainer_state.json", Some(Kind::TrainerState)),
            ("lightning_logs/version_12/metrics.csv", Some(Kind::LightningCsv)),
            ("lightning_logs/version_/metrics.csv", Some(Kind::KerasCsv)),
            ("training.log", Some(Kind::KerasCsv)),
            ("model.pt", None),
            (".csv", None),
            ("", None),
        ] {
            assert_eq!(kind_of(path), kind, "{path}");
        }
    }

    /// The same numbers would be shown once for each checkpoint.
    #[test]
    fn checkpoints_are_one_part() {
        assert_eq!(part_of("out/checkpoint-500/trainer_state.json", Kind::TrainerState), "out");
        assert_eq!(part_of("checkpoint-500/trainer_state.json", Kind::TrainerState), "");
        assert_eq!(part_of("out/trainer_state.json", Kind::TrainerState), "out");
        assert_eq!(part_of("logs/train/events.out.tfevents.1", Kind::Tensorboard), "logs/train");
        assert_eq!(part_of("training.log", Kind::KerasCsv), "");
    }
}
