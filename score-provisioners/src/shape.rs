//! Whether what a provisioner returned has the shape it must have.

use score_core::Value;
use score_core::target::Shape;

/// What a value is, as a person would call it.
pub(crate) fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Timestamp(_) => "a date",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    }
}

/// What a value must be, as a person would call it.
pub(crate) fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Mapping => "a mapping",
        Shape::MappingList => "a list of mappings",
        Shape::Lines => "a list of texts",
    }
}

/// Why a value does not fit, as a phrase such as `item 2 is text`.
pub(crate) fn mismatch(shape: Shape, value: &Value) -> Option<String> {
    let item = |is_right: fn(&Value) -> bool| match value {
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .find(|(_, item)| !is_right(item))
            .map(|(index, item)| format!("item {} is {}", index + 1, noun(item))),
        other => Some(format!("it is {}", noun(other))),
    };
    match (shape, value) {
        (Shape::Mapping, Value::Mapping(_)) => None,
        (Shape::Mapping, other) => Some(format!("it is {}", noun(other))),
        (Shape::MappingList, _) => item(|item| matches!(item, Value::Mapping(_))),
        (Shape::Lines, _) => item(|item| matches!(item, Value::String(_))),
    }
}

/// The texts of a list.
pub(crate) fn lines(value: Value) -> Vec<String> {
    let Value::Sequence(items) = value else { return vec![] };
    items
        .into_iter()
        .filter_map(|item| match item {
            Value::String(text) => Some(text),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let list = |items: &[Value]| Value::Sequence(items.to_vec());
        let mapping = || Value::Mapping(Default::default());
        for (shape, value, wanted) in [
            (Shape::Mapping, mapping(), None),
            (Shape::Mapping, list(&[]), Some("it is a list")),
            (Shape::MappingList, list(&[mapping()]), None),
            (Shape::MappingList, list(&[mapping(), "x".into()]), Some("item 2 is text")),
            (Shape::MappingList, mapping(), Some("it is a mapping")),
            (Shape::Lines, list(&["x".into()]), None),
            (Shape::Lines, list(&[1_i64.into()]), Some("item 1 is a number")),
        ] {
            assert_eq!(mismatch(shape, &value).as_deref(), wanted);
        }
    }
}
