//! Score workloads to Kubernetes manifests.
//!
//! [`generate`] takes checked workloads to one file of manifests; [`Options`] holds every choice, in two presets.
//! [`target`] is what provisioners need to know of Kubernetes, and [`default_provisioners`] those that are built in.

mod fields;
mod options;
mod provisioners;
mod target;

pub use fields::FIELDS;
pub use options::{
    ContainerPorts, Dollars, DoubleProbes, EmptyFields, FileContents, FileMounts, Format, GenerateNamespace,
    ImageVariables, InstanceLabels, KeyOrder, ManifestChecks, Options, Order, OwnNamespaces, SameNames,
    ServiceAccountTokens, VersionLabels, VolumeNames,
};
pub use provisioners::default_provisioners;
pub use target::{FILE_NAME, target};

use score_core::diagnostic::Diagnostics;
use score_core::host::Host;
use score_core::target::{Generated, Input, Reported};

/// Takes checked workloads to manifests.
pub fn generate(input: Input<'_>, options: &Options, host: &dyn Host) -> Reported<Generated> {
    let _ = (input, options, host);
    Reported::new(None, Diagnostics::new())
}
