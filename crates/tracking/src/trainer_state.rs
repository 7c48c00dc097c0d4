//! `trainer_state.json`, which Hugging Face's Trainer writes into each checkpoint and at the end. Each one holds
//! everything that was logged until then, so that only what is new in it is given.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;

use crate::json::{Stop, Token, Tokens};
use crate::{Broken, Found, Measured, Point, Source, Why};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 << 20;
/// How many different entries are given altogether: at most 15 MB to remember them.
const ENTRIES: usize = 400_000;
/// How many numbers of an entry are given.
const NUMBERS: usize = 1_000;
/// How deep within the file an entry's numbers are: in the file's object, its list and the entry's object.
const DEPTH: u32 = 3;

/// Reads the `trainer_state.json` of one training: those of all its checkpoints and of their folder.
#[derive(Debug)]
pub struct TrainerStates {
    part: String,
    /// How often an entry, known by its hash, was given.
    given: HashMap<u64, u32>,
}

impl TrainerStates {
    /// Reads the files of this part of the training, see [`part_of`](crate::part_of).
    pub fn new(part: &str) -> Self {
        Self { part: part.to_owned(), given: HashMap::new() }
    }

    /// Reads a file to its end and gives what was not given before. There is no time in it: `time` is that of the
    /// file's last change, in seconds since 1970. If it is half-written, the rest is given at the next time.
    ///
    /// # Errors
    /// The file is too long or no JSON. What was given before that place is right. When the file has changed, it may be
    /// read again.
    pub fn read(&mut self, file: &File, time: f64, give: &mut dyn FnMut(Found<'_>)) -> Result<(), Broken> {
        let size = file.metadata().map_err(Broken::unreadable(0))?.len();
        if size > LONGEST {
            return Err(Broken { at: 0, why: Why::TooLong });
        }
        let mut tokens =
            Tokens::new(BufReader::with_capacity(64 << 10, FromStart { file, at: 0 }.take(LONGEST)));
        let broken = |at, why| Err(Broken { at, why });
        let mut seen = HashMap::new();
        let mut history = History::default();
        loop {
            match tokens.next() {
                Ok(token) => {
                    let is_entry = history.take(token, tokens.text());
                    if is_entry && !self.give(&history.entry, time, &mut seen, give) {
                        return broken(tokens.at(), Why::TooMany);
                    }
                    history.forget(is_entry);
                }
                Err(Stop::End) => return Ok(()),
                Err(Stop::Malformed) => return broken(tokens.at(), Why::Format),
                Err(Stop::Unreadable(kind)) => return broken(tokens.at(), Why::Unreadable(kind)),
            }
        }
    }

    /// Gives an entry, unless it was given; `seen` is how often each was in this file. Whether there is room to
    /// remember it.
    fn give(
        &mut self,
        entry: &Entry,
        time: f64,
        seen: &mut HashMap<u64, u32>,
        give: &mut dyn FnMut(Found<'_>),
    ) -> bool {
        let Some(step) = entry.step else { return true };
        let hash = entry.hash();
        let seen = seen.entry(hash).or_default();
        *seen = seen.saturating_add(1);
        if self.given.len() >= ENTRIES && !self.given.contains_key(&hash) {
            return false;
        }
        let given = self.given.entry(hash).or_default();
        if *seen <= *given {
            return true;
        }
        *given = *seen;
        for (name, value) in entry.numbers() {
            let point = Point { step, time, value };
            give(Found::Measured(Measured { source: Source::Trainer, part: &self.part, name, point }));
        }
        true
    }
}

/// A file from its beginning, without moving its cursor.
struct FromStart<'a> {
    file: &'a File,
    at: u64,
}

impl Read for FromStart<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(into, self.at)?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

/// An entry of the history: a step and numbers of this step.
#[derive(Debug, Default)]
struct Entry {
    step: Option<i64>,
    /// All names, one after another, and where each is.
    names: String,
    numbers: Vec<(Range<usize>, f64)>,
}

impl Entry {
    fn clear(&mut self) {
        self.step = None;
        self.names.clear();
        self.numbers.clear();
    }

    fn add(&mut self, name: &str, value: f64) {
        if name == "step" {
            // Beyond what an integer can be, the nearest one.
            self.step = value.is_finite().then_some(value as i64);
        } else if self.numbers.len() < NUMBERS {
            let from = self.names.len();
            self.names.push_str(name);
            self.numbers.push((from..self.names.len(), value));
        }
    }

    fn numbers(&self) -> impl Iterator<Item = (&str, f64)> {
        self.numbers.iter().map(|(name, value)| (self.names.get(name.clone()).unwrap_or_default(), *value))
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.step.hash(&mut hasher);
        self.numbers().for_each(|(name, value)| (name, value.to_bits()).hash(&mut hasher));
        hasher.finish()
    }
}

/// What of a file was passed: it finds the entries of `log_history`.
#[derive(Debug, Default)]
struct History {
    /// How many brackets are open.
    depth: u32,
    /// Whether the list of entries is open.
    is_open: bool,
    /// The last text, which is a key if a colon follows.
    last: String,
    key: String,
    entry: Entry,
}

impl History {
    /// Takes a token, and its text if it is one. Whether it ends an entry.
    fn take(&mut self, token: Token, text: &str) -> bool {
        match token {
            Token::Open(bracket) => {
                self.depth = self.depth.saturating_add(1);
                self.is_open |= self.depth == 2 && bracket == b'[' && self.key == "log_history";
                self.key.clear();
            }
            Token::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.key.clear();
                self.is_open &= self.depth >= 2;
                return self.is_open && self.depth == DEPTH - 1;
            }
            Token::Comma => self.key.clear(),
            Token::Text => text.clone_into(&mut self.last),
            Token::Colon => std::mem::swap(&mut self.key, &mut self.last),
            Token::Number(value) if self.is_open && self.depth == DEPTH && !self.key.is_empty() => {
                self.entry.add(&self.key, value);
            }
            Token::Number(_) | Token::Word => {}
        }
        false
    }

