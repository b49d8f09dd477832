//! Durations as Go writes and reads them.

/// Nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000_000;

/// `1h2m3.5s`, `1.5ms`, `0s`.
pub(crate) fn duration_text(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let magnitude = nanoseconds.unsigned_abs();
    let second = SECOND.unsigned_abs();
    if magnitude == 0 {
        return "0s".to_owned();
    }
    if magnitude < second {
        let (unit, size) = match magnitude {
            ..1_000 => ("ns", 1),
            1_000..1_000_000 => ("µs", 1_000),
            _ => ("ms", 1_000_000),
        };
        return format!("{sign}{}{unit}", decimal(magnitude, size));
    }
    let (hours, minutes) = (magnitude / second / 3600, magnitude / second / 60 % 60);
    let seconds = decimal(magnitude % (60 * second), second);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, _) => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// A number of units, with as many decimals as it takes.
fn decimal(magnitude: u64, unit: u64) -> String {
    let (whole, fraction) = (magnitude / unit, magnitude % unit);
    if fraction == 0 {
        return whole.to_string();
    }
    let digits = unit.ilog10() as usize;
    format!("{whole}.{}", format!("{fraction:0digits$}").trim_end_matches('0'))
}

/// Reads `-1h2.5m`.
pub(crate) fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", super::quoted(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let whole = &rest[..digits(rest)];
        rest = &rest[whole.len()..];
        let mut fraction = "";
        let mut has_point = false;
        if let Some(after) = rest.strip_prefix('.') {
            fraction = &after[..digits(after)];
            rest = &after[fraction.len()..];
            has_point = true;
        }
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let unit =
            &rest[..rest.find(|char: char| char == '.' || char.is_ascii_digit()).unwrap_or(rest.len())];
        rest = &rest[unit.len()..];
        let size: u128 = match unit {
            "" => return Err(format!("time: missing unit in duration {}", super::quoted(text))),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => {
                let (unit, text) = (super::quoted(unit), super::quoted(text));
                return Err(format!("time: unknown unit {unit} in duration {text}"));
            }
        };
        let number: u128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        total = total.saturating_add(number.saturating_mul(size));
        if has_point && !fraction.is_empty() {
            let kept = &fraction[..fraction.len().min(18)];
            let number: u128 = kept.parse().map_err(|_| invalid())?;
            total = total.saturating_add(number * size / 10u128.pow(kept.len() as u32));
        }
        if total > 1 << 63 {
            return Err(invalid());
        }
    }
    match (negative, i64::try_from(total)) {
        (false, Ok(total)) => Ok(total),
        (true, Ok(total)) => Ok(-total),
        (true, Err(_)) => Ok(i64::MIN),
        (false, Err(_)) => Err(invalid()),
    }
}

/// The multiple of `unit` that is nearest, the larger of two.
pub(crate) fn round_to(nanoseconds: i64, unit: i64) -> i64 {
    let rest = nanoseconds % unit;
    if rest.abs() * 2 < unit {
        return nanoseconds - rest;
    }
    let step = if nanoseconds < 0 { -unit } else { unit };
    (nanoseconds - rest).checked_add(step).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_and_read() {
        for (text, nanoseconds) in [
            ("0s", 0),
            ("1ns", 1),
            ("1.5µs", 1_500),
            ("2ms", 2_000_000),
            ("1m35s", 95 * SECOND),
            ("-1h0m0.5s", -3600 * SECOND - SECOND / 2),
            ("2562047h47m16.854775807s", i64::MAX),
        ] {
            assert_eq!(duration_text(nanoseconds), text);
            assert_eq!(parse_duration(text), Ok(nanoseconds), "{text}");
        }
        for text in ["", "-", "1", "1x", ".s", "3000000h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        assert_eq!(round_to(1_499_999_999, SECOND), SECOND);
        assert_eq!(round_to(-1_500_000_000, SECOND), -2 * SECOND);
    }
}
