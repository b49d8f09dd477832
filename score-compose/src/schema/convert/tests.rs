#![allow(clippy::unwrap_used)]

use score_yaml::{Limits, SourceId, Style, read, write};

use super::*;
use crate::schema::{NETWORK, SERVICE};

fn yaml(text: &str) -> Value {
    read(SourceId(0), text, &Limits::default()).unwrap()[0].to_value()
}

fn as_reference() -> Converter {
    Converter::new(ShortForms::Refused, LeftOutKeys::AsZero)
}

fn as_native() -> Converter {
    Converter::new(ShortForms::Accepted, LeftOutKeys::AsCompose)
}

fn service(mut converter: Converter, text: &str) -> (String, Vec<String>) {
    let value = converter.object(&SERVICE, yaml(text));
    let problems = converter.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.text));
    (write(&value, &Style::AS_GIVEN), problems.collect())
}

#[test]
fn a_service_is_printed_in_the_order_and_spelling_of_compose() {
    let text = "
volumes: [{target: /d, type: volume, source: data, volume: {nocopy: true}}, {type: bind, source: ./a, target: /a, bind: {}}]
image: redis
ports: [{target: 80, published: 8080}]
environment: [B=2, A, C=x=y]
labels: {n: 1, b: true, e: null}
command: redis-server --port '6 379'
healthcheck: {test: ping, interval: 90s, retries: 0, timeout: 2s}
mem_limit: 512m
cpus: 0.1
privileged: false
entrypoint: []
depends_on: {b: {condition: service_started}, a10: {condition: service_healthy, required: true}, a9: {}}
networks: {front: null, back: {priority: 1}}
extra_hosts: {b: 1.2.3.4, a: '[::1]'}
ulimits: {nofile: {soft: 1, hard: 2}, nproc: 5}
x-own: {b: 1, a: 2}
";
    let (printed, problems) = service(as_reference(), text);
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        printed,
        r#"cpus: 0.1
command:
  - redis-server
  - --port
  - 6 379
depends_on:
  a9:
    required: false
  a10:
    condition: service_healthy
    required: true
  b:
    condition: service_started
    required: false
entrypoint: []
environment:
  A: null
  B: "2"
  C: x=y
extra_hosts:
  - a=::1
  - b=1.2.3.4
healthcheck:
  test:
    - CMD-SHELL
    - ping
  timeout: 2s
  interval: 1m30s
  retries: 0
image: redis
labels:
  b: "true"
  e: ""
  "n": "1"
mem_limit: "536870912"
networks:
  back:
    priority: 1
  front: null
ports:
  - target: 80
    published: "8080"
ulimits:
  nofile:
    soft: 1
    hard: 2
  nproc: 5
volumes:
  - type: volume
    source: data
    target: /d
    volume:
      nocopy: true
  - type: bind
    source: ./a
    target: /a
    bind:
      create_host_path: false
x-own:
  a: 2
  b: 1
"#
    );
    let again = as_native().object(&SERVICE, yaml(&printed));
    assert_eq!(write(&again, &Style::AS_GIVEN), printed, "what is printed means the same when read again");
}

#[test]
fn keys_that_are_left_out_mean_what_they_mean_to_compose() {
    let text = "{depends_on: {a: {}}, env_file: [{path: .env}], volumes: [{type: bind, bind: {create_host_path: true}}]}";
    let (printed, _) = service(as_native(), text);
    assert_eq!(
        printed,
        "depends_on:\n  a:\n    required: true\nenv_file:\n  - path: .env\nvolumes:\n  - type: bind\n    bind: {}\n"
    );
}

#[test]
fn what_compose_would_refuse_is_a_problem() {
    for (text, problem) in [
        ("{imge: a}", "imge: Compose does not know the key `imge`"),
        ("{ports: [{targt: 1}]}", "ports[0].targt: Compose does not know the key `targt`"),
        ("{volumes: [{readOnly: true}]}", "volumes[0].readOnly: Compose does not know the key `readOnly`"),
        ("{ports: ['80:80']}", "ports[0]: expected a port, a mapping, found text"),
        ("{depends_on: [a]}", "depends_on: expected a mapping, found a list"),
        ("{image: 1.5}", "image: expected text, found a number"),
        ("{command: [1]}", "command[0]: expected text, found a number"),
        ("{command: a | b}", "command: `|` would need a shell: write the command as a list"),
        (
            "{ports: [{target: '80'}]}",
            "ports[0].target: expected a whole number that is not negative, found text",
        ),
        ("{privileged: maybe}", "privileged: expected `true` or `false`, found text"),
        ("{stop_grace_period: 90}", "stop_grace_period: `90` has no unit: write `90s` for seconds"),
        ("{mem_limit: lots}", "mem_limit: `lots` is not an amount of bytes such as `512m`"),
        ("{environment: {A: {b: c}}}", "environment.A: expected text, found a mapping"),
        ("{extra_hosts: [a]}", "extra_hosts[0]: `a` is not `HOST=ADDRESS`"),
        ("{ulimits: {nofile: {soft: 1, max: 2}}}", "ulimits.nofile: has `soft` and `hard`, but no `max`"),
        ("[a]", ": expected a service, a mapping, found a list"),
    ] {
        assert_eq!(service(as_reference(), text).1, [problem], "{text}");
    }
}

#[test]
fn short_forms_are_accepted_where_they_may_be() {
    let text = "
build: ./src
depends_on: [a]
env_file: .env
networks: [n]
ports: ['8080:80']
volumes: ['data:/d:ro']
devices: ['/dev/a:/dev/b']
";
    let (printed, problems) = service(as_native(), text);
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        printed,
        r#"build:
  context: ./src
depends_on:
  a:
    condition: service_started
    required: true
devices:
  - source: /dev/a
    target: /dev/b
    permissions: rwm
env_file:
  - path: .env
networks:
  "n": null
ports:
  - mode: ingress
    target: 80
    published: "8080"
    protocol: tcp
volumes:
  - type: volume
    source: data
    target: /d
    read_only: true
    volume: {}
"#
    );
}

#[test]
fn objects_by_name_are_sorted_and_may_be_empty() {
    let mut converter = as_reference();
    let networks = converter.table("networks", &NETWORK, yaml("{n10: null, n9: {ipam: {}, External: yes}}"));
    assert_eq!(write(&Value::Mapping(networks), &Style::AS_GIVEN), "n9:\n  external: true\nn10: {}\n");
    assert!(converter.problems.is_empty());
    converter.table("networks", &NETWORK, yaml("[a]"));
    assert_eq!(converter.problems[0].text, "expected a mapping by name, found a list");
}
