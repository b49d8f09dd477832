//! Values that answer field by field, so that nothing large is converted unless a template asks for it.

use std::rc::Rc;

use crate::value::Value;

/// What an [`Object`] is to a template.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Fixed fields, as a Go struct: asking for another field is an error, and the value is always true.
    Struct {
        /// The name of the type, as messages and `printf "%T"` show it.
        type_name: &'static str,
    },
    /// A map from text to values.
    Map {
        /// What its values are.
        element: Element,
    },
}

/// What the values of a map are, which decides what `index` gives for a key that is missing.
#[derive(Clone, Copy, Debug)]
pub enum Element {
    /// Values of any kind: `nil`.
    Any,
    /// Text: the empty text.
    Text,
    /// One struct type: its zero value, which the function makes.
    Zero(fn() -> Value),
}

/// A value that answers field by field.
pub trait Object {
    /// A struct or a map; the same at every call.
    fn shape(&self) -> Shape;

    /// The field or entry. `None` is an unknown field of a struct, which is an error, or a missing key of a map.
    fn get(&self, key: &str) -> Option<Value>;

    /// The names of the fields in the order of their declaration, or the keys of a map sorted bytewise.
    fn keys(&self) -> Vec<Rc<str>>;

    /// The number of keys.
    fn len(&self) -> usize {
        self.keys().len()
    }

    /// Whether there are no keys.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is Go's `nil` map: empty, and `null` in JSON.
    fn is_nil(&self) -> bool {
        false
    }

    /// The name that JSON has for a field of a struct. JSON lists the fields in the order of their declaration.
    fn json_name<'a>(&'a self, field: &'a str) -> &'a str {
        field
    }

    /// A plain map with the same entries, for the functions that need one.
    fn to_map(&self) -> Value {
        Value::map(self.keys().into_iter().filter_map(|key| {
            let value = self.get(&key)?;
            Some((key.to_string(), value))
        }))
    }
}
