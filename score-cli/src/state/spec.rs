//! The form that a workload has in a state: its score file with the keys sorted, and without what says nothing.

use score_core::document::Document;
use score_core::{Mapping, Value};

use super::sorted;

/// The keys of a container that are left out when they are empty. An empty `command` or `args` is kept: it clears what
/// the image says.
const CONTAINER_KEYS: &[&str] = &["before", "files", "variables", "volumes"];

/// The workload as a value.
pub(super) fn spec_of(document: &Document) -> Value {
    let mut spec = document.root.to_value();
    drop_empty(&mut spec, &["resources"]);
    if let Some(service) = entry(&mut spec, "service") {
        drop_empty(service, &["ports"]);
    }
    for container in children(&mut spec, "containers") {
        drop_empty(container, CONTAINER_KEYS);
        for probe in ["livenessProbe", "readinessProbe"] {
            if let Some(request) = entry(container, probe).and_then(|probe| entry(probe, "httpGet")) {
                drop_empty(request, &["httpHeaders"]);
            }
        }
    }
    sorted(spec)
}

fn entry<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    map(value)?.get_mut(key)
}

fn map(value: &mut Value) -> Option<&mut Mapping> {
    match value {
        Value::Mapping(map) => Some(map),
        _ => None,
    }
}

fn children<'v>(value: &'v mut Value, key: &str) -> impl Iterator<Item = &'v mut Value> {
    entry(value, key).and_then(map).into_iter().flat_map(|map| map.values_mut())
}

fn drop_empty(value: &mut Value, keys: &[&str]) {
    let Some(map) = map(value) else { return };
    for key in keys {
        let is_empty = match map.get(*key) {
            Some(Value::Mapping(map)) => map.is_empty(),
            Some(Value::Sequence(items)) => items.is_empty(),
            Some(Value::Null) => true,
            _ => false,
        };
        if is_empty {
            map.shift_remove(*key);
        }
    }
}
