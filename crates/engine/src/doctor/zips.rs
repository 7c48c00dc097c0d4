//! The zips of versions: there, and what was published.

use std::collections::BTreeSet;

use files::Cancel;
use files::document;
use locales::{Message, Result};

use super::reading::ZipOf;
use super::{Check, FindingCode};
use crate::packages::VersionFile;

impl Check<'_> {
    /// `damaged`: what the long reading found, among others the paths of zips.
    pub(super) fn zips(&mut self, damaged: &BTreeSet<String>) -> Result<()> {
        let versions = self.versions()?;
        for (path, zip) in &versions {
            self.watch.cancel.check()?;
            let (package, version) = (zip.package.clone(), zip.file.version.to_string());
            if !zip.path.is_file() && self.is_settled(|| zip.is_still_listed() && !zip.path.is_file())? {
                let message = Message::DoctorZipMissing { package, version };
                self.found(FindingCode::ZipMissing, path.clone(), message, Message::DoctorZipWay);
            } else if damaged.contains(path) && zip.is_intact(&Cancel::default())? == Some(false) {
                let message = Message::DoctorZipDamaged { package, version };
                self.found(FindingCode::ZipDamaged, path.clone(), message, Message::DoctorZipWay);
            }
        }
        Ok(())
    }
}

impl ZipOf {
    /// Whether its file still says that it is there.
    fn is_still_listed(&self) -> bool {
        document::read::<VersionFile>(&self.path.with_extension("json"))
            .is_ok_and(|file| file.removed.is_none())
    }
}
