//! Query paths: `*` and `?` stand for any characters of a key, `#` for the items of a list, `#(key==value)` for the first
//! of them that fits and `#(…)#` for all that do. A query leads only to values that exist.

mod condition;

use score_core::Value;

use self::condition::{Condition, Glob};

/// Modifiers make new values out of what a path leads to. After any other word `@` is part of a key.
const MODIFIERS: [&str; 13] = [
    "dig", "flatten", "fromstr", "group", "join", "keys", "pretty", "reverse", "this", "tostr", "ugly",
    "valid", "values",
];

/// Why a query cannot lead to a value, whatever the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NeverSets {
    #[error("`|`, `[`, `{{` and modifiers such as `@reverse` make new values, and those cannot be set")]
    Computed,
    #[error("its condition has no `)`")]
    Open,
}

/// Replaces every value that the query leads to; how many those are.
pub(super) fn replace(document: &mut Value, path: &str, value: &Value) -> Result<usize, NeverSets> {
    let found = find(document, path)?;
    for location in &found.locations {
        if let Some(place) = at_mut(document, location) {
            *place = value.clone();
        }
    }
    Ok(found.locations.len())
}

/// What a query leads to.
#[derive(Debug, Default)]
struct Found {
    /// The places, each by the indices of entries and items on the way there. None lies inside another.
    locations: Vec<Vec<usize>>,
    /// Whether the query asks for all that fits, and so for a list.
    is_list: bool,
    /// The number of items, when that is what was asked for.
    count: Option<usize>,
}

/// What follows an element of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest<'p> {
    End,
    More(&'p str),
}

fn find(value: &Value, path: &str) -> Result<Found, NeverSets> {
    let mut found = Found::default();
    let mut search = Search { at: Vec::new(), found: &mut found };
    search.walk(value, path)?;
    Ok(found)
}

struct Search<'f> {
    at: Vec<usize>,
    found: &'f mut Found,
}

impl Search<'_> {
    /// Follows a path; whether it led somewhere.
    fn walk(&mut self, value: &Value, path: &str) -> Result<bool, NeverSets> {
        if makes_new_values(path) {
            return Err(NeverSets::Computed);
        }
        match value {
            Value::Mapping(map) => {
                let (key, rest) = key_element(path)?;
                let mut entries: Vec<(usize, &String, &Value)> = match key.as_literal() {
                    Some(key) => map.get_full(&key).into_iter().collect(),
                    None => {
                        let all = map.iter().enumerate().map(|(index, (key, value))| (index, key, value));
                        all.filter(|(_, name, _)| key.matches(name)).collect()
                    }
                };
                entries.sort_unstable_by_key(|(_, key, _)| *key);
                for (index, _, child) in entries {
                    if self.step(index, child, rest)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Sequence(items) => self.walk_list(items, path),
            _ => Ok(false),
        }
    }

    fn walk_list(&mut self, items: &[Value], path: &str) -> Result<bool, NeverSets> {
        let Some(behind) = path.strip_prefix('#') else {
            let (element, rest) = split(path)?;
            let is_index = element.bytes().all(|byte| byte.is_ascii_digit());
            let index: Option<usize> = if is_index { element.parse().ok() } else { None };
            return match index.and_then(|index| Some((index, items.get(index)?))) {
                Some((index, item)) => self.step(index, item, rest),
                None => Ok(false),
            };
        };
        match behind.as_bytes().first() {
            None => {
                self.found.count = Some(items.len());
                Ok(true)
            }
            Some(b'.') => {
                self.found.is_list = true;
                for (index, item) in items.iter().enumerate() {
                    self.step(index, item, Rest::More(&behind[1..]))?;
                }
                Ok(true)
            }
            Some(b'(' | b'[') => {
                let (condition, behind) = Condition::parse(behind).ok_or(NeverSets::Open)?;
                let (is_all, behind) = match behind.strip_prefix('#') {
                    Some(behind) => (true, behind),
                    None => (false, behind),
                };
                let (_, rest) = split(behind)?;
                self.found.is_list |= is_all;
                for (index, item) in items.iter().enumerate() {
                    if condition.holds(item)? {
                        self.step(index, item, rest)?;
                        if !is_all {
                            return Ok(true);
                        }
                    }
                }
                Ok(is_all)
            }
            Some(b'|') => Err(NeverSets::Computed),
            Some(_) => Ok(false),
        }
    }

    fn step(&mut self, index: usize, child: &Value, rest: Rest<'_>) -> Result<bool, NeverSets> {
        self.at.push(index);
        let hit = match rest {
            Rest::End => {
                self.found.locations.push(self.at.clone());
                Ok(true)
            }
            Rest::More(path) => self.walk(child, path),
        };
        self.at.pop();
        hit
    }
}

fn at<'v>(value: &'v Value, location: &[usize]) -> Option<&'v Value> {
    location.iter().try_fold(value, |value, index| match value {
        Value::Mapping(map) => map.get_index(*index).map(|(_, child)| child),
        Value::Sequence(items) => items.get(*index),
        _ => None,
    })
}

fn at_mut<'v>(value: &'v mut Value, location: &[usize]) -> Option<&'v mut Value> {
    location.iter().try_fold(value, |value, index| match value {
        Value::Mapping(map) => map.get_index_mut(*index).map(|(_, child)| child),
        Value::Sequence(items) => items.get_mut(*index),
        _ => None,
    })
}

fn makes_new_values(path: &str) -> bool {
    match path.strip_prefix('@') {
        Some(behind) => MODIFIERS.contains(&behind.split(['.', '|', ':']).next().unwrap_or(behind)),
        None => path.starts_with(['[', '{']),
    }
}

/// The first element of a path as a key, and what follows.
fn key_element(path: &str) -> Result<(Glob, Rest<'_>), NeverSets> {
    let mut escaped = false;
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'|' => return Err(NeverSets::Computed),
            b'.' => return Ok((Glob::new(&path[..at]), Rest::More(&path[at + 1..]))),
            _ => {}
        }
    }
    Ok((Glob::new(path), Rest::End))
}

/// The first element of a path as it is, and what follows.
fn split(path: &str) -> Result<(&str, Rest<'_>), NeverSets> {
    match path.find(['.', '|']) {
        None => Ok((path, Rest::End)),
        Some(at) if path.as_bytes()[at] == b'|' => Err(NeverSets::Computed),
        Some(at) => Ok((&path[..at], Rest::More(&path[at + 1..]))),
    }
}

#[cfg(test)]
mod tests;
