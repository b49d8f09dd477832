//! Every resource gets its outputs and every placeholder its value. The contract of a provisioner is here; the kinds of
//! provisioners are the business of other crates.

mod fill;
mod lookup;
mod resolve;
mod run;
mod scope;
mod select;
mod services;
mod shared;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use score_yaml::{Mapping, OrderedMap, Span, Value};

use crate::diagnostic::Diagnostics;
use crate::host::Host;
use crate::link::{LinkedWorkload, Project, State};
use crate::model::{ParamSpan, ResourceUid};
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::target::TargetDescription;
use crate::text::{Output, Text};

pub use shared::merge_patch;
pub use texts::PlaceholderValues;

/// Turns a declared resource into outputs a workload can refer to, whatever the target.
pub trait Provisioner: Send + Sync {
    /// What it serves and returns.
    fn describe(&self) -> Description<'_>;

    /// The type of resource it serves. Asked of every provisioner in every run, so a description that is costly to make
    /// should not be made for it.
    fn kind(&self) -> &str {
        self.describe().kind
    }

    /// Whether it serves this resource. The first match in the order of loading wins.
    fn matches(&self, resource: &ResourceUid) -> bool;

    /// Whether asking again is as good as asking once: it depends on nothing but the request, and changes nothing
    /// outside. It may then be asked for several resources at a time, and again when the shared state has changed.
    fn is_repeatable(&self) -> bool {
        false
    }

    /// Produces outputs and the next state from the request alone. `None` means that an error is in the log.
    fn provision(&self, request: &Request<'_>, host: &dyn Host, log: &mut Diagnostics)
    -> Option<Provisioned>;
}

/// What a provisioner serves and returns; for lists and suggestions.
#[derive(Debug, Clone, Copy)]
pub struct Description<'a> {
    /// Its URI, by which a state remembers it.
    pub uri: &'a str,
    /// The type of resource.
    pub kind: &'a str,
    /// The class, any when absent.
    pub class: Option<&'a str>,
    /// The id, any when absent.
    pub id: Option<&'a str>,
    /// A sentence or two; may be empty.
    pub description: &'a str,
    /// The params it reads, when it says so.
    pub supported_params: Option<&'a [String]>,
    /// The outputs it promises, when it says so.
    pub expected_outputs: Option<&'a [String]>,
    /// Where it is defined; [`Span::NONE`] when not in a file.
    pub span: Span,
}

/// A resource to be provisioned and everything a provisioner may know.
pub struct Request<'a> {
    /// Its identity.
    pub uid: &'a ResourceUid,
    /// Its stable id in the form of a UUID.
    pub guid: &'a str,
    /// Where it is declared, for diagnostics.
    pub declared: Span,
    /// Its params, placeholders filled and secret references encoded; absent when there are none.
    pub params: Option<&'a Mapping>,
    /// Where each of them is written, in their order; may be empty.
    pub param_spans: &'a [ParamSpan],
    /// Its metadata; absent when there is none.
    pub metadata: Option<&'a Mapping>,
    /// Its state of the last run.
    pub state: &'a Mapping,
    /// What all provisioners share. Behind an [`Arc`], so that a provisioner can hand it on without a copy.
    pub shared: &'a Arc<Mapping>,
    /// The workload whose definition counts.
    pub source_workload: &'a str,
    /// The metadata of that workload.
    pub workload_metadata: &'a Mapping,
    /// The services of all workloads by workload name.
    pub workload_services: &'a Arc<BTreeMap<String, WorkloadService>>,
    /// Under which keys templates see the ports of workloads.
    pub port_keys: PortKeys,
    /// The target and its own facts.
    pub target: &'a TargetDescription,
    /// Facts of this run that the target declares, such as the project's name, by field name.
    pub target_facts: &'a Mapping,
    /// Where random values come from.
    pub seed: &'a Seed,
    /// What happens when a template prints a value that is not there.
    pub missing_values: MissingValues,
}

/// The service of a workload as provisioners see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadService {
    /// The name others reach it by.
    pub service_name: String,
    /// Its ports by name, in the order of the file.
    pub ports: OrderedMap<String, WorkloadPort>,
}

