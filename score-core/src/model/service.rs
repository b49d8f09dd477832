//! `service.ports.<name>`.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Located;

/// A TCP or UDP port, 1 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PortNumber(NonZeroU16);

/// A number that is no port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a port is a whole number from 1 to 65535")]
pub struct InvalidPort;

impl PortNumber {
    /// A port.
    ///
    /// # Errors
    /// Outside 1 to 65535.
    pub fn new(number: i64) -> Result<PortNumber, InvalidPort> {
        let port = u16::try_from(number).ok().and_then(NonZeroU16::new);
        port.map(PortNumber).ok_or(InvalidPort)
    }

    /// The number.
    pub fn get(self) -> u16 {
        self.0.get()
    }
}

impl std::fmt::Display for PortNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A port of the service of a workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct ServicePort {
    /// The port others connect to.
    pub port: Located<PortNumber>,
    /// `TCP` when absent.
    pub protocol: Protocol,
    /// The port in the container; the value of `port` when absent.
    pub target_port: Located<PortNumber>,
}

/// The transport of a port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// Transmission Control Protocol.
    #[default]
    Tcp,
    /// User Datagram Protocol.
    Udp,
}

impl Protocol {
    /// `TCP` or `UDP`.
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        }
    }
}

/// A port as it is written in a score file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    port: Located<PortNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protocol: Option<Protocol>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_port: Option<Located<PortNumber>>,
}

impl From<Written> for ServicePort {
    fn from(written: Written) -> ServicePort {
        let Written { port, protocol, target_port } = written;
        ServicePort { port, protocol: protocol.unwrap_or_default(), target_port: target_port.unwrap_or(port) }
    }
}

impl From<ServicePort> for Written {
    fn from(port: ServicePort) -> Written {
        Written {
            port: port.port,
            protocol: Some(port.protocol).filter(|protocol| *protocol != Protocol::default()),
            target_port: Some(port.target_port).filter(|target| *target != port.port),
        }
    }
}
