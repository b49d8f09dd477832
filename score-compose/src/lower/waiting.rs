//! Workloads start when what provisioners add is ready.

use std::collections::{BTreeMap, BTreeSet};

use score_yaml::{Mapping, Value};

use super::sections::Added;
use super::service::Condition;

/// The service that all workloads wait for.
pub(super) const WAITING_SERVICE: &str = "wait-for-resources";
/// Its image.
pub(super) const WAITING_IMAGE: &str = "alpine";
/// The label of a service that does its work and ends.
const INIT_LABEL: &str = "dev.score.compose.labels.is-init-container";

/// What the services of workloads wait for beyond each other.
pub(super) enum Waits {
    /// All of them for these.
    ForAll(BTreeMap<String, Condition>),
    /// Those of each workload for what its own resources add, of what can be waited for.
    ForOwnResources(BTreeMap<String, Condition>),
}

impl Waits {
    /// What those of one workload wait for. `added` is what its resources add.
    pub(super) fn of_workload(&self, added: &[&Added]) -> BTreeMap<String, Condition> {
        match self {
            Waits::ForAll(services) => services.clone(),
            Waits::ForOwnResources(awaited) => {
                let services = added.iter().flat_map(|added| &added.services);
                services.filter_map(|name| Some((name.clone(), *awaited.get(name)?))).collect()
            }
        }
    }
}

/// The services that can be waited for, and the state they have to reach. Those that themselves wait for a workload are
/// not among them, for the two would wait for each other.
pub(super) fn awaited(services: &Mapping, of_workloads: &BTreeSet<String>) -> BTreeMap<String, Condition> {
    let behind = behind_workloads(services, of_workloads);
    let can_be_awaited = services.iter().filter(|(name, _)| !behind.contains(name.as_str()));
    can_be_awaited.map(|(name, service)| (name.clone(), condition(service))).collect()
}

fn condition(service: &Value) -> Condition {
    if service.get("healthcheck").is_some() {
        return Condition::Healthy;
    }
    let label = service.get("labels").and_then(|labels| labels.get(INIT_LABEL)).and_then(Value::as_str);
    if label == Some("true") { Condition::Completed } else { Condition::Started }
}

/// The services that start only after a service of a workload, directly or not.
fn behind_workloads<'a>(services: &'a Mapping, of_workloads: &BTreeSet<String>) -> BTreeSet<&'a str> {
    let mut behind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, service) in services {
        for needed in needs(service) {
            behind.entry(needed).or_default().push(name);
        }
    }
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = behind.keys().copied().filter(|name| of_workloads.contains(*name)).collect();
    while let Some(name) = next.pop() {
        for service in behind.get(name).into_iter().flatten() {
            if found.insert(*service) {
                next.push(service);
            }
        }
    }
    found
}

/// The services that have to be there before this one.
fn needs(service: &Value) -> impl Iterator<Item = &str> {
    let depends_on = service.get("depends_on").and_then(Value::as_mapping);
    let of_service = |key: &str| service.get(key).and_then(Value::as_str)?.strip_prefix("service:");
    let shared = ["network_mode", "ipc", "pid"].into_iter().filter_map(of_service);
    let listed = ["links", "volumes_from"].into_iter().filter_map(|key| service.get(key)?.as_sequence());
    let listed =
        listed.flatten().filter_map(Value::as_str).map(|text| text.split(':').next().unwrap_or(text));
    depends_on.into_iter().flat_map(|map| map.keys().map(String::as_str)).chain(shared).chain(listed)
}

#[cfg(test)]
mod tests {
    use score_yaml::{Limits, SourceId, read};

    use super::*;

    #[test]
    fn what_waits_for_a_workload_is_not_waited_for() {
        let text = "
db: {healthcheck: {disable: true}, labels: {dev.score.compose.labels.is-init-container: 'true'}}
init: {labels: {dev.score.compose.labels.is-init-container: 'true'}, depends_on: {db: {}}}
cache: {image: a}
sidecar: {network_mode: 'service:shop-web'}
proxy: {depends_on: {sidecar: {}}}
";
        let value = read(SourceId(0), text, &Limits::default()).unwrap()[0].to_value();
        let awaited = awaited(value.as_mapping().unwrap(), &["shop-web".to_owned()].into());
        let wanted = [
            ("cache".to_owned(), Condition::Started),
            ("db".to_owned(), Condition::Healthy),
            ("init".to_owned(), Condition::Completed),
        ];
        assert_eq!(awaited, wanted.into());
    }
}
