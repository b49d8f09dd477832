//! What a program answered: the first JSON value it printed, of a fixed shape.

use std::sync::Arc;

use score_core::Value;
use score_core::diagnostic::suggest;
use score_core::provision::{Outputs, Provisioned};
use score_core::target::{Shape, TargetDescription};
use score_core::text::decode_outputs;
use score_yaml::Mapping;

use crate::fields::title;
use crate::shape;

/// Why an answer cannot be used. Never quotes its values.
#[derive(Debug)]
pub(super) struct Unusable {
    /// A phrase.
    pub(super) why: String,
    /// What is accepted.
    pub(super) notes: Vec<String>,
}

fn unusable(why: impl Into<String>) -> Unusable {
    Unusable { why: why.into(), notes: vec![] }
}

/// How many values an answer may hold.
const MOST_VALUES: usize = 1_000_000;

/// The first JSON value of a text. What follows does not count.
pub(super) fn first_value(text: &str) -> Result<Value, Unusable> {
    // Each value stands behind one of these. Counted first, for values take many times the memory of their text.
    if text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > MOST_VALUES {
        return Err(unusable("it holds more than 1,000,000 values"));
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    match values.next() {
        None => Err(unusable("it printed nothing, and one JSON object is needed")),
        Some(Ok(value)) => Ok(Value::from(value)),
        Some(Err(error)) if error.is_eof() => Err(unusable(format!(
            "its JSON ends too early, in line {} at column {}",
            error.line(),
            error.column()
        ))),
        Some(Err(error)) => Err(unusable(format!("it is not JSON: {error}"))),
    }
}

/// Takes an answer apart.
pub(super) fn provisioned(answer: Value, target: &TargetDescription) -> Result<Provisioned, Unusable> {
    let answer = match answer {
        Value::Mapping(answer) => answer,
        Value::Null => Mapping::default(),
        other => {
            return Err(unusable(format!("one JSON object is needed, and it is {}", shape::noun(&other))));
        }
    };
    let mut provisioned = Provisioned::default();
    for (key, value) in answer {
        let name = key.to_ascii_lowercase();
        let section = target.sections.iter().find(|section| section.command_key == name);
        // Nothing is the same as no key.
        if value.is_null() && (section.is_some() || COMMON_KEYS.contains(&name.as_str())) {
            continue;
        }
        match (name.as_str(), section) {
            ("resource_state", _) => provisioned.state = mapping(&key, value)?,
            ("shared_state", _) => provisioned.shared = mapping(&key, value)?,
            ("resource_outputs", _) => {
                let outputs = mapping(&key, value)?;
                let outputs =
                    decode_outputs(&outputs).map_err(|error| unusable(format!("`{key}`: {error}")))?;
                provisioned.outputs = Outputs::Values(outputs);
            }
            (_, Some(section)) => {
                if let Some(why) = shape::mismatch(section.shape, &value) {
                    return Err(wrong_shape(&key, section.shape, &why));
                }
                match section.shape {
                    Shape::Lines => provisioned.notices.extend(shape::lines(value)),
                    Shape::Mapping | Shape::MappingList => {
                        provisioned.sections.insert(section.name.to_owned(), Arc::new(value));
                    }
                }
            }
            (_, None) => return Err(unknown_key(&key, target)),
        }
    }
    Ok(provisioned)
}

/// The keys that every target reads.
const COMMON_KEYS: [&str; 3] = ["resource_state", "resource_outputs", "shared_state"];

fn mapping(key: &str, value: Value) -> Result<Mapping, Unusable> {
    match value {
        Value::Mapping(map) => Ok(map),
        other => Err(wrong_shape(key, Shape::Mapping, &format!("it is {}", shape::noun(&other)))),
    }
}

fn wrong_shape(key: &str, wanted: Shape, why: &str) -> Unusable {
    unusable(format!("`{key}` must be {}, and {why}", shape::expected(wanted)))
}

fn unknown_key(key: &str, target: &TargetDescription) -> Unusable {
    let known = || COMMON_KEYS.into_iter().chain(target.sections.iter().map(|section| section.command_key));
    let note = match suggest::closest(key, known()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => {
            let accepted = known().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            format!("the keys for {} are {accepted}", title(target))
        }
    };
    Unusable { why: format!("it has an unknown key `{key}`"), notes: vec![note] }
}
