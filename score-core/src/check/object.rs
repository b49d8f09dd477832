//! Mappings with fixed keys, and mappings by name.

use std::fmt;

use score_yaml::{Entry, Node, NodeData, OrderedMap, ScalarValue, Span, map_with_capacity};

use super::Check;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::model::{Located, Name};

/// Where a value is, as keys; printed only when something is reported.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(super) fn key(&'a self, key: &'a str) -> Path<'a> {
        Path::Key(self, key)
    }

    pub(super) fn item(&'a self, index: usize) -> Path<'a> {
        Path::Item(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parent, last) = match self {
            Path::Root => return Ok(()),
            Path::Key(parent, key) => (parent, (*key).to_owned()),
            Path::Item(parent, index) => (parent, index.to_string()),
        };
        if !matches!(parent, Path::Root) {
            write!(formatter, "{parent}.")?;
        }
        formatter.write_str(&last)
    }
}

/// Words of other formats, a field that stands beside them, and what they are called here.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("env", "variables", "variables of the environment are a mapping `variables`"),
    ("environment", "variables", "variables of the environment are a mapping `variables`"),
    ("entrypoint", "command", "what is run is `command`, and what it is given `args`"),
    ("ports", "image", "ports are listed by name under `service.ports`, outside of the containers"),
    ("volumeMounts", "volumes", "volumes are a mapping `volumes` by the path they are mounted at"),
    ("depends_on", "before", "the other container says `before`, with the state it has to reach"),
    ("healthcheck", "livenessProbe", "health is asked for by `livenessProbe` and `readinessProbe`"),
];

/// A mapping whose keys are fixed. Unknown keys are reported when it is read.
pub(super) struct Object<'a> {
    pub(super) node: &'a Node,
    pub(super) path: Path<'a>,
    what: String,
    entries: &'a [Entry],
    /// Known keys that unknown ones were probably meant to be: their absence is explained.
    meant: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// Reads a mapping. `what` names it in messages, such as ``container `web` ``.
    pub(super) fn read(
        node: &'a Node,
        path: Path<'a>,
        what: impl Into<String>,
        fields: &'static [&'static str],
        check: &mut Check<'_>,
    ) -> Option<Object<'a>> {
        let what = what.into();
        let Some(entries) = node.as_mapping() else {
            check.wrong_type(node, path, &what, "a mapping");
            return None;
        };
        let mut object = Object { node, path, what, entries, meant: vec![] };
        for entry in entries {
            let key = entry.key.text().unwrap_or_default();
            if !fields.contains(&key) {
                object.meant.extend(object.unknown_field(entry, key, fields, check));
            }
        }
        Some(object)
    }

    fn unknown_field(
        &self,
        entry: &Entry,
        key: &str,
        fields: &'static [&'static str],
        check: &mut Check<'_>,
    ) -> Option<&'static str> {
        // What is laid over a file may well have been meant for a key that is there.
        let is_taken = |field: &str| {
            let other = self.entries.iter().find(|other| other.key.text() == Some(field));
            other.is_some_and(|other| other.key.span.source == entry.key.span.source)
        };
        let free = fields.iter().copied().filter(|field| !is_taken(field));
        let near = suggest::closest(key, free);
        let found = Diagnostic::error(Code::UnknownField, format!("unknown field `{key}` in {}", self.what))
            .path(self.path.key(key).to_string())
            .at(entry.key.span, "");
        check.log.push(match near {
            Some(near) => {
                let key = check.quoted_alike(entry.key.span, near);
                found.fix(format!("rename it to `{near}`"), entry.key.span, key)
            }
            None => {
                let found = found.note(format!("accepted here: {}", suggest::list(fields.iter().copied())));
                match ELSEWHERE.iter().find(|(word, field, _)| *word == key && fields.contains(field)) {
                    Some((_, _, advice)) => found.help(*advice),
                    None => found,
                }
            }
        });
        // `near` is one of `fields`; the search has only shortened its lifetime.
        near.and_then(|near| fields.iter().copied().find(|field| *field == near))
    }

    /// The value of a key, when it is there.
    pub(super) fn optional(&self, field: &str) -> Option<&'a Node> {
        self.entries.iter().find(|entry| entry.key.text() == Some(field)).map(|entry| &entry.value)
    }

    /// The span of a key; that of the whole mapping when it is not there.
    pub(super) fn key_span(&self, field: &str) -> Span {
        let entry = self.entries.iter().find(|entry| entry.key.text() == Some(field));
        entry.map_or(self.node.span, |entry| entry.key.span)
    }

    /// The value of a key, reported when it is not there.
    pub(super) fn required(&self, field: &'static str, check: &mut Check<'_>) -> Option<&'a Node> {
        let found = self.optional(field);
        if found.is_none() && !self.meant.contains(&field) {
            check.log.push(
                Diagnostic::error(Code::MissingField, format!("{} has no `{field}`", self.what))
                    .path(self.path.key(field).to_string())
                    .at(self.anchor(), format!("`{field}` is required here")),
            );
        }
        found
    }

    /// What to underline when something is missing: the first key, or the empty mapping.
    fn anchor(&self) -> Span {
        self.entries.first().map_or(self.node.span, |entry| entry.key.span)
    }
}

