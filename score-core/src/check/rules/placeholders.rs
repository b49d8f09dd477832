//! Placeholders: they can be read, and what they refer to is declared.

use score_yaml::{Mapping, OrderedMap, Span, Value};

use super::super::Check;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::model::{Container, FileOrigin, Located, Metadata, Name, Resource};
use crate::placeholder::{Reference, Template};

/// Where a placeholder stands decides whether a resource without an output is enough.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Text,
    VolumeSource,
}

/// Without `metadata`, which then has mistakes of its own, placeholders for it are believed.
pub(in super::super) fn check(
    metadata: Option<&Metadata>,
    containers: &OrderedMap<Located<Name>, Container>,
    resources: &OrderedMap<Located<Name>, Resource>,
    declared: &OrderedMap<String, Span>,
    check: &mut Check<'_>,
) {
    let metadata = metadata.map(Metadata::to_mapping);
    let mut scope = Scope { metadata: metadata.as_ref(), declared, check };
    for (name, container) in containers {
        for (variable, template) in &container.variables {
            scope.template(template, Place::Text, || {
                format!("containers.{}.variables.{}", name.as_str(), variable.value)
            });
        }
        for (target, file) in &container.files {
            if let FileOrigin::Content(template) = &file.origin {
                scope.template(template, Place::Text, || {
                    format!("containers.{}.files.{}.content", name.as_str(), target.value)
                });
            }
        }
        for (target, volume) in &container.volumes {
            scope.template(&volume.source, Place::VolumeSource, || {
                format!("containers.{}.volumes.{}.source", name.as_str(), target.value)
            });
        }
    }
    for (name, resource) in resources {
        for (param, value) in resource.params.iter().flat_map(|params| params.value.iter()) {
            value.for_each_template(&mut |template| {
                scope.template(template, Place::Text, || {
                    format!("resources.{}.params.{param}", name.as_str())
                });
            });
        }
    }
}

struct Scope<'s, 'a> {
    metadata: Option<&'s Mapping>,
    declared: &'s OrderedMap<String, Span>,
    check: &'s mut Check<'a>,
}

impl Scope<'_, '_> {
    fn template(&mut self, template: &Template, place: Place, path: impl Fn() -> String) {
        if !template.raw.value.contains('$') {
            return;
        }
        for reference in template.references() {
            if let Some(found) = self.mistake(reference, place) {
                self.check.log.push(found.path(path()));
            }
        }
        let text = &template.raw.value;
        if let Some(open) = text.rfind("${").filter(|open| !text[*open..].contains('}')) {
            // An escaped dollar sign is meant to stand there.
            if !text[..open].ends_with('$') {
                self.check.log.push(
                    Diagnostic::warning(Code::MalformedPlaceholder, "a placeholder is not closed")
                        .path(path())
                        .at(template.raw.span, "`${` without `}` stays as it is"),
                );
            }
        }
    }

    fn mistake(&self, reference: &Reference, place: Place) -> Option<Diagnostic> {
        let shown = || format!("${{{}}}", reference.body);
        let elements = &reference.elements;
        let root = elements.first()?;
        let is_plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let malformed = elements.iter().any(|it| it.value.is_empty())
            || (!reference.body.contains('\\') && !elements.iter().all(|it| is_plain(&it.value)));
        let roots = ["metadata", "resources"];
        if elements.len() == 1 || malformed {
            let found = Diagnostic::error(
                Code::MalformedPlaceholder,
                format!("placeholder `{}` cannot be read", shown()),
            );
            let found = found.at(reference.span, "expected `${metadata.KEY}` or `${resources.NAME.OUTPUT}`");
            // One word is a variable of a shell or of Compose.
            let is_variable =
                elements.len() == 1 && !roots.contains(&root.value.as_str()) && !root.value.is_empty();
            return Some(match is_variable {
                true => found.fix(
                    "escape it if it is meant to stay as it is",
                    reference.span,
                    format!("${}", shown()),
                ),
                false => found,
            });
        }
        match root.value.as_str() {
            "metadata" => self.metadata(reference),
            "resources" => self.resource(reference, place),
            other => {
                let found = Diagnostic::error(
                    Code::UnknownPlaceholderRoot,
                    format!("placeholder `{}` begins with `{other}`", shown()),
                )
                .at(root.span, "expected `metadata` or `resources`");
                Some(match suggest::closest(other, roots) {
                    Some(near) => found.fix(format!("write `{near}`"), root.span, near),
                    None => found.fix(
                        "escape it if it is meant to stay as it is",
                        reference.span,
                        format!("${}", shown()),
                    ),
                })
            }
        }
    }

    fn metadata(&self, reference: &Reference) -> Option<Diagnostic> {
        let mut map = self.metadata?;
        let mut elements = reference.elements.iter().skip(1).peekable();
        while let Some(element) = elements.next() {
            let Some(value) =
                map.get(&element.value).filter(|value| !value.is_null() || elements.peek().is_none())
            else {
                let message =
                    format!("placeholder refers to metadata that is not there: `{}`", element.value);
                let found =
                    Diagnostic::error(Code::UnknownMetadataKey, message).at(element.span, "no such key");
                let keys = || map.keys().map(String::as_str);
                return Some(match suggest::closest(&element.value, keys()) {
                    Some(near) => found.fix(format!("there is `{near}`"), element.span, near),
                    None => found.note(format!("it has {}", suggest::list(keys()))),
                });
            };
            match (value, elements.peek()) {
                (Value::Mapping(inner), _) => map = inner,
                (_, None) => {}
                (_, Some(next)) => {
                    let message = format!("`{}` of the metadata has no keys", element.value);
                    return Some(
                        Diagnostic::error(Code::UnknownMetadataKey, message)
                            .at(next.span, "there is nothing below"),
                    );
                }
            }
        }
        None
    }

    fn resource(&self, reference: &Reference, place: Place) -> Option<Diagnostic> {
        let name = reference.elements.get(1)?;
        let Some(_) = self.declared.get(&name.value) else {
            let message = format!("placeholder refers to an unknown resource `{}`", name.value);
            let found =
                Diagnostic::error(Code::UnknownResource, message).at(name.span, "no resource has this name");
            let names = || self.declared.keys().map(String::as_str);
            return Some(match (suggest::closest(&name.value, names()), self.declared.first()) {
                (Some(near), _) => {
                    let span = self.declared.get(near).copied().unwrap_or_default();
                    let found = found.related(span, format!("`{near}` is declared here"));
                    found.fix("use the declared name", name.span, near)
                }
                (None, Some(_)) => found.note(format!("the file declares {}", suggest::list(names()))),
                (None, None) => found.note("the file declares no resources"),
            });
        };
        if reference.elements.len() == 2 && place == Place::Text {
            let message = format!("placeholder `${{{}}}` names no output", reference.body);
            return Some(
                Diagnostic::error(Code::MalformedPlaceholder, message)
                    .at(reference.span, format!("expected `${{resources.{}.OUTPUT}}`", name.value)),
            );
        }
        None
    }
}
