//! No schedule fires twice or never: when summer time begins or ends, in any time zone, when the clock is set
//! back, or when the person travels. The tests pass the time in.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::collections::HashSet;

use contract::{Field, FormError, PipelineKind, ProjectId, RunForm, ScheduleId, When};
use engine::{Due, Missed, Schedule};
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan, Zoned};
use proptest::prelude::*;

/// Central Europe, New York, Lord Howe (half an hour of summer time, in the south), no change at all.
const ZONES: [&str; 4] =
    ["CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "UTC0"];

fn zone(n: usize) -> TimeZone {
    TimeZone::posix(ZONES[n]).unwrap()
}

fn paris(at: DateTime) -> Zoned {
    at.to_zoned(zone(0)).unwrap()
}

fn schedule(when: When, missed: Missed, now: &Zoned) -> Schedule {
    let form = RunForm {
        name: "nightly".into(),
        kind: PipelineKind::Training,
        package: "churn".parse().unwrap(),
        version: "1.0".parse().unwrap(),
        as_of: None,
        input: None,
        evaluation: None,
        input_state: None,
        evaluation_state: None,
        parameters: Vec::new(),
        gpu: false,
        limits: contract::Limits::default(),
        grace_seconds: 10,
        isolation: None,
    };
    let mut schedule = Schedule {
        id: ScheduleId::from_random(1),
        project: ProjectId::default(),
        form,
        when,
        missed,
        paused: false,
        created: now.timestamp(),
        after: DateTime::default(),
        fired: Vec::new(),
        waiting: None,
        run_tags: rundir::RunTags::default(),
        skipped: None,
    };
    schedule.begin(now);
    schedule
}

/// Looks as the program does, and remembers what fired.
fn look(schedule: &mut Schedule, now: &Zoned) -> Option<Due> {
    let due = schedule.look(now)?;
    if !due.is_skipped {
        schedule.has_fired(due.wall_time);
    }
    Some(due)
}

/// Everything that fires until `end` if the program looks every `every`: the wall time, and when it fired.
fn fires(
    schedule: &mut Schedule,
    begin: &Zoned,
    end: &Zoned,
    every: SignedDuration,
) -> Vec<(DateTime, Zoned)> {
    let mut fired = Vec::new();
    let mut now = begin.clone();
    while now < *end {
        now = now.checked_add(every).unwrap();
        fired.extend(look(schedule, &now).map(|due| (due.wall_time, now.clone())));
    }
    fired
}

fn times(when: &When, now: DateTime, count: usize) -> Vec<String> {
    when.next(&paris(now), count).iter().map(|at| at.strftime("%m-%d %H:%M %Z").to_string()).collect()
}

#[test]
fn a_time_that_the_clock_skips_comes_due_after_the_gap() {
    let when = When::weekly("sat,sun", "02:30").unwrap();
    let before = date(2026, 3, 28).at(0, 0, 0, 0);
    assert_eq!(times(&when, before, 3), ["03-28 02:30 CET", "03-29 03:00 CEST", "04-04 02:30 CEST"]);
    let mut nightly = schedule(when, Missed::Skip, &paris(date(2026, 3, 28).at(12, 0, 0, 0)));
    assert_eq!(look(&mut nightly, &paris(date(2026, 3, 29).at(1, 59, 59, 0))), None);
    let due = look(&mut nightly, &paris(date(2026, 3, 29).at(3, 0, 0, 0))).unwrap();
    assert!(!due.is_skipped);
    assert_eq!(look(&mut nightly, &paris(date(2026, 3, 29).at(3, 30, 0, 0))), None);
    // Several due times in one gap fire once.
    let quarters = When::cron("0,15,30 2 * * *").unwrap();
    let night = date(2026, 3, 29).at(0, 0, 0, 0);
    assert_eq!(times(&quarters, night, 2), ["03-29 03:00 CEST", "03-30 02:00 CEST"]);
}

#[test]
fn a_time_that_the_clock_shows_twice_comes_due_once() {
    let when = When::weekly("sun", "02:30").unwrap();
    assert_eq!(times(&when, date(2026, 10, 25).at(0, 0, 0, 0), 2), ["10-25 02:30 CEST", "11-01 02:30 CET"]);
    let begin = paris(date(2026, 10, 24).at(12, 0, 0, 0));
    let mut nightly = schedule(when, Missed::Once, &begin);
    let fired =
        fires(&mut nightly, &begin, &paris(date(2026, 10, 26).at(0, 0, 0, 0)), SignedDuration::from_secs(60));
    assert_eq!(fired.len(), 1);
    assert_eq!(fired[0].1.strftime("%H:%M %Z").to_string(), "02:30 CEST");
}

/// The list would show a time that is over, and a program started in that hour would run what was missed too late.
#[test]
fn in_an_hour_that_the_clock_shows_again_what_it_showed_before_is_over() {
    let again = paris(date(2026, 10, 25).at(1, 0, 0, 0)).checked_add(130.minutes()).unwrap();
    assert_eq!(again.strftime("%H:%M %Z").to_string(), "02:10 CET");
    let nightly = When::cron("30 2 * * *").unwrap();
    assert_eq!(nightly.next(&again, 1), [paris(date(2026, 10, 26).at(2, 30, 0, 0))]);
    let once = When::at("2026-10-25 02:30").unwrap();
    assert!(once.check(&again).is_err());
    for when in [nightly, once] {
        let mut missed = schedule(when, Missed::Once, &paris(date(2026, 10, 24).at(12, 0, 0, 0)));
        let due = Due { wall_time: date(2026, 10, 25).at(2, 30, 0, 0), is_skipped: false };
        assert_eq!(look(&mut missed, &again), Some(due));
        assert_eq!(look(&mut missed, &again.checked_add(30.minutes()).unwrap()), None);
    }
}

/// A person who wants a run every hour would get two, or none, in the night of the change.
#[test]
fn every_hour_is_every_hour_that_passes() {
    let hourly = When::cron("30 * * * *").unwrap();
    // All hours, however they are written; and some hours are not all.
    let also = ["30 */1 * * *", "30 0-23 * * *", "30 0-11,12-23 * * *"].map(|text| When::cron(text).unwrap());
    let autumn_night = date(2026, 10, 25).at(1, 0, 0, 0);
    also.iter().for_each(|also| assert_eq!(times(also, autumn_night, 6), times(&hourly, autumn_night, 6)));
    let on_the_hour = [When::cron("@hourly").unwrap(), When::cron("0 * * * *").unwrap()];
    assert_eq!(times(&on_the_hour[0], autumn_night, 6), times(&on_the_hour[1], autumn_night, 6));
    let by_day = When::cron("30 0-22 * * *").unwrap();
    assert_eq!(times(&by_day, autumn_night, 2), ["10-25 01:30 CEST", "10-25 02:30 CEST"]);
    assert_eq!(times(&by_day, autumn_night, 3)[2], "10-25 03:30 CET");
    let autumn = date(2026, 10, 25).at(1, 0, 0, 0);
    assert_eq!(
        times(&hourly, autumn, 4),
        ["10-25 01:30 CEST", "10-25 02:30 CEST", "10-25 02:30 CET", "10-25 03:30 CET"]
    );
    let spring = date(2026, 3, 29).at(1, 0, 0, 0);
    assert_eq!(times(&hourly, spring, 2), ["03-29 01:30 CET", "03-29 03:30 CEST"]);
    for night in [autumn, spring] {
        let begin = paris(night);
        let end = begin.checked_add(24.hours()).unwrap();
        let fired = fires(
            &mut schedule(hourly.clone(), Missed::Once, &begin),
            &begin,
            &end,
            SignedDuration::from_mins(10),
        );
        let moments: HashSet<_> = fired.iter().map(|(_, at)| at.timestamp()).collect();
        assert_eq!(moments.len(), 24, "{fired:?}");
    }
}

#[test]
fn leap_days_and_31sts_come_when_there_are_some() {
    let leap = When::cron("0 8 29 2 *").unwrap();
    assert_eq!(times(&leap, date(2026, 3, 1).at(0, 0, 0, 0), 1), ["02-29 08:00 CET"]);
    assert_eq!(leap.next(&paris(date(2026, 3, 1).at(0, 0, 0, 0)), 1)[0].year(), 2028);
    let last = When::cron("0 8 31 * *").unwrap();
    assert_eq!(times(&last, date(2026, 1, 31).at(9, 0, 0, 0), 2), ["03-31 08:00 CEST", "05-31 08:00 CEST"]);
    let never = When::cron("0 8 31 2 *").unwrap();
    let refused = never.check(&paris(date(2026, 1, 1).at(0, 0, 0, 0))).unwrap_err();
    assert_eq!((refused.field, refused.failure.message.code()), (Some(Field::Cron), "cron-never"));
}

#[test]
fn an_invalid_time_is_refused_with_its_own_message() {
    let code = |read: Result<When, FormError>| {
        read.err().map(|refused| (refused.field.unwrap(), refused.failure.message.code()))
    };
    for text in ["", "tomorrow", "2026-13-01 08:00", "2026-02-29 08:00", "2026-12-01 24:00", "2026-12-01"] {
        assert_eq!(code(When::at(text)), Some((Field::At, "at-invalid")), "{text}");
    }
    assert_eq!(code(When::weekly("", "08:00")), Some((Field::Days, "days-missing")));
    assert_eq!(code(When::weekly("mon,lundi", "08:00")), Some((Field::Days, "day-unknown")));
    for text in ["", "8", "25:00", "08:61"] {
        assert_eq!(code(When::weekly("mon", text)), Some((Field::Time, "time-invalid")), "{text}");
    }
    for text in ["", "* * * *", "* * * * * *", "61 * * * *", "x", ", * * * *", "0 ,, * * *"] {
        assert_eq!(code(When::cron(text)), Some((Field::Cron, "cron-invalid")), "{text}");
    }
    let now = paris(date(2026, 12, 1).at(8, 0, 0, 0));
    for text in ["99999-01-01 08:00", "9999-12-31 23:59", "0000-01-01 08:00", "-1-01-01 08:00"] {
        assert!(When::at(text).is_err(), "{text}: no calendar has it");
    }
    let past = When::at("2026-12-01 08:00").unwrap();
    assert_eq!(code(past.check(&now).map(|()| past)), Some((Field::At, "at-past")));
    assert!(When::at("2026-12-01T08:01").unwrap().check(&now).is_ok());
}

#[test]
fn a_file_holds_what_was_typed() {
    for when in [
        When::at("2026-12-01 08:00").unwrap(),
        When::weekly("tue, MON,tue", "08:05").unwrap(),
        When::cron("0 8 1 * *").unwrap(),
    ] {
        let file = serde_json::to_string(&when).unwrap();
        assert_eq!(serde_json::from_str::<When>(&file).unwrap(), when, "{file}");
    }
    assert_eq!(When::weekly("tue, MON,tue", "08:05").unwrap().to_string(), "mon,tue 08:05");
    assert!(serde_json::from_str::<When>(r#"{"cron": "x"}"#).is_err());
}

/// A laptop that is opened at nine would train what was meant for the night, or never again.
#[test]
fn what_was_missed_follows_the_rule() {
    let begin = paris(date(2026, 6, 1).at(12, 0, 0, 0));
    let opened = paris(date(2026, 6, 5).at(9, 0, 0, 0));
    let when = When::weekly("mon,tue,wed,thu,fri,sat,sun", "03:00").unwrap();
    let mut once = schedule(when.clone(), Missed::Once, &begin);
    assert_eq!(
        look(&mut once, &opened),
        Some(Due { wall_time: date(2026, 6, 5).at(3, 0, 0, 0), is_skipped: false })
    );
    assert_eq!(look(&mut once, &opened), None, "of four missed nights, one");
    let mut skip = schedule(when, Missed::Skip, &begin);
    assert!(look(&mut skip, &opened).unwrap().is_skipped);
    assert_eq!(look(&mut skip, &opened), None);
    let next_night = paris(date(2026, 6, 6).at(3, 0, 2, 0));
    assert!(!look(&mut skip, &next_night).unwrap().is_skipped, "the next one is in time");
    // Paused is not missed.
    once.paused = true;
    assert_eq!((look(&mut once, &next_night), once.next(&next_night, 5).len()), (None, 0));
    once.paused = false;
    once.begin(&next_night);
    assert_eq!(look(&mut once, &next_night), None);
}

#[test]
fn a_clock_that_was_years_ahead_and_is_set_back_does_not_stop_schedules() {
    let begin = paris(date(2026, 6, 1).at(12, 0, 0, 0));
    let mut daily =
        schedule(When::weekly("mon,tue,wed,thu,fri,sat,sun", "08:00").unwrap(), Missed::Once, &begin);
    assert!(look(&mut daily, &paris(date(2031, 1, 1).at(9, 0, 0, 0))).is_some());
    assert_eq!(look(&mut daily, &paris(date(2026, 6, 1).at(12, 1, 0, 0))), None);
    assert!(look(&mut daily, &paris(date(2026, 6, 2).at(8, 0, 0, 0))).is_some());
    // An hour back: eight o'clock has already fired.
    assert_eq!(look(&mut daily, &paris(date(2026, 6, 2).at(7, 30, 0, 0))), None);
    assert_eq!(look(&mut daily, &paris(date(2026, 6, 2).at(8, 0, 0, 0))), None);
    assert!(
        !daily.next(&paris(date(2026, 6, 2).at(7, 30, 0, 0)), 1)[0].strftime("%d").to_string().contains("02")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// In the eight days after any day, in any zone: one run for each chosen day, when it was due.
    #[test]
    fn each_chosen_day_fires_once(
        zone_at in 0..ZONES.len(), day in 1..365i64, days in 1u8..128, hour in 0..24i8, minute in 0..60i8,
    ) {
        let begin = date(2026, 1, 1).checked_add(day.days()).unwrap().at(12, 0, 0, 0).to_zoned(zone(zone_at)).unwrap();
        let end = begin.checked_add(8.days()).unwrap();
        let chosen = |n: usize| days >> n & 1 == 1;
        let words: Vec<_> =
            contract::Day::ALL.iter().enumerate().filter(|(n, _)| chosen(*n)).map(|(_, day)| day.word()).collect();
        let when = When::weekly(&words.join(","), &format!("{hour:02}:{minute:02}")).unwrap();
        let mut weekly = schedule(when.clone(), Missed::Skip, &begin);
        let fired = fires(&mut weekly, &begin, &end, SignedDuration::from_secs(240));
        let mut expected = Vec::new();
        let mut day = begin.date();
        while day <= end.date() {
            let wall_time = day.at(hour, minute, 0, 0);
            let moment = when.moment(wall_time, begin.time_zone());
            if chosen(day.weekday().to_monday_zero_offset() as usize) && moment > begin && moment <= end {
                expected.push(wall_time);
            }
            day = day.tomorrow().unwrap();
        }
        prop_assert_eq!(fired.iter().map(|(wall_time, _)| *wall_time).collect::<Vec<_>>(), expected);
        for (wall_time, at) in &fired {
            let late = when.moment(*wall_time, begin.time_zone()).duration_until(at);
            prop_assert!(late >= SignedDuration::ZERO && late <= SignedDuration::from_secs(240), "{wall_time} {at}");
        }
    }

    /// However the clock is set and wherever the person travels: no time fires twice, and the last due time
    /// has fired.
    #[test]
    fn no_setting_of_the_clock_fires_twice_or_never(
        expression in prop::sample::select(vec!["*/10 * * * *", "0 8,20 * * *", "30 2 * * *", "15 */2 31,29 * *"]),
        steps in prop::collection::vec((-2000i64..3000, 0..ZONES.len()), 1..60),
    ) {
        let mut now = date(2026, 10, 24).at(12, 0, 0, 0).to_zoned(zone(0)).unwrap();
        let when = When::cron(expression).unwrap();
        let mut all = schedule(when.clone(), Missed::Once, &now);
        let first = now.timestamp();
        let mut fired = HashSet::new();
        for (minutes, zone_at) in steps {
            now = now.checked_add(SignedDuration::from_mins(minutes)).unwrap().with_time_zone(zone(zone_at));
            if let Some(due) = look(&mut all, &now) {
                prop_assert!(fired.insert(due.wall_time), "{} fired twice", due.wall_time);
                prop_assert!(when.moment(due.wall_time, now.time_zone()) <= now);
            }
            prop_assert_eq!(look(&mut all, &now), None);
            // The next due time, exactly when it is due.
            let Some(next) = all.next(&now, 1).pop() else { continue };
            prop_assert!(next > now);
            if next.timestamp() > first {
                let due = look(&mut all, &next);
                prop_assert!(due.is_some_and(|due| fired.insert(due.wall_time)), "{} did not fire", next);
                now = next;
            }
        }
    }
}
