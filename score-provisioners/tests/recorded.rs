//! The provisioner files of recorded runs of the reference tools load, each for its target, and those that were refused
//! then are refused. The records lie outside of this project; without them there is nothing to test.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]

mod targets;

use std::path::{Path, PathBuf};

use score_core::diagnostic::short::render;
use score_core::target::TargetDescription;
use score_core::{Diagnostics, Node, Sources};
use score_provisioners::{LoadOptions, TemplateParsing, load_with};
use score_yaml::{Limits, SourceId, read};
use targets::{COMPOSE, KUBERNETES};

/// Refused then and served now.
const SERVED_NOW: &[&str] = &["k8s/219-error-provisioner-local-env-scheme"];

fn recorded() -> Option<PathBuf> {
    let default = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared").to_owned();
    let shared = std::env::var("SCORE_SHARED").unwrap_or_else(|_| default());
    let path = Path::new(&shared).join("golden");
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Every provisioner file below a folder, by path.
fn provisioner_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            provisioner_files(&path, found);
            continue;
        }
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
        let named = path.to_string_lossy().ends_with(".provisioners.yaml");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let holds_one = || {
            let documents = read(SourceId(0), &text, &Limits::default()).unwrap_or_default();
            let items = documents.first().and_then(Node::as_sequence).unwrap_or_default();
            items.first().is_some_and(|first| first.get("uri").is_some())
        };
        if is_yaml && (named || holds_one()) {
            found.push(path);
        }
    }
}

/// Whether the first command of a recorded run, which loads the file, was refused.
fn was_refused(case: &Path) -> bool {
    let text = std::fs::read_to_string(case.join("case.yaml")).unwrap();
    let documents = read(SourceId(0), &text, &Limits::default()).unwrap();
    let steps = documents[0].get("steps").and_then(Node::as_sequence).unwrap();
    steps[0].get("exit").and_then(Node::text) != Some("0")
}

fn errors(path: &Path, target: &'static TargetDescription, templates: TemplateParsing) -> String {
    let mut sources = Sources::new();
    let id = sources.add(path.to_string_lossy(), std::fs::read_to_string(path).unwrap());
    let mut options = LoadOptions::new();
    options.templates = templates;
    let mut log = Diagnostics::new();
    let _ = load_with(&sources, id, target, &options, &mut log);
    render(&log, &sources)
}

#[test]
fn recorded_provisioner_files_load_or_are_refused_as_they_were() {
    let Some(recorded) = recorded() else { return };
    let (mut loaded, mut refused, mut wrong) = (0, 0, Vec::new());
    for target in [&COMPOSE, &KUBERNETES] {
        let mut cases: Vec<PathBuf> =
            std::fs::read_dir(recorded.join(target.name)).unwrap().map(|it| it.unwrap().path()).collect();
        cases.sort();
        for case in cases {
            let name = format!("{}/{}", target.name, case.file_name().unwrap().to_string_lossy());
            let mut files = Vec::new();
            provisioner_files(&case.join("in"), &mut files);
            let is_refused = was_refused(&case) && !SERVED_NOW.contains(&name.as_str());
            for path in files {
                let found = errors(&path, target, TemplateParsing::WhenUsed);
                match (is_refused, found.contains("error[")) {
                    (true, true) => refused += 1,
                    (false, false) => loaded += 1,
                    _ => wrong.push(format!("{name}: {found}")),
                }
                if !name.contains("error") {
                    let found = errors(&path, target, TemplateParsing::WhenLoaded);
                    if !found.is_empty() {
                        wrong.push(format!("{name}: {found}"));
                    }
                }
            }
        }
        let defaults = recorded.join(format!("_shared/{}-defaults.provisioners.yaml", target.name));
        let found = errors(&defaults, target, TemplateParsing::WhenLoaded);
        if !found.is_empty() {
            wrong.push(found);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{loaded} files loaded, {refused} refused");
    assert!(loaded > 100 && refused > 5);
}
