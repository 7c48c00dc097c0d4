//! Where packages come from if the lists do not say: the settings of this program, of uv and of pip.

mod pip;
mod uv;

pub use uv::is_a_way;

use crate::digest::Digest;
use crate::list::Sources;
use crate::list::{self, List, Lists, Options, listing};
use crate::variables::Variables;
use files::shown;
use locales::{Failure, Language, Message, Result};
use pip::PipSettings;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use uv::UvSettings;

/// uv's name for pip's rule for several indexes: all are asked, and the best version is used.
pub const BEST_OF_ALL: &str = "unsafe-best-match";

/// The settings of pip that are used.
const TAKEN: [&str; 8] =
    ["index-url", "extra-index-url", "no-index", "find-links", "cert", "proxy", "trusted-host", "pre"];

/// The person's settings about packages.
#[derive(Debug, Default)]
pub struct Settings {
    /// Where packages come from before any list is read.
    pub sources: Sources,
    /// uv's rule for several indexes.
    pub strategy: String,
    /// The content of the settings file for uv; empty if it needs none.
    pub uv_file: String,
    /// The names of settings that are not used.
    ignored: Vec<String>,
    cert: Option<OsString>,
    proxy: Option<String>,
}

impl Settings {
    /// This program's own settings are passed as variables of uv and pip. uv's settings take precedence
    /// over pip's; the extra indexes of both are used.
    ///
    /// Fails if a `uv.toml` cannot be read.
    pub fn read(variables: &Variables) -> Result<Self> {
        let (uv, pip) = (UvSettings::read(variables)?, PipSettings::read(variables));
        let mut sources = uv.sources;
        sources.index = sources.index.or_else(|| pip.get("index-url").map(String::from));
        sources.extra.extend(pip.list("extra-index-url"));
        sources.links.extend(pip.list("find-links"));
        sources.links.iter_mut().for_each(|link| *link = absolute(link, variables));
        sources.trusted.extend(pip.list("trusted-host"));
        sources.pre = pip.is_on("pre");
        if sources.no_index || pip.is_on("no-index") {
            sources.apply(&Options { no_index: true, ..Options::default() });
        }
        let mut ignored = uv.ignored;
        ignored.extend(pip.others(&TAKEN).map(|name| format!("pip {name}")));
        Ok(Self {
            sources,
            strategy: uv.strategy.unwrap_or_else(|| BEST_OF_ALL.into()),
            uv_file: uv.file,
            ignored,
            cert: pip.get("cert").map(|cert| at_home(cert, variables).into_os_string()),
            proxy: pip.get("proxy").map(String::from),
        })
    }

    /// Leaves out folders that do not exist, like pip, and returns a message for the log about each. `root` is the
    /// package's folder.
    pub fn leave_out_missing(&mut self, root: &Path) -> Vec<Message> {
        let (there, missing) = std::mem::take(&mut self.sources.links)
            .into_iter()
            .partition(|link| list::path(link).is_none_or(|path| root.join(path).exists()));
        self.sources.links = there;
        let note = |link: &String| {
            list::path(link).map(|path| Message::FindLinksSettingMissing { path: shown(&path) })
        };
        missing.iter().filter_map(note).collect()
    }

    /// A message that names the settings that are not used.
    pub fn ignored(&self) -> Option<Message> {
        let names = || self.ignored.join(", ");
        (!self.ignored.is_empty()).then(|| Message::SettingsIgnored { names: names() })
    }

    /// Adds the settings that were not used to `failure`, since they may be its cause.
    pub fn explain(&self, failure: Failure) -> Failure {
        let Some(ignored) = self.ignored().filter(|_| *failure.message != Message::Cancelled) else {
            return failure;
        };
        let ignored = ignored.to_string();
        let detail = failure.detail(Language::English);
        let detail = detail.map_or_else(|| ignored.clone(), |detail| format!("{detail}; {ignored}"));
        Failure::because(*failure.message, detail)
    }

    /// The sources of all lists together.
    pub fn of_all(&self, lists: &Lists) -> Sources {
        let next = |sources: Sources, list: &List| list.sources(&sources.handed_on(&self.sources));
        let all = lists.lists.iter().fold(self.sources.clone(), next);
        match &lists.lists[..] {
            [first, _] => all.beside(&first.sources(&self.sources)),
            _ => all,
        }
    }

