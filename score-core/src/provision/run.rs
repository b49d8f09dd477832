//! The loop over the resources, dependencies first, and then over the workloads.
//!
//! Resources are asked for one after the other, and each sees the shared state as those before it left it. That is what
//! the result looks like; but most resources leave the shared state as it is, so that batches of them can be asked for
//! at the same time: when one of a batch does change it, those behind it are asked for again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use score_yaml::{Mapping, OrderedMap, Span};

use super::fill::Filler;
use super::resolve::resolve;
use super::scope::{Scope, Served, Site};
use super::select::Registry;
use super::services::workload_services;
use super::shared::{changes, merge_patch};
use super::{
    ChangedProvisioners, Description, NextState, Outputs, ProvisionOptions, Provisioned, Provisioner,
    Request, Resolved, ResolvedResource, ResolvedWorkload, Sections, WorkloadService,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::host::Host;
use crate::link::{LinkedResource, LinkedWorkload, Project, ResourceState, State};
use crate::model::ResourceUid;
use crate::parallel;
use crate::placeholder::{Reference, Template};
use crate::target::TargetDescription;

/// The most resources that are asked for at a time.
const LARGEST_BATCH: usize = 1024;

/// What a run is given besides the project.
pub(super) struct Surroundings<'a, Keep> {
    pub(super) target: &'a TargetDescription,
    pub(super) options: &'a ProvisionOptions<'a>,
    pub(super) host: &'a dyn Host,
    /// What becomes of the sections of a resource.
    pub(super) keep: &'a Keep,
}

pub(super) fn run<K, Keep>(
    project: Project,
    provisioners: &[Arc<dyn Provisioner>],
    given: Surroundings<'_, Keep>,
    log: &mut Diagnostics,
) -> Option<(Resolved, Vec<K>)>
where
    K: Send,
    Keep: Fn(&ResolvedResource, Sections, &mut Diagnostics) -> K + Sync,
{
    let Project { workloads, resources, mut state } = project;
    let Surroundings { target, options, .. } = given;
    let metadata: BTreeMap<String, Mapping> =
        parallel::map(options.threads, workloads.iter().collect(), |(name, linked)| {
            (name.clone(), linked.workload.metadata.to_mapping())
        })
        .into_iter()
        .collect();
    let run = Run {
        registry: Registry::new(provisioners),
        services: Arc::new(workload_services(&workloads, target)),
        workloads: &workloads,
        metadata: &metadata,
        given,
    };

    let mut own_log = Diagnostics::new();
    let Provision { served, kept, mut looked_up, failed } =
        run.resources(&resources, &mut state, &mut own_log);
    let resolved = parallel::map(options.threads, workloads.into_iter().collect(), |(name, linked)| {
        let mut log = Diagnostics::new();
        let nothing = Mapping::default();
        let mut filler = Filler {
            environment: target.environment,
            variables: &options.variables,
            looked_up: BTreeSet::new(),
            log: &mut log,
        };
        let resolved = resolve(linked, metadata.get(&name).unwrap_or(&nothing), &served, &mut filler);
        let looked_up = filler.looked_up;
        (name, resolved, looked_up, log)
    });
    let mut workloads: BTreeMap<String, ResolvedWorkload> = BTreeMap::new();
    for (name, resolved, found, noticed) in resolved {
        workloads.insert(name, resolved);
        looked_up.extend(found);
        own_log.append(noticed);
    }
    let complete = !failed && !own_log.has_errors();
    log.append(own_log);
    let resolved =
        Resolved { workloads, resources: served.resources, state, environment_variables: looked_up };
    complete.then_some((resolved, kept))
}

/// What is the same for every resource.
struct Run<'a, Keep> {
    registry: Registry<'a>,
    services: Arc<BTreeMap<String, WorkloadService>>,
    workloads: &'a BTreeMap<String, LinkedWorkload>,
    metadata: &'a BTreeMap<String, Mapping>,
    given: Surroundings<'a, Keep>,
}

/// What came of the resources.
struct Provision<K> {
    served: Served,
    kept: Vec<K>,
    looked_up: BTreeSet<String>,
    failed: bool,
}

/// What came of a resource that was asked for, before anyone else knows of it.
struct Asked<K> {
    /// Absent: an error was reported, here or for a resource it needs. In a box, for there are many at a time.
    answer: Option<Box<Answer<K>>>,
    looked_up: BTreeSet<String>,
    log: Diagnostics,
}

struct Answer<K> {
    resolved: ResolvedResource,
    kept: K,
    /// Absent when no next run wants it.
    state: Option<ResourceState>,
    shared: Mapping,
}

