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
#[derive(Debug, Clone, PartialEq)]
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
