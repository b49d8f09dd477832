//! What Kubernetes asks of a workload beyond what the specification asks.

use std::collections::BTreeMap;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use score_core::model::{ContainerResources, Located, Name, ServicePort, Workload};
use score_yaml::Span;

use crate::lower::names::LONGEST_LABEL;
use crate::options::ManifestChecks;
use crate::target::{KIND, SERVICE_NAME, service_name};

/// The kinds of objects that run a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Deployment,
    StatefulSet,
}

const KINDS: [(&str, Kind); 2] = [("Deployment", Kind::Deployment), ("StatefulSet", Kind::StatefulSet)];

/// The kind a workload asks for; nothing when there is no such kind.
pub(crate) fn kind_of(workload: &Workload) -> Option<Kind> {
    let Some(name) = workload.annotation(KIND) else { return Some(Kind::Deployment) };
    KINDS.iter().find(|(known, _)| *known == name.as_str()).map(|(_, kind)| *kind)
}

/// Reports what a workload has that Kubernetes would not take: `unsupported-kind`, `invalid-name`, `name-collision`,
/// `invalid-quantity`.
pub(crate) fn check(workload: &Workload, checks: ManifestChecks, log: &mut Diagnostics) {
    if let (Some(name), None) = (workload.annotation(KIND), kind_of(workload)) {
        log.push(unsupported_kind(name));
    }
    if let Some(name) = workload.annotation(SERVICE_NAME).filter(|name| !is_label(name)) {
        let message = format!("`{}` cannot be the name of a service", name.value);
        log.push(
            checks
                .refusal(Code::InvalidName, message)
                .path(annotation_path(SERVICE_NAME))
                .at(name.span, "not a name of a service")
                .note(LABEL_RULE),
        );
    }
    report_same_ports(workload, checks, log);
    for (name, container) in &workload.containers {
        report_requests_above_limits(name, &container.resources, checks, log);
    }
}

/// What a [label](is_label) is made of.
const LABEL_RULE: &str = "the names of services and namespaces have 1 to 63 characters out of a-z, 0-9 and `-`, and \
                          neither start nor end with `-`";

/// Whether a text can be the name of a service or a namespace.
fn is_label(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_LABEL).contains(&text.len())
        && text.bytes().all(inside)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Reports a namespace that cannot be one.
pub(crate) fn check_namespace(namespace: &str, checks: ManifestChecks, log: &mut Diagnostics) {
    if !is_label(namespace) {
        let message = format!("`{namespace}` cannot be the name of a namespace");
        log.push(checks.refusal(Code::InvalidName, message).note(LABEL_RULE));
    }
}

fn unsupported_kind(name: &Located<String>) -> Diagnostic {
    let known = || KINDS.iter().map(|(known, _)| *known);
    let found =
        Diagnostic::error(Code::UnsupportedKind, format!("workloads cannot be of kind `{}`", name.value))
            .path(annotation_path(KIND))
            .at(name.span, format!("expected {}", suggest::choice(known())));
    match suggest::closest(name, known()) {
        Some(near) => found.fix(format!("there is `{near}`"), name.span, near),
        None => found,
    }
}

fn annotation_path(annotation: &str) -> String {
    format!("metadata.annotations.{annotation}")
}

/// A container cannot be promised more than it may use.
fn report_requests_above_limits(
    container: &Located<Name>,
    resources: &ContainerResources,
    checks: ManifestChecks,
    log: &mut Diagnostics,
) {
    let ContainerResources { limits, requests } = resources;
    let mut above = |field: &str, request: (&str, Span), limit: (&str, Span)| {
        let ((request, place), (limit, limited)) = (request, limit);
        let message = format!("container `{}` requests more `{field}` than its limit", container.as_str());
        log.push(
            checks
                .refusal(Code::InvalidQuantity, message)
                .path(format!("containers.{}.resources.requests.{field}", container.as_str()))
                .at(place, format!("`{request}` is more than `{limit}`"))
                .related(limited, "the limit"),
        );
    };
    if let (Some(request), Some(limit)) = (&requests.cpu, &limits.cpu)
        && request.millis() > limit.millis()
    {
        above("cpu", (request.as_str(), request.span), (limit.as_str(), limit.span));
    }
    if let (Some(request), Some(limit)) = (&requests.memory, &limits.memory)
        && request.bytes() > limit.bytes()
    {
        above("memory", (request.as_str(), request.span), (limit.as_str(), limit.span));
    }
}

/// A service has each port once.
fn report_same_ports(workload: &Workload, checks: ManifestChecks, log: &mut Diagnostics) {
    let mut known: BTreeMap<(u16, &str), &Located<Name>> = BTreeMap::new();
    for (name, port) in &workload.ports {
        let ServicePort { port: number, protocol, .. } = port;
        let first = *known.entry((number.get(), protocol.as_str())).or_insert(name);
        if first != name {
            let message = format!(
                "ports `{}` and `{}` of service `{}` are both {} {}",
                first.as_str(),
                name.as_str(),
                service_name(workload),
                protocol.as_str(),
                number.value,
            );
            log.push(
                checks
                    .refusal(Code::NameCollision, message)
                    .path(format!("service.ports.{}.port", name.as_str()))
                    .at(number.span, "this port is taken")
                    .related(first.span, "by this one")
                    .help("give one of them another number: `targetPort` says where it leads"),
            );
        }
    }
}