    /// Adds the settings that decide which packages are found, but not how they are downloaded.
    pub fn decide(&self, digest: &mut Digest) {
        let sources = &self.sources;
        digest.part(
            "indexes",
            format!("{:?}", (&sources.index, &sources.extra, sources.no_index, sources.pre)),
        );
        digest.part("strategy", &self.strategy);
        for link in &sources.links {
            let folder = link.strip_prefix("file://").filter(|path| path.starts_with('/'));
            digest.part(link, folder.map(|folder| listing(Path::new(folder))).unwrap_or_default());
        }
    }

    /// `variables` for uv and the build backends that it runs.
    pub fn for_uv(&self, variables: &Variables) -> Vec<(OsString, OsString)> {
        let mut own = self.on_the_way(variables, |name| !name.starts_with("UV_") || is_a_way(name));
        own.retain(|(name, _)| name != "UV_CONFIG_FILE" && name != "UV_NO_CONFIG");
        if let Some(cert) = &self.cert {
            own.push(("SSL_CERT_FILE".into(), cert.into()));
        }
        own
    }

    /// `variables` for pip, without its own settings, which are in the lists by now.
    pub fn for_pip(&self, variables: &Variables) -> Vec<(OsString, OsString)> {
        let mut own = self.on_the_way(variables, |name| !name.starts_with("UV_"));
        own.extend([("PIP_CONFIG_FILE".into(), "/dev/null".into()), ("PIP_NO_INPUT".into(), "1".into())]);
        own.push(("PIP_DISABLE_PIP_VERSION_CHECK".into(), "1".into()));
        own.extend(self.cert.iter().map(|cert| ("PIP_CERT".into(), cert.into())));
        own
    }

    /// `variables` for both: those that are included, without pip's, and with pip's proxy.
    fn on_the_way(
        &self,
        variables: &Variables,
        is_included: impl Fn(&str) -> bool,
    ) -> Vec<(OsString, OsString)> {
        let is_proxy = |name: &str| {
            ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].contains(&name.to_ascii_uppercase().as_str())
        };
        let leave_out = |name: &str| {
            !is_included(name)
                || name.starts_with("PIP_")
                || crate::variables::misleads_python(name)
                || (self.proxy.is_some() && is_proxy(name))
        };
        let mut own: Vec<_> =
            variables.without(leave_out).map(|(name, value)| (name.into(), value.into())).collect();
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
            own.extend(self.proxy.iter().map(|proxy| (name.into(), proxy.into())));
        }
        own
    }
}

/// A link in the settings as a URL; relative paths stay relative to the package's folder.
fn absolute(link: &str, variables: &Variables) -> String {
    if link.contains("://") || link.starts_with("file:") {
        return link.into();
    }
    let path = at_home(link, variables);
    let scheme = if path.is_absolute() { "file://" } else { "file:" };
    format!("{scheme}{}", crate::list::encode(&path))
}

