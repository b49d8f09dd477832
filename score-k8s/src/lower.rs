//! Workloads become objects of Kubernetes: for each its files as ConfigMaps, its services, and a Deployment or a
//! StatefulSet.

mod container;
mod files;
pub(crate) mod identity;
mod keys;
mod mounts;
pub(crate) mod names;
mod order;
mod probe;
pub(crate) mod quantity;
mod service;
mod text;
mod variables;
mod volumes;

use std::collections::BTreeMap;
use std::sync::Arc;

use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStatus, DeploymentStrategy, StatefulSet, StatefulSetSpec,
    StatefulSetStatus, StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{ConfigMap, Container, PodSpec, PodTemplateSpec, Service};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use score_core::diagnostic::Diagnostics;
use score_core::model::{self, Located, Name, ResourceUid};
use score_core::parallel;
use score_core::provision::{Resolved, ResolvedContainer, ResolvedResource, ResolvedWorkload};
use score_yaml::{Value, ValueError, to_value};

use crate::manifests::{Manifest, Preparation};
use crate::options::{ContainerPorts, EmptyFields, Options, Order, ServiceAccountTokens};
use crate::rules::{Kind, kind_of};
use crate::target::SERVICE_ACCOUNT_TOKEN;
use container::container;
use files::Owner;
use identity::Identity;
use mounts::Volumes;
use names::Names;
use order::Roles;
use volumes::Surroundings;

/// The objects of a workload.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The name of the workload.
    pub workload: Located<Name>,
    /// What others have to find comes first: files, services, and then the workload.
    pub objects: Vec<Object>,
}

/// An object of a workload.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Object {
    /// The content of a file.
    ConfigMap(Box<ConfigMap>),
    /// Where others reach the workload.
    Service(Box<Service>),
    /// A workload whose pods are all alike.
    Deployment(Box<Deployment>),
    /// A workload whose pods have names and claims of their own.
    StatefulSet(Box<StatefulSet>),
}

impl Object {
    /// The object as a manifest, what it is and is called first.
    ///
    /// # Errors
    /// When a type of Kubernetes cannot be serialised, which none of these does.
    pub fn to_manifest(&self) -> Result<Value, ValueError> {
        let mut manifest = match self {
            Object::ConfigMap(object) => to_value(object),
            Object::Service(object) => to_value(object),
            Object::Deployment(object) => to_value(object),
            Object::StatefulSet(object) => to_value(object).map(without_kinds_of_claims),
        }?;
        keys::sort(&mut manifest);
        Ok(manifest)
    }
}

/// Claims inside of a StatefulSet need not say what they are.
fn without_kinds_of_claims(mut manifest: Value) -> Value {
    let spec = match &mut manifest {
        Value::Mapping(manifest) => manifest.get_mut("spec"),
        _ => None,
    };
    if let Some(Value::Mapping(spec)) = spec
        && let Some(Value::Sequence(claims)) = spec.get_mut("volumeClaimTemplates")
    {
        for claim in claims {
            if let Value::Mapping(claim) = claim {
                claim.retain(|key, _| key != "apiVersion" && key != "kind");
            }
        }
    }
    manifest
}

/// Makes the objects of every workload, in the order of their names. `instance_suffixes` are those of the instance
/// labels by workload; one that is missing is empty. What provisioners add is not looked at.
///
/// Reports `unresolved-secret`, `secret-in-text`, `invalid-volume`, `name-collision` and, as warnings,
/// `approximated-field`. A workload with an error is left out.
pub fn lower(
    resolved: &Resolved,
    instance_suffixes: &BTreeMap<String, String>,
    options: &Options,
    log: &mut Diagnostics,
) -> Vec<Lowered> {
    let lowering = Lowering::new(resolved, instance_suffixes, options);
    let mut names = Names::default();
    resolved
        .workloads
        .iter()
        .filter_map(|(name, workload)| lowering.workload(name, workload, &mut names, log))
        .collect()
}

