//! The content of an environment: requirements with versions and hashes.

use crate::list::{Origin, Requirement, without_secrets, written};
use locales::{Message, Result};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Requirements, each with exactly one version or location, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(Vec<Requirement>);

/// A package that has different versions in two locks.
#[derive(Debug, PartialEq, Eq)]
pub struct Replaced {
    pub name: String,
    pub before: String,
    pub after: String,
}

impl FromIterator<Requirement> for Lock {
    fn from_iter<I: IntoIterator<Item = Requirement>>(requirements: I) -> Self {
        let mut requirements: Vec<_> = requirements.into_iter().collect();
        requirements.sort_by_key(Requirement::name);
        Self(requirements)
    }
}

impl Lock {
    /// Reads a lock that uv or [`Lock::text`] wrote.
    ///
    /// Fails if a line cannot be read.
    pub fn read(text: &str) -> Result<Self> {
        let requirements =
            written(text).map_err(|text| Message::LockUnreadable { text: without_secrets(&text) })?;
        Ok(requirements.into_iter().collect())
    }

    /// The lock as it is written to disk.
    pub fn without_passwords(&self) -> String {
        without_secrets(&self.text())
    }

    /// The lock as uv reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for requirement in &self.0 {
            text += &requirement.text("file:");
            for hash in &requirement.hashes {
                text += &format!(" \\\n    --hash={hash}");
            }
            text.push('\n');
        }
        text
    }

    pub fn get(&self, name: &str) -> Option<&Requirement> {
        self.0.iter().find(|requirement| requirement.name().as_deref() == Some(name))
    }

    /// This lock, plus the packages of `below` that it does not have.
    pub fn over(&self, below: &Self) -> Self {
        let retained =
            below.0.iter().filter(|below| below.name().is_none_or(|name| self.get(&name).is_none()));
        self.0.iter().chain(retained).cloned().collect()
    }

    /// The packages that `other` does not have in the same version.
    pub fn less(&self, other: &Self) -> Self {
        let is_there = |one: &Requirement| {
            one.name().and_then(|name| other.get(&name)).is_some_and(|there| version(there) == version(one))
        };
        self.0.iter().filter(|one| !is_there(one)).cloned().collect()
    }

    /// The packages that `after` does not replace by another version.
    pub fn left_by(&self, after: &Self) -> Self {
        let is_replaced = |name: &str| after.less(self).get(name).is_some();
        self.0.iter().filter(|one| !one.name().is_some_and(|name| is_replaced(&name))).cloned().collect()
    }

    pub fn names(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(Requirement::name)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The packages that have another version than in `before`.
    pub fn replaces(&self, before: &Self) -> Vec<Replaced> {
        let differ = |old: &Requirement| {
            let name = old.name()?;
            let new = self.get(&name)?;
            let (before, after) = (version(old), version(new));
            let differ = before != after;
            let [before, after] = [before, after].map(|version| without_secrets(&version));
            differ.then_some(Replaced { name, before, after })
        };
        before.0.iter().filter_map(differ).collect()
    }

    /// Replaces the hashes from the index by those from the lists. Fails with the name of a package
    /// for which no list has a hash, unless it is in `exempt`: these are installed already, and trusted.
    pub fn hashed_by(mut self, asked: &[&Requirement], exempt: &Self) -> std::result::Result<Self, String> {
        for requirement in &mut self.0 {
            let name = requirement.name();
            let is_it = |asked: &&&Requirement| {
                asked.origin == requirement.origin || (name.is_some() && asked.name() == name)
            };
            let mut hashes: Option<Vec<String>> = None;
            for asked in asked.iter().filter(is_it).filter(|asked| !asked.hashes.is_empty()) {
                // Like pip: if a package is listed twice, a hash must be in both lines.
                hashes = Some(match hashes {
                    Some(known) => known.into_iter().filter(|hash| asked.hashes.contains(hash)).collect(),
                    None => asked.hashes.clone(),
                });
            }
            let known = name.as_deref().and_then(|name| exempt.get(name));
            match hashes {
                Some(hashes) if !hashes.is_empty() => requirement.hashes = hashes,
                _ if known.is_some_and(|known| known.origin == requirement.origin) => {}
                _ => return Err(name.unwrap_or_else(|| without_secrets(&requirement.text("file:")))),
            }
        }
        Ok(self)
    }

    /// Gives the requirements that do not come from an index the hashes of their lines in the lists.
    pub fn with_hashes_of_origins(mut self, asked: &[&Requirement]) -> Self {
        for requirement in self.0.iter_mut().filter(|locked| !matches!(locked.origin, Origin::Index(_))) {
            let name = requirement.name();
            let same = asked.iter().find(|asked| {
                !asked.hashes.is_empty() && (asked.origin == requirement.origin || asked.name() == name)
            });
            if let Some(asked) = same {
                requirement.hashes = asked.hashes.clone();
            }
        }
        self
    }

    /// The names of packages that are missing, unexpected or have a wrong version in an environment with
    /// `installed`, lines as `pip freeze` prints them.
    pub fn differs(&self, installed: &str) -> Vec<String> {
        let installed = match written(installed) {
            Ok(installed) => installed,
            Err(line) => return vec![without_secrets(&line)],
        };
        let installed: HashMap<String, String> =
            installed.iter().filter_map(|found| Some((found.name()?, version(found)))).collect();
        let wanted = self.0.iter().filter_map(|wanted| Some((wanted.name()?, wanted)));
        let mut odd: Vec<String> = Vec::new();
        for (name, wanted) in wanted.clone() {
            match installed.get(&name) {
                None => odd.push(name),
                Some(found) if matches!(wanted.origin, Origin::Index(_)) && *found != version(wanted) => {
                    odd.push(format!("{name} {found}"))
                }
                Some(_) => {}
            }
        }
        let more = installed.keys().filter(|name| wanted.clone().all(|(wanted, _)| wanted != **name));
        odd.extend(more.cloned());
        odd.sort();
        odd
    }

    /// Makes paths below `root`, the package's folder, relative to it: each run has another folder.
    pub fn relative_to(mut self, root: &Path) -> Self {
        for requirement in &mut self.0 {
            if let Origin::Local { path, .. } = &mut requirement.origin
                && let Ok(below) = path.strip_prefix(root)
            {
                *path = below.into();
            }
        }
        self
    }
}