/// A path that may begin with the home folder, `~/`.
fn at_home(path: &str, variables: &Variables) -> PathBuf {
    let home = path.strip_prefix("~/").and_then(|rest| Some(variables.folder("HOME")?.join(rest)));
    home.unwrap_or_else(|| path.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn digest(settings: &Settings) -> String {
        let mut digest = Digest::default();
        settings.decide(&mut digest);
        digest.name()
    }

    /// A list leads to other packages with another index, but not with another cache folder.
    #[test]
    fn indexes_decide_and_ways_of_working_do_not() {
        let of = |name: &str, value: &str| digest(&Settings::read(&variables(&[(name, value)])).unwrap());
        let none = digest(&Settings::read(&variables(&[])).unwrap());
        for name in [
            "UV_INDEX_URL",
            "UV_DEFAULT_INDEX",
            "UV_FIND_LINKS",
            "UV_INDEX_STRATEGY",
            "PIP_INDEX_URL",
            "PIP_EXTRA_INDEX_URL",
            "PIP_FIND_LINKS",
        ] {
            assert_ne!(of(name, "https://host"), none, "{name}");
        }
        assert_ne!(of("PIP_PRE", "1"), none);
        for name in ["UV_CACHE_DIR", "UV_HTTP_TIMEOUT", "UV_PYTHON", "UV_VENV_SEED", "PATH", "PIP_TIMEOUT"] {
            assert_eq!(of(name, "x"), none, "{name}");
        }
    }

    /// Settings about sources must be used; those that change what is in an environment must not.
    #[test]
    fn only_settings_about_sources_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("uv.toml");
        std::fs::write(
            &file,
            "index-url = 'https://a'\ncache-dir = '/c'\nprerelease = 'allow'\n[[index]]\nname = 'own'\nurl = 'https://b/x'\n\
             [[index]]\nurl = 'https://no'\nexplicit = true\n[pip]\ntarget = '/t'\nextra-index-url = ['https://c']\n\
             keyring-provider = 'subprocess'\n",
        )
        .unwrap();
        let own = [
            ("UV_CONFIG_FILE", file.to_str().unwrap()),
            ("UV_RESOLUTION", "lowest"),
            ("UV_INDEX_OWN_PASSWORD", "p/w"),
            ("UV_INDEX_OWN_USERNAME", "me"),
            ("UV_OFFLINE", "1"),
            ("PIP_INDEX_URL", "https://p"),
            ("PIP_EXTRA_INDEX_URL", "https://q"),
            ("PIP_PROXY", "http://proxy"),
            ("PIP_CERT", "/cert"),
            ("PIP_TARGET", "/t"),
            ("HTTPS_PROXY", "http://other"),
        ];
        let variables = variables(&own);
        let settings = Settings::read(&variables).unwrap();
        assert_eq!(settings.sources.index.as_deref(), Some("https://a"));
        let mut extra = settings.sources.extra.clone();
        extra.sort();
        assert_eq!(extra, ["https://c", "https://me:p%2Fw@b/x", "https://q"]);
        assert_eq!(settings.uv_file.lines().collect::<Vec<_>>().len(), 2, "{}", settings.uv_file);
        let mut ignored = settings.ignored.clone();
        ignored.sort();
        assert_eq!(ignored, ["UV_RESOLUTION", "pip target", "pip.target", "prerelease"]);
        let for_uv: Variables = settings.for_uv(&variables).into_iter().collect();
        let get = |name: &str| for_uv.get(name).map(|value| value.to_str().unwrap().to_string());
        assert_eq!(get("UV_OFFLINE").as_deref(), Some("1"));
        assert_eq!((get("UV_RESOLUTION"), get("UV_CONFIG_FILE"), get("PIP_TARGET")), (None, None, None));
        assert_eq!(get("HTTPS_PROXY").as_deref(), Some("http://proxy"));
        assert_eq!(get("SSL_CERT_FILE").as_deref(), Some("/cert"));
    }

    /// pip accepts such paths.
    #[test]
    fn certificates_may_be_in_the_home_folder() {
        let own = variables(&[("PIP_CERT", "~/company.pem"), ("HOME", "/home/ada")]);
        let settings = Settings::read(&own).unwrap();
        for (all, name) in [(settings.for_uv(&own), "SSL_CERT_FILE"), (settings.for_pip(&own), "PIP_CERT")] {
            let found: Variables = all.into_iter().collect();
            assert_eq!(found.get(name).unwrap(), "/home/ada/company.pem");
        }
    }

    /// A folder on a USB stick that is not plugged in would make every run fail.
    #[test]
    fn folders_that_are_missing_are_left_out_and_named() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("my wheels");
        std::fs::create_dir(&folder).unwrap();
        let own = variables(&[
            ("PIP_FIND_LINKS", "/nonexistent/a%20b ./none https://host"),
            ("UV_FIND_LINKS", folder.to_str().unwrap()),
        ]);
        let mut settings = Settings::read(&own).unwrap();
        let notes = settings.leave_out_missing(root.path());
        let there = format!("file://{}", list::encode(&folder));
        assert_eq!(settings.sources.links, [&*there, "https://host"]);
        let notes: Vec<_> = notes.iter().map(Message::to_string).collect();
        assert!(
            notes.len() == 2 && notes[0].contains("/nonexistent/a%20b,") && notes[1].contains("none"),
            "{notes:?}"
        );
    }

    #[test]
    fn settings_that_cannot_be_read_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let (file, pipe) = (folder.path().join("uv.toml"), folder.path().join("pipe"));
        std::fs::write(&file, "index-url = \n").unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let read = |path: &Path| Settings::read(&variables(&[("UV_CONFIG_FILE", path.to_str().unwrap())]));
        // Nobody could stop a run that reads these for ever.
        for path in [&*file, &*pipe, Path::new("/dev/zero")] {
            assert_eq!(read(path).unwrap_err().message.code(), "uv-settings-unreadable", "{path:?}");
        }
        assert!(read(Path::new("/dev/null")).is_ok());
    }
}
