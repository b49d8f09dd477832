//! How manifests are made. Every difference between the two presets is a switch here, named, with its consequence.

use std::sync::Arc;

use score_core::diagnostic::{Code, Diagnostic};
use score_core::link::{AmbiguousIds, BinarySources, FileSources};
use score_core::parallel::{Leftovers, Threads};
use score_core::provision::{ChangedProvisioners, MissingValues, NextState, PortKeys};
use score_provisioners::patch::PatchTemplate;

/// How manifests are made. Start from [`Options::native`] or [`Options::reference`] and change what differs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// The namespace of every object that lives in one. Without one the objects go where they are applied.
    pub namespace: Option<String>,
    /// Whether an object for the namespace comes first. Without a namespace nothing comes.
    pub generate_namespace: GenerateNamespace,
    /// The dialect of the output.
    pub format: Format,
    /// Change the manifests at last, in order.
    pub patches: Vec<Arc<PatchTemplate>>,
    /// Whether a field that is carried only nearly is an error.
    pub strict: bool,
    /// Where files of containers are mounted.
    pub file_mounts: FileMounts,
    /// How the content of files is written into ConfigMaps.
    pub file_contents: FileContents,
    /// The names of the volumes of pods.
    pub volume_names: VolumeNames,
    /// The order of containers, variables and mounts.
    pub order: Order,
    /// Whether containers list the ports of the service.
    pub container_ports: ContainerPorts,
    /// The instance label of a workload that no earlier state knows.
    pub instance_labels: InstanceLabels,
    /// Which labels objects have.
    pub labels: Labels,
    /// Whether pods get a token for the Kubernetes API.
    pub service_account_tokens: ServiceAccountTokens,
    /// What `$(NAME)` and `$$` in variables, `command` and `args` stand for.
    pub dollars: Dollars,
    /// What `${NAME}` in an image stands for.
    pub image_variables: ImageVariables,
    /// What a probe with both `exec` and `httpGet` asks.
    pub double_probes: DoubleProbes,
    /// Whether fields without a meaning are written.
    pub empty_fields: EmptyFields,
    /// The order of keys.
    pub key_order: KeyOrder,
    /// Which manifests of provisioners and patches are checked against the types of Kubernetes, and how what it refuses in
    /// workloads is taken.
    pub manifest_checks: ManifestChecks,
    /// What happens when two different objects have the same name.
    pub same_names: SameNames,
    /// What a namespace that a provisioner writes means when another one is given for the run.
    pub own_namespaces: OwnNamespaces,
    /// Where mounted files may lie.
    pub file_sources: FileSources,
    /// What happens to mounted files that are not UTF-8 although their placeholders should be filled.
    pub binary_sources: BinarySources,
    /// What happens to U+007F and the other characters that YAML has only in escaped form.
    pub control_characters: ControlCharacters,
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
    /// Everything that makes the better manifests, whatever other tools do.
    pub fn native() -> Options {
        Options {
            namespace: None,
            generate_namespace: GenerateNamespace::No,
            format: Format::Yaml,
            patches: Vec::new(),
            strict: false,
            file_mounts: FileMounts::OneByOne,
            file_contents: FileContents::Readable,
            volume_names: VolumeNames::OfResource,
            order: Order::OfFile,
            container_ports: ContainerPorts::Listed,
            instance_labels: InstanceLabels::WorkloadName,
            labels: Labels::Recommended,
            service_account_tokens: ServiceAccountTokens::Withheld,
            dollars: Dollars::AsTyped,
            image_variables: ImageVariables::Filled,
            double_probes: DoubleProbes::Exec,
            empty_fields: EmptyFields::LeftOut,
            key_order: KeyOrder::AsGiven,
            manifest_checks: ManifestChecks::EveryKind,
            same_names: SameNames::Refused,
            own_namespaces: OwnNamespaces::Kept,
            control_characters: ControlCharacters::Escaped,
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

    /// The same bytes as `score-k8s`, wherever what it makes works.
    pub fn reference() -> Options {
        Options {
            file_mounts: FileMounts::ByFolder,
            file_contents: FileContents::Base64,
            volume_names: VolumeNames::OfTarget,
            order: Order::Sorted,
            container_ports: ContainerPorts::Unmentioned,
            instance_labels: InstanceLabels::WithSuffix,
            labels: Labels::Few,
            service_account_tokens: ServiceAccountTokens::Mounted,
            dollars: Dollars::LeftToKubernetes,
            image_variables: ImageVariables::Verbatim,
            double_probes: DoubleProbes::HttpGet,
            empty_fields: EmptyFields::Written,
            key_order: KeyOrder::Sorted,
            manifest_checks: ManifestChecks::CommonKinds,
            same_names: SameNames::LastWins,
            own_namespaces: OwnNamespaces::Overwritten,
            control_characters: ControlCharacters::Refused,
            ambiguous_ids: AmbiguousIds::Shared,
            missing_values: MissingValues::Warning,
            port_keys: PortKeys::NamesAndNumbers,
            next_state: NextState::Returned,
            ..Options::native()
        }
    }
}

/// Whether an object for the namespace comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenerateNamespace {
    /// It does, unless a provisioner makes it.
    Yes,
    /// The namespace is there already. Default.
    No,
}

