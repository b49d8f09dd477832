//! How a Compose file is made. Every difference between the two presets is a switch here, named, with its consequence.

use std::collections::BTreeMap;
use std::sync::Arc;

use score_core::link::{AmbiguousIds, BinarySources, FileSources};
use score_core::parallel::{Leftovers, Threads};
use score_core::provision::{ChangedProvisioners, MissingValues, NextState, PortKeys};
use score_provisioners::patch::PatchTemplate;
use score_yaml::Value;

use crate::publish::Publish;

/// How a Compose file is made. Start from [`Options::native`] or [`Options::reference`] and change what differs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// The name of the Compose project. Without one Compose takes the name of the folder.
    pub project_name: Option<String>,
    /// The folder for the files that containers mount, relative to the Compose file. Empty: files are refused.
    pub mounts_directory: String,
    /// What is built instead of pulled, by workload and container: a context, or a build object of Compose.
    pub builds: BTreeMap<(String, String), Value>,
    /// Ports to publish on the host beyond those of provisioners.
    pub publish: Vec<Publish>,
    /// Templates that change the whole file, in the order they are applied.
    pub patches: Vec<Arc<PatchTemplate>>,
    /// Whether a field that is carried only nearly is an error.
    pub strict: bool,
    /// What becomes of `httpGet` probes.
    pub http_probes: HttpProbes,
    /// What becomes of `resources` of containers.
    pub container_resources: ContainerResources,
    /// What becomes of `service.ports`.
    pub service_ports: ServicePorts,
    /// What `${NAME}` in an image stands for.
    pub image_variables: ImageVariables,
    /// What `$$` in `command` and `args` stands for.
    pub command_dollars: CommandDollars,
    /// How workloads wait for what provisioners add.
    pub waiting: Waiting,
    /// Whether provisioners may use the short forms of Compose.
    pub short_forms: ShortForms,
    /// What happens to keys that Compose does not know.
    pub unknown_keys: UnknownKeys,
    /// What a key that is left out in a section of a provisioner means.
    pub left_out_keys: LeftOutKeys,
    /// Where mounted files may lie.
    pub file_sources: FileSources,
    /// What happens to mounted files that are not UTF-8 although their placeholders should be filled.
    pub binary_sources: BinarySources,
    /// What happens when an explicit id spells an implicit one.
    pub ambiguous_ids: AmbiguousIds,
    /// What happens when a template prints a value that is not there.
    pub missing_values: MissingValues,
    /// Under which keys templates see the ports of workloads.
    pub port_keys: PortKeys,
    /// What happens when another provisioner served a resource before.
    pub changed_provisioners: ChangedProvisioners,
    /// Whether what a next run may start from comes out too.
    pub next_state: NextState,
    /// How many threads work. The output does not depend on it.
    pub threads: Threads,
    /// What becomes of the memory of a run. Default: it is freed.
    pub leftovers: Leftovers,
}

impl Options {
    /// Everything that makes the better Compose file, whatever other tools do.
    pub fn native() -> Options {
        Options {
            project_name: None,
            mounts_directory: "compose-files".to_owned(),
            builds: BTreeMap::new(),
            publish: Vec::new(),
            patches: Vec::new(),
            strict: false,
            http_probes: HttpProbes::HealthChecks,
            container_resources: ContainerResources::Deployed,
            service_ports: ServicePorts::Exposed,
            image_variables: ImageVariables::Filled,
            command_dollars: CommandDollars::AsTyped,
            waiting: Waiting::Direct,
            short_forms: ShortForms::Accepted,
            unknown_keys: UnknownKeys::Refused,
            left_out_keys: LeftOutKeys::AsCompose,
            file_sources: FileSources::Anywhere,
            binary_sources: BinarySources::Refused,
            ambiguous_ids: AmbiguousIds::Refused,
            missing_values: MissingValues::Error,
            port_keys: PortKeys::Names,
            changed_provisioners: ChangedProvisioners::Refused,
            next_state: NextState::LeftOut,
            threads: Threads::ONE,
            leftovers: Leftovers::Dropped,
        }
    }

    /// The same bytes as `score-compose`, wherever what it makes works.
    pub fn reference() -> Options {
        Options {
            mounts_directory: ".score-compose/mounts".to_owned(),
            http_probes: HttpProbes::Ignored,
            container_resources: ContainerResources::Ignored,
            service_ports: ServicePorts::Unmentioned,
            image_variables: ImageVariables::Verbatim,
            command_dollars: CommandDollars::PairsAreOne,
            waiting: Waiting::OneService,
            short_forms: ShortForms::Refused,
            unknown_keys: UnknownKeys::Dropped,
            left_out_keys: LeftOutKeys::AsZero,
            file_sources: FileSources::InsideFolder,
            binary_sources: BinarySources::Verbatim,
            ambiguous_ids: AmbiguousIds::Shared,
            missing_values: MissingValues::Warning,
            port_keys: PortKeys::NamesAndNumbers,
            next_state: NextState::Returned,
            ..Options::native()
        }
    }
}

/// What becomes of `httpGet` probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpProbes {
    /// A health check that asks with `wget` or `curl` inside the container. Default.
    HealthChecks,
    /// Left out with a warning, also when an `exec` probe of the other kind stands beside it. Only where another
    /// container waits for health they become health checks too, for Compose would refuse the file without.
    Ignored,
}

/// What becomes of `resources` of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerResources {
    /// Limits and reservations under `deploy.resources`, which Compose enforces. Default.
    Deployed,
    /// Left out, with a warning.
    Ignored,
}

/// What becomes of `service.ports`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServicePorts {
    /// Their targets are listed under `expose`. Default. Nothing is published on the host.
    Exposed,
    /// Only provisioners see them.
    Unmentioned,
}

/// What `${NAME}` in an image stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageVariables {
    /// The value given for it; without one it is left to Compose. Default.
    Filled,
    /// It is left to Compose, which takes it from its own environment.
    Verbatim,
}

/// What `$$` in `command` and `args` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandDollars {
    /// Two dollars, as it is typed. Default.
    AsTyped,
    /// One dollar, as for people who escape it for Compose by hand.
    PairsAreOne,
}

/// How workloads wait for what provisioners add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Each workload waits for the services of its own resources. Default.
    Direct,
    /// All wait for a service `wait-for-resources` of image `alpine`, which waits for all services of provisioners.
    OneService,
}

/// Whether provisioners may use the short forms of Compose, such as `ports: ["80:80"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortForms {
    /// They are written in full. Default.
    Accepted,
    /// They are an error.
    Refused,
}

/// What happens to keys that Compose does not know. Extensions, `x-…`, are always carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownKeys {
    /// They are an error. Default.
    Refused,
    /// They are dropped with a warning.
    Dropped,
}

/// What a key that is left out in a section of a provisioner means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutKeys {
    /// What it means to Compose: dependencies are required, paths of bind mounts are made. Default.
    AsCompose,
    /// No: `required: false` and `create_host_path: false` are written out.
    AsZero,
}