impl<K, Keep> Run<'_, Keep>
where
    K: Send,
    Keep: Fn(&ResolvedResource, Sections, &mut Diagnostics) -> K + Sync,
{
    /// Asks for every resource. The state of each, and what they share, is put into `state`.
    fn resources(
        &self,
        resources: &[LinkedResource],
        state: &mut State,
        log: &mut Diagnostics,
    ) -> Provision<K> {
        let threads = self.given.options.threads;
        let largest = if threads.count() == 1 { 1 } else { LARGEST_BATCH };
        let mut done = Provision {
            served: Served::with_capacity(resources.len()),
            kept: Vec::with_capacity(resources.len()),
            looked_up: BTreeSet::new(),
            failed: false,
        };
        let mut shared = Arc::new(std::mem::take(&mut state.shared));
        let mut waiting = resources;
        let mut size = largest;
        let mut served_one = BTreeSet::new();
        while !waiting.is_empty() {
            let batch = self.next_batch(waiting, size, &mut served_one);
            size = (size * 2).min(largest);
            let asked = parallel::map(threads, batch.iter().collect(), |resource| {
                self.ask(resource, &done.served, state, &shared)
            });
            let mut counted = 0;
            for (Asked { answer, looked_up, log: noticed }, resource) in asked.into_iter().zip(batch) {
                counted += 1;
                done.looked_up.extend(looked_up);
                log.append(noticed);
                let Some(answer) = answer else {
                    done.failed = true;
                    continue;
                };
                let Answer { resolved, kept, state: own, shared: patch } = *answer;
                done.served.add(resolved);
                done.kept.push(kept);
                if let Some(own) = own {
                    state.resources.insert(resource.uid.clone(), own);
                }
                if changes(&shared, &patch) {
                    merge_patch(Arc::make_mut(&mut shared), &patch);
                    break;
                }
            }
            // What others answered before the shared state changed does not count, and they are asked again.
            if counted < batch.len() {
                size = 1;
            }
            waiting = waiting.get(counted..).unwrap_or_default();
        }
        state.shared = Arc::unwrap_or_clone(shared);
        done
    }

    /// The first of those that wait that can be asked for at the same time: they do not need each other, and may be asked
    /// for again. At least one. The first that a provisioner serves comes alone, for it often makes what all others share.
    fn next_batch<'r>(
        &self,
        waiting: &'r [LinkedResource],
        size: usize,
        served_one: &mut BTreeSet<String>,
    ) -> &'r [LinkedResource] {
        if size == 1 {
            return waiting.get(..1).unwrap_or(waiting);
        }
        let mut in_batch: BTreeSet<&ResourceUid> = BTreeSet::new();
        let mut length = 0;
        for resource in waiting.iter().take(size) {
            let provisioner = self.registry.find(resource).filter(|provisioner| provisioner.is_repeatable());
            let uri = provisioner.map_or("", |provisioner| provisioner.describe().uri);
            let alone = !served_one.contains(uri);
            if length > 0 && (alone || self.needs_any(resource, &in_batch)) {
                break;
            }
            in_batch.insert(&resource.uid);
            length += 1;
            if alone {
                served_one.extend(provisioner.map(|_| uri.to_owned()));
                break;
            }
        }
        waiting.get(..length).unwrap_or(waiting)
    }

    /// Whether the params of a resource refer to one of these.
    fn needs_any(&self, resource: &LinkedResource, others: &BTreeSet<&ResourceUid>) -> bool {
        let Some(names) = self.workloads.get(&resource.source_workload).map(|linked| &linked.resources)
        else {
            return false;
        };
        let is_one = |reference: &Reference| match reference.elements.as_slice() {
            [root, name, ..] if root.as_str() == "resources" => {
                names.get(name.as_str()).is_some_and(|uid| others.contains(uid))
            }
            _ => false,
        };
        let mut found = false;
        for value in resource.params.iter().flat_map(OrderedMap::values) {
            value.for_each_template(&mut |template: &Template| found |= template.references().any(is_one));
        }
        found
    }

    /// Asks for one resource. Nothing else changes by it.
    fn ask(
        &self,
        resource: &LinkedResource,
        served: &Served,
        state: &State,
        shared: &Arc<Mapping>,
    ) -> Asked<K> {
        let mut looked_up = BTreeSet::new();
        let mut log = Diagnostics::new();
        let answer = self.answer(resource, served, state, shared, &mut looked_up, &mut log);
        Asked { answer: answer.map(Box::new), looked_up, log }
    }

    fn answer(
        &self,
        resource: &LinkedResource,
        served: &Served,
        state: &State,
        shared: &Arc<Mapping>,
        looked_up: &mut BTreeSet<String>,
        log: &mut Diagnostics,
    ) -> Option<Answer<K>> {
        let Surroundings { target, options, host, keep } = self.given;
        let provisioner = self.registry.first_match(resource, log)?;
        let description = provisioner.describe();
        let nothing = Mapping::default();
        let mut own_state = &nothing;
        if let Some(known) = state.resources.get(&resource.uid) {
            if known.provisioner.is_empty() || known.provisioner == description.uri {
                own_state = &known.state;
            } else if !may_change(resource, &known.provisioner, &description, options, log) {
                return None;
            }
        }

        let workload_metadata = self.metadata.get(&resource.source_workload).unwrap_or(&nothing);
        let params = match resource.params.as_ref().filter(|params| !params.is_empty()) {
            None => None,
            Some(params) => {
                let no_names = OrderedMap::default();
                let source = self.workloads.get(&resource.source_workload);
                let names = source.map_or(&no_names, |workload| &workload.resources);
                let scope = Scope { metadata: workload_metadata, resources: names, served };
                let mut filler = Filler {
                    // Params are always needed now.
                    environment: target.environment,
                    variables: &options.variables,
                    looked_up: std::mem::take(looked_up),
                    log,
                };
                let site = Site::Params { resource: &resource.name, uid: &resource.uid };
                let filled = filler.params(params, scope, site);
                *looked_up = filler.looked_up;
                Some(filled?)
            }
        };
        warn_of_unknown_params(resource, params.as_ref(), &description, log);

        let request = Request {
            uid: &resource.uid,
            guid: &resource.guid,
            declared: declared(resource),
            params: params.as_ref(),
            param_spans: &resource.param_spans,
            metadata: resource.metadata.as_ref(),
            state: own_state,
            shared,
            source_workload: &resource.source_workload,
            workload_metadata,
            workload_services: &self.services,
            target,
            target_facts: &options.target_facts,
            seed: options.seed,
            missing_values: options.missing_values,
            port_keys: options.port_keys,
        };
        let provisioned = provisioner.provision(&request, host, log)?;
        warn_of_missing_outputs(resource, &provisioned.outputs, &description, log);
        let Provisioned { state, shared, outputs, sections, notices } = provisioned;
        let state = match options.next_state {
            NextState::Returned => Some(next_state(resource, state, &outputs, &description)),
            NextState::LeftOut => None,
        };
        let resolved = resolved(resource, outputs, notices, &description);
        let kept = keep(&resolved, sections, log);
        Some(Answer { resolved, kept, state, shared })
    }
}

