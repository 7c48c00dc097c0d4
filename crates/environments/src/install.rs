//! Installs what the lists ask for: uv resolves them into a lock, installs that lock, and the result is
//! compared with it. What uv cannot do is left to pip.

use crate::list::Sources;
use crate::list::{List, Lists, Origin, Requirement};
use crate::lock::{Lock, Replaced};
use crate::reason::OutputTail;
use crate::request::Request;
use crate::settings::{BEST_OF_ALL, Settings};
use crate::uv::Uv;
use files::{shown, unwritable};
use locales::{Failure, Message, Result};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Tools that read a package's metadata and pack it. They are always the newest, because their releases
/// of a day in the past do not run on a new Python, and packages do not state which one they need. What
/// takes part in compiling, such as Cython and numpy, is that of the day: old code needs an old one.
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

/// How often the lists are resolved again because a dependency names a pre-release.
const MOST_ROUNDS: usize = 4;

/// One installation into a new environment.
pub struct Install<'a> {
    pub uv: &'a Uv<'a>,
    pub request: &'a Request<'a>,
    pub settings: &'a Settings,
    pub lists: &'a Lists,
    /// The environment's interpreter, for which the seeds are installed already.
    pub python: &'a Path,
    /// An empty folder for temporary lists, only for this user: an index's URL may contain a password.
    pub scratch: &'a Path,
    /// What is installed already. Like with pip, it stays if it satisfies the lists.
    pub seeds: &'a Lock,
}

/// Requirements that are installed together, and their sources.
struct Step {
    sources: Sources,
    lock: Lock,
}

