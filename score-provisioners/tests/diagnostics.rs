//! How mistakes in provisioner files look, and those that show when a provisioner is asked.
#![allow(clippy::unwrap_used)]

mod targets;

use score_core::diagnostic::human::{Color, render};
use score_core::host::{CommandOutput, MemoryHost};
use score_core::parallel::Threads;
use score_core::target::TargetDescription;
use score_core::{Diagnostics, Sources};
use score_provisioners::trial::{read_request, run};
use score_provisioners::{LoadOptions, TemplateParsing, load, load_with};
use targets::{COMPOSE, KUBERNETES};

/// What is said when a file is loaded.
fn loading(target: &'static TargetDescription, text: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("my.provisioners.yaml", text);
    let mut log = Diagnostics::new();
    let _ = load(&sources, id, target, &mut log);
    log.sort();
    render(&log, &sources, Color::Never, Threads::ONE)
}

/// What is said when the provisioners of a file are asked for one resource.
fn asking(target: &'static TargetDescription, file: &str, request: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("my.provisioners.yaml", file);
    let request_id = sources.add("request.yaml", request);
    let mut log = Diagnostics::new();
    let mut options = LoadOptions::new();
    options.templates = TemplateParsing::WhenUsed;
    let provisioners = load_with(&sources, id, target, &options, &mut log);
    let request = read_request(&sources, request_id, &mut log).unwrap();
    let outcome = run(&request, &provisioners, target, &host(), &mut log);
    assert_eq!(outcome.is_none(), log.has_errors());
    log.sort();
    render(&log, &sources, Color::Never, Threads::ONE)
}

