//! Lists.

use super::NIL_POINTER;
use crate::call::{Arguments, Context, Fault};
use crate::deep;
use crate::value::{List, ListKind, Value};

/// The list that an argument is. `doing` is what cannot be done with anything else.
fn list_of<'a>(value: &'a Value, doing: &str) -> Result<&'a List, Fault> {
    match value {
        Value::List(list) => Ok(list),
        Value::Absent | Value::Null => Err(NIL_POINTER.into()),
        other => Err(format!("Cannot {doing} type {}", other.kind_name()).into()),
    }
}

pub(super) fn list(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.list(ListKind::Any, arguments.values.to_vec())
}

pub(super) fn push(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = list_of(arguments.value(0), "push on")?;
    arguments.context.charge(list.len() * size_of::<Value>())?;
    let mut items = Vec::with_capacity(list.len() + 1);
    items.extend_from_slice(list.items());
    items.push(arguments.value(1).clone());
    arguments.context.list(ListKind::Any, items)
}

pub(super) fn prepend(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = list_of(arguments.value(0), "prepend on")?;
    arguments.context.charge(list.len() * size_of::<Value>())?;
    let mut items = Vec::with_capacity(list.len() + 1);
    items.push(arguments.value(1).clone());
    items.extend_from_slice(list.items());
    arguments.context.list(ListKind::Any, items)
}

pub(super) fn chunk(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = list_of(arguments.value(1), "chunk")?;
    let items = list.items();
    let context = arguments.context;
    match usize::try_from(arguments.int(0)) {
        Ok(size) if size > 0 => {
            let chunks = items.chunks(size).map(|chunk| context.list(ListKind::Any, chunk.to_vec()));
            context.list(ListKind::Lists, chunks.collect::<Result<_, _>>()?)
        }
        // A negative size divides as any other: one chunk of one item, and none of a few more.
        Err(_) if items.len() == 1 => {
            let chunk = context.list(ListKind::Any, items.to_vec())?;
            context.list(ListKind::Lists, vec![chunk])
        }
        Err(_) if !items.is_empty() && items.len() as u64 - 1 <= arguments.int(0).unsigned_abs() => {
            context.list(ListKind::Lists, Vec::new())
        }
        _ => Err("runtime error: makeslice: len out of range".into()),
    }
}

pub(super) fn first(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(list_of(arguments.value(0), "find first on")?.items().first().cloned().unwrap_or(Value::Null))
}

pub(super) fn last(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(list_of(arguments.value(0), "find last on")?.items().last().cloned().unwrap_or(Value::Null))
}

pub(super) fn rest(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match list_of(arguments.value(0), "find rest on")?.items() {
        [] => Ok(Value::List(List::nil(ListKind::Any))),
        [_, rest @ ..] => arguments.context.list(ListKind::Any, rest.to_vec()),
    }
}

pub(super) fn initial(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match list_of(arguments.value(0), "find initial on")?.items() {
        [] => Ok(Value::List(List::nil(ListKind::Any))),
        [initial @ .., _] => arguments.context.list(ListKind::Any, initial.to_vec()),
    }
}

pub(super) fn sort_alpha(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    if arguments.value(0).is_missing() {
        let text = arguments.context.text("<nil>")?;
        return arguments.context.list(ListKind::Text, vec![text]);
    }
    super::strings::sorted(arguments)
}

pub(super) fn reverse(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = list_of(arguments.value(0), "find reverse on")?;
    arguments.context.list(ListKind::Any, list.items().iter().rev().cloned().collect())
}

pub(super) fn compact(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = list_of(arguments.value(0), "compact on")?;
    let kept = list.items().iter().filter(|item| item.is_true()).cloned().collect();
    arguments.context.list(ListKind::Any, kept)
}

fn holds(context: &Context<'_>, items: &[Value], wanted: &Value) -> Result<bool, Fault> {
    for item in items {
        if deep::equal(context, wanted, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn uniq(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut kept: Vec<Value> = Vec::new();
    for item in list_of(arguments.value(0), "find uniq on")?.items() {
        if !holds(arguments.context, &kept, item)? {
            kept.push(item.clone());
        }
    }
    arguments.context.list(ListKind::Any, kept)
}

pub(super) fn without(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut kept = Vec::new();
    for item in list_of(arguments.value(0), "find without on")?.items() {
        if !holds(arguments.context, arguments.rest(1), item)? {
            kept.push(item.clone());
        }
    }
    arguments.context.list(ListKind::Any, kept)
}

pub(super) fn has(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    if arguments.value(1).is_missing() {
        return Ok(Value::Bool(false));
    }
    let list = list_of(arguments.value(1), "find has on")?;
    Ok(Value::Bool(holds(arguments.context, list.items(), arguments.value(0))?))
}

pub(super) fn slice(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let list = match arguments.value(0) {
        Value::List(list) => list,
        Value::Absent | Value::Null => return Err(NIL_POINTER.into()),
        other => {
            return Err(format!("list should be type of slice or array but {}", other.kind_name()).into());
        }
    };
    if list.is_empty() {
        return Ok(Value::Null);
    }
    let indexes = arguments.rest(1);
    let start = indexes.first().map_or(0, super::digits::to_int);
    let end = indexes.get(1).map_or(list.len() as i64, super::digits::to_int);
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(start), Ok(end)) if start <= end && end <= list.len() => {
            arguments.context.list(list.kind(), list.items()[start..end].to_vec())
        }
        _ => Err("reflect.Value.Slice: slice index out of bounds".into()),
    }
}

pub(super) fn concat(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut items = Vec::new();
    for value in arguments.values {
        match value {
            Value::List(list) => {
                arguments.context.charge(list.len() * size_of::<Value>())?;
                items.extend_from_slice(list.items());
            }
            Value::Absent | Value::Null => return Err(NIL_POINTER.into()),
            other => return Err(format!("Cannot concat type {} as list", other.kind_name()).into()),
        }
    }
    if items.is_empty() {
        return Ok(Value::List(List::nil(ListKind::Any)));
    }
    arguments.context.list(ListKind::Any, items)
}

pub(super) fn deep_equal(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(deep::equal(arguments.context, arguments.value(0), arguments.value(1))?))
}
