//! Manifests of provisioners and workloads together: checked, put into their namespace, each once.
//!
//! A manifest is printed as soon as it is there, possibly on another thread: the values of a large project take ten
//! times the memory of its text, and only patches need them. When all are there, they are put together in order.

pub(crate) mod kinds;
mod report;
pub(crate) mod strict;

use std::sync::{Arc, Mutex, PoisonError};

use score_core::diagnostic::Diagnostics;
use score_core::model::{Located, Name};
use score_core::provision::{ResolvedResource, Sections};
use score_yaml::{Limits, Mapping, OrderedMap, SourceId, Value};

use crate::emit;
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

/// What makes two manifests one object: version, kind, namespace and name.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    name: String,
    kind: String,
    api_version: String,
    namespace: String,
}

impl Identity {
    /// Objects without a name have none: each is a new one.
    fn of(manifest: &Value) -> Option<Arc<Identity>> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let metadata = manifest.get("metadata")?;
        let name = metadata.get("name")?.as_str().filter(|name| !name.is_empty())?.to_owned();
        Some(Arc::new(Identity {
            name,
            kind: text(manifest.get("kind")),
            api_version: text(manifest.get("apiVersion")),
            namespace: text(metadata.get("namespace")),
        }))
    }
}

/// A manifest that is checked and has its namespace.
pub(crate) struct Manifest {
    identity: Option<Arc<Identity>>,
    body: Body,
}

/// What is kept of a manifest.
pub(crate) enum Body {
    /// A document of the output.
    Text(String),
    /// For patches, which change it.
    Value(Value),
}

impl Body {
    fn text(&self) -> Option<&str> {
        match self {
            Body::Text(text) => Some(text),
            Body::Value(_) => None,
        }
    }

    /// The manifest again.
    fn to_value(&self) -> Option<Value> {
        match self {
            Body::Text(text) => {
                let documents = score_yaml::read(SourceId::NONE, text, &Limits::default()).ok()?;
                documents.into_iter().next().map(score_yaml::Node::into_value)
            }
            Body::Value(value) => Some(value.clone()),
        }
    }

    /// Whether two say the same, but for annotations that only say which resource they come from.
    fn is_same(&self, other: &Body) -> bool {
        match (self, other) {
            (Body::Text(one), Body::Text(two)) if one == two => true,
            (Body::Value(one), Body::Value(two)) => is_same(one, two),
            _ => matches!((self.to_value(), other.to_value()), (Some(one), Some(two)) if is_same(&one, &two)),
        }
    }
}

/// Makes manifests ready, on any thread.
pub(crate) struct Preparation<'a> {
    options: &'a Options,
    /// Those without a mistake, by what others write again: the same text needs no second look.
    known: Mutex<OrderedMap<Arc<Identity>, Arc<Manifest>>>,
}

