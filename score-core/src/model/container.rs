//! `containers.<name>`.

use score_yaml::OrderedMap;
use serde::{Deserialize, Serialize};

use super::{Cpu, File, Located, Memory, Name, Probe, Volume};
use crate::placeholder::Template;

/// One container of a workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Container {
    /// The image, at least one character; `.` means that it is supplied when generating.
    pub image: Located<String>,
    /// Replaces the entrypoint of the image. Absent keeps it, an empty list clears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<Located<String>>>,
    /// Replaces the arguments of the image. Absent keeps them, an empty list clears them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args: Option<Vec<Located<String>>>,
    /// Environment variables. Names have at least one character and no `=`.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub variables: OrderedMap<Located<String>, Template>,
    /// Files by the path they appear at.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub files: OrderedMap<Located<String>, File>,
    /// Volumes by the path they are mounted at.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub volumes: OrderedMap<Located<String>, Volume>,
    /// The containers that wait for this one, and for what.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub before: OrderedMap<Located<Name>, Before>,
    /// Processor and memory, requested and at most.
    #[serde(default, skip_serializing_if = "ContainerResources::is_empty")]
    pub resources: ContainerResources,
    /// Whether it is alive; restarted when not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liveness_probe: Option<Located<Probe>>,
    /// Whether it may get traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<Located<Probe>>,
}

impl Container {
    /// A container of an image and nothing else.
    pub fn of_image(image: impl Into<String>) -> Container {
        Container {
            image: image.into().into(),
            command: None,
            args: None,
            variables: OrderedMap::default(),
            files: OrderedMap::default(),
            volumes: OrderedMap::default(),
            before: OrderedMap::default(),
            resources: ContainerResources::default(),
            liveness_probe: None,
            readiness_probe: None,
        }
    }
}

/// What the named container waits for. The carrier of the entry comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// The state the carrier has to reach.
    pub ready: Located<Ready>,
}

/// A state of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ready {
    /// It has been started.
    Started,
    /// Its probe passes.
    Healthy,
    /// It has ended with success.
    Complete,
}

/// `resources` of a container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainerResources {
    /// At most this much.
    #[serde(default, skip_serializing_if = "Quantities::is_empty")]
    pub limits: Quantities,
    /// At least this much.
    #[serde(default, skip_serializing_if = "Quantities::is_empty")]
    pub requests: Quantities,
}

impl ContainerResources {
    /// Whether neither limits nor requests say anything.
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty() && self.requests.is_empty()
    }
}

/// Processor and memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// Processor time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Located<Cpu>>,
    /// Memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Located<Memory>>,
}

impl Quantities {
    /// Whether neither is given.
    pub fn is_empty(&self) -> bool {
        self.cpu.is_none() && self.memory.is_none()
    }
}
