//! A state out of its text. Keys that are missing are empty, keys that are not known are kept; what is of another kind
//! than it should be, or looks cut off, is a mistake, for going on would draw new passwords.

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::document::{Document, diagnostic_of};
use score_core::link::ResourceState;
use score_core::model::ResourceUid;
use score_core::{Mapping, Node, SourceId, Sources, Span};
use score_yaml::{Entry, Limits, NodeData, read_reporting};

use super::{ComposeProject, ProjectState, StoredWorkload};
use crate::args::Target;

/// States may be larger than score files: they hold all workloads of a project. Nodes.
const MOST_NODES: usize = 50_000_000;
/// What the whole file is called in messages.
const STATE: &str = "the state";
/// The keys of a state, of which at least one is always there.
const KEYS: &[&str] =
    &["workloads", "resources", "shared_state", "patching_templates", "compose_project", "mounts_directory"];
/// In bytes.
const LARGEST: usize = 2 * 1024 * 1024 * 1024;

/// Reads a state that is among the sources. Reports `invalid-state` and mistakes of YAML.
pub(crate) fn read(
    sources: &Sources,
    id: SourceId,
    target: Target,
    log: &mut Diagnostics,
) -> Option<ProjectState> {
    let mut found = Diagnostics::new();
    let project = root(sources, id, &mut found)
        .and_then(|root| Reader { sources, id, target, log: &mut found }.project(root));
    let usable = !found.has_errors();
    for diagnostic in found {
        log.push(with_a_way_out(diagnostic, sources, id));
    }
    project.filter(|_| usable)
}

fn with_a_way_out(diagnostic: Diagnostic, sources: &Sources, id: SourceId) -> Diagnostic {
    let name = sources.name(id);
    diagnostic.note(format!("`{name}` holds the passwords of the project and was left as it is")).help(
        "restore it from a copy; without one, move it away, run `init`, and `generate` with all score files",
    )
}

fn root(sources: &Sources, id: SourceId, log: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(id);
    let end = Span::new(id, text.len(), text.len());
    if text.trim().is_empty() {
        log.push(Diagnostic::error(Code::InvalidState, "the state file is empty").at(end, ""));
        return None;
    }
    if !text.ends_with('\n') {
        log.push(
            Diagnostic::error(Code::InvalidState, "the state file is cut off")
                .at(end, "the last line has no end"),
        );
        return None;
    }
    let mut limits = Limits::default();
    (limits.nodes, limits.bytes) = (MOST_NODES, LARGEST);
    let mut errors = Vec::new();
    let documents = read_reporting(id, text, &limits, &mut errors);
    for error in &errors {
        log.push(Diagnostic { code: Code::InvalidState, hints: vec![], ..diagnostic_of(error, text) });
    }
    documents.into_iter().next()
}

