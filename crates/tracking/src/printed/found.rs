//! What one line says, before it is known whether it is one of many.

use super::names::{self, LONGEST, Name};

/// How many values of a line are kept, at most.
const VALUES: usize = 64;

/// A step that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Which step it is.
    pub(super) at: i64,
    /// How many there are, if that is printed, too.
    pub(super) of: Option<i64>,
}

/// What a line says. It is used again for the next line, so that a line costs no allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The names of the values, one after another.
    names: String,
    /// Where each name ends, and its value.
    values: Vec<(usize, f64)>,
    /// What the names and everything else of the line apart from its numbers are like.
    pub(super) shape: u64,
    /// The step, and how much its word says about it.
    pub(super) step: Option<(u8, Count)>,
    /// The epoch, if the line names one.
    pub(super) epoch: Option<Count>,
    /// Whether one of the names is that of a metric.
    pub(super) is_sure: bool,
    /// Whether a step that is smaller than the one before is a new bar, not a line about an earlier step.
    pub(super) is_bar: bool,
    /// Which data the line is about, if that is said before its pairs.
    phase: Option<(usize, [u8; 16])>,
}

impl Found {
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.values.clear();
        (self.shape, self.step, self.epoch) = (0xcbf2_9ce4_8422_2325, None, None);
        (self.is_sure, self.is_bar, self.phase) = (false, false, None);
    }

    /// Makes `text` a part of the shape.
    pub(super) fn shaped(&mut self, text: &[u8]) {
        for byte in text.iter().chain(b"\0") {
            self.shape = (self.shape ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Takes a step if its word says more than that of another one.
    pub(super) fn count(&mut self, rank: u8, count: Count) {
        self.shaped(&[rank]);
        if rank == names::EPOCH {
            self.epoch = Some(count);
        }
        if self.step.is_none_or(|(before, _)| rank > before) {
            self.step = Some((rank, count));
        }
    }

    /// What follows is about the data `phase`.
    pub(super) fn about(&mut self, phase: &[u8]) {
        self.shaped(phase);
        let mut kept = [0; 16];
        if let Some(place) = kept.get_mut(..phase.len()) {
            place.copy_from_slice(phase);
            self.phase = Some((phase.len(), kept));
        }
    }

    /// The whole line is about the data `word` if it is a phase and `name` says that it is one: `phase=train`.
    pub(super) fn about_if_phase(&mut self, name: &[u8], word: &[u8]) {
        let is_about = [&b"phase"[..], b"split", b"mode", b"stage", b"set", b"dataset"].contains(&name);
        if !is_about || !names::is_phase(word) || self.phase.is_some() {
            return;
        }
        self.about(word);
        let (names, values) = (std::mem::take(&mut self.names), std::mem::take(&mut self.values));
        let mut start = 0;
        for (end, value) in values {
            self.push(names.get(start..end).unwrap_or_default().as_bytes(), value);
            start = end;
        }
    }

    /// Takes a value. What is no metric is ignored, but is a part of the shape.
    pub(super) fn value(&mut self, name: &[u8], value: f64) {
        self.shaped(name);
        let kind = names::name(name);
        self.is_sure |= kind == Name::Metric;
        if kind != Name::Ignored && self.values.len() < VALUES && name.len() <= LONGEST {
            self.push(name, value);
        }
    }

    /// Keeps a value under a name as it was printed, except that several spaces become one.
    fn push(&mut self, name: &[u8], value: f64) {
        let phase = self.phase.as_ref().filter(|_| !names::has_phase(name));
        let phase = phase.and_then(|(length, phase)| phase.get(..*length)).unwrap_or_default();
        let words = [phase, name].into_iter().flat_map(|text| text.split(u8::is_ascii_whitespace));
        let start = self.names.len();
        for word in words.filter(|word| !word.is_empty()) {
            if self.names.len() > start {
                self.names.push(' ');
            }
            self.names.push_str(&String::from_utf8_lossy(word));
        }
        let name = self.names.get(start..).unwrap_or_default();
        let is_twice = self.values().any(|(before, _)| before == name);
        match is_twice {
            // The first counts.
            true => self.names.truncate(start),
            false => self.values.push((self.names.len(), value)),
        }
    }

    /// Takes a number that is certainly not a metric, such as a time or a size.
    pub(super) fn ignored(&mut self, name: &[u8]) {
        self.shaped(name);
        self.shaped(b"-");
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The names and their values.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, f64)> {
        let mut start = 0;
        self.values.iter().map(move |(end, value)| {
            let name = self.names.get(start..*end).unwrap_or_default();
            start = *end;
            (name, *value)
        })
    }

    /// Whether both have the same values.
    pub(super) fn has_values_of(&self, other: &Self) -> bool {
        let bits = |(_, value): &(usize, f64)| value.to_bits();
        self.values.iter().map(bits).eq(other.values.iter().map(bits))
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::Found;

    /// The step and the values of a line.
    pub(crate) type StepAndValues = (Option<i64>, Vec<(String, f64)>);

    /// What `read` finds in a line; `None` if it is prose.
    pub(crate) fn step_and_values(
        text: &str,
        read: impl Fn(&[u8], &mut Found) -> bool,
    ) -> Option<StepAndValues> {
        let mut found = Found::default();
        found.clear();
        read(text.as_bytes(), &mut found).then(|| {
            let values = found.values().map(|(name, value)| (name.to_string(), value)).collect();
            (found.step.map(|(_, count)| count.at), values)
        })
    }
}
