//! `containers.<name>`.

use score_yaml::{Node, OrderedMap, map_with_capacity};

use super::Check;
use super::object::{Object, Path, named_entries};
use super::values::parse_prefix;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Before, Container, ContainerResources, Cpu, Located, Memory, Quantities, Ready, Volume};
use crate::placeholder::Template;

const FIELDS: &[&str] = &[
    "image",
    "command",
    "args",
    "variables",
    "files",
    "volumes",
    "before",
    "resources",
    "livenessProbe",
    "readinessProbe",
];

const READY: &[(&str, Ready)] =
    &[("started", Ready::Started), ("healthy", Ready::Healthy), ("complete", Ready::Complete)];

impl Check<'_> {
    pub(super) fn container(&mut self, name: &str, node: &Node, path: Path<'_>) -> Option<Container> {
        let object = Object::read(node, path, format!("container `{name}`"), FIELDS, self)?;
        let image = object.required("image", self).and_then(|node| self.filled_text(node, path.key("image")));
        let command = object.optional("command").map(|node| self.text_list(node, path.key("command")));
        let args = object.optional("args").map(|node| self.text_list(node, path.key("args")));
        let variables = object.optional("variables").map(|node| self.variables(node, path.key("variables")));
        let files = object.optional("files").map(|node| {
            self.by_target(
                node,
                path.key("files"),
                "a mapping of files by the path they appear at",
                Check::file,
            )
        });
        let volumes = object.optional("volumes").map(|node| {
            self.by_target(
                node,
                path.key("volumes"),
                "a mapping of volumes by the path they are mounted at",
                Check::volume,
            )
        });
        let before = object.optional("before").map(|node| {
            named_entries(node, path.key("before"), "container", self, |check, name, node, path| {
                check.before(name, node, path)
            })
        });
        let resources =
            object.optional("resources").map(|node| self.container_resources(node, path.key("resources")));
        let mut probe = |field: &'static str| {
            let node = object.optional(field)?;
            // One with mistakes is there all the same, for what needs one.
            let probe = self.probe(node, path.key(field)).unwrap_or_default();
            Some(Located::new(probe, object.key_span(field)))
        };
        let (liveness_probe, readiness_probe) = (probe("livenessProbe"), probe("readinessProbe"));
        Some(Container {
            // A mistake is in the log, so nobody gets to see the container; what is in it can still be checked.
            image: image.unwrap_or_else(|| Located::new(String::new(), object.node.span)),
            command: command.flatten(),
            args: args.flatten(),
            variables: variables.unwrap_or_default(),
            files: files.unwrap_or_default(),
            volumes: volumes.unwrap_or_default(),
            before: before.unwrap_or_default(),
            resources: resources.unwrap_or_default(),
            liveness_probe,
            readiness_probe,
        })
    }

    fn variables(&mut self, node: &Node, path: Path<'_>) -> OrderedMap<Located<String>, Template> {
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, path, "`variables`", "a mapping of texts");
            return OrderedMap::default();
        };
        let mut variables = map_with_capacity(entries.len());
        for entry in entries {
            let here = path.key(entry.key.text().unwrap_or_default());
            let value = self.template(&entry.value, here);
            let Some(name) = self.text_key(&entry.key, here) else { continue };
            if name.is_empty() || name.contains('=') {
                self.log.push(
                    Diagnostic::error(
                        Code::InvalidKey,
                        format!("`{name}` is not a valid name of a variable"),
                    )
                    .path(here.to_string())
                    .at(entry.key.span, "expected at least one character and no `=`"),
                );
            } else if let Some(value) = value {
                variables.insert(Located::new(name.to_owned(), entry.key.span), value);
            }
        }
        variables
    }

    /// A mapping by path in the container.
    fn by_target<T>(
        &mut self,
        node: &Node,
        path: Path<'_>,
        expected: &str,
        read: impl Fn(&mut Self, &str, &Node, Path<'_>) -> Option<T>,
    ) -> OrderedMap<Located<String>, T> {
        let Some(entries) = node.as_mapping() else {
            let what = if matches!(path, Path::Key(_, "files")) { "`files`" } else { "`volumes`" };
            self.wrong_type(node, path, what, expected);
            return OrderedMap::default();
        };
        let mut found = map_with_capacity(entries.len());
        for entry in entries {
            let target = entry.key.text().unwrap_or_default();
            let here = path.key(target);
            let key = self.text_key(&entry.key, here).map(str::to_owned);
            if let (Some(key), Some(value)) = (key, read(self, target, &entry.value, here)) {
                found.insert(Located::new(key, entry.key.span), value);
            }
        }
        found
    }

    fn volume(&mut self, target: &str, node: &Node, path: Path<'_>) -> Option<Volume> {
        let what = format!("volume `{target}`");
        let object = Object::read(node, path, what, &["source", "path", "readOnly"], self)?;
        let source = object.required("source", self).and_then(|node| self.template(node, path.key("source")));
        let inside = object.optional("path").map(|node| self.text(node, path.key("path")));
        let read_only = object.optional("readOnly").map(|node| self.boolean(node, path.key("readOnly")));
        let read_only = read_only.flatten().unwrap_or_default();
        Some(Volume { source: source?, path: inside.flatten(), read_only })
    }

    fn before(&mut self, name: &str, node: &Node, path: Path<'_>) -> Option<Before> {
        let object = Object::read(node, path, format!("`before` entry `{name}`"), &["ready"], self)?;
        let ready = object.required("ready", self)?;
        self.one_of(ready, path.key("ready"), READY).map(|ready| Before { ready })
    }

    fn container_resources(&mut self, node: &Node, path: Path<'_>) -> ContainerResources {
        let object = Object::read(node, path, "`resources` of a container", &["limits", "requests"], self);
        let Some(object) = object else { return ContainerResources::default() };
        let mut quantities = |field| {
            object
                .optional(field)
                .map(|node| self.quantities(node, path.key(field), field))
                .unwrap_or_default()
        };
        ContainerResources { limits: quantities("limits"), requests: quantities("requests") }
    }

    fn quantities(&mut self, node: &Node, path: Path<'_>, field: &str) -> Quantities {
        let Some(object) = Object::read(node, path, format!("`{field}`"), &["cpu", "memory"], self) else {
            return Quantities::default();
        };
        let cpu = object.optional("cpu").and_then(|node| {
            self.formed(node, path.key("cpu"), Code::InvalidQuantity, Cpu::new, nearest_cpu)
        });
        let memory = object.optional("memory").and_then(|node| {
            self.formed(node, path.key("memory"), Code::InvalidQuantity, Memory::new, nearest_memory)
        });
        Quantities { cpu, memory }
    }
}

/// `.5` is half a core, `1.5m` is not possible.
fn nearest_cpu(text: &str) -> Option<String> {
    text.starts_with('.').then(|| format!("0{text}"))
}

/// `128MB` is `128M`, `128mi` is `128Mi`, `1k` is `1K`.
fn nearest_memory(text: &str) -> Option<String> {
    let (_, suffix): (f64, &str) = parse_prefix(text)?;
    let number = text.strip_suffix(suffix)?;
    let unit = suffix.trim().trim_end_matches(['b', 'B']);
    let mut letters = unit.chars();
    let first = letters.next()?.to_ascii_uppercase();
    match letters.as_str() {
        "" if unit != "m" => Some(format!("{number}{first}")),
        "i" | "I" => Some(format!("{number}{first}i")),
        _ => None,
    }
}
