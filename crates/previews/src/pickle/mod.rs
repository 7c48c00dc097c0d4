//! Pickles and joblib's files, by the names of the classes and functions in them. Nothing is loaded: the
//! instructions are walked over, and only those that name something are looked at.

mod search;

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use memchr::memchr;
use serde::{Deserialize, Serialize};

use crate::Unreadable;
use crate::bytes::{Bytes, Forward, Skip};

/// How much of a file is walked over, in bytes, without what is jumped over.
const REACH: u64 = 16 << 20;
/// How many instructions are walked over.
const STEPS: u32 = 2_000_000;
/// How much is searched where a walk ended, in bytes.
const SEARCHED: usize = 16 << 20;
/// How much is read at once, in bytes.
const BUFFER: usize = 16 << 10;
/// The most names that are given.
const NAMES: usize = 1_000;
/// The longest text that may be part of a name, in bytes.
const PART: usize = 256;
/// How many texts are remembered, which names may refer to.
const REMEMBERED: usize = 20_000;

/// What a pickle names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Pickle {
    /// The version of the protocol, if it says so.
    pub protocol: Option<u8>,
    /// The names with their modules, such as `sklearn.svm._classes.SVC`, sorted, at most 1,000.
    pub names: Vec<String>,
    /// Whether all of it was walked over. If not, as with the arrays that joblib puts in between, names were searched
    /// for in the rest, and may be without their modules.
    pub whole: bool,
    /// Whether it is packed with zlib, as joblib does.
    pub packed: bool,
}

/// Whether a file is a pickle that begins with these bytes. `is_named`: its name says so, which is needed for what
/// has no mark of its own.
pub(crate) fn is_pickle(head: &[u8], is_named: bool) -> bool {
    match head {
        [0x80, 4 | 5, 0x95, ..] => true,
        [0x80, 2..=5, opcode, ..] => is_named || b"}]()cXU\x8c".contains(opcode),
        [b'(' | b'c' | b'i' | b']' | b'}' | b'I' | b'F' | b'N', ..] => is_named,
        _ => is_packed(head) && is_named,
    }
}

/// Whether a file that begins with these bytes is packed with zlib.
fn is_packed(head: &[u8]) -> bool {
    matches!(head, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..])
}

/// The names in a pickle.
pub(crate) fn pickle(bytes: Bytes<'_>) -> Result<Pickle, Unreadable> {
    if is_packed(&bytes.read(0, 2)?) {
        let mut unpacked = Vec::new();
        // What could be unpacked before an error is walked over like the rest.
        let _ = ZlibDecoder::new(bytes.part(0, u64::MAX)).take(REACH).read_to_end(&mut unpacked);
        return Ok(Pickle { packed: true, ..in_memory(&unpacked)? });
    }
    let (mut pickle, end) = walk(bytes.part(0, u64::MAX))?;
    if !pickle.whole {
        pickle.search(&bytes.read(end, SEARCHED)?);
    }
    Ok(pickle)
}

/// The names in a pickle that was read already.
pub(crate) fn in_memory(bytes: &[u8]) -> Result<Pickle, Unreadable> {
    let (mut pickle, end) = walk(bytes)?;
    if !pickle.whole {
        pickle.search(usize::try_from(end).ok().and_then(|end| bytes.get(end..)).unwrap_or_default());
    }
    Ok(pickle)
}

/// Walks over a pickle, and says where that ended.
fn walk(source: impl Skip) -> Result<(Pickle, u64), Unreadable> {
    let mut walk = Walk {
        place: Forward::new(source, 0, REACH, BUFFER),
        protocol: None,
        names: BTreeSet::new(),
        last: [None, None],
        memo: HashMap::new(),
        memoized: 0,
    };
    let (mut step, mut end) = (Step::On, 0);
    for _ in 0..STEPS {
        end = walk.place.at();
        step = walk.step()?;
        if step != Step::On {
            break;
        }
    }
    let names = walk.names.into_iter().collect();
    Ok((Pickle { protocol: walk.protocol, names, whole: step == Step::End, packed: false }, end))
}

impl Pickle {
    fn search(&mut self, rest: &[u8]) {
        let found = search::names(rest, NAMES.saturating_sub(self.names.len()));
        self.names.extend(found);
        self.names.sort_unstable();
        self.names.dedup();
    }
}

/// What an instruction means for the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    On,
    End,
    /// It is none, or what belongs to it is missing.
    Broken,
}

struct Walk<S> {
    place: Forward<S>,
    protocol: Option<u8>,
    names: BTreeSet<String>,
    /// The two texts that were given last.
    last: [Option<String>; 2],
    memo: HashMap<u64, String>,
    memoized: u64,
}

