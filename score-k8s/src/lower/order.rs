//! `before`: which containers start first, and what the others wait for.
//!
//! Kubernetes starts init containers one after another and all others behind them. One that has to complete is an init
//! container; one that has to be started or healthy is an init container that keeps running, and its startup probe tells
//! when the next may start. So everything waits at least for what it asks to wait for.

use std::collections::{BTreeMap, BTreeSet};

use score_core::diagnostic::Diagnostics;
use score_core::field::approximated;
use score_core::model::{Located, Name, Ready, Workload};

/// When a container runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// With all others, behind those that start first.
    Main,
    /// Started before others and kept running.
    First {
        /// Whether others wait until its probe passes.
        awaited: Awaited,
    },
    /// Run to its end before others.
    Once,
}

/// What others wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    Started,
    Healthy,
}

/// The role of every container.
#[derive(Debug)]
pub(super) struct Roles<'w> {
    roles: BTreeMap<&'w str, Role>,
}

impl<'w> Roles<'w> {
    /// The roles in a workload. Reports where more waits than asked for, as `approximated-field`.
    pub(super) fn of(workload: &'w Workload, log: &mut Diagnostics) -> Roles<'w> {
        let mut roles = Roles { roles: BTreeMap::new() };
        for (name, container) in &workload.containers {
            let states = || container.before.values().map(|before| before.ready.value);
            let role =
                match (states().any(|it| it == Ready::Complete), states().any(|it| it == Ready::Healthy)) {
                    (true, _) => Role::Once,
                    (false, true) => Role::First { awaited: Awaited::Healthy },
                    (false, false) if container.before.is_empty() => Role::Main,
                    (false, false) => Role::First { awaited: Awaited::Started },
                };
            roles.roles.insert(name.as_str(), role);
        }
        for (name, container) in &workload.containers {
            for (waiting, before) in &container.before {
                if roles.runs_once(name.as_str()) && before.ready.value != Ready::Complete {
                    let path = format!("containers.{}.before.{}.ready", name.as_str(), waiting.as_str());
                    let how = format!("`{}` waits until it has completed, as others do", waiting.as_str());
                    approximated(path, before.ready.span, &how, log);
                }
            }
        }
        report_more_waiting(workload, &roles, log);
        roles
    }

    pub(super) fn role(&self, container: &str) -> Role {
        self.roles.get(container).copied().unwrap_or(Role::Main)
    }

    pub(super) fn runs_once(&self, container: &str) -> bool {
        self.role(container) == Role::Once
    }

    pub(super) fn is_main(&self, container: &str) -> bool {
        self.role(container) == Role::Main
    }

    /// The names of the init containers in the order they start: behind those they wait for, otherwise as given.
    pub(super) fn init_order<'c>(
        &self,
        workload: &'c Workload,
        given: &[&'c Located<Name>],
    ) -> Vec<&'c Located<Name>> {
        let first: Vec<&Located<Name>> =
            given.iter().copied().filter(|name| !self.is_main(name.as_str())).collect();
        let positions: BTreeMap<&str, usize> =
            first.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let followers = |name: &Located<Name>| {
            let before = workload.containers.get(name.as_str()).map(|container| &container.before);
            before.into_iter().flat_map(|it| it.keys()).filter_map(|it| positions.get(it.as_str()).copied())
        };
        let mut waits_for = vec![0usize; first.len()];
        first.iter().flat_map(|name| followers(name)).for_each(|at| waits_for[at] += 1);
        let mut ready: BTreeSet<usize> = (0..first.len()).filter(|at| waits_for[*at] == 0).collect();
        let mut ordered = Vec::with_capacity(first.len());
        while let Some(at) = ready.pop_first() {
            ordered.push(first[at]);
            for follower in followers(first[at]) {
                waits_for[follower] -= 1;
                if waits_for[follower] == 0 {
                    ready.insert(follower);
                }
            }
        }
        ordered
    }
}

/// A container that others wait for until it completes or is healthy holds up all that start behind it. When one of
/// them does not say that it waits, that may be more than is meant, and the two might even need each other.
fn report_more_waiting(workload: &Workload, roles: &Roles<'_>, log: &mut Diagnostics) {
    let mut carriers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, container) in &workload.containers {
        for waiting in container.before.keys() {
            carriers.entry(waiting.as_str()).or_default().insert(name.as_str());
        }
    }
    let mains = workload.containers.keys().filter(|name| roles.is_main(name.as_str()));
    let mains: Vec<_> = mains.map(|name| (name, waited_for(name.as_str(), &carriers))).collect();
    for (name, container) in &workload.containers {
        let awaited = container.before.iter().find(|(_, before)| before.ready.value != Ready::Started);
        let Some((waiting, before)) = awaited else { continue };
        let others = mains.iter().filter(|(_, waited_for)| !waited_for.contains(name.as_str()));
        let others: Vec<String> = others.map(|(other, _)| format!("`{}`", other.as_str())).collect();
        if !others.is_empty() {
            let path = format!("containers.{}.before.{}.ready", name.as_str(), waiting.as_str());
            let verb = if others.len() == 1 { "waits" } else { "wait" };
            let how = format!("{} {verb} for it as well", others.join(", "));
            approximated(path, before.ready.span, &how, log);
        }
    }
}

/// All that a container waits for, directly or through others.
fn waited_for<'w>(waiting: &'w str, carriers: &BTreeMap<&'w str, BTreeSet<&'w str>>) -> BTreeSet<&'w str> {
    let mut found = BTreeSet::new();
    let mut next = vec![waiting];
    while let Some(name) = next.pop() {
        for first in carriers.get(name).into_iter().flatten() {
            if found.insert(*first) {
                next.push(first);
            }
        }
    }
    found
}
