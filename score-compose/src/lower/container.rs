//! One container becomes one service.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Container, Cpu, Located, Memory, Protocol, Quantities, Workload};
use score_core::provision::ResolvedContainer;
use score_core::text::{Segment, Text};
use score_yaml::{Mapping, Number, Value, map_with_capacity};

use super::dollars::{command_word, escape, variable};
use super::report_secret;
use super::service::Service;
use crate::fields::Fields;
use crate::options::{CommandDollars, ContainerResources, ImageVariables, Options, ServicePorts};

/// The annotation that tells the workload of a service.
const WORKLOAD_ANNOTATION: &str = "compose.score.dev/workload-name";

/// The annotations of all services of a workload.
pub(super) fn annotations(workload: &Workload) -> Mapping {
    let own = workload.metadata.annotations.iter();
    let mut annotations: Mapping = own.map(|(key, value)| (key.value.clone(), escaped(value))).collect();
    annotations.insert(WORKLOAD_ANNOTATION.to_owned(), workload.name().as_str().into());
    annotations
}

/// What a container says of itself; files, volumes and its place among the others are added by others.
pub(super) fn service(
    name: &Located<score_core::model::Name>,
    container: &Container,
    resolved: &ResolvedContainer,
    build: Option<&Value>,
    lowering: &Surroundings<'_>,
    log: &mut Diagnostics,
) -> Service {
    let Surroundings { options, variables, fields } = lowering;
    let image = match build {
        Some(_) => None,
        None => image(name.as_str(), &container.image, options.image_variables, variables, log),
    };
    Service {
        build: build.cloned(),
        command: container.args.as_deref().map(|args| words(args, options.command_dollars)),
        entrypoint: container.command.as_deref().map(|command| words(command, options.command_dollars)),
        environment: environment(name.as_str(), container, resolved, log),
        deploy: deploy(name.as_str(), container, options.container_resources, fields, log),
        image,
        ..Service::default()
    }
}

/// What is the same for all containers.
pub(super) struct Surroundings<'a> {
    pub(super) options: &'a Options,
    /// Values for variables in images.
    pub(super) variables: &'a BTreeMap<String, String>,
    pub(super) fields: &'a Fields,
}

fn escaped(text: &Located<String>) -> Value {
    Value::String(escape(text).into_owned())
}

fn words(words: &[Located<String>], dollars: CommandDollars) -> Vec<String> {
    words.iter().map(|word| command_word(word, dollars).into_owned()).collect()
}

fn image(
    name: &str,
    image: &Located<String>,
    image_variables: ImageVariables,
    variables: &BTreeMap<String, String>,
    log: &mut Diagnostics,
) -> Option<String> {
    if image.as_str() == "." {
        let message = format!("container `{name}` has no image");
        log.push(
            Diagnostic::error(Code::ImageNotGiven, message)
                .at(image.span, "`.` means that it is given when generating")
                .path(format!("containers.{name}.image"))
                .note(format!("Compose can also build it: `--build {name}=CONTEXT`"))
                .help("add `--image IMAGE`"),
        );
        return None;
    }
    match image_variables {
        ImageVariables::Verbatim => Some(image.value.clone()),
        ImageVariables::Filled => Some(filled(image, variables)),
    }
}

