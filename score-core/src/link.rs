//! Workloads become a project: what an earlier run left behind is joined, shared resources become one, the files that
//! containers mount are read, and the resources get their order, dependencies first.

mod files;
mod identity;
mod order;

use std::collections::BTreeMap;
use std::fmt;

use score_yaml::{Mapping, OrderedMap, Span};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::host::Host;
use crate::model::{ParamSpan, ResourceUid, Workload};
use crate::parallel::Threads;
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
#[derive(Clone, Default, PartialEq)]
pub struct State {
    /// The suffix of the instance label by workload name (`-3fa1c09b7e`).
    pub instance_suffixes: BTreeMap<String, String>,
    /// What is known of each resource.
    pub resources: OrderedMap<ResourceUid, ResourceState>,
    /// What provisioners share.
    pub shared: Mapping,
}

/// What is known of a resource between runs.
#[derive(Clone, Default, PartialEq)]
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

/// What provisioners share may be secret, so it is never shown while debugging.
impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("State")
            .field("instance_suffixes", &self.instance_suffixes)
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}

/// States and outputs carry passwords, so they are never shown while debugging.
impl fmt::Debug for ResourceState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResourceState")
            .field("guid", &self.guid)
            .field("source_workload", &self.source_workload)
            .field("provisioner", &self.provisioner)
            .finish_non_exhaustive()
    }
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

/// What happens to a mounted file that is not UTF-8 although its placeholders should be filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BinarySources {
    /// It is an error that names the ways out: `noExpand: true` or `binaryContent`.
    #[default]
    Refused,
    /// Its bytes are taken as they are, as `score-compose` takes them.
    Verbatim,
}

/// What happens when an explicit id such as `app.db` spells the identity that resource `db` of workload `app` has
/// without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AmbiguousIds {
    /// It is an error: sharing has to be meant on both sides.
    #[default]
    Refused,
    /// The two are one resource, as they are for the reference tools.
    Shared,
}

/// What [`link`] needs to know besides the workloads.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LinkOptions {
    /// Where mounted files may lie. Default: anywhere.
    pub file_sources: FileSources,
    /// What happens to mounted files that are not UTF-8. Default: an error.
    pub binary_sources: BinarySources,
    /// What happens when an explicit id spells an implicit one. Default: an error.
    pub ambiguous_ids: AmbiguousIds,
    /// How many threads work. The result does not depend on it. Default: one.
    pub threads: Threads,
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
    pub resources: OrderedMap<String, ResourceUid>,
    /// The content of its files by container and target, placeholders parsed.
    pub files: OrderedMap<(String, String), FileBytes>,
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
    /// The workload whose definition counts: the last one by name that gives params, else the first.
    pub source_workload: String,
    /// Its name in that workload.
    pub name: String,
    /// Every workload that declares it, by name, each once.
    pub workloads: Vec<String>,
    /// Where it is declared: the span of `type` of the definition that counts, then of the others.
    pub declared: Vec<Span>,
    /// Its params; absent when no workload gives any.
    pub params: Option<OrderedMap<String, TemplateValue>>,
    /// Where these params are written; [`Span::NONE`] when nowhere.
    pub params_span: Span,
    /// Where each of them is written, in their order; may be empty.
    pub param_spans: Vec<ParamSpan>,
    /// Its metadata; absent when no workload gives any.
    pub metadata: Option<Mapping>,
}

/// Joins workloads to a project. The result does not depend on the order of `workloads`.
///
/// Reports workloads with the same name, shared resources with different definitions, cycles and files that cannot be
/// read: `duplicate-workload`, `conflicting-resource`, `ambiguous-resource-id`, `resource-cycle`, `file-unreadable`,
/// `file-outside-folder`, `invalid-utf8`. Placeholders with unknown names are left to
/// [`provision`](crate::provision::provision).
pub fn link(
    workloads: Vec<SourcedWorkload>,
    state: State,
    options: &LinkOptions,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Project> {
    let mut own_log = Diagnostics::new();
    let workloads = by_name(workloads, &mut own_log);
    let (resources, identities) = identity::join(&workloads, &state, options, &mut own_log);
    let resources = order::dependencies_first(resources, &identities, options.threads, &mut own_log);
    let mut reader = files::Reader::new(host, options);
    let mut linked = BTreeMap::new();
    for (sourced, resources) in workloads.into_iter().zip(identities.into_values()) {
        let files = reader.files_of(&sourced, &mut own_log);
        let SourcedWorkload { workload, file } = sourced;
        linked.insert(workload.name().to_string(), LinkedWorkload { workload, file, resources, files });
    }
    let failed = own_log.has_errors();
    log.append(own_log);
    (!failed).then_some(Project { workloads: linked, resources, state })
}

/// Sorts by name and keeps the first of each name, so that the rest can still be looked at.
fn by_name(mut workloads: Vec<SourcedWorkload>, log: &mut Diagnostics) -> Vec<SourcedWorkload> {
    workloads.sort_by(|a, b| {
        let key = |sourced: &SourcedWorkload| sourced.workload.metadata.name.span;
        (a.workload.name(), &a.file, key(a)).cmp(&(b.workload.name(), &b.file, key(b)))
    });
    let mut kept: Vec<SourcedWorkload> = Vec::with_capacity(workloads.len());
    for sourced in workloads {
        match kept.last() {
            Some(first) if first.workload.name() == sourced.workload.name() => {
                log.push(duplicate_workload(first, &sourced));
            }
            _ => kept.push(sourced),
        }
    }
    kept
}

fn duplicate_workload(first: &SourcedWorkload, second: &SourcedWorkload) -> Diagnostic {
    let name = second.workload.name();
    let diagnostic = Diagnostic::error(Code::DuplicateWorkload, format!("two workloads are named `{name}`"))
        .path("metadata.name")
        .at(second.workload.metadata.name.span, "this name is taken")
        .related(first.workload.metadata.name.span, "the first workload with this name");
    if first.file == second.file {
        diagnostic.note(format!("`{}` was given twice", first.file)).help("give each workload once")
    } else {
        diagnostic.help("rename one of the two workloads")
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
