//! Setting and deleting at a path.

use std::slice::from_ref;

use score_core::Value;
use score_yaml::Mapping;

use super::path::{Element, NoPath, Path, Position, parse};
use super::query::{self, NeverSets};

/// A list is not made longer than this in one step. Its items would be `null`.
const MOST_NULLS: usize = 10_000;

/// What became of an operation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Something was set or deleted.
    Changed,
    /// There was nothing to replace or to delete.
    Nothing,
    /// There was nothing to replace, and never will be.
    Never(NeverSets),
}

/// Why an operation cannot be applied, as a phrase.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("{0}")]
    NoPath(#[from] NoPath),
    #[error("an item of a list is named by its index or by `-1`, and `{0}` is neither")]
    NoIndex(String),
    #[error("the list has {length} items, and setting item {index} would fill it up with too many others")]
    FarBehindEnd { index: usize, length: usize },
    #[error(
        "a complex path, which is one with `*`, `?`, `#`, `|` or `@`, can set values and not delete them"
    )]
    DeletesByQuery,
}

/// Sets the value at a path. A plain path makes what is missing on the way: lists where an index follows, mappings
/// everywhere else. A query only replaces values that exist.
pub(super) fn set(document: &mut Value, path: &str, value: Value) -> Result<Outcome, Refused> {
    match parse(path)? {
        Path::Plain(elements) => set_at(document, &elements, value).map(|()| Outcome::Changed),
        Path::Query(path) => Ok(match query::replace(document, path, &value) {
            Ok(0) => Outcome::Nothing,
            Ok(_) => Outcome::Changed,
            Err(never) => Outcome::Never(never),
        }),
    }
}

/// Deletes what is at a path; items of a list behind it move up.
pub(super) fn delete(document: &mut Value, path: &str) -> Result<Outcome, Refused> {
    match parse(path)? {
        Path::Plain(elements) => Ok(delete_at(document, &elements)),
        Path::Query(_) => Err(Refused::DeletesByQuery),
    }
}

fn set_at(target: &mut Value, path: &[Element], value: Value) -> Result<(), Refused> {
    let [element, rest @ ..] = path else {
        *target = value;
        return Ok(());
    };
    match target {
        Value::Mapping(map) => match map.get_mut(&element.text) {
            Some(child) => return set_at(child, rest, value),
            None => drop(map.insert(element.text.clone(), made(rest, value)?)),
        },
        Value::Sequence(items) => {
            let length = items.len();
            match element.position_in_list() {
                Some(Position::At(index)) if index < length => return set_at(&mut items[index], rest, value),
                Some(Position::At(index)) if !element.is_key => {
                    if index - length > MOST_NULLS {
                        return Err(Refused::FarBehindEnd { index, length });
                    }
                    items.resize(index, Value::Null);
                    items.push(made(rest, value)?);
                }
                Some(Position::End) => items.push(made(rest, value)?),
                _ => return Err(Refused::NoIndex(element.text.clone())),
            }
        }
        // There is no way through a scalar, so it gives way.
        _ => *target = made(path, value)?,
    }
    Ok(())
}

/// The value inside of everything that the rest of a path asks for.
fn made(path: &[Element], value: Value) -> Result<Value, Refused> {
    let mut made = value;
    for element in path.iter().rev() {
        let mut around = match element.position() {
            Some(_) => Value::Sequence(vec![]),
            None => Value::Mapping(Mapping::default()),
        };
        set_at(&mut around, from_ref(element), made)?;
        made = around;
    }
    Ok(made)
}

