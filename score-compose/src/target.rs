//! What provisioners need to know of Compose.

use score_core::model::Workload;
use score_core::target::{EnvironmentVariables, Fact, SecretReferences, Section, Shape, TargetDescription};

/// The Compose file among the files to write.
pub const FILE_NAME: &str = "compose.yaml";

/// The fact that holds the name of the project.
pub(crate) const PROJECT_NAME: &str = "ComposeProjectName";
/// The fact that holds the folder of mounted files.
pub(crate) const MOUNTS_DIRECTORY: &str = "MountsDirectory";

/// Compose as provisioners see it.
pub fn target() -> &'static TargetDescription {
    &TARGET
}

static TARGET: TargetDescription = TargetDescription {
    name: "compose",
    sections: &[
        mapping("directories", "relative_directories"),
        mapping("files", "relative_file_contents"),
        mapping("networks", "compose_networks"),
        mapping("services", "compose_services"),
        mapping("volumes", "compose_volumes"),
        mapping("models", "compose_models"),
        Section { name: "info_logs", command_key: "info_logs", shape: Shape::Lines },
    ],
    facts: &[
        Fact { field: PROJECT_NAME, command_key: Some("compose_project_name") },
        Fact { field: MOUNTS_DIRECTORY, command_key: Some("mount_directory_path") },
    ],
    environment: EnvironmentVariables::Deferred,
    secrets: SecretReferences::None,
    service_name: |workload: &Workload| workload.name().to_string(),
};

const fn mapping(name: &'static str, command_key: &'static str) -> Section {
    Section { name, command_key, shape: Shape::Mapping }
}
