//! Layouts: a time is shown as a certain moment of 2006 is written.

use super::{DAYS, MONTHS, Time};

/// An element of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    LongMonth,
    Month,
    /// At least this many digits.
    NumericMonth(usize),
    LongWeekday,
    Weekday,
    Day(usize),
    /// Padded with a space.
    SpacedDay,
    YearDay,
    SpacedYearDay,
    Hour,
    Hour12(usize),
    Minute(usize),
    Second(usize),
    LongYear,
    Year,
    Half {
        upper: bool,
    },
    ZoneName,
    Offset {
        zulu: bool,
        colons: bool,
        parts: usize,
    },
    /// Digits of the second after a point or comma; zeros at the end are left out unless kept.
    Fraction {
        separator: char,
        digits: usize,
        keeps_zeros: bool,
    },
}

/// Text before the first element, that element as written, and the rest.
pub(super) fn next_element(layout: &str) -> Option<(&str, Element, &str, &str)> {
    for (at, _) in layout.char_indices() {
        if let Some((element, skip, length)) = element_at(layout, at) {
            let start = at + skip;
            return Some((
                &layout[..start],
                element,
                &layout[start..start + length],
                &layout[start + length..],
            ));
        }
    }
    None
}

/// The element that starts here: how many bytes to leave as text before it, and its length.
fn element_at(layout: &str, at: usize) -> Option<(Element, usize, usize)> {
    let rest = &layout[at..];
    let starts = |text: &str| rest.starts_with(text);
    let not_lower_after = |length: usize| !rest[length..].starts_with(|next: char| next.is_ascii_lowercase());
    let offset = |zulu: bool| {
        let [seconds_colon, seconds, colon, minutes, hours] = [":00:00", "0000", ":00", "00", ""];
        let prefix = if zulu { "Z07" } else { "-07" };
        for (suffix, colons, parts) in [
            (seconds, false, 3),
            (seconds_colon, true, 3),
            (minutes, false, 2),
            (colon, true, 2),
            (hours, false, 1),
        ] {
            if rest.strip_prefix(prefix).is_some_and(|after| after.starts_with(suffix)) {
                return Some((Element::Offset { zulu, colons, parts }, 0, 3 + suffix.len()));
            }
        }
        None
    };
    let found = match rest.as_bytes().first()? {
        b'J' if starts("January") => (Element::LongMonth, 0, 7),
        b'J' if starts("Jan") && not_lower_after(3) => (Element::Month, 0, 3),
        b'M' if starts("Monday") => (Element::LongWeekday, 0, 6),
        b'M' if starts("Mon") && not_lower_after(3) => (Element::Weekday, 0, 3),
        b'M' if starts("MST") => (Element::ZoneName, 0, 3),
        b'0' if starts("002") => (Element::YearDay, 0, 3),
        b'0' => match rest.as_bytes().get(1)? {
            b'1' => (Element::NumericMonth(2), 0, 2),
            b'2' => (Element::Day(2), 0, 2),
            b'3' => (Element::Hour12(2), 0, 2),
            b'4' => (Element::Minute(2), 0, 2),
            b'5' => (Element::Second(2), 0, 2),
            b'6' => (Element::Year, 0, 2),
            _ => return None,
        },
        b'1' if starts("15") => (Element::Hour, 0, 2),
        b'1' => (Element::NumericMonth(1), 0, 1),
        b'2' if starts("2006") => (Element::LongYear, 0, 4),
        b'2' => (Element::Day(1), 0, 1),
        b'_' if starts("_2006") => (Element::LongYear, 1, 4),
        b'_' if starts("_2") => (Element::SpacedDay, 0, 2),
        b'_' if starts("__2") => (Element::SpacedYearDay, 0, 3),
        b'3' => (Element::Hour12(1), 0, 1),
        b'4' => (Element::Minute(1), 0, 1),
        b'5' => (Element::Second(1), 0, 1),
        b'P' if starts("PM") => (Element::Half { upper: true }, 0, 2),
        b'p' if starts("pm") => (Element::Half { upper: false }, 0, 2),
        b'-' => return offset(false),
        b'Z' => return offset(true),
        separator @ (b'.' | b',') => {
            let digit = rest[1..].chars().next().filter(|digit| matches!(digit, '0' | '9'))?;
            let digits = rest.len() - 1 - rest[1..].trim_start_matches(digit).len();
            if rest[1 + digits..].starts_with(|next: char| next.is_ascii_digit()) {
                return None;
            }
            let separator = char::from(*separator);
            (Element::Fraction { separator, digits, keeps_zeros: digit == '0' }, 0, 1 + digits)
        }
        _ => return None,
    };
    Some(found)
}

