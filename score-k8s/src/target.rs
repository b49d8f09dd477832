//! What provisioners need to know of Kubernetes.

use score_core::model::Workload;
use score_core::target::{
    EnvironmentVariables, Fact, GUID, SecretReferences, Section, Shape, TargetDescription, WORKLOAD_METADATA,
};

/// The manifests among the files to write.
pub const FILE_NAME: &str = "manifests.yaml";

/// The section of provisioners.
pub(crate) const MANIFESTS: &str = "manifests";
/// The fact that holds the namespace, empty when there is none.
pub(crate) const NAMESPACE: &str = "Namespace";

/// What annotations that say how a workload becomes manifests begin with. They are not handed on to pods.
pub(crate) const OWN_PREFIX: &str = "k8s.score.dev/";
/// The annotation that says which kind of object runs a workload.
pub(crate) const KIND: &str = "k8s.score.dev/kind";
/// The annotation that gives pods a token for the Kubernetes API.
pub(crate) const SERVICE_ACCOUNT_TOKEN: &str = "k8s.score.dev/service-account-token";
/// The annotation on objects that names their workload.
pub(crate) const WORKLOAD_NAME: &str = "k8s.score.dev/workload-name";
/// The annotation that names the service of a workload.
pub(crate) const SERVICE_NAME: &str = "k8s.score.dev/service-name";

/// Kubernetes as provisioners see it.
pub fn target() -> &'static TargetDescription {
    &TARGET
}

static TARGET: TargetDescription = TargetDescription {
    name: "k8s",
    sections: &[Section { name: MANIFESTS, command_key: MANIFESTS, shape: Shape::MappingList }],
    facts: &[
        Fact { field: GUID, command_key: Some("resource_guid") },
        Fact { field: WORKLOAD_METADATA, command_key: Some("workload_metadata") },
        Fact { field: NAMESPACE, command_key: Some("namespace") },
    ],
    environment: EnvironmentVariables::Given,
    secrets: SecretReferences::Allowed,
    service_name: |workload: &Workload| service_name(workload).to_owned(),
};

/// The name of the service of a workload: its annotation, else the name of the workload.
pub(crate) fn service_name(workload: &Workload) -> &str {
    workload.annotation(SERVICE_NAME).map_or(workload.name().as_str(), |name| name.as_str())
}
