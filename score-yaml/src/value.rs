//! Values without places, and the way to and from types that implement serde.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::Number;

/// What hashes the keys of an [`OrderedMap`].
// Keys are short and a document has many: the hasher of the standard library takes a third of the time of a mapping.
pub type KeyHasher = foldhash::fast::RandomState;

/// A map in the order given, whatever its keys and values are.
pub type OrderedMap<K, V> = IndexMap<K, V, KeyHasher>;

/// A mapping in the order given. Keys are text.
pub type Mapping = OrderedMap<String, Value>;

/// An empty map with room for so many entries.
pub fn map_with_capacity<K, V>(entries: usize) -> OrderedMap<K, V> {
    OrderedMap::with_capacity_and_hasher(entries, Default::default())
}

/// A value of a document. Two mappings are equal when they have the same entries in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A point in time, in the form of RFC 3339.
    Timestamp(String),
    /// A list.
    Sequence(Vec<Value>),
    /// A mapping.
    Mapping(Mapping),
}

impl Value {
    /// The value of a key, when it is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_mapping()?.get(key)
    }

    /// The text, when it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, when it is a whole one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Whether it is true, when it is true or false.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The entries, when it is a mapping.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match self {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when it is a list.
    pub fn as_sequence(&self) -> Option<&[Value]> {
        match self {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::Sequence(items)
    }
}

impl From<Mapping> for Value {
    fn from(map: Mapping) -> Value {
        Value::Mapping(map)
    }
}

macro_rules! from_number {
    ($($number:ty),*) => {
        $(impl From<$number> for Value {
            fn from(value: $number) -> Value {
                Value::Number(Number::from(value))
            }
        })*
    };
}

from_number!(i8, i16, i32, i64, u8, u16, u32, u64, f64);

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(number) => Value::Number(match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Number::from(value),
                (None, Some(value)) => Number::from(value),
                (None, None) => Number::from(number.as_f64().unwrap_or(f64::NAN)),
            }),
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Array(items) => Value::Sequence(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(map) => {
                Value::Mapping(map.into_iter().map(|(key, value)| (key, Value::from(value))).collect())
            }
        }
    }
}

/// Infinities and what is no number become nothing, for JSON has neither.
impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => value.into(),
                (None, Some(value)) => value.into(),
                (None, None) => number.as_f64().into(),
            },
            Value::String(text) | Value::Timestamp(text) => text.as_str().into(),
            Value::Sequence(items) => items.iter().map(serde_json::Value::from).collect(),
            Value::Mapping(map) => {
                let object: serde_json::Map<_, _> =
                    map.iter().map(|(key, value)| (key.clone(), serde_json::Value::from(value))).collect();
                object.into()
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) | Value::Timestamp(text) => serializer.serialize_str(text),
            Value::Sequence(items) => items.serialize(serializer),
            Value::Mapping(map) => map.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Value::from)
    }
}

/// A type and a value that do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValueError(String);

impl serde::ser::Error for ValueError {
    fn custom<T: std::fmt::Display>(message: T) -> ValueError {
        ValueError(message.to_string())
    }
}

/// A type out of a value.
///
/// # Errors
/// When the value has another shape.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    serde_json::from_value(value.into()).map_err(|error| ValueError(error.to_string()))
}
