//! Walking `metadata` and the outputs of a resource, key by key, and what to say when a key leads nowhere.

use score_yaml::{Mapping, OrderedMap, Value};

use super::scope::Place;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::model::Located;
use crate::placeholder::Reference;
use crate::text::Output;

/// A value that may hold others under keys.
pub(super) trait Tree: Sized {
    /// The entries of a mapping.
    fn entries(&self) -> Option<&OrderedMap<String, Self>>;
    /// What it is when it is no mapping, as a noun phrase; nothing counts as an empty mapping and has none.
    fn noun(&self) -> Option<&'static str>;
}

impl Tree for Value {
    fn entries(&self) -> Option<&Mapping> {
        self.as_mapping()
    }

    fn noun(&self) -> Option<&'static str> {
        match self {
            Value::Null | Value::Mapping(_) => None,
            Value::Bool(_) => Some("true or false"),
            Value::Number(_) => Some("a number"),
            Value::String(_) | Value::Timestamp(_) => Some("text"),
            Value::Sequence(_) => Some("a list"),
        }
    }
}

impl Tree for Output {
    fn entries(&self) -> Option<&OrderedMap<String, Output>> {
        match self {
            Output::Mapping(map) => Some(map),
            _ => None,
        }
    }

    fn noun(&self) -> Option<&'static str> {
        match self {
            Output::Null | Output::Mapping(_) => None,
            Output::Bool(_) => Some("true or false"),
            Output::Number(_) => Some("a number"),
            Output::Text(_) => Some("text"),
            Output::Sequence(_) => Some("a list"),
        }
    }
}

/// Why a walk ended early.
pub(super) enum Miss<'a> {
    /// The key at this position is not among these.
    UnknownKey { position: usize, known: Vec<&'a str> },
    /// What was found before the key at this position is no mapping but this.
    NoMapping { position: usize, noun: &'static str },
}

/// Follows `keys` down from `root`. Lists have no keys.
pub(super) fn walk<'a, T: Tree>(
    root: &'a OrderedMap<String, T>,
    keys: &[Located<String>],
) -> Result<&'a T, Miss<'a>> {
    let unknown = |position: usize, map: Option<&'a OrderedMap<String, T>>| Miss::UnknownKey {
        position,
        known: map.into_iter().flatten().map(|(key, _)| key.as_str()).collect(),
    };
    let mut map = Some(root);
    let mut found = None;
    for (position, key) in keys.iter().enumerate() {
        let value = map.and_then(|map| map.get(key.as_str())).ok_or_else(|| unknown(position, map))?;
        map = value.entries();
        if let (Some(noun), true) = (value.noun(), position + 1 < keys.len()) {
            return Err(Miss::NoMapping { position: position + 1, noun });
        }
        found = Some(value);
    }
    found.ok_or_else(|| unknown(0, Some(root)))
}

/// What was walked, for messages.
#[derive(Clone, Copy)]
pub(super) enum Walked<'a> {
    /// The metadata of the workload.
    Metadata,
    /// The outputs of the resource with this name.
    Outputs(&'a str),
}

impl Walked<'_> {
    fn code(self) -> Code {
        match self {
            Walked::Metadata => Code::UnknownMetadataKey,
            Walked::Outputs(_) => Code::UnknownOutput,
        }
    }

    /// How many elements of the reference come before the keys.
    fn keys_start(self) -> usize {
        match self {
            Walked::Metadata => 1,
            Walked::Outputs(_) => 2,
        }
    }

    /// What the keys at the top are called.
    fn noun(self) -> &'static str {
        match self {
            Walked::Metadata => "key",
            Walked::Outputs(_) => "output",
        }
    }

    /// What was reached by the first keys.
    fn subject(self, keys: &[Located<String>]) -> String {
        let path = keys.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(".");
        match self {
            Walked::Metadata if keys.is_empty() => "`metadata`".to_owned(),
            Walked::Metadata => format!("`metadata.{path}`"),
            Walked::Outputs(name) if keys.is_empty() => format!("resource `{name}`"),
            Walked::Outputs(name) => format!("output `{path}` of resource `{name}`"),
        }
    }
}

/// Says why a placeholder leads nowhere, and where it could lead.
pub(super) fn miss_diagnostic(
    miss: &Miss<'_>,
    walked: Walked<'_>,
    reference: &Reference,
    place: &Place<'_>,
) -> Diagnostic {
    let keys = reference.elements.get(walked.keys_start()..).unwrap_or_default();
    let subject = |position: usize| walked.subject(keys.get(..position).unwrap_or_default());
    match miss {
        Miss::UnknownKey { position, known } => {
            let noun = if *position == 0 { walked.noun() } else { "key" };
            let Some(key) = keys.get(*position) else {
                let message =
                    format!("placeholder `${{{}}}` does not say which {noun} it means", reference.body);
                let diagnostic = place.error(
                    Code::MalformedPlaceholder,
                    message,
                    reference.span,
                    format!("behind this, the {noun} is missing"),
                );
                return with_known(diagnostic, noun, known);
            };
            let message = format!("{} has no {noun} `{}`", subject(*position), key.value);
            let diagnostic = place.error(walked.code(), message, key.span, format!("no such {noun}"));
            match suggest::closest(key, known.iter().copied()) {
                Some(close) => diagnostic.fix(format!("use the {noun} `{close}`"), key.span, close),
                None => with_known(diagnostic, noun, known),
            }
        }
        Miss::NoMapping { position, noun } => {
            let span = keys.get(*position).map_or(reference.span, |key| key.span);
            let key = keys.get(*position).map_or("", |key| key.as_str());
            let message = format!("{} is {noun} and has no key `{key}`", subject(*position));
            place.error(walked.code(), message, span, format!("{noun} has no keys")).help(format!(
                "refer to the whole value with `${{{}}}`",
                reference
                    .elements
                    .iter()
                    .take(walked.keys_start() + position)
                    .map(|part| part.as_str())
                    .collect::<Vec<_>>()
                    .join(".")
            ))
        }
    }
}

fn with_known(diagnostic: Diagnostic, noun: &str, known: &[&str]) -> Diagnostic {
    if known.is_empty() {
        diagnostic.note(format!("there are no {noun}s"))
    } else {
        diagnostic.note(format!("there are these {noun}s: {}", suggest::list(known.iter().copied())))
    }
}
