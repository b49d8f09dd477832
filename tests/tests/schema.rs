//! The published schema and our check accept the same documents: recorded ones, those of our cases, and what comes of a
//! full one when any single value in it is removed or replaced.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use score_core::check::check;
use score_core::diagnostic::{Code, Diagnostics, short};
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::{Sources, Value};
use score_tests::shared::{self, workspace};
use score_yaml::{Mapping, Style, write};

/// What no schema can see. A file that has no other mistake counts as accepted.
const BEYOND_SCHEMAS: &[(Code, &str)] = &[
    (Code::MalformedPlaceholder, "to a schema a placeholder is text"),
    (Code::UnknownPlaceholderRoot, "to a schema a placeholder is text"),
    (Code::UnknownResource, "names are not looked up"),
    (Code::UnknownMetadataKey, "names are not looked up"),
    (Code::UnknownContainer, "names are not looked up"),
    (Code::SelfReference, "names are not compared"),
    (Code::BeforeCycle, "names are not compared"),
    (Code::BeforeWithoutProbe, "fields of different containers are not compared"),
    (Code::InvalidBase64, "the encoding is not looked at"),
    (Code::DuplicateKey, "a mapping that is read has each key once"),
];

/// Documents about which we do not agree, by the end of their path, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("compose/104-files-array-upgrade/", OLD_FORMS),
    ("k8s/102-files-array-upgrade/", OLD_FORMS),
    ("upgrade/lists-of-files-and-volumes/", OLD_FORMS),
    ("compose/169-error-file-target-missing/", NO_TARGET),
    ("k8s/161-error-file-target-missing/", NO_TARGET),
    ("compose/260-error-non-text-key-typed/", KEYS),
    ("k8s/241-error-non-text-key-typed/", KEYS),
    ("yaml/keys-that-are-not-text/", KEYS),
];
const OLD_FORMS: &str =
    "lists of lines and `read_only` are rewritten before the schema is asked, with a warning";
const NO_TARGET: &str = "an item without a target is nowhere; the schema does not ask for one";
const KEYS: &str = "JSON has text as keys only, so the schema never sees a number as one; the reference tools stop there too";

/// The published schema; nothing where it is not there.
fn validator() -> Option<Validator> {
    let text = fs::read_to_string(shared::path("schemas/score-v1b1.upstream.json")?).unwrap();
    Some(jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap())
}

/// What we say of a text: the document that was checked, and the codes of its mistakes.
struct Verdict {
    document: Option<Value>,
    codes: BTreeSet<Code>,
    report: String,
}

impl Verdict {
    fn of(text: &str) -> Verdict {
        let mut sources = Sources::new();
        let id = sources.add("score.yaml", text);
        let mut log = Diagnostics::new();
        let document = parse(&sources, id, &mut log);
        let value = document.as_ref().map(|Document { root, .. }| root.to_value());
        if let Some(document) = document {
            let document = upgrade(document, &mut log);
            check(&document, &sources, &mut log);
        }
        let codes = log.iter().filter(|item| item.is_error()).map(|item| item.code).collect();
        Verdict { document: value, codes, report: short::render(&log, &sources) }
    }

    fn accepts(&self) -> bool {
        self.codes.iter().all(|code| BEYOND_SCHEMAS.iter().any(|(beyond, _)| beyond == code))
    }
}

/// A document as JSON. A date is no type of JSON: nothing takes its place, which is refused wherever a type is wanted.
fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Timestamp(_) => serde_json::Value::Null,
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(map) => {
            serde_json::Value::Object(map.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
        leaf => serde_json::to_value(leaf).unwrap(),
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') {
            files(&path, found);
        } else if name == "score.yaml" || name.ends_with(".score.yaml") {
            found.push(path);
        }
    }
}

/// All score files of recorded runs and of our cases.
fn score_files() -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    for target in ["golden/compose", "golden/k8s"] {
        files(&shared::path(target)?, &mut found);
    }
    found.retain(|path| path.components().any(|part| part.as_os_str() == "in"));
    assert!(found.len() > 500, "only {} recorded files", found.len());
    files(&workspace().join("fixtures/cases"), &mut found);
    Some(found)
}

