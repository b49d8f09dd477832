//! One container of a pod.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, ContainerPort, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use score_core::diagnostic::Diagnostics;
use score_core::field::approximated;
use score_core::model::{self, Located, Name, Quantities};

use super::order::{Awaited, Role};
use super::probe::{probe, startup_probe};
use super::quantity;
use super::text::{expanded_later, literal};
use crate::options::{EmptyFields, Options};

/// A container without variables and mounts.
pub(super) fn container(
    name: &Located<Name>,
    spec: &model::Container,
    role: Role,
    ports: Option<Vec<ContainerPort>>,
    options: &Options,
    log: &mut Diagnostics,
) -> Container {
    let path = format!("containers.{}", name.as_str());
    let resources = resources(&spec.resources);
    let written = options.empty_fields == EmptyFields::Written;
    let mut container = Container {
        name: name.to_string(),
        image: Some(literal(&spec.image, &format!("{path}.image"), log)),
        command: words(spec.command.as_deref(), &format!("{path}.command"), name, options, log),
        args: words(spec.args.as_deref(), &format!("{path}.args"), name, options, log),
        ports,
        resources: resources.or_else(|| written.then(ResourceRequirements::default)),
        ..Container::default()
    };
    let mut of_kind = |kind: &str, asked: &Option<Located<model::Probe>>| {
        let asked = asked.as_ref()?;
        let path = format!("{path}.{kind}");
        if role == Role::Once {
            approximated(path, asked.span, "a container that others wait for to complete has no probes", log);
            return None;
        }
        probe(asked, &path, options, log)
    };
    container.liveness_probe = of_kind("livenessProbe", &spec.liveness_probe);
    container.readiness_probe = of_kind("readinessProbe", &spec.readiness_probe);
    if let Role::First { awaited } = role {
        container.restart_policy = Some("Always".to_owned());
        if awaited == Awaited::Healthy {
            let asked = container.readiness_probe.as_ref().or(container.liveness_probe.as_ref());
            container.startup_probe = asked.map(startup_probe);
        }
    }
    container
}

/// `command` or `args`. An empty list cannot clear those of the image: to Kubernetes it is as good as none.
fn words(
    words: Option<&[Located<String>]>,
    path: &str,
    container: &Located<Name>,
    options: &Options,
    log: &mut Diagnostics,
) -> Option<Vec<String>> {
    let words = words?;
    if words.is_empty() {
        approximated(path, container.span, "an empty list does not replace what the image has", log);
        return None;
    }
    Some(words.iter().map(|word| expanded_later(&literal(word, path, log), options.dollars)).collect())
}

fn resources(resources: &model::ContainerResources) -> Option<ResourceRequirements> {
    let (limits, requests) = (amounts(&resources.limits), amounts(&resources.requests));
    (limits.is_some() || requests.is_some()).then(|| ResourceRequirements {
        limits,
        requests,
        ..ResourceRequirements::default()
    })
}

fn amounts(amounts: &Quantities) -> Option<BTreeMap<String, Quantity>> {
    let cpu = amounts.cpu.as_ref().map(|cpu| ("cpu", quantity::of_cpu(cpu)));
    let memory = amounts.memory.as_ref().map(|memory| ("memory", quantity::of_memory(memory)));
    let all: BTreeMap<String, Quantity> =
        cpu.into_iter().chain(memory).map(|(name, amount)| (name.to_owned(), Quantity(amount))).collect();
    (!all.is_empty()).then_some(all)
}
