//! What a person says of a package: read, and changed.

use contract::{About, PackageName};
use files::document;
use locales::{Message, Result};

use super::{PackageFile, entry};
use crate::parts::{Packages, Parts};
use crate::reads::Reads;

impl<S: Reads> Packages<'_, S> {
    /// What is said of a package; of one that is not there, nothing.
    pub fn about(&self, name: &PackageName) -> About {
        self.file(name).ok().flatten().map(|package| package.about).unwrap_or_default()
    }
}

impl Packages<'_> {
    /// Says something else of a package. Its versions stay as they are.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn describe(&self, name: &PackageName, about: About) -> Result<()> {
        self.0.change(self.0.project(), |change| {
            change.packages().get(name)?;
            let path = change.home().package_file(name);
            let mut package: PackageFile = document::read(&path)?;
            if package.about == about {
                return Ok(());
            }
            package.about = about;
            change.write(&path, &package)?;
            let said = Message::LogPackageDescribed { package: name.to_string() };
            change.log(entry(change.timestamp(), name, None, said));
            Ok(())
        })
    }
}
