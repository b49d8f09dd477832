//! The text a provisioner was read from, and how diagnostics point into it.

use std::borrow::Cow;
use std::ops::Range;

use score_core::provision::Request;
use score_core::{Code, Diagnostic, Node, Sources, Span};
use score_yaml::{SourceId, span_within};

/// The file of a provisioner. Kept, so that a mistake found while provisioning can be placed.
#[derive(Debug)]
pub(crate) struct Origin {
    /// What messages call it.
    pub(crate) name: String,
    /// The source it is among; none for files that come with a target.
    pub(crate) id: SourceId,
    text: Cow<'static, str>,
}

impl Origin {
    /// A file that a person gave.
    pub(crate) fn given(sources: &Sources, id: SourceId) -> Origin {
        Origin { name: sources.name(id).to_owned(), id, text: Cow::Owned(sources.text(id).to_owned()) }
    }

    /// A file that comes with a target. Nobody has its text at hand, so diagnostics name the line.
    pub(crate) fn built_in(name: &str, text: &'static str) -> Origin {
        Origin { name: name.to_owned(), id: SourceId::NONE, text: Cow::Borrowed(text) }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The place of a part of a scalar's text.
    pub(crate) fn inside(&self, scalar: &Node, range: Range<usize>) -> Span {
        span_within(&self.text, scalar, range)
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, span: Span) -> usize {
        let before = self.text.as_bytes().get(..span.start as usize).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// Places a diagnostic about serving a resource: at the provisioner when its file is at hand, and at the resource.
    pub(crate) fn place(
        &self,
        found: Diagnostic,
        span: Span,
        label: impl Into<String>,
        request: &Request<'_>,
    ) -> Diagnostic {
        let resource = "for this resource";
        if span.is_none() {
            let line = self.line(span);
            let found = found.at(request.declared, resource);
            return found.note(format!("in line {line} of the built-in `{}`", self.name));
        }
        found.at(span, label).related(request.declared, resource)
    }

    /// Adds the resource for which something about the provisioner itself matters.
    pub(crate) fn for_resource(&self, found: Diagnostic, request: &Request<'_>) -> Diagnostic {
        match found.primary {
            Some(_) => found.related(request.declared, "for this resource"),
            None => found.at(request.declared, "for this resource"),
        }
    }

    /// What a provisioner says about a resource it cannot serve. The resource comes first, or its param when it is about
    /// one: it is what has to change.
    pub(crate) fn refusal(
        &self,
        message: String,
        span: Span,
        param: Option<Span>,
        request: &Request<'_>,
    ) -> Diagnostic {
        let found = Diagnostic::error(Code::ProvisionerFailed, message);
        if request.declared.is_none() {
            return found.at(span, "the provisioner says so here");
        }
        let found = match param {
            Some(param) => found.at(param, "this param").related(request.declared, "of this resource"),
            None => found.at(request.declared, "of this resource"),
        };
        match span.is_none() {
            true => found.note(format!("in line {} of the built-in `{}`", self.line(span), self.name)),
            false => found.related(span, "the provisioner says so here"),
        }
    }
}
