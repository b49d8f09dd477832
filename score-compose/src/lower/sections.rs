//! What provisioners add: services, networks, volumes and models for the Compose file, and files beside it.

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::host::join_path;
use score_core::provision::{ResolvedResource, Sections};
use score_core::target::{Artifact, Artifacts};
use score_yaml::{Mapping, Value};

use crate::document::{Claim, Document, Names, Namespace, Owner};
use crate::options::{Options, UnknownKeys};
use crate::schema::{Converter, MODEL, NETWORK, Object, Problem, SERVICE, VOLUME};

/// The sections of the Compose file, in the order they are looked at.
const PARTS: [(&str, Namespace, &Object); 4] = [
    ("networks", Namespace::Networks, &NETWORK),
    ("services", Namespace::Services, &SERVICE),
    ("volumes", Namespace::Volumes, &VOLUME),
    ("models", Namespace::Models, &MODEL),
];

/// What is put together.
pub(super) struct Output<'a> {
    pub(super) document: &'a mut Document,
    pub(super) artifacts: &'a mut Artifacts,
    pub(super) names: &'a mut Names,
}

/// The names that a resource added to the Compose file.
#[derive(Debug, Default)]
pub(super) struct Added {
    pub(super) services: Vec<String>,
    pub(super) models: Vec<String>,
}

/// What a resource adds, in the form Compose writes it.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    files: Files,
    parts: Vec<(Namespace, Mapping)>,
    problems: Vec<Problem>,
}

/// What a resource adds beside the Compose file, by path.
#[derive(Debug, Default)]
struct Files {
    directories: Mapping,
    contents: Mapping,
}

/// Converts the sections of a resource.
pub(crate) fn convert(mut sections: Sections, options: &Options) -> Converted {
    let mut entries = |section: &str| match sections.shift_remove(section) {
        Some(Value::Mapping(map)) => map,
        _ => Mapping::default(),
    };
    let files = Files { directories: entries("directories"), contents: entries("files") };
    let mut converter = Converter::new(options.short_forms, options.left_out_keys);
    let mut parts = Vec::new();
    for (section, namespace, object) in PARTS {
        if let Some(value) = sections.shift_remove(section) {
            parts.push((namespace, converter.table(section, object, value)));
        }
    }
    Converted { files, parts, problems: converter.problems }
}

/// Takes what every resource adds, in the order they were provisioned. The result is in the same order.
pub(super) fn take(
    resources: &[ResolvedResource],
    converted: Vec<Converted>,
    options: &Options,
    output: &mut Output<'_>,
    log: &mut Diagnostics,
) -> Vec<Added> {
    let mut all_added = Vec::with_capacity(resources.len());
    for (position, (resource, converted)) in resources.iter().zip(converted).enumerate() {
        let Converted { files: beside, parts, problems } = converted;
        let mut added = Added::default();
        files(resource, beside, position, resources, options, output, log);
        for (namespace, entries) in parts {
            for (name, value) in entries {
                let claim = output.names.claim(namespace, &name, Owner::Resource(position), resources, log);
                if claim == Claim::Taken {
                    continue;
                }
                match namespace {
                    Namespace::Services => added.services.push(name.clone()),
                    Namespace::Models => added.models.push(name.clone()),
                    Namespace::Networks | Namespace::Volumes | Namespace::Files => {}
                }
                let Some(part) = output.document.part(namespace) else { continue };
                match part.get_mut(&name) {
                    None => drop(part.insert(name, value)),
                    Some(earlier) => {
                        if !is_within(earlier, &value) {
                            log.push(replaced(resource, namespace, &name));
                        }
                        *earlier = value;
                    }
                }
            }
        }
        for problem in problems {
            log.push(section_problem(resource, problem, options.unknown_keys));
        }
        all_added.push(added);
    }
    all_added
}

