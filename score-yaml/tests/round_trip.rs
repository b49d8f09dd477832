//! What yaml.v3 wrote keeps its bytes when it is read and written again.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "the recorded corpus is on the disk")]

mod shared;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use score_yaml::{Limits, Node, SourceId, Style, Value, kyaml, read, write, write_documents};

fn yaml_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            files.push(path);
        }
    }
}

fn rewritten(text: &str) -> Option<String> {
    let documents = read(SourceId(0), text, &Limits::default()).ok()?;
    let values: Vec<Value> = documents.iter().map(Node::to_value).collect();
    Some(match values.as_slice() {
        [one] if !text.starts_with("---\n") => write(one, &Style::default()),
        many => write_documents(many, &Style::default()),
    })
}

/// Files in `out` that yaml.v3's usual encoder did not write.
fn is_other_style(path: &Path, text: &str) -> Option<&'static str> {
    let name = path.to_string_lossy();
    if name.contains("/mounts/") {
        Some("a mounted file, copied as it is")
    } else if name.ends_with(".provisioners.yaml") || text.starts_with('#') {
        Some("a file with comments, copied as it is")
    } else if text.starts_with("---\n{") {
        Some("the KYAML form")
    } else if name.ends_with("score.yaml") {
        Some("the sample, a fixed text")
    } else if text.is_empty() {
        Some("no documents at all")
    } else {
        None
    }
}

/// Files that come back changed, and why.
const CHANGED: &[(&str, &str)] = &[
    ("-non-text-key", "keys that are no text become text"),
    (
        "-odd-strings-in-output",
        "`|2+` without a line is how yaml.v3 writes a lone line end; it reads back as nothing",
    ),
    ("k8s/113-odd-code-points/out/.score-k8s/state.yaml", "the same"),
];

#[test]
fn recorded_outputs_keep_their_bytes() {
    let mut files = Vec::new();
    for tool in ["golden/compose", "golden/k8s"] {
        let Some(folder) = shared::folder(tool) else { return };
        yaml_files(&folder, &mut files);
    }
    let (mut compared, mut different) = (0, Vec::new());
    for path in files.iter().filter(|path| path.components().any(|part| part.as_os_str() == "out")) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        if is_other_style(path, &text).is_some() {
            continue;
        }
        compared += 1;
        let listed = CHANGED.iter().any(|(name, _)| path.to_string_lossy().contains(name));
        if rewritten(&text).as_deref() != Some(&text) && !listed {
            different.push(path.clone());
        }
    }
    println!("{compared} files compared");
    assert!(compared > 500, "only {compared} files were found");
    assert!(different.is_empty(), "{} of {compared}: {different:#?}", different.len());
}

#[test]
fn recorded_kyaml_keeps_its_bytes() {
    let Some(folder) = shared::folder("golden/k8s") else { return };
    let mut files = Vec::new();
    yaml_files(&folder, &mut files);
    let mut compared = 0;
    for path in files.iter().filter(|path| path.components().any(|part| part.as_os_str() == "out")) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        if !text.starts_with("---\n{") {
            continue;
        }
        compared += 1;
        let documents = read(SourceId(0), &text, &Limits::default()).unwrap();
        let values: Vec<Value> = documents.iter().map(Node::to_value).collect();
        assert_eq!(kyaml::write(&values).unwrap(), text, "{}", path.display());
    }
    println!("{compared} files compared");
    assert!(compared > 0, "no file was found");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\\n\\t]{0,12}",
        "\\PC{0,6}",
        "[-+0-9._exoEb:]{1,8}",
        prop::sample::select(vec![
            "yes", "No", "null", "~", "true", "<<", "=", "1:30", "0o7", "---", "...", "- a", "a: b", "#"
        ])
        .prop_map(str::to_owned),
        prop::collection::vec("[ a-z]{0,4}", 0..5).prop_map(|lines| lines.join("\n")),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |value| value.is_finite() && value.fract() != 0.0)
            .prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|entries| Value::Mapping(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in value()) {
        let written = write(&value, &Style::default());
        let documents = read(SourceId(0), &written, &Limits::default());
        let back = documents.map(|documents| documents.first().map(Node::to_value));
        prop_assert_eq!(back, Ok(Some(value)), "{}", written);
    }

    #[test]
    fn what_is_written_as_kyaml_reads_back(value in value()) {
        let written = kyaml::write([&value]).unwrap();
        let documents = read(SourceId(0), &written, &Limits::default());
        let back = documents.map(|documents| documents.first().map(Node::to_value));
        prop_assert_eq!(back, Ok(Some(value)), "{}", written);
    }

    #[test]
    fn an_independent_reader_agrees_on_kyaml(text in text(), key in text()) {
        let value = Value::Mapping([(key.clone(), Value::from(text.as_str()))].into_iter().collect());
        let written = kyaml::write([&value]).unwrap();
        let back: serde_yaml::Mapping = serde_yaml::from_str(&written).unwrap();
        prop_assert_eq!(back[key.as_str()].as_str(), Some(text.as_str()), "{}", written);
    }

    #[test]
    fn an_independent_reader_agrees(text in text()) {
        let value = Value::Mapping([("k".to_owned(), Value::from(text.as_str()))].into_iter().collect());
        let written = write(&value, &Style::default());
        let back: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
        prop_assert_eq!(back["k"].as_str(), Some(text.as_str()), "{}", written);
    }
}
