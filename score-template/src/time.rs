//! Times and durations: the calendar, Go's layouts, and durations as `1h2m3s`.

mod duration;
mod layout;
mod parse;

use std::fmt;
use std::rc::Rc;

pub(crate) use duration::{SECOND, duration_text, parse_duration, round_to};
pub(crate) use layout::format;
pub(crate) use parse::parse;

use crate::surroundings::Timestamp;

/// A moment and the zone in which it is shown.
#[derive(Clone, Debug)]
pub struct Time {
    pub(crate) moment: Timestamp,
    /// Seconds east of Greenwich.
    pub(crate) offset: i32,
    /// The abbreviation of the zone; empty where only the offset is known.
    pub(crate) zone: Rc<str>,
}

/// Seconds from year 1 to 1970.
const YEAR_ONE: i64 = -62_135_596_800;

impl Default for Time {
    /// Go's zero time: the start of year 1.
    fn default() -> Time {
        Time::utc(Timestamp::from_seconds(YEAR_ONE))
    }
}

impl PartialEq for Time {
    /// Whether it is the same moment, wherever it is shown.
    fn eq(&self, other: &Time) -> bool {
        self.moment == other.moment
    }
}

impl Time {
    /// The moment that a text in the form of RFC 3339 names, such as `2024-02-29T12:00:00.5Z`, shown as it says.
    pub fn from_rfc3339(text: &str) -> Option<Time> {
        parse("2006-01-02T15:04:05.999999999Z07:00", text).ok()
    }

    /// A moment shown in UTC.
    pub(crate) fn utc(moment: Timestamp) -> Time {
        Time { moment, offset: 0, zone: "UTC".into() }
    }

    /// The same moment shown elsewhere.
    pub(crate) fn shown_in(&self, zone: &Zone) -> Time {
        Time { moment: self.moment, offset: zone.offset, zone: zone.name.clone() }
    }

    /// The moment this many nanoseconds later. Beyond what fits, the last one.
    pub(crate) fn add(&self, nanoseconds: i64) -> Time {
        let total = i64::from(self.moment.nanoseconds) + nanoseconds % SECOND;
        let seconds = self.moment.seconds.saturating_add(nanoseconds / SECOND);
        let moment = Timestamp {
            seconds: seconds.saturating_add(total.div_euclid(SECOND)),
            nanoseconds: total.rem_euclid(SECOND) as u32,
        };
        Time { moment, ..self.clone() }
    }

    /// Nanoseconds from another moment to this one, as many as fit.
    pub(crate) fn since(&self, other: Timestamp) -> i64 {
        let seconds = i128::from(self.moment.seconds) - i128::from(other.seconds);
        let nanoseconds = i128::from(self.moment.nanoseconds) - i128::from(other.nanoseconds);
        (seconds * i128::from(SECOND) + nanoseconds).clamp(i64::MIN.into(), i64::MAX.into()) as i64
    }

    /// The calendar and the clock where it is shown.
    pub(crate) fn civil(&self) -> Civil {
        let local = self.moment.seconds.saturating_add(i64::from(self.offset));
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400) as u32);
        let (year, month, day) = date_of(days);
        Civil {
            year,
            month,
            day,
            weekday: (days + 4).rem_euclid(7) as u32,
            year_day: (days - days_until(year, 1, 1) + 1) as u32,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            nanosecond: self.moment.nanoseconds,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&format(self, "2006-01-02 15:04:05.999999999 -0700 MST"))
    }
}

/// A date and the time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: u32,
    /// From 1.
    pub(crate) day: u32,
    /// From 0, Sunday.
    pub(crate) weekday: u32,
    /// From 1.
    pub(crate) year_day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    pub(crate) second: u32,
    pub(crate) nanosecond: u32,
}

/// A zone with one offset all year.
pub(crate) struct Zone {
    pub(crate) name: Rc<str>,
    pub(crate) offset: i32,
}

impl Zone {
    /// A zone by name. Zones whose offset follows laws and seasons are not known here.
    pub(crate) fn find(name: &str) -> Option<Zone> {
        let zone = |name: &str, offset| Some(Zone { name: name.into(), offset });
        let bare = name.strip_prefix("Etc/").unwrap_or(name);
        match bare {
            "" | "Local" | "UTC" | "UCT" | "Universal" | "Zulu" => zone("UTC", 0),
            "GMT" | "GMT0" | "GMT+0" | "GMT-0" | "Greenwich" => zone("GMT", 0),
            _ => {
                // Named with the sign of what is added to get to Greenwich.
                let hours: i32 = name.strip_prefix("Etc/GMT")?.parse().ok()?;
                if !(-14..=12).contains(&hours) {
                    return None;
                }
                let name = format!("{}{:02}", if hours > 0 { '-' } else { '+' }, hours.abs());
                zone(&name, -hours * 3600)
            }
        }
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. The month may be any number.
pub(crate) fn days_until(year: i64, month: i64, day: i64) -> i64 {
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12);
    // Years that start in March, so that the leap day comes last.
    let (shifted_year, shifted_month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * shifted_month + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468 + day - 1
}

/// A text in a message about times and durations: between double quotes, with what is not printable ASCII as bytes.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'\x7f' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

/// The date of a number of days since 1970-01-01.
fn date_of(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month as u32, day as u32)
}

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days_are_each_others_inverse() {
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = date_of(days);
            assert_eq!(days_until(year, month.into(), day.into()), days);
        }
        assert_eq!(date_of(0), (1970, 1, 1));
        assert_eq!(date_of(19_782), (2024, 2, 29));
        assert_eq!(Time::default().to_string(), "0001-01-01 00:00:00 +0000 UTC");
    }

    #[test]
    fn layouts_format_and_parse() {
        let time = Time::utc(Timestamp { seconds: 1_714_999_000, nanoseconds: 120_000_000 });
        for (layout, expected) in [
            ("2006-01-02 15:04:05", "2024-05-06 12:36:40"),
            ("Mon Jan _2 3:04PM 06", "Mon May  6 12:36PM 24"),
            ("Monday, January 2", "Monday, May 6"),
            ("05.000 05.999 05,00", "40.120 40.12 40,12"),
            ("Z07:00 -0700 MST", "Z +0000 UTC"),
            ("002 __2 pm", "127 127 pm"),
            ("Januaryx Janux 1520", "Mayx Janux 1260"),
        ] {
            assert_eq!(format(&time, layout), expected, "{layout}");
        }
        for (layout, text, expected) in [
            ("2006-01-02", "2024-05-06", "2024-05-06 00:00:00 +0000 UTC"),
            ("2006-01-02T15:04:05Z07:00", "2024-05-06T01:02:03+02:00", "2024-05-06 01:02:03 +0200 +0200"),
            ("Jan 2 2006 3:04 PM", "May 6 2024 1:02 PM", "2024-05-06 13:02:00 +0000 UTC"),
            ("15:04:05", "10:11:12.5", "0000-01-01 10:11:12.5 +0000 UTC"),
        ] {
            assert_eq!(parse(layout, text).unwrap().to_string(), expected, "{layout}");
        }
        for (layout, text, message) in [
            ("2006-01-02", "x", "parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\""),
            ("2006-01-02", "2024-02-30", "parsing time \"2024-02-30\": day out of range"),
            ("2006-01-02", "2024-02-03x", "parsing time \"2024-02-03x\": extra text: \"x\""),
        ] {
            assert_eq!(parse(layout, text).unwrap_err(), message);
        }
    }
}
