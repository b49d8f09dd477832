//! Printing as KYAML, the flow style dialect of YAML that Kubernetes tools write: brackets instead of indentation, every
//! text in double quotes, keys sorted bytewise, nothing that a reader could take for another type.

mod text;

use std::fmt::{self, Write};

use crate::value::{Mapping, Value};

/// A value that KYAML does not hold, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKyaml {
    /// What is wrong with it.
    pub kind: NotKyamlKind,
    /// Which of the documents, counted from 0.
    pub document: usize,
    /// The keys and indices that lead to it, `metadata.labels.app` or `spec.ports[0]`.
    pub path: String,
}

/// Why KYAML does not hold a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKyamlKind {
    /// An infinity, or what is no number: its values are those of JSON.
    InfiniteNumber,
    /// U+007F or another character that must not stand in YAML, in a text or a key.
    ControlCharacter(char),
}

impl std::error::Error for NotKyaml {}

impl fmt::Display for NotKyaml {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            NotKyamlKind::InfiniteNumber => write!(formatter, "KYAML has no infinite numbers")?,
            NotKyamlKind::ControlCharacter(character) => {
                let code = u32::from(character);
                write!(formatter, "the character U+{code:04X} is not allowed in KYAML")?;
            }
        }
        if self.path.is_empty() { Ok(()) } else { write!(formatter, " (at `{}`)", self.path) }
    }
}

/// Documents, each behind a line `---` and with a line end.
///
/// # Errors
/// The first value that KYAML does not hold.
pub fn write<'a>(documents: impl IntoIterator<Item = &'a Value>) -> Result<String, NotKyaml> {
    let mut out = String::new();
    for (index, document) in documents.into_iter().enumerate() {
        out.push_str("---\n");
        write_value(document, 0, &mut out).map_err(|refused| NotKyaml { document: index, ..refused })?;
        out.push('\n');
    }
    Ok(out)
}

impl NotKyaml {
    fn new(kind: NotKyamlKind) -> NotKyaml {
        NotKyaml { kind, document: 0, path: String::new() }
    }

    fn under_key(mut self, key: &str) -> NotKyaml {
        let behind = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{key}{behind}{}", self.path);
        self
    }

    fn under_index(mut self, index: usize) -> NotKyaml {
        let behind = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[{index}]{behind}{}", self.path);
        self
    }
}

/// A value, the line already indented. `level` is how deep the line is, two blanks each.
fn write_value(value: &Value, level: usize, out: &mut String) -> Result<(), NotKyaml> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) if number.is_float() => match number.to_json() {
            Some(printed) => out.push_str(&printed),
            None => return Err(NotKyaml::new(NotKyamlKind::InfiniteNumber)),
        },
        Value::Number(number) => {
            // Writing to a string cannot fail.
            let _ = write!(out, "{number}");
        }
        Value::String(text) | Value::Timestamp(text) => return text::write_text(text, level + 1, out),
        Value::Sequence(items) if items.is_empty() => out.push_str("[]"),
        Value::Sequence(items) => {
            let is_collection = |item: &Value| matches!(item, Value::Sequence(_) | Value::Mapping(_));
            if items.iter().all(is_collection) {
                return write_side_by_side(items, level, out);
            }
            out.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                indent(level + 1, out);
                write_value(item, level + 1, out).map_err(|refused| refused.under_index(index))?;
                out.push_str(",\n");
            }
            indent(level, out);
            out.push(']');
        }
        Value::Mapping(map) if map.is_empty() => out.push_str("{}"),
        Value::Mapping(map) => {
            out.push_str("{\n");
            for (key, value) in sorted(map) {
                indent(level + 1, out);
                text::write_key(key, out)?;
                out.push_str(": ");
                write_value(value, level + 1, out).map_err(|refused| refused.under_key(key))?;
                out.push_str(",\n");
            }
            indent(level, out);
            out.push('}');
        }
    }
    Ok(())
}

/// A list of nothing but mappings and lists: their brackets share the lines of its own.
fn write_side_by_side(items: &[Value], level: usize, out: &mut String) -> Result<(), NotKyaml> {
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index == 0 { "[" } else { ", " });
        write_value(item, level, out).map_err(|refused| refused.under_index(index))?;
    }
    out.push(']');
    Ok(())
}

fn sorted(map: &Mapping) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    if !entries.is_sorted_by_key(|(key, _)| *key) {
        entries.sort_unstable_by_key(|(key, _)| *key);
    }
    entries
}

fn indent(level: usize, out: &mut String) {
    for _ in 0..level {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests;
