//! Score workloads to Docker Compose.
//!
//! [`generate`] takes checked workloads to a Compose file and the files its containers mount; [`Options`] holds every
//! choice, in two presets. [`target`] is what provisioners need to know of Compose, and [`default_provisioners`] those
//! that are built in.

mod build;
mod options;
mod provisioners;
mod publish;
mod schema;
mod target;

pub use build::build_object;
pub use options::{
    CommandDollars, ContainerResources, HttpProbes, ImageVariables, LeftOutKeys, Options, ServicePorts,
    ShortForms, UnknownKeys, Waiting,
};
pub use provisioners::default_provisioners;
pub use publish::{InvalidPublish, PORTS, Publish, Published};
pub use target::{FILE_NAME, target};

use score_core::diagnostic::Diagnostics;
use score_core::host::Host;
use score_core::target::{Generated, Input, Reported};

/// Takes checked workloads to a Compose file.
pub fn generate(input: Input<'_>, options: &Options, host: &dyn Host) -> Reported<Generated> {
    let _ = (input, options, host);
    Reported::new(None, Diagnostics::new())
}
