//! `html`, `js` and `urlquery`: the text of the arguments, made safe for a place.

use crate::call::{Arguments, Fault};
use crate::print::{self, Writer};
use crate::text::is_printable;
use crate::value::Value;

/// The arguments as `print` joins them.
fn joined(arguments: &Arguments<'_>) -> Result<Vec<u8>, Fault> {
    if let [only] = arguments.values
        && let Some(bytes) = only.as_bytes()
    {
        return Ok(bytes.to_vec());
    }
    let shown = |value: &Value| if value.is_missing() { Value::from("<no value>") } else { value.clone() };
    let values: Vec<Value> = arguments.values.iter().map(shown).collect();
    let mut writer = Writer::for_value(arguments.context);
    print::write_all(&mut writer, &values)?;
    Ok(writer.into_bytes())
}

pub(super) fn html(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    for byte in joined(arguments)? {
        match byte {
            0 => writer.push_str("\u{fffd}")?,
            b'"' => writer.push(b"&#34;")?,
            b'\'' => writer.push(b"&#39;")?,
            b'&' => writer.push(b"&amp;")?,
            b'<' => writer.push(b"&lt;")?,
            b'>' => writer.push(b"&gt;")?,
            other => writer.push(&[other])?,
        }
    }
    Ok(())
}

pub(super) fn js(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let text = joined(arguments)?;
    for chunk in text.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '\\' => writer.push(b"\\\\")?,
                '\'' => writer.push(b"\\'")?,
                '"' => writer.push(b"\\\"")?,
                '<' | '>' | '&' | '=' | '\0'..' ' => writer.push_str(&format!("\\u{:04X}", char as u32))?,
                _ if char.is_ascii() || is_printable(char) => writer.push_char(char)?,
                _ => writer.push_str(&format!("\\u{:04X}", char as u32))?,
            }
        }
        writer.push(chunk.invalid())?;
    }
    Ok(())
}

pub(super) fn urlquery(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    for byte in joined(arguments)? {
        match byte {
            b' ' => writer.push(b"+")?,
            b'-' | b'_' | b'.' | b'~' => writer.push(&[byte])?,
            _ if byte.is_ascii_alphanumeric() => writer.push(&[byte])?,
            _ => writer.push_str(&format!("%{byte:02X}"))?,
        }
    }
    Ok(())
}
