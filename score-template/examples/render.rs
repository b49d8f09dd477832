//! Renders templates given as JSON on standard input: `{"data": any, "cases": [{"name", "template"}]}`. Prints
//! `[{"name", "output", "error"}]`; an error found before anything runs begins with `parse:`. Numbers without a point
//! or an exponent are integers. Time and randomness are fixed.

use std::io::Read;

use score_template::{Functions, Surroundings, Template, Timestamp, Value};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    data: serde_json::Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    template: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let input: Input = serde_json::from_str(&text)?;
    let functions = Functions::sprig();
    let outcomes: Vec<serde_json::Value> = input
        .cases
        .iter()
        .map(|case| {
            // Each case gets data of its own, since templates can change maps.
            let (output, error) = match render(&case.template, &functions, value(&input.data)) {
                Ok(output) => (output, String::new()),
                Err(error) if error.is_found_by_parsing() => (String::new(), format!("parse: {error}")),
                Err(error) => (String::new(), format!("exec: {error}")),
            };
            json!({"name": case.name, "output": output, "error": error})
        })
        .collect();
    serde_json::to_writer(std::io::stdout().lock(), &outcomes)?;
    Ok(())
}

fn render(template: &str, functions: &Functions, data: Value) -> Result<String, score_template::Error> {
    let state = std::cell::Cell::new(0x9e37_79b9_7f4a_7c15_u64);
    let random = |bytes: &mut [u8]| {
        for byte in bytes {
            let next =
                state.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.set(next);
            *byte = (next >> 56) as u8;
        }
    };
    let surroundings = Surroundings {
        random: &random,
        now: Some(Timestamp::from_seconds(1_735_689_600)),
        ..Surroundings::fixed()
    };
    Ok(Template::parse(template, functions)?.render(&data, &surroundings)?.text)
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::from(number),
            _ => Value::Float(number.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value)),
        serde_json::Value::Object(entries) => {
            Value::map(entries.iter().map(|(key, entry)| (key.clone(), value(entry))))
        }
    }
}
