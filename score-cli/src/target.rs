//! What the command knows of each platform: its crate, and the reference tool it stands in for.

use std::path::PathBuf;

use score_core::target::TargetDescription;

use crate::args::Target;

impl Target {
    /// What provisioners need to know of it.
    pub(crate) fn description(self) -> &'static TargetDescription {
        match self {
            Target::Compose => score_compose::target(),
            Target::K8s => score_k8s::target(),
        }
    }

    /// The built-in provisioner files: name and text.
    pub(crate) fn default_provisioners(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Target::Compose => score_compose::default_provisioners(),
            Target::K8s => score_k8s::default_provisioners(),
        }
    }

    /// The file that everything else belongs to.
    pub(crate) fn main_file(self) -> &'static str {
        match self {
            Target::Compose => "compose.yaml",
            Target::K8s => "manifests.yaml",
        }
    }

    /// The reference tool for this platform.
    pub(crate) fn tool(self) -> &'static str {
        match self {
            Target::Compose => "score-compose",
            Target::K8s => "score-k8s",
        }
    }

    /// The release of the reference tool whose behaviour is reproduced.
    pub(crate) fn tool_version(self) -> &'static str {
        match self {
            Target::Compose => "0.45.0",
            Target::K8s => "0.15.0",
        }
    }

    /// The project folder of the reference tool, in the working folder.
    pub(crate) fn project_folder(self) -> &'static str {
        match self {
            Target::Compose => ".score-compose",
            Target::K8s => ".score-k8s",
        }
    }

    /// The state of a project.
    pub(crate) fn state_file(self) -> PathBuf {
        PathBuf::from(self.project_folder()).join("state.yaml")
    }
}
