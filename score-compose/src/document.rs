//! The Compose file while it is put together: one place that gives out names, so that nothing replaces anything unseen.

use std::collections::BTreeMap;

use score_core::Span;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::provision::ResolvedResource;
use score_yaml::{Mapping, OrderedMap, Value, map_with_capacity};

use crate::schema::sorted;

/// Who added something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The resource at this position.
    Resource(usize),
    /// A workload, at this place.
    Workload(Span),
    /// This program: no one asked for it by name.
    Generated,
}

/// A namespace of the Compose file, or that of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Namespace {
    Services,
    Networks,
    Volumes,
    Models,
    Files,
}

impl Namespace {
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Namespace::Services => "service",
            Namespace::Networks => "network",
            Namespace::Volumes => "volume",
            Namespace::Models => "model",
            Namespace::Files => "file",
        }
    }
}

/// What may happen to a name that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The name is new.
    Free,
    /// The same provisioner has used it for another resource: they share a thing, and the last word counts.
    Shared,
    /// Someone else has it; this was reported.
    Taken,
}

/// Every name that was given out.
#[derive(Debug, Default)]
pub(crate) struct Names {
    owners: BTreeMap<Namespace, OrderedMap<String, Owner>>,
}

impl Names {
    /// Asks for a name.
    pub(crate) fn claim(
        &mut self,
        namespace: Namespace,
        name: &str,
        owner: Owner,
        resources: &[ResolvedResource],
        log: &mut Diagnostics,
    ) -> Claim {
        let owners = self.owners.entry(namespace).or_default();
        let Some(first) = owners.get_mut(name) else {
            owners.insert(name.to_owned(), owner);
            return Claim::Free;
        };
        if let (Owner::Resource(one), Owner::Resource(two)) = (*first, owner)
            && provisioner(resources, one) == provisioner(resources, two)
        {
            *first = owner;
            return Claim::Shared;
        }
        log.push(collision(namespace, name, *first, owner, resources));
        Claim::Taken
    }
}

fn provisioner(resources: &[ResolvedResource], position: usize) -> Option<&str> {
    resources.get(position).map(|resource| resource.provisioner.as_str())
}

fn collision(
    namespace: Namespace,
    name: &str,
    first: Owner,
    second: Owner,
    resources: &[ResolvedResource],
) -> Diagnostic {
    let noun = namespace.noun();
    let described = |owner: Owner| match owner {
        Owner::Resource(position) => match resources.get(position) {
            Some(resource) => (format!("resource `{}` adds it", resource.uid), resource.declared),
            None => ("a resource adds it".to_owned(), Span::NONE),
        },
        Owner::Workload(span) => ("this becomes it".to_owned(), span),
        Owner::Generated => ("it is the one that workloads wait for".to_owned(), Span::NONE),
    };
    // What a workload declares is the easiest to rename, so that is where the finger points.
    let (shown, other) = match (first, second) {
        (Owner::Workload(_), Owner::Resource(_) | Owner::Generated) => (first, second),
        _ => (second, first),
    };
    let ((shown_text, shown_span), (other_text, other_span)) = (described(shown), described(other));
    let mut diagnostic =
        Diagnostic::error(Code::NameCollision, format!("two things become the {noun} `{name}`"))
            .at(shown_span, shown_text)
            .related(other_span, other_text.clone());
    if other_span.is_none() {
        diagnostic = diagnostic.note(format!("the other {noun} `{name}`: {other_text}"));
    }
    diagnostic.help(match shown {
        Owner::Workload(_) => "rename the workload or the container",
        Owner::Resource(_) | Owner::Generated => "let one of the two provisioners choose another name",
    })
}

/// The parts of the Compose file by name.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) name: Option<String>,
    pub(crate) services: Mapping,
    pub(crate) networks: Mapping,
    pub(crate) volumes: Mapping,
    pub(crate) models: Mapping,
}

impl Document {
    pub(crate) fn part(&mut self, namespace: Namespace) -> Option<&mut Mapping> {
        match namespace {
            Namespace::Services => Some(&mut self.services),
            Namespace::Networks => Some(&mut self.networks),
            Namespace::Volumes => Some(&mut self.volumes),
            Namespace::Models => Some(&mut self.models),
            Namespace::Files => None,
        }
    }

    /// The whole file, keys in the order of output.
    pub(crate) fn into_value(mut self) -> Value {
        let mut root = map_with_capacity(5);
        root.extend(self.take_before_services());
        root.insert("services".to_owned(), Value::Mapping(sorted(std::mem::take(&mut self.services))));
        root.extend(self.behind_services());
        Value::Mapping(root)
    }

    /// What stands before the services.
    pub(crate) fn take_before_services(&mut self) -> Mapping {
        let name = self.name.take().filter(|name| !name.is_empty());
        name.into_iter().map(|name| ("name".to_owned(), name.into())).collect()
    }

    /// What stands behind the services.
    pub(crate) fn behind_services(self) -> Mapping {
        let parts = [("networks", self.networks), ("volumes", self.volumes), ("models", self.models)];
        let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
        parts.map(|(key, part)| (key.to_owned(), Value::Mapping(sorted(part)))).collect()
    }
}
