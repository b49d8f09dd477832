//! Two targets with the sections and facts of Compose and of Kubernetes.
#![allow(dead_code)]

use score_core::target::{EnvironmentVariables, Fact, SecretReferences, Section, Shape, TargetDescription};
const fn section(name: &'static str, command_key: &'static str, shape: Shape) -> Section {
    Section { name, command_key, shape }
}

/// A target with the sections and facts of Compose.
pub(crate) static COMPOSE: TargetDescription = TargetDescription {
    name: "compose",
    sections: &[
        section("directories", "relative_directories", Shape::Mapping),
        section("files", "relative_file_contents", Shape::Mapping),
        section("networks", "compose_networks", Shape::Mapping),
        section("services", "compose_services", Shape::Mapping),
        section("volumes", "compose_volumes", Shape::Mapping),
        section("models", "compose_models", Shape::Mapping),
        section("info_logs", "info_logs", Shape::Lines),
    ],
    facts: &[
        Fact { field: "ComposeProjectName", command_key: Some("compose_project_name") },
        Fact { field: "MountsDirectory", command_key: Some("mount_directory_path") },
    ],
    environment: EnvironmentVariables::Deferred,
    secrets: SecretReferences::None,
    service_name: |workload| workload.name().to_string(),
};

/// A target with the sections and facts of Kubernetes.
pub(crate) static KUBERNETES: TargetDescription = TargetDescription {
    name: "k8s",
    sections: &[section("manifests", "manifests", Shape::MappingList)],
    facts: &[
        Fact { field: "Guid", command_key: Some("resource_guid") },
        Fact { field: "WorkloadMetadata", command_key: Some("workload_metadata") },
        Fact { field: "Namespace", command_key: Some("namespace") },
    ],
    environment: EnvironmentVariables::Given,
    secrets: SecretReferences::Allowed,
    service_name: |workload| workload.name().to_string(),
};
