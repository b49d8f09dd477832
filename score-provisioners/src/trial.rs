//! Trying a provisioner: one request out of a small file, and what comes of it, to be compared with what was expected.
//!
//! ```yaml
//! type: postgres                  # the rest may be left out
//! class: default
//! id: shop.db
//! guid: 00000000-0000-4000-8000-000000000000
//! params: {version: "16"}
//! metadata: {annotations: {a: b}}
//! state: {}                       # of the last run
//! shared: {}
//! source_workload: shop
//! workload_metadata: {name: shop}
//! workloads:
//!   shop:
//!     service_name: shop          # the name of the workload when left out
//!     ports:
//!       web: {port: 80, targetPort: 8080, protocol: TCP}
//! facts: {MountsDirectory: mounts} # by the names that templates know
//! seed: any text
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use score_core::diagnostic::suggest;
use score_core::document::diagnostic_of;
use score_core::host::Host;
use score_core::model::{ParamSpan, ResourceUid};
use score_core::provision::{
    MissingValues, Outputs, PortKeys, Provisioned, Provisioner, Request, WorkloadPort, WorkloadService,
};
use score_core::seed::Seed;
use score_core::target::TargetDescription;
use score_core::{Code, Diagnostic, Diagnostics, Node, Sources, Span, Value};
use score_yaml::{Limits, Mapping, OrderedMap, SourceId, read};

const KEYS: [&str; 13] = [
    "type",
    "class",
    "id",
    "guid",
    "params",
    "metadata",
    "state",
    "shared",
    "source_workload",
    "workload_metadata",
    "workloads",
    "facts",
    "seed",
];

/// A request that was written by hand.
#[derive(Debug)]
pub struct TrialRequest {
    uid: ResourceUid,
    declared: Span,
    guid: String,
    params: Option<Mapping>,
    param_spans: Vec<ParamSpan>,
    metadata: Option<Mapping>,
    state: Mapping,
    shared: Arc<Mapping>,
    source_workload: String,
    workload_metadata: Mapping,
    workloads: Arc<BTreeMap<String, WorkloadService>>,
    facts: Mapping,
    seed: Seed,
}

/// Reads a request. Reports `yaml-syntax` and the like, `empty-file`, `unknown-field`, `missing-field` and `wrong-type`.
pub fn read_request(sources: &Sources, id: SourceId, log: &mut Diagnostics) -> Option<TrialRequest> {
    let text = sources.text(id);
    let documents = match read(id, text, &Limits::default()) {
        Ok(documents) => documents,
        Err(error) => {
            log.push(diagnostic_of(&error, text));
            return None;
        }
    };
    let errors = log.error_count();
    let mut reader = Reader { log };
    let request = match documents.first().filter(|root| !root.is_null()) {
        Some(root) => reader.request(root),
        None => {
            let message = format!("`{}` has no content", sources.name(id));
            let found = Diagnostic::error(Code::EmptyFile, message).at(Span::new(id, 0, 0), "");
            reader.log.push(found.help("a request has at least `type`"));
            None
        }
    };
    request.filter(|_| log.error_count() == errors)
}

