//! What every entry of a provisioner file says of itself.

use score_core::host::Host;
use score_core::model::ResourceUid;
use score_core::provision::{Description, Provisioned, Provisioner, Request};
use score_core::{Diagnostics, Span};

/// Which resources an entry serves, and words about it.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) uri: String,
    /// Of the value of `uri`.
    pub(crate) span: Span,
    pub(crate) kind: String,
    pub(crate) class: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) description: String,
    pub(crate) supported_params: Option<Vec<String>>,
    pub(crate) expected_outputs: Option<Vec<String>>,
}

impl Header {
    pub(crate) fn describe(&self) -> Description<'_> {
        Description {
            uri: &self.uri,
            kind: &self.kind,
            class: self.class.as_deref(),
            id: self.id.as_deref(),
            description: &self.description,
            supported_params: self.supported_params.as_deref(),
            expected_outputs: self.expected_outputs.as_deref(),
            span: self.span,
        }
    }

    /// The type is the same, and so are class and id where given.
    pub(crate) fn matches(&self, resource: &ResourceUid) -> bool {
        self.kind == resource.kind()
            && self.class.as_deref().is_none_or(|class| class == resource.class())
            && self.id.as_deref().is_none_or(|id| id == resource.id())
    }
}

/// An entry with mistakes that were reported when it was loaded. It keeps its place, so that what it was meant to serve
/// is neither served by another nor reported as served by nobody.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) Header);

impl Provisioner for Broken {
    fn describe(&self) -> Description<'_> {
        self.0.describe()
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        self.0.matches(resource)
    }

    fn provision(&self, _: &Request<'_>, _: &dyn Host, _: &mut Diagnostics) -> Option<Provisioned> {
        None
    }
}
