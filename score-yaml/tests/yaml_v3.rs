//! Every recorded reading of yaml.v3 is ours too.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "the recorded corpus is on the disk")]

mod shared;

use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Documents that are read in another way, and why.
const DIFFERENT: &[(&str, &str)] =
    &[("directive12", "YAML 1.2 is what score files are; yaml.v3 refuses its own version")];

#[test]
fn documents_are_read_as_yaml_v3_reads_them() {
    let Some(folder) = shared::folder("golden/yaml") else { return };
    let recorded = std::fs::read_to_string(folder.join("yaml-v3-reading.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&recorded).unwrap();
    assert!(cases.len() >= 142);
    let answers = dump(&recorded);
    let mut different = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let (wanted, got) = (case["Out"].as_str().unwrap(), answer["Out"].as_str().unwrap());
        let same = wanted == got || (wanted.starts_with("ERR") && got.starts_with("ERR"));
        let name = case["Name"].as_str().unwrap();
        let listed = DIFFERENT.iter().any(|(listed, _)| *listed == name);
        if same == listed {
            different.push(json!({"name": name, "yaml": case["Y"], "wanted": wanted, "got": got}));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

fn dump(input: &str) -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["run", "--quiet", "--package", "score-yaml", "--example", "dump"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