/// The entries of a mapping by name. `what` is the kind of thing, such as `container`.
pub(super) fn named_entries<T>(
    node: &Node,
    path: Path<'_>,
    what: &str,
    check: &mut Check<'_>,
    mut read: impl FnMut(&mut Check<'_>, &str, &Node, Path<'_>) -> Option<T>,
) -> OrderedMap<Located<Name>, T> {
    let Some(entries) = node.as_mapping() else {
        check.wrong_type(
            node,
            path,
            &format!("the mapping of {what}s"),
            &format!("a mapping by {what} name"),
        );
        return OrderedMap::default();
    };
    let mut found = map_with_capacity(entries.len());
    for entry in entries {
        let key = entry.key.text().unwrap_or_default();
        let here = path.key(key);
        let name = check.text_key(&entry.key, here).and_then(|_| check.name(&entry.key, here, what));
        let value = read(check, key, &entry.value, here);
        if let (Some(name), Some(value)) = (name, value) {
            found.insert(name, value);
        }
    }
    found
}

impl Check<'_> {
    /// A key as text; keys that YAML reads as something else are reported.
    pub(super) fn text_key<'n>(&mut self, key: &'n Node, path: Path<'_>) -> Option<&'n str> {
        match &key.data {
            NodeData::Scalar(scalar) if scalar.value == ScalarValue::String => Some(&scalar.text),
            _ => {
                let message = format!("the key `{}` is {}", key.text().unwrap_or_default(), key.kind());
                let found = Diagnostic::error(Code::WrongType, message)
                    .path(path.to_string())
                    .at(key.span, "expected text");
                let found = self.with_quotes(found, key);
                self.log.push(found);
                None
            }
        }
    }

    /// Reports a value of the wrong kind.
    pub(super) fn wrong_type(&mut self, node: &Node, path: Path<'_>, what: &str, expected: &str) {
        let message = format!("{what} is {}", node.kind());
        let span = match node.as_mapping() {
            // A mapping of many lines would be underlined as a whole.
            Some([first, ..]) => first.key.span,
            _ => node.span,
        };
        self.log.push(
            Diagnostic::error(Code::WrongType, message)
                .path(path.to_string())
                .at(span, format!("expected {expected}")),
        );
    }

    /// A text in the quotes of what it replaces, so that JSON stays JSON.
    pub(super) fn quoted_alike(&self, replaced: Span, text: &str) -> String {
        match self.sources.slice(replaced).chars().next() {
            Some(quote @ ('"' | '\'')) => format!("{quote}{text}{quote}"),
            _ => text.to_owned(),
        }
    }

    /// Adds the edit that makes a plain scalar text.
    pub(super) fn with_quotes(&self, found: Diagnostic, node: &Node) -> Diagnostic {
        let written = self.sources.slice(node.span);
        let is_plain = !written.is_empty() && !written.contains(['"', '\\', '\n', '\'']);
        match is_plain {
            true => found.fix("put it in quotes", node.span, format!("\"{written}\"")),
            false => found,
        }
    }
}
