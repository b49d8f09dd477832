//! Ports published on demand: `HOST:REFERENCE:CONTAINER`.

use std::collections::BTreeMap;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use score_core::model::{Located, ResourceUid};
use score_core::provision::{Outputs, ResolvedResource, ResolvedWorkload};
use score_core::text::Output;
use score_yaml::{Mapping, Value};
use thiserror::Error;

/// The ports that can be published. Port 1 is left out, as it is by `score-compose`.
pub const PORTS: std::ops::RangeInclusive<u16> = 2..=u16::MAX;

/// A port of a container to publish on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The port on the host, of [`PORTS`].
    pub host: u16,
    /// Whose port.
    pub of: Located<Published>,
    /// The port in the container, of [`PORTS`].
    pub container: u16,
}

/// Whose port is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The service of the workload with this name.
    Workload(String),
    /// The service that this output of a resource names.
    Output {
        /// The resource; `default` stands for a class that was left out.
        resource: ResourceUid,
        /// The key of the output.
        key: String,
    },
}

/// A text that says not what to publish.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidPublish {
    /// There are fewer than three parts.
    #[error("expected `HOST:WORKLOAD:CONTAINER` or `HOST:TYPE.CLASS#ID.OUTPUT:CONTAINER`")]
    TooFewParts,
    /// The first or the last part is no port.
    #[error("the {side} port `{text}` is not a whole number from {} to {}", PORTS.start(), PORTS.end())]
    NoPort {
        /// `host` or `container`.
        side: &'static str,
        /// What was given.
        text: String,
    },
    /// The middle part has a `#` but no output behind the identity.
    #[error("`{0}` does not end in the key of an output: expected `TYPE.CLASS#ID.OUTPUT`")]
    NoOutput(String),
}

impl Publish {
    /// Reads `HOST:REFERENCE:CONTAINER`. The reference is the name of a workload, or `TYPE.CLASS#ID.OUTPUT` with an
    /// output of a resource that names a service; `.CLASS` may be left out.
    ///
    /// # Errors
    /// When there are fewer than three parts, a port is not of [`PORTS`], or an output is missing.
    pub fn parse(text: &Located<String>) -> Result<Publish, InvalidPublish> {
        let (host, rest) = text.split_once(':').ok_or(InvalidPublish::TooFewParts)?;
        let (reference, container) = rest.rsplit_once(':').ok_or(InvalidPublish::TooFewParts)?;
        let of = match reference.split_once('#') {
            None => Published::Workload(reference.to_owned()),
            Some((kind, id)) => {
                let (id, key) =
                    id.rsplit_once('.').ok_or_else(|| InvalidPublish::NoOutput(reference.to_owned()))?;
                let class = if kind.contains('.') { "" } else { ".default" };
                let resource = ResourceUid::from_text(format!("{kind}{class}#{id}"));
                Published::Output { resource, key: key.to_owned() }
            }
        };
        Ok(Publish {
            host: port("host", host)?,
            of: Located::new(of, text.span),
            container: port("container", container)?,
        })
    }
}

/// Adds the port to the services it is of, behind the ports they have.
pub(crate) fn apply(
    publish: &Publish,
    services: &mut Mapping,
    workloads: &BTreeMap<String, ResolvedWorkload>,
    resources: &[ResolvedResource],
    log: &mut Diagnostics,
) {
    match &publish.of.value {
        Published::Workload(name) => {
            if !workloads.contains_key(name) {
                let known = || workloads.keys().map(String::as_str);
                let problem = problem(publish, Code::InvalidValue, format!("there is no workload `{name}`"));
                log.push(with_known(problem, "workload", name, known()));
                return;
            }
            let mut found = false;
            for service in services.values_mut() {
                if service.get("hostname").and_then(Value::as_str) == Some(name) {
                    add(publish, service);
                    found = true;
                }
            }
            if !found {
                let message = format!("no service has the host name `{name}`");
                log.push(problem(publish, Code::InvalidValue, message));
            }
        }
        Published::Output { resource, key } => {
            let Some(name) = service_of(publish, resource, key, resources, log) else { return };
            match services.get_mut(name) {
                Some(service) => add(publish, service),
                None => {
                    let known: Vec<&str> = services.keys().map(String::as_str).collect();
                    let message =
                        format!("output `{key}` of resource `{resource}` names no service of the project");
                    let problem = problem(publish, Code::InvalidValue, message);
                    log.push(with_known(problem, "service", name, known));
                }
            }
        }
    }
}

