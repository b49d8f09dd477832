//! The volumes that resources provide. Their outputs say what is mounted: `source`, a volume of a pod without its name,
//! or `claimSpec`, a claim that each pod of a StatefulSet gets for itself.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PersistentVolumeClaimSpec, Volume, VolumeResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use score_core::model::{Located, ResourceUid, Volume as Mounted};
use score_core::provision::{Outputs, ResolvedResource, VolumeSource};
use score_core::text::Output;
use score_yaml::{OrderedMap, Value};
use serde::Deserialize;

use super::mounts::{Content, Mount};
use super::quantity::canonical;
use super::text::{literal, unresolved};
use crate::manifests::strict::{Misfit, MisfitKind, read};
use crate::options::{EmptyFields, Options};
use crate::rules::Kind;
use crate::target::KIND;

/// What volumes need to know besides themselves.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// Every resource by its identity.
    pub(super) resources: &'a BTreeMap<&'a ResourceUid, &'a ResolvedResource>,
    pub(super) kind: Kind,
    pub(super) options: &'a Options,
}

/// The mount of a volume. `path` is its key path. `None` means that an error was reported: `invalid-volume`,
/// `unresolved-secret`.
pub(super) fn mount<'a>(
    target: &'a Located<String>,
    volume: &'a Mounted,
    source: &'a VolumeSource,
    path: &str,
    surroundings: Surroundings<'a>,
    log: &mut Diagnostics,
) -> Option<Mount<'a>> {
    let place = volume.source.raw.span;
    let known = match source {
        VolumeSource::Resource(uid) => surroundings.resources.get(uid).map(|resource| (uid, *resource)),
        VolumeSource::Named(_) => None,
    };
    let Some((uid, resource)) = known else {
        let message = format!("volume `{}` does not come from a resource", target.value);
        log.push(
            Diagnostic::error(Code::InvalidVolume, message)
                .path(format!("{path}.source"))
                .at(place, format!("`{}` is no resource", volume.source.raw.value))
                .help("declare a resource, such as one of type `volume`, and write `${resources.NAME}`"),
        );
        return None;
    };
    let refused = |message: String| {
        Diagnostic::error(Code::InvalidVolume, message)
            .path(format!("{path}.source"))
            .at(place, format!("`{uid}` is mounted here"))
            .related(resource.provisioner_span, "this provisioner says what is mounted")
    };
    let content = content(resource, path, place, surroundings, &refused, log)?;
    Some(Mount {
        target,
        path: target.value.clone(),
        sub_path: volume.path.as_ref().map(|inner| literal(inner, &format!("{path}.path"), log)),
        read_only: volume.read_only.value,
        content,
        shared: Some(uid),
    })
}

fn content(
    resource: &ResolvedResource,
    path: &str,
    place: score_yaml::Span,
    surroundings: Surroundings<'_>,
    refused: &dyn Fn(String) -> Diagnostic,
    log: &mut Diagnostics,
) -> Option<Content> {
    let uid = &resource.uid;
    let no_outputs = OrderedMap::default();
    let outputs = match &resource.outputs {
        Outputs::Values(outputs) => outputs,
        Outputs::Environment => &no_outputs,
    };
    if let Some(unknown) = outputs.keys().find(|key| !matches!(key.as_str(), "source" | "claimSpec")) {
        let message = format!("output `{unknown}` of resource `{uid}` says nothing about a volume");
        log.push(refused(message).note("a volume has exactly one of the outputs `source` and `claimSpec`"));
        return None;
    }
    let written = EmptyFields::Written == surroundings.options.empty_fields;
    match (outputs.get("source"), outputs.get("claimSpec")) {
        (Some(source), None) => {
            let value = value_of(source, "source", uid, path, place, refused, log)?;
            if value.as_mapping().is_some_and(|map| map.values().filter(|it| !it.is_null()).count() != 1)
                || value.get("name").is_some()
            {
                let message = format!("output `source` of resource `{uid}` is not exactly one volume");
                log.push(
                    refused(message).note("it has one key, such as `emptyDir` or `persistentVolumeClaim`"),
                );
                return None;
            }
            let mut volume: Volume = read_output(&value, "source", uid, refused, log)?;
            tidy_volume(&mut volume, written);
            Some(Content::Volume(Box::new(volume)))
        }
        (None, Some(claim)) => {
            let value = value_of(claim, "claimSpec", uid, path, place, refused, log)?;
            let mut claim: PersistentVolumeClaimSpec = read_output(&value, "claimSpec", uid, refused, log)?;
            tidy_claim(&mut claim, written);
            if surroundings.kind != Kind::StatefulSet {
                let message = format!("resource `{uid}` is a claim, which only a StatefulSet can make");
                log.push(refused(message).help(format!("set the annotation `{KIND}` to `StatefulSet`")));
                return None;
            }
            Some(Content::Claim(Box::new(claim)))
        }
        (Some(_), Some(_)) | (None, None) => {
            let message =
                format!("resource `{uid}` has to have exactly one of the outputs `source` and `claimSpec`");
            log.push(refused(message));
            None
        }
    }
}

