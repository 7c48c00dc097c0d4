//! Schedules, and the due times in the form.

use contract::{Day, Mistakes, PipelineKind, When as At};
use engine::{Missed, Schedule};
use jiff::Zoned;
use locales::{Language, Message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;
use super::run::RunRow;

/// When a run is to be created, as entered. What was entered for another choice stays without being shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct When {
    is: WhenKind,
    /// `2026-12-01 08:00`.
    at: String,
    days: Vec<Day>,
    /// `08:00`.
    time: String,
    /// Used instead of days and time, unless empty.
    cron: String,
    pub(crate) missed: Missed,
    /// The schedule to change; null: a new one.
    pub(crate) schedule: Option<String>,
}

/// The form's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
enum WhenKind {
    Now,
    At,
    Recurring,
}

impl When {
    /// Now, with the mornings of weekdays as the default for recurring times.
    pub(crate) fn now() -> Self {
        Self {
            is: WhenKind::Now,
            at: String::new(),
            days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri],
            time: "08:00".into(),
            cron: String::new(),
            missed: Missed::Once,
            schedule: None,
        }
    }

    /// The due times of a schedule.
    pub(crate) fn of(schedule: &Schedule) -> Self {
        let (missed, id) = (schedule.missed, Some(schedule.id.to_string()));
        let base = Self { missed, schedule: id, ..Self::now() };
        match &schedule.when {
            At::At(_) => Self { is: WhenKind::At, at: schedule.when.to_string(), ..base },
            At::Cron(cron) => Self { is: WhenKind::Recurring, cron: cron.to_string(), ..base },
            At::Weekly { days, time } => {
                let time = time.strftime("%H:%M").to_string();
                Self { is: WhenKind::Recurring, days: days.clone(), time, ..base }
            }
        }
    }

    /// The engine's form of it, if that is valid and not now, and what is invalid.
    pub(crate) fn parse(&self) -> (Option<At>, Mistakes) {
        let mut mistakes = Mistakes::default();
        let days: Vec<_> = self.days.iter().map(|day| day.word()).collect();
        let when = match self.is {
            WhenKind::Now => None,
            WhenKind::At => mistakes.take(At::at(&self.at)),
            WhenKind::Recurring if !self.cron.trim().is_empty() => mistakes.take(At::cron(&self.cron)),
            WhenKind::Recurring => {
                let days = mistakes.take(Day::read(&days.join(",")));
                let time = mistakes.take(At::time(&self.time));
                days.zip(time).map(|(days, time)| At::Weekly { days, time })
            }
        };
        (when, mistakes)
    }
}

/// All schedules.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Schedules {
    pub(crate) rows: Vec<ScheduleRow>,
    /// Whether an agent fires them while no window is open.
    pub(crate) agent: bool,
}

/// A schedule.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: PipelineKind,
    pub(crate) package: String,
    pub(crate) version: String,
    /// Its due times, as text.
    pub(crate) when: String,
    pub(crate) paused: bool,
    /// It will never fire again.
    pub(crate) over: bool,
    /// The next time.
    pub(crate) next: Option<f64>,
}

/// Everything about one schedule.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleDetails {
    pub(crate) schedule: ScheduleRow,
    /// The id of its project.
    pub(crate) project: String,
    /// What happens with missed times.
    pub(crate) missed: String,
    /// The day that its runs resolve as of.
    pub(crate) as_of: Option<String>,
    /// Input dataset, with the folder in it.
    pub(crate) dataset: Option<String>,
    pub(crate) evaluation: Option<String>,
    pub(crate) times: Vec<f64>,
    /// Its newest runs.
    pub(crate) runs: Vec<RunRow>,
    pub(crate) skipped: Option<SkippedTime>,
    pub(crate) agent: bool,
}

/// A due time that created no run.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct SkippedTime {
    due: f64,
    reason: String,
}

impl ScheduleRow {
    pub(crate) fn of(schedule: &Schedule, now: &Zoned, language: Language) -> Self {
        Self {
            id: schedule.id.to_string(),
            name: schedule.form.name.clone(),
            kind: schedule.form.kind,
            package: schedule.form.package.to_string(),
            version: schedule.form.version.to_string(),
            when: schedule.when.render(language),
            paused: schedule.paused,
            over: schedule.is_over(now),
            next: schedule.next(now, 1).pop().map(|at| millis(at.timestamp())),
        }
    }
}

impl SkippedTime {
    pub(crate) fn of(schedule: &Schedule, now: &Zoned, language: Language) -> Option<Self> {
        let skipped = schedule.skipped.as_ref()?;
        let due = millis(schedule.when.moment(skipped.due, now.time_zone()).timestamp());
        Some(Self { due, reason: skipped.reason.render(language) })
    }
}

/// The name of the rule for missed times.
pub(crate) fn missed(missed: Missed) -> Message {
    match missed {
        Missed::Once => Message::MissedOnce,
        Missed::Skip => Message::MissedSkip,
    }
}