/// A port of a workload as provisioners see it, defaults applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadPort {
    /// Its name.
    pub name: String,
    /// The port others connect to.
    pub port: u16,
    /// The port in the container.
    pub target_port: u16,
    /// `TCP` or `UDP`.
    pub protocol: &'static str,
}

/// What happens when a template prints a value that is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingValues {
    /// It is an error.
    #[default]
    Error,
    /// `<no value>` is printed, with a warning, as the reference tools print it.
    Warning,
}

/// Under which keys templates see the ports of a workload. A port is found by its name and by its number either way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PortKeys {
    /// Under its name alone, so that a `range` meets each port once.
    #[default]
    Names,
    /// Under its name and again under its number, as the reference tools list them.
    NamesAndNumbers,
}

/// What a provisioner returns.
#[derive(Clone, Default)]
pub struct Provisioned {
    /// Replaces the state of the resource.
    pub state: Mapping,
    /// A merge patch for the shared state: nothing deletes, mappings merge, the rest replaces.
    pub shared: Mapping,
    /// Replaces the outputs.
    pub outputs: Outputs,
    /// What it adds to the output.
    pub sections: Sections,
    /// What a person should know, without secrets.
    pub notices: Vec<String>,
}

/// States and sections carry passwords, so they are never shown while debugging.
impl fmt::Debug for Provisioned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Provisioned")
            .field("outputs", &self.outputs)
            .field("sections", &self.sections.keys().collect::<Vec<_>>())
            .field("notices", &self.notices)
            .finish_non_exhaustive()
    }
}

/// The outputs of a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Outputs {
    /// Values by name.
    Values(OrderedMap<String, Output>),
    /// The environment of whoever runs the output: any name, filled there.
    Environment,
}

impl Default for Outputs {
    fn default() -> Outputs {
        Outputs::Values(OrderedMap::default())
    }
}

/// What happens when a state says that another provisioner served a resource before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChangedProvisioners {
    /// It is an error, since the new one may not understand what the old one left behind.
    #[default]
    Refused,
    /// The new one starts without the state and the outputs of the old one, with a warning.
    StartAnew,
}

/// What becomes of what the next run may start from: the state of each resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NextState {
    /// It is in [`Resolved::state`].
    #[default]
    Returned,
    /// No next run wants it: [`Resolved::state`] has no new resources.
    LeftOut,
}

/// What [`provision`] needs to know besides the project.
pub struct ProvisionOptions<'a> {
    /// Where random values come from.
    pub seed: &'a Seed,
    /// Facts of this run that the target declares, by field name.
    pub target_facts: Mapping,
    /// Values for environment resources where the platform cannot fill them: in files and in params, and everywhere
    /// for a target without an environment of its own.
    pub variables: BTreeMap<String, String>,
    /// What happens when a template prints a value that is not there. Default: an error.
    pub missing_values: MissingValues,
    /// Under which keys templates see the ports of workloads. Default: their names.
    pub port_keys: PortKeys,
    /// What happens when another provisioner served a resource before. Default: an error.
    pub changed_provisioners: ChangedProvisioners,
    /// What becomes of the state of each resource. Default: returned.
    pub next_state: NextState,
    /// How many threads work. The result does not depend on it. Default: one.
    pub threads: Threads,
}

impl<'a> ProvisionOptions<'a> {
    /// A seed, and the default of everything else.
    pub fn new(seed: &'a Seed) -> ProvisionOptions<'a> {
        ProvisionOptions {
            seed,
            target_facts: Mapping::default(),
            variables: BTreeMap::new(),
            missing_values: MissingValues::default(),
            port_keys: PortKeys::default(),
            changed_provisioners: ChangedProvisioners::default(),
            next_state: NextState::default(),
            threads: Threads::ONE,
        }
    }
}

/// A project in which every placeholder has its value.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// By name.
    pub workloads: BTreeMap<String, ResolvedWorkload>,
    /// In the order they were provisioned.
    pub resources: Vec<ResolvedResource>,
    /// What the next run starts from. Resources that no workload mentions any more stay in it.
    pub state: State,
    /// Every environment variable that placeholders look up, filled or not.
    pub environment_variables: BTreeSet<String>,
}

