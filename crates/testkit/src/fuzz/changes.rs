//! Small changes of bytes.

use crate::Random;

/// Numbers at the limits of integer types.
const EDGES: [u64; 14] =
    [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff, 1 << 63, !0];
/// An input may become longer than this only by a single repetition.
const LONG: usize = 1 << 15;
/// The length that one input in a few hundred gets by repetition: enough to find quadratic running times.
const VERY_LONG: usize = 1 << 20;

/// Makes one input from others.
#[derive(Debug)]
pub struct Changes<'a> {
    /// The source of randomness.
    pub random: &'a mut Random,
    pool: &'a [Vec<u8>],
}

impl<'a> Changes<'a> {
    /// Changes of the inputs in `pool`, which must not be empty.
    pub fn new(random: &'a mut Random, pool: &'a [Vec<u8>]) -> Self {
        Self { random, pool }
    }

    /// One of the inputs.
    pub fn input(&mut self) -> &'a [u8] {
        let chosen = self.below(self.pool.len());
        &self.pool[chosen]
    }

    /// A random number below `end`, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.random.below(end.max(1) as u64) as usize
    }

    /// One of the inputs, changed in a few places. `words` are texts that have a meaning in it.
    pub fn changed(&mut self, words: &[&str]) -> Vec<u8> {
        let mut bytes = self.input().to_vec();
        self.change(&mut bytes, words);
        bytes
    }

    /// Changes bytes in a few places.
    pub fn change(&mut self, bytes: &mut Vec<u8>, words: &[&str]) {
        for _ in 0..=self.below(4) {
            self.change_once(bytes, words);
        }
    }

    fn change_once(&mut self, bytes: &mut Vec<u8>, words: &[&str]) {
        let (at, part) = (self.below(bytes.len() + 1), self.part(bytes));
        match self.below(10) {
            0 if !bytes.is_empty() => bytes[at.saturating_sub(1)] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at.saturating_sub(1)] = self.below(256) as u8,
            2 => drop(bytes.drain(part)),
            3 => bytes.truncate(at),
            4 => self.write_number(bytes, at),
            5 => self.repeat(bytes, part, at),
            6 => {
                let other = self.input();
                let part = self.part(other);
                drop(bytes.splice(at..at, other[part].iter().copied()));
            }
            7 => {
                let other = self.input();
                let from = self.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ if words.is_empty() => bytes.insert(at, self.below(256) as u8),
            which => {
                let word = words[self.below(words.len())].bytes();
                let end = if which == 8 { at } else { part.end.max(at) };
                drop(bytes.splice(at..end, word));
            }
        }
    }

    /// A random range of these bytes or lines.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let begin = self.below(bytes.len());
        let most = (bytes.len() - begin).min(1 << self.below(12));
        let end = (begin + self.below(most) + 1).min(bytes.len());
        if self.below(2) == 0 {
            return begin..end;
        }
        let is_line = |byte: &u8| *byte == b'\n';
        let first = bytes[..begin].iter().rposition(is_line).map_or(0, |place| place + 1);
        let last = bytes[end..].iter().position(is_line).map_or(bytes.len(), |place| end + place + 1);
        first..last
    }

    /// Overwrites one, two, four or eight bytes with one of [`EDGES`].
    fn write_number(&mut self, bytes: &mut [u8], at: usize) {
        let (number, length) = (self.random.one_of(&EDGES), 1 << self.below(4));
        let written = if self.below(4) == 0 { number.to_be_bytes() } else { number.to_le_bytes() };
        let at = at.min(bytes.len());
        let room = &mut bytes[at..];
        let length = room.len().min(length);
        room[..length].copy_from_slice(&written[..length]);
    }

    /// Repeats a part often enough to make the input very deep or very long.
    fn repeat(&mut self, bytes: &mut Vec<u8>, part: std::ops::Range<usize>, at: usize) {
        let longest = if self.below(300) == 0 { VERY_LONG } else { LONG };
        let part = bytes[part].to_vec();
        let most = longest.saturating_sub(bytes.len()) / part.len().max(1);
        let most = most.min(1 << self.below(21));
        let times = 1 + self.below(most);
        drop(bytes.splice(at..at, part.repeat(times)));
    }

    /// Overwrites a number near one of these signatures, where a format has its numbers.
    pub fn change_near(&mut self, bytes: &mut [u8], signatures: &[&[u8]], reach: usize) {
        let signature = signatures[self.below(signatures.len())];
        let found = bytes.windows(signature.len()).enumerate().filter(|(_, here)| *here == signature);
        let places: Vec<usize> = found.map(|(place, _)| place).collect();
        if !places.is_empty() {
            let at = places[self.below(places.len())] + self.below(reach);
            self.write_number(bytes, at);
        }
    }
}
