//! The person's uv settings: `uv.toml` and `UV_…` variables. Only those about where packages come from
//! and how they are downloaded are used, not those that change what is in an environment.

use crate::list::Sources;
use crate::variables::Variables;
use files::shown;
use locales::{Failure, Message, Result};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The longest file that is read, in bytes.
const MOST: u64 = 1024 * 1024;

/// The settings about how packages and Pythons are downloaded, which are passed on to uv.
const WAYS: [&str; 20] = [
    "allow-insecure-host",
    "cache-dir",
    "concurrent-builds",
    "concurrent-downloads",
    "concurrent-installs",
    "http-proxy",
    "http-retries",
    "http-timeout",
    "https-proxy",
    "keyring-provider",
    "link-mode",
    "native-tls",
    "no-cache",
    "no-proxy",
    "offline",
    "pypy-install-mirror",
    "python-downloads",
    "python-downloads-json-url",
    "python-install-mirror",
    "system-certs",
];

/// The person's settings for uv.
#[derive(Debug, Default)]
pub struct UvSettings {
    pub sources: Sources,
    /// uv's rule for several indexes, if one is set.
    pub strategy: Option<String>,
    /// The content of the settings file that uv gets instead of the person's; empty if it needs none.
    pub file: String,
    /// The names of settings that are not used.
    pub ignored: Vec<String>,
}

impl UvSettings {
    /// Fails if a file exists and cannot be read.
    pub fn read(variables: &Variables) -> Result<Self> {
        let mut settings = Self::default();
        settings.variables(variables);
        let table = table(variables)?;
        let mut ways = Table::new();
        for (name, value) in table {
            match (name.as_str(), value) {
                ("pip", Value::Table(pip)) => pip.into_iter().for_each(|(name, value)| {
                    settings.take(&format!("pip.{name}"), &name, value, variables, &mut ways);
                }),
                (_, value) => settings.take(&name, &name, value, variables, &mut ways),
            }
        }
        if !ways.is_empty() {
            settings.file = toml::to_string(&ways).unwrap_or_default();
        }
        Ok(settings)
    }

    /// Reads the variables about sources. uv itself reads the others that are used ([`is_a_way`]).
    fn variables(&mut self, variables: &Variables) {
        let words = |name: &str| {
            let value = variables.get(name).unwrap_or_default().to_string_lossy().into_owned();
            value.split_whitespace().map(String::from).collect::<Vec<_>>()
        };
        let default = words("UV_DEFAULT_INDEX").into_iter().chain(words("UV_INDEX_URL")).next();
        self.sources.index = default.map(|index| address(&index, variables));
        for name in ["UV_INDEX", "UV_EXTRA_INDEX_URL"] {
            self.sources.extra.extend(words(name).iter().map(|index| address(index, variables)));
        }
        let links = variables.get("UV_FIND_LINKS").unwrap_or_default().to_string_lossy().into_owned();
        self.sources.links.extend(links.split(',').filter(|link| !link.is_empty()).map(String::from));
        self.strategy = words("UV_INDEX_STRATEGY").pop();
        let taken = ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"];
        let others = variables.without(|name| !name.starts_with("UV_") || is_a_way(name) || is_secret(name));
        let others = others.map(|(name, _)| name.to_string_lossy().into_owned());
        self.ignored =
            others.filter(|name| !taken.contains(&&**name) && name != "UV_INDEX_STRATEGY").collect();
    }

    fn take(&mut self, written: &str, name: &str, value: Value, variables: &Variables, ways: &mut Table) {
        let text = |value: &Value| value.as_str().map(String::from);
        let texts =
            |value: &Value| value.as_array().into_iter().flatten().filter_map(text).collect::<Vec<_>>();
        match name {
            "index" => {
                value.as_array().into_iter().flatten().filter_map(Value::as_table).for_each(|index| {
                    self.index(index, variables);
                });
            }
            "index-url" => self.sources.index = self.sources.index.take().or_else(|| text(&value)),
            "extra-index-url" => self.sources.extra.extend(texts(&value)),
            "find-links" => self.sources.links.extend(texts(&value)),
            "no-index" => self.sources.no_index |= value.as_bool().unwrap_or(false),
            "index-strategy" => self.strategy = self.strategy.take().or_else(|| text(&value)),
            _ if WAYS.contains(&name) => {
                ways.entry(name).or_insert(value);
            }
            _ => self.ignored.push(written.into()),
        }
    }

