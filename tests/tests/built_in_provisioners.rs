//! The built-in provisioners of both targets. A folder `fixtures/provisioners/<target>/<type>/<case>` holds a request and
//! what comes of it: `expected.yaml`, or `expected.txt` with what was reported. With `BLESS=1` in the environment they are
//! written anew.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use score_core::diagnostic::short;
use score_core::host::MemoryHost;
use score_core::provision::{Provisioner, merge_patch};
use score_core::target::TargetDescription;
use score_core::{Diagnostics, Sources, Value};
use score_provisioners::trial::{read_request, run};
use score_provisioners::{LoadOptions, load_builtin};
use score_yaml::{Mapping, Style, write};

type Files = &'static [(&'static str, &'static str)];

struct Target {
    description: &'static TargetDescription,
    provisioners: Vec<Arc<dyn Provisioner>>,
}

impl Target {
    fn new(description: &'static TargetDescription, files: Files) -> Target {
        let provisioners = load_builtin(files, description, &LoadOptions::new());
        Target { description, provisioners }
    }

    fn compose() -> Target {
        Target::new(score_compose::target(), score_compose::default_provisioners())
    }

    fn kubernetes() -> Target {
        Target::new(score_k8s::target(), score_k8s::default_provisioners())
    }

    /// What comes of a request, or what is reported instead.
    fn ask(&self, request: &str) -> Result<Mapping, String> {
        let mut sources = Sources::new();
        let id = sources.add("request.yaml", request);
        let mut log = Diagnostics::new();
        let outcome = read_request(&sources, id, &mut log)
            .and_then(|it| run(&it, &self.provisioners, self.description, &MemoryHost::default(), &mut log));
        match outcome {
            Some(outcome) if log.is_empty() => Ok(outcome),
            _ => Err(short::render(&log, &sources)),
        }
    }