/// Programs that are named by what they do.
fn host() -> MemoryHost {
    let mut host = MemoryHost::default();
    let mut answers = |program: &str, status: i32, stdout: &str, stderr: &str| {
        let (stdout, stderr) = (stdout.as_bytes().to_vec(), stderr.as_bytes().to_vec());
        host.commands.insert(program.to_owned(), CommandOutput { status, stdout, stderr });
    };
    answers("fails", 3, "", "connecting\nlogin with s3cr3t-word was refused\n");
    answers("half", 0, "{\"resource_outputs\": {\n  \"a\": ", "");
    answers("prints-text", 0, "hello", "");
    answers("says-nothing", 0, "", "");
    answers("invents", 0, r#"{"manifests": []}"#, "");
    answers("misspells", 0, r#"{"resource_output": {}}"#, "");
    answers("returns-a-list", 0, r#"{"compose_services": []}"#, "");
    host
}

#[test]
fn what_is_no_list_of_entries() {
    let mut drawn = loading(&COMPOSE, "uri: template://x\ntype: redis\n");
    drawn += &loading(&COMPOSE, "- template://x\n- uri: [1]\n  type: redis\n");
    drawn += &loading(&COMPOSE, "- uri: template://x\n  type: redis\n---\n- uri: template://y\n");
    drawn += &loading(&COMPOSE, "- uri: template://x\n  uri: template://y\n  type: [\n");
    insta::assert_snapshot!(drawn);
}

#[test]
fn fields_that_a_kind_does_not_have() {
    insta::assert_snapshot!(loading(
        &COMPOSE,
        "\
- uri: template://x
  type: redis
  output: |
    host: x
  nonsense: true
- uri: cmd://python3
  type: dns
  arg: [a]
  outputs: {host: x}
- uri: local-env://x
  id: shared
"
    ));
}

#[test]
fn a_file_for_another_target() {
    let mut drawn = loading(&KUBERNETES, "- uri: template://x\n  type: redis\n  services: |\n    a: {}\n");
    drawn += &loading(&COMPOSE, "- uri: template://x\n  type: redis\n  manifests: |\n    - {}\n");
    insta::assert_snapshot!(drawn);
}

#[test]
fn entries_that_do_not_say_what_they_are() {
    insta::assert_snapshot!(loading(
        &COMPOSE,
        "\
- type: redis
- url: template://x
  type: redis
- uri: template://x
  typ: redis
- uri: redis
  type: redis
- uri: templates://x
  type: redis
- uri: \"helm://x\"
  type: redis
- uri: template://x
- uri: cmd://python3/script.py
  type: redis
- uri: template://x
  type:
  class: {}
"
    ));
}

#[test]
fn structures_where_templates_are_needed() {
    insta::assert_snapshot!(loading(
        &COMPOSE,
        "\
- uri: template://x
  type: redis
  outputs:
    host: x
  services: {a: {image: x}}
"
    ));
}

#[test]
fn templates_that_are_none() {
    insta::assert_snapshot!(loading(
        &COMPOSE,
        "\
- uri: template://x
  type: redis
  state: |

    # a comment
    a: {{ if }}
  outputs: |
    host: {{ .State.host | qoute }}
    port: {{ toYaml .State }}
  services: \"a: {{ .State.x | \\\"b\\\" }}\"
"
    ));
}

#[test]
fn templates_that_fail() {
    let file = "\
- {uri: 'template://x', type: unknown-field, outputs: 'who: {{ .Parms.x }}'}
- uri: template://x
  type: nil-argument
  outputs: |
    a: 1
    b: {{ .Params.nope | b64enc }}
- uri: template://x
  type: refuses
  init: |
    {{ if not .Params.version }}
      {{ fail \"params.version is needed\" }}
    {{ end }}
- uri: template://x
  type: runs-away
  state: |
    {{ range until 100000 }}{{ range until 100000 }}x{{ end }}{{ end }}
- uri: template://x
  type: broken
  outputs: |
    a: {{ end }}
";
    let drawn: String = ["unknown-field", "nil-argument", "refuses", "runs-away", "broken"]
        .iter()
        .map(|kind| asking(&COMPOSE, file, &format!("type: {kind}\n")))
        .collect();
    insta::assert_snapshot!(drawn);
}

#[test]
fn values_that_are_not_there() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    size: {{ .Params.size }}
    also: {{ .Params.inner.size }}
";
    insta::assert_snapshot!(asking(&COMPOSE, file, "type: redis\nparams: {}\n"));
}

#[test]
fn rendered_text_that_is_something_else() {
    let file = "\
- uri: template://x
  type: not-yaml
  outputs: |
    host: x
    list: [{{ .Params.password }}
- uri: template://x
  type: a-list
  outputs: |
    - a
- uri: template://x
  type: no-reference
  outputs: |
    a: \"\u{1F510}\u{1F4AC}x\u{1F4AC}\u{1F510}\"
- uri: template://x
  type: a-text
  manifests: |
    - kind: x
    - {{ .Params.password }}
- uri: template://x
  type: twice
  outputs: |
    {{ .Params.password }}: 1
    {{ .Params.password }}: 2
";
    let drawn: String = ["not-yaml", "a-list", "no-reference", "a-text", "twice"]
        .iter()
        .map(|kind| asking(&KUBERNETES, file, &format!("type: {kind}\nparams:\n  password: s3cr3t-word\n")))
        .collect();
    assert!(!drawn.replace("password: s3cr3t-word", "").contains("s3cr3t"), "{drawn}");
    insta::assert_snapshot!(drawn);
}

#[test]
fn the_time_and_the_environment() {
    let file = "\
- uri: template://x
  type: redis
  outputs: |
    when: {{ now | date \"2006\" }}
    who: {{ env \"USER\" | quote }}
";
    insta::assert_snapshot!(asking(&COMPOSE, file, "type: redis\n"));
}

#[test]
fn programs_that_fail() {
    let kinds =
        ["missing", "fails", "half", "prints-text", "says-nothing", "misspells", "invents", "returns-a-list"];
    let file: String =
        kinds.iter().map(|kind| format!("- {{uri: 'cmd://{kind}', type: {kind}}}\n")).collect();
    let file = file + "- {uri: 'cmd://python3/x', type: no-program}\n";
    let drawn: String = kinds
        .iter()
        .chain(&["no-program"])
        .map(|kind| asking(&COMPOSE, &file, &format!("type: {kind}\nstate: {{password: s3cr3t-word}}\n")))
        .collect();
    assert!(!drawn.contains("s3cr3t"), "{drawn}");
    insta::assert_snapshot!(drawn);
}

#[test]
fn an_environment_takes_no_params() {
    let file = "- uri: local-env://x\n";
    insta::assert_snapshot!(asking(&KUBERNETES, file, "type: environment\nparams: {a: 1}\n"));
}

#[test]
fn requests_with_mistakes() {
    let mut sources = Sources::new();
    let mut log = Diagnostics::new();
    for text in [
        "typ: redis\n",
        "type: redis\nparam: {}\nstate: x\nworkloads: {shop: {port: {}}}\n",
        "type: redis\nworkloads: {shop: {ports: {web: {port: 99999}}}}\n",
        "",
    ] {
        let id = sources.add("request.yaml", text);
        assert!(read_request(&sources, id, &mut log).is_none());
    }
    insta::assert_snapshot!(render(&log, &sources, Color::Never, Threads::ONE));
}
