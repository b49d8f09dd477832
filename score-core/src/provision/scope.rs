//! What the placeholders of a workload may refer to, and where a placeholder stands.

use std::fmt;

use score_yaml::{Mapping, OrderedMap, Span, map_with_capacity};

use super::ResolvedResource;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Located, ResourceUid};
use crate::placeholder::Template;
use crate::target::EnvironmentVariables;

/// The resources that have their outputs.
#[derive(Default)]
pub(super) struct Served {
    positions: OrderedMap<ResourceUid, usize>,
    /// In the order they were provisioned.
    pub(super) resources: Vec<ResolvedResource>,
}

impl Served {
    /// None yet, with room for so many.
    pub(super) fn with_capacity(resources: usize) -> Served {
        Served { positions: map_with_capacity(resources), resources: Vec::with_capacity(resources) }
    }

    pub(super) fn add(&mut self, resource: ResolvedResource) {
        self.positions.insert(resource.uid.clone(), self.resources.len());
        self.resources.push(resource);
    }

    /// A resource, unless it failed.
    pub(super) fn get(&self, uid: &ResourceUid) -> Option<&ResolvedResource> {
        self.resources.get(*self.positions.get(uid)?)
    }
}

/// What the placeholders of one workload may refer to.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) metadata: &'a Mapping,
    pub(super) resources: &'a OrderedMap<String, ResourceUid>,
    pub(super) served: &'a Served,
}

/// Where a template stands; decides what its placeholders may be.
#[derive(Clone, Copy)]
pub(super) enum Site<'a> {
    /// A variable of a container.
    Variable { container: &'a str, name: &'a str },
    /// A file of a container, and where it was read from when it is not in the score file.
    File { container: &'a str, target: &'a str, source: Option<&'a Located<String>> },
    /// The source of a volume of a container.
    Volume { container: &'a str, target: &'a str },
    /// The params of a resource.
    Params { resource: &'a str, uid: &'a ResourceUid },
    /// In no score file.
    Elsewhere,
}

/// The key path of the template.
impl fmt::Display for Site<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Site::Variable { container, name } => {
                write!(formatter, "containers.{container}.variables.{name}")
            }
            Site::File { container, target, source: None } => {
                write!(formatter, "containers.{container}.files.{target}.content")
            }
            Site::File { container, target, source: Some(_) } => {
                write!(formatter, "containers.{container}.files.{target}.source")
            }
            Site::Volume { container, target } => {
                write!(formatter, "containers.{container}.volumes.{target}.source")
            }
            Site::Params { resource, .. } => write!(formatter, "resources.{resource}.params"),
            Site::Elsewhere => Ok(()),
        }
    }
}

impl Site<'_> {
    /// Who fills the variables of environment resources here, on a target that has `of_target`.
    pub(super) fn environment(self, of_target: EnvironmentVariables) -> EnvironmentVariables {
        match self {
            Site::Variable { .. } | Site::Volume { .. } | Site::Elsewhere => of_target,
            // Their text is needed before the output runs.
            Site::File { .. } | Site::Params { .. } => EnvironmentVariables::Given,
        }
    }

    /// Whether `${resources.<name>}` stands for the identity of the resource.
    pub(super) fn takes_identity(self) -> bool {
        matches!(self, Site::Volume { .. })
    }
}

/// A template and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) template: &'a Template,
    pub(super) site: Site<'a>,
}

impl Place<'_> {
    /// An error about a part of the template. In a file that was read, spans count in that file and have no source:
    /// the message then names the line, and the place is the `source` that led there.
    pub(super) fn error(
        &self,
        code: Code,
        message: String,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        let diagnostic = match self.site {
            Site::File { source: Some(source), .. } if span.is_none() => {
                let before =
                    self.template.raw.value.as_bytes().get(..span.start as usize).unwrap_or_default();
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                let message = format!("{message}, in line {line} of `{}`", source.value);
                Diagnostic::error(code, message).at(source.span, label)
            }
            _ => Diagnostic::error(code, message).at(span, label),
        };
        let diagnostic = diagnostic.path(self.site.to_string());
        match self.site {
            Site::Params { uid, .. } => diagnostic.note(format!("needed by the params of resource `{uid}`")),
            _ => diagnostic,
        }
    }
}
