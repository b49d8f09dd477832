//! Values in place of empty ones.

use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) fn default(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let given = arguments.value(1);
    Ok(if given.is_true() { given.clone() } else { arguments.value(0).clone() })
}

pub(super) fn coalesce(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(arguments.values.iter().find(|value| value.is_true()).cloned().unwrap_or(Value::Null))
}

pub(super) fn all(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.values.iter().all(Value::is_true)))
}

pub(super) fn any(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.values.iter().any(Value::is_true)))
}

pub(super) fn ternary(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(arguments.value(if arguments.bool(2) { 0 } else { 1 }).clone())
}
