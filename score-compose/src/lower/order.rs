//! Which container gives the others its network, and which waits for which.

use score_yaml::OrderedMap;
use std::collections::{BTreeMap, BTreeSet};

use score_core::model::{Container, Located, Name, Ready};

use super::service::Condition;

/// How the containers of a workload stand to each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order<'a> {
    /// The container that is reached by the name of the workload.
    pub(super) primary: &'a str,
    /// Those that share its network.
    pub(super) sharing: BTreeSet<&'a str>,
    /// What each container waits for: the others, and the state they have to reach.
    pub(super) waits: BTreeMap<&'a str, Vec<(&'a str, Condition)>>,
}

/// Looks at `before` of every container. There is at least one container, and no cycle among them.
pub(super) fn order(containers: &OrderedMap<Located<Name>, Container>) -> Option<Order<'_>> {
    let mut waits: BTreeMap<&str, Vec<(&str, Condition)>> = BTreeMap::new();
    for (name, container) in containers {
        for (waiting, before) in &container.before {
            let condition = match *before.ready {
                Ready::Started => Condition::Started,
                Ready::Healthy => Condition::Healthy,
                Ready::Complete => Condition::Completed,
            };
            waits.entry(waiting.as_str()).or_default().push((name.as_str(), condition));
        }
    }
    let mut names: Vec<&str> = containers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    let runs_to_completion = |name: &str| {
        let before = containers.get(name).map(|container| &container.before);
        before.is_some_and(|before| {
            !before.is_empty() && before.values().all(|before| *before.ready == Ready::Complete)
        })
    };
    let staying: BTreeSet<&str> = names.iter().copied().filter(|name| !runs_to_completion(name)).collect();
    let primary = choose_primary(&names, &staying, &waits, containers)?;
    let sharing = staying.into_iter().filter(|name| *name != primary).collect();
    Some(Order { primary, sharing, waits })
}

/// The first container by name that is before no other. Whoever shares a network starts after the one that has it, so
/// when that container waits for one which would share its network, the first that does not is taken instead.
fn choose_primary<'a>(
    names: &[&'a str],
    staying: &BTreeSet<&'a str>,
    waits: &BTreeMap<&'a str, Vec<(&'a str, Condition)>>,
    containers: &OrderedMap<Located<Name>, Container>,
) -> Option<&'a str> {
    let is_last = |name: &&str| containers.get(*name).is_some_and(|container| container.before.is_empty());
    let waits_for_sharing = |name: &str| {
        let mut seen = BTreeSet::new();
        let mut next = vec![name];
        while let Some(current) = next.pop() {
            for (awaited, _) in waits.get(current).into_iter().flatten() {
                if staying.contains(awaited) {
                    return true;
                }
                if seen.insert(*awaited) {
                    next.push(awaited);
                }
            }
        }
        false
    };
    let customary = names.iter().copied().find(|name| is_last(name)).or(names.first().copied())?;
    if !waits_for_sharing(customary) {
        return Some(customary);
    }
    let free = |name: &&str| staying.contains(*name) && !waits_for_sharing(name);
    names.iter().copied().filter(free).min_by_key(|name| !is_last(name)).or(Some(customary))
}

#[cfg(test)]
mod tests {
    use score_core::model::Before;

    use super::*;

    /// `a>b:started` means that a is before b.
    fn shown(names: &[&str], edges: &[(&str, &str, Ready)]) -> (String, String) {
        let mut containers = OrderedMap::default();
        for name in names {
            containers.insert(Located::from(Name::new(*name).unwrap()), Container::of_image("a"));
        }
        for (carrier, waiting, ready) in edges {
            let before = Before { ready: (*ready).into() };
            containers.get_mut(*carrier).unwrap().before.insert(Name::new(*waiting).unwrap().into(), before);
        }
        let order = order(&containers).unwrap();
        (order.primary.to_owned(), order.sharing.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_container_that_gives_its_network_waits_for_none_that_shares_it() {
        use Ready::{Complete, Healthy, Started};
        for (names, edges, primary, sharing) in [
            (&["web", "log"][..], &[][..], "log", "web"),
            (&["web", "init"], &[("init", "web", Complete)], "web", ""),
            (&["web", "init", "log"], &[("init", "web", Complete)], "log", "web"),
            (&["web", "sidecar"], &[("sidecar", "web", Started)], "sidecar", "web"),
            (&["aa", "sidecar", "web"], &[("sidecar", "web", Healthy)], "aa", "sidecar web"),
            (&["aa", "bb", "cc"], &[("cc", "aa", Started), ("bb", "aa", Started)], "bb", "aa cc"),
            // aa waits for an init container that waits for bb.
            (&["aa", "bb", "init"], &[("init", "aa", Complete), ("bb", "init", Started)], "bb", "aa"),
        ] {
            assert_eq!(shown(names, edges), (primary.to_owned(), sharing.to_owned()), "{names:?} {edges:?}");
        }
    }
}