impl<S: Skip> Walk<S> {
    /// Walks over an instruction.
    fn step(&mut self) -> io::Result<Step> {
        let Some(opcode) = self.place.byte()? else { return Ok(Step::Broken) };
        let done = match opcode {
            // Several pickles may follow each other in a file.
            b'.' if self.place.rest()?.is_empty() => return Ok(Step::End),
            b'.' => {
                (self.memoized, self.last) = (0, [None, None]);
                self.memo.clear();
                Some(())
            }
            0x80 => self.number(1)?.map(|version| self.protocol = u8::try_from(version).ok()),
            b'c' | b'i' => self.global()?,
            0x93 => {
                let [module, name] = self.last.clone();
                self.name(module, name);
                Some(())
            }
            // Texts: their length is before them, or they end with the line.
            b'U' | 0x8c => self.text(1)?,
            b'T' | b'X' => self.text(4)?,
            0x8d => self.text(8)?,
            b'S' | b'V' => self.line()?.map(|line| self.said(unquoted(&line))),
            // Bytes and long integers.
            b'C' | 0x8a => self.jump(1)?,
            b'B' | 0x8b => self.jump(4)?,
            0x8e | 0x96 => self.jump(8)?,
            // What is remembered.
            0x94 => {
                self.remember(self.memoized);
                Some(())
            }
            b'q' => self.number(1)?.map(|at| self.remember(at)),
            b'r' => self.number(4)?.map(|at| self.remember(at)),
            b'p' => self.line()?.and_then(|line| digits(&line)).map(|at| self.remember(at)),
            b'h' => self.number(1)?.map(|at| self.recall(at)),
            b'j' => self.number(4)?.map(|at| self.recall(at)),
            b'g' => self.line()?.and_then(|line| digits(&line)).map(|at| self.recall(at)),
            b'F' | b'I' | b'L' | b'P' => self.line()?.map(|_| ()),
            b'K' | 0x82 => self.number(1)?.map(|_| ()),
            b'M' | 0x83 => self.number(2)?.map(|_| ()),
            b'J' | 0x84 => self.number(4)?.map(|_| ()),
            b'G' | 0x95 => self.number(8)?.map(|_| ()),
            _ => is_plain(opcode).then_some(()),
        };
        Ok(if done.is_some() { Step::On } else { Step::Broken })
    }

