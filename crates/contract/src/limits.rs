//! The limits of a run's resources: the form's "Infra settings".

use locales::Message;
use serde::{Deserialize, Serialize};

use crate::{Field, FormError};

/// The smallest memory limit, in bytes. Even an idle Python needs more, so that a smaller one is a mistake.
const LEAST_MEMORY: u64 = 1_000_000;
/// The largest memory limit, in bytes: up to here, floating-point numbers are exact.
const MOST_MEMORY: f64 = (1_u64 << 53) as f64;

/// The units of memory with their sizes in bytes, the largest first.
const UNITS: [(&str, u64); 9] = [
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1000),
    ("B", 1),
];

/// The limits of a run's resources. By default nothing is limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Resident memory of all its processes together, in bytes.
    pub memory: Option<u64>,
    /// Processor cores.
    pub cores: Option<u32>,
}

impl Limits {
    /// Parses limits as a person writes them, "4 GB" and "2"; empty texts are no limits.
    ///
    /// # Errors
    /// The memory is not a size of at least a megabyte, or the cores are not a number of at least 1.
    pub fn read(memory: &str, cores: &str) -> Result<Self, FormError> {
        Ok(Self { memory: Self::read_memory(memory)?, cores: Self::read_cores(cores)? })
    }

    /// Parses the limit of memory as [`Limits::read`].
    ///
    /// # Errors
    /// It is not a size of at least a megabyte.
    pub fn read_memory(text: &str) -> Result<Option<u64>, FormError> {
        let Some(size) = given(text) else { return Ok(None) };
        let refused = || FormError::at(Field::Memory, Message::MemoryLimitInvalid { size: size.clone() });
        bytes(&size).map(Some).ok_or_else(refused)
    }

    /// Parses the limit of cores as [`Limits::read`].
    ///
    /// # Errors
    /// It is not a number of at least 1.
    pub fn read_cores(text: &str) -> Result<Option<u32>, FormError> {
        let Some(cores) = given(text) else { return Ok(None) };
        match cores.parse() {
            Ok(count) if count > 0 => Ok(Some(count)),
            _ => Err(FormError::at(Field::Cores, Message::CoresInvalid { cores })),
        }
    }

    /// The exact memory limit as [`Limits::read`] parses it; empty if there is none.
    pub fn memory_text(&self) -> String {
        let unit = |bytes: u64| UNITS.iter().find(|(_, size)| bytes.is_multiple_of(*size));
        let written = self.memory.and_then(|bytes| unit(bytes).map(|(name, size)| (bytes / size, name)));
        written.map(|(count, name)| format!("{count} {name}")).unwrap_or_default()
    }

    /// The same for the cores.
    pub fn cores_text(&self) -> String {
        self.cores.map(|cores| cores.to_string()).unwrap_or_default()
    }
}

/// What was entered; `None`: nothing.
fn given(text: &str) -> Option<String> {
    Some(text.trim().to_string()).filter(|text| !text.is_empty())
}

/// "4 GB", "1.5GiB", "500 Mo", "1,5 g": a size in bytes that can be a limit.
fn bytes(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (figure, unit) = text.split_at(end);
    // "1,000 MB" means a thousand in one language and one in another.
    if figure.split_once(',').is_some_and(|(_, decimals)| decimals.len() == 3) {
        return None;
    }
    let value: f64 = figure.replace(',', ".").parse().ok()?;
    // In French a byte is an "octet", and many people omit it.
    let unit = unit.trim().to_lowercase().replace('o', "b");
    let is_meant = |name: &str| {
        let name = name.to_lowercase();
        unit == name || unit == name.trim_end_matches('b')
    };
    let (_, size) = UNITS.iter().find(|(name, _)| is_meant(name))?;
    let bytes = (value * *size as f64).round();
    (bytes >= LEAST_MEMORY as f64 && bytes <= MOST_MEMORY).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run would be stopped at another size than the person entered.
    #[test]
    fn sizes_are_read_as_people_write_them() {
        let read = |text: &str| Limits::read(text, "").map(|limits| limits.memory);
        for (text, bytes) in [
            ("4GB", 4_000_000_000),
            ("4 Go", 4_000_000_000),
            (" 1.5 gb ", 1_500_000_000),
            ("1,5 Go", 1_500_000_000),
            ("2g", 2_000_000_000),
            ("512 MiB", 512 << 20),
            ("512Mio", 512 << 20),
            ("1000 kB", 1_000_000),
            ("1234567", 1_234_567),
            ("1 TB", 1_000_000_000_000),
        ] {
            assert_eq!(read(text).unwrap(), Some(bytes), "{text}");
        }
        for wrong in [
            "0",
            "0 GB",
            "4",
            "-4 GB",
            "GB",
            "4 GBB",
            "4 XB",
            "1,000 MB",
            "1.2.3 GB",
            "1e9",
            "nan",
            "99999999 TB",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("  ").unwrap(), None);
    }

    /// "Run again" would ask for a little less each time.
    #[test]
    fn a_limit_is_written_so_that_it_reads_the_same() {
        for text in ["4 GB", "1500 MB", "512 MiB", "1 TB", "1234567 B", "2 TiB"] {
            let limits = Limits::read(text, "3").unwrap();
            assert_eq!(limits.memory_text(), text);
            assert_eq!(limits.cores_text(), "3");
        }
        assert_eq!(Limits::default().memory_text() + &Limits::default().cores_text(), "");
    }

    #[test]
    fn cores_are_a_whole_number() {
        for wrong in ["0", "-1", "1.5", "two", "99999999999"] {
            assert!(Limits::read("", wrong).is_err(), "{wrong}");
        }
        assert_eq!(Limits::read("", " 2 ").unwrap().cores, Some(2));
    }
}