/// The text of an output.
fn service_of<'a>(
    publish: &Publish,
    uid: &ResourceUid,
    key: &str,
    resources: &'a [ResolvedResource],
    log: &mut Diagnostics,
) -> Option<&'a str> {
    let Some(resource) = resources.iter().find(|resource| resource.uid == *uid) else {
        let known = resources.iter().map(|resource| resource.uid.as_str());
        let problem = problem(publish, Code::UnknownResource, format!("there is no resource `{uid}`"));
        log.push(with_known(problem, "resource", uid.as_str(), known));
        return None;
    };
    let outputs = match &resource.outputs {
        Outputs::Values(outputs) => Some(outputs),
        Outputs::Environment => None,
    };
    match outputs.and_then(|outputs| outputs.get(key)) {
        Some(Output::Text(text)) if text.as_literal().is_some() => text.as_literal(),
        Some(_) => {
            let message = format!("output `{key}` of resource `{uid}` is not text");
            log.push(problem(publish, Code::UnknownOutput, message));
            None
        }
        None => {
            let known = outputs.into_iter().flat_map(|outputs| outputs.keys()).map(String::as_str);
            let message = format!("resource `{uid}` has no output `{key}`");
            log.push(with_known(problem(publish, Code::UnknownOutput, message), "output", key, known));
            None
        }
    }
}

fn problem(publish: &Publish, code: Code, message: String) -> Diagnostic {
    let message = format!("port {} cannot be published: {message}", publish.host);
    Diagnostic::error(code, message).at(publish.of.span, "published here")
}

fn with_known<'a>(
    problem: Diagnostic,
    noun: &str,
    given: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    match suggest::closest(given, known.clone()) {
        Some(close) => problem.help(format!("did you mean `{close}`?")),
        None => problem.note(format!("there are these {noun}s: {}", suggest::list(known))),
    }
}

fn add(publish: &Publish, service: &mut Value) {
    let entry = Mapping::from_iter([
        ("target".to_owned(), Value::from(publish.container)),
        ("published".to_owned(), Value::from(publish.host.to_string())),
    ]);
    let Value::Mapping(keys) = service else { return };
    if let Some(Value::Sequence(ports)) = keys.get_mut("ports") {
        ports.push(Value::Mapping(entry));
        return;
    }
    let ports = Value::Sequence(vec![Value::Mapping(entry)]);
    let position = keys.keys().position(|key| crate::schema::comes_after(key, "ports"));
    keys.shift_insert(position.unwrap_or(keys.len()), "ports".to_owned(), ports);
}

fn port(side: &'static str, text: &str) -> Result<u16, InvalidPublish> {
    let number = text.parse().ok().filter(|number| PORTS.contains(number));
    number.ok_or_else(|| InvalidPublish::NoPort { side, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_publish() {
        let output = |uid: &str, key: &str| Published::Output {
            resource: ResourceUid::from_text(uid),
            key: key.to_owned(),
        };
        for (text, wanted) in [
            ("8080:shop:80", Ok((8080, Published::Workload("shop".into()), 80))),
            ("8080:postgres#shop.db.host:5432", Ok((8080, output("postgres.default#shop.db", "host"), 5432))),
            ("8080:postgres.big#db.host:5432", Ok((8080, output("postgres.big#db", "host"), 5432))),
            ("8080:a:b:80", Ok((8080, Published::Workload("a:b".into()), 80))),
            ("80:80", Err(InvalidPublish::TooFewParts)),
            ("80", Err(InvalidPublish::TooFewParts)),
            ("1:shop:80", Err(InvalidPublish::NoPort { side: "host", text: "1".into() })),
            ("x:shop:80", Err(InvalidPublish::NoPort { side: "host", text: "x".into() })),
            ("80:shop:65536", Err(InvalidPublish::NoPort { side: "container", text: "65536".into() })),
            ("80:postgres#db:80", Err(InvalidPublish::NoOutput("postgres#db".into()))),
        ] {
            let parsed = Publish::parse(&text.to_owned().into());
            assert_eq!(
                parsed.map(|publish| (publish.host, publish.of.value, publish.container)),
                wanted,
                "{text}"
            );
        }
    }
}
