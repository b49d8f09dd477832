//! Arithmetic. Integers wrap around; the functions with `f` count in decimals.

mod decimal;

use super::digits::{to_float, to_int};
use crate::call::{Arguments, Fault};
use crate::print::Writer;
use crate::value::{ListKind, Value};
use decimal::{Decimal, Operation};

const DIVISION_BY_ZERO: &str = "runtime error: integer divide by zero";

/// Goes through the arguments after the first with an operation on integers.
fn fold(arguments: &Arguments<'_>, operation: fn(i64, i64) -> i64) -> Result<Value, Fault> {
    let first = to_int(arguments.value(0));
    let result = arguments.rest(1).iter().fold(first, |result, value| operation(result, to_int(value)));
    Ok(Value::Int64(result))
}

pub(super) fn add(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold(arguments, i64::wrapping_add)
}

pub(super) fn add1(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Int64(to_int(arguments.value(0)).wrapping_add(1)))
}

pub(super) fn sub(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold(arguments, i64::wrapping_sub)
}

pub(super) fn mul(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold(arguments, i64::wrapping_mul)
}

pub(super) fn max(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold(arguments, i64::max)
}

pub(super) fn min(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold(arguments, i64::min)
}

pub(super) fn div(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match to_int(arguments.value(1)) {
        0 => Err(DIVISION_BY_ZERO.into()),
        divisor => Ok(Value::Int64(to_int(arguments.value(0)).wrapping_div(divisor))),
    }
}

pub(super) fn modulo(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match to_int(arguments.value(1)) {
        0 => Err(DIVISION_BY_ZERO.into()),
        divisor => Ok(Value::Int64(to_int(arguments.value(0)).wrapping_rem(divisor))),
    }
}

/// Goes through values with an operation on decimals.
fn fold_decimals(first: f64, rest: &[Value], operation: Operation) -> Result<Value, Fault> {
    let mut result = Decimal::new(first)?;
    for value in rest {
        result = result.apply(operation, Decimal::new(to_float(value))?)?;
    }
    Ok(Value::Float(result.to_float()))
}

pub(super) fn add1f(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold_decimals(to_float(arguments.value(0)), &[Value::Int(1)], Operation::Add)
}

pub(super) fn addf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold_decimals(0.0, arguments.values, Operation::Add)
}

pub(super) fn subf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold_decimals(to_float(arguments.value(0)), arguments.rest(1), Operation::Subtract)
}

pub(super) fn mulf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold_decimals(to_float(arguments.value(0)), arguments.rest(1), Operation::Multiply)
}

pub(super) fn divf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    fold_decimals(to_float(arguments.value(0)), arguments.rest(1), Operation::Divide)
}

/// The largest or smallest of the floats; no number at all if one of them is none.
fn choose(arguments: &Arguments<'_>, choose: fn(f64, f64) -> f64) -> Result<Value, Fault> {
    let mut result = to_float(arguments.value(0));
    for value in arguments.rest(1) {
        let value = to_float(value);
        result = if result.is_nan() || value.is_nan() { f64::NAN } else { choose(result, value) };
    }
    Ok(Value::Float(result))
}

pub(super) fn maxf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    choose(arguments, f64::max)
}

pub(super) fn minf(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    choose(arguments, f64::min)
}

pub(super) fn floor(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Float(to_float(arguments.value(0)).floor()))
}

pub(super) fn ceil(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Float(to_float(arguments.value(0)).ceil()))
}

pub(super) fn round(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let places = arguments.int(1);
    let threshold = arguments.values.get(2).and_then(Value::as_f64).unwrap_or(0.5);
    let power = 10f64.powi(i32::try_from(places).unwrap_or(if places < 0 { -400 } else { 400 }));
    let scaled = power * to_float(arguments.value(0));
    let whole = if scaled.fract() >= threshold { scaled.ceil() } else { scaled.floor() };
    Ok(Value::Float(whole / power))
}

/// How many numbers there are from `start` to `stop`, the latter not counted.
fn steps(start: i64, stop: i64, step: i64) -> usize {
    let distance = i128::from(stop) - i128::from(start);
    let step = i128::from(step);
    if distance == 0 || step == 0 || (distance < 0) != (step < 0) {
        return 0;
    }
    usize::try_from((distance.abs() + step.abs() - 1) / step.abs()).unwrap_or(usize::MAX)
}

fn numbers(arguments: &Arguments<'_>, start: i64, stop: i64, step: i64) -> Result<Value, Fault> {
    let count = steps(start, stop, step);
    if count > arguments.context.bytes_left() / size_of::<Value>() {
        return Err(arguments.context.out_of_bytes());
    }
    arguments.context.step(count as u64 / 8)?;
    let numbers = (0..count as i64).map(|index| Value::Int(start.wrapping_add(index.wrapping_mul(step))));
    arguments.context.list(ListKind::Int, numbers.collect())
}

pub(super) fn until(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let stop = arguments.int(0);
    numbers(arguments, 0, stop, if stop < 0 { -1 } else { 1 })
}

pub(super) fn until_step(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    numbers(arguments, arguments.int(0), arguments.int(1), arguments.int(2))
}

/// Numbers with spaces between, both ends counted.
pub(super) fn seq(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let int = |index| arguments.int(index);
    let (start, step, end) = match arguments.values.len() {
        1 => (1, if int(0) < 1 { -1 } else { 1 }, int(0)),
        2 => (int(0), if int(1) < int(0) { -1 } else { 1 }, int(1)),
        3 if int(2) < int(0) && int(1) > 0 => return Ok(()),
        3 => (int(0), int(1), int(2)),
        _ => return Ok(()),
    };
    let past = end.saturating_add(if end < start { -1 } else { 1 });
    let count = steps(start, past, step);
    for index in 0..count {
        if index > 0 {
            writer.push(b" ")?;
        }
        writer.push_int(start.wrapping_add((index as i64).wrapping_mul(step)))?;
    }
    arguments.context.step(count as u64 / 8)
}
