//! Texts: cutting, joining, quoting.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::call::{Arguments, Context, Fault};
use crate::deep::ENTRY_BYTES;
use crate::object::Element;
use crate::print::{self, Writer};
use crate::text::plain_bytes;
use crate::value::{ListKind, Map, Value};

const NEGATIVE_COUNT: &str = "strings: negative Repeat count";

/// A count that is not negative.
pub(super) fn count(number: i64) -> Result<usize, Fault> {
    usize::try_from(number).map_err(|_| NEGATIVE_COUNT.into())
}

/// The texts of a list; of anything else, its own.
fn texts(context: &Context<'_>, value: &Value) -> Result<Vec<Value>, Fault> {
    let items = match value {
        Value::List(list) => list.items(),
        Value::Absent | Value::Null => &[],
        other => std::slice::from_ref(other),
    };
    let mut texts = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| !item.is_missing()) {
        texts.push(match item {
            Value::String(_) | Value::Binary(_) => item.clone(),
            other => context.bytes(print::to_bytes(context, other)?)?,
        });
    }
    Ok(texts)
}

pub(super) fn to_string(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match arguments.value(0) {
        text @ (Value::String(_) | Value::Binary(_)) => Ok(text.clone()),
        other => arguments.context.bytes(print::to_bytes(arguments.context, other)?),
    }
}

pub(super) fn to_strings(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let texts = texts(arguments.context, arguments.value(0))?;
    arguments.context.list(ListKind::Text, texts)
}

/// The texts of a list, sorted.
pub(super) fn sorted(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut texts = texts(arguments.context, arguments.value(0))?;
    arguments.context.step(texts.len() as u64)?;
    texts.sort_by(|one, other| one.as_bytes().cmp(&other.as_bytes()));
    arguments.context.list(ListKind::Text, texts)
}

pub(super) fn join(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let separator = arguments.bytes(0);
    for (index, text) in texts(arguments.context, arguments.value(1))?.iter().enumerate() {
        if index > 0 {
            writer.push(separator)?;
        }
        writer.push(text.as_bytes().unwrap_or_default())?;
    }
    Ok(())
}

/// The texts between separators; between characters where there is none. At most `most`, the last with all the rest.
fn split_text(arguments: &Arguments<'_>, text: usize, most: usize) -> Result<Vec<Rc<str>>, Fault> {
    let (separator, text) = (arguments.text(0), arguments.text(text));
    let parts =
        if separator.is_empty() { text.chars().count() } else { text.matches(&*separator).count() + 1 };
    let parts = parts.min(most);
    arguments.context.charge(text.len() + parts * 2 * size_of::<Value>())?;
    arguments.context.step(parts as u64 / 4)?;
    if !separator.is_empty() {
        return Ok(text.splitn(most, &*separator).map(Rc::from).collect());
    }
    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).take(parts).collect();
    starts.push(text.len());
    Ok(starts.windows(2).map(|ends| Rc::from(&text[ends[0]..ends[1]])).collect())
}

pub(super) fn split_list(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let parts = split_text(arguments, 1, usize::MAX)?;
    arguments.context.list(ListKind::Text, parts.into_iter().map(Value::String).collect())
}

/// Parts under the keys `_0`, `_1` ...
fn numbered(context: &Context<'_>, parts: Vec<Rc<str>>) -> Result<Value, Fault> {
    context.charge(parts.len() * (ENTRY_BYTES + 8))?;
    let entries: BTreeMap<Rc<str>, Value> = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| (Rc::from(format!("_{index}")), Value::String(part)))
        .collect();
    Ok(Value::Map(Map::new(Element::Text, entries)))
}

pub(super) fn split(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    numbered(arguments.context, split_text(arguments, 1, usize::MAX)?)
}

pub(super) fn splitn(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let most = match arguments.int(1) {
        0 => return numbered(arguments.context, Vec::new()),
        most => usize::try_from(most).unwrap_or(usize::MAX),
    };
    numbered(arguments.context, split_text(arguments, 2, most)?)
}

pub(super) fn cat(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    for (index, value) in arguments.values.iter().filter(|value| !value.is_missing()).enumerate() {
        if index > 0 {
            writer.push(b" ")?;
        }
        print::print(writer, value)?;
    }
    Ok(())
}

