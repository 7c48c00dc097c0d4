//! A folder as a zip.

use super::container::{Header, Method, end};
use super::contents::{Contents, Item, collect, is_executable};
use super::deflate::{BLOCK, Block, Deflater, Part, as_it_is, changed};
use super::unpack::plain_path;
use crate::beneath::Source;
use crate::folder::{shown, unreadable, unwritable};
use crate::tree::discard;
use crate::{Watch, digest};
use locales::{Failure, Message, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What [`pack`] made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Size of the zip.
    pub bytes: u64,
    /// Files in it.
    pub files: u64,
    /// BLAKE3 of the zip, in hexadecimal.
    pub digest: String,
    /// What a zip cannot hold, relative to the folder.
    pub skipped: Vec<PathBuf>,
}

/// Makes the new file `out_file`: a zip of what is in `folder` and `keep` says yes to (it is asked
/// with paths relative to the folder; a folder it says no to is not entered), below one root
/// folder `root_name`. It is synced when this returns.
///
/// The same files give the same bytes, whatever their times, the order in which the file system lists
/// them and the number of cores. Of a file's mode it is kept whether its owner may execute it: it
/// gets 0755 or 0644.
///
/// A symbolic link becomes what it leads to. In [`Packed::skipped`] is what has no content, or
/// none of this folder's: links to nothing, to folders outside, or back to a folder they are in;
/// FIFOs, sockets and devices; and what has a name that a zip cannot hold, or that [`super::unpack`]
/// would refuse: no UTF-8, a backslash, control characters, too long for a path.
///
/// # Errors
///
/// A `root_name` that no zip can hold; a file that cannot be read, or changes meanwhile; more than a zip
/// is given; `out_file` exists or cannot be written; cancelled. No `out_file` is left then.
pub fn pack(
    folder: &Path,
    root_name: &str,
    out_file: &Path,
    keep: &(dyn Fn(&Path) -> bool + Sync),
    watch: &Watch,
) -> Result<Packed> {
    let contents = collect(folder, root_name, keep, watch)?;
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    pack_on(cores, contents, out_file, watch)
}

/// The same of single files, each under the name that it shall have; one that ends with `/` is a folder.
///
/// # Errors
///
/// As [`pack`]; a name that [`super::unpack`] would refuse.
pub fn pack_files(files: &[(String, Source)], out_file: &Path, watch: &Watch) -> Result<Packed> {
    let mut items = Vec::with_capacity(files.len());
    for (name, source) in files {
        if plain_path(name).is_none() {
            return Err(Message::ZipNameRefused { path: shown(Path::new(name)) }.into());
        }
        let is_folder = name.ends_with('/');
        let (size, executable) = match is_folder {
            true => (0, false),
            false => {
                let failed = |e| unreadable(&source.path(), e);
                let about = source.open().and_then(|file| file.metadata()).map_err(failed)?;
                (about.len(), is_executable(about.permissions().mode()))
            }
        };
        watch.progress.expect(u64::from(!is_folder), size);
        items.push(Item { name: name.clone(), source: source.clone(), size, executable });
    }
    items.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    pack_on(cores, Contents { items, skipped: Vec::new() }, out_file, watch)
}

pub(super) fn pack_on(threads: usize, contents: Contents, out_file: &Path, watch: &Watch) -> Result<Packed> {
    let file = File::create_new(out_file).map_err(|e| unwritable(out_file, e))?;
    let made = Line::new(&contents.items, threads)
        .run(threads, watch, |line| write(&contents.items, line, &file, out_file, watch))
        .and_then(|bytes| Ok((bytes, digest::file(out_file)?)));
    match made {
        Ok((bytes, digest)) => {
            let files = contents.items.iter().filter(|item| !item.name.ends_with('/')).count() as u64;
            Ok(Packed { bytes, files, digest, skipped: contents.skipped })
        }
        Err(failure) => {
            discard(out_file);
            Err(failure)
        }
    }
}

/// Writes the zip from the blocks that come in their order; says how long it is.
fn write(items: &[Item], line: &Line, file: &File, path: &Path, watch: &Watch) -> Result<u64> {
    let failed = |e: io::Error| unwritable(path, e);
    let mut out = Out { file: BufWriter::with_capacity(256 << 10, file), at: 0, path };
    let mut headers = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        headers.push(entry(item, index, line, &mut out, watch)?);
    }
    let directory = out.at;
    for header in &headers {
        out.write(&header.central())?;
    }
    out.write(&end(headers.len() as u64, out.at - directory, directory))?;
    out.file.flush().map_err(failed)?;
    // An entry that was written again as it is may have been longer.
    file.set_len(out.at).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(out.at)
}

