//! Regular expressions.

use std::sync::Arc;

use crate::call::{Arguments, Fault};
use crate::print::Writer;
use crate::regex::{self, Regex};
use crate::text::quoted;
use crate::value::{List, ListKind, Value};

/// The expression that the first argument is. One that cannot be read is an error, of which the functions that do not
/// begin with `must` say more.
fn expression(arguments: &Arguments<'_>) -> Result<Arc<Regex>, Fault> {
    let text = arguments.text(0);
    let regex = regex::compile(arguments.context, &text)?.map_err(|message| {
        if arguments.name.starts_with("must") {
            return message;
        }
        let is_quotable =
            |char: char| char != '`' && (char == '\t' || !char.is_control()) && char != '\u{feff}';
        let shown = if text.chars().all(is_quotable) { format!("`{text}`") } else { quoted(&text) };
        format!("regexp: Compile({shown}): {message}")
    })?;
    regex.count_work(arguments.context, &arguments.text(1))?;
    Ok(regex)
}

/// Whether the text matches anywhere. An expression that cannot be read matches nothing.
pub(super) fn is_match(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match expression(arguments) {
        Ok(regex) => Ok(Value::Bool(regex.regex.is_match(&arguments.text(1)))),
        Err(Fault::Message(_)) => Ok(Value::Bool(false)),
        Err(other) => Err(other),
    }
}

pub(super) fn must_match(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(expression(arguments)?.regex.is_match(&arguments.text(1))))
}

pub(super) fn find(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = arguments.text(1);
    let found = expression(arguments)?.regex.find(&text).map_or("", |found| found.as_str());
    arguments.context.text(found)
}

/// A bound on a number of results: none where it is negative.
fn bound(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn find_all(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = arguments.text(1);
    let regex = expression(arguments)?;
    let mut items = Vec::new();
    for found in regex.regex.find_iter(&text).take(bound(arguments.int(2))) {
        arguments.context.step(1)?;
        items.push(arguments.context.text(found.as_str())?);
    }
    if items.is_empty() {
        return Ok(Value::List(List::nil(ListKind::Text)));
    }
    arguments.context.list(ListKind::Text, items)
}

pub(super) fn split(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let (pattern, text, most) = (arguments.text(0), arguments.text(1), arguments.int(2));
    let regex = expression(arguments)?;
    if most == 0 {
        return Ok(Value::List(List::nil(ListKind::Text)));
    }
    if !pattern.is_empty() && text.is_empty() {
        return arguments.context.list(ListKind::Text, vec![Value::from("")]);
    }
    let mut items = Vec::new();
    let (mut start, mut end) = (0, 0);
    for found in regex.regex.find_iter(&text) {
        if items.len() + 1 >= bound(most) {
            break;
        }
        arguments.context.step(1)?;
        end = found.start();
        if found.end() != 0 {
            items.push(arguments.context.text(&text[start..end])?);
        }
        start = found.end();
    }
    if end != text.len() {
        items.push(arguments.context.text(&text[start..])?);
    }
    arguments.context.list(ListKind::Text, items)
}

pub(super) fn replace_all(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let (text, replacement) = (arguments.text(1), arguments.text(2));
    let regex = expression(arguments)?;
    let parts = parse_replacement(&replacement);
    let mut end = 0;
    for captures in regex.regex.captures_iter(&text) {
        arguments.context.step(1)?;
        let Some(whole) = captures.get(0) else { continue };
        writer.push_str(&text[end..whole.start()])?;
        for part in &parts {
            let inserted = match part {
                Part::Text(text) => text,
                Part::Number(number) => captures.get(*number).map_or("", |found| found.as_str()),
                Part::Name(name) => captures.name(name).map_or("", |found| found.as_str()),
            };
            writer.push_str(inserted)?;
        }
        end = whole.end();
    }
    writer.push_str(&text[end..])
}

pub(super) fn replace_all_literal(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let (text, replacement) = (arguments.text(1), arguments.text(2));
    let regex = expression(arguments)?;
    let mut end = 0;
    for found in regex.regex.find_iter(&text) {
        arguments.context.step(1)?;
        writer.push_str(&text[end..found.start()])?;
        writer.push_str(&replacement)?;
        end = found.end();
    }
    writer.push_str(&text[end..])
}

/// A piece of a replacement.
enum Part<'r> {
    Text(&'r str),
    Number(usize),
    Name(&'r str),
}

/// Reads `$1`, `$name`, `${name}` and `$$`. A name is as long as it can be; what is none of these stays as it is.
fn parse_replacement(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        parts.push(Part::Text(&rest[..dollar]));
        let after = &rest[dollar + 1..];
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let braced = after.strip_prefix('{').and_then(|inner| Some(&inner[..inner.find('}')?]));
        let name = match braced {
            Some(name) => name,
            None => &after[..after.find(|char| !is_word(char)).unwrap_or(after.len())],
        };
        let length = name.len() + if braced.is_some() { 2 } else { 0 };
        if let Some(behind) = after.strip_prefix('$') {
            parts.push(Part::Text("$"));
            rest = behind;
            continue;
        }
        if name.is_empty() || !name.chars().all(is_word) {
            parts.push(Part::Text("$"));
            rest = after;
            continue;
        }
        let is_number =
            name.bytes().all(|byte| byte.is_ascii_digit()) && (name.len() == 1 || !name.starts_with('0'));
        parts.push(match name.parse() {
            Ok(number) if is_number => Part::Number(number),
            _ => Part::Name(name),
        });
        rest = &after[length..];
    }
    parts.push(Part::Text(rest));
    parts
}

pub(super) fn quote_meta(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = arguments.text(0);
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if "\\.+*?()|[]{}^$".contains(char) {
            out.push('\\');
        }
        out.push(char);
    }
    arguments.context.text(out)
}