    /// Forgets the entry that was given.
    fn forget(&mut self, is_entry: bool) {
        if is_entry {
            self.entry.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::testing::{Kept, file, fixture};

    fn bytes_of(name: &str) -> Vec<u8> {
        fs::read(fixture(&format!("trainer/{name}.json"))).unwrap()
    }

    /// What files with these bytes give one after another, the first at time 1.
    fn all_of(files: &[&[u8]]) -> Kept {
        let (mut kept, mut states) = (Kept::default(), TrainerStates::new(""));
        for (time, bytes) in (1..).zip(files) {
            states.read(&file(bytes).0, f64::from(time), &mut |found| kept.take(found)).unwrap();
        }
        kept
    }

    /// A chart would have other points than were logged, or none after the first loss that is no number.
    #[test]
    fn numbers_are_those_that_were_logged() {
        let kept = all_of(&[&bytes_of("end")]);
        let names = [
            "epoch",
            "eval_loss",
            "eval_runtime",
            "grad_norm",
            "learning_rate",
            "loss",
            "total_flos",
            "train_loss",
            "train_runtime",
        ];
        assert_eq!(kept.names(), names);
        let loss = kept.series("loss");
        assert!(loss[1].0 == 20 && loss[1].1.is_nan());
        assert_eq!((loss[0], loss[2], loss.len()), ((10, 0.1), (30, 1.0 / 30.0), 3));
        assert_eq!(kept.series("eval_loss"), [(10, 2.0), (20, 2.0), (30, 2.0)]);
        assert_eq!(kept.series("train_loss"), [(30, 0.75)]);
    }

    /// Every number would be in its chart once for each checkpoint, or with the time of the last one.
    #[test]
    fn what_checkpoints_have_in_common_is_given_once() {
        let names = ["checkpoint-10", "checkpoint-20", "checkpoint-20", "checkpoint-30", "end"];
        let files = names.map(bytes_of);
        let kept = all_of(&files.each_ref().map(Vec::as_slice));
        let points: Vec<_> = kept.points.iter().map(|point| (&point.0, point.1, point.3.to_bits())).collect();
        let at_once = all_of(&[&files[4]]);
        let expected: Vec<_> =
            at_once.points.iter().map(|point| (&point.0, point.1, point.3.to_bits())).collect();
        assert_eq!(points, expected);
        let times: Vec<_> =
            kept.points.iter().filter(|point| point.0 == "loss").map(|point| point.2).collect();
        assert_eq!(times, [1.0, 2.0, 4.0]);
    }

    /// Two evaluations of the same outcome would be one, and a second training in the same folder none.
    #[test]
    fn what_is_logged_twice_is_given_twice() {
        let twice = br#"{"log_history": [{"a": 1, "step": 5}, {"a": 1, "step": 5}]}"#;
        assert_eq!(all_of(&[twice, twice]).series("a"), [(5, 1.0), (5, 1.0)]);
        let other = br#"{"log_history": [{"a": 2, "step": 5}]}"#;
        assert_eq!(all_of(&[twice, other]).series("a"), [(5, 1.0), (5, 1.0), (5, 2.0)]);
    }

    /// A chart would stop, or show a point twice, whenever it is looked at while the file is being written.
    #[test]
    fn a_half_written_end_is_waited_for() {
        let bytes = bytes_of("end");
        let whole = format!("{:?}", all_of(&[&bytes]).series("loss"));
        for length in 0..bytes.len() {
            let part = bytes.get(..length).unwrap();
            let (mut kept, mut states) = (Kept::default(), TrainerStates::new(""));
            // It may end within a word, such as `nul`.
            let _ = states.read(&file(part).0, 1.0, &mut |found| kept.take(found));
            assert_eq!(states.read(&file(&bytes).0, 1.0, &mut |found| kept.take(found)), Ok(()));
            assert_eq!(format!("{:?}", kept.series("loss")), whole, "{length}");
        }
    }

    /// A number of something else would become a metric, or any JSON a series.
    #[test]
    fn only_numbers_of_the_history_are_given() {
        let json = br#"{"a": 1, "other": [{"b": 1, "step": 1}], "x": {"log_history": [{"c": 1, "step": 1}]},
            "log_history": [{"d": 1}, 3, [{"e": 1, "step": 1}], {"f": {"g": 1, "step": 2}, "h": true, "i": "2",
            "j": [5], "k": 4, "step": 3}], "l": [{"m": 1, "step": 1}]}"#;
        let kept = all_of(&[json]);
        assert_eq!((kept.names(), kept.series("k")), (vec!["k"], vec![(3, 4.0)]));
        assert_eq!(all_of(&[br#"[[{"log_history": [{"c": 1, "step": 1}]}]]"#]).points, []);
    }

    /// A file that is no JSON would be read again and again without a word, or one of gigabytes to its end.
    #[test]
    fn what_is_broken_or_too_long_is_said() {
        let (short, writer) = file(br#"{"log_history": [{"a": 1, "step": 1}, oops]"#);
        let (mut kept, mut states) = (Kept::default(), TrainerStates::new(""));
        let broken = states.read(&short, 1.0, &mut |found| kept.take(found)).unwrap_err();
        assert_eq!((broken.why, kept.series("a")), (Why::Format, vec![(1, 1.0)]));
        writer.set_len(LONGEST + 1).unwrap();
        let broken = states.read(&short, 1.0, &mut |found| panic!("{found:?}")).unwrap_err();
        assert_eq!(broken.why, Why::TooLong);
    }
}
