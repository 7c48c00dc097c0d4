//! The folders into which a full run splits its data (contract §3).

use std::path::Path;

use crate::FolderPath;

/// A folder of a full run's data after `process_data`: in the run's data directory, which is called
/// `dataset` in the parameters, or beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitFolder {
    /// In the data directory, or that directory itself.
    InData(FolderPath),
    /// In a separate folder of the run.
    Beside(FolderPath),
}

impl SplitFolder {
    pub(crate) fn of(entered: &FolderPath) -> Self {
        match Path::new(entered.as_str()).strip_prefix("dataset") {
            Ok(below) => {
                Self::InData(below.to_str().and_then(|below| below.parse().ok()).unwrap_or_default())
            }
            Err(_) => Self::Beside(entered.clone()),
        }
    }

    /// Whether replacing this folder would also replace `other`, or all data.
    pub fn holds(&self, other: &Self) -> bool {
        let is_below =
            |inner: &FolderPath, outer: &FolderPath| Path::new(inner.as_str()).starts_with(outer.as_str());
        match (self, other) {
            (Self::InData(folder), _) if folder.is_whole() => true,
            (Self::InData(outer), Self::InData(inner)) | (Self::Beside(outer), Self::Beside(inner)) => {
                is_below(inner, outer)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameter, Parameters, PipelineKind};

    fn full(entered: &[(&str, &str)]) -> Parameters {
        let entered: Vec<_> = entered.iter().map(|(n, v)| Parameter::plain(*n, *v)).collect();
        Parameters::filled(PipelineKind::Full, &entered).unwrap()
    }

    /// `train` would get an empty folder, or files of the run itself.
    #[test]
    fn a_full_run_splits_into_the_folders_of_its_parameters() {
        let folder = |path: &str| path.parse::<FolderPath>().unwrap();
        for (entered, expected) in [
            ("dataset/training", SplitFolder::InData(folder("training"))),
            ("./dataset//a/b/", SplitFolder::InData(folder("a/b"))),
            ("dataset", SplitFolder::InData(folder(""))),
            ("training", SplitFolder::Beside(folder("training"))),
            ("dataset2/é x", SplitFolder::Beside(folder("dataset2/é x"))),
            ("", SplitFolder::InData(folder("training"))),
            (".", SplitFolder::InData(folder("training"))),
        ] {
            let filled = full(&[("training_data_directory", entered)]);
            assert_eq!(filled.training_folder(), expected, "{entered}");
            assert_eq!(filled.test_folder(), SplitFolder::InData(folder("test")));
            assert_eq!(filled.iter().nth(3).unwrap().value.shown(), entered, "as entered");
        }
        let older: Parameters = serde_json::from_str("[]").unwrap();
        assert_eq!(older.training_folder(), SplitFolder::InData(folder("training")));
        assert_eq!(older.test_folder(), SplitFolder::InData(folder("test")));
    }

    #[test]
    fn a_folder_contains_itself_and_everything_below() {
        let holds = |outer: &str, inner: &str| {
            let split = full(&[("test_data_directory", outer), ("training_data_directory", inner)]);
            split.test_folder().holds(&split.training_folder())
        };
        assert!(holds("dataset", "dataset/training") && holds("dataset", "elsewhere"));
        assert!(holds("dataset/a", "dataset/a") && holds("a", "a/b"));
        assert!(!holds("dataset/a", "dataset/ab") && !holds("a", "dataset/a") && !holds("a/b", "a"));
    }
}
