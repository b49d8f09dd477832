//! A state as text: the keys in the order of the reference tools, empty parts as they write them, unknown keys behind
//! the known ones.

use score_core::content::Content;
use score_core::link::ResourceState;
use score_core::model::ResourceUid;
use score_core::parallel::{self, Threads};
use score_core::{Mapping, Value};
use score_yaml::Style;

use super::spec::spec_of;
use super::{ProjectState, StoredWorkload, sorted_map};
use crate::host;

/// How a state is printed: keys are put in order before.
const STYLE: Style = Style::AS_GIVEN;
/// How many workloads or resources are values at a time, on each thread: as values they need ten times the room of
/// their texts.
const SHARE: usize = 8;

/// The text of a state.
pub(crate) fn write(project: &ProjectState) -> Content {
    let threads = host::threads(project.workloads.len());
    let ProjectState { workloads, state, patch_templates, compose, unknown, unknown_of_resources } = project;
    let workloads = workloads.iter().map(|(name, stored)| (name.as_str(), stored)).collect();
    let workloads = section(threads, "workloads", workloads, |name, stored| {
        workload(stored, state.instance_suffixes.get(name).map(String::as_str))
    });
    let resources = state.resources.iter().map(|(uid, known)| (uid.as_str(), (uid, known))).collect();
    let resources = section(threads, "resources", resources, |name, (uid, known)| {
        resource(uid, known, unknown_of_resources.get(name))
    });
    let mut rest = Mapping::default();
    rest.insert("shared_state".to_owned(), sorted_map(state.shared.clone()).into());
    if let Some(compose) = compose {
        rest.insert("compose_project".to_owned(), compose.name.as_str().into());
        rest.insert("mounts_directory".to_owned(), compose.mounts_directory.as_str().into());
    }
    let templates: Vec<Value> = patch_templates.iter().map(|text| text.as_str().into()).collect();
    rest.insert("patching_templates".to_owned(), templates.into());
    rest.extend(unknown.clone());
    let rest = parallel::write(threads, &rest.into(), &STYLE);
    workloads.into_iter().chain(resources).chain(rest).collect()
}

/// The text of a key and the mapping under it, whose values are made as they are printed.
fn section<T: Copy + Send + Sync>(
    threads: Threads,
    key: &str,
    mut entries: Vec<(&str, T)>,
    value: impl Fn(&str, T) -> Value + Sync,
) -> Vec<String> {
    if entries.is_empty() {
        return vec![format!("{key}: {{}}\n")];
    }
    entries.sort_by(|(one, _), (two, _)| score_yaml::natural_order(one, two));
    let shares = entries.chunks(SHARE).collect();
    let texts = parallel::map(threads, shares, |share: &[(&str, T)]| {
        let named = |(name, it): &(&str, T)| ((*name).to_owned(), value(name, *it));
        score_yaml::write_entries(&share.iter().map(named).collect(), STYLE.indent, &STYLE)
    });
    std::iter::once(format!("{key}:\n")).chain(texts).collect()
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
