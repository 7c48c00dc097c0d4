//! Keeps the images that a training logs: of each name, fewer as there are more of them, the first and the last always.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;

use rundir::logged::{Logged, LoggedWriter, MOST_IMAGES, image_path};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, unlinkat};

use super::kept::Kept;

/// The most images of one name.
const MOST_OF_ONE: usize = 200;
/// The largest image that is kept, in bytes.
const LARGEST: usize = 8 << 20;
/// The most bytes of all images.
const MOST_BYTES: usize = 64 << 20;

/// The part, the name, and the number among the images of one step.
pub(super) type Series = (String, String, u32);

/// The images of a training, each in a file of its own.
pub(super) struct Images {
    path: PathBuf,
    /// Made with the first image. Opened, because code that is not isolated could replace it.
    folder: Option<OwnedFd>,
    series: BTreeMap<Series, Kept<Image>>,
    count: usize,
    bytes: usize,
    next: u32,
    dropped: u64,
}

struct Image {
    file: u32,
    bytes: usize,
    logged: Logged,
}

impl Images {
    /// Keeps them in the folder `path`, where nothing may be yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, folder: None, series: BTreeMap::new(), count: 0, bytes: 0, next: 0, dropped: 0 }
    }

    /// How many images were dropped because there are too many names, they are too large, or the disk was full.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Keeps an image, and tells the writer which there are now. `logged` says what is in the file with a number.
    pub(super) fn add(
        &mut self,
        series: Series,
        encoded: &[u8],
        logged: impl FnOnce(u32) -> Logged,
        writer: &mut LoggedWriter,
    ) {
        let gone = self.series.get_mut(&series).and_then(Kept::make_way);
        self.remove(Vec::from_iter(gone), writer);
        let has_room = encoded.len() <= LARGEST
            && loop {
                if self.count < MOST_IMAGES && self.bytes + encoded.len() <= MOST_BYTES {
                    break true;
                }
                if !self.thin_out_most(writer) {
                    break false;
                }
            };
        let file = self.next;
        if !has_room || self.write(file, encoded).is_err() {
            self.dropped += 1;
            return;
        }
        self.next += 1;
        self.count += 1;
        self.bytes += encoded.len();
        let logged = logged(file);
        writer.add(logged.clone());
        let kept = self.series.entry(series).or_insert_with(Kept::first);
        kept.push(Image { file, bytes: encoded.len(), logged });
        if kept.len() > MOST_OF_ONE {
            let gone = kept.thin_out();
            self.remove(gone, writer);
        }
    }

    /// Thins out the images of which there are most; false if there are too few of each.
    fn thin_out_most(&mut self, writer: &mut LoggedWriter) -> bool {
        let most = self.series.values_mut().max_by_key(|kept| kept.len());
        let Some(most) = most.filter(|kept| kept.len() > 2) else { return false };
        let gone = most.thin_out();
        self.remove(gone, writer);
        true
    }

    fn remove(&mut self, gone: Vec<Image>, writer: &mut LoggedWriter) {
        for image in gone {
            self.count -= 1;
            self.bytes -= image.bytes;
            writer.remove(image.logged);
            if let Some(folder) = &self.folder {
                // Without its line it is not shown; code that is not isolated may have removed it.
                let _ = unlinkat(folder, image_path(image.file), AtFlags::empty());
            }
        }
    }

    fn write(&mut self, file: u32, encoded: &[u8]) -> io::Result<()> {
        let folder = match self.folder.take() {
            Some(folder) => folder,
            None => self.make()?,
        };
        let folder = self.folder.insert(folder);
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
        let opened = openat(&*folder, image_path(file), flags, Mode::RUSR | Mode::WUSR)?;
        File::from(opened).write_all(encoded).inspect_err(|_| {
            // Half an image is worth nothing.
            let _ = unlinkat(&*folder, image_path(file), AtFlags::empty());
        })
    }

    /// Makes the folder. If one was left over, it is somebody else's.
    fn make(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        mkdirat(CWD, &self.path, Mode::RWXU)?;
        Ok(openat(CWD, &self.path, flags, Mode::empty())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rundir::RunDir;
    use rundir::logged::{What, read};
    use rundir::series::Source;

    struct Kit {
        folder: tempfile::TempDir,
        images: Images,
        writer: LoggedWriter,
    }

    impl Kit {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let run = RunDir::new(folder.path());
            Self { images: Images::new(run.images()), writer: LoggedWriter::new(&run), folder }
        }

        fn add(&mut self, name: &str, step: i64, encoded: &[u8]) {
            let what = |file| What::Image { name: name.into(), index: 0, step, file };
            let logged = |file| Logged { source: Source::Tensorboard, part: String::new(), what: what(file) };
            self.images.add((String::new(), name.into(), 0), encoded, logged, &mut self.writer);
        }

        /// The steps of the images of a name, of which each is in its file.
        fn steps(&mut self, name: &str) -> Vec<i64> {
            self.writer.flush().unwrap();
            let run = RunDir::new(self.folder.path());
            let mut steps = Vec::new();
            for logged in read(&run).unwrap() {
                let What::Image { name: of, step, file, .. } = logged.what else { continue };
                if of == name {
                    let bytes = std::fs::read(run.images().join(image_path(file))).unwrap();
                    assert_eq!(bytes, step.to_string().as_bytes());
                    steps.push(step);
                }
            }
            steps
        }
    }

    /// A training of days would fill the disk with images, or show only those of its beginning.
    #[test]
    fn images_are_thinned_out_evenly() {
        let mut kit = Kit::new();
        for step in 0..1001 {
            kit.add("sample", step, step.to_string().as_bytes());
        }
        let steps = kit.steps("sample");
        assert!(steps.len() > MOST_OF_ONE / 2 && steps.len() <= MOST_OF_ONE, "{}", steps.len());
        assert_eq!((steps[0], *steps.last().unwrap()), (0, 1000));
        assert!(steps.windows(2).all(|two| (1..=8).contains(&(two[1] - two[0]))), "{steps:?}");
        let files = std::fs::read_dir(RunDir::new(kit.folder.path()).images()).unwrap().count();
        assert_eq!((files, kit.images.dropped()), (steps.len(), 0));
    }

    /// One image of thousands of names, or one as large as the disk, would leave no room for the run.
    #[test]
    fn images_have_limits() {
        let mut kit = Kit::new();
        kit.add("large", 0, &vec![0; LARGEST + 1]);
        for step in 0..3 {
            kit.add("first", step, step.to_string().as_bytes());
        }
        for number in 0..MOST_IMAGES + 5 {
            kit.add(&format!("name {number}"), 7, b"7");
        }
        assert_eq!(kit.steps("first"), [0, 2]);
        assert_eq!(kit.images.count, MOST_IMAGES);
        assert_eq!(kit.images.dropped(), 1 + 5 + 2);
    }
}
