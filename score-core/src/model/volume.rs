//! `containers.<name>.volumes.<target>`.

use serde::{Deserialize, Serialize};

use super::Located;
use crate::placeholder::Template;

/// A volume mounted into a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume {
    /// What is mounted: usually `${resources.<name>}`.
    pub source: Template,
    /// A path inside the volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Located<String>>,
    /// Whether the container may only read it. False when absent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: Located<bool>,
}

fn is_false(value: &Located<bool>) -> bool {
    !value.value
}
