//! What provisioners add is taken into the Compose file: services, networks, volumes and models, and files beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::provision::ResolvedResource;
use score_core::target::Artifacts;
use score_yaml::Value;

use super::conversion::{Beside, Converted, Part};
use crate::document::{Claim, Document, Names, Namespace, Owner};
use crate::options::{Options, UnknownKeys};
use crate::schema::Problem;

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

/// Takes what every resource adds, in the order they were provisioned. The result is in the same order.
pub(super) fn take(
    resources: &[ResolvedResource],
    converted: Vec<Converted>,
    options: &Options,
    output: &mut Output<'_>,
    log: &mut Diagnostics,
) -> Vec<Added> {
    let mut all_added = Vec::with_capacity(resources.len());
    // What resources share, as long as nothing else has come into its section since.
    let mut in_place: BTreeMap<Namespace, Arc<Part>> = BTreeMap::new();
    for (position, (resource, converted)) in resources.iter().zip(converted).enumerate() {
        let Converted { beside, parts } = converted;
        for beside in beside {
            put_beside(beside, position, resources, output, log);
        }
        let mut added = Added::default();
        let mut problems = Vec::new();
        for part in parts {
            let namespace = part.namespace;
            let is_in_place = in_place.get(&namespace).is_some_and(|known| Arc::ptr_eq(known, &part));
            if !is_in_place {
                in_place.remove(&namespace);
                if Arc::strong_count(&part) > 1 {
                    in_place.insert(namespace, part.clone());
                }
            }
            let mut claim = |name: &str, log: &mut Diagnostics| {
                let claim = output.names.claim(namespace, name, Owner::Resource(position), resources, log);
                match namespace {
                    _ if claim == Claim::Taken => {}
                    Namespace::Services => added.services.push(name.to_owned()),
                    Namespace::Models => added.models.push(name.to_owned()),
                    Namespace::Networks | Namespace::Volumes | Namespace::Files => {}
                }
                claim
            };
            if is_in_place {
                for name in part.entries.keys() {
                    claim(name, log);
                }
                problems.extend_from_slice(&part.problems);
                continue;
            }
            let part = Arc::unwrap_or_clone(part);
            for (name, value) in part.entries {
                if claim(&name, log) == Claim::Taken {
                    continue;
                }
                let Some(section) = output.document.part(namespace) else { continue };
                match section.get_mut(&name) {
                    None => drop(section.insert(name, value)),
                    Some(earlier) => {
                        if !is_within(earlier, &value) {
                            log.push(replaced(resource, namespace, &name));
                        }
                        options.leftovers.take(std::mem::replace(earlier, value));
                    }
                }
            }
            problems.extend(part.problems);
        }
        for problem in problems {
            log.push(section_problem(resource, problem, options.unknown_keys));
        }
        all_added.push(added);
    }
    all_added
}

fn put_beside(
    beside: Beside,
    position: usize,
    resources: &[ResolvedResource],
    output: &mut Output<'_>,
    log: &mut Diagnostics,
) {
    match beside {
        Beside::Folder(path) => output.artifacts.make_directory(path),
        Beside::Nothing(path) => output.artifacts.remove(path),
        Beside::File(path, artifact) => {
            let claim =
                output.names.claim(Namespace::Files, &path, Owner::Resource(position), resources, log);
            if claim != Claim::Taken {
                output.artifacts.insert(path, artifact);
            }
        }
        Beside::Refused(mistake) => log.push(*mistake),
    }
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