/// An image with the variables that have a value; the others are left to Compose.
fn filled(image: &str, variables: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(image.len());
    let mut rest = image;
    while let Some((before, behind)) = rest.split_once("${") {
        filled.push_str(before);
        let known = behind.split_once('}').and_then(|(name, after)| Some((variables.get(name)?, after)));
        // An escaped dollar begins no variable.
        match known.filter(|_| !before.ends_with('$')) {
            Some((value, after)) => {
                filled.push_str(&escape(value));
                rest = after;
            }
            None => {
                filled.push_str("${");
                rest = behind;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn environment(
    name: &str,
    container: &Container,
    resolved: &ResolvedContainer,
    log: &mut Diagnostics,
) -> Mapping {
    let mut environment = map_with_capacity(resolved.variables.len());
    for (variable_name, template) in &container.variables {
        let Some(text) = resolved.variables.get(variable_name.as_str()) else { continue };
        let path = format_args!("containers.{name}.variables.{}", variable_name.as_str());
        if !report_secret(text, path, template.raw.span, log) {
            report_unusable_names(text, path, template.raw.span, log);
            environment.insert(variable_name.value.clone(), variable(template, text).into());
        }
    }
    environment
}

/// Environment variables whose names Compose cannot look up.
fn report_unusable_names(
    text: &Text,
    path: impl fmt::Display,
    span: score_core::Span,
    log: &mut Diagnostics,
) {
    for segment in text.segments() {
        let Segment::Environment(name) = segment else { continue };
        if !can_be_looked_up(name) {
            log.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    format!("Compose cannot look up the environment variable `{name}`"),
                )
                .at(span, "its name is used here")
                .path(path.to_string())
                .note("names of variables have letters, digits and `_`, and do not begin with a digit"),
            );
        }
    }
}

/// A name, and perhaps what Compose does when it has no value: `NAME:-default`.
fn can_be_looked_up(name: &str) -> bool {
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let (name, modifier) = name.split_at(end);
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let acts = modifier.strip_prefix(':').unwrap_or(modifier).starts_with(['-', '+', '?']);
    is_name && (modifier.is_empty() || acts)
}

fn deploy(
    name: &str,
    container: &Container,
    resources: ContainerResources,
    fields: &Fields,
    log: &mut Diagnostics,
) -> Option<Value> {
    let mut kinds = Mapping::default();
    for (kind, key, quantities) in [
        ("limits", "limits", &container.resources.limits),
        ("requests", "reservations", &container.resources.requests),
    ] {
        let mut used = |field: &str, span| {
            let path = format_args!("containers.{name}.resources.{kind}.{field}");
            fields.used(&format!("containers.*.resources.{kind}.{field}"), path, span, log);
        };
        let Quantities { cpu, memory } = quantities;
        let mut amounts = Mapping::default();
        if let Some(cpu) = cpu {
            used("cpu", cpu.span);
            amounts.insert("cpus".to_owned(), cores(cpu));
        }
        if let Some(memory) = memory {
            used("memory", memory.span);
            amounts.insert("memory".to_owned(), bytes(memory));
        }
        if !amounts.is_empty() {
            kinds.insert(key.to_owned(), Value::Mapping(amounts));
        }
    }
    if kinds.is_empty() || resources == ContainerResources::Ignored {
        return None;
    }
    let resources = Mapping::from_iter([("resources".to_owned(), Value::Mapping(kinds))]);
    Some(Value::Mapping(resources))
}

fn cores(cpu: &Cpu) -> Value {
    let millis = cpu.millis();
    match millis % 1000 {
        0 => Value::from(millis / 1000),
        _ => Value::Number(Number::from(millis as f64 / 1000.0)),
    }
}

fn bytes(memory: &Memory) -> Value {
    Value::from(memory.bytes().to_string())
}

/// The ports in the containers that others reach, sorted.
pub(super) fn exposed(
    workload: &Workload,
    ports: ServicePorts,
    fields: &Fields,
    log: &mut Diagnostics,
) -> Vec<String> {
    let mut exposed = BTreeSet::new();
    for (name, port) in &workload.ports {
        if port.port.value != port.target_port.value {
            let path = format_args!("service.ports.{}.port", name.as_str());
            fields.used("service.ports.*.port", path, port.port.span, log);
        }
        exposed.insert((port.target_port.value.get(), port.protocol == Protocol::Udp));
    }
    let print = |(port, is_udp): (u16, bool)| if is_udp { format!("{port}/udp") } else { port.to_string() };
    match ports {
        ServicePorts::Exposed => exposed.into_iter().map(print).collect(),
        ServicePorts::Unmentioned => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_take_the_values_that_are_given() {
        let variables = BTreeMap::from([("TAG".to_owned(), "1.4$x".to_owned())]);
        for (image, wanted) in [
            ("acme/app:${TAG}", "acme/app:1.4$$x"),
            ("acme/app:${OTHER}", "acme/app:${OTHER}"),
            ("acme/app:$${TAG}", "acme/app:$${TAG}"),
            ("a${", "a${"),
            ("${TAG}${TAG", "1.4$$x${TAG"),
        ] {
            assert_eq!(filled(image, &variables), wanted);
        }
    }

    #[test]
    fn names_that_compose_can_look_up() {
        for (name, can) in [
            ("HOME", true),
            ("_a1", true),
            ("A:-b c", true),
            ("A?must", true),
            ("1A", false),
            ("A.B", false),
            ("", false),
            ("A:b", false),
        ] {
            assert_eq!(can_be_looked_up(name), can, "{name}");
        }
    }
}
