//! A state as text: the keys in the order of the reference tools, empty parts as they write them, unknown keys behind
//! the known ones.

use score_core::link::ResourceState;
use score_core::model::ResourceUid;
use score_core::parallel;
use score_core::{Mapping, Value};
use score_yaml::Style;

use super::spec::spec_of;
use super::{ProjectState, StoredWorkload, sorted_map};
use crate::host;

/// The text of a state.
pub(crate) fn write(project: &ProjectState) -> String {
    let threads = host::threads(project.workloads.len());
    let ProjectState { workloads, state, patch_templates, compose, unknown, unknown_of_resources } = project;
    let workloads = parallel::map(threads, workloads.iter().collect(), |(name, stored)| {
        let suffix = state.instance_suffixes.get(name);
        (name.clone(), workload(stored, suffix.map(String::as_str)))
    });
    let resources = parallel::map(threads, state.resources.iter().collect(), |(uid, known)| {
        let unknown = unknown_of_resources.get(uid.as_str());
        (uid.as_str().to_owned(), resource(uid, known, unknown))
    });
    let mut root = Mapping::default();
    root.insert("workloads".to_owned(), by_key(workloads.into_iter().collect()));
    root.insert("resources".to_owned(), by_key(resources.into_iter().collect()));
    root.insert("shared_state".to_owned(), sorted_map(state.shared.clone()).into());
    if let Some(compose) = compose {
        root.insert("compose_project".to_owned(), compose.name.as_str().into());
        root.insert("mounts_directory".to_owned(), compose.mounts_directory.as_str().into());
    }
    let templates: Vec<Value> = patch_templates.iter().map(|text| text.as_str().into()).collect();
    root.insert("patching_templates".to_owned(), templates.into());
    root.extend(unknown.clone());
    parallel::write(threads, &root.into(), &Style::AS_GIVEN)
}

/// Sorts the entries of a mapping and leaves them as they are.
fn by_key(mut map: Mapping) -> Value {
    map.sort_by(|one, _, two, _| score_yaml::natural_order(one, two));
    map.into()
}

fn workload(stored: &StoredWorkload, suffix: Option<&str>) -> Value {
    let mut map = Mapping::default();
    map.insert("spec".to_owned(), spec_of(&stored.document));
    if !stored.file.is_empty() {
        map.insert("file".to_owned(), stored.file.as_str().into());
    }
    if !stored.builds.is_empty() {
        map.insert("build_configs".to_owned(), by_key(stored.builds.clone()));
    }
    if let Some(suffix) = suffix {
        map.insert("instance_suffix".to_owned(), suffix.into());
    }
    map.extend(stored.unknown.clone());
    map.into()
}

fn resource(uid: &ResourceUid, known: &ResourceState, unknown: Option<&Mapping>) -> Value {
    let text = |text: &str| Value::from(text);
    let map_of = |map: &Mapping| Value::from(sorted_map(map.clone()));
    let mut map: Mapping = [
        ("guid", text(&known.guid)),
        ("type", text(uid.kind())),
        ("class", text(uid.class())),
        ("id", text(uid.id())),
        ("metadata", map_of(&known.metadata)),
        ("params", map_of(known.params.as_ref().unwrap_or(&Mapping::default()))),
        ("source_workload", text(&known.source_workload)),
        ("provisioner", text(&known.provisioner)),
        ("state", map_of(&known.state)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    if !known.outputs.is_empty() {
        map.insert("outputs".to_owned(), map_of(&known.outputs));
    }
    map.extend(unknown.cloned().unwrap_or_default());
    map.into()
}