/// The dialect of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML with indentation. Default.
    Yaml,
    /// YAML with brackets and quotes, as Kubernetes tools write it.
    Kyaml,
}

/// Where files of containers are mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileMounts {
    /// Each at its own path, so that what the image has beside it stays visible. Default.
    OneByOne,
    /// Their folder is mounted, which hides what the image has there. In `/`, and where a volume is mounted already,
    /// nothing else can be mounted: there it is one by one.
    ByFolder,
}

/// How the content of files is written into ConfigMaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileContents {
    /// Text as text, other bytes in base64. Default.
    Readable,
    /// All of it in base64.
    Base64,
}

/// The names of the volumes of pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeNames {
    /// The name of the resource, so that a claim stays the same when it is mounted elsewhere. Default.
    OfResource,
    /// `vol-` and ten hexadecimal digits that follow from the path it is mounted at first.
    OfTarget,
}

/// The order of containers, variables and mounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The order of the score file: the first container is the one that tools talk to. Default.
    OfFile,
    /// By name.
    Sorted,
}

/// Whether containers list the ports of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerPorts {
    /// They are listed, named as in the service: by the container that an `httpGet` probe asks at this port, else by the
    /// first one. Default.
    Listed,
    /// They are not.
    Unmentioned,
}

/// The instance label of a workload that no earlier state knows. It is part of selectors, which can never be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceLabels {
    /// The name of the workload. Default.
    WorkloadName,
    /// The name of the workload with `-` and ten hexadecimal digits that follow from it.
    WithSuffix,
}

/// Which labels objects have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Name, instance and tool on every object, and the tag of the image of the first container as the version where it
    /// can be a label. Default. Pods have no version, so that a new one changes nothing in them but the image.
    Recommended,
    /// Name, instance and tool on all but ConfigMaps.
    Few,
}

/// Whether pods get a token for the Kubernetes API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceAccountTokens {
    /// Only where the annotation `k8s.score.dev/service-account-token` of the workload is `"true"`. Default.
    Withheld,
    /// As the cluster does it, which is usually to mount one.
    Mounted,
}

/// What `$(NAME)` and `$$` in variables, `command` and `args` stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dollars {
    /// Themselves: they are escaped, so that Kubernetes leaves them alone. Default.
    AsTyped,
    /// What Kubernetes makes of them: the value of a variable, and one dollar.
    LeftToKubernetes,
}

/// What `${NAME}` in an image stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageVariables {
    /// The value given for it; without one it is an error. Default.
    Filled,
    /// Itself, for a later tool to fill.
    Verbatim,
}

/// What a probe with both `exec` and `httpGet` asks. Kubernetes takes only one of them; the other one is left out with a
/// warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubleProbes {
    /// It runs the program, which the specification prefers. Default.
    Exec,
    /// It sends the request.
    HttpGet,
}

/// Whether fields without a meaning are written, such as `status: {}` and `resources: {}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyFields {
    /// They are left out. Default.
    LeftOut,
    /// They are written, as programs in Go print them.
    Written,
}

/// The order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrder {
    /// `apiVersion`, `kind` and `metadata` first, and names before what has them; manifests of provisioners as they are.
    /// Default.
    AsGiven,
    /// By name, numbers in them by value.
    Sorted,
}

/// Which manifests of provisioners and patches are checked against the types of Kubernetes, and how what it refuses in
/// workloads is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestChecks {
    /// Every kind that is part of Kubernetes, and what patches make of it; what workloads have wrong is an error.
    /// Default.
    EveryKind,
    /// Kinds of the groups core, apps and networking, out of templates; what workloads have wrong is written, with a
    /// warning.
    CommonKinds,
}

impl ManifestChecks {
    /// What Kubernetes would not take of a workload.
    pub(crate) fn refusal(self, code: Code, message: String) -> Diagnostic {
        match self {
            ManifestChecks::EveryKind => Diagnostic::error(code, message),
            ManifestChecks::CommonKinds => Diagnostic::warning(code, message),
        }
    }
}

/// What happens when two different objects have the same name. Equal ones are always written once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameNames {
    /// It is an error. Default.
    Refused,
    /// The last one is written, with a warning.
    LastWins,
}

/// What a namespace that a provisioner writes means when another one is given for the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnNamespaces {
    /// The object stays in it. Default.
    Kept,
    /// It is replaced.
    Overwritten,
}

/// What happens to U+007F and the control characters behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlCharacters {
    /// They are written in escaped form. Default. KYAML has no such form for them, so there they are an error.
    Escaped,
    /// They are an error.
    Refused,
}
