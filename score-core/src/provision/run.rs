//! The loop over the resources, dependencies first, and then over the workloads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use score_yaml::{Mapping, Span, Value};

use super::fill::Filler;
use super::resolve::resolve;
use super::scope::{Scope, Served, Site};
use super::select::Registry;
use super::services::workload_services;
use super::shared::merge_patch;
use super::{
    ChangedProvisioners, Description, Outputs, ProvisionOptions, Provisioned, Provisioner, Request, Resolved,
    ResolvedResource, WorkloadService,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::host::Host;
use crate::link::{LinkedResource, LinkedWorkload, Project, ResourceState, State};
use crate::placeholder::TemplateValue;
use crate::target::TargetDescription;

pub(super) fn run(
    project: Project,
    provisioners: &[Arc<dyn Provisioner>],
    target: &TargetDescription,
    options: &ProvisionOptions<'_>,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Resolved> {
    let Project { workloads, resources, mut state } = project;
    let metadata: BTreeMap<String, Mapping> = workloads
        .iter()
        .map(|(name, linked)| (name.clone(), linked.workload.metadata.to_mapping()))
        .collect();
    let surroundings = Surroundings {
        registry: Registry::new(provisioners),
        services: Arc::new(workload_services(&workloads, target)),
        workloads: &workloads,
        metadata: &metadata,
        target,
        options,
        host,
    };

    let mut own_log = Diagnostics::new();
    let mut looked_up = BTreeSet::new();
    let mut served = Served::default();
    let mut all_served = true;
    let mut shared = Arc::new(std::mem::take(&mut state.shared));
    for resource in resources {
        match surroundings.serve(resource, &served, &mut state, &mut shared, &mut looked_up, &mut own_log) {
            Some(resource) => served.add(resource),
            None => all_served = false,
        }
    }
    state.shared = Arc::unwrap_or_clone(shared);

    let mut filler = Filler {
        environment: target.environment,
        variables: &options.variables,
        looked_up,
        log: &mut own_log,
    };
    let mut resolved = BTreeMap::new();
    for (name, linked) in workloads {
        if let Some(metadata) = metadata.get(&name) {
            resolved.insert(name, resolve(linked, metadata, &served, &mut filler));
        }
    }
    let environment_variables = filler.looked_up;
    let complete = all_served && !own_log.has_errors();
    log.append(own_log);
    complete.then_some(Resolved {
        workloads: resolved,
        resources: served.resources,
        state,
        environment_variables,
    })
}

/// What is the same for every resource.
struct Surroundings<'a> {
    registry: Registry<'a>,
    services: Arc<BTreeMap<String, WorkloadService>>,
    workloads: &'a BTreeMap<String, LinkedWorkload>,
    metadata: &'a BTreeMap<String, Mapping>,
    target: &'a TargetDescription,
    options: &'a ProvisionOptions<'a>,
    host: &'a dyn Host,
}

impl Surroundings<'_> {
    /// Provisions one resource and remembers it in the state. `None` means that an error was reported, here or for a
    /// resource it needs.
    fn serve(
        &self,
        resource: LinkedResource,
        served: &Served,
        state: &mut State,
        shared: &mut Arc<Mapping>,
        looked_up: &mut BTreeSet<String>,
        log: &mut Diagnostics,
    ) -> Option<ResolvedResource> {
        let provisioner = self.registry.first_match(&resource, self.target, log)?;
        let description = provisioner.describe();
        let nothing = Mapping::new();
        let mut own_state = &nothing;
        if let Some(known) = state.resources.get(&resource.uid) {
            if known.provisioner.is_empty() || known.provisioner == description.uri {
                own_state = &known.state;
            } else if !self.may_change(&resource, &known.provisioner, &description, log) {
                return None;
            }
        }

        let workload_metadata = self.metadata.get(&resource.source_workload).unwrap_or(&nothing);
        let params = match resource.params.as_ref().filter(|params| !params.is_empty()) {
            None => None,
            Some(params) => {
                let no_names = IndexMap::new();
                let source = self.workloads.get(&resource.source_workload);
                let names = source.map_or(&no_names, |workload| &workload.resources);
                let scope = Scope { metadata: workload_metadata, resources: names, served };
                let mut filler = Filler {
                    // Params are always needed now.
                    environment: self.target.environment,
                    variables: &self.options.variables,
                    looked_up: std::mem::take(looked_up),
                    log,
                };
                let site = Site::Params { resource: &resource.name, uid: &resource.uid };
                let filled = filler.params(params, scope, site);
                *looked_up = filler.looked_up;
                Some(filled?)
            }
        };
        warn_of_unknown_params(&resource, params.as_ref(), &description, log);

        let request = Request {
            uid: &resource.uid,
            guid: &resource.guid,
            declared: declared(&resource),
            params: params.as_ref(),
            metadata: resource.metadata.as_ref(),
            state: own_state,
            shared,
            source_workload: &resource.source_workload,
            workload_metadata,
            workload_services: &self.services,
            target: self.target,
            target_facts: &self.options.target_facts,
            seed: self.options.seed,
            missing_values: self.options.missing_values,
            port_keys: self.options.port_keys,
        };
        let provisioned = provisioner.provision(&request, self.host, log)?;
        warn_of_missing_outputs(&resource, &provisioned.outputs, &description, log);
        Some(remember(resource, provisioned, &description, state, shared))
    }

    fn may_change(
        &self,
        resource: &LinkedResource,
        earlier: &str,
        description: &Description<'_>,
        log: &mut Diagnostics,
    ) -> bool {
        let message = format!("resource `{}` was served by another provisioner before", resource.uid);
        let changed = match self.options.changed_provisioners {
            ChangedProvisioners::Refused => Diagnostic::error(Code::ProvisionerChanged, message).help(
                "load the earlier provisioner again, or remove the resource from the state to start anew",
            ),
            ChangedProvisioners::StartAnew => Diagnostic::warning(Code::ProvisionerChanged, message)
                .note("it starts anew: what the earlier provisioner kept for it is dropped"),
        };
        let changed = changed
            .at(declared(resource), "its provisioner has changed")
            .related(description.span, "serves it now")
            .note(format!("it was `{earlier}` and is `{}`", description.uri));
        let may_change = !changed.is_error();
        log.push(changed);
        may_change
    }
}

