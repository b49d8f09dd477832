//! Numbers out of other values. What is no number is zero.

use crate::call::{Arguments, Fault};
use crate::number::{parse_float, parse_int};
use crate::print;
use crate::value::Value;

/// The value as an integer: texts in Go's syntax, floats without their fraction.
pub(super) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Bool(value) => i64::from(*value),
        Value::Uint64(number) => *number as i64,
        Value::Float(number) => truncated(*number),
        Value::String(text) => parse_int(without_zero_decimals(text)).unwrap_or_default(),
        other => other.as_i64().unwrap_or_default(),
    }
}

/// A float without its fraction. What does not fit is the smallest integer, as on the usual processors.
fn truncated(number: f64) -> i64 {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    if (-BOUND..BOUND).contains(&number) { number as i64 } else { i64::MIN }
}

/// `3.00` as `3`.
fn without_zero_decimals(text: &str) -> &str {
    let trimmed = text.trim_end_matches('0');
    match trimmed.strip_suffix('.') {
        Some(whole) if trimmed.len() < text.len() => whole,
        _ => text,
    }
}

/// The value as a float.
pub(super) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Float(number) => *number,
        Value::Uint64(number) => *number as f64,
        Value::String(text) => parse_float(text).unwrap_or_default(),
        other => other.as_i64().unwrap_or_default() as f64,
    }
}

pub(super) fn int(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Int(to_int(arguments.value(0))))
}

pub(super) fn int64(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Int64(to_int(arguments.value(0))))
}

pub(super) fn float64(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Float(to_float(arguments.value(0))))
}

/// Decimal digits and a sign only. A number that is too large is the largest.
pub(super) fn atoi(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = arguments.text(0);
    Ok(Value::Int(text.parse().unwrap_or_else(|error: std::num::ParseIntError| match error.kind() {
        std::num::IntErrorKind::PosOverflow => i64::MAX,
        std::num::IntErrorKind::NegOverflow => i64::MIN,
        _ => 0,
    })))
}

/// Octal digits.
pub(super) fn to_decimal(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = print::to_text(arguments.context, arguments.value(0))?;
    Ok(Value::Int64(i64::from_str_radix(&text, 8).unwrap_or_default()))
}
