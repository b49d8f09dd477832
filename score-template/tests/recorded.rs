//! Templates of public provisioner files, probes and malformed templates give what Go's engine was recorded to give.
//! The records lie outside of the project; without them there is nothing to test.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

mod support;

use std::path::{Path, PathBuf};

use score_template::{Functions, Surroundings, Template, Value};
use serde::Deserialize;
use serde_json::Value as Json;
use support::{Struct, services, value};

/// Probes that differ from the record, and why.
const DIFFERENT: &[(&str, &str)] = &[(
    "method",
    "the record's data has a Go type with methods; values here have none but those of times and versions",
)];

/// A template and what came of it: a text, or an error that begins with `parse:` or `exec:`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    #[serde(default)]
    name: String,
    #[serde(default)]
    data: Json,
    template: String,
    output: String,
    error: String,
}

fn record<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    let root = std::env::var_os("SCORE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let path = root.join("golden/gotemplate").join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

/// Functions in which two of the random ones are as they were for the record.
fn functions() -> Functions {
    let mut functions = Functions::sprig();
    for (name, letter) in [("randAlphaNum", "x"), ("randAlpha", "Y")] {
        functions.add(name, 1..=1, move |arguments| {
            let count = arguments[0].as_i64().ok_or("expected int")?;
            let count = usize::try_from(count).map_err(|_| "strings: negative Repeat count")?;
            Ok(letter.repeat(count).into())
        });
    }
    functions.add("encodeSecretRef", 2..=2, |arguments| {
        let text = |index: usize| arguments[index].as_str().unwrap_or_default();
        Ok(format!("🔐💬{}_{}💬🔐", text(0), text(1)).into())
    });
    functions
}

/// The output, or the error as the record has it.
fn outcome(template: &str, data: &Value) -> Result<String, String> {
    match Template::parse(template, &functions()) {
        Err(error) => {
            assert!(error.line >= 1 && error.span.end <= template.len(), "{error:?}");
            Err(format!("parse: {error}"))
        }
        Ok(parsed) => match parsed.render(data, &Surroundings::fixed()) {
            Ok(rendered) => Ok(rendered.text),
            Err(error) => Err(format!("exec: {error}")),
        },
    }
}

fn expected(case: &Case) -> Result<String, String> {
    if case.error.is_empty() { Ok(case.output.clone()) } else { Err(case.error.clone()) }
}

/// The root of provisioner templates: a struct, in which maps that are not there are empty ones.
fn root(data: &Json) -> Value {
    const MAPS: [&str; 6] = ["Params", "Metadata", "Init", "State", "Shared", "WorkloadMetadata"];
    const TEXTS: [&str; 9] = [
        "Guid",
        "Uid",
        "Type",
        "Class",
        "Id",
        "SourceWorkload",
        "Namespace",
        "ComposeProjectName",
        "MountsDirectory",
    ];
    let empty = || Value::map([]);
    let map = |name| if data[name].is_null() { empty() } else { value(&data[name]) };
    let mut fields = vec![("WorkloadServices", services(&data["WorkloadServices"]))];
    fields.extend(MAPS.map(|name| (name, map(name))));
    fields.extend(TEXTS.map(|name| (name, value(&data[name]))));
    Value::object(Struct { type_name: "Data", fields })
}

/// The data of probes, some of which is structs.
fn probe_data() -> Option<Value> {
    let data: Json = record("probe-data.json")?;
    Some(Value::map(data.as_object().unwrap().iter().map(|(name, entry)| {
        let value = match name.as_str() {
            "svc" => services(entry),
            "st" => Value::object(Struct {
                type_name: "St",
                fields: vec![("A", value(&entry["A"])), ("B", value(&entry["B"]))],
            }),
            _ => value(entry),
        };
        (name.clone(), value)
    })))
}

#[test]
fn templates_of_public_provisioners_render_as_recorded() {
    let Some(cases) = record::<Vec<Case>>("renders.json") else { return };
    for case in &cases {
        // As provisioners do with the templates of their fields.
        let template = case.template.trim();
        assert_eq!(outcome(template, &root(&case.data)), expected(case), "{template}");
    }
    println!("{} renders", cases.len());
}

#[test]
fn probes_give_what_was_recorded() {
    let (Some(cases), Some(_)) = (record::<Vec<Case>>("probes.json"), probe_data()) else { return };
    for case in &cases {
        // Each has data of its own, since templates can change maps.
        let found = outcome(&case.template, &probe_data().unwrap());
        match DIFFERENT.iter().any(|(name, _)| *name == case.name) {
            true => assert_ne!(found, expected(case), "{} is no longer different", case.name),
            false => assert_eq!(found, expected(case), "{}: {}", case.name, case.template),
        }
    }
}

#[test]
fn malformed_templates_end_as_recorded() {
    let (Some(cases), Some(_)) = (record::<Vec<Case>>("malformed.json"), probe_data()) else { return };
    for case in &cases {
        let found = outcome(&case.template, &probe_data().unwrap());
        match (&found, expected(case)) {
            // The place of a missing field, but not Go's name of the record's type.
            (Err(found), Err(expected)) if expected.contains("in type interface {}") => {
                assert_eq!(found.split(" in type ").next(), expected.split(" in type ").next());
            }
            (found, expected) => assert_eq!(*found, expected, "{}", case.template),
        }
    }
}
