//! Manifests of provisioners and workloads together: checked, put into their namespace, each once.

pub(crate) mod kinds;
mod report;
pub(crate) mod strict;

use std::collections::BTreeMap;

use score_core::diagnostic::Diagnostics;
use score_core::model::{Located, Name};
use score_core::provision::ResolvedResource;
use score_yaml::{Mapping, Value};

use crate::lower::Lowered;
use crate::lower::identity::{MANAGED_BY, TOOL};
use crate::options::{GenerateNamespace, ManifestChecks, Options, OwnNamespaces, SameNames};
use crate::target::{MANIFESTS, OWN_PREFIX};

/// Who wrote a manifest.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// A provisioner, for a resource: which of the manifests, from 0.
    Resource(&'a ResolvedResource, usize),
    /// We, for a workload.
    Workload(&'a Located<Name>),
}

/// Every manifest of a run, in order: the namespace if it is made, what provisioners add in the order of the resources,
/// and what workloads become. The sections of the resources are taken away.
///
/// Reports `invalid-manifest`, `unresolved-secret` and `name-collision`.
pub(crate) fn assemble(
    resources: &mut [ResolvedResource],
    lowered: &[Lowered],
    options: &Options,
    log: &mut Diagnostics,
) -> Vec<Value> {
    let sections: Vec<Option<Value>> =
        resources.iter_mut().map(|resource| resource.sections.shift_remove(MANIFESTS)).collect();
    let resources: &[ResolvedResource] = resources;
    let mut all = Collection::new(options);
    for (resource, section) in resources.iter().zip(sections) {
        let manifests = match section {
            Some(Value::Sequence(manifests)) => manifests,
            None | Some(Value::Null) => continue,
            Some(_) => {
                log.push(report::not_a_list(resource));
                continue;
            }
        };
        for (index, manifest) in manifests.into_iter().enumerate() {
            all.add_provisioned(manifest, Origin::Resource(resource, index), log);
        }
    }
    for Lowered { workload, objects } in lowered {
        let origin = Origin::Workload(workload);
        for object in objects {
            match object.to_manifest() {
                Ok(Value::Mapping(manifest)) => all.add(manifest, origin, log),
                Ok(_) | Err(_) => log.push(report::unprintable(origin)),
            }
        }
    }
    all.finish()
}

/// What makes two manifests one object: version, kind, namespace and name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    name: String,
    kind: String,
    api_version: String,
    namespace: String,
}

impl Identity {
    /// Objects without a name have none: each is a new one.
    fn of(manifest: &Mapping) -> Option<Identity> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let metadata = manifest.get("metadata")?;
        let name = metadata.get("name")?.as_str().filter(|name| !name.is_empty())?.to_owned();
        Some(Identity {
            name,
            kind: text(manifest.get("kind")),
            api_version: text(manifest.get("apiVersion")),
            namespace: text(metadata.get("namespace")),
        })
    }
}

/// Manifests in order, each object once.
struct Collection<'a> {
    options: &'a Options,
    /// One that was replaced by a later one leaves a gap.
    manifests: Vec<Option<(Mapping, Origin<'a>)>>,
    positions: BTreeMap<Identity, usize>,
}