impl<Keep> Clone for Surroundings<'_, Keep> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Keep> Copy for Surroundings<'_, Keep> {}

fn may_change(
    resource: &LinkedResource,
    earlier: &str,
    description: &Description<'_>,
    options: &ProvisionOptions<'_>,
    log: &mut Diagnostics,
) -> bool {
    let message = format!("resource `{}` was served by another provisioner before", resource.uid);
    let changed = match options.changed_provisioners {
        ChangedProvisioners::Refused => Diagnostic::error(Code::ProvisionerChanged, message)
            .help("load the earlier provisioner again, or remove the resource from the state to start anew"),
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

/// What the next run knows of a resource.
fn next_state(
    resource: &LinkedResource,
    own: Mapping,
    outputs: &Outputs,
    description: &Description<'_>,
) -> ResourceState {
    let outputs = match outputs {
        Outputs::Values(values) => {
            values.iter().map(|(name, value)| (name.clone(), value.encode())).collect()
        }
        Outputs::Environment => Mapping::default(),
    };
    ResourceState {
        guid: resource.guid.clone(),
        metadata: resource.metadata.clone().unwrap_or_default(),
        params: resource
            .params
            .as_ref()
            .map(|params| params.iter().map(|(name, value)| (name.clone(), value.to_value())).collect()),
        source_workload: resource.source_workload.clone(),
        provisioner: description.uri.to_owned(),
        state: own,
        outputs,
    }
}

fn resolved(
    resource: &LinkedResource,
    outputs: Outputs,
    notices: Vec<String>,
    description: &Description<'_>,
) -> ResolvedResource {
    ResolvedResource {
        uid: resource.uid.clone(),
        guid: resource.guid.clone(),
        source_workload: resource.source_workload.clone(),
        workloads: resource.workloads.clone(),
        declared: declared(resource),
        provisioner: description.uri.to_owned(),
        provisioner_span: description.span,
        outputs,
        sections: Sections::default(),
        notices,
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
    for name in params.into_iter().flat_map(OrderedMap::keys).filter(|name| !is_known(name)) {
        let known = || supported.iter().map(String::as_str);
        let message = format!("the provisioner of resource `{}` does not read param `{name}`", resource.uid);
        let span = key_span(resource, name);
        let diagnostic = Diagnostic::warning(Code::UnknownParam, message)
            .at(span.unwrap_or(resource.params_span), format!("`{name}` has no effect"))
            .related(description.span, "this provisioner serves it");
        log.push(match suggest::closest(name, known()) {
            Some(close) if let Some(span) = span => {
                diagnostic.fix(format!("rename it to `{close}`"), span, close)
            }
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None if supported.is_empty() => diagnostic.note("it reads no params"),
            None => diagnostic.note(format!("it reads {}", suggest::list(known()))),
        });
    }
}

/// The place of the name of a param, when that is known.
fn key_span(resource: &LinkedResource, name: &str) -> Option<Span> {
    let index = resource.params.as_ref()?.get_index_of(name)?;
    resource.param_spans.get(index).map(|span| span.key)
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
        let found = Diagnostic::warning(Code::MissingOutput, message)
            .at(declared(resource), "declared here")
            .related(description.span, "the provisioner that promises it");
        let unpromised =
            outputs.keys().map(String::as_str).filter(|it| !expected.iter().any(|name| name == it));
        log.push(match suggest::closest(name, unpromised) {
            Some(similar) => found.help(format!(
                "it returns `{similar}`, which it does not promise: one of the two is misspelt"
            )),
            None => found,
        });
    }
}
