//! A resolved project becomes a Compose file: what provisioners add first, then one service a container.

mod container;
mod conversion;
mod dollars;
mod files;
mod order;
mod probe;
mod sections;
mod service;
mod volumes;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use score_core::Span;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Name, Ready, ResourceUid};
use score_core::parallel;
use score_core::provision::{ResolvedResource, ResolvedWorkload, VolumeSource};
use score_core::target::Artifacts;
use score_core::text::Text;
use score_yaml::{Mapping, Value};

use crate::document::{Claim, Document, Names, Namespace, Owner};
use crate::fields::Fields;
use crate::options::{Options, Waiting};
use container::Surroundings;
use files::{FileNames, FilePlace, MountedFile};
use probe::Awaited;
use sections::{Added, Output};
use service::Condition;
use volumes::VolumePlace;
use waiting::Waits;

pub(crate) use conversion::{Conversion, Converted};
pub(crate) use dollars::command_word;

/// The Compose file and the files beside it.
pub(crate) struct Lowered<S> {
    /// All but the services of workloads.
    pub(crate) document: Document,
    /// The services of workloads by name, in no order.
    pub(crate) services: Vec<(String, S)>,
    pub(crate) artifacts: Artifacts,
}

/// Lowers a project. What is reported as an error is left out, so that the rest can still be looked at.
///
/// A service of a workload is kept as `keep` makes it of its name and its keys: a large project has thousands of them.
pub(crate) fn lower<S: Send>(
    workloads: &BTreeMap<String, ResolvedWorkload>,
    resources: &[ResolvedResource],
    added: Vec<Converted>,
    options: &Options,
    variables: &BTreeMap<String, String>,
    keep: impl Fn(&str, Value) -> S + Sync,
    log: &mut Diagnostics,
) -> Lowered<S> {
    let mut document = Document { name: options.project_name.clone(), ..Document::default() };
    let mut artifacts = Artifacts::new();
    let mut names = Names::default();
    let mut output = Output { document: &mut document, artifacts: &mut artifacts, names: &mut names };
    let added = sections::take(resources, added, options, &mut output, log);

    let waits = waits(workloads, resources, options, &mut document, &mut names, log);
    let fields = Fields::new(options);
    let lowering = Lowering {
        surroundings: Surroundings { options, variables, fields: &fields },
        resources,
        positions: OnceLock::new(),
        added_for: added_for(resources, &added),
        file_names: FileNames::new(workloads.values()),
        waits,
    };
    let lowered = parallel::map(options.threads, workloads.values().collect(), |workload| {
        let mut log = Diagnostics::new();
        (lowering.workload(workload, &keep, &mut log), log)
    });
    options.leftovers.take(lowering);
    let mut output = Output { document: &mut document, artifacts: &mut artifacts, names: &mut names };
    let mut services = Vec::with_capacity(lowered.len());
    for (workload, noticed) in lowered {
        log.append(noticed);
        workload.put_into(&mut output, &mut services, resources, log);
    }
    Lowered { document, services, artifacts }
}

/// What the services of workloads wait for beyond each other. Adds the one service that all wait for, if there is one.
fn waits(
    workloads: &BTreeMap<String, ResolvedWorkload>,
    resources: &[ResolvedResource],
    options: &Options,
    document: &mut Document,
    names: &mut Names,
    log: &mut Diagnostics,
) -> Waits {
    let of_workloads: BTreeSet<String> = workloads
        .values()
        .flat_map(|workload| {
            workload.containers.keys().map(|name| service_name(workload.linked.workload.name(), name))
        })
        .collect();
    let awaited = waiting::awaited(&document.services, &of_workloads);
    match options.waiting {
        Waiting::Direct => Waits::ForOwnResources(awaited),
        Waiting::OneService if awaited.is_empty() => Waits::ForAll(BTreeMap::new()),
        Waiting::OneService => {
            let name = waiting::WAITING_SERVICE.to_owned();
            if names.claim(Namespace::Services, &name, Owner::Generated, resources, log) == Claim::Free {
                let service = service::waiting_service(waiting::WAITING_IMAGE, awaited);
                document.services.insert(name.clone(), service);
            }
            Waits::ForAll(BTreeMap::from([(name, Condition::Completed)]))
        }
    }
}

/// What the resources of each workload add, in the order they were provisioned.
fn added_for<'a>(resources: &'a [ResolvedResource], added: &'a [Added]) -> BTreeMap<&'a str, Vec<&'a Added>> {
    let mut added_for: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (resource, added) in resources.iter().zip(added) {
        for workload in &resource.workloads {
            added_for.entry(workload).or_default().push(added);
        }
    }
    added_for
}

fn service_name(workload: &Name, container: &str) -> String {
    format!("{workload}-{container}")
}

/// What all workloads share.
struct Lowering<'a> {
    surroundings: Surroundings<'a>,
    resources: &'a [ResolvedResource],
    /// Of each resource by its identity, when it is asked for.
    positions: OnceLock<BTreeMap<&'a str, usize>>,
    added_for: BTreeMap<&'a str, Vec<&'a Added>>,
    file_names: FileNames,
    waits: Waits,
}

/// What a workload adds, before it is known whether the names are free.
struct LoweredWorkload<S> {
    services: Vec<(String, Span, S)>,
    files: Vec<(MountedFile, Span)>,
    /// Named volumes that the Compose file has to declare.
    volumes: Vec<String>,
}

