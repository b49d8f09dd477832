//! Placeholders get their values.

use std::collections::{BTreeMap, BTreeSet};

use score_yaml::{Mapping, OrderedMap, Value, map_with_capacity};

use super::Outputs;
use super::lookup::{Walked, miss_diagnostic, walk};
use super::scope::{Place, Scope, Site};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::model::{Located, ResourceUid};
use crate::placeholder::{Part, Reference, Template, TemplateValue};
use crate::target::EnvironmentVariables;
use crate::text::{Output, Segment, Text};

/// Fills templates. `None` means that an error was reported, here or for a resource that a placeholder needs.
pub(super) struct Filler<'a> {
    /// Who fills environment variables on this target.
    pub(super) environment: EnvironmentVariables,
    /// Values for environment resources.
    pub(super) variables: &'a BTreeMap<String, String>,
    /// Every environment variable that was looked up.
    pub(super) looked_up: BTreeSet<String>,
    pub(super) log: &'a mut Diagnostics,
}

impl Filler<'_> {
    /// The text of a template. Every placeholder is looked at, so that every mistake is reported.
    pub(super) fn text(&mut self, template: &Template, scope: Scope<'_>, site: Site<'_>) -> Option<Text> {
        let place = Place { template, site };
        let mut whole = Text::new();
        let mut complete = Some(());
        for part in template.parts() {
            match part {
                Part::Text(text) => whole.push_literal(text),
                Part::Reference(reference) => {
                    complete = self.value(reference, scope, &place, &mut whole).and(complete);
                }
            }
        }
        complete.map(|()| whole)
    }

    /// Params with the text of every template in them, secret references encoded.
    pub(super) fn params(
        &mut self,
        params: &OrderedMap<String, TemplateValue>,
        scope: Scope<'_>,
        site: Site<'_>,
    ) -> Option<Mapping> {
        let mut filled = Some(map_with_capacity(params.len()));
        for (key, value) in params {
            match (&mut filled, self.param(value, scope, site)) {
                (Some(filled), Some(value)) => {
                    filled.insert(key.clone(), value);
                }
                _ => filled = None,
            }
        }
        filled
    }

    fn param(&mut self, value: &TemplateValue, scope: Scope<'_>, site: Site<'_>) -> Option<Value> {
        Some(match value {
            TemplateValue::Null => Value::Null,
            TemplateValue::Bool(value) => Value::Bool(*value),
            TemplateValue::Number(number) => Value::Number(number.clone()),
            TemplateValue::Timestamp(text) => Value::Timestamp(text.clone()),
            TemplateValue::Text(template) => Value::String(self.text(template, scope, site)?.encode()),
            TemplateValue::Sequence(items) => {
                let items: Vec<Option<Value>> =
                    items.iter().map(|item| self.param(item, scope, site)).collect();
                Value::Sequence(items.into_iter().collect::<Option<_>>()?)
            }
            TemplateValue::Mapping(map) => Value::Mapping(self.params(map, scope, site)?),
        })
    }

    /// Adds the value of one placeholder to a text.
    fn value(
        &mut self,
        reference: &Reference,
        scope: Scope<'_>,
        place: &Place<'_>,
        whole: &mut Text,
    ) -> Option<()> {
        match reference.elements.as_slice() {
            [root, keys @ ..] if root.as_str() == "metadata" => match walk(scope.metadata, keys) {
                Ok(Value::String(text)) => whole.push_literal(text),
                Ok(value) => whole.push_literal(&self.json(value, reference, place)?),
                Err(miss) => {
                    self.log.push(miss_diagnostic(&miss, Walked::Metadata, reference, place));
                    return None;
                }
            },
            [root, name, keys @ ..] if root.as_str() == "resources" => {
                self.resource_value(reference, name, keys, scope, place, whole)?;
            }
            _ => {
                self.log.push(leads_nowhere(reference, place));
                return None;
            }
        }
        Some(())
    }

    fn resource_value(
        &mut self,
        reference: &Reference,
        name: &Located<String>,
        keys: &[Located<String>],
        scope: Scope<'_>,
        place: &Place<'_>,
        whole: &mut Text,
    ) -> Option<()> {
        let Some(uid) = scope.resources.get(name.as_str()) else {
            self.report_unknown_resource(name, scope, place);
            return None;
        };
        if keys.is_empty() && place.site.takes_identity() {
            whole.push_literal(uid.as_str());
            return Some(());
        }
        // One that failed was reported.
        match &scope.served.get(uid)?.outputs {
            Outputs::Environment => {
                whole.push(self.environment_value(reference, uid, keys, place)?);
            }
            Outputs::Values(outputs) => match walk(outputs, keys) {
                Ok(Output::Text(text)) => whole.append(text),
                Ok(output) => {
                    let json = self.json(&output.encode(), reference, place)?;
                    // Its secrets stay secrets. What does not decode was no reference before either.
                    match Text::decode(&json) {
                        Ok(text) => whole.append(&text),
                        Err(_) => whole.push_literal(&json),
                    }
                }
                Err(miss) => {
                    self.log.push(miss_diagnostic(&miss, Walked::Outputs(name), reference, place));
                    return None;
                }
            },
        }
        Some(())
    }

    fn environment_value(
        &mut self,
        reference: &Reference,
        uid: &ResourceUid,
        keys: &[Located<String>],
        place: &Place<'_>,
    ) -> Option<Segment> {
        let [name] = keys else {
            let message =
                format!("placeholder `${{{}}}` is not the name of one environment variable", reference.body);
            self.log.push(
                place
                    .error(
                        Code::UnknownOutput,
                        message,
                        reference.span,
                        "expected one name behind the resource",
                    )
                    .note("an environment resource is looked up as `${resources.<name>.<VARIABLE>}`"),
            );
            return None;
        };
        self.looked_up.insert(name.value.clone());
        if place.site.environment(self.environment) == EnvironmentVariables::Deferred {
            return Some(Segment::Environment(name.value.clone()));
        }
        let given = self.variables.get(name.as_str()).map(|value| Segment::Text(value.clone()));
        if given.is_none() {
            let message = format!("environment variable `{}` has no value", name.value);
            let why = match (place.site, self.environment) {
                (Site::File { .. }, _) => "the text of a file is needed now, before the output runs",
                (Site::Params { .. }, _) => "params are needed now, before the output runs",
                (Site::Variable { .. } | Site::Volume { .. } | Site::Elsewhere, _) => {
                    "this target does not fill it when the output runs"
                }
            };
            self.log.push(
                place
                    .error(Code::UnfilledVariable, message, name.span, "a value is needed here")
                    .note(format!("resource `{uid}` takes it from the environment of this run"))
                    .note(why)
                    .help(format!(
                        "add `--var {name}=VALUE`, or `--var {name}` to take it from the environment",
                        name = name.value
                    )),
            );
        }
        given
    }

    pub(super) fn report_unknown_resource(
        &mut self,
        name: &Located<String>,
        scope: Scope<'_>,
        place: &Place<'_>,
    ) {
        let known = || scope.resources.keys().map(String::as_str);
        let message = format!("placeholder refers to an unknown resource `{}`", name.value);
        let diagnostic = place.error(Code::UnknownResource, message, name.span, "no resource has this name");
        self.log.push(match suggest::closest(name, known()) {
            Some(close) => diagnostic.fix(format!("use the declared name `{close}`"), name.span, close),
            None if scope.resources.is_empty() => diagnostic.note("the workload declares no resources"),
            None => diagnostic.note(format!("the file declares {}", suggest::list(known()))),
        });
    }

    /// Compact JSON, which is how anything but a string is printed.
    fn json(&mut self, value: &Value, reference: &Reference, place: &Place<'_>) -> Option<String> {
        let json = score_yaml::json(value).ok();
        if json.is_none() {
            let message = format!("the value of `${{{}}}` holds a number that is not finite", reference.body);
            let label = "cannot be written as text";
            self.log.push(place.error(Code::ValueOutOfRange, message, reference.span, label));
        }
        json
    }
}

/// Says that a placeholder begins with neither of the two words it may begin with.
fn leads_nowhere(reference: &Reference, place: &Place<'_>) -> Diagnostic {
    let message = format!("placeholder `${{{}}}` refers to neither metadata nor a resource", reference.body);
    let diagnostic = place.error(Code::UnknownPlaceholderRoot, message, reference.span, "leads nowhere");
    let diagnostic = diagnostic.note("placeholders are `${metadata.KEY}` and `${resources.NAME.OUTPUT}`");
    if matches!(place.site, Site::File { source: Some(_), .. }) {
        return diagnostic
            .help("write `$${` for a literal `${`, or take the file as it is with `noExpand: true`");
    }
    let escaped = format!("$${{{}}}", reference.body);
    diagnostic.fix("escape it if it is meant to stay as it is", reference.span, escaped)
}
