//! Templates: what they see, in which order, and what is made of their text.

use super::*;
use crate::targets::{COMPOSE, KUBERNETES};

#[test]
fn fields_see_what_was_rendered_before_them() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    init: {{ .Init.a }}
    state: {{ .State | toJson | quote }}
    shared: {{ .Shared.n }}
    gone: {{ hasKey .Shared \"gone\" }}
  shared: |
    n: {{ .State.n }}
    old: {{ .Shared.n }}
    gone:
  state: |
    n: {{ add .State.n 1 }}
    a: {{ .Init.a }}
  init: |
    a: {{ .State.n }}
    none: {{ len .Init }}
  services: |
    {{ range $name, $value := .Shared }}{{ $name }}: {x: {{ $value }}}
    {{ end }}
";
    assert_eq!(
        returned(&COMPOSE, file, "type: redis\nstate: {n: 1}\nshared: {n: 5, gone: 1, kept: 2}\n"),
        r#"{"outputs":{"gone":false,"init":1,"shared":2,"state":"{\"a\":1,\"n\":2}"},"services":{"kept":{"x":2},"n":{"x":2},"old":{"x":5}},"shared":{"gone":null,"n":2,"old":5},"state":{"a":1,"n":2}}"#
    );
}

#[test]
fn a_map_that_is_not_given_is_null_in_json() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    params: {{ .Params | toJson | quote }}
    metadata: {{ .Metadata | toJson | quote }}
    length: {{ len .Params }}
    missing: {{ .Params.a | default \"none\" }}
";
    for (request, wanted) in [
        ("type: redis\n", r#"{"outputs":{"length":0,"metadata":"null","missing":"none","params":"null"}}"#),
        (
            "type: redis\nparams: {a: x}\nmetadata: {}\n",
            r#"{"outputs":{"length":1,"metadata":"{}","missing":"x","params":"{\"a\":\"x\"}"}}"#,
        ),
    ] {
        assert_eq!(returned(&COMPOSE, file, request), wanted);
    }
}

#[test]
fn nothing_is_rendered_by_blanks_and_comments() {
    let file = "\
- uri: template://x
  type: redis
  init: ''
  state: \"  \\n \"
  shared: |
    {{ if .Params.x }}a: 1{{ end }}
  outputs: |
    # {{ .Uid }}
  services: 'null'
";
    assert_eq!(returned(&COMPOSE, file, "type: redis\nstate: {n: 1}\nparams: {x: false}\n"), "{}");
}

#[test]
fn the_data_of_a_target_is_seen() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    all: {{ list .Uid .Type .Class .Id .SourceWorkload | join \"|\" | quote }}
    params: {{ .Params.list | toJson | quote }}
    day: {{ .Params.day }}
    note: {{ .Metadata.annotations.note }}
    facts: FACTS
";
    let request = "\
type: redis
class: big
id: shared
guid: 00000000-0000-4000-8000-000000000001
source_workload: shop
params: {day: 2024-02-29, list: [1, 2.5, a, null, true]}
metadata: {annotations: {note: hi}}
facts: {ComposeProjectName: demo, MountsDirectory: mounts, Namespace: ns1}
";
    for (target, facts, wanted) in [
        (&COMPOSE, "{{ .ComposeProjectName }}|{{ .MountsDirectory }}", "demo|mounts"),
        (
            &KUBERNETES,
            "{{ .Guid }}|{{ .WorkloadMetadata.name }}|{{ .Namespace }}",
            "00000000-0000-4000-8000-000000000001|shop|ns1",
        ),
    ] {
        assert_eq!(
            returned(target, &file.replace("FACTS", facts), request),
            format!(
                r#"{{"outputs":{{"all":"redis.big#shared|redis|big|shared|shop","day":"2024-02-29 00:00:00 +0000 UTC","facts":"{wanted}","note":"hi","params":"[1,2.5,\"a\",null,true]"}}}}"#
            )
        );
    }
}

#[test]
fn services_of_workloads_are_structs_with_zero_values() {
    let request = "\
type: dns
workloads:
  shop: {service_name: svc, ports: {web: {port: 80, targetPort: 8080}, '8080': {port: 80, protocol: UDP}}}
  other: {}
";
    for (template, wanted) in [
        ("{{ .WorkloadServices.shop.ServiceName }}", "svc"),
        ("{{ (index .WorkloadServices \"shop\").Ports.web.TargetPort }}", "8080"),
        ("{{ (index .WorkloadServices.shop.Ports \"80\").Name }}", "web"),
        ("{{ (index .WorkloadServices.shop.Ports \"8080\").Protocol }}", "UDP"),
        ("{{ (index .WorkloadServices.shop.Ports \"080\").Port }}", "0"),
        ("{{ (index .WorkloadServices \"nope\").ServiceName | quote }}", "\\\"\\\""),
        ("{{ (index .WorkloadServices.other.Ports \"x\").TargetPort }}", "0"),
        ("{{ not (index .WorkloadServices \"nope\") }}", "false"),
        (
            "{{ len .WorkloadServices }}{{ range $n, $_ := .WorkloadServices }} {{ $n }}{{ end }}",
            "2 other shop",
        ),
        (
            "{{ range $n, $p := .WorkloadServices.shop.Ports }}{{ $n }}={{ $p.Port }} {{ end }}",
            "8080=80 web=80 ",
        ),
        (
            "{{ .WorkloadServices.shop | toJson }}",
            r#"{\"ServiceName\":\"svc\",\"ports\":{\"8080\":{\"name\":\"8080\",\"port\":80,\"target_port\":80,\"protocol\":\"UDP\"},\"web\":{\"name\":\"web\",\"port\":80,\"target_port\":8080,\"protocol\":\"TCP\"}}}"#,
        ),
    ] {
        let file = format!("- uri: template://x\n  type: dns\n  outputs: |\n    v: '{template}'\n");
        assert_eq!(
            returned(&COMPOSE, &file, request),
            format!(r#"{{"outputs":{{"v":"{wanted}"}}}}"#),
            "{template}"
        );
    }
}

#[test]
fn references_to_secrets_become_outputs() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    url: pg://{{ encodeSecretRef \"pg\" \"pass_word\" }}@pg
";
    assert_eq!(
        returned(&KUBERNETES, file, "type: redis\n"),
        "{\"outputs\":{\"url\":\"pg://\u{1F510}\u{1F4AC}pg_pass_word\u{1F4AC}\u{1F510}@pg\"}}"
    );
}

#[test]
fn draws_follow_from_the_seed_the_resource_and_the_field() {
    let file = "\
- uri: template://x
  type: redis
  state: |
    a: {{ randAlphaNum 16 }}
    b: {{ randAlphaNum 16 }}
  outputs: |
    a: {{ randAlphaNum 16 }}
";
    let of = |request: &str| returned(&COMPOSE, file, request);
    let first = of("type: redis\nseed: one\n");
    assert_eq!(first, of("type: redis\nseed: one\n"));
    assert_ne!(first, of("type: redis\nseed: two\n"));
    assert_ne!(first, of("type: redis\nseed: one\nid: other\n"));
    let drawn: Vec<&str> = first.split('"').filter(|part| part.len() == 16).collect();
    assert_eq!(drawn.len(), 3, "{first}");
    assert!(drawn[0] != drawn[1] && drawn[1] != drawn[2] && drawn[0] != drawn[2]);
}

#[test]
fn logs_become_notices_without_secrets() {
    let file = "\
- uri: template://x
  type: redis
  state: |
    password: hunter2
  info_logs: |
    - connect with hunter2
    - bye
";
    assert_eq!(
        returned(&COMPOSE, file, "type: redis\n"),
        r#"{"notices":["connect with ••••","bye"],"state":{"password":"hunter2"}}"#
    );
}

#[test]
fn time_and_environment_can_be_handed_in() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    year: {{ now | date \"2006\" | quote }}
    user: {{ env \"USER\" }}
";
    let mut options = LoadOptions::new();
    options.now = Some(score_template::Timestamp::from_seconds(1_700_000_000));
    options.environment = Some([("USER".to_owned(), "me".to_owned())].into());
    let provisioners = loaded(&COMPOSE, file, &options);
    let (outcome, log) = asked(&provisioners, &COMPOSE, "type: redis\n", &MemoryHost::default());
    assert!(log.is_empty(), "{log:?}");
    assert_eq!(json(outcome.unwrap().get("outputs").unwrap()).unwrap(), r#"{"user":"me","year":"2023"}"#);
}

#[test]
fn what_is_shared_is_drawn_alike_whichever_resource_comes_first() {
    let file = "\
- uri: template://x
  type: redis
  state: |
    own: {{ randAlphaNum 16 }}
  shared: |
    all: {{ randAlphaNum 16 }}
";
    let provisioners = loaded(&COMPOSE, file, &LoadOptions::new());
    let drawn = |id: &str| {
        let request = format!("type: redis\nid: {id}\n");
        asked(&provisioners, &COMPOSE, &request, &MemoryHost::default()).0.unwrap()
    };
    let (one, two) = (drawn("shop.one"), drawn("shop.two"));
    assert_eq!(one.get("shared"), two.get("shared"));
    assert_ne!(one.get("state"), two.get("state"));
}
