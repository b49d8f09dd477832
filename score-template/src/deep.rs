//! Functions that go through all of a value: comparing, copying, and looking for a map inside.

use std::rc::Rc;

use crate::call::{Context, Fault};
use crate::object::Shape;
use crate::value::{List, MAX_VALUE_DEPTH, Map, Value};

fn too_deep() -> Fault {
    Fault::Limit(format!("a value nested more than {MAX_VALUE_DEPTH} deep"))
}

/// Whether two values are of one type and equal all the way down.
pub(crate) fn equal(context: &Context<'_>, one: &Value, other: &Value) -> Result<bool, Fault> {
    equal_within(context, one, other, MAX_VALUE_DEPTH)
}

fn equal_within(context: &Context<'_>, one: &Value, other: &Value, depth: usize) -> Result<bool, Fault> {
    context.step(1)?;
    let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
    Ok(match (one, other) {
        (Value::Absent | Value::Null, Value::Absent | Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) | (Value::Int64(one), Value::Int64(other)) => one == other,
        (Value::Duration(one), Value::Duration(other)) => one == other,
        (Value::Uint8(one), Value::Uint8(other)) => one == other,
        (Value::Uint64(one), Value::Uint64(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one == other,
        (Value::Complex(one), Value::Complex(other)) => one == other,
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Binary(one), Value::Binary(other)) => one == other,
        (Value::Time(one), Value::Time(other)) => one == other,
        (Value::Version(one), Value::Version(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            if one.kind() != other.kind() || one.is_nil() != other.is_nil() || one.len() != other.len() {
                return Ok(false);
            }
            for (one, other) in one.items().iter().zip(other.items()) {
                if !equal_within(context, one, other, depth)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => match (entries(one), entries(other)) {
            (Some(ones), Some(others)) => {
                if ones.len() != others.len() || one.type_name() != other.type_name() {
                    return Ok(false);
                }
                for ((key, one), (other_key, other)) in ones.iter().zip(&others) {
                    if key != other_key || !equal_within(context, one, other, depth)? {
                        return Ok(false);
                    }
                }
                true
            }
            _ => false,
        },
    })
}

/// The entries of a map or the fields of a struct.
fn entries(value: &Value) -> Option<Vec<(Rc<str>, Value)>> {
    match value {
        Value::Map(map) => Some(map.entries()),
        Value::Object(object) => Some(
            object
                .keys()
                .into_iter()
                .filter_map(|key| object.get(&key).map(|value| (key.clone(), value)))
                .collect(),
        ),
        _ => None,
    }
}

/// A copy that shares no map with the value.
pub(crate) fn copy(context: &Context<'_>, value: &Value) -> Result<Value, Fault> {
    copy_within(context, value, MAX_VALUE_DEPTH)
}

fn copy_within(context: &Context<'_>, value: &Value, depth: usize) -> Result<Value, Fault> {
    context.step(1)?;
    let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
    Ok(match value {
        Value::List(list) if !list.is_nil() => {
            context.charge(list.len() * size_of::<Value>())?;
            let items = list
                .items()
                .iter()
                .map(|item| copy_within(context, item, depth))
                .collect::<Result<_, _>>()?;
            Value::List(List::new(list.kind(), items))
        }
        Value::Map(map) => {
            let mut copied = std::collections::BTreeMap::new();
            for (key, value) in map.entries() {
                context.charge(ENTRY_BYTES)?;
                copied.insert(key, copy_within(context, &value, depth)?);
            }
            Value::Map(Map::new(map.element(), copied))
        }
        Value::Object(object) if matches!(object.shape(), Shape::Map { .. }) => {
            copy_within(context, &object.to_map(), depth)?
        }
        other => other.clone(),
    })
}

/// What an entry of a map takes, its key not counted.
pub(crate) const ENTRY_BYTES: usize = 64;

/// Puts an entry into a map. A map cannot be put into itself, however deep.
pub(crate) fn insert(context: &Context<'_>, map: &Map, key: Rc<str>, value: Value) -> Result<(), Fault> {
    if holds(context, &value, map)? {
        return Err("a map cannot be put into itself".into());
    }
    context.charge(ENTRY_BYTES + key.len())?;
    map.insert(key, value);
    Ok(())
}

/// Whether the map is in the value or is the value.
fn holds(context: &Context<'_>, value: &Value, map: &Map) -> Result<bool, Fault> {
    let mut left = vec![value.clone()];
    while let Some(value) = left.pop() {
        match &value {
            Value::Map(inner) if inner.is_same(map) => return Ok(true),
            Value::Map(inner) => {
                context.step(1 + inner.len() as u64)?;
                left.extend(inner.borrow().values().filter(|value| is_collection(value)).cloned());
            }
            Value::List(list) => {
                context.step(1 + list.len() as u64 / 8)?;
                left.extend(list.items().iter().filter(|value| is_collection(value)).cloned());
            }
            _ => {}
        }
    }
    Ok(false)
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}