impl Install<'_> {
    /// Installs the lists, and returns what is installed then, including the seeds.
    pub fn run(&self) -> Result<Lock> {
        // pip asks all indexes, which the person may not want. With hashes, no other index can step in.
        let hashed = |list: &List| list.sources(&Sources::default()).require_hashes;
        let strict = !self.lists.lists.iter().all(hashed)
            && self.settings.strategy != BEST_OF_ALL
            && self.settings.of_all(self.lists).are_several();
        if self.lists.lists.iter().any(List::is_for_pip) {
            if strict {
                return Err(Message::PipAsksAllIndexes.into());
            }
            self.log(&Message::PipInstalls);
            return self.with_pip(None);
        }
        let failure = match self.with_uv()? {
            Ok(lock) => return Ok(lock),
            Err(failure) => failure,
        };
        if strict || !matches!(*failure.message, Message::RequirementsUnresolvable { .. }) {
            return Err(failure);
        }
        self.log(&Message::PipTries);
        if let Err(tail) = self.start_over()? {
            return Err(self.failure(&tail));
        }
        // With hashes, uv did not try archives that must be built, so that its failure means little.
        self.with_pip(Some(failure).filter(|_| !self.lists.lists.iter().any(hashed)))
    }

    /// Installs what `lock`, that of an earlier environment, has, and returns it.
    pub fn exactly(&self, lock: &Lock) -> Result<Lock> {
        let sources = self.settings.of_all(self.lists);
        let planted = self.uninstall(self.seeds.names().filter(|name| lock.get(name).is_none()))?;
        let installed = match planted {
            Ok(()) => self.install(&Step { sources, lock: lock.less(self.seeds) }, true)?,
            failure => failure,
        };
        installed.map_err(|tail| self.failure(&tail))?;
        self.compared(lock.clone())
    }

    /// Resolves and installs with uv. The inner failure is uv's own.
    fn with_uv(&self) -> Result<Result<Lock, Failure>> {
        if let Some(date) = self.request.as_of
            && !self.settings.of_all(self.lists).links.is_empty()
        {
            self.log(&Message::AsOfNotForLinks { date: date.to_string() });
        }
        let mut base = self.settings.sources.clone();
        let mut before = Lock::default();
        for _ in 0..MOST_ROUNDS {
            before = match self.with_uv_from(&base, &before)? {
                Ok(lock) => lock,
                failure => return Ok(failure),
            };
            // uv accepts a pre-release only if the lists name one, pip also if a dependency does, which is
            // known only now.
            let known = base.pre_of.len();
            base.pre_of.extend(self.pre_releases(&before, &base.pre_of)?);
            if base.pre_of.len() == known {
                break;
            }
        }
        Ok(Ok(before))
    }

    /// Resolves and installs once, replacing `before`.
    fn with_uv_from(&self, base: &Sources, before: &Lock) -> Result<Result<Lock, Failure>> {
        let steps = match self.resolve(base)? {
            Ok(steps) => steps,
            Err(tail) => return Ok(Err(self.unresolved(&tail))),
        };
        let mut lock = self.seeds.clone();
        for step in &steps {
            lock = step.lock.over(&lock);
        }
        if let Err(tail) = self.uninstall(before.names().filter(|name| lock.get(name).is_none()))? {
            return Ok(Err(self.failure(&tail)));
        }
        for (i, step) in steps.iter().enumerate() {
            // uv runs the environment's Python, which runs code of what is installed already.
            let is_untouched = i == 0 && before.is_empty();
            if let Err(tail) = self.install(step, is_untouched)? {
                return Ok(Err(self.failure(&tail)));
            }
        }
        self.compared(lock).map(Ok)
    }

    /// Returns `lock` if it is what is installed.
    fn compared(&self, lock: Lock) -> Result<Lock> {
        let installed = self.freeze()?;
        let odd = installed.map_or_else(|| vec!["uv".into()], |installed| lock.differs(&installed));
        match odd.is_empty() {
            true => Ok(lock),
            false => Err(Message::EnvironmentDiffers { names: odd.join(", ") }.into()),
        }
    }

    /// Installs a step; `is_untouched`: into an environment in which nothing but the seeds is.
    fn install(&self, step: &Step, is_untouched: bool) -> Result<Result<(), OutputTail>> {
        if step.lock.is_empty() {
            return Ok(Ok(()));
        }
        let text = step.sources.head(&self.lists.root) + &step.lock.text();
        let list = self.write("install.txt", &text)?;
        let mut arguments =
            self.arguments(&["pip", "install", "--no-deps"], &step.sources, &self.lists.lists);
        arguments.extend(["--requirements".into(), list.into()]);
        // Of wheels, and of what was built before, no code runs. If something must be built, uv says so before it
        // installs anything.
        if self.request.wall.is_some() && is_untouched {
            let no_build = OsStr::new("--no-build");
            let wheels = arguments.iter().map(OsString::as_os_str).chain([no_build]);
            if self.uv.try_unwalled(wheels)?.is_ok() {
                return Ok(Ok(()));
            }
        }
        self.uv.run(arguments.iter().map(OsString::as_os_str))
    }

    fn uninstall(&self, names: impl Iterator<Item = String>) -> Result<Result<(), OutputTail>> {
        let names: Vec<String> = names.collect();
        if names.is_empty() {
            return Ok(Ok(()));
        }
        let command = ["pip", "uninstall", "--python"].map(OsStr::new);
        let names = names.iter().map(OsStr::new);
        self.uv.run(command.into_iter().chain([self.python.as_os_str()]).chain(names))
    }

    /// The output of `pip freeze`.
    fn freeze(&self) -> Result<Option<String>> {
        self.uv
            .ask(["pip", "freeze", "--python"].map(OsStr::new).into_iter().chain([self.python.as_os_str()]))
    }

    /// Uninstalls everything but the seeds: pip would use it, and its report would not contain it.
    fn start_over(&self) -> Result<Result<(), OutputTail>> {
        let installed = Lock::read(&self.freeze()?.unwrap_or_default())?;
        if let Err(tail) = self.uninstall(installed.less(self.seeds).names())? {
            return Ok(Err(tail));
        }
        let lock = self.seeds.less(&installed);
        self.install(&Step { sources: self.settings.sources.clone(), lock }, false)
    }

    /// Resolves both lists: together if they have the same options; otherwise, and if they contradict
    /// each other, the second replaces packages of the first, as if pip ran twice (contract §1).
    fn resolve(&self, base: &Sources) -> Result<Result<Vec<Step>, OutputTail>> {
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
                .is_err_and(|tail| self.failure(tail).message.code() == "requirements-unresolvable")
            {
                return Ok(together.map(|lock| only(lock, of_first)));
            }
        }
        let before = match self.compile(&[first], &of_first, self.seeds)? {
            Ok(lock) => lock,
            Err(tail) => return Ok(Err(tail)),
        };
        let preferred = before.over(self.seeds);
        let mut after = self.compile(&[second], &of_second, &preferred)?;
        let alone = second.sources(base);
        if after.is_err() && alone != of_second {
            after = self.compile(&[second], &alone, &preferred)?;
            of_second = alone;
        }
        Ok(after.map(|after| {
            self.log_replaced(&after, &before);
            // What the second list does not replace is installed with the first list's options and hashes.
            let first = Step { sources: of_first, lock: before.left_by(&after) };
            vec![first, Step { sources: of_second, lock: after.less(&before) }]
        }))
    }

    /// Logs which packages of the first list the second has replaced.
    pub fn log_replaced(&self, after: &Lock, before: &Lock) {
        for Replaced { name, before, after } in after.replaces(before) {
            self.log(&Message::RequirementReplaced { name, before, after });
        }
    }

    /// Resolves `lists` together. Versions in `preferred` are used if they satisfy the lists.
    fn compile(
        &self,
        lists: &[&List],
        sources: &Sources,
        preferred: &Lock,
    ) -> Result<Result<Lock, OutputTail>> {
        // While resolving, uv builds archives before it checks their hashes, except for those in URLs; so
        // with hashes it may use wheels only, and pip installs everything else.
        let of_wheels = sources.require_hashes.then(|| sources.clone().with_wheels_only());
        let given = of_wheels.as_ref().unwrap_or(sources);
        let text = |requirement: &Requirement| match requirement.origin {
            Origin::Url { .. } => requirement.with_hash_in_address().text("file:") + "\n",
            _ => requirement.text("file:") + "\n",
        };
        let asked: String = lists.iter().flat_map(|list| &list.requirements).map(text).collect();
        let list = self.write("list.txt", &(given.head(&self.lists.root) + &asked))?;
        let limits: String = lists.iter().flat_map(|list| &list.constraints).map(text).collect();
        let output = self.write("lock.txt", &preferred.text())?;
        let command = ["pip", "compile", "--generate-hashes", "--no-header", "--no-annotate"];
        let mut arguments = self.arguments(&command, sources, lists.iter().copied());
        arguments.extend(["--output-file".into(), (&output).into()]);
        // uv warns about an empty file.
        if !limits.is_empty() {
            arguments.extend(["--constraints".into(), self.write("constraints.txt", &limits)?.into()]);
        }
        arguments.push(list.into());
        match self.uv.try_quietly(arguments.iter().map(OsString::as_os_str))? {
            Ok(tail) => tail.write(self.request.output),
            // The caller decides whether this is the end, and logs it then.
            Err(tail) => return Ok(Err(tail)),
        }
        let lock = Lock::read(&std::fs::read_to_string(&output).map_err(|e| unwritable(&output, e))?)?;
        let asked: Vec<_> =
            lists.iter().flat_map(|list| list.requirements.iter().chain(&list.constraints)).collect();
        if !sources.require_hashes {
            return Ok(Ok(lock.with_hashes_of_origins(&asked)));
        }
        let hashed = lock.hashed_by(&asked, preferred);
        hashed.map(Ok).map_err(|name| Message::RequirementHashMissing { name }.into())
    }

    /// The arguments that every uv command for these lists needs.
    fn arguments<'l>(
        &self,
        command: &[&str],
        sources: &Sources,
        lists: impl IntoIterator<Item = &'l List>,
    ) -> Vec<OsString> {
        let mut arguments = self.uv.arguments(command, self.python, sources);
        // The day applies to build requirements, too. Each command exempts the same tools, so that they
        // build an archive both for its metadata and for its installation.
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

    fn unresolved(&self, tail: &OutputTail) -> Failure {
        tail.write(self.request.output);
        match self.request.as_of {
            Some(date) if tail.mentions("exclude-newer") => {
                Message::RequirementsUnresolvableAsOf { date: date.to_string(), reason: tail.reason() }.into()
            }
            _ => self.failure(tail),
        }
    }

    pub fn failure(&self, tail: &OutputTail) -> Failure {
        tail.failure(&shown(&self.request.cache.join("envs")))
    }

    pub fn log(&self, message: &Message) {
        log(self.request, message);
    }

    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.scratch.join(name);
        std::fs::write(&path, text).map_err(|e| unwritable(&path, e))?;
        Ok(path)
    }
}

/// Writes a line to the run's log.
pub fn log(request: &Request<'_>, message: &Message) {
    // A log that cannot be written must not end the build.
    let _ = (&mut &*request.output).write_all(format!("[trainyard] {message}\n").as_bytes());
}
