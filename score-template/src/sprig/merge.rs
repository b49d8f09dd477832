//! `merge` and `mergeOverwrite`: entries of maps put into the first one, in place.

use std::rc::Rc;

use crate::call::{Arguments, Context, Fault, as_map};
use crate::deep;
use crate::object::Shape;
use crate::value::{MAX_VALUE_DEPTH, Map, Value};

/// Which of two values stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The one in the destination, unless it is empty.
    Fill,
    /// The one in the source.
    Overwrite,
}

pub(super) fn merge(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    merge_all(arguments, Rule::Fill)
}

pub(super) fn merge_overwrite(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    merge_all(arguments, Rule::Overwrite)
}

fn merge_all(arguments: &Arguments<'_>, rule: Rule) -> Result<Value, Fault> {
    let destination = arguments.map(0);
    for source in arguments.rest(1).iter().filter_map(as_map) {
        merge_maps(arguments.context, &destination, &source, rule, MAX_VALUE_DEPTH)?;
    }
    Ok(Value::Map(destination))
}

fn is_map(value: &Value) -> bool {
    match value {
        Value::Map(_) => true,
        Value::Object(object) => matches!(object.shape(), Shape::Map { .. }),
        _ => false,
    }
}

fn merge_maps(
    context: &Context<'_>,
    destination: &Map,
    source: &Map,
    rule: Rule,
    depth: usize,
) -> Result<(), Fault> {
    if destination.is_same(source) {
        return Ok(());
    }
    let depth = depth.checked_sub(1).ok_or_else(|| {
        Fault::Limit(format!("maps nested more than {MAX_VALUE_DEPTH} deep cannot be merged"))
    })?;
    for (key, value) in source.entries() {
        context.step(1)?;
        let there = destination.get(&key);
        if value.is_missing() {
            if rule == Rule::Overwrite {
                deep::insert(context, destination, key, value)?;
            }
            continue;
        }
        let there = match there {
            // What the caller handed in is not changed: a copy takes its place.
            Some(object @ Value::Object(_)) if is_map(&object) && is_map(&value) => {
                let copy = as_map(&object).map(Value::Map).unwrap_or(object);
                deep::insert(context, destination, Rc::clone(&key), copy.clone())?;
                Some(copy)
            }
            other => other,
        };
        if let (Some(Value::Map(inner)), Some(from)) = (&there, as_map(&value).filter(|_| is_map(&value))) {
            merge_maps(context, inner, &from, rule, depth)?;
            if !inner.is_empty() {
                continue;
            }
        }
        let keeps = there.as_ref().is_some_and(is_set) && rule == Rule::Fill;
        if !keeps {
            deep::insert(context, destination, key, value)?;
        }
    }
    Ok(())
}

/// Whether a value counts as set in a destination: anything but nothing, zero and what is empty.
fn is_set(value: &Value) -> bool {
    value.is_true()
}

#[cfg(test)]
mod tests {
    use crate::{Functions, Surroundings, Template, Value};

    #[test]
    fn maps_are_merged_in_place_and_those_of_the_caller_are_left_alone() {
        for (template, expected) in [
            (r#"{{ $d := dict "a" 1 }}{{ $_ := merge $d (dict "a" 2 "b" 3) }}{{ $d }}"#, "map[a:1 b:3]"),
            (r#"{{ merge (dict "a" (dict "x" 1)) (dict "a" (dict "y" 2)) }}"#, "map[a:map[x:1 y:2]]"),
            (r#"{{ merge (dict "a" 0 "b" "") (dict "a" 2 "b" "t") }}"#, "map[a:2 b:t]"),
            (
                r#"{{ mergeOverwrite (dict "a" 1 "b" (dict "x" 1)) (dict "a" 0 "b" (dict "x" 2)) }}"#,
                "map[a:0 b:map[x:2]]",
            ),
            (r#"{{ merge (dict "l" (list 1)) (dict "l" (list 2)) }}"#, "map[l:[1]]"),
        ] {
            let template = Template::parse(template, &Functions::sprig()).unwrap();
            let rendered = template.render(&Value::Null, &Surroundings::fixed()).unwrap();
            assert_eq!(rendered.text, expected);
        }
    }
}
