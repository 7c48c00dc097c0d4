//! Views of the run list that a person has saved: `views.json`.

use std::collections::BTreeMap;
use std::path::Path;

use contract::{AtField, Field, FormError};
use files::{Document, atomic, document};
use jiff::{Timestamp, Zoned};
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::run_column::RunColumn;
use store::run_list::RunFilter;

use crate::parts::Views;
use crate::reads::Reads;
use crate::since;

/// How many characters a view's name may have.
const LONGEST_NAME: usize = 100;

/// The filter with its times resolved relative to `now`, so that a saved `7d` always means the last seven
/// days.
///
/// # Errors
/// A time that [`since`] does not take.
pub fn resolved(filter: RunFilter, now: &Zoned) -> Result<RunFilter<Timestamp>, FormError> {
    let time = |text: Option<String>| text.map(|text| since(&text, now)).transpose().at(Field::Since);
    let RunFilter {
        text,
        statuses,
        kinds,
        package,
        version,
        dataset,
        content,
        tags,
        since: from,
        until,
        conditions,
    } = filter;
    let (text, since, until) = (text.trim().to_string(), time(from)?, time(until)?);
    Ok(RunFilter {
        text,
        statuses,
        kinds,
        package,
        version,
        dataset,
        content,
        tags,
        since,
        until,
        conditions,
    })
}

/// A named view of the run list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RunView {
    /// Its name, which is unique.
    pub name: String,
    /// Which runs it shows.
    pub filter: RunFilter,
    /// The column it is sorted by.
    pub sort: RunColumn,
    /// Whether the order is descending.
    pub descending: bool,
    /// The columns, from the left.
    pub columns: Vec<RunColumn>,
    /// The widths of columns that the person has set, in pixels.
    #[serde(default)]
    pub widths: BTreeMap<String, u32>,
}

/// `views.json`. Older programs wrote the array alone.
#[derive(Debug, Serialize, Deserialize)]
struct SavedViews {
    views: Vec<RunView>,
}

impl Document for SavedViews {
    // Format 1 has no metrics. A program that knows only that could not read the file, and would write over it.
    const FORMAT: u64 = 2;
}

/// The saved views.
pub(crate) fn read(path: &Path) -> Result<Vec<RunView>> {
    let saved = document::read::<SavedViews>(path).map(|saved| saved.views);
    saved.or_else(|failure| atomic::read_json(path).map_err(|_| failure))
}

impl<S: Reads> Views<'_, S> {
    /// The saved views, the oldest first. An unreadable file counts as empty.
    pub fn all(&self) -> Vec<RunView> {
        read(&self.0.home().run_views()).unwrap_or_default()
    }
}

impl Views<'_> {
    /// Saves a view: a new one, or in place of the one that is called `old`.
    ///
    /// # Errors
    /// The name is invalid or taken; a time is invalid; no view is called `old`; the file cannot be written.
    pub fn save(&self, view: RunView, old: Option<&str>) -> Result<(), FormError> {
        let view = RunView { name: view.name.trim().to_string(), ..view };
        let is_legal = |name: &str| !name.is_empty() && !name.contains(char::is_control);
        if !is_legal(&view.name) || view.name.chars().count() > LONGEST_NAME {
            let refused = Message::ViewNameInvalid { name: view.name, longest: LONGEST_NAME as u64 };
            return Err(FormError::at(Field::Name, refused));
        }
        resolved(view.filter.clone(), &self.0.now())?;
        self.edit(|views| {
            let index = old.map(|name| index_of(views, name)).transpose()?;
            let twin = views.iter().position(|other| other.name == view.name);
            if twin.is_some() && twin != index {
                return Err(FormError::at(Field::Name, Message::ViewTaken { name: view.name }));
            }
            match index {
                Some(index) => views[index] = view,
                None => views.push(view),
            }
            Ok(())
        })
    }

    /// Removes a saved view.
    ///
    /// # Errors
    /// No view has this name, or the file cannot be written.
    pub fn remove(&self, name: &str) -> Result<()> {
        self.edit(|views| {
            views.remove(index_of(views, name)?);
            Ok(())
        })
    }

    fn edit<E: From<Failure>>(&self, edit: impl FnOnce(&mut Vec<RunView>) -> Result<(), E>) -> Result<(), E> {
        self.0.change_store(|change| {
            let mut views = self.all();
            edit(&mut views)?;
            // The index does not depend on them.
            let home = change.home();
            let saved = SavedViews { views };
            Ok(home.with_reserve(|| document::rewrite(&home.run_views(), &saved))?)
        })
    }
}

fn index_of(views: &[RunView], name: &str) -> Result<usize> {
    let found = views.iter().position(|view| view.name == name);
    found.ok_or_else(|| Message::ViewUnknown { name: name.to_string() }.into())
}

#[cfg(test)]
mod tests {
    use contract::Status;

    use store::run_sort::RunSort;

    use super::*;

    fn view(name: &str) -> RunView {
        RunView {
            name: name.into(),
            filter: RunFilter {
                statuses: vec![Status::Failed],
                since: Some("7d".into()),
                conditions: vec!["metric:val/loss < 0.3".parse().unwrap()],
                ..RunFilter::default()
            },
            sort: "min:val/loss".parse().unwrap(),
            descending: true,
            columns: vec![RunSort::Name.into(), "metric:val/loss".parse().unwrap()],
            widths: BTreeMap::from([("name".into(), 240)]),
        }
    }

    /// A person would lose one view by saving another.
    #[test]
    fn names_of_views_are_unique() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let names = || engine.views().all().into_iter().map(|view| view.name).collect::<Vec<_>>();
        engine.views().save(view(" best "), None).unwrap();
        engine.views().save(view("broken"), None).unwrap();
        assert_eq!(engine.views().all()[0], view("best"));
        assert!(engine.views().save(view("best"), None).is_err());
        assert!(engine.views().save(view("best"), Some("broken")).is_err());
        assert!(engine.views().save(view("other"), Some("none")).is_err());
        assert!(engine.views().save(view("  "), None).is_err());
        let timeless = RunFilter { until: Some("some day".into()), ..RunFilter::default() };
        assert!(engine.views().save(RunView { filter: timeless, ..view("x") }, None).is_err());
        engine.views().save(view("good"), Some("best")).unwrap();
        engine.views().save(view("good"), Some("good")).unwrap();
        assert_eq!(names(), ["good", "broken"]);
        engine.views().remove("good").unwrap();
        assert!(engine.views().remove("good").is_err());
        assert_eq!(names(), ["broken"]);
    }

    /// A person would lose the views that an older program saved.
    #[test]
    fn views_of_older_programs_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.json");
        let saved = r#"{"name": "best", "filter": {"statuses": ["Failed"]}, "sort": "score", "descending": true,
                        "columns": ["name", "made"]}"#;
        for text in [format!("[{saved}]"), format!("{{\"format\": 1, \"views\": [{saved}]}}")] {
            std::fs::write(&path, text).unwrap();
            let views = read(&path).unwrap();
            assert_eq!(views[0].columns, [RunSort::Name, RunSort::NewVersion].map(RunColumn::from));
            assert_eq!(views[0].sort, RunSort::Score.into());
        }
    }
}