    /// Adds one of `[[index]]`, except `explicit` ones: no package can name them here.
    fn index(&mut self, index: &Table, variables: &Variables) {
        let text = |name: &str| index.get(name).and_then(Value::as_str);
        let is = |name: &str| index.get(name).and_then(Value::as_bool) == Some(true);
        let Some(url) = text("url").filter(|_| !is("explicit")) else { return };
        let url = match text("name") {
            Some(name) => address(&format!("{name}={url}"), variables),
            None => url.into(),
        };
        if text("format") == Some("flat") {
            self.sources.links.push(url);
        } else if is("default") {
            self.sources.index.get_or_insert(url);
        } else {
            self.sources.extra.push(url);
        }
    }
}

/// The settings in the files that uv reads: the person's override the system's, unless `UV_CONFIG_FILE`
/// names the only file, or `UV_NO_CONFIG` disables all of them.
fn table(variables: &Variables) -> Result<Table> {
    if variables.get("UV_NO_CONFIG").is_some() {
        return Ok(Table::new());
    }
    if let Some(named) = variables.get("UV_CONFIG_FILE") {
        return file(named.into());
    }
    let own = variables.folder_or_home("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("uv/uv.toml"));
    let system = variables.get("XDG_CONFIG_DIRS").unwrap_or(OsStr::new("/etc/xdg"));
    let mut system = std::env::split_paths(system)
        .map(|folder| folder.join("uv/uv.toml"))
        .chain([PathBuf::from("/etc/uv/uv.toml")]);
    let mut settings = own.map(file).transpose()?.unwrap_or_default();
    if let Some(path) = system.find(|path| path.is_file()) {
        for (name, value) in file(path)? {
            match (settings.get_mut(&name), value) {
                (Some(Value::Array(own)), Value::Array(more)) => own.extend(more),
                (Some(_), _) => {}
                (None, value) => drop(settings.insert(name, value)),
            }
        }
    }
    Ok(settings)
}

/// The settings in one file; none if it does not exist.
fn file(path: PathBuf) -> Result<Table> {
    let unreadable =
        |cause: String| Failure::because(Message::UvSettingsUnreadable { path: shown(&path) }, cause);
    if path == Path::new("/dev/null") {
        return Ok(Table::new());
    }
    match files::read(&path, MOST) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|cause| unreadable(cause.to_string()))?;
            text.parse().map_err(|cause: toml::de::Error| unreadable(cause.message().into()))
        }
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Table::new()),
        Err(cause) => Err(unreadable(cause.to_string())),
    }
}

/// The URL of an index, which may have a name, `NAME=URL`. For a named index, variables may contain the
/// user and the password.
fn address(index: &str, variables: &Variables) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let Some((name, url)) = index.split_once('=').filter(|(name, _)| name.chars().all(plain)) else {
        return index.into();
    };
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let get = |what: &str| variables.get(&format!("UV_INDEX_{name}_{what}")).map(quoted);
    match (url.split_once("://"), get("USERNAME"), get("PASSWORD")) {
        (Some((scheme, rest)), user, password) if user.is_some() || password.is_some() => {
            let password = password.map(|password| format!(":{password}")).unwrap_or_default();
            format!("{scheme}://{}{password}@{rest}", user.unwrap_or_default())
        }
        _ => url.into(),
    }
}

fn quoted(value: &OsStr) -> String {
    crate::list::encode(value.as_ref()).replace('/', "%2F")
}

/// Whether a variable contains the user or password of an index; these are in its URL by now.
fn is_secret(name: &str) -> bool {
    name.starts_with("UV_INDEX_") && (name.ends_with("_USERNAME") || name.ends_with("_PASSWORD"))
}

/// Whether the variable `name` only decides how uv downloads and caches. This is a list of those known
/// today, because a future one might change what is in an environment.
pub fn is_a_way(name: &str) -> bool {
    let ways = [
        "UV_CACHE_DIR",
        "UV_NO_CACHE",
        "UV_LINK_MODE",
        "UV_OFFLINE",
        "UV_REQUEST_TIMEOUT",
        "UV_LOCK_TIMEOUT",
        "UV_KEYRING_PROVIDER",
        "UV_INSECURE_HOST",
        "UV_NATIVE_TLS",
        "UV_SYSTEM_CERTS",
        "UV_STACK_SIZE",
        "UV_NO_PROGRESS",
        "UV_NO_WRAP",
        "UV_CONFIG_FILE",
        "UV_NO_CONFIG",
        "UV_PYTHON_DOWNLOADS",
        "UV_PYTHON_INSTALL_DIR",
        "UV_PYTHON_CACHE_DIR",
        "UV_PYTHON_INSTALL_MIRROR",
        "UV_PYTHON_DOWNLOADS_JSON_URL",
    ];
    ways.contains(&name)
        || ["UV_CONCURRENT_", "UV_HTTP_", "UV_INTERNAL_"].iter().any(|kind| name.starts_with(kind))
}