/// Like [`lower`], but the objects become manifests at once.
pub(crate) fn prepared(
    resolved: &Resolved,
    instance_suffixes: &BTreeMap<String, String>,
    preparation: &Preparation<'_>,
    options: &Options,
    log: &mut Diagnostics,
) -> Vec<(Located<Name>, Vec<Arc<Manifest>>)> {
    let lowering = Lowering::new(resolved, instance_suffixes, options);
    let prepare = |name: &String, workload: &ResolvedWorkload, names: &mut Names| {
        let mut log = Diagnostics::new();
        let prepared = lowering.workload(name, workload, names, &mut log).map(|lowered| {
            let manifests = preparation.of_workload(&lowered, &mut log);
            (lowered.workload, manifests)
        });
        (prepared, log)
    };
    // Each workload by itself, as if no other took the names of its ConfigMaps, which almost never happens.
    let alone = |(name, workload)| {
        let mut names = Names::default();
        (prepare(name, workload, &mut names), names)
    };
    let done = parallel::map(options.threads, resolved.workloads.iter().collect(), alone);
    let (mut all, names): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    let mut taken = Names::default();
    if !names.into_iter().all(|names| taken.take_all(names)) {
        let mut names = Names::default();
        let workloads = resolved.workloads.iter();
        all = workloads.map(|(name, workload)| prepare(name, workload, &mut names)).collect();
    }
    let finished = all.into_iter().filter_map(|(prepared, noticed)| {
        log.append(noticed);
        prepared
    });
    finished.collect()
}

/// What is the same for every workload.
struct Lowering<'a> {
    resources: BTreeMap<&'a ResourceUid, &'a ResolvedResource>,
    instance_suffixes: &'a BTreeMap<String, String>,
    options: &'a Options,
}

impl<'a> Lowering<'a> {
    fn new(
        resolved: &'a Resolved,
        instance_suffixes: &'a BTreeMap<String, String>,
        options: &'a Options,
    ) -> Lowering<'a> {
        let resources = resolved.resources.iter().map(|resource| (&resource.uid, resource)).collect();
        Lowering { resources, instance_suffixes, options }
    }

    /// The objects of a workload; nothing when it must not be translated.
    fn workload(
        &self,
        name: &str,
        workload: &ResolvedWorkload,
        names: &mut Names,
        log: &mut Diagnostics,
    ) -> Option<Lowered> {
        let kind = kind_of(&workload.linked.workload)?;
        let suffix = self.instance_suffixes.get(name).map_or("", String::as_str);
        let identity = Identity::of(&workload.linked.workload, suffix, self.options);
        let surroundings = Surroundings { resources: &self.resources, kind, options: self.options };
        Some(Lowered {
            workload: workload.linked.workload.metadata.name.clone(),
            objects: objects(workload, &identity, surroundings, names, log),
        })
    }
}

fn objects(
    resolved: &ResolvedWorkload,
    identity: &Identity,
    surroundings: Surroundings<'_>,
    names: &mut Names,
    log: &mut Diagnostics,
) -> Vec<Object> {
    let (workload, options) = (&resolved.linked.workload, surroundings.options);
    for (key, value) in &workload.metadata.annotations {
        text::literal(value, &format!("metadata.annotations.{}", key.value), log);
    }
    let pod = Pod::of(resolved, identity, surroundings, names, log);
    let mut objects: Vec<Object> =
        pod.config_maps.into_iter().map(|map| Object::ConfigMap(Box::new(map))).collect();
    objects.extend(
        service::service(workload, identity, options).map(|service| Object::Service(Box::new(service))),
    );

    let written = options.empty_fields == EmptyFields::Written;
    let metadata = identity.metadata(&identity.name);
    let selector =
        LabelSelector { match_labels: Some(identity.selector.clone()), ..LabelSelector::default() };
    let template = PodTemplateSpec { metadata: Some(identity.pod_metadata()), spec: Some(pod.spec) };
    match surroundings.kind {
        Kind::Deployment => objects.push(Object::Deployment(Box::new(Deployment {
            metadata,
            spec: Some(DeploymentSpec {
                selector,
                template,
                strategy: written.then(DeploymentStrategy::default),
                ..DeploymentSpec::default()
            }),
            status: written.then(DeploymentStatus::default),
        }))),
        Kind::StatefulSet => {
            objects.push(Object::Service(Box::new(service::headless(workload, identity, options))));
            let status = StatefulSetStatus {
                available_replicas: Some(0),
                replicas: 0,
                ..StatefulSetStatus::default()
            };
            objects.push(Object::StatefulSet(Box::new(StatefulSet {
                metadata,
                spec: Some(StatefulSetSpec {
                    selector,
                    template,
                    service_name: Some(service::headless_name(workload)),
                    update_strategy: written.then(StatefulSetUpdateStrategy::default),
                    volume_claim_templates: Some(pod.claims).filter(|claims| !claims.is_empty()),
                    ..StatefulSetSpec::default()
                }),
                status: written.then_some(status),
            })));
        }
    }
    objects
}

