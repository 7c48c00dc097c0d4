//! How a person looks at the charts of each package's runs: `charts.json`.

use contract::{PackageName, ProjectId};
use files::{Document, document};
use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use crate::parts::Views;
use crate::reads::Reads;

/// Of how many packages the layout is remembered: those that were changed last.
const MOST_LAYOUTS: usize = 500;
/// How long a layout may be, in bytes of JSON.
const LONGEST_LAYOUT: usize = 256 << 10;

/// How the charts of a package are shown. Charts and groups have the names that the page gives them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChartLayout {
    /// What their points are drawn over.
    pub x: ChartAxis,
    /// From 0, which does not smooth, to 0.99.
    pub smoothing: f64,
    /// Whether their scales are logarithmic.
    pub log: bool,
    /// The charts whose scale is the other one.
    pub log_other: Vec<String>,
    /// How many are beside each other; 0: as many as fit.
    pub columns: u32,
    /// The pinned charts, in their order.
    pub pinned: Vec<String>,
    /// The hidden charts.
    pub hidden: Vec<String>,
    /// The charts of groups that were put in another order.
    pub order: Vec<String>,
    /// The groups that are folded.
    pub folded: Vec<String>,
}

/// What the points of a chart are drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ChartAxis {
    /// Their steps.
    Step,
    /// The time of day.
    Time,
    /// The time since the run began.
    Relative,
}

/// `charts.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SavedLayouts {
    /// The one that was changed last is the last one.
    layouts: Vec<SavedLayout>,
}

impl Document for SavedLayouts {}

#[derive(Debug, Serialize, Deserialize)]
struct SavedLayout {
    project: ProjectId,
    package: PackageName,
    layout: ChartLayout,
}

impl SavedLayout {
    fn is_of(&self, project: &ProjectId, package: &PackageName) -> bool {
        self.project == *project && self.package == *package
    }
}

impl<S: Reads> Views<'_, S> {
    /// How the charts of a package of the project were last shown; `None` if nobody has changed that.
    pub fn chart_layout(&self, package: &PackageName) -> Option<ChartLayout> {
        let all = self.chart_layouts().layouts;
        Some(all.into_iter().find(|one| one.is_of(self.0.project(), package))?.layout)
    }

    /// An unreadable file counts as empty.
    fn chart_layouts(&self) -> SavedLayouts {
        document::read(&self.0.home().chart_layouts()).unwrap_or_default()
    }
}

impl Views<'_> {
    /// Remembers how the charts of a package of the project are shown.
    ///
    /// # Errors
    /// The layout is too long, or the file cannot be written.
    pub fn keep_chart_layout(&self, package: &PackageName, layout: ChartLayout) -> Result<()> {
        let length = serde_json::to_vec(&layout).map_or(usize::MAX, |text| text.len());
        if length > LONGEST_LAYOUT {
            return Err(Message::ChartLayoutTooLong { longest: LONGEST_LAYOUT as u64 }.into());
        }
        self.0.change_store(|change| {
            let mut saved = self.chart_layouts();
            saved.layouts.retain(|one| !one.is_of(self.0.project(), package));
            let too_many = (saved.layouts.len() + 1).saturating_sub(MOST_LAYOUTS);
            saved.layouts.drain(..too_many);
            let (project, package) = (self.0.project().clone(), package.clone());
            saved.layouts.push(SavedLayout { project, package, layout });
            // The index does not depend on them.
            let home = change.home();
            home.with_reserve(|| document::rewrite(&home.chart_layouts(), &saved))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(pinned: &str) -> ChartLayout {
        ChartLayout {
            x: ChartAxis::Relative,
            smoothing: 0.6,
            log: true,
            log_other: vec!["acc".into()],
            columns: 2,
            pinned: vec![pinned.into()],
            hidden: Vec::new(),
            order: Vec::new(),
            folded: vec!["\0resources".into()],
        }
    }

    /// A person would arrange the charts of a package again for each run, or see them as another package's.
    #[test]
    fn each_package_of_each_project_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let [wine, churn]: [PackageName; 2] = ["wine", "churn"].map(|name| name.parse().unwrap());
        assert_eq!(engine.views().chart_layout(&wine), None);
        engine.views().keep_chart_layout(&wine, layout("loss")).unwrap();
        engine.views().keep_chart_layout(&churn, layout("auc")).unwrap();
        engine.views().keep_chart_layout(&wine, layout("val/loss")).unwrap();
        let again = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        assert_eq!(again.views().chart_layout(&wine), Some(layout("val/loss")));
        assert_eq!(again.views().chart_layout(&churn), Some(layout("auc")));
        let other = again.projects().create(&"other".parse().unwrap(), "").unwrap();
        assert_eq!(again.in_project(&other.id).views().chart_layout(&wine), None);
    }

    /// A page with an error would fill the disk, or make every start slower.
    #[test]
    fn what_is_remembered_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let name = |number: usize| format!("p{number}").parse::<PackageName>().unwrap();
        let long = layout(&"x".repeat(LONGEST_LAYOUT));
        let refused = engine.views().keep_chart_layout(&name(0), long).unwrap_err();
        assert!(matches!(*refused.message, Message::ChartLayoutTooLong { .. }), "{refused}");
        let one = |number| SavedLayout {
            project: engine.project().clone(),
            package: name(number),
            layout: layout("loss"),
        };
        let saved = SavedLayouts { layouts: (0..MOST_LAYOUTS).map(one).collect() };
        document::write(&engine.home().chart_layouts(), &saved).unwrap();
        engine.views().keep_chart_layout(&name(MOST_LAYOUTS), layout("loss")).unwrap();
        assert_eq!(engine.views().chart_layout(&name(0)), None);
        assert!(engine.views().chart_layout(&name(1)).is_some());
        assert!(engine.views().chart_layout(&name(MOST_LAYOUTS)).is_some());
    }
}
