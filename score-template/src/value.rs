//! The values that templates work on.
//!
//! They follow Go's: an `int` is not an `int64`, a list of text is not a list of anything, and maps are shared, so that
//! `set` is seen wherever the map is held.

mod collections;
mod conversions;

use std::fmt;
use std::rc::Rc;

pub use collections::{List, Map};
pub(crate) use collections::{ListKind, MAX_VALUE_DEPTH};

use crate::object::{Element, Object, Shape};
use crate::semver::Version;
use crate::time::Time;

/// A value in a template. Cloning is cheap: what is large is shared.
// The wide tag keeps what follows it aligned: moving a value is moving words, which rendering does all the time.
#[derive(Clone, Default)]
#[non_exhaustive]
#[repr(u64)]
pub enum Value {
    /// No value at all: a key that a map does not have.
    Absent,
    /// Go's `nil`.
    #[default]
    Null,
    /// `bool`.
    Bool(bool),
    /// `int`: what literals and YAML or JSON integers are.
    Int(i64),
    /// `int64`: what `add` and its kin give.
    Int64(i64),
    /// `uint8`: what `index` gives for a text.
    Uint8(u8),
    /// `uint64`.
    Uint64(u64),
    /// `float64`.
    Float(f64),
    /// `complex128`: real and imaginary part.
    Complex(Rc<(f64, f64)>),
    /// `string`.
    String(Rc<str>),
    /// A `string` that is not UTF-8, as cutting a text at a byte or decoding base64 can give.
    Binary(Rc<[u8]>),
    /// A list.
    List(List),
    /// A map from text to values.
    Map(Map),
    /// A struct or map that answers field by field.
    Object(Rc<dyn Object>),
    /// `time.Time`.
    Time(Rc<Time>),
    /// `time.Duration`, in nanoseconds.
    Duration(i64),
    /// A version, as `semver` gives it.
    Version(Rc<Version>),
}

impl Value {
    /// A map of values of any kind. Of two entries with one key the later stays.
    pub fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
        Value::Map(entries.into_iter().map(|(key, value)| (Rc::from(key), value)).collect())
    }

    /// A list of values of any kind.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(List::new(ListKind::Any, items.into_iter().collect()))
    }

    /// A value that answers field by field.
    pub fn object(object: impl Object + 'static) -> Value {
        Value::Object(Rc::new(object))
    }

    /// A text of these bytes, which need not be UTF-8.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Value {
        match String::from_utf8(bytes) {
            Ok(text) => Value::String(text.into()),
            Err(error) => Value::Binary(error.into_bytes().into()),
        }
    }

    /// The text, when it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes of a text.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::String(text) => Some(text.as_bytes()),
            Value::Binary(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The truth value, when it is a `bool`.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, when it is an integer of any size within `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(value) | Value::Int64(value) => Some(*value),
            Value::Uint8(value) => Some(i64::from(*value)),
            Value::Uint64(value) => i64::try_from(*value).ok(),
            _ => None,
        }
    }

    /// The number, when it is a `float64`.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is no value or `nil`.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Absent | Value::Null)
    }

    /// Whether `if` takes it for true: anything but `false`, zero, an empty text, list or map, and `nil`.
    pub fn is_true(&self) -> bool {
        match self {
            Value::Absent | Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(value) | Value::Int64(value) | Value::Duration(value) => *value != 0,
            Value::Uint8(value) => *value != 0,
            Value::Uint64(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Complex(value) => **value != (0.0, 0.0),
            Value::String(text) => !text.is_empty(),
            Value::Binary(bytes) => !bytes.is_empty(),
            Value::List(list) => !list.is_empty(),
            Value::Map(map) => !map.is_empty(),
            Value::Object(object) => match object.shape() {
                Shape::Struct { .. } => true,
                Shape::Map { .. } => !object.is_empty(),
            },
            Value::Time(_) | Value::Version(_) => true,
        }
    }

    /// The name of Go's type, as `printf "%T"` gives it.
    pub(crate) fn type_name(&self) -> String {
        let name = match self {
            Value::Absent | Value::Null => "<nil>",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Int64(_) => "int64",
            Value::Uint8(_) => "uint8",
            Value::Uint64(_) => "uint64",
            Value::Float(_) => "float64",
            Value::Complex(_) => "complex128",
            Value::String(_) | Value::Binary(_) => "string",
            Value::List(list) => list.kind().type_name(),
            Value::Map(map) => return map_type_name(map.element()),
            Value::Object(object) => match object.shape() {
                Shape::Struct { type_name } => type_name,
                Shape::Map { element } => return map_type_name(element),
            },
            Value::Time(_) => "time.Time",
            Value::Duration(_) => "time.Duration",
            Value::Version(_) => "*semver.Version",
        };
        name.to_owned()
    }

    /// The name of Go's kind of type, as `kindOf` gives it.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self {
            Value::Absent | Value::Null => "invalid",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Int64(_) | Value::Duration(_) => "int64",
            Value::Uint8(_) => "uint8",
            Value::Uint64(_) => "uint64",
            Value::Float(_) => "float64",
            Value::Complex(_) => "complex128",
            Value::String(_) | Value::Binary(_) => "string",
            Value::List(_) => "slice",
            Value::Map(_) => "map",
            Value::Object(object) => match object.shape() {
                Shape::Struct { .. } => "struct",
                Shape::Map { .. } => "map",
            },
            Value::Time(_) => "struct",
            Value::Version(_) => "ptr",
        }
    }
}

fn map_type_name(element: Element) -> String {
    let element = match element {
        Element::Any => "interface {}".to_owned(),
        Element::Text => "string".to_owned(),
        Element::Zero(zero) => zero().type_name(),
    };
    format!("map[string]{element}")
}

impl fmt::Debug for Value {
    /// Types and sizes only: values may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = match self {
            Value::String(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            _ => return write!(formatter, "{}", self.type_name()),
        };
        write!(formatter, "{}({size})", self.type_name())
    }
}