/// A pod and what belongs to it.
struct Pod {
    spec: PodSpec,
    claims: Vec<k8s_openapi::api::core::v1::PersistentVolumeClaim>,
    config_maps: Vec<ConfigMap>,
}

impl Pod {
    fn of(
        resolved: &ResolvedWorkload,
        identity: &Identity,
        surroundings: Surroundings<'_>,
        names: &mut Names,
        log: &mut Diagnostics,
    ) -> Pod {
        let (workload, options) = (&resolved.linked.workload, surroundings.options);
        let roles = Roles::of(workload, log);
        let mut ports = match options.container_ports {
            ContainerPorts::Listed => service::container_ports(workload, &roles),
            ContainerPorts::Unmentioned => BTreeMap::new(),
        };
        let resource_names: BTreeMap<&ResourceUid, &str> =
            resolved.linked.resources.iter().map(|(name, uid)| (uid, name.as_str())).collect();
        let mut volumes = Volumes::default();
        let mut config_maps = Vec::new();
        let mut containers: BTreeMap<&str, Container> = BTreeMap::new();
        let nothing = ResolvedContainer::default();
        let given: Vec<(&Located<Name>, &model::Container)> =
            sorted(workload.containers.iter(), options.order).collect();
        for (name, spec) in &given {
            let values = resolved.containers.get(name.as_str()).unwrap_or(&nothing);
            let mut built =
                container(name, spec, roles.role(name.as_str()), ports.remove(name.as_str()), options, log);
            let path = format!("containers.{}", name.as_str());
            built.env = variables::variables(spec, &values.variables, &path, options, log);

            let mut mounts = Vec::new();
            for (target, volume) in sorted(spec.volumes.iter(), options.order) {
                let Some(source) = values.volumes.get(target.as_str()) else { continue };
                let path = format!("{path}.volumes.{}", target.value);
                mounts.extend(volumes::mount(target, volume, source, &path, surroundings, log));
            }
            let owner = Owner { identity, container: name.as_str(), options };
            for (target, file) in sorted(spec.files.iter(), options.order) {
                let Some(content) = values.files.get(target.as_str()) else { continue };
                let Some(file) = files::mount(target, file, content, &owner, names, log) else { continue };
                mounts.push(file.mount);
                config_maps.extend(file.config_map);
            }
            built.volume_mounts = volumes.mount(name.as_str(), mounts, &resource_names, options, log);
            containers.insert(name.as_str(), built);
        }

        let order: Vec<&Located<Name>> = given.iter().map(|(name, _)| *name).collect();
        let init: Vec<Container> = roles
            .init_order(workload, &order)
            .into_iter()
            .filter_map(|name| containers.remove(name.as_str()))
            .collect();
        let main = order.iter().filter_map(|name| containers.remove(name.as_str())).collect();
        let spec = PodSpec {
            automount_service_account_token: mounts_token(workload, options),
            init_containers: Some(init).filter(|init| !init.is_empty()),
            containers: main,
            volumes: Some(volumes.volumes).filter(|volumes| !volumes.is_empty()),
            ..PodSpec::default()
        };
        Pod { spec, claims: volumes.claims, config_maps }
    }
}

fn mounts_token(workload: &model::Workload, options: &Options) -> Option<bool> {
    let asks_for_it =
        workload.annotation(SERVICE_ACCOUNT_TOKEN).is_some_and(|asked| asked.as_str() == "true");
    match options.service_account_tokens {
        ServiceAccountTokens::Withheld if !asks_for_it => Some(false),
        ServiceAccountTokens::Withheld | ServiceAccountTokens::Mounted => None,
    }
}

/// Entries in the order of the file or of their keys.
fn sorted<'a, K: Ord, V>(
    entries: impl Iterator<Item = (&'a K, &'a V)>,
    order: Order,
) -> std::vec::IntoIter<(&'a K, &'a V)> {
    let mut entries: Vec<_> = entries.collect();
    if order == Order::Sorted {
        entries.sort_by_key(|(key, _)| *key);
    }
    entries.into_iter()
}
