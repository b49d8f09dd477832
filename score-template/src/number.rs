//! Numbers as Go reads them: prefixes, underscores, hexadecimal floats.

/// An integer in Go's syntax: `12`, `0x1f`, `0o17`, `017`, `0b11`, `1_000`.
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = signed(text);
    let magnitude = parse_magnitude(digits)?;
    match negative {
        true => 0i64.checked_sub_unsigned(magnitude),
        false => i64::try_from(magnitude).ok(),
    }
}

/// An integer in Go's syntax, without a sign.
pub(crate) fn parse_uint(text: &str) -> Option<u64> {
    parse_magnitude(text)
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn parse_magnitude(text: &str) -> Option<u64> {
    let lower = |prefix: &str| text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let (radix, digits) = match text {
        _ if lower("0x") => (16, &text[2..]),
        _ if lower("0o") => (8, &text[2..]),
        _ if lower("0b") => (2, &text[2..]),
        _ if text.len() > 1 && text.starts_with('0') => (8, &text[1..]),
        _ => (10, text),
    };
    if digits.contains('_') {
        if !underscores_separate(text) {
            return None;
        }
        return parse_digits(&digits.replace('_', ""), radix);
    }
    parse_digits(digits, radix)
}

/// Digits of a radix and nothing else: no sign.
pub(crate) fn parse_digits(digits: &str, radix: u32) -> Option<u64> {
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// Whether each underscore stands between digits, or between a prefix and a digit.
fn underscores_separate(text: &str) -> bool {
    let (_, text) = signed(text);
    let bytes = text.as_bytes();
    let prefixed = bytes.len() >= 2 && bytes[0] == b'0' && b"xXoObB".contains(&bytes[1]);
    let hexadecimal = prefixed && matches!(bytes[1], b'x' | b'X');
    let mut previous = if prefixed { b'0' } else { b'!' };
    for &byte in &bytes[if prefixed { 2 } else { 0 }..] {
        let digit = byte.is_ascii_digit() || hexadecimal && byte.is_ascii_hexdigit();
        match byte {
            b'_' if previous != b'0' => return false,
            b'_' => previous = b'_',
            _ if digit => previous = b'0',
            _ if previous == b'_' => return false,
            _ => previous = b'!',
        }
    }
    previous != b'_'
}

/// A float in Go's syntax: decimal or hexadecimal, `inf` and `nan` in words. What is too large is nothing.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let (negative, digits) = signed(text);
    let value = match digits.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => return Some(f64::NAN),
        lower => {
            let cleaned;
            let number = if lower.contains('_') {
                if !underscores_separate(lower) {
                    return None;
                }
                cleaned = lower.replace('_', "");
                &cleaned
            } else {
                lower
            };
            let value = match number.strip_prefix("0x") {
                Some(hexadecimal) => parse_hexadecimal(hexadecimal)?,
                None if number.starts_with(|first: char| first.is_ascii_digit() || first == '.') => {
                    number.parse().ok()?
                }
                None => return None,
            };
            if f64::is_infinite(value) {
                return None;
            }
            value
        }
    };
    Some(if negative { -value } else { value })
}

/// `1.8p3`, without its prefix. The exponent is required.
fn parse_hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() || exponent.is_empty() {
        return None;
    }
    let exponent: i32 = exponent.parse().ok()?;
    let mut value = 0.0f64;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let shift = exponent.saturating_sub(i32::try_from(fraction.len()).ok()?.saturating_mul(4));
    // In two steps, so that a tiny or huge power does not lose what the other half keeps.
    let half = shift.clamp(-4000, 4000) / 2;
    Some(value * 2f64.powi(half) * 2f64.powi(shift.clamp(-4000, 4000) - half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_follow_the_syntax_of_the_language() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-12", Some(-12)),
            ("+7", Some(7)),
            ("0x1F", Some(31)),
            ("0o17", Some(15)),
            ("017", Some(15)),
            ("0b101", Some(5)),
            ("1_000", Some(1000)),
            ("0x_1f", Some(31)),
            ("1__0", None),
            ("_1", None),
            ("08", None),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("", None),
            ("--1", None),
            ("0x", None),
        ] {
            assert_eq!(parse_int(text), expected, "{text}");
        }
    }

    #[test]
    fn floats_follow_the_syntax_of_the_language() {
        for (text, expected) in [
            ("1.5", Some(1.5)),
            (".5", Some(0.5)),
            ("1.", Some(1.0)),
            ("-1e3", Some(-1000.0)),
            ("0x1p4", Some(16.0)),
            ("0x1.8p1", Some(3.0)),
            ("1_000.2_5e1_0", Some(1000.25e10)),
            ("1_.5", None),
            ("1e999", None),
            ("inf", Some(f64::INFINITY)),
            ("-Inf", Some(f64::NEG_INFINITY)),
            ("1.2.3", None),
            ("", None),
            ("e5", None),
            ("0x1", None),
        ] {
            assert_eq!(parse_float(text), expected, "{text}");
        }
    }
}
