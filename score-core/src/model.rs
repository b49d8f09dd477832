//! The typed model of one workload. Everything a later stage may have to point at is [`Located`]; wrong values cannot be
//! built; nothing is optional that has a default. Serialising a workload gives a score file again.

pub mod container;
pub mod file;
pub mod located;
pub mod name;
pub mod probe;
pub mod quantity;
pub mod resource;
pub mod service;
pub mod volume;
pub mod workload;

pub use container::{Before, Container, ContainerResources, Quantities, Ready};
pub use file::{File, FileMode, FileOrigin};
pub use located::Located;
pub use name::{InvalidName, Name, ResourceId, ResourceType};
pub use probe::{Exec, Header, HttpGet, Probe, Scheme};
pub use quantity::{Cpu, InvalidQuantity, Memory};
pub use resource::{ParamSpan, Resource, ResourceUid};
pub use service::{InvalidPort, PortNumber, Protocol, ServicePort};
pub use volume::Volume;
pub use workload::{Metadata, Workload};
