//! Paths with slashes.

use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) fn base(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let path = arguments.text(0);
    let trimmed = path.trim_end_matches('/');
    arguments.context.text(match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    })
}

pub(super) fn dir(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let path = arguments.text(0);
    let end = path.rfind('/').map_or(0, |slash| slash + 1);
    arguments.context.text(cleaned(&path[..end]))
}

pub(super) fn ext(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let path = arguments.text(0);
    let name = path.rsplit('/').next().unwrap_or_default();
    arguments.context.text(name.rfind('.').map_or("", |dot| &name[dot..]))
}

pub(super) fn clean(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(cleaned(&arguments.text(0)))
}

pub(super) fn is_abs(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments.bytes(0).starts_with(b"/")))
}

/// The shortest path that means the same, without looking at any file.
fn cleaned(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
