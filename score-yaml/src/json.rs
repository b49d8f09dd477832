//! Compact JSON as Go's `encoding/json` prints it: keys sorted, `<`, `>`, `&` and the two line separators escaped.

use std::fmt::Write;

use crate::value::Value;

/// A value that JSON cannot express: an infinity, or what is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("JSON has no infinite numbers")]
pub struct NotJson;

/// A value as compact JSON.
///
/// # Errors
/// When it holds an infinite number.
pub fn json(value: &Value) -> Result<String, NotJson> {
    let mut out = String::new();
    write_json(value, &mut out)?;
    Ok(out)
}

fn write_json(value: &Value, out: &mut String) -> Result<(), NotJson> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_json().ok_or(NotJson)?),
        Value::String(text) | Value::Timestamp(text) => write_text(text, out),
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
        Value::Mapping(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_json(value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Mapping;

    #[test]
    fn json_is_compact_sorted_and_escaped() {
        let mut map = Mapping::default();
        map.insert("b".into(), Value::from("a<b>&\u{2028}\"\n\u{1}"));
        map.insert("a".into(), Value::Sequence(vec![Value::Null, 5432.into(), 1e21.into(), true.into()]));
        let printed = r#"{"a":[null,5432,1e+21,true],"b":"a\u003cb\u003e\u0026\u2028\"\n\u0001"}"#;
        assert_eq!(json(&Value::Mapping(map)).as_deref(), Ok(printed));
        assert_eq!(json(&f64::INFINITY.into()), Err(NotJson));
    }
}
