//! `service`: the ports that others connect to.

use score_yaml::{Node, OrderedMap};

use super::Check;
use super::object::{Object, Path, named_entries};
use crate::model::{Located, Name, Protocol, ServicePort};

const PROTOCOLS: &[(&str, Protocol)] = &[("TCP", Protocol::Tcp), ("UDP", Protocol::Udp)];

impl Check<'_> {
    pub(super) fn service(&mut self, node: &Node, path: Path<'_>) -> OrderedMap<Located<Name>, ServicePort> {
        let ports =
            Object::read(node, path, "`service`", &["ports"], self).and_then(|it| it.optional("ports"));
        let Some(ports) = ports else { return OrderedMap::default() };
        named_entries(ports, path.key("ports"), "port", self, |check, name, node, path| {
            check.service_port(name, node, path)
        })
    }

    fn service_port(&mut self, name: &str, node: &Node, path: Path<'_>) -> Option<ServicePort> {
        let what = format!("service port `{name}`");
        let object = Object::read(node, path, what, &["port", "protocol", "targetPort"], self)?;
        let port = object.required("port", self).and_then(|node| self.port(node, path.key("port")));
        let protocol =
            object.optional("protocol").map(|node| self.one_of(node, path.key("protocol"), PROTOCOLS));
        let target_port = object.optional("targetPort").map(|node| self.port(node, path.key("targetPort")));
        let port = port?;
        Some(ServicePort {
            port,
            protocol: protocol.flatten().map(|it| it.value).unwrap_or_default(),
            target_port: target_port.flatten().unwrap_or(port),
        })
    }
}
