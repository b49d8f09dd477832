//! The values that templates work on.
//!
//! They follow Go's: an `int` is not an `int64`, a list of text is not a list of anything, and maps are shared, so that
//! `set` is seen wherever the map is held.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use crate::object::{Element, Object, Shape};

/// A value in a template. Cloning is cheap: what is large is shared.
#[derive(Clone, Default)]
#[non_exhaustive]
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
    /// `string`.
    String(Rc<str>),
    /// A list.
    List(List),
    /// A map from text to values.
    Map(Map),
    /// A struct or map that answers field by field.
    Object(Rc<dyn Object>),
}

/// A list, which never changes once made.
#[derive(Clone)]
pub struct List {
    items: Rc<Vec<Value>>,
}

impl List {
    /// The items in order.
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A map from text to values, shared by all that hold it and sorted bytewise.
#[derive(Clone)]
pub struct Map {
    entries: Rc<RefCell<BTreeMap<Rc<str>, Value>>>,
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.entries.borrow().get(key).cloned()
    }

    /// The keys in order.
    pub fn keys(&self) -> Vec<Rc<str>> {
        self.entries.borrow().keys().cloned().collect()
    }

    /// The entries in the order of their keys, as they are now.
    pub fn entries(&self) -> Vec<(Rc<str>, Value)> {
        self.entries.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }
}

impl Value {
    /// A map of values of any kind. Of two entries with one key the later stays.
    pub fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
        let entries = entries.into_iter().map(|(key, value)| (Rc::from(key), value)).collect();
        Value::Map(Map { entries: Rc::new(RefCell::new(entries)) })
    }

    /// A list of values of any kind.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(List { items: Rc::new(items.into_iter().collect()) })
    }

    /// A value that answers field by field.
    pub fn object(object: impl Object + 'static) -> Value {
        Value::Object(Rc::new(object))
    }

    /// The text, when it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
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
}

impl fmt::Debug for Value {
    /// Kinds and sizes only: values may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Absent => formatter.write_str("Absent"),
            Value::Null => formatter.write_str("Null"),
            Value::Bool(_) => formatter.write_str("Bool(..)"),
            Value::Int(_) => formatter.write_str("Int(..)"),
            Value::Int64(_) => formatter.write_str("Int64(..)"),
            Value::Uint8(_) => formatter.write_str("Uint8(..)"),
            Value::Uint64(_) => formatter.write_str("Uint64(..)"),
            Value::Float(_) => formatter.write_str("Float(..)"),
            Value::String(text) => write!(formatter, "String({} bytes)", text.len()),
            Value::List(list) => write!(formatter, "List({} items)", list.len()),
            Value::Map(map) => write!(formatter, "Map({} entries)", map.len()),
            Value::Object(object) => match object.shape() {
                Shape::Struct { type_name } => write!(formatter, "Object({type_name})"),
                Shape::Map { element: Element::Any | Element::Text | Element::Zero(_) } => {
                    write!(formatter, "Object({} entries)", object.len())
                }
            },
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Value {
        Value::Int(value.into())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::String(value.into())
    }
}

impl From<Rc<str>> for Value {
    fn from(value: Rc<str>) -> Value {
        Value::String(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::list(items)
    }
}
