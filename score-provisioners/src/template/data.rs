//! What templates see: the root with its fields, and the services of workloads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use score_core::provision::{PortKeys, Request, WorkloadPort, WorkloadService};
use score_core::target::{GUID, WORKLOAD_METADATA};
use score_template::{Element, Object, Shape, Value as Seen};
use score_yaml::{Mapping, OrderedMap};

use super::shared::Shared;
use crate::convert::{seen, seen_mapping};

/// The root value of every template of one provisioner.
pub(super) struct Data {
    /// A dozen, so looking through them is the quickest way to find one.
    fields: RefCell<Vec<(&'static str, Seen)>>,
}

impl Data {
    /// The fields as they are before anything is rendered.
    pub(super) fn new(request: &Request<'_>) -> Data {
        let uid = request.uid;
        let map = |map: Option<&Mapping>| map.map_or_else(|| Seen::object(NoMap), seen_mapping);
        let services = Services { all: request.workload_services.clone(), port_keys: request.port_keys };
        let mut fields = vec![
            ("Uid", Seen::from(uid.as_str())),
            ("Type", uid.kind().into()),
            ("Class", uid.class().into()),
            ("Id", uid.id().into()),
            ("Params", map(request.params)),
            ("Metadata", map(request.metadata)),
            ("Init", map(None)),
            ("State", map(Some(request.state))),
            ("Shared", Seen::object(Shared::new(request.shared.clone(), Arc::default()))),
            ("SourceWorkload", request.source_workload.into()),
            ("WorkloadServices", Seen::object(services)),
        ];
        for fact in request.target.facts {
            let value = match fact.field {
                GUID => request.guid.into(),
                WORKLOAD_METADATA => map(Some(request.workload_metadata)),
                other => request.target_facts.get(other).map_or_else(|| "".into(), seen),
            };
            fields.push((fact.field, value));
        }
        Data { fields: RefCell::new(fields) }
    }

    /// Gives a field the mapping that was rendered; an empty one when nothing was.
    pub(super) fn set(&self, field: &'static str, value: Option<&Mapping>) {
        let value = value.map_or_else(|| Seen::map([]), seen_mapping);
        self.replace(field, value);
    }

    fn replace(&self, field: &'static str, value: Seen) {
        let mut fields = self.fields.borrow_mut();
        match fields.iter_mut().find(|(name, _)| *name == field) {
            Some((_, old)) => *old = value,
            None => fields.push((field, value)),
        }
    }

    /// Lays a patch over the shared state.
    pub(super) fn set_shared(&self, state: &Arc<Mapping>, patch: &Mapping) {
        let patched = Shared::new(state.clone(), Arc::new(patch.clone()));
        self.replace("Shared", Seen::object(patched));
    }

    /// As the root of a template.
    pub(super) fn root(self: &Rc<Self>) -> Seen {
        Seen::Object(self.clone())
    }
}

impl Object for Data {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: "Data" }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        self.fields.borrow().iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.fields.borrow().iter().map(|(name, _)| Rc::from(*name)).collect()
    }
}

/// A map that is not given, which is empty and `null` in JSON.
struct NoMap;

impl Object for NoMap {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Any }
    }

    fn get(&self, _: &str) -> Option<Seen> {
        None
    }

    fn keys(&self) -> Vec<Rc<str>> {
        Vec::new()
    }

    fn is_nil(&self) -> bool {
        true
    }
}

/// `.WorkloadServices`: every workload of the project by name.
struct Services {
    all: Arc<BTreeMap<String, WorkloadService>>,
    port_keys: PortKeys,
}

impl Object for Services {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Zero(Service::zero) }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        let service = Rc::new(self.all.get(key)?.clone());
        Some(Seen::object(Service { service, port_keys: self.port_keys }))
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.all.keys().map(|key| Rc::from(key.as_str())).collect()
    }

    fn len(&self) -> usize {
        self.all.len()
    }
}

/// The service of one workload.
struct Service {
    service: Rc<WorkloadService>,
    port_keys: PortKeys,
}

impl Service {
    /// That of a workload that does not exist.
    fn zero() -> Seen {
        let service = WorkloadService { service_name: String::new(), ports: OrderedMap::default() };
        Seen::object(Service { service: Rc::new(service), port_keys: PortKeys::default() })
    }
}

impl Object for Service {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: "WorkloadService" }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        match key {
            "ServiceName" => Some(self.service.service_name.as_str().into()),
            "Ports" => Some(Seen::object(Ports { service: self.service.clone(), port_keys: self.port_keys })),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<Rc<str>> {
        ["ServiceName", "Ports"].map(Rc::from).into()
    }

    fn json_name<'a>(&'a self, field: &'a str) -> &'a str {
        // `ServiceName` is the only one that JSON has in capitals; what reads it in the ecosystem expects it so.
        match field {
            "Ports" => "ports",
            other => other,
        }
    }
}

/// The ports of one workload, by name and by number.
struct Ports {
    service: Rc<WorkloadService>,
    port_keys: PortKeys,
}

impl Object for Ports {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Zero(Port::zero) }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        let is_padded = key.starts_with(['0', '+']) && !self.service.ports.contains_key(key);
        let port = self.service.port_by_name_or_number(key).filter(|_| !is_padded)?;
        Some(Seen::object(Port(port.clone())))
    }

    fn keys(&self) -> Vec<Rc<str>> {
        let mut keys: Vec<Rc<str>> = self.service.ports.keys().map(|key| Rc::from(key.as_str())).collect();
        if self.port_keys == PortKeys::NamesAndNumbers {
            keys.extend(self.service.ports.values().map(|port| Rc::from(port.port.to_string())));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// One port of a workload.
struct Port(WorkloadPort);

impl Port {
    /// That of a port that does not exist.
    fn zero() -> Seen {
        Seen::object(Port(WorkloadPort { name: String::new(), port: 0, target_port: 0, protocol: "" }))
    }
}

impl Object for Port {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: "WorkloadPort" }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        match key {
            "Name" => Some(self.0.name.as_str().into()),
            "Port" => Some(i64::from(self.0.port).into()),
            "TargetPort" => Some(i64::from(self.0.target_port).into()),
            "Protocol" => Some(self.0.protocol.into()),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<Rc<str>> {
        ["Name", "Port", "TargetPort", "Protocol"].map(Rc::from).into()
    }

    fn json_name<'a>(&'a self, field: &'a str) -> &'a str {
        match field {
            "Name" => "name",
            "Port" => "port",
            "TargetPort" => "target_port",
            "Protocol" => "protocol",
            other => other,
        }
    }
}
