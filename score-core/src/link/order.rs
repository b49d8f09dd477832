//! The order in which resources are provisioned: dependencies first, and among equals by identity.

use std::collections::BTreeMap;

use score_yaml::{OrderedMap, Span};

use super::LinkedResource;
use super::identity::Identities;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::ResourceUid;
use crate::parallel::{self, Threads};
use crate::placeholder::{Reference, Template};

/// What a resource needs: the position of the other resource, its name in the placeholder, and the placeholder.
struct Need {
    on: usize,
    name: String,
    span: Span,
}

/// Of each resource by its identity.
type Positions<'a> = OrderedMap<&'a str, usize>;

/// Puts resources, which come sorted by identity, into levels: the first needs nothing, each next one only earlier ones;
/// a level is sorted by identity. Reports cycles and then returns the resources without an order that means anything.
pub(super) fn dependencies_first(
    mut resources: Vec<LinkedResource>,
    identities: &Identities,
    threads: Threads,
    log: &mut Diagnostics,
) -> Vec<LinkedResource> {
    let needs = needs(&resources, identities, threads);
    let mut missing: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); resources.len()];
    for (at, needs) in needs.iter().enumerate() {
        for need in needs {
            if let Some(users) = needed_by.get_mut(need.on) {
                users.push(at);
            }
        }
    }

    let mut places = vec![0; resources.len()];
    let mut placed = 0;
    let mut level: Vec<usize> = (0..resources.len()).filter(|at| missing.get(*at) == Some(&0)).collect();
    while !level.is_empty() {
        let mut next = Vec::new();
        for at in level {
            if let Some(place) = places.get_mut(at) {
                *place = placed;
                placed += 1;
            }
            for user in needed_by.get(at).into_iter().flatten() {
                if let Some(left) = missing.get_mut(*user) {
                    *left -= 1;
                    if *left == 0 {
                        next.push(*user);
                    }
                }
            }
        }
        // Positions are in the order of identities.
        next.sort_unstable();
        level = next;
    }
    if placed < resources.len() {
        report_cycles(&resources, &needs, &missing, log);
        return resources;
    }
    put_in_place(&mut resources, places);
    resources
}

/// Moves each item to the place that is given for it. The places are those of the items in another order.
fn put_in_place<T>(items: &mut [T], mut places: Vec<usize>) {
    // Each exchange brings one item where it belongs; resources are large, so that they are not copied elsewhere.
    for at in 0..items.len() {
        while let Some(place) = places.get(at).copied().filter(|place| *place != at) {
            items.swap(at, place);
            places.swap(at, place);
        }
    }
}

/// The needs of each resource, each once, by the position of what is needed. Names are looked up in the workload whose
/// definition counts; unknown ones are reported where they are filled.
fn needs(resources: &[LinkedResource], identities: &Identities, threads: Threads) -> Vec<Vec<Need>> {
    let positions: Positions<'_> =
        resources.iter().enumerate().map(|(at, resource)| (resource.uid.as_str(), at)).collect();
    let needs_of = |resource: &LinkedResource| {
        let mut found: BTreeMap<usize, Need> = BTreeMap::new();
        let names = identities.get(&resource.source_workload);
        if let (Some(names), Some(params)) = (names, &resource.params) {
            let mut add = |reference: &Reference| {
                let Some((name, on)) = needed(reference, names, &positions) else { return };
                found.entry(on).or_insert_with(|| Need { on, name: name.to_owned(), span: reference.span });
            };
            params.values().for_each(|value| {
                value.for_each_template(&mut |template: &Template| template.references().for_each(&mut add));
            });
        }
        found.into_values().collect()
    };
    parallel::map(threads, resources.iter().collect(), needs_of)
}

fn needed<'a>(
    reference: &'a Reference,
    names: &OrderedMap<String, ResourceUid>,
    positions: &Positions<'_>,
) -> Option<(&'a str, usize)> {
    let [root, name, ..] = reference.elements.as_slice() else { return None };
    if root.as_str() != "resources" {
        return None;
    }
    let position = positions.get(names.get(name.as_str())?.as_str())?;
    Some((name.as_str(), *position))
}

/// Every resource that is left over needs another one that is, so following the first such need from each of them ends
/// in a cycle. Each resource is passed once, and each cycle that is met is reported once.
fn report_cycles(
    resources: &[LinkedResource],
    needs: &[Vec<Need>],
    missing: &[usize],
    log: &mut Diagnostics,
) {
    let is_left = |at: usize| missing.get(at).is_some_and(|left| *left > 0);
    let follow = |at: usize| needs.get(at)?.iter().find(|need| is_left(need.on));
    let mut passed = vec![false; resources.len()];
    for start in (0..resources.len()).filter(|at| is_left(*at)) {
        let mut walk: Vec<(usize, &Need)> = Vec::new();
        let mut at = start;
        while let (Some(is_passed), Some(need)) =
            (passed.get_mut(at).filter(|is_passed| !**is_passed), follow(at))
        {
            *is_passed = true;
            walk.push((at, need));
            at = need.on;
        }
        // A walk that ran into an earlier one has met a cycle that was reported.
        if let Some(first) = walk.iter().position(|(member, _)| *member == at)
            && let Some(cycle) = walk.get(first..)
        {
            log.push(cycle_diagnostic(resources, cycle));
        }
    }
}

fn cycle_diagnostic(resources: &[LinkedResource], cycle: &[(usize, &Need)]) -> Diagnostic {
    let start = (0..cycle.len()).min_by_key(|at| cycle.get(*at).map(|(resource, _)| *resource)).unwrap_or(0);
    let members: Vec<&(usize, &Need)> = cycle.iter().cycle().skip(start).take(cycle.len()).collect();
    let source_of = |at: usize| resources.get(at).map_or("", |resource| resource.source_workload.as_str());
    let one_workload =
        members.iter().all(|(at, _)| Some(source_of(*at)) == members.first().map(|(at, _)| source_of(*at)));
    let label = |need: &Need| match resources.get(need.on) {
        Some(resource) if !one_workload => resource.uid.to_string(),
        _ => need.name.clone(),
    };
    // The need that leads back to the first member carries its name.
    let names: Vec<String> =
        members.last().into_iter().chain(&members).map(|(_, need)| label(need)).collect();
    let message = match names.as_slice() {
        [only, again] if only == again => {
            format!("the params of resource `{only}` refer to the resource itself")
        }
        _ => format!("resources need each other in a cycle: `{}`", names.join(" → ")),
    };
    let mut diagnostic = Diagnostic::error(Code::ResourceCycle, message);
    for (position, ((_, need), pair)) in members.iter().zip(names.windows(2)).enumerate() {
        let text = pair.join("` needs `");
        diagnostic = match position {
            0 => diagnostic.at(need.span, format!("`{text}`")),
            _ => diagnostic.related(need.span, format!("`{text}`")),
        };
    }
    diagnostic.help("remove one of these placeholders")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_comes_to_its_place() {
        for places in [vec![], vec![0], vec![1, 0, 2], vec![2, 0, 1, 4, 3], vec![3, 2, 1, 0]] {
            let mut items = places.clone();
            put_in_place(&mut items, places);
            assert_eq!(items, (0..items.len()).collect::<Vec<_>>());
        }
    }
}
