//! `before`: it names other containers, has an order, and `healthy` needs a probe.

use std::collections::BTreeMap;

use score_yaml::{OrderedMap, Span};

use super::super::Check;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::model::{Container, Located, Name, Ready};

type Containers = OrderedMap<Located<Name>, Container>;

/// `declared` are the names of all containers, also of those that could not be read.
pub(in super::super) fn check(
    containers: &Containers,
    declared: &OrderedMap<String, Span>,
    check: &mut Check<'_>,
) {
    for (name, container) in containers {
        for (waiting, before) in &container.before {
            let path = format!("containers.{}.before.{}", name.as_str(), waiting.as_str());
            if waiting == name {
                check.log.push(
                    Diagnostic::error(
                        Code::SelfReference,
                        format!("container `{}` waits for itself", name.as_str()),
                    )
                    .path(path)
                    .at(waiting.span, "expected another container: the one that waits"),
                );
            } else if !declared.contains_key(waiting.as_str()) {
                unknown_container(declared, waiting, path, check);
            }
            if before.ready.value == Ready::Healthy
                && container.readiness_probe.is_none()
                && container.liveness_probe.is_none()
            {
                let message =
                    format!("container `{}` has no probe that tells when it is healthy", name.as_str());
                check.log.push(
                    Diagnostic::error(Code::BeforeWithoutProbe, message)
                        .path(format!("containers.{}.before.{}.ready", name.as_str(), waiting.as_str()))
                        .at(before.ready.span, "`healthy` needs a probe")
                        .related(name.span, "this container has neither `readinessProbe` nor `livenessProbe`")
                        .help("add a `readinessProbe`, or wait for `started`"),
                );
            }
        }
    }
    report_cycle(containers, check);
}

fn unknown_container(
    declared: &OrderedMap<String, Span>,
    waiting: &Located<Name>,
    path: String,
    check: &mut Check<'_>,
) {
    let names = || declared.keys().map(String::as_str);
    let found =
        Diagnostic::error(Code::UnknownContainer, format!("there is no container `{}`", waiting.as_str()))
            .path(path)
            .at(waiting.span, "expected the container that waits");
    check.log.push(match suggest::closest(waiting.as_str(), names()) {
        Some(near) => {
            found.fix(format!("there is `{near}`"), waiting.span, check.quoted_alike(waiting.span, near))
        }
        None => found.note(format!("the workload has {}", suggest::list(names()))),
    });
}

/// Walks from every container in order and reports the first way back.
fn report_cycle(containers: &Containers, check: &mut Check<'_>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        OnTheWay,
        Done,
    }
    let mut marks: BTreeMap<&str, Mark> = BTreeMap::new();
    for start in containers.keys() {
        // Each step of the way with the containers still to be tried from it.
        let mut way: Vec<(&str, Vec<&str>)> = vec![(start.as_str(), followers(containers, start.as_str()))];
        if marks.contains_key(start.as_str()) {
            continue;
        }
        marks.insert(start.as_str(), Mark::OnTheWay);
        while let Some((name, rest)) = way.last_mut() {
            let Some(next) = rest.pop() else {
                marks.insert(name, Mark::Done);
                way.pop();
                continue;
            };
            match marks.get(next) {
                Some(Mark::Done) => {}
                Some(Mark::OnTheWay) => {
                    let names: Vec<&str> =
                        way.iter().map(|(name, _)| *name).skip_while(|name| *name != next).collect();
                    return report(containers, &names, check);
                }
                None => {
                    marks.insert(next, Mark::OnTheWay);
                    way.push((next, followers(containers, next)));
                }
            }
        }
    }
}

/// The containers that wait for one, itself and unknown ones left out, the first one last.
fn followers<'w>(containers: &'w Containers, name: &str) -> Vec<&'w str> {
    let Some((_, before, _)) = containers.get_full(name).map(|(at, key, it)| (at, &it.before, key)) else {
        return vec![];
    };
    let names = before.keys().rev().map(|waiting| waiting.as_str());
    names.filter(|waiting| *waiting != name && containers.contains_key(*waiting)).collect()
}

fn report(containers: &Containers, names: &[&str], check: &mut Check<'_>) {
    let circle = names.iter().chain(names.first()).copied().collect::<Vec<_>>().join(" → ");
    let edge = |from: &str, to: &str| {
        let container = containers.get(from)?;
        container.before.get_key_value(to).map(|(key, _)| key.span)
    };
    let mut found = Diagnostic::error(Code::BeforeCycle, format!("containers wait for each other: {circle}"));
    for (index, from) in names.iter().enumerate() {
        let to = names.get(index + 1).or(names.first()).copied().unwrap_or_default();
        let Some(span) = edge(from, to) else { continue };
        let label = format!("`{to}` waits for `{from}`");
        found = if index == 0 {
            found.path(format!("containers.{from}.before")).at(span, label)
        } else {
            found.related(span, label)
        };
    }
    check.log.push(found.help("remove one of these entries"));
}
