use score_core::diagnostic::Diagnostics;
use score_core::document::parse;
use score_core::{SourceId, Sources};

use super::*;
use crate::args::Target;

/// What one run left behind, with keys that nobody knows and a suffix that is no number for yaml.v3.
const COMPOSE: &str = r#"workloads:
  shop:
    spec:
      apiVersion: score.dev/v1b1
      containers:
        web:
          image: .
          variables:
            DB: ${resources.db.host}
            "N": "4"
      metadata:
        day: 2024-01-31T00:00:00Z
        name: shop
      resources:
        db:
          type: postgres
    file: ./score.yaml
    build_configs:
      web:
        context: ./src
        args:
          A: "1"
    later: true
resources:
  postgres.default#shop.db:
    guid: 0b6f5c1e-97a4-4d0e-1c55-8a2f0d9e6b11
    type: postgres
    class: default
    id: shop.db
    metadata: {}
    params: {}
    source_workload: shop
    provisioner: template://default-provisioners/postgres
    state:
      password: abcDEF0123456789
    outputs:
      port: 5432
    later: {a: 1}
  postgres.default#stale:
    guid: 99999999-97a4-4d0e-1c55-8a2f0d9e6b11
    type: postgres
    class: default
    id: stale
    metadata:
      old: true
    params:
      size: 2
    source_workload: gone
    provisioner: template://default-provisioners/postgres
    state: {}
shared_state:
  instance:
    name: pg-a1B2c3
compose_project: demo
mounts_directory: .score-compose/mounts
patching_templates:
  - |
    - op: delete
      path: services.x
later:
  - 1
"#;

const K8S: &str = r#"workloads:
  one:
    spec:
      apiVersion: score.dev/v1b1
      containers:
        web:
          image: a
      metadata:
        name: one
    instance_suffix: -57457e5798
  two:
    spec:
      apiVersion: score.dev/v1b1
      containers:
        web:
          image: a
      metadata:
        name: two
    instance_suffix: "-6288265072"
resources: {}
shared_state: {}
patching_templates: []
"#;

fn read_text(target: Target, text: &str) -> Result<ProjectState, String> {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let id = sources.add("state.yaml", text);
    read(&sources, id, target, &mut log)
        .ok_or_else(|| log.iter().map(|found| found.message.clone()).collect::<Vec<_>>().join("; "))
}

fn written(project: &ProjectState) -> String {
    String::from_utf8(write(project).to_vec()).unwrap()
}

#[test]
fn what_was_read_is_written_again_byte_for_byte() {
    let flow = "    later: {a: 1}\n";
    let block = "    later:\n      a: 1\n";
    let project = read_text(Target::Compose, COMPOSE).unwrap();
    assert_eq!(written(&project), COMPOSE.replace(flow, block));
    let project = read_text(Target::K8s, K8S).unwrap();
    assert_eq!(project.state.instance_suffixes["one"], "-57457e5798");
    assert_eq!(written(&project), K8S);
}

#[test]
fn a_state_that_says_little_is_enough() {
    let project = read_text(Target::Compose, "compose_project: x\n").unwrap();
    assert_eq!(project.compose.unwrap().name, "x");
    assert!(read_text(Target::K8s, "{}\n").unwrap().workloads.is_empty());
    let without = COMPOSE.replace("mounts_directory: .score-compose/mounts\n", "");
    assert_eq!(read_text(Target::Compose, &without).unwrap().compose.unwrap().mounts_directory, "");
}

#[test]
fn a_damaged_state_is_refused() {
    let half = &COMPOSE[..COMPOSE.len() / 2];
    let between_lines = &COMPOSE[..COMPOSE.find("  postgres.default#stale").unwrap()];
    for (target, text, message) in [
        (Target::Compose, "", "the state file is empty"),
        (Target::Compose, half, "the state file is cut off"),
        (Target::Compose, between_lines, "the state file is cut off"),
        (Target::Compose, "- a\n", "`the state` is a list, not a mapping"),
        (Target::Compose, "workloads: [a]\n", "`workloads` is a list, not a mapping"),
        (Target::Compose, "workloads: {a: {file: b}}\n", "`workloads.a` has no `spec`"),
        (Target::Compose, "resources: {a: {guid: [1]}}\n", "`resources.a.guid` is a list, not text"),
        (Target::K8s, COMPOSE, "this is the state of a Compose project"),
        (Target::Compose, K8S, "this is the state of a Kubernetes project"),
        (Target::Compose, "services: {web: {image: a}}\n", "this is not the state of a project"),
    ] {
        assert_eq!(read_text(target, text).unwrap_err(), message, "{text:?}");
    }
    assert!(read_text(Target::Compose, "workloads: {a\n").is_err());
}

#[test]
fn a_workload_is_stored_without_what_says_nothing() {
    let text = "\
service: {ports: {}}
resources: {}
metadata: {name: shop, annotations: {}}
containers:
  web: {image: a, files: {}, args: [], variables: {}, resources: {}, volumes: {/x: {readOnly: false, source: y}}}
apiVersion: score.dev/v1b1
";
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let id = sources.add("score.yaml", text);
    let document = parse(&sources, id, &mut log).unwrap();
    let expected = "\
apiVersion: score.dev/v1b1
containers:
  web:
    args: []
    image: a
    resources: {}
    volumes:
      /x:
        readOnly: false
        source: \"y\"
metadata:
  annotations: {}
  name: shop
service: {}
";
    assert_eq!(score_yaml::write(&spec::spec_of(&document), &score_yaml::Style::AS_GIVEN), expected);
}

#[test]
fn every_key_of_a_state_is_described() {
    use serde_json::Value;

    fn keys<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v str> {
        value.pointer(pointer).and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key.as_str())
    }

    let schema = crate::commands::schema::text(crate::args::SchemaName::State);
    let schema: Value = serde_json::from_str(schema).unwrap();
    let state = |target, text: &str| {
        let text = written(&read_text(target, text).unwrap());
        Value::from(
            &score_yaml::read(SourceId(0), &text, &score_yaml::Limits::default()).unwrap()[0].to_value(),
        )
    };
    let states = [state(Target::Compose, COMPOSE), state(Target::K8s, K8S)];
    for (described, written) in [
        ("/properties", &[""][..]),
        ("/properties/workloads/additionalProperties/properties", &["/workloads/shop", "/workloads/one"]),
        ("/properties/resources/additionalProperties/properties", &["/resources/postgres.default#shop.db"]),
    ] {
        let mut written: Vec<&str> = written
            .iter()
            .flat_map(|pointer| states.iter().flat_map(|state| keys(state, pointer)))
            .filter(|key| *key != "later")
            .collect();
        written.sort_unstable();
        written.dedup();
        let mut described: Vec<&str> = keys(&schema, described).collect();
        described.sort_unstable();
        assert_eq!(described, written);
    }
}