/// An output as a value. Reports secrets in it, and when it is empty.
fn value_of(
    output: &Output,
    name: &str,
    uid: &ResourceUid,
    path: &str,
    place: score_yaml::Span,
    refused: &dyn Fn(String) -> Diagnostic,
    log: &mut Diagnostics,
) -> Option<Value> {
    if holds_secret(output) {
        log.push(unresolved(&format!("{path}.source"), place));
        return None;
    }
    let value = output.encode();
    if matches!(&value, Value::Mapping(map) if map.is_empty()) || value.is_null() {
        log.push(refused(format!("output `{name}` of resource `{uid}` is empty")));
        return None;
    }
    Some(value)
}

fn holds_secret(output: &Output) -> bool {
    match output {
        Output::Text(text) => text.secrets().next().is_some(),
        Output::Sequence(items) => items.iter().any(holds_secret),
        Output::Mapping(map) => map.values().any(holds_secret),
        Output::Null | Output::Bool(_) | Output::Number(_) => false,
    }
}

fn read_output<T: for<'de> Deserialize<'de>>(
    value: &Value,
    name: &str,
    uid: &ResourceUid,
    refused: &dyn Fn(String) -> Diagnostic,
    log: &mut Diagnostics,
) -> Option<T> {
    let (read, misfits) = read(value);
    let fits = misfits.is_empty();
    for Misfit { path, kind } in misfits {
        let whole = if path.is_empty() { name.to_owned() } else { format!("{name}.{path}") };
        log.push(match kind {
            MisfitKind::WrongType(message) => {
                refused(format!("output `{whole}` of resource `{uid}` is of the wrong type: {message}"))
            }
            MisfitKind::UnknownField { known } => {
                let message =
                    format!("output `{whole}` of resource `{uid}` is not a field that Kubernetes knows");
                let last = path.rsplit('.').next().unwrap_or(&path);
                match suggest::closest(last, known.iter().copied()) {
                    Some(near) => refused(message).help(format!("there is `{near}`")),
                    None => refused(message),
                }
            }
        });
    }
    read.filter(|_| fits)
}

/// Amounts as Kubernetes prints them, and fields that programs in Go print without need.
fn tidy_volume(volume: &mut Volume, written: bool) {
    if let Some(folder) = &mut volume.empty_dir {
        folder.size_limit.iter_mut().for_each(tidy_amount);
    }
    if let Some(template) = volume.ephemeral.as_mut().and_then(|it| it.volume_claim_template.as_mut()) {
        if written && template.metadata.is_none() {
            template.metadata = Some(ObjectMeta::default());
        }
        tidy_claim(&mut template.spec, written);
    }
}

fn tidy_claim(claim: &mut PersistentVolumeClaimSpec, written: bool) {
    if written && claim.resources.is_none() {
        claim.resources = Some(VolumeResourceRequirements::default());
    }
    if let Some(resources) = &mut claim.resources {
        let amounts = [&mut resources.requests, &mut resources.limits];
        amounts.into_iter().flatten().flat_map(BTreeMap::values_mut).for_each(tidy_amount);
    }
}

fn tidy_amount(amount: &mut Quantity) {
    if let Some(printed) = canonical(&amount.0) {
        amount.0 = printed;
    }
}