/// Folders and files under the folder of mounted files. Folders come first, as provisioners expect.
fn files(
    resource: &ResolvedResource,
    Files { directories, contents }: Files,
    position: usize,
    resources: &[ResolvedResource],
    options: &Options,
    output: &mut Output<'_>,
    log: &mut Diagnostics,
) {
    if options.mounts_directory.is_empty() {
        if let Some(path) = directories.keys().chain(contents.keys()).next() {
            let message =
                format!("resource `{}` adds `{path}`, but there is no folder for files", resource.uid);
            log.push(
                Diagnostic::error(Code::InvalidSection, message)
                    .at(resource.declared, "provisioned here")
                    .related(resource.provisioner_span, "this provisioner adds it"),
            );
        }
        return;
    }
    for (path, value) in directories {
        let Some(inside) = local(resource, "directories", &path, log) else { continue };
        let whole = format!("{}/{inside}", options.mounts_directory);
        match value {
            Value::Bool(true) => output.artifacts.make_directory(whole),
            Value::Bool(false) | Value::Null => output.artifacts.remove(whole),
            _ => log.push(wrong_entry(resource, "directories", &path, "`true` or `false`")),
        }
    }
    for (path, value) in contents {
        let Some(inside) = local(resource, "files", &path, log) else { continue };
        let whole = format!("{}/{inside}", options.mounts_directory);
        match value {
            Value::String(text) => {
                let claim =
                    output.names.claim(Namespace::Files, &whole, Owner::Resource(position), resources, log);
                if claim != Claim::Taken {
                    output.artifacts.insert(whole, Artifact { bytes: text.into_bytes(), mode: 0o644 });
                }
            }
            Value::Null => output.artifacts.remove(whole),
            _ => log.push(wrong_entry(resource, "files", &path, "text or `null`")),
        }
    }
}

/// A path inside the folder of mounted files; never the folder itself.
fn local(resource: &ResolvedResource, section: &str, path: &str, log: &mut Diagnostics) -> Option<String> {
    let joined = join_path("", path);
    let is_inside = !path.is_empty()
        && !joined.starts_with('/')
        && joined != "."
        && joined.split('/').next() != Some("..");
    if is_inside {
        return Some(joined);
    }
    log.push(wrong_entry(resource, section, path, "a path inside the folder of mounted files"));
    None
}

fn wrong_entry(resource: &ResolvedResource, section: &str, path: &str, wanted: &str) -> Diagnostic {
    let message = format!("resource `{}` adds `{path}` under `{section}`: expected {wanted}", resource.uid);
    Diagnostic::error(Code::InvalidSection, message)
        .at(resource.declared, "provisioned here")
        .related(resource.provisioner_span, "this provisioner adds it")
}

/// Says what Compose would refuse of what a resource adds.
fn section_problem(resource: &ResolvedResource, problem: Problem, unknown_keys: UnknownKeys) -> Diagnostic {
    let Problem { path, text, help, is_unknown_key } = problem;
    let message = format!("resource `{}` adds `{path}`: {text}", resource.uid);
    let diagnostic = match (is_unknown_key, unknown_keys) {
        (true, UnknownKeys::Dropped) => {
            Diagnostic::warning(Code::InvalidSection, message).note("it is left out of the Compose file")
        }
        _ => Diagnostic::error(Code::InvalidSection, message),
    };
    let diagnostic = diagnostic
        .at(resource.declared, "provisioned here")
        .related(resource.provisioner_span, "this provisioner adds it");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn replaced(resource: &ResolvedResource, namespace: Namespace, name: &str) -> Diagnostic {
    let noun = namespace.noun();
    let message =
        format!("resource `{}` replaces the {noun} `{name}` and leaves out some of it", resource.uid);
    Diagnostic::warning(Code::NameCollision, message)
        .at(resource.declared, "what this adds counts")
        .related(resource.provisioner_span, "this provisioner added it for another resource before")
        .note(format!("resources that share a {noun} should add the same, which the shared state is for"))
}

/// Whether everything an earlier value says is in the later one too.
fn is_within(earlier: &Value, later: &Value) -> bool {
    match (earlier, later) {
        (Value::Mapping(earlier), Value::Mapping(later)) => {
            // Mostly the two are the same, key by key.
            earlier.iter().enumerate().all(|(at, (key, value))| {
                let same_place = later.get_index(at).filter(|(name, _)| *name == key).map(|(_, later)| later);
                same_place.or_else(|| later.get(key)).is_some_and(|later| is_within(value, later))
            })
        }
        (Value::Sequence(earlier), Value::Sequence(later)) => {
            earlier.len() <= later.len()
                && earlier.iter().zip(later).all(|(item, other)| item == other || later.contains(item))
        }
        (earlier, later) => earlier == later,
    }
}
