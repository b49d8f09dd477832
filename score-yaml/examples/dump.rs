//! Reads `[{"Name", "Y"}]` as JSON on standard input and prints `[{"Name", "Out"}]`, `Out` being what the YAML text `Y`
//! stands for: `null`, `b:true`, `i:12`, `f:1.5`, `"text"`, `time:…`, `[a,b]`, `{key=value}` sorted by key; documents
//! joined by ` --- `; `ERR` and a reason for what is refused.

#![allow(clippy::print_stdout)]

use score_yaml::{Limits, Node, NodeData, ScalarValue, SourceId, Value};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases: Vec<serde_json::Value> = serde_json::from_reader(std::io::stdin())?;
    let answers: Vec<serde_json::Value> = cases
        .iter()
        .map(|case| json!({"Name": case["Name"], "Out": dump(case["Y"].as_str().unwrap_or_default())}))
        .collect();
    println!("{}", serde_json::to_string_pretty(&answers)?);
    Ok(())
}

fn dump(text: &str) -> String {
    match score_yaml::read(SourceId(0), text, &Limits::default()) {
        Ok(documents) => documents.iter().map(value).collect::<Vec<_>>().join(" --- "),
        Err(error) => format!("ERR {error}"),
    }
}

fn value(node: &Node) -> String {
    match &node.data {
        NodeData::Sequence(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(",")),
        NodeData::Mapping(entries) => {
            let is_text = |node: &Node| node.as_str().is_some();
            let all_text = entries.iter().all(|entry| is_text(&entry.key));
            let key =
                |node: &Node| if all_text { node.text().unwrap_or_default().to_owned() } else { value(node) };
            let mut pairs: Vec<_> =
                entries.iter().map(|entry| (key(&entry.key), value(&entry.value))).collect();
            pairs.sort();
            let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("{{{}}}", pairs.join(","))
        }
        NodeData::Scalar(scalar) => match scalar.value {
            ScalarValue::Null => "null".to_owned(),
            ScalarValue::Bool(value) => format!("b:{value}"),
            ScalarValue::Int(value) => format!("i:{value}"),
            ScalarValue::UInt(value) => format!("i:{value}"),
            ScalarValue::Float(value) => float(value),
            ScalarValue::Timestamp => match node.to_value() {
                Value::Timestamp(text) => format!("time:{}", without_fraction(&text)),
                _ => String::new(),
            },
            ScalarValue::String => quoted(&scalar.text),
        },
    }
}

fn float(value: f64) -> String {
    match value {
        value if value.is_nan() => "f:nan".to_owned(),
        f64::INFINITY => "f:inf".to_owned(),
        f64::NEG_INFINITY => "f:-inf".to_owned(),
        value => format!("f:{}", score_yaml::Number::from(value)),
    }
}

/// The notation has whole seconds.
fn without_fraction(text: &str) -> String {
    match text.split_once('.') {
        Some((seconds, rest)) => {
            format!("{seconds}{}", rest.trim_start_matches(|digit: char| digit.is_ascii_digit()))
        }
        None => text.to_owned(),
    }
}

/// As Go quotes text.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", u32::from(character))),
            '\u{80}'..='\u{a0}'
            | '\u{ad}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{2000}'..='\u{200f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
