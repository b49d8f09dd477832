//! Reads a time by a layout.

use super::layout::{Element, next_element};
use super::{DAYS, MONTHS, Time, days_until, quoted};
use crate::surroundings::Timestamp;

/// What has been read so far.
#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<u32>,
    day: Option<u32>,
    year_day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    afternoon: Option<bool>,
    offset: Option<i32>,
    zulu: bool,
    zone: Option<String>,
}

/// Why a text cannot be read: it does not fit the element, or what it says is out of range.
enum Wrong {
    Text,
    Range(&'static str),
}

/// Reads a time. One without a zone is in UTC.
pub(crate) fn parse(layout: &str, text: &str) -> Result<Time, String> {
    let mut fields = Fields::default();
    let (mut layout_rest, mut rest) = (layout, text);
    let cannot = |value: &str, element: &str| {
        let (text, layout) = (quoted(text), quoted(layout));
        format!("parsing time {text} as {layout}: cannot parse {} as {}", quoted(value), quoted(element))
    };
    let out_of_range = |what: &str| format!("parsing time {}: {what} out of range", quoted(text));
    while let Some((prefix, element, written, after)) = next_element(layout_rest) {
        rest = skip(rest, prefix).ok_or_else(|| cannot(rest, prefix))?;
        layout_rest = after;
        let (fraction_follows, held) =
            (matches!(next_element(after), Some((_, Element::Fraction { .. }, ..))), rest);
        rest = fields.read(element, rest, fraction_follows).map_err(|wrong| match wrong {
            Wrong::Text => cannot(held, written),
            Wrong::Range(what) => out_of_range(what),
        })?;
    }
    rest = skip(rest, layout_rest).ok_or_else(|| cannot(rest, layout_rest))?;
    if !rest.is_empty() {
        return Err(format!("parsing time {}: extra text: {}", quoted(text), quoted(rest)));
    }
    fields.time().map_err(out_of_range)
}

/// Text of a layout at the start of `value`. A run of spaces stands for any number of them.
fn skip<'v>(mut value: &'v str, mut prefix: &str) -> Option<&'v str> {
    while !prefix.is_empty() {
        if prefix.starts_with(' ') {
            if !value.is_empty() && !value.starts_with(' ') {
                return None;
            }
            prefix = prefix.trim_start_matches(' ');
            value = value.trim_start_matches(' ');
            continue;
        }
        let first = prefix.chars().next()?;
        value = value.strip_prefix(first)?;
        prefix = &prefix[first.len_utf8()..];
    }
    Some(value)
}

/// A number of one or two digits; of two where `exactly`.
fn number(value: &str, least: usize, most: usize) -> Result<(u32, &str), Wrong> {
    let length = value.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least {
        return Err(Wrong::Text);
    }
    Ok((value[..length].parse().map_err(|_| Wrong::Text)?, &value[length..]))
}

/// One of some names, whatever its case, as a number from 0.
fn name<'v>(value: &'v str, names: &[&str], length: Option<usize>) -> Result<(u32, &'v str), Wrong> {
    for (index, name) in names.iter().enumerate() {
        let name = &name[..length.unwrap_or(name.len())];
        if value.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return Ok((index as u32, &value[name.len()..]));
        }
    }
    Err(Wrong::Text)
}

