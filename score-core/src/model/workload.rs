//! The whole of a score file. Specification: `score-v1b1.json`, root and `metadata`.

use score_yaml::{Mapping, OrderedMap, Value};
use serde::{Deserialize, Serialize};

use super::{Container, Located, Name, Resource, ServicePort};

/// One workload. Its serde form is a score file.
///
/// A program builds one by hand like this:
///
/// ```
/// use score_core::model::{Container, Metadata, Name, Workload};
/// use score_core::placeholder::Template;
///
/// let mut container = Container::of_image("nginx:1");
/// container.variables.insert("NAME".to_owned().into(), Template::from_text("${metadata.name}"));
/// let mut workload = Workload::named(Name::new("hello")?);
/// workload.containers.insert(Name::new("web")?.into(), container);
/// let file = score_yaml::to_value(&workload)?;
/// assert_eq!(file.get("metadata").and_then(|it| it.get("name")), Some(&"hello".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Workload {
    /// Its name, annotations and free-form keys.
    pub metadata: Metadata,
    /// At least one, in the order of the file.
    pub containers: OrderedMap<Located<Name>, Container>,
    /// The ports of its service by name, in the order of the file.
    pub ports: OrderedMap<Located<Name>, ServicePort>,
    /// What it needs, by the name the placeholders use, in the order of the file.
    pub resources: OrderedMap<Located<Name>, Resource>,
}

/// `metadata`: the name, the annotations, and free-form keys that placeholders may refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// The name of the workload.
    pub name: Located<Name>,
    /// Annotations, in the order of the file.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub annotations: OrderedMap<Located<String>, Located<String>>,
    /// Everything else, as written.
    #[serde(flatten)]
    pub extra: Mapping,
}

impl Metadata {
    /// A name and nothing else.
    pub fn named(name: Name) -> Metadata {
        Metadata { name: name.into(), annotations: OrderedMap::default(), extra: Mapping::default() }
    }

    /// The mapping that `${metadata.…}` walks: name, annotations when there are any, then the free-form keys.
    pub fn to_mapping(&self) -> Mapping {
        let mut map = Mapping::default();
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
    /// A workload with a name and nothing else. It needs at least one container.
    pub fn named(name: Name) -> Workload {
        let metadata = Metadata::named(name);
        Workload {
            metadata,
            containers: OrderedMap::default(),
            ports: OrderedMap::default(),
            resources: OrderedMap::default(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        &self.metadata.name.value
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&Located<String>> {
        self.metadata.annotations.get(key)
    }
}

/// The version of the format.
pub const API_VERSION: &str = "score.dev/v1b1";

/// A workload as it is written in a score file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    api_version: String,
    metadata: Metadata,
    containers: OrderedMap<Located<Name>, Container>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<Service>,
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    resources: OrderedMap<Located<Name>, Resource>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    #[serde(default)]
    ports: OrderedMap<Located<Name>, ServicePort>,
}

impl From<Workload> for Written {
    fn from(workload: Workload) -> Written {
        let Workload { metadata, containers, ports, resources } = workload;
        let service = Some(Service { ports }).filter(|service| !service.ports.is_empty());
        Written { api_version: API_VERSION.to_owned(), metadata, containers, service, resources }
    }
}

impl TryFrom<Written> for Workload {
    type Error = String;

    fn try_from(written: Written) -> Result<Workload, String> {
        let Written { api_version, metadata, containers, service, resources } = written;
        if api_version != API_VERSION {
            return Err(format!("the version of the format is `{API_VERSION}`"));
        }
        if containers.is_empty() {
            return Err("a workload has at least one container".to_owned());
        }
        Ok(Workload {
            metadata,
            containers,
            ports: service.map(|it| it.ports).unwrap_or_default(),
            resources,
        })
    }
}
