//! Methods of the values that have some: times, durations and versions. The receiver is the first argument.

use std::rc::Rc;

use crate::call::{Arguments, Fault};
use crate::functions::Type::{Duration, Int, Semver, Text, Time as Moment};
use crate::functions::{Entry, entry};
use crate::semver::Version;
use crate::time::{self, DAYS, MONTHS, Time, Zone};
use crate::value::Value;

/// A method by name.
pub(crate) fn find(receiver: &Value, name: &str) -> Option<&'static Entry> {
    let table = match receiver {
        Value::Time(_) => TIME,
        Value::Duration(_) => DURATION,
        Value::Version(_) => VERSION,
        _ => return None,
    };
    table.iter().find(|entry| entry.name == name)
}

fn civil(arguments: &Arguments<'_>, field: fn(&time::Civil) -> i64) -> Result<Value, Fault> {
    Ok(Value::Int(field(&arguments.time(0).civil())))
}

fn shift(arguments: &Arguments<'_>, nanoseconds: i64) -> Result<Value, Fault> {
    Ok(Value::Time(Rc::new(arguments.time(0).add(nanoseconds))))
}

fn nanoseconds(arguments: &Arguments<'_>, index: usize) -> i64 {
    match arguments.value(index) {
        Value::Duration(nanoseconds) => *nanoseconds,
        _ => 0,
    }
}

const TIME: &[Entry] = &[
    entry("Year", &[], |arguments| civil(arguments, |civil| civil.year)),
    entry("Day", &[], |arguments| civil(arguments, |civil| civil.day.into())),
    entry("Hour", &[], |arguments| civil(arguments, |civil| civil.hour.into())),
    entry("Minute", &[], |arguments| civil(arguments, |civil| civil.minute.into())),
    entry("Second", &[], |arguments| civil(arguments, |civil| civil.second.into())),
    entry("Nanosecond", &[], |arguments| civil(arguments, |civil| civil.nanosecond.into())),
    entry("YearDay", &[], |arguments| civil(arguments, |civil| civil.year_day.into())),
    entry("Month", &[], |arguments| {
        arguments.context.text(MONTHS[arguments.time(0).civil().month as usize - 1])
    }),
    entry("Weekday", &[], |arguments| {
        arguments.context.text(DAYS[arguments.time(0).civil().weekday as usize])
    }),
    entry("Unix", &[], |arguments| Ok(Value::Int64(arguments.time(0).moment.seconds))),
    entry("UnixMilli", &[], |arguments| unix(arguments, 1_000)),
    entry("UnixMicro", &[], |arguments| unix(arguments, 1_000_000)),
    entry("UnixNano", &[], |arguments| unix(arguments, 1_000_000_000)),
    entry("IsZero", &[], |arguments| Ok(Value::Bool(*arguments.time(0) == Time::default()))),
    entry("String", &[], |arguments| arguments.context.text(arguments.time(0).to_string())),
    entry("Format", &[Text], |arguments| {
        arguments.context.text(time::format(&arguments.time(0), &arguments.text(1)))
    }),
    entry("UTC", &[], |arguments| {
        let utc = Zone { name: "UTC".into(), offset: 0 };
        Ok(Value::Time(Rc::new(arguments.time(0).shown_in(&utc))))
    }),
    entry("Local", &[], |arguments| {
        let utc = Zone { name: "UTC".into(), offset: 0 };
        Ok(Value::Time(Rc::new(arguments.time(0).shown_in(&utc))))
    }),
    entry("Add", &[Duration], |arguments| shift(arguments, nanoseconds(arguments, 1))),
    entry("AddDate", &[Int, Int, Int], add_date),
    entry("Sub", &[Moment], |arguments| {
        Ok(Value::Duration(arguments.time(0).since(arguments.time(1).moment)))
    }),
    entry("Before", &[Moment], |arguments| {
        Ok(Value::Bool(arguments.time(0).moment < arguments.time(1).moment))
    }),
    entry("After", &[Moment], |arguments| {
        Ok(Value::Bool(arguments.time(0).moment > arguments.time(1).moment))
    }),
    entry("Equal", &[Moment], |arguments| Ok(Value::Bool(arguments.time(0) == arguments.time(1)))),
];

fn unix(arguments: &Arguments<'_>, units: i64) -> Result<Value, Fault> {
    let moment = arguments.time(0).moment;
    let fraction = i64::from(moment.nanoseconds) / (1_000_000_000 / units);
    Ok(Value::Int64(moment.seconds.wrapping_mul(units).wrapping_add(fraction)))
}

