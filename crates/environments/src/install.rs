//! Installing what the lists ask for: resolved by uv into a lock, installed from that lock, and
//! compared with it. Where uv cannot do what pip can, pip does it.

use crate::list::Sources;
use crate::list::{List, Lists, Place, Requirement};
use crate::lock::{Lock, Replaced};
use crate::reason::Words;
use crate::request::Request;
use crate::settings::{BEST_OF_ALL, Settings};
use crate::uv::Uv;
use files::{shown, unwritable};
use locales::{Failure, Message, Result};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Tools that read what a package says of itself and pack it. Those of a day in the past do not run on
/// a new Python, and packages do not say which they need. What takes part in compiling, as Cython and
/// numpy do, is that of the day, for old code needs an old one.
const BUILD_TOOLS: [&str; 11] = [
    "setuptools",
    "wheel",
    "setuptools-scm",
    "flit-core",
    "flit-scm",
    "hatchling",
    "hatch-vcs",
    "pbr",
    "pdm-backend",
    "poetry-core",
    "scikit-build-core",
];

/// How often it is resolved again because a dependency names a pre-release.
const MOST_ROUNDS: usize = 4;

/// What one environment is filled by and from.
pub struct Install<'a> {
    pub uv: &'a Uv<'a>,
    pub request: &'a Request<'a>,
    pub settings: &'a Settings,
    pub lists: &'a Lists,
    /// The environment's interpreter; the seeds are installed.
    pub python: &'a Path,
    /// An empty folder for lists in the making. They are for this user only: an index's address
    /// may hold a password.
    pub scratch: &'a Path,
    /// What is installed already. As with pip, it stays if it satisfies the lists.
    pub seeds: &'a Lock,
}

/// What is installed at once, and from where.
struct Step {
    sources: Sources,
    lock: Lock,
}