/// Shows a time by a layout.
pub(crate) fn format(time: &Time, layout: &str) -> String {
    let civil = time.civil();
    let mut out = String::with_capacity(layout.len() + 10);
    let mut rest = layout;
    while let Some((text, element, _, after)) = next_element(rest) {
        out.push_str(text);
        rest = after;
        let month = MONTHS[civil.month as usize - 1];
        let weekday = DAYS[civil.weekday as usize];
        let half_day = (civil.hour + 11) % 12 + 1;
        out.push_str(&match element {
            Element::LongMonth => month.to_owned(),
            Element::Month => month[..3].to_owned(),
            Element::NumericMonth(width) => format!("{:0width$}", civil.month),
            Element::LongWeekday => weekday.to_owned(),
            Element::Weekday => weekday[..3].to_owned(),
            Element::Day(width) => format!("{:0width$}", civil.day),
            Element::SpacedDay => format!("{:2}", civil.day),
            Element::YearDay => format!("{:03}", civil.year_day),
            Element::SpacedYearDay => format!("{:3}", civil.year_day),
            Element::Hour => format!("{:02}", civil.hour),
            Element::Hour12(width) => format!("{half_day:0width$}"),
            Element::Minute(width) => format!("{:0width$}", civil.minute),
            Element::Second(width) => format!("{:0width$}", civil.second),
            Element::LongYear if civil.year < 0 => format!("-{:04}", -civil.year),
            Element::LongYear => format!("{:04}", civil.year),
            Element::Year => format!("{:02}", civil.year.rem_euclid(100)),
            Element::Half { upper } => match (civil.hour >= 12, upper) {
                (true, true) => "PM",
                (true, false) => "pm",
                (false, true) => "AM",
                (false, false) => "am",
            }
            .to_owned(),
            Element::ZoneName if time.zone.is_empty() => offset_text(time.offset, false, 2),
            Element::ZoneName => time.zone.to_string(),
            Element::Offset { zulu: true, .. } if time.offset == 0 => "Z".to_owned(),
            Element::Offset { colons, parts, .. } => offset_text(time.offset, colons, parts),
            Element::Fraction { separator, digits, keeps_zeros } => {
                let nanoseconds = format!("{:09}", civil.nanosecond);
                let mut kept = format!("{nanoseconds:0<digits$}")[..digits].to_owned();
                if !keeps_zeros {
                    kept.truncate(kept.trim_end_matches('0').len());
                }
                if kept.is_empty() { String::new() } else { format!("{separator}{kept}") }
            }
        });
    }
    out.push_str(rest);
    out
}

/// `+0200`, `+02:00:00`, `+02`.
fn offset_text(offset: i32, colons: bool, parts: usize) -> String {
    let magnitude = offset.unsigned_abs();
    let mut out = format!("{}{:02}", if offset < 0 { '-' } else { '+' }, magnitude / 3600);
    for part in [magnitude / 60 % 60, magnitude % 60].into_iter().take(parts - 1) {
        out.push_str(&format!("{}{part:02}", if colons { ":" } else { "" }));
    }
    out
}