#[test]
fn the_schema_and_the_check_agree_on_recorded_files() {
    let (Some(schema), Some(files)) = (validator(), score_files()) else { return };
    let mut wrong = String::new();
    let mut used = BTreeSet::new();
    let mut beyond = BTreeSet::new();
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let verdict = Verdict::of(&text);
        // What is no YAML is no document a schema could be asked about.
        let Some(document) = &verdict.document else { continue };
        beyond.extend(verdict.codes.iter().copied());
        if schema.is_valid(&json(document)) == verdict.accepts() {
            continue;
        }
        let shown = path.to_string_lossy();
        match EXCEPTIONS.iter().find(|(end, _)| shown.contains(end)) {
            Some((end, _)) => drop(used.insert(*end)),
            None => wrong.push_str(&disagreement(&shown, &schema, document, &verdict)),
        }
    }
    for (end, _) in EXCEPTIONS.iter().filter(|(end, _)| !used.contains(end)) {
        wrong.push_str(&format!("{end}: no disagreement any more: strike it from the list\n"));
    }
    for (code, _) in BEYOND_SCHEMAS.iter().filter(|(code, _)| !beyond.contains(code)) {
        wrong.push_str(&format!("{code}: no file has it: strike it from the list\n"));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn disagreement(name: &str, schema: &Validator, document: &Value, verdict: &Verdict) -> String {
    let refused: Vec<String> = schema
        .iter_errors(&json(document))
        .map(|error| format!("  schema: {}: {error}\n", error.instance_path()))
        .collect();
    let ours: String = verdict.report.lines().map(|line| format!("  check: {line}\n")).collect();
    format!(
        "{name}: accepted by {}\n{}{ours}",
        if refused.is_empty() { "the schema" } else { "us" },
        refused.concat()
    )
}

/// A document that has every field.
const FULL: &str = r#"
apiVersion: score.dev/v1b1
metadata:
  name: shop
  annotations: {example.com/team: payments}
  owner: {team: [ada]}
containers:
  migrate:
    image: acme/migrate:1
    before: {web: {ready: complete}}
  web:
    image: acme/web:1
    command: [serve]
    args: [--port, "80"]
    variables: {NAME: value}
    files:
      /etc/a: {content: text, mode: "0644", noExpand: true}
      /etc/b: {source: ./b}
      /etc/c: {binaryContent: aGVsbG8=}
    volumes:
      /data: {source: data, path: sub, readOnly: true}
    resources:
      limits: {cpu: 500m, memory: 1Gi}
      requests: {cpu: "0.25", memory: 128Mi}
    livenessProbe: {exec: {command: [check]}}
    readinessProbe:
      httpGet: {path: /ready, port: 80, host: localhost, scheme: HTTP, httpHeaders: [{name: X-A, value: b}]}
service:
  ports:
    http: {port: 80, protocol: TCP, targetPort: 8080}
resources:
  db:
    type: postgres
    class: large
    id: shop.db
    metadata: {annotations: {example.com/team: payments}, more: 1}
    params: {version: "16", list: [1, {a: b}]}
"#;

/// What takes the place of a value.
const REPLACEMENTS: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "80.0",
    "1.5",
    "70000",
    "''",
    "x",
    "ab",
    "A_b",
    "-ab",
    "a.b",
    "'8080'",
    "'0644'",
    "'0999'",
    "http",
    "tcp",
    "UDP",
    "HTTPS",
    "complete",
    "128MB",
    "1k",
    "'.5'",
    "'1.5m'",
    "'0'",
    "0.5Gi",
    "64m",
    "a b",
    "a=b",
    "Äb",
    "[]",
    "[a]",
    "[1]",
    "[[]]",
    "{}",
    "{a: b}",
    "{ab: {}}",
    "{ab: cd}",
    "{ready: started}",
    "{type: redis}",
    "{content: a}",
    "{exec: {}}",
    "{name: a, value: b}",
    "2024-01-31",
];

/// Every document that differs from this one in one place: without a value, with another one, with one key more or
/// another key. With the path of the change.
fn neighbours(value: &Value, replacements: &[Value]) -> Vec<(String, Value)> {
    let mut found: Vec<(String, Value)> = replacements
        .iter()
        .map(|other| (format!("={}", score_yaml::json(other).unwrap_or_default()), other.clone()))
        .collect();
    match value {
        Value::Mapping(map) => {
            for (at, (key, inner)) in map.iter().enumerate() {
                let mut without = map.clone();
                without.shift_remove(key);
                found.push((format!(".{key} removed"), Value::Mapping(without)));
                for name in ["x", "ab", "A_b", "", "a=b", "a/b", "example.com/ab"] {
                    let renamed = map.iter().enumerate().map(|(index, (other, value))| {
                        (if index == at { name.to_owned() } else { other.clone() }, value.clone())
                    });
                    found.push((
                        format!(".{key} renamed `{name}`"),
                        Value::Mapping(renamed.collect::<Mapping>()),
                    ));
                }
                for (path, changed) in neighbours(inner, replacements) {
                    let mut map = map.clone();
                    map.insert(key.clone(), changed);
                    found.push((format!(".{key}{path}"), Value::Mapping(map)));
                }
            }
        }
        Value::Sequence(items) => {
            for (at, inner) in items.iter().enumerate() {
                for (path, changed) in neighbours(inner, replacements) {
                    let mut items = items.clone();
                    items[at] = changed;
                    found.push((format!("[{at}]{path}"), Value::Sequence(items)));
                }
            }
        }
        _ => {}
    }
    found
}

fn value_of(text: &str) -> Value {
    Verdict::of(text).document.unwrap()
}

#[test]
fn the_schema_and_the_check_agree_on_every_neighbour_of_a_full_document() {
    let Some(schema) = validator() else { return };
    let full = value_of(FULL);
    assert!(
        schema.is_valid(&json(&full)) && Verdict::of(FULL).codes.is_empty(),
        "the full document is refused"
    );
    let replacements: Vec<Value> = REPLACEMENTS.iter().map(|text| value_of(text)).collect();
    let neighbours = neighbours(&full, &replacements);
    let mut outcomes: BTreeMap<bool, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, document) in neighbours {
        let accepted = schema.is_valid(&json(&document));
        *outcomes.entry(accepted).or_default() += 1;
        let text = write(&document, &Style::AS_GIVEN);
        let verdict = Verdict::of(&text);
        if accepted != verdict.accepts() {
            wrong.push(disagreement(&path, &schema, &document, &verdict));
        }
    }
    assert!(outcomes.values().all(|count| *count > 500), "too little is tried: {outcomes:?}");
    assert!(wrong.is_empty(), "{} of {outcomes:?} differ:\n{}", wrong.len(), wrong.concat());
}
