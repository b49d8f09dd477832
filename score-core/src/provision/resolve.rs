//! Every template of a workload becomes text.

use score_yaml::{Mapping, OrderedMap};

use super::fill::Filler;
use super::scope::{Place, Scope, Served, Site};
use super::{FileContent, ResolvedContainer, ResolvedWorkload, VolumeSource};
use crate::link::{FileBytes, LinkedWorkload};
use crate::model::{Container, FileOrigin, Located, ResourceUid};
use crate::placeholder::Template;

/// Fills every template of a workload. What failed was reported and is left out.
pub(super) fn resolve(
    mut linked: LinkedWorkload,
    metadata: &Mapping,
    served: &Served,
    filler: &mut Filler<'_>,
) -> ResolvedWorkload {
    let files = std::mem::take(&mut linked.files);
    let scope = Scope { metadata, resources: &linked.resources, served };
    let mut containers: OrderedMap<String, ResolvedContainer> = OrderedMap::default();
    for (name, container) in &linked.workload.containers {
        containers.insert(name.to_string(), resolve_container(name.as_str(), container, scope, filler));
    }
    for ((container, target), content) in files {
        let content = match content {
            FileBytes::Verbatim(bytes) => FileContent::Bytes(bytes),
            FileBytes::Template(template) => {
                let source = source_of(&linked, &container, &target);
                let site = Site::File { container: &container, target: &target, source };
                let Some(text) = filler.text(&template, scope, site) else { continue };
                FileContent::Text(text)
            }
        };
        if let Some(resolved) = containers.get_mut(&container) {
            resolved.files.insert(target, content);
        }
    }
    ResolvedWorkload { linked, containers }
}

fn source_of<'a>(linked: &'a LinkedWorkload, container: &str, target: &str) -> Option<&'a Located<String>> {
    match &linked.workload.containers.get(container)?.files.get(target)?.origin {
        FileOrigin::Source(source) => Some(source),
        FileOrigin::Content(_) | FileOrigin::Binary(_) => None,
    }
}

fn resolve_container(
    name: &str,
    container: &Container,
    scope: Scope<'_>,
    filler: &mut Filler<'_>,
) -> ResolvedContainer {
    let mut resolved = ResolvedContainer::default();
    for (variable, template) in &container.variables {
        let site = Site::Variable { container: name, name: variable.as_str() };
        if let Some(text) = filler.text(template, scope, site) {
            resolved.variables.insert(variable.value.clone(), text);
        }
    }
    for (target, volume) in &container.volumes {
        let site = Site::Volume { container: name, target: target.as_str() };
        if let Some(source) = volume_source(&volume.source, scope, site, filler) {
            resolved.volumes.insert(target.value.clone(), source);
        }
    }
    resolved
}

/// `${resources.<name>}` alone is that resource, and so is any text that comes out as the identity of a resource.
fn volume_source(
    template: &Template,
    scope: Scope<'_>,
    site: Site<'_>,
    filler: &mut Filler<'_>,
) -> Option<VolumeSource> {
    if let Some(reference) = template.as_reference()
        && let [root, name] = reference.elements.as_slice()
        && root.as_str() == "resources"
    {
        return match scope.resources.get(name.as_str()) {
            Some(uid) => Some(VolumeSource::Resource(uid.clone())),
            None => {
                filler.report_unknown_resource(name, scope, &Place { template, site });
                None
            }
        };
    }
    let text = filler.text(template, scope, site)?;
    let uid = text.as_literal().map(ResourceUid::from_text).filter(|uid| scope.served.get(uid).is_some());
    Some(uid.map_or(VolumeSource::Named(text), VolumeSource::Resource))
}