impl<'a> Collection<'a> {
    fn new(options: &'a Options) -> Collection<'a> {
        Collection { options, manifests: Vec::new(), positions: BTreeMap::new() }
    }

    fn add_provisioned(&mut self, manifest: Value, origin: Origin<'a>, log: &mut Diagnostics) {
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else {
            let missing = if text("kind").is_none() { "kind" } else { "apiVersion" };
            log.push(report::without(missing, origin));
            return;
        };
        if self.options.manifest_checks == ManifestChecks::EveryKind && !is_named(&manifest, kind) {
            log.push(report::without("metadata.name", origin));
        }
        if let Some(known) = kinds::known(api_version, kind).filter(|known| self.is_checked(known, origin)) {
            for misfit in (known.misfits)(&manifest) {
                log.push(report::misfit(&misfit, known, origin));
            }
        }
        if let Some(path) = path_of_secret(&manifest) {
            log.push(report::secret(&path, origin));
        }
        if let Value::Mapping(manifest) = manifest {
            self.add(manifest, origin, log);
        }
    }

    fn is_checked(&self, known: &kinds::Known, origin: Origin<'_>) -> bool {
        let from_program =
            matches!(origin, Origin::Resource(resource, _) if resource.provisioner.starts_with("cmd:"));
        match self.options.manifest_checks {
            ManifestChecks::EveryKind => true,
            ManifestChecks::CommonKinds => {
                !from_program && matches!(known.group, "" | "apps" | "networking.k8s.io")
            }
        }
    }

    fn add(&mut self, mut manifest: Mapping, origin: Origin<'a>, log: &mut Diagnostics) {
        self.put_into_namespace(&mut manifest);
        let Some(identity) = Identity::of(&manifest) else {
            self.manifests.push(Some((manifest, origin)));
            return;
        };
        let next = self.manifests.len();
        let Some(position) = self.positions.get_mut(&identity) else {
            self.positions.insert(identity, next);
            self.manifests.push(Some((manifest, origin)));
            return;
        };
        let Some((first, first_origin)) = self.manifests.get(*position).and_then(Option::as_ref) else {
            return;
        };
        if !is_same(first, &manifest) {
            log.push(report::same_name(&identity.kind, &identity.name, *first_origin, origin, self.options));
        }
        if self.options.same_names == SameNames::LastWins {
            self.manifests[std::mem::replace(position, next)] = None;
            self.manifests.push(Some((manifest, origin)));
        }
    }

    fn put_into_namespace(&self, manifest: &mut Mapping) {
        let Some(namespace) = &self.options.namespace else { return };
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).unwrap_or_default();
        if !kinds::is_namespaced(text("apiVersion"), text("kind")) {
            return;
        }
        let Some(Value::Mapping(metadata)) = manifest.get_mut("metadata") else { return };
        let has_own = metadata.get("namespace").and_then(Value::as_str).is_some_and(|own| !own.is_empty());
        if has_own && self.options.own_namespaces == OwnNamespaces::Kept {
            return;
        }
        match metadata.get_mut("namespace") {
            Some(own) => *own = Value::from(namespace.as_str()),
            None => {
                let behind_name = metadata.get_index_of("name").map_or(metadata.len(), |at| at + 1);
                metadata.shift_insert(behind_name, "namespace".to_owned(), Value::from(namespace.as_str()));
            }
        }
    }

    fn finish(self) -> Vec<Value> {
        let object = match (&self.options.namespace, self.options.generate_namespace) {
            (Some(namespace), GenerateNamespace::Yes) => Some(namespace_object(namespace)),
            (_, GenerateNamespace::No) | (None, GenerateNamespace::Yes) => None,
        };
        let is_new = |object: &Mapping| {
            Identity::of(object).is_some_and(|identity| !self.positions.contains_key(&identity))
        };
        let object = object.filter(is_new);
        let others = self.manifests.into_iter().flatten().map(|(manifest, _)| manifest);
        object.into_iter().chain(others).map(Value::Mapping).collect()
    }
}

/// Whether an object has a name, or has one made by the server. Lists have none.
fn is_named(manifest: &Value, kind: &str) -> bool {
    let named = |key| {
        let name = manifest.get("metadata").and_then(|metadata| metadata.get(key));
        name.and_then(Value::as_str).is_some_and(|name| !name.is_empty())
    };
    kind.ends_with("List") || named("name") || named("generateName")
}

fn namespace_object(name: &str) -> Mapping {
    let map = |entries: Vec<(&str, Value)>| {
        Value::Mapping(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let labels = map(vec![(MANAGED_BY, TOOL.into())]);
    let metadata = map(vec![("name", name.into()), ("labels", labels)]);
    let entries = [("apiVersion", "v1".into()), ("kind", "Namespace".into()), ("metadata", metadata)];
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Whether two manifests say the same, but for annotations that only say which resource they come from.
fn is_same(one: &Mapping, two: &Mapping) -> bool {
    let told = |map: &Mapping| map.keys().filter(|key| !key.starts_with(OWN_PREFIX)).count();
    told(one) == told(two)
        && one
            .iter()
            .filter(|(key, _)| !key.starts_with(OWN_PREFIX))
            .all(|(key, value)| two.get(key).is_some_and(|other| is_same_value(value, other)))
}

fn is_same_value(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Mapping(one), Value::Mapping(two)) => is_same(one, two),
        (Value::Sequence(one), Value::Sequence(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_same_value(one, two))
        }
        (one, two) => one == two,
    }
}

/// Where a manifest still holds a reference to a secret, as keys joined by dots.
pub(crate) fn path_of_secret(value: &Value) -> Option<String> {
    let join =
        |key: &str, rest: String| if rest.is_empty() { key.to_owned() } else { format!("{key}.{rest}") };
    match value {
        Value::String(text) => score_core::text::mentions_secret(text).then(String::new),
        Value::Mapping(map) => map.iter().find_map(|(key, value)| {
            if score_core::text::mentions_secret(key) {
                return Some(String::new());
            }
            Some(join(key, path_of_secret(value)?))
        }),
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| Some(join(&index.to_string(), path_of_secret(item)?))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Timestamp(_) => None,
    }
}
