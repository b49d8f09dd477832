//! Points in time in a plain scalar: the forms that yaml.v3 takes for one.

/// A point in time, its parts as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Timestamp {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanoseconds: u32,
    /// Minutes east of Greenwich.
    offset: i32,
}

/// Whether a plain scalar is a point in time.
pub(crate) fn is_timestamp(text: &str) -> bool {
    parse(text).is_some()
}

/// The text in the form of RFC 3339, as Go prints it; unchanged when it is no point in time.
pub(crate) fn canonical(text: &str) -> String {
    let Some(at) = parse(text) else { return text.to_owned() };
    let mut fraction = String::new();
    if at.nanoseconds > 0 {
        fraction = format!(".{:09}", at.nanoseconds).trim_end_matches('0').to_owned();
    }
    let zone = match at.offset {
        0 => "Z".to_owned(),
        offset => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
        }
    };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}{zone}",
        at.year, at.month, at.day, at.hour, at.minute, at.second
    )
}

/// `Y-M-D`, or that and `T`, `t` or a blank and `H:M:S` with a fraction. Behind `T` and `t` a zone is needed (`Z`,
/// `±hh:mm`), behind a blank there is none.
fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) || bytes[4] != b'-' {
        return None;
    }
    let mut rest = Cursor { text: &text[5..] };
    let year = text[..4].parse().ok()?;
    let month = rest.number()?;
    rest.skip('-')?;
    let day = rest.number()?;
    let mut at = Timestamp { year, month, day, hour: 0, minute: 0, second: 0, nanoseconds: 0, offset: 0 };
    if !rest.text.is_empty() {
        let zoned = !rest.text.starts_with(' ');
        rest.text = rest.text.strip_prefix(['T', 't', ' '])?;
        at.hour = rest.number()?;
        rest.skip(':')?;
        at.minute = rest.number()?;
        rest.skip(':')?;
        at.second = rest.number()?;
        at.nanoseconds = rest.fraction()?;
        if zoned {
            at.offset = rest.zone()?;
        }
    }
    let in_range = (1..=12).contains(&at.month)
        && (1..=days_in(at.year, at.month)).contains(&at.day)
        && at.hour < 24
        && at.minute < 60
        && at.second < 60;
    (rest.text.is_empty() && in_range).then_some(at)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Cursor<'a> {
    text: &'a str,
}

impl Cursor<'_> {
    /// One or two digits.
    fn number(&mut self) -> Option<u32> {
        let digits = self.text.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let number = self.text[..digits].parse().ok()?;
        self.text = &self.text[digits..];
        Some(number)
    }

    fn skip(&mut self, character: char) -> Option<()> {
        self.text = self.text.strip_prefix(character)?;
        Some(())
    }

    /// `.` and digits, or nothing. Digits behind the ninth are dropped.
    fn fraction(&mut self) -> Option<u32> {
        let Some(behind) = self.text.strip_prefix('.') else { return Some(0) };
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        let nine: String = behind[..digits].chars().chain("000000000".chars()).take(9).collect();
        self.text = &behind[digits..];
        nine.parse().ok()
    }

    /// `Z` or `±hh:mm`.
    fn zone(&mut self) -> Option<i32> {
        if let Some(rest) = self.text.strip_prefix('Z') {
            self.text = rest;
            return Some(0);
        }
        let sign = match self.text.bytes().next()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let zone = self.text.get(1..6)?;
        let (hours, minutes) = zone.split_once(':')?;
        if hours.len() != 2 || !hours.bytes().chain(minutes.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.text = &self.text[6..];
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours <= 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_point_in_time() {
        for (text, printed) in [
            ("2001-01-01", Some("2001-01-01T00:00:00Z")),
            ("2001-1-1", Some("2001-01-01T00:00:00Z")),
            ("2001-12-14t21:59:43.10-05:00", Some("2001-12-14T21:59:43.1-05:00")),
            ("2001-12-14T21:59:43Z", Some("2001-12-14T21:59:43Z")),
            ("2001-12-14 21:59:43", Some("2001-12-14T21:59:43Z")),
            ("2001-12-14 21:59:43 Z", None),
            ("2001-02-29", None),
            ("2000-02-29", Some("2000-02-29T00:00:00Z")),
            ("2001-13-01", None),
            ("2001-01", None),
            ("20010101", None),
            ("2001-01-01x", None),
        ] {
            assert_eq!(parse(text).is_some(), printed.is_some(), "{text}");
            assert_eq!(canonical(text), printed.unwrap_or(text), "{text}");
        }
    }
}
