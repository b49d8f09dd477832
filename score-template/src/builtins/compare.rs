//! `eq` and its kin.

use std::cmp::Ordering;

use crate::call::{Arguments, Context, Fault};
use crate::object::Shape;
use crate::print;
use crate::value::Value;

/// The kinds of which two values compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Other,
    Bool,
    Complex,
    Int,
    Float,
    Text,
    Uint,
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Complex(_) => Kind::Complex,
        Value::Int(_) | Value::Int64(_) | Value::Duration(_) => Kind::Int,
        Value::Uint8(_) | Value::Uint64(_) => Kind::Uint,
        Value::Float(_) => Kind::Float,
        Value::String(_) | Value::Binary(_) => Kind::Text,
        _ => Kind::Other,
    }
}

/// A number of a kind that counts.
fn integer(value: &Value) -> i128 {
    match value {
        Value::Uint64(number) => i128::from(*number),
        Value::Duration(nanoseconds) => i128::from(*nanoseconds),
        other => other.as_i64().unwrap_or_default().into(),
    }
}

fn incompatible(one: &Value, other: &Value) -> Fault {
    format!("incompatible types for comparison: {} and {}", one.type_name(), other.type_name()).into()
}

/// Whether two values of one basic kind are equal; nothing when they are of no basic kind.
fn equal_basic(one: &Value, other: &Value) -> Option<bool> {
    match kind(one) {
        same if same != kind(other) => None,
        Kind::Other => None,
        Kind::Bool => Some(one.as_bool() == other.as_bool()),
        Kind::Float => Some(one.as_f64() == other.as_f64()),
        Kind::Int | Kind::Uint => Some(integer(one) == integer(other)),
        Kind::Text => Some(one.as_bytes() == other.as_bytes()),
        Kind::Complex => match (one, other) {
            (Value::Complex(one), Value::Complex(other)) => Some(one == other),
            _ => None,
        },
    }
}

pub(super) fn eq(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let first = arguments.value(0);
    if arguments.values.len() < 2 {
        return Err("missing argument for comparison".into());
    }
    for other in arguments.rest(1) {
        if equal(arguments.context, first, other)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn equal(context: &Context<'_>, one: &Value, other: &Value) -> Result<bool, Fault> {
    let (kind_one, kind_other) = (kind(one), kind(other));
    if kind_one != kind_other {
        return match (kind_one, kind_other) {
            (Kind::Int, Kind::Uint) | (Kind::Uint, Kind::Int) => Ok(integer(one) == integer(other)),
            _ if one.is_missing() || other.is_missing() => Ok(false),
            _ => Err(incompatible(one, other)),
        };
    }
    if let Some(equal) = equal_basic(one, other) {
        return Ok(equal);
    }
    let missing = |value: &Value| match value {
        Value::List(list) => list.is_nil(),
        other => other.is_missing(),
    };
    let of_one_kind = one.kind_name() == other.kind_name() || one.is_missing() || other.is_missing();
    if !of_one_kind {
        // As Go's message has it, which formats the one as text and the other as what it is.
        let (shown, shown_other) = (print::as_text(context, one)?, print::to_text(context, other)?);
        let (one, other) = (one.type_name(), other.type_name());
        return Err(format!("non-comparable types {shown}: {one}, {other}: {shown_other}").into());
    }
    if missing(one) || missing(other) {
        return Ok(missing(one) == missing(other));
    }
    match (one, other) {
        (Value::Time(one), Value::Time(other)) => Ok(one == other),
        (Value::Version(one), Value::Version(other)) => Ok(std::rc::Rc::ptr_eq(one, other)),
        (Value::Object(one), Value::Object(other)) if is_struct(&**one) && is_struct(&**other) => {
            let same = std::rc::Rc::ptr_eq(one, other);
            Ok(same
                || crate::deep::equal(context, &Value::Object(one.clone()), &Value::Object(other.clone()))?)
        }
        _ => {
            let shown = print::to_text(context, other)?;
            Err(format!("non-comparable type {shown}: {}", other.type_name()).into())
        }
    }
}

fn is_struct(object: &dyn crate::object::Object) -> bool {
    matches!(object.shape(), Shape::Struct { .. })
}

pub(super) fn ne(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(!equal(arguments.context, arguments.value(0), arguments.value(1))?))
}

/// How two values compare. Floats that are no numbers do not.
fn order(one: &Value, other: &Value) -> Result<Option<Ordering>, Fault> {
    let (kind_one, kind_other) = (kind(one), kind(other));
    if kind_one == Kind::Other || kind_other == Kind::Other {
        return Err("invalid type for comparison".into());
    }
    match (kind_one, kind_other) {
        (Kind::Int | Kind::Uint, Kind::Int | Kind::Uint) => Ok(Some(integer(one).cmp(&integer(other)))),
        _ if kind_one != kind_other => Err(incompatible(one, other)),
        (Kind::Float, _) => Ok(one.as_f64().partial_cmp(&other.as_f64())),
        (Kind::Text, _) => Ok(Some(one.as_bytes().cmp(&other.as_bytes()))),
        _ => Err("invalid type for comparison".into()),
    }
}

pub(super) fn lt(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(order(arguments.value(0), arguments.value(1))? == Some(Ordering::Less)))
}

pub(super) fn le(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let order = order(arguments.value(0), arguments.value(1))?;
    Ok(Value::Bool(matches!(order, Some(Ordering::Less | Ordering::Equal))))
}

/// The inverse of `le`, also for what does not compare.
pub(super) fn gt(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let order = order(arguments.value(0), arguments.value(1))?;
    Ok(Value::Bool(!matches!(order, Some(Ordering::Less | Ordering::Equal))))
}

/// The inverse of `lt`, also for what does not compare.
pub(super) fn ge(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    Ok(Value::Bool(order(arguments.value(0), arguments.value(1))? != Some(Ordering::Less)))
}
