//! `resources.<name>` and the identity of a resource.

use std::fmt;

use score_yaml::{Mapping, OrderedMap, Span};
use serde::{Deserialize, Serialize};

use super::{Located, Name, ResourceId, ResourceType};
use crate::placeholder::TemplateValue;

/// Something a workload needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What kind of thing, such as `postgres`.
    #[serde(rename = "type")]
    pub kind: Located<ResourceType>,
    /// A variety of it; `default` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Located<ResourceType>>,
    /// Makes it shared: every resource with the same type, class and id is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Located<ResourceId>>,
    /// `metadata` as written; absent and empty differ for shared resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Located<Mapping>>,
    /// `params`, placeholders parsed; absent and empty differ for shared resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Located<OrderedMap<String, TemplateValue>>>,
    /// Where each of the params is written, in their order; may be empty.
    #[serde(skip)]
    pub param_spans: Vec<ParamSpan>,
}

/// Where a param is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParamSpan {
    /// Its name.
    pub key: Span,
    /// Its value.
    pub value: Span,
}

/// The identity of a resource: `<type>.<class>#<id>`, the id being `<workload>.<name>` when none is given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResourceUid(String);

impl ResourceUid {
    /// The identity of a resource as a workload declares it.
    pub fn of(workload: &Name, name: &Name, resource: &Resource) -> ResourceUid {
        let class = resource.class.as_ref().map_or("default", |class| class.as_str());
        match &resource.id {
            Some(id) => ResourceUid(format!("{}.{class}#{}", resource.kind.as_str(), id.as_str())),
            None => ResourceUid(format!("{}.{class}#{workload}.{name}", resource.kind.as_str())),
        }
    }

    /// An identity written out, as states and flags carry it. Any text is one; parts that are missing are empty.
    pub fn from_text(text: impl Into<String>) -> ResourceUid {
        ResourceUid(text.into())
    }

    /// The whole identity.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Before the first `.`.
    pub fn kind(&self) -> &str {
        self.0.split_once('.').map_or(&self.0, |(kind, _)| kind)
    }

    /// Between the first `.` and the first `#`.
    pub fn class(&self) -> &str {
        let behind = self.0.split_once('.').map_or("", |(_, behind)| behind);
        behind.split_once('#').map_or(behind, |(class, _)| class)
    }

    /// After the first `#`.
    pub fn id(&self) -> &str {
        self.0.split_once('#').map_or("", |(_, id)| id)
    }
}

impl fmt::Display for ResourceUid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
