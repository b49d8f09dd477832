//! Values of documents as templates see them.

use score_core::Value;
use score_template::{Time, Value as Seen};
use score_yaml::{Mapping, Number};

/// A value as templates see it.
pub(crate) fn seen(value: &Value) -> Seen {
    match value {
        Value::Null => Seen::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => seen_number(number),
        Value::String(text) => text.as_str().into(),
        Value::Timestamp(text) => match Time::from_rfc3339(text) {
            Some(time) => Seen::Time(std::rc::Rc::new(time)),
            None => text.as_str().into(),
        },
        Value::Sequence(items) => Seen::list(items.iter().map(seen)),
        Value::Mapping(map) => seen_mapping(map),
    }
}

/// A mapping as templates see it.
pub(crate) fn seen_mapping(map: &Mapping) -> Seen {
    Seen::Map(map.iter().map(|(key, value)| (key.as_str().into(), seen(value))).collect())
}

fn seen_number(number: &Number) -> Seen {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) => value.into(),
        (None, Some(value)) => Seen::Uint64(value),
        (None, None) => number.as_f64().into(),
    }
}
