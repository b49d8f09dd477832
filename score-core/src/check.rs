//! From a document to the typed model, or every mistake in the file.
//!
//! [`object`] knows which keys a mapping may have, [`values`] reads single values; one file a part of the format builds
//! the model; [`rules`] holds what concerns more than one field, a file each.

mod container;
mod file;
mod metadata;
mod object;
mod probe;
mod resource;
mod rules;
mod service;
mod values;

use self::object::{Object, Path, named_entries};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::model::Workload;
use crate::model::workload::API_VERSION;
use crate::source::Sources;
use score_yaml::OrderedMap;

/// The keys of a score file.
const FIELDS: &[&str] = &["apiVersion", "metadata", "containers", "service", "resources"];

/// What a check works with.
struct Check<'a> {
    sources: &'a Sources,
    log: &'a mut Diagnostics,
}

/// Checks names, types, ranges and references inside one workload and builds the typed model. Goes on over mistakes,
/// and does not report what follows from one it has reported.
pub fn check(document: &Document, sources: &Sources, log: &mut Diagnostics) -> Option<Workload> {
    let mut found = Diagnostics::new();
    let mut check = Check { sources, log: &mut found };
    let workload = check.workload(document);
    let usable = !found.has_errors();
    log.append(found);
    workload.filter(|_| usable)
}

impl Check<'_> {
    fn workload(&mut self, document: &Document) -> Option<Workload> {
        let root = Object::read(&document.root, Path::Root, "a score file", FIELDS, self)?;
        self.api_version(&root);
        let metadata =
            root.required("metadata", self).and_then(|node| self.metadata(node, root.path.key("metadata")));
        let containers = root.required("containers", self).map(|node| {
            let path = root.path.key("containers");
            let containers = named_entries(node, path, "container", self, |check, name, node, path| {
                check.container(name, node, path)
            });
            if node.as_mapping().is_some_and(<[_]>::is_empty) {
                self.log.push(
                    Diagnostic::error(Code::EmptyValue, "a workload has at least one container")
                        .path(path.to_string())
                        .at(node.span, "there is none"),
                );
            }
            containers
        });
        let ports = root.optional("service").map(|node| self.service(node, root.path.key("service")));
        let resources = root.optional("resources").map(|node| {
            named_entries(node, root.path.key("resources"), "resource", self, |check, name, node, path| {
                check.resource(name, node, path)
            })
        });
        let (containers, resources) = (containers.unwrap_or_default(), resources.unwrap_or_default());
        // What could not be read is in the log; the rules go on with the rest.
        let declared = declared_names(document, "resources");
        rules::placeholders::check(metadata.as_ref(), &containers, &resources, &declared, self);
        rules::before::check(&containers, &declared_names(document, "containers"), self);
        Some(Workload { metadata: metadata?, containers, ports: ports.unwrap_or_default(), resources })
    }

    fn api_version(&mut self, root: &Object<'_>) {
        let path = root.path.key("apiVersion");
        let Some(node) = root.required("apiVersion", self) else { return };
        let Some(version) = self.text(node, path) else { return };
        if version.value != API_VERSION {
            self.log.push(
                Diagnostic::error(
                    Code::UnsupportedVersion,
                    format!("version `{}` is not supported", version.value),
                )
                .path(path.to_string())
                .at(version.span, "")
                .fix(format!("this tool reads `{API_VERSION}`"), version.span, API_VERSION),
            );
        }
    }
}

/// The names in a section of a document, those with mistakes included, so that a mistake in a resource does not make
/// every placeholder for it another mistake.
fn declared_names(document: &Document, section: &str) -> OrderedMap<String, score_yaml::Span> {
    let entries = document.root.get(section).and_then(|node| node.as_mapping()).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.text()?.to_owned(), entry.key.span))).collect()
}
