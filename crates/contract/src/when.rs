//! When a schedule is due: at a date and time, at a time on days of the week, or by a cron expression.
//!
//! Due times are wall times: what a clock shows in the local time zone. A wall time that occurs twice, at
//! the end of summer time, is due once, the first time; one that does not occur, at the beginning of
//! summer time, is due when the clock jumps over it; one that occurs again because the clock was set back
//! or the zone changed is not due again. Only a cron expression for every hour is different: its hours are
//! counted in UTC, so that none is skipped or due twice.

use std::fmt;
use std::str::FromStr;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Zoned};
use locales::{Failure, Language, Message, Result};
use serde::{Deserialize, Serialize};

use crate::text::as_text;
use crate::{AtField, Field, FormError};

/// The shortest time there is.
const INSTANT: SignedDuration = SignedDuration::from_nanos(1);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// All days, from Monday on.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// Its name in files, in cron expressions and in the CLI.
    pub fn word(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }

    /// Parses days: `mon,tue`.
    ///
    /// # Errors
    /// The text is empty, or contains an unknown day.
    pub fn read(text: &str) -> Result<Vec<Self>, FormError> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let read = |word: &str| {
            let day = Self::ALL.into_iter().find(|day| word.eq_ignore_ascii_case(day.word()));
            day.ok_or_else(|| Failure::from(Message::DayUnknown { day: word.into() }))
        };
        let mut days = words.map(read).collect::<Result<Vec<_>>>().at(Field::Days)?;
        days.sort();
        days.dedup();
        if days.is_empty() {
            return Err(FormError::at(Field::Days, Message::DaysMissing));
        }
        Ok(days)
    }

    /// Its short name for a person.
    pub fn title(self) -> Message {
        match self {
            Self::Mon => Message::DayMon,
            Self::Tue => Message::DayTue,
            Self::Wed => Message::DayWed,
            Self::Thu => Message::DayThu,
            Self::Fri => Message::DayFri,
            Self::Sat => Message::DaySat,
            Self::Sun => Message::DaySun,
        }
    }

    /// Its name in a sentence: "Monday".
    fn name(self) -> Message {
        match self {
            Self::Mon => Message::DayMonday,
            Self::Tue => Message::DayTuesday,
            Self::Wed => Message::DayWednesday,
            Self::Thu => Message::DayThursday,
            Self::Fri => Message::DayFriday,
            Self::Sat => Message::DaySaturday,
            Self::Sun => Message::DaySunday,
        }
    }
}

/// A cron expression of five fields: minute, hour, day of the month, month, day of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronExpression {
    text: String,
    // Boxed because it is much larger than the other kinds of When.
    cron: Box<Cron>,
    is_hourly: bool,
}

impl FromStr for CronExpression {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let text = text.trim().to_string();
        // croner accepts an empty list, and then searches for a due time for minutes.
        if text.split_whitespace().any(|field| field.split(',').all(str::is_empty)) {
            return Err(Message::CronInvalid { text }.into());
        }
        let parsed = parser.parse(&text).and_then(|cron| {
            let hourly = hourly(&text);
            Ok((hourly.is_some(), hourly.map_or(Ok(cron), |all| parser.parse(&all))?))
        });
        match parsed {
            Ok((is_hourly, cron)) => Ok(Self { text, cron: Box::new(cron), is_hourly }),
            Err(cause) => Err(Failure::because(Message::CronInvalid { text }, cause)),
        }
    }
}

/// Normalises a valid expression that is due every hour, however it is written, to `*` in its field for
/// hours. `None` if it is not due every hour.
fn hourly(text: &str) -> Option<String> {
    let text = if text.eq_ignore_ascii_case("@hourly") { "0 * * * *" } else { text };
    let mut fields: Vec<&str> = text.split_whitespace().collect();
    let hours = fields.get_mut(1)?;
    let of_a_day: Cron = format!("0 {hours} * * *").parse().ok()?;
    *hours = "*";
    let eve = DateTime::constant(2025, 12, 31, 23, 0, 0, 0);
    let last = of_a_day.iter_after(eve).take(24).last()?;
    (last == DateTime::constant(2026, 1, 1, 23, 0, 0, 0)).then(|| fields.join(" "))
}

