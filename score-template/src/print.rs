//! Values as text, as Go's `fmt` prints them.

mod float;
mod format;
mod integer;
mod verbs;
mod writer;

pub(crate) use float::{format_float, shortest_fixed};
pub(crate) use writer::Writer;

use crate::call::{Context, Fault};
use crate::value::Value;
use verbs::Printer;

/// Writes a value as `%v` does.
pub(crate) fn print(writer: &mut Writer, value: &Value) -> Result<(), Fault> {
    match value {
        Value::String(text) => writer.push(text.as_bytes()),
        Value::Binary(bytes) => writer.push(bytes),
        Value::Int(number) => writer.push_int(*number),
        _ => Printer::plain(writer).print(value, 'v'),
    }
}

/// The value as `%v` prints it.
pub(crate) fn to_bytes(context: &Context<'_>, value: &Value) -> Result<Vec<u8>, Fault> {
    let mut writer = Writer::for_value(context);
    print(&mut writer, value)?;
    Ok(writer.into_bytes())
}

/// The value as `%v` prints it, with what is not UTF-8 replaced.
pub(crate) fn to_text(context: &Context<'_>, value: &Value) -> Result<String, Fault> {
    let bytes = to_bytes(context, value)?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| crate::text::lossy(error.as_bytes())))
}

/// The value as `%s` prints it, with what is not UTF-8 replaced.
pub(crate) fn as_text(context: &Context<'_>, value: &Value) -> Result<String, Fault> {
    let mut writer = Writer::for_value(context);
    Printer::plain(&mut writer).print(value, 's')?;
    Ok(crate::text::lossy(&writer.into_bytes()))
}

/// `print`: operands with a space between two of which neither is a text.
pub(crate) fn write_all(writer: &mut Writer, values: &[Value]) -> Result<(), Fault> {
    let mut after_text = true;
    for value in values {
        let is_text = value.as_bytes().is_some();
        if !is_text && !after_text {
            writer.push(b" ")?;
        }
        print(writer, value)?;
        after_text = is_text;
    }
    Ok(())
}

/// `println`: operands with spaces between them, and a line break.
pub(crate) fn write_line(writer: &mut Writer, values: &[Value]) -> Result<(), Fault> {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            writer.push(b" ")?;
        }
        print(writer, value)?;
    }
    writer.push(b"\n")
}

/// `printf`.
pub(crate) fn write_format(writer: &mut Writer, format: &[u8], values: &[Value]) -> Result<(), Fault> {
    format::write(writer, format, values)
}