impl Install<'_> {
    /// Installs the lists, and answers with what there is then, the seeds included.
    pub fn run(&self) -> Result<Lock> {
        // Of several indexes pip asks all, which the person may not want. With hashes none can step in.
        let hashed = |list: &List| list.sources(&Sources::default()).require_hashes;
        let strict = !self.lists.lists.iter().all(hashed)
            && self.settings.strategy != BEST_OF_ALL
            && self.settings.of_all(self.lists).are_several();
        if self.lists.lists.iter().any(List::is_for_pip) {
            if strict {
                return Err(Message::PipAsksAllIndexes.into());
            }
            self.say(&Message::PipInstalls);
            return self.with_pip(None);
        }
        let failure = match self.with_uv()? {
            Ok(lock) => return Ok(lock),
            Err(failure) => failure,
        };
        if strict || !matches!(*failure.message, Message::RequirementsUnresolvable { .. }) {
            return Err(failure);
        }
        self.say(&Message::PipTries);
        if let Err(words) = self.start_over()? {
            return Err(self.failure(&words));
        }
        // With hashes uv was not asked for archives that must be built.
        self.with_pip(Some(failure).filter(|_| !self.lists.lists.iter().any(hashed)))
    }

    /// Resolves and installs with uv. Of two failures the inner one is uv's own.
    fn with_uv(&self) -> Result<Result<Lock, Failure>> {
        if let Some(date) = self.request.as_of
            && !self.settings.of_all(self.lists).links.is_empty()
        {
            self.say(&Message::AsOfNotForLinks { date: date.to_string() });
        }
        let mut base = self.settings.sources.clone();
        let mut before = Lock::default();
        for _ in 0..MOST_ROUNDS {
            before = match self.with_uv_from(&base, &before)? {
                Ok(lock) => lock,
                failure => return Ok(failure),
            };
            // uv takes a pre-release only where the lists name one, pip also where a dependency does; what
            // depends on what is known by now.
            let known = base.pre_of.len();
            base.pre_of.extend(self.pre_releases(&before, &base.pre_of)?);
            if base.pre_of.len() == known {
                break;
            }
        }
        Ok(Ok(before))
    }

    /// Resolves and installs once, in place of `before`.
    fn with_uv_from(&self, base: &Sources, before: &Lock) -> Result<Result<Lock, Failure>> {
        let steps = match self.resolve(base)? {
            Ok(steps) => steps,
            Err(words) => return Ok(Err(self.unresolved(&words))),
        };
        let mut lock = self.seeds.clone();
        for step in &steps {
            lock = step.lock.over(&lock);
        }
        if let Err(words) = self.uninstall(before.names().filter(|name| lock.get(name).is_none()))? {
            return Ok(Err(self.failure(&words)));
        }
        for step in &steps {
            if let Err(words) = self.install(step)? {
                return Ok(Err(self.failure(&words)));
            }
        }
        let installed = self.freeze()?;
        let odd = installed.map_or_else(|| vec!["uv".into()], |installed| lock.differs(&installed));
        match odd.is_empty() {
            true => Ok(Ok(lock)),
            false => Err(Message::EnvironmentDiffers { names: odd.join(", ") }.into()),
        }
    }

    fn install(&self, step: &Step) -> Result<Result<(), Words>> {
        if step.lock.is_empty() {
            return Ok(Ok(()));
        }
        let text = step.sources.head(&self.lists.root) + &step.lock.text();
        let list = self.write("install.txt", &text)?;
        let mut arguments =
            self.arguments(&["pip", "install", "--no-deps"], &step.sources, &self.lists.lists);
        arguments.extend(["--requirements".into(), list.into()]);
        self.uv.run(arguments.iter().map(OsString::as_os_str))
    }

    fn uninstall(&self, names: impl Iterator<Item = String>) -> Result<Result<(), Words>> {
        let names: Vec<String> = names.collect();
        if names.is_empty() {
            return Ok(Ok(()));
        }
        let command = ["pip", "uninstall", "--python"].map(OsStr::new);
        let names = names.iter().map(OsStr::new);
        self.uv.run(command.into_iter().chain([self.python.as_os_str()]).chain(names))
    }

    /// What is installed, as `pip freeze` prints it.
    fn freeze(&self) -> Result<Option<String>> {
        self.uv
            .ask(["pip", "freeze", "--python"].map(OsStr::new).into_iter().chain([self.python.as_os_str()]))
    }

    /// Leaves nothing but the seeds: pip would take what is there, and not say that it has.
    fn start_over(&self) -> Result<Result<(), Words>> {
        let installed = Lock::read(&self.freeze()?.unwrap_or_default())?;
        if let Err(words) = self.uninstall(installed.less(self.seeds).names())? {
            return Ok(Err(words));
        }
        let lock = self.seeds.less(&installed);
        self.install(&Step { sources: self.settings.sources.clone(), lock })
    }

    /// What both lists come to. Where they say the same about what may be taken, they are resolved
    /// together; otherwise, and where they contradict each other, the second is put over the first, as
    /// with pip run twice (contract §1).
    fn resolve(&self, base: &Sources) -> Result<Result<Vec<Step>, Words>> {
        let [first, more @ ..] = &self.lists.lists[..] else { return Ok(Ok(Vec::new())) };
        let of_first = first.sources(base);
        let only = |lock, sources| vec![Step { sources, lock }];
        let Some(second) = more.first() else {
            return Ok(self.compile(&[first], &of_first, self.seeds)?.map(|lock| only(lock, of_first)));
        };
        let mut of_second = second.sources(&of_first.handed_on(base));
        if of_second == of_first && first.constraints.is_empty() && second.constraints.is_empty() {
            let together = self.compile(&[first, second], &of_first, self.seeds)?;
            if !together
                .as_ref()
                .is_err_and(|words| self.failure(words).message.code() == "requirements-unresolvable")
            {
                return Ok(together.map(|lock| only(lock, of_first)));
            }
        }
        let before = match self.compile(&[first], &of_first, self.seeds)? {
            Ok(lock) => lock,
            Err(words) => return Ok(Err(words)),
        };
        let preferred = before.over(self.seeds);
        let mut after = self.compile(&[second], &of_second, &preferred)?;
        let alone = second.sources(base);
        if after.is_err() && alone != of_second {
            after = self.compile(&[second], &alone, &preferred)?;
            of_second = alone;
        }
        Ok(after.map(|after| {
            self.say_replaced(&after, &before);
            // What the first has stays as its own line and hashes say.
            let first = Step { sources: of_first, lock: before.left_by(&after) };
            vec![first, Step { sources: of_second, lock: after.less(&before) }]
        }))
    }

    /// Says which packages of the first list the second has replaced.
    pub fn say_replaced(&self, after: &Lock, before: &Lock) {
        for Replaced { name, before, after } in after.replaces(before) {
            self.say(&Message::RequirementReplaced { name, before, after });
        }
    }

    /// Resolves `lists` together. What `preferred` has is taken where it satisfies them.
    fn compile(&self, lists: &[&List], sources: &Sources, preferred: &Lock) -> Result<Result<Lock, Words>> {
        // To resolve, uv builds archives before their hashes are checked, but for those in addresses;
        // so with hashes it gets wheels only, and whatever else there is pip installs.
        let of_wheels = sources.require_hashes.then(|| sources.clone().with_wheels_only());
        let given = of_wheels.as_ref().unwrap_or(sources);
        let text = |requirement: &Requirement| match requirement.place {
            Place::Url { .. } => requirement.with_hash_in_address().text("file:") + "\n",
            _ => requirement.text("file:") + "\n",
        };
        let asked: String = lists.iter().flat_map(|list| &list.requirements).map(text).collect();
        let list = self.write("list.txt", &(given.head(&self.lists.root) + &asked))?;
        let limits: String = lists.iter().flat_map(|list| &list.constraints).map(text).collect();
        let output = self.write("lock.txt", &preferred.text())?;
        let command = ["pip", "compile", "--generate-hashes", "--no-header", "--no-annotate"];
        let mut arguments = self.arguments(&command, sources, lists.iter().copied());
        arguments.extend(["--output-file".into(), (&output).into()]);
        // uv warns of an empty file.
        if !limits.is_empty() {
            arguments.extend(["--constraints".into(), self.write("constraints.txt", &limits)?.into()]);
        }
        arguments.push(list.into());
        match self.uv.try_quietly(arguments.iter().map(OsString::as_os_str))? {
            Ok(words) => words.write(self.request.output),
            // Whether that is the end, the caller knows.
            Err(words) => return Ok(Err(words)),
        }
        let lock = Lock::read(&std::fs::read_to_string(&output).map_err(|e| unwritable(&output, e))?)?;
        let asked: Vec<_> =
            lists.iter().flat_map(|list| list.requirements.iter().chain(&list.constraints)).collect();
        if !sources.require_hashes {
            return Ok(Ok(lock.with_hashes_of_places(&asked)));
        }
        let hashed = lock.hashed_by(&asked, preferred);
        hashed.map(Ok).map_err(|name| Message::RequirementHashMissing { name }.into())
    }

    /// The arguments that every uv command on these lists needs.
    fn arguments<'l>(
        &self,
        command: &[&str],
        sources: &Sources,
        lists: impl IntoIterator<Item = &'l List>,
    ) -> Vec<OsString> {
        let mut arguments = self.uv.arguments(command, self.python, sources);
        // The day counts for what is built, too; so an archive is built by the same tools for its
        // metadata and to be installed.
        if self.request.as_of.is_some() {
            let asked = |tool: &str| {
                self.lists
                    .lists
                    .iter()
                    .flat_map(|list| &list.requirements)
                    .any(|asked| asked.name().as_deref() == Some(tool))
            };
            let exempt = BUILD_TOOLS.iter().filter(|tool| !asked(tool));
            arguments.extend(exempt.map(|tool| format!("--exclude-newer-package={tool}=false").into()));
        }
        for requirement in lists.into_iter().flat_map(|list| &list.requirements) {
            for setting in &requirement.config_settings {
                let name = requirement.name().unwrap_or_default();
                arguments.push(format!("--config-settings-package={name}:{setting}").into());
            }
        }
        arguments
    }

    fn unresolved(&self, words: &Words) -> Failure {
        words.write(self.request.output);
        match self.request.as_of {
            Some(date) if words.mention("exclude-newer") => {
                Message::RequirementsUnresolvableAsOf { date: date.to_string(), reason: words.reason() }
                    .into()
            }
            _ => self.failure(words),
        }
    }

    pub fn failure(&self, words: &Words) -> Failure {
        words.failure(&shown(&self.request.cache.join("envs")))
    }

    pub fn say(&self, message: &Message) {
        say(self.request, message);
    }

    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.scratch.join(name);
        std::fs::write(&path, text).map_err(|e| unwritable(&path, e))?;
        Ok(path)
    }
}

/// A line in the run's log. If nobody reads it any more, that must not end the build.
pub fn say(request: &Request<'_>, message: &Message) {
    let _ = (&mut &*request.output).write_all(format!("[trainyard] {message}\n").as_bytes());
}