impl fmt::Display for CronExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

as_text!(CronExpression);

/// When a schedule is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Once, at this time.
    At(DateTime),
    /// On each of these days at this time.
    Weekly {
        /// At least one day.
        days: Vec<Day>,
        /// The time, to the minute.
        time: Time,
    },
    /// By a cron expression.
    Cron(CronExpression),
}

impl When {
    /// Parses a date and a time: `2026-12-01 08:00`.
    ///
    /// # Errors
    /// The text is something else.
    pub fn at(text: &str) -> Result<Self, FormError> {
        let written = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
        let read = written.iter().find_map(|form| DateTime::strptime(form, text.trim()).ok());
        // The last day of the calendar does not exist in every time zone, and a year before it is a mistake.
        let read = read.filter(|at| (1..9999).contains(&at.year()));
        let refused = || FormError::at(Field::At, Message::AtInvalid { text: text.into() });
        read.map(Self::At).ok_or_else(refused)
    }

    /// Parses days, `mon,tue`, and a time, `08:00`.
    ///
    /// # Errors
    /// There is no day, or an unknown day, or an invalid time.
    pub fn weekly(days: &str, time: &str) -> Result<Self, FormError> {
        Ok(Self::Weekly { days: Day::read(days)?, time: Self::time(time)? })
    }

    /// Parses a time of day: `08:00`.
    ///
    /// # Errors
    /// The text is something else.
    pub fn time(text: &str) -> Result<Time, FormError> {
        let refused = |_| FormError::at(Field::Time, Message::TimeInvalid { text: text.into() });
        Time::strptime("%H:%M", text.trim()).map_err(refused)
    }

    /// Parses a cron expression.
    ///
    /// # Errors
    /// It is invalid.
    pub fn cron(text: &str) -> Result<Self, FormError> {
        text.parse().map(Self::Cron).at(Field::Cron)
    }

    /// Checks that it is due at some time after `now`.
    ///
    /// # Errors
    /// It is never due again.
    pub fn check(&self, now: &Zoned) -> Result<(), FormError> {
        if !self.next(now, 1).is_empty() {
            return Ok(());
        }
        Err(match self {
            Self::Cron(cron) => FormError::at(Field::Cron, Message::CronNever { text: cron.to_string() }),
            Self::At(_) | Self::Weekly { .. } => {
                FormError::at(Field::At, Message::AtPast { text: self.to_string() })
            }
        })
    }

    /// The latest wall time that has occurred up to `now`, or its time in UTC if the hours are counted in UTC. Due
    /// times are identified by it. In an hour that a clock shows for the second time, that is the end of this hour.
    pub fn wall_time(&self, now: &Zoned) -> DateTime {
        if self.is_hourly() {
            return Offset::UTC.to_datetime(now.timestamp());
        }
        let shown = now.datetime();
        match now.time_zone().to_ambiguous_zoned(shown).offset() {
            AmbiguousOffset::Fold { before, after } if after == now.offset() => {
                let just_after = now.timestamp().saturating_add(INSTANT);
                let set_back = just_after.ok().and_then(|after| now.time_zone().preceding(after).next());
                let end = set_back.map(|change| before.to_datetime(change.timestamp()));
                end.map_or(shown, |end| end.saturating_sub(INSTANT))
            }
            _ => shown,
        }
    }

    /// The wall time of the last due time up to `now`.
    pub fn last(&self, now: &Zoned) -> Option<DateTime> {
        let cron = match self {
            Self::At(at) => return (*at <= self.wall_time(now)).then_some(*at),
            Self::Weekly { .. } | Self::Cron(_) => self.expression()?,
        };
        if self.is_hourly() {
            cron.find_previous_occurrence(now, true).ok().map(|at| self.wall_time(&at))
        } else {
            cron.find_previous_occurrence(&self.wall_time(now), true).ok()
        }
    }

