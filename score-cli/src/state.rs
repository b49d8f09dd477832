//! The state of a project in the form of the reference tools: `.score-compose/state.yaml` or `.score-k8s/state.yaml`.
//! [`read`] and [`write`](write::write) are the two ways; [`spec`] is the form a workload has in it.

mod read;
mod spec;
mod write;

use std::collections::BTreeMap;

use score_core::document::Document;
use score_core::link::State;
use score_core::{Mapping, Value};

pub(crate) use read::read;
pub(crate) use write::write;

/// What a project remembers between runs.
#[derive(Debug)]
pub(crate) struct ProjectState {
    /// By name.
    pub(crate) workloads: BTreeMap<String, StoredWorkload>,
    /// Instance suffixes, resources, and what provisioners share.
    pub(crate) state: State,
    /// The texts of patch templates, in the order they are applied.
    pub(crate) patch_templates: Vec<String>,
    /// What only a Compose project has.
    pub(crate) compose: Option<ComposeProject>,
    /// Keys that are not known, kept as they are: of the file, and of resources by identity.
    unknown: Mapping,
    unknown_of_resources: BTreeMap<String, Mapping>,
}

/// What only a Compose project has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ComposeProject {
    /// The name of the project; may be empty in a state that was written by hand.
    pub(crate) name: String,
    /// The folder of mounted files, relative to the working folder. Empty: files are refused.
    pub(crate) mounts_directory: String,
}

/// A workload that the project remembers.
#[derive(Debug)]
pub(crate) struct StoredWorkload {
    /// The score file after overrides, upgrade and images.
    pub(crate) document: Document,
    /// The path of its score file as it was given; empty when it is not known.
    pub(crate) file: String,
    /// What is built instead of pulled, by container.
    pub(crate) builds: Mapping,
    /// Keys that are not known, kept as they are.
    unknown: Mapping,
}

impl ProjectState {
    /// A project without any workload.
    pub(crate) fn new(compose: Option<ComposeProject>) -> ProjectState {
        ProjectState {
            workloads: BTreeMap::new(),
            state: State::default(),
            patch_templates: Vec::new(),
            compose,
            unknown: Mapping::default(),
            unknown_of_resources: BTreeMap::new(),
        }
    }

    /// Adds a workload, or puts it in the place of the one with this name.
    pub(crate) fn put(&mut self, name: String, document: Document, file: String, builds: Mapping) {
        let unknown = self.workloads.remove(&name).map(|old| old.unknown).unwrap_or_default();
        self.workloads.insert(name, StoredWorkload { document, file, builds, unknown });
    }

    /// The outputs of a resource, as they were stored.
    pub(crate) fn outputs(&self, uid: &str) -> Option<&Mapping> {
        let uid = score_core::model::ResourceUid::from_text(uid);
        self.state.resources.get(&uid).map(|resource| &resource.outputs)
    }
}

/// Sorts the keys of every mapping in a value as yaml.v3 sorts those of a map.
fn sorted(value: Value) -> Value {
    match value {
        Value::Mapping(map) => sorted_map(map).into(),
        Value::Sequence(items) => items.into_iter().map(sorted).collect::<Vec<_>>().into(),
        leaf => leaf,
    }
}

fn sorted_map(map: Mapping) -> Mapping {
    let mut map: Mapping = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
    map.sort_by(|one, _, two, _| score_yaml::natural_order(one, two));
    map
}

#[cfg(test)]
mod tests;
