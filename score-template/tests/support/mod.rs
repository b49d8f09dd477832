//! Values made from JSON, for tests.
#![allow(dead_code)]

use std::rc::Rc;

use score_template::{Element, Object, Shape, Value};
use serde_json::Value as Json;

/// A value. Numbers without a point are integers.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::from(number),
            _ => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(value)),
        Json::Object(entries) => Value::map(entries.iter().map(|(key, entry)| (key.clone(), value(entry)))),
    }
}

/// A struct with these fields, in this order.
pub(crate) struct Struct {
    pub(crate) type_name: &'static str,
    pub(crate) fields: Vec<(&'static str, Value)>,
}

impl Object for Struct {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: self.type_name }
    }

    fn get(&self, key: &str) -> Option<Value> {
        self.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.fields.iter().map(|(name, _)| Rc::from(*name)).collect()
    }
}

/// A map from names to structs of one type.
struct Structs {
    zero: fn() -> Value,
    entries: Vec<(Rc<str>, Value)>,
}

impl Object for Structs {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Zero(self.zero) }
    }

    fn get(&self, key: &str) -> Option<Value> {
        self.entries.iter().find(|(name, _)| **name == *key).map(|(_, value)| value.clone())
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.entries.iter().map(|(name, _)| name.clone()).collect()
    }
}

fn structs(json: &Json, zero: fn() -> Value, entry: fn(&Json) -> Value) -> Value {
    let mut entries: Vec<(Rc<str>, Value)> = json
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, json)| (Rc::from(name.as_str()), entry(json)))
        .collect();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    Value::object(Structs { zero, entries })
}

/// The services of workloads, which are structs whose ports are structs.
pub(crate) fn services(json: &Json) -> Value {
    structs(json, || service(&Json::Null), service)
}

fn service(json: &Json) -> Value {
    let name = json["ServiceName"].as_str().unwrap_or_default();
    let ports = structs(&json["Ports"], || port(&Json::Null), port);
    Value::object(Struct {
        type_name: "Service",
        fields: vec![("ServiceName", name.into()), ("Ports", ports)],
    })
}

fn port(json: &Json) -> Value {
    let text = |name: &str| Value::from(json[name].as_str().unwrap_or_default());
    let number = |name: &str| Value::from(json[name].as_i64().unwrap_or_default());
    Value::object(Struct {
        type_name: "Port",
        fields: vec![
            ("Name", text("Name")),
            ("Port", number("Port")),
            ("TargetPort", number("TargetPort")),
            ("Protocol", text("Protocol")),
        ],
    })
}
