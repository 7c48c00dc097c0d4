//! What a person says of a package: read, and changed.

use contract::{About, PackageName};
use files::atomic;
use locales::{Message, Result};

use crate::Engine;
use crate::packages::{PackageFile, entry};

impl Engine {
    /// What is said of a package; of one that is not there, nothing.
    pub fn about(&self, name: &PackageName) -> About {
        self.package_as_told(name).map(|package| package.about).unwrap_or_default()
    }

    /// Says something else of a package. Its versions stay as they are.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn describe_package(&self, name: &PackageName, about: About) -> Result<()> {
        let lock = self.lock_store()?;
        self.package(name)?;
        let path = self.home.package_file(name);
        let mut package: PackageFile = atomic::read_json(&path)?;
        if package.about == about {
            return Ok(());
        }
        package.about = about;
        lock.mark()?;
        atomic::write_json(&path, &package)?;
        self.changed(&lock, entry(name, None, Message::LogPackageDescribed { package: name.to_string() }));
        Ok(())
    }
}
