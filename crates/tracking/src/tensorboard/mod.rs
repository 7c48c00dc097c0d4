//! Event files of TensorBoard (`events.out.tfevents.*`), as PyTorch, Keras, Lightning, Hugging Face and YOLO write
//! them, while they grow.
//!
//! Points come in the order of the file. Where the code was started again, steps may go back; TensorBoard hides what
//! was overtaken when the writer says so, which is given as [`What::Restarted`].

mod histogram;
mod records;
mod tensor;
#[cfg(test)]
mod tests;
mod values;

use std::fs::File;

use self::records::{Record, Records};
use self::values::{Values, When};
use crate::wire::{Malformed, fields};
use crate::{Broken, Came, Found, Other, Source, What, Why};

/// Reads an event file as it grows.
#[derive(Debug)]
pub struct EventReader {
    records: Records,
    values: Values,
    /// How many events were left out because they make no sense.
    malformed: u64,
    broken: Option<Broken>,
}

impl EventReader {
    /// Reads this file from its beginning. `part` is the part of the training that it belongs to, such as its folder.
    pub fn new(file: File, part: &str) -> Self {
        Self { records: Records::new(file), values: Values::new(part), malformed: 0, broken: None }
    }

    /// Gives what came since the last time, at most 16 MB of the file and one more record at once. Memory: at most
    /// 32 MB for a record, and 15 MB for the tags.
    ///
    /// # Errors
    /// The file is broken, and is read no further: the same comes again at each call.
    pub fn read_more(&mut self, give: &mut dyn FnMut(Found<'_>)) -> Result<Came, Broken> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let (values, malformed) = (&mut self.values, &mut self.malformed);
        let came = self.records.read(|record| {
            if event(values, &record, give).is_err() {
                // Only now it matters whether the disk or the writer is to blame, and only the former breaks the rest.
                if !record.is_intact() {
                    return Err(Broken { at: record.at, why: Why::Checksum });
                }
                *malformed += 1;
            }
            Ok(())
        });
        self.broken = came.err();
        came
    }

    /// How much was left out: events that make no sense or are longer than 32 MB, and values whose name is longer than
    /// 512 bytes or whose tag is one too many, and histograms that make no sense or have more than 4,096 bins.
    pub fn left_out(&self) -> u64 {
        self.records.passed + self.malformed + self.values.left_out
    }
}

/// Gives what an event says.
fn event(values: &mut Values, record: &Record<'_>, give: &mut dyn FnMut(Found<'_>)) -> Result<(), Malformed> {
    let mut when = When { step: 0, time: 0.0 };
    let mut summary = None;
    let mut is_restart = false;
    for field in fields(record.data) {
        match field? {
            (1, field) => when.time = field.double()?,
            (2, field) => when.step = field.integer()?,
            (5, field) => summary = Some(field.bytes()?),
            (7, field) => is_restart = is_start(field.bytes()?)?,
            _ => {}
        }
    }
    if is_restart {
        give(Found::Other(Other {
            source: Source::Tensorboard,
            part: values.part(),
            name: "",
            step: when.step,
            time: when.time,
            what: What::Restarted,
        }));
    }
    summary.map_or(Ok(()), |summary| values.give(summary, when, give))
}

/// Whether a `SessionLog` says that the code was started.
fn is_start(session: &[u8]) -> Result<bool, Malformed> {
    let mut is_start = false;
    for field in fields(session) {
        if let (1, status) = field? {
            is_start = status.integer()? == 1;
        }
    }
    Ok(is_start)
}
