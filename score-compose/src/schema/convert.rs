//! Values take the form their key has in a Compose file.

use std::fmt::Write;

use score_core::diagnostic::suggest;
use score_yaml::{Mapping, Number, Value, map_with_capacity, natural_order};

use super::scalar::single_precision;
use super::{Key, Kind, Object, Print, go_duration, parse_bytes, parse_duration, split_words};
use crate::options::{LeftOutKeys, ShortForms};

/// Something Compose would refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The key path, such as `services.db.ports[0].target`.
    pub(crate) path: String,
    /// What is wrong, behind the path.
    pub(crate) text: String,
    /// The way out, when there is one to name.
    pub(crate) help: Option<String>,
    /// Whether it is a key that Compose does not know.
    pub(crate) is_unknown_key: bool,
}

/// Converts values by the tables. Problems are collected; what they concern is left out.
#[derive(Debug)]
pub(crate) struct Converter {
    short_forms: ShortForms,
    left_out_keys: LeftOutKeys,
    /// The same for keys that are true unless said otherwise.
    left_out_truths: LeftOutKeys,
    path: String,
    /// In the order they were found.
    pub(crate) problems: Vec<Problem>,
}

impl Converter {
    pub(crate) fn new(short_forms: ShortForms, left_out_keys: LeftOutKeys) -> Converter {
        let (path, problems) = (String::new(), Vec::new());
        Converter { short_forms, left_out_keys, left_out_truths: left_out_keys, path, problems }
    }

    /// For what was converted before: there, what is true is left out.
    pub(crate) fn of_patched(self) -> Converter {
        Converter { left_out_truths: LeftOutKeys::AsCompose, ..self }
    }

    /// Objects by name, as they are in a section.
    pub(crate) fn table(&mut self, name: &str, object: &Object, value: Value) -> Mapping {
        self.within(name, |this| match value {
            Value::Mapping(entries) => this.entries(object, entries),
            Value::Null => Mapping::default(),
            other => {
                this.expected("a mapping by name", &other);
                Mapping::default()
            }
        })
    }

    fn entries(&mut self, object: &Object, entries: Mapping) -> Mapping {
        let convert = |(name, value): (String, Value)| {
            let value = self.within(&name, |this| this.object(object, value));
            (name, value)
        };
        sorted(entries.into_iter().map(convert).collect())
    }

    /// An object with its keys in order.
    pub(crate) fn object(&mut self, object: &Object, value: Value) -> Value {
        let entries = match value {
            Value::Mapping(entries) => entries,
            Value::Null => Mapping::default(),
            other => {
                self.expected(&format!("{}, a mapping", object.noun), &other);
                return Value::Mapping(Mapping::default());
            }
        };
        // The names are kept, for most of them are printed as they are.
        let mut given: Vec<(usize, String, Value)> = Vec::with_capacity(entries.len());
        let mut extensions = Mapping::default();
        let mut inexact = Vec::new();
        for (name, value) in entries {
            match object.keys.iter().position(|key| key.name == name) {
                Some(position) => given.push((position, name, value)),
                None if name.starts_with("x-") => drop(extensions.insert(name, deeply_sorted(value))),
                None => inexact.push((name, value)),
            }
        }
        for (name, value) in inexact {
            match object.keys.iter().position(|key| key.name.eq_ignore_ascii_case(&name)) {
                Some(position) if given.iter().all(|(known, ..)| *known != position) => {
                    given.push((position, object.keys[position].name.to_owned(), value));
                }
                _ => self.unknown_key(object, &name),
            }
        }
        given.sort_unstable_by_key(|(position, ..)| *position);
        let mut given = given.into_iter().peekable();
        let mut converted = map_with_capacity(given.len() + extensions.len());
        for (position, key) in object.keys.iter().enumerate() {
            match given.next_if(|(given, ..)| *given == position) {
                Some((_, name, value)) => {
                    if let Some(value) = self.key(key, value) {
                        converted.insert(name, value);
                    }
                }
                None => {
                    if let Some(value) = self.absent(key) {
                        converted.insert(key.name.to_owned(), value);
                    }
                }
            }
        }
        extensions.sort_by(|one, _, two, _| natural_order(one, two));
        converted.extend(extensions);
        Value::Mapping(converted)
    }