fn add_date(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    const MOST: i64 = 1_000_000;
    let [years, months, days] = [1, 2, 3].map(|index| arguments.int(index).clamp(-MOST, MOST));
    let time = arguments.time(0);
    let civil = time.civil();
    let date = |year, month, day| time::days_until(year, month, day);
    let before = date(civil.year, civil.month.into(), civil.day.into());
    let after = date(civil.year + years, i64::from(civil.month) + months, i64::from(civil.day) + days);
    let mut moved = (*time).clone();
    moved.moment.seconds += (after - before) * 86_400;
    Ok(Value::Time(Rc::new(moved)))
}

const DURATION: &[Entry] = &[
    entry("String", &[], |arguments| arguments.context.text(time::duration_text(nanoseconds(arguments, 0)))),
    entry("Nanoseconds", &[], |arguments| Ok(Value::Int64(nanoseconds(arguments, 0)))),
    entry("Microseconds", &[], |arguments| Ok(Value::Int64(nanoseconds(arguments, 0) / 1_000))),
    entry("Milliseconds", &[], |arguments| Ok(Value::Int64(nanoseconds(arguments, 0) / 1_000_000))),
    entry("Seconds", &[], |arguments| Ok(Value::Float(nanoseconds(arguments, 0) as f64 / 1e9))),
    entry("Minutes", &[], |arguments| Ok(Value::Float(nanoseconds(arguments, 0) as f64 / 6e10))),
    entry("Hours", &[], |arguments| Ok(Value::Float(nanoseconds(arguments, 0) as f64 / 3.6e12))),
];

fn version(arguments: &Arguments<'_>, index: usize) -> Result<Rc<Version>, Fault> {
    match arguments.value(index) {
        Value::Version(version) => Ok(version.clone()),
        _ => Err("runtime error: invalid memory address or nil pointer dereference".into()),
    }
}

fn compare(arguments: &Arguments<'_>, test: fn(std::cmp::Ordering) -> bool) -> Result<Value, Fault> {
    Ok(Value::Bool(test(version(arguments, 0)?.compare(&*version(arguments, 1)?))))
}

fn increased(arguments: &Arguments<'_>, numbers: fn(&Version) -> (u64, u64, u64)) -> Result<Value, Fault> {
    let version = version(arguments, 0)?;
    let (major, minor, patch) = numbers(&version);
    Ok(Value::Version(Rc::new(version.with_numbers(major, minor, patch))))
}

const VERSION: &[Entry] = &[
    entry("Major", &[], |arguments| Ok(Value::Uint64(version(arguments, 0)?.major))),
    entry("Minor", &[], |arguments| Ok(Value::Uint64(version(arguments, 0)?.minor))),
    entry("Patch", &[], |arguments| Ok(Value::Uint64(version(arguments, 0)?.patch))),
    entry("Prerelease", &[], |arguments| arguments.context.text(&*version(arguments, 0)?.pre_release)),
    entry("Metadata", &[], |arguments| arguments.context.text(&*version(arguments, 0)?.metadata)),
    entry("Original", &[], |arguments| arguments.context.text(&*version(arguments, 0)?.original)),
    entry("String", &[], |arguments| arguments.context.text(version(arguments, 0)?.to_string())),
    entry("Compare", &[Semver], |arguments| {
        let order = version(arguments, 0)?.compare(&*version(arguments, 1)?);
        Ok(Value::Int(order as i64))
    }),
    entry("Equal", &[Semver], |arguments| compare(arguments, |order| order.is_eq())),
    entry("LessThan", &[Semver], |arguments| compare(arguments, |order| order.is_lt())),
    entry("LessThanEqual", &[Semver], |arguments| compare(arguments, |order| order.is_le())),
    entry("GreaterThan", &[Semver], |arguments| compare(arguments, |order| order.is_gt())),
    entry("GreaterThanEqual", &[Semver], |arguments| compare(arguments, |order| order.is_ge())),
    entry("IncMajor", &[], |arguments| increased(arguments, |version| (version.major.wrapping_add(1), 0, 0))),
    entry("IncMinor", &[], |arguments| {
        increased(arguments, |version| (version.major, version.minor.wrapping_add(1), 0))
    }),
    entry("IncPatch", &[], |arguments| {
        increased(arguments, |version| {
            // A pre-release is followed by its release.
            let step = u64::from(version.pre_release.is_empty() && version.metadata.is_empty());
            (version.major, version.minor, version.patch.wrapping_add(step))
        })
    }),
];
