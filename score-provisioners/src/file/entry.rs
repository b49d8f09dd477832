//! One entry of a provisioner file: which fields it has and of what type they are.

use std::sync::Arc;

use score_core::diagnostic::suggest;
use score_core::provision::Provisioner;
use score_core::{Code, Diagnostic, Node, Span, Value};
use score_yaml::Entry;

use super::{Reader, start_of};
use crate::command::CommandProvisioner;
use crate::environment::LocalEnvironment;
use crate::fields::{Field, Holds, Kind, other_target, title};
use crate::header::{Broken, Header};
use crate::template::{TemplateField, TemplateProvisioner};
use crate::uri;

/// The schemes there are, for messages.
const SCHEMES: [&str; 3] = ["template", "cmd", "local-env"];

impl Reader<'_> {
    /// Reads one entry. One with mistakes comes back broken when it says what it serves.
    pub(super) fn entry(&mut self, index: usize, node: &Node) -> Option<Arc<dyn Provisioner>> {
        let Some(entries) = node.as_mapping() else {
            let message = format!("an entry of a provisioner file is {}", node.kind());
            self.log.push(
                Diagnostic::error(Code::InvalidProvisionerFile, message)
                    .path(index.to_string())
                    .at(node.span, "expected a mapping with at least `uri` and `type`"),
            );
            return None;
        };
        let errors = self.log.error_count();
        let fields = Fields { index, node, entries };
        let uri = self.required_text(&fields, "uri");
        let kind = uri.as_ref().and_then(|(uri, span)| self.kind(&fields, uri, *span));
        if let Some(kind) = kind {
            self.check_names(&fields, &kind.fields(self.target));
        }
        let serves = match kind {
            Some(Kind::LocalEnvironment) => {
                Some(self.text(&fields, "type").unwrap_or_else(|| "environment".to_owned()))
            }
            _ => self.required_text(&fields, "type").map(|(kind, _)| kind).or_else(|| {
                // What it was meant to serve is not reported as served by nobody.
                fields.misspelt("type").and_then(|meant| text_of(&meant.value))
            }),
        };
        let (uri, span) = uri.unwrap_or_default();
        let header = Header {
            uri,
            span,
            kind: serves?,
            class: self.text(&fields, "class"),
            id: self.text(&fields, "id"),
            description: self.text(&fields, "description").unwrap_or_default(),
            supported_params: self.texts(&fields, "supported_params"),
            expected_outputs: self.texts(&fields, "expected_outputs"),
        };
        Some(match kind {
            Some(Kind::Template) => self.template(&fields, header, errors),
            Some(Kind::Command) => self.command(&fields, header, errors),
            Some(Kind::LocalEnvironment) if self.log.error_count() == errors => {
                Arc::new(LocalEnvironment::declared(header))
            }
            Some(Kind::LocalEnvironment) | None => Arc::new(Broken(header)),
        })
    }

    fn template(&mut self, fields: &Fields<'_>, header: Header, errors: usize) -> Arc<dyn Provisioner> {
        let mut templates = Vec::new();
        let known = Kind::Template.fields(self.target);
        for field in known.iter().filter(|field| field.holds == Holds::Template) {
            let Some(entry) = fields.entry(field.name) else { continue };
            if entry.value.as_mapping().is_some() || entry.value.as_sequence().is_some() {
                self.log.push(self.structure_instead_of_template(fields, entry, field.name));
            } else {
                templates.push(TemplateField::new(field.name, entry));
            }
        }
        let origin = self.origin.clone();
        let provisioner =
            TemplateProvisioner::new(header, origin, self.target, templates, self.options.clone());
        if self.options.parses_now() {
            provisioner.report_mistakes(self.log);
        }
        match self.log.error_count() == errors {
            true => Arc::new(provisioner),
            false => Arc::new(Broken(provisioner.into_header())),
        }
    }

    fn command(&mut self, fields: &Fields<'_>, header: Header, errors: usize) -> Arc<dyn Provisioner> {
        let arguments = self.texts(fields, "args").unwrap_or_default();
        for unused in ["params", "outputs"] {
            self.texts(fields, unused);
        }
        let provisioner =
            CommandProvisioner::new(header, self.origin.clone(), arguments, self.options.trace.clone());
        if self.options.parses_now()
            && let Some(mistake) = provisioner.mistake()
        {
            self.log.push(mistake);
        }
        match self.log.error_count() == errors {
            true => Arc::new(provisioner),
            false => Arc::new(Broken(provisioner.into_header())),
        }
    }

    fn kind(&mut self, fields: &Fields<'_>, uri: &str, span: Span) -> Option<Kind> {
        let accepted = || suggest::list(["template://", "cmd://", "local-env://"]);
        let Some(scheme) = uri::scheme(uri) else {
            let message = format!("the URI `{uri}` does not say what kind of provisioner it is");
            self.log.push(
                Diagnostic::error(Code::UnsupportedProvisioner, message)
                    .path(fields.path("uri"))
                    .at(span, "it has no scheme")
                    .note(format!("it begins with one of {}", accepted())),
            );
            return None;
        };
        let kind = Kind::of_scheme(&scheme);
        if kind.is_none() {
            let message = format!("there is no kind of provisioner `{scheme}://`");
            let found = Diagnostic::error(Code::UnsupportedProvisioner, message)
                .path(fields.path("uri"))
                .at(span, "not a known kind");
            self.log.push(match suggest::closest(&scheme, SCHEMES) {
                Some(close) => {
                    let replacement = format!("{close}{}", uri.get(scheme.len()..).unwrap_or_default());
                    let replaced = self.quoted_like(fields.entry("uri"), replacement);
                    found.fix(format!("it is called `{close}://`"), span, replaced)
                }
                None => found.note(format!("there are {}", accepted())),
            });
        }
        kind
    }

    /// A replacement for the value of an entry, in the same quotes.
    fn quoted_like(&self, entry: Option<&Entry>, text: String) -> String {
        let written = entry.and_then(|entry| self.origin.text().get(entry.value.span.range()));
        match written.and_then(|written| written.chars().next()) {
            Some(quote @ ('"' | '\'')) => format!("{quote}{text}{quote}"),
            _ => text,
        }
    }

    /// Reports fields that the kind does not have.
    fn check_names(&mut self, fields: &Fields<'_>, known: &[Field]) {
        let is_known = |name: &str| known.iter().any(|field| field.name == name);
        for entry in fields.entries {
            let name = entry.key.text().unwrap_or_default();
            if !is_known(name) {
                self.log.push(self.unknown_field(fields, entry, name, known));
            }
        }
    }

    fn unknown_field(&self, fields: &Fields<'_>, entry: &Entry, name: &str, known: &[Field]) -> Diagnostic {
        let found = |message| {
            Diagnostic::error(Code::InvalidProvisionerFile, message)
                .path(fields.path(name))
                .at(entry.key.span, "")
        };
        let here = title(self.target);
        if let Some(other) = other_target(name, self.target) {
            let message = format!("field `{name}` belongs to provisioners for {other}, not {here}");
            return found(message).help(format!(
                "give this file to a run for {other}, and keep entries for {here} in another"
            ));
        }
        let free = known.iter().map(|field| field.name).filter(|field| fields.entry(field).is_none());
        let found = found(format!("unknown field `{name}` in a provisioner"));
        match suggest::closest(name, free) {
            Some(close) => found.fix(format!("rename it to `{close}`"), entry.key.span, close),
            None => found.note(format!(
                "accepted here: {}",
                known.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    fn required_text(&mut self, fields: &Fields<'_>, name: &'static str) -> Option<(String, Span)> {
        let Some(entry) = fields.entry(name) else {
            match fields.misspelt(name) {
                // Unknown fields were reported, unless the kind is not known.
                Some(_) if fields.entry("uri").is_some() => {}
                Some(meant) => {
                    let span = meant.key.span;
                    let written = meant.key.text().unwrap_or_default();
                    let message = format!("unknown field `{written}` in a provisioner");
                    let found = Diagnostic::error(Code::InvalidProvisionerFile, message)
                        .path(fields.path(written))
                        .at(span, "");
                    self.log.push(found.fix(format!("rename it to `{name}`"), span, name));
                }
                None => self.log.push(
                    Diagnostic::error(Code::InvalidProvisionerFile, format!("a provisioner has no `{name}`"))
                        .path(fields.path(name))
                        .at(start_of(fields.node), format!("`{name}` is required here")),
                ),
            }
            return None;
        };
        self.text(fields, name).map(|text| (text, entry.value.span))
    }

    /// The text of a field; none when it is not there or was reported.
    fn text(&mut self, fields: &Fields<'_>, name: &'static str) -> Option<String> {
        let entry = fields.entry(name)?;
        let text = text_of(&entry.value);
        if text.is_none() {
            self.wrong_type(fields.path(name), name, &entry.value, "text");
        }
        text
    }

    /// The texts of a field that is a list; none when it is not there or was reported.
    fn texts(&mut self, fields: &Fields<'_>, name: &'static str) -> Option<Vec<String>> {
        let entry = fields.entry(name)?;
        let Some(items) = entry.value.as_sequence() else {
            self.wrong_type(fields.path(name), name, &entry.value, "a list of texts");
            return None;
        };
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match text_of(item) {
                Some(text) => texts.push(text),
                None => {
                    let path = format!("{}.{index}", fields.path(name));
                    self.wrong_type(path, &format!("{name}` item `{index}"), item, "text");
                }
            }
        }
        Some(texts)
    }

    fn wrong_type(&mut self, path: String, name: &str, value: &Node, expected: &str) {
        let message = format!("`{name}` of a provisioner is {}", value.kind());
        self.log.push(
            Diagnostic::error(Code::InvalidProvisionerFile, message)
                .path(path)
                .at(start_of(value), format!("expected {expected}")),
        );
    }

    fn structure_instead_of_template(&self, fields: &Fields<'_>, entry: &Entry, name: &str) -> Diagnostic {
        let message = format!("`{name}` of a provisioner is {}, not a template", entry.value.kind());
        let found = Diagnostic::error(Code::InvalidProvisionerFile, message)
            .path(fields.path(name))
            .at(entry.key.span, "expected text that renders YAML");
        let colon = entry.key.span.end as usize;
        let between = self.origin.text().get(colon..entry.value.span.start as usize).unwrap_or_default();
        match between.starts_with(':') && between.contains('\n') {
            true => {
                let behind =
                    Span { start: entry.key.span.end + 1, end: entry.key.span.end + 1, ..entry.key.span };
                found.fix("make it a block of text", behind, " |")
            }
            false => found.help("put it in quotes, or make it a block of text with `|`"),
        }
    }
}

/// The entries of one mapping; those without a value do not count.
struct Fields<'a> {
    index: usize,
    node: &'a Node,
    entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    fn entry(&self, name: &str) -> Option<&'a Entry> {
        let entry = self.entries.iter().find(|entry| entry.key.text() == Some(name));
        entry.filter(|entry| !entry.value.is_null())
    }

    /// The entry that was probably meant to have this name.
    fn misspelt(&self, name: &str) -> Option<&'a Entry> {
        let is_near = |key: &str| suggest::closest(key, [name]).is_some();
        self.entries.iter().find(|entry| entry.key.text().is_some_and(is_near))
    }

    fn path(&self, name: &str) -> String {
        format!("{}.{name}", self.index)
    }
}

/// The text of a scalar. Numbers and the like are taken as text, as the reference tools take them.
fn text_of(node: &Node) -> Option<String> {
    match node.to_value() {
        Value::String(text) => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Timestamp(_) => node.text().map(str::to_owned),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}
