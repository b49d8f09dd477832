//! The services of a workload, and the ports of its containers.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    ContainerPort, LoadBalancerStatus, Service, ServicePort, ServiceSpec, ServiceStatus,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use score_core::model::{self, Located, Name, PortNumber, Workload};

use super::identity::Identity;
use super::names::with_suffix;
use super::order::Roles;
use super::sorted;
use crate::options::{EmptyFields, Options};
use crate::target::service_name;

/// The service that others reach a workload by, when it has ports.
pub(super) fn service(workload: &Workload, identity: &Identity, options: &Options) -> Option<Service> {
    if workload.ports.is_empty() {
        return None;
    }
    let port = |(name, port): (&Located<Name>, &model::ServicePort)| ServicePort {
        name: Some(name.to_string()),
        port: port.port.get().into(),
        target_port: Some(IntOrString::Int(port.target_port.get().into())),
        protocol: Some(port.protocol.as_str().to_owned()),
        ..ServicePort::default()
    };
    let ports = sorted(workload.ports.iter(), options.order).map(port).collect();
    Some(of_ports(service_name(workload), ports, None, identity, options))
}

/// The name of the service without an address that a StatefulSet asks for.
pub(super) fn headless_name(workload: &Workload) -> String {
    with_suffix(workload.name().as_str(), "-headless-svc")
}

/// The service without an address. Its one port leads nowhere: only the names of pods matter.
pub(super) fn headless(workload: &Workload, identity: &Identity, options: &Options) -> Service {
    let port = ServicePort {
        name: Some("default".to_owned()),
        port: 99,
        target_port: Some(IntOrString::Int(99)),
        ..ServicePort::default()
    };
    of_ports(&headless_name(workload), vec![port], Some("None".to_owned()), identity, options)
}

fn of_ports(
    name: &str,
    ports: Vec<ServicePort>,
    cluster_ip: Option<String>,
    identity: &Identity,
    options: &Options,
) -> Service {
    let status =
        ServiceStatus { load_balancer: Some(LoadBalancerStatus::default()), ..ServiceStatus::default() };
    Service {
        metadata: identity.metadata(name),
        spec: Some(ServiceSpec {
            cluster_ip,
            ports: Some(ports),
            selector: Some(identity.selector.clone()),
            ..ServiceSpec::default()
        }),
        status: (options.empty_fields == EmptyFields::Written).then_some(status),
    }
}

/// The ports that containers list, by container.
pub(super) fn container_ports<'w>(
    workload: &'w Workload,
    roles: &Roles<'_>,
) -> BTreeMap<&'w str, Vec<ContainerPort>> {
    let staying = || workload.containers.iter().filter(|(name, _)| !roles.runs_once(name.as_str()));
    let mut asked: BTreeMap<PortNumber, &str> = BTreeMap::new();
    for (name, container) in staying() {
        let probes = [&container.readiness_probe, &container.liveness_probe];
        for request in probes.into_iter().flatten().filter_map(|probe| probe.http_get.as_ref()) {
            asked.entry(request.port.value).or_insert(name.as_str());
        }
    }
    let main = staying().find(|(name, _)| roles.is_main(name.as_str())).map(|(name, _)| name.as_str());
    let mut known = BTreeSet::new();
    let mut ports: BTreeMap<&str, Vec<ContainerPort>> = BTreeMap::new();
    for (name, port) in &workload.ports {
        let target = port.target_port.value;
        let Some(container) = asked.get(&target).copied().or(main) else { continue };
        if known.insert((target, port.protocol.as_str())) {
            ports.entry(container).or_default().push(ContainerPort {
                name: is_port_name(name.as_str()).then(|| name.to_string()),
                container_port: target.get().into(),
                protocol: Some(port.protocol.as_str().to_owned()),
                ..ContainerPort::default()
            });
        }
    }
    ports
}

/// Ports of containers have shorter names than ports of services.
fn is_port_name(name: &str) -> bool {
    name.len() <= 15 && !name.contains("--") && name.bytes().any(|byte| byte.is_ascii_alphabetic())
}