/// A workload and the values of its placeholders.
#[derive(Debug, Clone)]
pub struct ResolvedWorkload {
    /// The workload and its place. Its files have moved to the containers.
    pub linked: LinkedWorkload,
    /// By container name, in the order of the file.
    pub containers: OrderedMap<String, ResolvedContainer>,
}

/// The values of the placeholders of a container.
#[derive(Debug, Clone, Default)]
pub struct ResolvedContainer {
    /// By variable name, in the order of the file.
    pub variables: OrderedMap<String, Text>,
    /// By target, in the order of the file.
    pub files: OrderedMap<String, FileContent>,
    /// By target, in the order of the file.
    pub volumes: OrderedMap<String, VolumeSource>,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum FileContent {
    /// Expanded text.
    Text(Text),
    /// Bytes as they are.
    Bytes(Vec<u8>),
}

/// What is mounted.
#[derive(Debug, Clone, PartialEq)]
pub enum VolumeSource {
    /// The resource with this identity; its outputs say how.
    Resource(ResourceUid),
    /// Any other text.
    Named(Text),
}

/// A provisioned resource.
#[derive(Clone)]
pub struct ResolvedResource {
    /// Its identity.
    pub uid: ResourceUid,
    /// Its stable id.
    pub guid: String,
    /// The workload whose definition counts.
    pub source_workload: String,
    /// Every workload that declares it, by name.
    pub workloads: Vec<String>,
    /// Where it is declared.
    pub declared: Span,
    /// URI of the provisioner that served it.
    pub provisioner: String,
    /// Where that provisioner is defined.
    pub provisioner_span: Span,
    /// Its outputs.
    pub outputs: Outputs,
    /// What it adds to the output.
    pub sections: Sections,
    /// What a person should know.
    pub notices: Vec<String>,
}

/// Sections carry passwords, so they are never shown while debugging.
impl fmt::Debug for ResolvedResource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResolvedResource")
            .field("uid", &self.uid)
            .field("provisioner", &self.provisioner)
            .field("outputs", &self.outputs)
            .field("sections", &self.sections.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Provisions every resource in order and fills every placeholder. The first provisioner that matches serves.
///
/// Reports `no-provisioner`, `provisioner-changed`, `unknown-resource`, `unknown-output`, `unknown-metadata-key`,
/// `unknown-placeholder-root`, `malformed-placeholder`, `unfilled-variable`, as warnings `unknown-param` and `missing-output`, and whatever the
/// provisioners report. What follows from a resource that failed is not reported.
pub fn provision(
    project: Project,
    provisioners: &[Arc<dyn Provisioner>],
    target: &TargetDescription,
    options: &ProvisionOptions<'_>,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Resolved> {
    let keep = |_: &ResolvedResource, sections: Sections, _: &mut Diagnostics| sections;
    let (mut resolved, kept) = provision_with(project, provisioners, target, options, host, keep, log)?;
    for (resource, sections) in resolved.resources.iter_mut().zip(kept) {
        resource.sections = sections;
    }
    Some(resolved)
}

/// What a provisioner adds to the output, by the names the target declares. Resources that add the very same, such as a
/// service that they use together, may share the value.
pub type Sections = OrderedMap<String, Arc<Value>>;

/// Like [`provision`], but hands what a provisioner adds to the output to `keep` as soon as it is there, possibly on
/// another thread and more than once for a resource, and returns what `keep` makes of it in the order of the resources.
/// Large projects need less memory when that is less than the sections themselves, which stay empty.
pub fn provision_with<K: Send>(
    project: Project,
    provisioners: &[Arc<dyn Provisioner>],
    target: &TargetDescription,
    options: &ProvisionOptions<'_>,
    host: &dyn Host,
    keep: impl Fn(&ResolvedResource, Sections, &mut Diagnostics) -> K + Sync,
    log: &mut Diagnostics,
) -> Option<(Resolved, Vec<K>)> {
    run::run(project, provisioners, run::Surroundings { target, options, host, keep: &keep }, log)
}

#[cfg(test)]
mod tests;