/// The packages of a lock by name: the version of each, or else its URL without a password.
///
/// # Errors
/// A line cannot be read.
pub fn locked(text: &str) -> Result<BTreeMap<String, String>> {
    let requirements = Lock::read(text)?.0;
    Ok(requirements.iter().filter_map(|one| Some((one.name()?, without_secrets(&version(one))))).collect())
}

/// The version of a locked requirement, or else its URL.
fn version(requirement: &Requirement) -> String {
    let of =
        |text: &str| text.split_once("==").map(|(_, version)| version.trim_matches(['=', ' ']).to_string());
    match &requirement.origin {
        Origin::Index(text) => of(text).unwrap_or_default(),
        _ => requirement.text("file:").split_once(" @ ").map(|(_, url)| url.to_string()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(text: &str) -> Lock {
        Lock::read(text).unwrap()
    }

    const LOCK: &str =
        "idna==3.10 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\nmine @ file:my%20project\nsix==1.17.0\n";

    #[test]
    fn a_lock_is_written_as_it_is_read() {
        assert_eq!(lock(LOCK).text(), LOCK);
        let annotated = LOCK.replace("six==1.17.0\n", "six==1.17.0\n    # via -r in.txt\n");
        assert_eq!(lock(&annotated).text(), LOCK);
    }

    /// Two runs would seem to differ in a package that is only written differently, or show a person's password.
    #[test]
    fn packages_of_a_lock_have_one_name_and_no_password() {
        let text = format!("{LOCK}Zope.Interface==7.2\nours @ https://me:secret@host/ours-1.tar.gz\n");
        let found: Vec<_> = locked(&text).unwrap().into_iter().collect();
        let expected = [
            ("idna", "3.10"),
            ("mine", "file:my%20project"),
            ("ours", "https://me:****@host/ours-1.tar.gz"),
            ("six", "1.17.0"),
            ("zope-interface", "7.2"),
        ];
        assert_eq!(found, expected.map(|(name, version)| (name.to_string(), version.to_string())));
        assert!(locked("six\n-e x\n").is_err());
    }

    /// A package that is missing in the lock is not installed, and nothing would notice, because the
    /// environment is compared with the same lock.
    #[test]
    fn a_lock_is_read_whole_or_not_at_all() {
        for hash in ["md5:0a", "sha1:0a", "sha224:0a", "blake2b:0a"] {
            let text = format!("six==1.17.0 \\\n    --hash={hash}\n");
            assert_eq!(lock(&text).text(), text);
        }
        for line in
            ["six==1.17.0 --hash=0a", "six==1.17.0 --hash=md5:x", "six==1 --no-such", "./project", "-e x"]
        {
            let failure = Lock::read(&format!("idna==3.10\n{line}\n")).unwrap_err();
            assert!(failure.to_string().contains(line), "{failure}");
        }
        assert_eq!(lock("six==1\n").differs("six==1\n-e x\n"), ["-e x"]);
    }

    #[test]
    fn a_lock_over_another_has_its_versions_and_the_rest_of_the_other() {
        let (before, after) = (lock(LOCK), lock("Six==1.16.0\nzipp==1\nmine==2\n"));
        let names: Vec<_> = after.over(&before).0.iter().map(|locked| locked.text("")).collect();
        assert_eq!(names, ["idna==3.10", "mine==2", "Six==1.16.0", "zipp==1"]);
        let replaced: Vec<_> = after
            .replaces(&before)
            .into_iter()
            .map(|r| format!("{} {} {}", r.name, r.before, r.after))
            .collect();
        assert_eq!(replaced, ["mine file:my%20project 2", "six 1.17.0 1.16.0"]);
    }

    /// A file that the list's author never saw would be executed.
    #[test]
    fn the_hashes_of_the_lists_are_those_that_count() {
        let asked = written(
            "idna==3.10 --hash=sha256:2 --hash=sha256:3\nidna --hash=sha256:2\nmine @ file:my%20project --hash=sha256:4\n",
        )
        .unwrap();
        let asked: Vec<_> = asked.iter().collect();
        let hashed = |exempt: &str| lock(LOCK).hashed_by(&asked, &lock(exempt));
        assert_eq!(hashed(""), Err("six".into()));
        assert_eq!(hashed("six==1.16.0"), Err("six".into()));
        let hashed = hashed("six==1.17.0").unwrap();
        assert_eq!(hashed.get("idna").unwrap().hashes, ["sha256:2"]);
        assert_eq!(hashed.get("mine").unwrap().hashes, ["sha256:4"]);
    }

    #[test]
    fn what_is_installed_otherwise_is_named() {
        let lock = lock(LOCK);
        assert_eq!(lock.differs("idna==3.10\nMine @ file:///x\nsix==1.17.0\n"), Vec::<String>::new());
        assert_eq!(lock.differs("idna==3.9\nsix==1.17.0\nzipp==1\n"), ["idna 3.9", "mine", "zipp"]);
    }
}
