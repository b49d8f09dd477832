//! Dates and durations.

use std::rc::Rc;

use crate::call::{Arguments, Fault};
use crate::surroundings::Timestamp;
use crate::time::{self, SECOND, Time, Zone, duration_text, parse_duration, round_to};
use crate::value::Value;

pub(super) fn now(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Time(Rc::new(Time::utc(arguments.context.now(arguments.name)))))
}

/// The time that an argument is: a time, seconds since 1970, or for anything else the current time.
fn moment(arguments: &Arguments<'_>, index: usize) -> Rc<Time> {
    match arguments.value(index) {
        Value::Time(time) => time.clone(),
        Value::Int(seconds) | Value::Int64(seconds) => Rc::new(Time::utc(Timestamp::from_seconds(*seconds))),
        _ => Rc::new(Time::utc(arguments.context.now(arguments.name))),
    }
}

fn shown(arguments: &Arguments<'_>, layout: &str, time: &Time, zone: &str) -> Result<Value, Fault> {
    let Some(zone) = Zone::find(zone) else {
        return Err(format!(
            "the time zone {zone:?} is not known here; known are UTC, Local, GMT and Etc/GMT+N"
        )
        .into());
    };
    // A layout of one byte gives up to ten.
    if layout.len().saturating_mul(10) > arguments.context.bytes_left() {
        return Err(arguments.context.out_of_bytes());
    }
    arguments.context.text(time::format(&time.shown_in(&zone), layout))
}

const HTML_DATE: &str = "2006-01-02";

pub(super) fn date(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    shown(arguments, &arguments.text(0), &moment(arguments, 1), "Local")
}

pub(super) fn date_in_zone(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    shown(arguments, &arguments.text(0), &moment(arguments, 1), &arguments.text(2))
}

pub(super) fn html_date(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    shown(arguments, HTML_DATE, &moment(arguments, 0), "Local")
}

pub(super) fn html_date_in_zone(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    shown(arguments, HTML_DATE, &moment(arguments, 0), &arguments.text(1))
}

/// The time moved; unmoved where the duration cannot be read.
pub(super) fn date_modify(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let moved = arguments.time(1).add(parse_duration(&arguments.text(0)).unwrap_or(0));
    Ok(Value::Time(Rc::new(moved)))
}

pub(super) fn must_date_modify(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Time(Rc::new(arguments.time(1).add(parse_duration(&arguments.text(0))?))))
}

/// The time read by a layout; the zero time where it cannot be read.
pub(super) fn to_date(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let time = time::parse(&arguments.text(0), &arguments.text(1)).unwrap_or_default();
    Ok(Value::Time(Rc::new(time)))
}

pub(super) fn must_to_date(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Time(Rc::new(time::parse(&arguments.text(0), &arguments.text(1))?)))
}

pub(super) fn unix_epoch(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.time(0).moment.seconds.to_string())
}

/// Time since then, in whole seconds.
pub(super) fn ago(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let now = Time::utc(arguments.context.now(arguments.name));
    let since = now.since(moment(arguments, 0).moment);
    arguments.context.text(duration_text(round_to(since, SECOND)))
}

/// Seconds, given as a text or an `int64`, as a duration.
pub(super) fn duration(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let seconds = match arguments.value(0) {
        Value::String(text) => text.parse::<i64>().unwrap_or_default(),
        Value::Int64(seconds) => *seconds,
        _ => 0,
    };
    arguments.context.text(duration_text(seconds.wrapping_mul(SECOND)))
}

/// A duration, or the time since a time, in its largest unit.
pub(super) fn duration_round(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let nanoseconds = match arguments.value(0) {
        Value::String(text) => parse_duration(text).unwrap_or_default(),
        Value::Int64(nanoseconds) => *nanoseconds,
        Value::Time(time) => Time::utc(arguments.context.now(arguments.name)).since(time.moment),
        _ => 0,
    };
    const DAY: u64 = 24 * 3600;
    let units = [("y", 365 * DAY), ("mo", 30 * DAY), ("d", DAY), ("h", 3600), ("m", 60), ("s", 1)];
    let magnitude = nanoseconds.unsigned_abs();
    let found = units.into_iter().find_map(|(unit, seconds)| {
        let size = seconds * SECOND.unsigned_abs();
        (magnitude > size).then(|| format!("{}{unit}", magnitude / size))
    });
    arguments.context.text(found.unwrap_or_else(|| "0s".to_owned()))
}