impl<'a> Preparation<'a> {
    pub(crate) fn new(options: &'a Options) -> Preparation<'a> {
        Preparation { options, known: Mutex::default() }
    }

    /// What a provisioner adds for a resource: each manifest, and which one it is. Reports `invalid-manifest` and
    /// `unresolved-secret`.
    pub(crate) fn of_resource(
        &self,
        resource: &ResolvedResource,
        mut sections: Sections,
        log: &mut Diagnostics,
    ) -> Vec<(usize, Arc<Manifest>)> {
        let manifests = match sections.shift_remove(MANIFESTS).map(Arc::unwrap_or_clone) {
            Some(Value::Sequence(manifests)) => manifests,
            None | Some(Value::Null) => return Vec::new(),
            Some(_) => {
                log.push(report::not_a_list(resource));
                return Vec::new();
            }
        };
        let numbered = manifests.into_iter().enumerate();
        numbered
            .filter_map(|(index, manifest)| {
                Some((index, self.provisioned(manifest, Origin::Resource(resource, index), log)?))
            })
            .collect()
    }

    fn provisioned(
        &self,
        mut manifest: Value,
        origin: Origin<'_>,
        log: &mut Diagnostics,
    ) -> Option<Arc<Manifest>> {
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else {
            let missing = if text("kind").is_none() { "kind" } else { "apiVersion" };
            log.push(report::without(missing, origin));
            return None;
        };
        let is_unnamed =
            self.options.manifest_checks == ManifestChecks::EveryKind && !is_named(&manifest, kind);
        let kind = kinds::known(api_version, kind).filter(|kind| self.is_checked(kind, origin));
        self.put_into_namespace(&mut manifest);
        let identity = Identity::of(&manifest);
        let text = self.text(&manifest, log)?;
        if let (Some(identity), Some(text)) = (&identity, &text)
            && let Some(known) = self.known().get(identity)
            && matches!(&known.body, Body::Text(known) if known == text)
        {
            return Some(known.clone());
        }

        let before = log.len();
        if is_unnamed {
            log.push(report::without("metadata.name", origin));
        }
        if let Some(kind) = kind {
            for misfit in (kind.misfits)(&manifest) {
                log.push(report::misfit(&misfit, kind, origin));
            }
        }
        if let Some(path) = path_of_secret(&manifest) {
            log.push(report::secret(&path, origin));
        }
        let body = text.map_or_else(|| Body::Value(manifest), Body::Text);
        let manifest = Arc::new(Manifest { identity: identity.clone(), body });
        if let (Some(identity), true) = (identity, log.len() == before) {
            self.known().entry(identity).or_insert_with(|| manifest.clone());
        }
        Some(manifest)
    }

    /// The manifests of a workload. Reports `invalid-manifest`.
    pub(crate) fn of_workload(&self, lowered: &Lowered, log: &mut Diagnostics) -> Vec<Arc<Manifest>> {
        let mut manifests = Vec::with_capacity(lowered.objects.len());
        for object in &lowered.objects {
            let Ok(mut manifest) = object.to_manifest() else {
                log.push(report::unprintable(Origin::Workload(&lowered.workload)));
                continue;
            };
            self.put_into_namespace(&mut manifest);
            let identity = Identity::of(&manifest);
            let Some(text) = self.text(&manifest, log) else { continue };
            let body = text.map_or_else(|| Body::Value(manifest), Body::Text);
            manifests.push(Arc::new(Manifest { identity, body }));
        }
        manifests
    }

    fn known(&self) -> std::sync::MutexGuard<'_, OrderedMap<Arc<Identity>, Arc<Manifest>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text of a manifest; none yet when there are patches to come. The outer `None` means that an error was
    /// reported.
    fn text(&self, manifest: &Value, log: &mut Diagnostics) -> Option<Option<String>> {
        if !self.options.patches.is_empty() {
            return Some(None);
        }
        emit::document(manifest, self.options, log).map(Some)
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

    fn put_into_namespace(&self, manifest: &mut Value) {
        let Some(namespace) = &self.options.namespace else { return };
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).unwrap_or_default();
        if !kinds::is_namespaced(text("apiVersion"), text("kind")) {
            return;
        }
        let Value::Mapping(manifest) = manifest else { return };
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
}

/// Manifests in order, each object once.
pub(crate) struct Collection<'a> {
    options: &'a Options,
    /// One that was replaced by a later one leaves a gap.
    manifests: Vec<Option<(Arc<Manifest>, Origin<'a>)>>,
    positions: OrderedMap<Arc<Identity>, usize>,
}

impl<'a> Collection<'a> {
    pub(crate) fn new(options: &'a Options) -> Collection<'a> {
        Collection { options, manifests: Vec::new(), positions: OrderedMap::default() }
    }

    /// Adds a manifest. Reports `name-collision`.
    pub(crate) fn add(&mut self, manifest: Arc<Manifest>, origin: Origin<'a>, log: &mut Diagnostics) {
        let next = self.manifests.len();
        let Some(identity) = &manifest.identity else {
            self.manifests.push(Some((manifest, origin)));
            return;
        };
        let Some(position) = self.positions.get_mut(identity) else {
            self.positions.insert(identity.clone(), next);
            self.manifests.push(Some((manifest, origin)));
            return;
        };
        let Some((first, first_origin)) = self.manifests.get(*position).and_then(Option::as_ref) else {
            return;
        };
        if !Arc::ptr_eq(first, &manifest) && !first.body.is_same(&manifest.body) {
            log.push(report::same_name(&identity.kind, &identity.name, *first_origin, origin, self.options));
        }
        if self.options.same_names == SameNames::LastWins {
            self.manifests[std::mem::replace(position, next)] = None;
            self.manifests.push(Some((manifest, origin)));
        }
    }

    /// Everything that is kept, the namespace first if it is made.
    pub(crate) fn finish(self, log: &mut Diagnostics) -> Option<Vec<Arc<Manifest>>> {
        let mut all = Vec::with_capacity(self.manifests.len() + 1);
        if let (Some(namespace), GenerateNamespace::Yes) =
            (&self.options.namespace, self.options.generate_namespace)
        {
            let object = namespace_object(namespace);
            let identity = Identity::of(&object);
            if identity.as_ref().is_some_and(|identity| !self.positions.contains_key(identity)) {
                let body = match self.options.patches.is_empty() {
                    true => Body::Text(emit::document(&object, self.options, log)?),
                    false => Body::Value(object),
                };
                all.push(Arc::new(Manifest { identity, body }));
            }
        }
        all.extend(self.manifests.into_iter().flatten().map(|(manifest, _)| manifest));
        Some(all)
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

/// The documents of manifests that no patch changes.
pub(crate) fn texts(manifests: Vec<Arc<Manifest>>) -> impl Iterator<Item = String> {
    manifests.into_iter().filter_map(|manifest| match Arc::try_unwrap(manifest) {
        Ok(Manifest { body: Body::Text(text), .. }) => Some(text),
        Err(shared) => shared.body.text().map(str::to_owned),
        Ok(Manifest { body: Body::Value(_), .. }) => None,
    })
}

/// The manifests as values, for patches.
pub(crate) fn values(manifests: Vec<Arc<Manifest>>) -> Vec<Value> {
    let value = |manifest: Arc<Manifest>| match Arc::try_unwrap(manifest) {
        Ok(Manifest { body: Body::Value(value), .. }) => Some(value),
        Ok(manifest) => manifest.body.to_value(),
        Err(shared) => shared.body.to_value(),
    };
    manifests.into_iter().filter_map(value).collect()
}

fn namespace_object(name: &str) -> Value {
    let map = |entries: Vec<(&str, Value)>| {
        Value::Mapping(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let labels = map(vec![(MANAGED_BY, TOOL.into())]);
    let metadata = map(vec![("name", name.into()), ("labels", labels)]);
    let entries = [("apiVersion", "v1".into()), ("kind", "Namespace".into()), ("metadata", metadata)];
    map(entries.into())
}

fn is_same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Mapping(one), Value::Mapping(two)) => is_same_mapping(one, two),
        (Value::Sequence(one), Value::Sequence(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_same(one, two))
        }
        (one, two) => one == two,
    }
}

fn is_same_mapping(one: &Mapping, two: &Mapping) -> bool {
    let told = |map: &Mapping| map.keys().filter(|key| !key.starts_with(OWN_PREFIX)).count();
    told(one) == told(two)
        && one
            .iter()
            .filter(|(key, _)| !key.starts_with(OWN_PREFIX))
            .all(|(key, value)| two.get(key).is_some_and(|other| is_same(value, other)))
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