impl Fields {
    fn read<'v>(
        &mut self,
        element: Element,
        value: &'v str,
        fraction_follows: bool,
    ) -> Result<&'v str, Wrong> {
        let within = |number: u32, range: std::ops::RangeInclusive<u32>, what| {
            if range.contains(&number) { Ok(number) } else { Err(Wrong::Range(what)) }
        };
        let rest;
        match element {
            Element::LongYear => {
                if !value.starts_with(|first: char| first.is_ascii_digit()) {
                    return Err(Wrong::Text);
                }
                let year;
                (year, rest) = number(value, 4, 4)?;
                self.year = year.into();
            }
            Element::Year => {
                let year;
                (year, rest) = number(value, 2, 2)?;
                self.year = i64::from(year) + if year >= 69 { 1900 } else { 2000 };
            }
            Element::Month | Element::LongMonth => {
                let month;
                (month, rest) = name(value, &MONTHS, (element == Element::Month).then_some(3))?;
                self.month = Some(month + 1);
            }
            Element::NumericMonth(width) => {
                let month;
                (month, rest) = number(value, width, 2)?;
                self.month = Some(within(month, 1..=12, "month")?);
            }
            Element::Weekday => (_, rest) = name(value, &DAYS, Some(3))?,
            Element::LongWeekday => (_, rest) = name(value, &DAYS, None)?,
            Element::Day(_) | Element::SpacedDay => {
                let (least, value) = match element {
                    Element::Day(width) => (width, value),
                    _ => (1, value.strip_prefix(' ').unwrap_or(value)),
                };
                let day;
                (day, rest) = number(value, least, 2)?;
                self.day = Some(day);
            }
            Element::YearDay | Element::SpacedYearDay => {
                let least = if element == Element::YearDay { 3 } else { 1 };
                let value = if least == 1 { value.trim_start_matches(' ') } else { value };
                let day;
                (day, rest) = number(value, least, 3)?;
                self.year_day = Some(day);
            }
            Element::Hour => {
                (self.hour, rest) = number(value, 1, 2)?;
                within(self.hour, 0..=23, "hour")?;
            }
            Element::Hour12(width) => {
                (self.hour, rest) = number(value, width, 2)?;
                within(self.hour, 0..=12, "hour")?;
            }
            Element::Minute(width) => {
                (self.minute, rest) = number(value, width, 2)?;
                within(self.minute, 0..=59, "minute")?;
            }
            Element::Second(width) => {
                let after;
                (self.second, after) = number(value, width, 2)?;
                within(self.second, 0..=59, "second")?;
                // A fraction is read even where the layout has none.
                let has_fraction = after.starts_with(['.', ','])
                    && after[1..].starts_with(|digit: char| digit.is_ascii_digit())
                    && !fraction_follows;
                rest = if has_fraction { self.fraction(after, None)? } else { after };
            }
            Element::Half { upper } => {
                self.afternoon = Some(match (value.get(..2), upper) {
                    (Some("PM"), true) | (Some("pm"), false) => true,
                    (Some("AM"), true) | (Some("am"), false) => false,
                    _ => return Err(Wrong::Text),
                });
                rest = &value[2..];
            }
            Element::ZoneName => {
                let length = value
                    .find(|char: char| !char.is_ascii_uppercase() && !matches!(char, '+' | '-' | '0'..='9'))
                    .unwrap_or(value.len());
                if length < 3 && !value.starts_with(['+', '-']) {
                    return Err(Wrong::Text);
                }
                self.zone = Some(value[..length].to_owned());
                rest = &value[length..];
            }
            Element::Offset { zulu: true, .. } if value.starts_with('Z') => {
                self.zulu = true;
                rest = &value[1..];
            }
            Element::Offset { colons, parts, .. } => rest = self.offset(value, colons, parts)?,
            Element::Fraction { digits, keeps_zeros: true, .. } => {
                rest = self.fraction(value, Some(digits))?
            }
            Element::Fraction { .. } => {
                let has_digits = value.starts_with(['.', ','])
                    && value[1..].starts_with(|digit: char| digit.is_ascii_digit());
                rest = if has_digits { self.fraction(value, None)? } else { value };
            }
        }
        Ok(rest)
    }

    /// `.25`, with exactly so many digits where that is asked for.
    fn fraction<'v>(&mut self, value: &'v str, exactly: Option<usize>) -> Result<&'v str, Wrong> {
        let digits = value.strip_prefix(['.', ',']).ok_or(Wrong::Text)?;
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let length = match exactly {
            Some(exactly) if length < exactly => return Err(Wrong::Text),
            Some(exactly) => exactly,
            None => length,
        };
        let padded = format!("{:0<9}", &digits[..length.min(9)]);
        self.nanosecond = padded.parse().map_err(|_| Wrong::Text)?;
        Ok(&digits[length..])
    }

    fn offset<'v>(&mut self, value: &'v str, colons: bool, parts: usize) -> Result<&'v str, Wrong> {
        let negative = value.starts_with('-');
        let mut rest = value.strip_prefix(['+', '-']).ok_or(Wrong::Text)?;
        let mut seconds = 0;
        for (index, size) in [3600, 60, 1].into_iter().take(parts).enumerate() {
            if colons && index > 0 {
                rest = rest.strip_prefix(':').ok_or(Wrong::Text)?;
            }
            let part;
            (part, rest) = number(rest, 2, 2)?;
            if part > if index == 0 { 24 } else { 60 } {
                return Err(Wrong::Range("time zone offset"));
            }
            seconds += part as i32 * size;
        }
        self.offset = Some(if negative { -seconds } else { seconds });
        Ok(rest)
    }

    fn time(self) -> Result<Time, &'static str> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let days = match self.year_day {
            Some(day) => {
                let days = days_until(self.year, 1, i64::from(day));
                if day < 1 || days >= days_until(self.year + 1, 1, 1) {
                    return Err("day-of-year");
                }
                days
            }
            None => {
                let (month, day) = (i64::from(self.month.unwrap_or(1)), i64::from(self.day.unwrap_or(1)));
                let days = days_until(self.year, month, day);
                if day < 1 || days >= days_until(self.year, month + 1, 1) {
                    return Err("day");
                }
                days
            }
        };
        let local = days * 86_400 + i64::from(hour * 3600 + self.minute * 60 + self.second);
        let (offset, zone) = match (self.zulu, self.offset, self.zone) {
            (true, ..) | (_, None, None) => (0, "UTC".to_owned()),
            (_, Some(0), None) => (0, "UTC".to_owned()),
            (_, Some(offset), zone) => (offset, zone.unwrap_or_default()),
            (_, None, Some(zone)) => {
                let hours = zone.strip_prefix("GMT").and_then(|hours| hours.parse::<i32>().ok()).unwrap_or(0);
                (hours * 3600, zone)
            }
        };
        let moment = Timestamp { seconds: local - i64::from(offset), nanoseconds: self.nanosecond };
        Ok(Time { moment, offset, zone: zone.into() })
    }
}
