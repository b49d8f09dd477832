//! The functions of `text/template` itself.

mod compare;
mod escape;

use crate::call::{Arguments, Fault};
use crate::functions::Type::{Any, Raw};
use crate::functions::{Entry, Run, entry, variadic, variadic_writer};
use crate::object::{Element, Shape};
use crate::print::{self, Writer};
use crate::value::Value;

/// Name, parameters and function; sorted by name.
pub(crate) const TABLE: &[Entry] = &[
    Entry { name: "and", parameters: &[Raw], rest: Some(Raw), run: Run::And },
    Entry { name: "call", parameters: &[Raw], rest: Some(Raw), run: Run::Call },
    variadic("eq", &[Raw], Raw, compare::eq),
    entry("ge", &[Raw, Raw], compare::ge),
    entry("gt", &[Raw, Raw], compare::gt),
    variadic_writer("html", &[], Any, escape::html),
    variadic("index", &[Raw], Raw, index),
    variadic_writer("js", &[], Any, escape::js),
    entry("le", &[Raw, Raw], compare::le),
    entry("len", &[Raw], len),
    entry("lt", &[Raw, Raw], compare::lt),
    entry("ne", &[Raw, Raw], compare::ne),
    entry("not", &[Raw], |arguments| Ok(Value::Bool(!arguments.value(0).is_true()))),
    Entry { name: "or", parameters: &[Raw], rest: Some(Raw), run: Run::Or },
    variadic_writer("print", &[], Any, |arguments, writer| print::write_all(writer, arguments.values)),
    variadic_writer("printf", &[crate::functions::Type::Text], Any, printf),
    variadic_writer("println", &[], Any, |arguments, writer| print::write_line(writer, arguments.values)),
    variadic("slice", &[Raw], Raw, slice),
    variadic_writer("urlquery", &[], Any, escape::urlquery),
];

fn printf(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    print::write_format(writer, arguments.bytes(0), arguments.rest(1))
}

/// What Go says of a value that is not there at all.
pub(crate) const NO_VALUE: &str = "reflect: call of reflect.Value.Type on zero Value";

fn len(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let length = match arguments.value(0) {
        Value::Absent => return Err(NO_VALUE.into()),
        Value::Null => return Err("len of nil pointer".into()),
        Value::String(text) => text.len(),
        Value::Binary(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        Value::Object(object) if matches!(object.shape(), Shape::Map { .. }) => object.len(),
        other => return Err(format!("len of type {}", other.type_name()).into()),
    };
    Ok(length.into())
}

fn index(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut item = arguments.value(0).clone();
    if item.is_missing() {
        return Err("index of untyped nil".into());
    }
    for index in arguments.rest(1) {
        item = match &item {
            Value::Absent | Value::Null => return Err("index of nil pointer".into()),
            Value::String(_) | Value::Binary(_) => {
                let bytes = item.as_bytes().unwrap_or_default();
                let at = list_index(index, bytes.len())?;
                Value::Uint8(*bytes.get(at).ok_or_else(|| out_of_range("string"))?)
            }
            Value::List(list) => {
                let at = list_index(index, list.len())?;
                list.items().get(at).cloned().ok_or_else(|| out_of_range("slice"))?
            }
            Value::Map(map) => entry_or_zero(map.get(map_key(index)?), map.element()),
            Value::Object(object) => match object.shape() {
                Shape::Map { element } => entry_or_zero(object.get(map_key(index)?), element),
                Shape::Struct { type_name } => {
                    return Err(format!("can't index item of type {type_name}").into());
                }
            },
            other => return Err(format!("can't index item of type {}", other.type_name()).into()),
        };
    }
    Ok(item)
}

fn entry_or_zero(found: Option<Value>, element: Element) -> Value {
    found.unwrap_or_else(|| match element {
        Element::Any => Value::Null,
        Element::Text => Value::from(""),
        Element::Zero(zero) => zero(),
    })
}

/// The key that an argument is.
fn map_key(index: &Value) -> Result<&str, Fault> {
    match index {
        Value::String(key) => Ok(key),
        // No key is other than UTF-8.
        Value::Binary(_) => Ok("\u{fffd}"),
        Value::Absent | Value::Null => Err("value is nil; should be of type string".into()),
        other => Err(format!("value has type {}; should be string", other.type_name()).into()),
    }
}

/// A place in a list of `length` items. The place after the last is let through here.
fn list_index(index: &Value, length: usize) -> Result<usize, Fault> {
    let Some(place) = index.as_i64() else {
        return Err(match index {
            Value::Absent | Value::Null => "cannot index slice/array with nil".into(),
            other => format!("cannot index slice/array with type {}", other.type_name()).into(),
        });
    };
    match usize::try_from(place) {
        Ok(place) if place <= length => Ok(place),
        _ => Err(format!("index out of range: {place}").into()),
    }
}

fn out_of_range(kind: &str) -> Fault {
    format!("reflect: {kind} index out of range").into()
}

fn slice(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let item = arguments.value(0);
    let indexes = arguments.rest(1);
    if item.is_missing() {
        return Err("slice of untyped nil".into());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()).into());
    }
    let length = match item {
        Value::String(_) | Value::Binary(_) if indexes.len() == 3 => {
            return Err("cannot 3-index slice a string".into());
        }
        Value::String(text) => text.len(),
        Value::Binary(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        other => return Err(format!("can't slice item of type {}", other.type_name()).into()),
    };
    let mut places = [0, length, length];
    for (place, index) in places.iter_mut().zip(indexes) {
        *place = list_index(index, length)?;
    }
    let [start, end, last] = places;
    if start > end {
        return Err(format!("invalid slice index: {start} > {end}").into());
    }
    if end > last {
        return Err(format!("invalid slice index: {end} > {last}").into());
    }
    match item {
        Value::List(list) => arguments.context.list(list.kind(), list.items()[start..end].to_vec()),
        _ => arguments.context.bytes(item.as_bytes().unwrap_or_default()[start..end].to_vec()),
    }
}

/// `call`: no value of a template is a function. `callee`: the expression of it, unless it was piped.
pub(crate) fn call(callee: Option<String>, function: &Value) -> Fault {
    if function.is_missing() {
        return "call of nil".into();
    }
    let type_name = function.type_name();
    let callee = callee.unwrap_or_else(|| match function.as_bytes() {
        Some(text) => crate::text::lossy(text),
        None => format!("<{type_name} Value>"),
    });
    format!("non-function {callee} of type {type_name}").into()
}