pub(super) fn quote(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    for (index, value) in arguments.values.iter().filter(|value| !value.is_missing()).enumerate() {
        if index > 0 {
            writer.push(b" ")?;
        }
        match value {
            Value::String(text) if text.bytes().fold(true, |all, byte| all & PLAIN[usize::from(byte)]) => {
                writer.push(b"\"")?;
                writer.push_str(text)?;
                writer.push(b"\"")?;
            }
            text @ (Value::String(_) | Value::Binary(_)) => {
                print::write_format(writer, b"%q", std::slice::from_ref(text))?;
            }
            other => {
                let text = Value::from_bytes(print::to_bytes(arguments.context, other)?);
                print::write_format(writer, b"%q", &[text])?;
            }
        }
    }
    Ok(())
}

/// Which bytes stand for themselves between double quotes.
const PLAIN: [bool; 256] = plain_bytes(b"\"\\");

pub(super) fn squote(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    for (index, value) in arguments.values.iter().filter(|value| !value.is_missing()).enumerate() {
        writer.push(if index > 0 { b" '" } else { b"'" })?;
        print::print(writer, value)?;
        writer.push(b"'")?;
    }
    Ok(())
}

pub(super) fn indent(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let spaces = count(arguments.int(0))?;
    for (index, line) in arguments.bytes(1).split(|byte| *byte == b'\n').enumerate() {
        if index > 0 {
            writer.push(b"\n")?;
        }
        writer.fill(b' ', spaces)?;
        writer.push(line)?;
    }
    Ok(())
}

pub(super) fn nindent(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    writer.push(b"\n")?;
    indent(arguments, writer)
}

pub(super) fn replace(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let (old, new, text) = (arguments.text(0), arguments.text(1), arguments.text(2));
    let mut end = 0;
    for (start, found) in text.match_indices(&*old) {
        writer.push_str(&text[end..start])?;
        writer.push_str(&new)?;
        end = start + found.len();
    }
    writer.push_str(&text[end..])
}

pub(super) fn repeat(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (count, text) = (count(arguments.int(0))?, arguments.bytes(1));
    let length = text.len().checked_mul(count).ok_or_else(|| arguments.context.out_of_bytes())?;
    if length > arguments.context.bytes_left() {
        return Err(arguments.context.out_of_bytes());
    }
    arguments.context.bytes(text.repeat(if text.is_empty() { 0 } else { count }))
}

pub(super) fn substr(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (start, end, text) = (arguments.int(0), arguments.int(1), arguments.bytes(2));
    let length = text.len() as i64;
    let (start, end) = match (start, end) {
        (..0, end) => (0, end),
        (start, end) if end < 0 || end > length => (start, length),
        both => both,
    };
    if end < 0 {
        return Err(format!("runtime error: slice bounds out of range [:{end}]").into());
    }
    if end > length {
        return Err(format!("runtime error: slice bounds out of range [:{end}] with length {length}").into());
    }
    if start > end {
        // A start alone is compared with the length.
        return Err(format!("runtime error: slice bounds out of range [{start}:{end}]").into());
    }
    arguments.context.bytes(text[start as usize..end as usize].to_vec())
}

pub(super) fn trunc(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (kept, text) = (arguments.int(0), arguments.bytes(1));
    let length = usize::try_from(kept.unsigned_abs()).unwrap_or(usize::MAX);
    if length >= text.len() {
        return Ok(arguments.value(1).clone());
    }
    let part = if kept < 0 { &text[text.len() - length..] } else { &text[..length] };
    arguments.context.bytes(part.to_vec())
}

pub(super) fn trim(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.text(0).trim())
}

pub(super) fn trim_all(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let set = arguments.text(0);
    arguments.context.text(arguments.text(1).trim_matches(|char| set.contains(char)))
}

pub(super) fn trim_prefix(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match arguments.bytes(1).strip_prefix(arguments.bytes(0)) {
        Some(rest) => arguments.context.bytes(rest.to_vec()),
        None => Ok(arguments.value(1).clone()),
    }
}

pub(super) fn trim_suffix(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match arguments.bytes(1).strip_suffix(arguments.bytes(0)) {
        Some(rest) => arguments.context.bytes(rest.to_vec()),
        None => Ok(arguments.value(1).clone()),
    }
}

pub(super) fn contains(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (part, text) = (arguments.text(0), arguments.text(1));
    Ok(Value::Bool(text.contains(&*part)))
}

pub(super) fn has_prefix(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.bytes(1).starts_with(arguments.bytes(0))))
}

pub(super) fn has_suffix(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.bytes(1).ends_with(arguments.bytes(0))))
}

pub(super) fn plural(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(arguments.value(if arguments.int(2) == 1 { 0 } else { 1 }).clone())
}
