//! JSON.

mod read;
mod write;

use crate::call::{Arguments, Fault};
use crate::functions::Write;
use crate::print::Writer;
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

/// JSON of a value; nothing where there is none.
pub(super) fn to_json(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    or_nothing(arguments, writer, must_to_json)
}

pub(super) fn must_to_json(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    write::write(writer, arguments.context, arguments.value(0), Layout::Compact, Escapes::Html)
}

pub(super) fn to_pretty_json(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    or_nothing(arguments, writer, must_to_pretty_json)
}

pub(super) fn must_to_pretty_json(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    write::write(writer, arguments.context, arguments.value(0), Layout::Pretty, Escapes::Html)
}

pub(super) fn to_raw_json(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    write::write(writer, arguments.context, arguments.value(0), Layout::Compact, Escapes::Needed)
}

fn or_nothing(arguments: &Arguments<'_>, writer: &mut Writer, write: Write) -> Result<(), Fault> {
    let start = writer.len();
    match write(arguments, writer) {
        Err(Fault::Message(_)) => {
            writer.truncate(start);
            Ok(())
        }
        other => other,
    }
}
