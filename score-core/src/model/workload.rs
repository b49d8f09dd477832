//! The whole of a score file. Specification: `score-v1b1.json`, root and `metadata`.

use indexmap::IndexMap;
use score_yaml::{Mapping, Value};
use serde::{Deserialize, Serialize};

use super::{Container, Located, Name, Resource, ServicePort};

/// One workload.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// Its name, annotations and free-form keys.
    pub metadata: Metadata,
    /// At least one, in the order of the file.
    pub containers: IndexMap<Located<Name>, Container>,
    /// The ports of its service by name, in the order of the file.
    pub ports: IndexMap<Located<Name>, ServicePort>,
    /// What it needs, by the name the placeholders use, in the order of the file.
    pub resources: IndexMap<Located<Name>, Resource>,
}

/// `metadata`: the name, the annotations, and free-form keys that placeholders may refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// The name of the workload.
    pub name: Located<Name>,
    /// Annotations, in the order of the file.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub annotations: IndexMap<Located<String>, Located<String>>,
    /// Everything else, as written.
    #[serde(flatten)]
    pub extra: Mapping,
}

impl Metadata {
    /// A name and nothing else.
    pub fn named(name: Name) -> Metadata {
        Metadata { name: name.into(), annotations: IndexMap::new(), extra: Mapping::new() }
    }

    /// The mapping that `${metadata.…}` walks: name, annotations when there are any, then the free-form keys.
    pub fn to_mapping(&self) -> Mapping {
        let mut map = Mapping::new();
        map.insert("name".into(), Value::from(self.name.as_str()));
        if !self.annotations.is_empty() {
            let text = |(key, value): (&Located<String>, &Located<String>)| {
                (key.value.clone(), Value::from(value.value.as_str()))
            };
            map.insert("annotations".into(), Value::Mapping(self.annotations.iter().map(text).collect()));
        }
        map.extend(self.extra.iter().map(|(key, value)| (key.clone(), value.clone())));
        map
    }
}

impl Workload {
    /// Its name.
    pub fn name(&self) -> &Name {
        &self.metadata.name.value
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&Located<String>> {
        self.metadata.annotations.get(key)
    }
}
