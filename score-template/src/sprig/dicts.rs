//! Maps.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::call::{Arguments, Context, Fault};
use crate::deep::{self, ENTRY_BYTES};
use crate::object::{Element, Shape};
use crate::print;
use crate::value::{ListKind, Map, Value};

/// A map with values of any kind.
fn any_map(context: &Context<'_>, entries: BTreeMap<Rc<str>, Value>) -> Result<Value, Fault> {
    context.charge(entries.len() * ENTRY_BYTES)?;
    Ok(Value::Map(Map::new(Element::Any, entries)))
}

pub(super) fn dict(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut entries = BTreeMap::new();
    for pair in arguments.values.chunks(2) {
        let key: Rc<str> = match &pair[0] {
            Value::String(key) => key.clone(),
            other => print::to_text(arguments.context, other)?.into(),
        };
        entries.insert(key, pair.get(1).cloned().unwrap_or_else(|| Value::from("")));
    }
    any_map(arguments.context, entries)
}

/// The value of a key, without a copy of what answers key by key.
fn look_up(map: &Value, key: &str) -> Option<Value> {
    match map {
        Value::Map(map) => map.get(key),
        Value::Object(object) => object.get(key),
        _ => None,
    }
}

pub(super) fn get(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(look_up(arguments.value(0), &arguments.text(1)).unwrap_or_else(|| Value::from("")))
}

pub(super) fn has_key(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(look_up(arguments.value(0), &arguments.text(1)).is_some()))
}

pub(super) fn set(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    if arguments.value(0).is_missing() {
        return Err("assignment to entry in nil map".into());
    }
    let map = arguments.map(0);
    deep::insert(arguments.context, &map, arguments.text(1).into(), arguments.value(2).clone())?;
    Ok(Value::Map(map))
}

pub(super) fn unset(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let map = arguments.map(0);
    map.remove(&arguments.text(1));
    Ok(Value::Map(map))
}

pub(super) fn keys(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let keys = arguments.values.iter().flat_map(|map| match map {
        Value::Map(map) => map.keys(),
        Value::Object(object) => object.keys(),
        _ => Vec::new(),
    });
    arguments.context.list(ListKind::Text, keys.map(Value::String).collect())
}

pub(super) fn values(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let values = arguments.map(0).borrow().values().cloned().collect();
    arguments.context.list(ListKind::Any, values)
}

pub(super) fn pluck(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let key = arguments.text(0);
    let values = arguments.rest(1).iter().filter_map(|map| look_up(map, &key)).collect();
    arguments.context.list(ListKind::Any, values)
}

pub(super) fn pick(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut entries = BTreeMap::new();
    for key in arguments.rest(1).iter().filter_map(Value::as_str) {
        if let Some(value) = look_up(arguments.value(0), key) {
            entries.insert(Rc::from(key), value);
        }
    }
    any_map(arguments.context, entries)
}

pub(super) fn omit(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut entries = arguments.map(0).borrow().clone();
    for key in arguments.rest(1).iter().filter_map(Value::as_str) {
        entries.remove(key);
    }
    any_map(arguments.context, entries)
}

/// Says that a value is not of the type that is needed, as a failed type assertion does.
fn not_a(value: &Value, wanted: &str) -> Fault {
    let found = match value {
        Value::Absent | Value::Null => "nil".to_owned(),
        other => other.type_name(),
    };
    format!("interface conversion: interface {{}} is {found}, not {wanted}").into()
}

fn expect_map(value: &Value) -> Result<&Value, Fault> {
    let is_any = match value {
        Value::Map(map) => matches!(map.element(), Element::Any),
        Value::Object(object) => matches!(object.shape(), Shape::Map { element: Element::Any }),
        _ => false,
    };
    if is_any { Ok(value) } else { Err(not_a(value, "map[string]interface {}")) }
}

pub(super) fn dig(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let [keys @ .., default, map] = arguments.values else {
        return Err("dig needs at least three arguments".into());
    };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    let mut current = expect_map(map)?.clone();
    if let Some(key) = keys.iter().find(|key| key.as_bytes().is_none()) {
        return Err(not_a(key, "string"));
    }
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            expect_map(&current)?;
        }
        match look_up(&current, key.as_str().unwrap_or_default()) {
            Some(value) => current = value,
            None => return Ok(default.clone()),
        }
    }
    Ok(current)
}
