//! What a scalar stands for. The rules are those of yaml.v3 when it decodes into an untyped value: YAML 1.2's core
//! schema, and of YAML 1.1 the octal `0755`, `0b11`, `1_000` and dates.

use base64::Engine;

use crate::node::ScalarValue;
use crate::timestamp;

/// What a plain scalar without a tag stands for.
pub(crate) fn resolve(text: &str) -> ScalarValue {
    match text.as_bytes().first() {
        None => ScalarValue::Null,
        Some(b'+' | b'-' | b'.' | b'0'..=b'9') => {
            number(text).unwrap_or_else(|| match timestamp::is_timestamp(text) {
                true => ScalarValue::Timestamp,
                false => ScalarValue::String,
            })
        }
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => match text {
            "~" | "null" | "Null" | "NULL" => ScalarValue::Null,
            _ => boolean(text).map_or(ScalarValue::String, ScalarValue::Bool),
        },
        Some(_) => ScalarValue::String,
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<ScalarValue> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Some(ScalarValue::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Some(ScalarValue::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => return Some(ScalarValue::Float(f64::NAN)),
        _ => {}
    }
    if text.starts_with('.') {
        return float(text);
    }
    if text.contains('_') {
        let digits = text.replace('_', "");
        return whole(&digits).or_else(|| float(&digits));
    }
    whole(text).or_else(|| float(text))
}

/// Decimal, or with a prefix for the base; a leading zero means octal.
fn whole(text: &str) -> Option<ScalarValue> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (base, digits) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        _ => (10, unsigned),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| char::from(digit).is_digit(base)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, base).ok()?;
    if negative {
        0i64.checked_sub_unsigned(magnitude).map(ScalarValue::Int)
    } else {
        Some(i64::try_from(magnitude).map_or(ScalarValue::UInt(magnitude), ScalarValue::Int))
    }
}

/// Decimal with an optional fraction and exponent. What is too large for a double is text.
fn float(text: &str) -> Option<ScalarValue> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let before = digits(start);
    let mut at = start + before;
    let mut after = 0;
    if bytes.get(at) == Some(&b'.') {
        after = digits(at + 1);
        at += 1 + after;
    }
    if before + after == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let exponent = digits(at.min(bytes.len()));
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at != bytes.len() {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(ScalarValue::Float)
}

/// What a scalar with a tag of the core schema (`!!int` is `int`) stands for; the text may change.
///
/// # Errors
/// A phrase, when the text is none of the kind.
pub(crate) fn resolve_tagged(tag: &str, text: &str) -> Result<(ScalarValue, Option<String>), String> {
    let refused = || format!("`{text}` cannot be read as `!!{tag}`");
    let value = match (tag, resolve(text)) {
        ("str", _) => ScalarValue::String,
        ("null", ScalarValue::Null) => ScalarValue::Null,
        ("bool", value @ ScalarValue::Bool(_)) => value,
        ("int", value @ (ScalarValue::Int(_) | ScalarValue::UInt(_))) => value,
        ("float", value @ ScalarValue::Float(_)) => value,
        ("float", ScalarValue::Int(value)) => ScalarValue::Float(value as f64),
        ("float", ScalarValue::UInt(value)) => ScalarValue::Float(value as f64),
        ("timestamp", ScalarValue::Timestamp) => ScalarValue::Timestamp,
        ("binary", _) => {
            let compact: String = text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
            let bytes = base64::engine::general_purpose::STANDARD.decode(compact).map_err(|_| refused())?;
            let decoded =
                String::from_utf8(bytes).map_err(|_| "binary data that is not text is not supported")?;
            return Ok((ScalarValue::String, Some(decoded)));
        }
        ("null" | "bool" | "int" | "float" | "timestamp", _) => return Err(refused()),
        _ => ScalarValue::String,
    };
    Ok((value, None))
}