/// Puts what a provisioner returned into the state and beside the resource.
fn remember(
    resource: LinkedResource,
    provisioned: Provisioned,
    description: &Description<'_>,
    state: &mut State,
    shared: &mut Arc<Mapping>,
) -> ResolvedResource {
    merge_patch(Arc::make_mut(shared), &provisioned.shared);
    let outputs = match &provisioned.outputs {
        Outputs::Values(values) => {
            values.iter().map(|(name, value)| (name.clone(), value.encode())).collect()
        }
        Outputs::Environment => Mapping::new(),
    };
    let declared = declared(&resource);
    let raw_params = resource.raw_params.and_then(|params| match params {
        Value::Mapping(params) => Some(params),
        _ => None,
    });
    let next = ResourceState {
        guid: resource.guid.clone(),
        metadata: resource.metadata.unwrap_or_default(),
        params: raw_params,
        source_workload: resource.source_workload.clone(),
        provisioner: description.uri.to_owned(),
        state: provisioned.state,
        outputs,
    };
    state.resources.insert(resource.uid.clone(), next);
    ResolvedResource {
        uid: resource.uid,
        guid: resource.guid,
        source_workload: resource.source_workload,
        workloads: resource.workloads,
        declared,
        provisioner: description.uri.to_owned(),
        provisioner_span: description.span,
        outputs: provisioned.outputs,
        sections: provisioned.sections,
        notices: provisioned.notices,
    }
}

fn declared(resource: &LinkedResource) -> Span {
    resource.declared.first().copied().unwrap_or_default()
}

/// Params a provisioner does not say it reads are probably misspelt.
fn warn_of_unknown_params(
    resource: &LinkedResource,
    params: Option<&Mapping>,
    description: &Description<'_>,
    log: &mut Diagnostics,
) {
    let Some(supported) = description.supported_params else { return };
    let is_known = |name: &str| supported.iter().any(|known| known == name);
    for name in params.into_iter().flat_map(IndexMap::keys).filter(|name| !is_known(name)) {
        let known = || supported.iter().map(String::as_str);
        let message = format!("the provisioner of resource `{}` does not read param `{name}`", resource.uid);
        let diagnostic = Diagnostic::warning(Code::UnknownParam, message)
            .at(param_span(resource, name), format!("`{name}` has no effect"))
            .related(description.span, "this provisioner serves it");
        log.push(match suggest::closest(name, known()) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None if supported.is_empty() => diagnostic.note("it reads no params"),
            None => diagnostic.note(format!("it reads {}", suggest::list(known()))),
        });
    }
}

/// The place of the value of a param when that is known, else of all params.
fn param_span(resource: &LinkedResource, name: &str) -> Span {
    match resource.params.as_ref().and_then(|params| params.get(name)) {
        Some(TemplateValue::Text(template)) => template.raw.span,
        _ => resource.params_span,
    }
}

/// Outputs that a provisioner promises and does not return.
fn warn_of_missing_outputs(
    resource: &LinkedResource,
    outputs: &Outputs,
    description: &Description<'_>,
    log: &mut Diagnostics,
) {
    let (Some(expected), Outputs::Values(outputs)) = (description.expected_outputs, outputs) else { return };
    for name in expected.iter().filter(|name| !outputs.contains_key(name.as_str())) {
        let message =
            format!("resource `{}` has no output `{name}`, which its provisioner promises", resource.uid);
        log.push(
            Diagnostic::warning(Code::MissingOutput, message)
                .at(declared(resource), "declared here")
                .related(description.span, "the provisioner that promises it"),
        );
    }
}