/// Asks the first provisioner that matches, and gives what it returned: `state`, `shared` (the patch), `outputs`, the
/// sections by their names and `notices`, each only when there is something in it. The outputs of an environment are
/// the text `environment`.
///
/// Reports `no-provisioner` and whatever the provisioner reports.
pub fn run(
    request: &TrialRequest,
    provisioners: &[Arc<dyn Provisioner>],
    target: &TargetDescription,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Mapping> {
    let Some(provisioner) = provisioners.iter().find(|it| it.matches(&request.uid)) else {
        let message = format!("no provisioner serves `{}`", request.uid);
        let found = Diagnostic::error(Code::NoProvisioner, message).at(request.declared, "");
        let kinds: BTreeSet<&str> = provisioners.iter().map(|it| it.kind()).collect();
        log.push(match suggest::closest(request.uid.kind(), kinds.iter().copied()) {
            Some(close) => found.fix(format!("`{close}` is served"), request.declared, close),
            None => found.note(format!("there are provisioners for {}", suggest::list(kinds))),
        });
        return None;
    };
    let asked = Request {
        uid: &request.uid,
        guid: &request.guid,
        declared: request.declared,
        params: request.params.as_ref(),
        param_spans: &request.param_spans,
        metadata: request.metadata.as_ref(),
        state: &request.state,
        shared: &request.shared,
        source_workload: &request.source_workload,
        workload_metadata: &request.workload_metadata,
        workload_services: &request.workloads,
        port_keys: PortKeys::default(),
        target,
        target_facts: &request.facts,
        seed: &request.seed,
        missing_values: MissingValues::default(),
    };
    provisioner.provision(&asked, host, log).map(outcome)
}

fn outcome(provisioned: Provisioned) -> Mapping {
    let Provisioned { state, shared, outputs, sections, notices } = provisioned;
    let outputs = match outputs {
        Outputs::Values(outputs) => {
            Value::Mapping(outputs.iter().map(|(name, output)| (name.clone(), output.encode())).collect())
        }
        Outputs::Environment => Value::from("environment"),
    };
    let notices = notices.into_iter().map(Value::from).collect();
    let mut outcome = Mapping::from_iter([
        ("state".to_owned(), Value::Mapping(state)),
        ("shared".to_owned(), Value::Mapping(shared)),
        ("outputs".to_owned(), outputs),
    ]);
    outcome.extend(sections.into_iter().map(|(name, value)| (name, Arc::unwrap_or_clone(value))));
    outcome.insert("notices".to_owned(), Value::Sequence(notices));
    outcome.retain(|_, value| match value {
        Value::Mapping(map) => !map.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        _ => true,
    });
    outcome
}

fn param_spans(params: &Node) -> Vec<ParamSpan> {
    let entries = params.as_mapping().unwrap_or_default().iter();
    entries.map(|entry| ParamSpan { key: entry.key.span, value: entry.value.span }).collect()
}

struct Reader<'a> {
    log: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn request(&mut self, root: &Node) -> Option<TrialRequest> {
        let Some(entries) = root.as_mapping() else {
            self.wrong_type(root, "a request", "a mapping with at least `type`");
            return None;
        };
        self.check_keys(entries, &KEYS, "a request");
        let Some(kind) = root.get("type") else {
            let is_near = |entry: &score_yaml::Entry| {
                entry.key.text().is_some_and(|key| suggest::closest(key, ["type"]).is_some())
            };
            // The rename that was suggested explains it.
            if !entries.iter().any(is_near) {
                let found = Diagnostic::error(Code::MissingField, "a request has no `type`");
                let span = entries.first().map_or(root.span, |entry| entry.key.span);
                self.log.push(found.at(span, "`type` is required here"));
            }
            return None;
        };
        let declared = kind.span;
        let kind = self.text(root, "type")?;
        let source_workload = self.text(root, "source_workload").unwrap_or_else(|| "workload".to_owned());
        let class = self.text(root, "class").unwrap_or_else(|| "default".to_owned());
        let id = self.text(root, "id").unwrap_or_else(|| format!("{source_workload}.resource"));
        let named = || Mapping::from_iter([("name".to_owned(), Value::from(source_workload.as_str()))]);
        Some(TrialRequest {
            uid: ResourceUid::from_text(format!("{kind}.{class}#{id}")),
            declared,
            guid: self
                .text(root, "guid")
                .unwrap_or_else(|| "00000000-0000-4000-8000-000000000000".to_owned()),
            params: self.mapping(root, "params"),
            param_spans: root.get("params").map(param_spans).unwrap_or_default(),
            metadata: self.mapping(root, "metadata"),
            state: self.mapping(root, "state").unwrap_or_default(),
            shared: Arc::new(self.mapping(root, "shared").unwrap_or_default()),
            workload_metadata: self.mapping(root, "workload_metadata").unwrap_or_else(named),
            workloads: Arc::new(self.workloads(root)),
            facts: self.mapping(root, "facts").unwrap_or_default(),
            seed: Seed::from_text(&self.text(root, "seed").unwrap_or_default()),
            source_workload,
        })
    }

    fn workloads(&mut self, root: &Node) -> BTreeMap<String, WorkloadService> {
        let Some(node) = root.get("workloads") else { return BTreeMap::new() };
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, "`workloads`", "a mapping by workload name");
            return BTreeMap::new();
        };
        let mut workloads = BTreeMap::new();
        for entry in entries {
            let name = entry.key.text().unwrap_or_default();
            let service_name = self.text(&entry.value, "service_name").unwrap_or_else(|| name.to_owned());
            self.check_keys(
                entry.value.as_mapping().unwrap_or_default(),
                &["service_name", "ports"],
                "a workload",
            );
            let ports = self.ports(&entry.value);
            workloads.insert(name.to_owned(), WorkloadService { service_name, ports });
        }
        workloads
    }

    fn ports(&mut self, workload: &Node) -> OrderedMap<String, WorkloadPort> {
        let mut ports = OrderedMap::default();
        for entry in workload.get("ports").and_then(Node::as_mapping).unwrap_or_default() {
            let name = entry.key.text().unwrap_or_default().to_owned();
            let keys = ["port", "targetPort", "protocol"];
            self.check_keys(entry.value.as_mapping().unwrap_or_default(), &keys, "a port");
            let mut number = |key: &str| {
                let node = entry.value.get(key)?;
                let number = node.to_value().as_i64().and_then(|number| u16::try_from(number).ok());
                if number.is_none() {
                    self.wrong_type(node, &format!("`{key}`"), "a number from 1 to 65535");
                }
                number
            };
            let port = number("port").unwrap_or(80);
            let target_port = number("targetPort").unwrap_or(port);
            let protocol = match self.text(&entry.value, "protocol").as_deref() {
                Some("UDP") => "UDP",
                _ => "TCP",
            };
            ports.insert(name.clone(), WorkloadPort { name, port, target_port, protocol });
        }
        ports
    }

    fn check_keys(&mut self, entries: &[score_yaml::Entry], known: &[&str], what: &str) {
        for entry in entries {
            let key = entry.key.text().unwrap_or_default();
            if known.contains(&key) {
                continue;
            }
            let found = Diagnostic::error(Code::UnknownField, format!("unknown field `{key}` in {what}"))
                .at(entry.key.span, "");
            self.log.push(match suggest::closest(key, known.iter().copied()) {
                Some(close) => found.fix(format!("rename it to `{close}`"), entry.key.span, close),
                None => {
                    let known = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>();
                    found.note(format!("accepted here: {}", known.join(", ")))
                }
            });
        }
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, &format!("`{key}`"), "text");
        }
        text
    }

    fn mapping(&mut self, node: &Node, key: &str) -> Option<Mapping> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        match value.to_value() {
            Value::Mapping(map) => Some(map),
            _ => {
                self.wrong_type(value, &format!("`{key}`"), "a mapping");
                None
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what} is {}", node.kind());
        let found = Diagnostic::error(Code::WrongType, message);
        self.log.push(found.at(node.span, format!("expected {expected}")));
    }
}