impl<S> LoweredWorkload<S> {
    fn put_into(
        self,
        output: &mut Output<'_>,
        services: &mut Vec<(String, S)>,
        resources: &[ResolvedResource],
        log: &mut Diagnostics,
    ) {
        let Output { document, artifacts, names } = output;
        for (MountedFile { path, artifact }, span) in self.files {
            // The same file may be mounted at several places.
            if artifacts.get(&path) != Some(&artifact)
                && names.claim(Namespace::Files, &path, Owner::Workload(span), resources, log) == Claim::Free
            {
                artifacts.insert(path, artifact);
            }
        }
        for name in self.volumes {
            // Compose refuses a volume that is not declared.
            document.volumes.entry(name).or_insert_with(|| Value::Mapping(Mapping::default()));
        }
        for (name, span, service) in self.services {
            if names.claim(Namespace::Services, &name, Owner::Workload(span), resources, log) == Claim::Free {
                services.push((name, service));
            }
        }
    }
}

impl Lowering<'_> {
    fn workload<S>(
        &self,
        resolved: &ResolvedWorkload,
        keep: impl Fn(&str, Value) -> S,
        log: &mut Diagnostics,
    ) -> LoweredWorkload<S> {
        let mut lowered = LoweredWorkload { services: Vec::new(), files: Vec::new(), volumes: Vec::new() };
        let Surroundings { options, fields, .. } = self.surroundings;
        let workload = &resolved.linked.workload;
        let workload_name = workload.name();
        let Some(order) = order::order(&workload.containers) else { return lowered };
        let added = self.added_for.get(workload_name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let waits = self.waits.of_workload(added);
        let models: Vec<String> = added.iter().flat_map(|added| &added.models).cloned().collect();
        let annotations = container::annotations(workload);
        let exposed = container::exposed(workload, options.service_ports, fields, log);
        for (name, container) in &workload.containers {
            let Some(content) = resolved.containers.get(name.as_str()) else { continue };
            let key = (workload_name.to_string(), name.to_string());
            let build = options.builds.get(&key);
            let mut service = container::service(name, container, content, build, &self.surroundings, log);
            service.annotations = annotations.clone();
            if name.as_str() == order.primary {
                service.hostname = Some(workload_name.to_string());
                service.expose.clone_from(&exposed);
            } else if order.sharing.contains(name.as_str()) {
                service.network_mode =
                    Some(format!("service:{}", service_name(workload_name, order.primary)));
            }
            service.depends_on.clone_from(&waits);
            for (awaited, condition) in order.waits.get(name.as_str()).into_iter().flatten() {
                service.depends_on.insert(service_name(workload_name, awaited), *condition);
            }
            service.models.clone_from(&models);
            let healthy = container.before.values().any(|before| *before.ready == Ready::Healthy);
            let awaited = if healthy { Awaited::Healthy } else { Awaited::No };
            service.health_test =
                probe::health_test(name.as_str(), container, options.http_probes, awaited, fields, log);
            self.files(resolved, name.as_str(), &mut service, &mut lowered.files, log);
            self.volumes(resolved, name.as_str(), &mut service, &mut lowered.volumes, log);

            let service_name = service_name(workload_name, name.as_str());
            let service = keep(&service_name, service.into_value());
            lowered.services.push((service_name, name.span, service));
        }
        lowered
    }

    /// Any resource: a volume may name that of another workload by its identity.
    fn resource(&self, uid: &ResourceUid) -> Option<&ResolvedResource> {
        let numbered = || self.resources.iter().enumerate().map(|(at, it)| (it.uid.as_str(), at)).collect();
        let at = self.positions.get_or_init(numbered).get(uid.as_str())?;
        self.resources.get(*at)
    }

    fn files(
        &self,
        resolved: &ResolvedWorkload,
        container: &str,
        service: &mut service::Service,
        files: &mut Vec<(MountedFile, Span)>,
        log: &mut Diagnostics,
    ) {
        let workload = &resolved.linked.workload;
        let Some(declared) = workload.containers.get(container) else { return };
        let contents = resolved.containers.get(container);
        for (target, file) in &declared.files {
            let Some(content) = contents.and_then(|it| it.files.get(target.as_str())) else { continue };
            let place = FilePlace { workload: workload.name().as_str(), container, target };
            let Surroundings { options, fields, .. } = self.surroundings;
            let mounts_directory = options.mounts_directory.as_str();
            let mounted = files::mount(place, file, content, &self.file_names, mounts_directory, fields, log);
            let Some((mounted, mount)) = mounted else { continue };
            service.volumes.push(mount);
            files.push((mounted, target.span));
        }
    }

    fn volumes(
        &self,
        resolved: &ResolvedWorkload,
        container: &str,
        service: &mut service::Service,
        named: &mut Vec<String>,
        log: &mut Diagnostics,
    ) {
        let Some(declared) = resolved.linked.workload.containers.get(container) else { return };
        let sources = resolved.containers.get(container);
        for (target, volume) in &declared.volumes {
            let Some(source) = sources.and_then(|it| it.volumes.get(target.as_str())) else { continue };
            let resource = match source {
                VolumeSource::Resource(uid) => self.resource(uid),
                VolumeSource::Named(_) => None,
            };
            let place = VolumePlace { container, target, volume };
            let left_out_keys = self.surroundings.options.left_out_keys;
            let Some(mounted) = volumes::mount(place, source, resource, left_out_keys, log) else { continue };
            service.volumes.push(mounted.mount);
            named.extend(mounted.named);
        }
    }
}

/// Reports a secret that a text refers to. Compose has none that a text could refer to.
fn report_secret(text: &Text, path: impl fmt::Display, span: Span, log: &mut Diagnostics) -> bool {
    let Some(secret) = text.secrets().next() else { return false };
    let message = format!("`{path}` refers to key `{}` of secret `{}`", secret.key, secret.name);
    log.push(
        Diagnostic::error(Code::UnresolvedSecret, message)
            .at(span, "filled with a reference to a secret")
            .path(path.to_string())
            .note("Compose has no secrets that texts can refer to: outputs of provisioners have to be the values themselves"),
    );
    true
}