    /// The number in the next bytes, the lowest first.
    fn number(&mut self, size: u64) -> io::Result<Option<u64>> {
        let bytes = self.place.take(size, 8)?;
        Ok(bytes.map(|bytes| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }

    /// The rest of the line, or the beginning of one that is too long to be a part of a name.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let rest = self.place.rest()?;
            if rest.is_empty() {
                return Ok(None);
            }
            let end = memchr(b'\n', rest);
            let taken = end.unwrap_or(rest.len());
            line.extend(rest.iter().take(taken.min((PART + 1).saturating_sub(line.len()))));
            self.place.pass(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Passes as many bytes as the number before them says, which has `size` bytes itself.
    fn jump(&mut self, size: u64) -> io::Result<Option<()>> {
        let Some(count) = self.number(size)? else { return Ok(None) };
        self.place.jump(count)?;
        Ok(Some(()))
    }

    fn text(&mut self, size: u64) -> io::Result<Option<()>> {
        let Some(length) = self.number(size)? else { return Ok(None) };
        if length > PART as u64 {
            self.place.jump(length)?;
            self.last = [self.last[1].take(), None];
            return Ok(Some(()));
        }
        Ok(self.place.take(length, PART)?.map(|text| self.said(&text)))
    }

    fn said(&mut self, text: &[u8]) {
        let text = (text.len() <= PART).then(|| String::from_utf8_lossy(text).into_owned());
        self.last = [self.last[1].take(), text];
    }

    fn global(&mut self) -> io::Result<Option<()>> {
        let (module, name) = (self.line()?, self.line()?);
        let text = |line: Vec<u8>| String::from_utf8_lossy(&line).into_owned();
        let is_whole = module.is_some() && name.is_some();
        self.name(module.map(text), name.map(text));
        Ok(is_whole.then_some(()))
    }

    fn name(&mut self, module: Option<String>, name: Option<String>) {
        if self.names.len() < NAMES
            && let (Some(module), Some(name)) = (module, name)
        {
            self.names.insert(format!("{module}.{name}"));
        }
    }

    /// Remembers the last text, if it was what was given last; too many numbers are no harm, as names refer to texts.
    fn remember(&mut self, at: u64) {
        self.memoized = self.memoized.saturating_add(1);
        if self.memo.len() < REMEMBERED
            && let Some(text) = &self.last[1]
        {
            self.memo.entry(at).or_insert_with(|| text.clone());
        }
    }

    fn recall(&mut self, at: u64) {
        if let Some(text) = self.memo.get(&at) {
            self.last = [self.last[1].take(), Some(text.clone())];
        }
    }
}

/// Whether an opcode is an instruction without anything after it.
fn is_plain(opcode: u8) -> bool {
    b"(012NRQabd}el]ost)u".contains(&opcode)
        || matches!(opcode, 0x81 | 0x85..=0x89 | 0x8f..=0x92 | 0x97 | 0x98)
}

/// A text as protocol 0 writes it, without its quotes.
fn unquoted(line: &[u8]) -> &[u8] {
    match line {
        [b'\'' | b'"', text @ .., b'\'' | b'"'] => text,
        _ => line,
    }
}

fn digits(line: &[u8]) -> Option<u64> {
    std::str::from_utf8(line).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preview;
    use crate::tests::open;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn named(name: &str, bytes: &[u8]) -> Pickle {
        match open(name, bytes) {
            Preview::Pickle(pickle) => pickle,
            other => panic!("{other:?}"),
        }
    }

    /// `pickle.dumps((collections.OrderedDict(), collections.Counter(), os.system), 4)`, framed.
    const FOUR: &[u8] =
        b"\x80\x04\x95\x4b\0\0\0\0\0\0\0\x8c\x0bcollections\x94\x8c\x0bOrderedDict\x94\x93\x94)R\x94h\0\
        \x8c\x07Counter\x94\x93\x94}\x94\x85\x94R\x94\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x87\x94.";

    /// A person who is about to load a file would not see that it calls a shell.
    #[test]
    fn names_are_found_in_every_protocol() {
        let four = named("model", FOUR);
        assert_eq!(four.names, ["collections.Counter", "collections.OrderedDict", "posix.system"]);
        assert_eq!((four.protocol, four.whole, four.packed), (Some(4), true, false));
        let two = named("a", b"\x80\x02cposix\nsystem\nq\0X\x02\0\0\0lsq\x01\x85q\x02Rq\x03.");
        assert_eq!((two.names, two.protocol, two.whole), (vec!["posix.system".into()], Some(2), true));
        let zero = named("a.pkl", b"cos\nsystem\np0\n(S'ls'\np1\ntp2\nRp3\n.");
        assert_eq!((zero.names, zero.protocol, zero.whole), (vec!["os.system".into()], None, true));
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(FOUR).unwrap();
        let packed = named("model.joblib", &packed.finish().unwrap());
        assert_eq!((packed.names, packed.packed), (four.names, true));
    }

    /// joblib puts arrays between the instructions: what is after them would be hidden.
    #[test]
    fn names_are_found_behind_what_is_no_pickle() {
        let array = [&FOUR[..FOUR.len() - 1], &[0x0f; 15], &[0x93; 9_000]].concat();
        let after = b"\x8c\x03sys\x94\x8c\x04exit\x94\x93\x94h\x07\x8c\x05popen\x94\x93cbuiltins\neval\n.";
        let pickle = named("model.joblib", &[&array[..], after].concat());
        let names = ["builtins.eval", "collections.Counter", "collections.OrderedDict", "popen"];
        assert_eq!(pickle.names, [&names[..], &["posix.system", "sys.exit"]].concat());
        assert!(!pickle.whole);
        let two = named("a.pkl", &[FOUR, b"\x80\x02cos\nsystem\n."].concat());
        assert!(two.whole && two.names.contains(&"os.system".to_string()));
    }

    /// Weights of gigabytes would be read for the few names around them, and what a file claims be believed.
    #[test]
    fn long_data_is_jumped_over_and_lies_end_the_walk() {
        let data = vec![7; 20 << 20];
        let long =
            [b"\x80\x04\x8e".as_slice(), &(20_u64 << 20).to_le_bytes(), &data, b"cos\nsystem\n."].concat();
        assert_eq!(
            (named("a.pkl", &long).names, named("a.pkl", &long).whole),
            (vec!["os.system".to_string()], true)
        );
        for lie in [
            &b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xffcos\nsystem\n."[..],
            b"\x80\x04X\xff\xff\xff\xff",
            b"\x80\x04c",
            b"\x80\x04\x93\x93\xff",
            b"\x80\x05\x95",
        ] {
            let pickle = named("a.pkl", lie);
            assert_eq!((pickle.names.len(), pickle.whole), (0, false), "{lie:?}");
        }
        let endless = named("a.pkl", &[b"\x80\x04S".as_slice(), &data].concat());
        assert!(!endless.whole);
    }
}
