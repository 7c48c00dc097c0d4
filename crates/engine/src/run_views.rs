//! Views of the run list that a person has saved: `views.json`.

use contract::{DatasetName, PackageName, PipelineKind, Status, Version};
use files::atomic;
use jiff::Zoned;
use locales::{Message, Result};
use rundir::Tag;
use serde::{Deserialize, Serialize};
use store::run_list::RunQuery;
use store::run_sort::RunSort;

use crate::{Engine, since};

/// How many characters a view's name may have.
const LONGEST_NAME: usize = 100;

/// Which runs a person wants to see, as they said it. What is empty or none asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunFilter {
    /// As in [`RunQuery::text`], with blanks around it.
    pub text: String,
    /// One of these.
    pub statuses: Vec<Status>,
    /// One of these pipeline types.
    pub kinds: Vec<PipelineKind>,
    /// The package that went in.
    pub package: Option<PackageName>,
    /// Its version.
    pub version: Option<Version>,
    /// A dataset that went in, to train or to evaluate on.
    pub dataset: Option<DatasetName>,
    /// All of these.
    pub tags: Vec<Tag>,
    /// Created then or later: a time as [`since`] takes it, so that `7d` stays the last seven days.
    pub since: Option<String>,
    /// Created before: a time written in the same way.
    pub until: Option<String>,
}

impl RunFilter {
    /// What it comes to `now`: to be completed with an order and a part.
    ///
    /// # Errors
    /// A time that is none.
    pub fn query(self, now: &Zoned) -> Result<RunQuery> {
        let time = |text: Option<String>| text.map(|text| since(&text, now)).transpose();
        Ok(RunQuery {
            text: self.text.trim().to_string(),
            statuses: self.statuses,
            kinds: self.kinds,
            package: self.package,
            version: self.version,
            dataset: self.dataset,
            tags: self.tags,
            since: time(self.since)?,
            until: time(self.until)?,
            ..RunQuery::default()
        })
    }
}

/// A view of the run list under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Its name, which no other has.
    pub name: String,
    /// Which runs it shows.
    pub filter: RunFilter,
    /// In which order.
    pub sort: RunSort,
    /// The other way round.
    pub descending: bool,
    /// What it shows of them, from the left.
    pub columns: Vec<RunSort>,
}

impl Engine {
    /// The saved views, the oldest first. A file that cannot be read means that there are none.
    pub fn run_views(&self) -> Vec<RunView> {
        atomic::read_json(&self.home.run_views()).unwrap_or_default()
    }

    /// Saves a view: a new one, or in place of the one that is called `old`.
    ///
    /// # Errors
    /// A name that cannot be one or that another view has; a time in it that is none; there is no `old`
    /// one; they cannot be written.
    pub fn keep_run_view(&self, view: RunView, old: Option<&str>) -> Result<()> {
        let view = RunView { name: view.name.trim().to_string(), ..view };
        let is_legal = |name: &str| !name.is_empty() && !name.contains(char::is_control);
        if !is_legal(&view.name) || view.name.chars().count() > LONGEST_NAME {
            return Err(Message::ViewNameInvalid { name: view.name, longest: LONGEST_NAME as u64 }.into());
        }
        view.filter.clone().query(&Zoned::now())?;
        let _lock = self.lock_store()?;
        let mut views = self.run_views();
        let place = old.map(|name| place(&views, name)).transpose()?;
        let twin = views.iter().position(|other| other.name == view.name);
        if twin.is_some() && twin != place {
            return Err(Message::ViewTaken { name: view.name }.into());
        }
        match place {
            Some(place) => views[place] = view,
            None => views.push(view),
        }
        self.put_run_views(&views)
    }

    /// Removes a saved view.
    ///
    /// # Errors
    /// There is none of this name; they cannot be written.
    pub fn remove_run_view(&self, name: &str) -> Result<()> {
        let _lock = self.lock_store()?;
        let mut views = self.run_views();
        views.remove(place(&views, name)?);
        self.put_run_views(&views)
    }

    fn put_run_views(&self, views: &[RunView]) -> Result<()> {
        self.home.with_reserve(|| atomic::write_json(&self.home.run_views(), &views))
    }
}

fn place(views: &[RunView], name: &str) -> Result<usize> {
    let found = views.iter().position(|view| view.name == name);
    found.ok_or_else(|| Message::ViewUnknown { name: name.to_string() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> RunView {
        RunView {
            name: name.into(),
            filter: RunFilter {
                statuses: vec![Status::Failed],
                since: Some("7d".into()),
                ..RunFilter::default()
            },
            sort: RunSort::Score,
            descending: true,
            columns: vec![RunSort::Name, RunSort::Score],
        }
    }

    /// A person would lose one view by saving another.
    #[test]
    fn a_view_keeps_its_name_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let names = || engine.run_views().into_iter().map(|view| view.name).collect::<Vec<_>>();
        engine.keep_run_view(view(" best "), None).unwrap();
        engine.keep_run_view(view("broken"), None).unwrap();
        assert_eq!(engine.run_views()[0], view("best"));
        assert!(engine.keep_run_view(view("best"), None).is_err());
        assert!(engine.keep_run_view(view("best"), Some("broken")).is_err());
        assert!(engine.keep_run_view(view("other"), Some("none")).is_err());
        assert!(engine.keep_run_view(view("  "), None).is_err());
        let timeless = RunFilter { until: Some("some day".into()), ..RunFilter::default() };
        assert!(engine.keep_run_view(RunView { filter: timeless, ..view("x") }, None).is_err());
        engine.keep_run_view(view("good"), Some("best")).unwrap();
        engine.keep_run_view(view("good"), Some("good")).unwrap();
        assert_eq!(names(), ["good", "broken"]);
        engine.remove_run_view("good").unwrap();
        assert!(engine.remove_run_view("good").is_err());
        assert_eq!(names(), ["broken"]);
    }
}
