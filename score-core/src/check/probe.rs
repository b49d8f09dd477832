//! `livenessProbe` and `readinessProbe`.

use score_yaml::Node;

use super::Check;
use super::object::{Object, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Exec, Header, HttpGet, Located, Probe, Scheme};

const SCHEMES: &[(&str, Scheme)] = &[("HTTP", Scheme::Http), ("HTTPS", Scheme::Https)];

impl Check<'_> {
    pub(super) fn probe(&mut self, node: &Node, path: Path<'_>) -> Option<Probe> {
        let object = Object::read(node, path, "a probe", &["httpGet", "exec"], self)?;
        let exec = object.optional("exec").map(|node| self.exec(node, path.key("exec")));
        let http_get = object.optional("httpGet").map(|node| self.http_get(node, path.key("httpGet")));
        if node.as_mapping().is_some_and(<[_]>::is_empty) {
            self.log.push(
                Diagnostic::error(Code::MissingField, "the probe says nothing")
                    .path(path.to_string())
                    .at(node.span, "`httpGet` or `exec` is required here"),
            );
        }
        Some(Probe { exec: exec.flatten(), http_get: http_get.flatten() })
    }

    fn exec(&mut self, node: &Node, path: Path<'_>) -> Option<Exec> {
        let object = Object::read(node, path, "`exec`", &["command"], self)?;
        let command = object.required("command", self)?;
        self.text_list(command, path.key("command")).map(|command| Exec { command })
    }

    fn http_get(&mut self, node: &Node, path: Path<'_>) -> Option<HttpGet> {
        let fields = &["host", "scheme", "path", "port", "httpHeaders"];
        let object = Object::read(node, path, "`httpGet`", fields, self)?;
        let scheme =
            object.optional("scheme").and_then(|node| self.one_of(node, path.key("scheme"), SCHEMES));
        let host = object.optional("host").and_then(|node| self.filled_text(node, path.key("host")));
        let port = object.required("port", self).and_then(|node| self.port(node, path.key("port")));
        let at = object.required("path", self).and_then(|node| self.text(node, path.key("path")));
        let headers = object.optional("httpHeaders").map(|node| self.headers(node, path.key("httpHeaders")));
        let http_headers = headers.unwrap_or_default();
        Some(HttpGet { scheme: scheme.map(|it| it.value), host, port: port?, path: at?, http_headers })
    }

    fn headers(&mut self, node: &Node, path: Path<'_>) -> Vec<Header> {
        let Some(items) = node.as_sequence() else {
            self.wrong_type(node, path, "`httpHeaders`", "a list of mappings with `name` and `value`");
            return vec![];
        };
        items.iter().enumerate().filter_map(|(index, item)| self.header(item, path.item(index))).collect()
    }

    fn header(&mut self, node: &Node, path: Path<'_>) -> Option<Header> {
        let object = Object::read(node, path, "a header", &["name", "value"], self)?;
        let name = object.required("name", self).and_then(|node| self.header_name(node, path.key("name")));
        let value = object.required("value", self).and_then(|node| self.filled_text(node, path.key("value")));
        Some(Header { name: name?, value: value? })
    }

    fn header_name(&mut self, node: &Node, path: Path<'_>) -> Option<Located<String>> {
        let name = self.filled_text(node, path)?;
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return Some(name);
        }
        self.log.push(
            Diagnostic::error(
                Code::InvalidValue,
                format!("`{}` is not a valid name of a header", name.value),
            )
            .path(path.to_string())
            .at(node.span, "expected letters, digits, `_` and `-`"),
        );
        None
    }
}