struct Reader<'a> {
    sources: &'a Sources,
    id: SourceId,
    target: Target,
    log: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn project(&mut self, root: Node) -> Option<ProjectState> {
        self.of_this_tool(&root)?;
        let missing = self.missing(&root);
        let mut project = ProjectState::new(match self.target {
            Target::Compose => Some(ComposeProject::default()),
            Target::K8s => None,
        });
        for (key, value) in self.taken_entries(root, STATE)? {
            match (key.as_str(), &mut project.compose) {
                ("workloads", _) => self.workloads(value, &mut project),
                ("resources", _) => self.resources(value, &mut project),
                ("shared_state", _) => project.state.shared = self.map(value, &key)?,
                ("patching_templates", _) => project.patch_templates = self.texts(&value, &key)?,
                ("compose_project", Some(compose)) => compose.name = self.text(&value, &key)?,
                ("mounts_directory", Some(compose)) => compose.mounts_directory = self.text(&value, &key)?,
                _ => drop(project.unknown.insert(key, value.into_value())),
            }
        }
        match missing {
            Some(missing) if !project.workloads.is_empty() => {
                let end = self.sources.text(self.id).len();
                let message = "the state file is cut off".to_owned();
                self.refuse(Span::new(self.id, end, end), message, &format!("`{missing}` should follow"));
                None
            }
            _ => Some(project),
        }
    }

    /// The key that should follow. The keys are written in this order: when there are workloads and the last ones are
    /// missing, the file was cut off between two lines. Old versions wrote no templates.
    fn missing(&self, root: &Node) -> Option<&'static str> {
        let order: &[&str] = match self.target {
            Target::Compose => &["resources", "shared_state", "compose_project", "mounts_directory"],
            Target::K8s => &["resources", "shared_state"],
        };
        if root.get("patching_templates").is_some() {
            return None;
        }
        let found = order.iter().rposition(|key| root.get(key).is_some()).map_or(0, |last| last + 1);
        order.get(found).copied()
    }

    /// The two tools have states of nearly the same form, and one does not do for the other; nor does any other file.
    fn of_this_tool(&mut self, root: &Node) -> Option<()> {
        let entries = root.as_mapping().unwrap_or_default();
        let mut workloads = root.get("workloads").and_then(Node::as_mapping).unwrap_or_default().iter();
        let (key, message, label) = match self.target {
            Target::K8s => (
                root.entry("compose_project"),
                "this is the state of a Compose project",
                "a Kubernetes project has no such key",
            ),
            Target::Compose => (
                workloads.find_map(|workload| workload.value.entry("instance_suffix")),
                "this is the state of a Kubernetes project",
                "a Compose project has no such key",
            ),
        };
        if let Some(foreign) = key {
            self.refuse(foreign.key.span, message.to_owned(), label);
            return None;
        }
        match entries.first() {
            Some(first) if !entries.iter().any(|entry| KEYS.contains(&key_of(entry))) => {
                let message = "this is not the state of a project".to_owned();
                self.refuse(first.key.span, message, "a state has none of the keys in this file");
                None
            }
            _ => Some(()),
        }
    }

    fn workloads(&mut self, node: Node, project: &mut ProjectState) {
        for (name, value) in self.taken_entries(node, "workloads").unwrap_or_default() {
            if let Some((stored, suffix)) = self.workload(&name, value) {
                project.state.instance_suffixes.extend(suffix.map(|suffix| (name.clone(), suffix)));
                project.workloads.insert(name, stored);
            }
        }
    }

    fn workload(&mut self, name: &str, node: Node) -> Option<(StoredWorkload, Option<String>)> {
        let path = format!("workloads.{name}");
        let (mut spec, mut file, mut suffix) = (None, String::new(), None);
        let (mut builds, mut unknown) = (Mapping::default(), Mapping::default());
        let span = node.span;
        for (key, value) in self.taken_entries(node, &path)? {
            let path = format!("{path}.{key}");
            match (key.as_str(), self.target) {
                ("spec", _) => spec = self.entries(&value, &path).is_some().then_some(value),
                ("file", _) => file = self.optional_text(&value, &path)?.unwrap_or_default(),
                ("build_configs", Target::Compose) => builds = self.map(value, &path)?,
                ("instance_suffix", Target::K8s) => suffix = Some(self.text(&value, &path)?),
                _ => drop(unknown.insert(key, value.into_value())),
            }
        }
        let Some(root) = spec else {
            self.refuse(span, format!("`{path}` has no `spec`"), "");
            return None;
        };
        Some((StoredWorkload { document: Document { source: self.id, root }, file, builds, unknown }, suffix))
    }

    fn resources(&mut self, node: Node, project: &mut ProjectState) {
        for (uid, value) in self.taken_entries(node, "resources").unwrap_or_default() {
            if let Some((known, unknown)) = self.resource(&uid, value) {
                if !unknown.is_empty() {
                    project.unknown_of_resources.insert(uid.clone(), unknown);
                }
                project.state.resources.insert(ResourceUid::from_text(uid), known);
            }
        }
    }

    fn resource(&mut self, uid: &str, node: Node) -> Option<(ResourceState, Mapping)> {
        let path = format!("resources.{uid}");
        let (mut known, mut unknown) = (ResourceState::default(), Mapping::default());
        for (key, value) in self.taken_entries(node, &path)? {
            let path = format!("{path}.{key}");
            match key.as_str() {
                // They are parts of the identity, and made from it.
                "type" | "class" | "id" => {
                    self.text(&value, &path)?;
                }
                "guid" => known.guid = self.text(&value, &path)?,
                "metadata" => known.metadata = self.map(value, &path)?,
                "params" => known.params = Some(self.map(value, &path)?).filter(|map| !map.is_empty()),
                "source_workload" => known.source_workload = self.text(&value, &path)?,
                "provisioner" => known.provisioner = self.optional_text(&value, &path)?.unwrap_or_default(),
                "state" => known.state = self.map(value, &path)?,
                "outputs" => known.outputs = self.map(value, &path)?,
                _ => drop(unknown.insert(key, value.into_value())),
            }
        }
        Some((known, unknown))
    }

    /// The entries of a mapping; nothing has none.
    fn entries<'n>(&mut self, node: &'n Node, path: &str) -> Option<&'n [Entry]> {
        match node.as_mapping() {
            Some(entries) => Some(entries),
            None if node.is_null() && path != STATE => Some(&[]),
            None => {
                self.refuse(node.span, format!("`{path}` is {}, not a mapping", node.kind()), "");
                None
            }
        }
    }

    /// The same, taken out of it, by the texts of the keys.
    fn taken_entries(&mut self, node: Node, path: &str) -> Option<Vec<(String, Node)>> {
        self.entries(&node, path)?;
        let NodeData::Mapping(entries) = node.data else { return Some(Vec::new()) };
        let by_text = |Entry { key, value }| (key.into_text().unwrap_or_default(), value);
        Some(entries.into_iter().map(by_text).collect())
    }

    fn map(&mut self, node: Node, path: &str) -> Option<Mapping> {
        let entries = self.taken_entries(node, path)?;
        Some(entries.into_iter().map(|(key, value)| (key, value.into_value())).collect())
    }

    fn optional_text(&mut self, node: &Node, path: &str) -> Option<Option<String>> {
        if node.is_null() { Some(None) } else { self.text(node, path).map(Some) }
    }

    /// A text. A number counts as the text it is written as.
    fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match node.text() {
            Some(text) => Some(text.to_owned()),
            None => {
                self.refuse(node.span, format!("`{path}` is {}, not text", node.kind()), "");
                None
            }
        }
    }

    fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        match node.as_sequence() {
            Some(items) => items.iter().map(|item| self.text(item, path)).collect(),
            None if node.is_null() => Some(Vec::new()),
            None => {
                self.refuse(node.span, format!("`{path}` is {}, not a list", node.kind()), "");
                None
            }
        }
    }

    fn refuse(&mut self, span: Span, message: String, label: &str) {
        self.log.push(Diagnostic::error(Code::InvalidState, message).at(span, label));
    }
}

fn key_of(entry: &Entry) -> &str {
    entry.key.text().unwrap_or_default()
}