fn entry(item: &Item, index: usize, line: &Line, out: &mut Out, watch: &Watch) -> Result<Header> {
    watch.cancel.check()?;
    let mut header = Header {
        name: item.name.clone(),
        method: Method::Deflated,
        crc: 0,
        packed: 0,
        size: item.size,
        offset: out.at,
        executable: item.executable,
    };
    if item.size == 0 {
        header.method = Method::Stored;
        out.write(&header.local())?;
        watch.progress.advance(u64::from(!item.name.ends_with('/')), 0);
        return Ok(header);
    }
    let mut crc = crc32fast::Hasher::new();
    let whole = item.size <= BLOCK;
    if !whole {
        out.write(&header.local())?;
    }
    for _ in 0..item.size.div_ceil(BLOCK) {
        watch.cancel.check()?;
        let block = line.take(watch)?;
        debug_assert_eq!(block.part.item, index);
        crc.combine(&block.crc);
        header.crc = crc.clone().finalize();
        header.packed += block.data.len() as u64;
        if whole {
            header.method = if block.stored { Method::Stored } else { Method::Deflated };
            out.write(&header.local())?;
        }
        out.write(&block.data)?;
        watch.progress.advance(0, block.part.length);
    }
    if !whole {
        finish_large(item, &mut header, out, watch)?;
    }
    watch.progress.advance(1, 0);
    Ok(header)
}

/// Puts what is known only now into the header before the data; and if deflating did not make the
/// data shorter, the data as it is in its place.
fn finish_large(item: &Item, header: &mut Header, out: &mut Out, watch: &Watch) -> Result<()> {
    if header.packed >= item.size {
        header.method = Method::Stored;
        header.packed = item.size;
        out.seek(header.offset + header.local().len() as u64)?;
        let mut crc = crc32fast::Hasher::new();
        as_it_is(item, |bytes| {
            watch.cancel.check()?;
            crc.update(bytes);
            out.write(bytes)
        })?;
        if crc.finalize() != header.crc {
            return Err(changed(item));
        }
    }
    let end = out.at;
    out.seek(header.offset)?;
    out.write(&header.local())?;
    out.seek(end)
}

struct Out<'a> {
    file: BufWriter<&'a File>,
    at: u64,
    path: &'a Path,
}

impl Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|e| unwritable(self.path, e))
    }

    fn seek(&mut self, to: u64) -> Result<()> {
        self.at = to;
        self.file.seek(SeekFrom::Start(to)).map_err(|e| unwritable(self.path, e))?;
        Ok(())
    }
}

/// The blocks between those who compress them, in any order, and the one who writes them, in the
/// files' order. However large the files are, only so many bytes are on the line.
struct Line<'a> {
    items: &'a [Item],
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The next part to be given out: the item, where in it, and its number on the line.
    item: usize,
    start: u64,
    number: u64,
    /// Bytes given out and not yet written.
    on_line: u64,
    done: BTreeMap<u64, Result<Block>>,
    written: u64,
    over: bool,
    /// No thread could be started: whoever writes compresses too.
    is_alone: bool,
}

impl<'a> Line<'a> {
    fn new(items: &'a [Item], threads: usize) -> Self {
        let limit = 4 * BLOCK * threads as u64;
        Self { items, limit, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Compresses on so many threads while `write` takes what they make.
    fn run<T>(&self, threads: usize, watch: &Watch, write: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        std::thread::scope(|scope| {
            for started in 0..threads {
                let one = || {
                    let mut deflater = Deflater::default();
                    while self.compress_next(&mut deflater, watch) {}
                };
                if std::thread::Builder::new().spawn_scoped(scope, one).is_err() {
                    self.lock().is_alone = started == 0;
                    break;
                }
            }
            let written = write(self);
            self.lock().over = true;
            self.changed.notify_all();
            written
        })
    }

    /// Compresses one part. `false`: there is no more.
    fn compress_next(&self, deflater: &mut Deflater, watch: &Watch) -> bool {
        let Some((number, part)) = self.next() else { return false };
        let block = watch.cancel.check().and_then(|()| deflater.block(&self.items[part.item], part));
        self.lock().done.insert(number, block);
        self.changed.notify_all();
        true
    }

    /// The next part to compress, once there is room on the line; `None` at the end.
    fn next(&self) -> Option<(u64, Part)> {
        let mut state = self.lock();
        loop {
            while self.items.get(state.item).is_some_and(|item| state.start == item.size) {
                state.item += 1;
                state.start = 0;
            }
            let item = self.items.get(state.item).filter(|_| !state.over)?;
            let length = BLOCK.min(item.size - state.start);
            if state.on_line == 0 || state.on_line + length <= self.limit {
                let part = Part { item: state.item, start: state.start, length };
                let number = state.number;
                state.start += length;
                state.number += 1;
                state.on_line += length;
                return Some((number, part));
            }
            state = self.wait(state);
        }
    }

    /// The block that is to be written next.
    fn take(&self, watch: &Watch) -> Result<Block, Failure> {
        let mut state = self.lock();
        loop {
            let number = state.written;
            if let Some(block) = state.done.remove(&number) {
                state.written += 1;
                if let Ok(block) = &block {
                    state.on_line -= block.part.length;
                }
                self.changed.notify_all();
                return block;
            }
            if state.is_alone {
                drop(state);
                self.compress_next(&mut Deflater::default(), watch);
                state = self.lock();
            } else {
                state = self.wait(state);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}
