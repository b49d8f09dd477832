//! From score files and fixed provisioners to manifests.

use std::sync::Arc;

use score_core::diagnostic::short;
use score_core::document::parse;
use score_core::host::MemoryHost;
use score_core::link::{SourcedWorkload, State};
use score_core::model::ResourceUid;
use score_core::provision::{Description, Outputs, Provisioned, Provisioner, Request};
use score_core::seed::Seed;
use score_core::text::decode_outputs;
use score_core::{Sources, Span};
use score_provisioners::LoadOptions;
use score_provisioners::patch::PatchTemplate;
use score_yaml::{Limits, Mapping, SourceId, read};

use super::*;

mod manifests;
mod workloads;

/// Serves a type: YAML with `outputs` and `manifests`, in which `ID` stands for the id of the resource and `<name/key>`
/// for a secret. What begins with `cmd` is what a program said.
struct Fixed {
    uri: String,
    kind: &'static str,
    text: &'static str,
}

impl Provisioner for Fixed {
    fn describe(&self) -> Description<'_> {
        Description {
            uri: &self.uri,
            kind: self.kind,
            class: None,
            id: None,
            description: "",
            supported_params: None,
            expected_outputs: None,
            span: Span::NONE,
        }
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == self.kind
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, _: &mut Diagnostics) -> Option<Provisioned> {
        let secret = "\u{1F510}\u{1F4AC}pg_password\u{1F4AC}\u{1F510}";
        let text = self.text.replace("ID", request.uid.id()).replace("<pg/password>", secret);
        let Value::Mapping(mut sections) = yaml(&text) else { panic!("a mapping") };
        let outputs = sections.shift_remove("outputs").unwrap_or(Value::Mapping(Mapping::default()));
        let outputs = Outputs::Values(decode_outputs(outputs.as_mapping().unwrap()).unwrap());
        let sections = sections.into_iter().map(|(name, value)| (name, Arc::new(value))).collect();
        Some(Provisioned { outputs, sections, notices: vec!["it is there".into()], ..Provisioned::default() })
    }
}

fn yaml(text: &str) -> Value {
    read(SourceId(0), text, &Limits::default()).unwrap()[0].to_value()
}

/// Types and what serves them.
type Served = [(&'static str, &'static str)];

fn run(options: &Options, files: &[&str], served: &Served) -> (Option<Generated>, String) {
    run_with_state(options, files, served, State::default())
}

fn run_with_state(
    options: &Options,
    files: &[&str],
    served: &Served,
    state: State,
) -> (Option<Generated>, String) {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let mut workloads = Vec::new();
    for (number, text) in files.iter().enumerate() {
        let name = format!("{number}.yaml");
        let id = sources.add(name.as_str(), format!("apiVersion: score.dev/v1b1\n{text}"));
        let document = parse(&sources, id, &mut log).unwrap();
        let workload = score_core::check::check(&document, &sources, &mut log).expect("valid");
        workloads.push(SourcedWorkload { workload, file: name });
    }
    let fixed = |(kind, text): &(&'static str, &'static str)| {
        let scheme = if kind.starts_with("cmd") { "cmd" } else { "fixed" };
        Arc::new(Fixed { uri: format!("{scheme}://{kind}"), kind, text }) as Arc<dyn Provisioner>
    };
    let provisioners: Vec<_> = served.iter().map(fixed).collect();
    let input = Input {
        sources: &sources,
        workloads,
        provisioners: &provisioners,
        state,
        seed: &Seed::from_text("test"),
        variables: [("TAG".to_owned(), "1.4".to_owned())].into(),
    };
    let reported = generate(input, options, &MemoryHost::default());
    (reported.output, short::render(&reported.diagnostics, &sources))
}

fn file(options: &Options, files: &[&str], served: &Served) -> String {
    let (generated, found) = run(options, files, served);
    let generated = generated.unwrap_or_else(|| panic!("{found}"));
    String::from_utf8(generated.artifacts.get(FILE_NAME).unwrap().content.to_vec()).unwrap()
}

/// The manifests as values, for tests that look at a part of them.
fn values(options: &Options, files: &[&str], served: &Served) -> Vec<Value> {
    let text = file(options, files, served);
    read(SourceId(0), &text, &Limits::default()).unwrap().iter().map(|document| document.to_value()).collect()
}

/// The manifest of a kind and name.
fn object<'a>(manifests: &'a [Value], kind: &str, name: &str) -> &'a Value {
    let is_it = |manifest: &&Value| {
        at(manifest, "kind") == &kind.into() && at(manifest, "metadata.name") == &name.into()
    };
    manifests.iter().find(is_it).unwrap_or(&Value::Null)
}

/// What is at keys and indices joined by dots.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |value, key| match (value, key.parse::<usize>()) {
        (Value::Sequence(items), Ok(index)) => items.get(index).unwrap_or(&Value::Null),
        _ => value.get(key).unwrap_or(&Value::Null),
    })
}

/// Every manifest as `Kind name`.
fn names(manifests: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    manifests
        .iter()
        .map(|manifest| format!("{} {}", text(at(manifest, "kind")), text(at(manifest, "metadata.name"))))
        .collect()
}

fn found(options: &Options, files: &[&str], served: &Served) -> String {
    run(options, files, served).1
}
