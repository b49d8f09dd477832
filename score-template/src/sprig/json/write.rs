//! To JSON, as Go writes it.

use std::rc::Rc;

use crate::call::{Context, Fault};
use crate::object::Shape;
use crate::print::{Writer, format_float, shortest_fixed};
use crate::text::plain_bytes;
use crate::time;
use crate::value::{MAX_VALUE_DEPTH, Value};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Compact,
    /// Two spaces a level.
    Pretty,
}

/// What is escaped in texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// What JSON and JavaScript need.
    Needed,
    /// Also what means something in HTML.
    Html,
}

pub(super) fn write(
    writer: &mut Writer,
    context: &Context<'_>,
    value: &Value,
    layout: Layout,
    escapes: Escapes,
) -> Result<(), Fault> {
    Json { context, writer, layout, escapes, depth: 0 }.value(value)
}

struct Json<'c> {
    context: &'c Context<'c>,
    writer: &'c mut Writer,
    layout: Layout,
    escapes: Escapes,
    depth: usize,
}

impl Json<'_> {
    fn value(&mut self, value: &Value) -> Result<(), Fault> {
        match value {
            Value::Absent | Value::Null => self.writer.push(b"null"),
            Value::Bool(value) => self.writer.push(if *value { b"true" } else { b"false" }),
            Value::Int(number) | Value::Int64(number) | Value::Duration(number) => {
                self.writer.push_int(*number)
            }
            Value::Uint8(number) => self.writer.push_int((*number).into()),
            Value::Uint64(number) => self.writer.push_str(&number.to_string()),
            Value::Float(number) => self.float(*number),
            Value::Complex(_) => Err("json: unsupported type: complex128".into()),
            Value::String(text) => self.text(text.as_bytes()),
            Value::Binary(bytes) => self.text(bytes),
            Value::List(list) if list.is_nil() => self.writer.push(b"null"),
            Value::List(list) => self.collection(*b"[]", list.items().iter(), |json, item| json.value(item)),
            Value::Map(map) => {
                let entries = map.borrow();
                self.collection(*b"{}", entries.iter(), |json, (key, value)| json.entry(key, value))
            }
            Value::Object(object) if object.is_nil() => self.writer.push(b"null"),
            Value::Object(object) => {
                let is_map = matches!(object.shape(), Shape::Map { .. });
                let mut keys = object.keys();
                if is_map {
                    keys.sort();
                }
                let entries: Vec<(Rc<str>, Value)> =
                    keys.into_iter().filter_map(|key| object.get(&key).map(|value| (key, value))).collect();
                self.collection(*b"{}", entries.iter(), |json, (key, value)| {
                    json.entry(if is_map { key } else { object.json_name(key) }, value)
                })
            }
            Value::Time(time) => {
                self.text(time::format(time, "2006-01-02T15:04:05.999999999Z07:00").as_bytes())
            }
            Value::Version(version) => self.text(version.to_string().as_bytes()),
        }
    }

    fn entry(&mut self, key: &str, value: &Value) -> Result<(), Fault> {
        self.text(key.as_bytes())?;
        self.writer.push(if self.layout == Layout::Pretty { b": " } else { b":" })?;
        self.value(value)
    }

    fn collection<T>(
        &mut self,
        [open, close]: [u8; 2],
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.depth == MAX_VALUE_DEPTH {
            let message =
                format!("a value nested more than {MAX_VALUE_DEPTH} deep cannot be written as JSON");
            return Err(Fault::Limit(message));
        }
        self.context.step(items.len() as u64 / 8)?;
        let is_empty = items.len() == 0;
        self.writer.push(&[open])?;
        self.depth += 1;
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.writer.push(b",")?;
            }
            self.line()?;
            write(self, item)?;
        }
        self.depth -= 1;
        if !is_empty {
            self.line()?;
        }
        self.writer.push(&[close])
    }

    fn line(&mut self) -> Result<(), Fault> {
        if self.layout == Layout::Compact {
            return Ok(());
        }
        self.writer.push(b"\n")?;
        self.writer.fill(b' ', 2 * self.depth)
    }

    fn float(&mut self, number: f64) -> Result<(), Fault> {
        if !number.is_finite() {
            return Err(format!("json: unsupported value: {}", format_float(number, 'g', None)).into());
        }
        let magnitude = number.abs();
        if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
            // One digit of an exponent where one is enough.
            let text = format_float(number, 'e', None).replace("e-0", "e-");
            return self.writer.push_str(&text);
        }
        self.writer.push_str(&shortest_fixed(number))
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.writer.push(b"\"")?;
        if bytes.iter().fold(true, |all, byte| all & PLAIN[usize::from(*byte)]) {
            self.writer.push(bytes)?;
            return self.writer.push(b"\"");
        }
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            let mut written = 0;
            for (at, char) in valid.char_indices() {
                let escaped: &str = match char {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\x08' => "\\b",
                    '\x0c' => "\\f",
                    '\u{2028}' => "\\u2028",
                    '\u{2029}' => "\\u2029",
                    '<' if self.escapes == Escapes::Html => "\\u003c",
                    '>' if self.escapes == Escapes::Html => "\\u003e",
                    '&' if self.escapes == Escapes::Html => "\\u0026",
                    '\0'..' ' => &format!("\\u{:04x}", char as u32),
                    _ => continue,
                };
                self.writer.push_str(&valid[written..at])?;
                self.writer.push_str(escaped)?;
                written = at + char.len_utf8();
            }
            self.writer.push_str(&valid[written..])?;
            for _ in chunk.invalid() {
                self.writer.push(b"\\ufffd")?;
            }
        }
        self.writer.push(b"\"")
    }
}

/// Which bytes stand for themselves whatever is escaped.
const PLAIN: [bool; 256] = plain_bytes(b"\"\\<>&");
