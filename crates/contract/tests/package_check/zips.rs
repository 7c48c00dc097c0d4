//! Makes zips and folders to check.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use contract::{Facts, PythonVersion, Report, Source, Verdict, check};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub const MAIN: &str = "class Main(object):\n    def __init__(self):\n        pass\n\n    def predict(self, mlskill_input):\n        return ''\n";
pub const TRAIN: &str = "class Main:\n    def __init__(self): pass\n    def process_data(self, d): pass\n    def train(self, d): pass\n    def save(self): pass\n    def evaluate(self, d): return 1\n";

/// A good package with a root folder `churn`.
pub const GOOD: [(&str, &str); 3] =
    [("churn/requirements.txt", ""), ("churn/main.py", MAIN), ("churn/train.py", TRAIN)];

/// A zip with these files; a name that ends with "/" is a folder.
pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// The good package with more files.
pub fn with(more: &[(&str, &str)]) -> Vec<u8> {
    zip(&[&GOOD, more].concat())
}

/// A raw entry of a zip, for zips that no library would write.
pub struct Raw {
    pub name: Vec<u8>,
    pub data: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    /// The declared unpacked size.
    pub size: u64,
    pub mode: u32,
    /// The declared offset of the local header, if it is not the real one.
    pub offset: Option<u32>,
}

impl Raw {
    pub fn new(name: impl AsRef<[u8]>, data: &[u8]) -> Self {
        let (name, data) = (name.as_ref().to_vec(), data.to_vec());
        Self { name, size: data.len() as u64, data, flags: 0, method: 0, mode: 0o100_644, offset: None }
    }
}

pub fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A zip with the good package's files and these entries, written byte by byte. `declared` is the number of entries
/// in the end record.
pub fn raw(entries: &[Raw], declared: Option<u16>) -> Vec<u8> {
    let good = GOOD.iter().map(|(name, text)| Raw::new(name, text.as_bytes()));
    let good: Vec<Raw> = good.collect();
    let all: Vec<&Raw> = good.iter().chain(entries).collect();
    written(&all, declared)
}

/// A zip with only these entries.
pub fn bare(entries: &[Raw]) -> Vec<u8> {
    written(&entries.iter().collect::<Vec<_>>(), None)
}

fn written(all: &[&Raw], declared: Option<u16>) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for entry in all {
        let offset = entry.offset.unwrap_or(zip.len() as u32);
        let mut common = Vec::new();
        for field in [20, entry.flags, entry.method, 0, 0x21] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32(&entry.data), entry.data.len() as u32, entry.size as u32] {
            common.extend(field.to_le_bytes());
        }
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        zip.extend(b"PK\x03\x04");
        zip.extend(&common);
        zip.extend(&entry.name);
        zip.extend(&entry.data);
        directory.extend(b"PK\x01\x02\x1e\x03");
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let (start, size) = (zip.len() as u32, directory.len() as u32);
    let count = declared.unwrap_or(all.len() as u16).to_le_bytes();
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([count, count].concat());
    zip.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    zip.extend([0, 0]);
    zip
}

pub const FACTS: Facts<'_> = Facts {
    python: None,
    interpreters: &[PythonVersion { major: 3, minor: 11 }],
    free: Some(1 << 40),
    today: None,
};

/// The report on a file with these bytes.
pub fn report(bytes: &[u8]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("churn.zip");
    fs::write(&path, bytes).unwrap();
    check(&Source::at(&path).unwrap(), &FACTS).unwrap()
}

/// The report on a folder `churn` with these files.
pub fn report_folder(files: &[(&str, &str)]) -> Report {
    let (_holder, path) = folder(files);
    check(&Source::at(&path).unwrap(), &FACTS).unwrap()
}

/// A folder `churn` with these files.
pub fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let holder = tempfile::tempdir().unwrap();
    let path = holder.path().join("churn");
    fs::create_dir(&path).unwrap();
    for (name, text) in files {
        let file = path.join(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new(""))).unwrap();
        fs::write(file, text).unwrap();
    }
    (holder, path)
}

/// The code of the check for which it is refused; "" if it is accepted.
pub fn refusal(report: &Report) -> &'static str {
    if report.refused().is_some() {
        assert!(report.pipelines.is_empty() && !report.training && !report.is_accepted());
    }
    report.refused().map_or("", |check| check.message.code())
}

/// The codes of the warnings.
pub fn warnings(report: &Report) -> Vec<&'static str> {
    let warnings = report.checks.iter().filter(|check| check.verdict == Verdict::Warning);
    warnings.map(|check| check.message.code()).collect()
}