    /// The value to print for a key that is given, if any.
    fn key(&mut self, key: &Key, value: Value) -> Option<Value> {
        if value.is_null() {
            return self.absent(key);
        }
        let converted = self.within(key.name, |this| {
            let value = match key.expand {
                Some(expand) if this.short_forms == ShortForms::Accepted => match expand(value) {
                    Ok(value) => value,
                    Err(text) => return this.refuse(text),
                },
                _ => value,
            };
            this.value(key.kind, value)
        });
        match (converted, key.print) {
            (None, _) => self.absent(key),
            (Some(value), Print::Given | Print::Always) => Some(value),
            (Some(Value::Bool(value)), Print::Meaningful) if matches!(key.kind, Kind::TrueUnlessSaid) => {
                (!value).then_some(Value::Bool(false))
            }
            (Some(value), Print::Meaningful) => (!says_nothing(key.kind, &value)).then_some(value),
        }
    }

    /// The value to print for a key that is not given, if any.
    fn absent(&self, key: &Key) -> Option<Value> {
        match (key.print, key.kind) {
            (Print::Always, kind) => Some(self.left_out(kind)),
            (_, Kind::TrueUnlessSaid) if self.left_out_truths == LeftOutKeys::AsZero => {
                Some(Value::Bool(false))
            }
            _ => None,
        }
    }

    fn left_out(&self, kind: Kind) -> Value {
        match kind {
            Kind::Required => Value::Bool(self.left_out_keys == LeftOutKeys::AsCompose),
            Kind::Unsigned | Kind::Integer => Value::from(0),
            Kind::Bytes => Value::from("0"),
            Kind::Text => Value::from(""),
            _ => Value::Mapping(Mapping::default()),
        }
    }

    fn value(&mut self, kind: Kind, value: Value) -> Option<Value> {
        match kind {
            Kind::Object(object) => Some(self.object(object, value)),
            Kind::Objects(object) => {
                let items = self.list(value)?;
                let convert = |(index, item)| self.within_item(index, |this| this.object(object, item));
                Some(Value::Sequence(items.into_iter().enumerate().map(convert).collect()))
            }
            Kind::ObjectTable(object) => {
                self.mapping(value).map(|map| Value::Mapping(self.entries(object, map)))
            }
            Kind::OptionalObjectTable(object) => {
                let convert = |this: &mut Converter, value: Value| match value {
                    Value::Null => Some(Value::Null),
                    value => Some(this.object(object, value)),
                };
                self.mapping(value).map(|map| self.each_entry(map, convert))
            }
            Kind::Text => self.text(value).map(Value::String),
            Kind::Boolean | Kind::TrueUnlessSaid | Kind::Required => self.boolean(value),
            Kind::Integer | Kind::Unsigned | Kind::Float | Kind::DeviceCount => self.number(kind, value),
            Kind::Bytes | Kind::Duration | Kind::FileMode => self.measure(kind, value),
            Kind::Command => match value {
                Value::String(line) => match split_words(&line) {
                    Ok(words) => Some(words.into_iter().map(Value::String).collect::<Vec<_>>().into()),
                    Err(text) => self.refuse(text),
                },
                value => self.texts(value, Scalars::Texts),
            },
            Kind::Test => match value {
                Value::String(line) => Some(Value::Sequence(vec!["CMD-SHELL".into(), line.into()])),
                value => self.texts(value, Scalars::Texts),
            },
            Kind::Texts => self.texts(value, Scalars::TextsAndIntegers),
            Kind::OneOrMoreTexts => self.texts(listed(value), Scalars::Texts),
            Kind::TextsAndNumbers => self.texts(listed(value), Scalars::Any),
            Kind::Table => self.named_texts(value, Value::from("")),
            Kind::Variables => self.named_texts(value, Value::Null),
            Kind::Options => {
                let empty_for_nothing =
                    |this: &mut Converter, value| this.printed(value, || Some(String::new()));
                self.mapping(value).map(|map| self.each_entry(map, empty_for_nothing))
            }
            Kind::ListOptions => {
                let one_or_more = |this: &mut Converter, value| this.texts(listed(value), Scalars::Any);
                self.mapping(value).map(|map| self.each_entry(map, one_or_more))
            }
            Kind::Hosts => self.hosts(value),
            Kind::SshKeys => self.ssh_keys(value),
            Kind::Ulimits => {
                self.mapping(value).map(|map| self.each_entry(map, |this, value| this.ulimit(value)))
            }
        }
    }

