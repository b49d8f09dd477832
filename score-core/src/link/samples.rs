//! Workloads built by hand, for the tests of this stage and the next.
#![allow(clippy::unwrap_used)]

use score_yaml::{SourceId, Span, Value};

use super::SourcedWorkload;
use crate::model::{Container, Located, Name, Resource, ResourceId, ResourceType, Workload};
use crate::placeholder::{Template, TemplateValue};

/// A value of JSON.
pub(crate) fn json(text: &str) -> Value {
    Value::from(serde_json::from_str::<serde_json::Value>(text).unwrap())
}

pub(crate) fn template(text: &str) -> Template {
    Template::parse(text.to_owned().into(), |range| Span::new(SourceId::NONE, range.start, range.end))
}

pub(crate) fn name(text: &str) -> Located<Name> {
    Name::new(text).unwrap().into()
}

/// A workload with a container `main`, in `<name>/score.yaml`.
pub(crate) fn workload(workload: &str, resources: &[(&str, Resource)]) -> SourcedWorkload {
    let mut built = Workload::named(Name::new(workload).unwrap());
    built.containers.insert(name("main"), Container::of_image("busybox"));
    for (resource, declared) in resources {
        built.resources.insert(name(resource), declared.clone());
    }
    SourcedWorkload { workload: built, file: format!("{workload}/score.yaml") }
}

/// A resource of a type; `line` tells the places of the resources of a test apart.
pub(crate) fn resource(kind: &str, line: usize) -> Resource {
    let span = Span::new(SourceId(0), line * 100, line * 100 + kind.len());
    let kind = Located::new(ResourceType::new(kind).unwrap(), span);
    Resource { kind, class: None, id: None, metadata: None, params: None, param_spans: vec![] }
}

impl Resource {
    pub(crate) fn with_id(mut self, id: &str) -> Resource {
        let span =
            Span::new(SourceId(0), self.kind.span.start as usize + 30, self.kind.span.start as usize + 40);
        self.id = Some(Located::new(ResourceId::new(id).unwrap(), span));
        self
    }

    pub(crate) fn with_metadata(mut self, metadata: &str) -> Resource {
        self.metadata = Some(json(metadata).as_mapping().unwrap().clone().into());
        self
    }

    /// Params written as JSON; their strings are templates.
    pub(crate) fn with_params(mut self, params: &str) -> Resource {
        let span =
            Span::new(SourceId(0), self.kind.span.start as usize + 50, self.kind.span.start as usize + 60);
        let TemplateValue::Mapping(params) = TemplateValue::from_value(&json(params)) else { return self };
        self.params = Some(Located::new(params, span));
        self
    }
}