    /// The next `count` due times after `now`.
    pub fn next(&self, now: &Zoned, count: usize) -> Vec<Zoned> {
        let zone = now.time_zone();
        let mut times: Vec<Zoned> = match (self, self.expression()) {
            (Self::At(at), _) => {
                return (*at > self.wall_time(now)).then(|| self.moment(*at, zone)).into_iter().collect();
            }
            (_, None) => return Vec::new(),
            (_, Some(cron)) if self.is_hourly() => cron.iter_after(now.clone()).take(count).collect(),
            // Wall times in the same gap of the clock become one, so that more are needed than `count`.
            (_, Some(cron)) => {
                let wall_times = cron.iter_after(self.wall_time(now)).take(count + 60);
                let mut times: Vec<_> = wall_times.map(|wall_time| self.moment(wall_time, zone)).collect();
                times.dedup();
                times
            }
        };
        times.truncate(count);
        times
    }

    /// The moment at which a clock in `zone` first shows a wall time, or jumps over it.
    pub fn moment(&self, wall_time: DateTime, zone: &TimeZone) -> Zoned {
        let zone = zone.clone();
        if self.is_hourly() {
            let at = Offset::UTC.to_timestamp(wall_time);
            return at.unwrap_or(jiff::Timestamp::MAX).to_zoned(zone);
        }
        let moment = match zone.to_ambiguous_zoned(wall_time).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall_time),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall_time),
            AmbiguousOffset::Gap { before, .. } => before.to_timestamp(wall_time).map(|inside| {
                let just_after = inside.saturating_add(INSTANT);
                let change = just_after.ok().and_then(|after| zone.preceding(after).next());
                change.map_or(inside, |change| change.timestamp())
            }),
        };
        moment.unwrap_or(jiff::Timestamp::MAX).to_zoned(zone)
    }

    /// Whether its hours are counted in UTC.
    fn is_hourly(&self) -> bool {
        matches!(self, Self::Cron(cron) if cron.is_hourly)
    }

    /// The cron expression of a recurring schedule.
    fn expression(&self) -> Option<Cron> {
        match self {
            Self::At(_) => None,
            Self::Cron(cron) => Some(Cron::clone(&cron.cron)),
            Self::Weekly { days, time } => {
                let days: Vec<_> = days.iter().map(|day| day.word()).collect();
                let text = format!("{} {} * * {}", time.minute(), time.hour(), days.join(","));
                text.parse().ok()
            }
        }
    }
}

/// As a person types it: `2026-12-01 08:00`, `mon,tue 08:00`, or the expression.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => at.strftime("%Y-%m-%d %H:%M").fmt(f),
            Self::Cron(cron) => cron.fmt(f),
            Self::Weekly { days, time } => {
                let days: Vec<_> = days.iter().map(|day| day.word()).collect();
                write!(f, "{} {}", days.join(","), time.strftime("%H:%M"))
            }
        }
    }
}

impl When {
    /// Its text in a list: `Mon, Tue at 08:00`.
    pub fn render(&self, language: Language) -> String {
        match self {
            Self::At(_) | Self::Cron(_) => self.to_string(),
            Self::Weekly { days, time } => {
                let time = time.strftime("%H:%M").to_string();
                if days.len() == Day::ALL.len() {
                    return Message::WhenDaily { time }.render(language);
                }
                let days: Vec<_> = days.iter().map(|day| day.title().render(language)).collect();
                Message::WhenWeekly { days: days.join(", "), time }.render(language)
            }
        }
    }

    /// Its text in a sentence: `every Monday and Tuesday at 08:00`.
    pub fn render_in_sentence(&self, language: Language) -> String {
        let message = match self {
            Self::At(at) => {
                let (day, time) = (at.strftime("%Y-%m-%d").to_string(), at.strftime("%H:%M").to_string());
                Message::FormOnceAt { day, time }
            }
            Self::Cron(cron) => Message::FormCronDue { cron: cron.to_string() },
            Self::Weekly { days, .. } if days.len() == Day::ALL.len() => return self.render(language),
            Self::Weekly { days, time } if days[..] == Day::ALL[..5] => {
                Message::FormWeekdays { time: time.strftime("%H:%M").to_string() }
            }
            Self::Weekly { days, time } => {
                let days = days.iter().map(|day| day.name().render(language)).collect();
                let time = time.strftime("%H:%M").to_string();
                Message::FormWeekly { days: locales::list(days, language), time }
            }
        };
        message.render(language)
    }
}