fn delete_at(target: &mut Value, path: &[Element]) -> Outcome {
    let [element, rest @ ..] = path else { return Outcome::Nothing };
    match target {
        Value::Mapping(map) if rest.is_empty() => match map.shift_remove(&element.text) {
            Some(_) => Outcome::Changed,
            None => Outcome::Nothing,
        },
        Value::Mapping(map) => {
            map.get_mut(&element.text).map_or(Outcome::Nothing, |child| delete_at(child, rest))
        }
        Value::Sequence(items) => {
            let index = match element.position_in_list() {
                Some(Position::At(index)) => index,
                Some(Position::End) => items.len().wrapping_sub(1),
                None => return Outcome::Nothing,
            };
            match items.get_mut(index) {
                None => Outcome::Nothing,
                Some(child) if !rest.is_empty() => delete_at(child, rest),
                Some(_) => {
                    items.remove(index);
                    Outcome::Changed
                }
            }
        }
        _ => Outcome::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        serde_json::from_str::<serde_json::Value>(json).unwrap().into()
    }

    #[test]
    fn a_path_is_set_and_what_is_missing_is_made() {
        for (document, path, wanted) in [
            ("{}", "a.b.c", r#"{"a":{"b":{"c":9}}}"#),
            (r#"{"a":{"b":1}}"#, "a.c", r#"{"a":{"b":1,"c":9}}"#),
            (r#"{"a":1,"b":2}"#, "a", r#"{"a":9,"b":2}"#),
            ("{}", "a.0", r#"{"a":[9]}"#),
            ("{}", "a.2.b", r#"{"a":[null,null,{"b":9}]}"#),
            ("{}", "a.-1", r#"{"a":[9]}"#),
            ("{}", "a.-1.-1", r#"{"a":[[9]]}"#),
            ("{}", "a.:0", r#"{"a":{"0":9}}"#),
            ("{}", "a.:0000.y", r#"{"a":{"0000":{"y":9}}}"#),
            ("{}", "0", r#"{"0":9}"#),
            (r#"{"a":{"0":1}}"#, "a.0", r#"{"a":{"0":9}}"#),
            ("{}", r"labels.a\.b/c", r#"{"labels":{"a.b/c":9}}"#),
            ("[1,2]", "1", "[1,9]"),
            ("[1,2]", ":1", "[1,9]"),
            ("[1,2]", "4", "[1,2,null,null,9]"),
            ("[1,2]", "-1", "[1,2,9]"),
            ("[]", "2", "[null,null,9]"),
            (r#"[{"a":[]}]"#, "0.a.-1.b", r#"[{"a":[{"b":9}]}]"#),
            (r#"{"a":"text"}"#, "a.b", r#"{"a":{"b":9}}"#),
            (r#"{"a":null}"#, "a.1", r#"{"a":[null,9]}"#),
            (r#"{"a":true}"#, "a.-1", r#"{"a":[9]}"#),
        ] {
            let mut patched = value(document);
            assert_eq!(set(&mut patched, path, 9.into()), Ok(Outcome::Changed), "{document} {path}");
            assert_eq!(patched, value(wanted), "{document} {path}");
        }
    }

    #[test]
    fn what_cannot_be_set_says_why() {
        for (document, path, why) in [
            ("{}", "", "the path is empty"),
            ("[1]", "a", "an item of a list is named by its index or by `-1`, and `a` is neither"),
            ("[1]", ":-1", "an item of a list is named by its index or by `-1`, and `-1` is neither"),
            ("[1]", ":1", "an item of a list is named by its index or by `-1`, and `1` is neither"),
            (
                r#"{"a":[1,2]}"#,
                "a.999999999999",
                "the list has 2 items, and setting item 999999999999 would fill it up with too many others",
            ),
            (
                "{}",
                "a.99999.b",
                "the list has 0 items, and setting item 99999 would fill it up with too many others",
            ),
        ] {
            let refused = set(&mut value(document), path, 9.into()).unwrap_err();
            assert_eq!(refused.to_string(), why, "{document} {path}");
        }
    }

    #[test]
    fn a_path_is_deleted_where_it_leads_somewhere() {
        use Outcome::{Changed, Nothing};
        for (document, path, effect, wanted) in [
            (r#"{"a":1,"b":2,"c":3}"#, "b", Changed, r#"{"a":1,"c":3}"#),
            (r#"{"a":{"b":1}}"#, "a.b", Changed, r#"{"a":{}}"#),
            ("[1,2,3]", "0", Changed, "[2,3]"),
            ("[1,2,3]", "-1", Changed, "[1,2]"),
            (r#"[{"a":1},{"a":2}]"#, "-1.a", Changed, r#"[{"a":1},{}]"#),
            (r#"{"-1":1}"#, "-1", Changed, "{}"),
            ("[1]", "3", Nothing, "[1]"),
            ("[]", "-1", Nothing, "[]"),
            ("[1]", "x", Nothing, "[1]"),
            (r#"{"a":1}"#, "b.c.d", Nothing, r#"{"a":1}"#),
            (r#"{"a":1}"#, "a.b", Nothing, r#"{"a":1}"#),
        ] {
            let mut patched = value(document);
            assert_eq!(delete(&mut patched, path), Ok(effect), "{document} {path}");
            assert_eq!(patched, value(wanted), "{document} {path}");
        }
        assert_eq!(delete(&mut value("{}"), "a.*"), Err(Refused::DeletesByQuery));
        assert_eq!(delete(&mut value("{}"), ""), Err(Refused::NoPath(NoPath::Empty)));
    }
}