    fn text(&mut self, value: Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text),
            Value::Number(number) if !number.is_float() => Some(number.to_string()),
            other => {
                self.expected("text", &other);
                None
            }
        }
    }

    fn boolean(&mut self, value: Value) -> Option<Value> {
        let known = match &value {
            Value::Bool(value) => Some(*value),
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "y" | "yes" | "on" => Some(true),
                "false" | "n" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if known.is_none() {
            self.expected("`true` or `false`", &value);
        }
        known.map(Value::Bool)
    }

    fn number(&mut self, kind: Kind, value: Value) -> Option<Value> {
        let of_text = match &value {
            Value::String(text) => text.parse::<i64>().ok(),
            _ => None,
        };
        let found = match (kind, &value) {
            (Kind::Float, Value::Number(number)) => Some(single_precision(number.as_f64())),
            (Kind::Float, Value::String(text)) => text.parse().ok().map(single_precision),
            (Kind::DeviceCount, Value::String(text)) if text.eq_ignore_ascii_case("all") => Some((-1).into()),
            (Kind::Unsigned, Value::Number(number)) => number.as_u64().map(Number::from),
            (Kind::Unsigned, Value::String(_)) if self.short_forms == ShortForms::Accepted => {
                of_text.and_then(|number| u64::try_from(number).ok()).map(Number::from)
            }
            (Kind::Integer | Kind::DeviceCount, Value::String(_)) => of_text.map(Number::from),
            (Kind::Integer | Kind::DeviceCount, Value::Number(number)) => number.as_i64().map(Number::from),
            _ => None,
        };
        if found.is_none() {
            let wanted = match kind {
                Kind::Float => "a number",
                Kind::DeviceCount => "a whole number or `all`",
                Kind::Unsigned => "a whole number that is not negative",
                _ => "a whole number",
            };
            self.expected(wanted, &value);
        }
        found.map(Value::Number)
    }

    /// Amounts of bytes, durations and permissions, which have units and are printed as text.
    fn measure(&mut self, kind: Kind, value: Value) -> Option<Value> {
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => {
                self.expected("text or a number", other);
                return None;
            }
        };
        let printed = match kind {
            Kind::Bytes => parse_bytes(&text).map(|bytes| bytes.to_string()),
            Kind::Duration => parse_duration(&text).map(go_duration),
            _ => match value {
                Value::Number(number) => number.as_u64().map(|mode| format!("0{mode:o}")),
                _ => u64::from_str_radix(&text, 8).ok().map(|mode| format!("0{mode:o}")),
            }
            .ok_or_else(|| format!("`{text}` is not a mode in octal digits")),
        };
        match printed {
            Ok(printed) => Some(Value::String(printed)),
            Err(problem) => self.refuse(problem),
        }
    }

    fn list(&mut self, value: Value) -> Option<Vec<Value>> {
        match value {
            Value::Sequence(items) => Some(items),
            other => {
                self.expected("a list", &other);
                None
            }
        }
    }

    fn mapping(&mut self, value: Value) -> Option<Mapping> {
        match value {
            Value::Mapping(map) => Some(map),
            other => {
                self.expected("a mapping", &other);
                None
            }
        }
    }

    fn texts(&mut self, value: Value, scalars: Scalars) -> Option<Value> {
        let items = self.list(value)?;
        let convert = |(index, item)| {
            self.within_item(index, |this| match (scalars, item) {
                (_, Value::String(text)) => Some(Value::String(text)),
                (Scalars::TextsAndIntegers, item) => this.text(item).map(Value::String),
                (Scalars::Any, item) => this.printed(item, || None),
                (Scalars::Texts, item) => {
                    this.expected("text", &item);
                    None
                }
            })
        };
        Some(Value::Sequence(items.into_iter().enumerate().filter_map(convert).collect()))
    }

    /// Texts by name. `nothing` stands for a name without a text.
    fn named_texts(&mut self, value: Value, nothing: Value) -> Option<Value> {
        match value {
            Value::Sequence(items) => {
                let mut map = map_with_capacity(items.len());
                for (index, item) in items.into_iter().enumerate() {
                    let text = match self.within_item(index, |this| this.printed(item, || None)) {
                        Some(Value::String(text)) => text,
                        _ => continue,
                    };
                    match text.split_once('=') {
                        Some((name, text)) => map.insert(name.to_owned(), text.into()),
                        None => map.insert(text, nothing.clone()),
                    };
                }
                Some(Value::Mapping(sorted(map)))
            }
            value => {
                let map = self.mapping(value)?;
                Some(self.each_entry(map, |this, value| match value {
                    Value::Null => Some(nothing.clone()),
                    value => this.printed(value, || None),
                }))
            }
        }
    }

    /// Any scalar as text; `nothing` is the text of nothing.
    fn printed(&mut self, value: Value, nothing: impl Fn() -> Option<String>) -> Option<Value> {
        let text = match &value {
            Value::Null => nothing(),
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(number) => Some(number.to_string()),
            Value::String(_) | Value::Timestamp(_) => None,
            Value::Sequence(_) | Value::Mapping(_) => None,
        };
        match (text, value) {
            (Some(text), _) | (None, Value::String(text) | Value::Timestamp(text)) => {
                Some(Value::String(text))
            }
            (None, other) => {
                self.expected("text", &other);
                None
            }
        }
    }

    fn hosts(&mut self, value: Value) -> Option<Value> {
        let mut hosts = Vec::new();
        match value {
            Value::Mapping(map) => {
                for (host, addresses) in map {
                    let addresses = self.within(&host, |this| this.texts(listed(addresses), Scalars::Any));
                    let addresses = addresses.as_ref().and_then(Value::as_sequence).unwrap_or_default();
                    let address =
                        |address: &Value| address.as_str().map(|text| (host.clone(), text.to_owned()));
                    hosts.extend(addresses.iter().filter_map(address));
                }
            }
            value => {
                for (index, item) in self.list(value)?.into_iter().enumerate() {
                    self.within_item(index, |this| {
                        let text = this.text(item)?;
                        match text.split_once('=').or_else(|| text.split_once(':')) {
                            Some((host, addresses)) => {
                                hosts.extend(addresses.split(',').map(|it| (host.to_owned(), it.to_owned())));
                                None
                            }
                            None => this.refuse(format!("`{text}` is not `HOST=ADDRESS`")),
                        }
                    });
                }
            }
        }
        let print = |(host, address): &(String, String)| {
            let bare = address.strip_prefix('[').and_then(|address| address.strip_suffix(']'));
            format!("{host}={}", bare.unwrap_or(address))
        };
        let mut lines: Vec<String> = hosts.iter().map(print).collect();
        lines.sort();
        Some(Value::Sequence(lines.into_iter().map(Value::String).collect()))
    }

    fn ssh_keys(&mut self, value: Value) -> Option<Value> {
        match value {
            Value::Mapping(map) => {
                let mut lines = Vec::with_capacity(map.len());
                for (id, path) in map {
                    let path = self.within(&id, |this| this.printed(path, || Some(String::new())))?;
                    lines.push(match path.as_str() {
                        None | Some("") => id,
                        Some(path) => format!("{id}: {path}"),
                    });
                }
                lines.sort();
                Some(Value::Sequence(lines.into_iter().map(Value::String).collect()))
            }
            value => self.texts(value, Scalars::Texts),
        }
    }

    fn ulimit(&mut self, value: Value) -> Option<Value> {
        match value {
            Value::Mapping(mut map) => {
                let mut limits = Mapping::default();
                for name in ["soft", "hard"] {
                    let limit = match map.shift_remove(name) {
                        Some(value) => self.within(name, |this| this.number(Kind::Integer, value))?,
                        None => Value::from(0),
                    };
                    limits.insert(name.to_owned(), limit);
                }
                match map.into_iter().next() {
                    Some((name, _)) => self.refuse(format!("has `soft` and `hard`, but no `{name}`")),
                    None => Some(Value::Mapping(limits)),
                }
            }
            value => self.number(Kind::Integer, value),
        }
    }

    fn each_entry(
        &mut self,
        map: Mapping,
        convert: impl Fn(&mut Converter, Value) -> Option<Value>,
    ) -> Value {
        let mut converted = map_with_capacity(map.len());
        for (name, value) in map {
            if let Some(value) = self.within(&name, |this| convert(this, value)) {
                converted.insert(name, value);
            }
        }
        Value::Mapping(sorted(converted))
    }

    fn within<T>(&mut self, name: &str, act: impl FnOnce(&mut Converter) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let result = act(self);
        self.path.truncate(length);
        result
    }

    fn within_item<T>(&mut self, index: usize, act: impl FnOnce(&mut Converter) -> T) -> T {
        let length = self.path.len();
        let _ = write!(self.path, "[{index}]");
        let result = act(self);
        self.path.truncate(length);
        result
    }

    fn refuse(&mut self, text: String) -> Option<Value> {
        self.problems.push(Problem { path: self.path.clone(), text, help: None, is_unknown_key: false });
        None
    }

    fn expected(&mut self, wanted: &str, found: &Value) {
        let noun = match found {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Timestamp(_) => "a date",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        };
        self.refuse(format!("expected {wanted}, found {noun}"));
    }

    fn unknown_key(&mut self, object: &Object, name: &str) {
        let names = || object.keys.iter().map(|key| key.name);
        let help = match suggest::closest(name, names()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("{} has {}; own keys begin with `x-`", object.noun, suggest::list(names())),
        };
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let text = format!("Compose does not know the key `{name}`");
        self.problems.push(Problem { path, text, help: Some(help), is_unknown_key: true });
    }
}

/// Which items a list of texts may have.
#[derive(Clone, Copy)]
enum Scalars {
    Texts,
    TextsAndIntegers,
    Any,
}

/// A text as a list of one.
fn listed(value: Value) -> Value {
    match value {
        Value::Sequence(_) | Value::Mapping(_) | Value::Null => value,
        one => Value::Sequence(vec![one]),
    }
}

fn says_nothing(kind: Kind, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == 0.0,
        Value::String(text) => {
            text.is_empty()
                || (matches!(kind, Kind::Bytes) && text == "0")
                || (matches!(kind, Kind::Duration) && text == "0s")
        }
        Value::Timestamp(_) => false,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
    }
}

/// Keys in the order in which yaml.v3 prints those of a map.
pub(crate) fn sorted(mut map: Mapping) -> Mapping {
    map.sort_by(|one, _, two, _| natural_order(one, two));
    map
}

fn deeply_sorted(value: Value) -> Value {
    match value {
        Value::Mapping(map) => {
            Value::Mapping(sorted(map.into_iter().map(|(key, value)| (key, deeply_sorted(value))).collect()))
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(deeply_sorted).collect()),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests;
