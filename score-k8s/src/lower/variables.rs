//! Variables of a container. A secret that is a part of a value comes out of a variable of its own, which the value
//! names: Kubernetes puts them together when the container starts.

use score_yaml::OrderedMap;
use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, SecretKeySelector};
use score_core::diagnostic::Diagnostics;
use score_core::model::Container;
use score_core::text::{SecretRef, Segment, Text};

use super::names::{HELPER_PREFIX, helper_variable, other_helper_variable};
use super::text::{decoded, expanded_later, unresolved};
use crate::options::{Dollars, EmptyFields, Options, Order};

/// The variables of a container; nothing when it has none. `path` is the key path of the container. Reports
/// `unresolved-secret`.
pub(super) fn variables(
    container: &Container,
    values: &OrderedMap<String, Text>,
    path: &str,
    options: &Options,
    log: &mut Diagnostics,
) -> Option<Vec<EnvVar>> {
    let mut helpers = Helpers::new(values);
    let mut variables = Vec::with_capacity(values.len());
    for (name, text) in super::sorted(values.iter(), options.order) {
        let Some(text) = decoded(text) else {
            let place = container.variables.get(name.as_str()).map(|template| template.raw.span);
            log.push(unresolved(&format!("{path}.variables.{name}"), place.unwrap_or_default()));
            continue;
        };
        variables.push(match text.segments() {
            [Segment::Secret(secret)] => of_secret(name.clone(), secret),
            segments => {
                let value = value(segments, options.dollars, &mut helpers);
                let is_written = !value.is_empty() || options.empty_fields == EmptyFields::LeftOut;
                EnvVar { name: name.clone(), value: is_written.then_some(value), value_from: None }
            }
        });
    }
    let mut all: Vec<EnvVar> =
        helpers.names.iter().map(|(secret, name)| of_secret(name.clone(), secret)).collect();
    all.sort_by(|one, two| one.name.cmp(&two.name));
    all.extend(variables);
    if options.order == Order::Sorted {
        all.sort_by(|one, two| sort_key(one).cmp(&sort_key(two)));
    }
    (!all.is_empty()).then_some(all)
}

/// What values refer to has to come before them.
fn sort_key(variable: &EnvVar) -> (bool, &str) {
    (!variable.name.starts_with(HELPER_PREFIX), &variable.name)
}

fn of_secret(name: String, secret: &SecretRef) -> EnvVar {
    let selector = SecretKeySelector { name: secret.name.clone(), key: secret.key.clone(), optional: None };
    let source = EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() };
    EnvVar { name, value: None, value_from: Some(source) }
}

fn value(segments: &[Segment], dollars: Dollars, helpers: &mut Helpers<'_>) -> String {
    let mut value = String::new();
    for segment in segments {
        match segment {
            Segment::Text(text) => value.push_str(&expanded_later(text, dollars)),
            Segment::Secret(secret) => reference(&helpers.variable(secret), &mut value),
            // They are given when generating, so there are none; this is what one would be.
            Segment::Environment(name) => reference(name, &mut value),
        }
    }
    value
}

fn reference(name: &str, value: &mut String) {
    value.push_str("$(");
    value.push_str(name);
    value.push(')');
}

/// The variables that hold secrets for other variables.
struct Helpers<'a> {
    taken: BTreeSet<String>,
    variables: &'a OrderedMap<String, Text>,
    names: BTreeMap<SecretRef, String>,
}

impl<'a> Helpers<'a> {
    fn new(variables: &'a OrderedMap<String, Text>) -> Helpers<'a> {
        Helpers { taken: BTreeSet::new(), variables, names: BTreeMap::new() }
    }

    /// The variable of a secret. Two secrets never share one, though their names joined may be the same text.
    fn variable(&mut self, secret: &SecretRef) -> String {
        if let Some(name) = self.names.get(secret) {
            return name.clone();
        }
        let mut name = helper_variable(secret);
        if self.taken.contains(&name) || self.variables.contains_key(&name) {
            name = other_helper_variable(secret);
        }
        self.taken.insert(name.clone());
        self.names.insert(secret.clone(), name.clone());
        name
    }
}
