//! A service as lowering makes it: the keys a workload can lead to, in the order of output.

use std::collections::BTreeMap;

use score_yaml::{Mapping, Value, map_with_capacity};

use crate::schema::sorted;

/// A service of a workload. Texts are in the words of Compose: dollars are escaped.
#[derive(Debug, Default)]
pub(crate) struct Service {
    pub(crate) annotations: Mapping,
    pub(crate) build: Option<Value>,
    pub(crate) command: Option<Vec<String>>,
    /// The condition by the name of the service it waits for.
    pub(crate) depends_on: BTreeMap<String, Condition>,
    pub(crate) deploy: Option<Value>,
    pub(crate) entrypoint: Option<Vec<String>>,
    pub(crate) environment: Mapping,
    pub(crate) expose: Vec<String>,
    pub(crate) hostname: Option<String>,
    pub(crate) health_test: Option<Vec<String>>,
    pub(crate) image: Option<String>,
    pub(crate) models: Vec<String>,
    pub(crate) network_mode: Option<String>,
    pub(crate) volumes: Vec<Mount>,
}

/// What a service waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    Started,
    Healthy,
    Completed,
}

/// Something mounted into a container.
#[derive(Debug)]
pub(crate) struct Mount {
    /// `bind`, `volume` or `tmpfs`.
    pub(crate) kind: &'static str,
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) read_only: bool,
    /// What stands under the key of its kind.
    pub(crate) details: Option<Value>,
}

impl Condition {
    fn as_str(self) -> &'static str {
        match self {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        }
    }
}

/// How often health is asked for, and how long an answer may take.
const PROBE_PERIOD: &str = "5s";

impl Service {
    pub(crate) fn into_value(mut self) -> Value {
        let mut keys = map_with_capacity(10);
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                keys.insert(name.to_owned(), value);
            }
        };
        put("annotations", table(self.annotations));
        put("build", self.build);
        put("command", self.command.map(texts));
        put("depends_on", table(dependencies(self.depends_on)));
        put("deploy", self.deploy);
        put("entrypoint", self.entrypoint.map(texts));
        put("environment", table(self.environment));
        put("expose", Some(self.expose).filter(|ports| !ports.is_empty()).map(texts));
        put("hostname", self.hostname.map(Value::String));
        put("healthcheck", self.health_test.map(health_check));
        put("image", self.image.map(Value::String));
        let models = self.models.into_iter().map(|name| (name, Value::Mapping(Mapping::default())));
        put("models", table(models.collect()));
        put("network_mode", self.network_mode.map(Value::String));
        self.volumes.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
        let volumes: Vec<Value> = self.volumes.into_iter().map(Mount::into_value).collect();
        put("volumes", Some(volumes).filter(|volumes| !volumes.is_empty()).map(Value::Sequence));
        Value::Mapping(keys)
    }
}

impl Mount {
    fn into_value(self) -> Value {
        let mut keys = map_with_capacity(5);
        keys.insert("type".to_owned(), self.kind.into());
        keys.insert("source".to_owned(), self.source.into());
        keys.insert("target".to_owned(), self.target.into());
        if self.read_only {
            keys.insert("read_only".to_owned(), true.into());
        }
        if let Some(details) = self.details {
            keys.insert(self.kind.to_owned(), details);
        }
        Value::Mapping(keys)
    }
}

/// The service that all workloads wait for: it waits for the services of provisioners and ends.
pub(crate) fn waiting_service(image: &str, depends_on: BTreeMap<String, Condition>) -> Value {
    let command = Some(vec!["echo".to_owned()]);
    Service { command, depends_on, image: Some(image.to_owned()), ..Service::default() }.into_value()
}

fn dependencies(depends_on: BTreeMap<String, Condition>) -> Mapping {
    let entry = |(name, condition): (String, Condition)| {
        let mut keys = map_with_capacity(2);
        keys.insert("condition".to_owned(), condition.as_str().into());
        keys.insert("required".to_owned(), true.into());
        (name, Value::Mapping(keys))
    };
    depends_on.into_iter().map(entry).collect()
}

fn health_check(test: Vec<String>) -> Value {
    let mut keys = map_with_capacity(3);
    keys.insert("test".to_owned(), texts(test));
    keys.insert("timeout".to_owned(), PROBE_PERIOD.into());
    keys.insert("interval".to_owned(), PROBE_PERIOD.into());
    Value::Mapping(keys)
}

fn table(map: Mapping) -> Option<Value> {
    (!map.is_empty()).then(|| Value::Mapping(sorted(map)))
}

fn texts(texts: Vec<String>) -> Value {
    Value::Sequence(texts.into_iter().map(Value::String).collect())
}
