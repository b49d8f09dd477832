//! Amounts of processor time and memory: `resources.limits` and `resources.requests` of a container.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is not the amount it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{rule}")]
pub struct InvalidQuantity {
    /// The whole rule, as a sentence without a full stop.
    pub rule: &'static str,
}

/// What a [`Cpu`] is made of.
pub const CPU_RULE: &str =
    "processor time is a number of cores such as `2` or `0.25`, or of thousandths of a core such as `250m`";
/// What a [`Memory`] is made of.
pub const MEMORY_RULE: &str = "memory is a number above 0 with an optional suffix: K M G T P E (powers of 1000) or \
                               Ki Mi Gi Ti Pi Ei (powers of 1024)";

/// Processor time. Written `2`, `0.5` or `250m`, one core being 1000m; printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cpu {
    text: String,
}

/// Memory in bytes. Written as a number with an optional suffix: K M G T P E (powers of 1000) or Ki Mi Gi Ti Pi Ei
/// (powers of 1024). Fractions are allowed and round down to whole bytes; printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Memory {
    text: String,
}
