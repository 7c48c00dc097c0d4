//! From which sources metrics are taken. AI Center has no metrics; here a package that is misread can do without.

use std::str::FromStr;

use locales::{Failure, Message};
use serde::{Deserialize, Serialize};

/// From which sources the metrics of a package's runs are taken: a switch each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct MetricsFrom {
    /// What the code logs with MLflow.
    pub mlflow: bool,
    /// Event files of TensorBoard.
    pub tensorboard: bool,
    /// Files of Weights & Biases.
    pub wandb: bool,
    /// Databases of Trackio.
    pub trackio: bool,
    /// `trainer_state.json` of Hugging Face's Trainer.
    pub trainer: bool,
    /// CSV files of Lightning and Keras.
    pub csv: bool,
    /// What the code prints.
    pub printed: bool,
}

impl MetricsFrom {
    /// Every source, as it is by default.
    pub const ALL: Self = Self::each(true);
    /// No source.
    pub const NONE: Self = Self::each(false);

    /// The sources' names in files and in the CLI.
    pub const WORDS: [&str; 7] = ["mlflow", "tensorboard", "wandb", "trackio", "trainer", "csv", "printed"];

    const fn each(on: bool) -> Self {
        Self { mlflow: on, tensorboard: on, wandb: on, trackio: on, trainer: on, csv: on, printed: on }
    }

    /// Whether every source is on.
    pub fn is_all(&self) -> bool {
        *self == Self::ALL
    }

    fn switch(&mut self, word: &str) -> Option<&mut bool> {
        match word {
            "mlflow" => Some(&mut self.mlflow),
            "tensorboard" => Some(&mut self.tensorboard),
            "wandb" => Some(&mut self.wandb),
            "trackio" => Some(&mut self.trackio),
            "trainer" => Some(&mut self.trainer),
            "csv" => Some(&mut self.csv),
            "printed" => Some(&mut self.printed),
            _ => None,
        }
    }
}

impl Default for MetricsFrom {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromStr for MetricsFrom {
    type Err = Failure;

    /// Reads `all`, `none`, or the sources that are on, with commas between them.
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "all" => return Ok(Self::ALL),
            "none" => return Ok(Self::NONE),
            _ => {}
        }
        let mut on = Self::NONE;
        for word in text.split(',').map(str::trim) {
            let unknown = || Message::MetricsFromUnknown { text: word.into(), words: Self::WORDS.join(", ") };
            *on.switch(word).ok_or_else(unknown)? = true;
        }
        Ok(on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would switch off another source than the one that is misread.
    #[test]
    fn sources_are_switched_by_their_names() {
        assert_eq!(MetricsFrom::WORDS.join(",").parse(), Ok(MetricsFrom::ALL));
        let some = MetricsFrom { csv: true, mlflow: true, ..MetricsFrom::NONE };
        assert_eq!("csv, mlflow".parse(), Ok(some));
        assert!("csv,none".parse::<MetricsFrom>().is_err());
        assert!("".parse::<MetricsFrom>().is_err());
    }

    /// A package of a newer program, which knows more sources, would be damaged; one of an older program would have no
    /// metrics.
    #[test]
    fn what_a_file_does_not_say_is_on() {
        let read = |text| serde_json::from_str::<MetricsFrom>(text).unwrap();
        assert_eq!(read("{}"), MetricsFrom::ALL);
        let unlike = MetricsFrom { printed: false, ..MetricsFrom::ALL };
        assert_eq!(read(r#"{"printed": false, "later": false}"#), unlike);
    }
}
