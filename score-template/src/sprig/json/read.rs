//! From JSON. All numbers are floats, as in Go.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::call::{Context, Fault};
use crate::deep::ENTRY_BYTES;
use crate::object::Element;
use crate::value::{List, ListKind, Map, Value};

/// Reads one value, counting what it takes.
pub(super) fn read(context: &Context<'_>, text: &str) -> Result<Value, Fault> {
    let over = std::cell::RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Seed { context, over: &over }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    if let Some(fault) = over.into_inner() {
        return Err(fault);
    }
    read.map_err(|error| {
        let message =
            if error.is_eof() { "unexpected end of JSON input".to_owned() } else { error.to_string() };
        Fault::Message(message)
    })
}

#[derive(Clone, Copy)]
struct Seed<'c> {
    context: &'c Context<'c>,
    /// The limit that was passed, if one was.
    over: &'c std::cell::RefCell<Option<Fault>>,
}

impl Seed<'_> {
    fn charge<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.context.charge(bytes).map_err(|fault| {
            *self.over.borrow_mut() = Some(fault);
            E::custom("too large")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Float(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Float(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.charge(value.len())?;
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self)? {
            self.charge(2 * size_of::<Value>())?;
            values.push(value);
        }
        Ok(Value::List(List::new(ListKind::Any, values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut values: BTreeMap<Rc<str>, Value> = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.charge(ENTRY_BYTES + key.len())?;
            let value = entries.next_value_seed(self)?;
            values.insert(key.into(), value);
        }
        Ok(Value::Map(Map::new(Element::Any, values)))
    }
}
