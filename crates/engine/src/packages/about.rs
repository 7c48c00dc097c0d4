//! The description of a package: read, and changed.

use contract::{About, PackageName};
use files::document;
use locales::{Message, Result};

use super::{PackageFile, entry};
use crate::parts::{Packages, Parts};
use crate::reads::Reads;

impl<S: Reads> Packages<'_, S> {
    /// The description of a package; empty if the package does not exist.
    pub fn about(&self, name: &PackageName) -> About {
        self.file(name).ok().flatten().map(|package| package.about).unwrap_or_default()
    }
}

impl Packages<'_> {
    /// Changes the description of a package. Its versions stay as they are.
    ///
    /// # Errors
    /// No package has this name.
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
            let message = Message::LogPackageDescribed { package: name.to_string() };
            change.log(entry(change.timestamp(), name, None, message));
            Ok(())
        })
    }
}
