//! What a value is.

use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) fn type_of(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.value(0).type_name())
}

pub(super) fn type_is(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.text(0) == arguments.value(1).type_name()))
}

pub(super) fn type_is_like(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let name = arguments.value(1).type_name();
    let wanted = arguments.text(0);
    Ok(Value::Bool(wanted == name || name.strip_prefix('*') == Some(&wanted)))
}

pub(super) fn kind_of(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.value(0).kind_name())
}

pub(super) fn kind_is(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.text(0) == arguments.value(1).kind_name()))
}
