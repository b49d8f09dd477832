//! JSON.

mod read;
mod write;

use crate::call::{Arguments, Fault};
use crate::value::Value;
use write::{Escapes, Layout};

/// The value of a JSON text; `nil` where it is none.
pub(super) fn from_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match must_from_json(arguments) {
        Err(Fault::Message(_)) => Ok(Value::Null),
        other => other,
    }
}

pub(super) fn must_from_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    read::read(arguments.context, &arguments.text(0))
}

/// JSON of a value; an empty text where there is none.
pub(super) fn to_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    or_empty(arguments, must_to_json(arguments))
}

pub(super) fn must_to_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    write::write(arguments.context, arguments.value(0), Layout::Compact, Escapes::Html)
}

pub(super) fn to_pretty_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    or_empty(arguments, must_to_pretty_json(arguments))
}

pub(super) fn must_to_pretty_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    write::write(arguments.context, arguments.value(0), Layout::Pretty, Escapes::Html)
}

pub(super) fn to_raw_json(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    write::write(arguments.context, arguments.value(0), Layout::Compact, Escapes::Needed)
}

fn or_empty(arguments: &Arguments<'_>, written: Result<Value, Fault>) -> Result<Value, Fault> {
    match written {
        Err(Fault::Message(_)) => arguments.context.text(""),
        other => other,
    }
}