    /// The folder of every case, sorted.
    fn cases(&self) -> Vec<PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../fixtures/provisioners")
            .join(self.description.name);
        let cases: Vec<PathBuf> = folders(&root).iter().flat_map(|kind| folders(kind)).collect();
        assert!(!cases.is_empty(), "no cases below {}", root.display());
        cases
    }

    /// The requests that are answered, with the answers.
    fn answered(&self) -> Vec<(PathBuf, String, Mapping)> {
        let answered = |case: PathBuf| {
            let request = std::fs::read_to_string(case.join("request.yaml")).unwrap();
            let outcome = self.ask(&request).ok()?;
            Some((case, request, outcome))
        };
        self.cases().into_iter().filter_map(answered).collect()
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn yaml(outcome: &Mapping) -> String {
    write(&Value::Mapping(outcome.clone()), &Style::SORTED)
}

fn compare_with_what_is_expected(target: &Target) {
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = String::new();
    for case in target.cases() {
        let request = std::fs::read_to_string(case.join("request.yaml")).unwrap();
        let (name, other, text) = match target.ask(&request) {
            Ok(outcome) => ("expected.yaml", "expected.txt", yaml(&outcome)),
            Err(report) => ("expected.txt", "expected.yaml", report),
        };
        if bless {
            let _ = std::fs::remove_file(case.join(other));
            std::fs::write(case.join(name), &text).unwrap();
        }
        let expected = std::fs::read_to_string(case.join(name)).unwrap_or_default();
        if expected != text || case.join(other).exists() {
            let difference = similar::TextDiff::from_lines(&expected, &text).unified_diff().to_string();
            failures.push_str(&format!("{}/{name}:\n{difference}\n", case.display()));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn requests_give_what_is_expected() {
    compare_with_what_is_expected(&Target::compose());
    compare_with_what_is_expected(&Target::kubernetes());
}

/// A request as the next run makes it: with what the last one left behind, and another seed.
fn next_request(request: &str, outcome: &Mapping) -> String {
    let mut next: Mapping = serde_yaml::from_str(request).unwrap();
    if let Some(state) = outcome.get("state") {
        next.insert("state".to_owned(), state.clone());
    }
    let mut shared = next.get("shared").and_then(Value::as_mapping).cloned().unwrap_or_default();
    if let Some(Value::Mapping(patch)) = outcome.get("shared") {
        merge_patch(&mut shared, patch);
    }
    next.insert("shared".to_owned(), Value::Mapping(shared));
    next.insert("seed".to_owned(), Value::from("another"));
    write(&Value::Mapping(next), &Style::AS_GIVEN)
}

#[test]
fn a_second_run_changes_nothing() {
    for target in [Target::compose(), Target::kubernetes()] {
        for (case, request, outcome) in target.answered() {
            let mut again = target.ask(&next_request(&request, &outcome)).unwrap();
            let mut first = outcome;
            // What is deleted once is not deleted twice.
            for run in [&mut first, &mut again] {
                if let Some(Value::Mapping(files)) = run.get_mut("files") {
                    files.retain(|_, content| !content.is_null());
                }
            }
            assert_eq!(yaml(&again), yaml(&first), "{}", case.display());
        }
    }
}

#[test]
fn resources_that_share_a_server_write_it_alike() {
    let shared_by_all = [
        (
            Target::compose(),
            "services",
            ["postgres", "mysql", "s3", "kafka-topic", "amqp", "route"].as_slice(),
        ),
        (Target::kubernetes(), "manifests", ["postgres", "mysql", "s3", "kafka-topic"].as_slice()),
    ];
    for (target, section, kinds) in shared_by_all {
        for kind in kinds {
            let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            let mut shared = Mapping::default();
            for (workload, guid) in [("shop", "11111111"), ("store", "22222222"), ("front", "33333333")] {
                let request = format!(
                    "type: {kind}\nid: {workload}.x\nguid: {guid}-97a4-4d0e-9c55-8a2f0d9e6b11\n\
                     source_workload: {workload}\nfacts: {{Namespace: '', MountsDirectory: mounts}}\n\
                     params: {{host: a.localhost, path: /{workload}, port: web}}\n\
                     workloads: {{{workload}: {{ports: {{web: {{port: 80}}}}}}}}\nshared: {}\n",
                    score_yaml::json(&Value::Mapping(shared.clone())).unwrap()
                );
                let request = if *kind == "route" { request } else { without_params(&request) };
                let outcome = target.ask(&request).unwrap();
                if let Some(Value::Mapping(patch)) = outcome.get("shared") {
                    merge_patch(&mut shared, patch);
                }
                for (name, text) in named(outcome.get(section).unwrap()) {
                    seen.entry(name).or_default().insert(text);
                }
            }
            let written_once: Vec<_> = seen.values().filter(|texts| texts.len() == 1).collect();
            assert!(!written_once.is_empty(), "{kind}: nothing is shared");
            for (name, texts) in &seen {
                assert_eq!(texts.len(), 1, "{kind}: {name} is written in several ways: {texts:#?}");
            }
        }
    }
}

fn without_params(request: &str) -> String {
    request.lines().filter(|line| !line.starts_with("params")).map(|line| format!("{line}\n")).collect()
}

/// What a section adds, by name.
fn named(section: &Value) -> Vec<(String, String)> {
    match section {
        Value::Mapping(map) => map.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        Value::Sequence(items) => items.iter().map(|item| (object_name(item), text(item))).collect(),
        _ => Vec::new(),
    }
}

fn text(value: &Value) -> String {
    write(value, &Style::SORTED)
}

fn field<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.as_mapping()?.get(*key))
}

fn object_name(object: &Value) -> String {
    let part = |path: &[&str]| field(object, path).and_then(Value::as_str).unwrap_or_default().to_owned();
    format!("{}/{}", part(&["kind"]), part(&["metadata", "name"]))
}

/// Everything under a name that sounds like a password.
fn passwords(map: &Mapping, found: &mut BTreeSet<String>) {
    for (name, value) in map {
        match value {
            Value::Mapping(map) => passwords(map, found),
            Value::String(text)
                if ["password", "secretkey"].iter().any(|it| name.to_lowercase().ends_with(it)) =>
            {
                found.insert(text.clone());
            }
            _ => {}
        }
    }
}

#[test]
fn passwords_are_in_secrets_alone() {
    let mut secrets = 0;
    for (case, _, outcome) in Target::kubernetes().answered() {
        let mut found = BTreeSet::new();
        for kept in ["state", "shared"] {
            if let Some(Value::Mapping(kept)) = outcome.get(kept) {
                passwords(kept, &mut found);
            }
        }
        secrets += found.len();
        let mut shown = outcome.clone();
        shown.retain(|name, _| !matches!(name.as_str(), "state" | "shared"));
        if let Some(Value::Sequence(manifests)) = shown.get_mut("manifests") {
            manifests.retain(|manifest| field(manifest, &["kind"]).and_then(Value::as_str) != Some("Secret"));
        }
        let shown = yaml(&shown);
        for password in found {
            assert!(!shown.contains(&password), "{}: a password is shown", case.display());
        }
    }
    assert!(secrets > 0, "no case has a password");
}

#[test]
fn notices_do_without_passwords() {
    for target in [Target::compose(), Target::kubernetes()] {
        for (case, _, outcome) in target.answered() {
            let notices = outcome.get("notices").map(text).unwrap_or_default();
            assert!(!notices.contains('•'), "{}: {notices}", case.display());
        }
    }
}

#[test]
fn names_of_objects_are_legal_and_leave_room_for_what_controllers_add() {
    let mut objects = 0;
    for (case, _, outcome) in Target::kubernetes().answered() {
        let Some(Value::Sequence(manifests)) = outcome.get("manifests") else { continue };
        for manifest in manifests {
            objects += 1;
            let kind = field(manifest, &["kind"]).and_then(Value::as_str).unwrap();
            let name = field(manifest, &["metadata", "name"]).and_then(Value::as_str).unwrap();
            let longest = if kind == "StatefulSet" { 52 } else { 63 };
            let legal = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && !name.ends_with('-');
            assert!(legal && name.len() <= longest, "{}: {kind} {name}", case.display());
        }
    }
    assert!(objects > 0, "no case has an object");
}

#[test]
fn no_port_is_published_unless_asked_for() {
    for (case, request, outcome) in Target::compose().answered() {
        let asked = request.contains("publish-port")
            || request.contains("published: {")
            || request.starts_with("type: route");
        let Some(Value::Mapping(services)) = outcome.get("services") else { continue };
        let published = services.values().any(|service| field(service, &["ports"]).is_some());
        assert_eq!(published, asked, "{}", case.display());
    }
}
